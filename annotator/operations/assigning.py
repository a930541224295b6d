"""Plans: who codes which article in which round. Previewed before they are applied; later plans touch only what nobody has begun."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from annotator.errors import AnnotatorError, NotFound
from annotator.i18n import _, logged_count, ngettext
from annotator.model.article import Article
from annotator.model.codebook import BOOLEAN, SINGLE, Attribute
from annotator.model.coder import Coder, newcomer
from annotator.model.ids import ArticleId, CoderId, coder_id, coder_name, new_id
from annotator.model.plan import MAIN, SHARED, Assignment, Round, RoundId, assignment_id, week_of
from annotator.planning import ArticleToPlan, Plan, Request, Seat, make_plan
from annotator.project import Project
from annotator.store.database import now

FACTS = ("outlet", "language", "byline")
PERIODS = ("year", "month", "week")
STRATA = (*FACTS, *PERIODS)
DIFFERENT = "different"
"""the stratum of an article that its coders judge differently"""
ALL, UNPLANNED, WITH_GOLD = "all", "unplanned", "gold"
SCOPES = (ALL, UNPLANNED, WITH_GOLD)
"""which articles a round may be about: all, those that no other round gives to anybody, those whose gold is known"""


@dataclass(frozen=True, slots=True)
class Order:
    """What a supervisor asks of a plan: the round, who codes, how many an article, the shared part and what it is spread over.

    ``shared`` is the share (0 to 1) of articles that ``shared_by`` coders code, in each stratum alike; ``strata`` names facts of
    articles (``STRATA``) or article variables. ``articles`` are ids; empty means all of the project.
    """

    coders: tuple[str, ...]
    round_name: str = "main"
    kind: str = MAIN
    per_article: int = 1
    shared: float = 0.0
    shared_by: int = 2
    strata: tuple[str, ...] = ()
    seed: int = 1
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """A plan before it is applied: new seats, what of an earlier plan is taken away, and what stays because it was begun."""

    order: Order
    plan: Plan
    taken: tuple[Assignment, ...] = ()
    kept: tuple[Assignment, ...] = ()
    new_coders: tuple[str, ...] = ()
    unfinished: Mapping[str, int] = field(default_factory=dict)
    """by coder id the articles that somebody who codes no more began and left unfinished: they stay as they are"""
    notes: tuple[str, ...] = field(default_factory=tuple)

    @property
    def articles(self) -> int:
        """Return how many articles the plan gives to somebody or takes from somebody."""
        return len({seat.article for seat in self.plan.seats} | {one.article_id for one in self.taken})


def articles_of_scope(project: Project, scope: str, round_name: str) -> list[str]:
    """Return the ids of the articles of a scope (``SCOPES``) for the round of this name, in the order of their arrival.

    Copies made to be coded again are in none. AnnotatorError for a scope that is not known.
    """
    if scope not in SCOPES:
        raise AnnotatorError(_("there is no choice {name}; known are {known}").format(name=scope, known=", ".join(SCOPES)))
    copies = project.assignments.set_apart().articles
    found = [one for one in project.articles.ids() if one not in copies]
    if scope == UNPLANNED:
        here = project.rounds.named(round_name)
        taken = {one.article_id for one in project.assignments.all() if here is None or one.round_id != here.id}
        found = [one for one in found if one not in taken]
    if scope == WITH_GOLD:
        gold = {one.article_id for one in project.decisions.all()}
        found = [one for one in found if one in gold]
    return list(found)


def latest_planned(rounds: Sequence[Round]) -> Round | None:
    """Return the last of these rounds that a plan of articles and coders made: silent re-coding plans itself. None if there is none."""
    return next((one for one in reversed(rounds) if one.plan.get("coders")), None)


def preview_plan(project: Project, order: Order) -> PlanPreview:
    """Return what a plan would do, and write nothing. A round that exists is planned again where nobody has begun.

    Raises AnnotatorError (no coders, too few for what is asked, not the supervisor) or NotFound (an article or stratum).
    """
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor may plan"))
    order = replace(order, coders=tuple(_names(project, order.coders)))
    before = _before(project, order)
    started = project.assignments.started()
    kept = [one for one in before if (one.article_id, one.coder_id) in started]
    taken = [one for one in before if (one.article_id, one.coder_id) not in started]
    judged = _judged(project, [name for name in order.strata if name not in STRATA])
    articles = [_to_plan(article, order.strata, judged, kept, before) for article in _articles(project, order)]
    if not articles:
        raise AnnotatorError(_("{project}: there are no articles to plan").format(project=project.path))
    request = Request(tuple(coder_id(name) for name in order.coders), order.per_article, order.shared, order.shared_by, order.seed)
    plan = make_plan(articles, request)
    known = {one.id for one in project.coders.all()}
    new = tuple(name for name in order.coders if coder_id(name) not in known)
    left = _left_unfinished(project, kept, {coder_id(name) for name in order.coders})
    notes = [*_notes(plan, order, len(kept)), *_notes_on_leavers(project, left)]
    return PlanPreview(order, plan, tuple(taken), tuple(kept), new, left, tuple(notes))


def apply_plan(project: Project, preview: PlanPreview) -> Round:
    """Write a previewed plan as one step and return its round; AnnotatorError if articles were begun since the preview."""
    order = preview.order
    started = project.assignments.started()
    if any((one.article_id, one.coder_id) in started for one in preview.taken):
        raise AnnotatorError(_("an article of the plan was begun meanwhile; preview the plan again"))
    articles = {seat.article for seat in preview.plan.seats} | {one.article_id for one in preview.taken}
    label = logged_count("Assign {count} article", "Assign {count} articles", len(articles)).format(count=len(articles))
    with project.step(label, *sorted(articles)):
        for name in order.coders:
            project.coders.add(name)
        made = _round(project, order)
        project.assignments.remove_many([one.id for one in preview.taken])
        project.assignments.add_many(_assignments(preview, made.id))
    return made


def _names(project: Project, names: Sequence[str]) -> list[str]:
    """Return the coders' names as they are kept; who is new is told early what would hinder the package in the end."""
    known = {one.name for one in project.coders.all()}
    found = []
    try:
        for name in names:
            kept = coder_name(name)
            found.append(kept if kept in known else newcomer(kept, known))
            known.add(kept)
    except ValueError as error:
        raise AnnotatorError(str(error)) from error
    return found


