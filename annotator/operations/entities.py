"""The register of entities: who is in it and how often, who may be the same, joining two into one and taking one apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from annotator.errors import AnnotatorError, RuleViolation
from annotator.i18n import N_, _, logged
from annotator.model.annotation import Annotation
from annotator.model.entity import ENTITY_FIELDS, PERIOD_FIELDS, Entity, Period
from annotator.model.ids import EntityId, new_id
from annotator.model.step import Step
from annotator.operations.coding import new_entity
from annotator.operations.suggesting import entity_attributes
from annotator.project import Project
from annotator.store.mentions import Mentions, Reference
from annotator.text.folding import fold
from annotator.text.tokens import folded_words

CONTEXT = 70
LONGEST = 200


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """An entity with how many annotations refer to it that the looker may see."""

    entity: Entity
    mentions: int


@dataclass(frozen=True, slots=True)
class Mention:
    """An annotation that refers to an entity, with the words around it; ``coder`` is empty where only the own work is shown."""

    annotation: Annotation
    article_title: str
    coder: str
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What joining entities would do: which one stays and how it reads then, which ones go, and how many values move."""

    kept: Entity
    gone: tuple[Entity, ...]
    annotations: int
    links: int
    codings: int
    decisions: int
    articles: int
    coders: int

    @property
    def joined(self) -> Entity:
        """Return the entity as it will stand: its own fields, what it lacks from the others, and all their names as aliases."""
        return joined(self.kept, self.gone)


def register(project: Project) -> list[RegisterRow]:
    """Return all entities in the order of their arrival; a coder's counts are of the own annotations."""
    used = project.annotations.entities_used(entity_attributes(project.codebook), project.visible_coder)
    return [RegisterRow(one, used.get(one.id, (0, 0))[0]) for one in project.entities.all()]


def add_entity(project: Project, label: str) -> Entity:
    """Put a new entity into the register and return it; RuleViolation without a label."""
    made = new_entity(label)
    with project.step(logged("New entity {name}").format(name=made.label)):
        return project.entities.add(made)


def mentions(project: Project, entity_id: str) -> list[Mention]:
    """Return the mentions of an entity in context that the looker may see: a coder the own ones, a supervisor all."""
    found = Mentions(project.database).annotations(entity_id, project.visible_coder)
    names = {coder.id: coder.name for coder in project.coders.all()} if project.sees_all else {}
    titles = {one.id: one.title for one in project.articles.listed()} if found else {}
    texts: dict[str, str] = {}
    shown = []
    for one in found:
        if one.article_id not in texts:
            texts = {one.article_id: project.articles.text(one.article_id)}  # they come article by article
        before, quote, after = in_context(texts[one.article_id], one.start, one.end)
        shown.append(Mention(one, titles.get(one.article_id, ""), names.get(one.coder_id, ""), before, quote, after))
    return shown


def in_context(text: str, start: int, end: int, around: int = CONTEXT) -> tuple[str, str, str]:
    """Return the words before a place, the place (the middle of a long one left out) and the words after it, on one line each."""
    left, right = max(0, start - around), min(len(text), end + around)
    while 0 < left < start and not text[left - 1].isspace():
        left += 1
    while end < right < len(text) and not text[right].isspace():
        right -= 1
    quote = text[start:end]
    if len(quote) > LONGEST:
        quote = f"{quote[: LONGEST // 2]} … {quote[-LONGEST // 2 :]}"
    return text[left:start].replace("\n", " ").lstrip(), quote.replace("\n", " "), text[end:right].replace("\n", " ").rstrip()


# ---- through time -------------------------------------------------------------------------------------------------------


def periods(project: Project, entity_id: str) -> list[Period]:
    """Return what an entity was from one day to another, the earliest first."""
    return project.entities.periods(entity_id).get(entity_id, [])


