"""A table as a pandas DataFrame: what notebooks get, and what Parquet writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from annotator.model import tables as model
from annotator.model.tables import Column, Table

if TYPE_CHECKING:
    import pandas as pd


def frame_of(table: Table, rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Return rows of a table as a DataFrame; the types of its columns follow from the table alone, whatever the rows hold.

    Categoricals in the codebook's order, ordered only if the attribute is ordinal; dates are datetimes, those of a year or month
    alone its first day; times are UTC; an empty text is missing.
    """
    import pandas as pd

    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    return pd.DataFrame({column.name: _typed(column, list(cells)) for column, cells in zip(table.columns, columns, strict=True)})


def _typed(column: Column, cells: list[Any]) -> pd.Series[Any]:
    import pandas as pd

    made: pd.Series[Any]
    if column.type == model.CHOICE:
        made = pd.Series(pd.Categorical(_given(cells), categories=_categories(column, cells), ordered=column.ordinal))
    elif column.type in (model.DAY, model.MOMENT):
        written = pd.Series(_given(cells), dtype=object)
        made = pd.to_datetime(written, errors="coerce", format="ISO8601", utc=column.type == model.MOMENT).dt.as_unit("us")
    elif column.type == model.TRUTH:
        made = pd.Series(cells, dtype="boolean" if column.optional else bool)
    elif column.type == model.WHOLE:
        made = pd.Series(cells, dtype="Int64" if column.optional else "int64")
    elif column.type == model.NUMBER:
        made = pd.Series(cells, dtype="float64")
    else:
        made = pd.Series(_given([cell if cell is None else str(cell) for cell in cells]), dtype=_text_type(pd.__version__))
    return made


def _text_type(version: str) -> Any:
    """Return the type of texts; pandas 2, asked for texts, would write the word None where one is missing."""
    return str if int(version.split(".")[0]) >= 3 else object


def _given(cells: list[Any]) -> list[Any]:
    return [None if cell == "" else cell for cell in cells]


def _categories(column: Column, cells: list[Any]) -> list[str]:
    """Return the codebook's values, and behind them any other that is there: an older project may hold one."""
    known = dict.fromkeys(column.values)
    others = {cell: None for cell in cells if cell is not None and cell != "" and cell not in known}
    return [*known, *others]
