"""Fields of the codebook's form that other pages do not need: one line of text, a choice, examples in words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from annotator.i18n import _
from annotator.model.codebook_checks import LANGUAGE
from ui.articles.choice import Choice
from ui.parts.field import Field
from ui.parts.plain_fields import _LineField

_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
# Okabe & Ito (2008): eight colours that colour-blind eyes tell apart.
OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")


class LineField(_LineField):
    """One line of text; ``locked`` shows what never changes."""

    def __init__(self, label: str, *, note: str = "", locked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(label, note=note, parent=parent)
        self._edit.setReadOnly(locked)
        if locked:  # the style sheet of the program paints a disabled line white upon the grey of its frame
            self._edit.setStyleSheet("background: transparent")
        self._box.setEnabled(not locked)

    def read(self, text: str) -> object:
        return text


class ColourField(LineField):
    """A colour as ``#RRGGBB``; up and down walk through the eight colours of Okabe and Ito."""

    def read(self, text: str) -> object:
        if not _HEX.match(text):
            raise ValueError(_("A colour is written #RRGGBB, such as {example}.").format(example=OKABE_ITO[0]))
        return text.upper()

    def step(self, up: int) -> None:
        here = OKABE_ITO.index(self._value) if self._value in OKABE_ITO else -up
        self.choose(OKABE_ITO[(here + up) % len(OKABE_ITO)])


class LanguageField(LineField):
    """The code of a language, as web pages and files of articles name it."""

    def read(self, text: str) -> object:
        if not LANGUAGE.match(text):
            raise ValueError(_("A language is written as a code, such as en, de or pt-BR."))
        return text


class PartsField(LineField):
    """Names with commas between them, two or more; the value is the list of names."""

    def read(self, text: str) -> object:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if len(parts) < 2:
            raise ValueError(_("Two names or more, with commas between."))
        return parts

    def value_text(self) -> str:
        return ", ".join(self._value) if isinstance(self._value, list) else ""


class NumberLine(LineField):
    """A number in a line, or nothing."""

    def __init__(self, label: str, *, whole: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(label, parent=parent)
        self._whole = whole

    def read(self, text: str) -> object:
        if not text.strip():
            return None
        try:
            number = float(text.strip().replace(",", "."))
        except ValueError:
            number = float("nan")
        if not math.isfinite(number) or (self._whole and (number != int(number) or number < 1)):
            raise ValueError(_("A whole number above 0, or nothing.") if self._whole else _("A number, or nothing."))
        return int(number) if number == int(number) else number


class ChoiceField(Field):
    """One of a short list that opens; ``values`` are (value, words)."""

    def __init__(self, label: str, values: Sequence[tuple[Any, str]], *, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(label, note=note, parent=parent)
        self._values = list(values)
        self._choice = Choice(label)
        for _value, words in self._values:
            self._choice.addItem(words)
        self._choice.setCurrentIndex(-1)
        self._choice.activated.connect(lambda row: self.choose(self._values[row][0]))
        self.use_body(self._choice)

    def set_value(self, value: object, proposed: bool = False) -> None:
        super().set_value(value, proposed)
        self._show(value)

    def choose(self, value: object) -> None:
        self._show(value)
        super().choose(value)

    def _show(self, value: object) -> None:
        self._choice.setCurrentIndex(next((row for row, (one, _words) in enumerate(self._values) if one == value), -1))

    def value_text(self) -> str:
        return next((words for one, words in self._values if one == self._value), "")


def example_lines(examples: Sequence[dict[str, Any]]) -> str:
    """Return examples as people write them, one a line: ``+ The minister said [the ferry must stay]. — without source``."""
    lines = []
    for one in examples:
        text, mark, why = str(one.get("text", "")), str(one.get("mark", "")), str(one.get("why", ""))
        marked = text.replace(mark, f"[{mark}]", 1) if mark else text
        lines.append(f"{'+' if one.get('good', True) else '−'} {marked}" + (f" — {why}" if why else ""))
    return "\n".join(lines)


def read_examples(lines: str) -> list[dict[str, Any]]:
    """Return the examples that such lines say; a line that begins with neither sign is a good one."""
    found = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        good = line[0] not in "-−–"
        words = line[1:].strip() if line[0] in "+-−–" else line
        marked, _dash, why = words.partition(" — ")
        match = re.search(r"\[(.+?)\]", marked)
        mark = match.group(1) if match else ""
        text = marked.replace(f"[{mark}]", mark, 1) if match else marked
        found.append({"text": text.strip(), "mark": mark, "good": good, "why": why.strip()})
    return found
