"""The bar at the head of the codebook page: its title with the grey line, and what is done with the whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui import theme
from ui.parts.page_head import page_head

HEAD = 64
"""its height in px at 100 %"""


def head_bar(title: str, said: QWidget, buttons: Sequence[QWidget]) -> QWidget:
    """Return the bar with a title over a line of words, and buttons at its end."""
    px = theme.current().px
    top, row = page_head(title, said)
    row.setContentsMargins(px(24), px(8), px(20), px(8))
    for button in buttons:
        row.addWidget(button)
    return top
