"""Other versions of an article: the strip above the text, what goes over, and the page of reprints."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.operations.reprints import clusters_of, join_cluster
from tests.builders import an_article
from ui.versions.carry_dialog import CarryDialog
from ui.versions.page import JOINED

WAIT = {"timeout": 30_000}

NOTE = "Correction: an earlier version of this article misnamed the minister.\n"


def corrected(window, **facts):
    project = window.session.the_project()
    first = project.articles.all()[0]
    made = an_article(project, NOTE + project.articles.text(first.id).replace("will", "could", 2), source_id=first.source_id,
                      headline=first.headline, **facts)  # fmt: skip
    return first.id, made


def the_dialog(window, qtbot):
    dialog = window.findChild(CarryDialog)
    qtbot.waitUntil(lambda: dialog.preview is not None, **WAIT)
    return dialog


def test_a_corrected_text_says_so_shows_what_differs_and_takes_the_codings_over(shown, qtbot):
    window = shown()
    project = window.session.the_project()
    first = project.articles.all()[0].id
    _first, made = corrected(window, correction_of=first)
    window.session.open_article(made)
    strip, view = window.coding.pane.versions, window.coding.pane.view
    assert strip.isVisible()
    assert strip.words.text().startswith("Corrected text of: ")
    QTest.keyClick(strip.differ_button, Qt.Key.Key_Space)
    assert NOTE.strip() in {view.text[span.start : span.end].strip() for span, _colour in view.highlights}
    strip.differ_button.click()
    assert len(view.highlights) == 0

    strip.carry_button.click()
    dialog = the_dialog(window, qtbot)
    assert dialog.preview.going == sum(one.goes for one in dialog.preview.rows) > 20
    assert dialog.list.items_shown()[0].remark in ("lost", "changed")
    assert project.annotations.of_article(made) == []
    going, said = dialog.preview.going, dialog.preview.in_words()
    with qtbot.waitSignal(dialog.accepted, timeout=30_000):
        QTest.keyClick(dialog.carry_button, Qt.Key.Key_Return)
    assert len(project.annotations.of_article(made)) == going
    assert window.coding.message.text() == f"Carried over: {said}"
    shown_here = window.coding.desk.shown.annotations
    assert shown_here
    assert all(one.origin == "inherited" for one in shown_here.values())
    window.coding.desk.undo()
    assert project.annotations.of_article(made) == []


def test_the_earlier_version_leads_to_the_corrected_one_and_carries_nothing_back(shown):
    window = shown()
    project = window.session.the_project()
    first, made = corrected(window, correction_of=project.articles.all()[0].id)
    window.session.open_article(first)
    strip = window.coding.pane.versions
    assert strip.words.text().startswith("A corrected text of this article is there: ")
    assert strip.carry_button.isHidden()
    strip.open_button.click()
    assert window.session.article_id == made


def test_an_article_of_its_own_has_no_strip(shown):
    window = shown()
    project = window.session.the_project()
    alone = an_article(project, "The council met on Monday and agreed on nothing at all.", source_id="alone")
    window.session.open_article(alone)
    assert window.coding.pane.versions.isHidden()


def test_reprints_are_proposed_joined_listed_taken_out_and_all_of_it_taken_back(shown, qtbot):
    window = shown()
    project = window.session.the_project()
    before = clusters_of(project)
    first, made = corrected(window)
    window.actions_["reprints"].trigger()
    page = window.page("reprints")
    qtbot.waitUntil(lambda: page.found is not None and not window.session.jobs.busy, **WAIT)
    assert page.current().articles == (first, made)
    assert page.members.items_shown()[1].remark.endswith("differ")
    page.join_button.click()
    assert [first, made] in clusters_of(project)
    qtbot.waitUntil(lambda: not window.session.jobs.busy and not page.list.items_shown(), **WAIT)
    assert page.empty.isVisible()

    page.kind.choose(JOINED)
    page._fill()
    groups = [one.articles for one in page._groups[JOINED]]
    page.list.setCurrentRow(groups.index((first, made)))
    page.members.setCurrentRow(1)
    page.leave_button.click()
    assert clusters_of(project) == before
    page.undo()
    page.undo()
    assert clusters_of(project) == before
    assert project.articles.get(made).cluster_id == made


def test_a_reprint_in_the_queue_offers_what_stands_there_word_for_word(shown, qtbot):
    window = shown()
    project = window.session.the_project()
    first, made = corrected(window)
    join_cluster(project, [first, made])
    window.session.open_article(made)
    strip = window.coding.pane.versions
    assert strip.words.text().startswith("Reprint of: ")
    strip.carry_button.click()
    dialog = the_dialog(window, qtbot)
    ada = window.session.coder.id
    assert {row.annotation.coder_id for row in dialog.preview.rows} == {ada}
    assert all(row.status in ("kept", "moved") for row in dialog.preview.rows if row.goes)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert project.annotations.of_article(made) == []


@pytest.mark.parametrize("key", ["reprints"])
def test_a_coder_has_no_page_of_reprints(shown, key):
    window = shown("ben")
    window.show_page(key)
    assert window.page(key) is None
    assert not window.actions_["reprints"].isEnabled()
