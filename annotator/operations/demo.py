"""The sample project: fourteen articles in three scripts, coded by two coders."""

from __future__ import annotations

import os
from pathlib import Path

from annotator.errors import AnnotatorError, FileProblem
from annotator.i18n import _, logged
from annotator.model.coder import SUPERVISOR
from annotator.operations import projects
from annotator.operations.importing import import_files
from annotator.paths import resource
from annotator.progress import Progress
from annotator.project import open_project
from annotator.store.backup import make_folder

NAME = "demo.annot"
CODERS = ("ada", "ben")


def make_demo(folder: Path, progress: Progress | None = None) -> Path:
    """Make ``folder/demo.annot`` unless it is there already, and return its path; made whole or not at all, Cancelled too."""
    target = folder / NAME
    if target.exists():
        return target
    try:
        make_folder(folder)
    except OSError as error:
        raise FileProblem(folder, _("cannot be made ({reason})").format(reason=error.strerror or error)) from error
    temporary = folder / f".{os.getpid()}-{NAME}"
    try:
        projects.new_project(temporary, maker=CODERS[0])
        with open_project(temporary) as project:
            report = import_files(project, [resource("sample/articles.jsonl"), resource("sample/codings.jsonl")], progress=progress)
            if report.problems:
                raise AnnotatorError(_("the sample cannot be read: {reason}").format(reason=report.problems[0].reason))
            with project.step(logged("Name project")):
                project.settings.set("name", "demo")
                project.coders.add(CODERS[0], SUPERVISOR)
        os.replace(temporary, target)
    except OSError as error:
        raise FileProblem(folder, _("the sample cannot be written ({reason})").format(reason=error.strerror or error)) from error
    finally:
        temporary.unlink(missing_ok=True)
    return target
