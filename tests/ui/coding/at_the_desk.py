"""A coder at the window, for tests: short names for what she does and sees, and the article she codes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.annotation import Annotation
from annotator.model.article import Region
from annotator.model.span import Span
from annotator.operations import coding
from ui.main_window import MainWindow

NOTICE = "Subscribe to our newsletter"
PORT = "PORT ELLERY – Officials closed the old pier, Doe told reporters on Friday."
QUOTED = "The minister said: “The ferry must stay open.”"
OPINION = "Western officials doubt that. A spokesman for the Port Authority may still back the plan, although nobody asked him."
TEXT = "\n".join((NOTICE, PORT, QUOTED, OPINION, "Friday’s vote ended late.")) + "\n"

NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


class Coder:
    """A person at the window, with short names for what she does and sees."""

    def __init__(self, window: MainWindow, text: str) -> None:
        self.window, self.text = window, text
        assert window.coding is not None
        self.page = window.coding
        self.desk, self.view, self.linking, self.edges = self.page.desk, self.page.pane.view, self.page.linking, self.page.edges

    # ---- keys

    def press(self, *keys: object) -> Coder:
        """Press keys one after the other, each where the focus is; a tuple is (modifier, key)."""
        for key in keys:
            held = NONE
            if isinstance(key, tuple):
                held, key = key
            target = QApplication.focusWidget()
            assert target is not None, "no widget has the keys"
            if isinstance(key, str):
                QTest.keyClicks(target, key, held)
            else:
                QTest.keyClick(target, key, held)
        return self

    def type_as(self, text: str, *, scan: int, key: int = 0, held: Qt.KeyboardModifier = NONE) -> None:
        """Press a key that types this text at this place of the keyboard, as X11 and Wayland count."""
        target = QApplication.focusWidget()
        assert target is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, key, held, scan, 0, 0, text))

    # ---- the text

    def span(self, words: str) -> Span:
        start = self.text.index(words)
        return Span(start, start + len(words))

    def caret_at(self, words: str) -> Coder:
        self.view.set_caret(self.text.index(words))
        self.view.setFocus()
        return self

    def mark(self, category: str, words: str, **values: object) -> Annotation:
        return coding.annotate(self.desk.project, self.desk.shown.id, category, self.span(words), values=values or None)

    @property
    def selected_words(self) -> str:
        span = self.view.selection()
        return span.quote(self.text) if span is not None else ""

    def own(self, category: str = "") -> list[Annotation]:
        return [one for one in self.desk.shown.ordered() if category in ("", one.category)]

    def links(self) -> list[str]:
        return [link.link for link in self.desk.shown.links.values()]

    # ---- the mouse

    def point(self, words: str, into: int = 0) -> QPoint:
        """Return a point inside the character that is ``into`` characters behind the beginning of the words."""
        rect = self.view.page.caret_rect(self.text.index(words) + into)
        assert rect is not None, "the place must be in view"
        return QPoint(int(rect.center().x()) + 4, int(rect.center().y()))

    def click(self, words: str, into: int = 1, held: Qt.KeyboardModifier = NONE) -> None:
        self.wait_out_a_double_click()
        QTest.mouseClick(self.view.viewport(), LEFT, held, self.point(words, into))

    def wait_out_a_double_click(self) -> None:
        QTest.mouseRelease(self.view.viewport(), Qt.MouseButton.RightButton)  # no press of the left button went before
        self.view._pointer._doubled = 0.0

    def draw(self, start: QPoint, end: QPoint) -> None:
        """Press at start, draw to end, let go."""
        port = self.view.viewport()
        QTest.mousePress(port, LEFT, NONE, start)
        for share in (0.3, 0.7, 1.0):
            where = QPointF(start) + (QPointF(end) - QPointF(start)) * share
            event = QMouseEvent(QEvent.Type.MouseMove, where, port.mapToGlobal(where), Qt.MouseButton.NoButton, LEFT, NONE)
            QApplication.sendEvent(port, event)
        QTest.mouseRelease(port, LEFT, NONE, end)

    @property
    def said(self) -> str:
        return self.page.message.text() if self.page.message.isVisible() else ""


def regions_of(text: str) -> tuple[Region, ...]:
    """Return the regions of the article of these tests: a notice, a dateline, the body."""
    place = text.index("PORT ELLERY –")
    return (
        Region("furniture", Span(0, len(NOTICE))),
        Region("dateline", Span(place, place + len("PORT ELLERY –"))),
        Region("body", Span(text.index("Officials closed"), len(text) - 1)),
    )
