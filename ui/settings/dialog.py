"""Preferences: the language, how the program and the article look, the keys, and what the project hides. What is chosen holds at once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from annotator.i18n import N_, _
from annotator.model.coder import newcomer
from annotator.operations import blinding
from annotator.text.hiding import BYLINE, DATE, OUTLET, SOURCE
from ui import language, theme
from ui.articles.sheet import Sheet, scrolled
from ui.pages import supervises
from ui.parts.button import Button
from ui.parts.cells import Option
from ui.parts.field import FieldBox
from ui.parts.navigation import Tabs
from ui.parts.option_grid import OptionGrid
from ui.parts.painting import Label
from ui.parts.plain_fields import CheckField
from ui.session import Session
from ui.settings.keys_tab import KeysTab
from ui.settings.look import CONTRAST, SCHEMES, put_on

SIZE = (600, 620)
_FACES = (("serif", N_("Source Serif")), ("sans", N_("Inter")), ("system", N_("The system’s font")))
SCALES = (100, 115, 130, 150, 175, 200)
SPACINGS = (100, 115, 130, 150)
ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)
LOOK, KEYS, PROJECT = "look", "keys", "project"
_HIDDEN = {OUTLET: N_("Outlet"), BYLINE: N_("Author"), DATE: N_("Date")}


class SettingsDialog(Sheet):
    """Changes preferences; each change is kept and put on at once. Show it with ``open``."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Preferences"), size=SIZE, parent=parent)
        self._session = session
        self.tabs = Tabs()
        self.tabs.setAccessibleName(_("Preferences"))
        self._stack = QStackedWidget()
        self._tabs: dict[str, QWidget] = {}
        self._make_fields()
        self._add(LOOK, _("Look"), self._look())
        self.keys = KeysTab(session)
        self.keys.changed.connect(self.changed)
        self._add(KEYS, _("Keys"), self.keys)
        if supervises(session) and not session.the_project().read_only:
            self._add(PROJECT, _("This project"), self._project())
        self.tabs.changed.connect(lambda key: self._stack.setCurrentWidget(self._tabs[key]))
        self.close_dialog = Button(_("Close"), "primary")
        self.close_dialog.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setContentsMargins(theme.current().px(14), 0, theme.current().px(14), 0)
        row.addWidget(self.tabs)
        self.body.addLayout(row)
        self.body.addWidget(self._stack, 1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_dialog)
        self.first = self.language
        self._show()

    def _make_fields(self) -> None:
        self.language = OptionGrid(_("Language"), [Option(key, words) for key, words in language.choices()])
        self.scheme = OptionGrid(_("Colours"), [Option(key, _(label)) for key, label in SCHEMES])
        self.contrast = CheckField(_("High contrast"))
        self.scale = OptionGrid(_("Size of all text"), [Option(str(size), f"{size} %") for size in SCALES])
        self.zoom = OptionGrid(_("Size of the article, on top of that"), [Option(str(size), f"{size} %") for size in ZOOMS])
        self.face = OptionGrid(_("Typeface of the article"), [Option(key, _(label)) for key, label in _FACES])
        self.spacing = OptionGrid(_("Space between its lines"), [Option(str(one), f"{one} %") for one in SPACINGS])
        self.name = FieldBox()
        self.name.edit.setAccessibleName(_("Your short name in new projects"))
        for field in (self.scheme, self.contrast, self.scale, self.zoom, self.face, self.spacing):
            field.chosen.connect(self._on_look)
        self.name.edit.editingFinished.connect(self._on_name)
        self.language.chosen.connect(self._on_language)

    def _add(self, key: str, words: str, page: QWidget) -> None:
        self.tabs.add(key, words)
        self._tabs[key] = scrolled(page)
        self._stack.addWidget(self._tabs[key])

    def _look(self) -> QWidget:
        whole, column = _column()
        for field in (self.language, self.scheme, self.contrast, self.scale, self.zoom, self.face, self.spacing):
            column.addWidget(field)
            column.addSpacing(theme.current().px(8))
        column.addWidget(Label(_("Your short name in new projects"), "label", "text_2"))
        column.addWidget(self.name)
        column.addStretch(1)
        return whole

    def _project(self) -> QWidget:
        whole, column = _column()
        column.addWidget(Label(_("Hide from coders"), "label", "text_2"))
        said = _(
            "Who knows where an article stood may judge it otherwise. What you hide is hidden from everybody but supervisors: in lists and"
            " facts, in search and exports, and inside the text, where the letters give way to signs. It hides; it does not encrypt:"
            " whoever opens the project file with another program can read it."
        )
        words = Label(said, "option", "text_2")
        words.setWordWrap(True)
        column.addWidget(words)
        hidden = blinding.hidden_from_coders(self._session.the_project())
        self.hidden = {what: CheckField(_(_HIDDEN[what])) for what in SOURCE}
        for what, field in self.hidden.items():
            field.set_value(what in hidden)
            field.chosen.connect(self._on_hidden)
            column.addWidget(field)
        column.addStretch(1)
        return whole

    def _show(self) -> None:
        settings = self._session.settings
        self.language.set_value(settings.language)
        self.scheme.set_value(settings.theme.removesuffix(CONTRAST))
        self.contrast.set_value(settings.theme.endswith(CONTRAST))
        self.scale.set_value(str(settings.text_scale))
        self.zoom.set_value(str(settings.zoom))
        self.face.set_value(settings.article_face)
        self.spacing.set_value(str(settings.line_spacing))
        self.name.edit.setText(settings.coder)

    def _on_look(self, _value: object) -> None:
        now = self._session.settings
        scheme = str(self.scheme.value() or "system")
        self._session.set_settings(
            theme=scheme + (CONTRAST if self.contrast.value() else ""),
            text_scale=int(str(self.scale.value() or 100)),
            zoom=int(str(self.zoom.value() or now.zoom)),
            article_face=str(self.face.value() or "serif"),
            line_spacing=int(str(self.spacing.value() or 100)),
        )
        self._show()
        put_on(self._session.settings)
        self.changed.emit()

    def _on_language(self, _value: object) -> None:
        language.choose(self._session, str(self.language.value() or self._session.settings.language))
        self._show()
        self.changed.emit()

    def _on_hidden(self, _value: object) -> None:
        self._session.write(blinding.hide_from_coders, [what for what, field in self.hidden.items() if field.value()])
        self.changed.emit()

    def _on_name(self) -> None:
        try:
            name = newcomer(self.name.edit.text())
        except ValueError:
            self.name.edit.setText(self._session.settings.coder)
            return
        if name != self._session.settings.coder:
            self._session.set_settings(coder=name)
            self.changed.emit()


def _column() -> tuple[QWidget, QVBoxLayout]:
    px = theme.current().px
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(px(24), px(16), px(24), px(16))
    column.setSpacing(px(6))
    return whole, column
