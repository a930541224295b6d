"""Where the window stands: as it stood last, and always within the screen, its frame too."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRect
from PySide6.QtWidgets import QApplication, QMainWindow

from ui.kept import kept

FRAME_MS = 50
"""after which the desktop has framed a window that was shown"""
_GEOMETRY = "window/geometry"
_NEAR = 16  # px that a kept place may lie beyond the screen


def stand(window: QMainWindow, usual: tuple[int, int], least: tuple[int, int]) -> None:
    """Put the window where it stood last; where that does not fit the screens of today, make it as large as usual."""
    geometry = kept().value(_GEOMETRY)
    if isinstance(geometry, QByteArray) and window.restoreGeometry(geometry) and _is_in_sight(window):
        return
    room = window.screen().availableSize()
    window.resize(*(max(low, min(side, most)) for low, side, most in zip(least, usual, room.toTuple(), strict=True)))


def keep(window: QMainWindow) -> None:
    """Keep where the window stands for the next start."""
    kept().setValue(_GEOMETRY, window.saveGeometry())


def keep_on_screen(window: QMainWindow) -> None:
    """Give way to the frame that the desktop has put round the window by now, if that reaches beyond the screen."""
    frame, room = window.frameGeometry(), window.screen().availableGeometry()
    fits = window.width() <= room.width() and window.height() <= room.height()  # one made larger than the screen is meant so
    if window.isMaximized() or window.isFullScreen() or not fits:
        return
    placed = placed_within(frame, room)
    if placed != frame:
        window.resize((placed.size() - (frame.size() - window.size())).expandedTo(window.minimumSize()))
        window.move(placed.topLeft())


def placed_within(frame: QRect, room: QRect) -> QRect:
    """Return the frame cut to the size of the room and moved as little as needed to lie inside it."""
    width, height = min(frame.width(), room.width()), min(frame.height(), room.height())
    left = max(room.left(), min(frame.left(), room.left() + room.width() - width))
    top = max(room.top(), min(frame.top(), room.top() + room.height() - height))
    return QRect(left, top, width, height)


def _is_in_sight(window: QMainWindow) -> bool:
    screen = QApplication.screenAt(window.geometry().center())
    return screen is not None and screen.availableGeometry().adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR).contains(window.geometry())
