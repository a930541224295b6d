"""The window's frame: which sizes its parts take, what is remembered, where F6 and F11 lead, and whom Tab reaches."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget

from annotator.errors import ProjectLocked
from annotator.operations.demo import make_demo
from annotator.project import open_project
from tests.builders import a_project_file
from ui import session as session_module
from ui import theme
from ui.coder_dialog import CoderDialog
from ui.coding.link_rows import LinkRow
from ui.coding.rule_card import RuleCard
from ui.kept import kept
from ui.main_window import MainWindow
from ui.pages import ENTITIES, NOTES, PACE, PLAN, SEARCH, TABLE
from ui.placing import placed_within
from ui.session import Session
from ui.theme import Theme
from ui.theme.focus import FocusRing
from ui.window_pages import HELP


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def project_path(sample, tmp_path):
    path = tmp_path / "sample.annot"
    path.write_bytes(sample.read_bytes())
    return path


@pytest.fixture
def make_window(project_path, qtbot, qapp):
    kept().clear()
    theme.apply(qapp, Theme.light())

    def make(width=1440, height=900, path=project_path):
        window = MainWindow(Session())
        qtbot.addWidget(window, before_close_func=lambda one: one.session.close())
        window.resize(width, height)
        if path is not None:
            assert window.open_project(path, "ada")
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        QApplication.processEvents()
        return window

    yield make
    theme.apply(qapp, Theme.light())
    kept().clear()


def test_a_project_that_is_named_is_open_when_the_window_stands(make_window):
    window = make_window()
    assert window.coding.desk.shown is not None
    assert window.coding.pane.view.hasFocus()
    assert window.page("welcome") is None


def test_without_a_project_the_window_welcomes(make_window):
    window = make_window(path=None)
    assert window.shown is window.page("welcome")
    assert not window.rail.isVisible()


@pytest.mark.parametrize(
    ("width", "rail", "left", "right", "text"), [(1440, 72, 228, 320, 590), (1360, 48, 200, 300, 560), (1240, 48, 0, 300, 520)]
)
def test_the_parts_take_the_widths_of_the_design(make_window, width, rail, left, right, text):
    page = (window := make_window(width)).coding
    assert window.rail.width() == rail
    assert (page.left_dock.width() if page.left_dock.isVisible() else 0) == left
    assert page.right_dock.width() == right
    assert page.pane.view.beside.column.measure == text


def test_in_the_smallest_window_nothing_is_cut_off(make_window):
    window = make_window(960, 600)
    assert (window.width(), window.height()) == (960, 600)
    page = window.coding
    assert page.pane.width() >= 480
    assert page.pane.view.beside.column.roles_only
    assert page.right_dock.mapTo(window, page.right_dock.rect().topRight()).x() < 960


def test_in_a_small_window_the_list_is_laid_over_the_article_until_a_choice_is_made(make_window, qtbot):
    window = make_window(1024, 768)
    page = window.coding
    before = page.pane.view.beside.column, page.pane.width()
    page.show_list()
    assert page.list.isVisible()
    assert (page.pane.view.beside.column, page.pane.width()) == before
    qtbot.keyClick(page.list.view, Qt.Key.Key_Return)
    assert not page.list.isVisible()
    assert page.pane.view.hasFocus()


def test_escape_and_a_look_elsewhere_take_the_list_away_again(make_window, qtbot):
    page = make_window(1024, 768).coding
    page.show_list()
    qtbot.keyClick(page.list.view, Qt.Key.Key_Escape)
    assert not page.list.isVisible()
    page.show_list()
    page.show_values()
    assert not page.list.isVisible()


def test_a_list_laid_over_the_article_is_back_in_its_dock_when_the_window_grows(make_window):
    window = make_window(1024, 768)
    window.coding.show_list()
    window.resize(1440, 900)
    assert window.coding.left_dock.isVisible()
    assert window.coding.left_dock.widget() is window.coding.list


def test_the_docks_stand_as_they_stood_at_the_last_start(make_window):
    window = make_window()
    window.coding.resizeDocks([window.coding.left_dock, window.coding.right_dock], [260, 290], Qt.Orientation.Horizontal)
    QApplication.processEvents()
    window.close()
    page = make_window().coding
    assert (page.left_dock.width(), page.right_dock.width()) == (260, 290)


def test_widths_that_no_longer_fit_are_forgotten(make_window):
    for side in ("left", "right"):
        kept().setValue(f"docks/wide1.00/{side}", 900)
    page = make_window().coding
    assert (page.left_dock.width(), page.right_dock.width()) == (228, 320)


def test_a_place_outside_of_all_screens_is_forgotten(make_window):
    kept().setValue("window/geometry", b"not a geometry")
    window = make_window(path=None)
    window.move(20_000, 20_000)
    window.close()
    assert make_window(path=None).x() < 20_000


def test_at_twice_the_text_size_the_values_are_a_tab_of_the_list(make_window, qapp):
    window = make_window()
    page = window.coding
    theme.apply(qapp, Theme.light(text_zoom=2.0))
    QApplication.processEvents()
    assert page.tabifiedDockWidgets(page.left_dock) == [page.right_dock]
    assert page.dockWidgetArea(page.right_dock) == Qt.DockWidgetArea.LeftDockWidgetArea
    assert page.pane.width() >= 480
    page.show_values()
    assert page.values.isVisible()
    page.show_list()
    assert page.list.isVisible()
    theme.apply(qapp, Theme.light())
    QApplication.processEvents()
    assert page.dockWidgetArea(page.right_dock) == Qt.DockWidgetArea.RightDockWidgetArea
    assert page.list.isVisible()
    assert page.values.isVisible()


def test_f11_leaves_article_and_values(make_window):
    window = make_window()
    page = window.coding
    window.actions_["focus"].trigger()
    assert [part.isVisible() for part in (window.rail, page.left_dock, page.pane, page.right_dock)] == [False, False, True, True]
    window.actions_["focus"].trigger()
    assert [part.isVisible() for part in (window.rail, page.left_dock, page.pane, page.right_dock)] == [True] * 4


@pytest.mark.parametrize("width", [1440, 1024])
def test_f6_goes_round_the_areas(make_window, width):
    window = make_window(width, 768)
    page = window.coding
    areas = {"text": page.pane, "values": page.right_dock, "rail": window.rail, "list": page.list}
    met = []
    for _press in range(8):
        met.append(next(name for name, area in areas.items() if area.isAncestorOf(QApplication.focusWidget())))
        window.actions_["area"].trigger()
    assert met == ["text", "values", "rail", "list"] * 2


# ---- a walk over everything


def tab_stops(window):
    """Press Tab from the text on until the focus is where it began, and return what it met."""
    stops = []
    for _press in range(400):
        focus = QApplication.focusWidget()
        if focus in stops:
            return stops
        stops.append(focus)
        press(focus, Qt.Key.Key_Tab)
    raise AssertionError("Tab never comes round")


def press(widget, key):
    QTest.keyClick(widget, key)
    QApplication.processEvents()


def focusable(window):
    """Return what takes the focus by Tab and is in sight."""
    return [
        one
        for one in window.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None
    ]


def described(widget):
    return f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parentWidget()).__name__}"


def with_a_claim_selected(window):
    desk = window.coding.desk
    claim = next(one for one in desk.shown.annotations.values() if one.category == "claim")
    desk.select(claim.id)
    QApplication.processEvents()
    return window


def test_whatever_takes_the_keys_has_a_name(make_window):
    window = with_a_claim_selected(make_window())
    nameless = []
    for tab in ("values", "notes", "history"):
        window.coding._choose_tab(tab)
        QApplication.processEvents()
        nameless += [
            described(one) for one in focusable(window) if not (one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()))
        ]
    assert nameless == []


@pytest.mark.parametrize("panel", ["finish", "link", "keys", "variables"])
def test_whatever_takes_the_keys_has_a_name_in_each_panel_of_the_right_dock(make_window, panel):
    page = with_a_claim_selected(window := make_window()).coding
    {"finish": page.finish, "link": page.linking.begin, "keys": page.show_keys, "variables": page.desk.article_values_wanted.emit}[panel]()
    QApplication.processEvents()
    met = focusable(window)
    assert len(met) > 5
    nameless = [described(one) for one in met if not (one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()))]
    assert nameless == []


@pytest.mark.parametrize("dialog", ["import", "export", "preferences"])
def test_whatever_takes_the_keys_has_a_name_in_the_dialogs(make_window, dialog):
    window = make_window()
    window.actions_[dialog].trigger()
    QApplication.processEvents()
    shown = next(one for one in window.findChildren(QDialog) if one.isVisible())
    met = focusable(shown)
    nameless = [described(one) for one in met if not (one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()))]
    shown.reject()
    assert met
    assert nameless == []


def test_tab_comes_round_and_each_stop_shows_a_ring(make_window):
    window = with_a_claim_selected(make_window())
    window.coding.show_values()
    without = []
    for stop in tab_stops(window):
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        ring = FocusRing.shown()
        shows = (ring is not None and ring.isVisible()) or stop.property("paintsFocus") or isinstance(stop, QPlainTextEdit)
        if not shows:
            without.append(described(stop))
    assert without == []


def test_what_is_clicked_is_large_enough(make_window):
    window = with_a_claim_selected(make_window())
    small = [
        f"{described(one)} {one.width()} × {one.height()}"
        for one in window.findChildren(QWidget)
        if one.isVisible() and isinstance(one, QAbstractButton | QLineEdit) and min(one.width(), one.height()) < 24
    ]
    assert small == []


def held_by_ben(monkeypatch):
    def refuse(path, *words, read_only=False, **named):
        if not read_only:
            raise ProjectLocked(path, "ben")
        return open_project(path, *words, read_only=True, **named)

    monkeypatch.setattr(session_module, "open_project", refuse)


def test_a_project_open_for_reading_only_takes_nothing_and_says_why(make_window, monkeypatch):
    held_by_ben(monkeypatch)
    window = make_window()
    project = window.session.the_project()
    assert project.read_only
    before = project.annotations.total()
    with_a_claim_selected(window)
    writing = ["import", "undo", "redo", "finish", "link", "edges", "flag", "unsure", "note", "delete"]
    assert [one for one in writing if window.actions_[one].isEnabled()] == []
    assert window.actions_["finish"].toolTip() == "This project is open for reading only."
    window.coding.show_values()
    fields = [one for one in focusable(window) if window.coding.values.isAncestorOf(one)]
    only_read = QAbstractButton | QAbstractScrollArea | LinkRow | RuleCard
    assert [described(one) for one in fields if not isinstance(one, only_read)] == []
    press(window.coding.pane.view, Qt.Key.Key_2)
    assert project.annotations.total() == before
    words = [one.accessibleName() + one.text() for one in window.findChildren(QLabel) if one.isVisible()]
    assert "Open for reading only" in words
    assert "ben has this project open." in words


def test_every_menu_entry_that_is_switched_off_says_what_it_needs(make_window):
    window = make_window(path=None)
    assert not window.actions_["export"].isEnabled()
    assert window.actions_["export"].statusTip() == "Open a project first."
    assert window.actions_["export"].toolTip() == "Open a project first."


def test_who_codes_is_chosen_by_keys_and_a_name_that_cannot_be_is_told_in_the_dialog(make_window, qtbot):
    window = make_window()
    window.actions_["coder"].trigger()
    dialog = window.findChild(CoderDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert [one.key for one in dialog.names.items_shown()] == ["ada", "ben"]
    assert (dialog.names.current_item().key, dialog.names.current_item().remark) == ("ada", "codes now")

    dialog.new_name.edit.setText("A/B")
    qtbot.keyClick(dialog.new_name.edit, Qt.Key.Key_Return)
    assert "cannot be a coder's name" in dialog.problem.itemAt(0).widget().accessibleDescription()
    assert (dialog.isVisible(), window.session.coder.name) == (True, "ada")

    qtbot.keyClick(dialog.names, Qt.Key.Key_Down)
    assert (dialog.new_name.edit.text(), dialog.enter_button.accessibleName()) == ("", "Code as ben")
    qtbot.keyClick(dialog.names, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.coder.name == "ben")
    assert not dialog.isVisible()


def test_somebody_new_comes_in_and_who_cancels_is_told_that_nobody_codes(make_window, project_path, qtbot):
    window = make_window(path=None)
    window.session.set_settings(coder="", coders={})
    assert window.open_project(project_path)
    dialog = window.findChild(CoderDialog)
    dialog.reject()
    assert "Say who you are" in window._banners.itemAt(0).widget().accessibleDescription()
    window._banners.itemAt(0).widget().button.click()
    again = next(one for one in window.findChildren(CoderDialog) if one.isVisible())
    again.new_name.edit.setText("मीरा")
    again.enter_button.click()
    assert window.session.coder.name == "मीरा"


def test_the_empty_card_stands_behind_no_question_and_is_back_when_who_codes_is_answered(make_window, tmp_path):
    path = a_project_file(tmp_path, name="harbour")
    window = make_window(path=None)
    window.session.set_settings(coder="", coders={})
    assert window.open_project(path)
    dialog = window.findChild(CoderDialog)
    assert dialog.isVisible()
    assert not window.coding.pane.empty.isVisible()

    dialog.new_name.edit.setText("mira")
    dialog.enter_button.click()
    assert window.session.coder.name == "mira"
    assert window.coding.pane.empty.isVisible()


def test_a_page_that_is_not_on_the_rail_lights_nothing_there(make_window):
    window = make_window()
    assert window.rail.key() == "code"
    for key in (PLAN, SEARCH, ENTITIES, TABLE, NOTES, PACE, HELP):
        window.show_page(key)
        assert window.rail.key() == (key if key in (PLAN, ENTITIES) else "")
    window.show_page("code")
    lit = next(one for one in window.rail.findChildren(QAbstractButton) if one.isChecked())
    lit.click()
    assert window.rail.key() == "code"  # a click on the page that is shown does not put its light out


def test_closing_ends_the_work_and_leaves_the_project_free(make_window, project_path):
    window = make_window()
    window.close()
    assert not window.session.is_open
    with open_project(project_path, "ada") as project:
        assert not project.read_only


def test_the_window_goes_from_left_to_right_again(make_window, qapp):
    window = make_window()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        QApplication.processEvents()
        assert window.rail.mapTo(window, window.rail.rect().topLeft()).x() == window.width() - window.rail.width()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize(
    ("frame", "placed"),
    [
        (QRect(0, 0, 1440, 922), QRect(0, 0, 1440, 900)),
        (QRect(300, 40, 1200, 880), QRect(240, 20, 1200, 880)),
        (QRect(-40, -10, 1000, 700), QRect(0, 0, 1000, 700)),
        (QRect(100, 100, 1000, 700), QRect(100, 100, 1000, 700)),
    ],
)
def test_the_frame_of_the_window_stays_within_the_screen(frame, placed):
    assert placed_within(frame, QRect(0, 0, 1440, 900)) == placed


def test_alt_with_a_letter_opens_each_menu_and_no_two_share_one():
    from ui.actions import MENUS, with_letters

    titles = [title for title, _commands in MENUS]
    letters = [shown[shown.index("&") + 1].lower() for shown in with_letters(titles)]
    assert len(set(letters)) == len(titles)
    assert with_letters(["Artikel", "Annotation", "Ansicht"]) == ["&Artikel", "A&nnotation", "An&sicht"]
    assert with_letters(["Aa", "A", "…"]) == ["&Aa", "A", "…"]