def add_period(project: Project, entity_id: str, field: str, value: str, first_day: str = "", last_day: str = "") -> Period:
    """Say what an entity was from one day to another, as one step; RuleViolation without a value, or for a day that is none."""
    entity = project.entities.get(entity_id)
    made = checked_period(Period(new_id(), entity.id, field, " ".join(value.split()), first_day.strip(), last_day.strip()))
    with project.step(logged("Say what {name} was").format(name=entity.label)):
        project.entities.add_period(made)
    return made


def set_period(project: Project, period: Period) -> Period:
    """Correct a period, as one step."""
    first_day, last_day = period.first_day.strip(), period.last_day.strip()
    made = checked_period(replace(period, value=" ".join(period.value.split()), first_day=first_day, last_day=last_day))
    with project.step(logged("Say what {name} was").format(name=project.entities.get(period.entity_id).label)):
        project.entities.save_period(made)
    return made


def remove_period(project: Project, period: Period) -> None:
    """Take a period away, as one step."""
    with project.step(logged("Take away what {name} was").format(name=project.entities.get(period.entity_id).label)):
        project.entities.delete_period(period.id)


_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z")


def checked_period(period: Period) -> Period:
    """Return the period if it can be kept; RuleViolation for an unknown field, no value, or a day that is none."""
    if period.field not in PERIOD_FIELDS:
        raise RuleViolation(_("an entity has no {field} through time").format(field=period.field))
    if not period.value:
        raise RuleViolation(_("say what it was: the party, the office, the role"))
    for day in (period.first_day, period.last_day):
        if day and not _is_day(day):
            raise RuleViolation(_("{day!r} is no day like 2024-06-03, no month like 2024-06 and no year").format(day=day))
    if period.first_day and period.last_day and period.last_day < period.first_day[: len(period.last_day)]:
        raise RuleViolation(_("it cannot end ({last}) before it begins ({first})").format(last=period.last_day, first=period.first_day))
    return period


def _is_day(day: str) -> bool:
    if not _DAY.match(day):
        return False
    try:
        date.fromisoformat((day + "-01-01")[:10] if len(day) < 10 else day)
    except ValueError:
        return False
    return True


# ---- merge ------------------------------------------------------------------------------------------------------------


def preview_merge(project: Project, kept_id: str, gone_ids: Sequence[str]) -> MergePreview:
    """Return what ``merge`` would do, and write nothing; AnnotatorError for a coder, NotFound for an unknown entity."""
    kept, gone = _asked(project, kept_id, gone_ids)
    rows = Mentions(project.database).rows([one.id for one in gone])

    def count(table: str) -> int:
        return sum(one.table == table for one in rows)

    return MergePreview(
        kept, gone, count("annotation"), count("link"), count("article_coding"), count("decision"),
        len({one.article_id for one in rows}), len({one.coder_id for one in rows}),
    )  # fmt: skip


def merge(project: Project, kept_id: str, gone_ids: Sequence[str]) -> Step:
    """Join entities into the one that stays, as one step: every value that referred to the others refers to it, their names
    become its aliases, and they leave the register.

    The annotations of all coders move with them, for who is meant is a fact of the register, not a reading of the text; what
    each coder marked and judged stays. So only a supervisor may do it.
    """
    kept, gone = _asked(project, kept_id, gone_ids)
    found, ids = Mentions(project.database), [one.id for one in gone]
    rows = found.rows(ids)
    label = logged("Merge {names} into {kept}").format(names=", ".join(one.label for one in gone), kept=kept.label)
    with project.step(label, *_articles(rows)):
        found.move(rows, ids, kept.id)
        project.entities.save(joined(kept, gone))
        for one in gone:
            leave_register(project, one.id, kept.id)
    return _made(project)


def _asked(project: Project, kept_id: str, gone_ids: Sequence[str]) -> tuple[Entity, tuple[Entity, ...]]:
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor may merge entities, for the annotations of all coders move with them"))
    others = [one for one in dict.fromkeys(gone_ids) if one != kept_id]
    if not others:
        raise RuleViolation(_("choose at least two entities to merge"))
    return project.entities.get(kept_id), tuple(project.entities.get(one) for one in others)


