"""What is wrong with a codebook although it can be read: keys taken twice, colours alike, conditions that nothing meets.

An error forbids publishing, a warning does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from annotator.i18n import N_, _
from annotator.model.codebook import ANY_VALUE, BOOLEAN, MULTIPLE, SINGLE, Attribute, Category, Codebook, LinkType, When
from annotator.model.codebook_places import ARTICLE, CATEGORY, COMMON, ENTITY, LINK, WHOLE, Place
from annotator.model.codebook_words import count_words
from annotator.model.contrast import PAPERS, told_apart, with_contrast
from annotator.model.rules import ERROR, WARNING

KEYS, COLOURS, CONDITIONS, REFERENCES, NAMES, COUNTS = "keys", "colours", "conditions", "references", "names", "counts"
ALL_WELL = {
    KEYS: N_("Every key is free"),
    COLOURS: N_("Colours differ, also for colour-blind eyes"),
    CONDITIONS: N_("Every condition can be met"),
    REFERENCES: N_("Nothing refers to what is gone"),
    NAMES: N_("Every name is told from the others"),
    COUNTS: N_("Every number of links can be met"),
}

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")

Owner = tuple[Place, Sequence[Attribute]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: how bad, of which check, what, and where."""

    level: str
    check: str
    message: str
    place: Place = ()


def checked(codebook: Codebook) -> list[Finding]:
    """Return all that is wrong with a codebook, errors first."""
    found = [*_of_whole(codebook), *_keys(codebook), *_colours(codebook), *_names(codebook), *_references(codebook)]
    for owner, attributes in _owners(codebook):
        found += _of_attributes(codebook, owner, attributes)
    return sorted(found, key=lambda one: one.level != ERROR)


def _owners(codebook: Codebook) -> Iterator[Owner]:
    for category in codebook.offered:
        yield (CATEGORY, category.id), category.attributes
    for link in codebook.links:
        if not link.retired:
            yield (LINK, link.id), link.attributes
    yield (ARTICLE,), codebook.article_variables
    yield (ENTITY,), codebook.entity_fields
    yield (COMMON,), codebook.common_attributes


def _of_whole(codebook: Codebook) -> Iterator[Finding]:
    """A codebook has a name and says in which language it is written: a code such as ``en``, ``pt-BR`` or ``sr-Latn``."""
    if not codebook.name.strip():
        yield Finding(WARNING, NAMES, _("the codebook has no name"), WHOLE)
    if not LANGUAGE.match(codebook.language):
        message = _("{language!r} is no code of a language, such as en, de or pt-BR")
        yield Finding(ERROR, REFERENCES, message.format(language=codebook.language), WHOLE)


# ---- keys and colours -----------------------------------------------------------------------------------------------


def _keys(codebook: Codebook) -> Iterator[Finding]:
    taken: dict[str, str] = {}
    for category in codebook.offered:
        place = (CATEGORY, category.id)
        if not category.key:
            yield Finding(WARNING, KEYS, _("{name} has no key: it is tagged by menu alone").format(name=category.label), place)
        elif category.key not in "123456789" or len(category.key) != 1:
            yield Finding(ERROR, KEYS, _("{name}: a category's key is a digit 1 to 9").format(name=category.label), place)
        yield from _twice(taken, category.key, category.label, place)
    taken = {}
    for link in codebook.links:
        if link.retired:
            continue
        if link.key and not (len(link.key) == 1 and "a" <= link.key <= "z"):
            yield Finding(ERROR, KEYS, _("{name}: a link's key is a letter a to z").format(name=link.label), (LINK, link.id))
        yield from _twice(taken, link.key, link.label, (LINK, link.id))


def _twice(taken: dict[str, str], key: str, label: str, place: Place) -> Iterator[Finding]:
    if key and key in taken:
        yield Finding(ERROR, KEYS, _("{name} and {other} have the same key {key}").format(name=label, other=taken[key], key=key), place)
    taken.setdefault(key, label)


def _colours(codebook: Codebook) -> Iterator[Finding]:
    for one, other in combinations(codebook.offered, 2):
        if one.style == other.style and not all(_apart(one, other, paper, contrast) for paper, contrast in PAPERS):
            message = _("{name} and {other} look alike to colour-blind eyes: give one another style or colour")
            yield Finding(ERROR, COLOURS, message.format(name=other.label, other=one.label), (CATEGORY, other.id))


