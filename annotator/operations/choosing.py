"""Which rows of a damaged project are believed: the table is held against the log, and what nothing proves is said.

Where the log is whole, it says what each row is. Where parts of it are lost, a row that table and log give alike is proven by
two copies; any other is kept as it stands, and listed as doubtful. Nothing is made up, and nothing left out without a word.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.i18n import N_, _
from annotator.model import codebook as cb
from annotator.model import ids
from annotator.model.codebook import parse_codebook
from annotator.model.rules import Rules, ValueRules
from annotator.store import schema
from annotator.store.rebuilding import Saved
from annotator.store.replay import Key
from annotator.store.rows import as_logged
from annotator.store.salvage import Remains
from annotator.store.saved_log import SavedLog, places_of_lost, rows_of
from annotator.store.schema import TABLES
from annotator.text.duplicates import text_hash

Row = dict[str, Any]
LOST, DOUBTFUL, MENDED = "lost", "doubtful", "mended"
_KINDS = {"TEXT": str, "INTEGER": int}
_OBJECTS = frozenset({"values", "filled", "plan", "cells"})
_REFERENCES = {
    "annotation": {"article_id": "article", "coder_id": "coder"},
    "link": {"article_id": "article", "coder_id": "coder", "from_id": "annotation", "to_id": "annotation"},
    "article_coding": {"article_id": "article", "coder_id": "coder"},
    "activity": {"article_id": "article", "coder_id": "coder"},
    "assignment": {"article_id": "article", "coder_id": "coder", "round_id": "round"},
    "decision": {"article_id": "article", "coder_id": "coder"},
}
_VERSIONED = ("annotation", "link", "article_coding", "round", "decision")

UNREADABLE = N_("it could not be read")
OLDER = N_("taken from the history; a later change of it may be lost")
UNPROVEN = N_("kept as it stands in its table; the history that would prove it is lost")
SET_RIGHT = N_("set right from the history")


@dataclass(frozen=True, slots=True)
class Note:
    """What became of one row: lost, kept in doubt, or mended; with the article and coder that it belongs to."""

    kind: str
    table: str
    row_id: str
    what: str
    article: str = ""
    coder: str = ""


@dataclass(slots=True)
class Choice:
    """The rows that are believed, and what is said of those that differ from before."""

    saved: Saved
    notes: dict[Key, Note] = field(default_factory=dict)
    seen: dict[Key, Row] = field(default_factory=dict)
    """the last that was known of each row, for naming one that is lost"""
    others: dict[Key, Row] = field(default_factory=dict)
    """what the history says of rows that stand otherwise in their table"""

    def give_up(self, key: Key, what: str) -> None:
        """Go back to what the history says of a row that cannot stand, else leave it out."""
        other = self.others.pop(key, None)
        if other is None:
            self.drop(key, what)
        else:
            self.saved.rows[key] = other
            self.note(DOUBTFUL, key, _(OLDER))

    def drop(self, key: Key, what: str) -> None:
        """Leave a row out of the new file, and say why."""
        row = self.saved.rows.pop(key, None) or self.seen.get(key, {})
        self.seen.setdefault(key, row)
        self.note(LOST, key, what)

    def note(self, kind: str, key: Key, what: str) -> None:
        """Say something of a row; that it is lost stands against anything else."""
        row = self.saved.rows.get(key) or self.seen.get(key) or {}
        article = key[1] if key[0] == "article" else str(row.get("article_id") or "")
        known = self.notes.get(key)
        if known is None or known.kind != LOST:
            self.notes[key] = Note(kind, *key, what, article, str(row.get("coder_id") or ""))


def choose(remains: Remains, log: SavedLog, excluded: Mapping[Key, Sequence[str]]) -> Choice:
    """Return what of a file is believed; ``excluded`` are rows with what a check found wrong with them, each time that it did."""
    last = max((step.order[0] for step in log.kept), default=0)
    steps = [*log.kept, *places_of_lost(last, log.highest, _("Lost step"))] if log.lost or log.highest > last else log.kept
    choice = Choice(Saved(steps=steps, facts={row["key"]: row["value"] for row in remains.rows["meta"]}))
    _sources(remains, choice.saved)
    standing, unreadable = _standing(remains)
    logged, partly = rows_of(log.read)
    choice.seen = {**logged, **standing}
    shaken = {(change[0], change[1]) for step in log.read if not step.whole for change in step.changes}
    torn = {one.table for one in remains.unread}
    is_torn = "" in torn or remains.missing_pages > 0
    for key in dict.fromkeys([*standing, *logged]):
        row, said = standing.get(key), logged.get(key) if key not in partly else None
        said = said if said is not None and said.get("id") == key[1] and _can_stand(key[0], said) else None
        _believe(choice, key, row, said, whole=log.is_whole, torn=is_torn or key[0] in torn or key in unreadable, proven=key not in shaken)
    for key, faults in excluded.items():
        for what in faults:
            choice.give_up(key, what)
    _texts_of_articles(choice, remains)
    _close(choice)
    return choice


def _believe(choice: Choice, key: Key, row: Row | None, said: Row | None, *, whole: bool, torn: bool, proven: bool) -> None:
    """Take in a row as its table and as the log has it; ``proven``: each step that is known to change it is what its hash says."""
    rows = choice.saved.rows
    if whole:
        if said is not None:
            rows[key] = said
        if row != said:
            choice.note(MENDED, key, _(SET_RIGHT))
    elif row is not None:
        rows[key] = row
        if said is not None and row.get("name") == "" and {**row, "name": said["name"]} == said:
            rows[key] = said
        elif said is not None and proven and row != said and row.get("updated_at", "") == said.get("updated_at"):
            rows[key] = said  # a change in a step that is lost would have left its time: this is damage of the row
            choice.note(MENDED, key, _(SET_RIGHT))
        elif row != said:
            choice.note(DOUBTFUL, key, _(UNPROVEN))
            if said is not None:
                choice.others[key] = said
    elif said is not None and torn:
        rows[key] = said
        choice.note(DOUBTFUL, key, _(OLDER))
    elif torn:
        choice.drop(key, _(UNREADABLE))


def _standing(remains: Remains) -> tuple[dict[Key, Row], set[Key]]:
    """Return the rows of the logged tables as the log would have them, and those that are there but make no sense."""
    names = {(row["table_name"], row["row_id"]): row["name"] for row in remains.rows["doubled_name"]}
    found: dict[Key, Row] = {}
    unreadable: set[Key] = set()
    for table, spec in TABLES.items():
        for row in sorted(remains.rows[table], key=lambda one: int(one["seq"])):
            key = (table, str(row["id"]))
            try:
                made = as_logged(spec, row)  # type: ignore[arg-type]
            except ValueError:
                unreadable.add(key)
                continue
            if not _can_stand(table, made):
                unreadable.add(key)
                continue
            found[key] = made | ({"name": names[key]} if key in names else {})
    return found, unreadable


def _can_stand(table: str, row: Row) -> bool:
    """Return whether each column holds what its kind of column holds."""
    lists = TABLES[table].json
    for column in schema.columns_of(table)[1]:
        if column.name == "seq":
            continue
        value = row.get(column.name)
        kind: type = (dict if column.name in _OBJECTS else list) if column.name in lists else _KINDS[column.type]
        if (value is None and not column.may_be_empty) or (value is not None and type(value) is not kind):
            return False
    return True


# ---- texts --------------------------------------------------------------------------------------------------------------


def _sources(remains: Remains, saved: Saved) -> None:
    """Take in the texts and source files by what their bytes say they are; one with a wrong byte is nobody's."""
    for row in remains.rows["article_text"]:
        saved.texts[text_hash(row["text"])] = row["text"]
    for row in remains.rows["raw_file"]:
        saved.raw_files[hashlib.sha256(row["bytes"]).hexdigest()] = row["bytes"]


