"""The strip under the text: what lies under the caret, the link that is offered, or what link mode asks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.i18n import _
from annotator.model.annotation import Annotation
from ui import theme
from ui.coding.desk import EDGES, LINKING, Desk
from ui.coding.linking import Linking
from ui.keys import LINK, chip
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.painting import Part, begin, draw_text, frame, width_of
from ui.parts.signs import paint_category_sign

LONGEST_NAME = 24


def fitting(keys: Sequence[tuple[str, str]], rooms: Sequence[int], room: int) -> list[tuple[str, str]]:
    """Return the keys that there is room for, in their order: the way out, which stands last, goes before all others."""
    left, kept = room - (rooms[-1] if rooms else 0), []
    for key, wanted in zip(keys[:-1], rooms[:-1], strict=True):
        if wanted > left:
            break
        left -= wanted
        kept.append(key)
    return [*kept, *keys[-1:]]


class HereStrip(Part):
    """36 px; clicking a chip selects, O cycles. In link and edge mode the strip turns ink."""

    annotation_clicked = Signal(str)
    offer_clicked = Signal()
    key_clicked = Signal(str)
    """the key written on a chip of link or edge mode, as ``Keyboard.act`` takes it"""

    def __init__(self, desk: Desk, linking: Linking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._linking = desk, linking
        self._position = 0
        self._chips: list[tuple[QRect, str]] = []
        self._offer = QRect()
        self._keys: list[tuple[QRect, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.current().px(36))
        self.setAccessibleName(_("Here"))
        for signal in (desk.article_shown, desk.coding_changed, desk.selection_changed, desk.mode_changed, desk.proposal_changed):
            signal.connect(self._refresh)
        linking.changed.connect(self._refresh)

    def on_theme(self) -> None:
        self.setFixedHeight(theme.current().px(36))

    def show_position(self, position: int) -> None:
        """Show what lies under this place in the text."""
        self._position = position
        self._refresh()

    def _refresh(self, *_changed: object) -> None:
        self.setAccessibleDescription(self.text())
        self.update()

    def here(self) -> list[Annotation]:
        """Return what lies under the caret; the selected annotation stands first where it does not."""
        if self._desk.shown is None:
            return []
        found = self._desk.shown.under(self._position)
        selected = self._desk.selected
        if selected is not None and all(one.id != selected.id for one in found):
            found = [selected, *found]
        return sorted(found, key=lambda one: one.id != self._desk.selected_id)

    def text(self) -> str:
        """Return what the strip says, for a screen reader."""
        if self._desk.mode == LINKING:
            return self._linking.question
        offer = self.offer_text()
        shown = self._desk.shown
        names = [shown.in_short(one) for one in self.here()] if shown is not None else []
        return ". ".join([*([offer] if offer else []), *names])

    def offer_text(self) -> str:
        """Return the link that is offered, in words."""
        offer, shown = self._desk.proposal, self._desk.shown
        if offer is None or shown is None:
            return ""
        link = self._desk.project.codebook.link(offer.link)
        other = shown.annotations.get(offer.to_id if offer.from_id == self._desk.selected_id else offer.from_id)
        if link is None or other is None:
            return ""
        outgoing = offer.from_id == self._desk.selected_id
        return f"{link.label if outgoing else link.inverse or link.label}: {shown.in_short(other)}"

    # ---- painting

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(400), theme.current().px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        self._chips, self._offer, self._keys = [], QRect(), []
        if self._desk.mode in (LINKING, EDGES):
            self._paint_mode(painter)
            return
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(0, 0, self.width(), 1, using.line)
        x = using.px(24)
        x = self._write(painter, x, _("Here"), "head", using.text_2) + using.px(10)
        right = self.width() - using.px(20)
        if self._desk.proposal is not None:
            x = self._paint_offer(painter, x, right)
        elif len(self.here()) > 1:
            right = self._paint_key_at_end(painter, right, "O", _("cycle"))
        for annotation in self.here():
            if x + using.px(60) > right:
                break
            x = self._paint_chip(painter, x, right, annotation)

    def _paint_mode(self, painter: QPainter) -> None:
        using = theme.current()
        painter.fillRect(self.rect(), using.ink)
        x = using.px(20)
        question = self._linking.question if self._desk.mode == LINKING else _("Move the edges")
        x = self._write(painter, x, question, "current", using.on_ink) + using.px(16)
        keys = self._mode_keys()
        rooms = [chip_size(key, using).width() + width_of(word, using.font("option")) + using.px(20) for key, word in keys]
        for key, word in fitting(keys, rooms, self.width() - x - using.px(4)):
            chip = chip_size(key, using)
            spot = QRect(x, (self.height() - chip.height()) // 2, chip.width(), chip.height())
            paint_chip(painter, self.visual(spot).topLeft(), key, using, colour=using.on_ink, ground=using.ink)
            x = self._write(painter, x + chip.width() + using.px(6), word, "option", using.on_ink) + using.px(14)
            self._keys.append((self.visual(QRect(spot.left(), 0, x - using.px(8) - spot.left(), self.height())), key))

    def _mode_keys(self) -> list[tuple[str, str]]:
        if self._desk.mode == EDGES:
            return [("← →", _("end")), ("Shift+← →", _("start")), ("Ctrl", _("by character")), ("↵", _("keep")), ("Esc", _("leave"))]
        linking = self._linking
        if linking.picking_words:
            words = [("→", _("take")), ("Shift+→", _("one more")), ("↑ ↓", _("other sentence"))]
            return [*words, ("↵", _("mark and link")), ("Esc", _("leave"))]
        if linking.role is None:
            return [(chip(role.key, LINK), role.words) for role in linking.roles] + [("Esc", _("leave"))]
        chosen = [("↵", _("take {name}").format(name=self._name_of_chosen()))] if linking.ends else []
        new = [("+", _("mark a new one"))] if linking.new_category(linking.role) else []
        return [(_("letter"), _("choose")), ("Tab", _("next nearest")), *chosen, *new, ("Esc", _("leave"))]

    def _name_of_chosen(self) -> str:
        shown, end = self._desk.shown, self._linking.ends[self._linking.chosen]
        if shown is None:
            return ""
        name = " ".join((shown.in_short(end.annotation) if end.annotation is not None else end.span.quote(shown.text)).split())
        return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"

    def _paint_offer(self, painter: QPainter, x: int, right: int) -> int:
        using = theme.current()
        text = self.offer_text()
        chip = chip_size("↵", using)
        width = min(width_of(text, using.font("name")) + chip.width() + using.px(30), max(0, right - x))
        rect = QRect(x, using.px(6), width, using.px(24))
        self._offer = self.visual(rect)
        frame(painter, self._offer, using.px(6), using.ink, using.raised, 1.0, dashed=True)
        spot = QRect(rect.left() + using.px(6), (self.height() - chip.height()) // 2, chip.width(), chip.height())
        paint_chip(painter, self.visual(spot).topLeft(), "↵", using)
        words = QRect(spot.right() + using.px(8), rect.top(), rect.right() - spot.right() - using.px(12), rect.height())
        draw_text(painter, self.visual(words), text, using.font("name"), using.text, direction=self.layoutDirection())
        return rect.right() + using.px(10)

    def _paint_chip(self, painter: QPainter, x: int, right: int, annotation: Annotation) -> int:
        using = theme.current()
        category = self._desk.project.codebook.category(annotation.category)
        selected = annotation.id == self._desk.selected_id
        font = using.font("current" if selected else "name")
        text = annotation.quote + (" ?" if annotation.confidence == "low" else "")
        width = min(width_of(text, font) + using.px(40), using.px(250), right - x)
        rect = QRect(x, using.px(6), width, using.px(24))
        place = self.visual(rect)
        frame(painter, place, using.px(6), using.ink if selected else using.chip_border, using.selection if selected else using.raised,
              1.5 if selected else 1.0)  # fmt: skip
        if category is not None:
            side = using.px(14)
            sign = self.visual(QRect(rect.left() + using.px(8), (self.height() - side) // 2, side, side))
            paint_category_sign(painter, sign, using.category(category.color, category.style), category.style, using)
        words = QRect(rect.left() + using.px(28), rect.top(), rect.width() - using.px(34), rect.height())
        draw_text(painter, self.visual(words), text, font, using.text, direction=self.layoutDirection())
        self._chips.append((place, annotation.id))
        return rect.right() + using.px(8)

    def _paint_key_at_end(self, painter: QPainter, right: int, key: str, word: str) -> int:
        using = theme.current()
        width, chip = width_of(word, using.font("option")), chip_size(key, using)
        self._write(painter, right - width, word, "option", using.text_2)
        spot = QRect(right - width - chip.width() - using.px(6), (self.height() - chip.height()) // 2, chip.width(), chip.height())
        paint_chip(painter, self.visual(spot).topLeft(), key, using)
        return spot.left() - using.px(10)

    def _write(self, painter: QPainter, x: int, text: str, style: str, colour: QColor) -> int:
        using = theme.current()
        width = width_of(text, using.font(style)) + 1
        room = self.visual(QRect(x, 0, width, self.height()))
        draw_text(painter, room, text, using.font(style), colour, direction=self.layoutDirection())
        return x + width

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point: QPoint = event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._offer.contains(point):
            self.offer_clicked.emit()
        for rect, key in self._keys:
            if rect.contains(point):
                self.key_clicked.emit(key)
                return
        for rect, annotation_id in self._chips:
            if rect.contains(point):
                self.annotation_clicked.emit(annotation_id)
