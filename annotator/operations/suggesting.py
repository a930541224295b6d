"""Which entity a mention may mean: the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.model import codebook as cb
from annotator.model.annotation import Annotation
from annotator.model.codebook import Codebook
from annotator.model.entity import Entity
from annotator.text.folding import fold

_PARTICLES = frozenset(
    ("the", "a", "an", "of", "and", "der", "die", "das", "le", "la", "les", "el", "los", "de", "du", "von", "van", "bin")
)


@dataclass(frozen=True, slots=True)
class EntitySuggestion:
    """An entity with the reason why it may be meant: how often it stands in this article, or the alias that fits."""

    entity: Entity
    in_article: int = 0
    alias: str = ""


class EntityRegister:
    """The entities of a project with their names folded once, for completion while typing."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.by_id: dict[str, Entity] = {entity.id: entity for entity in entities}
        self._names = {key: [(name, fold(name)) for name in entity.names] for key, entity in self.by_id.items()}

    def all_names(self) -> list[str]:
        """Return all labels and aliases."""
        return [name for names in self._names.values() for name, _folded in names]

    def begins_a_name(self, text: str) -> bool:
        """Return whether a known label or alias begins with this text, so that a digit in it is no choice (G7)."""
        start = fold(text)
        return any(folded.startswith(start) for names in self._names.values() for _name, folded in names)

    def exact(self, text: str) -> Entity | None:
        """Return the one entity that bears this name, if exactly one does."""
        wanted = fold(text)
        found = [self.by_id[key] for key, names in self._names.items() if any(folded == wanted for _name, folded in names)]
        return found[0] if len(found) == 1 else None

    def suggest(
        self, typed: str, mention: str = "", used_here: Mapping[str, int] | None = None, used: Mapping[str, tuple[int, int]] | None = None
    ) -> list[EntitySuggestion]:
        """Return the entities that fit what was typed, or the mention if nothing was, the likeliest first.

        ``used_here``: how often each is marked in this article; ``used``: (how often, when last) in the project.
        """
        here, everywhere = used_here or {}, used or {}
        found: list[tuple[tuple[int, int, int, str], EntitySuggestion]] = []
        for key, entity in self.by_id.items():
            rank, alias = self._rank(key, fold(typed), fold(mention))
            if rank is None:
                continue
            last = everywhere.get(key, (0, 0))[1]
            order = (rank, -here.get(key, 0), -last, entity.label)
            found.append((order, EntitySuggestion(entity, here.get(key, 0), alias)))
        found.sort(key=lambda one: one[0])
        return [suggestion for _order, suggestion in found]

    def _rank(self, key: str, typed: str, mention: str) -> tuple[int | None, str]:
        best: tuple[int | None, str] = (None, "")
        for place, (name, folded) in enumerate(self._names[key]):
            rank = _fit(folded, typed) if typed else _likeness(folded, mention)
            if rank is not None and (best[0] is None or rank < best[0]):
                best = (rank, name if place else "")
        if best[0] is None and not typed:
            return 9, ""
        return best


def _fit(name: str, typed: str) -> int | None:
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    if any(word.startswith(typed) for word in name.split()):
        return 2
    return 3 if typed in name else None


def _likeness(name: str, mention: str) -> int | None:
    if not mention:
        return None
    if name == mention:
        return 0
    ours, theirs = set(name.split()) - _PARTICLES, set(mention.split()) - _PARTICLES
    if not ours or not theirs:
        return None
    if ours == theirs:
        return 1
    if ours <= theirs or theirs <= ours:
        return 2
    return 3 if ours & theirs else None


def entity_attributes(codebook: Codebook) -> list[tuple[str, str]]:
    """Return (category, attribute) of every reference to an entity."""
    return [(category.id, one.id) for category in codebook.categories for one in category.attributes if one.type == cb.ENTITY_REF]


def used_here(codebook: Codebook, annotations: Sequence[Annotation]) -> dict[str, int]:
    """Return how often each entity is referred to by these annotations."""
    counts: dict[str, int] = {}
    for category, attribute in entity_attributes(codebook):
        for annotation in annotations:
            entity = annotation.values.get(attribute) if annotation.category == category else None
            if entity:
                counts[entity] = counts.get(entity, 0) + 1
    return counts
