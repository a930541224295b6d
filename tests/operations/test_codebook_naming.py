"""What is new in a draft gets an id made of its name when it is published, and all that refers to it follows."""

from __future__ import annotations

import pytest
from codebook_builders import CLAIM, a_study, article_ids

from annotator.model.codebook_edits import add, change, rename
from annotator.model.codebook_naming import provisional_id, with_ids_of_names
from annotator.model.codebook_places import id_from
from annotator.model.span import Span
from annotator.operations import codebook_draft as drafts
from annotator.operations import coding
from annotator.operations.checking import check


@pytest.fixture
def study(tmp_path):
    with a_study(tmp_path) as project:
        yield project


FRAME, TONE = ("category", "new_category"), ("category", "new_category", "new_question")


def test_names_given_before_publishing_become_ids_and_references_follow(study):
    drafts.edit(study, add(FRAME, label="New category", key="9", color="#117733", style="box"))
    values = [{"id": "new_value", "label": "New value"}, {"id": "new_value_2", "label": "New value"}]
    drafts.edit(study, add(TONE, label="New question", type="single", values=values))
    drafts.edit(study, rename((*TONE, "new_value"), "Harsh"), rename((*TONE, "new_value_2"), "Mild"))
    drafts.edit(study, change(TONE, default="new_value_2"))
    drafts.edit(study, add((*FRAME, "new_question_2"), label="Why", type="text", when={"new_question": ["new_value"]}, module="new_module"))
    drafts.edit(study, add(("module", "new_module"), label="Rhetoric", on=True))
    drafts.edit(study, add(("link", "new_link"), label="Frames", **{"from": ["new_category"], "to": ["claim"]}))
    drafts.edit(study, rename(FRAME, "Übergeordneter Frame"), rename(TONE, "Tone of it"))

    made = drafts.publish(study).codebook

    frame = made.category("uebergeordneter_frame")
    tone, why = frame.attributes
    assert (frame.label, [one.id for one in frame.attributes]) == ("Übergeordneter Frame", ["tone_of_it", "why"])
    assert ([one.id for one in tone.values], tone.default) == (["harsh", "mild"], "mild")
    assert ({key: list(wanted) for key, wanted in why.when.items()}, why.module) == ({"tone_of_it": ["harsh"]}, "rhetoric")
    assert made.link("frames").from_categories == ("uebergeordneter_frame",)
    marked = coding.annotate(study, article_ids(study)[0], frame.id, Span(0, 5), values={"tone_of_it": "harsh", "why": "irony"})
    assert study.annotations.get(marked.id).values == {"tone_of_it": "harsh", "why": "irony"}
    assert check(study.path) == []


def test_what_was_published_keeps_its_id_whatever_it_is_called_later(study):
    drafts.edit(study, add((*CLAIM, "new_question"), label="New question", type="text"))
    drafts.publish(study)
    assert study.codebook.category("claim").attributes[-1].id == "new_question"
    drafts.edit(study, rename((*CLAIM, "new_question"), "Audience"))
    drafts.publish(study)
    assert study.codebook.category("claim").attributes[-1].id == "new_question"


def test_a_name_that_is_taken_gets_a_number_and_a_given_id_stays(study):
    drafts.edit(study, add((*CLAIM, "new_question"), label="Issue", type="text"), add((*CLAIM, "aim"), label="Purpose", type="text"))
    drafts.publish(study)
    assert [one.id for one in study.codebook.category("claim").attributes][-2:] == ["issue_2", "aim"]


def test_the_source_that_is_named_stays_as_it_is():
    source = {"categories": [{"id": "new_category", "label": "Frame", "attributes": []}], "links": []}
    assert with_ids_of_names(source, {"categories": []})["categories"][0]["id"] == "frame"
    assert source["categories"][0]["id"] == "new_category"


@pytest.mark.parametrize(
    ("label", "made"),
    [
        ("Übergriff", "uebergriff"),
        ("Économie", "economie"),
        ("Straße", "strasse"),
        ("Don’t know", "dont_know"),
        ("日本語", "x"),
        ("3 parties", "x_3_parties"),
    ],
)
def test_ids_keep_the_letters_of_a_label(label, made):
    assert id_from(label, []) == made


def test_a_provisional_id_is_free():
    assert provisional_id("value", ["new_value", "new_value_2"]) == "new_value_3"
