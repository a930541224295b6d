"""Which codings a revision of the codebook asks to look at again, and why.

A coding is listed if the newest version no longer allows what it says, or if a definition that it rests on reads differently
since the version it was made under, unless that change was published with the remark that old codings keep. All others stand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from annotator.errors import RuleViolation
from annotator.i18n import _
from annotator.model.annotation import Annotation, ArticleCoding, Link
from annotator.model.codebook import MULTIPLE, SINGLE, Attribute, Codebook
from annotator.model.codebook_difference import difference, words_of
from annotator.model.codebook_places import ARTICLE, CATEGORY, LINK, Place, find, list_of
from annotator.model.rules import WARNING, OpenItem, Rules, ValueRules, check_value, is_missing
from annotator.project import Project
from annotator.store.selections import Selections

MEANING, SPLIT, MERGED, MISSING, REFUSED, UNKNOWN = "meaning", "split", "merged", "missing", "refused", "unknown"
ANNOTATION, LINK_KIND, ARTICLE_KIND = "annotation", "link", "article_coding"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a coding is listed: what kind of reason, which attribute it is about (empty: the whole), and the sentence."""

    code: str
    attribute: str
    message: str
    place: Place = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A coding to look at again; ``what`` is its category or link type, ``quote`` what is marked."""

    kind: str
    id: str
    article_id: str
    coder_id: str
    what: str
    version: str
    reasons: tuple[Reason, ...]
    quote: str = ""
    layer: str = "coder"


class Versions:
    """All versions of a codebook in order, and what the later ones ask of codings made under an earlier one."""

    def __init__(self, versions: Sequence[Codebook], of: Codebook | None = None) -> None:
        self.of = of
        self.joined = False
        """whether cells of one coding may come of two files, so that its version does not tell what each was made with"""
        self._versions = tuple(versions)
        self.current = versions[-1]
        self.rules = Rules(self.current)
        self._old_rules: dict[str, tuple[Rules, ...]] = {}
        self._asked: dict[str, dict[Place, str]] = {}
        names = [one.version for one in versions]
        self.doubled = {name for name in names if names.count(name) > 1}
        self._names = frozenset(names)

    @property
    def is_revised(self) -> bool:
        """Return whether there is more than one version."""
        return len(self._versions) > 1

    def stands_as_is(self, version: str) -> bool:
        """Return whether codings of this version were made under the newest codebook and no other of that name."""
        return version == self.current.version and version not in self.doubled and not self.joined

    def asked_since(self, version: str) -> Mapping[Place, str]:
        """Return the places whose meaning changed after a version, with the sentence that says how."""
        if version not in self._asked:
            start = next((at for at, one in enumerate(self._versions) if one.version == version), 0)
            found: dict[Place, str] = {}
            for old, new in zip(self._versions[start:], self._versions[start + 1 :], strict=False):
                kept = {tuple(place) for place in new.source.get("kept", ())}
                for one in difference(old, new):
                    if one.changes_meaning and one.place not in kept:
                        found[one.place] = words_of(one, old, new)
            self._asked[version] = found
        return self._asked[version]

    def old_rules(self, version: str) -> tuple[Rules, ...]:
        """Return the rules of the versions with this name: one, several where a merge brought a namesake, none if the project lacks it."""
        if version not in self._old_rules:
            self._old_rules[version] = tuple(Rules(one) for one in self._versions if one.version == version)
        return self._old_rules[version]

    def knew(self, one: Annotation, attribute_id: str, value: Any) -> bool:
        """Return whether the version of an annotation had this value of its category; none at all was always possible."""
        asking = [each.categories.get(one.category) for each in self.old_rules(one.codebook_version)]
        return is_missing(value) or any(asked is not None and asked.allows(attribute_id, value) for asked in asking)

    # ---- reasons ----------------------------------------------------------------------------------------------------

    def of_annotation(self, one: Annotation) -> tuple[Reason, ...]:
        """Return why this annotation is to be looked at again; nothing if it stands."""
        if self.stands_as_is(one.codebook_version):
            return ()
        rules = self.rules.categories.get(one.category)
        if rules is None:
            return (Reason(UNKNOWN, "", _("the codebook has no category {id} any more").format(id=one.category), (CATEGORY, one.category)),)
        found = []
        category = self.current.category(one.category)
        if len(one.spans) > 1 and category is not None and not category.fragments:
            found.append(Reason(REFUSED, "", _("this category takes one span, no fragments"), (CATEGORY, one.category)))
        old = [each.categories.get(one.category) for each in self.old_rules(one.codebook_version)]
        return (*found, *self._of_values((CATEGORY, one.category), one.values, one.codebook_version, rules, old))

    def of_link(self, one: Link, from_category: str, to_category: str) -> tuple[Reason, ...]:
        """Return why this link is to be looked at again."""
        if self.stands_as_is(one.codebook_version):
            return ()
        rules = self.rules.links.get(one.link)
        if rules is None:
            return (Reason(UNKNOWN, "", _("the codebook has no link {id} any more").format(id=one.link), (LINK, one.link)),)
        found = []
        try:
            self.rules.check_link(one.link, from_category, to_category, False)
        except RuleViolation as error:
            found.append(Reason(REFUSED, "", str(error), (LINK, one.link)))
        old = [each.links.get(one.link) for each in self.old_rules(one.codebook_version)]
        return (*found, *self._of_values((LINK, one.link), one.values, one.codebook_version, rules, old))

    def of_coding(self, one: ArticleCoding) -> tuple[Reason, ...]:
        """Return why this judgement of an article is to be looked at again."""
        if self.stands_as_is(one.codebook_version):
            return ()
        old = [each.article for each in self.old_rules(one.codebook_version)]
        return tuple(self._of_values((ARTICLE,), one.values, one.codebook_version, self.rules.article, old))

    def _of_values(
        self, owner: Place, values: Mapping[str, Any], version: str, rules: ValueRules, old: Sequence[ValueRules | None]
    ) -> Iterable[Reason]:
        asked = self.asked_since(version)
        if version not in self._names:  # coded in another file, before the publishing was undone in this one
            yield Reason(MEANING, "", _("the publishing of this version was undone"), owner)
        if owner in asked:
            yield Reason(MEANING, "", asked[owner], owner)
        known = {one.id: one for one in rules.attributes}
        not_asked = rules.not_asked(values)
        for attribute_id, value in values.items():
            attribute = known.get(attribute_id)
            if attribute is None:
                message = _("{attribute} is not asked any more").format(attribute=attribute_id)
                yield Reason(UNKNOWN, attribute_id, message, (*owner, attribute_id))
                continue
            if (*owner, attribute_id) in asked:
                yield Reason(MEANING, attribute_id, asked[*owner, attribute_id], (*owner, attribute_id))
            if attribute_id in not_asked:
                message = _("{attribute} is not asked here any more").format(attribute=attribute.label)
                yield Reason(REFUSED, attribute_id, message, (*owner, attribute_id))
            yield from self._of_value((*owner, attribute_id), attribute, value, asked)
        # Of namesakes it is not known which one a coding was made with: only what each of them missed was missing before.
        each_missed = [set(one.missing(values)) if one is not None else set() for one in old]
        missing_before = set.intersection(*each_missed) if each_missed else set()
        for attribute_id in rules.missing(values):
            if attribute_id not in missing_before:
                message = _("{attribute} is missing").format(attribute=known[attribute_id].label)
                yield Reason(MISSING, attribute_id, message, (*owner, attribute_id))

    def _of_value(self, place: Place, attribute: Attribute, value: Any, asked: Mapping[Place, str]) -> Iterable[Reason]:
        try:
            check_value(attribute, value)
        except RuleViolation as error:
            yield Reason(REFUSED, attribute.id, str(error), place)
            return
        if attribute.type not in (SINGLE, MULTIPLE):
            return
        for one in value if isinstance(value, list) else [value]:
            chosen = attribute.value(one)
            if chosen is not None and chosen.split_into:
                names = ", ".join(part.label for part in attribute.values if part.id in chosen.split_into)
                message = _("{value} was split into {values}").format(value=chosen.label, values=names)
                yield Reason(SPLIT, attribute.id, message, (*place, one))
            elif chosen is not None and chosen.merged_into:
                into = attribute.value(chosen.merged_into)
                message = _("{value} became {other}").format(value=chosen.label, other=into.label if into else chosen.merged_into)
                yield Reason(MERGED, attribute.id, message, (*place, one))
            for where in {(*place, one), (*self._list_of(place), one)}:
                if where in asked:
                    yield Reason(MEANING, attribute.id, asked[where], where)

    def _list_of(self, attribute: Place) -> Place:
        raw = find(self.current.source, attribute)
        return list_of(self.current.source, attribute) if isinstance(raw, dict) else attribute


_known: WeakKeyDictionary[Project, Versions] = WeakKeyDictionary()


def versions_of(project: Project) -> Versions:
    """Return the codebook versions of a project, the current one last; read anew when the codebook has changed."""
    known = _known.get(project)
    if known is None or known.of is not project.codebook:
        known = _known[project] = Versions(project.codebooks.all(), project.codebook)
    if known.is_revised and not known.joined:
        known.joined = Selections(project.database).are_of_several_files()
    return known


def worklist(project: Project, *, article_id: str = "", versions: Versions | None = None) -> list[Listed]:
    """Return all codings that the revisions ask to look at again, article by article; a coder sees only the own ones."""
    known = versions or versions_of(project)
    found, selections = [], Selections(project.database)
    coder = project.visible_coder or ""
    other = "" if known.doubled or known.joined else known.current.version
    for one in selections.annotations(other_than=other, coder_id=coder, article_id=article_id):
        if reasons := known.of_annotation(one):
            found.append(
                Listed(ANNOTATION, one.id, one.article_id, one.coder_id, one.category, one.codebook_version, reasons, one.quote, one.layer)
            )
    for link in selections.links(other_than=other, coder_id=coder, article_id=article_id):
        ends = project.annotations.find(link.from_id), project.annotations.find(link.to_id)
        categories = [end.category if end is not None else "" for end in ends]
        if reasons := known.of_link(link, *categories):
            quote = " → ".join(end.quote for end in ends if end is not None)
            found.append(
                Listed(LINK_KIND, link.id, link.article_id, link.coder_id, link.link, link.codebook_version, reasons, quote, link.layer)
            )
    for coding in selections.codings(other_than=other, coder_id=coder, article_id=article_id):
        if reasons := known.of_coding(coding):
            key = f"{coding.article_id} {coding.coder_id}"
            found.append(Listed(ARTICLE_KIND, key, coding.article_id, coding.coder_id, "", coding.codebook_version, reasons))
    aside = project.set_aside
    return sorted((one for one in found if one.article_id not in aside), key=lambda one: one.article_id)


def judged_anew(project: Project, before: Annotation, after: Annotation, attribute_id: str) -> str:
    """Return the codebook version of an annotation whose coder has just set this attribute.

    It becomes the newest one if nothing is left to look at, and the annotation was listed or has now a value that its version did
    not know.
    """
    current = project.codebook.version
    if before.codebook_version == current:
        return current
    known = versions_of(project)
    left = [one for one in known.of_annotation(after) if (one.code, one.attribute) != (MEANING, attribute_id)]
    looked_at = known.of_annotation(before) or not known.knew(before, attribute_id, after.values.get(attribute_id))
    return current if looked_at and not left else before.codebook_version


def revised_items(project: Project, article_id: str, said: Collection[str]) -> Iterator[OpenItem]:
    """Warn of the coder's annotations in an article that a revision asks to look at again; ``said``: those told of already."""
    for one in worklist(project, article_id=article_id):
        if one.kind == ANNOTATION and one.coder_id == project.the_coder().id and one.id not in said and one.layer == "coder":
            message = _("Made with codebook {version}: {reason}").format(version=one.version, reason=one.reasons[0].message)
            yield OpenItem(WARNING, "revised", message, one.id, one.reasons[0].attribute)
