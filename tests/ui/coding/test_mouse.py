"""The mouse does all that the keys do, and what is told or asked never lies over the text."""

from __future__ import annotations

import pytest
from at_the_desk import CTRL, LEFT, NONE, Coder
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from annotator.operations import coding
from ui.coding.desk import EDGES, LINKING, READING

QUOTE = "“The ferry must stay open.”"
CLAIM = "Western officials doubt that"


def entries(menu: QMenu) -> dict[str, QAction]:
    """Return the entries of a menu and its submenus by their words, without the key."""
    found: dict[str, QAction] = {}
    for action in menu.actions():
        found[action.text().split("\t")[0]] = action
        if action.menu() is not None:
            found |= entries(action.menu())
    return found


def choose(coder: Coder, words: str) -> None:
    menu = coder.page.pane.text_menu()
    entries(menu)[words].trigger()
    menu.deleteLater()


# ---- selecting


def test_drawing_selects_whole_words(coder: Coder):
    coder.draw(coder.point("erry must"), coder.point("stay", 1))
    assert coder.selected_words == "ferry must stay"


def test_a_double_click_selects_the_word_and_a_digit_tags_it(coder: Coder):
    port = coder.view.viewport()
    QTest.mouseClick(port, LEFT, NONE, coder.point("officials", 2))
    QTest.mouseDClick(port, LEFT, NONE, coder.point("officials", 2))
    assert coder.selected_words == "officials"

    coder.press("1")
    assert [one.quote for one in coder.own("actor")] == ["officials"]


# ---- marks


def test_a_click_takes_the_topmost_mark_and_a_second_one_the_mark_below(coder: Coder):
    claim, cue = coder.mark("claim", CLAIM), coder.mark("speculation", "doubt")
    chosen = []
    for _round in range(3):
        coder.click("doubt", 2)
        chosen.append(coder.desk.selected_id)

    assert chosen == [cue.id, claim.id, cue.id]


def test_control_and_click_goes_through_the_layers_too(coder: Coder):
    claim, cue = coder.mark("claim", CLAIM), coder.mark("speculation", "doubt")
    coder.desk.select(cue.id)
    QApplication.setActiveWindow(coder.window)

    port = coder.view.viewport()
    QTest.keyPress(port, Qt.Key.Key_Control, CTRL)
    coder.click("doubt", 2, CTRL)
    QTest.keyRelease(port, Qt.Key.Key_Control)

    assert coder.desk.selected_id == claim.id


def test_a_chip_of_the_strip_selects_its_annotation(coder: Coder):
    claim, _cue = coder.mark("claim", CLAIM), coder.mark("speculation", "doubt")
    coder.caret_at("doubt")
    strip = coder.page.pane.strip
    strip.grab()

    place = next(rect for rect, annotation_id in strip._chips if annotation_id == claim.id)
    QTest.mouseClick(strip, LEFT, NONE, place.center())

    assert coder.desk.selected_id == claim.id


# ---- edges


@pytest.mark.parametrize(
    ("edge", "to", "words"), [("end", "that", "Western officials doubt that"), ("start", "officials", "officials doubt")]
)
def test_an_edge_of_the_selected_mark_is_drawn_to_another_word(coder: Coder, edge, to, words):
    claim = coder.mark("claim", "Western officials doubt")
    coder.desk.select(claim.id)
    rect = coder.view.page.edge_rect(claim.spans[0], edge == "start")

    coder.draw(rect.center().toPoint(), coder.point(to, 2 if edge == "end" else 0))

    assert coder.own("claim")[0].quote == words
    coder.desk.undo()
    assert coder.own("claim")[0].quote == "Western officials doubt"


# ---- linking


def test_in_link_mode_a_click_takes_the_mark_under_the_mouse(coder: Coder):
    coder.mark("actor", "The minister")
    doe = coder.mark("actor", "Doe")
    coder.desk.select(coder.mark("claim", QUOTE, form="direct").id)
    choose(coder, "makes")
    assert coder.desk.mode == LINKING

    coder.click("Doe", 1)

    assert [(link.link, link.from_id) for link in coder.desk.shown.links.values()] == [("makes", doe.id)]


def test_in_link_mode_a_click_marks_a_mention_and_links_it(coder: Coder):
    coder.desk.select(coder.mark("claim", QUOTE, form="direct").id)
    choose(coder, "makes")

    coder.click("The minister", 6)

    assert [one.quote for one in coder.own("actor")] == ["The minister"]
    assert coder.links() == ["makes"]


