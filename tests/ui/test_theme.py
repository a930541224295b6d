"""The colours and the type of DESIGN.md sections 3 and 4."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QWidget

from annotator.model.contrast import ciede2000, contrast, deuteranopia, difference, luminance, mix, told_apart, with_contrast
from ui import theme
from ui.articles.list import RowView
from ui.articles.sources import SourceDelegate, SourceList
from ui.icons import icon
from ui.parts.painting import Label, Part
from ui.theme import Theme
from ui.theme.fonts import STYLES

LIGHT, DARK = Theme.light(), Theme.dark()
DEFAULTS = {
    "actor": ("#0072B2", "box"),
    "claim": ("#E69F00", "background"),
    "stance": ("#009E73", "underline"),
    "speculation": ("#CC79A7", "wave"),
}


def ratio(one: QColor, other: QColor) -> float:
    return contrast(one.name(), other.name())


@pytest.mark.parametrize(
    ("front", "ground", "light", "dark"),
    [
        ("text", "paper", 16.2, 12.9),
        ("text_2", "paper", 8.1, 8.4),
        ("text_3", "paper", 6.0, 6.3),
        ("text_3", "selection", 4.7, 4.7),
        ("furniture", "paper", 5.4, 5.8),
        ("border", "paper", 3.2, 3.7),
        ("on_ink", "ink", 16.2, 14.3),
        ("text", "text_selection", 11.0, 6.7),
        ("error", "paper", 6.5, 7.8),
        ("warning", "paper", 6.9, 9.4),
    ],
)
def test_the_contrast_table_holds(front, ground, light, dark):
    assert ratio(LIGHT.colour(front), LIGHT.colour(ground)) == pytest.approx(light, abs=0.15)
    assert ratio(DARK.colour(front), DARK.colour(ground)) == pytest.approx(dark, abs=0.15)


@pytest.mark.parametrize(
    ("category", "part", "light", "dark"),
    [
        ("actor", "line", 5.2, 6.9),
        ("actor", "ink", 7.1, 8.5),
        ("claim", "edge", 4.2, 6.5),
        ("stance", "line", 4.4, 6.8),
        ("speculation", "line", 4.6, 6.7),
    ],
)
def test_the_contrast_table_of_the_four_categories_holds(category, part, light, dark):
    assert ratio(getattr(LIGHT.category(*DEFAULTS[category]), part), LIGHT.paper) == pytest.approx(light, abs=0.15)
    assert ratio(getattr(DARK.category(*DEFAULTS[category]), part), DARK.paper) == pytest.approx(dark, abs=0.15)


def test_marks_that_lie_on_a_selected_claim_stay_seen():
    light, dark = LIGHT.category(*DEFAULTS["claim"]), DARK.category(*DEFAULTS["claim"])
    assert ratio(LIGHT.text, light.tint_selected) == pytest.approx(12.2, abs=0.15)
    assert ratio(DARK.text, dark.tint_selected) == pytest.approx(6.9, abs=0.15)
    assert ratio(LIGHT.category(*DEFAULTS["stance"]).line, light.tint_selected) == pytest.approx(3.3, abs=0.15)


def test_the_four_categories_get_exactly_the_colours_of_the_table():
    claim = LIGHT.category("#e69f00", "background")
    assert [part.name().upper() for part in (claim.edge, claim.ink, claim.tint, claim.tint_selected, claim.dimmed, claim.spine)] == [
        "#A97000", "#855600", "#FCEFD3", "#F9DC9F", "#FDF4E1", "#E69F00",
    ]  # fmt: skip
    actor = DARK.category(*DEFAULTS["actor"])
    assert [part.name().upper() for part in (actor.line, actor.ink, actor.tint)] == ["#56B4E9", "#7CC6F0", "#1D3A4D"]


@pytest.mark.parametrize("high_contrast", [False, True])
@pytest.mark.parametrize("make", [Theme.light, Theme.dark])
def test_words_reach_4_5_and_edges_of_fields_3_on_every_ground_they_stand_on(make, high_contrast):
    using = make(high_contrast=high_contrast)
    for words in (using.text, using.text_2, using.text_3):
        for ground in (using.window, using.panel, using.paper, using.raised, using.selection, using.hover):
            assert ratio(words, ground) >= 4.5
    assert ratio(using.error, using.error_ground) >= 4.5
    assert ratio(using.warning, using.warning_ground) >= 4.5
    assert ratio(using.border, using.panel) >= 3.0
    assert ratio(using.border, using.raised) >= 3.0


@pytest.mark.parametrize("colour", ["#FFFF00", "#000000", "#FFFFFF", "#00FF00", "#0000FF", "#7F1D1D", "#808080", "#F0E442"])
@pytest.mark.parametrize("style", ["box", "background", "underline", "wave"])
def test_any_colour_of_a_project_goes_through_the_same_rule(colour, style):
    for using, line, ink in ((LIGHT, 4.0, 6.0), (DARK, 6.0, 6.0)):
        made = using.category(colour, style)
        assert ratio(made.line, using.paper) >= line
        assert ratio(made.edge, using.paper) >= line
        assert ratio(made.ink, using.paper) >= ink
        for ground in (made.tint, made.tint_selected, made.dimmed):
            assert ratio(using.text, ground) >= 4.5


def test_a_colour_that_is_dark_enough_is_left_as_it_is():
    assert LIGHT.category("#005C91", "box").line.name().upper() == "#005C91"


def test_high_contrast_turns_tints_off_and_thickens_lines():
    using = Theme.light(high_contrast=True)
    claim = using.category(*DEFAULTS["claim"])
    assert claim.tint == claim.tint_selected == claim.dimmed == using.paper
    assert using.line_scale == 1.5
    assert ratio(using.text_2, using.paper) >= 7.0


def test_what_is_no_style_or_no_colour_is_refused():
    with pytest.raises(ValueError, match="drawn as one of"):
        LIGHT.category("#0072B2", "sparkle")
    with pytest.raises(ValueError, match="#RRGGBB"):
        LIGHT.category("blue", "box")


@pytest.mark.parametrize("using", [LIGHT, DARK], ids=["light", "dark"])
def test_the_four_categories_are_told_apart_by_shape_or_by_colour_under_deuteranopia(using):
    for one, other in combinations(DEFAULTS.values(), 2):
        lines = using.category(*one).line.name(), using.category(*other).line.name()
        assert one[1] != other[1] or told_apart(*lines)


def test_deuteranopia_confuses_red_and_green_and_leaves_greys():
    assert difference("#D00000", "#5A7A00") > 40
    assert difference(deuteranopia("#D00000"), deuteranopia("#5A7A00")) < difference("#D00000", "#5A7A00") / 2
    assert difference("#808080", deuteranopia("#808080")) < 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [  # Sharma, Wu & Dalal (2005), table 1, pairs 1, 7, 14, 17, 21, 25
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, -0.001, 2.49), (50.0, 0.0011, -2.49), 4.7461),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (50.0, 3.1736, 0.5854), 1.0),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ],
)
def test_colour_difference_is_that_of_the_published_examples(one, other, expected):
    assert ciede2000(one, other) == pytest.approx(expected, abs=1e-4)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert luminance("#FF0000") == pytest.approx(0.2126)
    assert mix("#FFFFFF", "#000000", 0.15) == "#D9D9D9"


def test_a_colour_is_moved_no_further_than_it_must_be():
    moved = with_contrast("#E69F00", "#FFFFFF", 4.0)
    assert 4.0 <= contrast(moved, "#FFFFFF") < 4.15


def test_the_window_speaks_inter_and_quotations_source_serif(qapp):
    for style, wanted in STYLES.items():
        font = LIGHT.font(style)
        assert QFontInfo(font).family() == ("Source Serif 4" if wanted.serif else "Inter")
        assert font.pixelSize() == wanted.size
        assert font.hintingPreference() == QFont.HintingPreference.PreferNoHinting


def test_heavier_styles_are_really_heavier(qapp):
    words = "Ministry wants tariffs to fall"
    assert QFontMetricsF(LIGHT.font("current")).horizontalAdvance(words) > QFontMetricsF(LIGHT.font("name")).horizontalAdvance(words)
    assert QFontMetricsF(LIGHT.font("name")).horizontalAdvance(words) > QFontMetricsF(LIGHT.font("control")).horizontalAdvance(words)
    assert QFontMetricsF(LIGHT.font("article_strong")).horizontalAdvance(words) > QFontMetricsF(LIGHT.font("article")).horizontalAdvance(
        words
    )


def test_figures_are_as_wide_as_each_other(qapp):
    metrics = QFontMetricsF(LIGHT.font("control"))
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


def test_sizes_follow_the_text_zoom(qapp):
    large = Theme.light(text_zoom=2.0)
    assert large.font("control").pixelSize() == 26
    assert large.px(32) == 64
    assert large.line_height("article") == 56
    assert large.font("article", zoom=0.7).pixelSize() == 11


def test_a_style_that_is_changed_by_its_user_does_not_change_for_others(qapp):
    LIGHT.font("control").setPixelSize(99)
    assert LIGHT.font("control").pixelSize() == 13


class Listener(Part):
    heard = 0

    def on_theme(self) -> None:
        self.heard += 1


def test_every_part_hears_of_a_new_theme(qapp, qtbot):
    theme.apply(qapp, Theme.light())
    part, label = Listener(), Label("words", "control", "text_2")
    qtbot.addWidget(part)
    qtbot.addWidget(label)
    part.show()
    heard = part.heard
    try:
        with qtbot.waitSignal(theme.notifier().changed):
            theme.apply(qapp, Theme.dark())
        assert theme.current().dark_ground
        assert part.heard > heard
        assert part.palette().color(QPalette.ColorRole.Window) == theme.current().window
        assert label.palette().color(QPalette.ColorRole.WindowText) == theme.current().text_2
    finally:
        theme.apply(qapp, Theme.light())


def test_a_part_hears_of_a_new_theme_once_however_deep_it_lies(qapp, qtbot):
    theme.apply(qapp, Theme.light())
    outer = inner = QWidget()
    qtbot.addWidget(outer)
    for _floor in range(8):
        inner = QWidget(inner)
    part = Listener(inner)
    outer.show()
    heard = part.heard
    try:
        theme.apply(qapp, Theme.dark())
        assert part.heard == heard + 1
    finally:
        theme.apply(qapp, Theme.light())


@pytest.mark.parametrize("other", [{"line_spacing": 1.5}, {"article_face": "sans"}])
def test_another_type_of_the_article_is_heard_of_once_and_needs_no_new_style_sheet(qapp, qtbot, other):
    theme.apply(qapp, Theme.light())
    sheet = qapp.styleSheet()
    part = Listener()
    qtbot.addWidget(part)
    part.show()
    heard = part.heard
    try:
        theme.apply(qapp, Theme.light(**other))
        assert part.heard == heard + 1
        assert qapp.styleSheet() == sheet
    finally:
        theme.apply(qapp, Theme.light())


def test_rows_of_a_table_grow_and_shrink_with_the_text(qapp, qtbot):
    theme.apply(qapp, Theme.light())
    table = RowView("Articles", SourceDelegate())
    qtbot.addWidget(table)
    sources = SourceList(table)
    sources.add((Path("a.txt"), Path("b.txt")))
    table.setModel(sources)
    table.show()
    usual = table.rowHeight(1)
    try:
        theme.apply(qapp, Theme.light(text_zoom=1.5))
        assert table.rowHeight(1) == round(usual * 1.5)
    finally:
        theme.apply(qapp, Theme.light())
    assert table.rowHeight(1) == usual


def test_the_settings_choose_between_light_and_dark(qapp):
    try:
        theme.follow_system(qapp, "dark", text_zoom=1.5)
        assert theme.current().dark_ground
        assert theme.current().text_zoom == 1.5
        theme.follow_system(qapp, "light", high_contrast=True)
        assert theme.current().name == "light high contrast"
    finally:
        theme.follow_system(qapp, "light")


def test_a_desktop_that_turns_dark_takes_the_window_with_it(qapp):
    try:
        theme.follow_system(qapp, "system")
        assert not theme.current().dark_ground
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        assert theme.current().dark_ground
    finally:
        theme.follow_system(qapp, "light")


def dark_share(picture: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, ratio_: float = 1.0) -> int:
    image = picture.pixmap(QSize(20, 20), ratio_, mode).toImage()
    return sum(image.pixelColor(x, y).alpha() > 128 for x in range(image.width()) for y in range(image.height()))


def test_icons_take_the_colour_of_the_theme_in_use(qapp):
    theme.apply(qapp, Theme.light())
    flag = icon("flag", "error")
    image = flag.pixmap(QSize(20, 20)).toImage()
    solid = [image.pixelColor(x, y) for x in range(20) for y in range(20) if image.pixelColor(x, y).alpha() == 255]
    assert solid
    assert all(abs(pixel.red() - Theme.light().error.red()) <= 2 for pixel in solid)
    theme.apply(qapp, Theme.dark())
    try:
        again = flag.pixmap(QSize(20, 20)).toImage()
        assert again != image
    finally:
        theme.apply(qapp, Theme.light())


def test_icons_are_sharp_on_dense_screens_and_pale_when_disabled(qapp):
    dense = icon("users").pixmap(QSize(20, 20), 2.0)
    assert dense.size() == QSize(40, 40)
    assert dense.devicePixelRatio() == 2.0
    assert dark_share(icon("users"), ratio_=2.0) > 2.5 * dark_share(icon("users"))
    normal, disabled = (icon("users").pixmap(QSize(20, 20), 1.0, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled))
    assert normal != disabled


def test_an_icon_outlives_its_copies(qapp):
    first = icon("flag")
    second = QIcon(first)
    second.addPixmap(first.pixmap(16, 16))
    del first
    assert not second.pixmap(16, 16).isNull()


def test_an_icon_that_lucide_lacks_is_named(qapp):
    with pytest.raises(KeyError, match="no icon 'unicorn-parade'"):
        icon("unicorn-parade")


def test_the_palette_reaches_plain_widgets(qapp, qtbot):
    theme.apply(qapp, Theme.light())
    plain = QWidget()
    qtbot.addWidget(plain)
    assert plain.palette().color(QPalette.ColorRole.Highlight) == theme.current().text_selection
