"""From the plain colour of a codebook to the colours that marks, labels and grounds are painted in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from annotator.model.codebook import STYLES
from annotator.model.contrast import contrast, mix, with_contrast

if TYPE_CHECKING:
    from ui.theme.tokens import Theme


# The four categories of the built-in codebook (Okabe & Ito 2008), set by hand: line, ink, tint, selected tint, dimmed tint, spine.
_LIGHT_TABLE = {
    "#0072B2": ("#0072B2", "#005C91", "#DCECF6", "#DCECF6", "#EDF5FB", "#0072B2"),
    "#E69F00": ("#A97000", "#855600", "#FCEFD3", "#F9DC9F", "#FDF4E1", "#E69F00"),
    "#009E73": ("#008A64", "#006B4E", "#D6F0E7", "#D6F0E7", "#EAF7F3", "#008A64"),
    "#CC79A7": ("#B5528C", "#974078", "#F8E4EF", "#F8E4EF", "#FBF1F7", "#B5528C"),
}
_DARK_TABLE = {
    "#0072B2": ("#56B4E9", "#7CC6F0", "#1D3A4D", "#1D3A4D", "#1E2E3A", "#56B4E9"),
    "#E69F00": ("#D69A1E", "#F0B84A", "#3B3219", "#5E4A14", "#332C1D", "#E69F00"),
    "#009E73": ("#2DBE91", "#55D3AC", "#173D33", "#173D33", "#1B302D", "#2DBE91"),
    "#CC79A7": ("#DE8FBB", "#EBA9CD", "#472A3B", "#472A3B", "#332631", "#DE8FBB"),
}


@dataclass(frozen=True, slots=True, eq=False)
class CategoryColours:
    """What one codebook colour becomes under a theme (DESIGN.md section 4)."""

    line: QColor
    """boxes, underlines, waves, connectors"""
    ink: QColor
    """words in the category's colour"""
    tint: QColor
    """a light ground"""
    tint_selected: QColor
    """the ground of the selected one; that of an inner claim"""
    dimmed: QColor
    """the ground while another one is selected (lines are then painted at 62 %)"""
    edge: QColor
    """the ends of a background"""
    spine: QColor
    """the bar beside the selected one, and in the minimap"""


def category_colours(colour: str, style: str, theme: Theme) -> CategoryColours:
    """Return the colours of a category; the four of the built-in codebook are those of the table, all others follow its rule.

    Line: at least 4 : 1 on light paper, 6 : 1 on dark. Ink: at least 6 : 1, on dark 8 : 1. Tint: about 15 % over paper, dark 25 %.
    In high contrast the tints are the paper. Raises ValueError for what is no colour or no style.
    """
    if style not in STYLES:
        raise ValueError(f"a category is drawn as one of {', '.join(STYLES)}, not {style!r}")
    table = _DARK_TABLE if theme.dark_ground else _LIGHT_TABLE
    line, ink, tint, selected, dimmed, spine = table.get(colour.upper()) or _by_rule(colour, style, theme)
    paper = theme.paper.name()
    if theme.high_contrast:
        tint = selected = dimmed = paper
        line, ink = with_contrast(line, paper, 6), with_contrast(ink, paper, 7)
    return CategoryColours(QColor(line), QColor(ink), QColor(tint), QColor(selected), QColor(dimmed), QColor(line), QColor(spine))


def _by_rule(colour: str, style: str, theme: Theme) -> tuple[str, str, str, str, str, str]:
    paper, text = theme.paper.name(), theme.text.name()
    dark = theme.dark_ground
    line = with_contrast(colour, paper, 6.0 if dark else 4.0)
    ink = with_contrast(colour, paper, 8.0 if dark else 6.0)
    tint = _ground(paper, colour, text, 0.25 if dark else 0.15)
    selected = _ground(paper, colour, text, 0.38) if style == "background" else tint
    spine = colour if contrast(colour, paper) >= 2.2 else line
    return line, ink, tint, selected, mix(paper, tint, 0.6), spine


def _ground(paper: str, colour: str, text: str, share: float) -> str:
    """Return the colour laid thinly over the paper, thinner still where text would fall below 6 : 1."""
    ground = mix(paper, colour, share)
    while contrast(ground, text) < 6.0 and share > 0.02:
        share -= 0.02
        ground = mix(paper, colour, share)
    return ground
