"""Taking a project out: the tables of CONTRACT section 5 as CSV, or articles and codings as JSON Lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import annotator
from annotator.errors import AnnotatorError, FileProblem
from annotator.formats import codings as records
from annotator.operations.files import write_whole
from annotator.progress import Progress
from annotator.project import Project
from annotator.store.database import now

FORMATS = ("csv", "jsonl")
DANGEROUS = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class ExportReport:
    """Which files were written, and how many rows each table has."""

    files: tuple[Path, ...]
    rows: dict[str, int]


def export(
    project: Project,
    folder: Path,
    *,
    format: str = "csv",
    coder: str | None = None,
    layer: str = "coders",
    spreadsheet_safe: bool = False,
    excel: bool = False,
    progress: Progress | None = None,
) -> ExportReport:
    """Write the project into a folder, each file whole or not at all; a coder's view holds that coder's work alone."""
    if format not in FORMATS:
        raise AnnotatorError(f"there is no export format {format!r}; there are: " + ", ".join(FORMATS))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem(folder, f"cannot be made ({error.strerror})") from error
    wanted = project.visible_coder
    if coder is not None:
        found = project.coders.named(coder)
        if found is None or wanted not in (None, found.id):
            raise AnnotatorError(f"there is no coder {coder!r}")
        wanted = found.id
    with project.database.snapshot():
        if format == "jsonl":
            return _write_json_lines(project, folder, wanted)
        return _write_tables(project, folder, wanted, layer, spreadsheet_safe, excel, progress or Progress())


def _write_tables(
    project: Project, folder: Path, coder: str | None, layer: str, safe: bool, excel: bool, progress: Progress
) -> ExportReport:
    files, counts = [], {}
    tables = project.tables.all(project.codebook, coder, "gold" if layer == "gold" else "coder")
    for done, (name, table) in enumerate(tables.items()):
        progress.say(name, done, len(tables))
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\r\n")
        writer.writerow(table.columns)
        counts[name] = 0
        for row in table.rows():
            writer.writerow([_safe(cell) if safe else cell for cell in map(_cell, row)])
            counts[name] += 1
        path = folder / f"{name}.csv"
        write_whole(path, buffer.getvalue().encode("utf-8-sig" if excel else "utf-8"), forbid=project.path)
        files.append(path)
    if counts["annotations"] != project.annotations.total() and coder is None and layer != "gold":
        raise AnnotatorError(f"{counts['annotations']} annotations were written, the project holds {project.annotations.total()}")
    readme = folder / "README.txt"
    columns = {name: table.columns for name, table in tables.items()}
    write_whole(readme, _readme(project, columns, counts, safe).encode("utf-8"), forbid=project.path)
    return ExportReport((*files, readme), counts)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def _readme(project: Project, columns: dict[str, tuple[str, ...]], counts: dict[str, int], safe: bool) -> str:
    lines = [
        f"Tables of the annotator project {project.path.name}",
        f"written {now()} by annotator {annotator.__version__}; codebook {project.codebook.name} {project.codebook.version}",
        "CSV as of RFC 4180, UTF-8, ISO 8601 dates, an empty cell is a missing value, lists are joined by ' | '.",
        "Offsets count Unicode code points of the stored text, ends are exclusive.",
        "Cells that a spreadsheet would run as a formula begin with '." if safe else "Cells are written as they are.",
        "Not here: assignments and decisions, for plans and adjudication are not part of this version.",
        "",
    ]
    for name, found in columns.items():
        lines += [f"{name}.csv: {counts[name]} rows", "  " + ", ".join(found)]
    return "\n".join(lines) + "\n"


def _write_json_lines(project: Project, folder: Path, coder: str | None) -> ExportReport:
    articles, codings = list(_article_lines(project)), list(_coding_lines(project, coder))
    files = folder / "articles.jsonl", folder / "codings.jsonl"
    for path, found in zip(files, (articles, codings), strict=True):
        write_whole(path, "".join(records.to_line(one) for one in found).encode("utf-8"), forbid=project.path)
    return ExportReport(files, {"articles": len(articles), "codings": len(codings)})


def _article_lines(project: Project) -> Iterator[dict[str, Any]]:
    for article in project.articles.all():
        yield records.article_record(article, project.articles.text(article.id))
        for region in article.regions:
            yield records.region_record(article.id, region)


def _coding_lines(project: Project, coder: str | None) -> Iterable[dict[str, Any]]:
    codebook = project.codebook
    names: dict[str, str] = {one.id: one.name for one in project.coders.all()}
    entities = project.entities.all()
    shown: dict[str, str] = {one.id: one.shown_id for one in entities}
    for entity in entities:
        yield records.entity_record(entity)
    for article in project.articles.all():
        text = project.articles.text(article.id)
        annotations = project.annotations.of_article(article.id, coder)
        ids: dict[str, str] = {one.id: one.shown_id for one in annotations}
        for one in annotations:
            values = records.shown_values(one.values, codebook.attributes_of(one.category), shown)
            yield records.annotation_record(one, names[one.coder_id], text, values)
        for link in project.links.of_article(article.id, coder):
            yield records.link_record(link, names[link.coder_id], ids[link.from_id], ids[link.to_id])
        for coding in project.codings.of_article(article.id):
            if coder in (None, coding.coder_id):
                yield records.article_coding_record(coding, names[coding.coder_id])
