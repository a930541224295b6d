"""Making a project, and who is who in it."""

from __future__ import annotations

import json
from pathlib import Path

from annotator.errors import AnnotatorError, FileProblem
from annotator.i18n import _, logged
from annotator.model import coder as coders
from annotator.model.codebook import Codebook, CodebookProblem, parse_codebook
from annotator.model.codebook_shape import parse_foreign
from annotator.model.coder import Coder
from annotator.operations.people import name_for
from annotator.paths import resource
from annotator.project import Project, open_project
from annotator.store import connection, migrate
from annotator.store.lock import lock_path
from annotator.store.seal import PACKAGE_FOR

BUILT_IN = {"news_claims": "codebooks/news_claims.json", "four_tags": "codebooks/four_tags.json"}
SUFFIX = ".annot"
LARGEST_CODEBOOK = 20_000_000  # bytes


def built_in_codebook(key: str = "news_claims") -> Codebook:
    """Return a codebook that comes with the program: ``news_claims`` or ``four_tags``."""
    return parse_codebook(json.loads(resource(BUILT_IN[key]).read_text(encoding="utf-8")))


def read_codebook(path: Path) -> Codebook:
    """Return the codebook in a JSON file, or a built-in one by its key; FileProblem says what is wrong with the file."""
    if str(path) in BUILT_IN and not path.exists():
        return built_in_codebook(str(path))
    from annotator.formats.base import open_source  # opening a project reads no other file

    try:
        return parse_foreign(json.loads(open_source(path, LARGEST_CODEBOOK).data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise FileProblem(path, _("is not UTF-8 at byte {byte}").format(byte=error.start)) from error
    except json.JSONDecodeError as error:
        raise FileProblem(path, error.msg, _("line {line}, column {column}").format(line=error.lineno, column=error.colno)) from error
    except (CodebookProblem, RecursionError, TypeError, ValueError) as error:
        raise FileProblem(path, _("is no codebook: {reason}").format(reason=error)) from error


def new_project(path: Path, codebook: Codebook | None = None, *, maker: str = "") -> None:
    """Make a project file with a codebook; ``maker`` becomes its supervisor.

    FileProblem if the file is there already, AnnotatorError for a maker who cannot be called so.
    """
    path = Path(path)
    if maker:
        try:
            maker = coders.newcomer(maker)
        except ValueError as error:
            raise AnnotatorError(str(error)) from error
    if path.suffix != SUFFIX:
        raise FileProblem(path, _("a project's name ends in {suffix}").format(suffix=SUFFIX))
    if lock_path(path).is_symlink():
        raise FileProblem(lock_path(path), _("is a symbolic link"))
    book = codebook or built_in_codebook()
    raw = connection.create(path)
    try:
        with connection.translating(path):
            migrate.apply_missing(raw, path)
    except BaseException:
        connection.close(raw, path, tidy=False)
        _forget(path)
        raise
    connection.close(raw, path, tidy=True)
    try:
        with open_project(path, check=False) as project, project.step(logged("Make project")):
            project.codebooks.add(book)
            project.settings.set("name", path.stem)
            if maker:
                project.coders.add(maker, coders.SUPERVISOR)
    except BaseException:
        _forget(path)
        raise


def _forget(path: Path) -> None:
    """Remove a project that was only half made, with what SQLite left beside it."""
    for file in (path, path.with_name(path.name + "-journal")):
        file.unlink(missing_ok=True)


def enter(project: Project, name: str) -> Coder:
    """Let a coder work in an open project: known by name, else added; the first to enter a project without supervisor is it.

    Nobody becomes supervisor by opening a work package, or by being the first of those whom a plan gives articles.
    """
    try:
        known = project.coders.named(name)
    except ValueError as error:
        raise AnnotatorError(str(error)) from error
    if (only := project.database.meta(PACKAGE_FOR)) is not None and (known is None or known.name != only):
        raise AnnotatorError(_("this is the work package of {name}; nobody else codes in it").format(name=only))
    if project.read_only:
        project.coder = known
        if known is None:
            raise AnnotatorError(_("{name} is not a coder of this project, and it is open for reading only").format(name=name))
        return known
    planned = known is not None and bool(project.assignments.of_coder(known.id))
    supervised = only is not None or planned or any(one.is_supervisor for one in project.coders.all())
    if known is None or not supervised:
        name = name_for(project, name)
        with project.step(logged("Add coder {name}").format(name=name)):
            entered = project.coders.add(name, coders.CODER if supervised else coders.SUPERVISOR)
            if not supervised:
                project.coders.set_role(entered.id, coders.SUPERVISOR)
        known = project.coders.named(name)
        assert known is not None
    project.coder = known
    return known
