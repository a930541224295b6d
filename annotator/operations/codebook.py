"""The versions of a project's codebook: published in one step, written to a file, taken from one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.errors import AnnotatorError, RuleViolation
from annotator.i18n import _, logged
from annotator.model.codebook import MULTIPLE, SINGLE, Attribute, Codebook, parse_codebook
from annotator.model.codebook_checks import checked
from annotator.model.codebook_difference import Difference, difference
from annotator.model.codebook_places import Place
from annotator.model.rules import ERROR
from annotator.operations.codebook_merged import recodings
from annotator.project import Project
from annotator.store.answered import ARTICLE, LINK, answered, questions

_MOST_NAMED = 10
DRAFT = "codebook_draft"
"""the setting that holds the draft of the next version"""


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: the version, what differs, how many codings were recoded and in which articles."""

    codebook: Codebook
    differences: tuple[Difference, ...]
    recoded: int = 0
    articles: tuple[str, ...] = ()


def import_codebook(project: Project, codebook: Codebook) -> Codebook | None:
    """Make this the next version of the project's codebook and return it; None if it is the one the project has.

    RuleViolation, naming them, if a check fails or it lacks a category, attribute, value, link or article variable that codings
    use; so only who may see all codings may do this (AnnotatorError for others).
    """
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor changes the codebook"))
    if same_codebook(project.codebook, codebook):
        return None
    _must_hold_what_is_used(project, codebook)
    known = {one.message for one in checked(project.codebook)}
    errors = [one.message for one in checked(codebook) if one.level == ERROR and one.message not in known]
    if errors:
        raise RuleViolation(_("this codebook cannot be published: {what}").format(what="; ".join(errors[:5])))
    return _published(project, codebook, label=logged("New version of the codebook")).codebook


def publish_codebook(
    project: Project, codebook: Codebook, keep: Iterable[Place] = (), *, label: str = "", ends_draft: bool = False
) -> Published:
    """Make this codebook the next version and recode what it says was merged, all in one step that undo takes back.

    ``keep``: the places whose old codings stand although the definition changed. RuleViolation if the codebook says nothing new,
    or lacks, each named, what codings use. What the version before lacks already, since two files were merged, is listed and
    holds up nothing.
    """
    if same_codebook(project.codebook, codebook):
        raise RuleViolation(_("nothing differs from version {version}").format(version=project.codebook.version))
    _must_hold_what_is_used(project, codebook)
    return _published(project, codebook, keep, label=label, ends_draft=ends_draft)


def _published(
    project: Project, codebook: Codebook, keep: Iterable[Place] = (), *, label: str = "", ends_draft: bool = False
) -> Published:
    found = difference(project.codebook, codebook)
    codebook = to_publish(project.codebook, codebook, keep)
    recoded = recodings(project, codebook)
    articles = sorted({one.article_id for one in recoded})
    with project.step(label or logged("Publish codebook {version}").format(version=codebook.version), *articles):
        made = project.codebooks.add(codebook)
        for one in recoded:
            one.write(project)
        if ends_draft:
            project.settings.set(DRAFT, "")
    return Published(made, tuple(found), len(recoded), tuple(articles))


def _must_hold_what_is_used(project: Project, codebook: Codebook) -> None:
    lacking = lacks(project, codebook)
    if lacking:
        before = set(lacks(project, project.codebook))
        lacking = [one for one in lacking if one not in before]
    if lacking:
        more = _(" and {count} more").format(count=len(lacking) - _MOST_NAMED) if len(lacking) > _MOST_NAMED else ""
        raise RuleViolation(_("this codebook lacks what codings use: {what}").format(what=", ".join(lacking[:_MOST_NAMED]) + more))


def to_publish(current: Codebook, codebook: Codebook, keep: Iterable[Place]) -> Codebook:
    """Return a codebook as it becomes the version after ``current``: with the places whose old codings stand although they read anew."""
    kept = sorted(set(keep) & {one.place for one in difference(current, codebook) if one.changes_meaning})
    source = {key: value for key, value in codebook.source.items() if key != "kept"}
    if kept:
        source["kept"] = [list(place) for place in kept]
    return parse_codebook(source)


def same_codebook(one: Codebook, other: Codebook) -> bool:
    """Return whether two codebooks say the same; what the project itself keeps of a version, such as its name, is left aside."""
    return _content(one) == _content(other)


def _content(codebook: Codebook) -> str:
    said = {key: value for key, value in codebook.source.items() if key not in ("version", "kept")}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def lacks(project: Project, codebook: Codebook) -> list[str]:
    """Return what codings of the project use and this codebook does not hold, each named once: ``category claim``, …"""
    found = dict.fromkeys(_lacking_values(project, codebook))
    found |= dict.fromkeys(_other_kinds(project, codebook))
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


def _other_kinds(project: Project, codebook: Codebook) -> Iterable[str]:
    """Yield the questions that codings answer and that would be of another kind than now."""
    now, then = questions(project.codebook), questions(codebook)
    for kind, owner, attribute in sorted(answered(project.codebooks) & now.keys() & then.keys()):
        was = now[kind, owner, attribute].type
        if was != then[kind, owner, attribute].type:
            name = {ARTICLE: "article variable", LINK: f"link {owner}"}.get(kind, owner)
            yield _("{question} of the kind {kind}").format(question=f"{name}.{attribute}", kind=was)


def _lacking(owner: str, attributes: Sequence[Attribute], attribute_id: str, value: str) -> Iterable[str]:
    attribute = next((one for one in attributes if one.id == attribute_id), None)
    if attribute is None:
        yield f"{owner}.{attribute_id}"
        return
    used = json.loads(value) if attribute.type == MULTIPLE and value.startswith("[") else [value]
    if attribute.type in (SINGLE, MULTIPLE):
        yield from (f"{owner}.{attribute_id} {one}" for one in used if one and attribute.value(one) is None)
