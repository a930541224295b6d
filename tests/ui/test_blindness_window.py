"""A coder goes through the whole window; what is on any widget, in any model, in tips, names and on the clipboard is searched."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from annotator.model.coder import CODER
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.pace import share_pace
from annotator.operations.projects import enter
from annotator.project import Project, open_project
from annotator.store.database import Database
from tests.blind_study import FIRST, MARK, blind_study, first_coding_of, others_ids, secret, study_coded_again
from ui import theme
from ui.kept import kept
from ui.main_window import MainWindow
from ui.pages import AGREEMENT, LESSONS, PACE, PAGES, PLAN
from ui.parts.navigation import Tabs
from ui.parts.suggest_field import SuggestField
from ui.session import Session
from ui.theme import Theme

WAIT = {"timeout": 30_000}
ROLES = [*range(15), *range(Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 16)]


@pytest.fixture
def study(tmp_path):
    return blind_study(tmp_path)


@pytest.fixture
def window(study, qtbot, qapp):
    kept().clear()
    theme.apply(qapp, Theme.light())
    made = MainWindow(Session())
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    kept().clear()


def words_of(value, seen, deep=0):
    """Yield all texts in a value and in what it holds; projects and sessions are what is looked through, not what is shown."""
    if isinstance(value, str):
        yield value
    elif deep > 7 or id(value) in seen or isinstance(value, Project | Database | Session | QObject | enum.Enum | type):
        return
    elif isinstance(value, Mapping):
        seen.add(id(value))
        for key, one in list(value.items()):
            yield from words_of(key, seen, deep + 1)
            yield from words_of(one, seen, deep + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        seen.add(id(value))
        for one in list(value):
            yield from words_of(one, seen, deep + 1)
    elif dataclasses.is_dataclass(value):
        seen.add(id(value))
        for field in dataclasses.fields(value):
            yield from words_of(getattr(value, field.name, None), seen, deep + 1)
    elif hasattr(value, "__dict__") and type(value).__module__.startswith(("ui.", "annotator.")):
        seen.add(id(value))
        yield from words_of(vars(value), seen, deep + 1)


def words_on(widget):
    """Yield what a widget shows, says to a screen reader, or keeps in order to paint it."""
    yield from (widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.windowTitle())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QPlainTextEdit):
        yield widget.toPlainText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(place) for place in range(widget.count()))
    if isinstance(widget, QTabBar):
        for place in range(widget.count()):
            yield widget.tabText(place)
            yield from words_of(widget.tabData(place), set())
    yield from words_of({key: one for key, one in vars(widget).items() if not callable(one)}, set())


def words_in(model):
    """Yield what a model answers for any role of any cell."""
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(model.rowCount(QModelIndex())):
        for column in range(columns):
            for role in ROLES:
                yield from words_of(model.data(model.index(row, column), role), set())
    for section in range(columns):
        yield from words_of(model.headerData(section, Qt.Orientation.Horizontal), set())


def everything(window):
    """Yield where and what, for all texts of all widgets, actions and models of the program, and the clipboard."""
    yield "clipboard", QGuiApplication.clipboard().text()
    for top in QApplication.topLevelWidgets():
        if top is not window and not top.isVisible():
            continue  # what a window before left behind
        for widget in (top, *top.findChildren(QWidget)):
            for text in words_on(widget):
                yield type(widget).__name__, text
        for action in top.findChildren(QAction):
            yield "action", f"{action.text()} {action.toolTip()} {action.statusTip()}"
    for model in window.findChildren(QAbstractItemModel):
        for text in words_in(model):
            yield type(model).__name__, text


def leaks(window, study, told=()):
    """Return where secrets, and ids of what is not ben's, stand; what he is ``told`` is no secret."""
    secrets = (MARK, *others_ids(study))
    found = set()
    for where, text in everything(window):
        for known in told:
            text = text.replace(known, "")
        found |= {(where, one) for one in secrets if one in text.casefold()}
    return sorted(found)


def settle(qtbot, window):
    qtbot.waitUntil(lambda: not window.session.jobs.busy, **WAIT)
    QApplication.processEvents()


