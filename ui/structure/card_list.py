"""The claims of an article as Qt's model of a list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.operations.structure import ClaimCard

CARD_ROLE = Qt.ItemDataRole.UserRole + 1

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
