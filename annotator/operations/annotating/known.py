"""What records are compared with: the project as it stands, and over it what the lines before in the same batch made of it."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from annotator.errors import RuleViolation
from annotator.formats.codings import Pairs
from annotator.i18n import _
from annotator.model.article import FURNITURE
from annotator.project import Project
from annotator.store.lookups import Lookups
from annotator.text.segments import Segments

Row = dict[str, Any]

# Kept between batches as long as nobody else writes; beyond these sizes all of it is read anew.
MOST_CHARACTERS = 16_000_000
MOST_RECORDS = 200_000


@dataclass(slots=True)
class ArticleAtHand:
    """An article with what its records are checked against."""

    id: str
    text: str
    regions: list[tuple[str, int, int]]
    places: dict[tuple[str, str, Pairs], str] = field(default_factory=dict)  # (coder, category, fragments) → annotation
    link_ends: dict[tuple[str, str, str], str] | None = None  # (link type, from, to) → link
    _segments: Segments | None = None

    @property
    def segments(self) -> Segments:
        """Return the words and clusters of the text."""
        if self._segments is None:
            self._segments = Segments(self.text)
        return self._segments

    def region_at(self, position: int) -> str:
        """Return the kind of the region here; text in none is furniture, an article without any is all body."""
        regions = self.regions
        if not regions:
            return "body"
        at = bisect_right(regions, position, key=lambda region: region[1]) - 1
        return regions[at][0] if at >= 0 and position < regions[at][2] else FURNITURE


class Known:
    """The records of the project and of this batch, by the ids that name them."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._lookups = Lookups(project.database)
        self.forget()

    # ---- before and after a batch ---------------------------------------------------------------------------------------

    def forget(self) -> None:
        """Let everything be read anew: somebody else wrote, or it grew too large."""
        self._articles: dict[str, ArticleAtHand] = {}
        self._ids_of: dict[str, tuple[str, ...]] = {}
        self._entities: dict[str, str] | None = None
        self._labels: dict[str, str] = {}
        self.has_merged = self._lookups.hold_steps_of_several_files()
        self.coders: dict[str, str] = {coder.id: coder.name for coder in self._project.coders.all()}
        self.same_texts: dict[str, str] = {}
        self.start_batch()

    def start_batch(self) -> None:
        """Forget the rows of the batch before, and everything if it has grown too large."""
        self.rows: dict[str, dict[str, Row | None]] = {"annotation": {}, "link": {}, "entity": {}}
        self._several: set[tuple[str, str]] = set()
        characters = sum(len(one.text) for one in self._articles.values())
        records = len(self._ids_of) + sum(len(one.places) for one in self._articles.values())
        if characters > MOST_CHARACTERS or records > MOST_RECORDS:
            self._articles = {}
            self._ids_of = {}
        self.same_texts = {}

    def look_up(self, article_names: Iterable[str], record_ids: Iterable[str], same_keys: Iterable[str], *, links: bool) -> None:
        """Read what the records of a batch name, each kind with one query."""
        names = set(article_names)
        if ids := set(record_ids):
            for table in self.rows:
                self._note_rows(table, ids)
            names |= {row["article_id"] for table in ("annotation", "link") for row in self.rows[table].values() if row is not None}
        asked = names - self._ids_of.keys()
        if asked:
            self._note_articles(asked)
        here = {one for name in names for one in self._ids_of.get(name, ())}
        if wanted := here - self._articles.keys():
            for article_id, text, regions in self._lookups.texts(wanted):
                self._articles[article_id] = ArticleAtHand(article_id, text, regions)
            for article_id, coder_id, category, spans, annotation_id in self._lookups.places(wanted):
                self._articles[article_id].places[coder_id, category, spans] = annotation_id
        if links:
            self._note_link_ends(here)
        if keys := set(same_keys):
            self.same_texts = self._lookups.first_with_same_text(keys)

    def look_up_ids(self, table: str, ids: set[str]) -> None:
        """Read the records that have one of these UUIDs: after a merge a record may be there without the name given to it."""
        self._note_rows(table, ids)

    def _note_articles(self, asked: set[str]) -> None:
        found: dict[str, list[str]] = {}
        by_id = set()
        for article_id, source_id in self._lookups.articles(asked):
            if article_id in asked:
                by_id.add(article_id)
                self._ids_of[article_id] = (article_id,)
            if source_id in asked and article_id not in found.setdefault(source_id, []):
                found[source_id].append(article_id)
        for name, ids in found.items():
            if name not in by_id:
                self._ids_of[name] = tuple(ids)

    def _note_link_ends(self, article_ids: set[str]) -> None:
        lacking = [one for one in article_ids if self._articles[one].link_ends is None]
        for article_id in lacking:
            self._articles[article_id].link_ends = {}
        if lacking:
            for article_id, link, from_id, to_id, link_id in self._lookups.link_ends(lacking):
                ends = self._articles[article_id].link_ends
                assert ends is not None
                ends[link, from_id, to_id] = link_id

    def _note_rows(self, table: str, ids: set[str]) -> None:
        rows = self.rows[table]
        for row in self._lookups.named(table, ids):
            for name in {row["id"], row["name"]} & ids:
                if name in rows:
                    self._several.add((table, name))
                rows[name] = row

    # ---- asking ---------------------------------------------------------------------------------------------------------

    def article(self, name: str) -> ArticleAtHand:
        """Return the article with this id or else this source_id; RuleViolation if there is none, or several."""
        ids = self._ids_of.get(name)
        if ids is None:
            raise RuleViolation(_("unknown article {name!r}").format(name=name))
        if len(ids) > 1:
            raise RuleViolation(
                _("{count} articles have the source_id {name!r}; name one by its id: {names}").format(
                    count=len(ids), name=name, names=", ".join(ids)
                )
            )
        return self._articles[ids[0]]

    def ids_with_source_id(self, source_id: str) -> tuple[str, ...]:
        """Return the articles with this source_id, the first one first."""
        return self._ids_of.get(source_id, ())

    def regions_were_set(self, article_id: str) -> bool:
        """Return whether an earlier run or a coder set the regions of a stored article; else they are what an import proposed."""
        return self._lookups.regions_were_set(article_id)

    def article_by_id(self, article_id: str) -> ArticleAtHand:
        """Return the article with this id, which a record at hand lies in."""
        return self._articles[article_id]

    def row(self, table: str, given: str) -> Row | None:
        """Return the record with this id, given or made; RuleViolation if records of several kinds or several records bear it."""
        if (table, given) in self._several:
            raise RuleViolation(
                _("several records of the type {table} are called {given!r}; name one by the id that `list` shows").format(
                    table=table, given=given
                )
            )
        found = self.rows[table].get(given)
        if found is None:
            for other, rows in self.rows.items():
                if other != table and rows.get(given) is not None:
                    raise RuleViolation(_("the id {given!r} belongs to a record of the type {other}").format(given=given, other=other))
        return found

    def links_at(self, annotation_id: str) -> list[Row]:
        """Return the stored links that start or end at an annotation; the batch is not laid over them."""
        return self._lookups.links_at(annotation_id)

    def stored(self, table: str, article_id: str, coder_id: str) -> list[Row]:
        """Return the stored annotations or links of a coder in an article; the batch is not laid over them."""
        return self._lookups.of_article(table, article_id, coder_id)

    def entity(self, value: str) -> str | None:
        """Return the UUID of the entity with this id, or else with this label."""
        if self._entities is None:
            self._read_entities()
            assert self._entities is not None
        return self._entities.get(value) or self._labels.get(folded_label(value))

    def _read_entities(self) -> None:
        self._entities = {}
        for entity in reversed(self._project.entities.all()):  # so that the first one of a label or name stands
            self._entities[entity.id] = entity.id
            if entity.name:
                self._entities[entity.name] = entity.id
            self._labels[folded_label(entity.label)] = entity.id
        merges = self._project.entities.merges()
        gone = self._project.entities.taken_out() if merges else {}
        for merged in merges:  # one that was merged away means the one that stayed
            kept = self._project.entities.kept_id(merged)
            self._entities.setdefault(merged, kept)
            if merged in gone and (name := json.loads(gone[merged]).get("name")):
                self._entities.setdefault(name, kept)

    # ---- telling --------------------------------------------------------------------------------------------------------

    def note_article(self, article: ArticleAtHand, source_id: str) -> None:
        """Let the lines that follow know a new article."""
        self._articles[article.id] = article
        self._ids_of[article.id] = (article.id,)
        if source_id != article.id:
            self._ids_of[source_id] = (*self._ids_of.get(source_id, ()), article.id)

    def note_row(self, table: str, row: Row) -> None:
        """Let the lines that follow know a new or changed record."""
        rows = self.rows[table]
        rows[row["id"]] = row
        if row["name"]:
            rows[row["name"]] = row

    def forget_row(self, table: str, row: Row) -> None:
        """Let the lines that follow know that a record is gone."""
        rows = self.rows[table]
        rows[row["id"]] = None
        if row["name"]:
            rows[row["name"]] = None

    def note_entity(self, row: Row, former_label: str = "") -> None:
        """Let the lines that follow know a new or changed entity."""
        if self._entities is None:
            self._read_entities()
            assert self._entities is not None
        former = folded_label(former_label)
        if self._labels.get(former) == row["id"]:
            del self._labels[former]
        self._entities[row["id"]] = row["id"]
        if row["name"]:
            self._entities[row["name"]] = row["id"]
        self._labels.setdefault(folded_label(row["label"]), row["id"])


def folded_label(label: str) -> str:
    """Return the form in which two labels are the same: NFC, white space folded."""
    if label.isascii():
        return " ".join(label.split())
    return " ".join(unicodedata.normalize("NFC", label).split())
