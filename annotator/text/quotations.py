"""Quotation marks and brackets that belong together."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_BRACKETS = {")": "(", "]": "[", "}": "{", "）": "（", "】": "【", "］": "［", "〕": "〔", "｝": "｛"}
_FIXED_CLOSERS = {"」": "「", "』": "『", "》": "《", "〉": "〈", "〞": "〝", "〟": "〝"}
_OPENERS = frozenset("([{（【［〔｛「『《〈〝„‚‘")
_PARTNERS = {  # by which opening marks a mark that can close may have been opened (German “ and » close, Swedish ” opens)
    "“": "„",
    "”": "“„”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "’": "‘‚",
    "‘": "‚",
    '"': '"',
    "＂": "＂",
    "'": "'",
}
_MARK = re.compile("[()\\[\\]{}（）【】［］〔〕｛｝“”„«»‹›‘’‚\"'＂「」『』《》〈〉〝〞〟]")
_CLOSES_SURELY = re.compile("(?<=[,.?!…;])['’]|['’](?=[,.:;?!)…]|\\s*$|\\s+[–—-])")
_OPENS_SINGLE = re.compile("(?<![\\w])['‘‚](?=\\w)")


@dataclass(frozen=True, slots=True)
class Pair:
    """Positions of two marks that belong together; ``quotes`` tells quotation marks from brackets."""

    opening: int
    closing: int
    quotes: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one paragraph: pairs in order of their opening, and the place of a quotation that never closes."""

    pairs: tuple[Pair, ...]
    unclosed: int | None


def marks_in(text: str) -> Marks:
    """Return which quotation marks and brackets of a paragraph belong together; apostrophes are no quotation marks.

    Understands “ ” „ “ „ ” ” ” « » » « ‹ › ‘ ’ ‚ ‘ " " ' ' 「 」 『 』 《 》 and brackets, nested; linear in the text.
    """
    if not _MARK.search(text):
        return Marks((), None)
    return _Matching(text).done()


class _Matching:
    """The marks opened so far, and the pairs found."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[tuple[str, int]] = []
        self.count: dict[str, int] = {}
        self.pairs: list[Pair] = []
        self._sure = [match.start() for match in _CLOSES_SURELY.finditer(text)]
        self._singles = [match.start() for match in _OPENS_SINGLE.finditer(text)]

    def done(self) -> Marks:
        """Match every mark and return what was found."""
        for match in _MARK.finditer(self.text):
            self._meet(match.group(), match.start())
        unclosed = next((at for mark, at in self.open if mark in "“„«\"「"), None)
        return Marks(tuple(sorted(self.pairs, key=lambda pair: pair.opening)), unclosed)

    def _meet(self, mark: str, at: int) -> None:
        if mark in _BRACKETS:
            self._close(_BRACKETS[mark], at, quotes=False)
        elif mark in _FIXED_CLOSERS:
            self._close(_FIXED_CLOSERS[mark], at, quotes=True)
        elif mark in _PARTNERS:
            self._meet_quotation_mark(mark, at)
        elif mark in _OPENERS:
            self._begin(mark, at)

    def _meet_quotation_mark(self, mark: str, at: int) -> None:
        before = self.text[at - 1] if at else " "
        after = self.text[at + 1] if at + 1 < len(self.text) else " "
        if mark in "'’" and before.isalnum() and after.isalnum():
            return  # an apostrophe
        partner = next((one for one in reversed(_PARTNERS[mark]) if self.count.get(one)), "")
        if partner and len(_PARTNERS[mark]) > 1:
            partner = self._innermost(_PARTNERS[mark])
        opens_here = after.isalnum() and not before.isalnum() and before not in ",.!?…"
        if partner and not (mark in "\"'＂" and opens_here and before.isspace()) and self._closes(mark, at, before, after):
            self._close(partner, at, quotes=True)
        elif mark in "“«‹‘" or (mark in "\"'＂»›”" and opens_here):
            self._begin(mark, at)

    def _closes(self, mark: str, at: int, before: str, after: str) -> bool:
        """Return whether a single mark ends its quotation and is not the apostrophe of "ministers’ plan"."""
        if mark not in "'’":
            return True
        if before.isspace():
            return False
        if before not in "sSxz" or not after.isspace():
            return True
        following = bisect_right(self._sure, at)
        if following == len(self._sure) or self._sure[max(following - 1, 0)] == at:
            return True
        begun = bisect_right(self._singles, at)
        return begun < len(self._singles) and self._singles[begun] < self._sure[following]

    def _innermost(self, partners: str) -> str:
        return next(mark for mark, _ in reversed(self.open) if mark in partners)

    def _begin(self, mark: str, at: int) -> None:
        self.open.append((mark, at))
        self.count[mark] = self.count.get(mark, 0) + 1

    def _close(self, opener: str, at: int, *, quotes: bool) -> None:
        if not self.count.get(opener):
            return
        while True:
            mark, opening = self.open.pop()
            self.count[mark] -= 1
            if mark == opener:
                self.pairs.append(Pair(opening, at, quotes))
                return
