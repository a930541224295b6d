"""Spans come back as the same words from the file, from an export and from Qt; positions that are one off are seen."""

from __future__ import annotations

import json

import pytest
import span_trips

from annotator.text.offsets import Offsets


class OneShort(Offsets):
    """Counts as Qt does but for one: behind a letter beyond the basic plane it is one short."""

    def to_utf16(self, position: int) -> int:
        """Return a position that forgets one astral letter."""
        unit = super().to_utf16(position)
        return unit - 1 if unit != position else unit


@pytest.mark.usefixtures("qapp")
def test_spans_come_back_from_file_export_and_qt(tmp_path):
    assert span_trips.faults(1_500, 0, tmp_path) == []


@pytest.mark.usefixtures("qapp")
def test_positions_that_are_one_off_behind_astral_letters_are_seen(tmp_path):
    found = span_trips.faults(200, 0, tmp_path, OneShort)

    assert any("Qt selects other words" in fault for fault in found)
    assert any("does not come back from Qt" in fault for fault in found)


@pytest.mark.usefixtures("qapp")
def test_a_file_that_moves_spans_is_seen(tmp_path, monkeypatch):
    export = span_trips.export

    def moved(project, folder, **more):
        export(project, folder, **more)
        file = folder / "codings.jsonl"
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]
        for one in lines[20:30]:
            one["spans"] = [[start + 1, end + 1] for start, end in one["spans"]]
            del one["quote"]
        file.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")

    monkeypatch.setattr(span_trips, "export", moved)

    assert any("after an export and an import" in fault for fault in span_trips.faults(200, 0, tmp_path))
