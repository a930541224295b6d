# ruff: noqa: F811  # the fixture of the story is used under its own name
"""What waits for adjudication, article by article, and the lanes in which coders have letters in place of names."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from annotator.errors import AnnotatorError
from annotator.model.annotation import INHERITED
from annotator.model.coder import ADJUDICATOR
from annotator.model.decision import BOTH, REJECTED, TAKEN, Cell
from annotator.model.ids import new_id
from annotator.operations.adjudicating import Choice, decide, explain, queue, reopen, take_over_agreed
from annotator.operations.docket import docket_of, dockets, hide_names, lanes_of, lettered, names_hidden
from annotator.operations.exporting import export
from annotator.operations.packages import make_package
from annotator.operations.projects import enter
from annotator.operations.rulings import rulings
from annotator.project import open_project
from tests.builders import CLAIM, a_project_file, an_annotation, an_article
from tests.operations.test_adjudicating import article_of, finished, gold, person, project, the  # noqa: F401  # the fixture is the story's beginning


def test_the_docket_holds_open_cases_by_contribution_and_says_how_many_agree(project):
    one = docket_of(project, article_of(project))
    assert [case.category for case in one.open] == ["speculation", "claim"]
    assert (one.agreed, one.decided, one.stale) == (1, (), ())
    weights = [case.weight for case in one.open]
    assert weights == sorted(weights, reverse=True)

    take_over_agreed(project, article_of(project))
    decide(project, the(project, "speculation"), Choice(REJECTED))

    one = docket_of(project, article_of(project))
    assert [case.category for case in one.open] == ["claim"]
    assert (one.agreed, [each.case.category for each in one.decided]) == (0, ["speculation", "actor"])


def test_what_was_carried_over_from_another_version_is_nothing_to_settle(project):
    article = article_of(project)
    assert docket_of(project, article).open
    bens = next(one for one in project.annotations.of_article(article) if one.coder_id == person(project, "ben"))
    enter(project, "ben")
    with project.step("Carry over", article):
        project.annotations.add(replace(bens, id=new_id(), origin=INHERITED))
    enter(project, "ada")

    assert (dockets(project), queue(project)) == ([], [])
    assert (docket_of(project, article).open, lanes_of(project, article).lanes) == ((), ())


def test_the_article_that_differs_most_stands_first(project):
    quiet = an_article(project, "Prices rose.\nIt said so.", source_id="A18")
    for coder in ("ben", "cara"):
        enter(project, coder)
        finished(project, quiet)
    enter(project, "ada")

    assert [one.article_id for one in dockets(project)] == [article_of(project), quiet]


def test_names_are_hidden_until_the_project_says_otherwise(project):
    article = article_of(project)
    assert names_hidden(project)
    lanes = lanes_of(project, article).lanes
    assert [lane.name for lane in lanes] == ["Coder A", "Coder B"]

    hide_names(project, False)
    assert [(lane.letter, lane.name) for lane in lanes_of(project, article).lanes] == [("A", "ben"), ("B", "cara")]

    project.take_back(project.history.latest()[0])
    assert names_hidden(project)


def test_who_is_a_is_drawn_for_each_article_and_stays(project):
    coders = [person(project, name) for name in ("ben", "cara")]
    first = {lettered(project, f"article {number}", coders)[0] for number in range(40)}

    assert first == set(coders)
    assert lettered(project, "article 1", coders) == lettered(project, "article 1", coders[::-1])


def test_more_than_three_candidates_have_a_lane_each(tmp_path):
    with open_project(a_project_file(tmp_path)) as project:
        article = an_article(project)
        for coder, kind in (("ben", "demand"), ("cara", "evaluative"), ("dora", "commitment"), ("eva", "demand"), ("finn", "demand")):
            enter(project, coder)
            an_annotation(project, article, CLAIM, values={"claim_type": kind, "form": "indirect", "issue": "trade"})
            finished(project, article)
        enter(project, "ada")

        assert [lane.letter for lane in lanes_of(project, article).lanes] == list("ABCDE")
        [case] = queue(project)
        decide(project, case, Choice(TAKEN, {"claim_type": Cell(person(project, "dora"))}))
        assert [one.values["claim_type"] for one in gold_of(project, article)] == ["commitment"]


def gold_of(project, article):
    return project.annotations.of_article(article, layer="gold")


def test_an_adjudicator_settles_but_does_not_unveil_names(project):
    with project.step("Make adjudicator"):
        project.coders.add("gil", ADJUDICATOR)
    enter(project, "gil")

    decide(project, the(project, "claim"), Choice(BOTH))
    assert len(gold(project)) == 2
    with pytest.raises(AnnotatorError, match="only a supervisor shows or hides"):
        hide_names(project, False)


def test_a_coder_sees_no_docket_and_no_lane(project):
    article = article_of(project)
    enter(project, "ben")
    for look in (docket_of, lanes_of):
        with pytest.raises(AnnotatorError, match="only a supervisor or an adjudicator"):
            look(project, article)


# ---- rules that follow ----------------------------------------------------------------------------------------------------


def test_a_rule_is_dated_and_has_its_example(project):
    decision = decide(project, the(project, "claim"), Choice(TAKEN, cells(project), rule="the conjunction belongs to the claim"))

    [ruling] = rulings(project)
    assert (ruling.category, ruling.rule) == ("claim", "the conjunction belongs to the claim")
    assert ruling.since == decision_day(project, decision)
    assert ruling.example == "that tariffs on fish must fall by the summer"


def cells(project):
    return {"span": Cell(person(project, "cara")), "claim_type": Cell(person(project, "ben"))}


def decision_day(project, decision):
    return project.decisions.get(decision.id).created_at[:10]


def test_other_words_for_a_rule_keep_its_date_and_none_take_it_back(project):
    decision = decide(project, the(project, "claim"), Choice(TAKEN, cells(project), rule="the conjunction belongs"))
    [first] = rulings(project)
    explain(project, decision.id, note="seen twice")
    explain(project, decision.id, rule="the conjunction belongs to the claim")
    [again] = rulings(project)
    assert (again.rule, again.moment) == ("the conjunction belongs to the claim", first.moment)

    explain(project, decision.id, rule="")
    assert rulings(project) == []
    project.undo(article_of(project))
    assert [one.rule for one in rulings(project)] == ["the conjunction belongs to the claim"]

    reopen(project, decision.id)
    assert rulings(project) == []


def test_a_package_brings_the_rules_and_the_example_only_where_its_coder_has_finished_the_article(project, tmp_path):
    decide(project, the(project, "claim"), Choice(TAKEN, cells(project), rule="the conjunction belongs to the claim"))
    with project.step("Add coder"):
        project.coders.add("dan")
    other = an_article(project, "Prices rose. It said so.", source_id="A19")

    told = {}
    for coder, articles in (("dan", [article_of(project)]), ("ben", [article_of(project)]), ("cara", [other])):
        made = make_package(project, coder, tmp_path / "out" / f"{coder}.annot", articles)
        assert ("that tariffs" in made.path.read_bytes().decode("utf-8", "replace").replace("said that tariffs", "")) == (coder != "dan")
        with open_project(made.path) as package:
            told[coder] = [(one.rule, bool(one.example)) for one in rulings(package)]

    rule = "the conjunction belongs to the claim"
    assert told == {"dan": [(rule, False)], "ben": [(rule, True)], "cara": [(rule, True)]}


def test_a_coder_who_may_still_code_the_article_sees_the_rule_without_its_example(project):
    decide(project, the(project, "claim"), Choice(TAKEN, cells(project), rule="the conjunction belongs to the claim"))

    enter(project, "dora")
    assert [(one.rule, one.example) for one in rulings(project)] == [("the conjunction belongs to the claim", "")]
    enter(project, "ben")  # has finished it
    assert rulings(project)[0].example


# ---- taking gold out --------------------------------------------------------------------------------------------------------


def table(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_of_the_gold_layer_hold_what_was_decided_and_decisions_say_why(project, tmp_path):
    take_over_agreed(project, article_of(project))
    decide(project, the(project, "claim"), Choice(TAKEN, cells(project), "rule_unclear", "take the conjunction along"))
    decide(project, the(project, "speculation"), Choice(REJECTED, reason="slip"))
    folder = tmp_path / "gold"
    export(project, folder, layer="gold")

    annotations = table(folder, "annotations")
    assert {(row["layer"], row["category"]) for row in annotations} == {("gold", "actor"), ("gold", "claim")}
    [claim] = table(folder, "claims")
    assert (claim["layer"], claim["claim.claim_type"]) == ("gold", "demand")
    [link] = table(folder, "links")
    made = next(row["annotation_id"] for row in annotations if row["category"] == "claim")
    assert (link["link"], link["layer"], link["to_id"]) == ("makes", "gold", made)
    decisions = {row["category"]: row for row in table(folder, "decisions")}
    assert {key: (row["chosen"], row["reason"]) for key, row in decisions.items()} == {
        "actor": ("agreed", ""), "claim": ("taken", "rule_unclear"), "speculation": ("rejected", "slip"),
    }  # fmt: skip
    assert decisions["claim"]["adjudicator"] == "ada"
    words = (folder / "README.txt").read_text(encoding="utf-8")
    assert "nothing is adjudicated yet" not in words
    assert "what adjudication decided" in words
