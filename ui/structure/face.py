"""How one card looks: where its lines, its roles and its ties lie, and how they are painted (DESIGN.md section 6, picture c)."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle

from annotator.i18n import _
from annotator.operations.structure import ClaimCard, Role, Tie
from ui import keys, theme
from ui.icons import paint_icon
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.lines import draw_lines, lines_of
from ui.parts.painting import draw_text, frame, width_of
from ui.parts.signs import paint_category_sign

GAP = 10
_PAD, _HEAD, _QUOTE, _ROW, _LINE = 14, 22, 20, 26, 22
_ROLE_WIDE, _SIGN, _LEAST_TIE = 84, 14, 100
_QUOTE_LINES, _OPEN_QUOTE_LINES = 2, 4
_TRAILING = Qt.AlignmentFlag.AlignTrailing


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text of a card: where it stands, counted from the card's corner where reading begins."""

    rect: QRect
    text: str
    style: str
    colour: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A tie (or a role that is missing) in a card, and the pieces it is made of; ``place`` counts as ``ClaimCard.ties`` does."""

    place: int
    rect: QRect
    sign: QRect
    pieces: tuple[Piece, ...]
    tie: Tie | None


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


def face_of(card: ClaimCard, width: int, *, opened: bool) -> Face:
    """Lay out a card in a width in px; the gap to the next card is not counted in its height."""
    using = theme.current()
    px = using.px
    face = Face(card, width, opened)
    inner = width - 2 * px(16)
    y = px(_PAD)
    if opened:
        _head(face, px(16), y, inner)
    y += px(_HEAD) + px(4)
    most = _OPEN_QUOTE_LINES if opened else _QUOTE_LINES
    face.lines = lines_of(card.quote, using.font("quote_card"), inner, most)
    face.quote = QRect(px(16), y, inner, len(face.lines) * px(_QUOTE))
    y = face.quote.bottom() + 1 + px(8)
    for message in card.open:
        face.pieces.append(Piece(QRect(px(16), y, inner, px(_LINE)), message, "option", "error"))
        y += px(_LINE)
    if not opened:
        face.unset_line = y
        y += px(_LINE) if card.roles else 0
    else:
        y = _rows(face, px(16), y, inner)
        face.foot = y + px(6)
        y = face.foot + px(32)
    face.height = y + px(6 if opened else 10)
    return face


def _head(face: Face, x: int, y: int, inner: int) -> None:
    using, card = theme.current(), face.card
    px = using.px
    number = str(card.number)
    wide = width_of(number, using.font("option"))
    end = x + inner - wide
    face.pieces.append(Piece(QRect(end, y, wide + 1, px(_HEAD)), number, "option", "text_2"))
    if card.flag:
        end -= px(22)
    at = x + px(26)
    first, *others = card.facts or (card.category,)
    wide = min(width_of(first.lower(), using.font("current")), max(0, end - at - px(8)))
    face.pieces.append(Piece(QRect(at, y, wide + 1, px(_HEAD)), first.lower(), "current", "text"))
    rest = "".join(f" · {one.lower()}" for one in (*others, *([_("unsure")] if card.unsure else [])))
    at += wide + px(3)
    if rest and end - at > px(30):
        face.pieces.append(Piece(QRect(at, y, end - at - px(8), px(_HEAD)), rest.lstrip(), "option", "text_2"))


def _spot(place: int, one: Tie | Role, x: int, y: int, room: int, height: int, *, bare: bool = False) -> Spot:
    """Lay out one tie from x on in this room: sign, quotation, what stands behind it unless it is ``bare``."""
    using = theme.current()
    px = using.px
    if isinstance(one, Role):
        wide = min(room, width_of(_("missing"), using.font("name")) + px(12))
        rect = QRect(x, y, wide, height)
        return Spot(place, rect, QRect(), (Piece(rect.adjusted(px(6), 0, 0, 0), _("missing"), "name", "error"),), None)
    sign = QRect(x + px(6), y + (height - px(_SIGN)) // 2, px(_SIGN), px(_SIGN))
    start = sign.right() + 1 + px(6)
    left = x + room - start - px(6)
    quote, told = width_of(one.quote, using.font("name")), "" if bare else one.told
    behind = width_of(told, using.font("caption")) + px(8) if told else 0
    if quote + behind > left:
        whole, behind = behind, min(behind, max(left * 2 // 5, left - quote))
        if behind < min(whole, px(64)):
            behind = 0  # two letters and … say nothing
        quote = min(quote, left - behind)
    pieces = [Piece(QRect(start, y, max(0, quote), height), one.quote, "name", "text")]
    end = start + quote
    if behind:
        pieces.append(Piece(QRect(end + px(8), y, behind - px(8) + 1, height), told, "caption", "text_3"))
        end += behind
    return Spot(place, QRect(x, y, end + px(6) - x, height), sign, tuple(pieces), one)


def _rows(face: Face, x: int, y: int, inner: int) -> int:
    """Lay the roles out as rows, a tie after the other, broken where there is no room; return where they end."""
    px = theme.current().px
    place = 0
    for role in face.card.roles:
        face.pieces.append(Piece(QRect(x, y, px(_ROLE_WIDE) - px(4), px(_ROW)), role.label, "option", "text_2"))
        at = start = x + px(_ROLE_WIDE) - px(6)
        for one in role.ties or (role,):
            spot = _spot(place, one, at, y, x + inner - start + px(6), px(_ROW))
            if at > start and spot.rect.right() > x + inner + px(6):
                at, y = start, y + px(_ROW)
                spot = _spot(place, one, at, y, x + inner - start + px(6), px(_ROW))
            face.spots.append(spot)
            at = spot.rect.right() + 1 + px(4)
            place += 1
        y += px(_ROW)
    return y


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
            actor = isinstance(one, Tie) and one.style == "box"
            spots.append(_spot(len(spots), one, x, y, most, px(_LINE), bare=bare and actor))
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
            self._foot(face, can_write)

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

    def _foot(self, face: Face, can_write: bool) -> None:
        """Paint the keys that act on the selected card."""
        using = self._using
        top, pad = face.foot, using.px(16)
        self._painter.fillRect(self._at(QRect(pad, top, face.width - 2 * pad, 1)), using.line)
        acts = [(keys.chip("l"), _("link")), ("↵", _("values")), (keys.chip("e"), _("edges"))] if can_write else [("↵", _("values"))]
        if face.spots:
            acts.append(("→" if self._direction == Qt.LayoutDirection.LeftToRight else "←", _("its links")))
        x = pad
        for key, word in acts:
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
