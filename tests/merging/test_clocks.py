"""A clock that goes back a year, forward ten or stands still changes no order: not of history, of undo, nor of a merge."""

from __future__ import annotations

import pytest
from builders import a_project, an_annotation, an_article
from joined_files import a_copy, content, merged

from annotator.model.span import Span
from annotator.operations.checking import check
from annotator.operations.projects import enter
from annotator.project import open_project
from annotator.store import database

CLOCKS = {
    "a year back": ("2026-05-01T10:00:00.000Z", "2025-05-01T10:00:00.000Z", "2025-05-01T10:00:01.000Z"),
    "ten years forward and back": ("2026-05-01T10:00:00.000Z", "2036-05-01T10:00:00.000Z", "2026-05-01T10:00:01.000Z"),
    "stopped": ("2026-05-01T10:00:00.000Z",) * 3,
}


@pytest.fixture(params=CLOCKS.values(), ids=CLOCKS)
def clock(request, monkeypatch):
    """Set the clock to the first, second or third of its times."""

    def show(number):
        monkeypatch.setattr(database, "now", lambda: request.param[number])

    return show


def test_history_and_undo_go_by_what_was_done_and_not_by_the_clock(tmp_path, clock):
    with a_project(tmp_path) as project:
        article = an_article(project)
        marked = []
        for number in range(3):
            clock(number)
            marked.append(an_annotation(project, article, Span(number * 10, number * 10 + 5)).id)
        for left in (2, 1, 0):
            project.undo(article)
            assert [one.id for one in project.annotations.of_article(article)] == marked[:left]
        project.redo(article)
        assert [one.id for one in project.annotations.of_article(article)] == marked[:1]
        counters = [step.counter for step in project.history.all()]
        path = project.path
    assert sorted(counters) in (counters, counters[::-1])
    assert check(path) == []


def test_files_whose_clocks_were_wrong_are_merged_to_the_same_project_in_either_order(tmp_path, clock):
    with a_project(tmp_path) as project:
        article = an_article(project)
        path = project.path
    copies = [a_copy(path, name) for name in ("first", "second")]
    for number, copy in enumerate(copies):
        clock(number + 1)
        with open_project(copy) as project:
            enter(project, f"coder{number}")
            an_annotation(project, article, Span(number * 10, number * 10 + 5))
    one, other = a_copy(path, "one"), a_copy(path, "other")
    merged(one, *copies)
    merged(other, *reversed(copies))

    assert content(one) == content(other)
    assert len(content(one)["annotation"]) == 2
    assert check(one) == []
