"""A decision becomes a rule; the figures of its category before and after it say whether it helped."""

from __future__ import annotations

import time
from itertools import count

import pytest

from annotator.errors import AnnotatorError
from annotator.model.decision import TAKEN, Cell
from annotator.operations.adjudicating import Choice, cases, decide
from annotator.operations.agreement import compare
from annotator.operations.projects import enter
from annotator.operations.rule_effect import rule_effects
from annotator.project import open_project
from tests.builders import CLAIM, CLAIM_VALUES, TEXT, a_project_file, an_annotation, an_article, annotator_command
from tests.operations.test_adjudicating import finished

RULE = "what ought to be done is a demand"


@pytest.fixture
def study(tmp_path):
    """Before the rule cara confuses every second type; astride it lies one article; after it she follows ben."""
    path = a_project_file(tmp_path)
    numbers = count()
    with open_project(path) as project:
        enter(project, "ada")

        def coded(coder, article, kind):
            enter(project, coder)
            an_annotation(project, article, CLAIM, values={**CLAIM_VALUES, "claim_type": kind})
            finished(project, article)
            enter(project, "ada")

        def an_article_more():
            number = next(numbers)
            return number, an_article(project, f"{TEXT} {number}.", source_id=f"A{number}")

        for _turn in range(4):
            number, article = an_article_more()
            coded("ben", article, ("demand", "evaluative")[number % 2])
            coded("cara", article, "demand")
        _number, astride = an_article_more()
        coded("ben", astride, "demand")
        first = next(one for one in project.articles.ids() if any(row.open for each in cases(project, one) for row in each.case.rows))
        [case] = [each.case for each in cases(project, first)]
        time.sleep(0.005)  # moments are kept by the millisecond
        decide(project, case, Choice(TAKEN, {"claim_type": Cell(project.coders.named("ben").id)}, "rule_unclear", rule=RULE))
        time.sleep(0.005)
        coded("cara", astride, "evaluative")
        for _turn in range(4):
            number, article = an_article_more()
            coded("ben", article, ("demand", "evaluative")[number % 2])
            coded("cara", article, ("demand", "evaluative")[number % 2])
    return path


def test_the_articles_of_each_side_make_its_figure_and_those_astride_make_none(study):
    with open_project(study) as project:
        enter(project, "ada")
        [effect] = rule_effects(project, draws=100)
        whole = next(one for one in compare(project, draws=0).records if one.attribute == "claim_type")

    assert (effect.ruling.rule, effect.before, effect.after, effect.between) == (RULE, 4, 4, 1)
    kind = next(one for one in effect.figures if one.record.attribute == "claim_type")
    # demand-demand twice and demand-evaluative twice: Do = 1/2, De = 2*6*2/(8*7); after: no difference
    assert kind.before.value == pytest.approx(1 - (1 / 2) / (2 * 6 * 2 / (8 * 7)))
    assert kind.after.value == 1.0
    assert kind.change.value == pytest.approx(kind.after.value - kind.before.value)
    assert kind.before.value < whole.value < kind.after.value


def test_the_command_prints_both_sides_and_a_coder_gets_none(study):
    told = annotator_command("agreement", study, "--over", "rules")
    assert told.returncode == 0
    assert RULE in told.stdout
    assert annotator_command("agreement", study, "--over", "rules", "--as", "ben").returncode != 0
    with open_project(study) as project:
        enter(project, "ben")
        with pytest.raises(AnnotatorError, match="only the supervisor"):
            rule_effects(project)