def test_the_search_finds_what_a_supervisor_sees(window, study, qtbot):
    assert window.open_project(study, "ada")
    window.show_page(PLAN)
    page = window.page(PLAN)
    qtbot.waitUntil(page.is_settled, **WAIT)
    assert ("FlagRow", MARK) in leaks(window, study)


def test_nothing_in_the_window_shows_a_coder_anothers_work(window, study, qtbot):
    assert window.open_project(study, "ben")
    page = window.coding
    listed = [page.list.articles.row(page.list.articles.index(row)) for row in range(page.list.articles.rowCount())]
    assert [(one.source_id, one.count) for one in listed] == [("A1", 0), ("A0", 3)]
    for row in listed:
        window.session.open_article(row.id)
        for annotation_id in ("", *list(page.desk.shown.annotations)):
            page.desk.select(annotation_id)
            for tab in ("values", "notes", "history"):
                page.tabs.choose(tab)
                QApplication.processEvents()
                assert leaks(window, study) == [], (row.source_id, tab)
            page.pane.view.copy()
    page.list.tabs.choose("annotations")
    assert leaks(window, study) == []


def test_the_pace_page_tells_a_coder_the_own_time_alone(window, study, qtbot):
    with open_project(study) as project:
        enter(project, "ada")
        share_pace(project, True)
        for name in ("cara", "ben"):
            enter(project, name)
            for article in project.articles.all():
                coding.add_active_seconds(project, article.id, 7_777 if name == "cara" else 60)
    assert window.open_project(study, "ben")
    window.show_page(PACE)
    settle(qtbot, window)
    page = window.page(PACE)
    assert [(one.seconds, one.annotations) for one in page.pace.articles] == [(60, 3)]
    assert page.who.count() == 1
    assert leaks(window, study) == []


def test_filter_next_article_and_counts_know_the_own_queue_alone(window, study, qtbot):
    assert window.open_project(study, "ben")
    page = window.coding
    page.list.field.edit.setText(MARK)
    assert page.list.articles.rowCount() == 0
    page.list.field.edit.setText("")
    assert page.list.progress.text() == "1 of 2 finished"
    first = window.session.article_id
    page.turn_article(1)
    assert window.session.article_id != first
    page.turn_article(1)  # there is no third one
    assert page.list.articles.row(page.list.articles.index(1)).id == window.session.article_id
    assert leaks(window, study) == []


def test_what_an_open_list_offers_is_the_coders_own(window, study, qtbot):
    assert window.open_project(study, "ben")
    page = window.coding
    with open_project(study, read_only=True) as project:
        article = project.articles.find("A0").id
    window.session.open_article(article)
    stance = next(one for one in page.desk.shown.ordered() if one.category == "stance")
    page.desk.select(stance.id)
    page.tabs.choose("values")
    page.values.focus_value("target_issue")
    QApplication.processEvents()
    assert leaks(window, study) == []
    page.values.show_article_form()
    QApplication.processEvents()
    offered = {field.label(): field for field in page.values.findChildren(SuggestField)}
    assert len(offered) > 2  # of the article: the same text as, the agency; of the stance: its issue
    for field in offered.values():
        for typed in ("", "a", MARK):
            assert MARK not in "\n".join(words_of(field._suggest(typed), set())), field.label()


def test_messages_undo_link_mode_and_finishing_tell_of_the_own_work(window, study, qtbot):
    assert window.open_project(study, "ben")
    page = window.coding
    with open_project(study, read_only=True) as project:
        window.session.open_article(project.articles.find("A0").id)
    page.desk.select(page.desk.shown.ordered()[0].id)
    page.linking.begin()
    assert leaks(window, study) == []
    page.show_text()
    page.finish()
    assert leaks(window, study) == []
    page.show_text()
    for act in (page.desk.undo, page.desk.redo, page.desk.undo, page.desk.undo, page.desk.redo):
        act()
        QApplication.processEvents()
        assert leaks(window, study) == []


