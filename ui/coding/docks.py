"""The two docks of the coding page: how wide they stand in which window, where they go when it is small (DESIGN.md section 2)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QFrame, QMainWindow, QTabWidget, QVBoxLayout, QWidget

from annotator.i18n import _
from ui import theme
from ui.kept import kept, kept_number

WIDE, NARROW, SMALL = "wide", "narrow", "small"
NARROW_UP_TO, SMALL_UP_TO = 1360, 1240
ARTICLE_LEAST = 480
LOWEST = 200
ONE_DOCK_FROM = 2.0
"""the text zoom from which the right dock is a tab of the left one"""

_LEAST = {"left": 180, "right": 280}
_USUAL = {WIDE: (228, 320), NARROW: (200, 300), SMALL: (200, 300)}
_MEASURE = {WIDE: None, NARROW: 560, SMALL: 520}


def fit_of(width: int) -> str:
    """Return what a window of this width is at the text zoom in use: wide, narrow or small."""
    width = round(width / theme.current().text_zoom)
    return SMALL if width <= SMALL_UP_TO else NARROW if width <= NARROW_UP_TO else WIDE


def measure_of(fit: str) -> float | None:
    """Return the width of the article's text in such a window; None leaves it to the view."""
    return _MEASURE[fit]


class Docks:
    """The left dock (articles) and the right one (values) of a page, remembered over restarts by kind of window."""

    def __init__(self, page: QMainWindow, left: QWidget, right: QWidget) -> None:
        self._page = page
        self._fit = ""
        self._one = False
        self.focused = False
        """whether only the article and its values are to be seen"""
        self.carded = False
        """whether cards stand beside the text, so that the list is laid over the article while it is used"""
        self.left = _dock(page, "articles", _("Articles"), left, self._first_side)
        self.right = _dock(page, "values", _("Values"), right, self._last_side)
        left.setMinimumWidth(_LEAST["left"])
        for widget in (left, right):
            widget.setMinimumHeight(LOWEST)  # lists and forms scroll: none may make the window higher than a screen
        right.setMinimumWidth(_LEAST["right"])  # what stands in them gives way to this, whatever it would like
        page.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self._list = left
        self.before_values: Callable[[], object] = lambda: None
        """called before the values are brought in sight"""
        self._over: Over | None = None

    @property
    def _first_side(self) -> Qt.DockWidgetArea:
        """The side where reading begins: Qt mirrors no docks."""
        areas = Qt.DockWidgetArea
        return areas.RightDockWidgetArea if self._page.isRightToLeft() else areas.LeftDockWidgetArea

    @property
    def _last_side(self) -> Qt.DockWidgetArea:
        areas = Qt.DockWidgetArea
        return areas.LeftDockWidgetArea if self._page.isRightToLeft() else areas.RightDockWidgetArea

    @property
    def is_tight(self) -> bool:
        """Return whether the window has no room for values and cards beside the text."""
        return self._fit == SMALL

    @property
    def is_small(self) -> bool:
        """Return whether the window is so small that the list is laid over the article while it is used."""
        return (self._fit == SMALL or self.carded) and not self._one

    def follow(self, width: int, *, force: bool = False) -> str:
        """Give the docks the widths for a window of this width if it passed a limit; return what it is now."""
        fit, one = fit_of(width), theme.current().text_zoom >= ONE_DOCK_FROM
        if fit != self._fit or one != self._one or force:
            self.keep()
            self.close_list()
            self._fit, self._one = fit, one
            self.stand()
        elif self._over is not None:
            self._over.place()
        return fit

    def stand(self) -> None:
        """Put the docks where they belong in such a window, as wide as they were in the last one."""
        page = self._page
        if self._one:
            page.tabifyDockWidget(self.left, self.right)
            self.left.setVisible(self._has_left)
            self.right.raise_()
        elif page.dockWidgetArea(self.right) != self._last_side or page.tabifiedDockWidgets(self.right):
            page.addDockWidget(self._first_side, self.left)
            page.addDockWidget(self._last_side, self.right)
            self.right.show()
        if not self._one:
            self.left.setVisible(self._has_left)
        stand = [(dock, width) for dock, width in zip((self.left, self.right), self._widths(), strict=True) if not dock.isHidden()]
        page.resizeDocks([dock for dock, _width in stand], [width for _dock, width in stand], Qt.Orientation.Horizontal)

    def _widths(self) -> tuple[int, int]:
        px = theme.current().px
        usual = tuple(px(width) for width in _USUAL[self._fit])
        wanted = tuple(kept_number(self._key(side)) or width for side, width in zip(_LEAST, usual, strict=True))
        room = max(self._page.width(), self._page.window().width() - px(72)) - ARTICLE_LEAST
        whole = max(wanted) if self._one else sum(wanted)
        fits = all(width >= least for width, least in zip(wanted, _LEAST.values(), strict=True)) and whole <= room
        left, right = wanted if fits else usual
        return (min(max(left, right), max(_LEAST["right"], room)),) * 2 if self._one else (left, right)

    def _key(self, side: str) -> str:
        return f"docks/{self._fit}{theme.current().text_zoom:.2f}/{side}"

    def keep(self) -> None:
        """Keep how wide the docks stand, for the next start."""
        if not self._fit or not self._page.isVisible():
            return
        store = kept()
        for side, dock in (("left", self.left), ("right", self.right)):
            if dock.isVisible() and dock.width() >= _LEAST[side]:
                store.setValue(self._key(side), dock.width())

    def set_focused(self, focused: bool) -> None:
        """Show article and values only, or everything again."""
        self.focused = focused
        self.close_list()
        self.left.setVisible(self._has_left)
        if self._one:
            self.right.raise_()

    def set_carded(self, carded: bool) -> None:
        """Leave the list's place to cards beside the text, or give it back."""
        self.carded = carded
        self.close_list()
        self.right.setVisible(True)
        self.left.setVisible(self._has_left)
        if self._one and not carded:
            self.right.raise_()

    @property
    def _has_left(self) -> bool:
        """Whether the left dock stands beside the text."""
        return not self.focused and not self.carded and (self._one or self._fit != SMALL)

    def open_list(self) -> None:
        """Show the list; in a small window over the article, until a choice is made or the keys go elsewhere."""
        if not self.is_small:
            self.left.show()
            self.left.raise_()
        elif self._over is None:
            self._over = Over(self._page, self._list, theme.current().px(_USUAL[SMALL][0]), self.close_list)

    def close_list(self) -> None:
        """Take the list from over the article; where it stands beside it, it stays."""
        if self._over is not None:
            over, self._over = self._over, None
            over.end()
            self.left.setWidget(self._list)

    def show_values(self) -> None:
        """Bring the values in sight."""
        self.before_values()
        self.right.show()
        self.right.raise_()


