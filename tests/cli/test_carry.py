"""Codings are carried over by command: what becomes of each is told first, then kept in one step."""

from __future__ import annotations

import json

import pytest

from annotator.cli.main import run
from annotator.model.span import Span
from annotator.operations.checking import check
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.builders import a_project_file, an_annotation

OLD = "The ministry said on Monday that tariffs on fish must fall by the summer.\nNobody in the union wished to comment on that."
NEW = "Correction: the month was wrong.\nThe ministry said on Monday that tariffs on fish must fall by the autumn.\n"


@pytest.fixture
def study(tmp_path):
    path = a_project_file(tmp_path)
    (tmp_path / "wire.txt").write_text(OLD, encoding="utf-8")
    assert run(["import", str(path), str(tmp_path / "wire.txt")]) == 0
    with open_project(path) as project:
        enter(project, "ben")
        article = project.articles.ids()[0]
        for words, category in (("The ministry", "actor"), ("tariffs on fish must fall by the summer", "claim"), ("the union", "actor")):
            start = OLD.index(words)
            an_annotation(project, article, Span(start, start + len(words)), category=category)
    (tmp_path / "wire.txt").write_text(NEW, encoding="utf-8")
    assert run(["import", str(path), str(tmp_path / "wire.txt")]) == 0
    return path


def carried(path, capsys, *words):
    capsys.readouterr()
    status = run(["carry", str(path), "wire.txt", "--json", *words])
    shown = capsys.readouterr()
    return status, [json.loads(line) for line in shown.out.splitlines()], shown.err


def test_a_preview_tells_the_fate_of_each_and_keeps_nothing(study, capsys):
    status, rows, said = carried(study, capsys, "--preview")
    assert status == 0
    assert [(one["quote"], one["status"], one["new_quote"] or None) for one in rows] == [
        ("The ministry", "moved", "The ministry"),
        ("tariffs on fish must fall by the summer", "changed", "tariffs on fish must fall by the autumn"),
        ("the union", "lost", None),
    ]
    assert {one["coder"] for one in rows} == {"ben"}
    assert "0 kept, 1 moved, 1 changed, 1 lost" in said
    with open_project(study, read_only=True) as project:
        assert project.annotations.total() == 3


def test_carrying_keeps_the_copies_and_the_project_sound(study, capsys):
    assert carried(study, capsys)[0] == 0
    with open_project(study, read_only=True) as project:
        new = next(one for one in project.articles.all() if one.correction_of)
        assert [(one.quote, one.origin, one.flag) for one in project.annotations.of_article(new.id)] == [
            ("The ministry", "inherited", False), ("tariffs on fish must fall by the autumn", "inherited", True),
        ]  # fmt: skip
    assert check(study) == []


def test_an_article_without_other_versions_is_told(study, capsys):
    with open_project(study, read_only=True) as project:
        old = next(one.id for one in project.articles.all() if not one.correction_of)
    assert run(["carry", str(study), old]) == 1
    assert "no corrected text and no reprint" in capsys.readouterr().err
