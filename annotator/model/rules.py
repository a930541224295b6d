"""What a coding may carry, what is still open in an article, and who may see what: the one place for rules.

The window and the commands call the same functions; none of them reads a file or a clock.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from annotator.errors import RuleViolation
from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.annotation import DEFAULT, Annotation, ArticleCoding, Link
from annotator.model.article import Regions, region_at
from annotator.model.codebook import Attribute, Codebook, LinkCount, LinkType
from annotator.model.coder import Coder
from annotator.model.span import Spans

ERROR, WARNING = "error", "warning"

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


# ---- values ---------------------------------------------------------------------------------------------------------


def is_missing(value: Any) -> bool:
    """Return whether this stands for no value at all; False and 0 are values."""
    return value is None or value == "" or value == []


def check_value(attribute: Attribute, value: Any) -> Any:
    """Return the value as it is kept; RuleViolation if the attribute does not allow it."""
    return _CHECKS[attribute.type](attribute, value)


def _refuse(attribute: Attribute, value: Any, reason: str) -> RuleViolation:
    return RuleViolation(f"{attribute.id}: {value!r} {reason}")


def _one_of(attribute: Attribute, value: Any) -> str:
    if isinstance(value, str) and attribute.value(value) is not None:
        return value
    raise _refuse(attribute, value, _("is none of its values: {values}").format(values=", ".join(attribute.value_ids)))


def _some_of(attribute: Attribute, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise _refuse(attribute, value, _("is not a list of values"))
    chosen = [_one_of(attribute, one) for one in value]
    if len(set(chosen)) < len(chosen):
        raise _refuse(attribute, value, _("holds a value twice"))
    return [one for one in attribute.value_ids if one in chosen]


def _text(attribute: Attribute, value: Any) -> str:
    if not isinstance(value, str):
        raise _refuse(attribute, value, _("is not text"))
    if attribute.max_length is not None and len(value) > attribute.max_length:
        said = _("{attribute}: {count} characters, at most {most} are kept")
        raise RuleViolation(said.format(attribute=attribute.id, count=len(value), most=attribute.max_length))
    if _UNSTORABLE.search(value) is not None:
        raise RuleViolation(_("{attribute}: holds a NUL or half a surrogate pair").format(attribute=attribute.id))
    return value


def _text_list(attribute: Attribute, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise _refuse(attribute, value, _("is not a list of texts"))
    return [_text(attribute, one) for one in value]


def _number(attribute: Attribute, value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or value in (float("inf"), float("-inf")):
        raise _refuse(attribute, value, _("is not a number"))
    if attribute.integer and value != int(value):
        raise _refuse(attribute, value, _("is not a whole number"))
    if attribute.minimum is not None and value < attribute.minimum:
        raise _refuse(attribute, value, _("is below {minimum}").format(minimum=attribute.minimum))
    if attribute.maximum is not None and value > attribute.maximum:
        raise _refuse(attribute, value, _("is above {maximum}").format(maximum=attribute.maximum))
    return int(value) if attribute.integer else value


def _boolean(attribute: Attribute, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _refuse(attribute, value, _("is neither true nor false"))


def _date(attribute: Attribute, value: Any) -> str:
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise _refuse(attribute, value, _("is not a date like 2024-06-03")) from error


_CHECKS: Mapping[str, Callable[[Attribute, Any], Any]] = {
    cb.SINGLE: _one_of,
    cb.MULTIPLE: _some_of,
    cb.OPEN_LIST: _text,
    cb.TEXT: _text,
    cb.TEXT_LIST: _text_list,
    cb.NUMBER: _number,
    cb.BOOLEAN: _boolean,
    cb.DATE: _date,
    cb.ENTITY_REF: _text,
    cb.ARTICLE_REF: _text,
}


class CheckedValues(NamedTuple):
    """Values that may be kept, which of them are defaults, and the required ones that are still missing."""

    values: dict[str, Any]
    filled: dict[str, str]
    missing: tuple[str, ...]


class _Askable:
    """An attribute that is required or has a default, with its condition prepared: most ask for values of one closed list."""

    __slots__ = ("_parent", "_wanted", "_when", "conditional", "default", "id", "required")

    def __init__(self, attribute: Attribute) -> None:
        self.id = attribute.id
        self.default = attribute.default
        self.required = attribute.required
        self.conditional = bool(attribute.when)
        self._when = attribute.when
        self._parent, self._wanted = "", frozenset[str]()
        if len(attribute.when) == 1:
            [(parent, wanted)] = attribute.when.items()
            if cb.ANY_VALUE not in wanted and all(isinstance(one, str) for one in wanted):
                self._parent, self._wanted = parent, frozenset(wanted)

    def applies(self, values: Mapping[str, Any]) -> bool:
        """Return whether the condition holds among these values."""
        value = values.get(self._parent)
        return value in self._wanted if value.__class__ is str and self._wanted else cb.holds(self._when, values)


class ValueRules:
    """The rules of one list of attributes, prepared once for many records."""

    def __init__(self, attributes: Sequence[Attribute]) -> None:
        self.attributes = tuple(attributes)
        self._by_id = {attribute.id: attribute for attribute in self.attributes}
        # The frequent types are checked by one look-up; everything else goes through check_value.
        self._closed = {one.id: frozenset(one.value_ids) for one in self.attributes if one.type == cb.SINGLE}
        self._askable = tuple(_Askable(one) for one in self.attributes if one.required or one.default is not None)

    def check(self, given: Mapping[str, Any], *, fill_defaults: bool = True, conditions: bool = True) -> CheckedValues:
        """Return the values as they are kept; RuleViolation for an unknown attribute, value, or one whose condition does not hold.

        ``conditions`` False lets stand what is given although its condition does not hold, as a merge may leave it.
        """
        kept: dict[str, Any] = {}
        conditional = False
        for attribute_id, value in given.items():
            attribute = self._by_id.get(attribute_id)
            if attribute is None:
                raise RuleViolation(_("unknown attribute {attribute!r}").format(attribute=attribute_id))
            if value is None or value == "" or value == []:
                continue
            closed = self._closed.get(attribute_id)
            if closed is None:
                kept[attribute_id] = check_value(attribute, value)
            elif type(value) is str and value in closed:
                kept[attribute_id] = value
            else:
                check_value(attribute, value)
            conditional = conditional or bool(attribute.when)
        filled: dict[str, str] = {}
        missing: list[str] = []
        for one in self._askable:
            if one.id in kept or (one.conditional and not one.applies(kept)):
                continue
            if one.default is not None and fill_defaults:
                kept[one.id] = one.default
                filled[one.id] = DEFAULT
            elif one.required:
                missing.append(one.id)
        if conditional and conditions:
            self._drop_or_refuse(kept)
        return CheckedValues(kept, filled, tuple(missing))

    def allows(self, attribute_id: str, value: Any) -> bool:
        """Return whether an attribute can have this value, its condition left aside."""
        try:
            self.check({attribute_id: value}, fill_defaults=False, conditions=False)
        except RuleViolation:
            return False
        return True

    def _drop_or_refuse(self, kept: dict[str, Any]) -> None:
        for attribute in self._unasked(kept):
            said = _("{attribute}: given although its condition does not hold ({condition})")
            raise RuleViolation(said.format(attribute=attribute.id, condition=_condition(attribute)))

    def _unasked(self, kept: dict[str, Any]) -> Iterator[Attribute]:
        """Take away no and defaults whose condition does not hold, and yield what else is given though it is not asked.

        What hangs on a default that was taken away is not asked either.
        """
        for attribute in self.attributes:
            if attribute.id in kept and attribute.when and not attribute.applies(kept):
                if kept[attribute.id] in (False, attribute.default):
                    del kept[attribute.id]
                else:
                    yield attribute

    def settle(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values without those whose condition no longer holds, parents before children."""
        kept = dict(values)
        for _round in self.attributes:
            gone = [one.id for one in self.attributes if one.id in kept and one.when and not one.applies(kept)]
            for attribute_id in gone:
                del kept[attribute_id]
            if not gone:
                break
        return kept

    def not_asked(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what is given although its condition does not hold, as a revision or a merge of two files may leave it."""
        return tuple(one.id for one in self._unasked(dict(values)))

    def missing(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the required attributes that apply and have no value, in the codebook's order."""
        return tuple(one.id for one in self.attributes if one.required and is_missing(values.get(one.id)) and one.applies(values))


def _condition(attribute: Attribute) -> str:
    parts = []
    for parent, wanted in attribute.when.items():
        shown = [str(one).lower() if isinstance(one, bool) else str(one) for one in wanted if one != cb.ANY_VALUE]
        parts.append(f"{parent} is " + " or ".join(shown) if shown else f"{parent} is set")
    return ", ".join(parts)


class Rules:
    """All rules of one codebook, prepared once."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.categories = {one.id: ValueRules(codebook.in_use(one.attributes)) for one in codebook.categories}
        self.links = {one.id: ValueRules(codebook.in_use(one.attributes)) for one in codebook.links}
        self.article = ValueRules(codebook.in_use(codebook.article_variables))

    def of_category(self, category_id: str) -> ValueRules:
        """Return the value rules of a category; RuleViolation if the codebook does not hold it."""
        found = self.categories.get(category_id)
        if found is None:
            raise RuleViolation(_("unknown category {category!r}").format(category=category_id))
        return found

    def check_fragments(self, category_id: str, spans: Spans) -> None:
        """Raise RuleViolation if this category takes no fragments and more than one is given."""
        category = self.codebook.category(category_id)
        if len(spans) > 1 and category is not None and not category.fragments:
            raise RuleViolation(_("{category} takes one span, not {count} fragments").format(category=category_id, count=len(spans)))

    def check_link(self, link_id: str, from_category: str, to_category: str, same_end: bool) -> LinkType:
        """Return the link type if it may join these categories; RuleViolation otherwise."""
        link = self.codebook.link(link_id)
        if link is None:
            raise RuleViolation(_("unknown link {link!r}").format(link=link_id))
        if from_category not in link.from_categories:
            said = _("{link} cannot start at {category}, only at {categories}")
            raise RuleViolation(said.format(link=link_id, category=from_category, categories=", ".join(link.from_categories)))
        if to_category not in link.to_categories:
            said = _("{link} cannot end at {category}, only at {categories}")
            raise RuleViolation(said.format(link=link_id, category=to_category, categories=", ".join(link.to_categories)))
        if same_end:
            raise RuleViolation(_("{link} cannot join an annotation with itself").format(link=link_id))
        return link


# ---- completeness ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something that finishing an article asks for: an error blocks, a warning needs one key."""

    level: str
    code: str
    message: str
    annotation_id: str = ""
    attribute: str = ""
    link: str = ""


def open_items(
    rules: Rules,
    annotations: Sequence[Annotation],
    links: Sequence[Link],
    coding: ArticleCoding | None,
    regions: Regions,
) -> list[OpenItem]:
    """Return what is open in a coder's coding of an article: errors first, each in text order (CODEBOOK section 5)."""
    found: list[OpenItem] = []
    by_id: dict[str, Annotation] = {one.id: one for one in annotations}
    for annotation in sorted(annotations, key=lambda one: (one.start, one.end)):
        found += open_items_at(rules, annotation, links, by_id, regions)
    for link in links:
        link_rules = rules.links.get(link.link)
        for attribute in link_rules.missing(link.values) if link_rules else ():
            label = next(one.label for one in link_rules.attributes if one.id == attribute) if link_rules else attribute
            kind = rules.codebook.link(link.link)
            message = _("{link}: {attribute} is missing").format(link=kind.label if kind else link.link, attribute=label)
            found.append(OpenItem(ERROR, "missing_value", message, link.from_id, attribute, link.link))
    values = coding.values if coding is not None else {}
    for attribute in rules.article.missing(values):
        label = next(one.label for one in rules.article.attributes if one.id == attribute)
        found.append(OpenItem(ERROR, "missing_variable", _("Article: {attribute} is missing").format(attribute=label), "", attribute))
    return sorted(found, key=lambda item: item.level != ERROR)


def open_items_at(
    rules: Rules, annotation: Annotation, links: Sequence[Link], by_id: Mapping[str, Annotation], regions: Regions
) -> list[OpenItem]:
    """Return what is open at one annotation; ``links`` are those of the article, or only those at it."""
    values, counts = _missing_values(rules, annotation), _link_counts(rules.codebook, annotation, links, by_id)
    return [*values, *counts, *_warnings(rules.codebook, annotation, links, regions)]


def _missing_values(rules: Rules, annotation: Annotation) -> Iterable[OpenItem]:
    value_rules = rules.categories.get(annotation.category)
    if value_rules is None:
        return
    labels = {one.id: one.label for one in value_rules.attributes}
    for attribute in value_rules.missing(annotation.values):
        message = _("{attribute} is missing").format(attribute=labels[attribute])
        yield OpenItem(ERROR, "missing_value", message, annotation.id, attribute)
    for attribute in value_rules.not_asked(annotation.values):
        message = _("{attribute} is answered but not asked here; the next value you choose drops it").format(attribute=labels[attribute])
        yield OpenItem(WARNING, "not_asked", message, annotation.id, attribute)


def _first_count(link: LinkType, annotation: Annotation, at: str) -> LinkCount | None:
    for count in link.counts:
        if count.at == at and count.category in ("", annotation.category) and cb.holds(count.when, annotation.values):
            return count
    return None


def may_join(link: LinkType, at: str, annotation: Annotation, other_category: str) -> bool:
    """Return whether an annotation, by its own values, may have an annotation of this category at the other end of a link.

    ``at``: "from" or "to", the end at which it stands. A stance that says its target is an actor is not towards a claim.
    """
    count = _first_count(link, annotation, at)
    if count is None or count.level != ERROR:
        return True
    return count.maximum != 0 and count.other in ("", other_category)


def _link_counts(
    codebook: Codebook, annotation: Annotation, links: Sequence[Link], by_id: Mapping[str, Annotation]
) -> Iterable[OpenItem]:
    category = codebook.category(annotation.category)
    for link in codebook.links if category is not None and not category.retired else ():
        for at, ends in (("from", link.from_categories), ("to", link.to_categories)):
            if annotation.category not in ends:
                continue
            count = _first_count(link, annotation, at)
            limit = link.per_source_max if at == "from" else link.per_target_max
            mine = [one for one in links if one.link == link.id and annotation.id == (one.from_id if at == "from" else one.to_id)]
            yield from _judge_count(link, annotation, at, mine, count, limit, by_id)


def _judge_count(
    link: LinkType,
    annotation: Annotation,
    at: str,
    mine: Sequence[Link],
    count: LinkCount | None,
    limit: int | None,
    by_id: Mapping[str, Annotation],
) -> Iterable[OpenItem]:
    name = link.label if at == "from" else link.inverse or link.label
    level = count.level if count is not None else ERROR
    if count is not None and count.other:
        others = [by_id.get(one.to_id if at == "from" else one.from_id) for one in mine]
        fitting = sum(1 for other in others if other is not None and other.category == count.other)
        if fitting < len(mine):
            message = _("{link}: an end is not of the category {category}").format(link=name, category=count.other)
            yield OpenItem(level, "wrong_end", message, annotation.id, link=link.id)
    else:
        fitting = len(mine)
    if count is not None and fitting < count.minimum:
        yield OpenItem(level, "missing_link", _("{link}: missing").format(link=name), annotation.id, link=link.id)
    most = [one for one in (count.maximum if count is not None else None, limit) if one is not None]
    if most and len(mine) > min(most):
        message = _("{link}: {count} where at most {most} fit").format(link=name, count=len(mine), most=min(most))
        yield OpenItem(level, "too_many_links", message, annotation.id, link=link.id)


def _warnings(codebook: Codebook, annotation: Annotation, links: Sequence[Link], regions: Regions) -> Iterable[OpenItem]:
    category = codebook.category(annotation.category)
    if category is not None and category.unlinked:
        linked = any(annotation.id in (one.from_id, one.to_id) for one in links)
        if not linked:
            yield OpenItem(category.unlinked, "unlinked", _("Not linked to anything"), annotation.id)
    kind = region_at(regions, annotation.start)
    if codebook.coded_regions and kind not in codebook.coded_regions:
        yield OpenItem(WARNING, "not_coded", _("Marked in {region}, which is not coded").format(region=kind), annotation.id)


def blocking(items: Iterable[OpenItem]) -> list[OpenItem]:
    """Return the items that forbid finishing."""
    return [item for item in items if item.level == ERROR]


# ---- who may see what -----------------------------------------------------------------------------------------------


def may_see_all(coder: Coder | None) -> bool:
    """Return whether this reader sees every coder's work: no coder (a script on the whole file) or a supervisor."""
    return coder is None or coder.is_supervisor
