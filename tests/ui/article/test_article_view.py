"""The article view: code points in and out, the reading keys, the mouse; the text is never touched."""

from __future__ import annotations

import subprocess
import sys

import pytest
from dense import CODED, TEXT, connectors, marks, place, regions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.span import Span
from tests.builders import ROOT
from ui.article.column import column_for
from ui.article.marks import Connector, Hint, Mark
from ui.article.view import ArticleView

Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def press(view: ArticleView, key: Key, held: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(view, key, held)


def selected(view: ArticleView) -> str:
    span = view.selection()
    return span.quote(view.text) if span else ""


def point_of(view: ArticleView, position: int) -> QPoint:
    """Return a point inside the character at the position."""
    rect = view.page.caret_rect(position)
    assert rect is not None, "the place must be in view"
    return QPoint(int(rect.center().x()) + 4, int(rect.center().y()))


def click(view: ArticleView, point: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, point)


def draw(view: ArticleView, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
    """Press at start, draw to end, let go."""
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, held, start)
    for share in (0.3, 0.7, 1.0):
        between = QPointF(start) + (QPointF(end) - QPointF(start)) * share
        _move(view, between.toPoint(), held)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, held, end)


def _move(view: ArticleView, point: QPoint, held: Qt.KeyboardModifier) -> None:
    left = Qt.MouseButton.LeftButton
    where = QPointF(point)
    event = QMouseEvent(QEvent.Type.MouseMove, where, QPointF(view.viewport().mapToGlobal(point)), Qt.MouseButton.NoButton, left, held)
    QApplication.sendEvent(view.viewport(), event)


# ---- code points and Qt's positions


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet="ab \n\r\u00a0\u2028\u2029\ufdd0\ufffce\u0301न्त्रि👩\u200d🚢قد", min_size=1, max_size=60),
    st.data(),
)
def test_every_character_stands_in_qt_where_the_stored_text_has_it(view, text, data):
    view.show_article(text)

    assert view.document().characterCount() - 1 == len(text.encode("utf-16-le")) // 2
    position = data.draw(st.integers(0, len(text)))
    view.set_caret(position)
    assert view.textCursor().position() == len(text[: view.caret()].encode("utf-16-le")) // 2
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    view.set_selection(Span(start, end))
    taken = view.selection()
    assert taken.contains(Span(start, end)), "a selection may grow to whole clusters, never shrink"
    cursor = view.textCursor()
    assert cursor.selectionStart() == len(text[: taken.start].encode("utf-16-le")) // 2
    assert cursor.selectionEnd() == len(text[: taken.end].encode("utf-16-le")) // 2


def test_a_selection_after_an_emoji_and_devanagari_is_told_in_code_points(view, qtbot):
    view.show_article(TEXT, regions(), CODED)

    with qtbot.waitSignal(view.selection_changed) as told:
        view.set_selection(place("الاتفاق قد"))

    assert told.args == [place("الاتفاق قد")]
    assert view.textCursor().selectedText() == "الاتفاق قد"


def test_copy_gives_the_stored_text_and_not_what_qt_made_of_it(view):
    view.show_article("one\u00a0two\r\nthree")
    view.set_selection(Span(0, 14))

    view.copy()

    assert QApplication.clipboard().text() == "one\u00a0two\r\nthree"
    assert view.createMimeDataFromSelection().text() == "one\u00a0two\r\nthree"


def test_marks_hints_zoom_and_selection_leave_the_document_untouched(view):
    view.show_article(TEXT, regions(), CODED)
    document = view.document()
    before, revision = document.toRawText(), document.revision()

    view.show_marks(marks())
    view.select_mark("c8", connectors())
    view.show_hints([Hint("A", "a11", None, True)], "Who makes this claim?")
    view.set_zoom(150)
    view.grab()
    press(view, Key.Key_A)
    press(view, Key.Key_Delete)

    assert document.toRawText() == before
    assert document.revision() == revision
    assert not document.isModified()


def test_adding_marks_changes_no_line_break_and_no_height(view):
    view.show_article(TEXT, regions(), CODED)
    view.grab()

    def breaks() -> list[list[tuple[int, float]]]:
        return [
            [(line.textStart(), line.y()) for line in map(block.layout().lineAt, range(block.layout().lineCount()))]
            for block, _top in view.page.visible()
        ]

    before = breaks()
    view.show_marks(marks())
    view.select_mark("c8", connectors())
    view.grab()

    assert breaks() == before


# ---- keys


@pytest.fixture
def reading(view) -> ArticleView:
    view.show_article(TEXT, regions(), CODED)
    view.set_caret(place("Brandt told").start)
    view.setFocus()
    return view


def test_the_arrows_read_by_words_and_shift_takes_them(reading):
    press(reading, Key.Key_Right, times=2)
    press(reading, Key.Key_Right, SHIFT, times=2)

    assert selected(reading) == "the council"