def joined(kept: Entity, gone: Sequence[Entity]) -> Entity:
    """Return an entity with what it lacks from others, and all their names as aliases."""
    missing: dict[str, Any] = {}
    for name in ENTITY_FIELDS:
        if not getattr(kept, name):
            missing[name] = next((getattr(one, name) for one in gone if getattr(one, name)), "")
    missing["note"] = "\n".join(dict.fromkeys(one.note for one in (kept, *gone) if one.note))
    seen, aliases = {fold(kept.label)}, []
    for name in (name for one in (kept, *gone) for name in one.names):
        if fold(name) not in seen:
            seen.add(fold(name))
            aliases.append(name)
    return replace(kept, **missing, aliases=tuple(aliases))


def leave_register(project: Project, gone_id: str, kept_id: str) -> None:
    """Take an entity out of the register, its periods going to the one that stays, and note who stands for it; inside a step."""
    known = {one.said for one in project.entities.periods(kept_id).get(kept_id, ())}
    for period in project.entities.periods(gone_id).get(gone_id, ()):
        if period.said in known:
            project.entities.delete_period(period.id)
        else:
            project.entities.save_period(replace(period, entity_id=EntityId(kept_id)))
    Mentions(project.database).remove_entity(gone_id)
    project.entities.note_merge(gone_id, kept_id)


def _articles(rows: Iterable[Reference]) -> list[str]:
    return sorted({one.article_id for one in rows})


def _made(project: Project) -> Step:
    step = project.database.last_step
    assert step is not None
    return step


# ---- split ------------------------------------------------------------------------------------------------------------


def split(project: Project, entity_id: str, annotation_ids: Collection[str], label: str) -> Entity:
    """Let chosen mentions of an entity refer to a new one of this name, as one step, and return it.

    It begins with the fields of the old one but names, external id and note. A coder moves the own mentions, a supervisor
    anybody's. RuleViolation: no name, no mention chosen, or a chosen annotation that does not refer to the entity.
    """
    old, found = project.entities.get(entity_id), Mentions(project.database)
    chosen, visible = frozenset(annotation_ids), project.visible_coder
    if not chosen:
        raise RuleViolation(_("choose the mentions that mean somebody else"))
    rows = [one for one in found.rows([entity_id]) if one.table == "annotation" and one.row_id in chosen]
    if len(rows) < len(chosen):
        raise RuleViolation(_("a chosen mention does not refer to {name} any more").format(name=old.label))
    if visible is not None and any(one.coder_id != visible for one in rows):
        raise AnnotatorError(_("this is another coder's work; it is never changed by somebody else"))
    name = new_entity(label).label
    made = Entity(EntityId(new_id()), name, kind=old.kind, country=old.country, affiliation=old.affiliation, party=old.party)
    with project.step(logged("Split {new} from {name}").format(new=name, name=old.label), *_articles(rows)):
        project.entities.add(made)
        for period in periods(project, entity_id):
            project.entities.add_period(replace(period, id=new_id(), entity_id=made.id))
        found.move(rows, [entity_id], made.id)
        aliases = tuple(one for one in old.aliases if fold(one) != fold(name))
        project.entities.save(replace(old, aliases=aliases))
    return project.entities.get(made.id)


# ---- who may be the same ------------------------------------------------------------------------------------------------

