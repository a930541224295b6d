"""A coder goes through every page of a study that hides its sources; no widget, model, tip or name tells outlet, author or day."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from annotator.model.article import Region
from annotator.model.span import Span
from annotator.operations.blinding import hide_from_coders
from annotator.operations.projects import enter
from annotator.text.hiding import SIGN, SOURCE
from tests.builders import a_project, an_annotation, an_article
from tests.ui.test_blindness_window import everything, settle
from ui import theme
from ui.kept import kept
from ui.main_window import MainWindow
from ui.pages import PAGES, SEARCH
from ui.session import Session
from ui.theme import Theme

BY = "By Nora Quist"
BODY = "The ministry told the Harbour Courier on 14 March 2023 that tariffs on fish must fall, Nora Quist reports."
TEXT = f"Fish tariffs to fall\n{BY}\n{BODY}"
START = TEXT.index(BODY)
TELLING = ("harbour", "courier", "quist", "14 march", "mar 14", "2023-03-14", "march 14")


@pytest.fixture
def window(study, qtbot, qapp):
    kept().clear()
    theme.apply(qapp, Theme.light())
    made = MainWindow(Session())
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.resize(1440, 900)
    made.show()
    yield made
    kept().clear()


@pytest.fixture
def study(tmp_path):
    with a_project(tmp_path) as project:
        regions = (
            Region("headline", Span(0, 20)),
            Region("byline", Span(21, 21 + len(BY))),
            Region("body", Span(START, len(TEXT))),
        )
        facts = {"headline": "Fish tariffs to fall", "outlet": "Harbour Courier", "byline": BY, "date_published": "2023-03-14"}
        article = an_article(project, TEXT, source_id="harbour-courier-14", regions=regions, **facts)
        enter(project, "ben")
        an_annotation(project, article, Span(START, START + 40))
        enter(project, "ada")
        hide_from_coders(project, SOURCE)
    return tmp_path / "study.annot"


def told(window):
    return sorted({(where, one) for where, text in everything(window) for one in TELLING if one in text.casefold()})


def test_a_supervisor_reads_the_source_on_the_desk(window, study):
    assert window.open_project(study, "ada")
    assert "Harbour Courier" in window.coding.pane.view.text
    assert told(window) != []


def test_a_coder_reads_it_nowhere(window, study, qtbot):
    assert window.open_project(study, "ben")
    page = window.coding
    page.list.tabs.choose("annotations")
    for annotation_id in ("", *list(page.desk.shown.annotations)):
        page.desk.select(annotation_id)
        for tab in ("values", "notes", "history"):
            page.tabs.choose(tab)
            QApplication.processEvents()
            assert told(window) == [], tab
    page.values.show_article_form()
    page.pane.view.copy()
    assert SIGN in page.pane.view.text
    for key, kind in PAGES.items():
        if kind.seen_by(window.session):
            window.show_page(key)
            settle(qtbot, window)
            assert told(window) == [], key
    search = window.page(SEARCH)
    for asked in ("tariffs", "Courier"):
        search.field.edit.setText(asked)
        search.search()
        qtbot.waitUntil(lambda: search._job is None or not window.session.jobs.busy, timeout=10_000)
        settle(qtbot, window)
        search.field.edit.setText("")
        assert told(window) == [], asked
    assert search.bar.outlet_button.isHidden()
    assert search.bar.from_day.isHidden()


def test_who_takes_over_from_a_supervisor_finds_the_article_on_the_desk_without_its_source(window, study, qtbot):
    assert window.open_project(study, "ada")
    window.coding.values.show_article_form()
    window.session.enter("ben")
    settle(qtbot, window)
    assert SIGN in window.coding.pane.view.text
    window.coding.values.show_article_form()
    QApplication.sendPostedEvents(None, 52)  # what is to be deleted is deleted
    assert told(window) == []
