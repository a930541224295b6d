"""The left dock: articles with their state, the filter, and the annotations of the open one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from annotator.model.article import Region
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.again import AgainOrder, apply_again, preview_again
from annotator.operations.assigning import Order, apply_plan, preview_plan
from annotator.operations.projects import enter
from tests.builders import a_project, an_annotation, an_article
from ui.articles.list import ANNOTATIONS, ArticlesDock
from ui.articles.rows import two_lines
from ui.coding.desk import Desk
from ui.models.article_list import ArticleList
from ui.session import Session

BODY = "The Foreign Ministry said that tariffs on fish must fall by the summer, number {}."
NEPALI, ARABIC = "पहाडी विद्यालयमा निःशुल्क खाजा", "مرجانة تخفض الرسوم على القمح"


@pytest.fixture
def session(tmp_path):
    with a_project(tmp_path) as project:
        for number, headline in enumerate(("Ferry talks stall", "Café owners protest", NEPALI, ARABIC)):
            an_article(project, BODY.format(number), source_id=f"A{number}", headline=headline, outlet="Harbour Post")
        path = project.path
    session = Session()
    session.open(path, "ada")
    yield session
    session.close()


@pytest.fixture
def dock(session, qtbot):
    made = ArticlesDock(session, Desk(session, session))
    qtbot.addWidget(made)
    made.resize(228, 800)
    made.show()
    made.activateWindow()
    return made


def ids(session):
    return session.project.articles.ids()


def titles(dock):
    return [dock.articles.row(dock.articles.index(place)).title for place in range(dock.articles.rowCount())]


def row_of(dock, article):
    return dock.articles.row(dock.articles.index_of(article))


def finish(session, *articles):
    for article in articles:
        coding.set_article_value(session.project, article, "genre", "hard_news")
        coding.set_article_value(session.project, article, "main_issue", "trade")
        coding.finish(session.project, article)


def test_an_article_is_in_progress_once_something_is_marked_in_it(dock, session):
    article = ids(session)[1]
    assert row_of(dock, article).state == "unread"
    session.open_article(article)
    an_annotation(session.project, article, Span(31, 70))
    assert (row_of(dock, article).state, row_of(dock, article).count) == ("in_progress", 1)
    assert row_of(dock, ids(session)[0]).state == "unread"


def test_undo_makes_the_count_smaller_again(dock, session):
    article = ids(session)[0]
    an_annotation(session.project, article, Span(31, 70))
    session.project.undo(article)
    assert row_of(dock, article).count == 0


def test_typing_shows_the_articles_that_fit_without_regard_to_accents(dock, session, qtbot):
    qtbot.keyClicks(dock.field.edit, "cafe")
    assert titles(dock) == ["Café owners protest"]
    dock.field.edit.setText("رسوم")
    assert titles(dock) == [ARABIC]
    dock.field.edit.setText("harbour")
    assert len(titles(dock)) == 4
    dock.field.edit.setText("nowhere")
    assert titles(dock) == []
    assert dock.no_match.isVisible()


def test_enter_in_the_filter_opens_the_first_that_fits(dock, session, qtbot):
    dock.field.edit.setText("ferry")
    with qtbot.waitSignal(dock.article_wanted) as wanted:
        qtbot.keyClick(dock.field.edit, Qt.Key.Key_Return)
    assert wanted.args == [ids(session)[0]]


def test_arrows_and_enter_open_an_article(dock, session, qtbot):
    session.open_article(ids(session)[0])
    dock.view.setFocus()
    qtbot.keyClick(dock.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(dock.article_wanted) as wanted:
        qtbot.keyClick(dock.view, Qt.Key.Key_Return)
    assert wanted.args == [ids(session)[1]]


def test_the_next_article_is_the_next_that_is_not_finished_and_begins_again_at_the_top(dock, session):
    first, second, third, fourth = ids(session)
    finish(session, second, third)
    assert dock.next_article(first) == fourth
    assert dock.next_article(fourth) == first
    finish(session, first, fourth)
    assert dock.next_article(second) == ""
    assert dock.progress.text() == "4 of 4 finished"


def test_before_and_after_go_by_the_list_as_it_is_filtered(dock, session):
    first, second, _third, fourth = ids(session)
    assert dock.neighbour("", 1) == first
    assert dock.neighbour(first, 1) == second
    assert dock.neighbour(first, -1) == ""
    dock.field.edit.setText("ر")
    assert dock.neighbour(second, 1) == fourth


def test_an_article_with_the_text_of_another_says_so(dock, session):
    first = ids(session)[0]
    assert not row_of(dock, first).is_duplicate
    twin = an_article(session.project, BODY.format(0), source_id="other", headline="Again", cluster_id=first)
    assert row_of(dock, twin).is_duplicate
    assert "same text" in row_of(dock, twin).described()


def test_what_is_coded_again_bears_its_round_for_the_supervisor_and_stands_alone_for_the_coder(tmp_path, qtbot):
    with a_project(tmp_path, name="twice") as project:
        an_article(project, source_id="A1", headline="Talks", outlet="Post")
        apply_plan(project, preview_plan(project, Order(("ben",))))
        enter(project, "ben")
        (first,) = project.visible_articles
        with project.step("Finish article", first):
            project.codings.save(replace(coding.coding_of(project, first), finished=True))
        enter(project, "ada")
        apply_again(project, preview_again(project, AgainOrder(1, days=0)))
        listed = ArticleList()

        told = {}
        for name in ("ada", "ben"):
            enter(project, name)
            listed.load(project)
            told[name] = [(row.title, row.about_parts()[0]) for row in map(listed.row, map(listed.index, range(listed.rowCount())))]

    assert told == {"ada": [("Talks", "Post"), ("Talks", "Round again")], "ben": [("Talks", "Post")]}


def test_new_articles_appear_and_an_undone_import_takes_them_away(dock, session):
    an_article(session.project, "Another text altogether.", source_id="new", headline="New one")
    assert titles(dock)[-1] == "New one"
    assert dock.tabs.accessibleTabName(0) == "Articles, 5"
    session.project.undo()
    assert dock.articles.total == 4


def test_a_corrected_fact_shows_without_reading_everything_anew(dock, session, qtbot):
    article = ids(session)[0]
    with qtbot.assertNotEmitted(dock.articles.modelReset), session.project.step("Correct", article):
        session.project.articles.set_facts(article, {"outlet": "Daily Ledger"})
    assert row_of(dock, article).outlet == "Daily Ledger"


def test_another_coder_sees_their_own_states(dock, session):
    article = ids(session)[0]
    an_annotation(session.project, article, Span(31, 70))
    session.enter("ben")
    assert row_of(dock, article).state == "unread"


def test_the_open_article_carries_the_mark(dock, session):
    session.open_article(ids(session)[2])
    assert dock.view.itemDelegate().current == ids(session)[2]
    assert dock.view.currentIndex().row() == 2


def test_an_empty_project_says_what_to_do(tmp_path, qtbot):
    with a_project(tmp_path) as project:
        path = project.path
    session = Session()
    session.open(path, "ada")
    dock = ArticlesDock(session, Desk(session, session))
    qtbot.addWidget(dock)
    dock.show()
    assert dock.no_articles.isVisible()
    with qtbot.waitSignal(dock.import_wanted):
        dock.no_articles.button.click()
    an_article(session.project)
    assert not dock.no_articles.isVisible()
    session.close()


def test_a_project_that_is_closed_leaves_the_dock_empty(dock, session):
    session.close()
    assert dock.articles.total == 0
    assert dock.next_article("") == ""


# ---- annotations --------------------------------------------------------------------------------------------------------


def marked(session, dock):
    article = ids(session)[0]
    session.open_article(article)
    claim = an_annotation(session.project, article, Span(31, 70))
    actor = an_annotation(session.project, article, Span(0, 20), category="actor", values={})
    return claim, actor


def row_at(dock, annotation):
    return dock.annotations.row(dock.annotations.index_of(annotation.id))


def test_annotations_are_listed_in_text_order_with_what_is_missing(dock, session):
    claim, actor = marked(session, dock)
    dock.tabs.choose(ANNOTATIONS)
    rows = [dock.annotations.row(dock.annotations.index(place)) for place in range(dock.annotations.rowCount())]
    assert [row.id for row in rows] == [actor.id, claim.id]
    assert [row.about() for row in rows] == ["Actor", "Claim · demand"]
    assert [row.incomplete for row in rows] == [True, False]
    assert dock.tabs.accessibleTabName(1) == "Annotations, 2"


def test_flag_and_doubt_are_said(dock, session):
    claim, _actor = marked(session, dock)
    dock.tabs.choose(ANNOTATIONS)
    coding.set_flag(session.project, claim.id, True)
    coding.set_confidence(session.project, claim.id, "low")
    index = dock.annotations.index_of(claim.id)
    assert dock.annotations.row(index).marks() == ["flagged", "unsure"]
    assert "flagged, unsure" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_enter_on_an_annotation_selects_it_and_shows_its_place(dock, session, qtbot):
    claim, _actor = marked(session, dock)
    dock.tabs.choose(ANNOTATIONS)
    dock.annotation_view.go_to(dock.annotations.index_of(claim.id))
    with qtbot.waitSignal(dock._desk.place_wanted) as place:
        qtbot.keyClick(dock.annotation_view, Qt.Key.Key_Return)
    assert dock._desk.selected_id == claim.id
    assert place.args == [claim.extent]


def test_a_row_says_what_is_missing_and_else_how_often_it_is_linked(dock, session):
    claim, actor = marked(session, dock)
    dock.tabs.choose(ANNOTATIONS)
    assert "missing" in row_at(dock, claim).ties()
    coding.link(session.project, "makes", actor.id, claim.id)
    assert row_at(dock, claim).ties() == "1 link"
    assert "1 link" in dock.annotations.index_of(claim.id).data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize(("typed", "left"), [("CLAIM", ["claim"]), ("Actor", ["actor"]), ("missing", ["actor", "claim"]), ("zzz", [])])
def test_the_filter_finds_words_categories_values_and_what_is_missing(dock, session, typed, left):
    marked(session, dock)
    dock.tabs.choose(ANNOTATIONS)
    dock.annotation_field.edit.setText(typed)
    kinds = [dock.annotations.row(dock.annotations.index(place)).category.lower() for place in range(dock.annotations.rowCount())]
    assert kinds == left
    assert dock.no_annotations.isVisible() == (not left)


def test_keys_in_the_list_flag_doubt_and_delete_its_row_and_stay_there(dock, session, qtbot):
    claim, actor = marked(session, dock)
    dock.tabs.choose(ANNOTATIONS)
    view = dock.annotation_view
    view.go_to(dock.annotations.index_of(claim.id))
    qtbot.keyClick(view, Qt.Key.Key_F)
    qtbot.keyClick(view, Qt.Key.Key_U)
    assert row_at(dock, claim).marks() == ["flagged", "unsure"]
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert session.project.annotations.find(claim.id) is None
    assert dock.annotations.annotation_id(view.currentIndex()) == actor.id


def test_the_menu_of_a_row_does_what_its_keys_do(dock, session):
    claim, _actor = marked(session, dock)
    dock.tabs.choose(ANNOTATIONS)
    dock.annotation_view.go_to(dock.annotations.index_of(claim.id))
    actions = {action.text().split("\t")[0]: action for action in dock.annotation_keys.menu().actions()}
    actions["Ask the supervisor"].trigger()
    assert session.project.annotations.get(claim.id).flag
    actions["Delete"].trigger()
    assert session.project.annotations.find(claim.id) is None


def test_nothing_is_deleted_from_a_list_without_a_row(dock, session, qtbot):
    claim, _actor = marked(session, dock)
    dock.tabs.choose(ANNOTATIONS)
    dock.annotation_field.edit.setText("zzz")
    qtbot.keyClick(dock.annotation_view, Qt.Key.Key_Delete)
    assert session.project.annotations.find(claim.id) is not None


def test_the_list_follows_what_is_selected_in_the_text(dock, session):
    claim, _actor = marked(session, dock)
    dock.tabs.choose(ANNOTATIONS)
    dock._desk.select(claim.id)
    assert dock.annotation_view.currentIndex().row() == 1


def test_while_the_tab_is_hidden_a_mark_only_changes_the_count(dock, session, qtbot):
    session.open_article(ids(session)[0])
    with qtbot.assertNotEmitted(dock.annotations.modelReset):
        an_annotation(session.project, ids(session)[0], Span(31, 70))
    assert dock.tabs.accessibleTabName(1) == "Annotations, 1"


# ---- painting -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headline", ["Ferry talks stall as ministers trade blame over winter", NEPALI * 3, ARABIC * 3, "🛳" * 90])
def test_a_headline_is_broken_into_two_lines_and_nothing_of_it_is_lost(qapp, headline):
    lines = two_lines(headline, "name", 1.0, 180)
    assert len(lines) == 2
    assert "".join(lines).replace(" ", "") == headline.replace(" ", "")


def test_the_row_of_a_regional_article_paints_in_both_directions(dock, session, qtbot):
    left = dock.grab().toImage()
    dock.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert dock.grab().toImage() != left


def test_regions_do_not_change_the_list(dock, session, qtbot):
    article = ids(session)[0]
    with qtbot.assertNotEmitted(dock.articles.modelReset), session.project.step("This is body", article):
        session.project.articles.set_regions(article, [Region("body", Span(0, 20))], len(BODY.format(0)))
    assert titles(dock)[0] == "Ferry talks stall"
