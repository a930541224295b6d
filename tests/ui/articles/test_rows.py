"""The line under a headline in the list: outlet, dot and date, each in its own direction."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics

from ui import theme
from ui.articles.rows import line_of
from ui.parts.painting import width_of


@pytest.fixture
def caption(qapp):
    theme.apply(qapp, theme.Theme.light())
    return theme.current().font("caption")


@pytest.mark.parametrize("outlet", ["Marn Courier", "صحيفة المرجانة اليومية", "देवताल पोस्ट"])
@pytest.mark.parametrize("width", [120, 160, 400])
def test_the_dot_stands_right_behind_the_outlet_whole_or_cut_short(caption, outlet, width):
    (at_name, name_width, name), (at_dot, dot_width, dot), (at_date, date_width, date) = line_of((outlet, "11 Mar 2025"), caption, width)

    assert (at_name, at_dot, at_date) == (0, name_width, name_width + dot_width)
    assert name_width == width_of(name, caption)
    assert dot.strip() == "·"
    assert date == "11 Mar 2025"
    assert date_width >= QFontMetrics(caption).horizontalAdvance(date)
    assert at_date + date_width <= width
    assert name == outlet or name.endswith("…")
    assert name == outlet or width < 400


def test_what_the_project_hides_leaves_no_dot(caption):
    assert line_of(("", "11 Mar 2025"), caption, 160) == [(0, 160, "11 Mar 2025")]
    assert line_of(("Marn Courier", ""), caption, 160) == [(0, 160, "Marn Courier")]
