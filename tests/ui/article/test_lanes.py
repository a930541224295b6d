"""Where marks overlap: six layers, the long ones first, and what does not fit is counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.model.codebook import STYLES
from annotator.model.span import Span
from ui.article.marks import Mark
from ui.article.span_layout import BlockLayout, lay_out


def a_mark(mark_id: str, style: str, *pairs: tuple[int, int]) -> Mark:
    return Mark(mark_id, style, style, "#0072B2", tuple(Span(*pair) for pair in pairs))


def lanes(layout: BlockLayout) -> dict[str, int]:
    return {placed.mark.id: placed.lane for placed in layout.placed}


def test_different_shapes_simply_lie_together():
    layout = lay_out([a_mark("claim", "background", (0, 30)), a_mark("actor", "box", (0, 8)), a_mark("cue", "wave", (10, 14))], 0, 40)

    assert lanes(layout) == {"claim": 0, "actor": 0, "cue": 0}


def test_of_two_lines_the_longer_keeps_the_upper_lane():
    layout = lay_out([a_mark("cue", "wave", (0, 13)), a_mark("stance", "underline", (0, 21))], 0, 40)

    assert lanes(layout) == {"stance": 0, "cue": 1}


def test_a_claim_in_a_claim_lies_in_the_inner_lane_and_a_third_is_counted():
    layout = lay_out(
        [a_mark("third", "background", (12, 16)), a_mark("inner", "background", (10, 20)), a_mark("outer", "background", (0, 30))], 0, 40
    )

    assert lanes(layout) == {"outer": 0, "inner": 1}
    assert [mark.id for mark in layout.hidden] == ["third"]


def test_claims_that_touch_share_a_lane():
    layout = lay_out([a_mark("one", "background", (0, 10)), a_mark("two", "background", (10, 20))], 0, 40)

    assert lanes(layout) == {"one": 0, "two": 0}


def test_both_fragments_of_a_claim_take_the_same_lane():
    layout = lay_out([a_mark("split", "background", (0, 5), (20, 25)), a_mark("long", "background", (18, 40))], 0, 50)

    assert lanes(layout) == {"long": 0, "split": 1}
    assert [(part.start, part.opens, part.closes) for part in layout.placed[1].parts] == [(0, True, False), (20, False, True)]


def test_a_mark_that_goes_on_in_the_next_paragraph_stays_open_there():
    part = lay_out([a_mark("claim", "background", (10, 60))], 0, 40).placed[0].parts[0]

    assert (part.start, part.end, part.opens, part.closes) == (10, 40, True, False)


spans = st.tuples(st.integers(0, 80), st.integers(1, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(st.tuples(st.sampled_from(STYLES), spans), max_size=40), st.randoms(use_true_random=False))
def test_no_two_marks_lie_on_each_other_in_one_lane_none_is_lost_and_the_order_does_not_matter(rows, shuffle):
    marks = [a_mark(f"m{number}", style, span) for number, (style, span) in enumerate(rows)]
    layout = lay_out(marks, 20, 70)
    other = list(marks)
    shuffle.shuffle(other)

    taken: dict[tuple[str, int], set[int]] = {}
    for placed in layout.placed:
        places = {place for part in placed.parts for place in range(part.start, part.end)}
        assert not places & taken.setdefault((placed.layer, placed.lane), set())
        taken[placed.layer, placed.lane] |= places
    inside = {mark.id for mark in marks if mark.start < 70 and mark.end > 20}
    assert {placed.mark.id for placed in layout.placed} | {mark.id for mark in layout.hidden} == inside
    assert lay_out(other, 20, 70) == layout
