"""The project as pandas DataFrames, named as the tables of CONTRACT section 5."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from annotator.formats.data_frame import frame_of
from annotator.model.plan import NOTHING_APART
from annotator.project import open_project


def load_frames(path: str | Path, coder: str | None = None, *, all_rounds: bool = False) -> dict[str, pd.DataFrame]:
    """Return the tables of a project as DataFrames, all but agreement; with ``coder`` what that coder may see.

    Single values are Categoricals in the codebook's order, ordered only if the attribute is ordinal; dates are datetimes, those
    of a year or month alone its first day; times are UTC; an empty text is missing. Lists are joined by " | " as in the files.
    Codings of training and re-coding rounds are no data and left out unless ``all_rounds`` asks for them.
    """
    with open_project(path, coder, read_only=True) as project, project.database.snapshot():
        apart = NOTHING_APART if all_rounds else project.set_apart
        tables = project.tables.all(project.codebook, project.visible_coder, articles=project.visible_articles, apart=apart)
        return {name: frame_of(table.table, table.rows()) for name, table in tables.items()}
