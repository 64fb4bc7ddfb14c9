"""Writing XML that every parser reads: characters XML 1.0 forbids are left out, wherever a text comes from."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return the text without characters that XML 1.0 has no way to write."""
    return _FORBIDDEN.sub("", text)


def add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """Append an element. A trailing "_" of an attribute's name is dropped: ``class_``."""
    child = SubElement(parent, tag, {name.rstrip("_"): xml_text(value) for name, value in attributes.items()})
    if text:
        child.text = xml_text(text)
    return child


def document(root: Element) -> bytes:
    """Return the whole document as UTF-8, indented."""
    indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode").encode() + b"\n"
