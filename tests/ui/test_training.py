"""Training and silent re-coding as they are used in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.plan import TRAINING
from annotator.operations import coding, entities
from annotator.operations.assigning import Order, apply_plan, preview_plan
from annotator.operations.projects import enter
from annotator.operations.training import take_as_gold
from annotator.project import open_project
from tests.builders import ACTOR, CLAIM, CLAIM_VALUES, TEXT, a_link, a_project, an_annotation, an_article
from ui.main_window import MainWindow
from ui.pages import LESSONS, PLAN
from ui.plan.again_dialog import AgainDialog
from ui.plan.plan_form import PlanDialog
from ui.session import Session

WAIT = {"timeout": 30_000}


def coded(project, article, kind="demand"):
    actor = an_annotation(project, article, ACTOR, category="actor", values={"mention_form": "named"})
    ministry = next((one for one in project.entities.all() if one.label == "Ministry"), None) or entities.add_entity(project, "Ministry")
    coding.set_entity(project, actor.id, "entity", ministry)
    a_link(project, "makes", actor, an_annotation(project, article, CLAIM, values={**CLAIM_VALUES, "claim_type": kind}))
    for variable, value in {"genre": "hard_news", "main_issue": "trade"}.items():
        coding.set_article_value(project, article, variable, value)


@pytest.fixture
def school(tmp_path):
    """Two training articles for dan, whose gold is ada's coding; dan has coded the first one wrongly and not finished it."""
    with a_project(tmp_path) as project:
        articles = [an_article(project, f"{TEXT} {number}.", source_id=f"T{number}", headline=f"Lesson {number}") for number in range(2)]
        for article in articles:
            coded(project, article)
            coding.finish(project, article)
            take_as_gold(project, article, "ada")
        apply_plan(project, preview_plan(project, Order(("dan",), "training", TRAINING, articles=tuple(articles))))
        enter(project, "dan")
        first = project.visible_articles[0]
        coded(project, first, "evaluative")
    return project.path, first


@pytest.fixture
def window(qtbot):
    session = Session()
    made = MainWindow(session)
    made.resize(1440, 900)
    made.show()
    yield made
    qtbot.waitUntil(lambda: not session.jobs.busy, **WAIT)
    session.close()
    made.close()
    made.deleteLater()


def settle(qtbot, window):
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not window.session.jobs.busy, **WAIT)
    QApplication.processEvents()


def test_who_finishes_a_training_article_sees_at_once_how_it_went_and_goes_on_with_one_key(qtbot, window, school):
    path, first = school
    window.open_project(path, "dan")
    window.session.open_article(first)
    with open_project(path, read_only=True) as project:
        decided = project.decisions.of_article(first)
    assert decided

    window.coding.finish()
    window.coding.finish_panel.finish(and_next=True)
    settle(qtbot, window)

    page = window.page(LESSONS)
    assert window.shown is page
    assert [one.result.article_id for one in page.scores] == [first]
    assert page.scores[0].spoken() == "2 of 2 found, 1 right in every value; 1 difference"
    assert [card.lesson.rows for card in page.cards] == [(("claim_type", "evaluative", "demand"),)]
    window.activateWindow()
    qtbot.waitUntil(lambda: page.go_on.hasFocus(), **WAIT)
    QTest.keyClick(page.go_on, Qt.Key.Key_Return)
    assert window.shown is window.coding
    assert window.session.article_id != first


def test_enter_does_not_go_on_before_the_result_of_the_training_is_there(qtbot, window, school):
    path, first = school
    window.open_project(path, "dan")
    window.session.open_article(first)
    window.show_page(LESSONS)
    settle(qtbot, window)
    page = window.page(LESSONS)

    page.show_training(first)

    assert page.go_on.isHidden()
    assert page.said.accessibleName() == "Comparing with gold…"
    settle(qtbot, window)
    assert (page.go_on.isHidden(), page.said.accessibleName()) == (False, "")


def test_an_article_of_another_round_tells_nothing(qtbot, window, school):
    path, first = school
    with open_project(path) as project:
        enter(project, "ada")
        apply_plan(project, preview_plan(project, Order(("dan",), "main", articles=(first,))))
        for one in [seat for seat in project.assignments.all() if project.rounds.get(seat.round_id).kind == TRAINING]:
            with project.step("Take away", one.article_id):
                project.assignments.remove_many([one.id])
    window.open_project(path, "dan")
    window.session.open_article(first)

    window.coding.finish()
    window.coding.finish_panel.finish(and_next=False)
    settle(qtbot, window)

    assert window.shown is window.coding


