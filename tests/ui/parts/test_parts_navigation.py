"""Rail, tabs, segments and search, by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui import theme
from ui.parts.navigation import Rail, SearchField, Segmented, Tabs
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def page(qtbot, qapp):
    theme.apply(qapp, Theme.light())
    made = QWidget()
    QVBoxLayout(made)
    made.resize(400, 300)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def put(page, part, qtbot):
    page.layout().addWidget(part)
    qtbot.waitUntil(part.isVisible)
    part.setFocus()
    return part


def press(qtbot, *keys):
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)


def test_tabs_are_44_high_and_say_their_count(page, qtbot):
    tabs = put(page, Tabs(), qtbot)
    tabs.add("articles", "Articles", 40)
    tabs.add("annotations", "Annotations")
    assert tabs.sizeHint().height() == 44
    assert tabs.accessibleTabName(0) == "Articles, 40"
    narrow = tabs.tabRect(0).width()
    tabs.set_count("articles", 1000)
    assert tabs.accessibleTabName(0) == "Articles, 1000"
    assert tabs.tabRect(0).width() > narrow


def test_arrows_go_from_tab_to_tab(page, qtbot):
    tabs = put(page, Tabs(), qtbot)
    for key in ("values", "notes", "history"):
        tabs.add(key, key.title())
    with qtbot.waitSignal(tabs.changed) as changed:
        press(qtbot, Qt.Key.Key_Right)
    assert changed.args == ["notes"]
    tabs.choose("history")
    assert tabs.key() == "history"
    with pytest.raises(KeyError):
        tabs.choose("weather")


def test_the_rail_goes_from_72_to_48_and_keeps_its_names(page, qtbot):
    rail = put(page, Rail(), qtbot)
    code = rail.add("code", "pencil-line", "Code")
    rail.add("entities", "users", "Entities")
    assert rail.width() == 72
    rail.set_narrow(True)
    qtbot.waitUntil(lambda: rail.width() == 48)
    assert code.accessibleName() == "Code"
    assert code.toolTip() == "Code"
    assert code.sizeHint().height() >= 24


def test_the_rail_is_walked_with_arrows_and_chosen_with_enter(page, qtbot):
    rail = put(page, Rail(), qtbot)
    first = rail.add("code", "pencil-line", "Code")
    rail.add("entities", "users", "Entities")
    rail.choose("code")
    qtbot.waitUntil(first.isVisible)
    first.setFocus()
    press(qtbot, Qt.Key.Key_Down)
    with qtbot.waitSignal(rail.chosen) as chosen:
        press(qtbot, Qt.Key.Key_Return)
    assert chosen.args == ["entities"]
    assert rail.key() == "entities"


def test_segments_are_chosen_with_arrows_space_and_mouse(page, qtbot):
    said = []
    view = put(page, Segmented("View", (("text", "Text"), ("structure", "Structure"))), qtbot)
    view.changed.connect(said.append)
    press(qtbot, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view._rects()[1].center())
    assert said == ["structure", "text", "structure"]
    assert (view.accessibleName(), view.accessibleDescription()) == ("View", "Structure")


def test_choosing_a_segment_from_outside_sends_nothing(page, qtbot):
    view = put(page, Segmented("View", (("text", "Text"), ("structure", "Structure"))), qtbot)
    with qtbot.assertNotEmitted(view.changed):
        view.choose("structure")
    assert view.key() == "structure"


def test_the_search_field_tells_what_is_typed_and_empties_before_it_leaves(page, qtbot):
    search = put(page, SearchField("Filter articles"), qtbot)
    typed, left = [], []
    search.text_changed.connect(typed.append)
    search.leave.connect(lambda: left.append(True))
    qtbot.keyClicks(QApplication.focusWidget(), "ki")
    press(qtbot, Qt.Key.Key_Escape)
    assert (typed, left) == (["k", "ki", ""], [])
    press(qtbot, Qt.Key.Key_Escape)
    assert left == [True]


def test_the_search_field_hands_on_enter_and_down(page, qtbot):
    search = put(page, SearchField("Filter articles"), qtbot)
    with qtbot.waitSignal(search.entered):
        press(qtbot, Qt.Key.Key_Return)
    with qtbot.waitSignal(search.down):
        press(qtbot, Qt.Key.Key_Down)
    assert search.edit.accessibleName() == "Filter articles"
