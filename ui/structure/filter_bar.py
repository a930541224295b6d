"""Which marks of the article are shown: the bar that says so while some are left out, and the menu that chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy

from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.codebook import Codebook
from annotator.model.coder import Coder
from annotator.operations.structure_filter import FLAGGED, INCOMPLETE, STATES, UNSURE, MarkFilter
from ui import theme
from ui.icons import paint_icon
from ui.parts.button import Button
from ui.parts.numbers import format_count
from ui.parts.painting import ElidedLabel, Part, begin
from ui.parts.signs import category_icon


class FilterBar(Part):
    """36 px under the head, there only while marks are left out, so that nobody codes what is merely hidden."""

    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.words = ElidedLabel("name", "warning")
        self.button = Button(_("Show all marks"), low=True)
        self.button.clicked.connect(self.all_wanted)
        row = QHBoxLayout(self)
        self.set_margins(50, 4, 20, 4)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()
        self.on_theme()

    def on_theme(self) -> None:
        self.setFixedHeight(theme.current().px(38))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(300), theme.current().px(38))

    def show_filter(self, words: str, shown: int, total: int) -> None:
        """Say what is shown; without words the bar goes."""
        counted = _("{shown} of {total} marks").format(shown=format_count(shown), total=format_count(total))
        self.words.show_text(f"{words} · {counted}")
        self.setAccessibleName(self.words.accessibleName() if words else "")
        self.setVisible(bool(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.warning_ground)
        painter.fillRect(0, self.height() - 1, self.width(), 1, using.line)
        side = using.px(16)
        paint_icon(painter, self.visual(QRect(using.px(24), (self.height() - side) // 2, side, side)), "funnel", using.warning)


def fill_menu(
    menu: QMenu, codebook: Codebook, now: MarkFilter, choose: Callable[[MarkFilter], object], coders: Sequence[Coder] = ()
) -> None:
    """Fill a menu with what can be asked for: coders, states, categories, and the values of each; what is asked for now is checked.

    ``coders`` are those whose work the looker may see in the article; none are named to anybody else.
    """
    for below in menu.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        below.deleteLater()  # clear() leaves the menus of the last time behind
    menu.clear()
    everything = menu.addAction(_("All marks"))
    everything.setEnabled(now.is_on)
    everything.triggered.connect(lambda: choose(MarkFilter()))
    if coders:
        of_whom = menu.addMenu(_("Coded by"))
        _add(of_whom, _("My own work"), not now.coders, replace(now, coders=frozenset()), choose)
        of_whom.addSeparator()
        for coder in coders:
            _add(of_whom, coder.name, coder.id in now.coders, now.with_coder(coder.id), choose)
    menu.addSeparator()
    labels = {FLAGGED: _("Flagged"), UNSURE: _("Unsure"), INCOMPLETE: _("Incomplete")}
    for state in STATES:
        _add(menu, labels[state], state in now.states, now.with_state(state), choose)
    menu.addSeparator()
    for category in codebook.offered:
        made = _add(menu, category.label, category.id in now.categories, now.with_category(category.id), choose)
        made.setIcon(category_icon(category.color, category.style))
    menu.addSeparator()
    for category in codebook.offered:
        closed = [one for one in codebook.attributes_of(category.id) if one.type in (cb.SINGLE, cb.MULTIPLE)]
        for attribute in closed:
            below = menu.addMenu(_("{category}: {attribute}").format(category=category.label, attribute=attribute.label))
            for value in attribute.values:
                asked = (category.id, attribute.id, value.id) in now.values
                _add(below, value.label, asked, now.with_value(category.id, attribute.id, value.id), choose)


def _add(menu: QMenu, text: str, checked: bool, then: MarkFilter, choose: Callable[[MarkFilter], object]) -> QAction:
    action = menu.addAction(text.replace("&", "&&"))
    action.setCheckable(True)
    action.setChecked(checked)
    action.triggered.connect(lambda _checked=False: choose(then))
    return action
