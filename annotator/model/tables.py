"""The tables that analysts get (CONTRACT section 5): their names, their columns in a stable order, and what stands in them.

The rows come from ``store.tables``; ``operations.exporting`` and ``frames`` write and type them by what is said here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.i18n import N_, _
from annotator.model import codebook as cb
from annotator.model.codebook import Attribute, Codebook

# What a column holds. A CHOICE is one of the column's values; a MOMENT is UTC.
TEXT, WHOLE, NUMBER, TRUTH, DAY, MOMENT, CHOICE = "text", "whole", "number", "truth", "day", "moment", "choice"

JOINT = " | "  # between the items of a list in one cell

# The one place that names the roles of the claims table; a codebook without them has no such table.
CLAIM, STANCE, SPECULATION = "claim", "stance", "speculation"
ROLES = {"makes": "makers", "relays": "relays", "addressee": "addressees", "object": "objects"}
QUALIFIES, TOWARDS, POLARITY, CERTAINTY = "qualifies", "towards", "polarity", "certainty"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what kind of cells it has, what they mean, whether some may be empty.

    ``values`` are those of a CHOICE in the codebook's order, ``ordinal`` says whether that order counts.
    """

    name: str
    type: str = TEXT
    about: str = ""
    values: tuple[str, ...] = ()
    ordinal: bool = False
    optional: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, what a row is, and its columns."""

    name: str
    about: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns in order."""
        return tuple(column.name for column in self.columns)


_ARTICLE_ID = Column("article_id", about=N_("the article's id in the project"))
_SOURCE_ID = Column("source_id", about=N_("the id that the article had in its source, its URL or its file name"))
_LAYER = Column("layer", about=N_("coder: a coder's own work; gold: what was decided"))
_CODER = Column("coder", about=N_("the coder's short name"))
_VERSION = Column("codebook_version", about=N_("the version of the codebook that it was coded with"))
_DAYS = (
    Column("date_published", DAY, N_("the day of publication, as the source says")),
    Column("date_on_page", DAY, N_("the day that stands on the page")),
)

