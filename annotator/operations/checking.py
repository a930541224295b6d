"""Whether a project is sound: file, texts, offsets, quotes, references, rules, and a log that makes exactly what is there."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from annotator.errors import RuleViolation
from annotator.i18n import N_, _
from annotator.model import codebook as cb
from annotator.model import ids
from annotator.model.article import Region, make_regions
from annotator.model.codebook import parse_codebook
from annotator.model.rules import Rules, ValueRules
from annotator.model.span import Span, Spans, make_spans, quote_of
from annotator.progress import Progress
from annotator.store import seal
from annotator.store.audit import Audit, Damaged, is_in_use, private_copy
from annotator.store.rows import Row
from annotator.store.schema import TABLES
from annotator.text.duplicates import same_text_key, text_hash

_SHOWN_COLUMNS = 5
_TOLD_EVERY = 100  # rows: the clock is not asked for each of a million
_REMEMBERED = 10_000  # different values with what is wrong with them: most of a project's are chosen from closed lists
_ELSEWHERE = (("article", N_("in another article")), ("coder", N_("another coder's")), ("layer", N_("in another layer")))
_BROKEN_SEAL = N_("is a work package, and its bytes are not those that it was closed with")
Asking = Callable[[Rules], ValueRules | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it must be: its kind, the table and row it lies in, and what is wrong."""

    kind: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What a check found, and how many rows of each kind it went through."""

    faults: tuple[Fault, ...]
    counts: Mapping[str, int]


def check(path: Path, progress: Progress | None = None) -> list[Fault]:
    """Return all that is wrong with a project, nothing if it is sound; FileProblem if it cannot be opened at all."""
    return list(examine(path, progress).faults)


def examine(path: Path, progress: Progress | None = None) -> Examination:
    """Check a project and count what is in it; one that somebody is working in is copied first, so that they need not wait."""
    told = progress or Progress()
    if not is_in_use(path):
        faults = [Fault("seal", "file", _(_BROKEN_SEAL))] if seal.is_broken(path) else []
        return _examined(Audit(path), told, faults)
    with tempfile.TemporaryDirectory(prefix="annotator-check-") as folder:
        copy = Path(folder) / "copy.annot"
        told.say(_("Copying"), 0)
        private_copy(path, copy)
        return _examined(Audit(copy), told, [])


def _examined(audit: Audit, told: Progress, faults: list[Fault]) -> Examination:
    with audit.one_state():
        check_up = _CheckUp(audit, told)
        for part in (check_up.file, check_up.texts, check_up.raw_files, check_up.people, check_up.articles, check_up.annotations):
            _gather(part(), faults)
        for part in (check_up.links, check_up.codings, check_up.log, check_up.replay):
            _gather(part(), faults)
        try:
            counts = audit.counts()
        except Damaged:
            counts = {}
    return Examination(tuple(dict.fromkeys(faults)), counts)


def _gather(part: Iterator[Fault], faults: list[Fault]) -> None:
    try:
        faults.extend(part)
    except Damaged as error:
        faults.append(Fault("damage", "file", _("cannot be read on: {reason}").format(reason=error)))


class _CheckUp:
    """The parts of a check; each yields what it finds."""

    def __init__(self, audit: Audit, told: Progress) -> None:
        self._audit = audit
        self._told = told
        self._rules: dict[str, list[Rules]] = {}  # after a merge two versions may bear one name
        self._newest: Rules | None = None
        self._entities: set[str] = set()
        self._article_ids: set[str] = set()
        self._wrong_with = lru_cache(_REMEMBERED)(self._read_values)

    def _say(self, label: str, done: int) -> None:
        if done % _TOLD_EVERY == 0:
            self._told.say(label, done)

    # ---- the file, its texts and people ---------------------------------------------------------------------------------

    def file(self) -> Iterator[Fault]:
        """Damaged pages, and references that lead nowhere."""
        self._say(_("Checking pages"), 0)
        for what in self._audit.damage():
            yield Fault("damage", "file", what)
        for table, row, other in self._audit.orphans():
            yield Fault("reference", f"{table} {row}", _("refers to a row of {other} that is not there").format(other=other))

    def texts(self) -> Iterator[Fault]:
        """Texts that are not what their hash says: SQLite itself does not see a flipped bit."""
        for number, (sha256, same_key, n_characters, data) in enumerate(self._audit.texts()):
            self._say(_("Checking texts"), number)
            where = f"article_text {sha256}"
            try:
                text = data.decode("utf-8")
            except UnicodeDecodeError as error:
                yield Fault("text", where, _("is not UTF-8 at byte {byte}").format(byte=error.start))
                continue
            if text_hash(text) != sha256:
                yield Fault("text", where, _("is not the text that its SHA-256 was taken of"))
            if len(text) != n_characters:
                yield Fault("text", where, _("has {length} characters, {noted} are noted").format(length=len(text), noted=n_characters))
            if same_text_key(text) != same_key:
                yield Fault("text", where, _("its key for finding duplicates is another text's"))

    def raw_files(self) -> Iterator[Fault]:
        """Sources that are not what their hash says."""
        for number, (sha256, data) in enumerate(self._audit.raw_files()):
            self._say(_("Checking sources"), number)
            if hashlib.sha256(data).hexdigest() != sha256:
                yield Fault("raw_file", f"raw_file {sha256}", _("is not the file that its SHA-256 was taken of"))

    def people(self) -> Iterator[Fault]:
        """Codebooks that cannot be used, coders whose id is not that of their name."""
        for version, content in self._audit.codebooks():
            try:
                self._newest = Rules(parse_codebook(json.loads(content)))
                self._rules.setdefault(version, []).append(self._newest)
            except (ValueError, TypeError, AttributeError, KeyError) as error:
                yield Fault("codebook", f"codebook_version {version}", _("cannot be used: {reason}").format(reason=error))
        for made in self._audit.codebooks_taken_back():
            # Somebody else may have coded with a version before its publishing was undone here, and both files were merged.
            with suppress(ValueError, TypeError, AttributeError, KeyError):
                row = json.loads(made)
                self._rules.setdefault(row["version"], []).append(Rules(parse_codebook(json.loads(row["content"]))))
        for coder_id, name in self._audit.coders():
            if _made(ids.coder_id, name) != coder_id:
                yield Fault("coder", f"coder {coder_id}", _("its id is not that of the name {name!r}").format(name=name))
        self._entities = self._audit.ids("entity")
        self._article_ids = self._audit.ids("article")

    def articles(self) -> Iterator[Fault]:
        """Articles whose id is not that of text and source_id, or whose regions overlap or run past the text."""
        kinds = {kind for some in self._rules.values() for rules in some for kind in rules.codebook.region_types}
        for number, row in enumerate(self._audit.articles()):
            self._say(_("Checking articles"), number)
            where = f"article {row['id']}"
            if _made(ids.article_id, row["text_sha256"], row["source_id"]) != row["id"]:
                yield Fault(
                    "article", where, _("its id is not that of its text and the source_id {source_id!r}").format(source_id=row["source_id"])
                )
            for what in _region_faults(row["regions"], row["n_characters"], kinds):
                yield Fault("region", where, what)

    # ---- codings --------------------------------------------------------------------------------------------------------

    def annotations(self) -> Iterator[Fault]:
        """Annotations whose spans, quotes or values are wrong."""
        article_id, text = "", None
        for number, row in enumerate(self._audit.annotations()):
            self._say(_("Checking annotations"), number)
            if row["article_id"] != article_id:
                article_id, text = row["article_id"], self._audit.text_of(row["article_id"])
            for kind, what in self._annotation_faults(row, text):
                yield Fault(kind, _where("annotation", row), what)

    def _annotation_faults(self, row: Any, text: str | None) -> Iterator[tuple[str, str]]:
        if text is not None and not _quotes(row, text):
            yield from _span_faults(row, text)
        version, category_id = row["codebook_version"], row["category"]
        named = self._rules_of(version)
        if not named:
            yield "values", _("the project holds no codebook {version!r}").format(version=version)
            return
        category = next((found for one in named if (found := one.codebook.category(category_id)) is not None), None)
        if category is None:
            yield "values", _("unknown category {category!r}").format(category=category_id)
            return
        if row["fragments"] is not None and not category.fragments:
            yield "annotation", _("{category} takes one span, no fragments").format(category=category.id)
        yield from self._wrong_with(row["values"], version, _of_category(category_id))

    def links(self) -> Iterator[Fault]:
        """Links whose ends are not there, lie elsewhere, are another coder's, or of a category that the link does not allow."""
        for number, row in enumerate(self._audit.links()):
            self._say(_("Checking links"), number)
            where = _where("link", row)
            whole = True
            for end in ("from", "to"):
                if row[f"{end}_article"] is None:
                    whole = False
                    yield Fault("link", where, _("its end {id} is not there").format(id=row[f"{end}_id"]))
                    continue
                for column, elsewhere in _ELSEWHERE:
                    if row[f"{end}_{column}"] != row[column if column == "layer" else f"{column}_id"]:
                        yield Fault("link", where, _("its end {id} is {where}").format(id=row[f"{end}_id"], where=_(elsewhere)))
            named = self._rules_of(row["codebook_version"])
            if not named:
                yield Fault("values", where, _("the project holds no codebook {version!r}").format(version=row["codebook_version"]))
                continue
            if whole and (refused := [_refused_link(rules, row) for rules in named]) and all(refused):
                yield Fault("link", where, refused[-1])
            yield from self._value_faults(where, row, _of_link(row["link"]))

    def codings(self) -> Iterator[Fault]:
        """Judgements of articles that nobody finds, or whose values are wrong."""
        for number, row in enumerate(self._audit.codings()):
            self._say(_("Checking judgements of articles"), number)
            where = f"article_coding {row['id']}"
            if row["article_id"] not in self._article_ids:
                yield Fault(
                    "article_coding", where, _("judges the article {article}, which is not there").format(article=row["article_id"])
                )
            if _made(ids.coding_id, row["article_id"], row["coder_id"]) != row["id"]:
                yield Fault("article_coding", where, _("its id is not that of its article and coder"))
            yield from self._value_faults(where, row, _of_article)

    def _rules_of(self, version: str) -> list[Rules]:
        return self._rules.get(version, [])

    def _value_faults(self, where: str, row: Any, of: Asking) -> Iterator[Fault]:
        for kind, what in self._wrong_with(row["values"], row["codebook_version"], of):
            yield Fault(kind, where, what)

    def _read_values(self, written: str, version: str, of: Asking) -> tuple[tuple[str, str], ...]:
        """Return what is wrong with values as they are written: (kind of fault, what)."""
        try:
            values = json.loads(written)
            if not isinstance(values, dict):
                raise ValueError("is no JSON object")
        except (ValueError, TypeError) as error:
            return (("values", f"its values are unreadable ({error})"),)
        rules, reason = self._fitting(values, version, of)
        return (("values", reason),) if rules is None else tuple(self._lost_references(values, rules))

    def _lost_references(self, values: Mapping[str, Any], rules: ValueRules) -> Iterator[tuple[str, str]]:
        for attribute in rules.attributes:
            value = values.get(attribute.id)
            if value is None:
                continue
            if attribute.type == cb.ENTITY_REF and value not in self._entities:
                yield "entity", f"{attribute.id} refers to the entity {value}, which is not there"
            if attribute.type == cb.ARTICLE_REF and value not in self._article_ids:
                yield "article", f"{attribute.id} refers to the article {value}, which is not there"

    def _fitting(self, values: Mapping[str, Any], version: str, of: Asking) -> tuple[ValueRules | None, str]:
        """Return the rules that the values obey: those of their codebook version, of the newest or of another if they were edited since.

        Two people may have changed one value each under versions that were merged later: then each obeys the rules of some version.
        A value whose condition does not hold is no damage either: two people may have changed the one and the other, each in a file
        of the own, before both were merged. It is open in its article.
        """
        reason = f"the project holds no codebook {version!r}"
        fits: dict[str, ValueRules] = {}
        near = [*self._rules_of(version), *([self._newest] if self._newest is not None else [])]
        for rules in (*near, *(one for some in self._rules.values() for one in some if one not in near)):
            asked: ValueRules | None = of(rules)
            if asked is None:
                continue
            wrong = _refused_values(values, asked)
            if not wrong:
                return asked, ""
            if rules in near:
                reason = wrong
            fits |= {key: asked for key, value in values.items() if key not in fits and not _refused_values({key: value}, asked)}
        return (next(iter(fits.values())), "") if fits and values.keys() <= fits.keys() else (None, reason)

    # ---- the log --------------------------------------------------------------------------------------------------------

    def log(self) -> Iterator[Fault]:
        """Steps whose hashes do not fit what they say or what came before, and steps that are gone."""
        for number, (step, content, head) in enumerate(self._audit.steps()):
            self._say(_("Checking the log"), number)
            where = f"step {step['id']}"
            if step["id"] != f"{step['counter']}@{step['origin']}":
                yield Fault("log", where, _("its id is not that of its counter and origin"))
            if content != step["content_hash"]:
                yield Fault("log", where, _("what it says is not what its hash was taken of: the log was edited"))
            elif head != step["chain_hash"]:
                yield Fault("log", where, _("does not follow the step before it: one is missing or was exchanged"))
        expected = 1
        for counter in self._audit.counters():
            if counter != expected:
                several = _("and those up to {last} are missing").format(last=counter - 1)
                what = _("is missing") if counter == expected + 1 else several
                yield Fault("log", f"step {expected}", what)
            expected = counter + 1
        for step_id, what in self._audit.strays():
            yield Fault("log", f"step {step_id}", what)

    def replay(self) -> Iterator[Fault]:
        """Rows that are not what all changes of the log, one after the other, make of them."""
        differing: dict[tuple[str, str], tuple[Row | None, Row | None]] = {}
        for table in TABLES:
            for number, difference in enumerate(self._audit.replayed(table)):
                self._say(_("Replaying the log"), number)
                if difference is not None:
                    row_id, logged, stored = difference
                    differing[table, row_id] = logged, stored
        joined = self._audit.joined(differing) if differing and self._audit.has_several_origins() else {}
        for key, (logged, stored) in differing.items():
            if key in joined and joined[key] == stored:
                continue
            if logged is None:
                what = _("is there although the log does not make it")
            elif stored is None:
                what = _("is not there although the log makes it")
            else:
                columns = [column for column in {**logged, **stored} if logged.get(column) != stored.get(column)]
                what = _("was changed behind the log: {columns}").format(columns=", ".join(columns[:_SHOWN_COLUMNS]))
            yield Fault("row", f"{key[0]} {key[1]}", what)


