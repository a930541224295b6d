"""The sample project, made from the terminal."""

import csv

from annotator.cli.main import run
from annotator.project import open_project


def test_the_demo_is_a_project_of_two_coders_with_its_tables_beside_it(tmp_path, capsys):
    assert run(["demo", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert str(tmp_path / "demo.annot") in printed
    assert str(tmp_path / "tables") in printed
    with open_project(tmp_path / "demo.annot", read_only=True) as project:
        assert {coder.name for coder in project.coders.all()} == {"ada", "ben"}
        annotations = project.annotations.total()
    with (tmp_path / "tables" / "annotations.csv").open(encoding="utf-8-sig", newline="") as table:
        assert len(list(csv.DictReader(table))) == annotations > 0


def test_a_demo_that_is_there_already_is_kept_and_its_tables_are_written_again(tmp_path, capsys):
    assert run(["demo", str(tmp_path)]) == 0
    with open_project(tmp_path / "demo.annot") as project, project.step("Name project"):
        project.settings.set("name", "mine")
    table = tmp_path / "tables" / "annotations.csv"
    before = table.read_bytes()
    table.unlink()
    capsys.readouterr()
    assert run(["demo", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("kept ")
    assert table.read_bytes() == before
    with open_project(tmp_path / "demo.annot", read_only=True) as project:
        assert project.settings.get("name") == "mine"


def test_no_half_made_project_stays_behind_the_demo(tmp_path):
    assert run(["demo", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.glob(".*demo.annot")] == []


def test_a_demo_where_a_file_stands_in_the_place_of_the_folder_is_refused_by_name(tmp_path, capsys):
    place = tmp_path / "sample"
    place.write_text("a file", encoding="utf-8")

    assert run(["demo", str(place)]) == 1

    said = capsys.readouterr().err
    assert said.startswith(f"annotator: {place}: cannot be made (")
    assert place.read_text(encoding="utf-8") == "a file"
