"""Keyed hashes: values that can be compared, and neither read nor guessed without the key."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def keyed_hash(purpose: str, *parts: str) -> str:
    """64 hexadecimal digits, made with a key derived from SECRET_KEY for this purpose.

    Each part counts with its length, so that ("ab", "c") and ("a", "bc") differ.
    """
    key = hmac.digest(settings.SECRET_KEY.encode(), f"portal.registration.{purpose}".encode(), "sha256")
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(key, text.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()
