"""Which articles are looked through: outlets, the state of the coder's own work, and days."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from annotator.i18n import _
from annotator.operations import searching
from annotator.operations.searching import STATES, Filters
from annotator.text.hiding import DATE, OUTLET
from ui import theme
from ui.parts.button import Button
from ui.parts.field import FieldBox
from ui.parts.signs import STATE_WORDS
from ui.session import Session


class FilterBar(QWidget):
    """``changed`` is sent when other articles are to be looked through; ``filters`` says which."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.filters = Filters()
        self._outlets: list[str] = []
        self.outlet_button = Button(_("All outlets"), icon="list-filter", low=True)
        self.outlet_button.clicked.connect(lambda: self._drop(self.outlet_button, self.outlet_menu()))
        self.state_button = Button(_("Any state"), icon="list-filter", low=True)
        self.state_button.clicked.connect(lambda: self._drop(self.state_button, self.state_menu()))
        self.from_day, self.to_day = FieldBox(), FieldBox()
        for box, name in ((self.from_day, _("From day")), (self.to_day, _("To day"))):
            box.edit.setAccessibleName(name)
            box.edit.setPlaceholderText(f"{name}, 2024-07")
            box.setMinimumWidth(theme.current().px(84))
            box.setMaximumWidth(theme.current().px(170))
            box.edit.editingFinished.connect(self._take_days)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(8))
        for part in (self.outlet_button, self.state_button):
            row.addWidget(part)
        for box in (self.from_day, self.to_day):
            row.addWidget(box, 1)
        row.addStretch(1)

    def forget(self) -> None:
        """Look through all articles again, and through other outlets: another project or coder is here."""
        self.filters, self._outlets = Filters(), []
        self._show()

    def forget_outlets(self) -> None:
        """Read the outlets anew when they are next asked for."""
        self._outlets = []

    def filter_by(self, **changed: object) -> None:
        """Look through other articles."""
        fields = {name: getattr(self.filters, name) for name in ("outlets", "first_day", "last_day", "states")}
        self.filters = Filters(**{**fields, **changed})  # type: ignore[arg-type]
        self._show()
        self.changed.emit()

    def outlet_menu(self) -> QMenu:
        """Return the menu of outlets; several can be chosen."""
        menu = QMenu(self)
        if not self._outlets and self._session.is_open:
            self._outlets = searching.outlets(self._session.the_project())
        chosen = self.filters.outlets
        _add(menu, _("All outlets"), not chosen, lambda: self.filter_by(outlets=frozenset()))
        for outlet in self._outlets:
            _add(menu, outlet, outlet in chosen, lambda outlet=outlet: self.filter_by(outlets=self.filters.outlets ^ {outlet}))
        return menu

    def state_menu(self) -> QMenu:
        """Return the menu of the states of the coder's own work."""
        menu = QMenu(self)
        chosen = self.filters.states
        _add(menu, _("Any state"), not chosen, lambda: self.filter_by(states=frozenset()))
        for state in STATES:
            _add(menu, _(STATE_WORDS[state]), state in chosen, lambda state=state: self.filter_by(states=self.filters.states ^ {state}))
        return menu

    def _drop(self, button: Button, menu: QMenu) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + theme.current().px(4))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show what can be asked for: not what the project hides; where room is short, a day only while it is asked for."""
        hidden = self._session.the_project().hidden if self._session.is_open else frozenset()
        self.outlet_button.setVisible(OUTLET not in hidden)
        wide = self.width() >= theme.current().px(400)
        for box in (self.from_day, self.to_day):
            box.setVisible(DATE not in hidden and (wide or bool(box.edit.text())))

    def _take_days(self) -> None:
        first, last = self.from_day.edit.text().strip(), self.to_day.edit.text().strip()
        if (first, last) != (self.filters.first_day, self.filters.last_day):
            self.filter_by(first_day=first, last_day=last)

    def _show(self) -> None:
        self._fit()
        outlets, states = sorted(self.filters.outlets), [_(STATE_WORDS[one]) for one in STATES if one in self.filters.states]
        self.outlet_button.setText(_short(outlets) or _("All outlets"))
        self.state_button.setText(_short(states) or _("Any state"))
        self.from_day.edit.setText(self.filters.first_day)
        self.to_day.edit.setText(self.filters.last_day)


def _short(names: list[str]) -> str:
    words = ", ".join(names)
    return words if len(words) <= 40 else f"{words[:39]}…"


def _add(menu: QMenu, words: str, checked: bool, act: Callable[[], object]) -> None:
    action = QAction(words.replace("&", "&&"), menu, checkable=True, checked=checked)
    action.triggered.connect(lambda _on: act())
    menu.addAction(action)
