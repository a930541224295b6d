"""How far a study is: articles by state, by coder and week, the shared part reached, flags waiting, and what is still needed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model.plan import SHARED, week_of
from annotator.project import Project

UNREAD, BEGUN, FINISHED = "unread", "begun", "finished"


@dataclass(frozen=True, slots=True)
class CoderProgress:
    """One coder's queue: articles in it by state, flags that wait for an answer, annotations and active seconds in finished articles."""

    coder: str
    assigned: int
    unread: int
    begun: int
    finished: int
    flags: int
    annotations: int
    active_seconds: int

    @property
    def minutes_an_article(self) -> float | None:
        """Return the active minutes a finished article took on average; None where no time is known."""
        return self.active_seconds / 60 / self.finished if self.finished and self.active_seconds else None


@dataclass(frozen=True, slots=True)
class StudyProgress:
    """The whole study: by coder, finished articles by coder and week, and how many shared articles all their coders finished."""

    articles: int
    coders: tuple[CoderProgress, ...]
    weeks: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    shared_planned: int
    shared_done: int
    articles_finished: int

    @property
    def shared_share(self) -> float | None:
        """Return the share of finished articles that two or more coders finished; None before anything is finished."""
        return self.shared_done / self.articles_finished if self.articles_finished else None


def study_progress(project: Project) -> StudyProgress:
    """Return how far the study is; AnnotatorError for a coder, who sees the own queue only."""
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor sees how far all coders are"))
    codings = project.codings.all()
    finished: dict[str, set[str]] = defaultdict(set)
    for coding in codings:
        if coding.finished:
            finished[coding.article_id].add(coding.coder_id)
    names = {one.id: one.name for one in project.coders.all()}
    weeks: dict[str, Counter[str]] = defaultdict(Counter)
    for coding in codings:
        if coding.finished:
            weeks[week_of(coding.updated_at)][names[coding.coder_id]] += 1
    shared: dict[str, set[str]] = defaultdict(set)
    for one in project.assignments.all():
        if one.part == SHARED:
            shared[one.article_id].add(one.coder_id)
    return StudyProgress(
        project.articles.count(),
        tuple(_of_coder(project, coder_id, name) for coder_id, name in names.items()),
        tuple((week, tuple(sorted(weeks[week].items()))) for week in sorted(weeks)),
        shared_planned=len(shared),
        shared_done=sum(len(coders) > 1 for coders in finished.values()),
        articles_finished=len(finished),
    )


def _of_coder(project: Project, coder_id: str, name: str) -> CoderProgress:
    queue = set(project.assignments.articles_of(coder_id)) or set(project.articles.ids())
    codings = {one.article_id: one for one in project.codings.all(coder_id)}
    counts = Counter(FINISHED if codings[one].finished else BEGUN for one in queue if one in codings)
    done = [article for article, one in codings.items() if one.finished]
    return CoderProgress(
        name,
        len(queue),
        len(queue) - sum(counts.values()),
        counts[BEGUN],
        counts[FINISHED],
        project.annotations.count_flagged(coder_id),
        sum(project.annotations.count(article, coder_id) for article in done),
        sum(project.codings.active_seconds(article, coder_id) for article in done),
    )