def test_with_ctrl_the_arrows_go_by_characters(reading):
    press(reading, Key.Key_Right, CTRL, times=2)
    press(reading, Key.Key_Right, CTRL | SHIFT, times=3)

    assert selected(reading) == "and"


def test_s_selects_the_sentence_then_up_and_down_go_by_sentences(reading, qtbot):
    with qtbot.waitSignal(reading.mode_changed) as told:
        press(reading, Key.Key_S)
    assert told.args == ["sentences"]
    assert selected(reading).startswith("Brandt told the council")
    assert selected(reading).endswith("ten years")

    press(reading, Key.Key_Down)
    assert selected(reading) == "“We will strike,” said union leader Tomas Orr, “until the last boat is paid for.”"
    press(reading, Key.Key_Up)
    assert selected(reading).startswith("Brandt told the council")


def test_q_and_w_work_from_the_keyboard(reading):
    press(reading, Key.Key_Q)
    assert selected(reading) == "“the bridge is safe and open,”"
    reading.set_caret(place("council weighs").start)
    press(reading, Key.Key_W, times=2)
    wide = selected(reading)
    press(reading, Key.Key_W, SHIFT)
    assert selected(reading) == "council"
    assert len(wide) > len("council")


def test_down_and_up_keep_the_column_and_end_where_they_began(reading):
    start = reading.caret()
    press(reading, Key.Key_Right, times=6)
    begun = reading.caret()
    press(reading, Key.Key_Down, times=3)
    assert reading.caret() > start + 100
    press(reading, Key.Key_Up, times=3)
    assert reading.caret() == begun


def test_home_and_end_go_to_the_edges_of_the_line_and_with_ctrl_of_the_text(reading):
    press(reading, Key.Key_Right, times=3)
    press(reading, Key.Key_Home)
    assert reading.caret() == place("Brandt told").start
    press(reading, Key.Key_End, SHIFT)
    assert selected(reading).startswith("Brandt told the council")
    assert not selected(reading).endswith(" ")
    press(reading, Key.Key_End, CTRL)
    assert reading.caret() == len(TEXT)


def test_a_page_down_and_up_again_scrolls_and_comes_back_into_view(reading):
    reading.resize(820, 300)
    press(reading, Key.Key_PageDown)
    assert reading.page.caret_rect(reading.caret()) is not None
    assert reading.verticalScrollBar().value() > 0
    press(reading, Key.Key_PageUp, times=3)
    assert reading.verticalScrollBar().value() == 0


def test_the_filter_is_asked_first_and_tab_too(reading):
    asked = []
    reading.key_filter = lambda event: asked.append(event.key()) or True
    before = reading.caret()

    press(reading, Key.Key_Right)
    press(reading, Key.Key_Tab)

    assert asked == [Key.Key_Right, Key.Key_Tab]
    assert reading.caret() == before
    assert reading.hasFocus()


def test_a_key_that_reading_does_not_use_is_handed_on(reading, qtbot):
    with qtbot.waitSignal(reading.key_not_used):
        press(reading, Key.Key_2)
    assert reading.selection() is None


# ---- mouse


@pytest.fixture
def coded(view) -> ArticleView:
    view.show_article(TEXT, regions(), CODED)
    view.show_marks(marks())
    view.grab()
    return view


def test_drawing_with_the_mouse_takes_whole_words_and_with_ctrl_characters(coded):
    start, end = place("bridge is safe").start + 2, place("bridge is safe").end - 3

    draw(coded, point_of(coded, start), point_of(coded, end))
    assert selected(coded) == "bridge is safe"

    draw(coded, point_of(coded, start), point_of(coded, end), CTRL)
    assert selected(coded) in ("idge is s", "dge is s", "idge is sa", "dge is sa")


def test_a_double_click_takes_the_word_and_a_third_the_sentence(coded):
    point = point_of(coded, place("ministry readout").start + 2)

    QTest.mouseDClick(coded.viewport(), Qt.MouseButton.LeftButton, NONE, point)
    assert selected(coded) == "ministry"
    QTest.mousePress(coded.viewport(), Qt.MouseButton.LeftButton, NONE, point)
    QTest.mouseRelease(coded.viewport(), Qt.MouseButton.LeftButton, NONE, point)
    assert selected(coded) .startswith("According to a ministry readout, Minister Ilse Kern noted")
    assert selected(coded).endswith("using a phrase from the older treaty")


def test_a_click_takes_the_topmost_mark_that_is_the_shortest(coded, qtbot):
    with qtbot.waitSignal(coded.mark_clicked) as told:
        click(coded, point_of(coded, place("would probably").start + 3))
    assert told.args == ["s2"]
    with qtbot.assertNotEmitted(coded.mark_clicked):
        click(coded, point_of(coded, place("said on Tuesday").start + 1))


