"""Signs, figures, buttons and messages: told apart by shape and word."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from sample_parts import CATEGORIES

from annotator.agreement.record import VERDICTS
from ui import theme
from ui.parts.button import Button, IconButton
from ui.parts.card import Card
from ui.parts.interval_plot import Interval, IntervalPlot, paint_interval, plot_x
from ui.parts.key_chip import KeyChip
from ui.parts.message import Banner, EmptyState, Message, ProgressBar
from ui.parts.numbers import format_coefficient
from ui.parts.painting import Label, set_tip
from ui.parts.signs import (
    STATE_WORDS,
    CategorySign,
    StateSign,
    category_icon,
    paint_category_sign,
    paint_state,
    paint_verdict,
)
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(autouse=True)
def light(qapp):
    theme.apply(qapp, Theme.light())


def painted(paint, width=32, height=32) -> QImage:
    """Return what is painted on white, as grey, so that colour tells nothing."""
    image = QImage(QSize(width, height), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    try:
        paint(painter, QRect(0, 0, width, height))
    finally:
        painter.end()
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def difference(one: QImage, other: QImage) -> int:
    """Return how many pixels are plainly different."""
    points = [(x, y) for x in range(one.width()) for y in range(one.height())]
    return sum(abs(one.pixelColor(x, y).red() - other.pixelColor(x, y).red()) > 80 for x, y in points)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.63, ".63"),
        (-0.05, "-.05"),
        (1.0, "1.00"),
        (0.0, ".00"),
        (-0.001, ".00"),
        (0.996, "1.00"),
        (-1.0, "-1.00"),
        (-1.25, "-1.25"),
        (None, "–"),
    ],
)
def test_agreement_is_written_with_two_decimals_and_no_leading_zero(value, text):
    assert format_coefficient(value) == text
    assert format_coefficient(float("nan")) == "–"


def test_states_of_an_article_are_told_by_shape(qapp):
    using = theme.current()
    pictures = [painted(lambda painter, rect, state=state: paint_state(painter, rect, state, using)) for state in STATE_WORDS]
    for one, other in combinations(pictures, 2):
        assert difference(one, other) > 15


def test_verdicts_are_told_by_shape(qapp):
    using = theme.current()
    verdicts = ("reliable", "tentative", "not_reliable", "undefined")
    pictures = [painted(lambda painter, rect, verdict=verdict: paint_verdict(painter, rect, verdict, using)) for verdict in verdicts]
    for one, other in combinations(pictures, 2):
        assert difference(one, other) > 15
    assert set(verdicts) <= set(VERDICTS)


def test_categories_are_told_by_shape_though_all_had_one_colour(qapp):
    using = theme.current()
    pictures = []
    for style in ("box", "background", "underline", "wave"):
        colours = using.category("#0072B2", style)
        pictures.append(painted(lambda painter, rect, c=colours, s=style: paint_category_sign(painter, rect, c, s, using)))
    for one, other in combinations(pictures, 2):
        assert difference(one, other) > 15


def test_signs_say_their_word(qtbot):
    sign = StateSign("finished_empty")
    qtbot.addWidget(sign)
    assert sign.accessibleName() == "finished, nothing to code"
    sign.show_state("flagged")
    assert sign.accessibleName() == "flagged"
    category = CategorySign("#E69F00", "background", "Claim")
    qtbot.addWidget(category)
    assert category.accessibleName() == "Claim"
    with pytest.raises(ValueError, match="an article is one of"):
        painted(lambda painter, rect: paint_state(painter, rect, "lost", theme.current()))


def test_the_sign_of_a_category_is_an_icon_too(qapp):
    made = [category_icon(colour, style).pixmap(QSize(16, 16), 2.0) for _word, colour, style in CATEGORIES]
    assert {picture.size() for picture in made} == {QSize(32, 32)}
    assert all(one.toImage() != other.toImage() for one, other in combinations(made, 2))


def test_an_interval_says_what_it_is():
    assert Interval(0.63, 0.55, 0.70, 24).words() == ".63, interval .55 to .70"
    assert Interval(0.63, 0.2, 0.9, 4).words().endswith("too few articles")
    assert Interval(None, reason="no variation").words() == "undefined: no variation"


def ink_at(image: QImage, x: float, y: int) -> QColor:
    return image.pixelColor(round(x), y)


def test_an_interval_is_painted_where_its_value_lies_and_grey_with_too_few_articles():
    rect, using = QRect(0, 0, 200, 32), theme.current()

    def picture(n_articles):
        image = QImage(QSize(200, 32), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        paint_interval(painter, rect, Interval(0.4, 0.3, 0.5, n_articles), using, limits=None)
        painter.end()
        return image

    assert ink_at(picture(24), plot_x(0.4, rect), 16) == using.ink
    assert ink_at(picture(5), plot_x(0.4, rect), 16) == using.border
    assert ink_at(picture(24), plot_x(0.8, rect), 16) == QColor("white")


def test_limits_are_shown_only_where_a_verdict_is_given():
    rect, using = QRect(0, 0, 200, 32), theme.current()
    with_limits = painted(lambda painter, _rect: paint_interval(painter, rect, Interval(0.4, 0.3, 0.5, 24), using), 200)
    without = painted(lambda painter, _rect: paint_interval(painter, rect, Interval(0.4, 0.3, 0.5, 24), using, limits=None), 200)
    assert difference(with_limits, without) > 10


def test_an_interval_plot_is_named_by_its_figure(qtbot):
    plot = IntervalPlot(Interval(0.83, 0.78, 0.88, 24))
    qtbot.addWidget(plot)
    assert plot.accessibleName() == ".83, interval .78 to .88"


def test_buttons_are_as_high_as_the_design_says_and_named_by_their_words(qtbot):
    tall, low = Button("Import 42 articles", "primary", key="↵"), Button("Save & go on", low=True)
    for button in (tall, low):
        qtbot.addWidget(button)
    assert tall.sizeHint().height() == 32
    assert low.sizeHint().height() == 28
    assert tall.accessibleName() == "Import 42 articles"
    assert tall.accessibleDescription() == "↵"
    assert low.words() == "Save & go on"
    with pytest.raises(ValueError, match="a button is one of"):
        Button("x", "loud")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_buttons_answer_enter_and_space(qtbot, key):
    for button in (Button("Finish"), IconButton("flag", "Flag", key="F")):
        qtbot.addWidget(button)
        with qtbot.waitSignal(button.clicked):
            qtbot.keyClick(button, key)


def test_a_button_with_a_sign_only_has_a_name_a_tip_and_room_for_a_finger(qtbot):
    button = IconButton("trash-2", "Delete", key="Del")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Delete"
    assert button.toolTip() == "Delete (Del)"
    assert min(button.sizeHint().width(), button.sizeHint().height()) >= 24


def test_a_tip_with_a_tag_in_it_is_shown_letter_by_letter(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tip(widget, "<b>Kim</b> said")
    assert "<b>" not in widget.toolTip()
    assert "&lt;b&gt;" in widget.toolTip()


def test_a_label_shows_tags_as_they_stand(qtbot):
    label = Label("<b>Kim</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_chip_is_18_high_and_grows_with_the_text(qtbot, qapp):
    chip = KeyChip("Ctrl+↵")
    qtbot.addWidget(chip)
    assert chip.sizeHint().height() == 18
    theme.apply(qapp, Theme.light(text_zoom=2.0))
    assert chip.sizeHint().height() == 36


@pytest.fixture
def page(qtbot):
    made = QWidget()
    made.resize(600, 400)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_a_message_lies_bottom_left_takes_no_focus_and_undoes(page, qtbot):
    holder = Button("Keep the focus", parent=page)
    holder.show()
    holder.setFocus()
    undone = []
    message = Message(page)
    message.tell("Claim deleted, with 3 links", lambda: undone.append(True))
    assert holder.hasFocus()
    assert (message.x(), page.height() - message.geometry().bottom() - 1) == (16, 16)
    assert message.accessibleName() == "Claim deleted, with 3 links. Undo Ctrl+Z"
    qtbot.mouseClick(message, Qt.MouseButton.LeftButton, pos=QPoint(message.width() - 40, 20))
    assert undone == [True]
    assert not message.isVisible()


def test_a_message_of_several_lines_has_room_for_all_of_them(page):
    message = Message(page)
    message.tell("not taken: a long reason " * 8)

    metrics = QFontMetrics(theme.current().font("name"))
    words = metrics.boundingRect(QRect(0, 0, message.width() - theme.current().px(32), 1000), Qt.TextFlag.TextWordWrap, message.text())
    assert words.height() > 3 * metrics.lineSpacing()
    assert message.height() >= words.height()


def test_a_message_keeps_its_corner_when_the_window_grows_and_goes_by_itself(page, qtbot):
    message = Message(page)
    message.tell("3 values changed")
    page.resize(700, 500)
    qtbot.waitUntil(lambda: page.height() - message.geometry().bottom() - 1 == 16)
    assert message._clock.interval() == 8000
    message._clock.timeout.emit()
    qtbot.waitUntil(lambda: not message.isVisible())


def test_a_message_lies_bottom_right_in_a_mirrored_window(page):
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    message = Message(page)
    message.tell("3 values changed")
    assert message.geometry().right() == page.width() - 17


def test_a_message_in_a_narrow_room_is_read_to_its_end_and_where_it_finds_no_room_ends_in_an_ellipsis(page):
    message = Message(page, lambda: QRect(0, 0, 228, page.height()))
    said = "Every article is finished: lena.annot can go back to who made it"
    message.tell(said)
    assert message.words_shown() == said
    lines = QFontMetrics(theme.current().font("name")).lineSpacing()
    assert message.height() >= 3 * lines

    low = Message(page, lambda: QRect(0, 0, 228, 2 * lines + 24))
    low.tell(said)
    assert low.words_shown().endswith("…")
    assert said.startswith(low.words_shown().removesuffix("…"))


def test_a_banner_says_what_happened_and_offers_a_way_on(qtbot):
    banner = Banner("warning", "Open for reading only", "Ben has this project open since 9:12.", "Try again")
    qtbot.addWidget(banner)
    assert banner.accessibleName() == "Open for reading only"
    assert banner.accessibleDescription() == "Ben has this project open since 9:12."
    with qtbot.waitSignal(banner.pressed):
        banner.button.click()
    with pytest.raises(ValueError, match="a warning or an error"):
        Banner("joke", "", "")


def test_an_empty_state_has_one_button(qtbot):
    empty = EmptyState("newspaper", "No articles yet", "Drop files here.", "Import articles", key="Ctrl+I")
    qtbot.addWidget(empty)
    assert [button.words() for button in empty.findChildren(Button)] == ["Import articles"]
    with qtbot.waitSignal(empty.pressed):
        qtbot.keyClick(empty.button, Qt.Key.Key_Return)


def test_progress_appears_late_counts_and_stops(page, qtbot):
    progress = ProgressBar(page)
    progress.start("Importing", 4000)
    assert not progress.isVisible()
    progress.show_count(12, 40)
    assert progress.count_text() == "12 of 40"
    assert progress.accessibleDescription() == "12 of 40"
    qtbot.waitUntil(progress.isVisible)
    with qtbot.waitSignal(progress.stopped):
        progress.button.click()
    progress.finish()
    assert not progress.isVisible()


def test_work_that_is_over_at_once_shows_no_progress(page, qtbot):
    progress = ProgressBar(page)
    progress.start("Importing", 4)
    progress.finish()
    assert not progress._late.isActive()
    assert not progress.isVisible()


def test_a_card_is_pressed_by_enter_and_framed_when_selected(page, qtbot):
    card = Card("Claim 6", focusable=True, parent=page)
    card.setGeometry(10, 10, 200, 100)
    card.show()
    card.setFocus()
    with qtbot.waitSignal(card.pressed):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    before = card.grab().toImage()
    card.set_selected(True)
    assert card.is_selected()
    assert card.grab().toImage() != before
