"""Who is who: coders come in, get another role, or a pseudonym for reports that are to name nobody. Only a supervisor changes this."""

from __future__ import annotations

from itertools import count

from annotator.errors import AnnotatorError
from annotator.i18n import _, logged
from annotator.model.coder import CODER, ROLES, SUPERVISOR, Coder, newcomer
from annotator.model.ids import coder_name
from annotator.project import Project

PSEUDONYM = "pseudonym/"  # the project's setting, followed by the coder's id
REPORTED, _PSEUDONYMS = "reported_names", "pseudonyms"


def add_coder(project: Project, name: str, role: str = CODER) -> Coder:
    """Let a coder in and return the coder; AnnotatorError for a name that is taken or cannot be one, or an unknown role."""
    _must_supervise(project)
    _must_be_role(role)
    name = name_for(project, name)
    if project.coders.named(name) is not None:
        raise AnnotatorError(_("{name} is a coder here already").format(name=name))
    with project.step(logged("Add coder {name}").format(name=name)):
        return project.coders.add(name, role)


def name_for(project: Project, name: str) -> str:
    """Return a coder's name as it is kept; AnnotatorError says why somebody who is not there yet cannot come in under it."""
    try:
        kept = coder_name(name)
        if project.coders.named(kept) is not None:
            return kept
        return newcomer(kept, [one.name for one in project.coders.all()])
    except ValueError as error:
        raise AnnotatorError(str(error)) from error


def set_role(project: Project, name: str, role: str) -> bool:
    """Give a coder another role and return whether it is another; AnnotatorError where no supervisor would be left."""
    _must_supervise(project)
    _must_be_role(role)
    coder = _known(project, name)
    if coder.role == role:
        return False
    others = [one for one in project.coders.all() if one.is_supervisor and one.id != coder.id]
    if role != SUPERVISOR and coder.is_supervisor and not others:
        raise AnnotatorError(_("{name} is the only supervisor; make another one first").format(name=coder.name))
    with project.step(logged("Change the role of {name}").format(name=coder.name)):
        project.coders.set_role(coder.id, role)
    return True


def pseudonym(project: Project, coder_id: str) -> str:
    """Return the pseudonym of a coder, empty if there is none."""
    return project.settings.get(PSEUDONYM + coder_id)


def set_pseudonym(project: Project, name: str, given: str) -> bool:
    """Give a coder a pseudonym (empty takes it away) and return whether it is another; AnnotatorError if somebody else has it."""
    _must_supervise(project)
    coder, wanted = _known(project, name), " ".join(given.split())
    if wanted == pseudonym(project, coder.id):
        return False
    for one in project.coders.all():
        if wanted and one.id != coder.id and wanted.casefold() in (pseudonym(project, one.id).casefold(), one.name.casefold()):
            raise AnnotatorError(_("{pseudonym} stands for another coder").format(pseudonym=wanted))
    with project.step(logged("Change the pseudonym of {name}").format(name=coder.name)):
        return project.settings.set(PSEUDONYM + coder.id, wanted)


def names_nobody(project: Project) -> bool:
    """Return whether agreement and its reports tell of coders by pseudonym."""
    return project.settings.get(REPORTED) == _PSEUDONYMS


def name_nobody(project: Project, hidden: bool) -> bool:
    """Let agreement and its reports tell of coders by pseudonym, or by name, as one step; return whether that is another way."""
    _must_supervise(project)
    if hidden == names_nobody(project):
        return False
    with project.step(logged("Pseudonyms in reports") if hidden else logged("Names in reports")):
        return project.settings.set(REPORTED, _PSEUDONYMS if hidden else "")


def reported_names(project: Project) -> dict[str, str]:
    """Return by coder id what agreement and its reports call each: the name, or where nobody is to be named the pseudonym.

    Who has none is *Coder* and a number that nobody else bears.
    """
    people = project.coders.all()
    if not names_nobody(project):
        return {one.id: one.name for one in people}
    given = {one.id: pseudonym(project, one.id) for one in people}
    taken = {name.casefold() for name in (*given.values(), *(one.name for one in people))}
    free = (name for number in count(1) if (name := _("Coder {number}").format(number=number)).casefold() not in taken)
    return {one.id: given[one.id] or next(free) for one in people}


def _known(project: Project, name: str) -> Coder:
    coder = project.coders.named(name)
    if coder is None:
        raise AnnotatorError(_("there is no coder {name}").format(name=name))
    return coder


def _must_supervise(project: Project) -> None:
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor changes who codes"))


def _must_be_role(role: str) -> None:
    if role not in ROLES:
        raise AnnotatorError(_("there is no role {role}; there are: {known}").format(role=role, known=", ".join(ROLES)))
