"""What is coded for training, or once more to see how stable a coder is: it tells about the coder and is no data."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pytest

from annotator import load_frames
from annotator.cli import main as door
from annotator.errors import AnnotatorError
from annotator.model.plan import RECODING, TRAINING
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.adjudicating import comparable
from annotator.operations.again import AgainOrder, apply_again, preview_again, stability
from annotator.operations.agreement import corpus
from annotator.operations.annotation_table import annotation_table
from annotator.operations.assigning import UNPLANNED, WITH_GOLD, Order, apply_plan, articles_of_scope, preview_plan
from annotator.operations.checking import check
from annotator.operations.codebook_worklist import worklist
from annotator.operations.entities import mentions
from annotator.operations.exporting import export
from annotator.operations.feedback import DIFFERS, MISSED, NOT_THERE, lessons
from annotator.operations.merging import merge_file
from annotator.operations.notes import questions, remarks
from annotator.operations.packages import make_package
from annotator.operations.progressing import study_progress
from annotator.operations.projects import enter
from annotator.operations.searching import search
from annotator.operations.training import take_as_gold, training_result, training_results
from annotator.project import open_project
from tests.builders import ACTOR, CLAIM, CLAIM_VALUES, TEXT, a_link, a_project, an_annotation, an_article

WORD = Span(31, 34)


def finish(project, article):
    with project.step("Finish article", article):
        project.codings.save(replace(coding.coding_of(project, article), finished=True))


def coded(project, article, *, kind="demand", link=True):
    actor = an_annotation(project, article, ACTOR, category="actor", values={"mention_form": "named"})
    claim = an_annotation(project, article, CLAIM, values={**CLAIM_VALUES, "claim_type": kind})
    if link:
        a_link(project, "makes", actor, claim)
    finish(project, article)
    return actor, claim


def planned(project, articles, coders, **words):
    apply_plan(project, preview_plan(project, Order(coders, articles=tuple(articles), **words)))


@pytest.fixture
def study(tmp_path):
    """ben and cara have each finished five articles of the main round, none of them in common."""
    with a_project(tmp_path) as project:
        articles = [an_article(project, f"{TEXT} {number}.", source_id=f"A{number}") for number in range(10)]
        planned(project, articles, ("ben", "cara"), seed=3)
        for name in ("ben", "cara"):
            enter(project, name)
            for article in project.visible_articles:
                coded(project, article)
        enter(project, "ada")
        yield project


# ---- coding again -------------------------------------------------------------------------------------------------------


def test_a_share_of_what_each_coder_finished_comes_again_after_some_days(study):
    preview = preview_again(study, AgainOrder(0.4, days=14))

    assert preview.by_coder() == {"ben": 2, "cara": 2}
    assert len(study.articles.all()) == 10  # a preview writes nothing
    assert apply_again(study, preview) == 4
    due = datetime.date.fromisoformat(study.codings.all()[0].updated_at[:10]) + datetime.timedelta(days=14)
    assert {one.not_before for one in study.assignments.recoded()} == {due.isoformat()}
    assert preview_again(study, AgainOrder(0.4)).seats == ()  # the share is reached
    assert preview_again(study, AgainOrder(0.6)).by_coder() == {"ben": 1, "cara": 1}
    study.undo()
    assert (len(study.articles.all()), study.assignments.recoded()) == (10, [])


def test_what_no_plan_gave_does_not_come_again(study):
    gold = an_article(study, f"{TEXT} Practice.", source_id="P1")
    coded(study, gold)  # ada, to take it as gold

    assert preview_again(study, AgainOrder(1)).by_coder() == {"ben": 5, "cara": 5}


def test_the_coder_finds_the_article_once_more_with_nothing_that_tells_so(study):
    apply_again(study, preview_again(study, AgainOrder(0.2, days=0)))
    enter(study, "ben")
    seen = study.visible_articles

    (again,) = [one for one in study.assignments.recoded() if one.coder_id == study.coder.id]
    copy = study.articles.get(again.article_id)
    first = next(one for one in study.articles.all() if one.text_sha256 == copy.text_sha256 and one.id != copy.id)
    assert copy.id in seen
    assert (copy.is_duplicate, copy.correction_of, copy.regions) == (False, "", first.regions)
    assert study.annotations.of_article(copy.id) == []
    assert study.articles.text(copy.id) == study.articles.text(first.id)


def test_a_supervisor_tells_what_came_again_by_its_round_and_the_coder_does_not(study):
    apply_again(study, preview_again(study, AgainOrder(0.2, days=0)))
    copies = {one.article_id for one in study.assignments.recoded()}
    for one in study.assignments.recoded():
        enter(study, next(coder.name for coder in study.coders.all() if coder.id == one.coder_id))
        coded(study, one.article_id)

    told = {name: told_of(study, name) for name in ("ada", "ben")}

    named = {row.annotation.article_id for row in told["ada"].rows if row.article.endswith(" (round again)")}
    assert named == copies
    assert {row.annotation.article_id for row in told["ben"].rows} & copies
    assert not any("again" in row.article for row in told["ben"].rows)


def told_of(project, name):
    enter(project, name)
    return annotation_table(project)


def test_before_its_day_the_article_is_not_in_the_queue(study):
    apply_again(study, preview_again(study, AgainOrder(0.2, days=14)))
    (again,) = [one for one in study.assignments.recoded() if one.coder_id == study.coders.named("ben").id]
    enter(study, "ben")

    assert again.article_id not in study.visible_articles
    assert len(study.visible_articles) == 4  # the first coding is out of sight from the day on which the second was assigned


def test_stability_compares_the_second_coding_with_the_first_and_with_nobody_elses(study):
    apply_again(study, preview_again(study, AgainOrder(0.4, days=0)))
    apart = study.assignments.recoded()
    for name, kind in (("ben", "demand"), ("cara", "evaluative")):
        enter(study, name)
        for one in [seat for seat in apart if seat.coder_id == study.coder.id]:
            coded(study, one.article_id, kind=kind)
    enter(study, "ada")

    reports = {report.coders[0]: report for report in stability(study, draws=0)}

    assert list(reports) == ["ben", "cara"]
    types = {
        name: [one for one in report.records if (one.measure, one.attribute) == ("attribute_agreement", "claim_type")]
        or [one for one in report.records if (one.measure, one.category, one.attribute) == ("attribute_alpha", "claim", "claim_type")]
        for name, report in reports.items()
    }
    found = {name: next(one.value for one in report.records if (one.measure, one.category) == ("exact_f1", "claim"))
             for name, report in reports.items()}  # fmt: skip
    assert found == {"ben": 1.0, "cara": 1.0}
    assert all(one.n == 2 for some in types.values() for one in some)
    assert reports["cara"].n_articles == 2
    passages = [one for record in types["cara"] for one in reports["cara"].passages(record)]
    assert len(passages) == 2


def test_what_is_coded_again_is_no_data(study, tmp_path):
    before = {name: len(frame) for name, frame in load_frames(study.path).items()}
    apply_again(study, preview_again(study, AgainOrder(0.4, days=0)))
    for name in ("ben", "cara"):
        enter(study, name)
        for one in [seat for seat in study.assignments.recoded() if seat.coder_id == study.coder.id]:
            coded(study, one.article_id)
    enter(study, "ada")

    frames = load_frames(study.path)
    report = export(study, tmp_path / "tables")

    for name in ("articles", "article_codings", "annotations", "links", "claims", "claim_actor"):
        assert len(frames[name]) == before[name], name
        assert report.rows[name] == before[name]
    assert "4 articles and coders" in (tmp_path / "tables" / "README.txt").read_text()
    assert len(load_frames(study.path, all_rounds=True)["claims"]) == before["claims"] + 4
    assert export(study, tmp_path / "whole", all_rounds=True).rows["claims"] == before["claims"] + 4
    assert comparable(study) == {}
    assert check(study.path) == []


def test_a_coders_own_tables_do_not_tell_which_article_came_again(study):
    apply_again(study, preview_again(study, AgainOrder(0.2, days=0)))
    enter(study, "ben")
    again = next(one for one in study.assignments.recoded() if one.coder_id == study.coder.id)
    coded(study, again.article_id)

    assert len(load_frames(study.path, "ben")["claims"]) == 6


def test_a_coders_own_plan_does_not_tell_which_article_came_again(study):
    apply_again(study, preview_again(study, AgainOrder(0.2, days=0)))

    rows = load_frames(study.path, "ben")["assignments"]

    assert len(rows) == 5  # four, and the one that came again in the place of the fifth
    assert set(rows["round"]) == {"main"}
    assert set(rows["kind"]) == {"main"}
    assert rows["not_before"].isna().all()
    assert set(load_frames(study.path)["assignments"]["kind"]) == {"main", "recoding"}


def test_a_package_brings_the_article_that_comes_again(study, tmp_path):
    apply_again(study, preview_again(study, AgainOrder(0.2, days=0)))
    package = make_package(study, "ben", tmp_path / "ben.annot")

    assert package.articles == 6


def test_who_may_not_plan_and_a_study_without_a_plan_are_refused(study, tmp_path):
    enter(study, "ben")
    with pytest.raises(AnnotatorError, match="only a supervisor"):
        preview_again(study, AgainOrder())
    with a_project(tmp_path, name="unplanned") as project, pytest.raises(AnnotatorError, match="make a plan first"):
        preview_again(project, AgainOrder())
    with pytest.raises(AnnotatorError, match="share"):
        AgainOrder(0)


def test_the_commands_plan_it_and_tell_what_came_of_it(study, capsys):
    path = study.path
    study.close()

    assert door.run(["assign", str(path), "--again", "20%", "--after", "0", "--preview"]) == 0
    assert capsys.readouterr().out.startswith("2 articles to code again\n")
    assert door.run(["agreement", str(path), "--again"]) == 0
    assert "nobody has finished an article twice" in capsys.readouterr().err
    assert door.run(["assign", str(path), "--again", "20%", "--after", "0"]) == 0
    assert capsys.readouterr().out.startswith("2 articles to code again: planned\n")
    with open_project(path) as project:
        enter(project, "ben")
        coded(project, next(one.article_id for one in project.assignments.recoded() if one.coder_id == project.coder.id))
    assert door.run(["agreement", str(path), "--again", "--json"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {tuple(one["coders"]) for one in records} == {("ben", "ben again")}
    assert door.run(["assign", str(path)]) == 2


# ---- training -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def school(tmp_path):
    """ada's coding of two articles is gold; dan codes them in a training round."""
    with a_project(tmp_path) as project:
        articles = [an_article(project, f"{TEXT} {number}.", source_id=f"T{number}") for number in range(2)]
        for article in articles:
            coded(project, article)
            assert take_as_gold(project, article, "ada") == 2
        planned(project, articles, ("dan",), round_name="training", kind=TRAINING)
        enter(project, "dan")
        yield project, articles


