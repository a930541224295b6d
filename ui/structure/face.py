"""How one card looks: where its lines, its roles and its ties lie, and how they are painted (DESIGN.md section 6, picture c)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle

from annotator.i18n import _, in_sentence
from annotator.model import codebook as cb
from annotator.operations.structure import FACTS, ClaimCard, Role, Tie
from annotator.operations.structure_values import MOST_DIGITS, CardValue
from ui import keys, theme
from ui.icons import paint_icon
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.lines import draw_lines, lines_of
from ui.parts.painting import draw_text, frame, width_of
from ui.parts.signs import paint_category_sign
from ui.structure.pieces import PAD, One, Piece, Spot, spot_of, value_spot

GAP = 10
_PAD, _HEAD, _QUOTE, _ROW, _LINE = 14, 22, 20, 26, 22
_ROLE_WIDE, _LEAST_TIE = 84, 100
_QUOTE_LINES, _OPEN_QUOTE_LINES = 2, 4
_TRAILING = Qt.AlignmentFlag.AlignTrailing

ValuesOf = Callable[[str], tuple[CardValue, ...]]
"""the values of an annotation by its id"""


@dataclass(slots=True)
class Face:
    """The layout of one card in a width; ``opened``: its roles stand as rows and its keys below."""

    card: ClaimCard
    width: int
    opened: bool
    height: int = 0
    pieces: list[Piece] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    quote: QRect = field(default_factory=QRect)
    spots: list[Spot] = field(default_factory=list)
    more: int = 0
    foot: int = 0
    unset_line: int | None = None
    """where the one line of roles begins as long as it is not laid out: of a thousand cards, only those in sight ever need it"""

    def finish(self) -> None:
        """Lay out what the height did not need."""
        if self.unset_line is not None:
            y, self.unset_line = self.unset_line, None
            _head(self, theme.current().px(16), theme.current().px(_PAD), self.width - 2 * theme.current().px(16))
            if self.card.roles:
                _one_line(self, theme.current().px(16), y, self.width - 2 * theme.current().px(16))

    def spot_at(self, point: QPoint) -> Spot | None:
        """Return the tie at a point of the card."""
        self.finish()
        return next((spot for spot in self.spots if spot.rect.contains(point)), None)


def face_of(card: ClaimCard, width: int, *, opened: bool, values_of: ValuesOf = lambda _id: ()) -> Face:
    """Lay out a card in a width in px; the gap to the next card is not counted in its height.

    ``values_of`` is asked of an open card alone: for the claim's own values and those of what is linked to it.
    """
    using = theme.current()
    px = using.px
    face = Face(card, width, opened)
    inner = width - 2 * px(16)
    y = px(_PAD)
    own = values_of(card.id) if opened else ()
    facts = [one for one in own if one.kind == cb.SINGLE][:FACTS]
    if opened:
        y = _open_head(face, px(16), y, inner, facts)
    y += px(_HEAD) + px(4)
    most = _OPEN_QUOTE_LINES if opened else _QUOTE_LINES
    face.lines = lines_of(card.quote, using.font("quote_card"), inner, most)
    face.quote = QRect(px(16), y, inner, len(face.lines) * px(_QUOTE))
    y = face.quote.bottom() + 1 + px(8)
    if opened:
        y = _own_values(face, px(16), y, inner, [one for one in own if one not in facts])
    for message in card.open:
        face.pieces.append(Piece(QRect(px(16), y, inner, px(_LINE)), message, "option", "error"))
        y += px(_LINE)
    if not opened:
        face.unset_line = y
        y += px(_LINE) if card.roles else 0
    else:
        y = _rows(face, px(16), y, inner, values_of)
        face.foot = y + px(6)
        y = face.foot + px(32)
    face.height = y + px(6 if opened else 10)
    return face


def _number(face: Face, x: int, y: int, inner: int) -> int:
    """Put the card's number at the end of its head; return where what stands before it must end."""
    using = theme.current()
    number = str(face.card.number)
    wide = width_of(number, using.font("option"))
    end = x + inner - wide
    face.pieces.append(Piece(QRect(end, y, wide + 1, using.px(_HEAD)), number, "option", "text_2"))
    return end - using.px(22 if face.card.flag else 0)


