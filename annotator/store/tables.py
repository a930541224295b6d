"""The rows of the tables of ``model.tables``: read a page of articles at a time, each text once, in an order that only content makes.

Articles stand in the order of their arrival; in an article the coders by name, a coder's annotations as they stand in the text,
links in the order of their making. So a project that is taken out and read in again gives the same tables.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.model import codebook as cb
from annotator.model import tables as model
from annotator.model.codebook import Attribute, Codebook
from annotator.model.entity import AFFILIATION, ENTITY_FIELDS, OFFICE, PARTY, ROLE, Entity, on_day
from annotator.model.plan import NOTHING_APART, RECODING, SetApart
from annotator.model.remark import Remark
from annotator.model.tables import CERTAINTY, CLAIM, JOINT, POLARITY, QUALIFIES, ROLES, SPECULATION, TOWARDS
from annotator.progress import never_stops
from annotator.store.answered import with_answered
from annotator.store.coders import Codebooks, Coders
from annotator.store.database import Database, now
from annotator.store.entities import Entities
from annotator.store.plans import set_aside
from annotator.store.remarks import Remarks
from annotator.store.table_cells import Cells, quote_of_fragments, region_finder, spans_as_json
from annotator.store.table_pages import PAGE, Mark, Pages, Row, Tie, Work, by_target, in_text
from annotator.store.veil import Veil

CONTEXT = 60  # characters before and after a quote
LAYERS = ("coder",)
NOT_LINKED: Row = ("", "", "", "", "", "", 0, None, "")
_ENTITY_NOTES = "SELECT CASE WHEN name <> '' THEN name ELSE id END, note, created_at FROM entity WHERE trim(note) <> '' ORDER BY seq"
_WRITTEN_NOTES = """
    SELECT article_id, article_id AS shown, 'article' AS about, coder_id, note, updated_at, -1 AS place FROM article_coding
     WHERE article_id IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR coder_id = ?2) AND trim(note) <> ''
       AND 'coder' IN (SELECT value FROM json_each(?3))
    UNION ALL
    SELECT article_id, CASE WHEN name <> '' THEN name ELSE id END, 'annotation', coder_id, note, updated_at, start FROM annotation
     WHERE article_id IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR coder_id = ?2) AND trim(note) <> ''
       AND layer IN (SELECT value FROM json_each(?3))
     ORDER BY article_id, coder_id, place, shown
"""


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table with its rows: ``rows()`` yields them anew each time, ``count()`` asks the database how many there must be."""

    table: model.Table
    rows: Callable[[], Iterator[Row]]
    count: Callable[[], int] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns in order."""
        return self.table.names


class Tables:
    """All tables of a project, of one coder (by id) or of all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(
        self,
        codebook: Codebook,
        coder: str | None = None,
        layers: Sequence[str] = LAYERS,
        *,
        articles: Sequence[str] | None = None,
        apart: SetApart = NOTHING_APART,
        truths: tuple[Any, Any] = (False, True),
        check: Callable[[], None] = never_stops,
    ) -> dict[str, TableRows]:
        """Return the tables by name; the claims tables only where the codebook has claims and their roles.

        ``articles`` are the ones that a coder sees, in their order; None means all. ``layers`` are those of annotations and
        links; codings of whole articles belong to the layer "coder". ``truths``: how false and true are written. ``check`` is
        called between pages and may raise. ``apart`` is left out: codings of training rounds, copies of articles.
        """
        codebook = self.asked(codebook)
        codebook = self.asked(codebook)
        view = _View(self._database, codebook, coder, tuple(layers), articles, truths, check, apart)
        rows: dict[str, tuple[Callable[[], Iterator[Row]], Callable[[], int] | None]] = {
            "articles": (view.articles, view.count_articles),
            "article_codings": (view.article_codings, view.count_codings),
            "annotations": (view.annotations, view.count_annotations),
            "links": (view.links, view.count_links),
            "claims": (view.claims, view.count_claims),
            "claim_actor": (view.claim_actor, None),
            "entities": (view.entities, view.count_entities),
            "entity_periods": (view.entity_periods, view.count_entity_periods),
            "codebook": (view.codebook_rows, None),
            "coders": (view.coders, None),
            "assignments": (view.assignments, view.count_assignments),
            "decisions": (view.decisions, view.count_decisions),
            "notes": (view.notes, None),
        }
        return {name: TableRows(table, *rows[name]) for name, table in model.tables_of(codebook).items()}

    def asked(self, codebook: Codebook) -> Codebook:
        """Return the codebook whose questions are the columns: also those that other versions asked and codings answered."""
        return with_answered(codebook, Codebooks(self._database))


