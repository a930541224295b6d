"""Settling where coders differ: the queue of cases, the decision on each, and the gold annotations that follow from them.

Coders' work is never changed. Gold is a layer of its own, made by decisions alone: each case ends in exactly one, which says
what was chosen in each row and why; taking a decision away takes its gold with it. Links of the gold layer are worked out anew
at every decision, for both of their ends must be decided first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from annotator.errors import AnnotatorError, ConflictError
from annotator.i18n import _, logged
from annotator.model.annotation import GOLD_LAYER, Annotation, Link
from annotator.model.codebook import Codebook
from annotator.model.decision import AGREED, BOTH, CHOSEN, REASONS, REJECTED, TAKEN, Cell, Decision
from annotator.model.ids import AnnotationId, ArticleId, LinkId, new_id
from annotator.model.rules import check_value
from annotator.model.span import make_spans, quote_of
from annotator.operations.rulings import drop_ruling, keep_ruling
from annotator.project import Project

if TYPE_CHECKING:
    from annotator.agreement.disputes import Case, Row

FOUND, SPAN, CATEGORY, LINK = "found", "span", "category", "link."
"""the rows of a case that are no attribute, and how the key of a row of links begins; as in agreement.disputes, which needs numpy"""
ADJUDICATION = "adjudication"  # how a gold annotation came about


@dataclass(frozen=True, slots=True)
class Choice:
    """What an adjudicator chose for a case: the kind, and for a taken one what each row gets (a candidate's, or another value).

    Another value of a row of links is the list of the ids of those coders' links that shall stand.
    """

    chosen: str
    cells: Mapping[str, Cell] = field(default_factory=dict)
    reason: str = ""
    note: str = ""
    rule: str = ""

    def __post_init__(self) -> None:
        if self.chosen not in CHOSEN:
            raise ValueError(f"a decision is one of {', '.join(CHOSEN)}, not {self.chosen!r}")
        if self.reason and self.reason not in REASONS:
            raise ValueError(f"a reason is one of {', '.join(REASONS)}, not {self.reason!r}")


@dataclass(frozen=True, slots=True)
class Settled:
    """A case and how it ended, None while it is open."""

    case: Case
    decision: Decision | None


def comparable(project: Project) -> dict[ArticleId, tuple[str, ...]]:
    """Return the articles that two or more coders finished, with these coders' ids: what adjudication is about.

    As in agreement, codings of training and re-coding are none, and none of those that hold copies from another version of the article.
    """
    finished: dict[ArticleId, list[str]] = {}
    apart = project.assignments.set_apart().codings | project.annotations.inherited()
    for coding in project.codings.all():
        if coding.finished and (coding.article_id, coding.coder_id) not in apart:
            finished.setdefault(coding.article_id, []).append(coding.coder_id)
    return {article: tuple(sorted(coders)) for article, coders in finished.items() if len(coders) > 1}


def finished_by(project: Project, article_id: str) -> tuple[str, ...]:
    """Return the ids of the coders who finished an article if they are two or more, or one whose coding was taken as gold, else none."""
    apart = project.assignments.set_apart().codings | project.annotations.inherited(article_id)
    finished = [one.coder_id for one in project.codings.of_article(article_id) if one.finished]
    found = sorted(coder for coder in finished if (article_id, coder) not in apart)
    return tuple(found) if len(found) > 1 or project.decisions.of_article(article_id) else ()


def cases(project: Project, article_id: str) -> list[Settled]:
    """Return the cases of an article in text order, each with its decision if it has one.

    Raises AnnotatorError if the looker may not adjudicate.
    """
    from annotator.agreement.disputes import Work, cases_of

    _may_adjudicate(project)
    coders = finished_by(project, article_id)
    annotations = tuple(one for one in project.annotations.of_article(article_id) if one.coder_id in coders)
    links = tuple(one for one in project.links.of_article(article_id) if one.coder_id in coders)
    decided = {one.about: one for one in project.decisions.of_article(article_id)}
    found = cases_of(Work(article_id, coders, annotations, links), project.codebook) if coders else []
    return [Settled(case, decided.get(case.annotation_ids)) for case in found]


def queue(project: Project) -> list[Case]:
    """Return all open cases in which coders differ, those that contribute most first."""
    found = [one.case for article in comparable(project) for one in cases(project, article) if one.decision is None and not one.case.agreed]
    return sorted(found, key=lambda case: (-case.weight, case.article_id, case.start))


def stale(project: Project, article_id: str) -> list[Decision]:
    """Return the decisions whose coders' annotations are no longer there as they were: they want to be made again."""
    known = {one.case.annotation_ids for one in cases(project, article_id)}
    return [one for one in project.decisions.of_article(article_id) if one.about not in known]


# ---- deciding -------------------------------------------------------------------------------------------------------------


def take_over_agreed(project: Project, article_id: str) -> int:
    """Take all cases of an article in which all coders agree into gold, as one step; return how many there were."""
    there = [one.case for one in cases(project, article_id) if one.decision is None and one.case.agreed]
    return take_over(project, article_id, there, logged("Take over what agrees"))


def take_over(project: Project, article_id: str, agreed: Sequence[Case], label: str) -> int:
    """Take undecided cases in which nobody differs into gold as one step of this label; return how many there were."""
    _may_adjudicate(project)
    if not agreed:
        return 0
    with project.step(label, article_id):
        for case in agreed:
            _write(project, case, Choice(AGREED, _cells_of(case, next(iter(case.candidates)))))
        _settle_links(project, article_id)
    return len(agreed)


def decide(project: Project, case: Case, choice: Choice) -> Decision:
    """End a case: write the decision and its gold annotations as one step, and return the decision.

    Raises ConflictError if the case was decided meanwhile, RuleViolation if a value is not allowed, AnnotatorError if the
    looker may not adjudicate or a row that differs was left open.
    """
    _may_adjudicate(project)
    _refuse_decided(project, case)
    lacking = [row.key for row in open_rows(project.codebook, case, choice) if row.key != FOUND]
    if choice.chosen == TAKEN and lacking:
        raise AnnotatorError(_("still open: {rows}").format(rows=", ".join(lacking)))
    with project.step(logged("Decide {category}").format(category=_label(project, case.category)), case.article_id):
        decision = _write(project, case, choice)
        _settle_links(project, case.article_id)
    return decision


def reopen(project: Project, decision_id: str) -> None:
    """Take a decision and its gold away, as one step; the case is open again."""
    _may_adjudicate(project)
    decision = project.decisions.get(decision_id)
    with project.step(logged("Reopen {category}").format(category=_label(project, decision.category)), decision.article_id):
        for annotation_id in decision.gold:
            project.annotations.delete(annotation_id)  # its gold links go with it
        project.decisions.delete(decision_id)
        drop_ruling(project, decision_id)
        _settle_links(project, decision.article_id)


def explain(project: Project, decision_id: str, *, reason: str | None = None, note: str | None = None, rule: str | None = None) -> None:
    """Change why a case was decided so, or the rule that follows from it; as one step."""
    _may_adjudicate(project)
    decision = project.decisions.get(decision_id)
    changed = replace(
        decision,
        reason=decision.reason if reason is None else Choice(decision.chosen, reason=reason).reason,
        note=decision.note if note is None else note,
        rule=decision.rule if rule is None else rule,
    )
    with project.step(logged("Note on a decision"), decision.article_id):
        project.decisions.save(changed)
        keep_ruling(project, changed)


def _may_adjudicate(project: Project) -> None:
    if project.coder is not None and not project.coder.may_adjudicate:
        raise AnnotatorError(_("only a supervisor or an adjudicator settles where coders differ"))


def _refuse_decided(project: Project, case: Case) -> None:
    about = set(case.annotation_ids)
    for decision in project.decisions.of_article(case.article_id):
        if about & set(decision.about):
            raise ConflictError(_("this case was decided already; reopen it first"))


def _label(project: Project, category_id: str) -> str:
    category = project.codebook.category(category_id)
    return category.label if category else category_id


def _cells_of(case: Case, coder: str) -> dict[str, Cell]:
    return {row.key: Cell(coder) for row in case.rows}


def _write(project: Project, case: Case, choice: Choice) -> Decision:
    made = [] if choice.chosen == REJECTED else _both(case) if choice.chosen == BOTH else [_taken(project, case, choice)]
    acting = project.coder.id if project.coder is not None else next(iter(case.candidates.values()))[0].coder_id
    gold = [
        replace(
            one,
            id=AnnotationId(new_id()),
            name="",
            coder_id=acting,
            layer=GOLD_LAYER,
            origin=ADJUDICATION,
            filled={},
            flag=False,
            note="",
            codebook_version=project.codebook.version,
            created_at="",
            updated_at="",
        )
        for one in made
    ]
    for one in gold:
        project.annotations.add(one)
    decision = Decision(
        case.id,
        ArticleId(case.article_id),
        acting,
        case.category,
        case.annotation_ids,
        choice.chosen,
        tuple(one.id for one in gold),
        dict(choice.cells),
        choice.reason,
        choice.note,
        choice.rule,
        codebook_version=project.codebook.version,
    )
    project.decisions.add(decision)
    keep_ruling(project, decision)
    return decision


def _both(case: Case) -> list[Annotation]:
    """Return every candidate's annotation, each place and category once."""
    found: dict[object, Annotation] = {}
    for some in case.candidates.values():
        for one in some:
            found.setdefault((one.category, one.spans), one)
    return list(found.values())


def _taken(project: Project, case: Case, choice: Choice) -> Annotation:
    """Return the annotation that the chosen cells make; rows nobody chose in have what the candidates agree on."""
    first = next(iter(case.candidates))
    category = category_of(case, choice)
    spans = make_spans(reading(case, choice, SPAN))
    values: dict[str, Any] = {}
    for attribute in project.codebook.attributes_of(category):
        value = reading(case, choice, attribute.id)
        if value not in (None, "", []):
            values[attribute.id] = check_value(attribute, value)
    model = case.candidates[choice.cells[SPAN].coder if SPAN in choice.cells and choice.cells[SPAN].coder else first][0]
    text = project.articles.text(case.article_id)
    settled = project.rules.of_category(category).settle(values)
    return replace(model, category=category, spans=spans, quote=quote_of(spans, text), values=settled)


def category_of(case: Case, choice: Choice) -> str:
    """Return the category that the chosen cells give the case; until one is chosen that of most candidates."""
    return str(reading(case, choice, CATEGORY) or case.category)


def reading(case: Case, choice: Choice, key: str) -> Any:
    """Return what a row got: the chosen candidate's reading or another value, else what is agreed; None while it is open.

    Where another category was chosen than that of most candidates, its values are those of the candidate who has it.
    """
    cell = choice.cells.get(key)
    row = next((one for one in case.rows if one.key == key), None)
    if cell is not None and not cell.coder:
        return cell.value
    if key not in (FOUND, SPAN, CATEGORY) and not key.startswith(LINK):
        other = rival(case, choice)
        if other is not None:
            return other.values.get(key)
    if cell is not None:
        return None if row is None else row.by_coder.get(cell.coder)
    return row.value if row is not None and not row.open else None


def rival(case: Case, choice: Choice) -> Annotation | None:
    """Return the candidate's annotation whose category was chosen over that of most candidates, None in all other cases."""
    cell = choice.cells.get(CATEGORY)
    if cell is None:
        return None
    category = category_of(case, choice)
    if category == case.category:
        return None
    some = [*case.candidates.get(cell.coder, ()), *(one for all_of in case.candidates.values() for one in all_of)]
    return next((one for one in some if one.category == category), None)


def open_rows(codebook: Codebook, case: Case, choice: Choice) -> tuple[Row, ...]:
    """Return the rows that still want a choice: candidates differ, nothing is chosen, and the choices made so far leave them a meaning.

    A conditional attribute whose condition no longer holds is none of them, nor are the values of a category that was not chosen.
    """
    found = [row for row in case.open_rows if row.key not in choice.cells]
    if choice.chosen in (BOTH, REJECTED):
        return ()
    if category_of(case, choice) != case.category:
        return tuple(row for row in found if row.key in (FOUND, SPAN))
    attributes = {one.id: one for one in codebook.attributes_of(case.category)}
    values = {key: value for key in attributes if (value := reading(case, choice, key)) is not None}
    undecided = {row.key for row in found}
    kept = []
    for row in found:
        attribute = attributes.get(row.key)
        waits = attribute is not None and any(parent in undecided for parent in attribute.when)
        if attribute is None or waits or attribute.applies(values):
            kept.append(row)
    return tuple(kept)


# ---- links ----------------------------------------------------------------------------------------------------------------


def _settle_links(project: Project, article_id: str) -> None:
    """Make the gold links what the decisions say: a link that was chosen is there as soon as both of its ends are gold."""
    wanted = _wanted_links(project, article_id)
    there = {(one.link, one.from_id, one.to_id): one for one in project.links.of_article(article_id, layer=GOLD_LAYER)}
    for key, link in there.items():
        if key not in wanted:
            project.links.delete(link.id)
    for key, model in wanted.items():
        if key not in there:
            kind, start, end = key
            acting = project.annotations.get(start).coder_id
            project.links.add(_gold_link(replace(model, link=kind, from_id=start, to_id=end, coder_id=acting), project.codebook.version))


def _gold_link(link: Link, version: str) -> Link:
    kept = replace(link, id=LinkId(new_id()), layer=GOLD_LAYER, origin=ADJUDICATION, codebook_version=version)
    return replace(kept, name="", created_at="", updated_at="")


def _wanted_links(project: Project, article_id: str) -> dict[tuple[str, AnnotationId, AnnotationId], Link]:
    decisions = project.decisions.of_article(article_id)
    gold_of = gold_of_each(project, decisions)
    chosen = {one.case.id: (one.case, one.decision) for one in cases(project, article_id) if one.decision is not None}
    links = project.links.of_article(article_id)
    found: dict[tuple[str, AnnotationId, AnnotationId], Link] = {}
    for case, decision in chosen.values():
        for link in _chosen_links(project, case, decision, links):
            start, end = gold_of.get(link.from_id), gold_of.get(link.to_id)
            if start is not None and end is not None:
                found[link.link, start, end] = link
    return found


def gold_of_each(project: Project, decisions: Sequence[Decision]) -> dict[str, AnnotationId]:
    """Return for each coder's annotation the gold one that stands for it; where both stand, the one at its own place."""
    found: dict[str, AnnotationId] = {}
    for decision in decisions:
        gold = [one for one in (project.annotations.find(name) for name in decision.gold) if one is not None]
        for name in decision.about if gold else ():
            mine = project.annotations.find(name) if len(gold) > 1 else None
            own = next((one for one in gold if mine is not None and (one.category, one.spans) == (mine.category, mine.spans)), gold[0])
            found[name] = own.id
    return found


def _chosen_links(project: Project, case: Case, decision: Decision, links: Sequence[Link]) -> list[Link]:
    """Return the coders' links that a decision took: of the candidate chosen in the row, those named, else of all where they agree."""
    from annotator.agreement.disputes import owns

    mine = {one.id: coder for coder, some in case.candidates.items() for one in some}
    rows = {row.key: row for row in case.rows}
    choice = Choice(decision.chosen, decision.cells)
    other = rival(case, choice)
    category = category_of(case, choice)
    found = []
    for link in links:
        kind = project.codebook.link(link.link)
        end = link.from_id if link.from_id in mine else link.to_id
        coder = mine.get(end)
        if kind is None or coder is None:
            continue
        row, cell = rows.get(LINK + link.link), decision.cells.get(LINK + link.link)
        if decision.chosen == BOTH:
            taken = any(owns(project.codebook, one.category, kind) for one in case.candidates[coder])
        elif not owns(project.codebook, category, kind):
            taken = False
        elif other is not None:
            taken = end == other.id
        elif cell is not None:
            taken = cell.coder == coder if cell.coder else link.id in (cell.value or ())
        else:
            taken = row is not None and not row.open
        if taken:
            found.append(link)
    return found
