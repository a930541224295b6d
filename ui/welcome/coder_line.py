"""Who codes on this computer."""

from __future__ import annotations

import getpass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model.coder import newcomer
from ui import theme
from ui.parts.button import Button
from ui.parts.field import FieldBox
from ui.parts.painting import Label
from ui.session import Session


class CoderLine(QWidget):
    """Who codes on this computer: asked once, shown from then on."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._asking = False
        px = theme.current().px
        self.words = Label("", "option", "text_2")
        self.box = FieldBox()
        self.box.setFixedWidth(px(150))
        self.box.edit.setAccessibleName(_("Your short name"))
        self.box.edit.returnPressed.connect(self._on_kept)
        self.button = Button("", "quiet", low=True)
        self.button.clicked.connect(self._on_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        for widget in (self.words, self.box, self.button):
            row.addWidget(widget)
        self.box.edit.setText(session.settings.coder or _login_name())
        self.refresh()

    def refresh(self) -> None:
        """Show the name, or ask for it where none is known."""
        known = self._session.settings.coder
        ask = self._asking or not known
        if not ask:
            self.box.edit.setText(known)
        self.words.setText(_("You code as") if ask else _("You code as {name}  ·").format(name=known))
        self.box.setVisible(ask)
        self.button.setText(_("Keep") if ask else _("change"))

    def keep(self) -> str:
        """Keep the name in the field and return it; AnnotatorError if it cannot be used."""
        try:
            name = newcomer(self.box.edit.text())
        except ValueError as error:
            self.box.wrong = True
            self.box.update()
            self.box.edit.setFocus()
            raise AnnotatorError(str(error)) from error
        self.box.wrong = False
        self._asking = False
        if name != self._session.settings.coder:
            self._session.set_settings(coder=name)
        self.refresh()
        return name

    def _on_button(self) -> None:
        if self.box.isHidden():
            self._asking = True
            self.refresh()
            self.box.edit.setFocus()
            self.box.edit.selectAll()
        else:
            self._on_kept()

    def _on_kept(self) -> None:
        try:
            self.keep()
        except AnnotatorError:
            return  # the field is marked wrong and has the focus


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user id without a name, as in some containers
        return ""
