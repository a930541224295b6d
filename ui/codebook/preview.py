"""The form as coders will see it, and what the checks say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model.codebook import Attribute
from annotator.model.codebook_places import ARTICLE, CATEGORY, LINK, WHOLE, Place
from annotator.model.rules import ValueRules
from ui import theme
from ui.codebook.shown import Shown
from ui.coding.attribute_form import AttributeForm
from ui.icons import paint_icon
from ui.parts.button import Button
from ui.parts.card import Card
from ui.parts.lines import Lines
from ui.parts.painting import Label, Part, begin
from ui.parts.signs import CategorySign

SIGNS = {"ok": ("check", "text_2"), "error": ("circle-alert", "error"), "warning": ("circle-question-mark", "warning"),
         "ask": ("circle-question-mark", "warning")}  # fmt: skip


class CheckLine(Part):
    """One check with its sign; one that failed leads to its place."""

    def __init__(self, level: str, words: str) -> None:
        super().__init__()
        self._icon, self._colour = SIGNS[level]
        row = QHBoxLayout(self)
        self.set_margins(24, 3, 0, 3)
        lines = Lines("option", "text_2" if level == "ok" else self._colour, 3)
        lines.show_text(words)
        row.addWidget(lines)
        self.setAccessibleName(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        side = using.px(16)
        paint_icon(begin(self), self.visual(QRect(0, using.px(4), side, side)), self._icon, using.colour(self._colour))


class Preview(QWidget):
    """Shows the form of the category, link or article at hand; what is chosen in it is tried out and kept nowhere."""

    decision_wanted = Signal(object)
    place_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.current().px
        self._key: object = None
        self._values: dict[str, Any] = {}
        self.form: AttributeForm | None = None
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(px(16), px(16), px(16), px(16))
        self._column.setSpacing(px(10))
        self._column.addWidget(Label(_("As coders see it"), "current"))
        self._card: QWidget | None = None
        self._checks = QVBoxLayout()
        self._checks.setSpacing(0)
        self._column.addLayout(self._checks)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        for widget in (body, scroll.viewport()):
            widget.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def show_place(self, shown: Shown, place: Place) -> None:
        """Show the form that the thing at this place belongs to, and the checks."""
        owner, attributes = _asked(shown, place)
        key = (owner, shown.raw(owner).get("label"), shown.raw(owner).get("color"), shown.raw(owner).get("style"), attributes)
        if key != self._key:
            if self._key is None or self._key[0] != owner:  # type: ignore[index]
                self._values = {}
            self._key = key
            self._show_card(shown, owner, attributes)
        self._show_checks(shown)

    def _show_card(self, shown: Shown, owner: Place, attributes: tuple[Attribute, ...]) -> None:
        if self._card is not None:
            self._column.removeWidget(self._card)
            self._card.deleteLater()
            self._card = self.form = None
        if not attributes and owner[0] != CATEGORY:
            return
        px, raw = theme.current().px, shown.raw(owner)
        name = str(raw.get("label") or _("Article"))
        card = Card(name)
        column = card.column
        head = QHBoxLayout()
        head.setSpacing(px(10))
        if owner[0] == CATEGORY:
            head.addWidget(CategorySign(str(raw.get("color", "#777777")), str(raw.get("style", "box")), name))
        head.addWidget(Label(name, "panel_title"), 1)
        column.addLayout(head)
        self.form = AttributeForm(attributes, lambda _attribute: None)
        self.form.given.connect(self._try_out)
        self._rules = ValueRules(attributes)
        column.addWidget(self.form)
        self._try_out("", None)
        self._card = card
        self._column.insertWidget(1, card)

    def _try_out(self, attribute: str, value: object) -> None:
        values: Mapping[str, Any] = {key: one for key, one in (self._values | {attribute: value}).items() if key and one is not None}
        self._values = self._rules.settle(values)
        if self.form is not None:
            self.form.show_values(self._values, {})

    def _show_checks(self, shown: Shown) -> None:
        while self._checks.count():
            widget = self._checks.takeAt(0).widget()
            if widget is not None:
                widget.deleteLater()
        self._checks.addWidget(Label(_("Checks"), "current"))
        for level, words, place in shown.checks():
            line = CheckLine(level, words)
            self._checks.addWidget(line)
            if level in ("error", "warning") and (len(place) > 1 or place == WHOLE):
                go = Button(_("Show"), "quiet", low=True)
                go.setAccessibleDescription(words)
                go.clicked.connect(lambda _on=False, place=place: self.place_wanted.emit(place))
                self._checks.addWidget(go, 0, Qt.AlignmentFlag.AlignLeading)
            if level == "ask" and shown.may_edit:
                count = shown.counts.get(place, 0)
                decide = Button(_("Decide what happens to {count:,}").format(count=count))
                decide.clicked.connect(lambda _on=False, place=place: self.decision_wanted.emit(place))
                self._checks.addWidget(decide)


def _asked(shown: Shown, place: Place) -> tuple[Place, tuple[Attribute, ...]]:
    """Return what the form is of, and its questions that coders are asked."""
    book = shown.codebook
    if place[0] == CATEGORY and len(place) > 1:
        return place[:2], tuple(one for one in book.attributes_of(place[1]) if not one.retired)
    if place[0] == LINK and len(place) > 1:
        link = book.link(place[1])
        return place[:2], tuple(one for one in book.in_use(link.attributes) if not one.retired) if link is not None else ()
    if place[0] == ARTICLE:
        return (ARTICLE,), tuple(one for one in book.in_use(book.article_variables) if not one.retired)
    return place[:1], ()
