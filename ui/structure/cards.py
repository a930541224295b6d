"""The claims of the article as a list of cards that takes the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from annotator.i18n import _
from annotator.operations.structure import ClaimCard, Role, Tie
from ui import theme
from ui.parts.field import plain_enter
from ui.parts.painting import announce, plain_tip
from ui.structure.face import GAP, Face, FacePainter, face_of

_MANY = 12
CARD_ROLE = Qt.ItemDataRole.UserRole + 1
GUTTER, END = 36, 16
"""px beside a card: where the curves from the text arrive, and to the edge of the window"""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CardList(QAbstractListModel):
    """The cards of one article in text order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cards: list[ClaimCard] = []
        self._place: dict[str, int] = {}
        self._of: dict[str, list[str]] = {}

    def show(self, cards: Sequence[ClaimCard]) -> None:
        """List these cards; where they are the same claims as before, only what changed is told."""
        before, known = self.cards, {one.id: one for one in self.cards}
        # A card that is as it was stays the same object: what was laid out for it holds.
        self.cards = [known[one.id] if known.get(one.id) == one else one for one in cards]
        same = [one.id for one in before] == [one.id for one in self.cards]
        if not same:
            self.beginResetModel()
            self._place = {one.id: place for place, one in enumerate(self.cards)}
        self._of = {}
        for card in self.cards:
            for role in card.roles:
                for tie in role.ties:
                    self._of.setdefault(tie.other_id, []).append(card.id)
        if not same:
            self.endResetModel()
            return
        for place, (old, new) in enumerate(zip(before, self.cards, strict=True)):
            if old is not new:
                self.dataChanged.emit(self.index(place), self.index(place))

    def index_of(self, claim_id: str) -> QModelIndex:
        """Return where a claim's card stands; an invalid index for none."""
        place = self._place.get(claim_id)
        return QModelIndex() if place is None else self.index(place)

    def card_for(self, annotation_id: str, nearest_to: str = "") -> str:
        """Return the claim on whose card an annotation stands: its own, else one it is linked to, if can be this one; else empty."""
        if annotation_id in self._place:
            return annotation_id
        found = self._of.get(annotation_id, [])
        return nearest_to if nearest_to in found else found[0] if found else ""

    def card(self, index: Index) -> ClaimCard:
        """Return the card at an index."""
        return self.cards[index.row()]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        card = self.cards[index.row()]
        if role == CARD_ROLE:
            return card
        if role == Qt.ItemDataRole.DisplayRole:
            return card.quote
        return card.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None


class ClaimCards(QListView):
    """Cards one under the other. It decides nothing: what the keys ask for goes out as signals.

    ``chosen(claim)``: ↑ ↓ or a click; ``values_wanted``; ``tie_wanted(annotation)``: the other end of a link; ``role_wanted(key)``: a
    link that is missing; ``unlink_wanted(link)``; ``delete_wanted``; ``text_wanted``. Other keys go to ``key_filter``.
    """

    chosen = Signal(str)
    values_wanted = Signal()
    tie_wanted = Signal(str, bool)
    """the annotation, and whether its values are wanted too"""
    role_wanted = Signal(str)
    unlink_wanted = Signal(str)
    delete_wanted = Signal()
    text_wanted = Signal()
    moved = Signal()
    """cards stand elsewhere or look otherwise: what is drawn towards them is drawn anew"""
    entered = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.key_filter = lambda _event: False
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
        self._keys_told = _("Up and down go from claim to claim, right goes into its links, Enter to its values, Tab to the text")
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
        self.list.show(cards)
        self.tie = min(self.tie, len(self._ties()) - 1)
        self._make_current()

    def open_card(self, claim_id: str, lit: str) -> None:
        """Open the card of a claim; ``lit`` is the annotation selected, the claim itself or one of its links' ends."""
        if (claim_id, lit) == (self.opened, self.lit):
            return
        if claim_id != self.opened or lit == claim_id:
            self.tie = -1 if claim_id != self.opened else self.tie
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
            found = self._faces[(card.id, opened)] = face_of(card, width, opened=opened)
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

    def _ties(self) -> tuple[Tie | Role, ...]:
        index = self.list.index_of(self.opened)
        return self.list.card(index).ties if index.isValid() else ()

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
        elif not self.key_filter(event):
            event.ignore()

    def _row(self) -> int:
        return self.currentIndex().row() if self.list.index_of(self.opened).isValid() else -1

    def _step(self, way: int) -> None:
        if self.tie >= 0:
            self._into(way)
        else:
            self._go(self._row() + way)

    def _go(self, row: int) -> None:
        if self.list.cards:
            self.tie = -1
            self.chosen.emit(self.list.cards[max(0, min(row, len(self.list.cards) - 1))].id)

    def _into(self, way: int) -> None:
        place = self.tie + way
        if -1 <= place < len(self._ties()):
            self.tie = place
            self.viewport().update()
            self.setAccessibleDescription(self._tie_words() or self._keys_told)
            announce(self, self._tie_words())

    def _tie_words(self) -> str:
        ties = self._ties()
        if not 0 <= self.tie < len(ties):
            return ""
        one = ties[self.tie]
        return one.missing if isinstance(one, Role) else f"{one.category} “{one.quote}”, {one.told}"

    def _enter(self) -> None:
        ties = self._ties()
        if not 0 <= self.tie < len(ties):
            if self.opened:
                self.values_wanted.emit()
            return
        one = ties[self.tie]
        if isinstance(one, Role):
            self.role_wanted.emit(one.key)
        else:
            self.tie_wanted.emit(one.other_id, True)

    def _leave(self) -> None:
        if self.tie >= 0:
            self.tie = -1
            self.viewport().update()
        else:
            self.text_wanted.emit()

    def _delete(self) -> None:
        ties = self._ties()
        if not self.can_write or not self.opened:
            return
        if not 0 <= self.tie < len(ties):
            self.delete_wanted.emit()
        elif isinstance(one := ties[self.tie], Tie):
            self.unlink_wanted.emit(one.link_id)

    # ---- mouse

    def _under(self, point: QPoint) -> tuple[ClaimCard | None, int]:
        index = self.indexAt(point)
        if not index.isValid():
            return None, -1
        card, box = self.list.card(index), self.box(self.visualRect(index))
        if not box.contains(point):
            return None, -1
        inside = point - box.topLeft()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            inside.setX(box.width() - 1 - inside.x())
        spot = self.face(card).spot_at(inside)
        return card, spot.place if spot is not None else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        card, place = self._under(event.position().toPoint())
        if card is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if place < 0:
            self.tie = -1
            self.chosen.emit(card.id)
            return
        if card.id != self.opened:
            self.chosen.emit(card.id)
        self.tie = place
        one = card.ties[place]
        if isinstance(one, Tie):
            self.tie_wanted.emit(one.other_id, False)
        else:
            self.role_wanted.emit(one.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        card, place = self._under(event.position().toPoint())
        self._hover(card.id if card is not None else "", place)

    def _hover(self, claim_id: str, place: int) -> None:
        if (claim_id, place) != self.hovered:
            self.hovered = claim_id, place
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover("", -1)
        if event.type() == QEvent.Type.ToolTip:
            card, place = self._under(event.pos())  # type: ignore[attr-defined]
            text = ""
            if card is not None:
                one = card.ties[place] if place >= 0 else None
                text = card.quote if one is None else f"{one.quote} {one.told}" if isinstance(one, Tie) else one.missing
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
