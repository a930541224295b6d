"""From which lower end of an interval a variable is called reliable or tentative: a setting of the project."""

from __future__ import annotations

from annotator.agreement.record import LIMITS, Limits
from annotator.errors import AnnotatorError
from annotator.i18n import _, logged
from annotator.project import Project

SETTING = "agreement_limits"


def limits_of(project: Project) -> Limits:
    """Return the limits of tentative and reliable."""
    kept = project.settings.get(SETTING).split()
    try:
        tentative, reliable = (float(one) for one in kept)
    except ValueError:
        return LIMITS
    return tentative, reliable


def set_limits(project: Project, tentative: float, reliable: float) -> bool:
    """Keep other limits for this project, in one step; AnnotatorError for who may not, or limits out of order. Return whether changed."""
    if not project.sees_all:
        raise AnnotatorError(_("only the supervisor sets the limits of agreement"))
    if not 0 < tentative <= reliable <= 1:
        raise AnnotatorError(_("limits lie between 0 and 1, the tentative one first"))
    if (tentative, reliable) == limits_of(project):
        return False
    with project.step(logged("Set limits of agreement")):
        return project.settings.set(SETTING, "" if (tentative, reliable) == LIMITS else f"{tentative} {reliable}")
