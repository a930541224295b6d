"""Which annotation a step was about, to go on with after it was taken back. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from annotator.model.step import Change


def touched_annotation(changes: Iterable[Change], known: Collection[str]) -> str:
    """Return the id of the first annotation changed that is among the known, else of the first known end of a link; "" if none is."""
    ends: list[str] = []
    for change in changes:
        if change.table == "annotation" and change.row_id in known:
            return change.row_id
        if change.table == "link":
            row = change.after or change.before or {}
            ends += [str(row.get(end, "")) for end in ("from_id", "to_id")]
    return next((one for one in ends if one in known), "")