_ARTICLES = (
    _ARTICLE_ID,
    _SOURCE_ID,
    Column("headline", about=N_("the headline")),
    Column("outlet", about=N_("where it was published")),
    *_DAYS,
    Column("byline", about=N_("who wrote it")),
    Column("language", about=N_("the language of the text")),
    Column("url", about=N_("its address")),
    Column("n_characters", WHOLE, N_("how many Unicode code points the stored text has"), optional=False),
    Column("text_sha256", about=N_("SHA-256 of the stored text in UTF-8")),
    Column("cluster_id", about=N_("the article_id of the first of its reprints; its own where it is the first")),
    Column("cluster_weight", NUMBER, N_("1 divided by how many articles are in the cluster"), optional=False),
)
_PLACE = (
    Column("start", WHOLE, N_("the first code point of the passage; the start of the first fragment"), optional=False),
    Column("end", WHOLE, N_("the end of the passage, exclusive; the end of the last fragment"), optional=False),
    Column("spans", about=N_("all fragments as JSON: [[start, end], …]")),
    Column("quote", about=N_("the marked words, text[start:end]; fragments are joined by “ … ”")),
    Column("context_before", about=N_("the 60 characters before the passage")),
    Column("context_after", about=N_("the 60 characters after the passage")),
    Column("region", about=N_("the part of the article in which the passage begins")),
)
_LINKS = (
    Column("link_id", about=N_("the link's id")),
    _ARTICLE_ID,
    _LAYER,
    _CODER,
    Column("link", about=N_("the type of link")),
    Column("from_id", about=N_("the annotation_id at which it starts")),
    Column("to_id", about=N_("the annotation_id at which it ends")),
    Column("from_category", about=N_("the category of the annotation at which it starts")),
    Column("to_category", about=N_("the category of the annotation at which it ends")),
)
_CODEBOOK = (
    Column("codebook_version", about=N_("the version of the codebook")),
    Column("kind", about=N_("category, attribute, article_variable, link, link_attribute or value")),
    Column("category", about=N_("the id of the category or of the link type; empty for article variables")),
    Column("attribute", about=N_("the id of the attribute or article variable")),
    Column("value", about=N_("the id of the value")),
    Column("label", about=N_("what the window shows")),
    Column("definition", about=N_("the coding rule")),
    Column("type", about=N_("single, multiple, open_list, text, text_list, number, boolean, date, entity_ref or article_ref")),
    Column("required", TRUTH, N_("whether a value has to be given")),
    Column("ordinal", TRUTH, N_("whether the values are in order")),
)
_CODERS = (
    _CODER,
    Column("role", about=N_("coder, adjudicator or supervisor")),
    Column("created_at", MOMENT, N_("when the coder was added")),
)
ASSIGNMENTS = Table(
    "assignments",
    N_("one row an article and coder of a round: who is to code what"),
    (
        _ARTICLE_ID,
        _SOURCE_ID,
        _CODER,
        Column("round", about=N_("the name of the round")),
        Column("kind", about=N_("training, pilot, main or recoding")),
        Column("place", WHOLE, N_("the article's place in the coder's queue"), optional=False),
        Column("part", about=N_("shared: several coders code the article; single: one does; coders are not told")),
        Column("started", TRUTH, N_("whether the coder has begun it"), optional=False),
        Column("not_before", DAY, N_("the day before which it is not shown")),
    ),
)
ENTITY_PERIODS = Table(
    "entity_periods",
    N_("one row a party, office, role or affiliation that an entity had from one day to another"),
    (
        Column("entity_id", about=N_("the entity's id: the one given to it, else its UUID")),
        Column("label", about=N_("its name in the register")),
        Column("field", about=N_("party, office, role or affiliation")),
        Column("value", about=N_("what it was")),
        Column("first_day", about=N_("the first day, or its month or year; empty: from the beginning")),
        Column("last_day", about=N_("the last day, or its month or year; empty: until now")),
    ),
)
DECISIONS = Table(
    "decisions",
    N_("one row a case that adjudication ended"),
    (
        Column("decision_id", about=N_("the decision's id, the same for the same annotations")),
        _ARTICLE_ID,
        _SOURCE_ID,
        Column("category", about=N_("the category of the case")),
        Column("chosen", about=N_("agreed: all say the same; taken: put together row by row; both: all stand; rejected: nothing is there")),
        Column("about", about=N_("the annotation_ids of the coders' readings")),
        Column("gold", about=N_("the annotation_ids in the layer gold that it made")),
        Column("cells", about=N_("what was chosen in each row, as JSON: a coder's reading or another value")),
        Column("reason", about=N_("slip, rule_unclear, ambiguity or text_problem")),
        Column("note", about=N_("the note")),
        Column("rule", about=N_("the rule that follows from it")),
        Column("adjudicator", about=N_("who decided")),
        _VERSION,
        Column("created_at", MOMENT, N_("when it was decided")),
        Column("updated_at", MOMENT, N_("when it was last changed")),
    ),
)
NOTES = Table(
    "notes",
    N_("one row a note: on the project, a category, an entity, an article or an annotation, and each reply to a question"),
    (
        Column("note_id", about=N_("the note's id; of a note that stands with an entity, article or annotation, the id of that")),
        Column("about", about=N_("project, category, entity, article, annotation; reply: an answer under an annotation")),
        Column("about_id", about=N_("the id of the category, entity, article or annotation")),
        _ARTICLE_ID,
        _SOURCE_ID,
        Column("author", about=N_("who wrote it; empty for an entity, whose note is everybody's")),
        Column("text", about=N_("the note")),
        Column("created_at", MOMENT, N_("when it was written, for a note that stands with something: when that was last changed")),
    ),
)
AGREEMENT = Table(
    "agreement",
    N_("one row a measure and group of coders, over the articles that all of the group finished"),
    (
        Column("measure", about=N_("the name of the measure")),
        Column("category", about=N_("the category, empty: all of them, or an article variable")),
        Column("attribute", about=N_("the attribute or article variable")),
        Column("coders", about=N_("who is compared")),
        Column("value", NUMBER, N_("the value; “undefined” (in Parquet: missing) where the measure has none")),
        Column("reason", about=N_("why it is undefined")),
        Column("low", NUMBER, N_("the lower end of the interval")),
        Column("high", NUMBER, N_("the upper end of the interval")),
        Column("n", WHOLE, N_("how many units were compared"), optional=False),
        Column("n_articles", WHOLE, N_("how many articles were compared"), optional=False),
        Column("coverage", NUMBER, N_("the share of what could have been compared that was")),
        Column("parameters", about=N_("how it was computed, as JSON")),
    ),
)


