from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.span import Span
from annotator.text.offsets import Offsets
from ui.article.typeset import shown_text

# Letters, combining marks, Devanagari conjuncts, Arabic, ideographs in and beyond the basic plane, emoji with joiners, flags.
_PIECES = ["a", "e\u0301", "न्यो", "प्रा", "ء", "漢", "𠀀", "😀", "👩\u200d🚀", "🇳🇵", "𝔘", "\u00a0", " ", "\u2028", "\n"]
TEXTS = st.lists(st.one_of(st.sampled_from(_PIECES), st.characters(exclude_categories=["Cs"])), max_size=40).map("".join)


@given(TEXTS)
def test_every_position_comes_back(text: str):
    offsets = Offsets(text)

    for position in range(len(text) + 1):
        unit = offsets.to_utf16(position)
        assert unit == len(text[:position].encode("utf-16-le")) // 2
        assert offsets.from_utf16(unit) == position
    assert offsets.length_utf16 == len(text.encode("utf-16-le")) // 2


def test_a_position_inside_a_surrogate_pair_is_that_of_its_character():
    offsets = Offsets("a😀b")

    assert [offsets.from_utf16(unit) for unit in range(5)] == [0, 1, 1, 2, 3]


def test_a_selection_crosses_over_and_back():
    offsets = Offsets("😀 North 😀")

    assert offsets.span_to_utf16(Span(2, 7)) == (3, 8)
    assert offsets.span_from_utf16(3, 8) == Span(2, 7)


@pytest.mark.parametrize("position", [-1, 4])
def test_positions_outside_the_text_are_refused(position: int):
    with pytest.raises(ValueError, match="outside"):
        Offsets("abc").to_utf16(position)
    with pytest.raises(ValueError, match="outside"):
        Offsets("abc").from_utf16(position)


@pytest.mark.usefixtures("qapp")
@given(TEXTS.map(lambda text: text.replace("\x00", "")), st.data())
def test_qt_selects_the_same_characters(text: str, data: st.DataObject):
    from PySide6.QtGui import QTextCursor, QTextDocument

    document = QTextDocument()
    text = shown_text(text)
    document.setPlainText(text)
    offsets = Offsets(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    cursor = QTextCursor(document)

    cursor.setPosition(offsets.to_utf16(start))
    cursor.setPosition(offsets.to_utf16(end), QTextCursor.MoveMode.KeepAnchor)

    assert document.characterCount() - 1 == offsets.length_utf16
    assert (cursor.selectionStart(), cursor.selectionEnd()) == (offsets.to_utf16(start), offsets.to_utf16(end))
    assert offsets.from_utf16(cursor.anchor()) == start
    assert offsets.from_utf16(cursor.position()) == end
    assert _alike(text[start:end]) == _alike(cursor.selectedText())


def _alike(text: str) -> str:
    """Make equal what Qt's selectedText may change, which is why text is never read back from it."""
    return text.translate({0x0A: "\u2029", 0xA0: " ", 0xFDD0: "\u2029", 0xFDD1: "\u2029"})
