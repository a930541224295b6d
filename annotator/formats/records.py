"""Articles as records with named fields: what a row of a table and an object of JSON Lines have in common.

The names are those of ``articles.csv`` (CONTRACT section 5); a few others are known for the same (section 4).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.errors import AnnotatorError, FileProblem
from annotator.formats.base import LONGEST_TEXT, Found, ImportNote, ImportProblem, Options, Source, too_long
from annotator.formats.days import LEFT_OPEN, day_of
from annotator.i18n import _
from annotator.model.article import FACTS, ArticleDraft
from annotator.model.ids import article_id, is_uuid
from annotator.text.decoding import UndecodableText, stored_text
from annotator.text.duplicates import text_hash

TEXT, SOURCE_ID = "text", "source_id"
FIELDS = (TEXT, SOURCE_ID, *FACTS)
OTHER_NAMES = {"id": SOURCE_ID, "title": "headline", "date": "date_published", "source": "outlet"}
LIKELY_TEXT = (
    "fulltext", "full_text", "full text", "body", "content", "article_text", "maintext", "main_text", "article", "story",
    "volltext", "artikeltext", "inhalt", "texte", "contenu", "texto", "contenido",
)  # fmt: skip
"""what archives and scrapers call the column of the text: a guess, for a coder who sees the preview"""
DERIVED = frozenset(("article_id", "n_characters", "text_sha256", "cluster_id"))  # columns of articles.csv that follow from the rest
DATES = ("date_published", "date_on_page")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds which field, and the columns that nobody reads."""

    of_field: Mapping[str, str]
    unread: tuple[str, ...]
    guessed: bool = False
    """whether nothing says that the column of the text holds it"""


class UnfitColumns(AnnotatorError):
    """Columns from which no article can be read; the message says which are there and what to do."""


def check_mapping(mapping: Mapping[str, str]) -> None:
    """Raise UnfitColumns if the mapping names a field that articles do not have."""
    unknown = [name for name in mapping if OTHER_NAMES.get(name, name) not in FIELDS]
    if unknown:
        raise UnfitColumns(_("an article has no field {name}; the fields are {known}").format(name=unknown[0], known=", ".join(FIELDS)))


def choose_columns(names: Sequence[str], mapping: Mapping[str, str], *, guess: bool = False) -> Columns:
    """Return which of these columns is taken for which field; UnfitColumns if a mapped column or the text is missing or doubtful.

    A mapped column wins over a field's own name, that over its other name. Capital letters and space around names do not count.
    ``guess``: where no column is named so, take for the text one whose name often stands for it.
    """
    check_mapping(mapping)
    known = [(name, name.strip().casefold()) for name in names if name.strip()]
    chosen: dict[str, str] = {}
    for field, wanted in mapping.items():
        chosen[OTHER_NAMES.get(field, field)] = _only(_named(names, known, wanted), wanted, names)
    for field in FIELDS:
        also = [other for other, of in OTHER_NAMES.items() if of == field]
        for wanted in () if field in chosen else (field, *also):
            found = [name for name, folded in known if folded == wanted and name not in chosen.values()]
            if found:
                chosen[field] = _only(found, wanted, names)
                break
    likely = _likely_text(known, chosen) if guess and TEXT not in chosen else ""
    if likely:
        chosen[TEXT] = likely
    if TEXT not in chosen:
        advice = _("no column is named text; there are {names}. Say which one holds the text: --map text=COLUMN")
        raise UnfitColumns(advice.format(names=_list(names)))
    taken = set(chosen.values())
    return Columns(chosen, tuple(name for name, folded in known if name not in taken and folded not in DERIVED), bool(likely))


def _likely_text(known: Sequence[tuple[str, str]], chosen: Mapping[str, str]) -> str:
    """Return the column that most likely holds the text, empty if none does or two bear that name."""
    for wanted in LIKELY_TEXT:
        found = [name for name, folded in known if folded == wanted and name not in chosen.values()]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


def _named(names: Sequence[str], known: Sequence[tuple[str, str]], wanted: str) -> list[str]:
    exact = [name for name in names if name == wanted]
    return exact or [name for name, folded in known if folded == wanted.strip().casefold()]


def _only(found: list[str], wanted: str, names: Sequence[str]) -> str:
    if not found:
        raise UnfitColumns(_("no column is named {wanted}; there are {names}").format(wanted=wanted, names=_list(names)))
    if len(found) > 1:
        raise UnfitColumns(_("{count} columns are named {wanted}; name them apart").format(count=len(found), wanted=wanted))
    return found[0]


def _list(names: Sequence[str]) -> str:
    shown = [name.strip()[:40] or "“”" for name in names[:20]]
    return ", ".join(shown) + (" …" if len(names) > len(shown) else "")


@dataclass(frozen=True, slots=True)
class RecordReader:
    """Makes drafts of the records of one file."""

    source: Source
    options: Options
    encoding: str

    def read(self, fields: Mapping[str, str], place: str, number: int | str, *, project_id: str = "") -> Iterator[Found]:
        """Yield the draft of a record, or the problem that it is; before it a note for each date that was left open.

        ``number`` names it in its file. ``project_id``: what the record says beside its source_id; is it the id that a project gives
        this article, then it came from one.
        """
        try:
            stored = stored_text(fields.get(TEXT, ""))
            facts = {name: stored_text(value.strip()).text for name, value in fields.items() if name != TEXT}
        except UndecodableText as error:
            yield self._problem(place, str(error))
            return
        if not stored.text.strip():
            yield self._problem(place, _("the text is empty"))
            return
        if len(stored.text) > LONGEST_TEXT:
            yield self._problem(place, too_long(len(stored.text)))
            return
        for name in DATES:
            if facts.get(name):
                written, facts[name] = facts[name], day_of(facts[name], self.options.day_first)
                if not facts[name]:
                    yield ImportNote(self.source.path, f"{place}, {name} “{written[:40]}”", _(LEFT_OPEN))
        otherwise = facts.get("url", "") or f"{self.source.name}#{number}"
        source_id = facts.pop(SOURCE_ID, "")
        if not source_id or (is_uuid(source_id) and source_id == article_id(text_hash(stored.text), otherwise)):
            source_id = otherwise  # an id that the article has in a project anyway says nothing of its source
        yield ArticleDraft(
            text=stored.text,
            source_id=source_id,
            place=place,
            headline=facts.get("headline", ""),
            outlet=facts.get("outlet", ""),
            date_published=facts.get("date_published", ""),
            date_on_page=facts.get("date_on_page", ""),
            byline=facts.get("byline", ""),
            language=facts.get("language", ""),
            url=facts.get("url", ""),
            file_name=self.source.name,
            raw=self.source.data,
            encoding=self.encoding,
            line_ends=stored.line_ends,
            whole=bool(project_id) and project_id == article_id(text_hash(stored.text), source_id),
        )

    def _problem(self, place: str, reason: str) -> ImportProblem:
        return ImportProblem(self.source.path, place, reason)


def unfit(path: Path, error: UnfitColumns) -> FileProblem:
    """Return the problem of a file whose columns do not fit."""
    return FileProblem(path, str(error))
