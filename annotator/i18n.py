"""The one place that texts for people pass through, for the window and the terminal alike.

The texts in the source are English; a catalogue in ``resources/locale`` says each in another language. The window speaks the
language that its user prefers, the terminal English: scripts rely on its words. What is written for others is English
everywhere: the labels of steps, which the log keeps, and the words in exported files.
"""

from __future__ import annotations

import gettext
import re
import string
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, lru_cache

from annotator.paths import resource

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "de": "Deutsch"}
"""the languages that there are, each by its own name"""
_STEP = "step\x04"
_GROUPED = re.compile(r"\{\w+:,\}")
_POINTS = {"de": str.maketrans(",", ".")}
"""what parts thousands, where that is no comma"""

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = ENGLISH
_in_english: ContextVar[bool] = ContextVar("in_english", default=False)


def use_language(code: str) -> None:
    """Translate into this language from now on; English where there is no catalogue for it."""
    global _catalogue, _language
    _catalogue = gettext.translation("annotator", resource("locale"), [code], fallback=True)
    _language = code if isinstance(_catalogue, gettext.GNUTranslations) else ENGLISH
    told_step.cache_clear()
    _labels.cache_clear()


def language() -> str:
    """Return the code of the language that texts are in now."""
    return ENGLISH if _in_english.get() else _language


def language_for(wanted: str) -> str:
    """Return the language that we have for one that a system names, as ``de_AT.UTF-8``: English where we do not have it."""
    code = re.split(r"[-_.@]", wanted, maxsplit=1)[0].lower()
    return code if code in LANGUAGES else ENGLISH


@contextmanager
def in_english() -> Iterator[None]:
    """Leave all texts in English inside: for what is kept in a project or written into a file that others read."""
    token = _in_english.set(True)
    try:
        yield
    finally:
        _in_english.reset(token)


def _(text: str) -> str:
    """Return the text in the user's language."""
    return text if _in_english.get() else _numbered(_catalogue.gettext(text))


def ngettext(one: str, many: str, count: int) -> str:
    """Return the singular or the plural text for this count; the caller formats the number in."""
    if _in_english.get():
        return one if count == 1 else many
    return _numbered(_catalogue.ngettext(one, many, count))


def N_(text: str) -> str:
    """Mark a text at module level; it is translated where it is shown."""
    return text


def in_sentence(label: str) -> str:
    """Return a label as it stands inside a sentence: small where the language writes nouns small, else as it is."""
    return label.lower() if language() == ENGLISH else label


def counted(one: str, many: str) -> tuple[str, str]:
    """Mark a singular and its plural at module level; ``ngettext(*both, count)`` translates them where they are shown."""
    return one, many


# ---- numbers in texts ---------------------------------------------------------------------------------------------------


def _numbered(text: str) -> str:
    """Return the text so that ``{count:,}`` parts thousands as the language does."""
    points = _POINTS.get(_language)
    return text if points is None or not _GROUPED.search(text) else _Numbered(text)


class _Numbered(str):
    """A text whose counts are written in another way than Python's comma."""

    __slots__ = ()

    def format(self, *args: object, **fields: object) -> str:
        return _Formatter().vformat(str(self), args, fields)


class _Formatter(string.Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        written = str(super().format_field(value, format_spec))
        return written.translate(_POINTS.get(_language, {})) if format_spec == "," else written


# ---- labels of steps ----------------------------------------------------------------------------------------------------


def logged(text: str) -> str:
    """Mark the label of a step. The log keeps it in English, for every copy of the project; ``told_step`` shows it."""
    return text


def logged_count(one: str, many: str, count: int) -> str:
    """Mark the label of a step that counts."""
    return one if count == 1 else many


@lru_cache(maxsize=4096)
def told_step(label: str) -> str:
    """Return the label of a step, as the log has it, in the user's language; one that we do not know as it is."""
    labels = _labels()
    if label in labels.plain:
        return labels.plain[label]
    for form in labels.forms:
        found = form.pattern.fullmatch(label)
        if found is not None:
            return form.said.format_map({name: told_step(words) if name == "step" else words for name, words in found.groupdict().items()})
    return label


@dataclass(frozen=True, slots=True)
class _Form:
    pattern: re.Pattern[str]
    said: str
    literal: int
    """how many characters stand outside the fields: of two forms that fit, the one that says more is meant"""


class _Labels:
    """The labels that the catalogue knows: plain ones, and forms with fields."""

    def __init__(self, catalogue: Mapping[str, str]) -> None:
        known = {key.removeprefix(_STEP): said for key, said in catalogue.items() if key.startswith(_STEP)}
        self.plain = {label: said for label, said in known.items() if "{" not in label}
        self._known = {label: said for label, said in known.items() if "{" in label}

    @cached_property
    def forms(self) -> list[_Form]:
        """Return the forms, those that say most first."""
        return sorted((_form(label, said) for label, said in self._known.items()), key=lambda form: -form.literal)


def _form(label: str, said: str) -> _Form:
    pattern, literal = "", 0
    for words, name, _spec, _conversion in string.Formatter().parse(label):
        pattern += re.escape(words) + (f"(?P<{name}>.*)" if name else "")
        literal += len(words)
    return _Form(re.compile(pattern, re.DOTALL), re.sub(r"\{(\w+)[^}]*\}", r"{\1}", said), literal)


@lru_cache(maxsize=1)
def _labels() -> _Labels:
    return _Labels({str(key): str(said) for key, said in getattr(_catalogue, "_catalog", {}).items()})
