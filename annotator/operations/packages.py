"""Work packages: a project file for one coder, with the articles to code, codebook, plan and own lessons, and nobody else's work."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError, FileProblem, NotFound
from annotator.i18n import _
from annotator.model.coder import Coder, newcomer
from annotator.operations.projects import SUFFIX
from annotator.project import Project
from annotator.store import seal
from annotator.store.backup import make_folder, sync_folder
from annotator.store.packaging import Packaging
from annotator.store.seal import PACKAGE_FOR, PACKAGE_OF

if TYPE_CHECKING:
    from annotator.operations.checking import Fault


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was written: for whom, where it lies, and how many articles are in it."""

    coder: str
    path: Path
    articles: int


def package_coder(project: Project) -> str | None:
    """Return the name of the coder whose package this project is, None if it is a whole project."""
    return project.database.meta(PACKAGE_FOR)


def package_name(coder: str) -> str:
    """Return the name of the file of a coder's package; AnnotatorError if the coder's name, from an older project, cannot be a file's."""
    try:
        return f"{newcomer(coder)}{SUFFIX}"
    except ValueError as error:
        raise AnnotatorError(str(error)) from error


def package_sizes(project: Project) -> dict[str, int]:
    """Return by name how many articles the package of each coder would hold; coders without any are left out."""
    found = {one.name: len(project.assignments.articles_of(one.id)) for one in project.coders.all()}
    return {name: count for name, count in found.items() if count}


def make_package(project: Project, coder_name: str, target: Path, articles: Sequence[str] | None = None) -> Package:
    """Write a coder's package to ``target``; ``articles`` by id, or else those assigned to the coder.

    Raises NotFound (no such coder), AnnotatorError (nothing to code, or this is a package itself) or FileProblem (the target).
    """
    if package_coder(project) is not None:
        raise AnnotatorError(_("{project} is a work package itself; packages are made from the whole project").format(project=project.path))
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor may make work packages"))
    coder = project.coders.named(coder_name)
    if coder is None:
        known = ", ".join(one.name for one in project.coders.all()) or _("none yet")
        raise NotFound(_("there is no coder {name}; known are: {known}").format(name=coder_name, known=known))
    chosen = list(articles) if articles is not None else project.assignments.articles_of(coder.id)
    if not chosen:
        raise AnnotatorError(_("{name} has no articles to code; make a plan first").format(name=coder.name))
    _write(project, coder, _checked_target(target), chosen)
    return Package(coder.name, target, len(chosen))


def _checked_target(target: Path) -> Path:
    if target.suffix != SUFFIX:
        raise FileProblem(target, _("a project's name ends in {suffix}").format(suffix=SUFFIX))
    if target.exists() or target.is_symlink():
        raise FileProblem(target, _("is there already; choose another name"))
    return target


def _write(project: Project, coder: Coder, target: Path, articles: Sequence[str]) -> None:
    temporary = target.with_name(f".{target.stem}.{os.getpid()}{SUFFIX}")
    try:
        make_folder(target.parent)
        with project.database.snapshot():
            packaging = Packaging(project.database, coder.id, articles)
            name = project.settings.get("name", project.path.stem)
            facts = {PACKAGE_FOR: coder.name, PACKAGE_OF: name, seal.SEAL: seal.unsealed()} | _lessons(project, coder, articles)
            packaging.write(temporary, facts)
        if faults := _faults(temporary):
            raise RuntimeError(f"the package of {coder.name} is not sound: {faults[0].where}: {faults[0].what}")
        seal.seal(temporary)
        os.replace(temporary, target)
        sync_folder(target.parent)
    except OSError as error:
        raise FileProblem(target, _("the package cannot be written ({reason})").format(reason=error.strerror or error)) from error
    finally:
        temporary.unlink(missing_ok=True)


def _lessons(project: Project, coder: Coder, articles: Sequence[str]) -> dict[str, str]:
    """Return the coder's own lessons about these articles as a fact of the package; imported here, as what checks is."""
    from annotator.operations.feedback import LESSONS, lessons, packed

    return {LESSONS: packed(lessons(project, coder.name), frozenset(articles))}


def _faults(path: Path) -> list[Fault]:
    """Check a package that was written; what checks is imported here, for the window asks this module at its start."""
    from annotator.operations.checking import check

    return check(path)
