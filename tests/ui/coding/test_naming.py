"""Who is meant: a mention nobody knows, a new wording of somebody known, and the facts and ends that values ask for."""

from __future__ import annotations

import pytest
from at_the_desk import SHIFT, Coder
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.model.entity import Entity
from annotator.model.ids import EntityId, new_id
from annotator.operations.suggesting import is_a_name, name_of_mention
from ui.coding.article_values import ArticleValues

Key = Qt.Key


def know(coder: Coder, label: str) -> Entity:
    entity = Entity(EntityId(new_id()), label, kind="government_body")
    with coder.desk.project.step("Entity"):
        coder.desk.project.entities.add(entity)
    return entity


def labelled(coder: Coder, label: str) -> list[Entity]:
    return [one for one in coder.desk.project.entities.all() if one.label == label]


def select_actor(coder: Coder, words: str) -> None:
    actor = coder.mark("actor", words)
    coder.desk.select(actor.id)
    coder.view.setFocus()
    coder.press(Key.Key_Return)


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("the Port Authority", "Port Authority"), ("The minister", "minister"), ("l’Union", "Union"), ("Die Grünen", "Grünen"),
        ("“Plaza”", "Plaza"), ("Kestria’s", "Kestria"), ("two diplomats", "two diplomats"), ("the", "the"), ("सरकार", "सरकार"),
    ],
)  # fmt: skip
def test_a_new_entity_is_called_by_its_mention_without_article(mention, name):
    assert name_of_mention(mention) == name


@pytest.mark.parametrize(
    ("mention", "is_one"), [("the DPRK", True), ("She", False), ("the minister", False), ("الحكومة", True), ("", False)]
)
def test_a_pronoun_or_a_description_is_no_name(mention, is_one):
    assert is_a_name(mention) == is_one


@pytest.mark.parametrize("key", [Key.Key_Return, (SHIFT, Key.Key_Return)])
def test_one_key_makes_a_mention_nobody_knows_a_new_entity(coder: Coder, key):
    select_actor(coder, "Western officials")

    coder.press(key)

    made = labelled(coder, "Western officials")
    assert [one.id for one in made] == [coder.desk.selected.values["entity"]]
    coder.desk.undo()
    assert labelled(coder, "Western officials") == []
    assert "entity" not in coder.desk.selected.values


def test_zero_where_no_kind_was_said_yet_is_no_answer_and_no_fault(coder: Coder):
    told: list[str] = []
    coder.desk.session.problem.connect(lambda error: told.append(str(error)))
    select_actor(coder, "Western officials")
    coder.press((SHIFT, Key.Key_Return))
    focus = QApplication.focusWidget()

    coder.press("0")

    assert told == []
    assert QApplication.focusWidget() is focus  # the kind is still asked for
    coder.press("1")
    assert [one.kind for one in labelled(coder, "Western officials")] == ["person"]
    assert told == []


def test_a_known_name_is_not_offered_as_new(coder: Coder):
    know(coder, "Doe")
    select_actor(coder, "Doe")

    coder.press((SHIFT, Key.Key_Return))

    assert len(labelled(coder, "Doe")) == 1


def test_plus_takes_an_entity_and_gives_it_the_new_wording_in_one_step(coder: Coder):
    entity = know(coder, "Port Ellery Authority")
    select_actor(coder, "the Port Authority")

    coder.press("+")

    assert coder.desk.selected.values["entity"] == entity.id
    assert labelled(coder, entity.label)[0].aliases == ("Port Authority",)
    coder.desk.undo()
    assert labelled(coder, entity.label)[0].aliases == ()
    assert "entity" not in coder.desk.selected.values


def test_plus_is_text_where_something_is_typed(coder: Coder):
    know(coder, "Port Ellery Authority")
    select_actor(coder, "the Port Authority")

    coder.press("Port+")

    assert QApplication.focusWidget().text() == "Port+"
    assert labelled(coder, "Port Ellery Authority")[0].aliases == ()


# ---- ends that the values ask for


@pytest.mark.parametrize(("target", "first"), [("claim", "claim"), ("actor", "actor")])
def test_the_target_that_was_chosen_is_offered_first(coder: Coder, target, first):
    coder.mark("actor", "Western officials")
    coder.mark("claim", "Officials closed the old pier")
    stance = coder.mark("stance", "doubt that", target_type=target)
    coder.desk.select(stance.id)

    coder.press("l", "t")

    assert coder.linking.ends[0].annotation.category == first


def test_letters_stay_when_an_end_is_linked(coder: Coder):
    near, far = coder.mark("actor", "The minister"), coder.mark("actor", "Doe")
    claim = coder.mark("claim", "“The ferry must stay open.”", form="direct")
    coder.desk.select(claim.id)
    coder.press("l", "o")
    before = {end.annotation.id: end.letter for end in coder.linking.ends if end.annotation is not None}
    coder.press(before[near.id], "l", "o")

    after = {end.annotation.id: end.letter for end in coder.linking.ends if end.annotation is not None}
    assert after == {far.id: before[far.id]}


def test_a_claim_shows_who_holds_the_stance_towards_it(coder: Coder):
    claim = coder.mark("claim", "Officials closed the old pier")
    stance, holder = coder.mark("stance", "doubt that", target_type="claim"), coder.mark("actor", "Western officials")
    coder.desk.link("towards", stance.id, claim.id)
    coder.desk.link("holds", holder.id, stance.id)
    coder.desk.select(claim.id)

    rows = coder.page.values._page.links.rows

    assert [(row.words.link_id, row.words.quote, row.words.value) for row in rows][1:] == [
        (next(one.id for one in coder.desk.shown.links.values() if one.link == "holds"), "Western officials", "of the stance")
    ]


# ---- facts


def facts_of(coder: Coder) -> ArticleValues:
    coder.press("v")
    page = coder.page.values._page
    assert isinstance(page, ArticleValues)
    return page


def test_the_day_of_publication_is_set_by_keyboard_and_undone(coder: Coder):
    field = facts_of(coder).facts.fields["date_published"]
    field.setFocus()

    coder.press("2026-03-05", Key.Key_Return)

    assert coder.desk.shown.article.date_published == "2026-03-05"
    coder.desk.undo()
    assert coder.desk.shown.article.date_published == ""
    assert field.value() is None


def test_asked_once_more_the_variables_lead_to_the_day_of_publication(coder: Coder):
    page = facts_of(coder)
    judged = {"relevance": "relevant", "genre": "hard_news", "agency": "none", "main_issue": "trade"}
    for variable, value in (judged | {"correction_note": False, "furniture_present": True}).items():
        coder.desk.set_article_value(variable, value)
    coder.press(Key.Key_Escape, "v")

    assert page.facts.attribute_with(QApplication.focusWidget()) == "date_published"


def test_tab_goes_from_the_variables_on_to_the_facts(coder: Coder):
    page = facts_of(coder)
    for _press in range(30):
        if page.facts.isAncestorOf(QApplication.focusWidget()):
            break
        coder.press(Key.Key_Tab)

    assert page.facts.attribute_with(QApplication.focusWidget()) == "headline"


def test_a_day_that_is_none_is_said_at_the_field(coder: Coder):
    field = facts_of(coder).facts.fields["date_published"]
    field.setFocus()

    coder.press("yesterday", Key.Key_Return)

    assert field.error()
    assert coder.desk.shown.article.date_published == ""
