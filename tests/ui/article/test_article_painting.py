"""Marks are painted in the right colours at the right pixels, in each state, each script, at each zoom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dense import ACTOR, CLAIM, CODED, SPECULATION, STANCE, STYLE_OF, TEXT, connectors, marks, place, regions
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from annotator.model.span import Span
from ui import theme
from ui.article import canvas
from ui.article.beside import stem_of
from ui.article.margins import End
from ui.article.marks import Connector, Hint, Mark
from ui.article.paint import ALL_LINES
from ui.article.view import ArticleView

LINE = "Ada Brandt said the plan may fail, and the party backs it."


def a_mark(quote: str, colour: str, mark_id: str | None = None, text: str = LINE, **standing: bool) -> Mark:
    start = text.index(quote)
    return Mark(mark_id or quote, colour, STYLE_OF[colour], colour, (Span(start, start + len(quote)),), **standing)


def strips(view: ArticleView, start: int, end: int) -> list[QRectF]:
    """Return where a stretch of one paragraph stands in the viewport: its words' left and right, its lines' top and height."""
    block = view.shown.block_at(start)
    top = view.page.tops()[block.blockNumber()]
    ruler = view.shown.ruler(block)
    pitch = ruler.heights.pitch
    return [QRectF(one.left, top + one.line * pitch, one.right - one.left, pitch) for one in ruler.strips(start, end)]


def strip_of(view: ArticleView, quote: str, text: str = LINE) -> QRectF:
    return strips(view, text.index(quote), text.index(quote) + len(quote))[0]


def painted(view: ArticleView) -> QImage:
    view.clearFocus()
    return view.viewport().grab().toImage()


def near(one: QColor, other: QColor, least: int = 12) -> bool:
    return all(abs(a - b) <= least for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))


def colour_at(image: QImage, x: float, y: float) -> QColor:
    ratio = image.devicePixelRatio()
    return image.pixelColor(int(x * ratio), int(y * ratio))


def holds(image: QImage, area: QRectF, colour: QColor, least: int = 12) -> bool:
    """Return whether any pixel of the area has the colour."""
    ratio = image.devicePixelRatio()
    return any(
        near(image.pixelColor(x, y), colour, least)
        for x in range(int(area.left() * ratio), int(area.right() * ratio))
        for y in range(int(area.top() * ratio), int(area.bottom() * ratio))
    )


def inks(colour: str):
    return theme.current().category(colour, STYLE_OF[colour])


def test_a_claim_has_its_tint_from_3_to_24_and_edges_from_2_to_26_at_its_true_ends(view):
    view.show_article(LINE)
    view.show_marks([a_mark("the plan may fail", CLAIM)])
    image, where = painted(view), strip_of(view, "the plan may fail")
    gap = where.left() + strip_of(view, "the").width() + 2  # in a word space, where no letter is

    assert near(colour_at(image, gap, where.top() + 3.5), inks(CLAIM).tint)
    assert near(colour_at(image, gap, where.top() + 23.4), inks(CLAIM).tint)
    assert near(colour_at(image, gap, where.top() + 1.5), theme.current().paper)
    assert near(colour_at(image, gap, where.top() + 24.6), theme.current().paper)
    for edge in (QRectF(where.left() - 2, where.top() + 2, 2.5, 23.9), QRectF(where.right() - 0.5, where.top() + 2, 2.5, 23.9)):
        assert holds(image, QRectF(edge.left(), edge.top(), edge.width(), 1.5), inks(CLAIM).edge, 60)
        assert holds(image, QRectF(edge.left(), edge.bottom() - 1.5, edge.width(), 1.5), inks(CLAIM).edge, 60)


def test_stance_is_a_bar_from_23_to_26_and_speculation_a_wave_round_24(view):
    view.show_article(LINE)
    view.show_marks([a_mark("backs", STANCE), a_mark("may", SPECULATION)])
    image, bar, wave = painted(view), strip_of(view, "backs"), strip_of(view, "may")

    assert all(near(colour_at(image, bar.center().x(), bar.top() + y), inks(STANCE).line) for y in (23.5, 24.5, 25.5))
    assert near(colour_at(image, bar.center().x(), bar.top() + 27.5), theme.current().paper)
    assert holds(image, QRectF(wave.left(), wave.top() + 22, wave.width(), 5), inks(SPECULATION).line, 30)
    rows = {y for y in range(20, 30) if holds(image, QRectF(wave.left(), wave.top() + y, wave.width(), 1), inks(SPECULATION).line, 60)}
    assert rows <= set(range(21, 28)), "it stays out of the channel"
    assert len(rows) >= 4, "it goes up and down"


def test_an_actor_is_a_box_from_4_to_23_without_a_ground(view):
    view.show_article(LINE)
    view.show_marks([a_mark("Ada Brandt", ACTOR)])
    image, box = painted(view), strip_of(view, "Ada Brandt")
    middle = box.left() + strip_of(view, "Ada").width() + 2

    for y in (3.6, 22.6):
        assert holds(image, QRectF(middle, box.top() + y, 2, 1.2), inks(ACTOR).line, 110)
    assert near(colour_at(image, middle, box.top() + 12), theme.current().paper)
    assert holds(image, QRectF(box.left() - 2.4, box.top() + 10, 1.9, 4), inks(ACTOR).line, 110)


def test_text_is_painted_last_at_full_strength(view):
    view.show_article(LINE)
    bare = painted(view)
    view.show_marks([a_mark("the plan may fail", CLAIM), a_mark("Ada Brandt", ACTOR), a_mark("plan", ACTOR), a_mark("the plan", STANCE)])
    view.select_mark("Ada Brandt")
    marked = painted(view)

    text = theme.current().text
    dark = [(x, y) for x in range(bare.width()) for y in range(40) if near(bare.pixelColor(x, y), text, 6)]
    assert len(dark) > 200
    assert all(near(marked.pixelColor(x, y), text, 40) for x, y in dark)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_selected_linked_and_receding_marks_are_told_apart(view, dark):
    theme.apply(QApplication.instance(), theme.Theme.dark() if dark else theme.Theme.light())
    view.show_article(LINE)
    view.show_marks([a_mark("the plan may fail", CLAIM), a_mark("Ada Brandt", ACTOR), a_mark("backs", STANCE)])
    claim, actor, stance = (strip_of(view, quote) for quote in ("the plan may fail", "Ada Brandt", "backs"))
    in_claim = claim.left() + strip_of(view, "the").width() + 2
    in_actor = actor.left() + strip_of(view, "Ada").width() + 2
    paper = theme.current().paper

    view.select_mark("the plan may fail", [Connector("Ada Brandt", "makes", "", ACTOR, "box")])
    image = painted(view)
    assert near(colour_at(image, in_claim, claim.top() + 12), inks(CLAIM).tint_selected)
    assert near(colour_at(image, in_claim, claim.top() + 3.5), inks(CLAIM).edge, 40)
    assert near(colour_at(image, in_actor, actor.top() + 12), inks(ACTOR).tint)
    faded = QColor.fromRgbF(*(0.62 * a + 0.38 * b for a, b in zip(inks(STANCE).line.getRgbF()[:3], paper.getRgbF()[:3], strict=True)))
    assert near(colour_at(image, stance.center().x(), stance.top() + 24.5), faded)
    assert holds(image, QRectF(view.beside.column.spine - 2, claim.top() + 8, 4, 8), inks(CLAIM).spine)

    view.select_mark("backs")
    image = painted(view)
    assert near(colour_at(image, in_claim, claim.top() + 12), inks(CLAIM).dimmed)
    assert near(colour_at(image, stance.left() - 0.4, stance.top() + 12), inks(STANCE).tint, 60)


def test_the_mark_under_the_mouse_has_a_ground_half_way_to_the_selected_one(view):
    view.show_article(LINE)
    view.show_marks([a_mark("the plan may fail", CLAIM)])
    claim = strip_of(view, "the plan may fail")
    view.set_hover("the plan may fail")

    shown = colour_at(painted(view), claim.left() + strip_of(view, "the").width() + 2, claim.top() + 12)
    light, strong = inks(CLAIM).tint, inks(CLAIM).tint_selected
    assert all(min(a, b) <= one <= max(a, b) for one, a, b in zip(shown.getRgb(), light.getRgb(), strong.getRgb(), strict=True))
    assert not near(shown, light, 3)
    assert not near(shown, strong, 3)


def test_what_is_suggested_has_no_ground_and_what_is_inherited_keeps_it(view):
    view.show_article(LINE)
    claim = strip_of(view, "the plan may fail")
    inside = claim.left() + strip_of(view, "the").width() + 2

    view.show_marks([a_mark("the plan may fail", CLAIM, suggested=True)])
    assert near(colour_at(painted(view), inside, claim.top() + 12), theme.current().paper)
    view.show_marks([a_mark("the plan may fail", CLAIM, inherited=True)])
    image = painted(view)
    assert near(colour_at(image, inside, claim.top() + 12), inks(CLAIM).tint)
    along = [near(colour_at(image, claim.left() + x, claim.top() + 3), inks(CLAIM).edge, 90) for x in range(2, int(claim.width()) - 2)]
    assert 0.3 < sum(along) / len(along) < 0.8, "dashes"


@pytest.mark.parametrize("standing", ["incomplete", "flagged"])
def test_a_sign_stands_above_the_end_in_the_gap(view, standing):
    view.show_article("One line before it.\n" + LINE)
    text = "One line before it.\n" + LINE
    where = strip_of(view, "the plan may fail", text)
    above = QRectF(where.right() - 4, where.top() - 4, 12, 7)
    assert not holds(painted(view), above, theme.current().text)

    view.show_marks([a_mark("the plan may fail", CLAIM, text=text, **{standing: True})])

    assert holds(painted(view), above, theme.current().text, 30)


def test_two_fragments_are_joined_through_the_channel(view):
    text = "“The bill must pass,” Brandt said, “before the winter,” and left."
    view.show_article(text)
    spans = tuple(Span(text.index(quote), text.index(quote) + len(quote)) for quote in ("“The bill must pass,”", "“before the winter,”"))
    between = strip_of(view, "Brandt said", text)
    channel = QRectF(between.center().x() - 3, between.top() + 26, 6, 4)
    view.show_marks([Mark("claim", CLAIM, "background", CLAIM, spans)])
    image = painted(view)

    assert holds(image, channel, inks(CLAIM).edge, 90)
    assert near(colour_at(image, between.center().x(), between.top() + 3.5), theme.current().paper)
    inner = strips(view, spans[0].start, spans[0].end)[0]
    assert not holds(image, QRectF(inner.right(), inner.top() + 4, 3, 16), inks(CLAIM).edge, 60), "the inner end is open"


def test_of_two_lines_the_second_lies_four_px_lower(view):
    text = "They are hardly likely to back it."
    view.show_article(text)
    view.show_marks([a_mark("hardly likely to back", STANCE, text=text), a_mark("likely to", STANCE, text=text)])
    image, inner = painted(view), strip_of(view, "likely to", text)

    assert near(colour_at(image, inner.center().x(), inner.top() + 24.5), inks(STANCE).line)
    assert near(colour_at(image, inner.center().x(), inner.top() + 28.5), inks(STANCE).line)
    outer = strip_of(view, "back", text)
    assert near(colour_at(image, outer.center().x(), outer.top() + 28.5), theme.current().paper)


def test_what_does_not_fit_is_counted_at_the_lines_end_and_still_shown_when_selected(view):
    text = "They are hardly likely to back it."
    view.show_article(text)
    quotes = ("They are hardly likely to back it", "are hardly likely to back", "hardly likely")
    view.show_marks([a_mark(quote, CLAIM, text=text) for quote in quotes])
    block = view.shown.block_at(0)
    assert view.shown.shapes(block).overflow == {0: 1}
    chip = QRectF(view.beside.column.text_right + 20, strip_of(view, "They", text).top() + 8, 14, 12)
    assert holds(painted(view), chip, theme.current().selection, 4)

    view.select_mark("hardly likely")
    where = strip_of(view, "hardly", text)
    assert near(colour_at(painted(view), where.right() + 2, where.top() + 12), inks(CLAIM).tint_selected)


def test_marks_in_a_right_to_left_paragraph_cover_their_own_words_and_no_others(view):
    text = "قال الوزير إن Largo First قد ينهار قريبا"
    view.show_article(text)
    view.show_marks([a_mark("Largo First", CLAIM, text=text)])
    image = painted(view)
    (claim,) = strips(view, text.index("Largo First"), text.index("Largo First") + 11)
    line = view.document().firstBlock().layout().lineAt(0)

    assert line.naturalTextRect().right() == pytest.approx(view.beside.column.text_right, abs=1), "it stands at the right edge"
    assert near(colour_at(image, claim.left() + 0.5, claim.top() + 5), inks(CLAIM).tint)
    assert near(colour_at(image, claim.right() - 1, claim.top() + 5), inks(CLAIM).tint)
    for word in ("الوزير", "ينهار"):
        other = strip_of(view, word, text)
        assert other.right() <= claim.left() or other.left() >= claim.right()
        assert near(colour_at(image, other.center().x(), other.top() + 4), theme.current().paper)


def test_a_stretch_over_both_directions_is_painted_run_by_run(view):
    text = "say قال الوزير now and the plan"
    view.show_article(text)
    start, end = text.index("الوزير"), text.index("now") + 3
    runs = strips(view, start, end)
    left_out = strips(view, text.index("قال"), text.index("قال") + 3)[0]

    assert len(runs) == 2
    assert all(left_out.left() >= run.right() - 1 or left_out.right() <= run.left() + 1 for run in runs)


@pytest.mark.parametrize("percent", [70, 130, 250])
def test_zoom_scales_the_marks_with_the_text(view, percent):
    text = "The party backs it."
    view.show_article(text)
    view.show_marks([a_mark("backs", STANCE, text=text)])
    before = strip_of(view, "backs", text)
    view.set_zoom(percent)
    image, after = painted(view), strip_of(view, "backs", text)
    scale = percent / 100

    assert after.height() == pytest.approx(28 * scale)
    assert after.width() == pytest.approx(before.width() * scale, rel=0.04)
    assert near(colour_at(image, after.center().x(), after.top() + 24.5 * scale), inks(STANCE).line, 30)
    assert near(colour_at(image, after.center().x(), after.top() + 27.6 * scale), theme.current().paper)


def test_furniture_is_grey_and_set_small_and_a_dateline_is_grey_in_the_articles_own_type(view):
    view.show_article(TEXT, regions(), CODED)
    furniture, dateline, body = (strip_of(view, quote, TEXT) for quote in ("Tuesday 4 June", "LARGO BAY", "council may cut"))
    image, grey, text = painted(view), theme.current().furniture, theme.current().text

    for where in (furniture, dateline):
        assert holds(image, where, grey, 20)
        assert not holds(image, where, text, 6)
    assert holds(image, body, text, 6)
    assert (furniture.height(), dateline.height()) == (22, 28)


def test_hints_stand_above_their_words_and_never_on_them(view):
    view.show_article(TEXT, regions(), CODED)
    view.show_marks(marks())
    view.select_mark("c8")
    where = strip_of(view, "Minister Ilse Kern", TEXT)
    view.show_hints([Hint("A", "a11", None, True), Hint("D", "a10", None, False)], "Who makes this claim?")
    image = painted(view)

    assert holds(image, QRectF(where.left() - 4, where.top() - 6, 10, 8), theme.current().ink, 4)
    assert near(colour_at(image, where.left() + strip_of(view, "Minister", TEXT).width() + 2, where.top() + 12), inks(ACTOR).tint)


def test_connectors_run_in_the_channel_and_never_over_words(view):
    view.show_article(TEXT, regions(), CODED)
    view.show_marks(marks())
    view.select_mark("c8", connectors())
    image = painted(view)
    line = strip_of(view, "noted that", TEXT)
    words = QRectF(line.left(), line.top() + 5, line.width(), 17)
    channel = QRectF(line.left(), line.top() + 25, line.width(), 7)

    assert holds(image, channel, inks(ACTOR).line, 40)
    assert not holds(image, words, inks(ACTOR).line, 40)


def test_in_high_contrast_tints_are_off_and_lines_are_half_as_thick_again(view):
    theme.apply(QApplication.instance(), theme.Theme.light(high_contrast=True))
    view.show_article(LINE)
    view.show_marks([a_mark("the plan may fail", CLAIM), a_mark("backs", STANCE)])
    image, claim, bar = painted(view), strip_of(view, "the plan may fail"), strip_of(view, "backs")

    assert near(colour_at(image, claim.left() + strip_of(view, "the").width() + 2, claim.top() + 12), theme.current().paper)
    assert near(colour_at(image, bar.center().x(), bar.top() + 26.6), inks(STANCE).line, 60)


def test_the_minimap_shows_claims_stances_and_speculation_but_no_actors(view):
    view.show_article(TEXT, regions(), CODED)
    view.show_marks(marks())

    assert {style for _rect, _colour, style in view.minimap.bars()} == {"background", "underline", "wave"}
    widths = {style: rect.width() for rect, _colour, style in view.minimap.bars()}
    assert (widths["background"], widths["underline"]) == (3, 5)
    first = min(rect.top() for rect, _colour, style in view.minimap.bars() if style == "background")
    assert first / view.minimap.height() == pytest.approx(TEXT.index("a summer") / len(TEXT), abs=0.15)


def test_a_theme_put_on_while_the_article_is_shown_paints_all_of_it_anew(view):
    view.show_article(TEXT, regions(), CODED)
    view.show_marks(marks())
    painted(view)

    theme.apply(QApplication.instance(), theme.Theme.dark())

    image = view.grab().toImage()
    corners = [(3, 3), (3, image.height() - 4), (image.width() - 30, 3), (image.width() - 14, 3)]
    assert all(near(image.pixelColor(x, y), theme.current().paper, 2) for x, y in corners)
    assert holds(painted(view), strip_of(view, "council may cut", TEXT), theme.current().text, 6)


def test_a_click_in_the_minimap_scrolls_there(view):
    view.show_article("\n\n".join(f"Paragraph {number} of a long report about the ferry." for number in range(200)))
    view.grab()

    view.minimap.asked.emit(0.75)

    shown = view.firstVisibleBlock().text()
    assert 130 <= int(shown.split()[1] if shown else view.firstVisibleBlock().next().text().split()[1]) <= 150


def test_the_selection_is_painted_under_the_lines_of_marks(view):
    view.show_article(LINE)
    view.show_marks([a_mark("the plan may fail", CLAIM), a_mark("backs", STANCE)])
    view.set_selection(Span(0, len(LINE)))
    image, bar, claim = painted(view), strip_of(view, "backs"), strip_of(view, "the plan may fail")

    assert near(colour_at(image, claim.left() + strip_of(view, "the").width() + 2, claim.top() + 12), theme.current().text_selection)
    assert near(colour_at(image, bar.center().x(), bar.top() + 24.5), inks(STANCE).line)


def test_edges_being_moved_have_knobs_at_both_ends(view):
    view.show_article(LINE)
    view.show_marks([a_mark("the plan may fail", CLAIM)])
    where = strip_of(view, "the plan may fail")
    start, end = QRectF(where.left() - 3, where.top(), 6, 6), QRectF(where.right() - 3, where.top() + 23, 6, 6)
    before = painted(view)
    view.set_editing_edges("the plan may fail")
    after = painted(view)

    ink = theme.current().ink
    assert [holds(before, area, ink, 4) for area in (start, end)] == [False, False]
    assert [holds(after, area, ink, 4) for area in (start, end)] == [True, True]


def test_a_name_not_marked_yet_is_offered_in_dots(view):
    view.show_article(TEXT, regions(), CODED)
    where = strip_of(view, "Largo First", TEXT)
    before = painted(view)
    view.show_candidates([place("Largo First")])

    row = QRectF(where.left(), where.top() + 3, where.width(), 2)
    grey = theme.current().text_2
    assert not holds(before, row, grey, 90)
    assert holds(painted(view), row, grey, 90)


def test_a_mark_whose_edge_is_being_moved_is_drawn_only_where_it_would_come_to_be(view):
    view.show_article(LINE)
    view.show_marks([a_mark("the plan may fail", CLAIM)])
    view.select_mark("the plan may fail")
    gone = strip_of(view, "fail").left() - 3
    top = strip_of(view, "fail").top()
    assert near(colour_at(painted(view), gone, top + 12), inks(CLAIM).tint_selected)

    view.show_dragged(a_mark("the plan", CLAIM, "the plan may fail"))
    image, kept = painted(view), strip_of(view, "the").right() + 2
    assert near(colour_at(image, gone, top + 12), theme.current().paper)
    assert near(colour_at(image, kept, top + 12), inks(CLAIM).tint_selected)


def test_the_spine_goes_on_thinly_to_ends_in_view_above_and_below_and_to_no_others():
    connector = Connector("a1", "makes", "Doe", "#0072B2", "box")
    above, below = End(connector, 0, (0, 0), 10, 40, 80.0), End(connector, 0, (4, 0), 10, 40, 300.0)
    away = End(connector, 1)
    assert stem_of((100.0, 120.0), [above, below, away]) == (82.0, 302.0)
    assert stem_of((100.0, 120.0), [away]) == (100.0, 120.0)


@pytest.mark.parametrize("selected", [False, True])
def test_what_comes_into_sight_by_scrolling_is_painted_as_if_all_marks_were(view, monkeypatch, selected):
    page = [replace(one, flagged=place % 5 == 0, incomplete=place % 7 == 0) for place, one in enumerate(marks())]
    view.show_article(TEXT, regions(), CODED)
    view.show_marks(page)
    if selected:
        view.select_mark(page[len(page) // 2].id, connectors())
    painted(view)

    def seen_in_strips() -> list[QImage]:
        port = view.viewport()
        return [port.grab(QRect(0, top, port.width(), 9)).toImage() for top in range(0, port.height() - 9, 9)]

    those_in_sight = seen_in_strips()
    monkeypatch.setattr(canvas, "_lines_within", lambda *_clip: ALL_LINES)

    assert those_in_sight == seen_in_strips()
