"""Taking a project out: the tables of CONTRACT section 5 as CSV or Parquet, or articles and codings as JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError
from annotator.i18n import _, in_english
from annotator.model import tables as model
from annotator.model.annotation import CODER_LAYER, GOLD_LAYER
from annotator.model.plan import NOTHING_APART, SetApart
from annotator.model.rules import Rules
from annotator.operations.agreement import agreement_report
from annotator.operations.export_readme import readme
from annotator.operations.export_records import article_lines, coding_lines
from annotator.operations.files import FilesTogether
from annotator.progress import Progress
from annotator.project import Project
from annotator.store.tables import TableRows

CSV, JSON_LINES, PARQUET = "csv", "jsonl", "parquet"
FORMATS = (CSV, JSON_LINES, PARQUET)
CODERS, GOLD, ALL = "coders", "gold", "all"
LAYERS = {CODERS: (CODER_LAYER,), GOLD: (GOLD_LAYER,), ALL: (CODER_LAYER, GOLD_LAYER)}

DANGEROUS = ("=", "+", "-", "@", "\t")  # what a spreadsheet would run
TRUTHS = ("false", "true")
_BATCH = 2_000  # rows between two questions whether to stop


@dataclass(frozen=True, slots=True)
class ExportReport:
    """Which files were written, and how many rows each table, or records of each type, they have."""

    files: tuple[Path, ...]
    rows: dict[str, int]


def export(
    project: Project,
    folder: Path,
    *,
    format: str = CSV,
    coder: str | None = None,
    layer: str = CODERS,
    spreadsheet_safe: bool = False,
    excel: bool = False,
    all_rounds: bool = False,
    progress: Progress | None = None,
) -> ExportReport:
    """Write the project into a folder, all files or none; a coder's view holds that coder's work alone.

    Tables leave out what is no data, codings of training and re-coding rounds, unless ``all_rounds`` asks for them.

    AnnotatorError for an unknown format, layer or coder, FileProblem for a file that cannot be written; Cancelled within a
    second of a stop, and then nothing of it is there. Counts are compared with the project's before the files take their places.
    """
    if format not in FORMATS:
        raise AnnotatorError(_("there is no export format {name!r}; there are: {all}").format(name=format, all=", ".join(FORMATS)))
    if layer not in LAYERS:
        raise AnnotatorError(_("there is no layer {name!r}; there are: {all}").format(name=layer, all=", ".join(LAYERS)))
    if format == PARQUET:
        from annotator.formats.parquet import need_pyarrow

        need_pyarrow()
    wanted = _whose(project, coder)
    told = progress or Progress()
    with project.database.snapshot(), FilesTogether(folder, forbid=project.path) as files:
        if format == JSON_LINES:
            rows = _write_json_lines(project, files, wanted, LAYERS[layer], told)
        else:
            writer = CsvWriter(spreadsheet_safe, excel) if format == CSV else ParquetWriter()
            rows = _write_tables(project, files, wanted, layer, told, writer, NOTHING_APART if all_rounds else project.set_apart)
    return ExportReport(tuple(folder / name for name in files_of(project, format, coder)), rows)


def files_of(project: Project, format: str, coder: str | None = None) -> tuple[str, ...]:
    """Return the names of the files that an export in this format has, of one coder's work or of all that can be seen."""
    if format == JSON_LINES:
        return ("articles.jsonl", "codings.jsonl")
    names = list(model.tables_of(project.tables.asked(project.codebook)))
    if _compares(project, coder):
        names.append(model.AGREEMENT.name)
    return (*(f"{name}.{format}" for name in names), "README.txt")


def _compares(project: Project, coder: str | None) -> bool:
    """Return whether the table of agreement belongs to an export: one coder alone agrees with nobody, and not everybody may compare."""
    return project.sees_all and coder is None


def _whose(project: Project, coder: str | None) -> str | None:
    """Return the id of the coder whose work is taken out, None for everybody's; AnnotatorError for one who cannot be seen."""
    visible = project.visible_coder
    if coder is None:
        return visible
    try:
        found = project.coders.named(coder)
    except ValueError as error:
        raise AnnotatorError(str(error)) from error
    if found is None or visible not in (None, found.id):
        raise AnnotatorError(_("there is no coder {name!r}").format(name=coder))
    return found.id


# ---- tables -------------------------------------------------------------------------------------------------------------


class CsvWriter:
    """Writes a table as RFC 4180 asks: UTF-8, lines that end in CR LF, quotation marks where they are needed."""

    truths: tuple[Any, Any] = TRUTHS
    suffix = CSV

    def __init__(self, safe: bool, excel: bool) -> None:
        self.safe, self._encoding = safe, "utf-8-sig" if excel else "utf-8"

    def write(self, files: FilesTogether, table: model.Table, rows: Iterator[Sequence[Any]], check: Callable[[], None]) -> int:
        """Write the file of a table and return how many rows it has."""
        counted = _Counted(rows, check)
        with files.file(f"{table.name}.{self.suffix}") as file:
            text = io.TextIOWrapper(file, encoding=self._encoding, newline="")
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow(table.names)
            writer.writerows(map(_safe_row, counted) if self.safe else counted)
            text.flush()
            text.detach()
        return counted.count