class _View:
    """What one looker sees, with names at hand."""

    def __init__(
        self, database: Database, codebook: Codebook, coder: str | None, layers: tuple[str, ...],
        articles: Sequence[str] | None, truths: tuple[Any, Any], check: Callable[[], None], apart: SetApart,
    ) -> None:  # fmt: skip
        self._database, self._codebooks = database, Codebooks(database)
        self._codebook, self._coder, self._check = codebook, coder, check
        self._articles, self._today = articles, now()[:10]
        self._has_coders, self._has_gold = "coder" in layers, "gold" in layers
        self._truths = truths
        self._coders = [one for one in Coders(database).all() if coder is None or one.id == coder]
        self._names: dict[str, str] = {one.id: one.name for one in self._coders}
        self._aside = set_aside(database, coder)
        left_out = apart.codings | {(article, str(coder)) for article in self._aside}
        self._read = Pages(database, coder, layers, self._names, check, left_out)
        self._copies = apart.articles
        self._entities: dict[str, Entity] = {one.id: one for one in Entities(database).all()}
        self._periods = Entities(database).periods()
        self._cells = Cells({category.id: category.attributes for category in codebook.categories}, self._entities, truths)

    # ---- articles ---------------------------------------------------------------------------------------------------

    def articles(self) -> Iterator[Row]:
        if self._articles is not None:
            place = {article_id: number for number, article_id in enumerate(self._articles)}
            yield from sorted((row for row in self._all_articles() if row[0] in place), key=lambda row: place[row[0]])
        else:
            yield from self._all_articles()

    def _all_articles(self) -> Iterator[Row]:
        last, veil = -1, self._database.veil()
        sizes = self._cluster_sizes()
        while True:
            self._check()
            rows = self._read.tuples(
                """
                SELECT article.id, source_id, headline, outlet, date_published, date_on_page, byline, language, url, n_characters,
                       text_sha256, cluster_id, article.seq
                  FROM article JOIN article_text ON article_text.sha256 = article.text_sha256
                 WHERE article.seq > ? ORDER BY article.seq LIMIT ?
                """,
                (last, PAGE * 25),
            )
            if not rows:
                return
            last = rows[-1][-1]
            for row in rows:
                if row[0] not in self._copies:
                    whole = (*row[:-1], 1 / sizes.get(row[-2], 1))
                    yield whole if veil is None else _seen(veil, whole)

    def _cluster_sizes(self) -> dict[str, int]:
        """Return how many articles are in the clusters of more than one, all articles counted: a weight is a fact of the article."""
        rows = self._read.tuples("SELECT cluster_id, count(*) FROM article WHERE cluster_id <> '' GROUP BY cluster_id HAVING count(*) > 1")
        return {row[0]: row[1] for row in rows}

    def count_articles(self) -> int:
        if self._articles is not None:
            return len(self._articles)
        return int(self._read.tuples("SELECT count(*) FROM article")[0][0]) - len(self._copies)

    def article_codings(self) -> Iterator[Row]:
        if not self._has_coders:
            return
        cells = Cells({"": self._codebook.article_variables}, self._entities, self._truths)
        for page in self._read.pages():
            sources = {one.id: (place, one.source_id) for place, one in enumerate(page)}
            rows = self._read.tuples(
                """
                SELECT article_coding.article_id, article_coding.coder_id, "values", finished, codebook_version,
                       coalesce(active_seconds, 0)
                  FROM article_coding LEFT JOIN activity
                    ON activity.article_id = article_coding.article_id AND activity.coder_id = article_coding.coder_id
                 WHERE article_coding.article_id IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR article_coding.coder_id = ?2)
                """,
                (json.dumps(list(sources)), self._coder),
            )
            rows.sort(key=lambda row: (sources[row[0]][0], self._names[row[1]]))
            for article_id, coder_id, values, finished, version, seconds in rows:
                if (article_id, coder_id) in self._read.apart:
                    continue
                yield (article_id, sources[article_id][1], self._names[coder_id], *cells.of("", values), self._truths[finished], version,
                       seconds)  # fmt: skip

    def count_codings(self) -> int:
        if not self._has_coders:
            return 0
        return self._read.count_work("article_coding")

    # ---- annotations and links ----------------------------------------------------------------------------------------

    def annotations(self) -> Iterator[Row]:
        # One pass over plain tuples: of all tables this is the one with a row for each annotation of a large project.
        truths, names, of, before = self._truths, self._names, self._cells.of, CONTEXT
        for _asked, page, marks in self._read.marked():
            texts = self._read.texts(list(marks))
            for article in page:
                rows = marks.get(article.id)
                if rows is None:
                    continue
                article_id, source_id, region_of, text = article.id, article.source_id, region_finder(article.regions), texts[article.id]
                for (shown, coder_id, layer, category, start, end, fragments, values, confidence, flag, note, origin, version, made,
                     changed, _id, _article_id) in rows:  # fmt: skip
                    yield (
                        shown, article_id, source_id, layer, names[coder_id], category, start, end,
                        f"[[{start}, {end}]]" if fragments is None else spans_as_json(fragments),
                        text[start:end] if fragments is None else quote_of_fragments(text, fragments),
                        text[start - before if start > before else 0 : start], text[end : end + before], region_of(start),
                        *of(category, values), confidence, truths[flag], note, origin, version, made, changed,
                    )  # fmt: skip

    def count_annotations(self) -> int:
        return self._read.count_work("annotation")

    def links(self) -> Iterator[Row]:
        attributes = model.link_attributes(self._codebook)
        cells = {one.id: Cells({"": one.attributes}, self._entities, self._truths) for one in self._codebook.links}
        places = {
            one.id: [[own.id for own in one.attributes].index(wanted.id) if wanted.id in {own.id for own in one.attributes} else None
                     for wanted in attributes]
            for one in self._codebook.links
        }  # fmt: skip
        nothing: Row = (None,) * len(attributes)
        for work in self._read.work():
            ends = {one.id: one for one in work.marks}
            for tie in work.ties:
                source, target = ends[tie.from_id], ends[tie.to_id]
                values = nothing
                if tie.values != "{}" and tie.link in cells:
                    own = cells[tie.link].of("", tie.values)
                    values = tuple(None if place is None else own[place] for place in places[tie.link])
                yield (tie.shown, work.article.id, tie.layer, source.coder, tie.link, source.shown, target.shown, source.category,
                       target.category, *values)  # fmt: skip

    def count_links(self) -> int:
        return self._read.count_work("link")

    # ---- claims -------------------------------------------------------------------------------------------------------

    def claims(self) -> Iterator[Row]:
        first = self._cells.first_of(CLAIM)
        last = first + len(model.claim_attributes(self._codebook))
        truths, names, of, before = self._truths, self._names, self._cells.of, CONTEXT  # plain tuples, as for annotations
        for asked, page, marks in self._read.marked():
            texts, ties = self._read.texts(list(marks)), self._read.ties(asked)
            for article in page:
                rows = marks.get(article.id)
                if rows is None:
                    continue
                article_id, source_id, region_of, text = article.id, article.source_id, region_finder(article.regions), texts[article.id]
                day, facts = article.date_published, (article.outlet, article.date_published, article.date_on_page)
                to_claim = by_target(ties.get(article_id, ()))
                ends = {row[15]: self._read.mark(row) for row in rows} if to_claim else {}
                for (shown, coder_id, layer, category, start, end, fragments, values, confidence, flag, note, origin, version, made,
                     changed, own_id, _article_id) in rows:  # fmt: skip
                    if category != CLAIM:
                        continue
                    links = to_claim.get(own_id)
                    yield (
                        shown, article_id, source_id, layer, names[coder_id], start, end,
                        f"[[{start}, {end}]]" if fragments is None else spans_as_json(fragments),
                        text[start:end] if fragments is None else quote_of_fragments(text, fragments),
                        text[start - before if start > before else 0 : start], text[end : end + before], region_of(start),
                        *of(CLAIM, values)[first:last], confidence, truths[flag], note, origin, version, made, changed,
                        *(self._linked(links, ends, text) if links else NOT_LINKED), *facts,
                        self._parties(links, ends, day) if links else "",
                    )  # fmt: skip

    def count_claims(self) -> int:
        return self._read.count_work("annotation", "category = ?3", CLAIM)

    def _claims_of(self, work: Work) -> Iterator[tuple[Mark, list[Tie], dict[str, Mark]]]:
        """Yield each claim with the links that end at it, and the annotations by id."""
        ends = {one.id: one for one in work.marks}
        to_claim = by_target(work.ties)
        for claim in work.marks:
            if claim.category == CLAIM:
                yield claim, to_claim.get(claim.id, []), ends

    def _linked(self, links: Sequence[Tie], ends: Mapping[str, Mark], text: str) -> Row:
        """Return what is linked to a claim: makers, their kinds, the other roles, stances, count, certainty and cues."""
        by_role = {role: self._actors(links, ends, role) for role in ROLES}
        labels = [JOINT.join(dict.fromkeys(one.label for one in by_role[role])) for role in ROLES]
        kinds = JOINT.join(dict.fromkeys(one.kind for one in by_role["makes"] if one.kind))
        towards = sorted((ends[one.from_id] for one in links if one.link == TOWARDS), key=in_text)
        stances = JOINT.join(polarity for one in towards if (polarity := str(json.loads(one.values).get(POLARITY, ""))))
        cues = sorted((ends[one.from_id] for one in links if one.link == QUALIFIES), key=in_text)
        quotes = JOINT.join(text[one.start : one.end] if one.fragments is None else quote_of_fragments(text, one.fragments) for one in cues)
        return (labels[0], kinds, *labels[1:], stances, len(cues), self._lowest(cues), quotes)

    def _actors(self, links: Sequence[Tie], ends: Mapping[str, Mark], role: str) -> list[Entity]:
        """Return the entities in a role, each once, in the order in which they are named in the text."""
        found: dict[str, Entity] = {}
        for mark in sorted((ends[one.from_id] for one in links if one.link == role), key=in_text):
            entity = self._entity_of(mark)
            if entity is not None:
                found[entity.id] = entity
        return list(found.values())

    def _entity_of(self, mark: Mark) -> Entity | None:
        category = self._codebook.category(mark.category)
        for attribute in category.attributes if category is not None else ():
            if attribute.type == cb.ENTITY_REF:
                return self._entities.get(json.loads(mark.values).get(attribute.id, ""))
        return None

    def _parties(self, links: Sequence[Tie], ends: Mapping[str, Mark], day: str) -> str:
        """Return the parties that the makers of a claim had on the day of the article, each once."""
        makers = self._actors(links, ends, "makes")
        return JOINT.join(dict.fromkeys(party for one in makers if (party := self._on_day(one, PARTY, day))))

    def _on_day(self, entity: Entity, field: str, day: str) -> str:
        """Return what an entity was on the day of an article; where nothing is said for it, what the register says without days."""
        return on_day(self._periods.get(entity.id, ()), field, day, getattr(entity, field, ""))

    def _lowest(self, cues: Sequence[Mark]) -> str | None:
        category = self._codebook.category(SPECULATION)
        certainty = category.attribute(CERTAINTY) if category is not None else None
        order = certainty.value_ids if certainty is not None else ()
        given = [value for one in cues if (value := json.loads(one.values).get(CERTAINTY)) in order]
        return min(given, key=order.index, default=None)

    def claim_actor(self) -> Iterator[Row]:
        for work in self._read.work():
            for claim, links, ends in self._claims_of(work):
                for role in ROLES if links else ():
                    for entity in self._actors(links, ends, role):
                        then = [self._on_day(entity, field, work.article.date_published) for field in (PARTY, AFFILIATION, OFFICE, ROLE)]
                        found = (claim.shown, work.article.id, claim.layer, claim.coder, role, entity.shown_id, entity.label, entity.kind)
                        yield (*found, *then)

    # ---- the rest -----------------------------------------------------------------------------------------------------

    def entities(self) -> Iterator[Row]:
        for one in self._entities.values():
            fields = [getattr(one, field) for field in ENTITY_FIELDS]
            yield (one.shown_id, one.label, *fields[:4], JOINT.join(one.aliases), *fields[4:])

    def entity_periods(self) -> Iterator[Row]:
        for one in self._entities.values():
            for period in self._periods.get(one.id, ()):
                yield (one.shown_id, one.label, period.field, period.value, period.first_day, period.last_day)

    def count_entity_periods(self) -> int:
        return int(self._read.tuples("SELECT count(*) FROM entity_period WHERE entity_id IN (SELECT id FROM entity)")[0][0])

    def count_entities(self) -> int:
        return int(self._read.tuples("SELECT count(*) FROM entity")[0][0])

    def coders(self) -> Iterator[Row]:
        for one in self._coders:
            yield (one.name, one.role, one.created_at)

    def assignments(self) -> Iterator[Row]:
        rows = self._read.tuples(
            """
            SELECT assignment.article_id, article.source_id, assignment.coder_id, round.name, round.kind, position, part,
                   EXISTS (SELECT 1 FROM article_coding
                            WHERE article_coding.article_id = assignment.article_id AND article_coding.coder_id = assignment.coder_id)
                   OR EXISTS (SELECT 1 FROM annotation WHERE annotation.article_id = assignment.article_id
                               AND annotation.coder_id = assignment.coder_id AND layer = 'coder'),
                   not_before
              FROM assignment JOIN article ON article.id = assignment.article_id JOIN round ON round.id = assignment.round_id
             WHERE ?1 IS NULL OR (assignment.coder_id = ?1 AND not_before <= ?2)
             ORDER BY round.name, position, assignment.article_id
            """,
            (self._coder, self._today),
        )
        rows = [row for row in rows if row[0] not in self._aside]
        if self._coder is not None:  # a coder is not told which articles came again: they look like those of another round
            usual = next((row[3:5] for row in rows if row[4] != RECODING), ("", ""))
            rows = [(*row[:3], *usual, *row[5:8], "") if row[4] == RECODING else row for row in rows]
        rows.sort(key=lambda row: (row[3], self._names[row[2]], row[5]))
        veil = self._database.veil()
        for article_id, source_id, coder_id, name, kind, place, part, started, not_before in rows:
            shown = part if self._coder is None else None  # a coder is not told which articles others code as well
            source_id = source_id if veil is None else veil.source_id(source_id, article_id)
            yield (article_id, source_id, self._names[coder_id], name, kind, place, shown, self._truths[started], not_before)

    def count_assignments(self) -> int:
        sql = """
            SELECT count(*) FROM assignment
             WHERE (?1 IS NULL OR (coder_id = ?1 AND not_before <= ?2))  -- later ones are not announced
               AND article_id NOT IN (SELECT value FROM json_each(?3))
            """
        return int(self._read.tuples(sql, (self._coder, self._today, json.dumps(sorted(self._aside))))[0][0])

    def decisions(self) -> Iterator[Row]:
        if self._coder is not None:  # they tell what other coders said
            return
        rows = self._read.tuples(
            """
            SELECT decision.id, decision.article_id, article.source_id, category, chosen, about, gold, cells, reason, note, rule, coder_id,
                   codebook_version, created_at, updated_at
              FROM decision JOIN article ON article.id = decision.article_id ORDER BY article.seq, decision.created_at, decision.id
            """
        )
        for one, article_id, source_id, category, chosen, about, gold, cells, reason, note, rule, coder_id, version, made, changed in rows:
            yield (one, article_id, source_id, category, chosen, JOINT.join(json.loads(about)), JOINT.join(json.loads(gold)),
                   self._cells_by_name(cells), reason, note, rule, self._names[coder_id], version, made, changed)  # fmt: skip

    def _cells_by_name(self, cells: str) -> str:
        named = {row: {"coder": self._names.get(cell["coder"], cell["coder"])} if "coder" in cell else cell
                 for row, cell in json.loads(cells).items()}  # fmt: skip
        return json.dumps(named, ensure_ascii=False)

    def count_decisions(self) -> int:
        return 0 if self._coder is not None else int(self._read.tuples("SELECT count(*) FROM decision")[0][0])

    def notes(self) -> Iterator[Row]:
        """Yield the notes that this looker sees: on the whole first, then article by article."""
        said = [one for one in Remarks(self._database).all(self._coder) if self._has_coders]
        names: dict[str, str] = {one.id: one.name for one in Coders(self._database).all()}
        for one in said:
            if not one.article_id:
                yield (one.id, one.about, one.about_id or None, None, None, names.get(one.author, ""), one.text, one.made_at)
        for shown, text, made_at in self._read.tuples(_ENTITY_NOTES):
            yield (shown, "entity", shown, None, None, None, text, made_at)
        replies: dict[str, list[Remark]] = {}
        for one in said:
            replies.setdefault(one.article_id, []).append(one)
        layers = json.dumps([layer for layer, there in (("coder", self._has_coders), ("gold", self._has_gold)) if there])
        for page in self._read.pages():
            asked = (json.dumps([one.id for one in page]), self._coder, layers)
            found: dict[str, list[Row]] = {}
            for article_id, *rest, _place in self._read.tuples(_WRITTEN_NOTES, asked):
                if (article_id, rest[2]) not in self._read.apart:
                    found.setdefault(article_id, []).append(tuple(rest))
            for article in page:
                place = (article.id, article.source_id)
                for shown, about, coder_id, text, made_at in found.get(article.id, ()):
                    yield (shown, about, shown, *place, names[coder_id], text, made_at)
                for one in replies.get(article.id, ()):
                    if (article.id, one.reader) in self._read.apart:
                        continue
                    yield (one.id, "reply", self._shown_id(one.about_id), *place, names.get(one.author, ""), one.text, one.made_at)

    def _shown_id(self, annotation_id: str) -> str:
        found = self._read.tuples("SELECT CASE WHEN name <> '' THEN name ELSE id END FROM annotation WHERE id = ?", (annotation_id,))
        return str(found[0][0]) if found else annotation_id

    def codebook_rows(self) -> Iterator[Row]:
        for version in self._codebooks.versions():
            book = self._codebooks.version(version)
            if book is None:
                continue
            for category in book.categories:
                yield (version, "category", category.id, None, None, category.label, category.definition, None, None, None)
                yield from self._attribute_rows(version, "attribute", category.id, category.attributes)
            yield from self._attribute_rows(version, "article_variable", None, book.article_variables)
            for link in book.links:
                yield (version, "link", link.id, None, None, link.label, link.rule, None, None, None)
                yield from self._attribute_rows(version, "link_attribute", link.id, link.attributes)

    def _attribute_rows(self, version: str, kind: str, category: str | None, attributes: Sequence[Attribute]) -> Iterator[Row]:
        for one in attributes:
            yield (version, kind, category, one.id, None, one.label, one.definition, one.type, self._truths[one.required],
                   self._truths[one.ordinal])  # fmt: skip
            for value in one.values:
                yield (version, "value", category, one.id, value.id, value.label, value.definition, None, None, None)


def _seen(veil: Veil, row: Row) -> Row:
    """Return a row of the table of articles without what is hidden from whoever looks."""
    names = ("headline", "outlet", "date_published", "date_on_page", "byline", "language", "url")
    shown = veil.shown_facts(dict(zip(names, row[2:9], strict=True)))
    return (row[0], veil.source_id(row[1], row[0]), *(shown[name] for name in names), *row[9:])
