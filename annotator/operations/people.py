"""Who is who: coders come in, get another role, or a pseudonym for reports that are to name nobody. Only a supervisor changes this."""

from __future__ import annotations

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model.coder import CODER, ROLES, SUPERVISOR, Coder, newcomer
from annotator.model.ids import coder_name
from annotator.project import Project

PSEUDONYM = "pseudonym/"  # the project's setting, followed by the coder's id


def add_coder(project: Project, name: str, role: str = CODER) -> Coder:
    """Let a coder in and return the coder; AnnotatorError for a name that is taken or cannot be one, or an unknown role."""
    _must_supervise(project)
    _must_be_role(role)
    name = name_for(project, name)
    if project.coders.named(name) is not None:
        raise AnnotatorError(_("{name} is a coder here already").format(name=name))
    with project.step(_("Add coder {name}").format(name=name)):
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
    with project.step(_("Change the role of {name}").format(name=coder.name)):
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
    with project.step(_("Change the pseudonym of {name}").format(name=coder.name)):
        return project.settings.set(PSEUDONYM + coder.id, wanted)


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
