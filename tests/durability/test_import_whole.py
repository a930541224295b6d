"""An import with codings is kept whole or not at all, whatever stops it."""

from __future__ import annotations

import json

import pytest
from builders import a_project

from annotator.errors import Cancelled
from annotator.operations.annotating.pending import Pending
from annotator.operations.checking import check
from annotator.operations.importing import import_files
from annotator.progress import Progress
from annotator.project import open_project

STORY = "Tariffs on fish must fall, the minister of day {day} said."
VALUES = {"claim_type": "demand", "form": "indirect", "issue": "trade"}


def claim(number, **changed):
    record = {"type": "annotation", "id": f"k{number}", "article": f"A{number}", "coder": "c01", "category": "claim", "spans": [[0, 25]]}
    return {**record, "values": VALUES, **changed}


@pytest.fixture
def study(tmp_path):
    lines = []
    for number in range(20):
        lines += [{"type": "article", "source_id": f"A{number}", "text": STORY.format(day=number)}, claim(number)]
    file = tmp_path / "coded.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def holds(project):
    return project.articles.count(), project.annotations.total(), [step.label for step in project.history.all()][1:]


def test_articles_and_their_codings_are_one_transaction(tmp_path, study):
    with a_project(tmp_path) as project:
        heard = []
        project.listen(heard.append)
        report = import_files(project, [study])

        assert (report.added, report.codings, report.problems) == (20, 20, ())
        assert holds(project)[:2] == (20, 20)
        assert len(heard) == 1
        assert heard[0].touch("article")
        assert heard[0].touch("annotation")
        path = project.path
    assert check(path) == []


def test_an_import_that_is_stopped_while_its_codings_are_checked_leaves_no_article_either(tmp_path, study):
    labels = []

    def report(label, _done, _total):
        labels.append(label)

    with a_project(tmp_path) as project:
        with pytest.raises(Cancelled):
            import_files(project, [study], progress=Progress(report, lambda: "Checking codings" in labels))
        assert holds(project) == (0, 0, [])

        import_files(project, [study])
        assert holds(project)[:2] == (20, 20)


@pytest.mark.parametrize("error", [OSError("no room"), KeyboardInterrupt()])
def test_an_import_that_fails_while_its_codings_are_written_leaves_no_article_either(tmp_path, study, monkeypatch, error):
    """Articles were committed before the codings were even read: a kill between left a project that was neither."""

    def fails(pending, project):
        write(pending, project)
        raise error

    write = Pending.write
    with a_project(tmp_path) as project:
        monkeypatch.setattr(Pending, "write", fails)
        with pytest.raises(type(error)):
            import_files(project, [study])
        assert holds(project) == (0, 0, [])

        monkeypatch.undo()
        import_files(project, [study])
        assert holds(project)[:2] == (20, 20)


def test_codings_are_judged_anew_when_somebody_wrote_meanwhile(tmp_path, study):
    with a_project(tmp_path) as project, open_project(project.path) as other:
        other_file = tmp_path / "other.jsonl"
        article = {"type": "article", "source_id": "A7", "text": "Another text of that number."}
        other_file.write_text(json.dumps(article) + "\n", encoding="utf-8")

        def report(label, _done, _total):
            if label == "Checking codings" and not other.articles.count():
                import_files(other, [other_file])

        done = import_files(project, [study], progress=Progress(report))

        assert (project.articles.count(), done.codings, done.corrections[0].place) == (21, 19, "line 15")
        assert [problem.place for problem in done.problems] == ["line 16"]
        assert "2 articles have the source_id 'A7'" in done.problems[0].reason


def test_codings_that_nothing_is_new_of_make_no_step_and_tell_nobody(tmp_path, study):
    with a_project(tmp_path) as project:
        import_files(project, [study])
        before = holds(project)
        heard = []
        project.listen(heard.append)

        report = import_files(project, [study])

        assert (report.added, report.duplicates, report.codings) == (0, 20, 20)
        assert (holds(project), heard) == (before, [])
