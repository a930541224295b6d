"""Damage put into project files at random places, and what a recovery must hold to whatever the damage was.

Run by hand for a longer search: ``python -m tests.operations.damage 200`` (from the checkout).
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.checking import check
from annotator.operations.choosing import DOUBTFUL, LOST
from annotator.operations.merging import merge_file
from annotator.operations.projects import enter
from annotator.operations.recovering import Recovery, recover
from annotator.project import Project, open_project
from annotator.store.audit import _applied
from annotator.store.database import Database
from annotator.store.schema import TABLES
from tests.builders import ACTOR, CONTRACT_RECORDS, TEXT, a_link, a_project, an_annotation, an_article, stored_by

PAGE = 4096
Key = tuple[str, str]
LONG = " The Fishing Board answered that the ministry had not read its report on tariffs, and would not say when it had."


def a_study(folder: Path, *, articles: int = 5) -> Path:
    """Make a project of two coders with what a log can hold: edits, deletions, undo, links, entities, and return its path."""
    with a_project(folder) as project:
        stored_by(project, *CONTRACT_RECORDS)
        made = [an_article(project, TEXT + LONG * (3 * number + 1), source_id=f"B{number}") for number in range(articles)]
        for coder in ("ada", "ben"):
            enter(project, coder)
            for number, article in enumerate(made):
                _code(project, article, number)
        project.undo()
    return project.path


def _code(project: Project, article: str, number: int) -> None:
    claim = an_annotation(project, article)
    actor = an_annotation(project, article, ACTOR, category="actor")
    a_link(project, "makes", actor, claim)
    for place in range(number + 3):
        one = an_annotation(project, article, Span(110 + 40 * place, 125 + 40 * place))
        coding.set_note(project, one.id, f"a note of {project.the_coder().name} about passage {place}")
        if place % 3 == 2:
            coding.delete_annotation(project, one.id)
    coding.set_article_value(project, article, "genre", "hard_news")


def a_merged_study(folder: Path) -> Path:
    """Make a project of three files: each coder worked in a copy of it, and both came back."""
    path = a_study(folder, articles=3)
    copies = []
    for coder in ("ada", "ben"):
        copy = folder / f"{coder}.annot"
        copy.write_bytes(path.read_bytes())
        copies.append(copy)
        with open_project(copy, coder) as project:
            for article in project.articles.all()[1:]:
                for one in project.annotations.of_article(article.id, project.the_coder().id)[:2]:
                    coding.set_note(project, one.id, f"a note of {coder} in a copy")
                coding.set_facts(project, article.id, {"outlet": f"The {coder} Post"})
    with open_project(path) as project:
        for copy in copies:
            merge_file(project, copy)
    return path


def states_of(path: Path) -> tuple[dict[Key, list[dict[str, Any]]], dict[Key, dict[str, Any]], dict[str, str]]:
    """Return every state that each row ever had, the rows as they stand, and the texts by hash."""
    with closing(sqlite3.connect(path)) as raw:
        ever: dict[Key, list[dict[str, Any]]] = {}
        live: dict[Key, dict[str, Any] | None] = {}
        for table, row_id, before, after in raw.execute(
            """
            SELECT table_name, row_id, before, after FROM change JOIN step ON step.seq = change.step ORDER BY counter, origin, number
            """
        ):
            key = (table, row_id)
            live[key] = _applied(live.get(key), before, after, TABLES[table].columns, TABLES[table].keyed)
            if live[key] is not None:
                ever.setdefault(key, []).append(dict(live[key] or {}))
        texts = dict(raw.execute("SELECT sha256, text FROM article_text"))
    return ever, {key: row for key, row in live.items() if row is not None}, texts


def rows_of(path: Path) -> dict[Key, dict[str, Any]]:
    """Return the rows of a project as the log knows them."""
    database = Database.open(path, read_only=True)
    try:
        found = {}
        for table in TABLES:
            all_ids = [row[0] for row in database.all(f"SELECT id FROM {table}")]
            found |= {(table, row["id"]): row for row in database.read_many(table, all_ids)}
        return found
    finally:
        database.close()


def damaged(data: bytes, seed: int) -> bytes:
    """Return the bytes with damage of one of five kinds at places that the seed chooses."""
    chance = random.Random(seed)
    found = bytearray(data)
    pages = len(data) // PAGE
    kind = seed % 5
    if kind == 0:  # bits that flipped
        for _time in range(chance.randint(1, 8)):
            found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    elif kind == 1:  # a file that was cut short
        found = found[: chance.randrange(len(found) // 4, len(found))]
    elif kind == 2:  # pages that never reached the disk
        for number in chance.sample(range(pages), chance.randint(1, max(1, pages // 8))):
            found[number * PAGE : (number + 1) * PAGE] = bytes(PAGE)
    elif kind == 3:  # a stretch of another file
        start = chance.randrange(len(found) - 600)
        found[start : start + 600] = chance.randbytes(600)
    else:  # two pages that changed places
        one, other = chance.sample(range(pages), 2)
        first, second = (bytes(found[n * PAGE : (n + 1) * PAGE]) for n in (one, other))
        found[one * PAGE : (one + 1) * PAGE], found[other * PAGE : (other + 1) * PAGE] = second, first
    return bytes(found)


def wrong_with(path: Path, original: Path) -> Iterator[str]:
    """Recover a damaged file and yield what the recovery must not do: a sentence a fault."""
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    try:
        found = recover(path)
    except (AnnotatorError, RuntimeError, LookupError, TypeError, ValueError, sqlite3.Error) as error:
        yield f"refused: {type(error).__name__} {error}"
        return
    if hashlib.sha256(path.read_bytes()).hexdigest() != before or path.with_name(path.name + ".lock").exists():
        yield "the damaged file was touched"
    yield from (f"not sound: {fault}" for fault in check(found.target))
    yield from _compared(found, original)


def _compared(found: Recovery, original: Path) -> Iterator[str]:
    ever, standing, texts = states_of(original)
    for key, row in rows_of(original).items():  # of several files the merge decides, not the order alone
        ever.setdefault(key, []).append(row)
    now = rows_of(found.target)
    lost = {(note.table, note.row_id) for note in found.notes if note.kind == LOST}
    doubted = {(note.table, note.row_id) for note in found.notes if note.kind == DOUBTFUL}
    for key, row in now.items():
        if row not in ever.get(key, []) and key not in doubted:
            yield f"made up: {key}"
    torn = {one.table for one in found.unread}
    for key in standing.keys() - now.keys() - lost:
        if key[0] not in torn and "" not in torn and not found.missing_pages:
            yield f"lost without a word: {key}"
    with closing(sqlite3.connect(found.target)) as raw:
        for sha256, text in raw.execute("SELECT sha256, text FROM article_text"):
            if texts.get(sha256) != text:
                yield f"another text: {sha256}"
    said = found.list_path.read_text(encoding="utf-8")
    for note in found.notes:
        if note.row_id not in said:
            yield f"not in the list: {note}"
    if any(sentence in said for sentence in ("tariffs on fish", "had not read its report", "a note of")):
        yield "the list quotes a text or a note"


def search(folder: Path, seeds: range, make: Callable[[Path], Path] = a_study) -> list[str]:
    """Damage a small project with each of these seeds and return what was wrong with its recovery."""
    original = make(folder)
    data, faults = original.read_bytes(), []
    for seed in seeds:
        place = folder / f"{seed}"
        place.mkdir()
        path = place / "study.annot"
        path.write_bytes(damaged(data, seed))
        faults += [f"seed {seed}: {fault}" for fault in wrong_with(path, original)]
    return faults


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        for place, make in (("one", a_study), ("merged", a_merged_study)):
            folder = Path(temporary) / place
            folder.mkdir()
            for one in search(folder, range(int(sys.argv[1])), make):
                print(one, flush=True)