def tables_of(codebook: Codebook) -> dict[str, Table]:
    """Return the tables that a project with this codebook has, by name; claims and claim_actor only where it has their roles.

    All attributes of the codebook have a column, also those of a module that is switched off: switching it on adds none.
    """
    tables = [
        Table("articles", N_("one row an article, also those without annotations; facts are the same for all coders"), _ARTICLES),
        Table("article_codings", N_("one row an article and coder: what the coder judged of the whole"), _of_codings(codebook)),
        Table("annotations", N_("one row an annotation"), _of_annotations(codebook)),
        Table("links", N_("one row a link between two annotations"), (*_LINKS, *_link_columns(codebook))),
    ]
    if has_claims(codebook):
        tables += [
            Table("claims", N_("one row a claim, with all that is linked to it"), _of_claims(codebook)),
            Table("claim_actor", N_("one row a claim, role and entity"), _of_claim_actors(codebook)),
        ]
    tables += [
        Table("entities", N_("one row an entity of the register"), _of_entities(codebook)),
        ENTITY_PERIODS,
        Table("codebook", N_("one row a category, attribute, value and link type of each version of the codebook"), _CODEBOOK),
        Table("coders", N_("one row a coder"), _CODERS),
        ASSIGNMENTS,
        DECISIONS,
        NOTES,
    ]
    return {table.name: table for table in tables}


def has_claims(codebook: Codebook) -> bool:
    """Return whether the codebook has claims and the roles of actors in them."""
    return codebook.category(CLAIM) is not None and all(codebook.link(role) for role in ROLES)


def of_attribute(attribute: Attribute, name: str) -> Column:
    """Return the column of this name for an attribute's values."""
    types = {cb.SINGLE: CHOICE, cb.BOOLEAN: TRUTH, cb.DATE: DAY, cb.NUMBER: WHOLE if attribute.integer else NUMBER}
    parts = (attribute.label, attribute.definition, ", ".join(attribute.value_ids) if attribute.type in (cb.SINGLE, cb.MULTIPLE) else "")
    about = "; ".join(part for part in parts if part)
    kind = types.get(attribute.type, TEXT)
    return Column(name, kind, about, attribute.value_ids if kind == CHOICE else (), attribute.ordinal)


def claim_attributes(codebook: Codebook) -> tuple[Attribute, ...]:
    """Return the attributes of claims."""
    category = codebook.category(CLAIM)
    return category.attributes if category is not None else ()


def link_attributes(codebook: Codebook) -> tuple[Attribute, ...]:
    """Return the attributes of all link types, those that bear the same id once."""
    return tuple({one.id: one for link in reversed(codebook.links) for one in reversed(link.attributes)}.values())[::-1]


def _link_columns(codebook: Codebook) -> Iterator[Column]:
    """Two link types may ask for an attribute of the same id: they share the column, with the values of both."""
    for attribute in link_attributes(codebook):
        shared = [one for link in codebook.links for one in link.attributes if one.id == attribute.id]
        column = of_attribute(attribute, attribute.id)
        if column.type == CHOICE and len(shared) > 1:
            values = tuple(dict.fromkeys(value for one in shared for value in one.value_ids))
            same = all(one.value_ids == values for one in shared)
            column = Column(column.name, CHOICE, column.about, values, column.ordinal and same)
        yield column


def _of_codings(codebook: Codebook) -> tuple[Column, ...]:
    return (
        _ARTICLE_ID,
        _SOURCE_ID,
        _CODER,
        *(of_attribute(one, one.id) for one in codebook.article_variables),
        Column("finished", TRUTH, N_("whether the coder has finished the article"), optional=False),
        _VERSION,
        Column("active_seconds", WHOLE, N_("how long the coder worked in the article, pauses left out"), optional=False),
    )


def _of_annotations(codebook: Codebook) -> tuple[Column, ...]:
    return (
        Column("annotation_id", about=N_("the annotation's id: the one given to it, else its UUID")),
        _ARTICLE_ID,
        _SOURCE_ID,
        _LAYER,
        _CODER,
        Column("category", about=N_("the category's id")),
        *_PLACE,
        *(of_attribute(one, f"{category.id}.{one.id}") for category in codebook.categories for one in category.attributes),
        *_tail(codebook),
    )


