"""The dated rules that decisions made: kept as settings of the project, so that they travel in work packages, which hold no decision.

The example of a rule is the gold passage it was made at. It is kept apart from the rule: a package of a coder who has yet to code
that article is made without it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.store.database import now
from annotator.store.packaging import EXAMPLE

if TYPE_CHECKING:
    from annotator.model.decision import Decision
    from annotator.project import Project

RULE = "rule/"
"""the project's setting, followed by the decision's id: an object of category, rule and since; empty where the rule was taken back"""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule that adjudication made: since when (a UTC moment), its words, and the gold passage it was made at.

    ``example`` is empty where nothing is gold, or where it is not to be shown; ``decision`` for who does not adjudicate.
    """

    category: str
    rule: str
    moment: str
    example: str
    decision: str

    @property
    def since(self) -> str:
        """Return the day from which the rule holds."""
        return self.moment[:10]


def keep_ruling(project: Project, decision: Decision) -> None:
    """Date the rule of a decision, inside the step that writes it; other words keep the date, none take the rule away."""
    key, rule = RULE + decision.id, decision.rule.strip()
    kept = _kept(project, decision.id)
    if not rule:
        if kept:
            drop_ruling(project, decision.id)
        return
    gold = project.annotations.find(decision.gold[0]) if decision.gold else None
    category = gold.category if gold is not None else decision.category
    written = {"category": category, "rule": rule, "since": kept.get("since") or now()}
    project.settings.set(key, json.dumps(written, ensure_ascii=False, sort_keys=True))
    project.settings.set(EXAMPLE + decision.id, gold.quote if gold is not None else "")


def drop_ruling(project: Project, decision_id: str) -> None:
    """Take a rule away, inside the step that takes its decision away; nothing happens where there is none."""
    for key in (RULE + decision_id, EXAMPLE + decision_id):
        if project.settings.get(key):
            project.settings.set(key, "")


def rulings(project: Project) -> list[Ruling]:
    """Return the rules that adjudication made, the latest first.

    The example is left out for a coder who may still code its article: what is gold there is not to be known yet.
    """
    known = {one.id: one for one in project.decisions.with_rule()}
    articles = _articles_done(project, {one.article_id for one in known.values()}) if known else set()
    settles = project.sees_all or project.the_coder().may_adjudicate
    found = []
    for key in project.settings.keys(RULE):
        decision_id = key.removeprefix(RULE)
        kept, decision = _kept(project, decision_id), known.get(decision_id)
        if kept:
            shown = decision is None or decision.article_id in articles
            example = project.settings.get(EXAMPLE + decision_id) if shown else ""
            found.append(Ruling(kept["category"], kept["rule"], kept["since"], example, decision_id if settles else ""))
    return sorted(found, key=lambda one: one.moment, reverse=True)


def _kept(project: Project, decision_id: str) -> dict[str, str]:
    text = project.settings.get(RULE + decision_id)
    found: dict[str, str] = json.loads(text) if text else {}
    return found


def _articles_done(project: Project, articles: Collection[str]) -> set[str]:
    """Return the articles whose gold the looker may know: all for a supervisor, else those finished or assigned to others only."""
    if project.sees_all or project.the_coder().may_adjudicate:
        return set(articles)
    me = project.the_coder().id
    done = {one.article_id for one in project.codings.all(me) if one.finished}
    planned, mine = project.assignments.any(), {one.article_id for one in project.assignments.of_coder(me)}
    return {one for one in articles if one in done or (planned and one not in mine)}
