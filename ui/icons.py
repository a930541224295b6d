"""Lucide icons, tinted: ``icon("flag")``. 16 and 20 px, line 1.75, in the text colour of the theme, sharp at any pixel ratio."""

from __future__ import annotations

import zlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from ui import theme

_LINE = b'stroke-width="1.75"'
# Central directory entry of a zip: signature, then at these places sizes, method and lengths (APPNOTE.TXT 4.3.12).
_ENTRY, _ENTRY_LENGTH, _HEADER_LENGTH = b"PK\x01\x02", 46, 30


def icon(name: str, colour: str = "text_2") -> QIcon:
    """Return a Lucide icon by its name; ``colour`` is a token of the theme and is looked up at each painting.

    Raises KeyError where Lucide has no such icon. Always give the control that shows it a word, or a tooltip and an accessible name.
    """
    _source(name)
    return QIcon(LucideEngine(name, colour))


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, colour: QColor) -> None:
    """Paint a Lucide icon into the rectangle in this colour."""
    box = rect.toRect() if isinstance(rect, QRectF) else rect
    painter.drawPixmap(box, pixmap(name, box.size(), painter.device().devicePixelRatio(), colour))


def pixmap(name: str, size: QSize, ratio: float, colour: QColor) -> QPixmap:
    """Return the icon as a picture of ``size`` logical px for a screen of this device pixel ratio; pictures are cached."""
    key = f"lucide {name} {size.width()} {size.height()} {ratio} {colour.rgba():x}"
    found = QPixmapCache.find(key)
    if found is not None and not found.isNull():
        return found
    made = QPixmap((size.toSizeF() * ratio).toSize())
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    side = min(size.width(), size.height())
    square = QRectF((size.width() - side) / 2, (size.height() - side) / 2, side, side)
    QSvgRenderer(QByteArray(_source(name).replace(b"currentColor", colour.name().encode()))).render(painter, square)
    painter.end()
    QPixmapCache.insert(key, made)
    return made


_copies: list[QIconEngine] = []


class LucideEngine(QIconEngine):
    """Paints one Lucide icon in the colours of the theme in use."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def clone(self) -> LucideEngine:
        # Qt owns the copy, but PySide does not know: without our reference it would be freed at once, under Qt's feet.
        copy = LucideEngine(self._name, self._colour)
        _copies.append(copy)
        return copy

    def key(self) -> str:
        return "lucide"

    def iconName(self) -> str:
        return self._name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_icon(painter, rect, self._name, self._tint(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return pixmap(self._name, size, 1.0, self._tint(mode))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return pixmap(self._name, size, scale, self._tint(mode))

    def _tint(self, mode: QIcon.Mode) -> QColor:
        using = theme.current()
        return using.border if mode == QIcon.Mode.Disabled else using.colour(self._colour)


@cache
def _source(name: str) -> bytes:
    """Return the drawing of an icon; raise KeyError if there is none."""
    found = _place_of(name)
    if found is None:
        raise KeyError(f"Lucide has no icon {name!r}")
    method, packed, offset = found
    with _path().open("rb") as file:
        file.seek(offset)
        header = file.read(_HEADER_LENGTH)
        file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        body = file.read(packed)
    drawing = zlib.decompress(body, -15) if method == 8 else body
    return drawing.replace(b'stroke-width="2"', _LINE)


@cache
def _path() -> Path:
    found = find_spec("justmyresource_lucide")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("the icons are missing: the package justmyresource-lucide is not installed")
    return Path(found.submodule_search_locations[0]) / "icons.zip"


@cache
def _directory() -> bytes:
    """Return the list of contents of the archive of icons."""
    with _path().open("rb") as file:
        file.seek(-22, 2)
        end = file.read(22)
        file.seek(int.from_bytes(end[16:20], "little"))
        return file.read(int.from_bytes(end[12:16], "little"))


def _place_of(name: str) -> tuple[int, int, int] | None:
    """Return method, packed size and place of an icon in the archive; None if there is none of this name.

    Looked for by hand: the window's first page needs a dozen of 1,700 entries, and zipfile makes an object of each.
    """
    directory, written = _directory(), f"{name}.svg".encode()
    at = directory.find(written)
    while at >= 0:
        start = at - _ENTRY_LENGTH
        entry = directory[start:at]
        if entry[:4] == _ENTRY and int.from_bytes(entry[28:30], "little") == len(written):
            method = int.from_bytes(entry[10:12], "little")
            return method, int.from_bytes(entry[20:24], "little"), int.from_bytes(entry[42:46], "little")
        at = directory.find(written, at + 1)
    return None