def test_the_score_and_the_differences_are_told_as_soon_as_the_article_is_finished(school):
    project, (article, other) = school
    an_annotation(project, article, ACTOR, category="actor", values={"mention_form": "named"})
    an_annotation(project, article, CLAIM, values={**CLAIM_VALUES, "claim_type": "evaluative"})
    an_annotation(project, article, WORD, category="stance", values={})
    assert training_result(project, article) is None
    finish(project, article)

    result = training_result(project, article)

    assert [(one.category, one.gold, one.yours, one.found, one.right) for one in result.scores] == [
        ("actor", 1, 1, 1, 1), ("claim", 1, 1, 1, 0), ("stance", 0, 1, 0, 0),
    ]  # fmt: skip
    assert (result.total.found, result.total.right, round(result.total.f1, 2)) == (2, 1, 0.8)
    by_kind = {one.kind: one for one in result.differences}
    assert set(by_kind) == {DIFFERS, NOT_THERE}
    assert by_kind[DIFFERS].rows == (("claim_type", "evaluative", "demand"), ("link.makes", [], ["The Foreign Ministry"]))
    assert by_kind[NOT_THERE].yours.category == "stance"
    assert training_result(project, other) is None


def test_what_was_not_marked_is_told_as_missed(school):
    project, (article, _other) = school
    finish(project, article)

    result = training_result(project, article)

    assert [(one.kind, one.category) for one in result.differences] == [(MISSED, "actor"), (MISSED, "claim")]
    assert [one.f1 for one in result.scores] == [0, 0]