def test_in_link_mode_words_are_drawn_over_and_taken_by_the_chip_of_the_strip(coder: Coder):
    coder.desk.select(coder.mark("claim", QUOTE, form="direct").id)
    choose(coder, "makes")

    coder.draw(coder.point("pier"), coder.point("Doe told", 2))
    strip = coder.page.pane.strip
    strip.grab()
    QTest.mouseClick(strip, LEFT, NONE, next(rect for rect, key in strip._keys if key == "↵").center())

    assert [one.quote for one in coder.own("actor")] == ["pier, Doe"]
    assert coder.links() == ["makes"]


def test_the_roles_on_the_strip_can_be_clicked_and_escape_too(coder: Coder):
    coder.desk.select(coder.mark("claim", QUOTE, form="direct").id)
    coder.linking.begin()
    strip = coder.page.pane.strip
    strip.grab()
    QTest.mouseClick(strip, LEFT, NONE, next(rect for rect, key in strip._keys if key == "R").center())
    assert coder.linking.role.link.id == "relays"

    strip.grab()
    QTest.mouseClick(strip, LEFT, NONE, next(rect for rect, key in strip._keys if key == "Esc").center())
    assert coder.desk.mode == READING


def test_the_offer_of_the_strip_is_taken_by_a_click(coder: Coder):
    coder.mark("actor", "The minister")
    coder.mark("claim", QUOTE, form="direct")
    coder.desk.next_candidate(-1)
    strip = coder.page.pane.strip
    strip.grab()

    QTest.mouseClick(strip, LEFT, NONE, strip._offer.center())

    assert coder.links() == ["makes"]


# ---- the menu


def test_the_menu_tags_what_is_selected_and_names_the_keys(coder: Coder):
    coder.view.set_selection(coder.span("Western officials"))
    menu = coder.page.pane.text_menu()
    assert any(action.text() == "Actor\t1" for action in entries(menu).values())

    entries(menu)["Actor"].trigger()

    assert [one.quote for one in coder.own("actor")] == ["Western officials"]


def test_the_menu_does_all_that_can_be_done_with_an_annotation(coder: Coder):
    coder.desk.select(coder.mark("claim", CLAIM).id)
    coder.caret_at("doubt")
    choose(coder, "Ask the supervisor")
    choose(coder, "Unsure")
    assert (coder.own()[0].flag, coder.own()[0].confidence) == (True, "low")

    choose(coder, "Move edges")
    assert coder.desk.mode == EDGES
    coder.edges.leave()

    coder.view.set_selection(coder.span("nobody"))
    choose(coder, "a fragment of the selected annotation")
    assert len(coder.own()[0].spans) == 2

    choose(coder, "Delete")
    assert coder.own() == []


def test_the_menu_lists_the_layers_under_the_mouse(coder: Coder):
    claim, cue = coder.mark("claim", CLAIM), coder.mark("speculation", "doubt")
    coder.desk.select(cue.id)
    coder.caret_at("doubt")

    choose(coder, f"Claim: {CLAIM}")

    assert coder.desk.selected_id == claim.id


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("reason", [QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard])
def test_the_menu_opens_by_the_second_button_and_by_the_menu_key(coder: Coder, reason):
    claim = coder.mark("claim", CLAIM)
    coder.caret_at("doubt")
    point = coder.point("doubt", 2)
    port = coder.view.viewport()

    asked = port if reason == QContextMenuEvent.Reason.Mouse else coder.view  # the menu key goes where the focus is
    QApplication.sendEvent(asked, QContextMenuEvent(reason, point, port.mapToGlobal(point)))

    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert "Article variables" in entries(menu)
    assert coder.desk.selected_id == (claim.id if reason == QContextMenuEvent.Reason.Mouse else "")
    menu.close()


def test_menus_open_beside_the_text_and_cover_no_word(coder: Coder):
    menu, column, port = coder.page.pane.text_menu(), coder.view.beside.column, coder.view.viewport()
    behind = coder.page.pane._beside_the_text(menu, 120)
    before = coder.page.pane._beside_the_text(menu, 120, before=True)

    assert port.mapFromGlobal(behind).x() > column.text_right
    assert port.mapFromGlobal(before).x() + menu.sizeHint().width() < column.left
    menu.deleteLater()


# ---- regions


