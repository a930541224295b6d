"""Whether a record may be stored, and what is then written: the rules of CONTRACT section 4, record by record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from annotator.errors import RuleViolation
from annotator.formats.codings import AnnotationRecord, ArticleCodingRecord, DeletedRecord, EntityRecord, LinkRecord, RegionRecord
from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model import ids
from annotator.model.annotation import INHERITED
from annotator.model.coder import CODER
from annotator.model.entity import Period
from annotator.model.ids import EntityId
from annotator.model.rules import Rules, blocking, check_value, open_items
from annotator.operations.annotating import rows
from annotator.operations.annotating.articles import add_article, set_region
from annotator.operations.annotating.asked import AnyRecord, Asked, Gathered
from annotator.operations.annotating.edges import NOT_CODED, edge_warnings, is_coded
from annotator.operations.annotating.known import ArticleAtHand, Known, Row, folded_label
from annotator.operations.annotating.pending import Pending
from annotator.operations.entities import checked_period
from annotator.project import Project
from annotator.store.seal import PACKAGE_FOR
from annotator.text.hiding import SIGN, same_where_seen

Judged = tuple[str, Sequence[str]]  # the id that is shown, codes of warnings

_FIRST_ITEMS = 3
_ENTITY_DEFAULTS = {"kind": "", "country": "", "affiliation": "", "party": "", "aliases": [], "external_id": "", "note": ""}


class Judge:
    """Judges the records of a run, batch by batch; what is accepted waits in ``pending``."""

    def __init__(self, project: Project, *, coder: str | None, lenient: bool) -> None:
        self._project = project
        self._lenient = lenient
        self._default_coder = coder or (project.coder.name if project.coder is not None else None)
        self._only_coder = None if project.sees_all or project.coder is None else project.coder.id
        self._package_for = project.database.meta(PACKAGE_FOR)
        self.known = Known(project)
        self.pending = Pending()
        self._coder_ids: dict[str, str] = {}
        self._log_ids: dict[tuple[str, str, str, str], str] = {}
        self._codings: dict[tuple[str, str], Row | None] = {}
        self.regions_begun: set[str] = set()  # articles whose regions were replaced in this run
        self.seen_version = project.database.data_version()
        self._take_rules(project.rules)

    def _take_rules(self, rules: Rules) -> None:
        self._rules = rules
        self._codebook = rules.codebook
        self._versions = frozenset(self._project.codebooks.versions())
        self._categories = {key: Asked.of(one) for key, one in rules.categories.items()}
        self._fragments = {one.id for one in rules.codebook.categories if one.fragments}
        self._links = {key: Asked.of(one) for key, one in rules.links.items()}
        self._article = Asked.of(rules.article)
        common = {one.id: one for one in rules.codebook.common_attributes}
        self._confidence = common.get("confidence") or cb.Attribute(
            "confidence", "", cb.SINGLE, values=(cb.Value("low", ""), cb.Value("sure", ""))
        )
        self._note = common.get("note") or cb.Attribute("note", "", cb.TEXT, max_length=2000)
        self._entity_fields = {one.id: one for one in rules.codebook.entity_fields}

    def look_anew(self, version: int) -> None:
        """Forget what was read before: another writer of this process changed the file."""
        self.seen_version = version
        self.known.forget()
        if (current := self._project.codebooks.current()) != self._codebook:
            self._take_rules(Rules(current))

    # ---- a batch --------------------------------------------------------------------------------------------------------

    def begin(self, records: Sequence[AnyRecord], moment: str) -> None:
        """Look up all that the records of a batch name, and let nothing be pending."""
        self.pending = Pending()
        self._moment = moment
        self._codings = {}
        self._log_ids = {}
        self.known.start_batch()
        gathered = Gathered()
        for record in records:
            if type(record) is AnnotationRecord:
                category = self._categories.get(record.category)
                gathered.note_annotation(record, category.article_refs if category is not None else ())
            else:
                gathered.note(record, self._article.article_refs)
        self.known.look_up(gathered.articles, gathered.records, gathered.same_keys, links=gathered.links)
        if self.known.has_merged:
            self._look_up_log_ids(records)

    def _look_up_log_ids(self, records: Sequence[AnyRecord]) -> None:
        """Find records that lost the name given to them when a merge brought another one of that name."""
        for table, kind in (("annotation", AnnotationRecord), ("link", LinkRecord)):
            rows_here = self.known.rows[table]
            unknown = set()
            for record in records:
                if type(record) is kind and record.id and rows_here.get(record.id) is None:
                    found = self._early_log_id(table, record)
                    if found:
                        unknown.add(found)
            if unknown:
                self.known.look_up_ids(table, unknown)

    def _early_log_id(self, table: str, record: AnnotationRecord | LinkRecord) -> str:
        try:
            return self._log_id(table, self._coder(record.coder), self.known.article(record.article).id, record.id)
        except RuleViolation:  # told when the record is judged
            return ""

    def store(self, record: AnyRecord) -> Judged:
        """Let a record be pending and return the id it is shown by; RuleViolation says why it is refused."""
        kind = type(record)
        if kind is AnnotationRecord:
            return self._store_annotation(record)  # type: ignore[arg-type]
        if kind is LinkRecord:
            return self._store_link(record), ()  # type: ignore[arg-type]
        if kind is ArticleCodingRecord:
            return self._store_coding(record), ()  # type: ignore[arg-type]
        if kind is EntityRecord:
            return self._store_entity(record), ()  # type: ignore[arg-type]
        if kind is DeletedRecord:
            return self._delete(record), ()  # type: ignore[arg-type]
        if kind is RegionRecord:
            return set_region(self.known, self.pending, self._codebook, self.regions_begun, record), ()  # type: ignore[arg-type]
        return add_article(self.known, self.pending, record, self._moment)  # type: ignore[arg-type]

    # ---- who ------------------------------------------------------------------------------------------------------------

    def _coder(self, name: str) -> str:
        """Return the id of the coder of a record; nobody is created yet."""
        name = name or self._default_coder or ""
        found = self._coder_ids.get(name)
        if found is None:
            if not name:
                raise RuleViolation(_("coder is missing; name one in the record or with --coder"))
            if name != name.strip():
                raise RuleViolation(_("coder: {name!r} begins or ends with blanks").format(name=name))
            try:
                found = self._coder_ids[name] = ids.coder_id(name)
            except ValueError as error:
                raise RuleViolation(f"coder: {error}") from error
        if self._only_coder is not None and found != self._only_coder:
            raise RuleViolation(_("this is another coder's work; it is never changed by somebody else"))
        if self._package_for is not None and found != ids.coder_id(self._package_for):
            raise RuleViolation(_("this is the work package of {name}; nobody else codes in it").format(name=self._package_for))
        return found

    def _let_in(self, coder_id: str, name: str) -> None:
        if coder_id not in self.known.coders:
            kept = ids.coder_name(name or self._default_coder or "")
            self.known.coders[coder_id] = kept
            self.pending.step(None, None).insert("coder", {"id": coder_id, "name": kept, "role": CODER, "created_at": self._moment})

    def _log_id(self, kind: str, coder_id: str, article_id: str, given: str) -> str:
        key = (kind, coder_id, article_id, given)
        found = self._log_ids.get(key)
        if found is None:
            found = self._log_ids[key] = ids.record_id(*key)
        return found

    def _record_before(self, table: str, given: str, coder_id: str, article_id: str) -> Row | None:
        """Return the record that a given id means, by name, UUID, or the UUID that the id makes."""
        row = self.known.row(table, given)
        if row is None and self.known.has_merged:
            row = self.known.rows[table].get(self._log_id(table, coder_id, article_id, given))
        if row is not None:
            if row["layer"] != "coder":
                raise RuleViolation(
                    _("{given!r} is part of the gold standard; it is decided in the program, not by a file").format(given=given)
                )
            if row["article_id"] != article_id:
                raise RuleViolation(_("the id {given!r} belongs to a record in another article").format(given=given))
            if row["coder_id"] != coder_id:
                raise RuleViolation(_("the id {given!r} belongs to a record of another coder").format(given=given))
        return row

    # ---- values ---------------------------------------------------------------------------------------------------------

    def _checked(
        self, asked: Asked, given: Mapping[str, Any], filled: Mapping[str, str] | None, *, incomplete: bool
    ) -> tuple[dict[str, Any], dict[str, str], list[Row]]:
        """Return values and how they came about as they are kept, and the entities that have to be created for them."""
        checked = asked.rules.check(given, fill_defaults=filled is None)
        if checked.missing and not incomplete:
            raise RuleViolation(_("missing: {names}").format(names=", ".join(checked.missing)))
        values, fresh = checked.values, []
        for attribute in asked.entity_refs:
            if attribute in values:
                entity = self.known.entity(values[attribute])
                if entity is None:
                    row = self._fresh_entity(ids.new_id(), "", folded_label(values[attribute]), _ENTITY_DEFAULTS)
                    fresh.append(row)
                    entity = row["id"]
                values[attribute] = entity
        for attribute in asked.article_refs:
            if attribute in values:
                values[attribute] = self.known.article(values[attribute]).id
        if filled is None:
            return values, checked.filled, fresh
        return values, {key: how for key, how in filled.items() if key in values}, fresh

    def _fresh_entity(self, entity_id: str, name: str, label: str, fields: Mapping[str, Any]) -> Row:
        if not label:
            raise RuleViolation(_("an entity needs a label"))
        return {"id": entity_id, "name": name, "label": label, **fields, "created_at": self._moment}

    def _create(self, entities: Iterable[Row]) -> None:
        for row in entities:
            known = self.known.entity(row["label"])
            if known is None:
                self.pending.step(None, None).insert("entity", row)
                self.known.note_entity(row)

    # ---- annotations ----------------------------------------------------------------------------------------------------

    def _store_annotation(self, record: AnnotationRecord) -> Judged:
        coder_id = self._coder(record.coder)
        article = self.known.article(record.article)
        category, spans, text = record.category, record.spans, article.text
        asked = self._categories.get(category)
        if asked is None:
            raise RuleViolation(_("unknown category {category!r}").format(category=category))
        if spans[-1][1] > len(text):
            raise RuleViolation(_("the span ends at {end}, the text at {length}").format(end=spans[-1][1], length=len(text)))
        if len(spans) > 1:
            if category not in self._fragments:
                raise RuleViolation(_("{category} takes one span, not {count} fragments").format(category=category, count=len(spans)))
            quote = " … ".join([text[start:end] for start, end in spans])
        else:
            quote = text[spans[0][0] : spans[0][1]]
        if record.quote is not None and record.quote != quote and not (SIGN in record.quote and same_where_seen(record.quote, quote)):
            there_is = _("another") if self._project.hidden else _short(quote)
            raise RuleViolation(_("the quote is {given}, the text there is {there}").format(given=_short(record.quote), there=there_is))
        before = self._record_before("annotation", record.id, coder_id, article.id) if record.id else None
        place = (coder_id, category, spans)
        there = article.places.get(place)
        if there is not None and (before is None or there != before["id"]):
            raise RuleViolation(_("the same passage is coded as {category} by this coder already").format(category=category))
        if before is not None and before["category"] != category:
            self._refuse_if_links_would_break(before, category)
        values, filled, fresh = self._checked(asked, record.values, record.filled, incomplete=self._lenient or record.incomplete)
        confidence = record.confidence and check_value(self._confidence, record.confidence)
        note = record.note and check_value(self._note, record.note)
        content: Row = {
            "category": category,
            "start": spans[0][0],
            "end": spans[-1][1],
            "fragments": [list(pair) for pair in spans] if len(spans) > 1 else None,
            "quote": quote,
            "values": values,
            "filled": filled,
            "confidence": confidence or "sure",
            "flag": int(record.flag),
            "note": note,
        }
        if record.inherited:
            content["origin"] = INHERITED
        if fresh:
            self._create(fresh)
            self._agree_on_entities(asked, values, fresh)
        shown = self._keep("annotation", record.id, coder_id, record.coder, article, before, content, record.version)
        if before is not None:
            article.places.pop((coder_id, before["category"], rows.pairs_of(before)), None)
        article.places[place] = shown[0]
        warnings = edge_warnings(article, spans)
        if not is_coded(article, spans[0][0], self._codebook.coded_regions):
            warnings.append(NOT_CODED)
        return shown[1], warnings

    def _agree_on_entities(self, asked: Asked, values: dict[str, Any], fresh: Sequence[Row]) -> None:
        """Two attributes of one record may name the same new entity: it was created once."""
        labels = {row["id"]: row["label"] for row in fresh}
        for attribute in asked.entity_refs:
            if values.get(attribute) in labels:
                values[attribute] = self.known.entity(labels[values[attribute]])

    def _keep(
        self, table: str, given: str, coder_id: str, coder: str, article: ArticleAtHand, before: Row | None, content: Row, version: str
    ) -> tuple[str, str]:
        """Let a record be written, new or changed, unless nothing differs; return its UUID and the id it is shown by."""
        self._let_in(coder_id, coder)
        if before is None:
            row_id = self._log_id(table, coder_id, article.id, given) if given else ids.new_id()
            row = rows.fresh_row(row_id, given, article.id, coder_id, content, self._version(version), self._moment)
            self.pending.step(coder_id, article.id).insert(table, row)
            if given:
                self.known.note_row(table, row)
            return row_id, given or row_id
        if any(before[column] != value for column, value in content.items()):
            changed = {"origin": "file", **content, "codebook_version": self._version(version), "updated_at": self._moment}
            self.pending.step(coder_id, article.id).update(table, before["id"], changed)
            self.known.note_row(table, {**before, **changed})
        return before["id"], before["name"] or before["id"]

    def _version(self, given: str) -> str:
        """Return the version of the codebook that a record was coded with: the one it names if the project knows it, else the newest."""
        return given if given in self._versions else self._codebook.version

    def _refuse_if_links_would_break(self, before: Row, category: str) -> None:
        for link in self._links_at(before):
            link_type = self._codebook.link(link["link"])
            allowed = () if link_type is None else link_type.from_categories if link["from_id"] == before["id"] else link_type.to_categories
            if category not in allowed:
                shown = link["name"] or link["id"]
                raise RuleViolation(
                    _("the link {shown!r} ({link}) at this annotation does not allow the category {category}").format(
                        shown=shown, link=link["link"], category=category
                    )
                )

    # ---- links ----------------------------------------------------------------------------------------------------------

    def _end(self, given: str) -> Row:
        row = self.known.row("annotation", given)
        if row is None or row["layer"] != "coder":
            raise RuleViolation(_("unknown annotation {given!r}").format(given=given))
        return row

    def _store_link(self, record: LinkRecord) -> str:
        asked = self._links.get(record.link)
        if asked is None:
            raise RuleViolation(_("unknown link {link!r}").format(link=record.link))
        source, target = self._end(record.from_id), self._end(record.to_id)
        article = self.known.article(record.article) if record.article else self.known.article_by_id(source["article_id"])
        name = record.coder or self.known.coders[source["coder_id"]]
        coder_id = self._coder(name)
        for end, given in ((source, record.from_id), (target, record.to_id)):
            if end["article_id"] != article.id:
                raise RuleViolation(_("the annotation {given!r} lies in another article").format(given=given))
            if end["coder_id"] != coder_id:
                raise RuleViolation(_("the annotation {given!r} is another coder's").format(given=given))
        self._rules.check_link(record.link, source["category"], target["category"], source["id"] == target["id"])
        before = self._record_before("link", record.id, coder_id, article.id) if record.id else None
        ends = article.link_ends
        assert ends is not None
        tie = (record.link, source["id"], target["id"])
        there = ends.get(tie)
        if there is not None and (before is None or there != before["id"]):
            raise RuleViolation(_("the link {link} between these annotations is there already").format(link=record.link))
        values, _filled, fresh = self._checked(asked, record.values, None, incomplete=self._lenient or record.incomplete)
        if fresh:
            self._create(fresh)
            self._agree_on_entities(asked, values, fresh)
        content: Row = {"link": record.link, "from_id": source["id"], "to_id": target["id"], "values": values}
        row_id, shown = self._keep("link", record.id, coder_id, name, article, before, content, record.version)
        if before is not None:
            ends.pop((before["link"], before["from_id"], before["to_id"]), None)
        ends[tie] = row_id
        return shown

    # ---- the article as a whole -----------------------------------------------------------------------------------------

    def _store_coding(self, record: ArticleCodingRecord) -> str:
        coder_id = self._coder(record.coder)
        article = self.known.article(record.article)
        # An article still being coded may lack values; saying that it is finished is what asks for all of them.
        values, filled, fresh = self._checked(self._article, record.values, record.filled, incomplete=True)
        note = record.note and check_value(self._note, record.note)
        content: Row = {"values": values, "filled": filled, "finished": int(record.finished), "note": note}
        if record.finished and not (self._lenient or record.incomplete):
            self._refuse_open_items(article, coder_id, values)
        if fresh:
            self._create(fresh)
            self._agree_on_entities(self._article, values, fresh)
        self._let_in(coder_id, record.coder)
        before = self._coding_before(article.id, coder_id)
        row_id = ids.coding_id(article.id, coder_id)
        step = self.pending.step(coder_id, article.id)
        if before is None:
            row = {"id": row_id, "article_id": article.id, "coder_id": coder_id, **content}
            row |= {"codebook_version": self._version(record.version), "created_at": self._moment, "updated_at": self._moment}
            step.insert("article_coding", row)
            self._codings[article.id, coder_id] = row
        elif any(before[column] != value for column, value in content.items()):
            changed = {**content, "codebook_version": self._version(record.version), "updated_at": self._moment}
            step.update("article_coding", row_id, changed)
            self._codings[article.id, coder_id] = {**before, **changed}
        return row_id

    def _coding_before(self, article_id: str, coder_id: str) -> Row | None:
        key = (article_id, coder_id)
        if key not in self._codings:
            self._codings[key] = self._project.database.read("article_coding", ids.coding_id(article_id, coder_id))
        return self._codings[key]

    def _refuse_open_items(self, article: ArticleAtHand, coder_id: str, values: Mapping[str, Any]) -> None:
        """Refuse that an article is finished while errors are open in what the coder coded so far (CODEBOOK section 5)."""
        step = self.pending.step(coder_id, article.id)
        merged = partial(rows.with_pending, step=step)
        annotations = [rows.annotation_of(row) for row in merged("annotation", self.known.stored("annotation", article.id, coder_id))]
        links = [rows.link_of(row) for row in merged("link", self.known.stored("link", article.id, coder_id))]
        coding = rows.judgement(article.id, coder_id, values)
        errors = blocking(open_items(self._rules, annotations, links, coding, rows.regions_of(article)))
        if errors:
            named: dict[str, str] = {one.id: one.shown_id for one in annotations}
            first = [f"{named[item.annotation_id]}: {item.message}" if item.annotation_id else item.message for item in errors]
            shown = ", ".join(first[:_FIRST_ITEMS]) + (", …" if len(errors) > _FIRST_ITEMS else "")
            raise RuleViolation(_("not finished, {count} open: {items}").format(count=len(errors), items=shown))

    # ---- entities -------------------------------------------------------------------------------------------------------

    def _store_entity(self, record: EntityRecord) -> str:
        fields = {"label": record.label, **record.fields}
        for key, value in fields.items():
            attribute = self._entity_fields.get(key)
            if attribute is not None and value not in ("", ()):
                check_value(attribute, list(value) if key == "aliases" else value)
        if "aliases" in fields:
            fields["aliases"] = list(fields["aliases"])
        periods = [checked_period(Period("", EntityId(""), *one)) for one in record.periods or ()]
        before = self.known.row("entity", record.id) if record.id else None
        step = self.pending.step(None, None)
        if before is not None:
            wanted = {**_ENTITY_DEFAULTS, **fields}
            if any(before[column] != value for column, value in wanted.items()):
                step.update("entity", before["id"], wanted)
                changed = {**before, **wanted}
                self.known.note_row("entity", changed)
                self.known.note_entity(changed, before["label"])
            self._store_periods(before["id"], periods, given=record.periods is not None)
            return str(before["name"] or before["id"])
        row_id = ids.entity_id(record.id, record.label) if record.id else ids.new_id()
        if record.id and (standing := self.known.entity(row_id)) not in (None, row_id):
            return str(standing)  # it was merged into another one, which keeps what the register says of it
        if record.id and self.known.entity(row_id) is not None:
            raise RuleViolation(_("the entity {id!r} is there already under the id {row}").format(id=record.id, row=row_id))
        row = self._fresh_entity(row_id, record.id, fields.pop("label"), {**_ENTITY_DEFAULTS, **fields})
        step.insert("entity", row)
        if record.id:
            self.known.note_row("entity", row)
        self.known.note_entity(row)
        self._store_periods(row_id, periods, given=True)
        return record.id or row_id

    def _store_periods(self, entity_id: str, periods: Sequence[Period], *, given: bool) -> None:
        """Let an entity have these periods and no others; ``given`` False leaves them as they are."""
        if not given:
            return
        step = self.pending.step(None, None)
        known = {one.said: one.id for one in self._project.entities.periods(entity_id).get(entity_id, ())}
        for said in {one.said for one in periods} - known.keys():
            row_id = ids.named_id("entity_period", entity_id, *said)
            columns = dict(zip(("field", "value", "first_day", "last_day"), said, strict=True))
            step.insert("entity_period", {"id": row_id, "entity_id": entity_id, **columns, "created_at": self._moment})
        for said in known.keys() - {one.said for one in periods}:
            step.delete("entity_period", known[said])

    # ---- deleting -------------------------------------------------------------------------------------------------------

    def _delete(self, record: DeletedRecord) -> str:
        row = self.known.row(record.type, record.id)
        if row is None or row["layer"] != "coder":
            raise RuleViolation(_("unknown {type} {id!r}").format(type=record.type, id=record.id))
        self._coder(record.coder or self.known.coders[row["coder_id"]])
        if record.coder and self._coder(record.coder) != row["coder_id"]:
            raise RuleViolation(_("the id {id!r} belongs to a record of another coder").format(id=record.id))
        if record.article and self.known.article(record.article).id != row["article_id"]:
            raise RuleViolation(_("the id {id!r} belongs to a record in another article").format(id=record.id))
        article = self.known.article_by_id(row["article_id"])
        step = self.pending.step(row["coder_id"], row["article_id"])
        gone = [row] if record.type == "link" else self._links_at(row)
        for link in gone:
            step.delete("link", link["id"])
            self.known.forget_row("link", link)
            if article.link_ends is not None:
                article.link_ends.pop((link["link"], link["from_id"], link["to_id"]), None)
        if record.type == "annotation":
            step.delete("annotation", row["id"])
            self.known.forget_row("annotation", row)
            article.places.pop((row["coder_id"], row["category"], rows.pairs_of(row)), None)
        return str(row["name"] or row["id"])

    def _links_at(self, row: Row) -> list[Row]:
        step = self.pending.step(row["coder_id"], row["article_id"])
        links = rows.with_pending("link", self.known.links_at(row["id"]), step=step)
        return [link for link in links if row["id"] in (link["from_id"], link["to_id"])]


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "…")
