"""`annotator import`: the report, the exit status, and what is said of each refused file."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from annotator.cli.main import run
from annotator.project import open_project

DATA = Path(__file__).parent.parent / "data"
TEXT = "The old gates of Tornby harbour will be closed for good on Friday, the port authority said on Tuesday.\n"


@pytest.fixture
def study(tmp_path, capsys):
    """Return the path of an empty project."""
    path = tmp_path / "study.annot"
    assert run(["new", str(path)]) == 0
    capsys.readouterr()
    return path


def test_the_report_counts_and_nothing_is_said_on_stderr(study, capsys):
    assert run(["import", str(study), str(DATA / "plain_text"), str(DATA / "csv_table")]) == 0
    told = capsys.readouterr()
    duplicates = "0 duplicates: 0 there already, 0 added and linked to the same text"
    assert told.out.splitlines()[:4] == ["3 found", "3 added", duplicates, "0 refused"]
    assert "note: columns that were not read: section" in told.out
    assert told.err == ""


def test_refused_files_are_named_on_stderr_and_the_rest_is_imported(study, tmp_path, capsys):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "rows.csv").write_text("id,text\n1,One.\n2,\n")
    files = [str(tmp_path / name) for name in ("a.txt", "empty.txt", "rows.csv", "none.txt")]
    assert run(["import", str(study), *files]) == 1
    told = capsys.readouterr()
    assert told.out.splitlines()[:2] == ["5 found", "2 added"]
    assert told.err.splitlines() == [
        f"annotator: {files[1]}: the file is empty",
        f"annotator: {files[2]}, row 3: the text is empty",
        f"annotator: {files[3]}: there is no such file",
    ]
    with open_project(study, read_only=True) as project:
        assert project.articles.count() == 2


def test_json_is_one_object_and_its_counts_add_up(study, tmp_path, capsys):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text(TEXT)
    (tmp_path / "c.txt").write_bytes(b"F\xe4hre")
    assert run(["import", str(study), *(str(tmp_path / name) for name in ("a.txt", "b.txt", "c.txt")), "--json"]) == 1
    told = capsys.readouterr()
    [line] = told.out.splitlines()
    report = json.loads(line)
    assert (report["found"], report["added"], report["duplicates"]) == (3, 1, 1)
    [problem] = report["problems"]
    assert (problem["file"], problem["place"]) == (str(tmp_path / "c.txt"), "byte 1")
    assert problem["reason"]
    assert told.err == ""


def test_an_encoding_and_a_mapping_are_taken(study, tmp_path, capsys):
    (tmp_path / "a.csv").write_bytes("Nr;Inhalt;Titel\n7;Die Fähre fährt.;Fähre\n".encode("cp1252"))
    words = ["--encoding", "cp1252", "--map", "text=Inhalt", "id=Nr", "--map", "title=Titel", "--json"]
    assert run(["import", str(study), str(tmp_path / "a.csv"), *words]) == 0
    with open_project(study, read_only=True) as project:
        [article] = project.articles.all()
        assert (article.source_id, article.headline, project.articles.text(article.id)) == ("7", "Fähre", "Die Fähre fährt.")


@pytest.mark.parametrize(
    "words",
    [
        ["--map", "text"],
        ["--map", "colour=red"],
        ["--format", "docx"],
        ["--encoding", "klingon"],
        ["--encoding", "base64"],
        ["--colour"],
    ],
)
def test_words_that_do_not_fit_are_wrong_usage(study, capsys, words):
    assert run(["import", str(study), str(DATA / "plain_text"), *words]) == 2
    with open_project(study, read_only=True) as project:
        assert project.articles.count() == 0


def test_codings_in_a_file_are_counted(study, capsys):
    assert run(["import", str(study), str(DATA / "json_lines")]) == 0
    assert "5 codings stored" in capsys.readouterr().out


def test_a_correction_is_reported(study, tmp_path, capsys):
    for text in (TEXT, TEXT.replace("Friday", "Monday")):
        (tmp_path / "a.txt").write_text(text)
        assert run(["import", str(study), str(tmp_path / "a.txt")]) == 0
    assert "possible correction" in capsys.readouterr().out


def test_a_coder_can_be_named_and_an_unknown_one_is_refused(study, capsys):
    with open_project(study) as project, project.step("Add"):
        project.coders.add("ana")
    assert run(["import", str(study), str(DATA / "plain_text"), "--as", "bo"]) == 1
    assert "bo" in capsys.readouterr().err
    assert run(["import", str(study), str(DATA / "plain_text"), "--as", "ana"]) == 0


def test_control_characters_in_a_file_s_name_are_never_printed_raw(study, tmp_path, capsys):
    path = tmp_path / "\x1b[2Jevil\u202e.txt"
    path.touch()
    assert run(["import", str(study), str(path)]) == 1
    told = capsys.readouterr()
    assert "\x1b" not in told.err
    assert "\\x1b[2Jevil\\u202e.txt" in told.err


def test_a_terminal_is_shown_the_progress(study, tmp_path, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    (tmp_path / "a.txt").write_text(TEXT)
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert run(["import", str(study), str(tmp_path / "a.txt")]) == 0
    assert "Preparing articles" in sys.stderr.getvalue()


def test_help_has_an_example(capsys):
    assert run(["import", "--help"]) == 0
    assert "example: annotator import" in capsys.readouterr().out
