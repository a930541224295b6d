"""Several values of a list longer than nine: a field that filters, and what is chosen above it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QWidget

from annotator.i18n import _
from ui.parts.cells import Option
from ui.parts.lines import Lines
from ui.parts.rows import Suggestion
from ui.parts.suggest_field import ListField


class ManyField(ListField):
    """Any number of values, in the codebook's order: digits and Enter on a row toggle, Enter alone goes on, 0 takes all back.

    The value is a list; None is no value yet.
    """

    def __init__(self, label: str, options: Sequence[Option], *, note: str = "", parent: QWidget | None = None) -> None:
        self._chosen = Lines("option_chosen", "text", 4)
        self._chosen.hide()
        super().__init__(label, options, placeholder=_("Type to find"), note=note, parent=parent)
        self.may_stay_empty = True
        self._outer.insertWidget(2, self._chosen)  # below the label

    def set_value(self, value: object, proposed: bool = False) -> None:
        if value is not None and (isinstance(value, str) or not isinstance(value, Iterable)):
            raise TypeError("this field holds a list of values")
        super().set_value(None if value is None else self._in_order(value), proposed)

    def refresh(self) -> None:
        super().refresh()
        words = self.value_text()
        self._chosen.show_text(words)
        self._chosen.setVisible(bool(words))

    def value_text(self) -> str:
        return ", ".join(self._labels[one] for one in self._value) if isinstance(self._value, list) else ""

    def _in_order(self, values: Iterable[object]) -> list[str]:
        wanted = set(values)
        return [option.value for option in self._options if option.value in wanted]

    def _fitting(self, text: str) -> list[Suggestion]:
        held = set(self._value) if isinstance(self._value, list) else set()
        rows = super()._fitting(text)
        return [Suggestion(row.value, row.title, note=_("✓ chosen") if row.value in held else "") for row in rows]

    def _show_value(self) -> None:
        """Leave the line free for the next search: what is chosen stands above it."""
        self._edit.clear()
        self._moved = False

    def _take(self, place: int) -> None:
        rows, walked = self._list.rows(), self._list.current() if self._moved else -1
        held = set(self._value) if isinstance(self._value, list) else set()
        self.choose(self._in_order(held ^ {rows[place].value}) or None)
        self._edit.clear()
        self._fill("")
        if walked >= 0:
            self._list.step(walked + 1)

    def _enter(self) -> None:
        """Toggle the row that was looked for or walked to; where neither was done, confirm and go on."""
        if (self._edit.text().strip() or self._moved) and self.suggestions() and self._list.current() >= 0:
            self._take(self._list.current())
            return
        if self._edit.text().strip():
            self.set_error(_("Nothing of this name is known."))
            return
        self.confirm()
        self._list.hide()
        self.proceed.emit()
