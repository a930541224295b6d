"""Fields of a form, by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget
from sample_parts import options, people

from ui import theme
from ui.parts.chips import Chips
from ui.parts.option_grid import OptionGrid
from ui.parts.plain_fields import CheckField, DateField, NumberField, TextField
from ui.parts.scale import Scale
from ui.parts.suggest_field import ListField, SuggestField
from ui.theme.focus import FocusRing

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

TYPES = "factual, evaluative, accusation, demand, commitment, predictive"
ISSUES = "defence, economy, trade, work, welfare, health, education, migration, justice, energy, environment, other"


@pytest.fixture
def show(qtbot, qapp):
    """Show a field in a window, with the focus, and return it with what it says."""
    theme.apply(qapp, theme.Theme.light())

    def _show(field):
        page = QWidget()
        qtbot.addWidget(page)
        column = QVBoxLayout(page)
        column.addWidget(field)
        column.addStretch(1)
        page.resize(310, 500)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        field.setFocus(Qt.FocusReason.TabFocusReason)
        said = []
        field.chosen.connect(lambda value: said.append(value))
        field.proceed.connect(lambda: said.append("on"))
        field.leave.connect(lambda: said.append("leave"))
        field.said = said
        field.page = page  # qtbot holds no reference of its own
        return field

    return _show


def press(key=0, text="", *, scan=0, modifiers=Qt.KeyboardModifier.NoModifier):
    """Press a key as the keyboard would, shortcuts included."""
    target = QApplication.focusWidget()
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, key, modifiers, scan, 0, 0, text))


def keys(*presses):
    for one in presses:
        if isinstance(one, str):
            for letter in one:
                press(ord(letter.upper()), letter)
        else:
            press(one)


def test_a_digit_chooses_and_goes_on(show):
    field = show(OptionGrid("Type", options(TYPES)))
    keys("6")
    assert field.value() == "predictive"
    assert field.said == ["predictive", "on"]


def test_the_digit_row_of_azerty_and_digits_of_nepali_choose_too(show):
    field = show(OptionGrid("Type", options(TYPES)))
    press(Qt.Key.Key_Eacute, "é", scan=11)
    press(0, "३")
    assert field.said == ["evaluative", "on", "accusation", "on"]


def test_nought_clears_and_stays(show):
    field = show(OptionGrid("Type", options(TYPES)))
    field.set_value("demand")
    keys("0")
    assert field.said == [None]
    assert field.value() is None


def test_a_digit_beyond_the_list_does_nothing_and_reaches_nobody_else(show):
    field = show(OptionGrid("Confidence", options("sure, low")))
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_4, Qt.KeyboardModifier.NoModifier, "4")
    QApplication.sendEvent(QApplication.focusWidget(), event)
    assert event.isAccepted()
    assert field.said == []


def test_letters_are_left_to_the_page(show):
    show(OptionGrid("Type", options(TYPES)))
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier, "n")
    QApplication.sendEvent(QApplication.focusWidget(), event)
    assert not event.isAccepted()


def test_a_shortcut_of_the_page_does_not_take_the_digit_from_the_field(qtbot, qapp):
    theme.apply(qapp, theme.Theme.light())
    window, tagged = QMainWindow(), []
    tag = QAction("Tag", window)
    tag.setShortcut(QKeySequence("2"))
    tag.triggered.connect(lambda: tagged.append(2))
    window.addAction(tag)
    field = OptionGrid("Type", options(TYPES))
    window.setCentralWidget(field)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    assert field.value() == "evaluative"
    assert tagged == []


def test_arrows_move_the_ring_and_enter_takes_what_it_lies_on(show):
    field = show(OptionGrid("Type", options(TYPES)))
    keys(Qt.Key.Key_Down, Qt.Key.Key_Right)
    assert field.said == []
    keys(Qt.Key.Key_Return)
    assert field.said == ["demand", "on"]


def test_arrows_are_mirrored_from_right_to_left(show, qapp):
    field = OptionGrid("Type", options(TYPES))
    field.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    show(field)
    keys(Qt.Key.Key_Left, Qt.Key.Key_Return)
    assert field.said == ["evaluative", "on"]


def test_enter_on_an_empty_grid_goes_on_without_choosing(show):
    field = show(OptionGrid("Type", options(TYPES)))
    keys(Qt.Key.Key_Return)
    assert field.said == ["on"]


def test_escape_goes_back_to_the_text(show):
    for field in (
        OptionGrid("Type", options(TYPES)), Scale("Certainty", options("low, high")), Chips("Topics", options("a, b")),
        CheckField("Author"),
        ListField("Issue", options(ISSUES)), SuggestField("Entity", people), NumberField("Number"), DateField("Day"), TextField("Note"),
    ):  # fmt: skip
        show(field)
        keys(Qt.Key.Key_Escape)
        assert field.said == ["leave"]


def test_ctrl_enter_is_left_to_the_page(show):
    for field in (OptionGrid("Type", options(TYPES)), SuggestField("Entity", people), TextField("Note")):
        show(field)
        press(Qt.Key.Key_Return, "\r", modifiers=Qt.KeyboardModifier.ControlModifier)
        assert field.said == []


def test_a_proposed_value_says_so_until_enter_confirms_it(show):
    field = show(OptionGrid("Form", options("direct, indirect, mixed, author")))
    field.set_value("mixed", proposed=True)
    assert field.is_proposed()
    assert "proposed" in field.focusProxy().accessibleDescription()
    keys(Qt.Key.Key_Return)
    assert field.said == ["mixed", "on"]
    assert not field.is_proposed()


def test_setting_a_value_from_outside_sends_nothing(show):
    field = show(OptionGrid("Type", options(TYPES)))
    field.set_value("demand")
    assert field.said == []


def test_a_click_chooses_without_going_on(show, qtbot):
    field = show(OptionGrid("Type", options(TYPES)))
    cells = field.focusProxy()
    qtbot.mouseClick(cells, Qt.MouseButton.LeftButton, pos=cells.rects[3].center())
    assert field.said == ["demand"]


def test_the_grid_keeps_the_codebooks_order_and_balances_its_rows(show):
    field = show(OptionGrid("Mention", options("named, description, pronoun, metonym, document")))
    rects = field.focusProxy().rects
    assert [rect.height() for rect in rects] == [24] * 5
    assert len({rect.y() for rect in rects}) == 2
    assert rects == sorted(rects, key=lambda rect: (rect.y(), rect.x()))


def test_a_narrow_grid_has_more_rows(show, qtbot):
    field = show(OptionGrid("Type", options(TYPES)))
    wide = field.focusProxy().height()
    field.window().resize(160, 500)
    qtbot.waitUntil(lambda: field.focusProxy().height() > wide)


def test_ten_values_are_too_many_for_a_grid():
    with pytest.raises(ValueError, match="one to nine"):
        OptionGrid("Issue", options(ISSUES))


def test_a_scale_takes_digits_and_arrows(show):
    field = show(Scale("Certainty", options("doubtful, possible, probable, near certain")))
    keys("2")
    keys(Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert field.said == ["possible", "on", "probable"]


def test_chips_toggle_by_digit_keep_the_codebooks_order_and_enter_goes_on(show):
    field = show(Chips("Topics", options("treaty, arms, energy, trade")))
    keys("3", "1")
    assert field.value() == ["treaty", "energy"]
    keys("3", Qt.Key.Key_Return)
    assert field.said[-2:] == [["treaty"], "on"]


def test_chips_refuse_a_single_text():
    with pytest.raises(TypeError):
        Chips("Topics", options("a, b")).set_value("a")


def test_nought_takes_all_chips_back(show):
    field = show(Chips("Topics", options("a, b")))
    field.set_value(["a"])
    keys("0")
    assert field.value() is None


def test_space_says_yes_and_no_and_nought_nothing(show):
    field = show(CheckField("The author holds it"))
    keys(Qt.Key.Key_Space, Qt.Key.Key_Space, "0", Qt.Key.Key_Return)
    assert field.said == [True, False, None, "on"]


def test_a_long_list_takes_its_first_nine_by_digit(show):
    field = show(ListField("Issue", options(ISSUES)))
    keys("4")
    assert field.said == ["work", "on"]
    assert field.text() == "work"


def test_letters_filter_a_long_list_and_enter_takes(show):
    field = show(ListField("Issue", options(ISSUES)))
    keys("en")
    assert [row.title for row in field.suggestions()] == ["energy", "environment"]
    keys(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert field.said == ["environment", "on"]


def test_a_keyboard_of_another_script_filters_a_latin_list_by_place(show):
    field = show(ListField("Issue", options(ISSUES)))
    press(0, "ь", scan=58)  # M on a Russian keyboard
    assert [row.title for row in field.suggestions()] == ["migration"]


def test_the_list_lies_in_the_form_and_closes_when_the_focus_goes(show, qtbot):
    field = show(ListField("Issue", options(ISSUES)))
    assert len(field.suggestions()) == 12
    open_height = field.sizeHint().height()
    QApplication.focusWidget().clearFocus()
    qtbot.waitUntil(lambda: field.suggestions() == [])
    qtbot.waitUntil(lambda: field.sizeHint().height() < open_height)


def test_what_was_typed_and_not_taken_gives_way_to_the_value(show):
    field = show(ListField("Issue", options(ISSUES)))
    field.set_value("trade")
    keys("zzz", Qt.Key.Key_Escape)
    assert field.text() == "trade"
    assert field.value() == "trade"


def test_enter_takes_the_first_suggestion_though_nothing_was_typed(show):
    field = show(SuggestField("Entity", people))
    keys(Qt.Key.Key_Return)
    assert field.said == ["e1", "on"]


def test_typing_finds_and_a_digit_takes(show):
    field = show(SuggestField("Entity", people))
    keys("ad", "2")
    assert field.said == ["e2", "on"]


def test_a_digit_that_goes_on_with_a_known_name_is_text(show):
    field = show(SuggestField("Entity", people))
    keys("g", "7")
    assert field.text().casefold() == "g7"
    assert field.said == []
    keys(Qt.Key.Key_Return)
    assert field.said == ["e3", "on"]


def test_digits_are_text_in_a_field_that_says_so(show):
    field = show(SuggestField("Name", people, digits_are_text=True))
    keys("1")
    assert field.text() == "1"


def test_shift_enter_makes_something_new(show, qtbot):
    field = show(SuggestField("Entity", people, new_text=lambda text: f"New entity “{text}”"))
    keys("zora")
    with qtbot.waitSignal(field.made) as made:
        press(Qt.Key.Key_Return, "\r", modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert made.args == ["zora"]


def test_a_name_nobody_knows_is_an_error_where_nothing_new_can_be_made(show):
    field = show(SuggestField("Entity", people))
    keys("zora", Qt.Key.Key_Return)
    assert "known" in field.error()
    assert "on" not in field.said


def test_enter_confirms_a_proposed_entity(show):
    field = show(SuggestField("Entity", people, describe=lambda value: "Adam Orr"))
    field.set_value("e2", proposed=True)
    keys(Qt.Key.Key_Return)
    assert field.said == ["e2", "on"]


def test_a_row_is_taken_by_mouse_too(show, qtbot):
    field = show(SuggestField("Entity", people))
    rows = field._list
    qtbot.mouseClick(rows, Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    assert field.said == ["e2", "on"]


def test_a_number_is_read_stepped_and_checked(show):
    field = show(NumberField("Deaths", least=0, most=10))
    keys("9", Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert field.value() == 10
    keys("12", Qt.Key.Key_Return)
    assert "at most" in field.error()
    assert "on" not in field.said


def test_a_number_is_written_as_the_language_writes_it(show):
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    try:
        field = show(NumberField("Share", decimals=2))
        field.set_value(1240.5)
        assert field.text() == "1.240,50"
        keys("2,75", Qt.Key.Key_Return)
        assert field.value() == 2.75
    finally:
        QLocale.setDefault(QLocale.c())


@pytest.mark.parametrize("typed", ["2024-07-19", "19.7.2024", "19 Jul 2024", "July 19, 2024"])
def test_a_day_may_be_written_in_several_ways(show, typed):
    field = show(DateField("Published"))
    field._edit.setText(typed)
    keys(Qt.Key.Key_Return)
    assert field.said == ["2024-07-19", "on"]


def test_a_day_that_is_none_is_an_error_and_what_was_typed_stays(show):
    field = show(DateField("Published"))
    field._edit.setText("31 June")
    keys(Qt.Key.Key_Return)
    assert "2024-07-19" in field.error()
    assert field.text() == "31 June"


def test_text_grows_to_three_lines_and_no_further(show, qtbot):
    field = show(TextField("Proposition"))
    heights = []
    for count in (1, 2, 3, 6):
        field.set_value("\n".join(["line"] * count))
        heights.append(field._frame.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_text_is_kept_when_tab_leaves_it(show, qtbot):
    field = show(TextField("Proposition"))
    other = CheckField("Author")
    field.window().layout().addWidget(other)
    qtbot.waitUntil(other.isVisible)
    keys("ab")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert field.said == ["ab"]
    assert other.focusProxy().hasFocus()


def test_shift_enter_makes_a_line_and_enter_goes_on(show):
    field = show(TextField("Proposition"))
    keys("a")
    press(Qt.Key.Key_Return, "\r", modifiers=Qt.KeyboardModifier.ShiftModifier)
    keys("b", Qt.Key.Key_Return)
    assert field.said == ["a\nb", "on"]


def test_an_error_stands_at_the_field_and_goes_with_the_next_choice(show):
    field = show(OptionGrid("Type", options(TYPES)))
    field.set_error("Needed before the article can be finished")
    assert "Needed" in field.focusProxy().accessibleDescription()
    keys("1")
    assert field.error() == ""


def test_a_conditional_field_is_indented_at_the_side_where_reading_begins(show):
    field = show(TextField("Which issue"))
    field.set_reason("because target is issue")
    assert field.layout().contentsMargins().left() == 12
    field.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert (field.layout().contentsMargins().left(), field.layout().contentsMargins().right()) == (0, 12)


def test_the_ring_goes_with_the_chosen_cell(show, qtbot):
    field = show(OptionGrid("Type", options(TYPES)))
    keys("2")
    cell = field.focusProxy()
    ring = FocusRing.shown()
    around = ring.geometry()
    wanted = cell.rects[1].adjusted(-3, -3, 3, 3)
    assert around.size() == wanted.size()
    assert ring.mapToGlobal(QPoint(0, 0)) == cell.mapToGlobal(wanted.topLeft())


def test_a_form_grows_when_the_text_is_zoomed_while_it_stands(show, qapp):
    field = show(OptionGrid("Type", options(TYPES)))
    field.set_reason("because")
    before = field.focusProxy().height()
    try:
        theme.apply(qapp, theme.Theme.light(text_zoom=2.0))
        assert field.focusProxy().height() >= 2 * before
        assert field.layout().contentsMargins().left() == 24
    finally:
        theme.apply(qapp, theme.Theme.light())


def test_a_screen_reader_hears_what_was_chosen(show, monkeypatch):
    said = []
    monkeypatch.setattr("ui.parts.field.announce", lambda widget, text: said.append(text))
    show(OptionGrid("Type", options(TYPES)))
    keys("6", "0")
    assert said == ["predictive", "no value"]