def test_training_has_no_influence_on_the_data(school):
    project, (article, other) = school
    for one in (article, other):
        coded(project, one, kind="evaluative")
    assert lessons(project, "dan") == []
    enter(project, "ada")

    frames = load_frames(project.path)

    assert set(frames["claims"]["coder"]) == {"ada"}
    assert "dan" not in corpus(project).coders
    assert comparable(project) == {}
    assert [(one.coder, one.total.found) for one in training_results(project)] == [("dan", 2), ("dan", 2)]


def test_a_coder_sees_the_own_results_alone(school):
    project, (article, _other) = school
    finish(project, article)
    enter(project, "ada")
    planned(project, [article], ("dan", "eve"), round_name="training", kind=TRAINING, per_article=2)
    enter(project, "eve")
    finish(project, article)

    assert [one.coder for one in training_results(project)] == ["eve"]
    enter(project, "ada")
    assert [one.coder for one in training_results(project)] == ["dan", "eve"]


def test_an_unfinished_coding_or_a_second_gold_is_refused_and_so_is_a_coder(school):
    project, (article, _other) = school
    with pytest.raises(AnnotatorError, match="has not finished"):
        take_as_gold(project, article, "dan")
    finish(project, article)
    with pytest.raises(AnnotatorError, match="has gold already"):
        take_as_gold(project, article, "dan")
    enter(project, "ada")
    third = an_article(project, f"{TEXT} third.", source_id="T3")
    coded(project, third)
    enter(project, "dan")
    with pytest.raises(AnnotatorError, match="settles"):
        take_as_gold(project, third, "ada")


