"""Entities that several coders entered under one name, each in a file of the own: after a merge they stand in the register side by side.

They are joined when a supervisor asks for it, never by the merge itself: one name may be two people.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from annotator.model.entity import Entity
from annotator.operations.entities import merge, speak_against
from annotator.project import Project
from annotator.text.folding import fold


def same_named(project: Project) -> list[tuple[Entity, ...]]:
    """Return the entities that share a name but for case and space, the first entered first; not those whose facts speak against it."""
    groups: dict[str, list[Entity]] = defaultdict(list)
    for one in project.entities.all():
        groups[" ".join(fold(one.label).split())].append(one)
    found = (tuple(some) for some in groups.values() if len(some) > 1)
    return [some for some in found if not any(speak_against(one, other) for one, other in combinations(some, 2))]


def join_same_named(project: Project) -> int:
    """Join them, each name as one step, and return how many names there were; AnnotatorError unless a supervisor asks."""
    found = same_named(project)
    for some in found:
        merge(project, some[0].id, [one.id for one in some[1:]])
    return len(found)
