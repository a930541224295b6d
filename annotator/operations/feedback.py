"""What adjudication teaches a coder: own readings that were overruled, what stands instead, and why. Nobody else's reading is told."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model.annotation import CODER_LAYER, GOLD_LAYER, Annotation, Link
from annotator.model.decision import AGREED, Decision
from annotator.model.ids import AnnotationId, ArticleId, CoderId
from annotator.model.span import make_spans, shared_length
from annotator.operations.adjudicating import gold_of_each
from annotator.project import Project
from annotator.store.database import to_json
from annotator.store.seal import PACKAGE_FOR

LESSONS = "lessons"
"""the fact of a work package that holds its coder's lessons: it has neither decisions nor gold to make them of"""
MISSED, NOT_THERE, DIFFERS = "missed", "not there", "differs"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing that was decided otherwise than the coder had it; ``rows``: (row, the coder's, the one that stands)."""

    article_id: str
    kind: str
    category: str
    yours: Annotation | None
    gold: Annotation | None
    rows: tuple[tuple[str, Any, Any], ...]
    reason: str
    note: str
    rule: str
    decided_at: str


def lessons(project: Project, coder_name: str) -> list[Lesson]:
    """Return what was decided otherwise than a coder had it, the latest last; a coder may ask for the own ones only.

    In a work package these are the lessons that there were when it was made. Those about an article that the coder is coding again
    wait until it is finished.
    """
    coder = project.coders.named(coder_name)
    if coder is None:
        raise AnnotatorError(_("there is no coder {name}").format(name=coder_name))
    if not project.sees_all and project.the_coder().id != coder.id:
        raise AnnotatorError(_("lessons are shown to the coder they are for"))
    aside = project.set_aside
    if (packed := project.database.meta(LESSONS)) is not None and project.database.meta(PACKAGE_FOR) == coder.name:
        return [one for one in _unpacked(packed, coder.id) if one.article_id not in aside]
    apart = project.assignments.set_apart().codings  # training tells by itself how it went
    finished = {one.article_id for one in project.codings.all(coder.id) if one.finished and (one.article_id, coder.id) not in apart}
    found: list[Lesson] = []
    for decision in project.decisions.all():
        if decision.chosen != AGREED and decision.article_id in finished - aside:
            found += _lessons_of(project, decision, coder.id)
    return found


def packed(found: Sequence[Lesson], articles: Collection[str]) -> str:
    """Return the lessons about these articles as a work package keeps them: of gold what it says, not who made it or its id."""
    told = [one for one in found if one.article_id in articles]
    return to_json([{**_facts(one), "yours": _reading(one.yours), "gold": _reading(one.gold)} for one in told])


def _facts(lesson: Lesson) -> dict[str, Any]:
    return {one.name: getattr(lesson, one.name) for one in fields(lesson) if one.name not in ("yours", "gold")}


def _reading(one: Annotation | None) -> dict[str, Any] | None:
    if one is None:
        return None
    spans = [[span.start, span.end] for span in one.spans]
    own = {"id": one.id} if one.layer == CODER_LAYER else {}
    return own | {"category": one.category, "spans": spans, "quote": one.quote, "values": dict(one.values)}


def _unpacked(packed_lessons: str, coder_id: CoderId) -> list[Lesson]:
    found = []
    for told in json.loads(packed_lessons):
        article = ArticleId(told["article_id"])
        yours = _annotation(told.pop("yours"), article, coder_id, CODER_LAYER)
        gold = _annotation(told.pop("gold"), article, CoderId(""), GOLD_LAYER)
        rows = tuple((row, mine, stands) for row, mine, stands in told.pop("rows"))
        found.append(Lesson(**told, yours=yours, gold=gold, rows=rows))
    return found


def _annotation(told: dict[str, Any] | None, article: ArticleId, coder_id: CoderId, layer: str) -> Annotation | None:
    if told is None:
        return None
    row_id = AnnotationId(told.get("id", ""))
    return Annotation(row_id, article, coder_id, told["category"], make_spans(told["spans"]), told["quote"], told["values"], layer=layer)


def _lessons_of(project: Project, decision: Decision, coder_id: str) -> Iterator[Lesson]:
    about = [project.annotations.find(one) for one in decision.about]
    mine = [one for one in about if one is not None and one.coder_id == coder_id]
    gold = [one for one in (project.annotations.find(one) for one in decision.gold) if one is not None]
    if not mine and not gold:
        return
    links = project.links.of_article(decision.article_id), project.links.of_article(decision.article_id, layer=GOLD_LAYER)
    nothing: list[Annotation | None] = [None]
    for yours in mine or nothing:
        stands = _answering(yours, gold)
        rows: Sequence[tuple[str, Any, Any]] = ()
        if yours is not None and stands is not None:
            rows = _differing(project, yours, stands, *links, _waiting(project, decision, links[0]))
        kind = MISSED if yours is None else NOT_THERE if stands is None else DIFFERS
        if kind != DIFFERS or rows:
            yield Lesson(
                decision.article_id, kind, decision.category, yours, stands, tuple(rows), decision.reason, decision.note, decision.rule,
                decision.updated_at,
            )  # fmt: skip


def _waiting(project: Project, decision: Decision, links: Sequence[Link]) -> set[str]:
    """Return the link types of which gold does not know all yet: the case at another end is still open."""
    about, settled = set(decision.about), {one for each in project.decisions.of_article(decision.article_id) for one in each.about}
    ends = ((link.link, {link.from_id, link.to_id}) for link in links)
    return {kind for kind, both in ends if both & about and not both <= settled}


def _answering(yours: Annotation | None, gold: Sequence[Annotation]) -> Annotation | None:
    """Return the gold annotation that lies where yours does: the one that shares most with it."""
    if yours is None or len(gold) < 2:
        return gold[0] if gold else None
    return max(gold, key=lambda one: shared_length(one.spans, yours.spans))


def _differing(
    project: Project, yours: Annotation, gold: Annotation, links: Sequence[Link], gold_links: Sequence[Link], waiting: Collection[str]
) -> list[tuple[str, Any, Any]]:
    rows: list[tuple[str, Any, Any]] = []
    if yours.spans != gold.spans:
        rows.append(("span", yours.quote, gold.quote))
    if yours.category != gold.category:
        rows.append(("category", yours.category, gold.category))
    for attribute in project.codebook.attributes_of(gold.category):
        one, other = yours.values.get(attribute.id), gold.values.get(attribute.id)
        if yours.category == gold.category and one != other:
            rows.append((attribute.id, one, other))
    quotes = _quotes(project, gold.article_id)
    stands = gold_of_each(project, project.decisions.of_article(gold.article_id))
    for kind in sorted({link.link for link in (*links, *gold_links)} - set(waiting)):
        here, there = _ends(yours.id, kind, links), _ends(gold.id, kind, gold_links)
        # An end in other words is the same end where one gold annotation stands for it: its words are a lesson of their own.
        if {stands.get(end, end) for end in here} != set(there):
            mine, gold_words = (sorted(quotes.get(end, "") for end in ends) for ends in (here, there))
            rows.append((f"link.{kind}", mine, gold_words))
    return rows


def _quotes(project: Project, article_id: str) -> Mapping[str, str]:
    both = [*project.annotations.of_article(article_id), *project.annotations.of_article(article_id, layer=GOLD_LAYER)]
    return {one.id: one.quote for one in both}


def _ends(annotation_id: str, kind: str, links: Sequence[Link]) -> list[str]:
    return [link.to_id if link.from_id == annotation_id else link.from_id for link in links
            if link.link == kind and annotation_id in (link.from_id, link.to_id)]  # fmt: skip