def test_a_region_is_corrected_in_the_menu_of_the_text_and_undone(coder: Coder):
    coder.view.set_selection(coder.span("Friday’s vote ended late."))

    choose(coder, "furniture (not coded)")
    kinds = [(one.kind, one.span.quote(coder.text)) for one in coder.desk.shown.article.regions]
    assert ("furniture", "Friday’s vote ended late.") in kinds
    assert kinds[2][1].endswith("nobody asked him.")
    assert coder.said == "Now furniture"

    coder.press((CTRL, "z"))
    assert [one.kind for one in coder.desk.shown.article.regions] == ["furniture", "dateline", "body"]


def test_without_a_selection_the_paragraph_at_the_caret_becomes_the_region(coder: Coder):
    coder.caret_at("Western")

    choose(coder, "caption")

    paragraph = coder.desk.shown.segments.paragraph_at(coder.view.caret())
    assert [one.kind for one in coder.desk.shown.article.regions if one.span == paragraph] == ["caption"]


def test_marks_in_what_is_no_longer_coded_are_told_and_listed_when_finishing(coder: Coder):
    coder.mark("claim", CLAIM, claim_type="factual", form="author", issue="trade")
    coder.caret_at("Western")

    choose(coder, "furniture (not coded)")

    assert coder.said == "Now furniture, which is not coded; 1 annotation lies in it"
    assert "not_coded" in [item.code for item in coding.open_items_of(coder.desk.project, coder.desk.shown.id)]


def test_a_tag_in_furniture_is_kept_and_told(coder: Coder):
    coder.caret_at("newsletter").press("1")

    assert [one.quote for one in coder.own("actor")] == ["newsletter"]
    assert coder.said == "Marked in furniture, which is not coded"


def test_sentences_follow_a_corrected_region(coder: Coder):
    coder.view.set_selection(coder.span("PORT ELLERY –"))
    choose(coder, "body")

    coder.caret_at("reporters").press("s")

    assert coder.selected_words.startswith("PORT ELLERY")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_name_in_the_gutter_opens_the_kinds_of_region(coder: Coder):
    coder.view.region_clicked.emit(1, coder.view.viewport().mapToGlobal(QPoint(10, 100)))
    menu = QApplication.activePopupWidget()

    ticked = [text for text, action in entries(menu).items() if action.isChecked()]
    assert ticked == ["dateline (not coded)"]
    entries(menu)["byline (not coded)"].trigger()
    menu.close()

    assert [one.kind for one in coder.desk.shown.article.regions] == ["furniture", "byline", "body"]


# ---- messages


def in_the_window(coder: Coder, widget) -> QRect:
    return QRect(widget.mapTo(coder.window, QPoint(0, 0)), widget.size())


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1300, 800), (1024, 768), (960, 600)])
def test_the_message_lies_at_the_bottom_left_and_never_over_the_text(coder: Coder, width, height):
    coder.window.resize(width, height)
    QApplication.processEvents()
    coder.desk.select(coder.mark("claim", CLAIM).id)
    coder.view.setFocus()

    coder.press(Qt.Key.Key_Delete)
    message = coder.page.message
    assert message.isVisible()
    bar, text, page = (in_the_window(coder, one) for one in (message, coder.view, coder.page))

    assert not bar.intersects(text)
    assert not bar.intersects(in_the_window(coder, coder.page.right_dock))
    assert page.contains(bar)
    assert page.bottom() - bar.bottom() <= 20
    assert coder.view.hasFocus(), "it takes no focus"
    coder.window.resize(1440, 900)
    QApplication.processEvents()


def test_the_message_leaves_the_question_of_link_mode_readable(coder: Coder):
    coder.window.resize(1024, 768)
    QApplication.processEvents()
    coder.desk.select(coder.mark("claim", QUOTE).id)
    coder.view.setFocus()
    coder.press("l", "p", "+")

    assert not in_the_window(coder, coder.page.message).intersects(in_the_window(coder, coder.page.pane.strip))
    coder.linking.leave()
    coder.window.resize(1440, 900)
    QApplication.processEvents()


def test_a_click_on_undo_in_the_message_takes_the_deletion_back(coder: Coder):
    coder.desk.select(coder.mark("claim", CLAIM).id)
    coder.view.setFocus()
    coder.press(Qt.Key.Key_Delete)
    message = coder.page.message

    QTest.mouseClick(message, LEFT, NONE, message._action_rect().center())

    assert [one.quote for one in coder.own()] == [CLAIM]


def test_the_message_goes_when_something_else_is_done_for_undo_would_take_that_back(coder: Coder):
    coder.desk.select(coder.mark("claim", CLAIM).id)
    coder.view.setFocus()
    coder.press(Qt.Key.Key_Delete)
    assert coder.said == "Claim deleted"

    coder.caret_at("doubt").press("4")

    assert coder.said == ""
