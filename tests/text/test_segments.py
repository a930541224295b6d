from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icu4py.breakers import CharacterBreaker

from annotator.model.span import Span
from annotator.text.segments import INSIDE_CLUSTER, INSIDE_WORD, WHITE_SPACE_EDGE, Segments

FERRY = "The minister said: “The ferry must stay open.”"
_PIECES = ["the ", "U.S. ", "minister's ", "“stay.” ", "(AP)", "न्यो ", "डा. राम", "e\u0301", " \u0301", "😀", "👩\u200d🚀", "\u0600 "]
_PIECES += ["漢字。", "\n", "\n\n", " ", "\u00a0", "…", "5% ", "-5", "العربية "]
_ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=3)
TEXTS = st.lists(st.one_of(st.sampled_from(_PIECES), _ANYTHING), max_size=25).map("".join)


def place(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def quotes(text: str, spans: list[Span]) -> list[str]:
    return [span.quote(text) for span in spans]


def sentences(text: str) -> list[str]:
    return quotes(text, Segments(text).sentences)


# ---- sentences


@pytest.mark.parametrize(
    "text",
    [
        FERRY,
        'The minister said: "The ferry must stay open."',
        "“We will stay,” said the captain of the U.S. ship.",
        "“Will it stay?” asked Mr. Reed.",
        "“Will it stay?” Reed asked.",
        "The U.S. State Department and Gen. J. Smith met at 5 p.m. Monday.",
        "George W. Bush and J. K. Rowling met Dr. Meier, e.g. in Rome.",
        "Am 19. Juni sprach Dr. Meier im 20. Jahrhundert z.B. über Nr. 5.",
        "„Wir gehen!“, sagte er.",
        "« Nous irons ! », a-t-il dit.",
        "M. Dupont est parti.",
        "डा. राम आए।",
        "Aid of 3.5 million reached No. 10 on Jan. 5 vs. June.",
    ],
)
def test_one_sentence_stays_one(text: str):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ["He left the U.S.", "The ship stayed."],
        ["He told me.", "Then he left."],
        ["He said no.", "He left."],
        ["“We will stay.”", "The captain left."],
        ["„Wir gehen“, sagte X.", "„Gehen wir?“, fragte er."],
        ["Il dit : « Oui. »", "Puis il part."],
        ["Er ist 19.", "Er geht."],
        ["सरकारले भन्यो।", "राम गए।"],
        ["هل ذهب؟", "نعم."],
    ],
)
def test_two_sentences_stay_two(parts: list[str]):
    assert sentences(" ".join(parts)) == parts


def test_unspaced_sentences_of_chinese():
    assert sentences("他说：“我们走。”然后离开。再见！") == ["他说：“我们走。”", "然后离开。", "再见！"]


@given(TEXTS)
def test_sentences_and_words_lie_in_paragraphs_without_overlap_and_leave_out_no_letter(text: str):
    segments = Segments(text)
    paragraphs = segments.paragraphs

    for spans in (segments.sentences, segments.words, paragraphs):
        assert all(left.end <= right.start for left, right in pairwise(spans))
    for inner in (*segments.sentences, *segments.words):
        assert any(paragraph.contains(inner) for paragraph in paragraphs)
    covered = {position for sentence in segments.sentences for position in range(sentence.start, sentence.end)}
    left_out = {character for position, character in enumerate(text) if position not in covered}
    assert all(character.isspace() or character in "\u200b\u2060\ufeff" for character in left_out)


@given(TEXTS)
def test_clusters_cover_the_text_and_the_caret_goes_over_them_one_by_one(text: str):
    segments = Segments(text)
    edges = [0]
    for part in re.split("(\n)", text):
        for piece in CharacterBreaker(part, "en"):
            edges.append(edges[-1] + len(piece))

    forward = [0]
    while forward[-1] < len(text):
        forward.append(segments.next_cluster(forward[-1]))
    backward = [len(text)]
    while backward[-1] > 0:
        backward.append(segments.previous_cluster(backward[-1]))

    assert forward == backward[::-1]
    assert [(span.start, span.end) for span in segments.clusters] == list(pairwise(forward))
    assert forward == edges
    assert all(segments.is_cluster_edge(position) == (position in forward) for position in range(len(text) + 1))


