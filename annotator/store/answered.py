"""What codings answer although the codebook in use does not ask it: it keeps its columns in the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from annotator.model.codebook import Attribute, Category, Codebook, LinkType
from annotator.store.coders import Codebooks

Question = tuple[str, str, str]  # category, link or article; of which; the attribute
Owner = TypeVar("Owner", Category, LinkType)
CATEGORY, LINK, ARTICLE = "category", "link", "article"


def with_answered(codebook: Codebook, codebooks: Codebooks) -> Codebook:
    """Return the codebook with the questions that only other versions ask and codings answer, each group's after its own.

    A version lacks them where two files were merged, or where a question was taken away before anybody here had answered it.
    """
    others, own = codebooks.all()[::-1], questions(codebook)
    lacking: dict[Question, Attribute] = {}
    for other in others:
        lacking = {one: attribute for one, attribute in questions(other).items() if one not in own} | lacking
    if not lacking:
        return codebook
    used = answered(codebooks)
    lacking = {one: attribute for one, attribute in lacking.items() if one in used}

    def more(kind: str, owner: str) -> tuple[Attribute, ...]:
        return tuple(attribute for (of, name, _id), attribute in lacking.items() if (of, name) == (kind, owner))

    categories = _all(codebook.categories, [one for other in others for one in other.categories])
    links = _all(codebook.links, [one for other in others for one in other.links])
    return replace(
        codebook,
        categories=tuple(replace(one, attributes=(*one.attributes, *more(CATEGORY, one.id))) for one in categories),
        links=tuple(replace(one, attributes=(*one.attributes, *more(LINK, one.id))) for one in links),
        article_variables=(*codebook.article_variables, *more(ARTICLE, "")),
    )


def _all(own: Sequence[Owner], others: Sequence[Owner]) -> list[Owner]:
    """Return what the codebook has, and without its questions what only others have."""
    found = {one.id: one for one in own}
    for other in others:
        found.setdefault(other.id, replace(other, attributes=()))
    return list(found.values())


def questions(codebook: Codebook) -> dict[Question, Attribute]:
    """Return all questions of a codebook, those of modules that are off and retired ones too."""
    return (
        {(CATEGORY, owner.id, one.id): one for owner in codebook.categories for one in owner.attributes}
        | {(LINK, owner.id, one.id): one for owner in codebook.links for one in owner.attributes}
        | {(ARTICLE, "", one.id): one for one in codebook.article_variables}
    )


def answered(codebooks: Codebooks) -> set[Question]:
    """Return the questions that codings answer, whatever the codebook in use asks."""
    return (
        {(CATEGORY, owner, attribute) for owner, attribute, _value in codebooks.in_use()}
        | {(LINK, owner, attribute) for owner, attribute, _value in codebooks.link_values_in_use()}
        | {(ARTICLE, "", variable) for variable, _value in codebooks.variables_in_use()}
    )
