"""Puts a theme on: Fusion, palette, the few style sheet rules, and the one ``current()`` theme."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from ui.theme.focus import FocusRing
from ui.theme.tokens import Theme


class Notifier(QObject):
    """Tells of a new theme what is no widget; widgets get a StyleChange event anyway."""

    changed = Signal(object)


class _Choice:
    """What the settings say about the theme."""

    scheme = "system"
    system_dark = False
    high_contrast = False
    text_zoom = 1.0
    article_face = "serif"
    line_spacing = 1.0
    followed: QApplication | None = None


_current: Theme | None = None
_notifier: Notifier | None = None
_between = False


def current() -> Theme:
    """Return the theme in use; light until one is applied."""
    global _current
    if _current is None:
        _current = Theme.light()
    return _current


def notifier() -> Notifier:
    """Return the object whose ``changed(theme)`` tells of each new theme."""
    global _notifier
    if _notifier is None:
        _notifier = Notifier()
    return _notifier


def apply(app: QApplication, theme: Theme) -> None:
    """Put a theme on the whole program; every part paints itself anew."""
    global _current
    _current = theme
    if not app.styleSheet() and app.style().name() != "fusion":  # under a sheet the style has another name and stays what it is
        app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setFont(theme.font("control"))
    rules = sheet(theme)
    if rules == app.styleSheet():
        _tell_widgets(app)
    else:
        _take_sheet_off(app)
        app.setStyleSheet(rules)
    FocusRing.follow(app)
    notifier().changed.emit(theme)


def _tell_widgets(app: QApplication) -> None:
    """Let all widgets hear of a theme with the same rules, as where only the article's type is another: a third of the work."""
    for widget in app.allWidgets():
        app.sendEvent(widget, QEvent(QEvent.Type.StyleChange))


def _take_sheet_off(app: QApplication) -> None:
    """Leave no sheet on before another comes.

    Where one sheet follows another, Qt tells each widget once for each widget that it lies in (QStyleSheetStyle::repolish goes
    down from every one of them): 1.6 s with all pages open. Taken off and put on, each hears of it twice: 0.4 s.
    """
    global _between
    if app.styleSheet():
        _between = True
        try:
            app.setStyleSheet("")
        finally:
            _between = False


def is_between() -> bool:
    """Return whether the sheet is off for a moment: what a widget hears of then, it need not follow."""
    return _between


def follow_system(
    app: QApplication,
    scheme: str = "system",
    *,
    high_contrast: bool = False,
    text_zoom: float = 1.0,
    article_face: str = "serif",
    line_spacing: float = 1.0,
) -> None:
    """Apply the theme the settings ask for and, with ``system``, go with the desktop from light to dark and back.

    ``scheme`` is ``system``, ``light`` or ``dark``. A desktop that reports nothing counts as light.
    """
    _Choice.article_face, _Choice.line_spacing = article_face, line_spacing
    _Choice.scheme, _Choice.high_contrast, _Choice.text_zoom = scheme, high_contrast, text_zoom
    hints = app.styleHints()
    if _Choice.followed is not app:
        hints.colorSchemeChanged.connect(_on_system)
        _Choice.followed = app
    if scheme == "system":
        hints.unsetColorScheme()
    else:
        hints.setColorScheme(Qt.ColorScheme.Dark if scheme == "dark" else Qt.ColorScheme.Light)
    _Choice.system_dark = hints.colorScheme() == Qt.ColorScheme.Dark
    _apply_choice(app)


def _on_system(scheme: Qt.ColorScheme) -> None:
    _Choice.system_dark = scheme == Qt.ColorScheme.Dark
    if _Choice.followed is not None:
        _apply_choice(_Choice.followed)


def _apply_choice(app: QApplication) -> None:
    dark = _Choice.system_dark if _Choice.scheme == "system" else _Choice.scheme == "dark"
    make = Theme.dark if dark else Theme.light
    wanted = make(
        high_contrast=_Choice.high_contrast,
        text_zoom=_Choice.text_zoom,
        article_face=_Choice.article_face,
        line_spacing=_Choice.line_spacing,
    )
    if _current is None or not app.styleSheet() or _known_by(wanted) != _known_by(_current):
        apply(app, wanted)