@given(TEXTS)
def test_the_caret_reaches_every_word_from_both_sides(text: str):
    segments = Segments(text)
    starts, position = [], -1
    while (position := segments.next_word_start(position)) < len(text):
        starts.append(position)
    ends, position = [], len(text) + 1
    while (position := segments.previous_word_end(position)) > 0:
        ends.append(position)

    words = segments.words
    assert starts == [word.start for word in words]
    assert set(ends) >= {word.end for word in words}
    assert all(segments.is_word_edge(end) for end in ends)


# ---- the caret


def test_a_selection_grows_by_words_and_stops_before_a_possessive():
    text = "the minister's letter"
    segments = Segments(text)

    assert [segments.next_word_edge(position) for position in (0, 3, 12, 14)] == [3, 12, 14, 21]
    assert [segments.previous_word_edge(position) for position in (21, 15, 4)] == [15, 4, 0]
    assert segments.word_at(5) == place(text, "minister's") == segments.word_at(14)
    assert segments.word_at(3) == place(text, "the")


def test_the_sentence_at_a_caret_and_those_around_it():
    text = "He left. She stayed.\n\nIt rained."
    segments = Segments(text)

    assert segments.sentence_at(0) == place(text, "He left.")
    assert segments.sentence_at(8) == place(text, "He left.")
    assert segments.sentence_at(9) == place(text, "She stayed.")
    assert segments.sentence_at(21) is None
    assert segments.next_sentence(0) == place(text, "She stayed.")
    assert segments.next_sentence(12) == place(text, "It rained.")
    assert segments.next_sentence(25) is None
    assert segments.previous_sentence(25) == place(text, "She stayed.")
    assert segments.previous_sentence(12) == place(text, "He left.")
    assert segments.previous_sentence(3) is None
    assert segments.paragraph_at(12) == Span(0, 20)
    assert segments.paragraph_at(21) is None


def test_a_selection_gets_wider_by_word_phrase_sentence_paragraph():
    text = "When it rained, the old ferry stayed. Nobody left."
    segments = Segments(text)
    selection, seen = Span(24, 24 + 1), []

    while (wider := segments.wider(selection)) is not None:
        seen.append(wider.quote(text))
        selection = wider

    assert seen == ["ferry", "the old ferry stayed", "When it rained, the old ferry stayed.", text]


# ---- quotations


def test_the_quotation_at_the_caret_and_in_the_sentence():
    segments = Segments(FERRY)
    quotation = place(FERRY, "“The ferry must stay open.”")

    assert segments.quotation_at(quotation.start) == quotation
    assert segments.quotation_at(quotation.end) == quotation
    assert segments.quotation_at(3) is None
    assert segments.quotation_in(segments.sentence_at(0)) == quotation


def test_a_quotation_over_paragraphs_is_found_in_each_of_them():
    text = "He said: “We stay.\n“We stay for good.”"
    segments = Segments(text)

    assert segments.quotation_at(12) == place(text, "“We stay.")
    assert segments.quotation_at(22) == place(text, "“We stay for good.”")


# ---- spans: the rules of the codebook


@pytest.mark.parametrize(
    ("text", "selected", "span"),
    [
        ("the ferry stays", "err", "ferry"),
        ("the ferry stays", " ferry ", "ferry"),
        ("the ferry stays", "e ferry s", "the ferry stays"),
        ("the ferry, they say", "ferry, ", "ferry"),
        ("an “alliance,” they say", "“alliance,” ", "“alliance,”"),
        ("an “alliance,” they say", "“alliance,", "alliance"),
        ("an “alliance,” they say", "an “alliance,”", "an “alliance,”"),
        ("an “alliance,” they say", "an “alliance", "an “alliance,”"),
        ("“fair” shares, they say", "fair” shares", "“fair” shares"),
        ("the agency (AP).", "agency (AP", "agency (AP)"),
        ("a “fair share, they” say", "a “fair share", "a “fair share"),
        ("the agency (AP).", "the agency (AP).", "the agency (AP)"),
        ("the agency (AP).", "AP).", "AP"),
        (FERRY, "“The ferry must stay open.”", "“The ferry must stay open.”"),
        (FERRY, "The ferry must stay open.", "The ferry must stay open"),
        ("He left. She stayed.", "He left.", "He left"),
        ("the minister's letter", "the minister", "the minister"),
        ("Russia’s war", "Russia’s", "Russia’s"),
        ("in the U.S. today", "the U.S.", "the U.S."),
        ("in the U.S. today", "the U.S", "the U.S."),
        ("by 5%, they say", "5%,", "5%"),
        ("a rate of -5 today", "of -5", "of -5"),
        ("a Russian-North Korean pact", "Russian", "Russian"),
        ("सरकारले भन्यो।", "भन्य", "भन्यो"),
        ("他说：“我们走。”", "“我们走。”", "“我们走。”"),
        ("well … then", "…", "…"),
        ("one\n\ntwo", "e\n\nt", "one\n\ntwo"),
    ],
)
def test_a_selection_becomes_the_span_that_the_codebook_asks_for(text: str, selected: str, span: str):
    snapped = Segments(text).snap(place(text, selected))

    assert snapped is not None
    assert snapped.quote(text) == span


