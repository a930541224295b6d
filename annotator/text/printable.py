"""Texts of files as they can be printed: nothing in them steers a terminal or turns what stands around them."""

from __future__ import annotations

import unicodedata


def shown(text: str) -> str:
    """Return a text with control characters written as escapes, so that no file can steer the terminal."""
    return "".join(_escaped(sign) if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in text)


def _escaped(sign: str) -> str:
    if sign in "\u200c\u200d":  # joiners that Devanagari, Persian and emoji need
        return sign
    return sign.encode("unicode_escape").decode("ascii")
