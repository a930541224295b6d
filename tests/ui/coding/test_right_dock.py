"""The right dock of the coding page: values, rule, history, what is open."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.model.article import Article
from annotator.model.ids import article_id
from annotator.model.span import Span
from annotator.operations import coding, projects
from annotator.text.duplicates import text_hash
from ui.coding.desk import Desk
from ui.coding.finish_panel import FinishPanel
from ui.coding.history_panel import HistoryPanel
from ui.coding.notes_panel import NotesPanel
from ui.coding.values_panel import ValuesPanel
from ui.session import Session

TEXT = "The ferry must stay open, the minister said.\nThe harbour towns were warned.\n"


@pytest.fixture
def desk(tmp_path, qapp):
    path = tmp_path / "ferry.annot"
    projects.new_project(path, projects.built_in_codebook(), maker="ada")
    session = Session()
    desk = Desk(session)
    session.open(path, "ada")
    for source in ("ferry", "harbour"):
        text = TEXT + source
        sha = text_hash(text)
        article = Article(article_id(sha, source), source, sha, len(text), headline=source)
        with session.project.step("Import", article.id):
            session.project.articles.add(article, text, "key")
    session.open_article(session.project.articles.ids()[0])
    yield desk
    session.close()


def show(qtbot, panel, height=900):
    qtbot.addWidget(panel)
    panel.resize(320, height)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    return panel


def a_claim(desk):
    made = coding.annotate(desk.project, desk.shown.id, "claim", Span(0, 24))
    desk.select(made.id)
    return made


def test_the_rule_card_follows_the_value_in_focus(desk, qtbot):
    panel = show(qtbot, ValuesPanel(desk))
    a_claim(desk)
    panel.focus_value("claim_type")
    assert panel.rule.title() == "Type"

    desk.set_value("claim_type", "demand")

    assert (panel.rule.title(), panel.rule.rule()) == ("Demand", "someone should act")


def test_the_rule_card_is_one_line_in_a_low_window(desk, qtbot):
    high, low = show(qtbot, ValuesPanel(desk), 900), show(qtbot, ValuesPanel(desk), 760)

    assert (high.rule.height(), low.rule.height()) == (92, 40)


def test_a_text_that_is_too_long_is_refused_at_its_field_and_stays_there(desk, qtbot):
    panel = show(qtbot, ValuesPanel(desk))
    claim = a_claim(desk)
    panel.focus_value("proposition")
    field = panel._form.fields["proposition"]
    field._edit.setPlainText("x" * 301)

    QTest.keyClick(field._edit, Qt.Key.Key_Return)

    assert "at most 300" in field.error()
    assert field.text() == "x" * 301
    assert field._edit.hasFocus()
    assert "proposition" not in desk.project.annotations.get(claim.id).values


def test_the_walk_goes_to_the_field_that_a_value_brings_about(desk, qtbot):
    panel = show(qtbot, ValuesPanel(desk))
    a_claim(desk)
    for attribute, value in (("claim_type", "demand"), ("form", "indirect")):
        desk.set_value(attribute, value)
    panel.focus_value("issue")

    QTest.keyClicks(panel.focusWidget(), "words")
    panel._form.fields["issue"].choose("other")
    panel._form.fields["issue"].proceed.emit()

    assert panel._focused_attribute() == "issue_other"


def test_an_agency_named_in_one_article_is_offered_in_the_next(desk, qtbot):
    panel = show(qtbot, ValuesPanel(desk))
    desk.set_article_value("agency", "named")
    desk.set_article_value("agency_name", "Harbour Wire")
    desk.session.open_article(desk.project.articles.ids()[1])
    desk.set_article_value("agency", "named")

    panel.show_article_form("agency_name")

    assert [row.title for row in panel._form.fields["agency_name"].suggestions()] == ["Harbour Wire"]


def rows(steps):
    return [steps.item(place).text().splitlines()[0] for place in range(steps.count())]


def test_taking_back_strikes_the_step_out_and_says_what_was_undone(desk, qtbot):
    claim = a_claim(desk)
    desk.set_value("claim_type", "demand")
    panel = show(qtbot, HistoryPanel(desk))

    panel.back.click()

    assert rows(panel.list)[:2] == ["Undo Set Type", "Set Type"]
    assert panel.list.item(1).font().strikeOut()
    assert not panel.list.item(2).font().strikeOut()
    assert "claim_type" not in desk.project.annotations.get(claim.id).values


def test_a_step_over_several_articles_says_how_many_before_it_is_taken_back(desk, qtbot):
    ids = desk.project.articles.ids()
    with desk.project.step("Recode", *ids):
        for one in ids:
            desk.project.annotations.add(coding.prepare(desk.project, one, "claim", Span(0, 24)))
    panel = show(qtbot, HistoryPanel(desk))

    panel.back_everywhere.click()
    assert "2 articles" in panel.told.text()
    assert desk.project.annotations.total() == 2

    panel.back_everywhere.click()
    assert desk.project.annotations.total() == 0


def test_an_undo_that_no_longer_fits_is_refused_in_the_panel(desk, qtbot):
    claim = a_claim(desk)
    panel = show(qtbot, HistoryPanel(desk))
    other = coding.annotate(desk.project, desk.shown.id, "actor", Span(26, 38))
    coding.link(desk.project, "makes", other.id, claim.id)
    with desk.project.database.step("Correct", [desk.shown.id]):
        for link in desk.project.links.of_article(desk.shown.id):
            desk.project.database.update("link", link.id, {"origin": "file"})
    panel._refresh()

    panel.back.click()

    assert "cannot be taken back" in panel.told.text()
    assert len(desk.project.links.of_article(desk.shown.id)) == 1


def test_finishing_asks_for_the_missing_maker_and_is_barred_by_it(desk, qtbot):
    a_claim(desk)
    panel = show(qtbot, FinishPanel(desk))
    panel.show_items()

    panel.finish(and_next=False)

    assert "to mend" in panel._title.text()
    assert not panel._button.isEnabled()
    assert not desk.project.codings.get(desk.shown.id, desk.session.coder.id).finished


def test_what_is_only_asked_can_be_kept_by_mouse_too(desk, qtbot):
    coding.annotate(desk.project, desk.shown.id, "actor", Span(26, 38))
    panel = show(qtbot, FinishPanel(desk))
    panel.show_items()
    place = next(number for number, item in enumerate(panel._items) if item.code == "unlinked")
    panel._list.setCurrentRow(place)
    assert "to confirm" in panel._title.text()

    panel.keep_button.click()

    assert "to confirm" not in panel._title.text()


def test_an_article_without_codings_is_finished_as_read_by_mouse(desk, qtbot):
    desk.set_article_value("relevance", "off_topic")
    panel = show(qtbot, FinishPanel(desk))
    panel.show_items()

    panel.nothing_button.click()

    assert desk.project.codings.get(desk.shown.id, desk.session.coder.id).finished


def test_noted_and_flagged_annotations_are_listed_and_lead_to_their_place(desk, qtbot):
    claim = a_claim(desk)
    plain = coding.annotate(desk.project, desk.shown.id, "actor", Span(26, 38))
    panel = show(qtbot, NotesPanel(desk))
    panel.flag.choose(True)
    desk.select(plain.id)

    assert panel.list.count() == 1
    panel.list.itemActivated.emit(panel.list.item(0))

    assert desk.project.annotations.get(claim.id).flag
    assert desk.selected_id == claim.id
