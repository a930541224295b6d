"""What was coded with a value that became another one, recoded: by publishing, or later for codings that a merge brought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotator.model.annotation import Annotation, ArticleCoding, Link
from annotator.model.codebook import Attribute, Codebook
from annotator.model.rules import Rules, ValueRules
from annotator.project import Project
from annotator.store.selections import Selections


@dataclass(frozen=True, slots=True)
class Recoding:
    """An annotation, link or judgement of an article with other values than before."""

    before: Annotation | Link | ArticleCoding
    after: Annotation | Link | ArticleCoding

    @property
    def article_id(self) -> str:
        """Return the article it belongs to."""
        return self.before.article_id

    def write(self, project: Project) -> None:
        """Write it; inside a step."""
        if isinstance(self.after, Annotation):
            project.annotations.save(self.after)
        elif isinstance(self.after, Link):
            project.links.save(self.after)
        else:
            project.codings.save(self.after)


def recodings(project: Project, codebook: Codebook) -> list[Recoding]:
    """Return what this codebook's merged values change in the codings of all coders and in the gold; versions stay what they were."""
    rules = Rules(codebook)
    becomes = {owner: _becoming(codebook.in_use(attributes)) for owner, attributes in _owners(codebook)}
    if not any(becomes.values()):
        return []
    selections = Selections(project.database)
    found = []
    for one in selections.annotations():
        values = recoded(rules.categories.get(one.category), becomes.get(("category", one.category), {}), one.values)
        if values is not None:
            filled = {key: how for key, how in one.filled.items() if key in values}
            found.append(Recoding(one, replace(one, values=values, filled=filled)))
    for link in selections.links():
        values = recoded(rules.links.get(link.link), becomes.get(("link", link.link), {}), link.values)
        if values is not None:
            found.append(Recoding(link, replace(link, values=values)))
    for coding in selections.codings():
        values = recoded(rules.article, becomes["article", ""], coding.values)
        if values is not None:
            filled = {key: how for key, how in coding.filled.items() if key in values}
            found.append(Recoding(coding, replace(coding, values=values, filled=filled)))
    return found


def _owners(codebook: Codebook) -> Iterator[tuple[tuple[str, str], Sequence[Attribute]]]:
    for category in codebook.categories:
        yield ("category", category.id), category.attributes
    for link in codebook.links:
        yield ("link", link.id), link.attributes
    yield ("article", ""), codebook.article_variables


def _becoming(attributes: Sequence[Attribute]) -> dict[str, dict[str, str]]:
    """Return by attribute which value stands for each merged one, followed to the end."""
    found: dict[str, dict[str, str]] = {}
    for attribute in attributes:
        next_one = {value.id: value.merged_into for value in attribute.values if value.merged_into}
        for value in next_one:
            end, seen = value, {value}
            while end in next_one and next_one[end] not in seen:
                end = next_one[end]
                seen.add(end)
            if end != value:
                found.setdefault(attribute.id, {})[value] = end
    return found


def recoded(rules: ValueRules | None, becomes: Mapping[str, Mapping[str, str]], values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the values with merged ones replaced and without those whose condition no longer holds; None if nothing changes."""
    if rules is None or not becomes:
        return None
    changed = dict(values)
    for attribute, stands_for in becomes.items():
        value = changed.get(attribute)
        if isinstance(value, str) and value in stands_for:
            changed[attribute] = stands_for[value]
        elif isinstance(value, list):
            order = next(one.value_ids for one in rules.attributes if one.id == attribute)
            new = {stands_for.get(one, one) for one in value}
            changed[attribute] = [one for one in order if one in new]
    return None if changed == values else rules.settle(changed)