def _texts_of_articles(choice: Choice, remains: Remains) -> None:
    """Keep the texts that articles have; an article without its text cannot stand, but a lost text may be in its source file."""
    saved = choice.saved
    wanted: set[str] = set()
    raws: set[str] = set()
    for key, row in [(key, row) for key, row in saved.rows.items() if key[0] == "article"]:
        sha256, raw = row["text_sha256"], row.get("raw_sha256")
        if sha256 not in saved.texts and (text := _text_from(saved.raw_files.get(raw or ""), row, sha256)) is not None:
            saved.texts[sha256] = text
        if sha256 not in saved.texts:
            choice.drop(key, _("its text is lost"))
            continue
        if ids.article_id(sha256, row["source_id"]) != key[1]:
            choice.drop(key, _("its id is not that of its text and source"))
            continue
        wanted.add(sha256)
        if raw is not None and raw not in saved.raw_files:
            saved.rows[key] = row | {"raw_sha256": None}
            choice.note(DOUBTFUL, key, _("the copy of its source file is lost; its text is whole"))
        elif raw is not None:
            raws.add(raw)
    saved.texts = {sha256: text for sha256, text in saved.texts.items() if sha256 in wanted}
    saved.raw_files = {sha256: data for sha256, data in saved.raw_files.items() if sha256 in raws}


