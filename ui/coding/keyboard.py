"""What a key means on the coding page, mode by mode (DESIGN.md section 8)."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from annotator.i18n import N_, _
from annotator.model.span import Span
from ui import keys
from ui.coding.desk import EDGES, LINKING, Desk
from ui.coding.edges import Edges
from ui.coding.linking import Linking

Key = Qt.Key
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_SIDEWAYS = {Key.Key_Left: -1, Key.Key_Right: 1}
_UPWARDS = {Key.Key_Up: -1, Key.Key_Down: 1}
_ENTER = (Key.Key_Return, Key.Key_Enter)
_HELD = (Key.Key_Shift, Key.Key_Control, Key.Key_Alt, Key.Key_AltGr, Key.Key_Meta, Key.Key_CapsLock)

LETTER_SECTIONS = {
    "Reading": keys.TEXT, "Selection": keys.TEXT, "Annotation": keys.TEXT, "Cards": keys.TEXT, "Link": keys.LINK, "Finish": keys.FINISH,
}  # fmt: skip
"""where in ``KEYS`` letters stand that a coder can change, and what they act in"""
_AT_A_CARD = frozenset("lmefucgvy")

# What ``?`` shows.
KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        N_("Everywhere"),
        (
            ("Ctrl+N  Ctrl+O", N_("new, open project")),
            ("Ctrl+I  Ctrl+E", N_("import, export")),
            ("Ctrl+Shift+V  Ctrl+P", N_("paste as an article, print")),
            ("Ctrl+F  Ctrl+Shift+F", N_("find in this article, in all articles")),
            ("F3  Shift+F3", N_("next place found, the one before")),
            ("F4", N_("notes and questions")),
            ("Ctrl+Z  Ctrl+Shift+Z", N_("undo, redo")),
            ("Ctrl+1 2 3", N_("list, text, values")),
            ("Ctrl+K", N_("find, go to or run: commands, categories, values, articles")),
            ("F6", N_("next area")),
            ("Ctrl+PgUp  PgDn", N_("article before, after")),
            ("Alt+← →", N_("where you were before, and forward again")),
            ("Ctrl + − 0", N_("zoom")),
            ("F1", N_("the codebook's rule of what is selected; nothing selected: the span rules")),
            ("F11", N_("article and values only")),
            ("Ctrl+,", N_("preferences")),
            ("Ctrl+Q", N_("quit")),
        ),
    ),
    (
        N_("Reading"),
        (
            ("← →", N_("word")),
            ("↑ ↓", N_("line")),
            ("Ctrl+← →", N_("character")),
            ("Ctrl+↑ ↓", N_("paragraph")),
            ("Shift", N_("extends")),
            ("S", N_("sentence mode; then ↑ ↓ sentence, ← → back to words")),
            ("Q", N_("the quotation here or in the sentence")),
            ("W  Shift+W", N_("wider, narrower: word, phrase, clause, sentence, paragraph")),
            ("G", N_("structure: the claims as cards beside the text; again: text alone")),
            ("V", N_("article variables; once more, when all are judged, its facts")),
        ),
    ),
    (
        N_("Selection"),
        (
            ("1 – 9", N_("tag with the category")),
            ("R", N_("category and values as last time")),
            ("T", N_("keep tagging: values come later")),
            ("+", N_("add as fragment to the selected annotation")),
            ("Esc", N_("drop")),
        ),
    ),
    (
        N_("Annotation"),
        (
            ("N  P", N_("next, previous")),
            ("O", N_("next under the caret")),
            ("Enter", N_("take the link offered, else go to the values")),
            ("J  Y", N_("next link to offer or quotation not coded, take the link")),
            ("L", N_("link")),
            ("M", N_("who makes it")),
            ("E", N_("edges")),
            ("Del", N_("delete")),
            ("F", N_("flag")),
            ("U", N_("unsure")),
            ("C", N_("note")),
            ("Menu  Shift+F10", N_("all that can be done here, the region too")),
        ),
    ),
    (
        N_("Cards"),
        (
            ("Tab", N_("text and cards")),
            ("↑ ↓", N_("claim before, after")),
            ("→ ←", N_("into its values and links and back; ↑ ↓ line by line there")),
            ("1 – 9  0", N_("on a value: choose, clear")),
            ("Enter", N_("the form; on a value: all there are; on a link: the values of its other end, or link what is missing")),
            ("Del", N_("delete the claim; on a value: clear; on a link: unlink")),
            ("L M E F U C", N_("link, maker, edges, flag, unsure, note, as in the text")),
            ("G  Esc", N_("text alone; back to the text")),
        ),
    ),
    (
        N_("Edges"),
        (
            ("← →", N_("move the end by word")),
            ("Shift+← →", N_("move the start")),
            ("Ctrl", N_("by character")),
            ("Tab", N_("other fragment")),
            ("Enter  Esc", N_("keep, leave")),
        ),
    ),
    (
        N_("Values"),
        (
            ("1 – 9", N_("choose and go on")),
            ("0", N_("clear")),
            ("Tab  Shift+Tab", N_("field by field")),
            ("Enter", N_("take what is proposed and go on")),
            ("Shift+Enter", N_("new entity or entry")),
            ("Esc", N_("back to the text")),
        ),
    ),
    (
        N_("Link"),
        (
            ("M R D O H T Q P", N_("makes, relays, addressee, object, holds, towards, qualifies, responds to")),
            ("A S D F …", N_("take the end with this letter")),
            ("Tab  ← →", N_("next nearest")),
            ("Enter", N_("take it")),
            ("+", N_("choose words: → takes, Shift+→ extends, ↑ ↓ other sentence")),
            ("Backspace", N_("role again")),
            ("Esc", N_("leave")),
        ),
    ),
    (
        N_("Finish"),
        (
            ("Ctrl+Enter", N_("what is open; again: finish and next")),
            ("↑ ↓  Enter", N_("go to it")),
            ("K", N_("keep as it is")),
            ("0", N_("finished, nothing to code")),
        ),
    ),
)


class Text(Protocol):
    """What the keyboard asks of the article view."""

    def caret(self) -> int: ...

    def place(self) -> Span | None:
        """Return the selection as a tag takes it, else the word under the caret."""

    def selection(self) -> Span | None: ...

    def drop(self) -> None: ...

    def show_keys(self) -> None: ...

    def toggle_structure(self) -> None:
        """Show the cards beside the text, or the text alone."""

    def to_cards(self) -> bool:
        """Bring the keys to the cards; False where none are shown."""


class Keyboard:
    """Hands each key of the article to the desk, to link mode or to edge mode."""

    def __init__(self, desk: Desk, linking: Linking, edges: Edges, text: Text) -> None:
        self._desk, self._linking, self._edges, self._text = desk, linking, edges, text
        self.single_letters = True
        self._completed_at: tuple[int, Span | None] | None = None
        desk.completed.connect(self._note_completed)
        self._letters = {
            "n": lambda: desk.step_to(1, text.caret()),
            "p": lambda: desk.step_to(-1, text.caret()),
            "o": lambda: desk.cycle_under(text.caret()),
            "y": desk.take_proposal,
            "l": linking.begin,
            "m": lambda: linking.begin("m"),
            "e": edges.begin,
            "f": desk.toggle_flag,
            "u": desk.toggle_confidence,
            "c": desk.note_wanted.emit,
            "v": desk.article_values_wanted.emit,
            "g": text.toggle_structure,
            "r": lambda: desk.repeat_last(text.place()),
            "t": desk.toggle_keep_tagging,
            "j": lambda: desk.next_candidate(self._before_here()),
        }

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key means; False leaves it to the reading keys."""
        if self._desk.shown is None:
            return False
        if keys.digit_of(event) is None and event.key() not in _HELD:
            self._completed_at = None
        if self._desk.mode == LINKING:
            return self._link(event)
        if self._desk.mode == EDGES:
            return self._edge(event)
        return self._read(event)

    def press_at_card(self, event: QKeyEvent) -> bool:
        """Do what a key means while a card has the keys: what concerns a claim means the same as in the text."""
        if keys.is_question(event):
            self._text.show_keys()
            return True
        letter = keys.command_letter(event) if self.single_letters and not event.modifiers() & _SHIFT else None
        if self._desk.shown is None or letter not in _AT_A_CARD:
            return False
        self._letters[letter or ""]()
        return True

    def act(self, key: str) -> None:
        """Do what a key chip of the strip says, for the mouse."""
        if self._desk.mode == EDGES:
            acts = {"↵": self._edges.keep, "Esc": self._edges.leave}
        elif self._desk.mode == LINKING:
            linking = self._linking
            acts = {"↵": linking.take, "Esc": linking.leave, "+": linking.pick_words, "Tab": lambda: linking.step(1)}
            acts["→"] = lambda: linking.move_word(1, extend=False)
            acts["Shift+→"] = lambda: linking.move_word(1, extend=True)
            acts["↑ ↓"] = lambda: linking.move_sentence(-1)
        else:
            return
        act = acts.get(key)
        if act is not None:
            act()
        elif self._desk.mode == LINKING and len(key) == 1:
            self._linking.take_letter(key.lower())

    # ---- reading

    def _read(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER and not event.modifiers() & (_CTRL | _SHIFT):
            if not self._desk.take_proposal() and self._desk.selected is not None:
                self._desk.values_wanted.emit("")
            return True
        if event.key() == Key.Key_Escape:
            self._escape()
            return True
        if event.key() == Key.Key_Delete:
            self._desk.delete()
            return True
        if event.key() == Key.Key_Tab and not event.modifiers():
            return self._text.to_cards()
        if keys.is_question(event):
            self._text.show_keys()
            return True
        return self._sign(event)

    def _escape(self) -> None:
        if self._desk.drop_proposal():
            return
        if self._text.selection() is not None:
            self._text.drop()
        else:
            self._desk.select("")

    def _sign(self, event: QKeyEvent) -> bool:
        digit = keys.digit_of(event)
        if digit is not None:
            return self._tag(digit)
        if keys.is_plus(event):
            self._desk.add_fragment(self._text.place())
            return True
        letter = keys.command_letter(event) if self.single_letters and not event.modifiers() & _SHIFT else None
        act = self._letters.get(letter or "")
        if act is not None:
            act()
        return act is not None

    def _tag(self, digit: int) -> bool:
        category = self._desk.project.codebook.category_with_key(str(digit))
        if category is None or not self._desk.can_write:
            return True
        if self._completed_at == self._here():
            self._desk.said.emit(_("All values are given: move on, then tag. Esc lets a digit tag this passage once more"), False)
        else:
            self._desk.tag(category, self._text.place())
        return True

    def _before_here(self) -> int:
        """Return the place from which J goes on: behind the start of what is selected, else just before the caret."""
        selection = self._text.selection()
        return selection.start if selection is not None else self._text.caret() - 1

    def _note_completed(self) -> None:
        """Remember where the last value brought the keys back: one digit too many, typed ahead, must not mark anything there."""
        self._completed_at = self._here()

    def _here(self) -> tuple[int, Span | None]:
        return self._text.caret(), self._text.selection()

    # ---- linking

    def _link(self, event: QKeyEvent) -> bool:
        linking, key = self._linking, event.key()
        if key == Key.Key_Escape:
            linking.leave()
        elif key in _ENTER:
            linking.take()
        elif key == Key.Key_Backspace:
            linking.back()
        elif linking.picking_words and key in _SIDEWAYS:
            linking.move_word(_SIDEWAYS[key], extend=bool(event.modifiers() & _SHIFT))
        elif linking.picking_words and key in _UPWARDS:
            linking.move_sentence(_UPWARDS[key])
        elif key == Key.Key_Backtab:
            linking.step(-1)
        elif key == Key.Key_Tab:
            linking.step(1)
        elif key in _SIDEWAYS or key in _UPWARDS:
            linking.step(_SIDEWAYS.get(key) or _UPWARDS[key])
        elif keys.is_plus(event):
            linking.pick_words()
        elif event.modifiers() & _CTRL:
            return False
        else:
            linking.take_letter(keys.letter_of(event) or "")
        return True

    # ---- edges

    def _edge(self, event: QKeyEvent) -> bool:
        edges, key = self._edges, event.key()
        if key in _ENTER:
            edges.keep()
        elif key == Key.Key_Escape:
            edges.leave()
        elif key in (Key.Key_Tab, Key.Key_Backtab):
            edges.other_fragment()
        elif key in _SIDEWAYS:
            held = event.modifiers()
            edges.move(_SIDEWAYS[key], start=bool(held & _SHIFT), characters=bool(held & _CTRL))
        else:
            return not event.modifiers() & _CTRL
        return True
