"""Every action of the menus once: its words, its key, what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from annotator.i18n import N_, _


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of a menu; an empty id is a line between entries."""

    id: str = ""
    text: str = ""
    keys: tuple[str, ...] = ()
    needs: str = ""


LINE = Command()

# needs: "project" an open project, "write" one open for writing, "article" an article on the desk, "team" a supervisor, "team_write" both
MENUS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    (
        N_("Project"),
        (
            Command("new", N_("New project…"), ("Ctrl+N",)),
            Command("open", N_("Open project…"), ("Ctrl+O",)),
            LINE,
            Command("import", N_("Import articles…"), ("Ctrl+I",), "write"),
            Command("paste_article", N_("Paste as an article…"), ("Ctrl+Shift+V",), "write"),
            Command("export", N_("Export…"), ("Ctrl+E",), "project"),
            Command("print", N_("Print article…"), ("Ctrl+P",), "article"),
            Command("pdf", N_("Save article as PDF…"), (), "article"),
            Command("backup", N_("Back up now"), (), "project"),
            Command("backups", N_("Backups and recovery")),
            LINE,
            Command("coder", N_("Change coder…"), (), "project"),
            Command("close", N_("Close project"), ("Ctrl+W",), "project"),
            Command("preferences", N_("Preferences…"), ("Ctrl+,",)),
            LINE,
            Command("quit", N_("Quit"), ("Ctrl+Q",)),
        ),
    ),
    (
        N_("Edit"),
        (
            Command("undo", N_("Undo"), ("Ctrl+Z",), "write"),
            Command("redo", N_("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "write"),
            LINE,
            Command("copy", N_("Copy"), (), "article"),
            LINE,
            Command("palette", N_("Find, go to or run…"), ("Ctrl+K",)),
            Command("find", N_("Find in this article"), ("Ctrl+F",), "article"),
            Command("search", N_("Search in all articles"), ("Ctrl+Shift+F",), "project"),
            Command("highlighters", N_("Highlighters"), (), "project"),
            Command("next_hit", N_("Next place found"), ("F3",), "project"),
            Command("previous_hit", N_("Previous place found"), ("Shift+F3",), "project"),
        ),
    ),
    (
        N_("Article"),
        (
            Command("finish", N_("Finish article"), ("Ctrl+Return", "Ctrl+Enter"), "write"),
            Command("variables", N_("Article variables"), (), "article"),
            Command("before", N_("Article before"), ("Ctrl+PgUp",), "article"),
            Command("after", N_("Article after"), ("Ctrl+PgDown",), "article"),
            LINE,
        ),
    ),
    (
        N_("Annotation"),
        (
            Command("link", N_("Link"), (), "write"),
            Command("edges", N_("Move edges"), (), "write"),
            Command("flag", N_("Ask the supervisor"), (), "write"),
            Command("unsure", N_("Unsure"), (), "write"),
            Command("note", N_("Note"), (), "write"),
            Command("delete", N_("Delete"), (), "write"),
        ),
    ),
    (
        N_("View"),
        (
            Command("list", N_("Articles"), ("Ctrl+1",), "project"),
            Command("text", N_("Text"), ("Ctrl+2",), "project"),
            Command("values", N_("Values"), ("Ctrl+3",), "project"),
            Command("area", N_("Next area"), ("F6",), "project"),
            LINE,
            Command("structure", N_("Structure"), (), "article"),
            LINE,
            Command("back", N_("Back"), ("Alt+Left",), "project"),
            Command("forward", N_("Forward"), ("Alt+Right",), "project"),
            LINE,
            Command("entities", N_("Entities"), (), "project"),
            Command("annotations", N_("All annotations"), (), "project"),
            Command("pace", N_("My pace"), (), "project"),
            Command("notes", N_("Notes and questions"), ("F4",), "project"),
            LINE,
            Command("larger", N_("Larger text"), ("Ctrl++", "Ctrl+="), "project"),
            Command("smaller", N_("Smaller text"), ("Ctrl+-",), "project"),
            Command("normal", N_("Normal size"), ("Ctrl+0",), "project"),
            LINE,
            Command("focus", N_("Article and values only"), ("F11",), "project"),
        ),
    ),
    (
        N_("Team"),
        (
            Command("plan", N_("Plan and progress"), (), "team"),
            Command("people", N_("Coders…"), (), "team_write"),
            Command("reprints", N_("Reprints"), (), "team"),
            LINE,
            Command("again", N_("Silent re-coding…"), (), "team_write"),
            Command("gold", N_("Take my coding as gold"), (), "team_write"),
            LINE,
            Command("packages", N_("Make packages…"), (), "team"),
            Command("merge", N_("Merge…"), (), "team_write"),
        ),
    ),
    (
        N_("Help"),
        (
            Command("rule", N_("Rule of what is selected"), ("F1",)),
            Command("rules", N_("Span rules")),
            Command("keys", N_("All keys"), (), "project"),
            LINE,
            Command("about", N_("About annotator")),
        ),
    ),
)


COMMANDS = {command.id: command for _title, commands in MENUS for command in commands if command.id}

_NEEDED = {"project": N_("Open a project first."), "write": N_("Open a project first."), "article": N_("Open an article first.")}
_READ_ONLY = N_("This project is open for reading only.")
_TEAM = N_("Only a supervisor does this.")


def _reason(needs: str, *, project: bool, team: bool) -> str:
    """Return what an action lacks that needs this."""
    if not project and needs != "article":
        return _("Open a project first.")
    if needs in ("team", "team_write") and not team:
        return _(_TEAM)
    return _(_READ_ONLY if needs in ("write", "team_write") else _NEEDED[needs])


def with_letters(titles: Sequence[str]) -> list[str]:
    """Return titles of menus with ``&`` before the letter that opens them with Alt: the first one that no menu before has."""
    taken: set[str] = set()
    made = []
    for title in titles:
        place = next((at for at, letter in enumerate(title) if letter.isalpha() and letter.lower() not in taken), None)
        taken.add("" if place is None else title[place].lower())
        made.append(title if place is None else f"{title[:place]}&{title[place:]}")
    return made


class Actions:
    """The menu bar and its actions by id."""

    def __init__(self, window: QWidget, bar: QMenuBar) -> None:
        self._by_id: dict[str, QAction] = {}
        self._needs: dict[str, str] = {}
        self.menus: dict[str, QMenu] = {}
        for (title, commands), shown in zip(MENUS, with_letters([_(title) for title, _commands in MENUS]), strict=True):
            menu = bar.addMenu(shown)
            menu.setToolTipsVisible(True)
            self.menus[title] = menu
            for command in commands:
                if command is LINE:
                    menu.addSeparator()
                    continue
                action = QAction(_(command.text), window)
                action.setShortcuts([QKeySequence(keys) for keys in command.keys])
                menu.addAction(action)
                self._by_id[command.id] = action
                self._needs[command.id] = command.needs

    def __getitem__(self, command_id: str) -> QAction:
        return self._by_id[command_id]

    def leave(self) -> None:
        """Take the actions out of the window, so that others can have their keys."""
        for action in self._by_id.values():
            action.setShortcuts([])
            action.deleteLater()

    def use_keys(self, chosen: Mapping[str, str]) -> None:
        """Give commands the keys that the user chose for them ("" for none), all others their own."""
        for command in COMMANDS.values():
            written = (chosen[command.id],) if command.id in chosen else command.keys
            self._by_id[command.id].setShortcuts([QKeySequence(keys) for keys in written if keys])

    def items(self, menus: Sequence[str]) -> list[tuple[str, QAction]]:
        """Return the actions of these menus with their ids, menu by menu."""
        inside = dict(MENUS)
        return [(one.id, self._by_id[one.id]) for menu in menus for one in inside[menu] if one is not LINE]

    def connect(self, acts: dict[str, Callable[[], object]]) -> None:
        """Let each action do what stands for it here."""
        for command_id, act in acts.items():
            self._by_id[command_id].triggered.connect(lambda _checked=False, act=act: act())

    def allow(self, *, project: bool, write: bool, article: bool, team: bool = False) -> None:
        """Enable the actions that make sense now; the others say what they need. ``team``: a supervisor is at work."""
        holds = {"": True, "project": project, "write": write, "article": article, "team": team, "team_write": team and write}
        for command_id, action in self._by_id.items():
            needs = self._needs[command_id]
            action.setEnabled(holds[needs])
            reason = "" if holds[needs] else _reason(needs, project=project, team=team)
            action.setToolTip(reason)
            action.setStatusTip(reason)
