"""Where a few letters stand in one text: as they are typed, inside words too, with quotes, dashes, case and accents folded."""

from __future__ import annotations

import re
from itertools import islice

from annotator.model.span import Span
from annotator.text.folding import fold_in_place

MOST = 1_000
"""no more places than these are found: what stands a thousand times in an article is not gone through one by one"""


def places_of(text: str, asked: str) -> list[Span]:
    """Return where what is asked stands in the text, in order and at most ``MOST``; spans in code points of the text.

    White space stands for any white space, a line feed too. Nothing is found for nothing.
    """
    words = fold_in_place(asked).split()
    if not words:
        return []
    from annotator.text.words_searched import places_in_text  # its patterns take a while; the window opens without it

    form = fold_in_place(text)
    found = re.finditer(r"\s+".join(map(re.escape, words)), form)
    return places_in_text(text, form, (match.span() for match in islice(found, MOST)))
