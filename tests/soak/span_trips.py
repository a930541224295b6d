"""Random spans in random texts, there and back: stored, reopened, exported, imported, and through the positions that Qt counts in.

The texts hold what positions go wrong at: letters beyond the basic plane, combining marks, flags and joiners, right-to-left
letters, spaces and line ends that Qt shows as others, and line ends of every kind. For each span the words expected are cut out
of the text before anything is stored.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from annotator.model.span import Span
from annotator.operations.annotating import Refused, annotate_records
from annotator.operations.exporting import export
from annotator.operations.importing import import_files
from annotator.operations.projects import new_project
from annotator.project import Project, open_project
from annotator.text.offsets import Offsets

TEXTS = 12  # a project of a batch
FOLDED = {0x0A: "\u2029", 0xA0: " ", 0xFDD0: "\u2029", 0xFDD1: "\u2029"}  # what the selectedText of one Qt or another changes
PIECES = (
    "a", "Z", "ß", "e\u0301", "o\u0308\u0323", "न्यो", "प्रा", "ء", "שלום", "مرحبا", "漢",
    "𠀀", "😀", "👩\u200d🚀", "🇳🇵", "𝔘", "\U0010fffd",
    "\u00a0", "\u2028", "\u2029", "\u200f", "\ufeff", "\u00ad", "\u0085", "\u3000", "\ufdd0", "\ufffd", " ", " ",
    " fish ", " said ", "\t", "\x0b",
    "\n", "\r\n", "\r", "\n\n", "\r\n\r\n", ". ", "“", "”", "=", '"', "\\u0041", "&amp;",
)  # fmt: skip
Crossing = Callable[[str], Offsets]


def a_text(dice: random.Random) -> str:
    """Return a text as a file may hold it, line ends of all kinds in it."""
    return "First line. " + "".join(dice.choices(PIECES, k=dice.randrange(20, 400))) + " end"


def faults(spans: int, first: int, folder: Path, crossing: Crossing = Offsets) -> list[str]:
    """Take so many spans there and back and return what was wrong with any; ``crossing`` is how Qt's positions are made."""
    dice = random.Random(f"spans {first}")
    path, again = folder / f"{first}.annot", folder / f"{first}-again.annot"
    _import_texts(dice, path, folder / f"{first}")
    wanted: dict[str, tuple[str, Span, str]] = {}
    with open_project(path) as project:
        ids = project.articles.ids()
        texts = {one: project.articles.text(one) for one in ids}
        places: set[tuple[str, Span]] = set()  # a coder codes a passage once
        while len(places) < spans:
            article = dice.choice(ids)
            start = dice.randrange(len(texts[article]))
            end = dice.randrange(start + 1, min(len(texts[article]), start + dice.choice((1, 2, 5, 60, 10_000))) + 1)
            if (article, span := Span(start, end)) not in places:
                wanted[f"s{len(places)}"] = (article, span, texts[article][start:end])
                places.add((article, span))
        found = _store(project, wanted)
    with open_project(path, read_only=True) as project:
        found += _compared("after opening again", project, wanted)
        found += _through_qt(wanted, texts, crossing)
        export(project, folder / f"{first}-out", format="jsonl")
    new_project(again, maker="ada")
    with open_project(again) as project:
        report = import_files(project, [folder / f"{first}-out" / name for name in ("articles.jsonl", "codings.jsonl")])
        found += [f"not imported: {problem}" for problem in report.problems]
    with open_project(again, read_only=True) as project:
        found += _compared("after an export and an import", project, wanted)
    return [f"spans, from {first}: {fault}" for fault in found]


def _import_texts(dice: random.Random, path: Path, sources: Path) -> None:
    sources.mkdir()
    for number in range(TEXTS):
        (sources / f"{number}.txt").write_bytes(a_text(dice).encode("utf-8"))
    new_project(path, maker="ada")
    with open_project(path) as project:
        import_files(project, [sources])


def _store(project: Project, wanted: dict[str, tuple[str, Span, str]]) -> list[str]:
    lines = enumerate(map(_record, wanted, wanted.values()), start=1)
    return [f"refused: {one.reason}" for one in annotate_records(project, lines) if isinstance(one, Refused)]


def _record(name: str, place: tuple[str, Span, str]) -> str:
    article, span, quote = place
    return json.dumps(
        {
            "type": "annotation", "id": name, "article": article, "coder": "ada", "category": "actor",
            "spans": [[span.start, span.end]], "quote": quote, "values": {}, "incomplete": True,
        }
    )  # fmt: skip


def _compared(when: str, project: Project, wanted: dict[str, tuple[str, Span, str]]) -> Iterator[str]:
    there = {}
    for article in project.articles.ids():
        text = project.articles.text(article)
        for one in project.annotations.of_article(article):
            there[one.name] = (article, one.spans[0], one.quote)
            if text[one.spans[0].start : one.spans[0].end] != one.quote or len(one.spans) != 1:
                yield f"{when} the quote of {one.name} is not the text"
    for name in wanted.keys() | there.keys():
        if wanted.get(name) != there.get(name):
            yield f"{when} {name} is {there.get(name)} and was {wanted.get(name)}"


def _through_qt(wanted: dict[str, tuple[str, Span, str]], texts: dict[str, str], crossing: Crossing) -> Iterator[str]:
    from PySide6.QtGui import QTextCursor, QTextDocument

    from ui.article.typeset import shown_text

    documents = {}
    for article, text in texts.items():
        document = QTextDocument()
        document.setPlainText(shown_text(text))
        documents[article] = QTextCursor(document), document, crossing(text), shown_text(text)
    for name, (article, span, _quote) in wanted.items():
        cursor, _document, offsets, shown = documents[article]
        cursor.setPosition(offsets.to_utf16(span.start))
        cursor.setPosition(offsets.to_utf16(span.end), QTextCursor.MoveMode.KeepAnchor)
        if cursor.selectedText().translate(FOLDED) != shown[span.start : span.end].translate(FOLDED):
            yield f"Qt selects other words for {name}, {span}"
        if (offsets.from_utf16(cursor.selectionStart()), offsets.from_utf16(cursor.selectionEnd())) != (span.start, span.end):
            yield f"{name} does not come back from Qt as {span}"
