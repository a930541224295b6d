"""The help: every topic is there, loads nothing from elsewhere, and follows the theme."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt, QUrl

from annotator.i18n import ENGLISH, LANGUAGES, use_language
from annotator.paths import resource
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


CODES = [code for code in LANGUAGES if code != ENGLISH]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("key", [key for key, _words in TOPICS])
def test_a_translated_topic_has_the_headings_rows_and_keys_of_the_english_one(code, key):
    english, translated = (path.read_text(encoding="utf-8") for path in (resource(f"help/{key}.md"), resource(f"help/{code}/{key}.md")))

    for shape in (r"^#+ ", r"^\|", r"^- ", r"^> ", r"^\d\. "):
        assert len(re.findall(shape, english, re.MULTILINE)) == len(re.findall(shape, translated, re.MULTILINE)), shape
    assert sorted(re.findall(r"`[^`]+`", english)) == sorted(re.findall(r"`[^`]+`", translated))


def test_the_help_speaks_the_language_of_the_window(qtbot, page):
    use_language("de")
    page.show_topic("4_keys")
    page.show_topic("1_spans")
    text = page.text.toPlainText()
    use_language(ENGLISH)

    assert text.startswith("Wo eine Markierung beginnt und endet")


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
