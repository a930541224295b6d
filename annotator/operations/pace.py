"""How long a coder is active in each article. It is the coder's own affair until the project says that supervisors may see it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from annotator.errors import AnnotatorError
from annotator.i18n import _, logged
from annotator.model.coder import Coder
from annotator.model.ids import ArticleId
from annotator.project import Project

SHARED = "pace_shared"
"""the project's setting: "yes" where supervisors may see the pace of others, anything else keeps it to each coder"""


@dataclass(frozen=True, slots=True)
class ArticlePace:
    """The active time in one article that was begun: seconds, with each pause of more than two minutes left out."""

    article_id: ArticleId
    title: str
    finished: bool
    annotations: int
    seconds: int

    @property
    def seconds_an_annotation(self) -> float | None:
        """Return the active seconds an annotation took on average, None where nothing is marked or no time is known."""
        return self.seconds / self.annotations if self.annotations and self.seconds else None


@dataclass(frozen=True, slots=True)
class Pace:
    """A coder's articles, the latest one first. Figures leave out articles of which no time is known."""

    coder: str
    articles: tuple[ArticlePace, ...]

    @property
    def seconds(self) -> int:
        """Return the active seconds in all articles."""
        return sum(one.seconds for one in self.articles)

    @property
    def seconds_an_article(self) -> float | None:
        """Return the median of the active seconds of finished articles, None before the first with a known time."""
        return median([one.seconds for one in self.articles if one.finished and one.seconds] or [0]) or None

    @property
    def seconds_an_annotation(self) -> float | None:
        """Return the active seconds an annotation took over all articles, None where there is none with a known time."""
        timed = [one for one in self.articles if one.seconds]
        marked = sum(one.annotations for one in timed)
        return sum(one.seconds for one in timed) / marked if marked else None


def pace_shared(project: Project) -> bool:
    """Return whether the project lets its supervisors see the pace of other coders."""
    return project.settings.get(SHARED) == "yes"


def share_pace(project: Project, shared: bool) -> bool:
    """Let supervisors see the pace of all coders, or no longer; return whether that is new. AnnotatorError for a coder."""
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor decides whether the pace of coders is shared"))
    if shared == pace_shared(project):
        return False
    with project.step(logged("Share the pace of coders") if shared else logged("Keep the pace of coders to themselves")):
        return project.settings.set(SHARED, "yes" if shared else "no")


def may_see_pace(project: Project, coder: Coder) -> bool:
    """Return whether whoever is at work may see this coder's pace: the own one always, that of others by the project's consent."""
    if project.coder is not None and project.coder.id == coder.id:
        return True
    return project.sees_all and pace_shared(project)


def pace(project: Project, name: str = "") -> Pace:
    """Return a coder's pace, by default the own; AnnotatorError where it is not to be seen or nobody bears the name."""
    coder = project.coders.named(name) if name else project.the_coder()
    if coder is None:
        raise AnnotatorError(_("there is no coder {name}").format(name=name))
    if not may_see_pace(project, coder):
        raise AnnotatorError(_("the pace of {name} is not shared in this project").format(name=coder.name))
    seconds = project.codings.active_seconds_of(coder.id)
    marked = {article: count for (article, whose), count in project.annotations.counts(coder.id).items() if whose == coder.id}
    visible = project.visible_articles
    begun = sorted(project.codings.all(coder.id), key=lambda one: (one.updated_at, one.article_id), reverse=True)
    titles = {one.id: one.title for one in project.articles.listed()}
    return Pace(
        coder.name,
        tuple(
            ArticlePace(
                one.article_id, titles.get(one.article_id, ""), one.finished, marked.get(one.article_id, 0), seconds.get(one.article_id, 0)
            )
            for one in begun
            if visible is None or one.article_id in visible
        ),
    )
