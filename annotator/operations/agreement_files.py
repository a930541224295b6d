"""The agreement report in files: its figures as CSV, units × coders for R, a page that stands alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.i18n import _, in_english
from annotator.operations.agreement import AgreementReport, software
from annotator.operations.agreement_html import html_page
from annotator.operations.agreement_sections import Sections
from annotator.operations.files import write_whole

if TYPE_CHECKING:
    from annotator.agreement.record import Limits, Record

HTML = "html"
COLUMNS = (
    "measure", "category", "attribute", "what", "coders", "value", "reason", "low", "high", "n", "n_articles", "coverage", "verdict",
    "parameters", "counts", "codebook_versions", "inputs", "date", "software",
)  # fmt: skip


def write(report: AgreementReport, kind: str, path: Path, *, forbid: Path | None = None, sections: Sections | None = None) -> None:
    """Write a file of the report, whole or not at all: ``records``, ``units``, ``spans`` or ``html``, the page with these sections.

    AnnotatorError for another kind; FileProblem names the file that cannot be written.
    """
    if kind not in KINDS:
        raise AnnotatorError(_("there is no agreement file {kind!r}; there are: {all}").format(kind=kind, all=", ".join(KINDS)))
    with in_english():
        text = html_page(report, sections) if kind == HTML else KINDS[kind](report)
    write_whole(path, text.encode("utf-8"), forbid=forbid)


def records_csv(report: AgreementReport) -> str:
    """Return the figures as a CSV table, one row a record, all decimals kept; an undefined value is empty and has its reason."""
    from annotator.agreement.words import heading

    rows: list[Sequence[object]] = []
    for one in report.records:
        named = heading(one, report.codebook)
        rows.append(
            (
                one.measure, one.category, one.attribute, f"{named.title}, {named.measure}", " | ".join(one.coders), _number(one.value),
                one.reason, _number(one.low), _number(one.high), one.n, one.n_articles, _number(one.coverage),
                _verdict(one, report.limits),
                _json(dict(one.parameters)), _json(dict(one.counts)), " | ".join(one.codebook_versions), one.inputs, one.date, software(),
            )
        )  # fmt: skip
    return _csv(COLUMNS, rows)


def units_csv(report: AgreementReport) -> str:
    """Return what alpha is computed from as a table of units × coders, empty cells missing, sets joined by ``|``.

    An article variable has a row an article; an attribute a row for each two annotations that answer one another, so with more
    than two coders every pair of coders has its own rows. The alpha of such a table, attribute by attribute, is the one reported
    wherever each article was finished by the same number of coders.
    """
    from annotator.agreement.cases import units_by_coder

    header = ("category", "attribute", "level", "unit", "article_id", *report.coders)
    rows = []
    for unit in units_by_coder(report.corpus.articles, report.coders, report.corpus.categories, report.corpus.attributes):
        values = [_cell(unit.values.get(coder)) for coder in report.coders]
        rows.append((unit.category, unit.attribute, unit.level, unit.unit, unit.article_id, *values))
    return _csv(header, rows)


def spans_csv(report: AgreementReport) -> str:
    """Return where every coder marked what, a row a fragment, over the articles that two or more of them finished.

    ``start`` and ``end`` are code points of the stored text, ``coded_start`` and ``coded_end`` characters of the article's coded text
    (empty: outside it), ``coded_length`` its length: what the unitizing alphas are computed from. A coder who marked nothing in an
    article that is finished has one row without a category.
    """
    from annotator.agreement.units import clip

    header = ("article_id", "coded_length", "coder", "category", "annotation_id", "start", "end", "coded_start", "coded_end")
    rows: list[Sequence[object]] = []
    for article in sorted(report.corpus.articles, key=lambda one: one.article_id):
        coders = [coder for coder in report.coders if coder in article.coders]
        for coder in coders if len(coders) > 1 else ():
            mine = [unit for unit in article.units if unit.coder == coder]
            for unit in sorted(mine, key=lambda one: (one.spans, one.category, one.id)):
                for span in unit.spans:
                    inside = clip((span,), article.coded_regions)
                    coded = (inside[0][0], inside[-1][1]) if inside else ("", "")
                    rows.append((article.article_id, article.length, coder, unit.category, unit.id, span.start, span.end, *coded))
            if not mine:
                rows.append((article.article_id, article.length, coder, "", "", "", "", "", ""))
    return _csv(header, rows)


KINDS: dict[str, Callable[[AgreementReport], str]] = {
    "records": records_csv, "units": units_csv, "spans": spans_csv, HTML: html_page,
}  # fmt: skip


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def _verdict(record: Record, limits: Limits) -> str:
    from annotator.agreement.measures import verdict
    from annotator.agreement.words import TOO_FEW, verdict_key

    found = verdict(record, limits) or ""
    return TOO_FEW if found and verdict_key(record, limits) == TOO_FEW else found


def _number(value: float | None) -> str:
    return "" if value is None else repr(float(value))


def _cell(value: object) -> str:
    if isinstance(value, (frozenset, set, list, tuple)):
        return " | ".join(sorted(str(one) for one in value)) or "{}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _json(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, sort_keys=True, default=str)
