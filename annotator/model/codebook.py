"""A codebook is data: categories with attributes, links with counts, article variables, regions, modules.

Read from and written to JSON in the form ``annotator-codebook/1``; what this program does not know is kept as it came.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from annotator.i18n import _

FORMAT = "annotator-codebook/1"

SINGLE, MULTIPLE, OPEN_LIST, TEXT, TEXT_LIST = "single", "multiple", "open_list", "text", "text_list"
NUMBER, BOOLEAN, DATE, ENTITY_REF, ARTICLE_REF = "number", "boolean", "date", "entity_ref", "article_ref"
TYPES = (SINGLE, MULTIPLE, OPEN_LIST, TEXT, TEXT_LIST, NUMBER, BOOLEAN, DATE, ENTITY_REF, ARTICLE_REF)
STYLES = ("box", "background", "underline", "wave")
ANY_VALUE = "*"

When = Mapping[str, tuple[Any, ...]]


class CodebookProblem(ValueError):
    """A codebook that cannot be used; the message names the place in it and the reason."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a closed list, known by its id; a retired one is kept for old codings and no longer offered.

    ``merged_into`` and ``split_into`` say what stands in the place of a retired value: one other, or a choice of several.
    """

    id: str
    label: str
    definition: str = ""
    retired: bool = False
    merged_into: str = ""
    split_into: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """What is asked of an annotation, a link or an article: its type, its values, when it applies."""

    id: str
    label: str
    type: str
    required: bool = False
    default: Any = None
    values: tuple[Value, ...] = ()
    when: When = field(default_factory=dict)
    ordinal: bool = False
    module: str = ""
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    integer: bool = False
    definition: str = ""
    retired: bool = False

    @property
    def offered(self) -> tuple[Value, ...]:
        """Return the values that coders may still choose."""
        return tuple(value for value in self.values if not value.retired)

    @property
    def value_ids(self) -> tuple[str, ...]:
        """Return the ids of the values in the codebook's order."""
        return tuple(value.id for value in self.values)

    def value(self, value_id: str) -> Value | None:
        """Return the value with this id."""
        return next((value for value in self.values if value.id == value_id), None)

    def applies(self, values: Mapping[str, Any]) -> bool:
        """Return whether the condition of this attribute holds among the given values."""
        return holds(self.when, values)


def holds(when: When, values: Mapping[str, Any]) -> bool:
    """Return whether each named attribute has one of the wanted values (``*``: any value at all)."""
    for attribute, wanted in when.items():
        value = values.get(attribute)
        if value is None or value == "" or value == []:
            if not (attribute not in values and False in wanted):
                return False
        elif ANY_VALUE in wanted:
            continue
        elif isinstance(value, list):
            if not any(one in wanted for one in value):
                return False
        elif value not in wanted or (isinstance(value, bool) != any(isinstance(one, bool) for one in wanted)):
            return False
    return True


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with what is (or is not) to be marked in it."""

    text: str
    mark: str
    good: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of annotation."""

    id: str
    label: str
    key: str
    color: str
    style: str
    attributes: tuple[Attribute, ...]
    definition: str = ""
    span: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    fragments: bool = False
    unlinked: str = ""
    retired: bool = False
    parent: str = ""

    def attribute(self, attribute_id: str) -> Attribute | None:
        """Return the attribute with this id."""
        return next((one for one in self.attributes if one.id == attribute_id), None)


@dataclass(frozen=True, slots=True)
class LinkCount:
    """How many links of a type an annotation at one end must or may have; the first entry that fits holds."""

    at: str
    category: str = ""
    when: When = field(default_factory=dict)
    other: str = ""
    minimum: int = 0
    maximum: int | None = None
    level: str = "error"


