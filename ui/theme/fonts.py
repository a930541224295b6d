"""The type of DESIGN.md section 3: Inter for the window, Source Serif 4 for article text and quotations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

SANS = ("Inter", "Noto Sans Devanagari", "Noto Naskh Arabic", "Noto Sans CJK SC", "Noto Sans")
FACES = ("serif", "sans", "system")
"""what the article can be set in"""
SERIF = ("Source Serif 4", "Noto Serif Devanagari", "Noto Naskh Arabic", "Noto Serif CJK SC", "Noto Serif")

_FILES = {
    "sans": ("fontpkg_inter", "Inter[opsz,wght].ttf"),
    "serif": ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf"),
    "italic": ("fontpkg_source_serif_4", "SourceSerif4-Italic[opsz,wght].ttf"),
}


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Size and line in px at 100 %, and the weight."""

    size: float
    line: float
    weight: int = 400
    serif: bool = False
    italic: bool = False
    article: bool = False
    """set in the face that the reader chose"""


STYLES: dict[str, TextStyle] = {
    "page_title": TextStyle(18, 24, 600),
    "panel_title": TextStyle(15, 20, 600),
    "figure": TextStyle(24, 32, 600),
    "value": TextStyle(14, 20, 600),
    "control": TextStyle(13, 20),
    "name": TextStyle(13, 20, 500),
    "current": TextStyle(13, 20, 600),
    "option": TextStyle(12, 17),
    "option_chosen": TextStyle(12, 17, 600),
    "label": TextStyle(12, 17, 600),
    "caption": TextStyle(11, 16),
    "head": TextStyle(11, 16, 600),
    "key": TextStyle(11, 16, 500),
    "article": TextStyle(16, 28, serif=True, article=True),
    "article_italic": TextStyle(16, 28, serif=True, italic=True, article=True),
    "article_strong": TextStyle(16, 28, 600, serif=True, article=True),
    "headline": TextStyle(21, 30, 600, serif=True, article=True),
    "furniture": TextStyle(13, 22),
    "quote": TextStyle(13, 19, serif=True),
    "quote_card": TextStyle(14, 20, serif=True),
}

_loaded: set[str] = set()


def font(style: str, zoom: float = 1.0, face: str = "serif") -> QFont:
    """Return a fresh copy of the font of a text style (a key of ``STYLES``) at this zoom; needs a QGuiApplication.

    ``face`` (one of ``FACES``) is what the article is set in; other text keeps its own.
    """
    return QFont(_font(style, zoom, face if STYLES[style].article else "serif"))


def line_height(style: str, zoom: float = 1.0) -> int:
    """Return the height of a line of the text style in px."""
    return round(STYLES[style].line * zoom)


def font_file(which: str) -> Path | None:
    """Return the file of ``sans``, ``serif`` or ``italic``, None where its package is not installed."""
    package, name = _FILES[which]
    # Looked up, not imported: the packages do more at import than we need.
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        return None
    path = Path(found.submodule_search_locations[0]) / "files" / name
    return path if path.exists() else None


@cache
def _font(style: str, zoom: float, face: str) -> QFont:
    wanted = STYLES[style]
    serif = wanted.serif and face == "serif"
    _load("sans" if not serif else "italic" if wanted.italic else "serif")
    made = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)) if face == "system" else QFont()
    if face != "system":
        made.setFamilies(list(SERIF if serif else SANS))
    made.setPixelSize(max(1, round(wanted.size * zoom)))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setItalic(wanted.italic)
    if wanted.weight != 400:
        # The axis makes the variable fonts heavier (setWeight alone does nothing to them, or gives a false bold);
        # the weight does the same for the fallback fonts of other scripts.
        made.setVariableAxis(QFont.Tag("wght"), wanted.weight)
        made.setWeight(QFont.Weight(wanted.weight))
    if not serif:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _load(which: str) -> None:
    """Make the font known to Qt once; without its package the fallbacks of the system stand in."""
    if which in _loaded:
        return
    _loaded.add(which)
    path = font_file(which)
    if path is not None:
        QFontDatabase.addApplicationFont(str(path))
