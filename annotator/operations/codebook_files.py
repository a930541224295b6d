"""Codebooks read from files and written to them: our JSON, REFI-QDA (.qdc), lists of codes, DNA, QualCoder; and a page to print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotator.errors import FileProblem
from annotator.formats import code_list, foreign_sqlite, qda_codebook
from annotator.formats.base import Options, Source, open_source
from annotator.i18n import _, counted, ngettext
from annotator.model.codebook import Codebook, CodebookProblem
from annotator.model.codebook_codes import Code
from annotator.model.codebook_shape import parse_foreign
from annotator.operations.codebook_print import page_of
from annotator.operations.files import write_whole
from annotator.operations.projects import BUILT_IN, LARGEST_CODEBOOK, built_in_codebook, read_codebook

PAGES = (".html", ".htm")
WRITTEN = (".json", qda_codebook.SUFFIX, *PAGES)
READ = (".json", qda_codebook.SUFFIX, *code_list.SUFFIXES, *foreign_sqlite.SUFFIXES)


def read_any(path: Path, known: Codebook | None = None, *, encoding: str | None = None) -> Codebook:
    """Return the codebook in a file, told by its suffix, or a built-in one by its key; FileProblem says what is wrong with it.

    ``known`` is the project's codebook: a .qdc file that went out from it and comes back keeps its ids. ``encoding`` is that of a
    list of codes; None takes the one that is sure.
    """
    return read_whole(path, known, encoding=encoding)[0]


def read_whole(
    path: Path, known: Codebook | None = None, *, encoding: str | None = None
) -> tuple[Codebook, tuple[str, ...]]:
    """Return the codebook in a file as ``read_any`` does, and in sentences what else the file holds that was not taken."""
    suffix = path.suffix.lower()
    if str(path) in BUILT_IN and not path.exists():
        return built_in_codebook(str(path)), ()
    if suffix not in READ[1:] and not path.is_dir():
        return read_codebook(path), ()
    try:
        source, left = _source(path, suffix, known, encoding)
        return parse_foreign(source), tuple(_("not taken: {what}").format(what=one) for one in left)
    except CodebookProblem as error:
        raise FileProblem(path, _("is no codebook: {reason}").format(reason=error)) from error


def _source(path: Path, suffix: str, known: Codebook | None, encoding: str | None) -> tuple[dict[str, Any], Sequence[str]]:
    if path.is_dir() or suffix in foreign_sqlite.SUFFIXES:
        return foreign_sqlite.codebook_in(path)
    source = open_source(path, LARGEST_CODEBOOK)
    if suffix in code_list.SUFFIXES:
        return code_list.codebook_in(source, Options(encoding=encoding)), _columns_left(source, encoding)
    found = qda_codebook.read(source.data)
    told = counted("the set {name} of {count:,} code", "the set {name} of {count:,} codes")
    sets = [ngettext(*told, count).format(name=name, count=count) for name, count in found.sets]
    return qda_codebook.codebook_in(found, path.stem, known.source if known is not None else None), sets


def knows_keys(path: Path) -> bool:
    """Return whether a file of this kind says which key a category has: ours does, other programs and lists of codes do not."""
    return str(path) in BUILT_IN or (path.suffix.lower() not in READ[1:] and not path.is_dir())


def read_codes(path: Path, encoding: str | None = None) -> list[Code]:
    """Return the tree of codes in a list (.csv, .tsv, .xlsx) or a .qdc file, to become the values of a question."""
    source = open_source(path, LARGEST_CODEBOOK)
    if path.suffix.lower() == qda_codebook.SUFFIX:
        try:
            return qda_codebook.read(source.data).codes
        except CodebookProblem as error:
            raise FileProblem(path, str(error)) from error
    return code_list.codes_in(source, Options(encoding=encoding))


def columns_left(path: Path, encoding: str | None = None) -> tuple[str, ...]:
    """Return in sentences the columns of a list of codes that say nothing here and were not taken."""
    if path.suffix.lower() not in code_list.SUFFIXES:
        return ()
    return tuple(_("not taken: {what}").format(what=one) for one in _columns_left(open_source(path, LARGEST_CODEBOOK), encoding))


def _columns_left(source: Source, encoding: str | None) -> list[str]:
    return [_("the column {name}").format(name=name) for name in code_list.columns_left(source, Options(encoding=encoding))]


def write_any(codebook: Codebook, path: Path, *, forbid: Path | None = None) -> None:
    """Write a codebook whole or not at all, in the form that the suffix says: .json, .qdc, or .html to print; FileProblem for others."""
    suffix = path.suffix.lower()
    if suffix not in WRITTEN:
        raise FileProblem(path, _("a codebook is written as {suffixes}").format(suffixes=", ".join(WRITTEN)))
    if suffix == qda_codebook.SUFFIX:
        data = qda_codebook.write(codebook)
    elif suffix in PAGES:
        data = page_of(codebook).encode("utf-8")
    else:
        data = codebook.to_json().encode("utf-8")
    write_whole(path, data, forbid=forbid)


