"""Parquet: one table a file, with the types of the DataFrames; written by pyarrow, which comes with the extra ``stats``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

from annotator.errors import AnnotatorError
from annotator.formats.data_frame import frame_of
from annotator.i18n import _
from annotator.model.tables import Table

GROUP = 4_000  # rows written together; between two groups a stop is asked for


def need_pyarrow() -> None:
    """Raise AnnotatorError, which names the extra to install, if pyarrow is not there."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        advice = _("Parquet files need the package pyarrow, which is not installed; install it with: pip install 'news-annotator[stats]'")
        raise AnnotatorError(advice) from error


def write(file: BinaryIO, table: Table, rows: Iterator[Sequence[Any]], check: Callable[[], None]) -> int:
    """Write a table and return how many rows it has.

    Pandas reads the file back with the types of its DataFrame: Categoricals with all their values, their order, missing values.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.Schema.from_pandas(frame_of(table, []), preserve_index=False)
    written = 0
    with pq.ParquetWriter(file, schema) as writer:
        while group := list(islice(rows, GROUP)):
            check()
            frame = frame_of(table, group)
            check()
            writer.write_table(pa.Table.from_pandas(frame, schema=schema, preserve_index=False))
            written += len(group)
        if not written:
            writer.write_table(schema.empty_table())
    return written
