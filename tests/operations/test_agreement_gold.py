"""Coders of a project against the layer gold; agreement between coders never counts it."""

from __future__ import annotations

import json

from annotator.model.decision import REJECTED, TAKEN, Cell
from annotator.operations.adjudicating import Choice, cases, decide, take_over_agreed
from annotator.operations.agreement import agreement_report, compare
from annotator.operations.agreement_gold import against_coder, against_gold
from annotator.operations.agreement_settings import AgreementSettings
from annotator.operations.agreement_slices import over_time
from annotator.project import open_project
from tests.agreement.study import a_study
from tests.builders import annotator_command


def a_decided_study(folder):
    """Return a study of two coders whose first article is decided: ada is right wherever they differ."""
    path = a_study(folder, coders=("ada", "ben"), articles=3, sentences=4)
    with open_project(path, "ada") as project:
        article = project.articles.ids()[0]
        take_over_agreed(project, article)
        ada = project.the_coder().id
        for one in cases(project, article):
            if one.decision is None:
                mine = ada in one.case.candidates
                cells = {row.key: Cell(ada) for row in one.case.open_rows}
                decide(project, one.case, Choice(TAKEN, cells) if mine else Choice(REJECTED))
    return path


def test_the_coder_whom_the_decisions_follow_is_right_and_only_decided_articles_count(tmp_path):
    path = a_decided_study(tmp_path)
    with open_project(path, read_only=True) as project:
        report = against_gold(project, AgreementSettings(draws=0))
        before = [one.as_dict() for one in agreement_report(project, measures=["exact_f1"], draws=0)]
    found = {(one.coders[0], one.measure, one.parameters.get("mode")): one for one in report.records if not one.category}
    assert {one.n_articles for one in report.records} == {1}
    assert found["ada", "gold_f1", "exact"].value == 1
    assert found["ben", "gold_f1", "exact"].value < 1
    assert all(one["coders"] == ["ada", "ben"] for one in before)
    record = found["ben", "gold_precision", "exact"]
    assert sum(one.agrees for one in report.passages(record)) == record.counts["true_positives"]


def test_the_command_prints_gold_and_says_where_there_is_none(tmp_path):
    done = annotator_command("agreement", a_decided_study(tmp_path), "--gold", "--json")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.stderr == ""
    assert {one["measure"] for one in records} == {"gold_precision", "gold_recall", "gold_f1", "gold_category", "gold_accuracy"}
    (tmp_path / "other").mkdir()
    undecided = annotator_command("agreement", a_study(tmp_path / "other", articles=2, sentences=2), "--gold")
    assert (undecided.stdout, "no article with gold" in undecided.stderr) == ("", True)


def test_the_reference_stands_second_where_a_coder_is_compared_with_an_earlier_coding(tmp_path):
    with open_project(a_study(tmp_path, coders=("ada", "ada2"), articles=2), read_only=True) as project:
        records = against_coder(project, "ada", AgreementSettings(draws=0)).records
    assert {one.coders for one in records} == {("ada2", "ada")}
    assert any(one.attribute == "genre" for one in records)


def test_the_weeks_of_a_project_hold_all_its_articles(tmp_path):
    with open_project(a_study(tmp_path, articles=3, sentences=3), read_only=True) as project:
        report = compare(project, draws=0)
    charts = over_time(report, next(one for one in report.records if one.measure == "u_alpha" and one.value is not None))
    assert [chart.coder for chart in charts] == ["", "ada", "ben", "caro"]
    assert all(sum(batch.n_articles for batch in chart.batches) == 3 for chart in charts)


def test_the_settings_of_the_report_count_against_gold_too(tmp_path):
    with open_project(a_decided_study(tmp_path), read_only=True) as project:
        usual = against_gold(project)
        day = next(iter(usual.corpus.days.values()))
        chosen = AgreementSettings(coders=("ben",), until=day, trim=True, unset_as_value=True, draws=20, seed=9)
        few = against_gold(project, chosen)
        later = against_gold(project, AgreementSettings(since="2999-01-01", draws=0))
        again = against_coder(project, "ada", chosen)
    assert {one.coders[0] for one in usual.records} == {"ada", "ben", "caro"} & set(usual.coders)
    for report in (few, again):
        assert {one.coders[0] for one in report.records} == {"ben"}
        assert report.settings == chosen
        for one in report.records:
            assert (one.parameters["edges"], one.parameters["unset"], one.parameters["finished_to"]) == ("trimmed", "value", day)
            assert one.parameters.get("draws", 20) == 20
            assert one.parameters.get("seed", 9) == 9
    assert later.records == ()
    assert usual.records
    assert {one.parameters["draws"] for one in usual.records if "draws" in one.parameters} <= {1000}

