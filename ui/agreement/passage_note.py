"""A note on a passage: to one of its coders or to both, written under their annotations."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.agreement.cases import Passage, Reading
from annotator.i18n import _
from ui import theme
from ui.parts.button import Button
from ui.parts.navigation import Segmented
from ui.parts.painting import Label, Part, begin
from ui.parts.plain_fields import TextField

BOTH = "both"


class PassageNote(Part):
    """``sent(annotation ids, text)`` when a note is written, ``left`` by Esc; what was typed stays until it is kept."""

    sent = Signal(object, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Note on this passage"))
        self._to: dict[str, tuple[str, ...]] = {}
        self.whom = Segmented(_("Who reads the note"), [(BOTH, "")])
        self.field = TextField(_("Note on this passage"))
        self.field.proceed.connect(self.send)
        self.field.leave.connect(self.left)
        self.button = Button(_("Write note"), low=True)
        self.button.clicked.connect(self.send)
        self._remark = Label("", "caption", "text_2")
        self._remark.setWordWrap(True)
        px = theme.current().px
        self._foot = QHBoxLayout()
        self._foot.setSpacing(px(8))
        self._foot.addWidget(self.whom)
        self._foot.addStretch(1)
        self._foot.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(10), px(20), px(10))
        column.setSpacing(px(8))
        column.addWidget(self.field)
        column.addWidget(self._remark)
        column.addLayout(self._foot)

    def write_about(self, passage: Passage) -> bool:
        """Ask for a note on this passage; False where no annotation stands behind it that could bear one."""
        self._to = {}
        for reading in passage.readings:
            about = annotations_of(reading)[:1]
            if about:
                self._to[reading.coder] = about
        if not self._to:
            return False
        kinds = [(name, name) for name in self._to]
        if len(kinds) > 1:
            kinds = [(BOTH, _("Both")), *kinds]
        whom = Segmented(_("Who reads the note"), kinds)
        self._foot.replaceWidget(self.whom, whom)
        self.whom.deleteLater()
        self.whom = whom
        self._remark.setText(_("It stands under the annotation, among the notes and questions; its coder and the supervisors read it."))
        self.field.set_error("")
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def forget(self) -> None:
        """Keep nothing of what was written."""
        self._to = {}
        self.field.write("")
        self.field.set_value(None)
        self.hide()

    def send(self) -> None:
        """Send the note to those chosen; one without words is said at the field."""
        text = self.field.text().strip()
        if not text:
            self.field.set_error(_("A note needs words."))
            return
        chosen = self.whom.key()
        ids = tuple(one for name, about in self._to.items() if chosen in (BOTH, name) for one in about)
        self.sent.emit(ids, text)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.panel)
        painter.fillRect(QRect(0, 0, self.width(), 1), using.line)


def annotations_of(reading: Reading) -> tuple[str, ...]:
    """Return the annotations that a reading is about: both ends of a link, none where it is a value of the whole article."""
    if reading.ends is not None:
        return reading.ends
    return (reading.id,) if reading.category else ()
