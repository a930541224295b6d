"""The focus ring: 2 px of ink, 1 px outside of whatever takes keys (DESIGN.md section 7).

One overlay serves the whole program. It lies beside the focused widget, not in it, so no part has to keep a margin for it.
A widget may offer ``focus_rect() -> QRect`` (what the ring goes round, in its own coordinates) and ``focus_radius() -> int``;
one that shows its focus by itself sets the property ``paintsFocus``.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QSplitter, QWidget
from shiboken6 import isValid


class FocusRing(QWidget):
    """The ring round one focused widget."""

    _following: QApplication | None = None
    _shown: FocusRing | None = None

    def __init__(self, target: QWidget) -> None:
        room, chain = _room_for(target)
        super().__init__(room)
        self._target = target
        self._inside = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for widget in chain:
            widget.installEventFilter(self)
        self.place()

    @classmethod
    def follow(cls, app: QApplication) -> None:
        """Show the ring round whatever has the focus from now on."""
        if cls._following is not app:
            cls._following = app
            app.focusChanged.connect(cls._moved)
        elif cls._shown is not None and isValid(cls._shown):
            cls._shown.place()

    @classmethod
    def shown(cls) -> FocusRing | None:
        """Return the ring on the screen, None if nothing has the focus."""
        return cls._shown if cls._shown is not None and isValid(cls._shown) else None

    @classmethod
    def refresh(cls, widget: QWidget) -> None:
        """Lay the ring anew because the widget's ``focus_rect`` has moved."""
        ring = cls.shown()
        if ring is not None and isValid(ring._target) and ring._target is widget:
            ring.place()

    @classmethod
    def _moved(cls, _old: QWidget | None, new: QWidget | None) -> None:
        old_ring, cls._shown = cls.shown(), None
        if old_ring is not None:
            old_ring.hide()
            old_ring.deleteLater()
        if new is None or new.isWindow():
            return
        target = _ringed(new)
        if target.property("paintsFocus") or target.isWindow():
            return
        cls._shown = cls(target)

    def place(self) -> None:
        """Lie round the target, inside it where there is no room around."""
        if not isValid(self._target):
            return
        room = self.parentWidget()
        rect = _inner(self._target)
        if room is not self._target:
            rect.moveTopLeft(self._target.mapTo(room, rect.topLeft()))
        wanted = rect.adjusted(-3, -3, 3, 3)
        self._inside = room is self._target or not room.rect().contains(wanted)
        self.setGeometry(rect if self._inside else wanted)
        self.setVisible(self._target.isVisible())
        self.raise_()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self.place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        from ui.theme.style import current

        radius = self._target.focus_radius() if isValid(self._target) and hasattr(self._target, "focus_radius") else current().px(6)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current().ink, 2))
        outer = radius if self._inside else radius + 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), outer, outer)


_MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}


def _inner(target: QWidget) -> QRect:
    return QRect(target.focus_rect()) if hasattr(target, "focus_rect") else target.rect()


def _room_for(target: QWidget) -> tuple[QWidget, list[QWidget]]:
    """Return the nearest widget around the target that does not cut the ring off, and all whose moving moves the ring.

    What scrolls may cut it off: there, and where there is no room at all, the ring lies inside the target.
    A child of a splitter would become one of its panes, so that one is passed over.
    """
    wanted = _inner(target).adjusted(-3, -3, 3, 3)
    chain = [target]
    while not chain[-1].isWindow():
        above = chain[-1].parentWidget()
        rect = wanted.translated(target.mapTo(above, QPoint(0, 0)))
        scrolls = isinstance(above.parentWidget(), QAbstractScrollArea) and above.parentWidget().viewport() is above
        if not isinstance(above, QSplitter) and (above.rect().contains(rect) or scrolls):
            return above, chain
        chain.append(above)
    return target, [target]


def _ringed(widget: QWidget) -> QWidget:
    """Return what the ring goes round: the widget, or the part around it that hands its focus on to it."""
    if hasattr(widget, "focus_rect"):
        return widget
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        if above.focusProxy() is widget and hasattr(above, "focus_rect"):
            return above
        above = above.parentWidget()
    return widget
