"""Text encrypted at rest with the keys of ``FIELD_ENCRYPTION_KEYS`` (newest first)."""

from __future__ import annotations

from contextlib import suppress

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotDecrypt(Exception):
    """None of the keys opens this text: a key was lost. The ciphertext is never handed on."""


def encrypt(text: str) -> str:
    """Encrypt with the newest key. The result is ASCII and differs at each call."""
    return _fernet().encrypt(text.encode()).decode()


def decrypt(ciphertext: str) -> str:
    """Decrypt with whichever key fits.

    Raises CannotDecrypt.
    """
    opened: bytes | None = None
    with suppress(InvalidToken, ValueError):
        opened = _fernet().decrypt(ciphertext.encode())
    if opened is None:
        raise CannotDecrypt("A stored secret cannot be read with the keys in FIELD_ENCRYPTION_KEYS.")
    return opened.decode()


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])
