"""What keys and the right mouse button do in the list of annotations: all of it to the annotation of the row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QTableView

from annotator.i18n import _
from ui.coding.desk import READING, Desk
from ui.keys import chip, command_letter
from ui.models.annotation_list import AnnotationList
from ui.parts.field import plain_enter

KEYS = ("f", "u", "c")


class AnnotationKeys(QObject):
    """Enter goes to the annotation and back to the text, Del deletes it, F, U and C flag, doubt and note; Esc leaves."""

    def __init__(self, desk: Desk, annotations: AnnotationList, view: QTableView) -> None:
        super().__init__(view)
        self._desk, self._annotations, self._view = desk, annotations, view
        view.setAccessibleDescription(_("Enter goes there, Del deletes; the letters of flag, unsure and note work here too"))
        view.installEventFilter(self)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._show_menu)

    def enter(self) -> None:
        """Bring the keys from the filter to the list, to its first row if none has them."""
        self._view.setFocus()
        if not self._view.currentIndex().isValid() and self._annotations.rowCount():
            self._view.setCurrentIndex(self._annotations.index(0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        ours = plain_enter(event) or event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Escape) or command_letter(event) in KEYS
        if event.type() == QEvent.Type.ShortcutOverride and ours:
            event.accept()
            return True
        return event.type() == QEvent.Type.KeyPress and ours and self._press(event)

    def _press(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._desk.text_wanted.emit()
        elif plain_enter(event):
            if self._take(reveal=True):
                self._desk.text_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self._delete()
        else:
            self._letter(command_letter(event) or "")
        return True

    def _take(self, *, reveal: bool = False) -> bool:
        """Select the annotation of the row that has the keys; False if there is none."""
        index = self._view.currentIndex()
        if not index.isValid():
            return False
        self._desk.set_mode(READING)
        self._desk.select(self._annotations.annotation_id(index), reveal=reveal)
        return True

    def _letter(self, letter: str) -> None:
        if not self._take() or not self._desk.can_write:
            return
        {"f": self._desk.toggle_flag, "u": self._desk.toggle_confidence, "c": self._desk.note_wanted.emit}[letter]()

    def _delete(self) -> None:
        """Delete the annotation; the keys stay in the list, on the row that takes its place."""
        place = self._view.currentIndex().row()
        if not self._desk.can_write or not self._take():
            return
        self._desk.delete()
        self._view.setFocus()
        if self._annotations.rowCount():
            self._view.setCurrentIndex(self._annotations.index(min(place, self._annotations.rowCount() - 1)))

    def _show_menu(self, point: QPoint) -> None:
        index = self._view.indexAt(point)
        if index.isValid():
            self._view.setCurrentIndex(index)
        if not self._view.currentIndex().isValid():
            return
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._view.viewport().mapToGlobal(point))

    def menu(self) -> QMenu:
        """Return the menu of the row that has the keys."""
        menu = QMenu(self._view)
        row = self._annotations.row(self._view.currentIndex())
        menu.addAction(_("Go there") + "\t↵").triggered.connect(lambda: self._take(reveal=True))
        if self._desk.can_write:
            flag = _("No longer ask the supervisor") if row.flag else _("Ask the supervisor")
            unsure = _("Sure again") if row.unsure else _("Unsure")
            for text, key, act in (
                (flag, chip("f"), lambda: self._letter("f")),
                (unsure, chip("u"), lambda: self._letter("u")),
                (_("Note"), chip("c"), lambda: self._letter("c")),
                (_("Delete"), _("Del"), self._delete),
            ):
                menu.addAction(f"{text}\t{key}" if key else text).triggered.connect(lambda _checked=False, act=act: act())
        return menu
