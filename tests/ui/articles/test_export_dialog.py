"""The export dialog writes what the command writes, and tells how many rows."""

from __future__ import annotations

import csv
import subprocess
import sys

import pandas as pd
import pytest
from PySide6.QtGui import QGuiApplication

from annotator.model.span import Span
from tests.builders import ROOT, a_project, an_annotation, an_article
from ui.articles.export_dialog import ExportDialog
from ui.session import Session


@pytest.fixture
def session(tmp_path):
    with a_project(tmp_path) as project:
        article = an_article(project, headline="=SUM(A1)")
        an_annotation(project, article, Span(62, 101))
        path = project.path
    session = Session()
    session.open(path, "ada")
    session.enter("ben")
    session.enter("ada")
    yield session
    session.close()


@pytest.fixture
def dialog(session, qtbot, tmp_path):
    made = ExportDialog(session)
    made.folder.edit.setText(str(tmp_path / "out"))
    made.open()
    yield made
    made.reject()


def export(dialog, qtbot):
    with qtbot.waitSignal(dialog.exported) as told:
        dialog.export_button.click()
    return told.args[0]


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_tables_are_written_and_their_rows_told(dialog, qtbot, tmp_path):
    report = export(dialog, qtbot)
    assert report.rows["annotations"] == len(rows(tmp_path / "out" / "annotations.csv")) == 1
    assert "annotations 1" in dialog.result.text()
    assert dialog.show_button.isVisible()


def test_cells_that_look_like_formulas_are_guarded_when_asked(dialog, qtbot, tmp_path):
    export(dialog, qtbot)
    assert rows(tmp_path / "out" / "articles.csv")[0]["headline"] == "=SUM(A1)"
    dialog.safe.choose(True)
    export(dialog, qtbot)
    assert rows(tmp_path / "out" / "articles.csv")[0]["headline"] == "'=SUM(A1)"


def test_one_coder_can_be_taken_alone(dialog, qtbot, tmp_path):
    assert [dialog.coder.itemText(place) for place in range(dialog.coder.count())] == ["All coders", "ada", "ben"]
    dialog.coder.setCurrentIndex(2)
    export(dialog, qtbot)
    assert rows(tmp_path / "out" / "annotations.csv") == []


def test_a_coder_who_is_no_supervisor_takes_out_own_work_only(session, qtbot):
    session.enter("ben")
    dialog = ExportDialog(session)
    qtbot.addWidget(dialog)
    assert [dialog.coder.itemText(place) for place in range(dialog.coder.count())] == ["ben"]


def test_json_lines_are_two_files(dialog, qtbot, tmp_path):
    dialog.format.choose("jsonl")
    assert not dialog.safe.isVisible()
    export(dialog, qtbot)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["articles.jsonl", "codings.jsonl"]


def test_parquet_holds_the_same_tables(dialog, qtbot, tmp_path):
    dialog.format.choose("parquet")
    assert not dialog.excel.isVisible()
    export(dialog, qtbot)
    assert len(pd.read_parquet(tmp_path / "out" / "annotations.parquet")) == 1


@pytest.mark.parametrize("coder", [0, 1])
@pytest.mark.parametrize("format", ["csv", "parquet", "jsonl"])
def test_the_dialog_names_the_files_that_it_writes(dialog, qtbot, tmp_path, format, coder):
    dialog.format.choose(format)
    dialog.coder.setCurrentIndex(coder)
    announced = dialog.about.text().split("\n")[1].removeprefix("Writes ").split(", ")
    report = export(dialog, qtbot)
    assert sorted(announced) == sorted(path.name for path in report.files) == sorted(path.name for path in (tmp_path / "out").iterdir())


def test_a_folder_that_cannot_be_made_is_told_in_the_dialog(dialog, qtbot, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    dialog.folder.edit.setText(str(tmp_path / "file" / "out"))
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.problem.count() == 1)
    assert "cannot be made" in dialog.problem.itemAt(0).widget().accessibleDescription()
    assert dialog.export_button.isEnabled()


def test_the_line_of_python_reads_this_project(dialog, session):
    dialog.copy_button.click()
    line = QGuiApplication.clipboard().text()
    assert line == f"import annotator; frames = annotator.load_frames({str(session.project.path)!r})"
    run = subprocess.run(
        [sys.executable, "-c", f"{line}; print(len(frames['annotations']))"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (run.stdout, run.stderr) == ("1\n", "")
