"""Two coders differ; the adjudicator settles case by case, and the gold layer follows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.errors import AnnotatorError, ConflictError
from annotator.model.decision import AGREED, BOTH, REJECTED, TAKEN, Cell
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.adjudicating import Choice, cases, decide, explain, queue, reopen, stale, take_over_agreed
from annotator.operations.agreement import agreement_report
from annotator.operations.checking import check
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.builders import ACTOR, CLAIM, CLAIM_VALUES, a_link, a_project_file, an_annotation, an_article

LONGER = Span(57, 101)  # that tariffs on fish must fall by the summer
WORD = Span(31, 34)


@pytest.fixture
def project(tmp_path):
    """ben and cara have finished one article: the same actor, a claim with other edges and another type, ben alone a second actor."""
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        enter(project, "ada")
        article = an_article(project)
        for coder, span, kind in (("ben", CLAIM, "demand"), ("cara", LONGER, "evaluative")):
            enter(project, coder)
            actor = an_annotation(project, article, ACTOR, category="actor", values={"mention_form": "named"})
            claim = an_annotation(project, article, span, values={**CLAIM_VALUES, "claim_type": kind})
            a_link(project, "makes", actor, claim)
            if coder == "ben":
                an_annotation(project, article, WORD, category="speculation", values={})
            finished(project, article)
        enter(project, "ada")
        yield project


def finished(project, article):
    """Let the coder finish an article, whatever is still open in it."""
    with project.step("Finish article", article):
        project.codings.save(replace(coding.coding_of(project, article), finished=True))


def article_of(project):
    return project.articles.ids()[0]


def the(project, category):
    return next(one.case for one in cases(project, article_of(project)) if one.case.category == category)


def gold(project):
    return project.annotations.of_article(article_of(project), layer="gold")


def gold_links(project):
    return project.links.of_article(article_of(project), layer="gold")


def person(project, name):
    return project.coders.named(name).id


def test_every_annotation_is_in_one_case_and_the_rows_say_where_coders_differ(project):
    found = [one.case for one in cases(project, article_of(project))]

    assert [(case.category, len(case.annotation_ids)) for case in found] == [("actor", 2), ("speculation", 1), ("claim", 2)]
    assert sum(len(case.annotation_ids) for case in found) == 5
    actor, speculation, claim = found
    assert actor.agreed
    assert [row.key for row in speculation.open_rows] == ["found"]
    assert {row.key for row in claim.open_rows} == {"span", "claim_type"}
    assert not next(row for row in claim.rows if row.key == "link.makes").open


def test_the_queue_holds_what_differs_most_first_and_not_what_agrees(project):
    assert [case.category for case in queue(project)] == ["speculation", "claim"]


def test_what_agrees_is_taken_over_in_one_step(project):
    assert take_over_agreed(project, article_of(project)) == 1

    assert [one.category for one in gold(project)] == ["actor"]
    assert project.decisions.all()[0].chosen == AGREED
    assert take_over_agreed(project, article_of(project)) == 0


def test_a_case_is_put_together_cell_by_cell_and_its_links_follow_when_both_ends_are_gold(project):
    claim, cara, ben = the(project, "claim"), person(project, "cara"), person(project, "ben")
    decision = decide(
        project, claim, Choice(TAKEN, {"span": Cell(cara), "claim_type": Cell(ben)}, "rule_unclear", "take the conjunction along")
    )

    [made] = gold(project)
    assert (made.spans, made.values["claim_type"], made.quote) == ((LONGER,), "demand", "that tariffs on fish must fall by the summer")
    assert (decision.reason, decision.gold, gold_links(project)) == ("rule_unclear", (made.id,), [])

    take_over_agreed(project, article_of(project))
    assert [(one.link, one.to_id) for one in gold_links(project)] == [("makes", made.id)]


def test_another_value_than_the_candidates_may_be_chosen_and_is_checked(project):
    claim = the(project, "claim")
    cells = {"span": Cell(person(project, "ben")), "claim_type": Cell(value="commitment")}
    with pytest.raises(AnnotatorError, match="none of its values"):
        decide(project, claim, Choice(TAKEN, {**cells, "claim_type": Cell(value="nonsense")}))
    assert gold(project) == []

    decide(project, claim, Choice(TAKEN, cells))
    assert gold(project)[0].values["claim_type"] == "commitment"


def test_a_row_that_differs_must_be_decided(project):
    with pytest.raises(AnnotatorError, match="still open: claim_type"):
        decide(project, the(project, "claim"), Choice(TAKEN, {"span": Cell(person(project, "ben"))}))


def test_both_may_stand_and_a_case_may_be_rejected(project):
    decide(project, the(project, "claim"), Choice(BOTH))
    decide(project, the(project, "speculation"), Choice(REJECTED, reason="slip"))

    assert [one.spans for one in gold(project)] == [(LONGER,), (CLAIM,)]
    assert queue(project) == []


def test_a_case_ends_in_one_decision_and_can_be_opened_again(project):
    take_over_agreed(project, article_of(project))
    decision = decide(project, the(project, "claim"), Choice(BOTH))
    with pytest.raises(ConflictError, match="decided already"):
        decide(project, the(project, "claim"), Choice(REJECTED))

    reopen(project, decision.id)

    assert [one.category for one in gold(project)] == ["actor"]
    assert gold_links(project) == []
    assert [case.category for case in queue(project)] == ["speculation", "claim"]


def test_a_decision_is_undone_and_done_again_with_its_gold(project):
    take_over_agreed(project, article_of(project))
    decide(project, the(project, "claim"), Choice(BOTH))
    there = {one.id for one in gold(project)}, {one.id for one in gold_links(project)}

    project.undo(article_of(project))
    assert (len(gold(project)), gold_links(project), len(project.decisions.all())) == (1, [], 1)
    project.redo(article_of(project))

    assert ({one.id for one in gold(project)}, {one.id for one in gold_links(project)}) == there


def test_coders_work_and_agreement_are_the_same_before_and_after(project):
    before = [project.annotations.of_article(article_of(project)), [record.value for record in agreement_report(project, draws=20)]]
    take_over_agreed(project, article_of(project))
    decide(project, the(project, "claim"), Choice(BOTH))

    assert [project.annotations.of_article(article_of(project)), [record.value for record in agreement_report(project, draws=20)]] == before
    assert check(project.path) == []


def test_a_decision_whose_annotations_changed_since_is_listed(project):
    decide(project, the(project, "speculation"), Choice(REJECTED))
    enter(project, "ben")
    coding.delete_annotation(project, the_speculation(project).id)
    enter(project, "ada")

    assert [one.category for one in stale(project, article_of(project))] == ["speculation"]


def the_speculation(project):
    return next(one for one in project.annotations.of_article(article_of(project)) if one.category == "speculation")


def test_a_decision_can_be_explained_later(project):
    decision = decide(project, the(project, "claim"), Choice(BOTH))
    explain(project, decision.id, reason="ambiguity", rule="two demands in one sentence are two claims")

    assert project.decisions.get(decision.id).rule == "two demands in one sentence are two claims"


def test_a_coder_may_not_adjudicate(project):
    enter(project, "ben")

    with pytest.raises(AnnotatorError, match="only a supervisor or an adjudicator"):
        cases(project, article_of(project))


def test_two_categories_at_one_place_are_one_case(tmp_path):
    with open_project(a_project_file(tmp_path)) as project:
        article = an_article(project)
        for coder, category in (("ben", "stance"), ("cara", "speculation")):
            enter(project, coder)
            an_annotation(project, article, CLAIM, category=category, values={})
            finished(project, article)
        enter(project, "ada")

        [case] = [one.case for one in cases(project, article)]
        assert "category" in {row.key for row in case.open_rows}


# ---- what stands together, what stands apart ------------------------------------------------------------------------------


def test_both_keep_each_its_own_links(project):
    take_over_agreed(project, article_of(project))
    decide(project, the(project, "claim"), Choice(BOTH))

    claims = {one.id for one in gold(project) if one.category == "claim"}
    assert len(claims) == 2
    assert {one.to_id for one in gold_links(project)} == claims


def test_where_another_category_is_chosen_its_values_and_links_come_along(tmp_path):
    with open_project(a_project_file(tmp_path)) as project:
        article = an_article(project)
        for coder, category in (("ben", "stance"), ("cara", "speculation"), ("dora", "speculation")):
            enter(project, coder)
            values = {"polarity": "against", "explicitness": "explicit"} if category == "stance" else {"certainty": "possible"}
            actor = an_annotation(project, article, ACTOR, category="actor", values={"mention_form": "named"})
            one = an_annotation(project, article, CLAIM, category=category, values=values)
            if category == "stance":
                a_link(project, "holds", actor, one)
            finished(project, article)
        enter(project, "ada")
        take_over_agreed(project, article)
        [case] = [one.case for one in cases(project, article) if one.decision is None]
        assert case.category == "speculation"

        decide(project, case, Choice(TAKEN, {"category": Cell(person(project, "ben"))}))

        made = next(one for one in gold(project) if one.category == "stance")
        assert (made.values["polarity"], made.values["explicitness"]) == ("against", "explicit")
        assert [(one.link, one.to_id) for one in gold_links(project)] == [("holds", made.id)]


def test_links_of_several_candidates_may_be_taken_together(tmp_path):
    with open_project(a_project_file(tmp_path)) as project:
        article = an_article(project)
        for coder, maker in (("ben", ACTOR), ("cara", WORD)):
            enter(project, coder)
            actors = {span: an_annotation(project, article, span, category="actor", values={}) for span in (ACTOR, Span(0, 8))}
            claim = an_annotation(project, article, CLAIM)
            a_link(project, "makes", actors[ACTOR if maker == ACTOR else Span(0, 8)], claim)
            finished(project, article)
        enter(project, "ada")
        take_over_agreed(project, article)
        [case] = queue(project)
        [row] = case.open_rows
        assert row.key == "link.makes"
        every = [one for some in row.links.values() for one in some]

        decide(project, case, Choice(TAKEN, {row.key: Cell(value=every)}))
        assert len(gold_links(project)) == 2

        reopen(project, project.decisions.of_article(article)[-1].id)
        decide(project, the(project, "claim"), Choice(TAKEN, {row.key: Cell(value=every[:1])}))
        assert len(gold_links(project)) == 1


def test_a_row_whose_condition_the_choice_takes_away_needs_none(tmp_path):
    with open_project(a_project_file(tmp_path)) as project:
        article = an_article(project)
        conditional = next(one for one in project.codebook.attributes_of("stance") if one.when)
        [(parent, wanted)] = conditional.when.items()
        other = next(one for one in project.codebook.attributes_of("stance") if one.id == parent)
        elsewhere = next(value for value in other.value_ids if value not in wanted)
        for coder, value in (("ben", wanted[0]), ("cara", elsewhere)):
            enter(project, coder)
            detail = {conditional.id: conditional.value_ids[0] if conditional.values else "ports"} if coder == "ben" else {}
            an_annotation(project, article, CLAIM, category="stance", values={"polarity": "against", parent: value, **detail})
            finished(project, article)
        enter(project, "ada")
        [case] = queue(project)
        assert {parent, conditional.id} <= {row.key for row in case.open_rows}
        with pytest.raises(AnnotatorError, match=f"still open: {conditional.id}"):
            decide(project, case, Choice(TAKEN, {parent: Cell(person(project, "ben"))}))
        decide(project, case, Choice(TAKEN, {parent: Cell(person(project, "cara"))}))

        assert gold(project)[0].values[parent] == elsewhere


def test_a_rule_comes_with_the_decision(project):
    decision = decide(project, the(project, "claim"), Choice(BOTH, rule="two demands are two claims"))

    assert project.decisions.get(decision.id).rule == "two demands are two claims"