def test_a_supervisor_takes_the_own_coding_as_gold(qtbot, window, school):
    path, _first = school
    with open_project(path) as project:
        enter(project, "ada")
        article = an_article(project, f"{TEXT} third.", source_id="T3")
        coded(project, article)
        coding.finish(project, article)
    window.open_project(path, "ada")
    window.session.open_article(article)

    window.actions_["gold"].trigger()

    project = window.session.the_project()
    assert len(project.annotations.of_article(article, layer="gold")) == 2
    shown = window.coding.desk.shown
    assert (len(shown.annotations), len(shown.links)) == (2, 1)  # the desk shows the own coding, not its double in the layer gold
    assert window.actions_["gold"].isEnabled()
    window.session.enter("dan")
    assert not window.actions_["gold"].isEnabled()


def test_silent_re_coding_is_looked_at_before_it_is_planned_and_can_be_taken_back(qtbot, window, tmp_path):
    with a_project(tmp_path) as project:
        articles = [an_article(project, f"{TEXT} {number}.", source_id=f"A{number}") for number in range(4)]
        apply_plan(project, preview_plan(project, Order(("ben",), articles=tuple(articles))))
        enter(project, "ben")
        for article in articles:
            coded(project, article)
            coding.finish(project, article)
    window.open_project(project.path, "ada")
    window.actions_["again"].trigger()
    dialog = window.findChild(AgainDialog)
    settle(qtbot, window)
    assert dialog.apply_button.text() == "Plan 1 article"

    dialog.share.set_value(50)
    dialog.days.set_value(0)
    dialog.look()
    settle(qtbot, window)
    assert "ben: 2" in dialog.counts.text()
    dialog.apply()
    settle(qtbot, window)

    assert len(window.session.the_project().assignments.recoded()) == 2
    page = window.page(PLAN)
    assert page.message.text() == "2 articles come again"
    assert page.said.text().startswith("Round main · 4 articles, 0 of them coded by several, 1 coder")  # not that of the copies
    form = PlanDialog(window.session, window)
    assert (form.order().round_name, form.order().coders) == ("main", ("ben",))
    form.reject()
    form.deleteLater()
    page.message._undo()
    assert window.session.the_project().assignments.recoded() == []


def test_the_dialog_says_what_is_missing_and_how_stable_coders_are(qtbot, window, tmp_path):
    with a_project(tmp_path) as project:
        an_article(project)
    window.open_project(project.path, "ada")
    window.actions_["again"].trigger()
    dialog = window.findChild(AgainDialog)
    settle(qtbot, window)

    assert not dialog.apply_button.isEnabled()
    assert dialog.problem.count() == 1
    dialog.reject()


def test_a_supervisor_reads_whose_training_it_was_and_the_coder_reads_yours(qtbot, window, school):
    path, first = school
    with open_project(path) as project:
        enter(project, "dan")
        coding.finish(project, first)

    for reader, column, heading in (("dan", "yours", "You did not mark this"), ("ada", "dan", "Not marked")):
        window.open_project(path, reader)
        window.show_page(LESSONS)
        page = window.page(LESSONS)
        page.tabs.choose("training")
        qtbot.waitUntil(lambda: page.read_once and bool(page.cards), **WAIT)  # noqa: B023  # waited for within the round
        said = [card.spoken() for card in page.cards]
        assert any(f"Type: {column} Evaluative, gold Demand" in one for one in said)
        assert not any(heading != "Not marked" and one.startswith("Not marked") for one in said)
        assert page.empties["training"].isHidden()


def test_an_empty_page_of_lessons_is_no_larger_than_what_it_says(qtbot, window, school):
    path, _first = school
    window.open_project(path, "ada")
    window.show_page(LESSONS)
    page = window.page(LESSONS)
    qtbot.waitUntil(lambda: page.empty.isVisible(), **WAIT)
    QApplication.processEvents()
    assert page.empty.height() < 150
    assert page.empty.y() < 200
