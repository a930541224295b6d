"""The bar that says that a step waits for another program."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from annotator.i18n import _
from ui.parts.message import Message
from ui.patience import Patience


def show_waiting(patience: Patience, window: QWidget) -> Message:
    """Say it at the bottom of the window while a step is held up, and return the bar."""
    bar = Message(window)

    def tell(waits: bool) -> None:
        if waits:
            bar.tell(_("Saving… another program is reading the project"), lasting=True)
        else:
            bar.hide()

    patience.waits.connect(tell)
    return bar
