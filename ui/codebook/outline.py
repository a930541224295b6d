"""The codebook as an outline: categories with the questions of the chosen one, then links, variables, regions, modules. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from annotator.i18n import N_, _, in_sentence, ngettext
from annotator.model import codebook as cb
from annotator.model.codebook import Attribute, Codebook
from annotator.model.codebook_places import ARTICLE, CATEGORY, CODEBOOK, ENTITY, LINK, MODULE, REGION, WHOLE, Place
from annotator.operations.codebook_print import TYPE_WORDS

HEADS = {
    CATEGORY: N_("Categories"),
    LINK: N_("Links"),
    ARTICLE: N_("Article variables"),
    REGION: N_("Regions"),
    ENTITY: N_("Entities"),
    MODULE: N_("Modules"),
    CODEBOOK: N_("Name and language"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the outline. ``depth`` 0 is a head, 1 a thing of its own, 2 a question; ``changed`` differs from what is published."""

    place: Place
    text: str
    depth: int
    note: str = ""
    key: str = ""
    colour: str = ""
    style: str = ""
    retired: bool = False
    changed: bool = False

    @property
    def spoken(self) -> str:
        """Return the row as it is read aloud."""
        marks = (_("retired") if self.retired else "", _("changed") if self.changed else "")
        key = _("key {key}").format(key=self.key) if self.key else ""
        return ", ".join(part for part in (self.text, self.note, key, *marks) if part)


def outline(codebook: Codebook, shown: Place, changed: Collection[Place] = ()) -> list[Row]:
    """Return the outline; what ``shown`` lies in is open, everything else closed."""
    touched = {place[:depth] for place in changed for depth in range(2, len(place) + 1)}
    rows = [Row((CATEGORY,), _(HEADS[CATEGORY]), 0)]
    for one in codebook.categories:
        place = (CATEGORY, one.id)
        label = " › ".join([*(_labels(codebook, [above]) for above in reversed(codebook.above(one.id))), one.label])
        rows.append(Row(place, label, 1, "", one.key, one.color, one.style, one.retired, place in touched))
        if shown[:2] == place:
            rows += [_question(place, attribute, one.attributes, touched) for attribute in one.attributes]
    rows.append(Row((LINK,), _(HEADS[LINK]), 0, str(len(codebook.links)), changed=_closed_over(LINK, shown, touched)))
    if shown[0] == LINK:
        for link in codebook.links:
            place = (LINK, link.id)
            ends = " → ".join(_labels(codebook, ends) for ends in (link.from_categories, link.to_categories))
            rows.append(Row(place, link.label, 1, ends, link.key.upper(), retired=link.retired, changed=place in touched))
            if shown[:2] == place:
                rows += [_question(place, attribute, link.attributes, touched) for attribute in link.attributes]
    for kind, attributes in ((ARTICLE, codebook.article_variables), (ENTITY, codebook.entity_fields)):
        count = len(attributes)
        note = ngettext("{count} field", "{count} fields", count).format(count=count) if kind == ENTITY else str(count)
        rows.append(Row((kind,), _(HEADS[kind]), 0, note, changed=_closed_over(kind, shown, touched)))
        if shown[0] == kind:
            rows += [_question((kind,), attribute, attributes, touched) for attribute in attributes]
        if kind == ARTICLE:
            rows += _regions(codebook, shown, touched)
    rows += _modules(codebook, shown, touched)
    return [*rows, Row(WHOLE, _(HEADS[CODEBOOK]), 0, codebook.language, changed=WHOLE in changed)]


def _labels(codebook: Codebook, ids: Sequence[str]) -> str:
    return ", ".join(one.label if (one := codebook.category(category)) is not None else category for category in ids)


def _regions(codebook: Codebook, shown: Place, touched: Collection[Place]) -> list[Row]:
    rows = [Row((REGION,), _(HEADS[REGION]), 0, str(len(codebook.region_types)), changed=_closed_over(REGION, shown, touched))]
    if shown[0] == REGION:
        for kind in codebook.region_types:
            note = _("coded") if kind in codebook.coded_regions else ""
            place = (REGION, kind)
            rows.append(Row(place, kind.replace("_", " ").capitalize(), 1, note, changed=place in touched))
    return rows


def _modules(codebook: Codebook, shown: Place, touched: Collection[Place]) -> list[Row]:
    off = sum(not one.on for one in codebook.modules)
    note = _("{count} off").format(count=off) if off else str(len(codebook.modules))
    rows = [Row((MODULE,), _(HEADS[MODULE]), 0, note, changed=_closed_over(MODULE, shown, touched))]
    if shown[0] == MODULE:
        rows += [
            Row((MODULE, one.id), one.label, 1, _("on") if one.on else _("off"), changed=(MODULE, one.id) in touched)
            for one in codebook.modules
        ]
    return rows


def _closed_over(kind: str, shown: Place, touched: Collection[Place]) -> bool:
    """Return whether a head hides something that is changed."""
    return shown[0] != kind and any(place[0] == kind for place in touched)


def _question(owner: Place, one: Attribute, beside: Sequence[Attribute], touched: Collection[Place]) -> Row:
    place = (*owner, one.id)
    if one.retired:
        note = _("retired")
    elif one.when:
        wanted = [_in_words(parent, value, beside) for parent, values in one.when.items() for value in values if value != cb.ANY_VALUE]
        note = _("if {value}").format(value=", ".join(wanted[:1]) + (" …" if len(wanted) > 1 else "")) if wanted else _("conditional")
    elif one.required:
        note = _("required")
    else:
        note = _(TYPE_WORDS[one.type])
    return Row(place, one.label, 2, note, retired=one.retired, changed=place in touched)


def _in_words(parent_id: str, value: object, beside: Sequence[Attribute]) -> str:
    """Return a value of a condition as coders read it, which a renamed one no longer has in its id."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    parent = next((one for one in beside if one.id == parent_id), None)
    known = parent.value(str(value)) if parent is not None else None
    return in_sentence(known.label) if known is not None else str(value)
