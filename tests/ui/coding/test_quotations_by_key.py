"""Q on quotations as they are set in many languages: the marks are taken, the inner one where the caret is in it."""

from __future__ import annotations

import pytest

from annotator.text.segments import Segments
from ui.article.reading import Reader


@pytest.mark.parametrize(
    ("text", "caret", "quotation"),
    [
        ("She said: “The ferry must stay open.”", "ferry", "“The ferry must stay open.”"),
        ("She said: “He told me ‘never again’ twice.”", "again", "‘never again’"),
        ("She said: “He told me ‘never again’ twice.”", "twice", "“He told me ‘never again’ twice.”"),
        ("She said: ‘The ministers’ plan is dead.’", "plan", "‘The ministers’ plan is dead.’"),
        ('She said: "The ferry must stay open."', "stay", '"The ferry must stay open."'),
        ("Sie sagte: „Die Fähre ‚Anna‘ bleibt.“", "bleibt", "„Die Fähre ‚Anna‘ bleibt.“"),
        ("Sie sagte: „Die Fähre ‚Anna‘ bleibt.“", "Anna", "‚Anna‘"),
        ("Sie sagte: »Die Fähre bleibt.«", "Fähre", "»Die Fähre bleibt.«"),
        ("Elle a dit : « Le bac reste ouvert. »", "bac", "« Le bac reste ouvert. »"),
        ("Elle a dit : « Il a crié “jamais” hier. »", "jamais", "“jamais”"),
        ("Hon sa: ”Färjan stannar.”", "stannar", "”Färjan stannar.”"),
        ("Она сказала: «Паром останется.»", "Паром", "«Паром останется.»"),
        ("Powiedziała: „Prom zostaje.”", "Prom", "„Prom zostaje.”"),
        ("मन्त्रीले भने, “नाउ चल्नै पर्छ।”", "चल्नै", "“नाउ चल्नै पर्छ।”"),
        ("मन्त्रीले भने, ‘नाउ चल्नै पर्छ।’", "चल्नै", "‘नाउ चल्नै पर्छ।’"),
        ("قال الوزير: «يجب أن تبقى العبارة.»", "تبقى", "«يجب أن تبقى العبارة.»"),
        ("قال الوزير: “يجب أن تبقى العبارة.”", "تبقى", "“يجب أن تبقى العبارة.”"),
        ("大臣は「船は残る」と述べた。", "残る", "「船は残る」"),
        ("大臣は「彼は『いいえ』と言った」と述べた。", "いいえ", "『いいえ』"),
        ("部长说：“渡轮必须继续。”", "渡轮", "“渡轮必须继续。”"),
    ],
)
def test_q_takes_the_innermost_quotation_at_the_caret(text, caret, quotation):
    reader = Reader(Segments(text))
    reader.put(text.index(caret))

    reader.quotation()

    assert reader.selection is not None
    assert reader.selection.quote(text) == quotation


@pytest.mark.parametrize(
    "text",
    ["She said: “The ferry must stay open.”", "Elle a dit : « Le bac reste. »", "大臣は「船は残る」と述べた。", "मन्त्रीले भने, “नाउ चल्छ।”"],
)
def test_q_from_the_beginning_of_the_sentence_takes_the_quotation_in_it(text):
    reader = Reader(Segments(text))

    reader.quotation()

    assert reader.selection is not None
    assert reader.selection.quote(text)[0] in "“«「"


@pytest.mark.parametrize(
    ("text", "caret", "steps"),
    [
        ("अधिकारीले भने, “नाउ चल्नै पर्छ।” अरू चुप थिए।", "चल्नै", ["चल्नै", "नाउ चल्नै पर्छ"]),
        ("قال الوزير، وهو غاضب، إن العبارة تبقى. رحلوا.", "غاضب", ["غاضب", "وهو غاضب"]),
        ("The mayor, who was angry, left. They went.", "angry", ["angry", "who was angry", "The mayor, who was angry, left"]),
    ],
)
def test_w_goes_from_word_to_phrase_and_on_in_every_script(text, caret, steps):
    reader = Reader(Segments(text))
    reader.put(text.index(caret))

    for words in steps:
        reader.wider()
        assert reader.selection.quote(text) == words
    reader.wider()
    assert reader.selection is not None
    for words in reversed(steps):
        reader.narrower()
        assert reader.selection.quote(text) == words
