"""The help: every topic is there, loads nothing from elsewhere, and follows the theme."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl

from ui import theme
from ui.help_page import TOPICS, HelpPage
from ui.theme import Theme


@pytest.fixture
def page(qtbot, qapp):
    theme.apply(qapp, Theme.light())
    made = HelpPage()
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    return made


@pytest.mark.parametrize("key", [key for key, _words in TOPICS])
def test_every_topic_is_shown_without_a_trace_of_markdown(page, key):
    page.show_topic(key)
    text = page.text.toPlainText()
    assert len(text) > 500
    assert "**" not in text
    assert "| ---" not in text
    assert page.tabs.key() == key


def test_the_help_loads_no_picture_and_follows_no_link(page, qtbot):
    assert page.text.loadResource(2, QUrl("https://example.org/a.png")) is None
    assert page.text.loadResource(2, QUrl("file:///etc/hostname")) is None
    assert not page.text.openLinks()
    assert not page.text.openExternalLinks()


def test_escape_goes_back(page, qtbot):
    with qtbot.waitSignal(page.left):
        qtbot.keyClick(page.text, Qt.Key.Key_Escape)


def test_in_the_dark_the_words_are_light(page, qapp):
    theme.apply(qapp, Theme.dark())
    cursor = page.text.textCursor()
    cursor.movePosition(cursor.MoveOperation.NextCharacter)
    assert cursor.charFormat().foreground().color() == Theme.dark().text
    theme.apply(qapp, Theme.light())
