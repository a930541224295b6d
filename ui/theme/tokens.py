"""The frozen tokens of DESIGN.md section 4, light, dark and in high contrast."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtGui import QColor, QFont

from ui.theme.categories import CategoryColours, category_colours
from ui.theme.fonts import font, line_height

_LIGHT = {
    "window": "#F3F4F5", "panel": "#FAFAFB", "paper": "#FFFFFF", "raised": "#FFFFFF",
    "line": "#E1E3E7", "border": "#8B919A", "chip_border": "#C4C8CE",
    "hover": "#ECEEF0", "selection": "#E2E5E9", "track": "#DADDE2",
    "text": "#1D2125", "text_2": "#4A5058", "text_3": "#5D646E", "furniture": "#646B74",
    "ink": "#1D2125", "on_ink": "#FFFFFF", "text_selection": "#C9D6E6",
    "error": "#B3261E", "error_ground": "#FBE9E7", "warning": "#7A5200", "warning_ground": "#FFF4DC",
}  # fmt: skip
_DARK = {
    "window": "#16181B", "panel": "#1C1F23", "paper": "#1F2226", "raised": "#272B30",
    "line": "#30343A", "border": "#737A84", "chip_border": "#4A5058",
    "hover": "#2A2E34", "selection": "#32373E", "track": "#3A3F46",
    "text": "#E4E7EA", "text_2": "#B7BDC5", "text_3": "#9CA3AD", "furniture": "#969DA7",
    "ink": "#E4E7EA", "on_ink": "#16181B", "text_selection": "#3C5069",
    "error": "#FF9A90", "error_ground": "#3A2321", "warning": "#F0C060", "warning_ground": "#38301E",
}  # fmt: skip
# In high contrast every grey that carries meaning becomes text, every frame a line that is seen; grounds lie close together.
_LIGHT_HIGH = _LIGHT | {
    "window": "#FFFFFF", "panel": "#FFFFFF", "line": "#5D646E", "border": "#000000", "chip_border": "#000000",
    "hover": "#ECEEF0", "selection": "#DADDE2", "track": "#C4C8CE", "text": "#000000", "text_2": "#000000", "text_3": "#1D2125",
    "furniture": "#33383E", "ink": "#000000", "error": "#8C1008", "error_ground": "#FFFFFF", "warning": "#5A3C00",
    "warning_ground": "#FFFFFF",
}  # fmt: skip
_DARK_HIGH = _DARK | {
    "window": "#000000", "panel": "#000000", "paper": "#000000", "raised": "#000000", "line": "#9CA3AD", "border": "#FFFFFF",
    "chip_border": "#FFFFFF", "hover": "#24282D", "selection": "#32373E", "track": "#4A5058", "text": "#FFFFFF",
    "text_2": "#FFFFFF", "text_3": "#E4E7EA", "furniture": "#CDD2D8", "ink": "#FFFFFF", "on_ink": "#000000",
    "error": "#FFB4AC", "error_ground": "#000000", "warning": "#FFD37A", "warning_ground": "#000000",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """Colours, type and sizes at one text zoom. Colours are shared: never change one in place."""

    dark_ground: bool
    high_contrast: bool
    text_zoom: float
    window: QColor
    panel: QColor
    paper: QColor
    raised: QColor
    line: QColor
    border: QColor
    chip_border: QColor
    hover: QColor
    selection: QColor
    track: QColor
    text: QColor
    text_2: QColor
    text_3: QColor
    furniture: QColor
    ink: QColor
    on_ink: QColor
    text_selection: QColor
    error: QColor
    error_ground: QColor
    warning: QColor
    warning_ground: QColor
    article_face: str = "serif"
    line_spacing: float = 1.0
    """of the article: what its pitch is multiplied with"""
    _categories: dict[tuple[str, str], CategoryColours] = field(default_factory=dict, repr=False)

    @classmethod
    def light(cls, *, high_contrast: bool = False, text_zoom: float = 1.0, article_face: str = "serif", line_spacing: float = 1.0) -> Theme:
        """Return the light theme; ``text_zoom`` 1.0 is 100 %."""
        return cls._of(_LIGHT_HIGH if high_contrast else _LIGHT, False, high_contrast, text_zoom, article_face, line_spacing)

    @classmethod
    def dark(cls, *, high_contrast: bool = False, text_zoom: float = 1.0, article_face: str = "serif", line_spacing: float = 1.0) -> Theme:
        """Return the dark theme; ``text_zoom`` 1.0 is 100 %."""
        return cls._of(_DARK_HIGH if high_contrast else _DARK, True, high_contrast, text_zoom, article_face, line_spacing)

    @classmethod
    def _of(cls, tokens: dict[str, str], dark: bool, high_contrast: bool, text_zoom: float, face: str, spacing: float) -> Theme:
        colours: dict[str, Any] = {name: QColor(value) for name, value in tokens.items()}
        return cls(
            dark_ground=dark, high_contrast=high_contrast, text_zoom=text_zoom, article_face=face, line_spacing=spacing, **colours
        )

    @property
    def name(self) -> str:
        """``light`` or ``dark``, with ``high contrast`` after it where that is on."""
        return ("dark" if self.dark_ground else "light") + (" high contrast" if self.high_contrast else "")

    @property
    def line_scale(self) -> float:
        """What line widths of marks and frames are multiplied with: 1.5 in high contrast."""
        return 1.5 if self.high_contrast else 1.0

    def colour(self, token: str) -> QColor:
        """Return the colour of a token by its name, such as ``text_2``."""
        return getattr(self, token)

    def px(self, size: float) -> int:
        """Return a size of DESIGN.md (px at 100 %) in px at this text zoom."""
        return round(size * self.text_zoom)

    def font(self, style: str, zoom: float | None = None) -> QFont:
        """Return the font of a text style of DESIGN.md section 3; ``zoom`` stands for the window's text zoom (an article has its own)."""
        return font(style, self.text_zoom if zoom is None else zoom, self.article_face)

    def line_height(self, style: str, zoom: float | None = None) -> int:
        """Return the height of a line of a text style in px."""
        return line_height(style, self.text_zoom if zoom is None else zoom)

    def category(self, colour: str, style: str) -> CategoryColours:
        """Return what becomes of a codebook colour under this theme; ``style`` is box, background, underline or wave."""
        key = (colour.upper(), style)
        if key not in self._categories:
            self._categories[key] = category_colours(key[0], style, self)
        return self._categories[key]