@dataclass(frozen=True, slots=True)
class LinkType:
    """A kind of link: which categories it may join, how often, and what is asked of it."""

    id: str
    label: str
    key: str
    from_categories: tuple[str, ...]
    to_categories: tuple[str, ...]
    inverse: str = ""
    question: str = ""
    rule: str = ""
    counts: tuple[LinkCount, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    no_self: bool = False
    per_source_max: int | None = None
    per_target_max: int | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Module:
    """A set of attributes that a project may switch on."""

    id: str
    label: str
    on: bool


@dataclass(frozen=True)
class Codebook:
    """One version of a project's codebook; ``source`` is the JSON object it was read from."""

    name: str
    version: str
    categories: tuple[Category, ...]
    links: tuple[LinkType, ...]
    article_variables: tuple[Attribute, ...]
    entity_fields: tuple[Attribute, ...]
    common_attributes: tuple[Attribute, ...]
    region_types: tuple[str, ...]
    coded_regions: tuple[str, ...]
    modules: tuple[Module, ...]
    source: Mapping[str, Any] = field(repr=False, compare=False)
    language: str = "en"

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return {category.id: category for category in self.categories}

    @cached_property
    def _links(self) -> dict[str, LinkType]:
        return {link.id: link for link in self.links}

    @cached_property
    def _modules_on(self) -> frozenset[str]:
        return frozenset(module.id for module in self.modules if module.on)

    def category(self, category_id: str) -> Category | None:
        """Return the category with this id."""
        return self._categories.get(category_id)

    def link(self, link_id: str) -> LinkType | None:
        """Return the link type with this id."""
        return self._links.get(link_id)

    def above(self, category_id: str) -> tuple[str, ...]:
        """Return the categories that this one stands below, the nearest first; a circle is followed once."""
        found: list[str] = []
        here = self.category(category_id)
        while here is not None and here.parent and here.parent not in (*found, category_id):
            found.append(here.parent)
            here = self.category(here.parent)
        return tuple(found)

    @property
    def offered(self) -> tuple[Category, ...]:
        """Return the categories that coders may still tag with."""
        return tuple(category for category in self.categories if not category.retired)

    def in_use(self, attributes: Sequence[Attribute]) -> tuple[Attribute, ...]:
        """Return the attributes whose module is on, or that belong to none."""
        return tuple(one for one in attributes if not one.module or one.module in self._modules_on)

    def attributes_of(self, category_id: str) -> tuple[Attribute, ...]:
        """Return the attributes asked of a category, in the codebook's order."""
        category = self.category(category_id)
        return self.in_use(category.attributes) if category else ()

    def category_with_key(self, key: str) -> Category | None:
        """Return the category that this key tags."""
        return next((category for category in self.categories if category.key == key and not category.retired), None)

    def links_at(self, category_id: str) -> tuple[LinkType, ...]:
        """Return the link types that may start or end at this category."""
        return tuple(link for link in self.links if category_id in link.from_categories or category_id in link.to_categories)

    def to_json(self) -> str:
        """Return the codebook as JSON text, as people read it."""
        return json.dumps(self.source, ensure_ascii=False, indent=1) + "\n"


def parse_codebook(source: Any) -> Codebook:
    """Return the codebook that this JSON object describes; CodebookProblem if it cannot be used."""
    _want(isinstance(source, dict), _("the codebook"), _("is not a JSON object"))
    _want(source.get("format") == FORMAT, "format", _("is not {format}").format(format=FORMAT))
    _want(bool(source.get("categories")), "categories", _("holds no category"))
    raw_categories = _objects(source, "categories")
    lists = {
        f"{category.get('id')}.{attribute.get('id')}": attribute.get("values", [])
        for category in raw_categories
        for attribute in _objects(category, "attributes")
    }
    categories = tuple(_category(raw, lists) for raw in raw_categories)
    _unique([category.id for category in categories], "categories")
    _keys_once(categories)
    known = {category.id for category in categories}
    for category in categories:
        told = _("stands below the unknown category {parent!r}").format(parent=category.parent)
        _want(category.parent in known | {""}, f"category {category.id}", told)
    links = tuple(_link(raw, known, lists) for raw in _objects(source, "links"))
    _unique([link.id for link in links], "links")
    regions = tuple(str(kind) for kind in source.get("region_types", ()))
    coded = tuple(str(kind) for kind in source.get("coded_regions", ()))
    for kind in coded:
        _want(kind in regions, "coded_regions", _("names the unknown region {kind}").format(kind=kind))
    return Codebook(
        name=str(source.get("codebook", "")),
        version=str(source.get("version", "1.0")),
        categories=categories,
        links=links,
        article_variables=_attributes(source, "article_variables", lists, "article_variables"),
        entity_fields=_attributes(source, "entity_fields", lists, "entity_fields"),
        common_attributes=_attributes(source, "common_attributes", lists, "common_attributes"),
        region_types=regions,
        coded_regions=coded,
        modules=tuple(
            Module(str(raw.get("id", "")), str(raw.get("label", "")), bool(raw.get("on"))) for raw in _objects(source, "modules")
        ),
        source=source,
        language=str(source.get("language", "en")),
    )


def _want(holds_true: bool, place: str, reason: str) -> None:
    if not holds_true:
        raise CodebookProblem(f"{place} {reason}")


def _unique(ids: Sequence[str], place: str) -> None:
    for one in ids:
        _want(ids.count(one) == 1, place, _("holds {id!r} twice").format(id=one))


def _keys_once(categories: Sequence[Category]) -> None:
    taken: dict[str, Category] = {}
    for one in filter(lambda category: category.key, categories):
        if (other := taken.setdefault(one.key, one)) is not one:
            told = _("{name} and {other} have the same key {key}").format(name=one.label, other=other.label, key=one.key)
            raise CodebookProblem(told)


def _objects(source: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = source.get(key, [])
    _want(isinstance(found, list) and all(isinstance(one, dict) for one in found), key, _("is not a list of objects"))
    return list(found)


def _id(raw: Mapping[str, Any], place: str) -> str:
    found = raw.get("id")
    _want(isinstance(found, str) and bool(found), place, _("holds an entry without an id"))
    return str(found)


def _category(raw: Mapping[str, Any], lists: Mapping[str, Any]) -> Category:
    category_id = _id(raw, "categories")
    style = raw.get("style", "box")
    _want(style in STYLES, f"category {category_id}", _("has the unknown style {style!r}").format(style=style))
    color = str(raw.get("color", "#777777"))
    hexadecimal = color.startswith("#") and len(color) == 7 and all(sign in "0123456789abcdefABCDEF" for sign in color[1:])
    _want(hexadecimal, f"category {category_id}", _("has the unknown colour {color!r}").format(color=color))
    return Category(
        id=category_id,
        label=str(raw.get("label", category_id)),
        key=str(raw.get("key", "")),
        color=color,
        style=style,
        attributes=_attributes(raw, "attributes", lists, f"category {category_id}"),
        definition=str(raw.get("definition", "")),
        span=str(raw.get("span", "")),
        include=tuple(str(one) for one in raw.get("include", ())),
        exclude=tuple(str(one) for one in raw.get("exclude", ())),
        examples=tuple(
            Example(str(one.get("text", "")), str(one.get("mark", "")), bool(one.get("good", True)), str(one.get("why", "")))
            for one in _objects(raw, "examples")
        ),
        fragments=bool(raw.get("fragments", False)),
        unlinked="" if raw.get("retired") else str(raw.get("unlinked", "")),
        retired=bool(raw.get("retired", False)),
        parent=str(raw.get("parent") or ""),
    )


def _attributes(raw: Mapping[str, Any], key: str, lists: Mapping[str, Any], place: str) -> tuple[Attribute, ...]:
    found = tuple(_attribute(one, lists, place) for one in _objects(raw, key))
    _unique([one.id for one in found], place)
    known = {one.id for one in found}
    for one in found:
        for parent in one.when:
            _want(parent in known, f"{place}, attribute {one.id}", _("depends on the unknown attribute {parent!r}").format(parent=parent))
    return found


def _attribute(raw: Mapping[str, Any], lists: Mapping[str, Any], place: str) -> Attribute:
    attribute_id = _id(raw, place)
    place = f"{place}, attribute {attribute_id}"
    kind = raw.get("type")
    _want(kind in TYPES, place, _("has the unknown type {kind!r}").format(kind=kind))
    raw_values = raw.get("values", [])
    if "values_from" in raw:
        _want(raw["values_from"] in lists, place, _("takes its values from the unknown {source!r}").format(source=raw["values_from"]))
        raw_values = lists[raw["values_from"]]
    values = tuple(_value(one, place) for one in raw_values)
    _unique([value.id for value in values], place)
    if kind in (SINGLE, MULTIPLE):
        _want(bool(values), place, _("has no values"))
        default = raw.get("default")
        allowed = default is None or kind == MULTIPLE or default in [value.id for value in values]
        _want(allowed, place, _("has the unknown default {default!r}").format(default=default))
    retired = bool(raw.get("retired", False))
    return Attribute(
        id=attribute_id,
        label=str(raw.get("label", attribute_id.replace("_", " ").capitalize())),
        type=str(kind),
        required=bool(raw.get("required", False)) and not retired,
        default=None if retired else raw.get("default"),
        values=values,
        when=_when(raw.get("when", {}), place),
        ordinal=bool(raw.get("ordinal", False)),
        module=str(raw.get("module", "")),
        max_length=raw.get("max_length"),
        minimum=raw.get("min"),
        maximum=raw.get("max"),
        integer=bool(raw.get("integer", False)),
        definition=str(raw.get("definition", raw.get("note", ""))),
        retired=retired,
    )


def _value(raw: Mapping[str, Any], place: str) -> Value:
    value_id = _id(raw, place)
    split_into = tuple(str(one) for one in raw.get("split_into", ()))
    merged_into = str(raw.get("merged_into", ""))
    return Value(
        value_id, str(raw.get("label", value_id)), str(raw.get("definition", "")), bool(raw.get("retired", False)), merged_into, split_into
    )


def _when(raw: Any, place: str) -> When:
    _want(isinstance(raw, dict), place, _("has a condition that is not an object"))
    return {str(parent): tuple(wanted) if isinstance(wanted, list) else (wanted,) for parent, wanted in raw.items()}


def _link(raw: Mapping[str, Any], known: set[str], lists: Mapping[str, Any]) -> LinkType:
    link_id = _id(raw, "links")
    place = f"link {link_id}"
    ends = tuple(str(one) for one in raw.get("from", ())), tuple(str(one) for one in raw.get("to", ()))
    for end in ends:
        _want(bool(end), place, _("lacks an end"))
        for category in end:
            _want(category in known, place, _("joins the unknown category {category!r}").format(category=category))
    return LinkType(
        id=link_id,
        label=str(raw.get("label", link_id)),
        key=str(raw.get("key", "")),
        from_categories=ends[0],
        to_categories=ends[1],
        inverse=str(raw.get("inverse", "")),
        question=str(raw.get("question", "")),
        rule=str(raw.get("rule", "")),
        counts=() if raw.get("retired") else tuple(_count(one, place) for one in _objects(raw, "counts")),
        attributes=_attributes(raw, "attributes", lists, place),
        no_self=bool(raw.get("no_self", False)),
        per_source_max=(raw.get("per_source") or [0, None])[1],
        per_target_max=(raw.get("per_target") or [0, None])[1],
        retired=bool(raw.get("retired", False)),
    )


def _count(raw: Mapping[str, Any], place: str) -> LinkCount:
    _want(raw.get("at") in ("from", "to"), place, _("has a count at neither end"))
    least, most, level = raw.get("min", 0), raw.get("max"), str(raw.get("level", "error"))
    whole = _is_number(least) and (most is None or _is_number(most))
    _want(whole, place, _("has a count that is no whole number"))
    _want(level in ("error", "warning"), place, _("has a count with the unknown level {level!r}").format(level=level))
    return LinkCount(
        at=raw["at"],
        category=str(raw.get("category", "")),
        when=_when(raw.get("when", {}), place),
        other=str(raw.get("with", "")),
        minimum=least,
        maximum=most,
        level=level,
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
