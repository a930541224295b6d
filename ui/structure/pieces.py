"""What a card is laid out of: pieces of text, and the spots that the keys go through: ties, missing roles and values."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect

from annotator.i18n import _, in_sentence
from annotator.model import codebook as cb
from annotator.operations.structure import Role, Tie
from annotator.operations.structure_values import CardValue
from ui import theme
from ui.parts.painting import width_of

SIGN = 14
PAD = 6
"""px between the edge of a spot and what stands in it"""
_UNLABELLED = (cb.SINGLE, cb.ENTITY_REF)

One = Tie | Role | CardValue


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text of a card: where it stands, counted from the card's corner where reading begins."""

    rect: QRect
    text: str
    style: str
    colour: str


@dataclass(frozen=True, slots=True)
class Spot:
    """What the keys can stand on in a card, and the pieces it is made of; ``place`` counts those of the card."""

    place: int
    rect: QRect
    sign: QRect
    pieces: tuple[Piece, ...]
    one: One

    @property
    def tie(self) -> Tie | None:
        """Return the tie that stands here, if one does."""
        return self.one if isinstance(self.one, Tie) else None


def spot_of(place: int, one: Tie | Role, x: int, y: int, room: int, height: int, *, told: str) -> Spot:
    """Lay out one tie from x on in this room: sign, quotation, and ``told`` behind it; or a role that is missing."""
    using = theme.current()
    px = using.px
    if isinstance(one, Role):
        wide = min(room, width_of(_("missing"), using.font("name")) + px(12))
        rect = QRect(x, y, wide, height)
        return Spot(place, rect, QRect(), (Piece(rect.adjusted(px(PAD), 0, 0, 0), _("missing"), "name", "error"),), one)
    sign = QRect(x + px(PAD), y + (height - px(SIGN)) // 2, px(SIGN), px(SIGN))
    start = sign.right() + 1 + px(PAD)
    left = x + room - start - px(PAD)
    quote = width_of(one.quote, using.font("name"))
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
    return Spot(place, QRect(x, y, end + px(PAD) - x, height), sign, tuple(pieces), one)


def value_spot(place: int, value: CardValue, x: int, y: int, room: int, height: int, style: str, colour: str) -> Spot:
    """Lay out one value from x on in this room, its label before it where the value alone would not tell what it is."""
    using = theme.current()
    px = using.px
    at, end = x + px(PAD), x + room - px(PAD)
    pieces = []
    if value.kind not in _UNLABELLED or not value.shown:
        wide = min(width_of(value.label, using.font("caption")), max(0, end - at - px(40)))
        pieces.append(Piece(QRect(at, y, wide, height), value.label, "caption", "text_3"))
        at += wide + px(PAD)
    shown = in_sentence(value.shown) if value.kind == cb.SINGLE else value.shown
    if not shown:
        shown, style, colour = (_("missing"), "option", "error") if value.required else ("–", "option", "text_3")
    wide = max(0, min(width_of(shown, using.font(style)), end - at))
    pieces.append(Piece(QRect(at, y, wide, height), shown, style, colour))
    at += wide
    if value.shown and value.is_open:
        told = _("proposed")
        wide = width_of(told, using.font("caption"))
        if at + px(PAD) + wide <= end:
            pieces.append(Piece(QRect(at + px(PAD), y, wide, height), told, "caption", "text_3"))
            at += px(PAD) + wide
    return Spot(place, QRect(x, y, at + px(PAD) - x, height), QRect(), tuple(pieces), value)