def _made(id_of: Callable[..., str], *parts: Any) -> str:
    """Return the id that is made of these cells, empty where a damaged one is none that an id is made of."""
    try:
        return id_of(*parts)
    except (ValueError, TypeError):
        return ""


def _of_article(rules: Rules) -> ValueRules:
    return rules.article


def _refused_values(values: Mapping[str, Any], rules: ValueRules) -> str:
    """Return why the rules refuse these values, conditions left aside; nothing if they take them."""
    try:
        rules.check(values, fill_defaults=False, conditions=False)
    except RuleViolation as error:
        return str(error)
    return ""


@lru_cache(_REMEMBERED)
def _refused_link(rules: Rules, row: Any) -> str:
    """Return why these rules do not allow a link between its ends, empty if they do."""
    try:
        rules.check_link(row["link"], row["from_category"], row["to_category"], row["from_id"] == row["to_id"])
    except RuleViolation as error:
        return str(error)
    return ""


@lru_cache(_REMEMBERED)
def _of_category(category_id: str) -> Asking:
    return lambda rules: rules.categories.get(category_id)


@lru_cache(_REMEMBERED)
def _of_link(link_id: str) -> Asking:
    return lambda rules: rules.links.get(link_id)


def _where(table: str, row: Any) -> str:
    return f"{table} {row['name']} ({row['id']})" if row["name"] else f"{table} {row['id']}"


