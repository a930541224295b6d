"""Training: articles whose gold is known are coded in a round of its own; what the coder found and missed is told right after finishing.

The codings are no data: agreement, adjudication and tables leave them out (``Assignments.set_apart``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from annotator.errors import AnnotatorError
from annotator.i18n import _, logged
from annotator.model.annotation import GOLD_LAYER, Annotation
from annotator.model.ids import CoderId
from annotator.model.plan import TRAINING
from annotator.operations.adjudicating import FOUND, LINK, SPAN, take_over
from annotator.operations.feedback import DIFFERS, MISSED, NOT_THERE, Lesson
from annotator.project import Project

if TYPE_CHECKING:
    from annotator.agreement.disputes import Case

_GOLD = CoderId("gold")  # stands for a coder where gold and a coding are put side by side


@dataclass(frozen=True, slots=True)
class Score:
    """How one category went: annotations in gold and in the coding, those that answer one another, and those right in every value."""

    category: str
    gold: int
    yours: int
    found: int
    right: int

    @property
    def f1(self) -> float | None:
        """The F1 of finding the annotations, None where neither marked any."""
        return 2 * self.found / (self.gold + self.yours) if self.gold + self.yours else None


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """What a coder's training article shows: a score for each category, and the differences from gold in text order."""

    article_id: str
    coder: str
    finished_at: str
    scores: tuple[Score, ...]
    differences: tuple[Lesson, ...]

    @property
    def total(self) -> Score:
        """The scores of all categories together."""
        sums = [sum(getattr(one, name) for one in self.scores) for name in ("gold", "yours", "found", "right")]
        return Score("", *sums)


def training_result(project: Project, article_id: str) -> TrainingResult | None:
    """Return what the acting coder's finished training article shows; None if it is none, is not finished, or has no gold."""
    me = project.the_coder()
    return _result(project, article_id, me.id, me.name)


def training_results(project: Project) -> list[TrainingResult]:
    """Return all results of training by coder and article: the coder's own, or everybody's for those who see all."""
    names: dict[str, str] = {one.id: one.name for one in project.coders.all()}
    rounds = [one.id for one in project.rounds.all() if one.kind == TRAINING]
    visible = project.visible_coder
    seats = [one for each in rounds for one in project.assignments.all(each) if visible in (None, one.coder_id)]
    seats.sort(key=lambda one: (names[one.coder_id], one.position, one.article_id))
    found = (_result(project, one.article_id, one.coder_id, names[one.coder_id]) for one in seats)
    return [one for one in found if one is not None]


def take_as_gold(project: Project, article_id: str, coder_name: str) -> int:
    """Make a coder's finished coding of an article its gold, as one step, and return how many annotations that took over.

    Raises AnnotatorError for who may not adjudicate, for a coding that is not finished, or where decisions were made already.
    """
    from annotator.agreement.disputes import Work, cases_of

    coder = project.coders.named(coder_name)
    coding = None if coder is None else project.codings.get(article_id, coder.id)
    if coder is None or coding is None or not coding.finished:
        raise AnnotatorError(_("{coder} has not finished this article").format(coder=coder_name))
    if project.decisions.of_article(article_id):
        raise AnnotatorError(_("this article has gold already"))
    annotations = tuple(project.annotations.of_article(article_id, coder.id))
    links = tuple(one for one in project.links.of_article(article_id) if one.coder_id == coder.id)
    found = cases_of(Work(article_id, (coder.id,), annotations, links), project.codebook)
    return take_over(project, article_id, found, logged("Take {coder}'s coding as gold").format(coder=coder.name))


def _result(project: Project, article_id: str, coder_id: str, name: str) -> TrainingResult | None:
    if TRAINING not in project.assignments.kinds_of(article_id, coder_id):
        return None
    coding = project.codings.get(article_id, coder_id)
    gold = project.annotations.of_article(article_id, layer=GOLD_LAYER)
    if coding is None or not coding.finished or not gold:
        return None
    cases = _side_by_side(project, article_id, coder_id, gold)
    differences = tuple(one for case in cases for one in _lessons(project, case, coder_id))
    return TrainingResult(article_id, name, coding.updated_at, tuple(_scores(project, cases, coder_id)), differences)


