"""Passages are found again in a corrected text, and what is not sure is never said to be."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from annotator.model.span import Span
from annotator.text.anchoring import CHANGED, KEPT, LOST, MOVED, Anchoring
from tests.text.news_texts import Correction, an_article_text

OLD = (
    "The ministry said that tariffs on fish must fall by the summer. The union denied it.\n"
    "The minister told reporters that the talks may fail. The union denied it. Nobody else spoke."
)


def placed(old, new, words, *, nth=0):
    start = -1
    for _turn in range(nth + 1):
        start = old.index(words, start + 1)
    anchor = Anchoring(old, new).place((Span(start, start + len(words)),))
    return anchor.status, [new[span.start : span.end] for span in anchor.spans]


def test_the_same_text_keeps_all():
    assert placed(OLD, OLD, "The union", nth=1) == (KEPT, ["The union"])


def test_what_stands_behind_a_new_sentence_has_moved():
    new = "Correction: the date was wrong.\n" + OLD
    assert placed(OLD, new, "tariffs on fish") == (MOVED, ["tariffs on fish"])
    assert placed(OLD, new, "The union", nth=1) == (MOVED, ["The union"])


def test_what_stands_before_the_correction_is_kept():
    assert placed(OLD, OLD.replace("may fail", "have failed"), "tariffs on fish") == (KEPT, ["tariffs on fish"])


def test_a_passage_with_another_word_in_it_is_changed_and_shown_as_it_reads_now():
    new = OLD.replace("tariffs on fish", "duties on fish")
    assert placed(OLD, new, "tariffs on fish must fall by the summer") == (CHANGED, ["duties on fish must fall by the summer"])


def test_a_passage_that_was_taken_out_is_lost():
    new = OLD.replace("tariffs on fish must fall by the summer", "it will wait")
    assert placed(OLD, new, "tariffs on fish must fall by the summer") == (LOST, [])


def test_of_two_alike_one_is_taken_out_and_its_mark_does_not_jump_to_the_other():
    new = OLD.replace(" The union denied it.\n", "\n")
    status, words = placed(OLD, new, "The union denied it", nth=0)
    assert (status, words) == (LOST, [])
    assert placed(OLD, new, "The union denied it", nth=1) == (MOVED, ["The union denied it"])


def test_a_sentence_set_twice_in_a_row_leaves_it_open_which_one_is_meant():
    new = OLD.replace("The union denied it.\n", "The union denied it. The union denied it.\n")
    assert placed(OLD, new, "The union denied it", nth=0)[0] == CHANGED


def test_fragments_go_together_and_one_that_is_lost_makes_the_rest_changed():
    ours, theirs = OLD.index("The ministry"), OLD.index("tariffs on fish must fall")
    spans = (Span(ours, ours + 12), Span(theirs, theirs + 25))
    new = "Note. " + OLD
    assert Anchoring(OLD, new).place(spans).status == MOVED
    gone = OLD.replace("tariffs on fish must fall by the summer", "it waits")
    anchor = Anchoring(OLD, gone).place(spans)
    assert (anchor.status, anchor.spans) == (CHANGED, spans[:1])


def test_combining_signs_and_letters_beyond_the_first_plane_are_found_by_code_points():
    old = "गृहपृष्ठ 😀 मन्त्रीले भने कि कर घट्नुपर्छ। अरू केही भएन।"
    new = "सच्याइएको। 😀 " + old
    assert placed(old, new, "कर घट्नुपर्छ") == (MOVED, ["कर घट्नुपर्छ"])


def a_passage(text, chance):
    """Return a passage as coders mark them: one to twelve whole words of a sentence."""
    sentence = chance.choice(list(re.finditer(r"[^.\n]+", text)))
    words = list(re.finditer(r"[^\W_]+", sentence.group()))
    first = chance.randrange(len(words))
    last = min(len(words) - 1, first + chance.choice((0, 0, 1, 2, 5, 11)))
    return Span(sentence.start() + words[first].start(), sentence.start() + words[last].end())


@pytest.mark.slow
def test_in_a_thousand_random_corrections_nothing_is_silently_wrong(capsys):
    counts: Counter[str] = Counter()
    whole = sure = copies = 0
    for seed in range(1000):
        chance = Random(seed)
        old = an_article_text(chance)
        correction = Correction(old, chance)
        for _turn in range(chance.randrange(1, 5)):
            correction.correct()
        new = correction.text
        anchoring = Anchoring(old, new)
        for _turn in range(12):
            span = a_passage(old, chance)
            anchor = anchoring.place((span,))
            counts[anchor.status] += 1
            now = correction.place_of(span.start, span.end)
            untouched = len(now) == span.end - span.start == now[-1] - now[0] + 1 if now else False
            whole += untouched
            sure += untouched and anchor.status in (KEPT, MOVED)
            if anchor.status in (KEPT, MOVED):
                found = anchor.spans[0]
                said = (seed, anchor, old[span.start : span.end])
                assert new[found.start : found.end] == old[span.start : span.end], said
                right = sum(correction.came_from(found.start + at) == span.start + at for at in range(found.end - found.start))
                if right < 0.9 * (span.end - span.start):  # a copy took the place of what was moved away: no reader could tell
                    copies += 1
                    around = 40
                    assert old[span.start - around : span.end + around] == new[found.start - around : found.end + around], (said, right)
                assert (anchor.status == KEPT) == (found.start == span.start), said
            elif anchor.status == CHANGED and now:
                found = anchor.spans[0]
                assert found.end - found.start <= 2 * (span.end - span.start) + 60
    with capsys.disabled():
        print(f"\n{dict(counts)}; {sure} of {whole} untouched passages found surely, {copies} copies taken")
    assert sure > 0.95 * whole