def _quotes(row: Any, text: str) -> bool:
    """Return whether this is one span inside the text with the quote that stands there, as nearly all are."""
    start, end = row["start"], row["end"]
    if not (isinstance(start, int) and isinstance(end, int)):  # damage: looked at closer
        return False
    return row["fragments"] is None and 0 <= start < end <= len(text) and text[start:end] == row["quote"]


def _spans(row: Any) -> Spans:
    if row["fragments"] is None:
        return (Span(row["start"], row["end"]),)
    spans = make_spans(json.loads(row["fragments"]))
    if len(spans) < 2 or (spans[0].start, spans[-1].end) != (row["start"], row["end"]):
        raise ValueError("the fragments do not run from its start to its end")
    return spans


def _span_faults(row: Any, text: str) -> Iterator[tuple[str, str]]:
    try:
        spans = _spans(row)
    except (ValueError, TypeError, IndexError) as error:
        yield "annotation", f"its fragments are wrong: {error}"
        return
    if spans[-1].end > len(text):
        yield "annotation", f"ends at {spans[-1].end}, the text at {len(text)}"
    elif quote_of(spans, text) != row["quote"]:
        yield "quote", f"its quote is not the text at {row['start']}–{row['end']}"


def _region_faults(stored: str, length: int | None, kinds: set[str]) -> Iterator[str]:
    try:
        regions = [Region(kind, Span(start, end)) for kind, start, end in json.loads(stored)]
        if length is not None:
            make_regions(regions, length)
    except (ValueError, TypeError) as error:
        yield f"its regions are wrong: {error}"
        return
    for region in regions:
        if region.kind not in kinds:
            yield f"has a region of the unknown kind {region.kind!r}"
