"""The areas of the window that F6 goes round: list, text, values, the rail of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from ui.coding.page import CodingPage
    from ui.main_window import MainWindow


def next_area(window: MainWindow, shown: QWidget) -> None:
    """Bring the keys from the area that has them to the next one of the page that is shown."""
    if window.is_at_desk and window.coding is not None:
        _next_at_desk(window, window.coding)
        return
    focus = QApplication.focusWidget()
    if window.rail.isVisible() and focus is not None and shown.isAncestorOf(focus):
        window.rail.focus_page()
        return
    shown.setFocus(Qt.FocusReason.TabFocusReason)
    if not shown.hasFocus() and not shown.isAncestorOf(QApplication.focusWidget() or window):
        window.focusNextChild()


def _next_at_desk(window: MainWindow, page: CodingPage) -> None:
    focus = QApplication.focusWidget()
    if focus is None or page.list.isAncestorOf(focus):
        page.show_text()
    elif page.pane.isAncestorOf(focus):
        page.show_values()
    elif page.right_dock.isAncestorOf(focus) and window.rail.isVisible():
        window.rail.focus_page()
    else:
        page.show_list()
