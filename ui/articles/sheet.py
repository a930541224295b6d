"""The few dialogs of the program: a sheet with round corners over a darkened window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPaintEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from annotator.i18n import _
from ui import theme
from ui.parts.button import IconButton
from ui.parts.field import Field
from ui.parts.painting import Label, Part, begin, frame

LARGEST = (1200, 800)
_AROUND = 40  # px of the darkened window that stay in sight
_DARK = 0.38


def needs_own_corners() -> bool:
    """Return whether a translucent window may show black corners here: under X11 nobody can say if the desktop blends windows."""
    return QGuiApplication.platformName() == "xcb"


class Sheet(QDialog):
    """A dialog with a head (title, a remark, close), content in ``body`` and buttons in ``foot``; shown by ``open``."""

    def __init__(self, title: str, *, size: tuple[int, int] = LARGEST, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        if not needs_own_corners():
            self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self._wanted = size
        self.first: QWidget | None = None
        """what has the keys when the sheet opens"""
        self._veil: _Veil | None = None
        self._behind: list[tuple[QPoint, QPixmap]] = []
        px = theme.current().px
        self.remark = Label("", "control", "text_2")
        self.close_button = IconButton("x", _("Close"), key="Esc")
        self.close_button.clicked.connect(self.reject)
        head = QHBoxLayout()
        head.setContentsMargins(px(24), px(12), px(16), px(12))
        head.setSpacing(px(14))
        head.addWidget(Label(title, "page_title"))
        head.addWidget(self.remark, 1)
        head.addWidget(self.close_button)
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(px(24), px(12), px(24), px(14))
        self.foot.setSpacing(px(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Line())
        column.addLayout(self.body, 1)
        column.addWidget(Line())
        column.addLayout(self.foot)
        self.finished.connect(self._lift)

    def _leave(self) -> None:
        if self.isVisible():
            self.reject()

    def showEvent(self, event: QShowEvent) -> None:
        for field in self.findChildren(Field):  # a field keeps Esc for whoever it belongs to
            if not field.property("leads_out"):
                field.setProperty("leads_out", True)
                field.leave.connect(self._leave)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # else Enter in a field would press the first button of the sheet
        self._fit()
        window = self.parentWidget().window() if self.parentWidget() is not None else None
        if window is not None and self._veil is None:
            self._veil = _Veil(window)
        self._look_behind()
        super().showEvent(event)
        if self.first is not None:
            self.first.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            self._fit()
            self._look_behind()

    def _look_behind(self) -> None:
        """Take the picture of what lies behind the four corners, where the desktop would show black instead."""
        self._behind = []
        window = self.parentWidget().window() if self.parentWidget() is not None else None
        if window is None or not needs_own_corners():
            return
        side, place = theme.current().px(12), self.geometry()
        right, bottom = self.width() - side, self.height() - side
        for corner in (QPoint(0, 0), QPoint(right, 0), QPoint(0, bottom), QPoint(right, bottom)):
            there = window.mapFromGlobal(place.topLeft() + corner)
            self._behind.append((corner, window.grab(QRect(there, QSize(side, side)))))

    def _fit(self) -> None:
        """Be as large as wanted, but leave some of the window in sight."""
        px = theme.current().px
        width, height = (px(side) for side in self._wanted)
        if self.parentWidget() is not None:
            room = self.parentWidget().window().size()
            width, height = min(width, room.width() - _AROUND), min(height, room.height() - _AROUND)
            self.resize(width, max(height, self.minimumSizeHint().height()))
            middle = self.parentWidget().window().geometry().center()
            self.move(middle.x() - self.width() // 2, middle.y() - self.height() // 2)
        else:
            self.resize(width, height)

    def _lift(self, _result: int) -> None:
        if self._veil is not None:
            self._veil.hide()
            self._veil.deleteLater()
            self._veil = None

    def paintEvent(self, event: QPaintEvent) -> None:
        using, painter = theme.current(), begin(self)
        for corner, picture in self._behind:
            painter.drawPixmap(corner, picture)
        frame(painter, self.rect(), using.px(12), using.border, using.paper, using.line_scale)


class _Veil(QWidget):
    """Darkens the window behind a sheet."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self.parentWidget().rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        shade = QColor(theme.Theme.light().ink)
        shade.setAlphaF(_DARK)
        begin(self).fillRect(self.rect(), shade)


class Line(Part):
    """A line of 1 px across, or down."""

    def __init__(self, *, upright: bool = False) -> None:
        super().__init__()
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        begin(self).fillRect(self.rect(), theme.current().line)


class Panel(Part):
    """The ground of what stands at the side."""

    def paintEvent(self, event: QPaintEvent) -> None:
        begin(self).fillRect(self.rect(), theme.current().panel)


def scrolled(widget: QWidget) -> QScrollArea:
    """Return a widget that scrolls up and down, without a frame and with the ground of what is around."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    area.setWidget(widget)
    widget.setAutoFillBackground(False)  # setWidget has turned it on
    return area
