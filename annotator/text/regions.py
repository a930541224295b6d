"""What the parts of an article's page are: headline, dateline, byline, body, caption, furniture.

A proposal that people confirm or correct. The rules know no outlet: they go by where a line stands, how it ends, what
is repeated, and by word lists in many languages. In doubt a line is body: a paragraph lost as furniture is the worse
mistake. Regions never overlap, hold no line feed and no white space at their edges, and stand in order.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from annotator.i18n import N_
from annotator.model.span import Span
from annotator.text.datelines import dateline_of, is_dateline
from annotator.text.folding import fold
from annotator.text.page_dates import PageDate, dates_of_line, the_date
from annotator.text.page_lines import author_of, byline_of, is_caption, is_furniture, is_navigation, is_signature, is_tail_start

HEADLINE, HEADLINE_COPY, SUBHEAD, DATELINE = "headline", "headline_copy", "subhead", "dateline"
BYLINE, BODY, CAPTION, FURNITURE = "byline", "body", "caption", "furniture"
KINDS = (HEADLINE, HEADLINE_COPY, SUBHEAD, DATELINE, BYLINE, BODY, CAPTION, FURNITURE)

NOTE_DATES_DIFFER = N_("The date on the page is not given in full, can be read in two ways or differs from another one; it is left open.")
NOTE_NO_HEADLINE = N_("No headline was found.")
NOTE_NO_BODY = N_("Nothing on the page looks like an article's text.")

_PROSE = 80  # characters; with a stop at its end such a line is a paragraph
_LONG = 150  # with or without one
_GLUED_AT_LEAST = 15  # a shorter headline at the end of a line is a coincidence
_HEAD_LINES = 60  # further above the body nothing is compared with the headline
_LINE = re.compile(r"[^\n]+")
_WIDE = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_STOPS = frozenset(".。।॥؟۔։።፧…!?！？")
_CLOSERS = "\"”’'»›“)]）」』】*\u200f\u200e "
_SITE_NAME = re.compile(r"\s*[|–—·•:»-]\s+[^.!?\n]{1,50}")
_SENTENCE_INSIDE = re.compile(r"\w{4}[.।?!][”\"’»]?\s+\w")
_LONGER_WORD = re.compile(r"\w{4,}")
_REPEATED_AT_MOST = 120  # characters; a longer line is a paragraph, which stands in one article
_CANDIDATES = 10  # lines among which the headline is sought by the words it shares with the body
_NUMBER = re.compile(r"\d")
_BAR = re.compile(r"[|•·]")
_QUOTED = tuple("“\"„«「")
_BULLET = re.compile(r"^(?:[-–—•·*▪●■◆○►▶]\s|\(?\d{1,2}[.)]\s|[a-z]\)\s)")


@dataclass(frozen=True, slots=True)
class RegionProposal:
    """Proposed regions (kind, place) in order, and what the page says of the article; "" for what it does not say.

    ``date_on_page`` is an ISO day, set only if it is unambiguous; ``notes`` are sentences for the importer to show.
    """

    regions: list[tuple[str, Span]]
    headline: str
    date_on_page: str
    byline: str
    notes: tuple[str, ...]


@dataclass(slots=True, eq=False)
class _PageLine:
    """A line that is not blank, without white space at its edges, and what it is taken for ("" while open)."""

    start: int
    text: str
    number: int = 0
    kind: str = ""
    parts: list[tuple[str, int, int]] = field(default_factory=list)  # of a line in two regions, relative to its start
    width: int = field(init=False)  # in letters of an alphabet: an ideograph says as much as two and a half
    stop: str = field(init=False)  # that ends the line, inside or outside closing marks, "" if none does

    def __post_init__(self) -> None:
        text = self.text
        self.width = len(text) if text.isascii() else len(text) + 3 * len(_WIDE.findall(text[:200])) // 2
        last = text.rstrip(_CLOSERS)[-1:]
        self.stop = last if last in _STOPS else ""


def propose_regions(text: str, *, headline: str = "", language: str = "") -> RegionProposal:
    """Return the regions of an article's text and the headline, byline and date that stand on its page.

    ``headline`` is what the file says apart from the text; it then stays the headline and is looked for in the text.
    ``language`` (ISO 639-1, "" if unknown) decides which little words may open a byline. Linear in the text.
    """
    page = _Page(text, headline, language)
    page.sort_out()
    return RegionProposal(page.regions(), page.headline, the_date(page.dates), page.byline, page.notes())


class _Page:
    """The lines of one text while they are being sorted."""

    def __init__(self, text: str, headline: str, language: str) -> None:
        self.given = headline.strip()
        self.given_folded = fold(self.given)
        self.headline = self.given
        self.language = language
        self.byline = ""
        self.dates: list[PageDate] = []
        self.lines: list[_PageLine] = []
        for match in _LINE.finditer(text):
            line = match.group()
            if stripped := line.strip():
                start = match.start() + len(line) - len(line.lstrip())
                self.lines.append(_PageLine(start, stripped, len(self.lines)))

    def sort_out(self) -> None:
        """Give every line its kind."""
        self._sort_by_own_words()
        glued = self._glued()
        prose = [line.number for line in self.lines if not line.kind and line not in glued and _is_prose(line)]
        if not prose:
            self._sort_without_prose()
        else:
            first, last = prose[0], prose[-1]
            self._sort_head(first)
            self._sort_middle(first, last)
            self._sort_tail(last)
        self._look_for_copies(prose[0] if prose else len(self.lines))
        self._sort_repeated()
        for line in self.lines:
            line.kind = line.kind or BODY
        self._cut_off_dateline()

    # ---- lines by their own words

    def _sort_by_own_words(self) -> None:
        for line in self.lines:
            judged = _by_own_words if len(line.text) <= _REPEATED_AT_MOST else _by_own_words.__wrapped__
            line.kind, dates, names = judged(line.text, self.language)
            self.dates += dates
            self.byline = self.byline or names

    def _glued(self) -> list[_PageLine]:
        """Return the lines near the top that end with the words of another line, or of the given headline."""
        near = [line for line in self.lines[:_HEAD_LINES] if not line.kind]
        ends = {line.text for line in near if len(line.text) >= _GLUED_AT_LEAST}
        if len(self.given) >= _GLUED_AT_LEAST:
            ends.add(self.given)
        by_tail: dict[str, list[str]] = {}
        for end in ends:
            by_tail.setdefault(end[-_GLUED_AT_LEAST:], []).append(end)
        return [line for line in near if any(_is_glued_to(line.text, end) for end in by_tail.get(line.text[-_GLUED_AT_LEAST:], ()))]

    # ---- texts without a paragraph: a poem, a list, one line, a page of links

    def _sort_without_prose(self) -> None:
        for line in self.lines:
            if not line.kind and is_navigation(line.text, alone=False):
                line.kind = FURNITURE
        open_lines = [line for line in self.lines if not line.kind]
        if self.given:
            self._take_given_headline(open_lines)
        elif len(open_lines) > 1 and not _ends_like_prose(open_lines[0]) and all(map(_is_sentence, open_lines[1:])):
            self._take_headline(open_lines[0])
        elif len(open_lines) == 2 and open_lines[0].text == open_lines[1].text:
            self._take_headline(open_lines[0])
            open_lines[1].kind = HEADLINE_COPY

    # ---- above the first paragraph

    def _sort_head(self, first: int) -> None:
        head = [line for line in self.lines[:first] if not line.kind]
        for line in head:
            if is_navigation(line.text, alone=False):
                line.kind = FURNITURE
                self.dates += _dates_in(line.text)
        head = [line for line in head if not line.kind]
        place = self._choose_headline(head, first)
        if place is None:
            return
        for line in head[:place]:
            if not line.kind and (is_navigation(line.text, alone=True) or (line.width <= 30 and not _ends_like_prose(line))):
                line.kind = FURNITURE
        below = [line for line in head[place + 1 :] if not line.kind]
        for line in below:
            self._sort_below_headline(line)
        self._sort_short_lines([line for line in below if not line.kind])

    def _sort_below_headline(self, line: _PageLine) -> None:
        """Give a line between the headline and the body its kind, if it is a dateline, navigation or an author."""
        if is_dateline(line.text):
            line.kind = DATELINE
        elif is_navigation(line.text, alone=True):
            line.kind = FURNITURE
        elif is_signature(line.text) or self._is_lone_byline(line):
            line.kind = BYLINE
            self.byline = self.byline or line.text
        elif (name := author_of(line.text)) is not None:
            line.kind = BYLINE
            self.byline = self.byline or name

    def _choose_headline(self, head: list[_PageLine], first: int) -> int | None:
        """Mark the headline among the open lines above the body and return its place there, None if there is none."""
        if self.given:
            found = self._take_given_headline(head)
            if found is not None:
                return found
            return None if any(self._is_given(line) for line in self.lines[first:]) else self._guess(head, first)
        glued = self._headline_that_a_line_holds(head)
        chosen = glued if glued is not None else self._guess(head, first)
        if chosen is not None:
            self._take_headline(head[chosen])
        return chosen

    def _guess(self, head: list[_PageLine], first: int) -> int | None:
        """Return the place of the first line that looks like a headline, None if none does.

        A later line that shares more words with the first paragraphs goes before one that shares next to none.
        """
        counts = Counter(line.text for line in head)
        looks = [
            number
            for number, line in enumerate(head)
            if counts[line.text] <= 2
            and not (_ends_like_prose(line) or _BULLET.match(line.text) or is_navigation(line.text, alone=True))
        ]
        for fewest in (4, 3, 2, 1):
            fitting = [number for number in looks if _words(head[number].text) >= fewest and head[number].width >= 5 * fewest - 4]
            if fitting:
                paragraphs = self._words_of_paragraphs(first)
                shared = [len(paragraphs & set(_LONGER_WORD.findall(head[number].text.lower()))) for number in fitting[:_CANDIDATES]]
                better = next((number for number, count in zip(fitting, shared, strict=False) if count >= 3), fitting[0])
                return better if shared[0] <= 1 else fitting[0]
        return None

    def _words_of_paragraphs(self, first: int) -> set[str]:
        """Return the longer words of the first paragraphs."""
        return {word for one in self.lines[first : first + 3] for word in _LONGER_WORD.findall(one.text[:1000].lower())}

    def _headline_that_a_line_holds(self, head: list[_PageLine]) -> int | None:
        """Return the place of the line whose words stand in another one, glued to navigation or before the site's name."""
        near = list(enumerate(head))[-_HEAD_LINES:]
        for number, line in near:
            text = line.text
            if len(text) >= _GLUED_AT_LEAST and any(text in other.text and _holds(other.text, text) for _, other in near):
                return number
        return None

    def _take_given_headline(self, head: list[_PageLine]) -> int | None:
        for number, line in enumerate(head):
            if self._is_given(line):
                self._take_headline(line)
                return number
        return None

    def _is_given(self, line: _PageLine) -> bool:
        return abs(len(line.text) - len(self.given)) <= 8 and fold(line.text) == self.given_folded

    def _take_headline(self, line: _PageLine) -> None:
        line.kind = HEADLINE
        self.headline = self.given or line.text

    def _is_lone_byline(self, line: _PageLine) -> bool:
        """Return whether two or three capitalised words stand beside a date or byline, as names of authors do."""
        number = line.number
        words = line.text.split()
        if not 2 <= len(words) <= 3 or not all(word[:1].isupper() and word.replace("-", "").replace(".", "").isalpha() for word in words):
            return False
        beside = self.lines[max(number - 1, 0) : number] + self.lines[number + 1 : number + 2]
        return any(one.kind == BYLINE or dates_of_line(one.text) is not None for one in beside)

    # ---- between the first and the last paragraph, and behind it

    def _sort_middle(self, first: int, last: int) -> None:
        if self.given and not any(line.kind == HEADLINE for line in self.lines):
            self._take_given_headline([line for line in self.lines[first:] if not line.kind][:_HEAD_LINES])
        group: list[_PageLine] = []
        listing = False
        for line in self.lines[first : last + 1]:
            if is_tail_start(line.text) and line.kind == FURNITURE:
                listing = True
            if not line.kind and not _ends_like_prose(line) and not _is_prose(line):
                group.append(line)
                continue
            if line.kind in ("", BODY):
                self._sort_group(group, listing)
                group, listing = [], False

    def _sort_group(self, group: list[_PageLine], listing: bool) -> None:
        """Sort lines without a stop that follow each other between two paragraphs."""
        if listing and len(group) >= 2:
            for line in group:
                line.kind = FURNITURE
        else:
            self._sort_short_lines(group)

    def _sort_short_lines(self, lines: list[_PageLine]) -> None:
        """A single short line before a paragraph is a subhead; several are a list, which is body."""
        if len(lines) != 1:
            return
        text = lines[0].text
        if not lines[0].stop and not text.endswith((":", "：", ",", ";")) and not text.startswith(_QUOTED) and not _BULLET.match(text):
            lines[0].kind = SUBHEAD

    def _sort_tail(self, last: int) -> None:
        tail = self.lines[last + 1 :]
        begun = False
        for line in tail:
            begun = begun or (line.kind == FURNITURE and is_tail_start(line.text))
            if line.kind:
                continue
            if is_signature(line.text):
                line.kind = BYLINE
            elif is_navigation(line.text, alone=begun) or (begun and not line.stop):
                line.kind = FURNITURE
        furniture = [number for number, line in enumerate(tail) if line.kind == FURNITURE]
        for line in tail[furniture[0] :] if furniture else []:
            if not line.kind and line.width <= 30 and not line.stop and not _BULLET.match(line.text):
                line.kind = FURNITURE

    # ---- the whole page

    def _look_for_copies(self, first: int) -> None:
        """Mark further copies of the headline, alone on a line or, above the first paragraph, glued to other words."""
        wanted = next((line.text for line in self.lines if line.kind == HEADLINE), self.given)
        if not wanted:
            return
        stands = any(line.kind == HEADLINE for line in self.lines)
        for line in self.lines:
            if line.kind in (HEADLINE, BYLINE, CAPTION, DATELINE):
                continue
            if line.text == wanted:
                line.kind = HEADLINE_COPY if stands else HEADLINE
                stands = True
            elif line.number < min(first, _HEAD_LINES) and self._part(line, wanted, HEADLINE_COPY if stands else HEADLINE):
                stands = True

    def _part(self, line: _PageLine, wanted: str, kind: str) -> bool:
        """Part a line into furniture and the headline that it ends or begins with; return whether it did."""
        length = len(line.text)
        if _is_glued_to(line.text, wanted):
            line.parts = [(FURNITURE, 0, length - len(wanted)), (kind, length - len(wanted), length)]
        elif _has_site_name_behind(line.text, wanted):
            line.parts = [(kind, 0, len(wanted)), (FURNITURE, len(wanted), length)]
        else:
            return False
        line.kind = kind
        return True

    def _sort_repeated(self) -> None:
        """Short lines that stand again and again in an article with paragraphs are furniture."""
        if not any(not line.kind and _is_prose(line) for line in self.lines):
            return
        counts = Counter(line.text for line in self.lines if line.kind in ("", SUBHEAD))
        for line in self.lines:
            if line.kind in ("", SUBHEAD) and counts[line.text] >= 3 and len(line.text) <= 40 and not _ends_like_prose(line):
                line.kind = FURNITURE

    def _cut_off_dateline(self) -> None:
        first = next((line for line in self.lines if line.kind == BODY), None)
        if first is None:
            return
        found = dateline_of(first.text)
        if found is not None:
            end, begins = found
            first.parts = [(DATELINE, 0, end), (BODY, begins, len(first.text))]

    def regions(self) -> list[tuple[str, Span]]:
        """Return the kinds and places found, in order."""
        found: list[tuple[str, Span]] = []
        for line in self.lines:
            if not line.parts:
                found.append((line.kind, Span(line.start, line.start + len(line.text))))
            for kind, start, end in line.parts:
                part = line.text[start:end]
                if part.strip():
                    begins = line.start + start + len(part) - len(part.lstrip())
                    found.append((kind, Span(begins, begins + len(part.strip()))))
        return found

    def notes(self) -> tuple[str, ...]:
        """Return what the importer should say of the page."""
        notes = []
        if self.dates and not the_date(self.dates):
            notes.append(NOTE_DATES_DIFFER)
        if self.lines and not self.headline and len(self.lines) > 1:
            notes.append(NOTE_NO_HEADLINE)
        if self.lines and not any(line.kind == BODY for line in self.lines):
            notes.append(NOTE_NO_BODY)
        return tuple(notes)


