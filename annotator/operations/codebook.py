"""The codebook as a file: out of a project, and in again as its next version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from annotator.errors import AnnotatorError, RuleViolation
from annotator.i18n import _
from annotator.model.codebook import MULTIPLE, SINGLE, Attribute, Codebook
from annotator.operations.files import write_whole
from annotator.project import Project

_MOST_NAMED = 10


def export_codebook(project: Project, path: Path) -> None:
    """Write the codebook as JSON, whole or not at all; FileProblem if the file cannot be written."""
    write_whole(path, project.codebook.to_json().encode("utf-8"), forbid=project.path)


def import_codebook(project: Project, codebook: Codebook) -> Codebook | None:
    """Make this the next version of the project's codebook and return it; None if it is the one the project has.

    RuleViolation, naming them, if it lacks a category, attribute, value, link or article variable that codings use; so only who
    may see all codings may do this (AnnotatorError for others).
    """
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor changes the codebook"))
    if same_codebook(project.codebook, codebook):
        return None
    lacking = lacks(project, codebook)
    if lacking:
        more = _(" and {count} more").format(count=len(lacking) - _MOST_NAMED) if len(lacking) > _MOST_NAMED else ""
        raise RuleViolation(_("this codebook lacks what codings use: {what}").format(what=", ".join(lacking[:_MOST_NAMED]) + more))
    with project.step(_("New version of the codebook")):
        return project.codebooks.add(codebook)


def same_codebook(one: Codebook, other: Codebook) -> bool:
    """Return whether two codebooks say the same; the name of the version is left aside, for the project counts it up itself."""
    return _content(one) == _content(other)


def _content(codebook: Codebook) -> str:
    return json.dumps({key: value for key, value in codebook.source.items() if key != "version"}, ensure_ascii=False, sort_keys=True)


def lacks(project: Project, codebook: Codebook) -> list[str]:
    """Return what codings of the project use and this codebook does not hold, each named once: ``category claim``, …"""
    found = dict.fromkeys(_lacking_values(project, codebook))
    found |= dict.fromkeys(f"link {link}" for link in project.codebooks.links_in_use() if codebook.link(link) is None)
    for link, attribute, value in project.codebooks.link_values_in_use():
        link_type = codebook.link(link)
        if link_type is not None:
            found |= dict.fromkeys(_lacking(f"link {link}", codebook.in_use(link_type.attributes), attribute, value))
    for variable, value in project.codebooks.variables_in_use():
        found |= dict.fromkeys(_lacking("article variable", codebook.in_use(codebook.article_variables), variable, value))
    kinds = project.codebooks.regions_in_use()
    found |= dict.fromkeys(f"region {kind}" for kind in kinds if kind not in codebook.region_types)
    return list(found)


def _lacking_values(project: Project, codebook: Codebook) -> Iterable[str]:
    for category, attribute, value in project.codebooks.in_use():
        if codebook.category(category) is None:
            yield f"category {category}"
        elif attribute:
            yield from _lacking(category, codebook.attributes_of(category), attribute, value)


def _lacking(owner: str, attributes: Sequence[Attribute], attribute_id: str, value: str) -> Iterable[str]:
    attribute = next((one for one in attributes if one.id == attribute_id), None)
    if attribute is None:
        yield f"{owner}.{attribute_id}"
        return
    used = json.loads(value) if attribute.type == MULTIPLE and value.startswith("[") else [value]
    if attribute.type in (SINGLE, MULTIPLE):
        yield from (f"{owner}.{attribute_id} {one}" for one in used if one and attribute.value(one) is None)