def _text_from(data: bytes | None, row: Row, sha256: str) -> str | None:
    """Return the text of an article from the bytes of its source, where those are the text and nothing else."""
    if data is None:
        return None
    try:
        text = data.decode(row["encoding"] or "utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    except (UnicodeDecodeError, LookupError):
        return None
    return text if text_hash(text) == sha256 else None


# ---- references ---------------------------------------------------------------------------------------------------------


def _close(choice: Choice) -> None:
    """Let go of rows whose article, coder, round or ends are not there, and of values that refer to nothing."""
    rows = choice.saved.rows
    books = _codebooks(choice)
    while lacking := list(_lacking(rows)):
        for key, column, other in lacking:
            choice.give_up(key, _("its {what} is lost").format(what=_(_ENDS.get(column, _(_WHAT[other[0]])))))
            if key not in rows and other not in choice.notes:
                choice.note(LOST, other, _(UNREADABLE))
    known = {kind: {key[1] for key in rows if key[0] == table} for kind, table in ((cb.ENTITY_REF, "entity"), (cb.ARTICLE_REF, "article"))}
    for key, row in list(rows.items()):
        asked = _asked(books.get(row["codebook_version"]), key[0], row) if key[0] in ("annotation", "link", "article_coding") else None
        if asked is None:
            continue
        gone = [
            one.id
            for one in asked.attributes
            if one.type in known and row["values"].get(one.id) is not None and row["values"][one.id] not in known[one.type]
        ]
        if gone:
            rows[key] = row | {"values": {name: value for name, value in row["values"].items() if name not in gone}}
            choice.note(DOUBTFUL, key, _("what it refers to is lost: {attributes}").format(attributes=", ".join(gone)))


_WHAT = {"article": N_("article"), "coder": N_("coder"), "annotation": N_("annotation"), "round": N_("round")}
_ENDS = {"from_id": N_("beginning"), "to_id": N_("end")}


def _lacking(rows: Mapping[Key, Row]) -> Iterable[tuple[Key, str, Key]]:
    """Yield (row, column, row referred to) of each reference that leads nowhere."""
    for key, row in rows.items():
        for column, table in _REFERENCES.get(key[0], {}).items():
            other = (table, row[column])
            if other not in rows:
                yield key, column, other
                break


def _codebooks(choice: Choice) -> dict[str, Rules]:
    """Return the codebooks by version; what stood under one that is lost goes over to the newest that is there, and is noted."""
    found: dict[str, Rules] = {}
    newest = ""
    for key, row in [(key, row) for key, row in choice.saved.rows.items() if key[0] == "codebook_version"]:
        try:
            found[row["version"]] = Rules(parse_codebook(json.loads(row["content"])))
            newest = row["version"]
        except (ValueError, TypeError, AttributeError, KeyError):
            choice.drop(key, _("the codebook cannot be used"))
    if newest:
        for key, row in list(choice.saved.rows.items()):
            if key[0] in _VERSIONED and row["codebook_version"] not in found:
                said = _("its codebook {version!r} is lost; it stands under {newest!r}")
                choice.saved.rows[key] = row | {"codebook_version": newest}
                choice.note(DOUBTFUL, key, said.format(version=row["codebook_version"], newest=newest))
    return found


def _asked(rules: Rules | None, table: str, row: Row) -> ValueRules | None:
    if rules is None:
        return None
    asked: dict[str, Callable[[], ValueRules | None]] = {
        "annotation": lambda: rules.categories.get(row["category"]),
        "link": lambda: rules.links.get(row["link"]),
        "article_coding": lambda: rules.article,
    }
    return asked[table]()
