"""Pictures of a study of three coders and forty articles: the plan, adjudication, lessons, the rules that decisions made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.pictures import Stage


def _open_study(stage: Stage) -> None:
    """Open a study of three coders and forty articles as its supervisor."""
    from tests.agreement.study import a_planned_study

    stage.folder.mkdir(parents=True, exist_ok=True)
    stage.window.open_project(a_planned_study(stage.folder), "ada")
    stage.wait(lambda: not stage.session.jobs.busy)


def plan(stage: Stage) -> None:
    """Show how far a study of three coders is."""
    import datetime

    _open_study(stage)
    _flag(stage, "Is the union the maker, or the paper that quotes it?", "Two claims or one?")
    stage.window.show_page("plan")
    page = stage.window.page("plan")
    stage.wait(page.is_settled)
    page.today = datetime.date(2025, 4, 5)
    page._show(page.shown)
    stage.wait(page.is_settled)


def _flag(stage: Stage, *questions: str) -> None:
    """Let ben and cara ask about a passage of theirs."""
    from annotator.operations import coding
    from annotator.operations.projects import enter

    project = stage.session.the_project()
    for coder, question in zip(("ben", "cara"), questions, strict=True):
        enter(project, coder)
        me = project.the_coder().id
        articles = project.assignments.articles_of(me)
        claim = next(one for one in project.annotations.of_article(articles[2], me) if one.category == "claim")
        coding.set_flag(project, claim.id, True)
        coding.set_note(project, claim.id, question)
    enter(project, "ada")


def planning(stage: Stage) -> None:
    """Show the form of a plan with its preview."""
    from ui.plan.plan_form import PlanDialog

    _open_study(stage)
    dialog = PlanDialog(stage.session, stage.window)
    dialog.open()
    stage.shown = dialog
    stage.wait(lambda: dialog.preview is not None)


def adjudicate(stage: Stage) -> None:
    """Show a claim about which two coders differ, one row of it settled."""
    _open_study(stage)
    stage.window.show_page("adjudicate")
    page = stage.window.page("adjudicate")
    stage.wait(lambda: page._loaded)
    cases = ((one.article_id, case) for one in page.dockets for case in one.open if len(case.candidates) > 1)
    article, case = next(each for each in cases if each[1].category == "claim" and len(each[1].open_rows) > 2)
    page.open_case(article, case.id)
    page.case.take(0)


def _settle(stage: Stage) -> None:
    """Settle a dozen cases in the way of the first coder, one of them as a rule."""
    from unittest.mock import patch

    from annotator.model.decision import REJECTED, TAKEN, Cell
    from annotator.operations.adjudicating import Choice, decide, queue

    project = stage.session.the_project()
    rule = "“this year” belongs to the claim: when a thing is to happen is part of what is claimed."
    waiting = queue(project)
    claims = [one for one in waiting if one.category == "claim" and len(one.candidates) > 1]
    for number, case in enumerate([*waiting[:6], *claims[:12]]):
        first = sorted(case.candidates)[number % len(case.candidates)]
        lone = len(case.candidates) < 2
        cells = {row.key: Cell(first) for row in case.open_rows}
        note = "The passage itself says it."
        chosen = Choice(REJECTED, reason="slip") if lone else Choice(TAKEN, cells, "rule_unclear", note, rule if number == 17 else "")
        with patch("annotator.operations.rulings.now", return_value="2025-03-17T09:00:00.000Z"):
            decide(project, case, chosen)


def lessons(stage: Stage) -> None:
    """Show a coder what was decided otherwise, and why."""
    _open_study(stage)
    _settle(stage)
    stage.session.enter("ben")
    stage.window.show_page("lessons")
    page = stage.window.page("lessons")
    stage.wait(lambda: page.read_once and bool(page.cards))


def ruled(stage: Stage) -> None:
    """Show the rules that decisions made, and agreement before and after."""
    from ui.adjudication.rules import RulesDialog

    _open_study(stage)
    _settle(stage)
    dialog = RulesDialog(stage.session, stage.window)
    dialog.open()
    stage.shown = dialog
    stage.wait(lambda: not dialog.is_computing())


VIEWS: dict[str, Callable[[Stage], None]] = {
    "plan": plan,
    "planning": planning,
    "adjudicate": adjudicate,
    "lessons": lessons,
    "rules": ruled,
}
