"""README.txt of an export: what each file and column is, when, from which project, software and codebook version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import annotator
from annotator.i18n import _, ngettext
from annotator.model import tables as model
from annotator.model.plan import NOTHING_APART, SetApart
from annotator.model.tables import Table, described
from annotator.project import Project
from annotator.store.database import now


def readme(
    project: Project, tables: Sequence[Table], counts: Mapping[str, int], *, suffix: str, coder: str | None, layer: str, safe: bool,
    apart: SetApart = NOTHING_APART,
) -> str:  # fmt: skip
    """Return the text; a line for each column of each table."""
    lines = [*_about(project, suffix, coder, layer), "", *_how(suffix, safe), ""]
    for table in tables:
        rows = ngettext("{count:,} row", "{count:,} rows", counts[table.name]).format(count=counts[table.name])
        lines.append(f"{table.name}.{suffix}: {rows}; {_(table.about)}")
        lines += [f"  {column.name}: {' '.join(described(column).split())}" for column in table.columns]
        lines.append("")
    lines += _lacking(project, tables, layer)
    if apart.codings:
        said = ngettext(
            "Left out: the coding of {count:,} article and coder made for training or to be compared with an earlier one.",
            "Left out: the codings of {count:,} articles and coders made for training or to be compared with an earlier one.",
            len(apart.codings),
        )
        lines.append(said.format(count=len(apart.codings)) + " " + _("They are no data; `annotator export --all-rounds` writes them too."))
    return "\n".join(lines) + "\n"


def _about(project: Project, suffix: str, coder: str | None, layer: str) -> list[str]:
    codebook = project.codebook
    whose = project.coders.get(coder).name if coder is not None else _("all coders")
    layers = {
        "coders": _("the coders' layer"),
        "gold": _("the gold layer: what adjudication decided"),
        "all": _("the coders' layer and the gold layer: what adjudication decided"),
    }
    first = _("Tables of the annotator project {name}").format(name=project.path.name)
    written = _("written {when} by annotator {version} with the codebook {codebook} {codebook_version}")
    filled = written.format(when=now(), version=annotator.__version__, codebook=codebook.name, codebook_version=codebook.version)
    return [first, filled, _("Work of {whose}; {layer}").format(whose=whose, layer=layers[layer])]


def _how(suffix: str, safe: bool) -> list[str]:
    if suffix == "csv":
        lines = [_("CSV as of RFC 4180, UTF-8; dates are ISO 8601, times UTC; an empty cell is a missing value; true and false.")]
        if safe:
            lines.append(_("Cells that a spreadsheet would run as a formula (they begin with = + - @ or a tab) begin with ' here."))
        else:
            lines.append(_("Cells are written as they are: a spreadsheet would run those that begin with = + - @ or a tab."))
    else:
        lines = [_("Parquet with the types of annotator.load_frames: single values as categories in the codebook's order, times UTC.")]
    return [
        *lines,
        _("Lists in a cell are joined by ' {joint} '.").format(joint=model.JOINT.strip()),
        _("Offsets count Unicode code points of the stored text; ends are exclusive."),
        _("Every attribute of the codebook has its column, also those of modules that are switched off; those are empty until used."),
        _("What only another version of the codebook asks has its column where codings answer it."),
    ]


def _lacking(project: Project, tables: Sequence[Table], layer: str) -> list[str]:
    lines = []
    names = {table.name for table in tables}
    for version in project.codebooks.namesakes():
        lines.append(_("Two different codebook versions are called {version} since files were merged; codebook_version does not tell "
                       "them apart.").format(version=version))  # fmt: skip
    if "claims" not in names:
        lines.append(_("Not here: claims and claim_actor, for the codebook has no claims with their roles."))
    if model.AGREEMENT.name not in names:
        lines.append(_("Not here: agreement, which compares coders and is written where all coders' work is."))
    elif layer == "gold":
        lines.append(_("agreement compares coders; a table of the gold layer has no rows of it."))
    if not project.sees_all:
        lines.append(_("decisions has no rows: it tells what other coders said."))
    elif not project.decisions.all():
        lines.append(_("decisions has no rows: nothing is adjudicated yet, so nothing is gold."))
    return lines