@lru_cache(maxsize=4096)  # the pages of one site repeat their furniture
def _by_own_words(text: str, language: str) -> tuple[str, tuple[PageDate, ...], str]:
    """Return what a line is by its own words ("" while open), its dates, and the names of a byline."""
    if is_furniture(text):
        return FURNITURE, _dates_in(text), ""
    if (dates := dates_of_line(text)) is not None:
        return FURNITURE, tuple(dates), ""
    if is_caption(text):
        return CAPTION, (), ""
    if (names := byline_of(text, language)) is not None:
        return BYLINE, _dates_in(text), names
    return "", (), ""


def _dates_in(text: str) -> tuple[PageDate, ...]:
    """Return the dates of a line that holds other words too, behind a bar: "By Jane Doe | June 3, 2024"."""
    if len(text) > 160 or not _NUMBER.search(text):
        return ()
    return tuple(date for part in _BAR.split(text) for date in dates_of_line(part) or ())


def _words(text: str) -> int:
    return len(text.split()) + len(_WIDE.findall(text[:200])) // 3


def _is_prose(line: _PageLine) -> bool:
    """Return whether the line is a paragraph: long, or long enough with a stop at its end."""
    width = line.width
    if width >= _LONG:
        return True
    if not line.stop:
        return width >= _PROSE and (line.text[-1] in ":：" or _SENTENCE_INSIDE.search(line.text) is not None)
    if line.stop in "!?！？؟…":  # a headline may ask or call
        return width >= _PROSE and _inner_stops(line.text) >= 1
    return width >= _PROSE or (width >= 45 and _words(line.text) >= 7) or (_inner_stops(line.text) >= 1 and width >= 40)


def _inner_stops(text: str) -> int:
    return len(re.findall(r"[.!?।。！？؟][\"”’»“)]*(?:\s|(?<=[。！？]))(?=\S)", text[:400]))


def _is_sentence(line: _PageLine) -> bool:
    return bool(line.stop)


def _ends_like_prose(line: _PageLine) -> bool:
    """Return whether the line ends with the stop of a sentence; a question or call alone may be a headline."""
    return bool(line.stop) and line.stop in ".。।॥۔"


def _holds(line: str, headline: str) -> bool:
    return _is_glued_to(line, headline) or _has_site_name_behind(line, headline)


def _has_site_name_behind(line: str, headline: str) -> bool:
    """Return whether the line is the headline and then a dash or bar and the name of the site."""
    return len(line) > len(headline) and line.startswith(headline) and _SITE_NAME.fullmatch(line[len(headline) :]) is not None


def _is_glued_to(line: str, headline: str) -> bool:
    """Return whether the line is some words of navigation and then the headline."""
    before = len(line) - len(headline)
    return 0 < before <= 80 and len(headline) >= _GLUED_AT_LEAST and line.endswith(headline) and not _inner_stops(line[:before] + " x")