def _head(face: Face, x: int, y: int, inner: int) -> None:
    """Lay out the head of a card that is not open: its facts in one line, dots between them."""
    using, card = theme.current(), face.card
    px = using.px
    end, at = _number(face, x, y, inner) - px(8), x + px(26)
    for number, text in enumerate((*(card.facts or (card.category,)), *([_("unsure")] if card.unsure else []))):
        style, colour = ("option", "text_2") if number else ("current", "text")
        if number:
            face.pieces.append(Piece(QRect(at, y, px(5), px(_HEAD)), "·", "option", "text_2"))
            at += px(8)
        wide = min(width_of(in_sentence(text), using.font(style)), max(0, end - at))
        face.pieces.append(Piece(QRect(at, y, wide + 1, px(_HEAD)), in_sentence(text), style, colour))
        at += wide + px(4)
        if end - at < px(30):
            break


def _open_head(face: Face, x: int, y: int, inner: int, facts: Sequence[CardValue]) -> int:
    """Lay out the head of the open card, each fact a value that can be changed; return where its last line begins."""
    using, card = theme.current(), face.card
    px = using.px
    end, first = _number(face, x, y, inner) - px(2), x + px(26 - PAD)
    if not facts:
        face.pieces.append(Piece(QRect(first + px(PAD), y, end - first, px(_HEAD)), in_sentence(card.category), "current", "text"))
    row = _Row(face, first, y, end, px(_HEAD))
    for number, one in enumerate(facts):
        style, colour = ("option", "text_2") if number else ("current", "text")
        row.put(lambda place, at, top, room, one=one, look=(style, colour): value_spot(place, one, at, top, room, px(_HEAD), *look))
    if card.unsure:
        row.say(_("unsure"))
    return row.y


def _own_values(face: Face, x: int, y: int, inner: int, values: Sequence[CardValue]) -> int:
    """Lay out what else can be said of the claim, one value after the other; return where they end."""
    if not values:
        return y
    px = theme.current().px
    row = _Row(face, x - px(PAD), y, x + inner + px(PAD), px(_LINE))
    for one in values:
        row.put(lambda place, at, top, room, one=one: value_spot(place, one, at, top, room, px(_LINE), "option", "text"))
    return row.y + px(_LINE) + px(4)


def _rows(face: Face, x: int, y: int, inner: int, values_of: ValuesOf) -> int:
    """Lay the roles out as rows, each tie with its values, broken where there is no room; return where they end."""
    px = theme.current().px
    for role in face.card.roles:
        face.pieces.append(Piece(QRect(x, y, px(_ROLE_WIDE) - px(4), px(_ROW)), role.label, "option", "text_2"))
        row = _Row(face, x + px(_ROLE_WIDE) - px(PAD), y, x + inner + px(PAD), px(_ROW))
        for one in role.ties or (role,):
            row.put(lambda place, at, top, room, one=one: spot_of(place, one, at, top, room, px(_ROW), told=""))
            for value in values_of(one.other_id) if isinstance(one, Tie) else ():
                row.put(lambda place, at, top, room, value=value: value_spot(place, value, at, top, room, px(_ROW), "caption", "text_2"))
            if isinstance(one, Tie) and (one.by or one.carried):
                row.say(", ".join((*one.carried, *one.by)))
        y = row.y + px(_ROW)
    return y


