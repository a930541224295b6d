"""All keys that can be changed: the letters of the text, and the commands of the menus."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QKeyCombination, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import N_, _
from ui import keys, theme
from ui.actions import COMMANDS, MENUS
from ui.parts.button import Button
from ui.parts.painting import Label
from ui.parts.plain_fields import CheckField
from ui.session import Session
from ui.settings.key_button import KeyButton
from ui.settings.key_rules import command_refusal, keys_of, letter_refusal, shown

_LETTER_TITLES = {
    keys.TEXT: N_("Letters in the text"),
    keys.LINK: N_("Letters in link mode"),
    keys.FINISH: N_("Letters while finishing"),
    keys.ADJUDICATION: N_("Letters in adjudication"),
}


class KeysTab(QWidget):
    """Each change is kept and holds at once; what cannot be is refused under its row, with the reason."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.commands: dict[str, KeyButton] = {}
        self.letters: dict[str, KeyButton] = {}
        """by the name that settings keep them under"""
        self._links = _links_of(session)
        self._said: dict[str, Label] = {}
        self.single = CheckField(_("Single letters act while the text has the keys"))
        self.single.chosen.connect(self._on_single)
        self.all_back = Button(_("Bring all usual keys back"), low=True)
        self.all_back.clicked.connect(self._reset_all)
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        px = theme.current().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(8))
        hint = Label(_("Press the button of a key, then the key you want. Backspace brings the usual one back."), "option", "text_2")
        hint.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(hint, 1)
        head.addWidget(self.all_back)
        column.addLayout(head)
        column.addWidget(self.single)
        for context, title in _LETTER_TITLES.items():
            column.addSpacing(px(6))
            column.addWidget(Label(_(title), "label", "text_2"))
            grid = _grid()
            for own, words in self._letters_of(context).items():
                kept = keys.kept_as(context, own)
                button = self.letters[kept] = self._row(grid, kept, words, letters=True)
                button.pressed_letter.connect(partial(self._on_letter, context, own))
                button.reset.connect(partial(self._on_letter, context, own, own))
            column.addLayout(grid)
        for title, commands in MENUS:
            column.addSpacing(px(6))
            column.addWidget(Label(_(title), "label", "text_2"))
            grid = _grid()
            for command in commands:
                if command.id:
                    button = self.commands[command.id] = self._row(grid, "menu " + command.id, _(command.text).rstrip("…"))
                    button.pressed_key.connect(partial(self._on_key, command.id))
                    button.reset.connect(partial(self._reset, command.id))
            column.addLayout(grid)
        column.addStretch(1)

    def _row(self, grid: QGridLayout, key: str, words: str, *, letters: bool = False) -> KeyButton:
        place = grid.rowCount()
        button = KeyButton(words, letters=letters)
        said = self._said[key] = Label("", "caption", "error")
        said.setWordWrap(True)
        said.hide()
        grid.addWidget(Label(words), place, 0)
        button.setMinimumWidth(theme.current().px(124))
        grid.addWidget(button, place, 1)
        grid.addWidget(said, place + 1, 0, 1, 2)
        return button

    def refresh(self) -> None:
        """Show the keys that hold now."""
        settings = self._session.settings
        self.single.set_value(settings.single_letters)
        for kept, button in self.letters.items():
            button.show_key(settings.letters.get(kept, kept[-1]).upper())
            button.setEnabled(settings.single_letters or ":" in kept)
        for command_id, command_button in self.commands.items():
            command_button.show_key("  ".join(shown(one) for one in keys_of(command_id, settings.keys)))

    def _say(self, key: str, why: str) -> None:
        for one, said in self._said.items():
            said.setText(why if one == key else "")
            said.setVisible(bool(why) and one == key)

    def _on_single(self, on: object) -> None:
        self._keep(single_letters=bool(on))

    def _letters_of(self, context: str) -> dict[str, str]:
        """Return the letters of the text or a mode with what they do; of links those of the open project's codebook too."""
        usual = {own: _(words) for own, words in keys.letters_of(context).items()}
        return {**usual, **self._links} if context == keys.LINK else usual

    def _on_letter(self, context: str, own: str, typed: str) -> None:
        letters, kept = dict(self._session.settings.letters), keys.kept_as(context, own)
        why = letter_refusal(own, typed, letters, context, self._letters_of(context))
        self._say(kept, why)
        if not why:
            letters.pop(kept, None)
            self._keep(letters=letters if typed == own else {**letters, kept: typed})

    def _on_key(self, command_id: str, pressed: QKeyCombination) -> None:
        chosen = dict(self._session.settings.keys)
        why = command_refusal(command_id, pressed, chosen)
        self._say("menu " + command_id, why)
        if not why:
            self._keep(keys={**chosen, command_id: QKeySequence(pressed).toString()})

    def _reset(self, command_id: str) -> None:
        chosen = {key: one for key, one in self._session.settings.keys.items() if key != command_id}
        usual = [QKeySequence(one)[0] for one in COMMANDS[command_id].keys]
        why = next((found for one in usual if (found := command_refusal(command_id, one, chosen))), "")
        self._say("menu " + command_id, why)
        if not why:
            self._keep(keys=chosen)

    def _reset_all(self) -> None:
        self._say("", "")
        self._keep(keys={}, letters={}, single_letters=True)

    def _keep(self, **fields: object) -> None:
        self._session.set_settings(**fields)
        self.refresh()
        self.changed.emit()


def _links_of(session: Session) -> dict[str, str]:
    """Return the letters of the links of the open project's codebook with their names."""
    if not session.is_open:
        return {}
    return {one.key: one.label for one in session.the_project().codebook.links if one.key and not one.retired}


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setColumnStretch(0, 1)
    grid.setVerticalSpacing(theme.current().px(4))
    return grid