def _tail(codebook: Codebook) -> tuple[Column, ...]:
    common = {one.id: one for one in codebook.common_attributes}
    confidence = common.get("confidence")
    values = confidence.value_ids if confidence is not None and confidence.value_ids else ("low", "sure")
    return (
        Column("confidence", CHOICE, N_("how sure the coder is"), values, confidence is None or confidence.ordinal),
        Column("flag", TRUTH, N_("whether the coder asks the supervisor"), optional=False),
        Column("note", about=N_("the coder's note")),
        Column("origin", about=N_("hand: made in the window; file: read from a file; proposal: offered by the program and taken; "
                             "inherited: copied from another version of the article")),
        _VERSION,
        Column("created_at", MOMENT, N_("when it was made")),
        Column("updated_at", MOMENT, N_("when it was last changed")),
    )


def _of_claims(codebook: Codebook) -> tuple[Column, ...]:
    certainty = next((one for one in _attributes(codebook, SPECULATION) if one.id == CERTAINTY), None)
    about = N_("the lowest certainty among the speculation that qualifies the claim; empty if there is none")
    lowest = Column("certainty", about=about)
    if certainty is not None and certainty.type == cb.SINGLE:
        lowest = Column("certainty", CHOICE, about, certainty.value_ids, certainty.ordinal)
    return (
        Column("claim_id", about=N_("the annotation_id of the claim")),
        _ARTICLE_ID,
        _SOURCE_ID,
        _LAYER,
        _CODER,
        *_PLACE,
        *(of_attribute(one, f"{CLAIM}.{one.id}") for one in claim_attributes(codebook)),
        *_tail(codebook),
        Column("makers", about=N_("the labels of the entities that make the claim, each once")),
        Column("maker_kinds", about=N_("the kinds of those entities, each once")),
        Column("relays", about=N_("the labels of the entities that pass it on")),
        Column("addressees", about=N_("the labels of the entities to which it is directed")),
        Column("objects", about=N_("the labels of the entities that it is about")),
        Column("stances", about=N_("the polarities of the stances towards the claim")),
        Column("n_speculation", WHOLE, N_("how many cues of speculation qualify the claim"), optional=False),
        lowest,
        Column("speculation_cues", about=N_("the quotes of those cues")),
        Column("outlet", about=N_("the article's outlet")),
        *_DAYS,
        Column("maker_parties", about=N_("the makers' parties on the day of publication, each once")),
    )


def _of_claim_actors(codebook: Codebook) -> tuple[Column, ...]:
    return (
        Column("claim_id", about=N_("the annotation_id of the claim")),
        _ARTICLE_ID,
        _LAYER,
        _CODER,
        Column("role", about=N_("the type of link that joins the actor with the claim")),
        Column("entity_id", about=N_("the id of the actor's entity")),
        Column("entity", about=N_("its label")),
        _kind(codebook),
        Column("party", about=N_("its party on the day of publication")),
        Column("affiliation", about=N_("what it belonged to on the day of publication")),
        Column("office", about=N_("the office that it held on the day of publication")),
        Column("entity_role", about=N_("its role on the day of publication")),
    )


def _of_entities(codebook: Codebook) -> tuple[Column, ...]:
    return (
        Column("entity_id", about=N_("the entity's id: the one given to it, else its UUID")),
        Column("label", about=N_("its name in the register")),
        _kind(codebook),
        Column("country", about=N_("ISO 3166-1 alpha-2, empty if none")),
        Column("affiliation", about=N_("what it belongs to")),
        Column("party", about=N_("its party")),
        Column("aliases", about=N_("its other names")),
        Column("external_id", about=N_("its id elsewhere, for example in Wikidata")),
        Column("note", about=N_("a note")),
    )


def _kind(codebook: Codebook) -> Column:
    kind = next((one for one in codebook.entity_fields if one.id == "kind" and one.type == cb.SINGLE), None)
    about = N_("what kind of entity it is")
    return Column("kind", CHOICE, about, kind.value_ids) if kind is not None else Column("kind", about=about)


def _attributes(codebook: Codebook, category_id: str) -> Sequence[Attribute]:
    category = codebook.category(category_id)
    return category.attributes if category is not None else ()


def described(column: Column) -> str:
    """Return what a column means, in the user's language; an attribute's label and rule stand as the codebook has them."""
    return _(column.about) if column.about else ""
