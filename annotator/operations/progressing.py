"""How far a study is: articles by state, by coder and week, the shared part reached, flags waiting, and what is still needed."""

from __future__ import annotations

import datetime
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model.annotation import Annotation, ArticleCoding
from annotator.model.coder import Coder
from annotator.model.plan import SET_APART, SHARED, Assignment, week_of
from annotator.operations.pace import may_see_pace
from annotator.progress import Progress
from annotator.project import Project

if TYPE_CHECKING:
    from annotator.agreement.record import Record

UNREAD, BEGUN, FINISHED = "unread", "begun", "finished"
WISHED_HALF_WIDTH = 0.05


@dataclass(frozen=True, slots=True)
class CoderProgress:
    """One coder's queue: articles in it by state, flags that wait for an answer, annotations and active seconds in finished articles.

    The seconds of others are 0 unless the project shares the pace of its coders.

    ``finished`` counts those with nothing to code (``finished_empty``) too; ``first_day`` and ``last_day`` are those of finishing.
    """

    coder: str
    assigned: int
    unread: int
    begun: int
    finished: int
    flags: int
    annotations: int
    active_seconds: int
    finished_empty: int = 0
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None

    def articles_a_day(self, today: datetime.date) -> float | None:
        """Return how many articles were finished a calendar day from the first one finished until today; None before that."""
        if self.first_day is None:
            return None
        return self.finished / max(1, (today - self.first_day).days + 1)


@dataclass(frozen=True, slots=True)
class PairProgress:
    """How many of the articles that two coders share both have finished."""

    coders: tuple[str, str]
    planned: int
    done: int


@dataclass(frozen=True, slots=True)
class WaitingFlag:
    """A passage about which a coder asks the supervisor, and the day on which it was last changed."""

    annotation_id: str
    article_id: str
    coder: str
    category: str
    quote: str
    note: str
    start: int
    end: int
    day: datetime.date


@dataclass(frozen=True, slots=True)
class RoundSize:
    """How many articles a round gives out, how many of them to several coders, and to how many coders in all."""

    articles: int
    shared: int
    coders: int


def round_size(project: Project, round_id: str) -> RoundSize:
    """Return how large a round is."""
    seats = project.assignments.all(round_id)
    times = Counter(one.article_id for one in seats)
    return RoundSize(len(times), sum(count > 1 for count in times.values()), len({one.coder_id for one in seats}))


@dataclass(frozen=True, slots=True)
class StudyProgress:
    """The whole study: by coder, finished articles by coder and week, and how many shared articles all their coders finished."""

    articles: int
    coders: tuple[CoderProgress, ...]
    weeks: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    shared_planned: int
    shared_done: int
    articles_finished: int
    pairs: tuple[PairProgress, ...] = ()
    flags: tuple[WaitingFlag, ...] = ()

    @property
    def codings(self) -> int:
        """Return how many codings of whole articles there are to be: the sum of the queues."""
        return sum(one.assigned for one in self.coders)

    @property
    def codings_finished(self) -> int:
        """Return how many of them are finished."""
        return sum(one.finished for one in self.coders)

    @property
    def annotations(self) -> int:
        """Return how many annotations the finished codings hold."""
        return sum(one.annotations for one in self.coders)

    def expected_end(self, today: datetime.date) -> datetime.date | None:
        """Return the day on which the last coder is through at the present pace; None where someone with work has no pace yet."""
        last = today
        for one in self.coders:
            left = one.unread + one.begun
            if not left:
                continue
            pace = one.articles_a_day(today)
            if not pace:
                return None
            days = math.ceil(left / pace)
            if days > 36_500:
                return None
            last = max(last, today + datetime.timedelta(days=days))
        return last if self.codings else None


@dataclass(frozen=True, slots=True)
class Needed:
    """Half the width of a figure's interval now, and on how many articles it would be the wished one."""

    record: Record
    half_width: float | None
    articles: int | None

    @property
    def more(self) -> int | None:
        """Return how many articles are lacking, 0 where the wished interval is reached; None where there is no interval."""
        return None if self.articles is None else max(0, self.articles - self.record.n_articles)


def study_progress(project: Project) -> StudyProgress:
    """Return how far the study is; AnnotatorError for a coder, who sees the own queue only.

    A coder without an assignment is counted where something was coded, or where there is no plan and so everybody codes all. What is
    coded twice, and by which pair, leaves out rounds that are no data: training and re-coding.
    """
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor sees how far all coders are"))
    codings = project.codings.all()
    assignments = project.assignments.all()
    people = project.coders.all()
    names: dict[str, str] = {one.id: one.name for one in people}
    finished: dict[str, set[str]] = defaultdict(set)
    weeks: dict[str, Counter[str]] = defaultdict(Counter)
    for coding in codings:
        if coding.finished:
            finished[coding.article_id].add(coding.coder_id)
            weeks[week_of(coding.updated_at)][names[coding.coder_id]] += 1
    apart = project.assignments.set_apart()
    compared = {article: {coder for coder in coders if (article, coder) not in apart.codings} for article, coders in finished.items()}
    taught = {one.id for one in project.rounds.all() if one.kind in SET_APART}
    data = [one for one in assignments if one.round_id not in taught]
    shared = {one.article_id for one in data if one.part == SHARED}
    return StudyProgress(
        project.articles.count() - len(apart.articles),
        tuple(_by_coder(project, people, codings, assignments)),
        tuple((week, tuple(sorted(weeks[week].items()))) for week in sorted(weeks)),
        shared_planned=len(shared),
        shared_done=sum(len(coders) > 1 for coders in compared.values()),
        articles_finished=len(finished),
        pairs=tuple(_pairs(data, compared, names)),
        flags=tuple(_waiting(project.annotations.flagged(), names)),
    )


