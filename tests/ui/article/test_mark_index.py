"""The index of marks finds what a plain look through all of them finds, whatever is put and taken away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.span import Span
from ui.article.marks import Mark, MarkIndex


def a_mark(mark_id: str, *pairs: tuple[int, int], style: str = "background") -> Mark:
    return Mark(mark_id, "claim", style, "#E69F00", tuple(Span(*pair) for pair in pairs))


@st.composite
def marks(draw: st.DrawFn) -> Mark:
    start = draw(st.integers(0, 60))
    spans = [Span(start, start + draw(st.integers(1, 30)))]
    if draw(st.booleans()):
        again = spans[0].end + draw(st.integers(1, 10))
        spans.append(Span(again, again + draw(st.integers(1, 8))))
    return Mark(draw(st.sampled_from("abcdefgh")), "claim", "background", "#E69F00", tuple(spans))


@given(st.lists(st.one_of(marks(), st.sampled_from("abcdefgh")), max_size=30), st.integers(0, 90), st.integers(1, 20))
def test_after_any_edits_the_index_finds_what_a_look_through_all_marks_finds(edits, start, length):
    index, model = MarkIndex(), {}
    for edit in edits:
        if isinstance(edit, Mark):
            index.put(edit)
            model[edit.id] = edit
        else:
            index.remove(edit)
            model.pop(edit, None)

    end = start + length
    assert {mark.id for mark in index.touching(start, end)} == {m.id for m in model.values() if m.start < end and m.end > start}
    assert {mark.id for mark in index.under(start)} == {m.id for m in model.values() if m.covers(start)}
    assert len(index) == len(model)


def test_the_topmost_mark_under_the_caret_is_the_shortest():
    index = MarkIndex([a_mark("claim", (0, 40)), a_mark("cue", (10, 13), style="wave"), a_mark("actor", (8, 20), style="box")])

    assert [mark.id for mark in index.under(11)] == ["cue", "actor", "claim"]
    assert [mark.id for mark in index.under(30)] == ["claim"]


def test_the_gap_between_two_fragments_belongs_to_no_mark_but_its_join_is_found():
    index = MarkIndex([a_mark("claim", (0, 10), (20, 30))])

    assert index.under(15) == []
    assert [mark.id for mark in index.touching(12, 18)] == ["claim"]


def test_putting_a_mark_again_replaces_it():
    index = MarkIndex([a_mark("claim", (0, 10))])

    before = index.put(a_mark("claim", (20, 30)))

    assert before == a_mark("claim", (0, 10))
    assert index.under(5) == []
    assert [mark.id for mark in index.under(25)] == ["claim"]


def test_a_mark_of_an_unknown_shape_is_refused():
    with pytest.raises(ValueError, match="stripes"):
        a_mark("claim", (0, 1), style="stripes")
