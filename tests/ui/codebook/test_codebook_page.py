"""The codebook page: read by coders, edited by the supervisor, and what publishing leaves to look at again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.model.codebook_edits import rename, retire
from annotator.operations import codebook_draft as drafts
from annotator.operations.demo import make_demo
from ui.codebook.fields import example_lines, read_examples
from ui.codebook.page import CodebookPage
from ui.session import Session

TYPE = ("category", "claim", "claim_type")
WAIT = {"timeout": 30_000}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def shown(qtbot, sample, tmp_path):
    sessions = []

    def show(coder="ada", place=TYPE):
        path = tmp_path / f"{coder}.annot"
        path.write_bytes(sample.read_bytes())
        session = Session()
        sessions.append(session)
        session.open(path, coder)
        page = CodebookPage(session)
        qtbot.addWidget(page)
        page.resize(1368, 840)
        page.show()
        page.show_place(place)
        qtbot.waitUntil(lambda: not session.jobs.busy, **WAIT)
        return page

    yield show
    for session in sessions:
        session.close()


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

    assert any("'1' twice" in field.error() for field in page.form.fields.values())
    assert drafts.the_draft(page._session.project) is None


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


def test_compare_names_each_difference_and_leads_to_its_place(shown):
    page = shown()
    session = page._session
    session.write(drafts.edit, rename((*TYPE, "demand"), "Call to act"), retire((*TYPE, "predictive")))
    page.show_differences()

    assert [item.title for item in page.differences.list.items_shown()] == ["Claim › Type › Call to act", "Claim › Type › Predictive"]
    page.differences.list.setCurrentRow(0)
    page.differences._go()
    assert page.form.values.value_id() == "demand"


@pytest.mark.parametrize("kind", ["Category", "Question", "Link", "Article variable", "Module", "Region"])
def test_what_is_added_stands_in_the_form_and_can_be_removed_again(shown, kind):
    page = shown()
    next(act for act in page.adding_menu().actions() if act.text() == kind).trigger()

    draft = drafts.the_draft(page._session.project)
    assert (draft.edits[-1].do, draft.edits[-1].place) == ("add", page._place)


def test_examples_written_as_lines_are_read_back_as_they_were():
    found = [
        {"text": "The minister said the ferry must stay.", "mark": "the ferry must stay", "good": True, "why": "without source"},
        {"text": "The council met.", "mark": "The council met", "good": False, "why": ""},
    ]
    assert read_examples(example_lines(found)) == found
