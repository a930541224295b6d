"""The window speaks the language that is chosen, at once and at the same place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QLabel

from annotator.i18n import _, language, told_step, use_language
from annotator.operations.demo import make_demo
from annotator.settings import load_settings
from ui import theme
from ui.kept import kept
from ui.language import choose, put_on_language
from ui.main_window import MainWindow
from ui.pages import CODEBOOK, SEARCH
from ui.parts.numbers import format_count, written_day
from ui.parts.plain_fields import NumberField
from ui.session import Session
from ui.settings.dialog import SettingsDialog
from ui.theme import Theme
from ui.window_pages import CODE


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def window(sample, tmp_path, qtbot, qapp):
    kept().clear()
    theme.apply(qapp, Theme.light())
    before = QLocale()
    path = tmp_path / "sample.annot"
    path.write_bytes(sample.read_bytes())
    session = Session()
    session.set_settings(language="en")
    put_on_language(session.settings)
    made = MainWindow(session)
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.resize(1440, 900)
    made.show()
    assert made.open_project(path, "ada")
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    session.set_settings(language="en")
    put_on_language(session.settings)
    use_language("en")
    QLocale.setDefault(before)
    kept().clear()


def speak(window, qtbot, code):
    choose(window.session, code)
    settle(qtbot, window)


def settle(qtbot, window):
    for _turn in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not window.session.jobs.busy, timeout=60_000)


def menus(window):
    return [action.text().replace("&", "") for action in window.menuBar().actions()]


def preferences(window):
    (dialog,) = [one for one in window.findChildren(SettingsDialog) if one.isVisible()]
    return dialog


def test_the_preferences_change_the_language_at_once_and_stay_open_in_it(window, qtbot):
    window.actions_["preferences"].trigger()
    preferences(window).language.choose("de")
    settle(qtbot, window)

    dialog = preferences(window)
    assert menus(window)[:2] == ["Projekt", "Bearbeiten"]
    assert dialog.windowTitle() == "Einstellungen"
    assert dialog.language.value() == "de"
    assert load_settings().language == "de"
    dialog.language.choose("en")
    settle(qtbot, window)
    assert menus(window)[:2] == ["Project", "Edit"]
    preferences(window).accept()


def test_the_palette_finds_the_languages_by_their_own_names(window, qtbot):
    palette = window.palette_
    palette.open("deutsch")
    palette._take(palette.view.currentIndex())
    settle(qtbot, window)

    assert language() == "de"
    window.palette_.open("english")
    window.palette_._take(window.palette_.view.currentIndex())
    settle(qtbot, window)
    assert language() == "en"


def test_the_article_on_the_desk_stays_as_it_was(window, qtbot):
    desk, view = window.coding.desk, window.coding.pane.view
    article = window.coding.list.neighbour(window.session.article_id, 1)
    window.session.open_article(article)
    chosen = desk.shown.ordered()[2]
    desk.select(chosen.id, reveal=True)
    view.set_selection(chosen.extent)
    window.coding.pane.toggle_structure()
    settle(qtbot, window)
    steps = window.session.the_project().history.latest()

    speak(window, qtbot, "de")

    page = window.coding
    assert page.desk is not desk
    assert (window.session.article_id, page.desk.shown.id, page.desk.selected_id) == (article, article, chosen.id)
    assert page.pane.selection() == chosen.extent
    assert page.pane.structure.is_on
    assert window.is_at_desk
    assert window.session.the_project().history.latest() == steps


def test_what_is_half_typed_is_not_lost(window, qtbot):
    window.show_page(SEARCH)
    settle(qtbot, window)
    field = window.page(SEARCH).field.edit
    field.setFocus()
    qtbot.keyClicks(field, "coal plant")
    speak(window, qtbot, "de")

    assert window.page_key == SEARCH
    assert window.page(SEARCH).field.text() == "coal plant"


def test_a_note_goes_on_where_one_was_writing(window, qtbot):
    desk = window.coding.desk
    desk.select(desk.shown.ordered()[0].id)
    desk.note_wanted.emit()
    settle(qtbot, window)
    field = QApplication.focusWidget()
    qtbot.keyClicks(field, "half a note")
    speak(window, qtbot, "de")

    again = QApplication.focusWidget()
    assert again is not field
    assert again.toPlainText() == "half a note"
    qtbot.keyClicks(again, " and more")
    assert again.toPlainText() == "half a note and more"


def test_a_page_out_of_sight_speaks_it_when_it_is_shown_again(window, qtbot):
    window.show_page(CODEBOOK)
    settle(qtbot, window)
    window.show_page(CODE)
    speak(window, qtbot, "de")

    window.show_page(CODEBOOK)
    settle(qtbot, window)
    assert "Codebuch" in [label.text() for label in window.page(CODEBOOK).findChildren(QLabel)]


def test_one_goes_back_to_where_one_was_before(window, qtbot):
    first = window.session.article_id
    window.session.open_article(window.coding.list.neighbour(first, 1))
    speak(window, qtbot, "de")
    window.trail.back()

    assert window.session.article_id == first


def test_numbers_days_and_what_qt_says_follow(window, qtbot):
    speak(window, qtbot, "de")
    assert (format_count(12345), written_day("2024-03-05")) == ("12.345", "5. März 2024")
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    speak(window, qtbot, "en")
    assert format_count(12345) == "12,345"
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_the_history_is_told_in_german_and_kept_in_english(window, qtbot):
    speak(window, qtbot, "de")
    desk = window.coding.desk
    desk.select(desk.shown.ordered()[0].id)
    desk.toggle_flag()
    said = []
    desk.said.connect(lambda text, _undo: said.append(text))
    desk.undo()

    kept_label = window.session.the_project().history.latest()[0].label
    assert kept_label == "Undo Flag"
    assert said == [told_step("Undo Flag")] != [kept_label]


def test_keys_work_once_only_after_the_menus_are_made_anew(window, qtbot):
    speak(window, qtbot, "de")
    speak(window, qtbot, "en")
    speak(window, qtbot, "de")
    shortcuts = [one.shortcut().toString() for one in window.actions_._by_id.values() if one.shortcut().toString()]

    alive = [one.shortcut().toString() for one in window.findChildren(type(window.actions_["undo"])) if one.shortcut().toString()]
    assert sorted(set(shortcuts)) == sorted(one for one in alive if one in shortcuts)


def test_a_bar_above_the_page_stays(window, qtbot):
    banner = window.tell("warning", "Heading", "Sentence")
    speak(window, qtbot, "de")

    assert banner.isVisible()
    assert window.isAncestorOf(banner)


def test_a_bar_above_the_page_says_it_in_the_language_of_now(window, qtbot):
    banner = window.tell("error", lambda: _("The PDF was not written"), "/media/stick/article.pdf")
    speak(window, qtbot, "de")

    assert banner.accessibleName() == "Das PDF wurde nicht geschrieben"
    assert banner.accessibleDescription() == "/media/stick/article.pdf"
    assert banner.button.text() == "Schließen"
    assert [one.text() for one in banner.findChildren(QLabel)] == [banner.accessibleName(), banner.accessibleDescription()]


def test_a_number_with_a_point_is_no_thousand_in_german(window, qtbot):
    speak(window, qtbot, "de")
    field = NumberField("Alpha", decimals=3)

    assert [field.read(text) for text in ("0.667", "0,667", "1.500", "2.5")] == [0.667, 0.667, 1500, 2.5]
    field.deleteLater()
