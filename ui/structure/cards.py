"""The claims of the article as a list of cards that takes the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.operations.structure import ClaimCard, Role, Tie
from annotator.operations.structure_values import CardValue
from ui import keys, theme
from ui.parts.field import plain_enter
from ui.parts.painting import announce, plain_tip
from ui.structure.card_list import CARD_ROLE, CardList, Index
from ui.structure.face import GAP, Face, FacePainter, ValuesOf, face_of
from ui.structure.pieces import One, Spot
from ui.structure.value_menu import pop_up, value_menu

_MANY = 12
GUTTER, END = 36, 16
"""px beside a card: where the curves from the text arrive, and to the edge of the window"""


class ClaimCards(QListView):
    """Cards one under the other. It decides nothing: what the keys ask for goes out as signals.

    ``chosen(claim)``: ↑ ↓ or a click; ``values_wanted``; ``tie_wanted(annotation)``: the other end of a link; ``role_wanted(key)``: a
    link that is missing; ``unlink_wanted(link)``; ``delete_wanted``; ``text_wanted``; ``value_given(annotation, attribute, value)``;
    ``value_wanted(annotation, attribute)``: a value that is written. Other keys go to ``key_filter``. In the open card the keys stand on
    its head (``tie`` is -1) or on one of its spots: a value, a link, a role that is missing. ``values_of`` is asked for the values.
    """

    chosen = Signal(str)
    values_wanted = Signal()
    tie_wanted = Signal(str, bool)
    """the annotation, and whether its values are wanted too"""
    role_wanted = Signal(str)
    unlink_wanted = Signal(str)
    value_given = Signal(str, str, object)
    value_wanted = Signal(str, str)
    stood_on = Signal(str)
    """the annotation that the keys stand on in the open card; empty for the claim itself"""
    delete_wanted = Signal()
    text_wanted = Signal()
    moved = Signal()
    """cards stand elsewhere or look otherwise: what is drawn towards them is drawn anew"""
    entered = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.key_filter = lambda _event: False
        self.values_of: ValuesOf = lambda _annotation: ()
        self.can_write = True
        self.opened = ""
        """the claim whose card is open: the selected one, or the one that the selected annotation belongs to"""
        self.lit = ""
        """the selected annotation"""
        self.tie = -1
        self.hovered: tuple[str, int] = ("", -1)
        self._faces: dict[tuple[str, bool], Face] = {}
        self.list = CardList(self)
        self.setModel(self.list)
        self.setItemDelegate(_CardDelegate(self))
        self.setAccessibleName(_("Claims"))
        self._keys_told = _("Up and down go from claim to claim, right goes into its values and links, Enter to the form, Tab to the text")
        self.setAccessibleDescription(self._keys_told)
        self.setProperty("paintsFocus", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAutoScroll(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setMinimumHeight(80)
        self.viewport().setAutoFillBackground(False)
        quiet = self.palette()
        quiet.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        self.setPalette(quiet)
        self.verticalScrollBar().valueChanged.connect(self.moved)
        self.list.dataChanged.connect(lambda *_place: self.scheduleDelayedItemsLayout())

    # ---- what is shown

    def show_cards(self, cards: Sequence[ClaimCard], can_write: bool) -> None:
        """Show these cards; the open one stays open, and the keys stay among its links as far as they are there."""
        self.can_write = can_write
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if len(cards) > _MANY else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(policy)  # a bar that comes later would have all cards laid out twice
        stood = self._part()
        self._faces = {key: face for key, face in self._faces.items() if not face.opened}  # values may differ where the card does not
        self.list.show(cards)
        self._stand_on_again(stood)
        self._make_current()

    def open_card(self, claim_id: str, lit: str) -> None:
        """Open the card of a claim; ``lit`` is the annotation selected, the claim itself or one of its links' ends."""
        if (claim_id, lit) == (self.opened, self.lit):
            return
        if claim_id != self.opened or lit == claim_id:
            self.tie = -1 if claim_id != self.opened else self.tie
        if claim_id != self.opened:
            self._faces.pop((claim_id, True), None)
        self.opened, self.lit = claim_id, lit
        self.scheduleDelayedItemsLayout()
        self._make_current()

    def _make_current(self) -> None:
        index = self.list.index_of(self.opened)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        else:
            self.clearSelection()
        self.viewport().update()
        self.moved.emit()

    def _forget(self) -> None:
        self._faces = {}
        self.scheduleDelayedItemsLayout()

    def face(self, card: ClaimCard) -> Face:
        """Return how a card is laid out now."""
        opened = card.id == self.opened
        width = self.viewport().width() - theme.current().px(GUTTER) - theme.current().px(END)
        found = self._faces.get((card.id, opened))
        if found is None or found.width != width or found.card is not card:
            found = self._faces[(card.id, opened)] = face_of(card, width, opened=opened, values_of=self.values_of)
        return found

    def card_rect(self, claim_id: str) -> QRect:
        """Return where a card lies in the viewport, empty if there is none."""
        index = self.list.index_of(claim_id)
        return self.box(self.visualRect(index)) if index.isValid() else QRect()

    def box(self, row: QRect) -> QRect:
        """Return where in its row a card lies."""
        px = theme.current().px
        start, end = (px(GUTTER), px(END)) if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else (px(END), px(GUTTER))
        return row.adjusted(start, px(GAP) // 2, -end, -(px(GAP) - px(GAP) // 2))

    def level_with(self, claim_id: str, y: int) -> None:
        """Scroll so that the card's head comes to this height, as far as the stack allows; an open card is seen whole if it can be."""
        self.executeDelayedItemsLayout()
        rect = self.card_rect(claim_id)
        if rect.isNull():
            return
        height = self.viewport().height()
        if claim_id == self.opened:
            y = max(theme.current().px(8), min(y, height - rect.height() - theme.current().px(12)))
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + rect.top() - y)

    def parts(self) -> list[One]:
        """Return what the keys go through in the open card, in the order in which it is read."""
        index = self.list.index_of(self.opened)
        return [spot.one for spot in self.face(self.list.card(index)).spots] if index.isValid() else []

    def _part(self) -> One | None:
        parts = self.parts()
        return parts[self.tie] if 0 <= self.tie < len(parts) else None

    def _stand_on_again(self, stood: One | None) -> None:
        """Stand where the keys stood before the cards were read anew: on the same value or link, else as far in."""
        parts = self.parts()
        same = [place for place, one in enumerate(parts) if stood is not None and _key(one) == _key(stood)]
        self.tie = same[0] if same else min(self.tie, len(parts) - 1)

    # ---- keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            self.text_wanted.emit()
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, ahead = event.key(), self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        into, out = (Qt.Key.Key_Right, Qt.Key.Key_Left) if ahead else (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.modifiers() & _COMMANDS:
            event.ignore()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else len(self.list.cards) - 1)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._go(self._row() + (4 if key == Qt.Key.Key_PageDown else -4))
        elif key in (into, out):
            self._into(1 if key == into else -1)
        elif plain_enter(event) or key == Qt.Key.Key_Space:
            self._enter()
        elif key == Qt.Key.Key_Escape:
            self._leave()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._delete()
        elif not self._digit(event) and not self.key_filter(event):
            event.ignore()

    def _row(self) -> int:
        return self.currentIndex().row() if self.list.index_of(self.opened).isValid() else -1

    def _step(self, way: int) -> None:
        if self.tie >= 0:
            self._line(way)
        else:
            self._go(self._row() + way)

    def _line(self, way: int) -> None:
        """Go to the line above or below in the open card; above the first stands the card itself."""
        spots = self.face(self.list.card(self.currentIndex())).spots
        here = spots[self.tie].rect
        lines = sorted({spot.rect.top() for spot in spots})
        place = lines.index(here.top()) + way
        if place < 0:
            self._stand(-1)
        elif place < len(lines):
            there = [spot for spot in spots if spot.rect.top() == lines[place]]
            self._stand(min(there, key=lambda spot: abs(spot.rect.left() - here.left())).place)

    def _go(self, row: int) -> None:
        if self.list.cards:
            self.tie = -1
            self.chosen.emit(self.list.cards[max(0, min(row, len(self.list.cards) - 1))].id)

    def _into(self, way: int) -> None:
        place = self.tie + way
        if -1 <= place < len(self.parts()):
            self._stand(place)

    def _stand(self, place: int) -> None:
        self.tie = place
        self.viewport().update()
        self.setAccessibleDescription(self._words_here() or self._keys_told)
        announce(self, self._words_here())
        one = self._part()
        on = one.other_id if isinstance(one, Tie) else one.annotation_id if isinstance(one, CardValue) else ""
        self.stood_on.emit("" if on == self.opened else on)

    def _words_here(self) -> str:
        one = self._part()
        if isinstance(one, CardValue):
            return one.spoken
        if isinstance(one, Tie):
            return f"{one.category} “{one.quote}”, {one.told}"
        return one.missing if one is not None else ""

    def _enter(self) -> None:
        one = self._part()
        if one is None:
            if self.opened:
                self.values_wanted.emit()
        elif isinstance(one, Role):
            self.role_wanted.emit(one.key)
        elif isinstance(one, CardValue):
            self._change(one)
        else:
            self.tie_wanted.emit(one.other_id, True)

    def _change(self, value: CardValue) -> None:
        """Ask for another value: a menu of those that may be taken, yes or no at once, what is written in the form."""
        if not self.can_write:
            return
        if value.kind == cb.BOOLEAN:
            self._give(value, not value.held)
        elif value.choices:
            menu = value_menu(value, lambda chosen: self._give(value, value.taking(chosen)), self)
            pop_up(menu, self.viewport().mapToGlobal(self._spot_rect(self.tie).bottomLeft()))
        else:
            self.value_wanted.emit(value.annotation_id, value.attribute)

    def _spot_rect(self, place: int) -> QRect:
        """Return where a spot of the open card lies in the viewport."""
        box = self.card_rect(self.opened)
        spots = self.face(self.list.card(self.list.index_of(self.opened))).spots
        rect = spots[place].rect.translated(box.topLeft()) if 0 <= place < len(spots) else box
        return QStyle.visualRect(self.layoutDirection(), box, rect)

    def _give(self, value: CardValue, held: object) -> None:
        """Keep a value, and go on to the next one that is open if this one is settled."""
        was_open = value.is_open
        self.value_given.emit(value.annotation_id, value.attribute, held)
        now = next((one for one in self.parts() if _key(one) == _key(value)), None)
        if not was_open or not isinstance(now, CardValue) or now.is_open:
            return
        parts = self.parts()
        order = [*range(self.tie + 1, len(parts)), *range(self.tie)]
        place = next((place for place in order if isinstance(one := parts[place], CardValue) and one.is_open), None)
        if place is not None:
            self._stand(place)

    def _digit(self, event: QKeyEvent) -> bool:
        """Take the value of a digit where the keys stand on one; a digit means nothing elsewhere in a card."""
        digit, one = keys.digit_of(event), self._part()
        if digit is None or not isinstance(one, CardValue) or not self.can_write:
            return False
        meant, held = one.chosen(digit)
        if meant:
            self._give(one, held)
        return True

    def _leave(self) -> None:
        if self.tie >= 0:
            self._stand(-1)
        else:
            self.text_wanted.emit()

    def _delete(self) -> None:
        one = self._part()
        if not self.can_write or not self.opened:
            return
        if one is None:
            self.delete_wanted.emit()
        elif isinstance(one, Tie):
            self.unlink_wanted.emit(one.link_id)
        elif isinstance(one, CardValue) and one.held is not None:
            self._give(one, None)

    # ---- mouse

    def _under(self, point: QPoint) -> tuple[ClaimCard | None, Spot | None]:
        index = self.indexAt(point)
        if not index.isValid():
            return None, None
        card, box = self.list.card(index), self.box(self.visualRect(index))
        if not box.contains(point):
            return None, None
        inside = point - box.topLeft()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            inside.setX(box.width() - 1 - inside.x())
        return card, self.face(card).spot_at(inside)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        card, spot = self._under(event.position().toPoint())
        if card is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if spot is None:
            self.tie = -1
            self.chosen.emit(card.id)
            return
        if card.id != self.opened:
            self.chosen.emit(card.id)
        one = spot.one
        self.tie = next((place for place, part in enumerate(self.parts()) if _key(part) == _key(one)), -1)
        if isinstance(one, Tie):
            self.tie_wanted.emit(one.other_id, False)
        elif isinstance(one, CardValue):
            self._change(one)
        else:
            self.role_wanted.emit(one.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        card, spot = self._under(event.position().toPoint())
        self._hover(card.id if card is not None else "", spot.place if spot is not None else -1)

    def _hover(self, claim_id: str, place: int) -> None:
        if (claim_id, place) != self.hovered:
            self.hovered = claim_id, place
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover("", -1)
        if event.type() == QEvent.Type.ToolTip:
            card, spot = self._under(event.pos())  # type: ignore[attr-defined]
            text = ""
            if card is not None:
                one = spot.one if spot is not None else None
                text = card.quote if one is None else f"{one.quote} {one.told}" if isinstance(one, Tie) else ""
                text = one.missing if isinstance(one, Role) else one.spoken if isinstance(one, CardValue) else text
            QToolTip.showText(event.globalPos(), plain_tip(text), self.viewport())  # type: ignore[attr-defined]
            return True
        return super().viewportEvent(event)

    # ---- Qt's events

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange) and hasattr(self, "_faces"):
            self._forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.oldSize().width() != event.size().width():
            self._forget()
        super().resizeEvent(event)
        self.moved.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.moved.emit()


