"""The head of a page, its title over a line that says what is shown and room for buttons, and what stands below it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui import theme
from ui.parts.painting import Label


def page_head(title: str, said: QWidget) -> tuple[QWidget, QHBoxLayout]:
    """Return a head of 64 px with the title over ``said``, and its row, to which buttons may be added at the end."""
    px = theme.current().px
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Label(title, "page_title"))
    words.addWidget(said)
    top = QWidget()
    top.setFixedHeight(px(64))
    row = QHBoxLayout(top)
    row.setContentsMargins(px(24), px(8), px(24), px(8))
    row.setSpacing(px(8))
    row.addLayout(words, 1)
    return top, row


def lay_out_page(page: QWidget, head: QWidget, below: QLayout | QWidget) -> None:
    """Stand a page's head over all else, a line apart."""
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    whole.addWidget(head)
    whole.addSpacing(1)
    if isinstance(below, QLayout):
        whole.addLayout(below, 1)
    else:
        whole.addWidget(below, 1)
