"""The values that can be taken at a place of a card, as a menu below it: digits, letters and arrows choose."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from annotator.operations.structure_values import MOST_DIGITS, CardValue


def value_menu(value: CardValue, take: Callable[[str], object], parent: QWidget) -> QMenu:
    """Return the menu of a value's choices, what is held now ticked; the first nine are taken by their digit."""
    menu = QMenu(parent)
    menu.setAccessibleName(value.label)
    for number, (value_id, label) in enumerate(value.choices, start=1):
        plain = label.replace("&", "&&")
        action = menu.addAction(f"&{number}  {plain}" if number <= MOST_DIGITS else plain)
        action.setCheckable(True)
        held = value.held if isinstance(value.held, list) else [value.held]
        action.setChecked(value_id in held)
        action.triggered.connect(lambda _checked=False, chosen=value_id: take(chosen))
        if value_id in held:
            menu.setActiveAction(action)
    return menu


def pop_up(menu: QMenu, at: QPoint) -> None:
    """Show the menu at a place on the screen; it is deleted when it closes."""
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