def _by_coder(
    project: Project, people: Iterable[Coder], codings: Sequence[ArticleCoding], assignments: Sequence[Assignment]
) -> Iterable[CoderProgress]:
    queues: dict[str, set[str]] = defaultdict(set)
    for one in assignments:
        queues[one.coder_id].add(one.article_id)
    own: dict[str, dict[str, ArticleCoding]] = defaultdict(dict)
    for coding in codings:
        own[coding.coder_id][coding.article_id] = coding
    marked: dict[str, dict[str, int]] = defaultdict(dict)
    for (article_id, coder_id), count in project.annotations.counts().items():
        marked[coder_id][article_id] = count
    everything: set[str] = set() if assignments else set(project.articles.ids())
    for person in people:
        queue = queues[person.id] or everything
        yield _of_coder(project, person, queue | own[person.id].keys() | marked[person.id].keys(), own[person.id], marked[person.id])


def _of_coder(
    project: Project, person: Coder, queue: set[str], codings: Mapping[str, ArticleCoding], marked: Mapping[str, int]
) -> CoderProgress:
    done = [key for key, one in codings.items() if one.finished]
    begun = (codings.keys() | marked.keys()) - set(done)
    days = [datetime.date.fromisoformat(codings[key].updated_at[:10]) for key in done]
    seconds = project.codings.active_seconds_of(person.id)
    return CoderProgress(
        person.name,
        assigned=len(queue),
        unread=len(queue) - len(done) - len(begun),
        begun=len(begun),
        finished=len(done),
        flags=project.annotations.count_flagged(person.id),
        annotations=sum(marked.get(key, 0) for key in done),
        active_seconds=sum(seconds.get(key, 0) for key in done) if may_see_pace(project, person) else 0,
        finished_empty=sum(not marked.get(key) for key in done),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
    )


def _pairs(assignments: Iterable[Assignment], finished: Mapping[str, set[str]], names: Mapping[str, str]) -> Iterable[PairProgress]:
    coders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in assignments:
        coders[one.round_id, one.article_id].add(one.coder_id)
    planned: Counter[tuple[str, str]] = Counter()
    done: Counter[tuple[str, str]] = Counter()
    for (_round, article), some in coders.items():
        for pair in combinations(sorted(some, key=lambda coder: names[coder]), 2):
            planned[pair] += 1
            done[pair] += finished.get(article, set()).issuperset(pair)
    for pair in sorted(planned, key=lambda two: (names[two[0]], names[two[1]])):
        yield PairProgress((names[pair[0]], names[pair[1]]), planned[pair], done[pair])


def _waiting(flagged: Iterable[Annotation], names: Mapping[str, str]) -> Iterable[WaitingFlag]:
    for one in flagged:
        day = datetime.date.fromisoformat(one.updated_at[:10])
        yield WaitingFlag(
            one.id, one.article_id, names[one.coder_id], one.category, one.quote, one.note, one.spans[0].start, one.spans[-1].end, day
        )


# ---- how firm the figures are -------------------------------------------------------------------------------------------


def articles_needed(articles: int, half_width: float, wished: float) -> int:
    """Return how many articles give the wished half-width of an interval: n0 (h0 / h)² (AGREEMENT.md section 9)."""
    if articles < 1 or half_width <= 0 or wished <= 0:
        raise ValueError("articles and half-widths are positive")
    return math.ceil(articles * (half_width / wished) ** 2)


def needed_for(records: Iterable[Record], wished: float = WISHED_HALF_WIDTH) -> list[Needed]:
    """Return for each figure how many articles its interval needs to be as narrow as wished (half-width)."""
    found = []
    for record in records:
        if record.low is None or record.high is None or record.n_articles < 1:
            found.append(Needed(record, None, None))
            continue
        half = (record.high - record.low) / 2
        found.append(Needed(record, half, articles_needed(record.n_articles, half, wished) if half > 0 else record.n_articles))
    return found


def agreement_by_week(project: Project, record: Record, draws: int = 300, progress: Progress | None = None) -> list[tuple[str, Record]]:
    """Return a figure computed anew for each week, from the articles whose second coder finished in it (METHOD.md step 10)."""
    from annotator.agreement.measures import compute
    from annotator.operations.agreement import corpus

    found = corpus(project)
    moments: dict[str, list[str]] = defaultdict(list)
    for coding in project.codings.all():
        if coding.finished:
            moments[coding.article_id].append(coding.updated_at)
    weeks: dict[str, list[str]] = defaultdict(list)
    for article, finished in moments.items():
        if len(finished) > 1:
            weeks[week_of(sorted(finished)[1])].append(article)
    told = progress or Progress()
    points = []
    for week in told.track(sorted(weeks), len(weeks), _("Agreement by week")):
        chosen = set(weeks[week])
        records = compute(
            [one for one in found.articles if one.article_id in chosen], found.categories, found.attributes, found.links,
            coders=record.coders, groups=[record.coders], measures=[record.measure], draws=draws,
        )  # fmt: skip
        points += [(week, one) for one in records if one.row == record.row]
    return points
