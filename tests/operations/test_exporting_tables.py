"""What analysts get: the tables of the sample project."""

from __future__ import annotations

import csv
import json

import pytest

import annotator
from annotator.operations.demo import make_demo
from annotator.operations.exporting import export
from annotator.project import open_project


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("demo"))


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_hold_every_annotation_with_its_place_in_the_text(demo, tmp_path):
    with open_project(demo, read_only=True) as project:
        report = export(project, tmp_path)
        rows = read(tmp_path / "annotations.csv")
        assert len(rows) == report.rows["annotations"] == project.annotations.total()
        for row in rows[:80]:
            text = project.articles.text(row["article_id"])
            assert " … ".join(text[start:end] for start, end in json.loads(row["spans"])) == row["quote"]


def test_a_claim_names_its_makers_once_each(demo, tmp_path):
    with open_project(demo, read_only=True) as project:
        export(project, tmp_path)
    claims = read(tmp_path / "claims.csv")
    assert {"makers", "maker_kinds", "relays", "certainty", "outlet"} <= set(claims[0])
    assert any(claim["makers"] for claim in claims)
    for claim in claims:
        names = claim["makers"].split(" | ")
        assert len(names) == len(set(names))


def test_a_coder_who_is_no_supervisor_exports_the_own_work_alone(demo, tmp_path):
    with open_project(demo, "ben", read_only=True) as project:
        export(project, tmp_path)
    assert {row["coder"] for row in read(tmp_path / "annotations.csv")} == {"ben"}
    assert {row["coder"] for row in read(tmp_path / "coders.csv")} == {"ben"}


def test_frames_are_typed_by_the_codebook(demo):
    frames = annotator.load_frames(demo)

    certainty = frames["annotations"]["speculation.certainty"].cat
    assert list(certainty.categories) == ["doubtful", "possible", "probable", "near_certain"]
    assert certainty.ordered
    assert not frames["annotations"]["claim.claim_type"].cat.ordered
    assert str(frames["articles"]["date_published"].dtype).startswith("datetime64")
