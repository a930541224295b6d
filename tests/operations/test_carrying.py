"""Codings go over to a corrected text or a reprint: what is kept, moved, changed, lost; and what is inherited counts nowhere."""

from __future__ import annotations

import json

import pytest

from annotator.errors import AnnotatorError, RuleViolation
from annotator.model.annotation import INHERITED
from annotator.model.span import Span
from annotator.operations import carrying, coding
from annotator.operations.agreement import corpus
from annotator.operations.blinding import hide_from_coders
from annotator.operations.carrying import CHANGED, CORRECTION, KEPT, LOST, MOVED, REPRINT, carry, preview_carry
from annotator.operations.checking import check
from annotator.operations.exporting import export
from annotator.operations.projects import enter
from annotator.operations.reprints import join_cluster
from tests.builders import a_link, a_project, an_annotation, an_article, refusals, stored_by

OLD = (
    "The ministry said on Monday that tariffs on fish must fall by the summer.\n"
    "The union of fishers denied that the talks had failed. A judge may still stop the plan, officials warned.\n"
    "The port of the capital stays closed."
)
NEW = (
    "Correction: an earlier version gave a wrong month.\n"
    "The ministry said on Monday that tariffs on fish must fall by the autumn.\n"
    "The union of fishers denied that the talks had failed.\n"
    "The port of the capital stays closed."
)


def marked(project, article, words, category="claim", text=OLD):
    start = text.index(words)
    return an_annotation(project, article, Span(start, start + len(words)), category=category)


@pytest.fixture
def study(tmp_path):
    with a_project(tmp_path) as project:
        old = an_article(project, OLD, source_id="A17")
        enter(project, "ben")
        actor = marked(project, old, "The union of fishers", "actor")
        denial = marked(project, old, "the talks had failed")
        a_link(project, "makes", actor, denial)
        marked(project, old, "tariffs on fish must fall by the summer")
        lost = marked(project, old, "may", "speculation")
        plan = marked(project, old, "A judge may still stop the plan")
        a_link(project, "qualifies", lost, plan)
        enter(project, "ada")
        new = an_article(project, NEW, source_id="A17", correction_of=old)
        yield project, old, new


def fates(carriage):
    return [(one.annotation.quote, one.status, one.quote) for one in carriage.rows]


def test_a_corrected_text_takes_over_what_is_found_and_tells_of_the_rest(study):
    project, old, new = study
    seen = preview_carry(project, old, new)
    assert project.annotations.of_article(new) == []
    done = carry(project, old, new)
    assert fates(seen) == fates(done)
    assert done.kind == CORRECTION
    assert {quote: status for quote, status, _now in fates(done)} == {
        "tariffs on fish must fall by the summer": CHANGED,
        "The union of fishers": MOVED,
        "the talks had failed": MOVED,
        "A judge may still stop the plan": LOST,
        "may": LOST,
    }
    assert [now for _quote, status, now in fates(done) if status == CHANGED] == ["tariffs on fish must fall by the autumn"]
    assert done.in_words() == "0 kept, 2 moved, 1 changed, 2 lost"
    copies = project.annotations.of_article(new)
    assert {one.origin for one in copies} == {INHERITED}
    assert [(one.quote, one.flag) for one in copies] == [
        ("tariffs on fish must fall by the autumn", True), ("The union of fishers", False), ("the talks had failed", False),
    ]  # fmt: skip
    assert [one.link for one in project.links.of_article(new)] == ["makes"]
    assert len(project.annotations.of_article(old)) == 5
    assert check(project.path) == []


def test_carrying_is_one_step_can_be_taken_back_and_done_again_and_brings_nothing_twice(study):
    project, old, new = study
    carry(project, old, new)
    step = project.database.last_step
    again = carry(project, old, new)
    assert project.database.last_step is step
    assert (again.going, again.links, again.in_words()) == (0, 0, "0 kept, 0 moved, 0 changed, 2 lost, 3 there already")
    project.take_back(step)
    assert project.annotations.of_article(new) == []
    carry(project, old, new)
    assert len(project.annotations.of_article(new)) == 3


def test_what_the_coder_marked_in_the_old_text_since_is_carried_the_next_time(study):
    project, old, new = study
    carry(project, old, new)
    enter(project, "ben")
    marked(project, old, "The port of the capital", "actor")
    done = carry(project, old, new)
    assert [one.annotation.quote for one in done.rows if one.goes] == ["The port of the capital"]


def test_a_passage_that_was_coded_there_by_hand_is_left_and_the_links_go_to_it(study):
    project, old, new = study
    enter(project, "ben")
    by_hand = marked(project, new, "the talks had failed", text=NEW)
    carry(project, old, new)
    assert project.annotations.get(by_hand.id).origin == "hand"
    assert [one.to_id for one in project.links.of_article(new)] == [by_hand.id]


