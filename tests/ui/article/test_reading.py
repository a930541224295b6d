"""How caret and selection move while reading; nothing here needs a window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.span import Span
from annotator.text.segments import Segments
from ui.article.reading import SENTENCES, WORDS, Reader

TEXT = (
    "Largo waits, again. The minister said: “The ferry must stay open.” Dr. Orr did not agree.\n"
    "\n"
    "A vote may fail, aides say."
)


@pytest.fixture
def reader() -> Reader:
    return Reader(Segments(TEXT))


def selected(reader: Reader) -> str:
    return reader.selection.quote(reader.segments.text) if reader.selection else ""


def at(reader: Reader, quote: str) -> Reader:
    reader.put(TEXT.index(quote))
    return reader


def test_right_and_left_go_from_word_to_word_over_punctuation_and_paragraphs(reader):
    stops = []
    at(reader, "agree")
    for _ in range(3):
        stops.append(reader.word(1).caret)
    assert [TEXT[stop:].split()[0] for stop in stops] == ["A", "vote", "may"]
    for _ in range(3):
        reader.word(-1)
    assert TEXT[reader.caret :].startswith("agree")


def test_shift_takes_whole_words_and_gives_them_back(reader):
    at(reader, "ferry")
    grown = []
    for way in (1, 1, 1, -1, -1, -1):
        reader.word(way, extend=True)
        grown.append(selected(reader))
    assert grown == ["ferry", "ferry must", "ferry must stay", "ferry must", "ferry", ""]


def test_shift_left_grows_backwards_from_where_it_began(reader):
    at(reader, "must")
    reader.word(-1, extend=True)
    reader.word(-1, extend=True)
    assert selected(reader) == "The ferry"
    assert reader.caret == TEXT.index("The ferry")


def test_an_extension_begun_inside_a_word_takes_the_whole_word(reader):
    reader.put(TEXT.index("ferry") + 2)
    reader.word(1, extend=True)
    assert selected(reader) == "ferry"


def test_sentence_mode_selects_the_sentence_without_its_stop_and_moves_by_sentences(reader):
    at(reader, "waits")
    reader.toggle_sentences()
    assert (selected(reader), reader.mode) == ("Largo waits, again", SENTENCES)
    reader.sentence(1)
    assert selected(reader) == "The minister said: “The ferry must stay open.”"
    reader.sentence(1)
    assert selected(reader) == "Dr. Orr did not agree"
    reader.sentence(1)
    assert selected(reader) == "A vote may fail, aides say"
    reader.sentence(-1, extend=True)
    assert selected(reader) == "Dr. Orr did not agree.\n\nA vote may fail, aides say"


def test_extending_by_sentences_and_back_again_ends_where_it_began(reader):
    at(reader, "minister")
    reader.toggle_sentences()
    before = selected(reader)
    reader.sentence(1, extend=True)
    assert selected(reader).endswith("agree")
    reader.sentence(-1, extend=True)
    assert selected(reader) == before


def test_left_and_right_lead_back_to_words(reader):
    at(reader, "waits")
    reader.toggle_sentences()
    reader.word(1)
    assert reader.mode == WORDS
    assert reader.selection is None
    assert TEXT[reader.caret :].startswith("The minister")


def test_q_takes_the_quotation_here_or_in_the_sentence_with_its_marks(reader):
    at(reader, "minister").quotation()
    assert selected(reader) == "“The ferry must stay open.”"
    at(reader, "stay").quotation()
    assert selected(reader) == "“The ferry must stay open.”"
    at(reader, "waits").quotation()
    assert selected(reader) == "", "a sentence without a quotation selects nothing"


def test_sentences_are_read_on_from_a_quotation_that_was_taken_in_one(reader):
    at(reader, "minister")
    reader.toggle_sentences()
    reader.quotation()
    assert selected(reader) == "“The ferry must stay open.”"
    reader.rest()  # it is tagged
    reader.sentence(1)
    assert (selected(reader), reader.mode) == ("Dr. Orr did not agree", SENTENCES)
    at(reader, "minister").quotation()
    assert reader.mode == WORDS, "whoever reads words goes on with words"


def test_w_widens_to_phrase_sentence_and_paragraph_and_shift_w_goes_the_same_way_back(reader):
    at(reader, "vote")
    steps = []
    for _ in range(4):
        reader.wider()
        steps.append(selected(reader))
    assert steps == ["vote", "A vote may fail", "A vote may fail, aides say", "A vote may fail, aides say"]
    back = []
    for _ in range(3):
        reader.narrower()
        back.append(selected(reader))
    assert back == ["A vote may fail", "vote", ""]


def test_shift_w_narrows_a_selection_that_was_never_widened(reader):
    start = TEXT.index("A vote")
    reader.select(Span(start, len(TEXT)))
    reader.narrower()
    assert selected(reader) == "A vote may fail, aides say"
    reader.narrower()
    assert selected(reader) == "A vote may fail"


def test_ctrl_up_and_down_go_by_paragraphs(reader):
    at(reader, "agree").paragraph(1)
    assert TEXT[reader.caret :].startswith("A vote")
    reader.paragraph(-1)
    assert reader.caret == 0
    at(reader, "A vote").paragraph(1)
    assert reader.caret == len(TEXT)


def test_extending_by_paragraphs_takes_the_rest_of_this_one_then_the_next(reader):
    at(reader, "Dr. Orr").paragraph(1, extend=True)
    assert selected(reader) == "Dr. Orr did not agree."
    reader.paragraph(1, extend=True)
    assert selected(reader).endswith("aides say.")


def test_what_a_tag_would_take_has_neither_white_space_nor_a_loose_stop_at_its_edges(reader):
    reader.select(Span(TEXT.index(" A vote") if " A vote" in TEXT else TEXT.index("A vote") - 1, len(TEXT)))
    assert reader.trimmed().quote(TEXT) == "A vote may fail, aides say"


@pytest.mark.parametrize(
    "text",
    ["e\u0301te\u0301 fini", "मन्त्रीले भने", "👩‍👩‍👧 said 🇳🇵 no", "قال الوزير"],
)
def test_a_move_by_characters_never_stops_inside_a_cluster(text):
    reader = Reader(Segments(text))
    stops = {0}
    while reader.caret < len(text):
        stops.add(reader.character(1).caret)
    assert stops == {cluster.start for cluster in reader.segments.clusters} | {len(text)}


moves = st.sampled_from(
    ["word", "character", "sentence", "paragraph", "toggle_sentences", "quotation", "wider", "narrower", "drop"]
)


@given(
    st.text(alphabet="ab \n.,“”’()e\u0301न्त्रि👩\u200d🚢🇳🇵قد\r", max_size=40),
    st.integers(0, 40),
    st.lists(st.tuples(moves, st.sampled_from([1, -1]), st.booleans()), max_size=12),
)
def test_no_row_of_moves_leaves_the_text_or_cuts_a_cluster(text, start, row):
    reader = Reader(Segments(text))
    reader.put(min(start, len(text)))
    for name, way, extend in row:
        move = getattr(reader, name)
        move(way, extend=extend) if name in ("word", "character", "sentence", "paragraph") else move()
        for edge in (reader.place.anchor, reader.place.caret):
            assert 0 <= edge <= len(text)
            assert reader.segments.is_cluster_edge(edge)
