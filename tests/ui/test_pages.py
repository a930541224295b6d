"""The register of entities, the search and the table of all annotations, as they are used in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from annotator.model.span import Span
from annotator.operations import coding, entities
from annotator.operations.projects import enter
from tests.builders import ACTOR, a_project, an_annotation, an_article
from ui.main_window import MainWindow
from ui.pages import ENTITIES, SEARCH, TABLE
from ui.session import Session

WAIT = {"timeout": 30_000}
OFFICE = Span(31, 51)


@pytest.fixture
def study(tmp_path):
    """A project with two articles; ada and ben mean the same ministry by two entities."""
    with a_project(tmp_path) as project:
        first, second = an_article(project, headline="Ferry"), an_article(project, source_id="A18", headline="Fish", outlet="The Post")
        ministry, office = entities.add_entity(project, "Foreign Ministry"), entities.add_entity(project, "Foreign Office")
        office = coding.set_entity_fields(project, office.id, {"aliases": ["foreign ministry"]})
        coding.set_entity(project, an_annotation(project, first, ACTOR, category="actor").id, "entity", ministry)
        an_annotation(project, first)
        enter(project, "ben")
        for article in (first, second):
            coding.set_entity(project, an_annotation(project, article, OFFICE, category="actor").id, "entity", office)
    return project.path


@pytest.fixture
def shown(qtbot, study):
    """Return a way to show a page of the study to a coder; the window is closed afterwards."""
    opened: list[tuple[Session, MainWindow]] = []

    def show(key: str, coder: str = "ada"):
        session = Session()
        window = MainWindow(session)
        opened.append((session, window))
        window.resize(1440, 900)
        window.show()
        window.open_project(study, coder)
        window.show_page(key)
        return window, window.page(key)

    yield show
    for session, window in opened:
        qtbot.waitUntil(lambda session=session: not session.jobs.busy, **WAIT)
        session.close()
        window.close()
        window.deleteLater()


def cells(table, column: int) -> list[str]:
    return [str(table.rows.index(row, column).data()) for row in range(table.rows.rowCount())]


def filled(qtbot, table) -> None:
    qtbot.waitUntil(lambda: table.rows.rowCount() > 0, **WAIT)


# ---- entities ------------------------------------------------------------------------------------------------------------


def test_the_register_counts_all_mentions_for_a_supervisor_and_the_own_for_a_coder(qtbot, shown):
    _window, page = shown(ENTITIES)
    filled(qtbot, page.table)
    assert dict(zip(cells(page.table, 0), cells(page.table, 6), strict=True)) == {"Foreign Ministry": "1", "Foreign Office": "2"}


def test_a_coder_sees_the_own_mentions_and_may_not_merge(qtbot, shown):
    _window, page = shown(ENTITIES, "ben")
    filled(qtbot, page.table)
    assert dict(zip(cells(page.table, 0), cells(page.table, 6), strict=True)) == {"Foreign Ministry": "0", "Foreign Office": "2"}
    page.table.selectAll()
    assert not page.merge_button.isEnabled()


def test_two_entities_are_merged_by_keyboard_after_a_preview_and_taken_back(qtbot, shown):
    window, page = shown(ENTITIES)
    project = window.session.the_project()
    filled(qtbot, page.table)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page.merge_button, Qt.Key.Key_Return)
    qtbot.waitUntil(page.merging.merge_button.isEnabled, **WAIT)
    assert "1 annotation of 1 coder in 1 article" in page.merging.moves.text()
    qtbot.keyClick(page.merging.merge_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cells(page.table, 0) == ["Foreign Office"], **WAIT)
    assert cells(page.table, 6) == ["3"]

    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: len(cells(page.table, 0)) == 2, **WAIT)
    assert len(project.entities.all()) == 2
    window.actions_["redo"].trigger()
    qtbot.waitUntil(lambda: len(cells(page.table, 0)) == 1, **WAIT)


def test_who_may_be_the_same_is_offered_and_leads_to_the_merge(qtbot, shown):
    _window, page = shown(ENTITIES)
    filled(qtbot, page.table)
    page.panel.tabs.choose("same")
    assert [one.remark for one in page.panel.same.items_shown()] == ["same name"]
    page.panel.merge_wanted.emit(page.panel._pairs[0])
    assert page.side.currentWidget() is page.merging
    qtbot.waitUntil(page.merging.merge_button.isEnabled, **WAIT)
    qtbot.keyClick(page.merging, Qt.Key.Key_Escape)
    assert page.side.currentWidget() is page.panel


def test_chosen_mentions_are_split_off_and_a_mention_opens_its_place(qtbot, shown):
    window, page = shown(ENTITIES)
    filled(qtbot, page.table)
    page.table.choose(next(row.id for row in page.table.rows.rows if row.mentions == 2))
    qtbot.waitUntil(lambda: len(page.panel.mentions.places.places) == 2, **WAIT)
    page.panel.tabs.choose("mentions")
    page.panel.new_name.edit.setText("the ministry")
    page.panel.mentions.go_to(1)
    assert page.panel.split_button.isEnabled()
    qtbot.keyClick(page.panel.new_name.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "the ministry" in cells(page.table, 0), **WAIT)

    page.table.choose(next(row.id for row in page.table.rows.rows if row.entity.label == "the ministry"))
    qtbot.waitUntil(lambda: len(page.panel.mentions.places.places) == 1, **WAIT)
    qtbot.keyClick(page.panel.mentions, Qt.Key.Key_Return)
    assert window.shown is window.coding


def test_the_record_is_edited_and_what_cannot_be_kept_is_said_at_the_field(qtbot, shown):
    window, page = shown(ENTITIES)
    filled(qtbot, page.table)
    entity = page.panel.entity
    page.panel.given.emit("country", "KE")
    assert window.session.the_project().entities.get(entity.id).country == "KE"
    page.panel.given.emit("label", None)
    assert page.panel.form.fields["label"].error()
    assert window.session.the_project().entities.get(entity.id).label == entity.label


def test_the_table_sorts_and_filters(qtbot, shown):
    _window, page = shown(ENTITIES)
    filled(qtbot, page.table)
    page.table.sort_by(6, True)
    assert cells(page.table, 0) == ["Foreign Office", "Foreign Ministry"]
    page.filter.edit.setText("OFFICE")
    assert cells(page.table, 0) == ["Foreign Office"]


# ---- search --------------------------------------------------------------------------------------------------------------


def test_a_search_shows_its_hits_and_f3_goes_on_from_the_desk(qtbot, shown):
    window, page = shown(SEARCH)
    qtbot.keyClicks(page.field.edit, "tariff*")
    qtbot.waitUntil(lambda: page.found is not None, **WAIT)
    assert [place.quote for place in page.list.places.places] == ["tariffs", "tariffs"]
    page.shape.choose("context")
    page._fill()
    assert len(page.list.places.places) == 4
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert window.shown is window.coding
    first = window.session.article_id
    for _hit in range(2):
        window.actions_["next_hit"].trigger()
    assert window.session.article_id != first
    window.actions_["previous_hit"].trigger()
    assert window.session.article_id == first


def test_a_filter_searches_again(qtbot, shown):
    _window, page = shown(SEARCH)
    page.field.edit.setText("tariffs")
    page.search()
    qtbot.waitUntil(lambda: page.found is not None and page.found.total == 2, **WAIT)
    page.bar.filter_by(outlets=frozenset({"The Post"}))
    qtbot.waitUntil(lambda: page.found is not None and page.found.total == 1, **WAIT)
    assert page.bar.outlet_button.words() == "The Post"


def test_a_query_that_cannot_be_read_is_told_on_the_page(qtbot, shown):
    _window, page = shown(SEARCH)
    page.kind.choose("pattern")
    page.field.edit.setText("(coal")
    page.search()
    qtbot.waitUntil(lambda: "cannot be read" in page.said.accessibleName(), **WAIT)


# ---- all annotations -----------------------------------------------------------------------------------------------------


def test_all_annotations_are_listed_filtered_by_an_attribute_and_open_their_place(qtbot, shown):
    window, page = shown(TABLE)
    filled(qtbot, page.table)
    assert page.table.rows.rowCount() == 4
    page.filter_by("entity", "Foreign Office")
    assert page.table.rows.rowCount() == 2
    page.filter_by("coder", "ada")
    assert page.table.rows.rowCount() == 0
    page._show_all()
    page.filter.edit.setText("claim tariffs")
    assert page.table.rows.rowCount() == 1
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert window.shown is window.coding


def test_a_blind_coder_sees_only_the_own_annotations_and_no_coders(qtbot, shown):
    _window, page = shown(TABLE, "ben")
    filled(qtbot, page.table)
    assert page.table.rows.rowCount() == 2
    assert "Coder" not in [column.title for column in page.table.rows.columns]


# ---- all of them ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [ENTITIES, SEARCH, TABLE])
def test_every_control_that_takes_keys_has_a_name(qtbot, shown, key):
    window, page = shown(key)
    qtbot.waitUntil(lambda: not window.session.jobs.busy, **WAIT)
    nameless = [
        type(one).__name__
        for one in page.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.focusProxy() is None and not one.accessibleName()
    ]
    assert nameless == []
    assert page.isAncestorOf(window.focusWidget())