class _Row:
    """Puts one spot after the other, and goes on below where there is no room."""

    def __init__(self, face: Face, start: int, y: int, end: int, height: int) -> None:
        self._face, self._start, self._end, self._height = face, start, end, height
        self.at, self.y = start, y

    def put(self, lay: Callable[[int, int, int, int], Spot]) -> None:
        """Put a spot here, or at the start of the next line."""
        place = len(self._face.spots)
        spot = lay(place, self.at, self.y, self._end - self._start)
        if self.at > self._start and spot.rect.right() > self._end:
            self.at, self.y = self._start, self.y + self._height
            spot = lay(place, self.at, self.y, self._end - self._start)
        self._face.spots.append(spot)
        self.at = spot.rect.right() + 1

    def say(self, text: str) -> None:
        """Put words here that the keys do not stop at, if there is room for some of them."""
        using = theme.current()
        wide = min(width_of(text, using.font("caption")), self._end - self.at - using.px(PAD))
        if wide > using.px(40):
            self._face.pieces.append(Piece(QRect(self.at + using.px(PAD), self.y, wide, self._height), text, "caption", "text_3"))
            self.at += using.px(PAD) + wide


def _one_line(face: Face, x: int, y: int, inner: int) -> None:
    """Lay the roles out in one line as far as they go; what does not fit is counted.

    Where there is no room for all that could be said, who an actor is gives way first, then quotations are cut.
    """
    px = theme.current().px
    total = len(face.card.ties)
    shown, room = total, inner
    least = _line_of(face.card, x, y, True, px(_LEAST_TIE))[0]
    if least[-1].rect.right() > x + inner:
        room = inner - px(34)
        shown = max(1, sum(spot.rect.right() <= x + room for spot in least))
    for bare, most in ((False, inner), (True, inner), *((True, px(wide)) for wide in range(260, _LEAST_TIE, -20)), (True, px(_LEAST_TIE))):
        spots, labels = _line_of(face.card, x, y, bare, most)
        if spots[shown - 1].rect.right() <= x + room:
            break
    face.spots, face.more = spots[:shown], total - shown
    face.pieces += [piece for piece in labels if piece.rect.left() < face.spots[-1].rect.left()]


def _line_of(card: ClaimCard, x: int, y: int, bare: bool, most: int) -> tuple[list[Spot], list[Piece]]:
    """Return the ties of a card in one line and the names of their roles; no tie is wider than ``most``."""
    using = theme.current()
    px = using.px
    spots: list[Spot] = []
    labels: list[Piece] = []
    for role in card.roles:
        wide = width_of(role.label, using.font("option"))
        labels.append(Piece(QRect(x, y, wide + 1, px(_LINE)), role.label, "option", "text_2"))
        x += wide
        for one in role.ties or (role,):
            untold = isinstance(one, Role) or (bare and one.style == "box")
            spots.append(spot_of(len(spots), one, x, y, most, px(_LINE), told="" if untold else one.told))
            x = spots[-1].rect.right() + 1 + px(2)
        x += px(6)
    return spots, labels


