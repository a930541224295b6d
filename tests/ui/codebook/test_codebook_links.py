"""Numbers of links, the codebook's name and language, and the keys that stay where they are while a form is made anew."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.model.codebook_edits import change
from annotator.operations import codebook_draft as drafts
from ui.parts.button import Button

MAKES, TOWARDS = ("link", "makes"), ("link", "towards")


def rules(page):
    return [f"{item.title}: {item.below}" for item in page.form.counts.list.items_shown()]


def raw(page, place=MAKES):
    return page.shown.raw(place).get("counts")


def test_the_numbers_of_a_link_are_read_as_sentences(shown):
    page = shown(place=TOWARDS)
    assert rules(page) == [
        "Stance, if Target is Actor: exactly 1 with Actor",
        "Stance, if Target is Claim: exactly 1 with Claim",
        "Stance, if Target is Issue: none",
    ]


def test_a_number_is_changed_in_the_draft_and_its_rule_stays_on_show(shown):
    page = shown(place=MAKES)
    page.form.counts.choose(2)
    page.form.counts.fields["max"].choose(2)

    assert raw(page)[2] == {"at": "to", "min": 1, "max": 2}
    assert rules(page)[2] == "Claim: 1 to 2"
    assert page.form.counts.row() == 2
    page.form.counts.fields["level"].choose("warning")
    assert raw(page)[2]["level"] == "warning"
    page.undo()
    page.undo()
    assert drafts.the_draft(page._session.project) is None


def test_a_number_is_bound_to_a_value_of_the_mark(shown):
    page = shown(place=MAKES)
    page.form.counts.add_button.click()
    assert page.form.counts.row() == 3
    page.form.counts.fields["when"].choose("claim_type")
    page.form.counts.fields["when_values"].choose(["demand", "commitment"])

    assert raw(page)[3] == {"at": "to", "min": 1, "when": {"claim_type": ["demand", "commitment"]}}
    assert rules(page)[3] == "Claim, if Type is Demand or Commitment: at least 1"
    assert "never applies" in page.strip.said.accessibleName()


def test_keys_move_and_remove_a_number(shown):
    page = shown(place=MAKES)
    first = raw(page)[0]
    page.form.counts.choose(0)
    QTest.keyClick(page.form.counts.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert (raw(page)[1], page.form.counts.row()) == (first, 1)
    QTest.keyClick(page.form.counts.list, Qt.Key.Key_Delete)
    assert first not in raw(page)
    assert len(raw(page)) == 2


def test_a_number_that_cannot_be_is_told_by_the_checks_and_forbids_publishing(shown):
    page = shown(place=MAKES)
    page.form.counts.choose(2)
    page.form.counts.fields["min"].choose(3)
    page.form.counts.fields["max"].choose(2)

    assert any("at least 3 and at most 2 cannot be" in words for level, words, _place in page.shown.checks() if level == "error")


def test_a_coder_reads_the_numbers_and_changes_none(shown):
    page = shown("ben", MAKES)
    page.form.counts.choose(0)
    assert not any(field.isEnabled() for field in page.form.counts.fields.values())
    assert not page.form.counts.add_button.isVisible()
    QTest.keyClick(page.form.counts.list, Qt.Key.Key_Delete)
    assert len(rules(page)) == 3


def test_the_codebook_gets_a_name_and_a_language(shown):
    page = shown(place=("codebook",))
    page.form.fields["codebook"].choose("Energy claims")
    page.form.fields["language"].choose("de")

    assert (page.shown.codebook.name, page.shown.codebook.language) == ("Energy claims", "de")
    page.show_differences()
    assert [item.below for item in page.differences.list.items_shown()] == [
        "name changed: “News claims codebook” → “Energy claims”", "language changed: “en” → “de”",
    ]  # fmt: skip


def test_a_codebook_without_a_name_and_a_language_that_is_none_are_refused(shown):
    page = shown(place=("codebook",))
    page.form.fields["codebook"].choose(None)
    assert any("needs a name" in field.error() for field in page.form.fields.values())

    field = page.form.fields["language"]
    field._edit.clear()
    QTest.keyClicks(field._edit, "Old Norse")
    QTest.keyClick(field._edit, Qt.Key.Key_Return)
    assert "code" in field.error()
    page._session.write(drafts.edit, change(("codebook",), language="Old Norse"))
    assert any("no code of a language" in words for _level, words, _place in page.shown.checks())


def test_the_field_with_the_keys_keeps_them_while_the_form_is_made_anew(shown, qtbot):
    page = shown(place=MAKES)
    page.window().activateWindow()
    page.form.fields["question"].setFocus()
    qtbot.waitUntil(lambda: page.form._with_keys() == "field question")
    page._session.write(drafts.edit, change(MAKES, inverse="is made by"))

    assert page.form._with_keys() == "field question"


def test_what_is_being_typed_stays_while_codings_are_counted(shown, qtbot):
    page = shown(place=MAKES)
    field = page.form.fields["question"]
    QTest.keyClicks(field._edit, "Who ma")
    page._count()
    qtbot.waitUntil(lambda: not page._session.jobs.busy)

    assert page.form.fields["question"] is field
    assert field.text().startswith("Who ma")
    assert drafts.the_draft(page._session.project) is None


def test_after_a_button_that_goes_away_the_keys_are_in_the_list_it_belonged_to(shown, qtbot):
    page = shown()
    page.window().activateWindow()
    page.form.choose_value("accusation")
    page.form.fields["value_label"].setFocus()
    qtbot.waitUntil(lambda: page.form._with_keys() == "field value_label")
    button = next(one for one in page.form.findChildren(Button) if one.words() == "Retire" and one.isVisible())
    button.setFocus()
    button.click()

    assert page.form._with_keys() == "values"


def test_a_value_is_split_by_the_names_of_two_or_more(shown):
    page = shown()
    page.form.choose_value("demand")
    next(one for one in page.form.findChildren(Button) if one.words() == "Split…").click()
    field = page.form.fields["value_parts"]
    QTest.keyClicks(field._edit, "Mild demand")
    QTest.keyClick(field._edit, Qt.Key.Key_Return)
    assert "Two names" in field.error()
    QTest.keyClicks(field._edit, ", Sharp demand")
    QTest.keyClick(field._edit, Qt.Key.Key_Return)

    rows = page.form.values.rows()
    assert [row.id for row in rows if row.remark == "split"] == ["demand"]
    assert [row.label for row in rows if row.remark == "new"] == ["Mild demand", "Sharp demand"]
