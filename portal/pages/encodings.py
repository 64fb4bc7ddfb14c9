"""Content codings: which one a visitor gets, and the bytes in it."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache

import brotli

IDENTITY = "identity"
PREFERRED = ("br", "gzip", IDENTITY)  # the best first, where a visitor takes several equally

# 11 saves another tenth of the bytes and takes twenty times as long (design/performance.md).
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
MAX_HEADER = 200  # characters; browsers send about 30

_CODING = re.compile(r"\s*([\w*.-]+)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?", re.ASCII)


def chosen(header: str) -> str:
    """The coding for an Accept-Encoding header. What makes no sense in it is left out; "identity" always serves."""
    return _chosen(header) if len(header) <= MAX_HEADER else IDENTITY


@lru_cache(maxsize=256)
def _chosen(header: str) -> str:
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        match = _CODING.fullmatch(part)
        if match:
            weights[match[1]] = float(match[2]) if match[2] else 1.0
    others = weights.get("*", 0.0)
    # Without a weight of its own, identity serves only where nothing else does.
    offered = [(weights.get(coding, others if coding != IDENTITY else 0.0), coding) for coding in PREFERRED]
    best, coding = max(offered, key=lambda offer: offer[0])
    return coding if best > 0 else IDENTITY


def encode(content: bytes, coding: str) -> bytes:
    """The content in a coding. Equal content gives equal bytes."""
    if coding == "br":
        return bytes(brotli.compress(content, quality=BROTLI_QUALITY))
    return gzip.compress(content, GZIP_LEVEL, mtime=0) if coding == "gzip" else content


def decode(body: bytes, coding: str) -> bytes:
    """The content of what ``encode`` made."""
    if coding == "br":
        return bytes(brotli.decompress(body))
    return gzip.decompress(body) if coding == "gzip" else body
