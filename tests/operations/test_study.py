"""A study from its plan to its tables: three coders on files of their own, work that comes back in any order, what differs settled."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from itertools import permutations

import pytest

from annotator import load_frames
from annotator.errors import AnnotatorError
from annotator.model.decision import REJECTED, TAKEN, Cell
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.adjudicating import Choice, cases, decide, take_over_agreed
from annotator.operations.agreement import compare
from annotator.operations.assigning import Order, apply_plan, preview_plan, queue_of
from annotator.operations.checking import check
from annotator.operations.exporting import export
from annotator.operations.feedback import lessons
from annotator.operations.merging import merge_file
from annotator.operations.packages import make_package, package_coder, package_name, package_sizes
from annotator.operations.people import add_coder, set_pseudonym, set_role
from annotator.operations.progressing import agreement_by_week, needed_for, study_progress
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.builders import ACTOR, CLAIM, CLAIM_VALUES, TEXT, a_link, a_project_file, an_annotation, an_article
from tests.merging.joined_files import a_copy, content

CODERS = ("ben", "cara", "dan")
WORD = Span(31, 34)


@pytest.fixture
def packages(tmp_path):
    """ada plans twelve articles, half of them coded twice, writes three packages, and each coder codes the own ones at home."""
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        enter(project, "ada")
        for number in range(12):
            outlet = ("Herald", "Post")[number % 2]
            an_article(project, f"{TEXT} {number}.", source_id=f"A{number}", outlet=outlet, headline=f"Article {number}")
        for name in (*CODERS, "eve"):
            add_coder(project, name)
        set_role(project, "eve", "adjudicator")
        set_pseudonym(project, "ben", "coder 1")
        apply_plan(project, preview_plan(project, Order(CODERS, shared=0.5, strata=("outlet",), seed=7)))
        assert package_sizes(project) == {"ben": 6, "cara": 6, "dan": 6}
        made = [make_package(project, name, tmp_path / "packages" / package_name(name)) for name in CODERS]
    for one in made:
        _code_at_home(one.path, one.coder)
    return path, [one.path for one in made]


def _code_at_home(path, coder):
    """Mark actor and claim in each article of the queue; each coder has a habit of the own."""
    with open_project(path) as project:
        enter(project, package_coder(project))
        assert project.the_coder().name == coder
        for article in queue_of(project, project.the_coder()):
            actor = an_annotation(project, article, ACTOR, category="actor", values={"mention_form": "named"})
            kind = "evaluative" if coder == "dan" else "demand"
            a_link(project, "makes", actor, an_annotation(project, article, CLAIM, values={**CLAIM_VALUES, "claim_type": kind}))
            if coder == "ben":
                an_annotation(project, article, WORD, category="speculation", values={})
            with project.step("Finish article", article):
                project.codings.save(replace(coding.coding_of(project, article), finished=True))


def brought_back(path, files):
    """Let ada merge the files and return how many records came of each coder."""
    with open_project(path) as project:
        enter(project, "ada")
        reports = [merge_file(project, one) for one in files]
        assert [report.conflicts for report in reports] == [()] * len(files)
        brought: Counter[str] = Counter()
        for count in (one for report in reports for one in report.counts):
            brought[count.coder] += count.made + count.changed + count.deleted
        return brought


def test_a_study_is_planned_coded_at_home_merged_compared_settled_taught_and_exported(packages, tmp_path):
    path, files = packages

    assert brought_back(path, files[::-1]) == {"ben": 24, "cara": 18, "dan": 18}
    assert check(path) == []

    with open_project(path) as project:
        enter(project, "ada")
        progress = study_progress(project)
        assert (progress.codings_finished, progress.codings) == (18, 18)
        assert (progress.shared_planned, progress.shared_done) == (6, 6)
        assert {pair.coders: (pair.done, pair.planned) for pair in progress.pairs} == {
            ("ben", "cara"): (2, 2), ("ben", "dan"): (2, 2), ("cara", "dan"): (2, 2),
        }  # fmt: skip
        assert progress.expected_end(progress.coders[1].last_day) == progress.coders[1].last_day

        report = compare(project, measures=("attribute_alpha",), draws=50)
        claim_type = next(one for one in report.records if one.attribute == "claim_type")
        assert claim_type.value < 0.5  # dan calls every demand evaluative
        assert [one.more is None or one.more >= 0 for one in needed_for([claim_type])] == [True]
        [(week, point)] = agreement_by_week(project, claim_type, draws=50)
        assert (point.value, point.n_articles) == (claim_type.value, 6)
        assert week.startswith("20")

        _settle(project)
        assert {(one.category, one.reason) for one in lessons(project, "dan")} == {("claim", "rule_unclear")}

    with open_project(path) as project:  # a coder learns what concerns the own work
        enter(project, "ben")
        assert {(one.category, one.reason) for one in lessons(project, "ben")} == {("speculation", "slip")}
        with pytest.raises(AnnotatorError):
            lessons(project, "dan")

    with open_project(path, read_only=True) as project:
        export(project, tmp_path / "tables", layer="all")
    with (tmp_path / "tables" / "annotations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sum(row["layer"] == "coder" for row in rows) == 18 * 2 + 6  # of eighteen codings two marks each, and ben's words
    assert sum(row["layer"] == "gold" for row in rows) >= 6
    assert len(load_frames(path, "dan")["articles"]) == 6


def _settle(project):
    """Let the adjudicator take over what agrees, reject ben's words, and go with whoever differs from dan."""
    enter(project, "eve")
    before = len(project.annotations.flagged()), project.annotations.counts()
    for article in project.articles.ids():
        if sum(coding.finished for coding in project.codings.of_article(article)) < 2:
            continue
        take_over_agreed(project, article)
        for one in cases(project, article):
            if one.decision is None:
                decide(project, one.case, _choice(project, article, one.case.category))
        assert all(one.decision is not None for one in cases(project, article))
    assert (len(project.annotations.flagged()), project.annotations.counts()) == before  # coders' work is never changed
    enter(project, "ada")


def _choice(project, article, category):
    if category == "speculation":
        return Choice(REJECTED, reason="slip")
    dan = project.coders.named("dan").id
    other = next(one.coder_id for one in project.codings.of_article(article) if one.coder_id != dan)
    return Choice(TAKEN, {"claim_type": Cell(other)}, "rule_unclear")


def test_packages_come_back_in_any_order_with_the_same_content(packages):
    path, files = packages
    found = []
    for number, order in enumerate(permutations(files)):
        target = a_copy(path, f"order {number}")
        brought_back(target, order)
        found.append(content(target))
    assert all(one == found[0] for one in found)


def test_a_late_joiner_and_a_drop_out_change_only_what_nobody_has_begun(packages):
    path, files = packages
    brought_back(path, files[:1])  # ben has finished; cara drops out, eve joins
    with open_project(path) as project:
        enter(project, "ada")
        order = Order(("ben", "dan", "eve"), shared=0.5, strata=("outlet",), seed=7)
        preview = preview_plan(project, order)
        apply_plan(project, preview)

        ben, cara, eve = (project.coders.named(name) for name in ("ben", "cara", "eve"))
        assert set(queue_of(project, ben)) >= {one.article_id for one in preview.kept}
        assert len(preview.kept) == 6
        assert (preview.unfinished, preview.new_coders) == ({}, ())
        assert queue_of(project, cara) == []
        assert queue_of(project, eve) != []
        coded = {one.article_id for one in project.assignments.all()}
        assert coded == set(project.articles.ids())
        project.undo()
        assert len(queue_of(project, cara)) == 6
