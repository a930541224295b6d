"""What waits for adjudication and what an adjudicator sees of it: the cases by article, and each article with its coders' lanes.

Names are hidden unless the project says otherwise (adjudicators who know whose reading it is judge the person): coders are A, B, C …
in an order that is drawn anew for each article from its id, so that it is the same each time and tells nothing about the next one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.i18n import _, logged
from annotator.model.annotation import GOLD_LAYER, Annotation, Link
from annotator.model.decision import AGREED, Decision
from annotator.operations.adjudicating import Settled, cases, comparable, finished_by, stale
from annotator.progress import Progress
from annotator.project import Project

if TYPE_CHECKING:
    from annotator.agreement.disputes import Case

NAMES = "adjudication_names"  # a setting of the project: "shown", anything else hides them
_SHOWN = "shown"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Docket:
    """What there is to settle in one article, the cases that contribute most first."""

    article_id: str
    headline: str
    open: tuple[Case, ...]
    decided: tuple[Settled, ...]
    agreed: int
    """how many cases agree and are not taken over yet"""
    stale: tuple[Decision, ...] = ()

    @property
    def weight(self) -> float:
        """Return how much the article's open cases contribute to disagreement."""
        return sum(case.weight for case in self.open)


@dataclass(frozen=True, slots=True)
class Lane:
    """One coder's work in an article; ``name`` is the coder's, or ``Coder A`` where names are hidden."""

    coder_id: str
    letter: str
    name: str
    finished_at: str
    annotations: tuple[Annotation, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Lanes:
    """An article as it lies on the adjudicator's table: the coders' lanes side by side, and gold as far as it is made."""

    article_id: str
    text: str
    lanes: tuple[Lane, ...]
    gold: tuple[Annotation, ...]
    gold_links: tuple[Link, ...]


def dockets(project: Project, progress: Progress | None = None) -> list[Docket]:
    """Return what there is to settle, article by article, those that contribute most first."""
    articles = list(comparable(project))
    found = [docket_of(project, one) for one in (progress or Progress()).track(articles, len(articles), _("Comparing coders"))]
    return sorted(found, key=lambda one: (-one.weight, one.headline, one.article_id))


def docket_of(project: Project, article_id: str) -> Docket:
    """Return what there is to settle in an article; AnnotatorError if the looker may not adjudicate."""
    article = project.articles.get(article_id)
    there = cases(project, article_id)
    waiting = sorted((one.case for one in there if one.decision is None), key=lambda case: (-case.weight, case.start, case.id))
    return Docket(
        article_id,
        article.headline or article.source_id,
        tuple(case for case in waiting if not case.agreed),
        tuple(sorted((one for one in there if one.decision is not None), key=lambda one: (one.decision.chosen == AGREED, one.case.start))),  # type: ignore[union-attr]
        sum(case.agreed for case in waiting),
        tuple(stale(project, article_id)),
    )


def lanes_of(project: Project, article_id: str) -> Lanes:
    """Return an article with the work of all who finished it; AnnotatorError if the looker may not adjudicate."""
    if project.coder is not None and not project.coder.may_adjudicate:
        raise AnnotatorError(_("only a supervisor or an adjudicator settles where coders differ"))
    coders = lettered(project, article_id, finished_by(project, article_id))
    hidden = names_hidden(project)
    lanes = []
    for letter, coder_id in zip(LETTERS, coders, strict=False):
        name = _("Coder {letter}").format(letter=letter) if hidden else project.coders.get(coder_id).name
        coding = project.codings.get(article_id, coder_id)
        lanes.append(
            Lane(
                coder_id,
                letter,
                name,
                coding.updated_at if coding is not None else "",
                tuple(project.annotations.of_article(article_id, coder_id)),
                tuple(project.links.of_article(article_id, coder_id)),
            )
        )
    gold = project.annotations.of_article(article_id, layer=GOLD_LAYER)
    return Lanes(
        article_id,
        project.articles.text(article_id),
        tuple(lanes),
        tuple(gold),
        tuple(project.links.of_article(article_id, layer=GOLD_LAYER)),
    )


def lettered(project: Project, article_id: str, coders: Sequence[str]) -> tuple[str, ...]:
    """Return the coders in the order A, B, C …: by name where names are shown, else drawn from the article's id."""
    if names_hidden(project):
        return tuple(sorted(coders, key=lambda coder: hashlib.sha256(f"{article_id} {coder}".encode()).digest()))
    return tuple(sorted(coders, key=lambda coder: project.coders.get(coder).name))


def names_hidden(project: Project) -> bool:
    """Return whether adjudicators see letters in place of the coders' names."""
    return project.settings.get(NAMES) != _SHOWN


def hide_names(project: Project, hidden: bool) -> None:
    """Hide the coders' names from adjudicators or show them, as one step; only a supervisor may."""
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor shows or hides the coders' names"))
    with project.step(logged("Hide names in adjudication") if hidden else logged("Show names in adjudication")):
        project.settings.set(NAMES, "" if hidden else _SHOWN)