_OURS = {
    Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
}  # fmt: skip
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def _key(one: One) -> tuple[str, str]:
    """Return what makes a part of a card the same one after a change."""
    if isinstance(one, CardValue):
        return one.annotation_id, one.attribute
    return ("link", one.link_id) if isinstance(one, Tie) else ("missing", one.link)


def _is_ours(event: QKeyEvent) -> bool:
    return not event.modifiers() & _COMMANDS and (event.key() < Qt.Key.Key_Escape or event.key() in _OURS)


class _CardDelegate(QStyledItemDelegate):
    def __init__(self, cards: ClaimCards) -> None:
        super().__init__(cards)
        self._cards = cards

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(1, self._cards.face(index.data(CARD_ROLE)).height + theme.current().px(GAP))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cards, card = self._cards, index.data(CARD_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        opened = card.id == cards.opened
        FacePainter(painter, cards.box(option.rect), cards.layoutDirection()).paint(
            cards.face(card),
            selected=opened and cards.lit == card.id,
            touched=opened and cards.lit != card.id,
            keys=opened and cards.hasFocus(),
            tie=cards.tie if opened else -1,
            lit=cards.lit if opened else "",
            hovered=cards.hovered[1] if cards.hovered[0] == card.id else -1,
            can_write=cards.can_write,
        )
        painter.restore()
