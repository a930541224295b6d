"""The table of annotations: chosen ones are recoded after a preview, and filters reach every attribute."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

WAIT = {"timeout": 30_000}


def table(window, qtbot):
    window.show_page("table")
    page = window.page("table")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() > 0 and not window.session.jobs.busy, **WAIT)
    return page


def choose(page, category, count):
    ids = [row.id for row in page.table.rows.rows if row.annotation.category == category][:count]
    assert page.table.choose(*ids)
    return ids


def forms(window, ids):
    return [window.session.the_project().annotations.get(one).values.get("form") for one in ids]


def test_chosen_annotations_are_recoded_in_one_step_after_a_preview(shown, qtbot):
    window = shown()
    page = table(window, qtbot)
    ids = choose(page, "claim", 12)
    before = forms(window, ids)
    page.recode_button.click()
    page.recoding.attribute_field.choose("form")
    page.recoding.form.fields["form"].choose("indirect")
    changing = sum(one != "indirect" for one in before)
    assert 0 < changing < 12
    assert len(page.recoding.preview.hits) == changing
    assert sum(int(item.remark) for item in page.recoding.changes.items_shown()) == changing
    assert all(item.title.endswith("→ Indirect") for item in page.recoding.changes.items_shown())
    assert forms(window, ids) == before

    page.recoding.recode_button.click()
    assert forms(window, ids) == ["indirect"] * 12
    assert page.recoding.isHidden()
    page.undo()
    assert forms(window, ids) == before
    page.redo()
    assert forms(window, ids) == ["indirect"] * 12


def test_an_optional_value_is_taken_away(shown, qtbot):
    window = shown()
    page = table(window, qtbot)
    project = window.session.the_project()
    ids = choose(page, "actor", 3)

    def recode(value):
        page.table.choose(*ids)
        page.ask_to_recode()
        page.recoding.attribute_field.choose("speaks_as")
        if value is None:
            page.recoding.clear_box.choose(True)
        else:
            page.recoding.form.fields["speaks_as"].choose(value)
        page.recoding.recode_button.click()
        return [project.annotations.get(one).values.get("speaks_as") for one in ids]

    assert recode("for the union") == ["for the union"] * 3
    assert recode(None) == [None] * 3


def test_annotations_of_different_categories_have_nothing_to_recode_together(shown, qtbot):
    window = shown()
    page = table(window, qtbot)
    ids = [choose(page, category, 1)[0] for category in ("claim", "actor")]
    page.table.choose(*ids)
    page.ask_to_recode()
    assert page.recoding.attribute_field is None
    assert not page.recoding.recode_button.isEnabled()
    QTest.keyClick(page.recoding, Qt.Key.Key_Escape)
    assert page.recoding.isHidden()


def test_several_are_chosen_by_keyboard_and_the_panel_follows(shown, qtbot):
    window = shown()
    page = table(window, qtbot)
    page.filter_by("category", "Claim")
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Home)
    page.ask_to_recode()
    page.table.setFocus()
    for _turn in range(4):
        QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.recoding.title.text() == "Recode 5 annotations"


def test_every_attribute_that_stands_somewhere_can_be_filtered(shown, qtbot):
    window = shown()
    page = table(window, qtbot)
    offered = {action.text() for action in page.filter_menu().actions()}
    labels = {one.label for one in page._shown.attributes if len({row.values.get(one.id, "") for row in page._shown.rows}) > 1}
    assert labels <= offered
    page.filter_by("certainty", "Possible")
    assert {row.values["certainty"] for row in (page.table.rows.row(place) for place in range(page.table.rows.rowCount()))} == {"Possible"}


def test_a_coder_recodes_the_own_work_alone(shown, qtbot):
    window = shown("ben")
    page = table(window, qtbot)
    ben = window.session.coder.id
    assert {row.annotation.coder_id for row in page.table.rows.rows} == {ben}
    project = window.session.the_project()
    others = {one.id: one for one in project.annotations.of_article(project.articles.ids()[0]) if one.coder_id != ben}
    choose(page, "claim", 30)
    page.ask_to_recode()
    page.recoding.attribute_field.choose("form")
    page.recoding.form.fields["form"].choose("direct")
    page.recoding.recode_button.click()
    assert all(project.annotations.get(key) == one for key, one in others.items())
