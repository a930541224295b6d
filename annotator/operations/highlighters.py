"""Highlighters: words or regular expressions that a project lets stand out in every article, each in a colour of its own.

They are the project's, the same for all coders, and only a supervisor changes them; they tag nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from annotator.errors import AnnotatorError, RuleViolation
from annotator.i18n import _, logged
from annotator.model.ids import new_id
from annotator.model.span import Span
from annotator.project import Project

SETTING = "highlighters"
WORDS, PATTERN = "words", "pattern"
COLOURS = ("#F2C200", "#2E9E6B", "#2F7FD1", "#B0569E", "#D9662B", "#5B6B7B")
"""offered in this order; told apart also without red or green, and always with the highlighter's name"""
SECONDS = 1.0
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\Z")


@dataclass(frozen=True, slots=True)
class Highlighter:
    """What stands out: words as they are searched, or a regular expression; in a colour, unless it is off."""

    id: str
    name: str
    asked: str
    kind: str = WORDS
    colour: str = COLOURS[0]
    on: bool = True


@dataclass(frozen=True, slots=True)
class Highlighted:
    """A place that a highlighter found."""

    span: Span
    colour: str
    name: str


def highlighters(project: Project) -> list[Highlighter]:
    """Return the project's highlighters in their order."""
    return [Highlighter(**one) for one in json.loads(project.settings.get(SETTING, "[]"))]


def add_highlighter(project: Project, asked: str, kind: str = WORDS, *, name: str = "", colour: str = "") -> Highlighter:
    """Save a highlighter as one step; AnnotatorError where nothing can be looked for so, or for a coder."""
    known = highlighters(project)
    used = [one.colour for one in known]
    made = Highlighter(new_id(), " ".join((name or asked).split()), asked.strip(), kind, colour or min(COLOURS, key=used.count))
    _write(project, [*known, _checked(made)], logged("Add highlighter {name}").format(name=made.name))
    return made


def set_highlighter(project: Project, changed: Highlighter) -> None:
    """Change a highlighter, as one step."""
    _checked(changed)
    now = [changed if one.id == changed.id else one for one in highlighters(project)]
    _write(project, now, logged("Change highlighter {name}").format(name=changed.name))


def remove_highlighter(project: Project, highlighter_id: str) -> None:
    """Take a highlighter away, as one step."""
    known = highlighters(project)
    gone = next((one for one in known if one.id == highlighter_id), None)
    if gone is not None:
        _write(project, [one for one in known if one is not gone], logged("Remove highlighter {name}").format(name=gone.name))


def switch(project: Project, highlighter_id: str, on: bool) -> None:
    """Switch a highlighter on or off, as one step."""
    for one in highlighters(project):
        if one.id == highlighter_id and one.on != on:
            set_highlighter(project, replace(one, on=on))


def highlight(text: str, wanted: Sequence[Highlighter], *, seconds: float = SECONDS) -> tuple[list[Highlighted], list[str]]:
    """Return the places of highlighters that are on, in text order, and the names of those whose expression took too long."""
    from annotator.operations.patterns import PatternSearch  # every start asks for the highlighters, few have one
    from annotator.operations.searching import find_in_text

    found: list[Highlighted] = []
    too_slow: list[str] = []
    for one in wanted:
        if not one.on:
            continue
        spans: Iterable[Span] | None
        if one.kind == WORDS:
            spans = find_in_text(text, one.asked)
        else:
            with PatternSearch(one.asked, seconds=seconds) as search:
                spans = search.places(text)
        if spans is None:
            too_slow.append(one.name)
            continue
        found += [Highlighted(span, one.colour, one.name) for span in spans]
    found.sort(key=lambda one: (one.span.start, one.span.end))
    return found, too_slow


def _checked(one: Highlighter) -> Highlighter:
    from annotator.operations.patterns import PatternSearch
    from annotator.operations.searching import read_query

    if not one.name:
        raise RuleViolation(_("a highlighter needs words to look for"))
    if one.kind not in (WORDS, PATTERN):
        raise RuleViolation(_("a highlighter looks for words or a regular expression"))
    if not _COLOUR.match(one.colour):
        raise RuleViolation(_("{colour!r} is no colour like #2F7FD1").format(colour=one.colour))
    if one.kind == WORDS:
        read_query(one.asked)
    else:
        PatternSearch(one.asked)
    return one


def _write(project: Project, now: Sequence[Highlighter], label: str) -> None:
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor changes the project's highlighters"))
    with project.step(label):
        project.settings.set(SETTING, json.dumps([asdict(one) for one in now], ensure_ascii=False))
