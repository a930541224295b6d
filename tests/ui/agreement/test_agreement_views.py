"""The figures taken apart: every bar, cell, week, row opens as many passages as it counts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from annotator.agreement.record import written
from annotator.model.contrast import contrast, mix
from annotator.operations import coding
from annotator.operations.agreement import MIXED
from annotator.operations.agreement_slices import before_and_since, coder_difference
from annotator.operations.agreement_tables import coincidences
from annotator.project import open_project
from tests.agreement.study import a_study
from tests.builders import a_project, an_annotation, an_article
from ui import theme
from ui.agreement.passage_rows import change_words
from ui.agreement.record_table import MEASURE, WHAT
from ui.main_window import MainWindow
from ui.pages import ADJUDICATE, AGREEMENT
from ui.parts.crosstab import READABLE, legible_on
from ui.session import Session
from ui.theme import Theme

WAIT = {"timeout": 60_000}


def view_of(qtbot, page, key, what="", measure="alpha, nominal"):
    """Go to a view, of the figure with this name, and wait until it stands."""
    if what:
        rows = range(page.table.records.rowCount())
        names = [(page.table.records.text(row, WHAT), page.table.records.text(row, MEASURE)) for row in rows]
        page.table.selectRow(names.index((what, measure)))
    page.show_tab(key)
    qtbot.waitUntil(lambda: page.views[key].report is page.report and page.works.idle, **WAIT)
    return page.views[key]


def passages(qtbot, page, record=None):
    """Wait for the passages that were asked for, and return those listed."""
    qtbot.waitUntil(lambda: page.board.passages_open and not page.works.under_way("passages"), **WAIT)
    if record is not None:
        assert page.panel.record is record
    return page.panel.list.passages.passages


def press(qtbot, squares, cell):
    qtbot.mouseClick(squares, Qt.MouseButton.LeftButton, pos=squares.cell_rect(*cell).center())


def numbers(squares):
    return {cell: float(square.text.replace(",", "")) for cell, square in squares.squares.items()}


def test_the_parts_of_statements_add_up_and_each_opens_its_statements(qtbot, shown, long_study):
    page = shown(long_study)
    view = view_of(qtbot, page, "decomposition")
    bars = view.statements.bars._bars
    assert [bar.label for bar in bars] == [
        "all the same", "found by one only", "boundary", "type", "maker", "stance", "speculation", "link",
    ]  # fmt: skip
    assert sum(bar.count for bar in bars) == view.statements.records["statement_type"].counts["statements"]
    place = next(place for place, bar in enumerate(bars) if bar.label == "type")
    for _step in range(place):
        qtbot.keyClick(view.statements.bars, Qt.Key.Key_Down)
    qtbot.keyClick(view.statements.bars, Qt.Key.Key_Return)
    found = passages(qtbot, page)
    assert len(found) == bars[place].count > 0
    assert page.panel.record.measure == "statement_type"


def test_what_became_of_the_spans_and_which_category_met_which_count_the_same_spans(qtbot, shown, long_study):
    page = shown(long_study)
    view = view_of(qtbot, page, "decomposition")
    became, met = numbers(view.became), numbers(view.met)
    lone = view.became.columns.index("found by one only")
    nothing = view.met.rows.index("not marked")
    assert sum(count for (_row, column), count in became.items() if column == lone) == sum(
        count for (row, _column), count in met.items() if row == nothing
    )
    cell, count = next((cell, count) for cell, count in became.items() if view.became.columns[cell[1]] == "boundary differs")
    press(qtbot, view.became, cell)
    found = passages(qtbot, page)
    assert len(found) == count
    assert {str(one.status) for one in found} == {"boundary differs"}
    cell = (view.met.rows.index("Claim"), nothing)
    press(qtbot, view.met, cell)
    qtbot.waitUntil(lambda: len(passages(qtbot, page)) == met[cell], **WAIT)
    assert all(one.a is None or one.b is None for one in page.panel.list.passages.passages)


def test_a_cell_of_the_pairs_opens_the_passages_of_the_pair_and_their_values(qtbot, shown, long_study):
    page = shown(long_study)
    view = view_of(qtbot, page, "pairs", "Claim type")
    by_pair = {one.coders: one for one in view.pairs.records}
    assert view.matrix.rows == list(page.report.coders)
    assert set(view.matrix.squares) == {(a, b) for a in range(4) for b in range(4) if a != b}
    press(qtbot, view.matrix, (1, 3))
    found = passages(qtbot, page, page.record)
    assert {one.coders for one in found} == {("ben", "dina")}
    assert len(found) == by_pair["ben", "dina"].n == sum(numbers(view.cells).values())
    assert view._cells_remark.text() == "ben down, dina across"

    cell, count = max(numbers(view.cells).items(), key=lambda one: (one[0][0] != one[0][1], one[1]))
    press(qtbot, view.cells, cell)
    assert len(passages(qtbot, page)) == count
    assert {one.coders for one in page.panel.list.passages.passages} == {("ben", "dina")}
    press(qtbot, view.cells, cell)
    assert len(passages(qtbot, page)) == len(found)


def test_the_keys_go_through_the_matrix_and_esc_brings_them_back(qtbot, shown, long_study):
    page = shown(long_study)
    page.activateWindow()
    view = view_of(qtbot, page, "pairs", "Claim type")
    view.matrix.setFocus()
    qtbot.keyClick(view.matrix, Qt.Key.Key_Down)
    assert view.matrix.accessibleDescription() == "ben / ben, –"
    qtbot.keyClick(view.matrix, Qt.Key.Key_Right)
    assert view.matrix.accessibleDescription().startswith("ben / caro, ")
    qtbot.keyClick(view.matrix, Qt.Key.Key_Return)
    assert {one.coders for one in passages(qtbot, page)} == {("ben", "caro")}
    page.panel.take_keys()
    qtbot.keyClick(page.panel.list, Qt.Key.Key_Escape)
    assert not page.panel.isVisible()
    assert view.matrix.hasFocus()


def test_coincidences_add_up_to_the_values_compared_and_give_the_alpha(qtbot, shown, long_study):
    page = shown(long_study)
    view = view_of(qtbot, page, "pairs", "Claim type")
    record = page.record
    table = coincidences(page.report, record, page.report.passages(record))
    total = sum(table.values())
    margins = {}
    for (one, _other), count in table.items():
        margins[one] = margins.get(one, 0) + count
    observed = sum(count for (one, other), count in table.items() if one != other) / total
    expected = sum(a * b for one, a in margins.items() for other, b in margins.items() if one != other) / (total * (total - 1))
    assert 1 - observed / expected == pytest.approx(record.value)

    view.kind.setFocus()
    qtbot.keyClick(view.kind, Qt.Key.Key_Right)
    assert "1/(coders of the unit − 1)" in view._cells_remark.text()
    assert sum(numbers(view.cells).values()) == pytest.approx(total, abs=0.05 * len(table))


def test_the_weeks_name_who_drifts_and_open_what_was_finished_in_them(qtbot, shown, long_study):
    page = shown(long_study)
    page.choices.choose_version(MIXED)
    qtbot.waitUntil(lambda: page.report.version == "" and page.works.idle, **WAIT)
    view = view_of(qtbot, page, "time", "Claim marked", "alpha |u, layer")
    assert [chart.coder for chart in view.charts] == ["", "ada", "ben", "caro", "dina"]
    assert view.said.text().startswith("Alarm: dina since 2024-W15")
    for _step in range(4):
        qtbot.keyClick(view.coders, Qt.Key.Key_Down)
    assert view.who.text() == "dina against the others"
    assert [week.sign for week in view.plot.weeks[-2:]] == ["outside", "alarm"]
    assert "outside" in view.plot.weeks[-2].told() or "below" in view.plot.weeks[-2].told()

    qtbot.keyClick(view.plot, Qt.Key.Key_Return)
    found = passages(qtbot, page, page.record)
    assert {page.report.corpus.weeks[one.article_id] for one in found} == {"2024-W15"}
    assert all("dina" in one.coders for one in found)
    assert page.panel.list.passages.rowCount() == len(found) > 0


def test_weeks_of_one_codebook_version_alone_are_said_to_be_that(qtbot, shown, long_study):
    page = shown(long_study)
    view = view_of(qtbot, page, "time", "Claim marked", "alpha |u, layer")
    assert [week.label for week in view.plot.weeks] == ["2024-W13", "2024-W14", "2024-W15"]
    assert "Weeks of codebook 1.1 only" in view.said.text()


def test_an_article_opens_its_own_passages_and_says_what_would_be_without_it(qtbot, shown, long_study):
    page = shown(long_study)
    view = view_of(qtbot, page, "articles", "Claim type")
    assert len(view.grid.figures.rows) == 15
    row = view.grid.figures.rows[0]
    differ, of = row.cells[3].text.split(" of ")
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    found = passages(qtbot, page, page.record)
    assert {one.article_id for one in found} == {row.key}
    assert (sum(not one.agrees for one in found), len(found)) == (int(differ), int(of))
    without = [float(one.cells[4].text) for one in view.grid.figures.rows]
    assert without == sorted(without, reverse=True)
    assert row.cells[4].quiet.startswith("+")


def test_a_change_is_written_with_as_many_decimals_as_it_takes():
    assert change_words(0.73, 0.75) == "+.02"
    assert change_words(0.73, 0.7281) == "-.002"
    assert change_words(0.73, 0.7304) == "+.0004"
    assert change_words(0.73, 0.73) == "±0"
    assert change_words(None, 0.5) == ""


def test_a_cell_of_a_version_opens_the_passages_of_that_version(qtbot, shown, long_study):
    page = shown(long_study)
    view = view_of(qtbot, page, "versions")
    assert [column.head for column in view.grid.figures.columns[2:]] == ["1.0 · 15 articles", "1.1 · 15 articles"]
    row = next(place for place, one in enumerate(view.grid.figures.rows) if one.cells[0].text == "Claim type")
    view.grid.setCurrentIndex(view.grid.figures.index(row, 2))
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    found = passages(qtbot, page, view.grid.figures.rows[row].key[0])
    with open_project(long_study, read_only=True) as project:
        versions = {coding.codebook_version for one in found for coding in project.codings.of_article(one.article_id)}
    assert versions == {"1.0"}


def test_coders_against_gold_open_passages_and_the_table_of_confusion(qtbot, shown, long_study):
    page = shown(long_study)
    view = view_of(qtbot, page, "gold")
    assert "2 articles" in view.remark.text()
    assert "too few articles" in view.remark.text()
    values = {(row.cells[0].text, row.cells[1].text): [cell.text for cell in row.cells[2:]] for row in view.grid.figures.rows}
    assert values["All categories marked", "F1, exact"][0] == "1.00"
    assert float(values["All categories marked", "F1, exact"][3]) < 1
    row = next(
        place for place, one in enumerate(view.grid.figures.rows) if one.cells[1].text == "Recall, exact" and not one.cells[0].category
    )
    record = view.grid.figures.rows[row].key[3]
    view.grid.setCurrentIndex(view.grid.figures.index(row, 5))
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    passages(qtbot, page, record)
    page.panel.show_only("all")
    assert sum(one.agrees for one in page.panel.list.passages.passages) == record.counts["true_positives"]
    assert view.cells.isVisible()
    cell = (view.cells.rows.index("Claim"), view.cells.columns.index("nothing"))
    press(qtbot, view.cells, cell)
    qtbot.waitUntil(lambda: not page.works.under_way("passages"), **WAIT)
    assert len(page.panel.list.passages.passages) == numbers(view.cells)[cell]


def test_an_earlier_coding_can_stand_in_the_place_of_gold(qtbot, shown, long_study):
    page = shown(long_study)
    view = view_of(qtbot, page, "gold")
    assert [action.text() for action in view.reference_menu().actions()][:2] == ["Gold", "The coding by ada"]
    view.reference_menu().actions()[2].trigger()
    qtbot.waitUntil(lambda: view.title.text() == "Coders against ben", **WAIT)
    assert [column.head for column in view.grid.figures.columns[2:]] == ["ada", "caro", "dina"]


def test_without_gold_the_page_says_where_it_comes_from(qtbot, shown, tmp_path):
    page = shown(a_study(tmp_path, coders=("ada", "ben"), articles=3, sentences=3))
    view = view_of(qtbot, page, "gold")
    assert "Adjudicate" in view.said.text()
    assert not view.grid.isVisible()


def test_half_the_width_takes_four_times_the_articles(qtbot, shown, long_study):
    page = shown(long_study)
    view = view_of(qtbot, page, "needed")

    def needed():
        return {(row.key.row): row.cells[5].text for row in view.grid.figures.rows}

    view.half_width.choose(0.1)
    wide = needed()
    view.half_width.choose(0.05)
    narrow = needed()
    row = page.record.row
    assert int(narrow[row].replace(",", "")) == pytest.approx(4 * int(wide[row].replace(",", "")), abs=4)
    assert "To prove an alpha of .80" in view.said.text()
    before = view.said.text()
    view.share.choose(0.02)
    assert view.said.text() != before


def test_another_figure_is_chosen_in_the_view_itself(qtbot, shown, long_study):
    page = shown(long_study)
    view = view_of(qtbot, page, "articles", "Claim type")
    menu = page.figures_menu()
    named = [action.text() for action in menu.actions()]
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Claim type: alpha, nominal"]
    menu.actions()[named.index("Speculation certainty: alpha, ordinal")].trigger()
    qtbot.waitUntil(lambda: view.figure_button.words() == "Speculation certainty: alpha, ordinal" and page.works.idle, **WAIT)
    assert page.table.current_record().attribute == "certainty"


def test_a_new_coding_reaches_the_view_in_sight(qtbot, shown, tmp_path):
    page = shown(a_study(tmp_path, coders=("ada", "ben"), articles=3, sentences=3))
    view = view_of(qtbot, page, "decomposition")
    before, report = numbers(view.became), page.report
    project = page._session.project
    article = project.articles.ids()[0]
    mine = next(one for one in project.annotations.of_article(article, project.coder.id) if one.category == "claim")
    coding.delete_annotation(project, mine.id)
    qtbot.waitUntil(lambda: page.report is not report and view.report is page.report and page.works.idle, **WAIT)
    assert numbers(view.became) != before


def test_work_on_a_view_can_be_stopped_and_the_figures_stay(qtbot, shown, long_study):
    page = shown(long_study)
    page.show_tab("versions")
    page.progress.stopped.emit()
    qtbot.waitUntil(lambda: not page._session.jobs.busy, **WAIT)
    assert page.report is not None
    assert page.views["versions"].report is None
    page.show_tab("table")
    view_of(qtbot, page, "versions")


def test_where_there_is_no_statement_and_one_coder_alone_nothing_breaks(qtbot, shown, tmp_path):
    with a_project(tmp_path) as project:
        an_annotation(project, an_article(project))
        path = project.path
    page = shown(path)
    for key in page.views:
        page.show_tab(key)
    assert page.empty.isVisible()
    assert not page.board.left.isVisible()


def test_when_another_coder_takes_the_chair_no_view_keeps_anything(qtbot, shown, long_study):
    page = shown(long_study)
    for key in page.views:
        view_of(qtbot, page, key)
    page.hide()
    page._session.enter("ben")
    views = page.views
    assert all(view.report is None and view.record is None for view in views.values())
    assert not any(views[key].grid.figures.rows for key in ("articles", "versions", "gold", "needed"))
    assert not views["pairs"].matrix.squares
    assert not views["time"].plot.weeks
    assert not views["decomposition"].became.squares
    assert not views["decomposition"].statements.records
    assert not page.breakdown.statements.records


def test_in_a_small_window_every_view_fits(qtbot, shown, long_study):
    page = shown(long_study, width=976, height=700)
    for key in page.views:
        view_of(qtbot, page, key)
        assert page.width() == 976
        assert page.minimumSizeHint().width() <= 976
    view = page.views["gold"]
    assert not view.grid.isColumnHidden(1)


def test_j_sends_a_passage_to_adjudication(qtbot, shown, long_study):
    page = shown(long_study)
    page.open_row(2)
    found = passages(qtbot, page)
    with qtbot.waitSignal(page.case_wanted) as signal:
        qtbot.keyClick(page.panel.list, Qt.Key.Key_J)
    assert signal.args[0] == found[0].article_id
    assert set(signal.args[1]) == {reading.id for reading in found[0].readings}


def test_j_lays_the_passages_case_on_the_adjudicators_table(qtbot, long_study):
    window = MainWindow(Session())
    qtbot.addWidget(window, before_close_func=lambda one: one.session.close())
    window.open_project(long_study, "ada")
    window.show()
    window.show_page(AGREEMENT)
    page = window.page(AGREEMENT)
    qtbot.waitUntil(lambda: page.report is not None and page.works.idle, **WAIT)
    page.open_row(2)
    passage = passages(qtbot, page)[0]
    qtbot.keyClick(page.panel.list, Qt.Key.Key_J)
    adjudication = window.page(ADJUDICATE)
    qtbot.waitUntil(lambda: adjudication.case.sheet is not None, **WAIT)
    case = adjudication.case.sheet.case
    assert case.article_id == passage.article_id
    assert {reading.id for reading in passage.readings} & set(case.annotation_ids)


@pytest.mark.parametrize("make", [Theme.light, Theme.dark])
def test_the_number_in_a_cell_stands_out_from_every_shade_of_grey(qapp, make):
    theme.apply(qapp, make())
    using = theme.current()
    for step in range(101):
        ground = mix(using.paper.name(), using.ink.name(), step / 100)
        assert contrast(legible_on(ground).name(), ground) >= READABLE


@pytest.mark.slow
def test_two_coders_periods_or_versions_stand_beside_each_other_with_the_interval_of_their_difference(qtbot, shown, long_study):
    page = shown(long_study)
    page.choices.choose_version(MIXED)
    qtbot.waitUntil(lambda: page.report is not None and page.report.version == "" and page.works.idle, **WAIT)
    view = view_of(qtbot, page, "differences")
    view.other.choose("dina")
    qtbot.waitUntil(lambda: page.works.idle and view.pair() == ("ada", "dina") and bool(view.grid.figures.rows), **WAIT)
    assert [column.head for column in view.grid.figures.columns][2:4] == ["ada", "dina"]
    rows = {(row.cells[0].text, row.cells[1].text): row for row in view.grid.figures.rows}
    marked = rows["Claim marked", "alpha |u, layer"]
    record = marked.key
    expected = coder_difference(page.report, record, "ada", "dina")
    assert marked.cells[4].text == f"{expected.value:+.2f}".replace("0.", ".")
    assert marked.cells[6].text == ("ada higher" if expected.low > 0 else "not told apart")
    row = view.grid.figures.rows.index(marked)
    view.grid.opened.emit(row, 0)
    qtbot.waitUntil(lambda: page.board.passages_open and not page.works.under_way("passages"), **WAIT)
    assert all({"ada", "dina"} & set(one.coders) for one in page.panel.list.passages.passages)

    view.kind._take(1)
    qtbot.waitUntil(lambda: page.works.idle and view.grid.figures.columns[3].head == "before", **WAIT)
    day = view.day.value()
    split = before_and_since(page.report, record, day)
    shown_row = next(row for row in view.grid.figures.rows if row.key is record)
    assert [cell.text for cell in shown_row.cells[2:4]] == [written(split.since.value), written(split.before.value)]

    view.kind._take(2)
    qtbot.waitUntil(lambda: page.works.idle and view.grid.figures.columns[2].head == "1.1", **WAIT)
    assert view.grid.figures.rows


def test_two_coders_alone_are_told_that_a_third_is_needed(qtbot, shown, long_study):
    page = shown(long_study)
    page.choices.choose_coders(("ada", "ben"))
    qtbot.waitUntil(lambda: page.report is not None and len(page.report.coders) == 2 and page.works.idle, **WAIT)
    view = view_of(qtbot, page, "differences")
    view.kind._take(0)
    assert "three coders or more" in view.said.text()
    assert not view.grid.isVisible()