def _before(project: Project, order: Order) -> list[Assignment]:
    known = project.rounds.named(order.round_name)
    return [] if known is None else project.assignments.all(known.id)


def _articles(project: Project, order: Order) -> list[Article]:
    if not order.articles:
        copies = project.assignments.set_apart().articles
        return [one for one in project.articles.all() if one.id not in copies]
    return [project.articles.get(article_id) for article_id in dict.fromkeys(order.articles)]


def stratum_names(project: Project) -> tuple[str, ...]:
    """Return what a shared part can be spread over: facts and periods of articles, and the article variables with a list of values."""
    return (*STRATA, *(one.id for one in _variables(project)))


def _variables(project: Project) -> list[Attribute]:
    codebook = project.codebook
    return [one for one in codebook.in_use(codebook.article_variables) if one.type in (SINGLE, BOOLEAN) and not one.retired]


def _judged(project: Project, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return by variable and article what finished codings say: the one value, or ``DIFFERENT``; NotFound for an unknown variable."""
    known = stratum_names(project)
    if unknown := [name for name in names if name not in known]:
        raise NotFound(_("articles have no {name}; strata are {known}").format(name=unknown[0], known=", ".join(known)))
    found: dict[str, dict[str, str]] = {name: {} for name in names}
    if names:
        for coding in project.codings.all():
            if not coding.finished:
                continue
            for name in names:
                value = coding.values.get(name)
                said = str(value).lower() if isinstance(value, bool) else str(value or "")
                if found[name].setdefault(coding.article_id, said) != said:
                    found[name][coding.article_id] = DIFFERENT
    return found


def _to_plan(
    article: Article,
    strata: Sequence[str],
    judged: Mapping[str, Mapping[str, str]],
    kept: Sequence[Assignment],
    before: Sequence[Assignment],
) -> ArticleToPlan:
    fixed = tuple(one.coder_id for one in kept if one.article_id == article.id)
    shared = any(one.article_id == article.id and one.part == SHARED for one in before)
    places = (judged[name].get(article.id, "") if name in judged else _stratum(article, name) for name in strata)
    return ArticleToPlan(article.id, tuple(places), fixed, shared)


def _stratum(article: Article, name: str) -> str:
    if name in FACTS:
        return str(getattr(article, name))
    day = article.date_published or article.date_on_page
    if name == "year":
        return day[:4]
    if name == "month":
        return day[:7]
    return week_of(day)


def _notes(plan: Plan, order: Order, kept: int) -> list[str]:
    """Return what a supervisor should know before applying: how even the plan is where the design does not allow more."""
    notes = []
    if plan.pair_range > 1:
        notes.append(_("pairs of coders meet between {least} and {most} times: no more even design was found").format(
            least=min(plan.pairs.values()), most=max(plan.pairs.values())))  # fmt: skip
    if plan.load_range > 1:
        notes.append(_("queues differ by up to {count} articles").format(count=plan.load_range))
    if kept:
        said = ngettext("{count} begun article stays with its coder", "{count} begun articles stay with their coders", kept)
        notes.append(said.format(count=kept))
    empty = [stratum for stratum, (some, _all) in plan.strata.items() if order.shared and not some]
    if empty:
        said = ngettext("{count} stratum has no shared article", "{count} strata have no shared article", len(empty))
        notes.append(said.format(count=len(empty)))
    return notes


def _left_unfinished(project: Project, kept: Sequence[Assignment], coding: Collection[str]) -> dict[str, int]:
    """Return by coder how many articles somebody who is not in the plan any more began and did not finish."""
    left = [one for one in kept if one.coder_id not in coding]
    finished = {(one.article_id, one.coder_id) for one in project.codings.all() if one.finished} if left else set()
    return dict(Counter(one.coder_id for one in left if (one.article_id, one.coder_id) not in finished))


def _notes_on_leavers(project: Project, left: Mapping[str, int]) -> list[str]:
    notes = []
    for coder, count in sorted(left.items()):
        name = project.coders.get(coder).name
        said = ngettext("{name} codes no more: {count} article that was begun stays unfinished",
                        "{name} codes no more: {count} articles that were begun stay unfinished", count)  # fmt: skip
        notes.append(said.format(name=name, count=count))
    return notes


def _round(project: Project, order: Order) -> Round:
    facts: dict[str, Any] = {key: value for key, value in asdict(order).items() if key not in ("round_name", "kind")}
    facts |= {"coders": list(order.coders), "strata": list(order.strata), "articles": list(order.articles)}
    known = project.rounds.named(order.round_name)
    if known is None:
        known = Round(RoundId(new_id()), order.round_name, order.kind, project.codebook.version, facts)
        project.rounds.add(known)
        return known
    changed = replace(known, plan=facts)
    project.rounds.save(changed)
    return changed


def _assignments(preview: PlanPreview, round_id: RoundId) -> list[Assignment]:
    behind: dict[str, int] = {}
    for one in preview.kept:
        behind[one.coder_id] = max(behind.get(one.coder_id, 0), one.position + 1)
    return [_assignment(seat, round_id, behind.get(seat.coder, 0)) for seat in preview.plan.seats]


def _assignment(seat: Seat, round_id: RoundId, behind: int) -> Assignment:
    return Assignment(
        assignment_id(round_id, seat.article, seat.coder),
        round_id,
        ArticleId(seat.article),
        CoderId(seat.coder),
        seat.position + behind,
        seat.part,
    )


def queue_of(project: Project, coder: Coder) -> list[ArticleId] | None:
    """Return the articles that a coder sees today, in the order of the queue; None where no plan restricts them."""
    return None if coder.is_supervisor else project.assignments.shown_to(coder.id, now()[:10])