def _dock(page: QMainWindow, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
    dock = QDockWidget(title, page)
    dock.setObjectName(name)
    dock.setTitleBarWidget(QWidget(dock))
    dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
    dock.setWidget(widget)
    page.addDockWidget(area, dock)
    return dock


class Over(QFrame):
    """A widget laid over the side of the page where reading begins; ``leave`` is called for Esc and when the keys go elsewhere."""

    def __init__(self, page: QWidget, inside: QWidget, width: int, leave) -> None:  # type: ignore[no-untyped-def]
        super().__init__(page)
        self._inside, self._wide, self._leave = inside, width, leave
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.addWidget(inside)
        inside.show()
        self.place()
        self.show()
        self.raise_()
        page.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    def place(self) -> None:
        """Lie over the side of the page as it is now."""
        page = self.parentWidget()
        left = page.width() - self._wide if self.isRightToLeft() else 0
        self.setGeometry(QRect(left, 0, self._wide, page.height()))

    def end(self) -> None:
        """Go, and leave the widget to whoever takes it."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.disconnect(self._on_focus)
        self.hide()
        self._inside.setParent(None)
        self.deleteLater()

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and old is not None and self.isAncestorOf(old) and not self.isAncestorOf(new) and new.window() is self.window():
            self._leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), using.panel)
        painter.fillRect(QRect(0 if self.isRightToLeft() else self.width() - 1, 0, 1, self.height()), using.line)