def test_a_selection_of_white_space_is_no_span():
    assert Segments("a   b").snap(Span(1, 3)) is None
    assert Segments("a \u00a0\n b").snap_to_clusters(Span(1, 5)) is None


def test_with_the_modifier_only_clusters_stay_whole():
    text = "भन्यो ferry"

    assert Segments(text).snap_to_clusters(Span(2, 3)) == Span(1, 5)
    assert Segments(text).snap_to_clusters(Span(5, 9)) == place(text, "fer")


@given(TEXTS.filter(bool), st.data())
@example(" \u0301a", None)
@example("a\u0600 b", None)
def test_a_snapped_span_has_whole_clusters_and_no_white_space_at_its_edges(text: str, data: st.DataObject | None):
    start = data.draw(st.integers(0, len(text) - 1)) if data else 0
    end = data.draw(st.integers(start + 1, len(text))) if data else len(text)
    segments = Segments(text)

    for snapped in (segments.snap(Span(start, end)), segments.snap_to_clusters(Span(start, end))):
        if snapped is None:
            continue
        assert 0 <= snapped.start < snapped.end <= len(text)
        assert segments.is_cluster_edge(snapped.start)
        assert segments.is_cluster_edge(snapped.end)
        assert not text[snapped.start].isspace()
        assert not text[snapped.end - 1].isspace()
        assert WHITE_SPACE_EDGE not in segments.edge_warnings(snapped)


@given(TEXTS.filter(bool), st.data())
def test_snapping_twice_changes_nothing_more(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text) - 1))
    segments = Segments(text)
    snapped = segments.snap(Span(start, data.draw(st.integers(start + 1, len(text)))))

    if snapped is not None:
        assert segments.snap(snapped) == snapped


def test_odd_edges_are_named():
    text = "the minister's भन्यो, 5"
    segments = Segments(text)

    assert segments.edge_warnings(place(text, "the minister's")) == []
    assert segments.edge_warnings(place(text, "the minister")) == []
    assert segments.edge_warnings(place(text, "the minis")) == [INSIDE_WORD]
    assert segments.edge_warnings(place(text, "भन")) == [INSIDE_WORD, INSIDE_CLUSTER]
    assert INSIDE_CLUSTER in segments.edge_warnings(Span(text.index("भन्यो") + 2, text.index("भन्यो") + 5))
    assert segments.edge_warnings(place(text, " minister's")) == [WHITE_SPACE_EDGE]


@pytest.mark.parametrize(
    ("word", "clause"),
    [
        ("gift", "Doe said the plan was a “gift,”"),
        ("vote", "After the vote"),
        ("call", "though Roe did not call it that"),
        ("rule", "Roe noted that the port “does not rule out, in time, a second pier,”"),
        ("old", "using an old name"),
    ],
)
def test_a_clause_runs_from_comma_to_comma_with_its_quotations_whole(word, clause):
    text = (
        "After the vote, Doe said the plan was a “gift,” though Roe did not call it that. "
        "Roe noted that the port “does not rule out, in time, a second pier,” using an old name."
    )
    found = Segments(text).clause_at(text.index(word))
    assert found is not None
    assert text[found.start : found.end] == clause


def test_wider_goes_from_a_quotation_to_its_clause_before_the_sentence():
    text = "After the vote, Doe said the plan was a “gift,” though Roe did not call it that."
    span: Span | None = Span(text.index("gift"), text.index("gift") + 4)
    seen = []
    while span is not None:
        seen.append(text[span.start : span.end])
        span = Segments(text).wider(span)
    assert seen[:3] == ["gift", "“gift,”", "Doe said the plan was a “gift,”"]
