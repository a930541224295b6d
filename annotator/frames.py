"""The project as pandas DataFrames, named as the tables of CONTRACT section 5."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from annotator.model import codebook as cb
from annotator.model.codebook import Attribute, Codebook
from annotator.project import open_project

DATES = ("date_published", "date_on_page", "created_at", "updated_at")


def load_frames(path: str | Path, coder: str | None = None) -> dict[str, pd.DataFrame]:
    """Return the tables of a project as DataFrames; with ``coder`` what that coder may see.

    Single values are Categoricals in the codebook's order, ordered only if the attribute is ordinal; dates are datetimes.
    """
    with open_project(path, coder, read_only=True) as project:
        codebook = project.codebook
        tables = project.tables.all(codebook, project.visible_coder)
        frames = {name: _frame(table.columns, list(table.rows())) for name, table in tables.items()}
    for name, frame in frames.items():
        _typed(frame, name, codebook)
    return frames


def _frame(columns: Sequence[str], rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame.from_records(rows, columns=list(columns))


def _typed(frame: pd.DataFrame, name: str, codebook: Codebook) -> None:
    for column in frame.columns:
        attribute = _attribute(codebook, name, column)
        if attribute is not None and attribute.type == cb.SINGLE:
            frame[column] = pd.Categorical(frame[column], categories=list(attribute.value_ids), ordered=attribute.ordinal)
        elif attribute is not None and attribute.type == cb.BOOLEAN:
            frame[column] = frame[column].astype("boolean")
        elif column in DATES or (attribute is not None and attribute.type == cb.DATE):
            frame[column] = pd.to_datetime(frame[column], errors="coerce", format="ISO8601")


def _attribute(codebook: Codebook, table: str, column: str) -> Attribute | None:
    if "." in column and table in ("annotations", "claims"):
        category = codebook.category(column.partition(".")[0])
        return category.attribute(column.partition(".")[2]) if category is not None else None
    if table == "article_codings":
        return next((one for one in codebook.article_variables if one.id == column), None)
    if table == "links":
        return next((one for link in codebook.links for one in link.attributes if one.id == column), None)
    if table == "claims" and column == "certainty":
        speculation = codebook.category("speculation")
        return speculation.attribute("certainty") if speculation is not None else None
    return None
