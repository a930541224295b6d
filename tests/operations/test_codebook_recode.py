"""Recoding: several values of every kind at once, in one step, with what they refer to; and what a filter picks."""

from __future__ import annotations

import json

import pytest
from builders import annotator_command

from annotator.errors import AnnotatorError, NotFound, RuleViolation
from annotator.model.codebook_edits import add
from annotator.operations import codebook_draft as drafts
from annotator.operations.checking import check
from annotator.operations.codebook_recode import Filter, meant, preview, recode, selected, value_history
from annotator.operations.coding import new_entity
from annotator.project import open_project
from tests.operations.codebook_builders import CLAIM, a_claim, a_study, article_ids

KINDS = {
    "weight": "number", "said_on": "date", "words": "text", "parts": "text_list", "topics": "open_list", "sure": "boolean",
    "who": "entity_ref", "where": "article_ref",
}  # fmt: skip


@pytest.fixture
def study(tmp_path):
    """A study whose claims are asked a question of every kind, with two claims in each of two articles."""
    with a_study(tmp_path) as project:
        edits = [add((*CLAIM, name), label=name.capitalize(), type=kind) for name, kind in KINDS.items()]
        several = [{"id": one} for one in ("print", "radio", "web")]
        drafts.edit(project, *edits, add((*CLAIM, "media"), label="Media", type="multiple", values=several))
        drafts.publish(project)
        for number in range(4):
            a_claim(project, article_ids(project)[number % 2], start=3 + number)
        yield project


def values_of_all(study):
    return [one.values for one in selected(study, Filter("claim"))]


def test_values_of_every_kind_are_given_together_in_one_step_and_taken_back(study):
    entity = new_entity("Harbour board")
    first = article_ids(study)[0]
    given = {
        "claim_type": "evaluative", "media": ["web", "print"], "weight": 2.5, "said_on": "2024-06-03", "words": "said so",
        "parts": ["a", "b"], "topics": "harbours", "sure": True, "who": entity.id, "where": first,
    }  # fmt: skip
    before = values_of_all(study)

    done = recode(study, Filter("claim"), given, [entity])

    assert (done.words(), len(done.articles)) == ("4 annotations in 2 articles", 2)
    assert all(given | {"media": ["print", "web"]} == {key: one[key] for key in given} for one in values_of_all(study))
    assert study.entities.get(entity.id).label == "Harbour board"
    study.take_back(study.database.last_step)
    assert values_of_all(study) == before
    assert check(study.path) == []


def test_a_preview_says_what_would_change_in_which_articles_and_writes_nothing(study):
    entity = new_entity("Harbour board")
    first = selected(study, Filter("claim"))[0]
    recode(study, Filter("claim", ids=frozenset({first.id})), {"sure": True})

    would = preview(study, Filter("claim"), {"sure": True, "who": entity.id}, [entity])
    only = preview(study, Filter("claim"), {"sure": True})

    assert (would.found, len(would.hits), len(only.hits)) == (4, 4, 3)
    assert sorted(number for _article, _title, number in only.articles) == [1, 2]
    assert study.entities.all() == []


@pytest.mark.parametrize(("given", "said"), [
    ({"who": "nobody"}, "nobody"), ({"where": "nowhere"}, "nowhere"), ({"weight": "many"}, "not a number"),
    ({"said_on": "June"}, "said_on"), ({"media": ["tape"]}, "none of its values"), ({"sure": "yes"}, "neither true nor false"),
    ({"tone": "sharp"}, "no attribute"),
])  # fmt: skip
def test_a_value_that_cannot_be_is_refused_by_name_and_nothing_is_written(study, given, said):
    before = values_of_all(study)
    with pytest.raises(AnnotatorError, match=said):
        recode(study, Filter("claim"), {"claim_type": "evaluative", **given})
    assert values_of_all(study) == before


def test_a_filter_looks_for_values_of_every_kind_for_none_and_for_any(study):
    first, second = selected(study, Filter("claim"))[:2]
    recode(study, Filter("claim", ids=frozenset({first.id})), {"weight": 2, "words": "said so", "media": ["web", "radio"]})
    recode(study, Filter("claim", ids=frozenset({second.id})), {"weight": 3})

    def found(**values):
        return {one.id for one in selected(study, Filter("claim", values))}

    assert found(weight=2) == {first.id}
    assert found(words="said so", media="radio") == {first.id}
    assert found(weight="*") == {first.id, second.id}
    assert len(found(weight=None)) == 2


def test_a_word_for_an_entity_is_its_id_its_label_or_a_new_one(study):
    who = next(one for one in study.codebook.attributes_of("claim") if one.id == "who")
    known = new_entity("Harbour board")
    with study.step("Add entities"):
        study.entities.add(known)
    assert meant(study, who, known.id) == (known.id, None)
    assert meant(study, who, " Harbour  board") == (known.id, None)
    value, fresh = meant(study, who, "Pilots' union")
    assert (value, fresh.label) == (fresh.id, "Pilots' union")
    with study.step("Add entities"):
        study.entities.add(new_entity("Harbour board"))
    with pytest.raises(RuleViolation, match="give the id"):
        meant(study, who, "Harbour board")
    where = next(one for one in study.codebook.attributes_of("claim") if one.id == "where")
    assert meant(study, where, "S1") == (article_ids(study)[1], None)
    with pytest.raises(NotFound):
        meant(study, where, "S9")


def test_the_history_of_each_value_tells_the_recode(study):
    one = selected(study, Filter("claim"))[0]
    recode(study, Filter("claim"), {"weight": 1, "words": "first"})
    recode(study, Filter("claim"), {"weight": 2})

    told = {name: [(step.before, step.after) for step in value_history(study, one.id, name)] for name in ("weight", "words")}
    assert told == {"weight": [(None, 1), (1, 2)], "words": [(None, "first")]}
    assert value_history(study, one.id, "weight")[-1].label == "Recode 4 annotations in 2 articles"


def test_the_terminal_gives_values_of_every_kind_and_makes_the_entity_that_is_new(study):
    path = study.path
    study.close()
    where = ("--where", "category=claim", "--where", "weight=")
    given = ("weight=2.5", "who=Harbour board", "where=S1", "media=web | print", "parts=a|b", "sure=yes", "said_on=2024-06-03")
    words = [word for one in given for word in ("--set", one)]

    tried = annotator_command("codebook", path, "recode", *where, *words, "--dry-run")
    assert "would recode 4 annotations in 2 articles" in tried.stdout
    with open_project(path) as project:
        assert project.entities.all() == []
    done = annotator_command("codebook", path, "recode", *where, *words)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "recoded 4 annotations in 2 articles")
    with open_project(path, "ada") as project:
        [entity] = project.entities.all()
        assert entity.label == "Harbour board"
        assert all((one["who"], one["where"], one["media"]) == (entity.id, article_ids(project)[1], ["print", "web"])
                   for one in values_of_all(project))  # fmt: skip

    again = annotator_command("codebook", path, "recode", "--where", "category=claim", "--where", "who=Harbour board",
                              "--where", "weight=*", "--set", "who=", "--json")  # fmt: skip
    records = [json.loads(line) for line in again.stdout.splitlines()]
    assert len(records) == 4
    assert all("who" not in one["after"] for one in records)
    lost = annotator_command("codebook", path, "recode", "--where", "category=claim", "--where", "who=Nobody", "--set", "who=")
    assert (lost.returncode, "Nobody" in lost.stderr) == (1, True)
    assert check(path) == []