def _apart(one: Category, other: Category, paper: str, contrast: float) -> bool:
    return told_apart(with_contrast(one.color, paper, contrast), with_contrast(other.color, paper, contrast))


# ---- names ----------------------------------------------------------------------------------------------------------


def _names(codebook: Codebook) -> Iterator[Finding]:
    yield from _same_names([((CATEGORY, one.id), one.label) for one in codebook.offered])
    yield from _same_names([((LINK, one.id), one.label) for one in codebook.links if not one.retired])
    for owner, attributes in _owners(codebook):
        asked = [one for one in codebook.in_use(attributes) if not one.retired]
        yield from _same_names([((*owner, one.id), one.label) for one in asked])
        for attribute in asked:
            yield from _same_names([((*owner, attribute.id, one.id), one.label) for one in attribute.offered])


def _same_names(named: Sequence[tuple[Place, str]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, label in named:
        if label.casefold() in seen:
            yield Finding(WARNING, NAMES, _("two are called {name}").format(name=label), place)
        seen.add(label.casefold())


# ---- references and conditions ----------------------------------------------------------------------------------------


def _references(codebook: Codebook) -> Iterator[Finding]:
    offered = {one.id: one for one in codebook.offered}
    if not offered:
        yield Finding(ERROR, REFERENCES, _("no category is offered"))
    yield from _hierarchy(codebook)
    for link in codebook.links:
        if not link.retired:
            yield from _of_link(codebook, link, offered)


def _hierarchy(codebook: Codebook) -> Iterator[Finding]:
    """A category stands below one that is offered, and never below itself."""
    for one in codebook.offered:
        place = (CATEGORY, one.id)
        chain = codebook.above(one.id)
        last = codebook.category(chain[-1]) if chain else None
        if one.parent == one.id or (last is not None and last.parent):
            yield Finding(ERROR, REFERENCES, _("{name} stands below itself").format(name=one.label), place)
        parent = codebook.category(one.parent)
        if parent is not None and parent.retired:
            yield Finding(WARNING, REFERENCES, _("{name} stands below what is retired").format(name=one.label), place)


def _of_link(codebook: Codebook, link: LinkType, offered: Mapping[str, Category]) -> Iterator[Finding]:
    place = (LINK, link.id)
    for ends, words in ((link.from_categories, _("start")), (link.to_categories, _("end"))):
        if not any(one in offered for one in ends):
            message = _("{link} can {do} nowhere: what it joins is retired")
            yield Finding(ERROR, REFERENCES, message.format(link=link.label, do=words), place)
    yield from _of_counts(codebook, link)
    for count in link.counts:
        ends = link.from_categories if count.at == "from" else link.to_categories
        asked = [one for one in ends if one in offered and count.category in ("", one)]
        if count.when and asked and not any(_can_hold(codebook.attributes_of(one), count.when) for one in asked):
            message = _("{link}: a count waits for {condition}, which cannot be")
            yield Finding(ERROR, CONDITIONS, message.format(link=link.label, condition=_told(count.when)), place)


def _of_counts(codebook: Codebook, link: LinkType) -> Iterator[Finding]:
    """A number of links names what the link joins, allows what it asks for, and is not hidden by one above it that always fits."""
    place = (LINK, link.id)
    always: set[tuple[str, str]] = set()
    for count in link.counts:
        ends = (link.from_categories, link.to_categories)
        here, there = ends if count.at == "from" else ends[::-1]
        for named, joined in ((count.category, here), (count.other, there)):
            if named and codebook.category(named) is None:
                yield Finding(ERROR, REFERENCES, _("{link} counts the unknown category {id}").format(link=link.label, id=named), place)
            elif named and named not in joined:
                message = _("{link} counts {category}, which it does not join there")
                yield Finding(ERROR, REFERENCES, message.format(link=link.label, category=_label_of(codebook, named)), place)
        limit = link.per_source_max if count.at == "from" else link.per_target_max
        most = min((one for one in (count.maximum, limit) if one is not None), default=None)
        words = count_words(codebook, link, count)
        if most is not None and count.minimum > most:
            message = _("{link} – {count}: at least {least} and at most {most} cannot be")
            yield Finding(ERROR, COUNTS, message.format(link=link.label, count=words, least=count.minimum, most=most), place)
        if (count.at, "") in always or (count.at, count.category) in always:
            yield Finding(WARNING, COUNTS, _("{link} – {count}: never applies, one above it always does").format(
                link=link.label, count=words), place)  # fmt: skip
        if not count.when:
            always.add((count.at, count.category))


def _label_of(codebook: Codebook, category_id: str) -> str:
    found = codebook.category(category_id)
    return found.label if found is not None else category_id


def _of_attributes(codebook: Codebook, owner: Place, attributes: Sequence[Attribute]) -> Iterator[Finding]:
    modules = {one.id for one in codebook.modules}
    used = codebook.in_use(attributes)
    for one in attributes:
        place = (*owner, one.id)
        if one.retired:
            continue
        if one.module and one.module not in modules:
            yield Finding(ERROR, REFERENCES, _("{name} belongs to the unknown module {id}").format(name=one.label, id=one.module), place)
        if one.type in (SINGLE, MULTIPLE) and not one.offered:
            yield Finding(ERROR, REFERENCES, _("{name} offers no value").format(name=one.label), place)
        yield from _default(one, place)
        if one.minimum is not None and one.maximum is not None and one.minimum > one.maximum:
            message = _("{name}: no number is at least {least:g} and at most {most:g}")
            yield Finding(ERROR, CONDITIONS, message.format(name=one.label, least=one.minimum, most=one.maximum), place)
        among = used if one in used else attributes
        if one.when and not _can_apply(among, one):
            message = _("{name} waits for {condition}, which cannot be")
            yield Finding(ERROR, CONDITIONS, message.format(name=one.label, condition=_told(one.when)), place)


def _default(one: Attribute, place: Place) -> Iterator[Finding]:
    if one.default is None:
        return
    chosen = one.default if isinstance(one.default, list) else [one.default]
    offered = [value.id for value in one.offered]
    if one.type in (SINGLE, MULTIPLE) and not all(value in offered for value in chosen):
        yield Finding(ERROR, REFERENCES, _("{name}: its default is not offered").format(name=one.label), place)
    if one.type == BOOLEAN and not isinstance(one.default, bool):
        yield Finding(ERROR, REFERENCES, _("{name}: its default is neither yes nor no").format(name=one.label), place)


def _told(when: When) -> str:
    return ", ".join(f"{parent} = " + " / ".join(map(str, wanted)) for parent, wanted in when.items())


def _can_apply(attributes: Sequence[Attribute], one: Attribute) -> bool:
    return _can_hold(attributes, one.when, (one.id,))


def _can_hold(attributes: Sequence[Attribute], when: When, above: tuple[str, ...] = ()) -> bool:
    """Return whether some values meet a condition and the conditions of what it names, all together; a circle meets none."""
    known = {one.id: one for one in attributes if not one.retired}
    allowed: dict[str, set[object]] = {}
    waiting = [(parent, wanted, above) for parent, wanted in when.items()]
    while waiting:
        parent, wanted, path = waiting.pop()
        attribute = known.get(parent)
        if attribute is None or parent in path:
            return False
        possible = _possible(attribute, wanted)
        allowed[parent] = allowed[parent] & possible if parent in allowed else possible
        if not allowed[parent] and attribute.type != MULTIPLE:
            return False
        if attribute.type == MULTIPLE and not possible:
            return False
        if not (False in wanted and len(wanted) == 1):  # ``False`` is met by what is not asked at all
            waiting += [(name, values, (*path, parent)) for name, values in attribute.when.items()]
    return True


def _possible(attribute: Attribute, wanted: Sequence[object]) -> set[object]:
    """Return which of the wanted values an attribute can have; ``*`` stands for any."""
    if attribute.type in (SINGLE, MULTIPLE):
        offered: set[object] = {value.id for value in attribute.offered}
        return offered if ANY_VALUE in wanted else offered & set(wanted)
    if attribute.type == BOOLEAN:
        return {"yes", "no"} if ANY_VALUE in wanted else {"yes" if one else "no" for one in wanted if isinstance(one, bool)}
    return {ANY_VALUE}