def test_rounds_that_count_take_an_article_back_into_the_data(school):
    project, (article, _other) = school
    coded(project, article, kind="evaluative")
    enter(project, "ada")
    planned(project, [article], ("dan",), round_name="main")

    assert set(load_frames(project.path)["claims"]["coder"]) == {"ada", "dan"}
    with open_project(project.path, read_only=True) as whole:
        assert whole.set_apart.codings == {(one.article_id, one.coder_id) for one in whole.assignments.all() if one.article_id != article}
    assert RECODING != TRAINING


def test_copies_made_to_be_coded_again_are_planned_for_nobody_else(study):
    apply_again(study, preview_again(study, AgainOrder(0.4, days=0)))
    copies = study.assignments.set_apart().articles
    assert copies
    enter(study, "ada")
    preview = preview_plan(study, Order(("dan",), round_name="second"))
    assert {seat.article for seat in preview.plan.seats} == set(study.articles.ids()) - copies


def test_training_takes_the_articles_with_gold_and_the_main_round_the_others(school):
    school, _articles = school
    enter(school, "ada")
    gold = [one for one in school.articles.ids() if school.decisions.of_article(one)]
    assert gold
    assert articles_of_scope(school, WITH_GOLD, "main") == gold
    taught = {one.article_id for one in school.assignments.all()}
    an_article(school, f"{TEXT} New.", source_id="new")
    free = set(school.articles.ids()) - taught
    assert set(articles_of_scope(school, UNPLANNED, "main")) == free != set()
    planned(school, sorted(free), ("ben",), round_name="main")
    assert articles_of_scope(school, UNPLANNED, "third") == []
    assert set(articles_of_scope(school, UNPLANNED, "main")) == free
    with pytest.raises(AnnotatorError, match="no choice nothing"):
        articles_of_scope(school, "nothing", "main")


def test_a_package_brings_the_gold_of_training_and_of_nothing_else(school, tmp_path):
    project, articles = school
    enter(project, "ada")
    other = an_article(project, f"{TEXT} Other.", source_id="other")
    coded(project, other)
    assert take_as_gold(project, other, "ada") == 2
    planned(project, [other], ("dan",), round_name="main")
    made = make_package(project, "dan", tmp_path / "dan.annot")
    assert check(made.path) == []

    with open_project(made.path) as package:
        enter(package, "dan")
        assert package.annotations.of_article(other, layer="gold") == []
        assert training_result(package, articles[0]) is None
        an_annotation(package, articles[0], ACTOR, category="actor", values={"mention_form": "named"})
        finish(package, articles[0])
        total = training_result(package, articles[0]).total
        assert (total.gold, total.yours, total.right) == (2, 1, 1)

    gold = [one.id for one in project.annotations.of_article(articles[0], layer="gold")]
    merge_file(project, made.path)
    assert [one.id for one in project.annotations.of_article(articles[0], layer="gold")] == gold
    assert [(one.coder, one.total.yours) for one in training_results(project)] == [("dan", 1)]


