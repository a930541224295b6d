# ruff: noqa: F811  # the fixture of the story is used under its own name
"""The supervisor reads which decisions became rules and what each did to agreement; an adjudicator reads the rules alone."""

from __future__ import annotations

from PySide6.QtCore import Qt

from annotator.operations.people import set_role
from tests.operations.test_rule_effect import RULE, study  # noqa: F401  # the fixture is the story's beginning
from ui.adjudication.page import AdjudicationPage
from ui.adjudication.rules import RulesDialog
from ui.parts.painting import Label
from ui.session import Session

WAIT = {"timeout": 60_000}


def opened(qtbot, session):
    dialog = RulesDialog(session)
    qtbot.addWidget(dialog, before_close_func=lambda one: None)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.open()
    qtbot.waitUntil(lambda: not dialog.is_computing(), **WAIT)
    return dialog


def said(dialog):
    return [label.text() for label in dialog.findChildren(Label)]


def test_each_rule_stands_with_its_date_its_example_and_both_sides(qtbot, study):
    session = Session()
    session.open(study, "ada")
    dialog = opened(qtbot, session)

    assert RULE in said(dialog)
    assert any(text.startswith("Claim, since") for text in said(dialog))
    [counts] = dialog.figures.values()
    assert counts.text().startswith("Agreement: 4 articles before, 4 after, 1 astride and left out · too few to tell")
    assert "-.17 before, 1.00 after; change 1.17" in counts.text().replace("−", "-")
    dialog.reject()
    session.close()


def test_an_adjudicator_reads_the_rules_without_figures(qtbot, study):
    session = Session()
    session.open(study, "ada")
    set_role(session.the_project(), "cara", "adjudicator")
    session.enter("cara")
    dialog = opened(qtbot, session)

    assert RULE in said(dialog)
    assert dialog.figures == {}
    dialog.reject()
    session.close()


def test_the_page_opens_the_rules_from_its_head(qtbot, study):
    session = Session()
    session.open(study, "ada")
    page = AdjudicationPage(session)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page._loaded, **WAIT)
    page.rules_button.setFocus()
    qtbot.keyClick(page.rules_button, Qt.Key.Key_Space)

    [dialog] = page.window().findChildren(RulesDialog)
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: not dialog.is_computing(), **WAIT)
    dialog.reject()
    session.close()
