"""Search: what is found is coded in one step after a preview, and kept as a highlighter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.operations.highlighters import highlighters
from ui.search.page import CONTEXT, PATTERN

WAIT = {"timeout": 30_000}


def search(window, qtbot, asked, kind="words"):
    window.show_page("search")
    page = window.page("search")
    page.kind.choose(kind)
    page.field.edit.setText(asked)
    page.search()
    qtbot.waitUntil(lambda: page.found is not None and not window.session.jobs.busy, **WAIT)
    return page


def total(window):
    return window.session.the_project().annotations.total()


def test_found_places_are_coded_by_keyboard_in_one_step_and_taken_back(shown, qtbot):
    window = shown()
    page, before = search(window, qtbot, "could OR may OR might"), total(window)
    page.ask_to_code()
    assert page.shape.key() == CONTEXT
    assert not page.bulk.code_button.isEnabled()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_4)  # speculation
    plan = page.bulk.plan
    assert plan.category == "speculation"
    assert len(plan.new) + plan.count("coded") + plan.count("uncoded_region") == len(page.list.places.places)
    remarks = [place.remark for place in page.list.places.places]
    assert remarks.count("coded so already") == plan.count("coded") > 0
    assert total(window) == before

    page.bulk.code_button.click()
    assert total(window) == before + len(plan.new)
    assert page.side.isHidden()
    assert page.message.text().startswith(f"Code {len(plan.new)} places as speculation")
    page.undo()
    assert total(window) == before
    page.redo()
    assert total(window) == before + len(plan.new)


def test_of_the_listed_places_only_the_chosen_are_coded(shown, qtbot):
    window = shown()
    page, before = search(window, qtbot, "could OR may OR might"), total(window)
    page.ask_to_code()
    page.bulk._choice.choose("actor")
    whole = len(page.bulk.plan.new)
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Home)
    for _turn in range(2):
        QTest.keyClick(page.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(page.list.chosen()) == 3
    assert len(page.bulk.plan.places) == 3 < whole
    page.bulk.code_button.click()
    assert total(window) == before + 3


def test_esc_codes_nothing(shown, qtbot):
    window = shown()
    page, before = search(window, qtbot, "minister*"), total(window)
    page.ask_to_code()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert page.side.isHidden()
    assert total(window) == before


def test_what_is_searched_for_becomes_a_highlighter_seen_in_the_text_until_it_is_switched_off(shown, qtbot):
    window = shown()
    page = search(window, qtbot, "minister*")
    page.show_highlighters()
    page.marking.add_button.click()
    assert [one.asked for one in highlighters(window.session.the_project())] == ["minister*"]
    assert not page.marking.add_button.isEnabled()
    assert page.marking_button.words() == "1 highlighter"

    article = page.found.hits[0].article.id
    window.show_place(article, page.found.hits[0].spans[0])
    view = window.coding.pane.view
    qtbot.waitUntil(lambda: len(view.highlights) > 0, **WAIT)
    assert {view.text[span.start : span.end].lower() for span, _colour in view.highlights} <= {"minister", "ministers", "ministerial"}

    window.show_page("search")
    row = page.marking.rows[0]
    colour = row.highlighter.colour
    QTest.keyClick(row, Qt.Key.Key_C)
    assert page.marking.rows[0].highlighter.colour != colour
    QTest.keyClick(page.marking.rows[0], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.session.jobs.busy and len(view.highlights) == 0, **WAIT)
    QTest.keyClick(page.marking.rows[0], Qt.Key.Key_Delete)
    assert page.marking.rows == []
    page.undo()
    assert len(page.marking.rows) == 1


def test_an_expression_that_is_too_slow_is_told_and_the_text_stays(shown, qtbot):
    window = shown()
    page = search(window, qtbot, "minister*")
    from annotator.operations.highlighters import add_highlighter

    told = []
    window.coding.pane.lens.too_slow.connect(told.append)
    add_highlighter(window.session.the_project(), r"([a-z]+[ ,.]?)+#", PATTERN, name="forever")
    window.session.open_article(page.found.hits[0].article.id)
    qtbot.waitUntil(lambda: told == [["forever"]], timeout=60_000)


def test_a_coder_sees_highlighters_and_cannot_change_them(shown, qtbot):
    window = shown("ben")
    page = search(window, qtbot, "minister*")
    page.show_highlighters()
    assert page.marking.add_button.isHidden()
