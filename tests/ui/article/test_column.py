"""The widths of the article column and the heights of the labels beside it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.article.column import column_for, stacked


@pytest.mark.parametrize(
    ("width", "left", "measure", "names", "roles_only"),
    [(796, 68, 590, True, False), (788, 68, 560, True, False), (648, 20, 520, False, True)],
)
def test_the_measure_goes_with_the_width_of_the_view(width, left, measure, names, roles_only):
    column = column_for(width)

    assert (column.left, column.measure, column.names, column.roles_only) == (left, measure, names, roles_only)
    assert column.left + column.measure + column.right == width


def test_the_text_keeps_its_measure_as_long_as_the_gutters_can_shrink():
    assert column_for(700, measure=590).measure == 590
    assert column_for(680, measure=590).measure == 680 - 20 - 84


def test_zoom_scales_the_measure_up_to_the_room_there_is():
    assert column_for(1400, zoom=1.5).measure == 885
    assert column_for(1000, zoom=2.0).measure == 1000 - 20 - 126


def test_what_stands_beside_the_text_grows_with_it_as_far_as_there_is_room():
    wide, tight, small = column_for(1700, zoom=2.0), column_for(709, zoom=2.0), column_for(800, zoom=0.7)

    assert (wide.left, wide.scale, wide.names) == (136 + (1700 - 1180 - 136 - 220 - 80) / 2, 2.0, True)
    assert (tight.right, tight.scale, tight.names, tight.roles_only) == (126, 1.5, False, True)
    assert small.scale == 1.0, "never smaller than can be read"


def test_labels_far_apart_stay_where_they_wish():
    assert stacked([10, 60, 200]) == [10, 60, 200]


def test_labels_that_come_too_near_are_centred_on_their_wishes():
    assert stacked([100, 100, 100]) == [82, 100, 118]


def test_a_stack_at_the_lower_edge_is_pushed_up_whole():
    assert stacked([190, 195, 199], 18, 0, 200) == [164, 182, 200]


@given(st.lists(st.floats(0, 500), min_size=1, max_size=20))
def test_labels_are_always_at_least_their_gap_apart_and_in_order(wishes):
    heights = stacked(sorted(wishes))

    assert all(below - above >= 18 - 1e-6 for above, below in itertools.pairwise(heights))
    assert sum(heights) == pytest.approx(sum(wishes), abs=1e-3), "the stack is centred on its wishes"


def test_a_window_from_right_to_left_has_the_labels_left_of_the_text_and_the_regions_right_of_it():
    plain, mirrored = column_for(796), column_for(796, mirrored=True)

    assert (mirrored.left, mirrored.measure, mirrored.right) == (plain.right, plain.measure, plain.left)
    assert mirrored.spine == 796 - plain.spine
    assert mirrored.labels == 796 - plain.labels
    assert (mirrored.names, mirrored.roles_only) == (plain.names, plain.roles_only)
