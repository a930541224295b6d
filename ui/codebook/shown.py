"""What the page shows: the draft or the published codebook, what differs, what is wrong, how often things were coded. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.i18n import _, ngettext
from annotator.model.codebook import Attribute, Codebook
from annotator.model.codebook_checks import ALL_WELL, Finding, checked
from annotator.model.codebook_difference import FIELD_WORDS, Difference
from annotator.model.codebook_places import (
    ARTICLE,
    ATTRIBUTE,
    CATEGORY,
    COMMON,
    ENTITY,
    LINK,
    MODULE,
    REGION,
    Place,
    find,
    kind_of,
    list_of,
    siblings,
)
from annotator.operations.codebook_draft import Draft, asks_for_decision

CODED_REGIONS = "coded_regions"


@dataclass(frozen=True)
class Shown:
    """The codebook as it is on the page; ``draft`` None means that nothing differs from what is published."""

    codebook: Codebook
    draft: Draft | None = None
    counts: Mapping[Place, int] = field(default_factory=Counter)
    versions: tuple[tuple[str, int], ...] = ()
    may_edit: bool = False

    @property
    def published(self) -> Codebook:
        """Return the version that coders use."""
        return self.draft.published if self.draft is not None else self.codebook

    @property
    def differences(self) -> list[Difference]:
        """Return what differs from the published version."""
        return self.draft.differences if self.draft is not None else []

    @property
    def findings(self) -> list[Finding]:
        """Return what is wrong, errors first."""
        return self.draft.findings if self.draft is not None else checked(self.codebook)

    @property
    def changed_places(self) -> set[Place]:
        """Return where something differs; a region that is coded now or no longer counts as itself, not as the whole."""
        found = {one.place for one in self.differences if one.field != CODED_REGIONS}
        for one in self.differences:
            if one.field == CODED_REGIONS:
                found |= {(REGION, kind) for kind in {*(one.before or ())} ^ {*(one.after or ())}}
        return found

    def is_new(self, place: Place) -> bool:
        """Return whether what stands here was added in the draft."""
        return find(self.published.source, place) is None

    def raw(self, place: Place) -> Mapping[str, Any]:
        """Return the JSON object at a place; nothing for a head, a region or what is gone."""
        found = find(self.codebook.source, place) if len(place) > 1 else None
        return found if isinstance(found, dict) else {}

    def attribute(self, place: Place) -> Attribute | None:
        """Return the question at a place."""
        attributes, attribute_id = self.asked_beside(place), place[-1]
        return next((one for one in attributes if one.id == attribute_id), None)

    def asked_beside(self, place: Place) -> tuple[Attribute, ...]:
        """Return all questions of the list in which the question at this place stands."""
        book = self.codebook
        if place[0] == CATEGORY:
            category = book.category(place[1])
            return category.attributes if category is not None else ()
        if place[0] == LINK:
            link = book.link(place[1])
            return link.attributes if link is not None else ()
        return {ARTICLE: book.article_variables, ENTITY: book.entity_fields, COMMON: book.common_attributes}.get(place[0], ())

    def values_place(self, attribute: Place) -> Place:
        """Return where the values of a question stand: there, or at the question whose list it shares."""
        return list_of(self.codebook.source, attribute)

    def remark(self, place: Place) -> str:
        """Return what is new about a value in a word or two: ``definition changed``, ``new``, ``becomes Evaluative``."""
        if self.is_new(place):
            return _("new")
        for one in self.differences:
            if one.place == place:
                if one.kind == "changed":
                    return _("{field} changed").format(field=_(FIELD_WORDS.get(one.field, one.field)))
                return {"renamed": _("renamed"), "merged": _("merged"), "split": _("split"), "retired": _("retired")}.get(one.kind, "")
        return ""

    def can_go(self, place: Place) -> bool:
        """Return whether what stands here can be taken out of use, or away because it is new."""
        if not self.may_edit or len(place) < 2:
            return False
        if kind_of(place) in (MODULE, REGION):
            return self.is_new(place)
        return kind_of(place) in (CATEGORY, LINK, ATTRIBUTE) and place[0] not in (ENTITY, COMMON)

    def listed(self, place: Place) -> Place | None:
        """Return the question at a place if it has a list of values."""
        one = self.attribute(place) if len(place) > 1 and kind_of(place) == ATTRIBUTE else None
        return place if one is not None and one.type in ("single", "multiple") else None

    def moved(self, place: Place, by: int) -> int | None:
        """Return where something stands in its list after it is moved down by so many, None if that is beyond an end."""
        ids = [one if isinstance(one, str) else one.get("id") for one in siblings(self.codebook.source, place)]
        to = ids.index(place[-1]) + by
        return to if 0 <= to < len(ids) else None

    def before(self, versions: Sequence[Codebook]) -> Codebook:
        """Return what is compared with: the version in use for a draft, else the one before the last."""
        return self.published if self.draft is not None else versions[-2:][0]

    # ---- what the page says --------------------------------------------------------------------------------------------

    def line(self) -> str:
        """Return the grey line under the title: draft or version, changes, how many annotations were made under which version."""
        published = self.published.version
        parts = []
        if self.draft is not None:
            count = len(self.differences)
            parts.append(_("Draft of version {version}").format(version=self.codebook.version))
            changes = ngettext("{count} change since {version}", "{count} changes since {version}", count)
            parts.append(changes.format(count=count, version=published))
        else:
            parts.append(_("Version {version}").format(version=published))
        for version, count in self.versions:
            told = ngettext("{count:,} annotation was made under {version}", "{count:,} annotations were made under {version}", count)
            parts.append(told.format(count=count, version=version))
        return "  ·  ".join(parts)

    def checks(self) -> list[tuple[str, str, Place]]:
        """Return the checks as (level, words, place): what is wrong first, then ``ok`` for each check that found nothing."""
        found = self.findings
        failed = {one.check for one in found}
        rows = [(one.level, one.message, one.place) for one in found]
        rows += [("ok", _(words), ()) for check, words in ALL_WELL.items() if check not in failed]
        for difference, count in self.undecided():
            told = ngettext("1 changed definition: recode {count:,} or keep?", "1 changed definition: recode {count:,} or keep?", count)
            rows.append(("ask", told.format(count=count), difference.place))
        return rows

    def undecided(self) -> list[tuple[Difference, int]]:
        """Return the changes of meaning under which codings were made and that are not decided to be kept."""
        if self.draft is None:
            return []
        return [(one, count) for one, count in asks_for_decision(self.draft, self.counts) if one.place not in self.draft.keep]
