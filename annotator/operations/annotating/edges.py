"""What is unusual about where a coding lies: an edge inside a word or cluster, white space at an edge, text that is not coded."""

from __future__ import annotations

from collections.abc import Collection

from annotator.formats.codings import Pairs
from annotator.i18n import N_
from annotator.model.span import Span
from annotator.operations.annotating.known import ArticleAtHand
from annotator.text.segments import INSIDE_CLUSTER, INSIDE_WORD, WHITE_SPACE_EDGE

NOT_CODED = "not_coded"
POSSIBLE_CORRECTION = "possible_correction"
EXACT_DUPLICATE = "exact_duplicate"

MESSAGES = {
    INSIDE_WORD: N_("an edge lies inside a word"),
    INSIDE_CLUSTER: N_("an edge lies inside a character that is written with several signs"),
    WHITE_SPACE_EDGE: N_("there is white space at an edge"),
    NOT_CODED: N_("the passage begins in a part of the article that is not coded"),
    POSSIBLE_CORRECTION: N_("another article with this source_id has another text; this one may be its correction"),
    EXACT_DUPLICATE: N_("another article has the same text; the two are linked as duplicates"),
}

# Words and clusters end at these signs whatever stands on their other side, as long as that is ASCII (UAX 29).
_BREAKS = frozenset(' \n"()[]“”„«»…—–')
_STOPS = frozenset(",;:!?")


def edge_warnings(article: ArticleAtHand, spans: Pairs) -> list[str]:
    """Return the codes of what is unusual at the edges of a passage."""
    text = article.text
    found: list[str] = []
    for start, end in spans:
        plain = _plain(text, start) and _plain(text, end) and text[start] not in " \n" and text[end - 1] not in " \n"
        if not plain:
            found += [code for code in article.segments.edge_warnings(Span(start, end)) if code not in found]
    return found


def _plain(text: str, position: int) -> bool:
    """Return whether an edge here is sound at a glance; the words of the text are found only where it is not."""
    if position == 0 or position == len(text):
        return True
    before, after = text[position - 1], text[position]
    if before in _BREAKS:
        return after.isascii() or after in _BREAKS
    if not before.isascii():
        return False
    if after in _BREAKS:
        return True
    follows_a_stop = position + 1 == len(text) or text[position + 1] in " \n"
    return follows_a_stop and (after in _STOPS or (after == "." and text[position - 2 : position - 1] != "."))


def is_coded(article: ArticleAtHand, start: int, coded_regions: Collection[str]) -> bool:
    """Return whether the place is in a region that is coded."""
    return not coded_regions or article.region_at(start) in coded_regions
