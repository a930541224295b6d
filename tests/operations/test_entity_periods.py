"""What an entity was from one day to another, and what the tables say of it on the day of an article."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest

from annotator.errors import RuleViolation
from annotator.model.entity import OFFICE, PARTY
from annotator.model.span import Span
from annotator.operations import coding, entities
from annotator.operations.exporting import export
from tests.builders import ACTOR, TEXT, a_link, a_project, an_annotation, an_article, refusals, stored_by


@pytest.fixture
def project(tmp_path):
    with a_project(tmp_path) as made:
        yield made


def rows(project, folder, name):
    export(project, folder)
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def a_claim(project, entity, day):
    article = an_article(project, TEXT, source_id=f"of {day}", date_published=day)
    actor, claim = an_annotation(project, article, ACTOR, category="actor"), an_annotation(project, article)
    coding.set_entity(project, actor.id, "entity", entity)
    a_link(project, "makes", actor, claim)


def test_the_party_and_office_of_an_actor_are_those_of_the_articles_day(project, tmp_path):
    one = entities.add_entity(project, "A. Sitter")
    coding.set_entity_fields(project, one.id, {"party": "Independent"})
    entities.add_period(project, one.id, PARTY, "Greens", "2015", "2019-06")
    entities.add_period(project, one.id, PARTY, "Liberals", "2019-07-01")
    entities.add_period(project, one.id, OFFICE, "minister of fisheries", "2018-03-14", "2021-12-31")
    days = ("2014-12-31", "2019-06-30", "2019-07-01", "2022-01-01", "")
    for day in days:
        a_claim(project, one, day)
    found = [(row["party"], row["office"]) for row in rows(project, tmp_path / "out", "claim_actor")]
    assert found == [
        ("Independent", ""),
        ("Greens", "minister of fisheries"),
        ("Liberals", "minister of fisheries"),
        ("Liberals", ""),
        ("Independent", ""),
    ]
    assert [row["maker_parties"] for row in rows(project, tmp_path / "out", "claims")] == [party for party, _office in found]
    told = [(row["label"], row["field"], row["value"], row["first_day"], row["last_day"])
            for row in rows(project, tmp_path / "out", "entity_periods")]  # fmt: skip
    assert told == [
        ("A. Sitter", "party", "Greens", "2015", "2019-06"), ("A. Sitter", "office", "minister of fisheries", "2018-03-14", "2021-12-31"),
        ("A. Sitter", "party", "Liberals", "2019-07-01", ""),
    ]  # fmt: skip


def test_a_period_is_corrected_taken_away_and_brought_back(project):
    one = entities.add_entity(project, "A. Sitter")
    made = entities.add_period(project, one.id, PARTY, " Greens ", "2015")
    changed = entities.set_period(project, replace(made, last_day="2019"))
    assert entities.periods(project, one.id) == [changed]
    entities.remove_period(project, changed)
    assert entities.periods(project, one.id) == []
    project.undo()
    project.undo()
    assert entities.periods(project, one.id) == [made]


@pytest.mark.parametrize(
    "given",
    [
        ("sex", "f", "", ""),
        (PARTY, " ", "", ""),
        (PARTY, "Greens", "May 2015", ""),
        (PARTY, "Greens", "2015-02-30", ""),
        (PARTY, "Greens", "2019-06", "2018"),
    ],
)
def test_what_is_no_period_is_refused(project, given):
    one = entities.add_entity(project, "A. Sitter")
    with pytest.raises(RuleViolation):
        entities.add_period(project, one.id, *given)


def test_a_merge_takes_the_periods_along_and_a_split_copies_them(project):
    one, other = entities.add_entity(project, "A. Sitter"), entities.add_entity(project, "Sitter")
    entities.add_period(project, one.id, PARTY, "Greens", "2015")
    entities.add_period(project, other.id, PARTY, "Greens", "2015")
    entities.add_period(project, other.id, OFFICE, "mayor", "2020")
    entities.merge(project, one.id, [other.id])
    assert [(each.field, each.value) for each in entities.periods(project, one.id)] == [(PARTY, "Greens"), (OFFICE, "mayor")]
    article = an_article(project)
    actor = an_annotation(project, article, Span(0, 8), category="actor")
    coding.set_entity(project, actor.id, "entity", project.entities.get(one.id))
    made = entities.split(project, one.id, [actor.id], "B. Sitter")
    assert [(each.field, each.value) for each in entities.periods(project, made.id)] == [(PARTY, "Greens"), (OFFICE, "mayor")]
    assert len(entities.periods(project, one.id)) == 2


def test_periods_go_out_as_json_lines_and_come_in_again(project, tmp_path):
    one = entities.add_entity(project, "A. Sitter")
    entities.add_period(project, one.id, PARTY, "Greens", "2015", "2019-06")
    entities.add_period(project, one.id, OFFICE, "mayor", "2020")
    export(project, tmp_path / "out", format="jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out" / "codings.jsonl").read_text(encoding="utf-8").splitlines()]
    with a_project(tmp_path, name="second") as second:
        for _turn in range(2):  # a second time nothing changes
            assert refusals(stored_by(second, *lines)) == []
            [there] = second.entities.all()
            assert [each.said for each in entities.periods(second, there.id)] == [each.said for each in entities.periods(project, one.id)]
        stored_by(second, {**lines[0], "periods": lines[0]["periods"][1:]})
        assert [each.value for each in entities.periods(second, there.id)] == ["mayor"]
        wrong = {**lines[0], "periods": [{"field": "sex", "value": "f"}]}
        assert refusals(stored_by(second, wrong)) == ["an entity has no sex through time"]


def test_a_file_that_names_an_entity_merged_away_means_the_one_that_stayed(project):
    office = {"type": "entity", "id": "e1", "label": "Foreign Office"}
    stored_by(project, office, {"type": "entity", "id": "e2", "label": "Foreign Ministry"})
    gone, kept = project.entities.all()
    entities.merge(project, kept.id, [gone.id])
    article = an_article(project)
    record = {"type": "annotation", "article": article, "coder": "ben", "category": "actor", "spans": [[31, 51]],
              "values": {"entity": "e1", "mention_form": "named"}}  # fmt: skip
    assert refusals(stored_by(project, office, record)) == []
    assert project.entities.all() == [project.entities.get(kept.id)]
    assert project.annotations.of_article(article)[0].values["entity"] == kept.id
