"""What `list` prints and `export` writes, asked for in the terminal."""

from __future__ import annotations

import csv
import json

import pytest

from annotator.cli.main import run
from annotator.model.tables import tables_of
from annotator.operations.demo import make_demo
from annotator.project import open_project
from tests.builders import a_project_file


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("demo"))


def printed(capsys, *words):
    """Run a command that must succeed and return the lines of its result."""
    capsys.readouterr()
    assert run([str(word) for word in words]) == 0
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("kind", ["articles", "annotations", "links", "coders", "entities", "assignments"])
def test_list_has_the_columns_of_the_table_of_the_same_name(demo, capsys, kind):
    with open_project(demo, read_only=True) as project:
        names = tables_of(project.codebook)[kind].names
        rows = len(list(project.tables.all(project.codebook)[kind].rows()))
    header, *lines = printed(capsys, "list", demo, kind)
    assert header.split("\t") == list(names)
    assert len(lines) == rows
    records = [json.loads(line) for line in printed(capsys, "list", demo, kind, "--json")]
    assert len(records) == rows
    assert all(list(record) == list(names) for record in records)


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("regions", "article_id kind start end"),
        ("steps", "step made_at coder label articles undoes"),
        ("assignments", "article_id source_id coder round kind place part started not_before"),
    ],
)
def test_list_of_what_is_no_table_has_columns_of_its_own(demo, capsys, kind, columns):
    assert printed(capsys, "list", demo, kind)[0].split("\t") == columns.split()


def test_json_has_truths_and_numbers_and_tabs_have_words(demo, capsys):
    record = json.loads(printed(capsys, "list", demo, "annotations", "--json")[0])
    assert (type(record["start"]), record["flag"]) == (int, False)
    header, first, *_rest = printed(capsys, "list", demo, "annotations")
    assert dict(zip(header.split("\t"), first.split("\t"), strict=True))["flag"] == "false"


@pytest.mark.parametrize("kind", ["annotations", "links", "coders"])
def test_a_coder_lists_the_own_work_alone(demo, capsys, kind):
    assert {json.loads(line)["coder"] for line in printed(capsys, "list", demo, kind, "--json", "--as", "ben")} == {"ben"}
    assert {json.loads(line)["coder"] for line in printed(capsys, "list", demo, kind, "--json")} == {"ada", "ben"}


def test_a_coder_lists_the_own_steps_alone(demo, capsys):
    coders = {json.loads(line)["coder"] for line in printed(capsys, "list", demo, "steps", "--json", "--as", "ben")}
    assert "ada" not in coders


def test_export_says_how_many_rows_each_file_has(demo, capsys, tmp_path):
    *counts, last = printed(capsys, "export", demo, tmp_path / "out")
    assert last == f"written to {tmp_path / 'out'}"
    for line in counts:
        name, count = line.removesuffix("s").removesuffix(" row").split(": ")
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == int(count)


@pytest.mark.parametrize(("format", "file"), [("csv", "annotations.csv"), ("parquet", "annotations.parquet"), ("jsonl", "codings.jsonl")])
def test_every_format_is_written_into_a_folder_that_is_made(demo, capsys, tmp_path, format, file):
    printed(capsys, "export", demo, tmp_path / "a" / "b", "--format", format)
    assert (tmp_path / "a" / "b" / file).stat().st_size > 1000


def test_gold_as_json_lines_is_said_to_travel_by_merge(demo, capsys, tmp_path):
    assert run(["export", str(demo), str(tmp_path), "--format", "jsonl", "--layer", "gold"]) == 0
    assert "gold travels by merge only" in capsys.readouterr().err
    assert {json.loads(line)["type"] for line in (tmp_path / "codings.jsonl").read_text(encoding="utf-8").splitlines()} == {"entity"}


def test_reading_commands_work_beside_a_coder_who_has_the_project_open(demo, capsys, tmp_path):
    with open_project(demo, "ada"):
        assert printed(capsys, "list", demo, "articles")
        assert printed(capsys, "export", demo, tmp_path / "out")
        assert printed(capsys, "check", demo)
        assert printed(capsys, "backup", demo, tmp_path / "b.annot")
        assert printed(capsys, "agreement", demo, "--measure", "exact_f1")
        assert printed(capsys, "codebook", demo, "show")


def test_agreement_prints_one_record_a_line_and_undefined_with_its_reason(demo, capsys):
    records = [json.loads(line) for line in printed(capsys, "agreement", demo, "--json")]
    keys = {"measure", "category", "attribute", "coders", "value", "low", "high", "n", "n_articles", "coverage", "parameters"}
    assert all(keys <= set(one) for one in records)
    undefined = [one for one in records if one["value"] == "undefined"]
    assert undefined
    assert all(one["reason"] for one in undefined)


def test_a_coder_who_may_not_compare_gets_no_agreement(demo, capsys):
    assert run(["agreement", str(demo), "--as", "ben"]) == 1
    assert "only the supervisor" in capsys.readouterr().err


def test_a_new_project_has_the_news_claims_codebook_unless_another_is_named(tmp_path, capsys):
    printed(capsys, "new", tmp_path / "a.annot")
    printed(capsys, "new", tmp_path / "b.annot", "--codebook", "four_tags")
    assert json.loads("\n".join(printed(capsys, "codebook", tmp_path / "a.annot", "show")))["codebook"] == "News claims codebook"
    assert json.loads("\n".join(printed(capsys, "codebook", tmp_path / "b.annot", "show")))["codebook"] != "News claims codebook"


def test_a_backup_without_a_target_goes_into_the_folder_of_backups(tmp_path, capsys):
    path = a_project_file(tmp_path)
    [made] = printed(capsys, "backup", path)
    assert made.startswith(str(tmp_path / "study backups"))
    assert printed(capsys, "check", made)[0].startswith("sound: ")
