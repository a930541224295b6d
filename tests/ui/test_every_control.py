"""A walk over all controls of all pages and dialogs: each has a name, none keeps the keys for itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenuBar,
    QWidget,
)

from annotator.operations.demo import make_demo
from ui import theme
from ui.kept import kept
from ui.main_window import MainWindow
from ui.pages import ADJUDICATE, PAGES
from ui.session import Session
from ui.theme import Theme
from ui.window_pages import CODE, HELP, WELCOME

PLACES = (WELCOME, CODE, HELP, *PAGES)
DIALOGS = ("import", "export", "preferences")
_WAIT = {"timeout": 60_000}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def window(demo, qtbot, qapp):
    kept().clear()
    theme.apply(qapp, Theme.light())
    made = MainWindow(Session())
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.resize(1440, 900)
    made.show()
    assert made.open_project(demo, "ada")
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    kept().clear()


def settle(qtbot, window):
    qtbot.waitUntil(lambda: not window.session.jobs.busy, **_WAIT)
    QApplication.processEvents()


def shown_in(window, qtbot, place):
    """Show a page or dialog with something in it and return the widget that holds its controls."""
    if place in DIALOGS:
        window.actions_[place].trigger()
        settle(qtbot, window)
        return next(one for one in window.findChildren(QDialog) if one.isVisible())
    if place == WELCOME:
        window.session.close()
    window.show_page(place)
    if place == CODE:
        desk = window.coding.desk
        desk.select(desk.shown.ordered()[0].id if desk.shown.annotations else "")
    settle(qtbot, window)
    return window


def controls(root):
    """Return what takes the keys in sight."""
    return [
        one
        for one in root.findChildren(QWidget)
        if one.isVisibleTo(root) and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.window() is root.window()
        and not isinstance(one, QMenuBar | QMainWindow) and one.focusProxy() is None
    ]  # fmt: skip


def said_of(widget):
    """Return what a screen reader says of a widget."""
    words = widget.accessibleName()
    if not words and isinstance(widget, QAbstractButton | QLabel):
        words = widget.text()
    if not words and isinstance(widget, QLineEdit):
        words = widget.placeholderText()
    return words.strip()


def where(widget):
    parents = []
    while widget is not None:
        parents.append(type(widget).__name__)
        widget = widget.parentWidget()
    return " < ".join(parents[:4])


def close_dialogs(window):
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.reject()


@pytest.mark.parametrize("place", [*PLACES, *DIALOGS])
def test_every_control_has_a_name(window, qtbot, place):
    root = shown_in(window, qtbot, place)
    found = controls(root)
    unnamed = [where(one) for one in found if not said_of(one)]
    close_dialogs(window)
    assert len(found) >= 2, place
    assert unnamed == []


@pytest.mark.parametrize("place", [*PLACES, *DIALOGS])
def test_no_control_keeps_the_keys(window, qtbot, place):
    root = shown_in(window, qtbot, place)
    kept_by = []
    for one in controls(root):
        try:
            if not one.isVisible() or not one.isEnabled():
                continue
            one.setFocus(Qt.FocusReason.TabFocusReason)
            QApplication.processEvents()
            if QApplication.focusWidget() is not one:
                continue  # the focus was passed on
            if not any(_leaves(root, one, key) for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)):
                kept_by.append(where(one))
        except RuntimeError:  # it went while another was tried
            continue
    close_dialogs(window)
    assert kept_by == []


def _leaves(root, widget, key):
    """Return whether the keys go elsewhere by this key."""
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    held = Qt.KeyboardModifier.ShiftModifier if key == Qt.Key.Key_Backtab else Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(QApplication.focusWidget() or widget, QKeyEvent(kind, key, held))
    QApplication.processEvents()
    now = QApplication.focusWidget()
    return now is not None and now is not widget


@pytest.mark.parametrize("place", [CODE, *PAGES])
def test_tab_comes_to_every_control_of_a_page_or_its_arrows_do(window, qtbot, place):
    """Tab from the first control on goes round; what it passes over must lie in something that it reaches."""
    root = shown_in(window, qtbot, place)
    wanted = set(controls(root))
    seen = _round(controls(root)[0], Qt.Key.Key_Tab, 3 * len(wanted) + 20)
    if place == ADJUDICATE:  # in the grid Tab goes straight to the note; the reasons before it have digits, and Shift+Tab comes to them
        seen |= _round(controls(root)[0], Qt.Key.Key_Backtab, 3 * len(wanted) + 20)
    reached = {*seen, *(parent for one in seen for parent in _parents(one))}
    missed = [one for one in wanted if one not in reached and not any(parent in seen for parent in _parents(one))]
    assert [f"{where(one)}: {said_of(one)}" for one in missed if not _of_a_group(one, seen)] == []


def _round(first, key, steps):
    """Return the controls that have the keys when one key is pressed again and again."""
    seen: set[QWidget] = set()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    held = Qt.KeyboardModifier.ShiftModifier if key == Qt.Key.Key_Backtab else Qt.KeyboardModifier.NoModifier
    for _step in range(steps):
        now = QApplication.focusWidget()
        if now is None:
            break
        seen.add(now)
        QApplication.sendEvent(now, QKeyEvent(QEvent.Type.KeyPress, key, held))
        QApplication.processEvents()
    return seen


def _of_a_group(widget, seen):
    """Return whether a button is one of several of which Tab reaches one and the arrows the others."""
    if not isinstance(widget, QAbstractButton):
        return False
    group = [one for one in widget.parentWidget().findChildren(QAbstractButton) if type(one) is type(widget)]
    return (widget.autoExclusive() or hasattr(widget.parentWidget(), "focus_page")) and any(one in seen for one in group)


def _parents(widget):
    found = []
    while (widget := widget.parentWidget()) is not None:
        found.append(widget)
    return found


@pytest.mark.parametrize("place", [CODE, *PAGES])
def test_what_is_pressed_is_at_least_24_px_each_way(window, qtbot, place):
    root = shown_in(window, qtbot, place)
    small = [
        f"{where(one)} {one.width()}×{one.height()} at {one.mapTo(root, QPoint(0, 0)).toTuple()}"
        for one in controls(root)
        if isinstance(one, QAbstractButton) and (one.width() < 24 or one.height() < 24)
    ]
    assert small == []
