"""The README and the guide say what is so: their commands run, their links lead somewhere, their key table is the window's."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
from pathlib import Path

import pytest

from annotator.cli.main import COMMANDS
from tests.builders import CONTRACT_RECORDS, ROOT, TEXT, annotator_command
from tests.pictures import IN_THE_DOCS, VIEWS

README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
CODINGS = [record for record in CONTRACT_RECORDS if record["type"] not in ("article", "region")]


def commands_in(page: str) -> list[list[str]]:
    """Return the commands of the program that a page shows as code, as words, in the page's order."""
    found = re.findall(r"`annotator ([^`]+)`", page)
    return [shlex.split(words) for words in dict.fromkeys(found) if words.split()[0] in COMMANDS]


def python_in(page: str) -> str:
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    return block


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A folder as a new user has it: articles and codings, and no project yet."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "articles").mkdir()
    (folder / "articles" / "A17").with_suffix(".jsonl").write_text(json.dumps({"id": "A17", "text": TEXT}) + "\n", encoding="utf-8")
    lines = [json.dumps({**record, "coder": coder} if "coder" in record else record)
             for coder in ("c01", "c02") for record in without_ids(CODINGS, coder)]  # fmt: skip
    (folder / "codings.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def without_ids(records, coder):
    """Return the records with names of their own for each coder."""
    ends = ("id", "from", "to")
    return [record if record["type"] == "entity" else {key: f"{coder}-{value}" if key in ends else value for key, value in record.items()}
            for record in records]  # fmt: skip


def test_every_command_of_the_readme_and_the_guide_does_what_is_said(study, monkeypatch):
    readme = commands_in(README)
    assert {words[0] for words in readme} >= {"new", "import", "list", "annotate", "agreement", "export", "check", "backup"}

    for words in [*readme, *commands_in(GUIDE)]:
        done = annotator_command(*[study / word if is_a_file(word) else word for word in words])
        assert done.returncode == 0, (words, done.stderr)
    assert (study / "tables" / "claims.csv").exists()
    assert list((study / "study backups").glob("*.annot"))


def is_a_file(word: str) -> bool:
    return word.endswith((".annot", ".jsonl", ".json", ".html", ".csv", "/"))


def test_the_lines_for_analysts_are_ten_at_most_and_run(study, monkeypatch):
    lines = python_in(README)
    assert len(lines.splitlines()) <= 10

    monkeypatch.chdir(study)
    annotator_command("demo", study)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(lines.replace("study.annot", "demo.annot"), "README.md", "exec"), {})
    assert "demand" in printed.getvalue()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_and_picture_is_there(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        there = page if not name else (page.parent / name).resolve()
        assert there.exists(), target
        if anchor:
            assert anchor in anchors_of(there), target


def anchors_of(page: Path) -> set[str]:
    """Return the names of a page's headings as links write them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_the_guide_lists_the_keys_that_the_window_lists():
    from ui.coding.keyboard import KEYS

    rows = [f"| {title if not place else ''} | {keys} | {words} |" for title, lines in KEYS for place, (keys, words) in enumerate(lines)]
    table = GUIDE.partition("| where | key | does |\n| --- | --- | --- |\n")[2].partition("\n\n")[0]
    assert table.splitlines() == rows


def test_the_pictures_of_the_docs_are_those_that_can_be_taken_anew():
    there = {file.stem for file in (ROOT / "docs" / "images").glob("*.png")}

    assert there == {f"{name}{scheme}" for name in IN_THE_DOCS for scheme in ("", "-dark")}
    assert set(VIEWS) >= set(IN_THE_DOCS)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_pictures_can_be_taken_anew(tmp_path):
    import subprocess
    import sys

    taken = subprocess.run(
        [sys.executable, "-m", "tests.pictures", str(tmp_path), *IN_THE_DOCS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert taken.returncode == 0, taken.stderr
    assert len(list(tmp_path.glob("*.png"))) == 2 * len(IN_THE_DOCS)


RELIABILITY = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED_TESTS = re.findall(r"`([\w/]+\.py)::(test_\w+)`", RELIABILITY)


def test_the_page_on_reliability_names_a_test_for_every_line_of_its_tables():
    lines = [line for line in RELIABILITY.split("## Promises")[1].splitlines() if line.startswith("| ") and "---" not in line]
    without = [line for line in lines if "::test_" not in line and not re.search(r"\| test( that finds it)? \|$", line)]

    assert without == []


@pytest.mark.parametrize(("file", "test"), NAMED_TESTS, ids=[test for _file, test in NAMED_TESTS])
def test_every_test_that_the_page_on_reliability_names_is_there(file, test):
    source = (ROOT / "tests" / file).read_text(encoding="utf-8")

    assert re.search(rf"^(def {test}\(|{test} = )", source, re.MULTILINE)