def _known_by(theme: Theme) -> tuple[object, ...]:
    return theme.dark_ground, theme.high_contrast, theme.text_zoom, theme.article_face, theme.line_spacing


def palette(theme: Theme) -> QPalette:
    """Return the palette that Fusion paints with."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    made = QPalette()
    for where, colour in (
        (role.Window, theme.window), (role.WindowText, theme.text), (role.Base, theme.raised), (role.AlternateBase, theme.panel),
        (role.Text, theme.text), (role.PlaceholderText, theme.text_3), (role.Button, theme.raised), (role.ButtonText, theme.text),
        (role.BrightText, theme.error), (role.Highlight, theme.text_selection), (role.HighlightedText, theme.text),
        (role.ToolTipBase, theme.ink), (role.ToolTipText, theme.on_ink), (role.Link, theme.text), (role.LinkVisited, theme.text_2),
        (role.Light, theme.raised), (role.Midlight, theme.hover), (role.Mid, theme.track), (role.Dark, theme.border),
        (role.Shadow, theme.line), (role.Accent, theme.ink),
    ):  # fmt: skip
        made.setColor(where, colour)
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, where, faded(theme.text_3, theme.raised))
    return made


def faded(colour: QColor, ground: QColor) -> QColor:
    """Return the colour of something switched off: half way to its ground."""
    return QColor.fromRgbF(*((part + below) / 2 for part, below in zip(colour.getRgbF()[:3], ground.getRgbF()[:3], strict=True)))


def sheet(theme: Theme) -> str:
    """Return the style sheet: tool tips, menus and the plain fields that dialogs use. Parts paint themselves."""
    px = theme.px
    return f"""
/* {theme.name} {theme.text_zoom:.2f} */
QMainWindow::separator {{ width: 1px; height: 0px; }}
QToolTip {{ background: {theme.ink.name()}; color: {theme.on_ink.name()}; border: 0; padding: {px(6)}px; }}
QLineEdit[frame="true"], QComboBox, QAbstractSpinBox {{
    background: {theme.raised.name()}; color: {theme.text.name()}; border: 1px solid {theme.border.name()};
    border-radius: {px(6)}px; padding: 0 {px(9)}px; min-height: {px(28)}px;
    selection-background-color: {theme.text_selection.name()}; selection-color: {theme.text.name()};
}}
QMenu {{ background: {theme.raised.name()}; border: 1px solid {theme.border.name()}; padding: {px(4)}px; }}
QMenu::item {{ padding: {px(6)}px {px(24)}px {px(6)}px {px(12)}px; border-radius: {px(4)}px; }}
QMenu::item:selected {{ background: {theme.selection.name()}; color: {theme.text.name()}; }}
QMenu::item:disabled {{ color: {faded(theme.text_3, theme.raised).name()}; }}
QMenu::separator {{ height: 1px; background: {theme.line.name()}; margin: {px(4)}px 0; }}
QMenuBar {{ background: {theme.window.name()}; border-bottom: 1px solid {theme.line.name()}; }}
QMenuBar::item {{ padding: {px(6)}px {px(10)}px; border-radius: {px(4)}px; }}
QMenuBar::item:selected {{ background: {theme.selection.name()}; }}
QMainWindow > QTabBar {{ background: {theme.panel.name()}; qproperty-drawBase: 0; }}
QMainWindow > QTabBar::tab {{
    background: transparent; border: 0; border-bottom: 2px solid transparent; color: {theme.text_2.name()};
    padding: 0 {px(12)}px; height: {px(36)}px;
}}
QMainWindow > QTabBar::tab:selected {{ border-bottom-color: {theme.ink.name()}; color: {theme.text.name()}; font-weight: 600; }}
QScrollBar {{ background: transparent; border: 0; margin: 0; }}
QScrollBar:vertical {{ width: {px(10)}px; }}
QScrollBar:horizontal {{ height: {px(10)}px; }}
QScrollBar::handle {{ background: {theme.chip_border.name()}; border-radius: {px(4)}px; margin: 1px; }}
QScrollBar::handle:vertical {{ min-height: {px(24)}px; }}
QScrollBar::handle:horizontal {{ min-width: {px(24)}px; }}
QScrollBar::handle:hover {{ background: {theme.border.name()}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
