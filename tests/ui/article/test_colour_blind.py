"""Categories stay apart for colour-blind readers, on a page as it is painted."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest

from annotator.model.contrast import deuteranopia, difference
from annotator.model.span import Span
from ui import theme
from ui.article.marks import Mark
from ui.article.view import ArticleView
from ui.theme import Theme

CATEGORIES = {
    "actor": ("#0072B2", "box"),
    "claim": ("#E69F00", "background"),
    "stance": ("#009E73", "underline"),
    "speculation": ("#CC79A7", "wave"),
}
WORD = "minister"
seen = cache(lambda rgb: deuteranopia(f"#{rgb[0]:02X}{rgb[1]:02X}{rgb[2]:02X}"))
"""what a pixel looks like to eyes without green cones"""


@cache
def apart(one, other):
    return difference(seen(one), seen(other))


@pytest.fixture(params=["light", "dark"])
def scheme(request, qapp):
    theme.apply(qapp, Theme.light() if request.param == "light" else Theme.dark())
    yield request.param
    theme.apply(qapp, Theme.light())


@pytest.fixture
def view(scheme, qtbot):
    made = ArticleView()
    qtbot.addWidget(made)
    made.resize(768, 400)
    lines = "\n".join(f"{WORD} said so." for _name in CATEGORIES)
    made.show_article(lines)
    starts = [number * len(f"{WORD} said so.\n") for number in range(len(CATEGORIES))]
    made.show_marks(
        Mark(name, name, style, colour, (Span(start, start + len(WORD)),))
        for (name, (colour, style)), start in zip(CATEGORIES.items(), starts, strict=True)
    )
    made.show()
    return made


def pictures(view):
    """Return by category the pixels of its mark on the page, the word in it alike for all."""
    image = view.viewport().grab().toImage()
    found = {}
    for number, name in enumerate(CATEGORIES):
        rect = view.page.caret_rect(number * len(f"{WORD} said so.\n"))
        left, top = round(rect.left()) - 5, round(rect.top()) - 4
        found[name] = [[image.pixelColor(left + x, top + y).getRgb()[:3] for x in range(80)] for y in range(round(rect.height()) + 12)]
    return found


def test_the_marks_of_any_two_categories_are_told_apart_on_the_page(view):
    found = pictures(view)
    for one, other in combinations(CATEGORIES, 2):
        pixels = [pair for rows in zip(found[one], found[other], strict=True) for pair in zip(*rows, strict=True)]
        assert sum(a != b and apart(a, b) > 15 for a, b in pixels) > 60, (one, other)


def test_the_marks_are_told_apart_without_any_colour(view):
    found = pictures(view)
    for one, other in combinations(CATEGORIES, 2):
        pixels = [pair for rows in zip(found[one], found[other], strict=True) for pair in zip(*rows, strict=True)]
        assert sum(a != b and abs(sum(a) - sum(b)) > 60 for a, b in pixels) > 60, (one, other)
