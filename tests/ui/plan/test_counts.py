"""Counts under a heading."""

from __future__ import annotations

from ui.plan.counts import Count, Counts


def test_a_sentence_that_is_longer_than_the_room_goes_on_below_and_loses_no_word(qtbot):
    counts = Counts("What a merge brings")
    qtbot.addWidget(counts)
    counts.resize(400, 200)
    counts.show()
    short = Count("36 codings are to be looked at again then")
    long = Count("two different versions are called 1.1; what was coded with one is not told by name: publish a next version")
    counts.show_lines([short])
    alone = counts.sizeHint().height()
    counts.show_lines([short, long])

    assert counts.sizeHint().height() > 2 * alone
    assert " ".join(counts._words(long)) == long.what
