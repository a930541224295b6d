"""The menus at the head of the codebook page: onto paper, and what is done with the codebook as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QMenu, QWidget

from annotator.i18n import _
from annotator.model.codebook_places import Place
from annotator.operations.codebook_draft import Draft
from ui.codebook.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Whole:
    """What the page does with the codebook as a whole."""

    recode: Callable[[], None]
    drop_unfit: Callable[[], object]
    discard: Callable[[], None]


def printing_menu(page: QWidget, exchange: Exchange) -> QMenu:
    """Return the menu of the ways onto paper."""
    menu = QMenu(page)
    menu.addAction(_("Print…")).triggered.connect(exchange.print)
    menu.addAction(_("Save as PDF…")).triggered.connect(exchange.ask_pdf)
    menu.addAction(_("Save as web page…")).triggered.connect(lambda: exchange.ask_export("html"))
    return menu


def more_menu(page: QWidget, exchange: Exchange, draft: Draft | None, question: Place | None, acts: Whole) -> QMenu:
    """Return the menu of what the supervisor does; ``question`` is the one on show if it has a list of values."""
    menu = QMenu(page)
    menu.addAction(_("Recode…")).triggered.connect(lambda: acts.recode())
    menu.addSeparator()
    menu.addAction(_("Take a codebook into the draft…")).triggered.connect(exchange.ask_import)
    if question is not None:
        menu.addAction(_("Add a list of codes to these values…")).triggered.connect(lambda: exchange.ask_list(question))
    menu.addAction(_("Export…")).triggered.connect(lambda: exchange.ask_export("json"))
    if draft is not None:
        menu.addSeparator()
        if draft.unfit:
            menu.addAction(_("Drop edits that do not fit")).triggered.connect(lambda: acts.drop_unfit())
        menu.addAction(_("Discard the draft")).triggered.connect(lambda: acts.discard())
    return menu


def deciding_menu(page: QWidget, keep: Callable[[], None], show: Callable[[], None]) -> QMenu:
    """Return the menu of what becomes of the codings made under other words: they stand, or are listed."""
    menu = QMenu(page)
    menu.addAction(_("They stand as they are")).triggered.connect(lambda: keep())
    menu.addAction(_("List them to be looked at again after publishing")).triggered.connect(lambda: show())
    return menu
