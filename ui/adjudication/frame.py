"""How the parts of the adjudication page lie: the queue, the head, what is missing or wrong, the case, the line below. Decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from annotator.i18n import _
from ui import theme
from ui.adjudication.case_desk import CaseDesk
from ui.adjudication.queue_panel import QueuePanel
from ui.parts.button import Button
from ui.parts.message import Banner, EmptyState, Message, ProgressBar
from ui.parts.painting import ElidedLabel, Label, Part, begin, pass_keys

HEAD = 60
QUEUE, QUEUE_NARROW, NARROW = 244, 196, 1100


class AdjudicationFrame(Part):
    """The parts under their names, without a case; ``show_problem`` lays a bar above the case, ``say_missing`` fills the empty state."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Adjudicate"))
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        self.queue = QueuePanel()
        self.title = Label("", "panel_title")
        self.about = ElidedLabel("option", "text_2")
        self.over_button = Button(_("Take over what agrees"), letter="adjudication:Shift+a")
        self.names_button = Button(_("Show names"), "quiet", icon="users-round")
        self.rules_button = Button(_("Rules"), "quiet", icon="book-open")
        self.progress = ProgressBar()
        self.problem: Banner | None = None
        self.empty = EmptyState("scale", "", "")
        self.empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)  # no taller than what it says
        self._empty_title, self._empty_sentence = self.empty.findChildren(Label)[:2]
        self.case = CaseDesk()
        self.status, self.counted = ElidedLabel("option", "text_2"), Label("", "option", "text_2")
        self.message = Message(self, self.queue.geometry)  # over the desk it would hide reasons or keys
        self.case.told.connect(self.message.tell)

    def _lay_out(self) -> None:
        px = theme.current().px
        words, head, top, below = QVBoxLayout(), QWidget(), QHBoxLayout(), QHBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.about)
        head.setFixedHeight(px(HEAD))
        top.setContentsMargins(px(16), px(8), px(16), px(8))
        top.setSpacing(px(8))
        top.addLayout(words, 1)
        top.addWidget(self.rules_button)
        top.addWidget(self.names_button)
        top.addWidget(self.over_button)
        head.setLayout(top)
        self._line = QWidget()
        self._line.setFixedHeight(px(28))
        below.setContentsMargins(px(16), 0, px(16), 0)
        below.addWidget(self.status, 1)
        below.addWidget(self.counted)
        self._line.setLayout(below)
        self.desk = QWidget()
        column = QVBoxLayout(self.desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.case, 1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self._above = QVBoxLayout()
        self._above.setContentsMargins(px(24), px(12), px(24), 0)
        for part in (self.progress, self.empty):
            self._above.addWidget(part)
        right.addLayout(self._above)
        right.addWidget(self.desk, 1)
        right.addStretch(0)
        right.addWidget(self._line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.queue)
        row.addLayout(right, 1)
        self.desk.hide()
        self.empty.hide()
        pass_keys(self, self.case)

    def show_problem(self, banner: Banner) -> None:
        """Lay a bar above the case, in the place of one that lies there."""
        self.clear_problem()
        self.problem = banner
        self._above.insertWidget(0, banner)

    def clear_problem(self) -> None:
        """Take the bar away."""
        if self.problem is not None:
            self._above.removeWidget(self.problem)
            self.problem.deleteLater()
            self.problem = None

    def put_desk_away(self) -> None:
        """Hide the desk; keys that were there go to the tabs of the list, not to whatever comes next in the window."""
        focus = self.window().focusWidget()
        if self.isVisible() and focus is not None and self.desk.isAncestorOf(focus):
            self.queue.tabs.setFocus(Qt.FocusReason.OtherFocusReason)
        self.desk.hide()

    def say_missing(self, title: str, sentence: str, button: str = "") -> None:
        """Say what is missing, with a button where something can be done about it."""
        for label, text in ((self._empty_title, title), (self._empty_sentence, sentence)):
            label.setText(text)
        self.empty.setAccessibleName(title)
        self.empty.button.setText(button)
        self.empty.button.setVisible(bool(button))

    def resizeEvent(self, event: object) -> None:
        px = theme.current().px
        self.queue.setFixedWidth(px(QUEUE if self.width() >= px(NARROW) else QUEUE_NARROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        start = self.queue.width()
        line = self._line.geometry()
        painter.fillRect(line, using.window)
        painter.fillRect(QRect(line.left(), line.top(), line.width(), 1), using.line)
        if self.desk.isVisible():
            room = QRect(start, theme.current().px(HEAD) - 1 + self.desk.y(), self.width() - start, 1)
            painter.fillRect(self.visual(room), using.line)