def test_progress_does_not_count_practice_as_coded_twice(school):
    project, articles = school
    enter(project, "ada")
    planned(project, articles, ("ben", "dan"), round_name="more practice", kind=TRAINING, per_article=2)
    other = an_article(project, f"{TEXT} Other.", source_id="other")
    planned(project, [other], ("ben", "dan"), round_name="main", per_article=2)
    for name in ("ben", "dan"):
        enter(project, name)
        for article in (articles[0], other):
            finish(project, article)
    enter(project, "ada")
    progress = study_progress(project)
    assert (progress.shared_planned, progress.shared_done) == (1, 1)
    assert [(one.coders, one.planned, one.done) for one in progress.pairs] == [(("ben", "dan"), 1, 1)]
    assert sum(one.finished for one in progress.coders) == 2 + 2 + 2  # the gold's, the practice and the data


# ---- nothing to look up meanwhile ------------------------------------------------------------------------------------------


def everything_told(project, tmp_path, coder):
    """Return all that a coder is told of articles and codings outside the open article, as one text."""
    tables = load_frames(project.path, coder)
    target = tmp_path / f"out-{len(list(tmp_path.iterdir()))}"
    export(project, target, format="jsonl")
    found = [frame.to_csv() for name, frame in tables.items() if name not in ("codebook", "coders")]
    found += [path.read_text(encoding="utf-8") for path in sorted(target.iterdir())]
    found += [repr(annotation_table(project).rows), repr(project.visible_articles), repr(search(project, "union").hits)]
    found += [repr(project.history.all(project.visible_coder)), repr(project.history.latest(project.visible_coder))]
    found += [repr(questions(project)), repr(remarks(project)), repr(worklist(project)), repr(lessons(project, coder))]
    found += [repr(mentions(project, one.id)) for one in project.entities.all()]
    return "\n".join(found)


def test_the_first_coding_cannot_be_looked_up_while_the_article_is_coded_again(study, tmp_path):
    enter(study, "ben")
    first = study.visible_articles[0]
    claim = next(one for one in study.annotations.of_article(first, study.coder.id) if one.category == "claim")
    coding.set_flag(study, claim.id, True)
    coding.set_note(study, claim.id, "a demand, or none?")
    finish(study, first)
    for article in study.visible_articles[1:]:
        with study.step("Reopen article", article):
            study.codings.save(replace(coding.coding_of(study, article), finished=False))
    assert claim.id in everything_told(study, tmp_path, "ben")
    before = study.visible_articles
    enter(study, "ada")
    apply_again(study, preview_again(study, AgainOrder(1, days=0)))
    copy = next(one.article_id for one in study.assignments.recoded() if one.coder_id == claim.coder_id)

    enter(study, "ben")
    found = everything_told(study, tmp_path, "ben")
    assert [one for one in (first, claim.id, "a demand, or none?") if one in found] == []
    assert study.visible_articles == [*before[1:], copy]
    assert first not in study.undo().articles  # undo reaches what is seen
    enter(study, "ada")
    assert claim.id in repr(annotation_table(study).rows)  # whoever supervises sees it all the time

    enter(study, "ben")
    coded(study, copy)
    assert claim.id in everything_told(study, tmp_path, "ben")
    assert set(before) <= set(study.visible_articles)


def test_a_package_keeps_the_first_coding_out_of_sight_till_the_second_is_finished(study, tmp_path):
    enter(study, "ben")
    first = study.visible_articles[0]
    enter(study, "ada")
    apply_again(study, preview_again(study, AgainOrder(1, days=0)))
    path = make_package(study, "ben", tmp_path / "ben.annot").path

    with open_project(path, "ben") as package:
        assert first not in package.visible_articles
        copies = [one.article_id for one in package.assignments.recoded()]
        assert package.visible_articles == copies
        for copy in copies:
            coded(package, copy)
        assert first in package.visible_articles
