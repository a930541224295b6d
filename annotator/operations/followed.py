"""After two files were joined: what one of them still says of an entity that the other merged away follows the merge.

The values become those of the entity that stayed, by a step of their own, so that history, undo and further merges know of it.
A value that refers to an entity that the other file took back brings the entity back. So nothing refers to what is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotator.i18n import logged
from annotator.model.entity import Entity
from annotator.operations.entities import joined, leave_register
from annotator.project import Project
from annotator.store.arrivals import Arrivals, texts_in
from annotator.store.foreign_log import ForeignStep
from annotator.store.mentions import HOLDS, Mentions, Reference


def follow_merges(project: Project, steps: Iterable[ForeignStep], arrivals: Arrivals) -> frozenset[str]:
    """Let all that refers to an entity which left the register refer to one that is there; return the articles that it touched.

    Inside a transaction, after ``steps`` and ``arrivals`` have come in; nothing is looked through unless they have to do with
    such an entity.
    """
    entities = project.entities
    merges, last = entities.merges(), entities.taken_out()
    left = merges.keys() | last.keys()
    suspects = left.intersection(_spoken_of(steps, arrivals)) if left else left
    if not suspects:
        return frozenset()
    live: dict[str, Entity] = {one.id: one for one in entities.all()}
    found = Mentions(project.database)
    references = found.rows(suspects)
    articles = [one.article_id for one in references]
    with project.database.step(logged("Follow merged entities"), articles, coder_id=_acting(project)) as draft:
        for gone in sorted(suspects & merges.keys()):
            kept = _kept(gone, merges)
            if kept not in live:
                entities.bring_back(kept, last)
                live[kept] = entities.get(kept)
            if kept == gone:
                entities.forget_merge(gone)
                continue
            if gone in live:
                live[kept] = joined(live[kept], [live.pop(gone)])
                entities.save(live[kept])
                leave_register(project, gone, kept)
            found.move(_about(found, gone, references), [gone], kept)
        for gone in sorted(suspects - merges.keys() - live.keys()):
            if _about(found, gone, references):
                entities.bring_back(gone, last)
        return frozenset(draft.articles) if draft.changes else frozenset()


def _acting(project: Project) -> Any:
    return project.coder.id if project.coder is not None else None


def _kept(gone: str, merges: Mapping[str, str]) -> str:
    """Return who stands for an entity; of those that were merged into each other, the one whose id comes first."""
    way = [gone]
    while (following := merges.get(way[-1])) is not None:
        if following in way:
            return min(way[way.index(following) :])
        way.append(following)
    return way[-1]


def _about(found: Mentions, gone: str, references: Iterable[Reference]) -> list[Reference]:
    return [one for one in references if found.refers(one, gone)]


def _spoken_of(steps: Iterable[ForeignStep], arrivals: Arrivals) -> Iterator[str]:
    """Yield all texts in values that came in, and the ids of the entities that were touched."""
    for table in ("entity", "entity_merge"):
        yield from (cells[0] for cells in arrivals.columns(table, "id"))
    for table, column in HOLDS.items():
        yield from arrivals.texts_of(table, column)
    for step in steps:
        for table, row_id, _before, after in step.rows:
            if table in ("entity", "entity_merge"):
                yield row_id
            elif table in HOLDS and after is not None:
                yield from texts_in(after.get(HOLDS[table]))