def test_an_edge_of_the_selected_mark_can_be_drawn_to_another_word(coded, qtbot):
    coded.select_mark("c9")
    edge = coded.page.edge_rect(coded.marks.get("c9").spans[0], starts=False).center().toPoint()
    goal = point_of(coded, place("analysts believe").start + 3)

    with qtbot.waitSignal(coded.edge_dragged) as told:
        draw(coded, edge, goal)

    mark_id, spans = told.args
    assert mark_id == "c9"
    assert spans[0].quote(TEXT) == "The move appears to be an attempt to calm the islands, analysts"
    assert coded.marks.get("c9").spans[0].quote(TEXT).endswith("islands"), "the view changes nothing by itself"


def test_an_edge_is_never_drawn_over_the_next_fragment(coded, qtbot):
    coded.select_mark("c6")
    first, second = coded.marks.get("c6").spans
    edge = coded.page.edge_rect(first, starts=False).center().toPoint()

    with qtbot.waitSignal(coded.edge_dragged) as told:
        draw(coded, edge, point_of(coded, second.end - 4))

    assert told.args[1][1] == second
    assert told.args[1][0].end <= second.start


def test_a_click_on_a_connectors_label_names_the_other_end(coded, qtbot):
    coded.select_mark("c8", connectors())
    coded.grab()
    label = next(label for label in coded.beside._labels if label.end_id == "a13")

    with qtbot.waitSignal(coded.connector_clicked) as told:
        click(coded, label.rect.center().toPoint())

    assert told.args == ["a13"]


def test_a_click_on_a_regions_name_asks_for_its_menu(coded, qtbot):
    line = coded.page.caret_rect(place("Port council weighs").start)

    with qtbot.waitSignal(coded.region_clicked) as told:
        click(coded, QPoint(40, int(line.center().y())))

    assert coded.beside.region_name(told.args[0]) == "headline"


def test_the_mark_under_the_mouse_is_told_and_let_go(coded, qtbot):
    with qtbot.waitSignal(coded.mark_hovered) as told:
        _hover(coded, point_of(coded, place("would probably").start + 3))
    assert told.args == ["s2"]
    assert coded.hover == "s2"
    with qtbot.waitSignal(coded.mark_hovered) as told:
        _hover(coded, QPoint(int(coded.beside.column.text_right) + 60, 300))
    assert told.args == [""]
    assert coded.hover is None


def _hover(view: ArticleView, point: QPoint) -> None:
    where, button = QPointF(point), Qt.MouseButton.NoButton
    QApplication.sendEvent(view.viewport(), QMouseEvent(QEvent.Type.MouseMove, where, where, button, button, NONE))


def test_the_card_stands_in_the_margin_and_never_over_the_text(coded):
    coded.set_hover("a11")
    coded.beside.show_card()

    card = coded.beside.card
    assert card.isVisible()
    assert card.text == "a11"
    assert card.geometry().left() >= coded.beside.column.text_right
    coded.set_hover(None)
    assert not card.isVisible()


# ---- scrolling, size, what is beside


def test_reveal_brings_a_place_into_view_and_leaves_one_that_is_in_view_alone(view):
    view.show_article("\n\n".join(f"Paragraph {number} of a long report about ferries." for number in range(300)))
    far = view.text.index("Paragraph 250")
    view.grab()

    view.reveal(Span(far, far + 9))
    rect = view.page.caret_rect(far)
    assert rect is not None
    assert 0 <= rect.top() <= view.viewport().height() / 2
    before = view.verticalScrollBar().value()
    view.reveal(Span(far + 3, far + 9))
    assert view.verticalScrollBar().value() == before


def test_a_place_on_the_last_visible_line_is_brought_up_with_what_follows_it(view):
    view.show_article("\n\n".join(f"Paragraph {number} of a long report about ferries." for number in range(300)))
    view.grab()
    height = view.viewport().height()
    seen = [number for number in range(300) if (rect := view.page.caret_rect(place_of(view, number))) and rect.bottom() <= height - 4]

    view.reveal(Span(*(place_of(view, seen[-1]) + part for part in (0, 9))))

    rect = view.page.caret_rect(place_of(view, seen[-1]))
    assert rect is not None
    assert 0 <= rect.top() <= height / 2


def place_of(view, number: int) -> int:
    return view.text.index(f"Paragraph {number} ")


def test_a_new_zoom_or_width_keeps_the_place_at_the_top(view):
    view.show_article("\n\n".join(f"Paragraph {number} of a long report. " + "Ferries wait. " * 20 for number in range(100)))
    view.reveal(Span(*(view.text.index("Paragraph 60") + part for part in (0, 9))))
    top = view.firstVisibleBlock().blockNumber()

    view.set_zoom(160)
    view.grab()
    assert abs(view.firstVisibleBlock().blockNumber() - top) <= 1
    view.resize(600, 640)
    view.grab()
    assert abs(view.firstVisibleBlock().blockNumber() - top) <= 1