SAME_NAME, SAME_WORDS, LETTERS, PART_OF_NAME, ALMOST = "same_name", "same_words", "letters", "part_of_name", "almost"
REASONS = {
    SAME_NAME: N_("same name"),
    SAME_WORDS: N_("same words"),
    LETTERS: N_("first letters"),
    PART_OF_NAME: N_("part of the name"),
    ALMOST: N_("almost the same name"),
}
_ORDER = tuple(REASONS)
_ALIKE = 0.88
_MOST_IN_A_BLOCK = 200
_SMALL_WORDS = frozenset("the a an of and for in on der die das und le la les el los de du des von van bin".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two entities that may be one actor: why, and the two names that say so."""

    one: Entity
    other: Entity
    reason: str
    name: str
    other_name: str


def alike(entities: Sequence[Entity]) -> list[Likeness]:
    """Return pairs of entities that may be the same actor, the surest first.

    Names are compared folded and without accents: the same name or alias, the same words, the first letters of the other's
    words, all words of one within the other, or names that differ in few letters (ratio of matching letters at least .88).
    Kinds or countries that are both given and differ speak against all but the same name.
    """
    names = [[(name, fold(name, accents=False), _words(name)) for name in one.names] for one in entities]
    found: dict[tuple[int, int], Likeness] = {}
    for one, other in sorted(_candidates(names)):
        best = _best(names[one], names[other])
        if best is None:
            continue
        reason, name, other_name = best
        if reason == SAME_NAME or not speak_against(entities[one], entities[other]):
            found[one, other] = Likeness(entities[one], entities[other], reason, name, other_name)
    return sorted(found.values(), key=lambda pair: (_ORDER.index(pair.reason), fold(pair.name)))


_Name = tuple[str, str, frozenset[str]]


def _words(name: str) -> frozenset[str]:
    return frozenset(fold(word, accents=False) for word in folded_words(name)) - _SMALL_WORDS


def _letters(name: str) -> str:
    words = [fold(word, accents=False) for word in folded_words(name)]
    return "".join(word[0] for word in words if word not in _SMALL_WORDS)


def _candidates(names: Sequence[Sequence[_Name]]) -> set[tuple[int, int]]:
    """Return pairs that share a word, the first letters, or a beginning: only these are compared letter by letter."""
    blocks: dict[str, dict[int, None]] = defaultdict(dict)
    for place, own in enumerate(names):
        for name, folded, words in own:
            keys = [f"name {folded}", f"start {folded[:4]}", f"end {folded[-5:]}", *(f"word {word}" for word in words)]
            letters = _letters(name)
            keys += [f"letters {letters}"] if len(letters) > 1 else []
            short = folded.replace(".", "")
            keys += [f"letters {short}"] if len(words) == 1 and len(short) > 1 else []
            for key in keys:
                blocks[key][place] = None
    pairs: set[tuple[int, int]] = set()
    for key, block in blocks.items():
        if len(block) <= _MOST_IN_A_BLOCK or key.startswith("name "):
            pairs.update(combinations(sorted(block), 2))
    return pairs


def _best(ours: Sequence[_Name], theirs: Sequence[_Name]) -> tuple[str, str, str] | None:
    found: tuple[str, str, str] | None = None
    for name, folded, words in ours:
        for other, other_folded, other_words in theirs:
            reason = _reason((name, folded, words), (other, other_folded, other_words))
            if reason and (found is None or _ORDER.index(reason) < _ORDER.index(found[0])):
                found = reason, name, other
    return found


def _reason(ours: _Name, theirs: _Name) -> str:
    (name, folded, words), (other, other_folded, other_words) = ours, theirs
    if folded == other_folded:
        return SAME_NAME
    if not words or not other_words:
        return ""
    if words == other_words:
        return SAME_WORDS
    if _stands_for(folded, words, other, other_words) or _stands_for(other_folded, other_words, name, words):
        return LETTERS
    if words < other_words or other_words < words:
        return PART_OF_NAME
    if min(len(folded), len(other_folded)) < 4 or folded[-1:].isdigit() or other_folded[-1:].isdigit():
        return ""
    matcher = SequenceMatcher(None, folded, other_folded, autojunk=False)
    close = matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
    return ALMOST if close else ""


def _stands_for(short: str, words: frozenset[str], name: str, its_words: frozenset[str]) -> bool:
    return len(words) == 1 and len(its_words) > 1 and short.replace(".", "") == _letters(name)


def speak_against(one: Entity, other: Entity) -> bool:
    """Return whether kind or country of two entities say that they are not the same."""
    pairs = ((one.kind, other.kind), (fold(one.country), fold(other.country)))
    return any(ours and theirs and ours != theirs for ours, theirs in pairs)
