"""Source blinding: what the project hides of its articles from coders, in every view, list, search and export of theirs."""

from __future__ import annotations

from collections.abc import Collection

from annotator.errors import AnnotatorError
from annotator.i18n import _, logged
from annotator.project import Project
from annotator.store.veil import SETTING, hidden_facts
from annotator.text.hiding import SOURCE

__all__ = ["hidden_facts", "hidden_from_coders", "hide_from_coders"]


def hidden_from_coders(project: Project) -> frozenset[str]:
    """Return what coders do not see: some of outlet, byline and date."""
    return frozenset(project.settings.get(SETTING).split())


def hide_from_coders(project: Project, what: Collection[str]) -> None:
    """Hide these (of outlet, byline, date) from all coders but supervisors, and nothing else; one step.

    The outlet takes its name and its addresses with it, the byline all names in it, the date the day of publication and that of the
    page; the address of the article goes with any of them. AnnotatorError: an unknown word, or who asks is no supervisor.
    """
    if unknown := set(what) - set(SOURCE):
        raise AnnotatorError(_("what can be hidden is: {known}; not {unknown}").format(known=", ".join(SOURCE), unknown=", ".join(unknown)))
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor decides what coders see of the source"))
    if frozenset(what) == hidden_from_coders(project):
        return
    with project.step(logged("Hide the source from coders") if what else logged("Show coders the source")):
        project.settings.set(SETTING, " ".join(one for one in SOURCE if one in what))
