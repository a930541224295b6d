"""What happens to a project in a long day: copies at any moment, several programs that write, its folder moved away and back."""

from __future__ import annotations

import os
import random
import signal
import subprocess

import pytest

if os.name == "nt":
    pytest.skip("Windows moves no folder in which a file is open", allow_module_level=True)

from builders import ROOT, a_project, a_project_file, an_annotation, an_article
from coding_rounds import compare, lines_of, records
from outcome import Outcome
from running import ANNOTATOR, Running, environment

from annotator.errors import AnnotatorError
from annotator.model.span import Span
from annotator.operations.checking import check
from annotator.project import open_project


def test_a_copy_made_at_any_moment_is_sound_and_holds_all_that_was_acknowledged(tmp_path):
    study, dice = records(random.Random(3), 120), random.Random(4)
    path = a_project_file(tmp_path)
    run = Running([*ANNOTATOR, "annotate", path, "-"], path, feed=b"")
    for number, line in enumerate(lines_of(study)):
        run.say(line)
        if dice.random() < 0.9:
            continue
        run.pump(0.2)
        acknowledged, copy = len(run.acknowledged), tmp_path / f"copy {number}.annot"
        with open_project(path, read_only=True) as project:
            project.backup(copy)
        outcome = Outcome()
        with open_project(copy, read_only=True) as project:
            compare(project, study, acknowledged, outcome)
        assert (outcome.faults, check(copy)) == ([], [])
    run.process.stdin.close()

    assert run.end() == 0
    assert len(list(tmp_path.glob("copy*"))) > 3


@pytest.mark.slow
def test_of_four_programs_that_write_one_is_killed_and_the_others_lose_nothing(tmp_path):
    path = a_project_file(tmp_path)
    article, *_rest = lines_of([{"type": "article", "source_id": "A", "text": "word " * 400}])
    files = []
    for coder in range(4):
        marks = [
            {"type": "annotation", "id": f"c{coder}k{number}", "article": "A", "coder": f"c{coder}", "category": "actor",
             "spans": [[5 * number, 5 * number + 4]], "values": {"entity": "Ministry", "mention_form": "named"}}
            for number in range(50)
        ]  # fmt: skip
        files.append(tmp_path / f"{coder}.jsonl")
        files[-1].write_bytes(article + b"".join(lines_of(marks)))
    first, *others = [
        subprocess.Popen([*ANNOTATOR, "annotate", str(path), str(file)], cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL)
        for file in files
    ]
    first.send_signal(signal.SIGKILL)
    assert [first.wait(60), *[one.wait(120) for one in others]] == [-signal.SIGKILL, 0, 0, 0]
    words = [*ANNOTATOR, "annotate", str(path), str(files[0])]
    again = subprocess.run(words, cwd=ROOT, env=environment(), capture_output=True, check=False)

    assert again.returncode == 0
    with open_project(path, wait=0) as project:
        names = [row[0] for row in project.database.all("SELECT name FROM annotation")]
    assert sorted(names) == sorted(f"c{coder}k{number}" for coder in range(4) for number in range(50))
    assert check(path) == []


def test_a_folder_that_is_moved_away_and_back_while_somebody_codes_costs_nothing(tmp_path):
    home, away = tmp_path / "home", tmp_path / "away"
    home.mkdir()
    with a_project(home) as project:
        article = an_article(project)
        an_annotation(project, article, Span(0, 8))
        home.rename(away)
        with pytest.raises(AnnotatorError, match=r"study\.annot: is not there any more"):
            an_annotation(project, article, Span(9, 14))
        assert project.annotations.total() == 1
        away.rename(home)
        an_annotation(project, article, Span(9, 14))
    assert check(home / "study.annot") == []
    with open_project(home / "study.annot") as project:
        assert project.annotations.total() == 2
