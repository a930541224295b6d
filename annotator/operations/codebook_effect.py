"""What publishing the draft would do to what is coded, change by change, before anything is done.

Of the codings that rest on a change each either stands as it is, is recoded by publishing, stands with something that is no longer
offered, or is to be looked at again. The answer is worked out from the same rules that publishing and the worklist use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.i18n import _, counted, ngettext
from annotator.model.annotation import Annotation, ArticleCoding, Link
from annotator.model.codebook_difference import ADDED, MERGED, MOVED, RETIRED, Difference, words_of
from annotator.model.codebook_places import (
    ARTICLE,
    ATTRIBUTE,
    CATEGORY,
    LINK,
    MODULE,
    VALUE,
    Place,
    find,
    kind_of,
    list_of,
    sharing,
    walk,
)
from annotator.operations.codebook import to_publish
from annotator.operations.codebook_draft import Draft, the_draft
from annotator.operations.codebook_merged import recodings
from annotator.operations.codebook_worklist import Reason, Versions, versions_of
from annotator.project import Project
from annotator.store.selections import Selections

STANDS, RECODED, RETIRED_VALUE, LISTED = "stands", "recoded", "retired", "listed"
FATES = (RECODED, LISTED, RETIRED_VALUE, STANDS)
"""what becomes of a coding, what changes most first"""
FATE_WORDS = {
    RECODED: counted("{count:,} recoded", "{count:,} recoded"),
    LISTED: counted("{count:,} to look at again", "{count:,} to look at again"),
    RETIRED_VALUE: counted("{count:,} keeps what is retired", "{count:,} keep what is retired"),
    STANDS: counted("{count:,} stands", "{count:,} stand"),
}

Coding = Annotation | Link | ArticleCoding
Key = tuple[str, str]
_ASKS = ("required", "when", "module")
"""fields of a question by which it may be missing where it has no value yet"""


@dataclass(frozen=True, slots=True)
class _Touch:
    """What a difference is about, what a coding must rest on to be touched by it, and what becomes of one that is not listed for it."""

    about: frozenset[Place]
    rests: frozenset[Place]
    fate: str


@dataclass(frozen=True, slots=True)
class AtStake:
    """One difference and what becomes of the codings that rest on it: how many of each fate, all fates with a count above 0."""

    difference: Difference
    words: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """Return how many codings rest on what changes."""
        return sum(self.counts.values())

    def as_json(self) -> dict[str, Any]:
        """Return the difference with its counts as scripts read it."""
        return {**self.difference.as_json(), "words": self.words, "codings": {fate: self.counts.get(fate, 0) for fate in FATES}}


@dataclass(frozen=True, slots=True)
class Effect:
    """What publishing would do: each difference with the codings at stake, and over all codings how many have which fate.

    In ``counts`` a coding that is recoded and then listed all the same counts under both. ``listed`` counts those to look at again
    afterwards, those that were listed already among them; ``listed_before`` these alone.
    """

    version: str
    rows: tuple[AtStake, ...]
    counts: Mapping[str, int]
    articles: int
    listed: int
    listed_before: int

    def words(self) -> list[str]:
        """Return the sentences that are said of the whole."""
        told = [fate_words(self.counts) or _("No coding rests on what changes")]
        if self.articles:
            told.append(ngettext("in {count:,} article", "in {count:,} articles", self.articles).format(count=self.articles))
        if self.listed_before:
            more = _("to look at again afterwards: {count:,}, of which {before:,} are listed already")
            told.append(more.format(count=self.listed, before=self.listed_before))
        return told


def fate_words(counts: Mapping[str, int]) -> str:
    """Return counts as people read them: ``12 recoded, 3 to look at again, 40 stand``; nothing where there are none."""
    said = [ngettext(*FATE_WORDS[fate], counts[fate]).format(count=counts[fate]) for fate in FATES if counts.get(fate)]
    return ", ".join(said)


def effect(project: Project) -> Effect | None:
    """Return what publishing the draft would do to what coders and the gold hold; None if there is no draft that says anything new."""
    draft = the_draft(project)
    if draft is None or not draft.differences:
        return None
    return effect_of(project, draft)


def effect_of(project: Project, draft: Draft) -> Effect:
    """Return what publishing this draft would do."""
    before = versions_of(project)
    codebook = project.codebooks.freely_named(to_publish(draft.published, draft.codebook, draft.keep))
    after = Versions([*project.codebooks.all(), codebook], codebook)
    recoded = {_key(one.before): one for one in recodings(project, codebook)}
    touched = [_touched(one, draft) for one in draft.differences]
    rows: list[Counter[str]] = [Counter() for _one in touched]
    whole: Counter[str] = Counter({RECODED: len(recoded)})
    articles: set[str] = set()
    listed = listed_before = 0
    for coding, categories in _codings(project):
        key = _key(coding)
        then = recoded.get(key)
        old = _reasons(before, coding, categories)
        new = _reasons(after, then.after if then is not None else coding, categories)
        listed += bool(new)
        listed_before += bool(old)
        known = set(map(_of, old))
        fresh = [one for one in new if _of(one) not in known]
        fates = _fates(coding, then is not None, fresh, touched)
        for number, fate in fates.items():
            rows[number][fate] += 1
        whole[LISTED] += bool(fresh)
        if fates and not fresh and then is None:
            whole[RETIRED_VALUE if RETIRED_VALUE in fates.values() else STANDS] += 1
        if fates or fresh or then is not None:
            articles.add(coding.article_id)
    stakes = tuple(
        AtStake(one, words_of(one, draft.published, draft.codebook), +counts) for one, counts in zip(draft.differences, rows, strict=True)
    )
    return Effect(codebook.version, stakes, +whole, len(articles), listed, listed_before)


# ---- codings and their reasons ----------------------------------------------------------------------------------------------


def _codings(project: Project) -> Iterator[tuple[Coding, tuple[str, str]]]:
    """Yield every coding of every coder and of the gold; a link with the categories of its ends."""
    selections = Selections(project.database)
    category_of: dict[str, str] = {}
    for one in selections.annotations():
        category_of[one.id] = one.category
        yield one, ("", "")
    for link in selections.links():
        yield link, (category_of.get(link.from_id, ""), category_of.get(link.to_id, ""))
    for coding in selections.codings():
        yield coding, ("", "")


def _key(coding: Coding) -> Key:
    return ("", f"{coding.article_id} {coding.coder_id}") if isinstance(coding, ArticleCoding) else (type(coding).__name__, coding.id)


def _reasons(versions: Versions, coding: Coding, categories: tuple[str, str]) -> Sequence[Reason]:
    if isinstance(coding, Annotation):
        return versions.of_annotation(coding)
    if isinstance(coding, Link):
        return versions.of_link(coding, *categories)
    return versions.of_coding(coding)


def _of(reason: Reason) -> tuple[str, str, Place]:
    return reason.code, reason.attribute, reason.place


# ---- which change touches what ------------------------------------------------------------------------------------------------


def _touched(one: Difference, draft: Draft) -> _Touch:
    """Return what a difference touches: a value stands in each question that shares its list, a module in all its questions."""
    fate = {MERGED: RECODED, RETIRED: RETIRED_VALUE}.get(one.kind, STANDS)
    if one.place[0] == MODULE:
        about = {place for place, raw in walk(draft.codebook.source) if isinstance(raw, dict) and raw.get("module") == one.place[-1]}
        return _Touch(frozenset(about), frozenset(about | {owner(place) for place in about}), fate)
    if one.place[0] not in (CATEGORY, LINK, ARTICLE) or (one.kind == MOVED and len(one.place) == 1):
        return _Touch(frozenset(), frozenset(), fate)
    about = {one.place, *_shared(draft.codebook.source, one.place), *_shared(draft.published.source, one.place)}
    rests = set() if one.kind == ADDED else set(about)
    if kind_of(one.place) == ATTRIBUTE and (one.kind == ADDED or one.field in _ASKS):
        rests |= {owner(place) for place in about}
    return _Touch(frozenset(about), frozenset(rests), fate)


def owner(place: Place) -> Place:
    """Return the category, link or article that a place lies in."""
    return place[:1] if place[0] == ARTICLE else place[:2]


def _shared(source: Mapping[str, Any], place: Place) -> list[Place]:
    """Return where else a question's list, or a value of it, stands."""
    if kind_of(place) not in (ATTRIBUTE, VALUE):
        return []
    attribute, value = (place, ()) if kind_of(place) == ATTRIBUTE else (place[:-1], place[-1:])
    if find(source, attribute) is None or list_of(source, attribute) != attribute:
        return []
    return [(*one, *value) for one in sharing(source, attribute)] if value else []