class ParquetWriter:
    """Writes a table with the types of its DataFrame."""

    truths: tuple[Any, Any] = (False, True)
    suffix = PARQUET
    safe = False

    def write(self, files: FilesTogether, table: model.Table, rows: Iterator[Sequence[Any]], check: Callable[[], None]) -> int:
        """Write the file of a table and return how many rows it has."""
        from annotator.formats.parquet import write

        with files.file(f"{table.name}.{self.suffix}") as file:
            return write(file, table, rows, check)


class _Counted:
    """Rows that are counted as they go by; between batches a stop is asked for."""

    def __init__(self, rows: Iterable[Sequence[Any]], check: Callable[[], None]) -> None:
        self.count = 0
        self._rows, self._check = iter(rows), check

    def __iter__(self) -> Iterator[Sequence[Any]]:
        while batch := list(islice(self._rows, _BATCH)):
            self._check()
            self.count += len(batch)
            yield from batch


def _write_tables(
    project: Project, files: FilesTogether, coder: str | None, layer: str, progress: Progress, writer: CsvWriter | ParquetWriter,
    apart: SetApart,
) -> dict[str, int]:  # fmt: skip
    tables = project.tables.all(
        project.codebook, coder, LAYERS[layer], articles=project.visible_articles, apart=apart, truths=writer.truths, check=progress.check
    )
    counts: dict[str, int] = {}
    written: list[model.Table] = []
    everything = _compares(project, coder)
    for done, (name, table) in enumerate(tables.items()):
        progress.say(f"{name}.{writer.suffix}", done, len(tables) + everything)
        counts[name] = writer.write(files, table.table, table.rows(), progress.check)
        _compare(name, counts[name], table)
        written.append(table.table)
    if everything:
        records = agreement_rows(project, progress, as_words=writer.suffix == CSV) if layer != GOLD else []
        counts[model.AGREEMENT.name] = writer.write(files, model.AGREEMENT, iter(records), progress.check)
        written.append(model.AGREEMENT)
    with in_english():
        text = readme(project, written, counts, suffix=writer.suffix, coder=coder, layer=layer, safe=writer.safe, apart=apart)
    with files.file("README.txt") as file:
        file.write(text.encode("utf-8"))
    return counts


def _compare(name: str, written: int, table: TableRows) -> None:
    """Raise AnnotatorError if a table lacks rows that the project holds; no file takes its place then."""
    held = table.count() if table.count is not None else written
    if written != held:
        problem = _("{written:,} rows of {table} were written where the project holds {held:,}; nothing was kept. Run `annotator check`")
        raise AnnotatorError(problem.format(written=written, table=name, held=held))


def agreement_rows(project: Project, progress: Progress, *, as_words: bool) -> list[tuple[Any, ...]]:
    """Return the rows of the agreement table; ``as_words`` writes "undefined" where a measure has no value, else it is None."""
    return [
        (
            one.measure, one.category, one.attribute, model.JOINT.join(one.coders),
            "undefined" if one.value is None and as_words else one.value, one.reason, one.low, one.high, one.n, one.n_articles,
            one.coverage, json.dumps(dict(one.parameters), ensure_ascii=False),
        )
        for one in agreement_report(project, progress=_Asks(progress))
    ]  # fmt: skip


class _Asks(Progress):
    """Asks whether to stop, and does not count what is only a part of the work."""

    def __init__(self, whole: Progress) -> None:
        super().__init__()
        self._whole = whole

    def check(self) -> None:
        self._whole.check()


def _safe_row(row: Sequence[Any]) -> list[Any]:
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell for cell in row]


# ---- JSON Lines ---------------------------------------------------------------------------------------------------------


def _write_json_lines(
    project: Project, files: FilesTogether, coder: str | None, layers: Sequence[str], progress: Progress
) -> dict[str, int]:
    counts = dict.fromkeys(("article", "region", "entity", "annotation", "link", "article_coding"), 0)
    with files.file("articles.jsonl") as file:
        for kind, line in article_lines(project, progress):
            counts[kind] += 1
            file.write(line.encode("utf-8"))
    with files.file("codings.jsonl") as file:
        for kind, line in coding_lines(project, Rules(project.codebook), coder, "coder" in layers, progress):
            counts[kind] += 1
            file.write(line.encode("utf-8"))
    tables = project.tables.all(project.codebook, coder, ("coder",) if "coder" in layers else (), articles=project.visible_articles)
    for kind, name in _TABLE_OF.items():
        _compare(name, counts[kind], tables[name])
    return {_TABLE_OF.get(kind, "regions"): count for kind, count in counts.items()}


_TABLE_OF = {
    "article": "articles",
    "entity": "entities",
    "annotation": "annotations",
    "link": "links",
    "article_coding": "article_codings",
}