class FacePainter:
    """Paints a card where it lies; ``tie`` is the place of the tie that has the keys, ``lit`` the id of the annotation selected in it."""

    def __init__(self, painter: QPainter, rect: QRect, direction: Qt.LayoutDirection) -> None:
        self._painter, self._rect, self._direction = painter, rect, direction
        self._using = theme.current()

    def _at(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self._direction, self._rect, rect.translated(self._rect.topLeft()))

    def paint(self, face: Face, *, selected: bool, touched: bool, keys: bool, tie: int, lit: str, hovered: int, can_write: bool) -> None:
        """Paint all of it."""
        using, painter, card = self._using, self._painter, face.card
        face.finish()
        line = using.ink if selected else using.border if touched else using.line
        frame(painter, self._rect, using.px(8), line, using.raised, 1.6 if selected or touched else using.line_scale)
        if keys and tie < 0:
            frame(painter, self._rect.adjusted(-3, -3, 3, 3), using.px(10), using.ink, None, 2.0)
        self._sign(QRect(using.px(16), using.px(_PAD) + (using.px(_HEAD) - using.px(16)) // 2, using.px(16), using.px(16)),
                   card.colour, card.style)  # fmt: skip
        if card.flag:
            side = using.px(14)
            right = face.width - using.px(16) - width_of(str(card.number), using.font("option")) - using.px(8) - side
            spot = QRect(right, using.px(_PAD) + (using.px(_HEAD) - side) // 2, side, side)
            paint_icon(painter, self._at(spot), "flag", using.text_2)
        for piece in face.pieces:
            self._piece(piece)
        draw_lines(painter, self._at(face.quote), face.lines, using.font("quote_card"), using.text, using.px(_QUOTE), self._direction)
        for spot in face.spots:
            self._spot(spot, keys=keys and spot.place == tie, lit=spot.tie is not None and spot.tie.other_id == lit,
                       hovered=spot.place == hovered)  # fmt: skip
        if face.more:
            last = face.spots[-1].rect if face.spots else QRect()
            more = QRect(face.width - using.px(16 + 34), last.top(), using.px(34), last.height())
            self._text(more, f"+{face.more}", "caption", using.text_2, align=_TRAILING)
        if face.opened:
            at = face.spots[tie].one if keys and 0 <= tie < len(face.spots) else None
            self._foot(face, can_write, at)

    def _piece(self, piece: Piece) -> None:
        self._text(piece.rect, piece.text, piece.style, self._using.colour(piece.colour))

    def _text(self, rect: QRect, text: str, style: str, colour: QColor, *, align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeading) -> None:
        draw_text(self._painter, self._at(rect), text, self._using.font(style), colour, align=align, direction=self._direction)

    def _sign(self, rect: QRect, colour: str, style: str) -> None:
        paint_category_sign(self._painter, self._at(rect), self._using.category(colour, style), style, self._using)

    def _spot(self, spot: Spot, *, keys: bool, lit: bool, hovered: bool) -> None:
        using = self._using
        box = self._at(spot.rect.adjusted(0, 1, 0, -1))
        if lit or hovered or keys:
            frame(self._painter, box, using.px(5), None, using.selection if lit or keys else using.hover)
        if keys:
            frame(self._painter, box.adjusted(-1, -1, 1, 1), using.px(6), using.ink, None, 2.0)
        if spot.tie is not None:
            self._sign(spot.sign, spot.tie.colour, spot.tie.style)
        for piece in spot.pieces:
            self._piece(piece)

    def _foot(self, face: Face, can_write: bool, at: One | None) -> None:
        """Paint the keys that act on the selected card, or on what has the keys in it."""
        using = self._using
        top, pad = face.foot, using.px(16)
        self._painter.fillRect(self._at(QRect(pad, top, face.width - 2 * pad, 1)), using.line)
        x = pad
        for key, word in self._acts(face, can_write, at):
            if not key:
                continue
            chip = chip_size(key, using)
            wide = width_of(word, using.font("option"))
            if x + chip.width() + wide + using.px(8) > face.width - pad:
                break
            spot = QRect(QPoint(x, top + using.px(9)), chip)
            paint_chip(self._painter, self._at(spot).topLeft(), key, using)
            x += chip.width() + using.px(6)
            self._text(QRect(x, top + using.px(9), wide + 1, chip.height()), word, "option", using.text_2)
            x += wide + using.px(14)

    def _acts(self, face: Face, can_write: bool, at: One | None) -> list[tuple[str, str]]:
        if isinstance(at, CardValue) and can_write:
            if at.kind == cb.BOOLEAN:
                return [("↵", _("yes or no")), ("0", _("clear"))]
            if at.choices:
                most = min(len(at.choices), MOST_DIGITS)
                return [(f"1–{most}" if most > 1 else "1", _("choose")), ("↵", _("all of them")), ("0", _("clear"))]
            return [("↵", _("write it"))]
        into = "→" if self._direction == Qt.LayoutDirection.LeftToRight else "←"
        acts = [(keys.chip("l"), _("link")), ("↵", _("values")), (keys.chip("e"), _("edges"))] if can_write else [("↵", _("values"))]
        return [*acts, (into, _("its values and links"))] if face.spots else acts
