"""How the articles that agreement rests on were drawn, as a publication has to say (Lombard et al. 2002)."""

from __future__ import annotations

from collections.abc import Collection

from annotator.i18n import _, ngettext
from annotator.model.plan import Round
from annotator.project import Project


def how_drawn(project: Project, articles: Collection[str]) -> str:
    """Return from which rounds these articles are and how the plan drew them; empty where the project has no plan."""
    if not project.assignments.any():
        return ""
    left, said = set(articles), list[str]()
    for one in project.rounds.all():
        assigned = {assignment.article_id for assignment in project.assignments.all(one.id)}
        mine = left & assigned
        if mine:
            said.append(_said(one, len(mine), len(assigned)))
            left -= mine
    if left:
        said.append(ngettext("{count} article outside a plan", "{count} articles outside a plan", len(left)).format(count=len(left)))
    return "; ".join(said)


def _said(one: Round, count: int, total: int) -> str:
    shared, strata, seed = one.plan.get("shared", 0), one.plan.get("strata") or (), one.plan.get("seed")
    if not shared:
        return _("{count} of the {total} articles of round {round}").format(count=count, total=total, round=one.name)
    within = _(" within strata of {names}").format(names=", ".join(strata)) if strata else ""
    drawn = _("{count} of the {total} articles of round {round}; {percent} % were drawn at random{within} for double coding, seed {seed}")
    return drawn.format(
        count=count, total=total, round=one.name, percent=round(100 * float(shared)), within=within, seed=seed
    )
