"""Which entity a mention may mean: the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.model import codebook as cb
from annotator.model.annotation import Annotation
from annotator.model.codebook import Codebook
from annotator.model.entity import Entity
from annotator.model.span import Span
from annotator.text.folding import fold
from annotator.text.lexicon import entries

_PARTICLES = frozenset(
    ("the", "a", "an", "of", "and", "der", "die", "das", "le", "la", "les", "el", "los", "de", "du", "von", "van", "bin")
)


@dataclass(frozen=True, slots=True)
class EntitySuggestion:
    """An entity with the reason why it may be meant: how often it stands in this article, or the alias that fits."""

    entity: Entity
    in_article: int = 0
    alias: str = ""
    likely: bool = True
    """whether the names fit as a whole; else they share a word, or nothing"""


_LIKELY, _ANY = 2, 9


def name_of_mention(mention: str) -> str:
    """Return what a new entity would be called after a mention: without article, outer quotation marks and possessive ’s."""
    words = mention.strip(' \t\n“”„"«»‘').split()
    if len(words) > 1 and words[0].casefold() in entries("articles"):
        del words[0]
    name = " ".join(words)
    for prefix in ("l’", "l'", "L’", "L'"):
        name = name.removeprefix(prefix)
    return name.removesuffix("’s").removesuffix("'s")


def is_a_name(mention: str) -> bool:
    """Return whether a mention may be kept as a name: more than small letters, which a pronoun or a description has."""
    from annotator.text.roles import pronouns_in  # its list of words is long; the window opens without it

    name = name_of_mention(mention)
    if not name or len(pronouns_in(name, Span(0, len(name)))) == len(name.split()):
        return False
    return any(letter.isupper() or (letter.isalpha() and letter.lower() == letter.upper()) for letter in name)


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

    def bears(self, entity_id: str, name: str) -> bool:
        """Return whether an entity is known by this name, an article before it or not."""
        return any(_likeness(folded, fold(name)) in (0, 1) for _name, folded in self._names.get(entity_id, ()))

    def knows(self, name: str) -> bool:
        """Return whether an entity bears this name, an article before it or not."""
        return any(self.bears(key, name) for key in self._names)

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
            found.append((order, EntitySuggestion(entity, here.get(key, 0), alias, rank <= _LIKELY)))
        found.sort(key=lambda one: one[0])
        return [suggestion for _order, suggestion in found]

    def _rank(self, key: str, typed: str, mention: str) -> tuple[int | None, str]:
        best: tuple[int | None, str] = (None, "")
        for place, (name, folded) in enumerate(self._names[key]):
            rank = _fit(folded, typed) if typed else _likeness(folded, mention)
            if rank is not None and (best[0] is None or rank < best[0]):
                best = (rank, name if place else "")
        if best[0] is None and not typed:
            return _ANY, ""
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