def test_the_pitch_is_that_of_the_design_at_each_zoom_and_for_each_script(view):
    view.show_article(TEXT, regions(), CODED)
    for percent in (70, 100, 200, 250):
        view.set_zoom(percent)
        pitches = {}
        for quote in ("Port council weighs", "Brandt told", "मन्त्री", "قال", "Tuesday 4 June"):
            block = view.shown.block_at(place(quote).start)
            pitches[quote] = round(view.shown.ruler(block).heights.pitch * 100 / percent, 3)
            layout = block.layout()
            if layout.lineCount() > 1:
                apart = layout.lineAt(1).y() + layout.lineAt(1).ascent() - layout.lineAt(0).y() - layout.lineAt(0).ascent()
                assert apart == pytest.approx(view.shown.ruler(block).heights.pitch, abs=0.02)
        assert list(pitches.values()) == [30, 28, 32, 32, 22]


def test_opening_a_long_article_lays_out_only_what_is_seen(view):
    view.show_article("\n\n".join("The council waits for the ferry. " * 12 for _ in range(500)))
    view.grab()

    laid_out = sum(1 for block in _blocks(view) if block.layout().lineCount())

    assert laid_out < 60
    assert len(view.reader.segments._lines) < 60


def _blocks(view: ArticleView):
    block = view.document().firstBlock()
    while block.isValid():
        yield block
        block = block.next()


def test_in_a_narrow_view_the_name_of_a_region_is_a_tooltip_and_labels_say_the_role_only(view):
    view.resize(672, 640)
    view.show_article(TEXT, regions(), CODED)

    assert view.beside.column == column_for(view.viewport().width())
    assert not view.beside.column.names
    assert view.beside.column.roles_only
    line = view.page.caret_rect(place("Port council weighs").start)
    assert view.beside.region_name(view.beside.region_at(QPointF(8, line.center().y()))) == "headline"


def test_an_end_outside_the_view_keeps_its_label_at_the_edge(coded):
    coded.resize(820, 300)
    coded.verticalScrollBar().setValue(9)
    ends = [Connector(end_id, "responds to", "", "#E69F00", "background") for end_id in ("c13", "c0")]
    coded.select_mark("c7", ends)
    coded.grab()

    heights = {label.end_id: label.rect.center().y() for label in coded.beside._labels}
    assert heights["c0"] < 30 < 270 < heights["c13"]


def test_the_question_of_link_mode_is_announced_once(coded, monkeypatch):
    said = []
    monkeypatch.setattr(ArticleView, "announce", lambda _view, text: said.append(text))

    coded.show_hints([Hint("A", "a11", None, True)], "Who makes this claim?")
    coded.show_hints([Hint("S", "a10", None, True)], "Who makes this claim?")

    assert said == ["Who makes this claim?"]


def test_a_screen_reader_finds_the_name_the_text_and_the_caret(reading):
    face = QAccessible.queryAccessibleInterface(reading)

    assert face.text(QAccessible.Text.Name) == "Article text"
    assert face.textInterface().cursorPosition() == reading.textCursor().position()
    assert face.textInterface().text(0, 7) == "Tuesday"
    reading.announce("claim, 2 links, maker missing")


def test_removing_the_selected_mark_ends_its_selection(coded):
    coded.select_mark("c8", connectors())
    coded.remove_mark("c8")

    assert coded.selected_mark is None
    assert coded.beside.connectors == ()
    assert "c8" not in coded.marks


def test_putting_one_mark_measures_only_its_own_paragraphs_again(coded):
    kept = {block.blockNumber(): coded.shown.shapes(block) for block, _top in coded.page.visible()}
    own = coded.shown.block_at(place("Opposition").start).blockNumber()

    coded.put_mark(Mark("new", "box", "box", "#0072B2", (place("Opposition"),)))

    for block, _top in coded.page.visible():
        same = coded.shown.shapes(block) is kept[block.blockNumber()]
        assert same == (block.blockNumber() != own)


COPIES_AND_ENDS = """
from annotator.model.span import Span
from ui.app import make_application
from ui.article.view import ArticleView

application = make_application([])
view = ArticleView()
view.show_article("The ferry stays open.")
view.set_selection(Span(0, 21))
view.copy()
assert application.clipboard().text() == "The ferry stays open."
"""


def test_a_program_that_ends_with_a_copied_text_ends_in_good_order():
    """The clipboard outlives Python: it may hold nothing that Python has made."""
    command = [sys.executable, "-c", COPIES_AND_ENDS]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert ended.returncode == 0, ended.stderr