def _fates(coding: Coding, recoded: bool, fresh: Sequence[Reason], touched: Sequence[_Touch]) -> dict[int, str]:
    """Return what becomes of a coding under each difference that it rests on; a reason that no difference names is the nearest's."""
    rests = set(_places(coding))
    fates: dict[int, str] = {}
    for number, touch in enumerate(touched):
        if any(reason.place in touch.about for reason in fresh):
            fates[number] = LISTED
        elif rests & touch.rests:
            fates[number] = STANDS if touch.fate == RECODED and not recoded else touch.fate
    if fresh and LISTED not in fates.values():
        mine = _owner_of(coding)
        near = [number for number, touch in enumerate(touched) if any(owner(place) == mine for place in touch.about)]
        fates |= dict.fromkeys((near or list(fates))[:1], LISTED)
    return fates


def _owner_of(coding: Coding) -> Place:
    if isinstance(coding, Annotation):
        return (CATEGORY, coding.category)
    return (LINK, coding.link) if isinstance(coding, Link) else (ARTICLE,)


def _places(coding: Coding) -> Iterable[Place]:
    """Yield what a coding rests on: what it is of, the questions that it answers, and the values it has."""
    mine = _owner_of(coding)
    yield mine
    for attribute, value in coding.values.items():
        yield (*mine, attribute)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                yield (*mine, attribute, one)
