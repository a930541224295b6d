"""Highlighters are the project's: saved in steps, the same for all, changed by a supervisor alone, and stopped when they take too long."""

from __future__ import annotations

import pytest

from annotator.errors import AnnotatorError, RuleViolation
from annotator.operations.highlighters import (
    COLOURS,
    PATTERN,
    add_highlighter,
    highlight,
    highlighters,
    remove_highlighter,
    set_highlighter,
    switch,
)
from annotator.operations.projects import enter
from tests.builders import a_project

TEXT = "The ministry may act — “perhaps”, said Zoë. 外務省は関税を下げると述べた。"


@pytest.fixture
def project(tmp_path):
    with a_project(tmp_path) as made:
        yield made


def words(project, text=TEXT):
    return [(text[one.span.start : one.span.end], one.colour) for one in highlight(text, highlighters(project))[0]]


def test_words_phrases_and_expressions_stand_out_each_in_its_colour(project):
    add_highlighter(project, "may OR perhaps OR zoe")
    add_highlighter(project, r"minist\w+", PATTERN, name="ministries")
    add_highlighter(project, "関税")
    assert words(project) == [
        ("ministry", COLOURS[1]), ("may", COLOURS[0]), ("perhaps", COLOURS[0]), ("Zoë", COLOURS[0]), ("関税", COLOURS[2]),
    ]  # fmt: skip


def test_one_that_is_off_or_removed_shows_nothing_and_undo_brings_it_back(project):
    made = add_highlighter(project, "may")
    switch(project, made.id, on=False)
    assert words(project) == []
    project.undo()
    assert words(project) == [("may", COLOURS[0])]
    remove_highlighter(project, made.id)
    assert highlighters(project) == []
    project.undo()
    assert highlighters(project) == [made]


def test_an_expression_that_takes_too_long_is_stopped_and_named(project):
    add_highlighter(project, r"(a+)+$", PATTERN, name="forever")
    add_highlighter(project, "may")
    found, too_slow = highlight("a" * 40 + "! may", highlighters(project), seconds=0.3)
    assert too_slow == ["forever"]
    assert [one.name for one in found] == ["may"]


def test_what_cannot_be_looked_for_is_refused(project):
    for asked, kind in (("", "words"), ("(", PATTERN), ("-only", "words")):
        with pytest.raises(AnnotatorError):
            add_highlighter(project, asked, kind)
    made = add_highlighter(project, "may")
    from dataclasses import replace

    with pytest.raises(RuleViolation):
        set_highlighter(project, replace(made, colour="red"))


def test_coders_see_them_and_change_nothing(project):
    made = add_highlighter(project, "may")
    enter(project, "ben")
    assert highlighters(project) == [made]
    for act in (
        lambda: add_highlighter(project, "x"),
        lambda: remove_highlighter(project, made.id),
        lambda: switch(project, made.id, on=False),
    ):
        with pytest.raises(AnnotatorError, match="supervisor"):
            act()
