"""Preferences: colours, size of the window's text, and the coder's name. What is chosen holds at once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from annotator.i18n import N_, _
from annotator.model.ids import coder_name
from annotator.settings import Settings
from ui import theme
from ui.articles.sheet import Sheet, scrolled
from ui.parts.button import Button
from ui.parts.cells import Option
from ui.parts.field import FieldBox
from ui.parts.option_grid import OptionGrid
from ui.parts.painting import Label
from ui.parts.plain_fields import CheckField
from ui.session import Session

SIZE = (520, 440)
_SCHEMES = (("system", N_("As the system")), ("light", N_("Light")), ("dark", N_("Dark")))
SCALES = (100, 115, 130, 150, 175, 200)
CONTRAST = "-contrast"


class SettingsDialog(Sheet):
    """Changes preferences; each change is kept and put on at once. Show it with ``open``."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Preferences"), size=SIZE, parent=parent)
        self._session = session
        self.scheme = OptionGrid(_("Colours"), [Option(key, _(label)) for key, label in _SCHEMES])
        self.contrast = CheckField(_("High contrast"))
        self.scale = OptionGrid(_("Size of the text"), [Option(str(size), f"{size} %") for size in SCALES])
        self.name = FieldBox()
        self.name.edit.setAccessibleName(_("Your short name"))
        self.close_dialog = Button(_("Close"), "primary")
        self.first = self.scheme
        self._lay_out()
        self._show()
        self.scheme.chosen.connect(self._on_look)
        self.contrast.chosen.connect(self._on_look)
        self.scale.chosen.connect(self._on_look)
        self.name.edit.editingFinished.connect(self._on_name)
        self.close_dialog.clicked.connect(self.accept)

    def _lay_out(self) -> None:
        px = theme.current().px
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(6))
        for field in (self.scheme, self.contrast, self.scale):
            column.addWidget(field)
            column.addSpacing(px(10))
        hint = Label(_("The article goes with it. Ctrl + and Ctrl − make its text larger or smaller still."), "option", "text_2")
        hint.setWordWrap(True)
        column.addWidget(hint)
        column.addSpacing(px(10))
        column.addWidget(Label(_("Your short name in new projects"), "label", "text_2"))
        column.addWidget(self.name)
        column.addStretch(1)
        self.body.addWidget(scrolled(whole), 1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_dialog)

    def _show(self) -> None:
        settings = self._session.settings
        self.scheme.set_value(settings.theme.removesuffix(CONTRAST))
        self.contrast.set_value(settings.theme.endswith(CONTRAST))
        self.scale.set_value(str(settings.text_scale))
        self.name.edit.setText(settings.coder)

    def _on_look(self, _value: object) -> None:
        scheme = str(self.scheme.value() or "system")
        scale = int(str(self.scale.value() or 100))
        self._session.set_settings(theme=scheme + (CONTRAST if self.contrast.value() else ""), text_scale=scale)
        self._show()
        put_on(self._session.settings)
        self.changed.emit()

    def _on_name(self) -> None:
        try:
            name = coder_name(self.name.edit.text())
        except ValueError:
            self.name.edit.setText(self._session.settings.coder)
            return
        if name != self._session.settings.coder:
            self._session.set_settings(coder=name)
            self.changed.emit()


def put_on(settings: Settings) -> None:
    """Put the theme and text size that the settings ask for on the whole program."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        scheme, contrast = settings.theme.removesuffix(CONTRAST), settings.theme.endswith(CONTRAST)
        theme.follow_system(application, scheme, high_contrast=contrast, text_zoom=settings.text_scale / 100)
