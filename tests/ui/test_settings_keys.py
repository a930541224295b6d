"""Keys can be changed, conflicts are refused with the reason, the usual ones come back, single letters can be switched off."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from shiboken6 import isValid

from annotator.model.span import Span
from annotator.operations.blinding import hidden_from_coders
from annotator.operations.projects import enter
from annotator.project import open_project
from annotator.settings import load_settings
from tests.builders import a_project_file, an_annotation, an_article
from ui import keys
from ui.actions import COMMANDS
from ui.kept import kept
from ui.main_window import MainWindow
from ui.session import Session
from ui.settings.dialog import SettingsDialog
from ui.settings.key_rules import command_refusal, keys_of, letter_refusal

CTRL, ALT, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(tmp_path, qtbot):
    kept().clear()
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        enter(project, "ada")
        article = an_article(project)
        an_annotation(project, article)
    made = MainWindow(Session())
    made.session.set_settings(keys={}, letters={}, single_letters=True)
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.resize(1280, 860)
    made.show()
    assert made.open_project(path, "ada")
    yield made
    made.session.set_settings(keys={}, letters={}, single_letters=True)
    kept().clear()


@pytest.fixture
def dialog(window):
    made = SettingsDialog(window.session, window)
    made.open()
    made.tabs.choose("keys")
    yield made
    if isValid(made):
        made.accept()


def test_a_command_takes_another_key_at_once_and_the_usual_one_is_free(dialog, window):
    button = dialog.keys.commands["backup"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.words() == "Press a key…"
    QTest.keyClick(button, Qt.Key.Key_B, CTRL)
    assert window.actions_["backup"].shortcut() == QKeySequence("Ctrl+B")
    assert load_settings().keys == {"backup": "Ctrl+B"}
    assert button.words() == "Ctrl+B"


def test_a_key_that_is_taken_is_refused_and_said_whose_it_is(dialog, window):
    button = dialog.keys.commands["backup"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_E, CTRL)
    said = dialog.keys._said["menu backup"]
    assert said.isVisible()
    assert said.text() == "Ctrl+E is the key of “Export”."
    assert window.actions_["backup"].shortcuts() == []
    assert load_settings().keys == {}


@pytest.mark.parametrize(
    ("pressed", "reason"),
    [
        (QKeyCombination(Qt.Key.Key_B), "Hold Ctrl"),
        (QKeyCombination(ALT, Qt.Key.Key_B), "Hold Ctrl"),
        (QKeyCombination(CTRL, Qt.Key.Key_Space), "input methods"),
        (QKeyCombination(CTRL, Qt.Key.Key_Left), "reading"),
        (QKeyCombination(CTRL, Qt.Key.Key_C), "editing"),
        (QKeyCombination(CTRL | ALT, Qt.Key.Key_Left), "desktop"),
        (QKeyCombination(Qt.Key.Key_F5), ""),
        (QKeyCombination(CTRL | SHIFT, Qt.Key.Key_B), ""),
    ],
)
def test_what_a_key_may_be(pressed, reason):
    assert reason in command_refusal("backup", pressed, {})
    assert bool(command_refusal("backup", pressed, {})) == bool(reason)


def test_no_two_commands_have_one_key_as_they_come():
    for command in COMMANDS.values():
        for written in keys_of(command.id, {}):
            pressed = QKeySequence(written)[0]
            assert command_refusal(command.id, pressed, {}) == "", command.id


def test_backspace_brings_a_key_back_and_the_button_all_of_them(dialog, window):
    session = window.session
    session.set_settings(keys={"backup": "Ctrl+B", "undo": "F8"}, letters={"n": "x"})
    dialog.keys.refresh()
    button = dialog.keys.commands["undo"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_Backspace)
    assert window.actions_["undo"].shortcut() == QKeySequence("Ctrl+Z")
    QTest.mouseClick(dialog.keys.all_back, Qt.MouseButton.LeftButton)
    assert (load_settings().keys, load_settings().letters) == ({}, {})
    assert window.actions_["backup"].shortcuts() == []


def test_a_usual_key_does_not_come_back_while_another_command_has_it(dialog, window):
    window.session.set_settings(keys={"undo": "F8", "backup": "Ctrl+Z"})
    button = dialog.keys.commands["undo"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_Backspace)
    assert dialog.keys._said["menu undo"].text() == "Ctrl+Z is the key of “Back up now”."
    assert load_settings().keys["undo"] == "F8"


def test_esc_and_tab_leave_a_key_as_it_is_and_trap_nobody(dialog):
    button = dialog.keys.commands["backup"]
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab):
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Return)
        assert button.is_waiting
        QTest.keyClick(button, key)
        assert (button.is_waiting, button.words(), dialog.isVisible()) == (False, "none", True)


def test_a_letter_typed_as_another_acts_and_the_old_one_does_not(dialog, window, qtbot):
    QTest.mouseClick(dialog.keys.letters["n"], Qt.MouseButton.LeftButton)
    QTest.keyClick(dialog.keys.letters["n"], Qt.Key.Key_X)
    assert load_settings().letters == {"n": "x"}
    dialog.accept()
    page = window.coding
    page.pane.view.setFocus()
    page.desk.select("")
    QTest.keyClick(page.pane.view, Qt.Key.Key_N)
    assert page.desk.selected is None
    QTest.keyClick(page.pane.view, Qt.Key.Key_X)
    assert page.desk.selected is not None
    assert "X" in dict(page.pane.status.keys())
    assert "X  P" in [typed for _title, rows in keys.as_set(_table(), {"Annotation": keys.TEXT}) for typed, _words in rows]


def _table():
    from ui.coding.keyboard import KEYS

    return KEYS


def test_a_letter_that_is_taken_is_refused(dialog):
    assert letter_refusal("n", "p", {}) == "P is the letter of “Annotation before”."
    assert letter_refusal("n", "p", {"p": "x"}) == ""
    assert letter_refusal("n", "ä", {}) != ""
    assert letter_refusal("n", "4", {}) != ""


def test_a_letter_stands_in_the_way_of_those_of_its_own_mode_alone(dialog, window):
    assert letter_refusal("u", "n", {}, keys.ADJUDICATION) == "N is the letter of “Next case”."
    assert letter_refusal("u", "s", {}, keys.ADJUDICATION) == ""  # sentence mode is of the text
    assert letter_refusal("k", "n", {}, keys.FINISH) == ""
    assert letter_refusal("m", "r", {}, keys.LINK) == "R is the letter of “relays”."
    button = dialog.keys.letters["link:m"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_R)
    assert dialog.keys._said["link:m"].isVisible()
    assert load_settings().letters == {}
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_X)
    assert load_settings().letters == {"link:m": "x"}
    assert button.words() == "X"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_Backspace)
    assert load_settings().letters == {}


def test_letters_of_modes_go_on_where_those_of_the_text_are_switched_off(dialog):
    dialog.keys.single.choose(False)
    assert not dialog.keys.letters["n"].isEnabled()
    assert dialog.keys.letters["adjudication:n"].isEnabled()
    assert (keys.chip("n"), keys.chip("n", keys.ADJUDICATION)) == ("", "N")


def test_a_role_is_typed_by_its_new_letter_and_shown_with_it(dialog, window):
    window.session.set_settings(letters={"link:m": "x", "finish:k": "b"})
    dialog.accept()
    page = window.coding
    claim = page.desk.tag(page.desk.project.codebook.category("claim"), Span(0, 12))
    page.desk.select(claim.id)
    page.linking.begin()
    assert "X" in dict(page.pane.strip._mode_keys())
    assert not page.linking.take_letter("m")  # given away
    assert page.linking.take_letter("x")
    assert page.linking.role.key == "m"
    page.linking.leave()
    table = dict(keys.as_set(_table(), {"Link": keys.LINK, "Finish": keys.FINISH}))
    assert table["Link"][0][0] == "X R D O H T Q P"
    assert table["Link"][1][0] == "A S D F …"
    assert [typed for typed, _words in table["Finish"]][2] == "B"
    page.finish()
    assert page.finish_panel.keep_button._key == "B"


def test_single_letters_switched_off_act_nowhere_and_are_shown_nowhere(dialog, window):
    dialog.keys.single.choose(False)
    dialog.accept()
    page = window.coding
    page.desk.select("")
    page.pane.view.setFocus()
    for key in (Qt.Key.Key_N, Qt.Key.Key_S, Qt.Key.Key_L):
        QTest.keyClick(page.pane.view, key)
    assert (page.desk.selected, page.desk.mode) == (None, "reading")
    assert list(dict(page.pane.status.keys())) == ["1–4", "?"]
    QTest.keyClick(page.pane.view, Qt.Key.Key_2)  # digits go on tagging
    assert page.desk.selected is not None


def test_a_supervisor_hides_the_source_and_the_choice_is_there_again(window):
    dialog = SettingsDialog(window.session, window)
    dialog.hidden["outlet"].choose(True)
    dialog.hidden["date"].choose(True)
    assert hidden_from_coders(window.session.the_project()) == {"outlet", "date"}
    again = SettingsDialog(window.session, window)
    assert [what for what, field in again.hidden.items() if field.value()] == ["outlet", "date"]
    window.session.enter("ben")
    assert not hasattr(SettingsDialog(window.session, window), "hidden")
