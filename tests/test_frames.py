"""The project in Python: frames as CONTRACT section 7 says, Parquet with the same types, and the lines that README gives analysts."""

from __future__ import annotations

import os
import subprocess
import sys

import pandas as pd
import pytest

import annotator
from annotator.errors import AnnotatorError
from annotator.model.span import Span
from annotator.model.tables import tables_of
from annotator.operations.demo import make_demo
from annotator.operations.exporting import export
from annotator.project import open_project
from tests.builders import ROOT, a_project, an_annotation, an_article


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("demo"))


def test_frames_are_typed_by_the_codebook(demo):
    frames = annotator.load_frames(demo)

    with open_project(demo, read_only=True) as project:
        tables = tables_of(project.codebook)
    assert set(frames) == {
        "articles", "article_codings", "annotations", "links", "claims", "claim_actor", "entities", "codebook", "coders", "assignments",
        "decisions", "entity_periods", "notes",
    }  # fmt: skip
    for name, frame in frames.items():
        assert tuple(frame.columns) == tables[name].names
    certainty = frames["annotations"]["speculation.certainty"].cat
    assert list(certainty.categories) == ["doubtful", "possible", "probable", "near_certain"]
    assert certainty.ordered
    assert not frames["annotations"]["claim.claim_type"].cat.ordered
    assert frames["claims"]["certainty"].cat.ordered
    assert str(frames["annotations"]["claim.maker_unnamed"].dtype) == "boolean"
    assert str(frames["articles"]["date_published"].dtype).startswith("datetime64")
    assert str(frames["annotations"]["created_at"].dt.tz) == "UTC"


def test_frames_of_an_empty_project_have_the_same_types(demo, tmp_path):
    with a_project(tmp_path) as project:
        path = project.path
    full, empty = annotator.load_frames(demo), annotator.load_frames(path)
    for name in full:
        assert list(map(str, full[name].dtypes)) == list(map(str, empty[name].dtypes)), name


def test_a_coder_s_frames_hold_the_own_work_alone(demo):
    frames = annotator.load_frames(demo, coder="ben")
    for name in ("annotations", "links", "claims", "claim_actor", "article_codings", "coders"):
        assert set(frames[name]["coder"]) == {"ben"}


def test_frames_say_what_the_files_say(demo, tmp_path):
    with open_project(demo, read_only=True) as project:
        export(project, tmp_path)
    for name, frame in annotator.load_frames(demo).items():
        written = pd.read_csv(tmp_path / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""])
        assert len(written) == len(frame)
        for column in frame.columns:
            missing = written[column].isna().to_list()
            assert frame[column].isna().to_list() == missing, (name, column)


def test_parquet_reads_back_as_the_frames(demo, tmp_path):
    with open_project(demo, read_only=True) as project:
        report = export(project, tmp_path, format="parquet")
    for name, frame in annotator.load_frames(demo).items():
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / f"{name}.parquet"), frame)
        assert report.rows[name] == len(frame)
    agreement = pd.read_parquet(tmp_path / "agreement.parquet")
    assert str(agreement["value"].dtype) == "float64"
    assert (agreement["value"].isna() == agreement["reason"].notna()).all()


def test_parquet_keeps_all_values_of_a_scale_across_groups_of_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.parquet.GROUP", 2)
    with a_project(tmp_path) as project:
        article = an_article(project)
        for start, certainty in enumerate(["possible", "doubtful", "near_certain", "possible", "doubtful"]):
            values = {"speculation_type": "epistemic", "certainty": certainty}
            an_annotation(project, article, Span(start, start + 1), category="speculation", values=values)
        export(project, tmp_path / "out", format="parquet")
    found = pd.read_parquet(tmp_path / "out" / "annotations.parquet")["speculation.certainty"]
    assert list(found) == ["possible", "doubtful", "near_certain", "possible", "doubtful"]
    assert list(found.cat.categories) == ["doubtful", "possible", "probable", "near_certain"]


def test_without_pyarrow_parquet_names_the_extra_to_install(demo, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with open_project(demo, read_only=True) as project, pytest.raises(AnnotatorError, match=r"news-annotator\[stats\]"):
        export(project, tmp_path / "out", format="parquet")
    assert not (tmp_path / "out").exists()


# ---- README ---------------------------------------------------------------------------------------------------------------


def lines_for_analysts():
    """Return the Python that README gives."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.split("## For analysts")[1].split("```python\n")[1].split("```")[0]


def test_the_lines_that_readme_gives_analysts_run_on_the_sample_project(demo):
    code = lines_for_analysts()
    assert "annotator.load_frames(" in code
    study = demo.with_name("study.annot")
    study.write_bytes(demo.read_bytes())
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, encoding="utf-8", cwd=study.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, timeout=120,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert len(run.stdout.splitlines()) > len(code.splitlines())
    assert "Empty" not in run.stdout
    assert "nan" not in run.stdout.casefold().split("\n")[0]
