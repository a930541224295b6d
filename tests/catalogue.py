"""Brings the catalogues of ``resources/locale`` up to date with the texts of the program, and says what lacks a translation.

``python -m tests.catalogue`` takes up new texts, drops those that are gone, and compiles; ``python -m tests.catalogue FILE.json``
puts translations in first: an object from the English text (a plural: both forms with ``\\u0000`` between) to the other one
(a plural: the list of both). A text that was translated by likeness to another is marked ``fuzzy`` and counts as untranslated.
"""

from __future__ import annotations

import ast
import io
import json
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from hatch_build import compile_catalogues

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "resources" / "locale"
SOURCES = ("annotator", "ui")
STEP = "step"
"""the context of the labels of steps, which the log keeps in English"""
_CONTEXTS = {"_": None, "N_": None, "ngettext": None, "counted": None, "logged": STEP, "logged_count": STEP}
_LEFT_OUT = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Report-Msgid-Bugs-To', '"Last-Translator', '"Language-Team')


class Text(NamedTuple):
    """A text of the program: one string, or singular and plural."""

    id: str | tuple[str, str]
    context: str | None
    place: str
    """the file, from the root"""


@cache
def texts() -> tuple[Text, ...]:
    """Return every text that the source marks, as often as it stands there."""
    files = [file for folder in SOURCES for file in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(one for file in files for one in _texts_of(ast.parse(file.read_text(encoding="utf-8")), file.relative_to(ROOT).as_posix()))


def _texts_of(tree: ast.AST, place: str) -> Iterator[Text]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in _CONTEXTS:
            continue
        words = [list(_strings(one)) for one in node.args]
        if node.func.id in ("ngettext", "counted"):
            yield from (Text((one, many), None, place) for one, many in zip(*words[:2], strict=True))
        elif node.func.id == "logged_count":
            yield from (Text(one, STEP, place) for found in words[:2] for one in found)
        else:
            yield from (Text(one, _CONTEXTS[node.func.id], place) for one in words[0] if one)


def _strings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_strings(node.body), *_strings(node.orelse))


def catalogues() -> list[Path]:
    """Return the files of the languages that there are."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/annotator.po"))


def read(path: Path) -> Catalog:
    """Return the catalogue in a file; ValueError where it is broken."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], domain="annotator", abort_invalid=True)


def template() -> Catalog:
    """Return the texts of the program as a catalogue without translations."""
    made = Catalog(domain="annotator")
    for one in texts():
        made.add(one.id, context=one.context, locations=[(one.place, 0)])
    return made


def updated(path: Path) -> Catalog:
    """Return the catalogue of a language with exactly the texts that the program has now."""
    had = read(path) if path.exists() else Catalog(locale=path.parts[-3], domain="annotator")
    kept = {_key(one): one for one in had if one.id}
    made = Catalog(
        locale=path.parts[-3], domain="annotator", project="annotator", version="1", charset="utf-8", fuzzy=False,
        header_comment="# The texts of annotator in another language. `python -m tests.catalogue` keeps them in step with the source.",
    )  # fmt: skip
    for one in template():
        if not one.id:
            continue
        before = kept.get(_key(one))
        flags = {"fuzzy"} if before is not None and before.fuzzy else set()
        made.add(one.id, before.string if before is not None else "", context=one.context, locations=one.locations, flags=flags)
    return made


def _key(one: Message) -> tuple[object, str | None]:
    return one.id, one.context


def put_in(catalogue: Catalog, translations: Mapping[str, str | list[str]]) -> list[str]:
    """Put translations into the catalogue, and return those of texts that the program does not have."""
    left = dict(translations)
    singles = {one: form for key, forms in translations.items() for one, form in zip(key.split("\0"), forms, strict=False) if "\0" in key}
    for one in catalogue:
        key = "\0".join(one.id) if isinstance(one.id, tuple) else one.id
        said = translations.get(key) or (singles.get(key) if one.context == STEP else None)
        if one.id and said:
            one.string = tuple(said) if isinstance(one.id, tuple) else str(said)
            one.flags.discard("fuzzy")
            left.pop(key, None)
    return list(left)


def untranslated(catalogue: Catalog) -> list[Message]:
    """Return the texts without a translation, or with one that nobody has looked at."""
    return [one for one in catalogue if one.id and (one.fuzzy or not _forms(one) or not all(_forms(one)))]


def _forms(one: Message) -> tuple[str, ...]:
    return tuple(one.string) if isinstance(one.string, tuple | list) else (one.string,)


def written(catalogue: Catalog) -> str:
    """Return the catalogue as its file holds it: sorted by text, without numbers of lines and without the hour."""
    held = io.BytesIO()
    write_po(held, catalogue, width=140, sort_output=True, include_lineno=False, ignore_obsolete=True)
    lines = held.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_LEFT_OUT))


def main(files: list[str]) -> int:
    """Update every catalogue, put these translations into it, and say what is left to do; the status is 1 if something is."""
    missing = 0
    for path in catalogues():
        catalogue = updated(path)
        for name in files:
            for unknown in put_in(catalogue, json.loads(Path(name).read_text(encoding="utf-8"))):
                print(f"{name}: the program has no text {unknown!r}")
        path.write_text(written(catalogue), encoding="utf-8")
        lacking = untranslated(catalogue)
        missing += len(lacking)
        for one in lacking:
            print(f"{path.parts[-3]}: {', '.join(sorted({place for place, _line in one.locations}))}: {one.id!r}")
        print(f"{path.parts[-3]}: {len(list(catalogue)) - len(lacking)} of {len(list(catalogue))} texts are translated")
    compile_catalogues()
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
