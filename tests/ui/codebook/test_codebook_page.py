"""The codebook page: read by coders, edited by the supervisor, and what publishing leaves to look at again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from annotator.model.codebook import TYPES
from annotator.model.codebook_checks import COLOURS
from annotator.model.codebook_edits import add, change, merge_values, rename, retire
from annotator.operations import codebook_draft as drafts
from annotator.operations import notes
from ui.codebook.fields import example_lines, read_examples
from ui.codebook.outline import outline
from ui.parts.button import Button

TYPE = ("category", "claim", "claim_type")
WAIT = {"timeout": 30_000}


def labels(page):
    return [one.label for one in page.form.values.rows()]


def test_a_coder_reads_the_codebook_and_can_change_nothing(shown):
    page = shown("ben")
    assert page.publish_button.isHidden()
    assert page.add_button.isHidden()
    assert not any(field.isEnabled() for field in page.form.fields.values())


def test_a_new_name_is_a_draft_that_ctrl_z_takes_back(shown):
    page = shown()
    page.form.fields["label"].choose("Kind of claim")

    assert "Draft of version 1.1" in page.said.accessibleName()
    assert "Kind of claim" in [row.text for row in page.tree.rows()]
    assert page.publish_button.isEnabled()
    page.undo()
    assert drafts.the_draft(page._session.project) is None
    assert not page.publish_button.isEnabled()


def test_alt_and_an_arrow_move_a_value(shown):
    page = shown()
    before = labels(page)
    page.form.choose_value("factual")
    QTest.keyClick(page.form.values, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert labels(page) == [before[1], before[0], *before[2:]]
    assert page.form.values.value_id() == "factual"


def test_delete_retires_a_value_and_the_preview_offers_it_no_longer(shown):
    page = shown()
    page.form.choose_value("predictive")
    QTest.keyClick(page.form.values, Qt.Key.Key_Delete)

    assert [row.id for row in page.form.values.rows() if row.retired] == ["predictive"]
    assert "predictive" not in [option.value for option in page.preview.form.fields["claim_type"].options]


def test_what_is_refused_is_said_at_the_field(shown):
    page = shown(place=("category", "stance"))
    page.form.fields["key"].choose("1")

    assert any("Stance and Actor have the same key 1" in field.error() for field in page.form.fields.values())
    assert drafts.the_draft(page._session.project) is None
    assert page.form.fields["key"].value() == "3"  # the choice goes back to what is stored


def test_what_a_mark_without_any_link_is_is_chosen_in_the_form_and_told_in_its_words(shown):
    page = shown(place=("category", "claim"))
    page.form.fields["unlinked"].choose("warning")
    page.show_differences()

    [item] = [page.differences.list.item(row).text() for row in range(page.differences.list.count())]
    assert item == "Claim\nwhat a mark without any link is: in order, now a warning"


def test_a_condition_and_what_is_changed_in_a_closed_list_are_told_in_the_outline(shown):
    page = shown()
    page.edit([change((*TYPE, "demand"), label="Call to act")])
    page.edit([change(("category", "claim", "proposition"), when={"claim_type": ["demand"]})])
    page.edit([add(("region", "sidebar")), change(("region", "byline"), coded=True)])

    rows = {one.place: one for one in outline(page.shown.codebook, TYPE, page.shown.changed_places)}
    assert rows["category", "claim", "proposition"].note == "if call to act"
    assert rows["region",].changed
    assert not rows["codebook",].changed
    rows = {one.place: one for one in outline(page.shown.codebook, ("region",), page.shown.changed_places)}
    assert [place[1] for place, one in rows.items() if place[0] == "region" and one.changed] == ["byline", "sidebar"]


def test_a_changed_definition_asks_what_becomes_of_old_codings_and_lists_them(shown, qtbot):
    page = shown()
    page.form.choose_value("commitment")
    page.form.fields["value_definition"].choose("the maker announces an own act")
    [(_difference, count)] = page.shown.undecided()
    page.publish()
    page.show_worklist()
    qtbot.waitUntil(lambda: len(page.worklist.list.items_shown()) == count, **WAIT)

    page.worklist.keep_button.click()
    qtbot.waitUntil(lambda: not page.worklist.list.items_shown(), **WAIT)
    assert page.worklist.head.text() == "Nothing to look at again"


def test_the_list_is_empty_again_once_publishing_is_taken_back(shown, qtbot):
    page = shown()
    page.form.choose_value("commitment")
    page.form.fields["value_definition"].choose("the maker announces an own act")
    page.publish()
    page.show_worklist()
    qtbot.waitUntil(lambda: bool(page.worklist.list.items_shown()), **WAIT)

    page.undo()
    qtbot.waitUntil(lambda: not page.worklist.list.items_shown(), **WAIT)


def asked(page, qtbot):
    page.ask_publish()
    qtbot.waitUntil(lambda: page.publish_panel.list.count() and not page._session.jobs.busy, **WAIT)
    return page.publish_panel


def test_before_publishing_each_change_says_what_becomes_of_the_codings_and_one_goes_on_or_back(shown, qtbot):
    page = shown()
    session = page._session
    session.write(drafts.edit, change((*TYPE, "commitment"), definition="an own act"), merge_values(TYPE, ["accusation"], "evaluative"))
    counts = drafts.counts(session.the_project())
    page.publish_button.click()
    panel = asked(page, qtbot)

    assert panel.isVisible()
    assert {item.title: item.remark for item in panel.list.items_shown()} == {
        "Claim › Type › Accusation": f"{counts[*TYPE, 'accusation']} recoded",
        "Claim › Type › Commitment": f"{counts[*TYPE, 'commitment']} to look at again",
    }
    assert "→ “an own act”" in " ".join(item.below for item in panel.list.items_shown())
    assert not page.publish_button.isVisible()
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert session.the_project().codebooks.versions() == ["1.0"]

    panel = asked(page, qtbot)
    panel.publish_button.click()
    assert session.the_project().codebooks.versions() == ["1.0", "1.1"]
    assert not panel.isVisible()
    page.undo()
    assert session.the_project().codebooks.versions() == ["1.0"]


def test_old_codings_are_decided_to_stand_where_the_question_is_asked(shown, qtbot):
    page = shown()
    page._session.write(drafts.edit, change((*TYPE, "commitment"), definition="an own act"))
    panel = asked(page, qtbot)
    assert "to look at again" in panel.list.items_shown()[0].remark

    panel.keep_button.click()
    qtbot.waitUntil(lambda: "stand" in panel.list.items_shown()[0].remark, **WAIT)
    assert panel.keep_button.words().startswith("Look at")
    panel.keep_button.click()
    qtbot.waitUntil(lambda: "to look at again" in panel.list.items_shown()[0].remark, **WAIT)


def test_a_failed_check_forbids_publishing_where_the_question_is_asked(shown, qtbot):
    page = shown()
    page._session.write(drafts.edit, *(retire((*TYPE, one.id)) for one in page.shown.codebook.category("claim").attributes[0].values))
    panel = asked(page, qtbot)

    assert "offers no value" in panel.wrong.text()
    assert not panel.publish_button.isEnabled()


def test_in_a_small_window_the_checks_stand_under_the_form_and_lead_to_what_coders_see(shown):
    page = shown()
    page.resize(952, 700)
    assert page.strip.isVisible()
    assert page.strip.said.accessibleName() == "All checks are well"
    assert not page.preview.isVisible()

    page._session.write(drafts.edit, retire(("category", "actor")))
    assert "can start nowhere" in page.strip.said.accessibleName()
    page.strip.button.click()
    assert page.preview.isVisible()
    assert page.preview.form is not None
    page.strip.button.click()
    assert page.form.isVisible()

    page.strip.button.click()
    page.resize(1368, 840)
    assert page.preview.isVisible()
    assert page.form.isVisible()
    assert not page.strip.isVisible()


def test_compare_names_each_difference_and_leads_to_its_place(shown):
    page = shown()
    session = page._session
    session.write(drafts.edit, rename((*TYPE, "demand"), "Call to act"), retire((*TYPE, "predictive")))
    page.show_differences()

    assert [item.title for item in page.differences.list.items_shown()] == ["Claim › Type › Call to act", "Claim › Type › Predictive"]
    page.differences.list.setCurrentRow(0)
    page.differences._go()
    assert page.form.values.value_id() == "demand"


def test_the_differences_on_show_follow_what_is_taken_back(shown):
    page = shown()
    page._session.write(drafts.edit, rename((*TYPE, "demand"), "Call to act"))
    page._session.write(drafts.edit, retire((*TYPE, "predictive")))
    page.show_differences()
    page.undo()

    assert [item.title for item in page.differences.list.items_shown()] == ["Claim › Type › Call to act"]


def test_a_file_that_cannot_be_taken_into_the_draft_is_named_with_the_reason(shown, tmp_path):
    page = shown()
    (tmp_path / "codes.csv").write_bytes("Name\nÖffentlichkeit\n".encode("cp1252"))
    page.exchange.take_in(tmp_path / "codes.csv")

    assert "codes.csv" in page.message.text()
    assert "is not valid UTF-8" in page.message.text()


@pytest.mark.parametrize("kind", ["Category", "Question", "Link", "Article variable", "Module", "Region"])
def test_what_is_added_stands_in_the_form_and_can_be_removed_again(shown, kind):
    page = shown()
    next(act for act in page.adding_menu().actions() if act.text() == kind).trigger()

    draft = drafts.the_draft(page._session.project)
    assert (draft.edits[-1].do, draft.edits[-1].place) == ("add", page._place)
    assert page.window().focusWidget() is page.form.fields["label"].focusProxy().focusProxy()  # typing names it


def test_a_new_question_becomes_one_of_every_kind_and_a_list_begins_with_a_value(shown):
    page = shown()
    next(act for act in page.adding_menu().actions() if act.text() == "Question").trigger()

    for kind in TYPES:
        page.form.fields["type"].choose(kind)
        assert page.shown.attribute(page._place).type == kind
        assert (page.form.values is not None) == (kind in ("single", "multiple"))
    page.form.fields["type"].choose("single")
    assert [row.label for row in page.form.values.rows()] == ["New value"]


def test_a_new_region_is_named_in_the_form_and_removed_there(shown):
    page = shown()
    next(act for act in page.adding_menu().actions() if act.text() == "Region").trigger()
    keys = page.window().focusWidget()
    QTest.keyClicks(keys, "Photo caption")
    QTest.keyClick(keys, Qt.Key.Key_Return)
    page.form.fields["coded"].choose(True)

    assert page._place == ("region", "photo_caption")
    assert "photo_caption" in page.shown.codebook.coded_regions
    [one for one in page.form.findChildren(Button) if one.text() == "Remove"][-1].click()
    assert "photo_caption" not in page.shown.codebook.region_types


def test_what_is_told_covers_no_button_and_goes_once_the_step_is_taken_back(shown):
    page = shown()
    page.form.fields["label"].choose("Kind of claim")
    page._discard()
    assert page.message.isVisible()
    for button in (page.add_button, page.publish_button, page.more_button):
        assert not page.message.geometry().intersects(QRect(button.mapTo(page, QPoint(0, 0)), button.size()))

    page.undo()
    assert not page.message.isVisible()


def test_categories_that_are_added_one_after_another_look_different_from_the_start(shown):
    page = shown()
    for _number in range(4):
        next(act for act in page.adding_menu().actions() if act.text() == "Category").trigger()

    draft = drafts.the_draft(page._session.project)
    assert len(draft.edits) == 4
    assert [one for one in draft.findings if one.check == COLOURS] == []


def test_examples_written_as_lines_are_read_back_as_they_were():
    found = [
        {"text": "The minister said the ferry must stay.", "mark": "the ferry must stay", "good": True, "why": "without source"},
        {"text": "The council met.", "mark": "The council met", "good": False, "why": ""},
    ]
    assert read_examples(example_lines(found)) == found


# ---- recoding, files, paper -------------------------------------------------------------------------------------------------


def the_recoding(page, qtbot):
    page.show_recoding()
    panel = page.recode_panel
    choose(panel.category, "claim")
    qtbot.waitUntil(lambda: panel._found is not None and not page._session.jobs.busy, **WAIT)
    return panel


def choose(choice, value):
    row = next(row for row in range(choice.count()) if choice.itemData(row) == value)
    choice.setCurrentIndex(row)
    choice.activated.emit(row)


def test_what_a_filter_picks_is_seen_in_context_recoded_in_one_step_and_taken_back(shown, qtbot):
    page = shown()
    panel = the_recoding(page, qtbot)
    row = panel.conditions.add("claim_type")
    row.field.choose("demand")
    qtbot.waitUntil(lambda: panel._found is not None and not page._session.jobs.busy, **WAIT)
    found = panel._found
    assert found.ids
    assert all(hit.before.values["claim_type"] == "demand" for hit in found.hits)
    quotes = [hit.before.quote.replace("\n", " ") for hit in found.hits]
    assert all(f"[{quote}]" in item.below for quote, item in zip(quotes, panel.list.items_shown(), strict=True))
    assert str(len(found.ids)) in panel.said.text()

    assert not panel.recode_button.isEnabled()
    given = panel.given.rows[0]
    choose(given.question, "claim_type")
    given.field.choose("factual")
    qtbot.waitUntil(lambda: panel.recode_button.isEnabled() and not page._session.jobs.busy, **WAIT)
    assert all(item.title.startswith("Type: Demand → Factual") for item in panel.list.items_shown())
    assert panel.where.accessibleName().startswith("In ")
    panel.list.setCurrentRow(0)
    [history] = [label.accessibleName() for label in panel.histories]
    assert history.startswith("History of Type")
    assert "Demand" in history
    panel.list.clearSelection()
    panel.recode_button.click()
    project = page._session.the_project()
    assert {project.annotations.get(one).values["claim_type"] for one in found.ids} == {"factual"}
    project.take_back(project.database.last_step)
    assert {project.annotations.get(one).values["claim_type"] for one in found.ids} == {"demand"}


def test_one_article_is_found_by_typing_and_recoded_alone(shown, qtbot):
    page = shown()
    panel = the_recoding(page, qtbot)
    everywhere = settled(page, qtbot)
    assert panel.article.value_text() == "any article"
    wanted = everywhere.hits[-1].before.article_id
    title = everywhere.hits[-1].title
    panel.article._edit.selectAll()  # as it is when the focus comes
    QTest.keyClicks(panel.article._edit, title[:14].lower())
    QTest.keyClick(panel.article._edit, Qt.Key.Key_Return)
    assert panel.article.value_text() == title
    choose(panel.given.rows[0].question, "claim_type")
    panel.given.rows[0].field.choose("factual")
    found = settled(page, qtbot)
    assert 0 < len(found.ids) < len(everywhere.ids)
    assert {hit.before.article_id for hit in found.hits} == {wanted}
    panel.recode_button.click()
    assert f"Recoded {len(found.changes)} annotation" in page.message.text()
    assert title[:20] in page.message.text()

    panel.article.choose("")
    assert settled(page, qtbot).ids == everywhere.ids


def settled(page, qtbot):
    qtbot.waitUntil(lambda: page.recode_panel._found is not None and not page._session.jobs.busy, **WAIT)
    return page.recode_panel._found


def test_values_of_several_questions_and_kinds_are_given_together_with_one_undo(shown, qtbot):
    page = shown()
    project = page._session.the_project()
    page._session.write(drafts.edit, add(("category", "claim", "said_on"), label="Said on", type="date"),
                        add(("category", "claim", "who"), label="Who", type="entity_ref"))  # fmt: skip
    page.publish()
    panel = the_recoding(page, qtbot)
    panel.conditions.add("claim_type").field.choose("accusation")
    panel.given.rows[0].remove_button.click()
    panel.given.add("claim_type").field.choose("evaluative")
    day = panel.given.add("said_on").field
    QTest.keyClicks(day._edit, "3.6.2024")
    QTest.keyClick(day._edit, Qt.Key.Key_Return)
    panel.given.add("who").field.made.emit("Harbour board")
    panel.given.add("proposition").how.setCurrentIndex(1)
    found = settled(page, qtbot)

    assert panel.list.items_shown()[0].title.startswith("Type: Accusation → Evaluative")
    assert "Said on: – → 2024-06-03" in panel.list.items_shown()[0].title
    assert "Who: – → Harbour board" in panel.list.items_shown()[0].title
    assert panel.recode_button.words() == f"Recode {len(found.ids)} annotations"
    panel.list.setCurrentRow(0)
    assert [label.accessibleName().split(":")[0] for label in panel.histories] == [
        "History of Type", "History of Said on", "History of Who", "History of Proposition in one sentence",
    ]  # fmt: skip
    panel.list.clearSelection()
    panel.recode_button.click()
    after = [project.annotations.get(one).values for one in found.ids]
    assert {(one["claim_type"], one["said_on"]) for one in after} == {("evaluative", "2024-06-03")}
    assert {project.entities.get(one["who"]).label for one in after} == {"Harbour board"}
    assert f"Recoded {len(found.ids)} annotations in {found.articles} articles: " in page.message.text()
    page.undo()
    assert {project.annotations.get(one).values["claim_type"] for one in found.ids} == {"accusation"}
    assert project.codebook.version == "1.1"
    page.undo()
    assert project.codebook.version == "1.0"


def test_a_value_that_cannot_be_given_is_said_before_and_only_chosen_rows_are_recoded(shown, qtbot):
    page = shown()
    panel = the_recoding(page, qtbot)
    panel.conditions.add("claim_type").field.choose("demand")
    panel.given.rows[0].remove_button.click()
    panel.given.add("issue_other").field.choose("x" * 10_000)
    settled(page, qtbot)
    assert not panel.recode_button.isEnabled()

    panel.given.rows[0].remove_button.click()
    panel.given.add("claim_type").field.choose("factual")
    settled(page, qtbot)
    for row in (0, 1):
        panel.list.item(row).setSelected(True)
    assert panel.recode_button.words() == "Recode 2 annotations"
    assert "2 chosen" in panel.said.text()


def test_conditions_of_another_category_go_and_a_question_stands_in_one_row_alone(shown, qtbot):
    page = shown()
    panel = the_recoding(page, qtbot)
    first = panel.conditions.add("claim_type")
    second = panel.conditions.add()
    assert second.question.findData("claim_type") < 0
    assert first.question.findData("claim_type") >= 0
    choose(panel.category, "stance")
    settled(page, qtbot)
    assert panel.conditions.rows == []


@pytest.mark.parametrize("question", ["claim_type", "proposition", "concept"])
def test_tab_goes_from_the_question_over_its_value_to_removing_the_row(shown, qtbot, question):
    page = shown()
    page._session.write(drafts.edit, change(("module", "discourse_network"), on=True))
    page.publish()
    row = the_recoding(page, qtbot).conditions.add(question)
    page.window().activateWindow()
    row.how.setFocus()
    qtbot.waitUntil(lambda: row.how.hasFocus() and row.field.isVisible())

    QTest.keyClick(row.how, Qt.Key.Key_Tab)
    assert row.field.isAncestorOf(page.window().focusWidget())
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
    assert page.window().focusWidget() is row.remove_button
    walked = []
    for _step in range(3):
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
        walked.append(page.window().focusWidget())
    given = page.recode_panel.given.rows[0]
    assert walked == [page.recode_panel.conditions.add_button, given.question, given.how]


def test_a_coder_finds_neither_recoding_nor_import(shown):
    page = shown("ben")
    page.show_recoding()

    assert not page.more_button.isVisible()
    assert not page.recode_panel.isVisible()
    assert page.print_button.isVisible()


def test_a_file_is_taken_into_the_draft_and_its_differences_are_shown(shown, tmp_path):
    page = shown()
    (tmp_path / "list.csv").write_text("name,definition\nBoast,praises itself\n", encoding="utf-8")
    page.exchange.take_in(tmp_path / "list.csv", page.shown.listed(page._place))

    assert page.differences.isVisible()
    assert [item.title for item in page.differences.list.items_shown()] == ["Claim › Type › Boast"]
    page.undo()
    assert page.shown.draft is None


def test_a_file_that_cannot_be_read_is_named(shown, tmp_path):
    page = shown()
    (tmp_path / "list.csv").write_text("colour\n", encoding="utf-8")
    with page._session.refusals() as refusals:
        page.exchange.take_in(tmp_path / "list.csv", page.shown.listed(page._place))
    assert "list.csv" in str(refusals[-1])


def test_the_codebook_is_written_as_pdf_qdc_and_web_page(shown, tmp_path):
    page = shown()
    page.exchange.save_pdf(tmp_path / "book.pdf")
    for suffix in ("qdc", "html", "json"):
        page.exchange.export(tmp_path / f"book.{suffix}")

    assert (tmp_path / "book.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "book.pdf").stat().st_size > 20_000
    assert b"REFI" not in (tmp_path / "book.json").read_bytes()
    assert b"<CodeBook" in (tmp_path / "book.qdc").read_bytes()
    assert "commitment" in (tmp_path / "book.html").read_text(encoding="utf-8")


def test_alt_and_an_arrow_move_a_category_in_the_outline(shown):
    page = shown(place=("category", "claim"))
    page.tree.setFocus()
    QTest.keyClick(page.tree, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert [one.id for one in page.shown.codebook.categories] == ["actor", "stance", "claim", "speculation"]


def test_a_category_is_put_below_another_one(shown):
    page = shown(place=("category", "stance"))
    page.form.fields["parent"].choose("claim")

    assert page.shown.codebook.above("stance") == ("claim",)
    assert "Claim › Stance" in [row.text for row in page.tree.rows()]


@pytest.mark.parametrize(("kind", "name", "value"), [("number", "min", 2), ("text", "max_length", 80), ("boolean", "default", True)])
def test_limits_and_defaults_of_every_kind_are_edited(shown, kind, name, value):
    page = shown()
    page.edit([add(("category", "claim", "extra"), label="Extra", type=kind)])
    page.show_place(("category", "claim", "extra"))
    page.form.fields[name].choose(value)

    assert page.shown.raw(("category", "claim", "extra"))[name] == value


def test_notes_on_a_category_stand_under_its_form_and_are_written_there(shown, qtbot):
    page = shown()
    project = page._session.the_project()
    notes.write(project, "category", "claim", "Wishes count from version 2 on.")
    assert [row.remark.text for row in page.notes.thread.rows] == ["Wishes count from version 2 on."]
    assert page.notes.title.text() == "Notes on Claim"

    page.notes.thread.field.write("Threats too.")
    page.notes.thread.button.click()
    assert [one.text for one in notes.remarks(project, "category", "claim")] == ["Wishes count from version 2 on.", "Threats too."]
    assert len(page.notes.thread.rows) == 2
    assert page.notes.thread.field.text() == ""

    page.show_place(("category", "stance"))
    assert page.notes.thread.rows == []
    page.show_place(("link", "makes"))
    assert not page.notes.thread.isVisible()


def test_a_coder_reads_the_supervisors_note_there_and_not_that_of_another_coder(shown):
    page = shown("ben")
    session = page._session
    session.enter("ada")
    notes.write(session.the_project(), "category", "claim", "Read the span rules.")
    session.enter("cleo")
    notes.write(session.the_project(), "category", "claim", "I find this hard.")
    session.enter("ben")
    page.show_place(("category", "claim"))
    assert [row.remark.text for row in page.notes.thread.rows] == ["Read the span rules."]
