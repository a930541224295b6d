"""Whose work in an article is looked at: one's own, or, for whoever may see all, that of others to read."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.model.coder import Coder
from annotator.project import Project


def coders_at_work(project: Project, article_id: str) -> list[Coder]:
    """Return who has coded in an article, by name, as far as the looker may know: nobody for a coder, who is blind to others."""
    if not project.sees_all:
        return []
    at_work = {one.coder_id for one in project.annotations.of_article(article_id)}
    at_work |= {one.coder_id for one in project.codings.of_article(article_id)}
    return sorted((one for one in project.coders.all() if one.id in at_work), key=lambda one: one.name.casefold())


def others_shown(project: Project, wanted: Iterable[str]) -> frozenset[str]:
    """Return whose work is shown instead of the looker's own, of those wanted: nobody's for a coder, and nobody for the own work alone."""
    if not project.sees_all:
        return frozenset()
    found = frozenset(wanted) & {one.id for one in project.coders.all()}
    return frozenset() if project.coder is not None and found == {project.coder.id} else found