def test_structure_palette_and_filters_hold_the_own_work_alone(window, study, qtbot):
    assert window.open_project(study, "ben")
    page = window.coding
    with open_project(study, read_only=True) as project:
        window.session.open_article(project.articles.find("A0").id)
    page.pane.structure.show_cards(True)
    QApplication.processEvents()
    own = [one.id for one in page.desk.shown.ordered() if one.category == "claim"]
    assert [card.id for card in page.pane.structure.cards.list.cards] == own
    assert leaks(window, study) == []
    for typed in ("", "show only", "article", "A", MARK):
        window.palette_.open(typed)
        assert typed != MARK or window.palette_.found.rowCount() == 0
        assert [entry.key for entry in window.palette_._all if MARK in "\n".join(words_of(entry, set()))] == []
        window.palette_.edit.setText("")  # what was typed is no secret
        assert leaks(window, study) == []
        window.palette_.close_up()
    for state in ("flagged", "unsure", "incomplete"):
        page.pane.show_only(type(page.pane.filter)().with_state(state))
        assert leaks(window, study) == []


def test_the_palette_forgets_what_a_supervisor_used_when_a_coder_takes_over(window, study, qtbot):
    assert window.open_project(study, "ada")
    window.palette_.open("zq7")
    window.palette_._take(window.palette_.found.index(0))
    assert window.session.the_project().articles.get(window.session.article_id).source_id.startswith(MARK)

    window.session.enter("ben")
    settle(qtbot, window)
    window.palette_.open()
    assert leaks(window, study) == []


def test_pages_and_dialogs_of_supervisors_do_not_open_for_a_coder(window, study, qtbot):
    assert window.open_project(study, "ben")
    for key in (PLAN, AGREEMENT):
        window.show_page(key)
        assert window.page(key) is None
    for action in ("plan", "people", "packages", "merge"):
        assert not window.actions_[action].isEnabled()
    window.dialogs.export()
    settle(qtbot, window)
    assert leaks(window, study) == []


@pytest.mark.parametrize("key", sorted(PAGES))
def test_no_page_that_a_coder_reaches_shows_anothers_work(window, study, qtbot, key):
    assert window.open_project(study, "ben")
    window.show_page(key)
    settle(qtbot, window)
    page = window.page(key)
    if page is None:
        return  # not for coders
    told = (secret("decision note"),) if key == LESSONS else ()  # why the own stance was rejected is for ben to read
    assert leaks(window, study, told) == []
    for tabs in page.findChildren(Tabs):
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            settle(qtbot, window)
            assert leaks(window, study, told) == [], tabs.tabText(place)
    for field in page.findChildren(QLineEdit):
        if field.isVisible() and field.isEnabled() and not field.isReadOnly():
            for typed in (MARK, "fish"):
                field.setText(typed)
                QTest.keyClick(field, Qt.Key.Key_Return)
                settle(qtbot, window)
    assert leaks(window, study, told) == []


@pytest.mark.parametrize("key", sorted(PAGES))
def test_no_page_keeps_what_it_showed_to_a_supervisor(window, study, qtbot, key):
    assert window.open_project(study, "ada")
    window.show_page(key)
    settle(qtbot, window)

    window.session.enter("ben")
    settle(qtbot, window)
    QApplication.sendPostedEvents(None, 52)
    assert leaks(window, study) == []


def test_a_page_that_is_still_at_work_when_another_coder_takes_over_shows_nothing_of_it(window, study, qtbot):
    assert window.open_project(study, "ada")
    for key in PAGES:
        window.show_page(key)
        window.session.enter("ben")
        settle(qtbot, window)
        QApplication.sendPostedEvents(None, 52)
        assert leaks(window, study) == [], key
        window.session.enter("ada")


def test_who_takes_over_from_a_supervisor_sees_nothing_that_was_shown_before(window, study, qtbot):
    assert window.open_project(study, "ada")
    window.show_page(PLAN)
    page = window.page(PLAN)
    qtbot.waitUntil(page.is_settled, **WAIT)
    with open_project(study, read_only=True) as project:
        hidden = next(one.id for one in project.articles.all() if one.source_id.startswith(MARK))
    window.session.open_article(hidden)

    window.session.enter("ben")
    settle(qtbot, window)
    QApplication.sendPostedEvents(None, 52)  # what is to be deleted is deleted
    assert window.session.article_id != hidden
    assert leaks(window, study) == []