def _side_by_side(project: Project, article_id: str, coder_id: str, gold: list[Annotation]) -> list[Case]:
    """Return gold and a coding as cases between two: gold's links are those of the layer gold."""
    from annotator.agreement.disputes import Work, cases_of

    mine = project.annotations.of_article(article_id, coder_id)
    links = [one for one in project.links.of_article(article_id) if one.coder_id == coder_id]
    gold_links = [replace(one, coder_id=_GOLD) for one in project.links.of_article(article_id, layer=GOLD_LAYER)]
    both = (*mine, *(replace(one, coder_id=_GOLD) for one in gold))
    return cases_of(Work(article_id, (coder_id, _GOLD), both, (*links, *gold_links)), project.codebook)


def _scores(project: Project, cases: list[Case], coder_id: str) -> Iterator[Score]:
    for category in project.codebook.categories:
        counts = {"gold": 0, "yours": 0, "found": 0, "right": 0}
        for case in cases:
            gold = [one for one in case.candidates.get(_GOLD, ()) if one.category == category.id]
            yours = [one for one in case.candidates.get(coder_id, ()) if one.category == category.id]
            counts["gold"] += len(gold)
            counts["yours"] += len(yours)
            counts["found"] += min(len(gold), len(yours))
            counts["right"] += min(len(gold), len(yours)) if case.agreed else 0
        if counts["gold"] or counts["yours"]:
            yield Score(category.id, **counts)


def _lessons(project: Project, case: Case, coder_id: str) -> Iterator[Lesson]:
    yours, gold = case.candidates.get(coder_id, ()), case.candidates.get(_GOLD, ())
    if case.agreed:
        return
    rows = tuple(_rows(project, case, coder_id)) if yours and gold else ()
    if rows:
        yield _lesson(project, case, DIFFERS, yours[0], gold[0], rows)
    for one in yours[len(gold) :]:
        yield _lesson(project, case, NOT_THERE, one, None)
    for one in gold[len(yours) :]:
        yield _lesson(project, case, MISSED, None, one)


def _rows(project: Project, case: Case, coder_id: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield (row, the coder's, gold's) of the rows that differ, places and ends of links as words of the text."""
    for row in case.open_rows:
        if row.key in (FOUND, SPAN):
            if row.key == SPAN:
                yours, gold = (" … ".join(one.quote for one in case.candidates[coder]) for coder in (coder_id, _GOLD))
                yield SPAN, yours, gold
        elif row.key.startswith(LINK):
            yield row.key, _ends(project, case, row.links.get(coder_id, ())), _ends(project, case, row.links.get(_GOLD, ()))
        else:
            yield row.key, row.by_coder.get(coder_id), row.by_coder.get(_GOLD)


def _ends(project: Project, case: Case, link_ids: Iterable[str]) -> list[str]:
    here, found = set(case.annotation_ids), []
    for link_id in link_ids:
        link = project.links.get(link_id)
        found.append(project.annotations.get(link.to_id if link.from_id in here else link.from_id).quote)
    return sorted(found)


def _lesson(
    project: Project, case: Case, kind: str, yours: Annotation | None, gold: Annotation | None, rows: tuple[tuple[str, Any, Any], ...] = ()
) -> Lesson:
    """Return a difference, with why gold is so where the decision that made it says it."""
    decided = project.decisions.of_article(case.article_id) if gold is not None else []
    decision = next((one for one in decided if gold is not None and gold.id in one.gold), None)
    reason, note, rule, at = ("", "", "", "") if decision is None else (decision.reason, decision.note, decision.rule, decision.updated_at)
    return Lesson(case.article_id, kind, case.category, yours, gold, rows, reason, note, rule, at)
