"""The agreement page on the sample project and on an invented study of three coders."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from annotator.agreement.measures import MEASURES, STATEMENTS
from annotator.model.coder import CODER
from annotator.model.remark import ANNOTATION
from annotator.operations import coding
from annotator.operations.agreement_html import html_page
from annotator.operations.agreement_limits import limits_of, set_limits
from annotator.operations.agreement_settings import AgreementSettings
from annotator.operations.demo import make_demo
from annotator.operations.notes import remarks
from annotator.project import open_project
from tests.agreement.study import a_study
from tests.builders import a_project, an_annotation, an_article
from ui.agreement.choices import LINKS
from ui.agreement.record_table import COVER, INTERVAL, MEASURE, VALUE, VERDICT, WHAT, N

WAIT = {"timeout": 60_000}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return a_study(tmp_path_factory.mktemp("invented"), articles=12)


def texts(page, column):
    return [page.table.records.text(row, column) for row in range(page.table.records.rowCount())]


def opened(qtbot, page, row):
    page.table.selectRow(row)
    page.open_row(row)
    qtbot.waitUntil(lambda: page.panel.record is page.table.records.records[row] and page.panel.isVisible(), **WAIT)
    return page.panel


def row_of(page, what, measure):
    return next(row for row in range(len(texts(page, WHAT))) if (texts(page, WHAT)[row], texts(page, MEASURE)[row]) == (what, measure))


def test_the_lowest_value_stands_first_and_a_row_opens_its_passages(qtbot, shown, demo):
    page = shown(demo)
    values = texts(page, VALUE)
    numbers = [float(value) for value in values if value != "–"]
    assert numbers == sorted(numbers)
    assert numbers
    assert values[len(numbers) :] == ["–"] * (len(values) - len(numbers))

    panel = opened(qtbot, page, 0)
    assert panel.list.passages.rowCount() > 0
    with qtbot.waitSignal(page.place_wanted) as signal:
        qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert signal.args[0] in page._session.project.articles.ids()


def test_no_two_rows_read_the_same(shown, study):
    page = shown(study)
    rows = list(zip(texts(page, WHAT), texts(page, MEASURE), strict=True))
    assert len(set(rows)) == len(rows) > 20
    assert ("Makes link", "F1, strict, mentions") in rows
    assert ("Makes link", "F1, conditional, entities") in rows


def test_every_row_opens_as_many_passages_as_its_figures_say(qtbot, shown, study):
    page = shown(study)
    for row, record in enumerate(page.table.records.records):
        found = page.report.passages(record)
        agreeing = sum(one.agrees for one in found)
        if record.measure == "attribute_alpha":
            assert len(found) == record.n
        elif record.measure == "link_f1":
            assert sum(len(one.readings) for one in found) == record.n
            assert record.counts["agreeing"] == agreeing
        elif record.measure == "u_alpha" and record.value is not None and record.value < 1:
            assert sum(one.contribution for one in found) == pytest.approx(1)
        elif record.measure in ("exact_f1", "overlap_f1"):
            # Each span of each coder is met once with every other coder.
            own = [reading for one in found for reading in one.readings if record.category in ("", reading.category)]
            assert len(own) == record.n * (len(record.coders) - 1)
        if row == 2:
            panel = opened(qtbot, page, row)
            panel.show_only("all")
            assert panel.list.passages.rowCount() == len(found)
            panel.show_only("differ")
            assert panel.list.passages.rowCount() == len(found) - agreeing
            assert f"{len(found) - agreeing} of {len(found)} differ" in panel.remark.text()


def test_the_keys_lead_from_the_table_to_a_passage_and_back(qtbot, shown, study):
    page = shown(study)
    page.activateWindow()
    page.table.setFocus()
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(page.panel.isVisible, **WAIT)
    assert page.panel.record is page.table.records.records[1]
    assert page.panel.list.hasFocus()
    qtbot.keyClick(page.panel.list, Qt.Key.Key_Down)
    assert page.panel.list.currentIndex().row() == 1
    with qtbot.waitSignal(page.place_wanted) as signal:
        qtbot.keyClick(page.panel.list, Qt.Key.Key_O)
    passage = page.panel.list.passages.passages[1]
    assert signal.args[0] == passage.article_id
    qtbot.keyClick(page.panel.list, Qt.Key.Key_Escape)
    assert not page.panel.isVisible()
    assert page.table.hasFocus()
    assert page.table.currentIndex().row() == 1


def test_only_alphas_have_a_verdict_and_it_looks_at_the_lower_end(shown, study):
    page = shown(study)
    limits = {"reliable": (0.8, 1), "tentative": (0.667, 0.8), "not reliable": (-2, 0.667)}
    given = set()
    for row, record in enumerate(page.table.records.records):
        said = texts(page, VERDICT)[row]
        if record.measure in ("exact_f1", "overlap_f1", "link_f1") and record.value is not None:
            assert said == ""
        elif record.value is None:
            assert said == "undefined"
        else:
            low, high = limits[said]
            assert low <= record.low <= high
            given.add(said)
    assert len(given) > 1


def test_fewer_than_ten_articles_are_said_in_place_of_a_verdict(shown, tmp_path):
    page = shown(a_study(tmp_path, coders=("ada", "ben"), articles=3, sentences=3))
    defined = [row for row, record in enumerate(page.table.records.records) if record.value is not None]
    assert defined
    assert {texts(page, VERDICT)[row] for row in defined} == {"too few articles"}


def test_an_undefined_value_shows_its_reason_where_its_interval_would_stand(shown, study):
    page = shown(study)
    row = row_of(page, "Claim form of report", "alpha, nominal")
    record = page.table.records.records[row]
    assert (record.value, texts(page, VALUE)[row], texts(page, INTERVAL)[row]) == (None, "–", "")
    from ui.agreement.record_table import figure_of

    assert figure_of(record).words() == "undefined: no variation, 100 % equal"


def test_a_pair_of_coders_and_one_category_can_be_looked_at_alone(qtbot, shown, study):
    page = shown(study)
    assert "ada, ben, caro" in page.said.accessibleName()
    before = page.report
    page.choices.choose_coders(("ada", "caro"))
    qtbot.waitUntil(lambda: page.report is not before, **WAIT)
    assert {record.coders for record in page.table.records.records} == {("ada", "caro")}
    assert "finished by both" in page.said.accessibleName()

    page.choices.choose_rows("claim")
    assert {record.category for record in page.table.records.records} == {"claim"}
    page.choices.choose_rows(LINKS)
    assert {record.measure for record in page.table.records.records} == {"link_f1"}
    assert [action.text() for action in page.choices.coders_menu(page).actions()] == [
        "All 3 coders together", "ada and ben", "ada and caro", "ben and caro", "", "Pseudonyms in place of names, in exports too",
    ]  # fmt: skip


def test_pseudonyms_take_the_place_of_names_and_give_it_back(qtbot, shown, tmp_path):
    page = shown(a_study(tmp_path, articles=4))
    for said in ("Coder 1, Coder 2, Coder 3", "ada, ben, caro"):
        before = page.report
        page.choices.coders_menu(page).actions()[-1].trigger()
        qtbot.waitUntil(lambda: page.report is not before, **WAIT)  # noqa: B023  # waited for within the round
        assert said in page.said.accessibleName()
        assert ", ".join(page.report.coders) == said
        assert page.choices.coders_menu(page).actions()[-1].isChecked() == said.startswith("Coder")


def test_a_cell_of_the_values_that_met_shows_the_passages_it_counts(qtbot, shown, study):
    page = shown(study)
    before = page.report
    page.choices.choose_coders(("ada", "ben"))
    qtbot.waitUntil(lambda: page.report is not before, **WAIT)
    row = row_of(page, "Claim type", "alpha, nominal")
    panel = opened(qtbot, page, row)
    cells = page.breakdown.cells
    assert cells.isVisible()
    counts = {cell: int(square.text) for cell, square in cells.squares.items()}
    assert sum(counts.values()) == page.table.records.records[row].n

    cell, count = next((cell, count) for cell, count in counts.items() if cell[0] != cell[1] and count > 1)
    qtbot.mouseClick(cells, Qt.MouseButton.LeftButton, pos=cells.cell_rect(*cell).center())
    found = panel.list.passages.passages
    assert len(found) == count
    assert len({(one.a.value, one.b.value) for one in found}) == 1
    qtbot.mouseClick(cells, Qt.MouseButton.LeftButton, pos=cells.cell_rect(*cell).center())
    assert len(panel.list.passages.passages) == sum(times for at, times in counts.items() if at[0] != at[1])


def test_a_row_of_the_pairs_opens_the_table_of_these_two(qtbot, shown, study):
    page = shown(study)
    record = page.table.records.records[row_of(page, "Claim type", "alpha, nominal")]
    page.table.selectRow(row_of(page, "Claim type", "alpha, nominal"))
    page.show_tab("pairs")
    pairs = page.views["pairs"].pairs
    qtbot.waitUntil(lambda: pairs.count() == 3, **WAIT)
    assert sorted(one.coders for one in pairs.records) == [("ada", "ben"), ("ada", "caro"), ("ben", "caro")]
    assert [one.value for one in pairs.records] == sorted(one.value for one in pairs.records)
    assert pairs.records[0].value <= record.value <= pairs.records[-1].value

    lowest, before = pairs.records[0], page.report
    qtbot.keyClick(pairs, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.report is not before, **WAIT)
    assert page.report.coders == lowest.coders
    assert page.table.records.records[row_of(page, "Claim type", "alpha, nominal")] == lowest


def test_the_keys_choose_a_bar_and_show_the_passages_it_counts(qtbot, shown, study):
    page = shown(study)
    panel = opened(qtbot, page, row_of(page, "Claim marked", "F1, exact"))
    bars = page.breakdown.bars
    assert bars.isVisible()
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    qtbot.keyClick(bars, Qt.Key.Key_Return)
    chosen = bars._bars[1]
    assert {str(one.status) for one in panel.list.passages.passages} == {chosen.key}
    assert len(panel.list.passages.passages) == chosen.count
    qtbot.keyClick(bars, Qt.Key.Key_Space)
    assert all(not one.agrees for one in panel.list.passages.passages)


def test_other_measures_are_computed_when_asked_for_and_still_no_two_rows_read_the_same(qtbot, shown, tmp_path):
    page = shown(a_study(tmp_path, coders=("ada", "ben"), articles=3, sentences=3))
    before = page.report
    page.choices.show_more(True)
    qtbot.waitUntil(lambda: page.report is not before, **WAIT)
    assert {"gamma", "cohen_kappa", "value_alpha", "char_kappa"} <= {record.measure for record in page.table.records.records}
    rows = list(zip(texts(page, WHAT), texts(page, MEASURE), strict=True))
    assert len(set(rows)) == len(rows)
    for record in page.table.records.records:
        page.report.passages(record)


def test_in_a_small_window_the_passages_take_the_tables_place_and_the_page_grows_no_wider(qtbot, shown, study):
    page = shown(study, width=976, height=700)
    assert page.table.isVisible()
    opened(qtbot, page, 1)
    assert not page.table.isVisible()
    assert page.width() == 976
    assert page.panel.width() == 976
    page.close_panel()
    assert page.table.isVisible()


def test_where_room_is_short_the_measure_stays_so_that_rows_differ(qtbot, shown, study):
    page = shown(study, width=1210, height=700)
    opened(qtbot, page, 1)
    assert page.table.isVisible()
    assert page.table.isColumnHidden(INTERVAL)
    assert not page.table.isColumnHidden(MEASURE)
    assert page.table.columnWidth(WHAT) >= 150


def test_a_new_coding_changes_the_figures(qtbot, shown, tmp_path):
    page = shown(a_study(tmp_path, coders=("ada", "ben"), articles=3, sentences=3))
    before = page.report
    project = page._session.project
    article = project.articles.ids()[0]
    mine = next(one for one in project.annotations.of_article(article, project.coder.id) if one.category == "claim")
    coding.delete_annotation(project, mine.id)
    qtbot.waitUntil(lambda: page.report is not None and page.report is not before, **WAIT)
    assert page.report.records != before.records


def test_work_that_was_stopped_changes_nothing_and_can_be_asked_for_again(qtbot, shown, study):
    page = shown(study)
    before = page.report
    page.compute()
    page.stop()
    qtbot.waitUntil(lambda: not page._session.jobs.busy, **WAIT)
    assert page.report is before
    assert not page.progress.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: page.report is not before, **WAIT)


def test_work_stopped_before_there_are_figures_says_how_to_have_them(qtbot, shown, study):
    page = shown(study, expect_report=False)
    page.progress.stopped.emit()
    assert "F5" in page.said.accessibleName()
    qtbot.waitUntil(lambda: not page._session.jobs.busy, **WAIT)
    assert page.report is None
    qtbot.keyClick(page, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: page.report is not None, **WAIT)
    assert "F5" not in page.said.accessibleName()


def test_without_an_article_of_two_coders_the_page_says_what_is_missing(shown, tmp_path):
    with a_project(tmp_path) as project:
        article = an_article(project)
        an_annotation(project, article)
        path = project.path
    page = shown(path)
    assert page.empty.isVisible()
    assert not page.table.isVisible()
    assert not page.copy_button.isEnabled()


def test_a_coder_who_is_no_supervisor_is_shown_nothing(qtbot, shown, study):
    with open_project(study, read_only=True) as project:
        assert project.coders.named("ben").role == CODER
    page = shown(study, "ben", expect_report=False)
    qtbot.waitUntil(lambda: page.problem is not None, **WAIT)
    assert "only the supervisor" in page.problem.accessibleDescription()
    assert page.table.records.rowCount() == 0


def test_when_another_coder_takes_the_chair_nothing_of_the_figures_is_left(qtbot, shown, study):
    page = shown(study)
    opened(qtbot, page, 1)
    page.hide()
    page._session.enter("ben")
    assert page.report is None
    assert page.table.records.rowCount() == 0
    assert page.panel.list.passages.rowCount() == 0
    assert page.panel.title.text() == ""


def test_the_paragraph_of_the_open_row_or_of_all_rows_is_copied(qtbot, shown, study):
    page = shown(study)
    page.copy_paragraph()
    whole = QGuiApplication.clipboard().text()
    assert whole.count("(alpha |u, layer)") == 4
    assert "1,000 draws of whole articles" in whole
    assert "codebook 1.0" in whole

    row = row_of(page, "Claim type", "alpha, nominal")
    opened(qtbot, page, row)
    page.copy_paragraph()
    alone = QGuiApplication.clipboard().text()
    assert alone.startswith(f"Claim type (alpha, nominal): {texts(page, VALUE)[row]} (95 % interval {texts(page, INTERVAL)[row]}, n = ")
    assert texts(page, COVER)[row] in alone
    assert texts(page, N)[row].replace(",", "") in alone


def test_the_report_is_written_where_it_was_asked_for(qtbot, shown, study, tmp_path):
    page = shown(study)
    for kind in ("records", "units", "html"):
        page.export(kind, tmp_path / f"out.{kind}")
        qtbot.waitUntil(lambda kind=kind: (tmp_path / f"out.{kind}").exists() and not page._session.jobs.busy, **WAIT)
        assert (tmp_path / f"out.{kind}").stat().st_size > 500
    refused = []
    page._session.problem.connect(refused.append)
    page.export("records", tmp_path / "nowhere" / "out.csv")
    qtbot.waitUntil(lambda: bool(refused), **WAIT)
    assert "nowhere" in str(refused[0])


def test_another_project_is_not_shown_with_the_figures_of_the_one_before(qtbot, shown, study, demo):
    page = shown(study)
    page._session.open(demo, "ada")
    qtbot.waitUntil(lambda: page.report is not None and page.report.project == "demo", **WAIT)
    assert page.report.coders == ("ada", "ben")
    assert not page.panel.isVisible()


def test_table_plots_and_note_judge_by_the_limits_of_the_project(qtbot, shown, tmp_path):
    path = a_study(tmp_path, coders=("ada", "ben"), articles=12, sentences=4)
    before = texts(shown(path), VERDICT)
    with open_project(path, "ada") as project:
        set_limits(project, 0.05, 0.1)
    page = shown(path)
    said = list(zip(page.table.records.records, texts(page, VERDICT), strict=True))
    assert "not reliable" in before
    assert {word for record, word in said if word and record.low is not None and record.low >= 0.1} == {"reliable"}
    assert "limits .050 and .100" in page.board.note.text()
    assert page.table.records.limits == (0.05, 0.1)
    page.copy_paragraph()
    assert "tentative from .050 and reliable from .100 on" in QGuiApplication.clipboard().text()
    page.show_tab("time")
    qtbot.waitUntil(lambda: bool(page.views["time"].charts), **WAIT)
    assert "under .050" in page.views["time"].remark.text()
    assert page.views["time"].charts[0].limits == (0.05, 0.1)


def test_everything_a_command_chooses_is_chosen_at_the_side_told_at_the_head_and_kept(qtbot, shown, study):
    page = shown(study)
    page.board.settings_button.click()
    panel = page.board.settings
    assert panel.isVisible()
    assert panel.fields()[0].isAncestorOf(page.window().focusWidget())
    everywhere = {one for chips in panel.measures for one in (option.value for option in chips.options)}
    assert everywhere == set(MEASURES) - set(STATEMENTS)

    panel.coders.choose(["ada", "caro"])
    panel.trim.choose(True)
    panel.unset.choose(True)
    panel.own.choose(True)
    panel.draws.set_value(60)
    panel.seed.set_value(5)
    panel.threshold.set_value(0.8)
    panel.measures[0].choose(["u_alpha", "iou_f1"])
    before = page.report
    panel.compute_button.click()
    assert not panel.isVisible()
    qtbot.waitUntil(lambda: page.report is not before, **WAIT)
    report = page.report
    assert report.coders == ("ada", "caro")
    said = page.said.toolTip()
    for words in ("edges trimmed", "open attributes count as a value", "IoU .80", "60 draws", "seed 5", "Krippendorff’s bootstrap"):
        assert words in said
        assert words in html_page(report)
    assert {one.measure for one in page.table.records.records} == {"u_alpha", "iou_f1", "attribute_alpha", "link_f1"}
    assert all(one.parameters["edges"] == "trimmed" and one.parameters["unset"] == "value" for one in report.records)
    row = next(row for row, one in enumerate(page.table.records.records) if "own_bootstrap" in one.counts)
    assert "Krippendorff's own bootstrap" in opened(qtbot, page, row).beside.text()

    again = shown(study)
    assert again.choices.settings == page.choices.settings
    again.choices.choose(AgreementSettings())


def test_limits_set_in_the_window_are_the_projects_and_judge_at_once(qtbot, shown, tmp_path):
    path = a_study(tmp_path, coders=("ada", "ben"), articles=12, sentences=4)
    page = shown(path)
    records = page.report.records
    page.settings.turn(page.report)
    panel = page.board.settings
    panel.tentative.set_value(0.9)
    panel.compute_button.click()
    assert "tentative one first" in panel.problem.text()
    panel.tentative.set_value(0.05)
    panel.reliable.set_value(0.1)
    panel.compute_button.click()
    assert not panel.isVisible()
    assert page.report.records is records
    assert "reliable" in texts(page, VERDICT)
    assert "limits .050 and .100" in page.said.toolTip()
    with open_project(path, read_only=True) as project:
        assert limits_of(project) == (0.05, 0.1)
        assert project.history.latest()[0].label == "Set limits of agreement"


def test_what_cannot_be_computed_is_said_in_the_settings_and_esc_leaves_them(qtbot, shown, study):
    page = shown(study)
    page.settings.turn(page.report)
    panel = page.board.settings
    panel.coders.choose(["ada"])
    panel.take()
    assert panel.coders.error() == "Agreement needs two coders or more."
    panel.coders.choose(["ada", "ben"])
    panel.since.set_value("2024-06-02")
    panel.until.set_value("2024-06-01")
    panel.take()
    assert "before it begins" in panel.problem.text()
    panel.usual_button.click()
    assert (panel.since.value(), panel.problem.text()) == (None, "")
    before = page.report
    qtbot.keyClick(page.window().focusWidget() or panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert page.report is before


def test_settings_that_no_longer_fit_the_project_lead_back_to_the_usual_ones(qtbot, shown, study):
    page = shown(study)
    page.choices.choose(AgreementSettings(version="7.7"))
    qtbot.waitUntil(lambda: page.problem is not None, **WAIT)
    assert "7.7" in page.problem.accessibleDescription()
    page.problem.pressed.emit()
    qtbot.waitUntil(lambda: page.report is not None, **WAIT)
    assert page.problem is None
    assert page.choices.settings == AgreementSettings()


def test_a_note_on_a_passage_is_written_with_c_to_both_coders_or_one_and_taken_back(qtbot, shown, tmp_path):
    path = a_study(tmp_path, coders=("ada", "ben", "caro"), articles=10, sentences=3)
    page = shown(path)
    panel = opened(qtbot, page, row_of(page, "Claim type", "alpha, nominal"))
    passage = panel.list.passages.passages[0]
    qtbot.keyClick(panel.list, Qt.Key.Key_C)
    assert panel.note.isVisible()
    qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Escape)
    assert not panel.note.isVisible()
    assert panel.list.hasFocus()

    qtbot.keyClick(panel.list, Qt.Key.Key_C)
    panel.note.field.write("The verb decides, see 4.2.")
    panel.note.send()
    assert not panel.note.isVisible()
    assert page.message.text() == "The note stands under 2 annotations"
    project = page._session.the_project()
    written = {one.about_id: one.text for one in threads(project)}
    assert written == {reading.id: "The verb decides, see 4.2." for reading in passage.readings}
    page.undo()
    assert threads(project) == []

    qtbot.keyClick(panel.list, Qt.Key.Key_C)
    panel.note.whom.choose(passage.b.coder)
    panel.note.send()
    assert panel.note.field.error() == "A note needs words."
    panel.note.field.write("Yours begins too late.")
    panel.note.send()
    assert [(one.about_id, one.text) for one in threads(project)] == [(passage.b.id, "Yours begins too late.")]


def threads(project):
    return [one for one in remarks(project) if one.about == ANNOTATION]


def test_a_value_of_the_article_bears_no_note_and_the_panel_says_so(qtbot, shown, study):
    page = shown(study)
    row = next(row for row, one in enumerate(page.table.records.records) if one.attribute and not one.category)
    panel = opened(qtbot, page, row)
    panel.show_only("all")
    qtbot.keyClick(panel.list, Qt.Key.Key_C)
    assert not panel.note.isVisible()
    assert "no place for a note" in panel.beside.text()
