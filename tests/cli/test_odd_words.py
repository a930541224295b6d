"""Every command with odd words and odd files: an exit status of 0, 1 or 2, one clear sentence, never a mistake of ours."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.cli.main import COMMANDS, run
from annotator.operations.demo import make_demo
from annotator.project import open_project
from annotator.store import schema
from tests.builders import ROOT, a_project_file, refusals, stored_by

READING = ("list", "export", "agreement", "codebook", "check", "backup")


def words_for(command: str, project: object, folder: object) -> list[str]:
    """Return a call of a command that names this project."""
    rest = {
        "import": [str(folder)], "list": ["annotations"], "annotate": [f"{folder}/lines.jsonl"], "export": [f"{folder}/out"],
        "codebook": ["show"], "backup": [f"{folder}/copy.annot"],
    }  # fmt: skip
    return [command, str(project), *rest.get(command, [])]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def told(capsys):
    """Return a function that runs a command and gives its status and what it printed, after looking at how it spoke."""

    def ask(words: list[str]) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run(words)
        out, err = capsys.readouterr()
        assert status in (0, 1, 2), words
        for text in (out, err):
            assert "Traceback" not in text
            assert "annotator made a mistake" not in text, (words, text)
            raw = [sign for sign in text if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t"]
            assert raw == [], words
        if status == 2:
            assert err.startswith("annotator: ")
            assert out == ""
        return status, out, err

    return ask


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_that_the_command_understands(command, capsys):
    assert run([command, "--help"]) == 0
    shown = capsys.readouterr().out
    [example] = re.findall(r"^example: annotator (.+)$", shown, flags=re.MULTILINE)
    assert example.split()[0] == command


def test_help_lists_every_command_and_version_says_the_version(capsys):
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(re.search(rf"^ +{command}\b", shown, flags=re.MULTILINE) for command in COMMANDS)
    assert run(["--version"]) == 0
    assert re.fullmatch(r"annotator \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize("command", [one for one in COMMANDS if one != "demo"])
def test_a_command_without_words_is_wrong_usage(command, told):
    assert told([command])[0] == 2


@pytest.mark.parametrize("command", [*READING, "import", "annotate"])
@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "empty", "text", "other database", "newer", "cut short", "device"])
def test_what_is_no_project_is_refused_by_name(command, kind, sound, told, tmp_path):
    path = tmp_path / "odd.annot"
    data = sound.read_bytes()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "text":
        path.write_bytes(b"\x1b[31mnot a project\n" * 20)
    elif kind == "other database":
        sqlite3.connect(path).execute("CREATE TABLE other (a)")
    elif kind == "newer":
        path.write_bytes(data[:60] + (schema.newest_version() + 1).to_bytes(4, "big") + data[64:])
    elif kind == "cut short":
        path.write_bytes(data[: len(data) // 3])
    elif kind == "device":
        path.symlink_to(os.devnull)
    before = path.read_bytes() if kind in ("newer", "cut short", "text", "empty") else None
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "lines.jsonl").write_bytes(b"{}\n")
    status, _out, err = told(words_for(command, path, tmp_path / "articles"))
    assert status == 1
    if command != "check":
        assert str(path) in err
    assert before is None or path.read_bytes() == before
    assert not (tmp_path / "articles" / "out").exists()


@pytest.mark.parametrize("command", ["new", "codebook", "agreement", "annotate"])
@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "not JSON", "not UTF-8", "deep"])
def test_a_file_that_cannot_be_read_is_named(command, kind, told, tmp_path):
    project, file = a_project_file(tmp_path), tmp_path / "odd.json"
    if kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    elif kind != "missing":
        file.write_bytes({"not JSON": b'{"a": \x1b', "not UTF-8": b'{"type": "\xff"}', "deep": b"[" * 100_000}[kind])
    words = {
        "new": ["new", str(tmp_path / "made.annot"), "--codebook", str(file)],
        "codebook": ["codebook", str(project), "import", str(file)],
        "agreement": ["agreement", "--cases", str(file)],
        "annotate": ["annotate", str(project), str(file), "--coder", "ada"],
    }[command]
    status, _out, err = told(words)
    assert status == 1
    assert str(file) in err or (command == "annotate" and err.startswith("refused 1: "))
    assert not (tmp_path / "made.annot").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["export", "P", "D", "--format", "xlsx"],
        ["export", "P", "D", "--layer", "silver"],
        ["export", "P", "D", "--format", "jsonl", "--excel"],
        ["export", "P"],
        ["list", "P", "things"],
        ["codebook", "P", "show", "file"],
        ["codebook", "P", "export"],
        ["agreement"],
        ["import", "P", "D", "--map", "text"],
        ["import", "P", "D", "--map", "weight=a"],
        ["import", "P", "D", "--encoding", "klingon"],
        ["backup", "P", "a", "b"],
        ["recover", "P", "a", "b"],
        ["demo", "a", "b"],
        ["check", "P", "--\x1b[2J"],
        ["check", ""],
        ["export", "P", " "],
    ],
)
def test_words_that_do_not_fit_are_wrong_usage(words, sound, told, tmp_path):
    assert told([{"P": str(sound), "D": str(tmp_path)}.get(word, word) for word in words])[0] == 2


@pytest.mark.parametrize("name", ["nobody", "", " ", "a\tb", "\x1b[31m", "\u202e"])
@pytest.mark.parametrize("command", [*READING[:4], "import"])
def test_a_coder_that_is_not_there_is_a_problem_to_mend(command, name, sound, told, tmp_path):
    (tmp_path / "articles").mkdir()
    assert told([*words_for(command, sound, tmp_path / "articles"), "--as", name])[0] == 1
    if command in ("export", "agreement"):
        option = "--coder" if command == "export" else "--coders"
        assert told([*words_for(command, sound, tmp_path / "articles"), option, name])[0] in (0, 1)


@pytest.mark.parametrize("target", ["file", "link to nothing", "under a file"])
def test_a_folder_that_cannot_be_written_is_named(target, sound, told, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link to nothing").symlink_to(tmp_path / "nowhere" / "at all")
    folder = tmp_path / {"under a file": "file/out"}.get(target, target)
    status, _out, err = told(["export", str(sound), str(folder)])
    assert status == 1
    assert err.startswith("annotator: ")
    assert str(folder) in err


def test_control_characters_of_articles_never_reach_the_terminal_raw(told, tmp_path):
    evil = "a\x1b]0;owned\x07\x9b31m\u202eb\u2028c\td\re"
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        article = {"type": "article", "source_id": f"s{evil}", "text": f"{evil} said so", "headline": evil, "outlet": evil}
        entity = {"type": "entity", "id": f"e{evil}", "label": evil, "note": evil}
        mark = {"type": "annotation", "id": evil, "article": f"s{evil}", "coder": "ada", "category": "claim", "note": evil,
                "start": 0, "end": 8, "values": {}, "incomplete": True}  # fmt: skip
        assert refusals(stored_by(project, article, entity, mark)) == []
    for kind in ("articles", "annotations", "entities", "links", "regions", "steps", "coders", "assignments"):
        status, out, _err = told(["list", str(path), kind])
        assert status == 0
        assert len({line.count("\t") for line in out.splitlines()}) == 1
        status, out, _err = told(["list", str(path), kind, "--json"])
        assert status == 0
        assert not re.search("[\x7f-\x9f\u2028\u202e]", out)
    rows = [json.loads(line) for line in told(["list", str(path), "articles", "--json"])[1].splitlines()]
    assert [row["headline"] for row in rows] == [evil]
    assert told(["export", str(path), str(tmp_path / "out")])[0] == 0
    assert told(["check", str(path)])[0] == 0


ODD = st.one_of(
    st.sampled_from(
        ["--json", "--as", "--coder", "--format", "csv", "parquet", "-", "--", "articles", "show", "export", "ada", "", "P", "D"]
    ),
    st.text(st.characters(codec="utf-8"), max_size=8),
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(command=st.sampled_from([*READING, "new", "import"]), words=st.lists(ODD, max_size=5))
def test_no_words_make_a_command_fall_over(command, words, sound, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told([command, *({"P": str(sound), "D": str(tmp_path / "d")}.get(word, word) for word in words)])


def test_the_reader_of_a_listing_may_go_away(sound):
    with subprocess.Popen(
        [sys.executable, "-m", "annotator", "list", str(sound), "annotations"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as listing:
        assert listing.stdout.readline().startswith(b"annotation_id\t")
        listing.stdout.close()
        assert listing.stderr.read() == b""
    assert listing.returncode == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device here")
def test_a_full_disk_is_told(sound, tmp_path):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "annotator", "list", str(sound), "annotations"], stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