def test_a_coder_carries_the_own_work_and_a_supervisor_everybodys(study):
    project, old, new = study
    enter(project, "cara")
    marked(project, old, "The ministry", "actor")
    assert [one.coder for one in carry(project, old, new).rows] == ["cara"]
    enter(project, "ada")
    carry(project, old, new)
    assert len({one.coder_id for one in project.annotations.of_article(new)}) == 2


def test_articles_that_have_nothing_to_do_with_each_other_take_over_nothing(study):
    project, old, _new = study
    other = an_article(project, "Something else altogether.", source_id="B1")
    with pytest.raises(RuleViolation, match="no versions"):
        carry(project, old, other)


def test_a_reprint_takes_over_only_what_stands_there_word_for_word(study):
    project, old, _new = study
    reprint = an_article(project, NEW.replace("Correction: an earlier version gave a wrong month.\n", ""), source_id="B7")
    join_cluster(project, [old, reprint])
    enter(project, "ben")
    done = carry(project, old, reprint)
    assert done.kind == REPRINT
    assert {one.annotation.quote: (one.status, one.goes) for one in done.rows} == {
        "tariffs on fish must fall by the summer": (CHANGED, False),
        "The union of fishers": (KEPT, True),
        "the talks had failed": (KEPT, True),
        "A judge may still stop the plan": (LOST, False),
        "may": (LOST, False),
    }
    told = carrying.differences(project, reprint, old)
    text = project.articles.text(reprint)
    assert [text[one.start : one.end] for one in told.only_here] == [NEW.split("\n")[1]]
    assert [OLD[one.start : one.end] for one in told.only_there] == [
        "The ministry said on Monday that tariffs on fish must fall by the summer.",
        "A judge may still stop the plan, officials warned.",
    ]


def test_inherited_work_counts_in_no_agreement(study):
    project, old, _new = study
    reprint = an_article(project, OLD + "\nReuters", source_id="B7")
    join_cluster(project, [old, reprint])

    def finish(article, coder):
        enter(project, coder)
        coding.set_article_value(project, article, "relevance", "relevant")
        with project.step("Finish"):
            project.codings.save(_finished(project, article))

    enter(project, "ben")
    carry(project, old, reprint)
    for article, coder in ((old, "ben"), (reprint, "ben"), (old, "cara"), (reprint, "cara")):
        finish(article, coder)
    enter(project, "ada")
    compared = {one.article_id: one.coders for one in corpus(project).articles}
    assert {article: sorted(coders) for article, coders in compared.items()} == {old: ["ben", "cara"], reprint: ["cara"]}


def _finished(project, article):
    from dataclasses import replace

    return replace(coding.coding_of(project, article), finished=True)


def test_a_coder_carries_nothing_from_an_article_that_is_not_in_the_queue(tmp_path):
    from annotator.project import open_project
    from tests.blind_study import MARK, blind_study

    with open_project(blind_study(tmp_path)) as project:
        hidden = next(one.id for one in project.articles.all() if one.source_id.startswith(MARK))
        mine = project.articles.find("A0").id
        enter(project, "ada")
        join_cluster(project, [hidden, mine])
        enter(project, "ben")
        assert carrying.others_of(project, mine) == []
        with pytest.raises(AnnotatorError, match="your queue"):
            preview_carry(project, hidden, mine)


def test_what_is_inherited_is_still_inherited_after_json_lines(study, tmp_path):
    project, old, new = study
    carry(project, old, new)
    export(project, tmp_path / "out", format="jsonl")
    with a_project(tmp_path, name="second") as second:
        for name in ("articles", "codings"):
            lines = (tmp_path / "out" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
            assert refusals(stored_by(second, *map(json.loads, lines))) == []
        assert {one.origin for one in second.annotations.of_article(new)} == {INHERITED}
        assert {one.origin for one in second.annotations.of_article(old)} == {"file"}


def test_where_the_source_is_hidden_a_coder_is_told_nothing_of_it_and_the_copies_are_sound(study):
    project, old, new = study
    coding.set_facts(project, old, {"outlet": "Monday"})  # a word of both texts
    coding.set_facts(project, new, {"outlet": "Monday"})
    hide_from_coders(project, ["outlet"])
    enter(project, "cara")
    marked(project, old, "The ministry said on Monday", "actor")
    done = carry(project, old, new)
    assert done.source.outlet == done.target.outlet == ""
    assert "Monday" not in project.articles.text(new)
    assert "Monday" not in "".join(row.quote for row in done.rows)
    assert [row.status for row in done.rows] == [MOVED]
    enter(project, "ada")
    assert [one.quote for one in project.annotations.of_article(new)] == ["The ministry said on Monday"]
    assert check(project.path) == []
