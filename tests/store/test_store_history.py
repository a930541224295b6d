"""Undo and redo are new steps: named, kept over a restart, refused on conflict, and equal to a model."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from builders import ACTOR, CLAIM, CLAIM_VALUES, TEXT, a_project, an_annotation, an_article
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from annotator.errors import ConflictError, RuleViolation
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.checking import check
from annotator.operations.projects import enter
from annotator.project import open_project


@pytest.fixture
def project(tmp_path):
    with a_project(tmp_path) as opened:
        yield opened


@pytest.fixture
def article(project):
    return an_article(project)


def labels(project):
    return [step.label for step in project.history.all()]


def test_undo_takes_the_last_step_back_and_redo_does_it_again_by_name(project, article):
    made = an_annotation(project, article)

    project.undo(article)
    assert (labels(project)[-1], project.annotations.of_article(article)) == ("Undo Code claim", [])
    project.redo(article)
    assert (labels(project)[-1], project.annotations.get(made.id).values) == ("Redo Code claim", made.values)
    project.undo(article)
    assert labels(project)[-1] == "Undo Code claim"
    assert check(project.path) == []


def test_undo_and_redo_work_across_a_restart(tmp_path):
    with a_project(tmp_path) as project:
        article = an_article(project)
        made = an_annotation(project, article)
        path = project.path
    with open_project(path, "ada") as project:
        project.undo(article)
    with open_project(path, "ada") as project:
        assert project.history.redoable(project.coder.id, article).label == "Undo Code claim"
        project.redo(article)
        assert project.annotations.get(made.id).created_at == made.created_at


def test_several_undos_go_back_step_by_step_and_new_work_ends_redo(project, article):
    first = an_annotation(project, article)
    coding.set_value(project, first.id, "issue", "health")
    coding.set_note(project, first.id, "why")

    project.undo(article)
    project.undo(article)
    assert (project.annotations.get(first.id).values["issue"], project.annotations.get(first.id).note) == ("trade", "")
    project.redo(article)
    assert project.annotations.get(first.id).values["issue"] == "health"
    an_annotation(project, article, ACTOR, category="actor")
    assert project.redo(article) is None


def test_nothing_to_undo_is_none(project, article):
    assert (project.undo(article), project.redo(article)) == (None, None)


def test_undo_in_an_article_leaves_other_articles_and_coders_alone(project, article):
    other = an_article(project, "Another text that says more.", source_id="A18")
    mine = an_annotation(project, article)
    elsewhere = an_annotation(project, other, Span(0, 7))
    with open_project(project.path) as second:
        enter(second, "bob")
        theirs = an_annotation(second, article)

    project.undo(article)

    left = {one.id for one in [*project.annotations.of_article(article), *project.annotations.of_article(other)]}
    assert left == {elsewhere.id, theirs.id}
    assert mine.id not in left


def test_a_step_over_several_articles_is_passed_by_in_the_article_and_undone_elsewhere(project, article):
    other = an_article(project, "Another text that says more.", source_id="A18")
    made = an_annotation(project, article)
    with project.step("Recode all", article, other):
        project.annotations.save(replace(made, values={**made.values, "issue": "health"}))
        project.settings.set("name", "recoded")

    assert project.history.undoable(project.coder.id, article).label == "Code claim"
    assert project.history.undoable(project.coder.id).label == "Recode all"
    project.undo()
    assert project.annotations.get(made.id).values["issue"] == "trade"


def test_undo_is_refused_when_a_row_has_changed_since_and_nothing_is_touched(project, article):
    made = an_annotation(project, article)
    step = project.history.all()[-1]
    coding.set_note(project, made.id, "newer")
    before = len(labels(project))

    with pytest.raises(ConflictError, match=r"Code claim.*has changed since"):
        project.take_back(step)

    assert (len(labels(project)), project.annotations.get(made.id).note) == (before, "newer")


def test_what_a_supervisor_took_back_is_passed_over_by_the_coders_own_undo(project, article):
    enter(project, "bob")
    first = an_annotation(project, article, Span(0, 8))
    second = an_annotation(project, article)
    enter(project, "ada")
    project.take_back(project.history.all()[-1])
    enter(project, "bob")

    assert project.history.redoable(project.coder.id, article) is None
    project.undo(article)

    assert [project.annotations.find(one.id) for one in (first, second)] == [None, None]
    assert project.undo(article) is None
    project.redo(article)
    assert [one.id for one in project.annotations.of_article(article)] == [first.id]


def test_what_a_supervisor_took_back_and_did_again_is_undone_in_its_turn(project, article):
    enter(project, "bob")
    first = an_annotation(project, article, Span(0, 8))
    step = project.history.all()[-1]
    second = an_annotation(project, article)
    enter(project, "ada")
    project.take_back(project.take_back(step))
    enter(project, "bob")

    project.undo(article)
    assert [one.id for one in project.annotations.of_article(article)] == [first.id]
    project.undo(article)
    assert project.annotations.of_article(article) == []
    project.redo(article)
    project.redo(article)
    assert {one.id for one in project.annotations.of_article(article)} == {first.id, second.id}
    assert check(project.path) == []


def test_undo_gives_values_that_did_not_change_since_a_pass(project, article):
    """Values are logged key by key: a newer change of another value is no conflict."""
    made = an_annotation(project, article)
    coding.set_value(project, made.id, "issue", "health")
    step = project.history.all()[-1]
    with project.step("Another value", article):
        project.database.update("annotation", made.id, {"values": {**project.annotations.get(made.id).values, "proposition": "Fish."}})

    with project.step("Same stamp", article):
        project.database.update("annotation", made.id, {"updated_at": project.history.changes(step.id)[0].after["updated_at"]})
    project.take_back(step)

    assert (project.annotations.get(made.id).values["issue"], project.annotations.get(made.id).values["proposition"]) == ("trade", "Fish.")


def test_a_large_step_is_undone_and_redone_whole(project):
    text = "w " * 3000
    article = an_article(project, text, source_id="big")
    with project.step("Many", article):
        for start in range(0, 2400, 2):
            made = coding.prepare(project, article, "claim", Span(start, start + 1), values=CLAIM_VALUES)
            project.annotations.add(made)

    project.undo(article)
    assert project.annotations.total() == 0
    project.redo(article)
    assert project.annotations.total() == 1200
    assert check(project.path) == []


# ---- a model --------------------------------------------------------------------------------------------------------------


WORDS = [Span(0, 8), Span(9, 14), Span(15, 22), Span(23, 25), Span(26, 30), Span(31, 34)]


class Coding(RuleBasedStateMachine):
    """Random work of two coders in two articles on a real file, beside the same work on plain dictionaries.

    The model keeps per coder and article a stack of states, as a text editor does; the program must always show its top.
    """

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="annotator-model-"))
        self.project = a_project(self.folder)
        self.articles = [an_article(self.project), an_article(self.project, TEXT + " More.", source_id="A18")]
        self.coders = ["ada", "bob"]
        for name in self.coders:
            enter(self.project, name)
        self.done = {(coder, article): [{}] for coder in self.coders for article in self.articles}
        self.undone = {key: [] for key in self.done}

    @initialize()
    def begin(self):
        self.be("ada", 0)

    @rule(coder=st.sampled_from(["ada", "bob"]), number=st.integers(0, 1))
    def be(self, coder, number):
        enter(self.project, coder)
        self.key = (coder, self.articles[number])

    @property
    def article(self):
        return self.key[1]

    @property
    def now(self):
        return self.done[self.key][-1]

    def ids_by_place(self):
        """Ids are random: ordered by place, the same draw means the same annotation each time hypothesis tries it."""
        return sorted(self.now, key=lambda one: self.now[one][0])

    def did(self, state):
        if state != self.now:
            self.done[self.key].append(state)
            self.undone[self.key].clear()

    @rule(span=st.sampled_from(WORDS))
    def mark(self, span):
        if any(one[0] == span for one in self.now.values()):
            with pytest.raises(RuleViolation):
                an_annotation(self.project, self.article, span)
            return
        made = an_annotation(self.project, self.article, span)
        self.did({**self.now, made.id: (span, "trade", "")})

    @precondition(lambda self: self.now)
    @rule(data=st.data(), issue=st.sampled_from(["trade", "health", "migration"]))
    def judge(self, data, issue):
        chosen = data.draw(st.sampled_from(self.ids_by_place()))
        coding.set_value(self.project, chosen, "issue", issue)
        span, _issue, note = self.now[chosen]
        self.did({**self.now, chosen: (span, issue, note)})

    @precondition(lambda self: self.now)
    @rule(data=st.data(), note=st.sampled_from(["", "one", "two"]))
    def write(self, data, note):
        chosen = data.draw(st.sampled_from(self.ids_by_place()))
        coding.set_note(self.project, chosen, note)
        self.did({**self.now, chosen: (*self.now[chosen][:2], note)})

    @precondition(lambda self: self.now)
    @rule(data=st.data())
    def delete(self, data):
        chosen = data.draw(st.sampled_from(self.ids_by_place()))
        coding.delete_annotation(self.project, chosen)
        self.did({key: one for key, one in self.now.items() if key != chosen})

    @rule()
    def undo(self):
        step = self.project.undo(self.article)
        assert (step is not None) == (len(self.done[self.key]) > 1)
        if step is not None:
            self.undone[self.key].append(self.done[self.key].pop())

    @rule()
    def redo(self):
        step = self.project.redo(self.article)
        assert (step is not None) == bool(self.undone[self.key])
        if step is not None:
            self.done[self.key].append(self.undone[self.key].pop())

    @rule()
    def close_and_open(self):
        path = self.project.path
        self.project.close()
        self.project = open_project(path, self.key[0])

    @invariant()
    def the_file_shows_what_the_model_shows(self):
        if not hasattr(self, "key"):
            return
        for (coder, article), states in self.done.items():
            owner = self.project.coders.named(coder).id
            found = {
                one.id: (one.spans[0], one.values.get("issue"), one.note) for one in self.project.annotations.of_article(article, owner)
            }
            assert found == states[-1]

    def teardown(self):
        path = self.project.path
        self.project.close()
        try:
            assert check(path) == []
        finally:
            shutil.rmtree(self.folder)


TestCodingEqualsTheModel = Coding.TestCase
TestCodingEqualsTheModel.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)


def test_claims_are_where_the_model_puts_them():
    assert [TEXT[span.start : span.end] for span in WORDS[:3]] == ["Ministry", "wants", "tariffs"]
    assert TEXT[CLAIM.start : CLAIM.end].startswith("tariffs")