def test_a_coder_without_a_queue_sees_no_article_and_is_told_why(window, study, qtbot):
    with open_project(study) as project:
        enter(project, "dan")
        assert project.coder.role == CODER
    assert window.open_project(study, "dan")
    assert window.session.article_id == ""
    assert window.coding.list._pages.currentWidget() is window.coding.list.no_queue
    assert leaks(window, study) == []


# ---- the own first coding, while the article is coded again ----------------------------------------------------------------


@pytest.fixture
def coded_again(tmp_path):
    folder = tmp_path / "again"
    folder.mkdir()
    return study_coded_again(folder)


def first_seen(window, path):
    """Return where ben's first coding stands, its words or its ids, while he is to code the article again."""
    wanted = (FIRST, *first_coding_of(path))
    return sorted({(where, one) for where, text in everything(window) for one in wanted if one in text.casefold()})


def test_while_an_article_is_coded_again_the_desk_shows_nothing_of_the_first_coding(window, coded_again, qtbot):
    assert window.open_project(coded_again, "ben")
    page = window.coding
    rows = [page.list.articles.row(page.list.articles.index(row)) for row in range(page.list.articles.rowCount())]
    assert len(rows) == 2
    assert "A0" not in {one.source_id for one in rows}
    for row in rows:
        window.session.open_article(row.id)
        assert page.desk.shown.ordered() == []
        page.desk.tag(window.session.the_project().codebook.category("claim"), Span(4, 16))
        for tab in ("values", "notes", "history"):
            page.tabs.choose(tab)
            QApplication.processEvents()
            assert first_seen(window, coded_again) == [], (row.source_id, tab)
        page.values.show_article_form()
        for field in page.values.findChildren(SuggestField):
            for typed in ("", "q", FIRST):
                assert FIRST not in "\n".join(words_of(field._suggest(typed), set())), field.label()
    page.list.tabs.choose("annotations")
    for typed in ("", "A0", FIRST):
        window.palette_.open(typed)
        assert [entry.key for entry in window.palette_._all if FIRST in "\n".join(words_of(entry, set()))] == []
        window.palette_.edit.setText("")
        window.palette_.close_up()
    for act in (page.desk.undo, page.desk.undo, page.desk.undo, page.desk.redo):
        act()
        QApplication.processEvents()
    assert first_seen(window, coded_again) == []


@pytest.mark.parametrize("key", sorted(PAGES))
def test_while_an_article_is_coded_again_no_page_shows_the_first_coding(window, coded_again, qtbot, key):
    assert window.open_project(coded_again, "ben")
    window.show_page(key)
    settle(qtbot, window)
    page = window.page(key)
    if page is None:
        return  # not for coders
    assert first_seen(window, coded_again) == []
    for tabs in page.findChildren(Tabs):
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            settle(qtbot, window)
            assert first_seen(window, coded_again) == [], tabs.tabText(place)
    for field in page.findChildren(QLineEdit):
        if field.isVisible() and field.isEnabled() and not field.isReadOnly():
            for typed in (FIRST, "fish", ""):
                field.setText(typed)
                QTest.keyClick(field, Qt.Key.Key_Return)
                settle(qtbot, window)
            assert first_seen(window, coded_again) == []


def test_a_supervisor_sees_the_first_coding_all_the_time_and_the_coder_once_the_second_is_finished(window, coded_again, qtbot):
    assert window.open_project(coded_again, "ada")
    window.show_page(PLAN)
    page = window.page(PLAN)
    qtbot.waitUntil(page.is_settled, **WAIT)
    assert ("FlagRow", FIRST) in first_seen(window, coded_again)

    with open_project(coded_again) as project:
        enter(project, "ben")
        copy = next(one.article_id for one in project.assignments.recoded() if one.not_before < "2999" and one.coder_id == project.coder.id)
        with project.step("Finish article", copy):
            project.codings.save(dataclasses.replace(coding.coding_of(project, copy), finished=True))
        assert not project.set_aside & first_coding_of(coded_again)
