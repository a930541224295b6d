"""A codebook from a tree of codes, as other programs and lists of codes have them.

A few codes become categories, each with its place below another. Longer trees become values: a category for each code at the top
(or one for all, if there are many), which asks for one of the codes below it. Every code is kept, with its description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from annotator.i18n import _
from annotator.model.codebook import FORMAT, STYLES, CodebookProblem
from annotator.model.codebook_places import Source, id_from
from annotator.model.contrast import PAPERS, told_apart, with_contrast

MOST_CATEGORIES = 9
"""as many as there are keys"""
# Okabe & Ito (2008), without yellow and black: told apart by colour-blind eyes, and visible on both papers.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
REGIONS = ("headline", "subhead", "body", "caption", "byline", "dateline", "furniture")
CODED = ("headline", "subhead", "body", "caption")


@dataclass(slots=True)
class Code:
    """A code as others have it: its name, what it means, what stands below it; ``id`` if it came with one that we can keep."""

    name: str
    description: str = ""
    colour: str = ""
    guid: str = ""
    id: str = ""
    codable: bool = True
    below: list[Code] = field(default_factory=list)


def all_codes(codes: Sequence[Code], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Code]]:
    """Yield every code of a tree with the names from the top down to it, owners before what they own."""
    for one in codes:
        here = (*path, one.name)
        yield here, one
        yield from all_codes(one.below, here)


def codebook_of(codes: Sequence[Code], name: str) -> Source:
    """Return the JSON of a codebook with all these codes; CodebookProblem if there is none."""
    if not codes:
        raise CodebookProblem(_("it holds no code"))
    if sum(1 for _found in all_codes(codes)) <= MOST_CATEGORIES:
        categories = _as_categories(codes)
    else:
        tops = list(codes) if len(codes) <= MOST_CATEGORIES else [Code(_("Passage"), below=list(codes))]
        categories = _as_values(tops)
    return whole(name, categories)


def whole(name: str, categories: Sequence[Source]) -> Source:
    """Return the JSON of a codebook with these categories, each given a key and a look that is told from the others'."""
    given: list[tuple[str, str]] = []
    for number, one in enumerate(categories, start=1):
        one["key"] = str(number) if number <= MOST_CATEGORIES else ""
        one["color"], one["style"] = _look(str(one.get("color") or ""), given)
        given.append((one["color"], one["style"]))
    return {
        "format": FORMAT, "codebook": name, "version": "1.0", "categories": list(categories), "links": [], "article_variables": [],
        "entity_fields": [], "common_attributes": [], "region_types": list(REGIONS), "coded_regions": list(CODED), "modules": [],
    }  # fmt: skip


def look_beside(colour: str, style: str, given: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return this colour and style if they are told from those given already, else others that are, the colour kept if one style allows."""
    if all(style != other or _apart(colour, before) for before, other in given):
        return colour, style
    return _look(colour, given)


def _look(wanted: str, given: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return a colour and style that colour-blind eyes tell from those given already, the wanted colour if one style allows it."""
    colours = [wanted.upper(), *COLOURS] if wanted else list(COLOURS)
    styles = STYLES[len(given) % len(STYLES) :] + STYLES[: len(given) % len(STYLES)]
    for colour, style in product(colours, styles):
        if all(style != other or _apart(colour, before) for before, other in given):
            return colour, style
    return colours[0], styles[0]


def _apart(one: str, other: str) -> bool:
    return all(told_apart(with_contrast(one, paper, contrast), with_contrast(other, paper, contrast)) for paper, contrast in PAPERS)


def _as_categories(codes: Sequence[Code], parent: str = "", taken: list[str] | None = None) -> list[Source]:
    ids = taken if taken is not None else []
    found: list[Source] = []
    for one in codes:
        made = entry(one, ids) | {"color": one.colour, "attributes": []}
        if parent:
            made["parent"] = parent
        found += [made, *_as_categories(one.below, made["id"], ids)]
    return found


def _as_values(tops: Sequence[Code]) -> list[Source]:
    ids: list[str] = []
    found = []
    for one in tops:
        category = entry(one, ids) | {"color": one.colour, "attributes": []}
        if one.below:
            question = {"id": "code", "label": "Code", "type": "single", "required": not one.codable, "values": values_of(one.below)}
            category["attributes"] = [question]
        found.append(category)
    return found


def values_of(codes: Sequence[Code], taken: Sequence[str] = ()) -> list[Source]:
    """Return a tree of codes as a flat list of values; one below another bears both names: ``Economy › Tax``."""
    ids = list(taken)
    found = []
    for path, one in all_codes(codes):
        made = entry(one, ids)
        made["label"] = " › ".join(path)
        found.append(made)
    return found


def entry(one: Code, taken: list[str]) -> dict[str, Any]:
    """Return id, label and definition of a code; the id is new among ``taken``, and added to it."""
    wanted = one.id if one.id and one.id not in taken else id_from(one.id or one.name, taken)
    taken.append(wanted)
    return {"id": wanted, "label": one.name, **({"definition": one.description} if one.description else {})}
