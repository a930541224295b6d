"""The structure view: cards beside the text, both sides showing the same claim, and the line under them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from annotator.i18n import _, in_sentence, ngettext
from annotator.operations.structure import carded, cards_of, loose
from annotator.operations.structure_values import CardValue, values_on_card
from ui import keys, theme
from ui.article.view import ArticleView
from ui.coding.desk import READING, Desk
from ui.coding.linking import Linking
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.message import EmptyState
from ui.parts.numbers import format_count
from ui.parts.painting import Ground, Part, begin, draw_text, width_of
from ui.structure.cards import ClaimCards
from ui.structure.ways import Ways

MEASURE = 458
"""width of the text at 100 % while cards stand beside it"""
_TEXT_SIDE = 20 + 84
_LEAST, _MOST = 320, 492


class Structure(QWidget):
    """Text and cards side by side; ``shown_changed`` is sent when the cards come or go."""

    shown_changed = Signal(bool)
    line_shown = Signal(bool)
    """whether the line of the cards takes the place of what stands under the text"""

    def __init__(self, view: ArticleView, desk: Desk, linking: Linking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._desk, self._linking = view, desk, linking
        self._usual: float | None = None
        self._from_cards = self._stale = self._is_on = False
        self._aside = False
        self.cards = ClaimCards(self)
        self.line = CardsLine(desk, self)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.cards)
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.addStretch(1)
        self._nothing = QVBoxLayout()
        column.addLayout(self._nothing)
        column.addStretch(2)
        self._pages.addWidget(nothing)
        self._side = Ground("window", self)
        inside = QVBoxLayout(self._side)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._pages)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(view, 1)
        row.addWidget(self._side)
        self.ways = Ways(view, self.cards, self)
        self._side.hide()
        self.ways.hide()
        self.line.hide()
        self._level = QTimer(self, singleShot=True, interval=0)
        self._level.timeout.connect(self._bring_level)
        self._connect()

    def _connect(self) -> None:
        desk, cards, view = self._desk, self.cards, self._view
        desk.article_shown.connect(self._on_article)
        desk.coding_changed.connect(self._refresh)
        desk.selection_changed.connect(self._follow)
        desk.mode_changed.connect(self._on_mode)
        cards.chosen.connect(lambda claim: desk.select(claim, reveal=True))
        cards.values_wanted.connect(self._to_values)
        cards.tie_wanted.connect(self._to_tie)
        cards.role_wanted.connect(self._to_role)
        cards.unlink_wanted.connect(desk.unlink)
        cards.values_of = self._values_of
        cards.value_given.connect(lambda annotation, attribute, value: desk.set_value(attribute, value, of=annotation))
        cards.value_wanted.connect(self._to_value)
        cards.stood_on.connect(lambda annotation: view.set_hover(annotation or None))
        cards.delete_wanted.connect(self._delete)
        cards.text_wanted.connect(self.to_text)
        cards.entered.connect(self._on_cards)
        cards.moved.connect(self.ways.update)
        view.installEventFilter(self)
        view.zoom_changed.connect(self._on_theme)
        view.verticalScrollBar().valueChanged.connect(self._on_scroll)
        theme.notifier().changed.connect(self._on_theme)

    # ---- coming and going

    @property
    def is_on(self) -> bool:
        """Return whether the structure is asked for."""
        return self._is_on

    def show_cards(self, on: bool) -> None:
        """Show the cards beside the text, or the text alone."""
        if on == self._is_on:
            return
        self._is_on = on
        self._from_cards = False
        self._show()
        if on:
            self._refresh()
        self.shown_changed.emit(on)
        if on and self.cards.list.cards:
            self.to_cards()
        else:
            self._view.setFocus()

    def set_aside(self, aside: bool) -> None:
        """Let the cards make room for the values, in a window that has none for both; or show them again."""
        if aside != self._aside:
            self._aside = aside
            self._show()

    def _show(self) -> None:
        seen = self._is_on and not self._aside
        self._side.setVisible(seen)
        self.ways.setVisible(seen)
        self._view.beside.carded = seen
        self._view.show_map(not seen)
        self._fit()
        self._show_line()
        self._view.viewport().update()

    def set_measure(self, measure: float | None) -> None:
        """Set the width of the text while no cards stand beside it."""
        self._usual = measure
        self._fit()

    def _fit(self) -> None:
        self._view.set_measure(min(MEASURE, self._usual or MEASURE) if self._is_on else self._usual)
        if self._is_on:
            px, zoom = theme.current().px, self._view.zoom / 100
            wanted = px(round(MEASURE * zoom) + _TEXT_SIDE)
            self._side.setFixedWidth(max(px(_LEAST), min(px(_MOST), self.width() - wanted)))
            self._lay_ways()
            self._level.start()

    def _on_theme(self, _changed: object) -> None:
        self._fit()

    def _lay_ways(self) -> None:
        """Lie from the end of the text to the cards."""
        if self._side.isHidden():
            return
        self.layout().activate()
        port, side, column = self._view.viewport(), self._side.geometry(), self._view.beside.column
        start = port.mapTo(self, QPoint(round(column.text_end) + column.onward * 4, 0)).x()
        if column.mirrored:
            start, end = side.right() + 1 - theme.current().px(36), start
        else:
            end = side.left() + theme.current().px(36)
        self.ways.setGeometry(QRect(start, 0, max(0, end - start), self.height()))
        self.ways.raise_()
        self.ways.update()

    # ---- both sides

    def _on_article(self) -> None:
        self.cards.open_card("", "")
        self.cards.verticalScrollBar().setValue(0)
        self._refresh()

    def _refresh(self, *_difference: object) -> None:
        """Read the cards anew; while they are not shown, coding costs nothing here."""
        if not self._is_on:
            return
        shown = self._desk.shown
        if shown is None:
            self.cards.show_cards((), False)
            return
        found = cards_of(shown.project.rules, shown.annotations.values(), shown.links.values(), shown.article.regions, shown.value_in_short)
        self.cards.show_cards(found, self._desk.can_write)
        self._follow(self._desk.selected_id)
        if not found:
            self._say_why_empty()
            if self.cards.hasFocus():
                self.to_text()
        self._pages.setCurrentIndex(0 if found else 1)
        self.line.show_counts(
            len(found),
            sum(card.by_author for card in found),
            sum(not card.is_complete for card in found),
            len(loose(shown.project.codebook, shown.annotations.values(), shown.links.values())),
        )
        self.ways.update()

    def _say_why_empty(self) -> None:
        shown = self._desk.shown
        category = carded(shown.project.codebook) if shown is not None else None
        words = _("No links in this codebook"), _("A card stands for what others are linked to.")
        if category is not None:
            sentence = _("Mark a {category} with {key}: it gets a card here.")
            sentence = sentence.format(category=in_sentence(category.label), key=category.key)
            words = _("No cards yet"), sentence
        while (item := self._nothing.takeAt(0)) is not None:
            item.widget().deleteLater()
        self._nothing.addWidget(EmptyState("text-quote", *words))

    def _follow(self, annotation_id: str) -> None:
        if self._is_on:
            claim = self.cards.list.card_for(annotation_id, self.cards.opened) if annotation_id else ""
            self.cards.open_card(claim, annotation_id)
            self._level.start()

    def _on_scroll(self, _value: int) -> None:
        if self._is_on:
            self._bring_level()

    def _bring_level(self) -> None:
        """Bring a card level with its claim: the open one while it can be seen in the text, else the first one that can."""
        if not self._is_on or self._side.isHidden():
            return
        self._lay_ways()
        seen = {claim: top for claim, top, _bottom, _head in self.ways.drawn()}
        stays = self.cards.opened in seen or self.cards.hasFocus()
        claim = self.cards.opened if stays else next(iter(seen), self.cards.opened)
        if claim:
            self.cards.level_with(claim, round(max(0.0, seen.get(claim, 0.0))) - theme.current().px(8))
        self.ways.update()

    # ---- keys

    def take_keys(self) -> None:
        """Bring the keys back to where the coder works: the cards if they went out from there, else the text."""
        if self._from_cards and self._is_on:
            self.set_aside(False)
        (self.cards if self._from_cards and self.cards.isVisible() else self._view).setFocus()

    def to_cards(self) -> bool:
        """Bring the keys to the cards; False where none are shown."""
        if not self.cards.isVisible():
            return False
        if not self.cards.opened and self.cards.list.cards:
            self._desk.select(self._nearest())
        self.cards.setFocus()
        return True

    def _nearest(self) -> str:
        """Return the claim at the caret, else the next one after it."""
        shown, caret = self._desk.shown, self._view.caret()
        ids = [card.id for card in self.cards.list.cards]
        after = (one for one in ids if shown is not None and shown.annotations[one].end > caret)
        return next(after, ids[0])

    def to_text(self) -> None:
        """Bring the keys to the text."""
        self._from_cards = False
        self._view.setFocus()

    def _on_cards(self) -> None:
        self._from_cards = True
        self._show_line()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and self._desk.mode == READING:
            self._from_cards = False
            self._show_line()
        elif event.type() == QEvent.Type.Resize and self._is_on:
            self._lay_ways()
            self._level.start()
        return False

    def resizeEvent(self, event: QEvent) -> None:
        self._fit()

    def _on_mode(self, mode: str) -> None:
        """Link mode and edge mode work in the text; what was begun at a card ends there."""
        if mode == READING and self._from_cards and self._view.hasFocus():
            self.take_keys()
        elif mode != READING and self._from_cards and self.cards.hasFocus():
            self._view.setFocus()
        self._show_line()

    def _show_line(self) -> None:
        shown = self._is_on and not self._aside and self._from_cards and self._desk.mode == READING
        if shown != (not self.line.isHidden()):
            self.line.setVisible(shown)
            self.line_shown.emit(shown)

    # ---- acts

    def _to_values(self) -> None:
        self._select_opened()
        self._desk.values_wanted.emit("")

    def _to_value(self, annotation_id: str, attribute: str) -> None:
        self._desk.select(annotation_id)
        self._desk.values_wanted.emit(attribute)

    def _values_of(self, annotation_id: str) -> tuple[CardValue, ...]:
        """Return the values of an annotation for the open card: all of the claim's own, of its links' ends what is given or missing."""
        shown = self._desk.shown
        found = shown.annotations.get(annotation_id) if shown is not None else None
        if shown is None or found is None:
            return ()
        return values_on_card(shown.project.codebook, found, shown.name_of_entity, brief=annotation_id != self.cards.opened)

    def _select_opened(self) -> None:
        if self.cards.opened and self._desk.selected_id != self.cards.opened:
            self._desk.select(self.cards.opened)

    def _to_tie(self, annotation_id: str, values: bool) -> None:
        self._desk.select(annotation_id, reveal=True)
        if values:
            self._desk.values_wanted.emit("")

    def _to_role(self, key: str) -> None:
        self._select_opened()
        self._linking.begin(key)

    def _delete(self) -> None:
        """Delete the claim; the keys go to the card that takes its place."""
        ids = [card.id for card in self.cards.list.cards]
        place = ids.index(self.cards.opened) if self.cards.opened in ids else -1
        self._select_opened()
        self._desk.delete()
        left = self.cards.list.cards
        if place >= 0 and left and self.cards.isVisible():
            self._desk.select(left[min(place, len(left) - 1)].id, reveal=True)
            self.cards.setFocus()


class CardsLine(Part):
    """36 px under text and cards while the cards have the keys: which keys work, and how many claims there are."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._counts = (0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Claims"))
        self.on_theme()

    def on_theme(self) -> None:
        self.setFixedHeight(theme.current().px(36))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(400), theme.current().px(36))

    def show_counts(self, claims: int, by_author: int, incomplete: int, loose: int) -> None:
        """Show how many cards there are, how many of them by the article's author and incomplete, and what stands on none."""
        self._counts = claims, by_author, incomplete, loose
        self.setAccessibleDescription(self.text())
        self.update()

    def text(self) -> str:
        """Return the counts in words."""
        claims, by_author, incomplete, loose = self._counts
        parts = [ngettext("{count} card", "{count} cards", claims).format(count=format_count(claims))]
        if by_author:
            parts.append(_("{count} by the author").format(count=format_count(by_author)))
        if claims:
            parts.append(_("{count} incomplete").format(count=format_count(incomplete)) if incomplete else _("all complete"))
        if loose:
            parts.append(_("{count} on no card").format(count=format_count(loose)))
        return " · ".join(parts)

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(0, 0, self.width(), 1, using.line)
        font, text = using.font("option"), self.text()
        end = self.width() - using.px(16) - width_of(text, font)
        draw_text(painter, self.visual(QRect(end, 0, width_of(text, font), self.height())), text, font, using.text_2, direction=direction)
        into = "→" if direction == Qt.LayoutDirection.LeftToRight else "←"
        acts = [("↑↓", _("claim")), ("↵", _("values")), (keys.chip("l"), _("link")), (into, _("its values and links"))]
        acts += [(keys.chip("g"), _("text alone")), ("Tab", _("text and cards"))]
        x = using.px(24)
        for key, word in acts:
            if not key:
                continue
            chip, wide = chip_size(key, using), width_of(word, font)
            if x + chip.width() + wide + using.px(24) > end:
                break
            spot = QRect(QPoint(x, (self.height() - chip.height()) // 2), chip)
            paint_chip(painter, self.visual(spot).topLeft(), key, using)
            x += chip.width() + using.px(6)
            draw_text(painter, self.visual(QRect(x, 0, wide + 1, self.height())), word, font, using.text_2, direction=direction)
            x += wide + using.px(14)
