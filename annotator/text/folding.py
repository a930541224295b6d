"""Forms of a text in which two spellings of the same name or quotation are equal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import islice

_SAME = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»＂〝〞〟", '"'),
        **dict.fromkeys("‘’‚‛‹›ʼ′＇`´", "'"),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        "…": "...",
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"),
    }
)
_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
_ACCENTS = re.compile("[\u0300-\u036f]")
_WHITE = re.compile(r"\s+")
_UNEVEN = ("  ", " \n", "\n ", *"\t\v\f\r\x1c\x1d\x1e\x1f")  # white space between plain letters that folding changes
_TOGETHER = 128  # one text with an accent has all of these folded one by one


def fold(text: str, *, accents: bool = True) -> str:
    """Return the form for comparing names and quotations; ``accents=False`` strips the accents too.

    NFC, case-folded; quotation marks, dashes and apostrophes one of each kind; soft hyphens, zero-width and direction
    marks removed; white space collapsed and trimmed. Only marks of U+0300 to U+036F count as accents: the vowel signs
    of Devanagari or Arabic are letters of the word, not ornaments.
    """
    if text.isascii():
        return " ".join(text.replace("`", "'").lower().split())
    return _WHITE.sub(" ", _folded(text, accents)).strip()


def fold_all(texts: Iterable[str], *, accents: bool = True) -> list[str]:
    """Return the folded form of each text; short ones in plain letters are folded many at a time."""
    found: list[str] = []
    rest = iter(texts)
    while together := list(islice(rest, _TOGETHER)):
        whole = "\n".join(together)
        even = whole.isascii() and whole.strip() == whole and not any(sign in whole for sign in _UNEVEN)
        if even and whole.count("\n") == len(together) - 1:
            found += whole.replace("`", "'").lower().split("\n")
        else:
            found += [fold(text, accents=accents) for text in together]
    return found


def fold_in_place(text: str) -> str:
    """Return the form for search: folded without accents, all white space as it stands, so that each line stays a line."""
    return text.replace("`", "'").lower() if text.isascii() else _folded(text, accents=False)


def _folded(text: str, accents: bool) -> str:
    folded = _unaltered_by_case(unicodedata.normalize("NFC", text).translate(_SAME))
    if not accents:
        folded = _ACCENTS.sub("", unicodedata.normalize("NFD", folded)).translate(_LETTERS_WITHOUT_DECOMPOSITION)
        folded = unicodedata.normalize("NFC", folded)
    return folded


def _unaltered_by_case(text: str) -> str:
    """Case-fold until folding changes nothing more (U+0345 needs a second turn, Unicode 15 section 3.13)."""
    for _ in range(3):
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())
        if folded == text:
            break
        text = folded
    return text
