"""The import dialog on a real project: what is counted, asked, previewed, stored and told."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from annotator.model.article import Region
from annotator.model.span import Span
from tests.builders import TEXT, a_project, an_article
from ui import theme
from ui.articles import sheet
from ui.articles.import_dialog import ImportDialog
from ui.articles.import_work import ASKED, READY, REFUSED
from ui.articles.region_preview import paragraphs
from ui.session import Session

GERMAN = "Der Minister sagte: „Die Fähre muss fahren“, müde Grüße aus Köln.\nÜber die Brücke führt kein Weg nach Süden."
TABLE = "Kopf;title;date\n" + "".join(f'"The ferry stays open, said the mayor of town {n}.";Ferry {n};2024-06-0{n}\n' for n in range(1, 4))


@pytest.fixture
def session(tmp_path):
    with a_project(tmp_path) as project:
        path = project.path
    session = Session()
    session.open(path, "ada")
    yield session
    session.close()


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "pages"
    made.mkdir()
    (made / "ferry.txt").write_text("Ferry talks stall\n\nThe minister said that the ferry must stay open.\n", encoding="utf-8")
    return made


@pytest.fixture
def importing(session, qtbot):
    """Open the dialog with these files and wait until everything in them is counted."""
    opened = []

    def begin(*paths):
        dialog = ImportDialog(session, paths)
        opened.append(dialog)
        dialog.open()
        qtbot.waitUntil(lambda: counted(dialog) and dialog._current in dialog._previews, timeout=60_000)
        return dialog

    yield begin
    for dialog in opened:
        dialog.reject()


def counted(dialog):
    return bool(dialog.sources.rows) and all(row.look is not None for row in dialog.sources.rows)


def store(dialog, qtbot):
    with qtbot.waitSignal(dialog.imported):
        dialog.import_button.click()
    return dialog.report


def test_a_page_is_previewed_with_its_regions_and_imported(importing, session, folder, qtbot):
    dialog = importing(folder / "ferry.txt")
    assert dialog.counts.text() == "1 found  =  1 new"
    assert dialog.import_button.words() == "Import 1 article"
    assert [one.kind for one in dialog.region_preview.shown()] == ["headline", "body"]
    report = store(dialog, qtbot)
    assert (report.added, report.found) == (1, 1)
    (article,) = session.project.articles.all()
    assert article.headline == "Ferry talks stall"


def test_the_window_hears_of_what_was_imported(importing, session, folder, qtbot):
    dialog = importing(folder)
    with qtbot.waitSignal(session.changed, check_params_cb=lambda changes: changes.touch("article")):
        store(dialog, qtbot)


def test_a_text_that_is_there_is_told_before_and_linked(importing, session, folder, qtbot):
    an_article(session.project, TEXT, source_id="first")
    (folder / "again.txt").write_text(TEXT, encoding="utf-8")
    (folder / "twice.txt").write_text(TEXT, encoding="utf-8")
    dialog = importing(folder)
    assert dialog.counts.text() == "3 found  =  1 new  +  2 duplicates, linked"
    assert dialog.duplicates.text().startswith("2 texts are the same")
    report = store(dialog, qtbot)
    assert (report.added, report.duplicates) == (1, 2)
    assert dialog.counts.text() == "3 found  =  1 new  +  2 duplicates, linked"


def test_the_same_file_again_adds_nothing(importing, session, folder, qtbot):
    store(importing(folder), qtbot)
    dialog = importing(folder)
    assert dialog.counts.text() == "1 found  =  1 already here"
    assert not dialog.import_button.isEnabled()


def test_an_encoding_that_is_not_sure_is_asked_and_the_choice_holds_for_the_import(importing, session, folder, qtbot):
    (folder / "ferry.txt").write_bytes(GERMAN.encode("cp1252"))
    dialog = importing(folder / "ferry.txt")
    assert dialog.sources.rows[0].state == ASKED
    assert dialog.counts.text() == "1 found  =  1 to be asked"
    assert not dialog.import_button.isEnabled()
    choice = next(card for card in dialog.about.encodings if card.candidate.encoding == "cp1252")
    assert "Fähre" in choice.candidate.sample
    choice.click()
    qtbot.waitUntil(lambda: counted(dialog) and dialog._current in dialog._previews, timeout=60_000)
    assert dialog.sources.rows[0].state == READY
    assert "Über die Brücke" in dialog.region_preview.shown()[-1].text
    store(dialog, qtbot)
    (article,) = session.project.articles.ids()
    assert session.project.articles.text(article) == GERMAN
    assert session.project.articles.get(article).encoding == "cp1252"


def test_a_table_without_a_text_column_is_asked_which_one_it_is(importing, session, folder, qtbot):
    (folder / "ferry.csv").write_text(TABLE, encoding="utf-8")
    dialog = importing(folder / "ferry.csv")
    assert dialog.sources.rows[0].about() == "CSV table · choose the columns"
    box = dialog.about.columns["text"]
    box.setCurrentIndex(box.findData("Kopf"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: counted(dialog) and dialog._current in dialog._previews, timeout=60_000)
    assert dialog.about.columns["headline"].currentData() == "title"
    assert dialog.import_button.words() == "Import 3 articles"
    assert dialog.preview_note.text() == "article 1 of 3"
    dialog.after_button.click()
    assert "town 2" in dialog.region_preview.shown()[0].text
    store(dialog, qtbot)
    assert [one.headline for one in session.project.articles.all()] == ["Ferry 1", "Ferry 2", "Ferry 3"]


def test_the_likely_column_is_taken_for_the_text_and_said_to_be_a_guess(importing, session, folder, qtbot):
    (folder / "ferry.csv").write_text(TABLE.replace("Kopf", "content"), encoding="utf-8")
    dialog = importing(folder / "ferry.csv")
    assert dialog.about.columns["text"].currentData() == "content"
    assert "Guessed: the text stands in “content”." in [label.text() for label in dialog.about.findChildren(QLabel)]
    assert dialog.import_button.words() == "Import 3 articles"
    store(dialog, qtbot)
    assert [one.headline for one in session.project.articles.all()] == ["Ferry 1", "Ferry 2", "Ferry 3"]


def test_a_column_serves_one_field_only(importing, folder, qtbot):
    (folder / "ferry.csv").write_text(TABLE.replace("Kopf", "text"), encoding="utf-8")
    dialog = importing(folder / "ferry.csv")
    box = dialog.about.columns["byline"]
    box.setCurrentIndex(box.findData("title"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: counted(dialog) and dialog._current in dialog._previews, timeout=60_000)
    assert dialog.about.columns["byline"].currentData() == "title"
    options = dialog.sources.rows[0].options
    assert list(options.mapping.values()).count("title") == 1


def test_what_cannot_be_read_is_named_before_and_after(importing, session, folder, qtbot):
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    dialog = importing(folder)
    picture = next(row for row in dialog.sources.rows if row.path.name == "picture.png")
    assert (picture.state, picture.about()) == (REFUSED, "PNG files are not read")
    assert dialog.counts.text() == "2 found  =  1 new  +  1 not read"
    report = store(dialog, qtbot)
    assert report.found == 2
    told = [dialog.reports.rows.index(place).data() for place in range(dialog.reports.rows.rowCount())]
    assert "picture.png: PNG files are not read" in told
    assert dialog.reports.isVisible()


def test_delete_takes_a_source_out(importing, folder, qtbot):
    (folder / "other.txt").write_text(TEXT, encoding="utf-8")
    dialog = importing(folder)
    assert len(dialog.sources.rows) == 2
    qtbot.keyClick(dialog.source_view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: counted(dialog))
    assert [row.path.name for row in dialog.sources.rows] == ["other.txt"]
    assert dialog.import_button.words() == "Import 1 article"


def test_files_can_be_added_while_the_dialog_is_open(importing, folder, qtbot):
    (folder / "other.txt").write_text(TEXT, encoding="utf-8")
    dialog = importing(folder / "ferry.txt")
    dialog.add([folder / "other.txt", folder / "ferry.txt"])
    qtbot.waitUntil(lambda: len(dialog.sources.rows) == 2 and counted(dialog))
    assert dialog.counts.text() == "2 found  =  2 new"


def test_a_page_date_is_not_taken_for_the_day_of_publication(importing, folder, qtbot):
    record = {"text": "The ferry must stay open, the mayor said.", "headline": "Ferry", "date_on_page": "2024-06-03"}
    (folder / "ferry.jsonl").write_text(json.dumps(record), encoding="utf-8")
    dialog = importing(folder / "ferry.jsonl")
    facts = dict(dialog.about._facts.rows)
    assert facts["Date on page"] == "3 Jun 2024"
    assert facts["Date published"] == ""
    warnings = [one.accessibleName() for one in dialog.about.findChildren(object) if hasattr(one, "accessibleName")]
    assert "The page date is not the day of publication" in warnings


def test_closing_while_sources_are_being_looked_at_stores_nothing(session, folder, qtbot):
    dialog = ImportDialog(session, [folder])
    dialog.open()
    dialog.reject()
    qtbot.waitUntil(lambda: not session.jobs.busy)
    assert session.project.articles.count() == 0


def test_enter_in_the_list_of_sources_imports(importing, session, folder, qtbot):
    dialog = importing(folder)
    with qtbot.waitSignal(dialog.imported):
        qtbot.keyClick(dialog.source_view, Qt.Key.Key_Return)
    assert session.project.articles.count() == 1


def test_a_paragraph_is_cut_where_a_region_ends_and_named_by_the_first_that_is_no_furniture():
    text = "Home News Ferry stalls\nFerry stalls\n\nTORNBY – The ferry stalls."
    regions = (
        Region("headline_copy", Span(10, 22)),
        Region("headline", Span(23, 35)),
        Region("dateline", Span(37, 45)),
        Region("body", Span(46, len(text))),
    )
    found = paragraphs(text, regions)
    assert [one.kind for one in found] == ["headline_copy", "headline", "dateline"]
    assert found[0].pieces == (("Home News ", "furniture"), ("Ferry stalls", "headline_copy"))
    assert "".join(one.text for one in found) == text.replace("\n", "")


def test_an_article_without_regions_is_all_body():
    assert [one.kind for one in paragraphs("One\n\nTwo", ())] == ["body", "body"]


@pytest.fixture
def empty(session, qtbot):
    dialog = ImportDialog(session)
    dialog.open()
    yield dialog
    dialog.reject()


def paste(dialog, text, qtbot):
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)  # a shortcut asks for that
    QApplication.clipboard().setText(text)
    QTest.keySequence(dialog, QKeySequence(QKeySequence.StandardKey.Paste))


def test_a_pasted_text_becomes_a_source_and_its_file_goes_with_the_dialog(session, qtbot):
    empty = ImportDialog(session)
    empty.open()
    paste(empty, "Ferry stays open\n\nThe minister said that the ferry must stay open.\n", qtbot)
    qtbot.waitUntil(lambda: counted(empty), timeout=60_000)
    path = empty.sources.rows[0].path
    assert path.name.startswith("pasted-")
    assert empty.counts.text() == "1 found  =  1 new"

    store(empty, qtbot)
    assert [one.headline for one in session.project.articles.all()] == ["Ferry stays open"]
    empty.done(0)
    assert not path.exists()


def test_pasting_the_same_text_twice_gives_one_source(empty, qtbot):
    for _round in range(2):
        paste(empty, "The ferry must stay open, the minister said.", qtbot)
        qtbot.waitUntil(lambda: counted(empty), timeout=60_000)

    assert len(empty.sources.rows) == 1


def test_an_empty_clipboard_is_told(empty, qtbot):
    paste(empty, " ", qtbot)

    assert empty.problem.count() == 1


def test_the_keys_are_on_the_list_once_files_have_come(empty, folder, qtbot):
    assert empty.focusWidget() is empty.drop_area
    empty.add([folder / "ferry.txt"])
    qtbot.waitUntil(lambda: counted(empty), timeout=60_000)

    assert empty.focusWidget() is empty.source_view


def test_a_file_that_fits_no_encoding_is_refused_and_not_asked_about(importing, folder):
    path = folder / "noise.txt"
    path.write_bytes(bytes(range(256)) * 4 + b"\x00\xd8\x00")
    dialog = importing(path)

    assert dialog.sources.rows[0].state == REFUSED


def test_lines_that_are_not_read_are_told_beside_those_that_are(importing, folder):
    path = folder / "lines.jsonl"
    path.write_text('{"headline": "A", "text": "The minister said no."}\n{bad\n', encoding="utf-8")
    dialog = importing(path)

    assert dialog.sources.rows[0].about().endswith("1 not read")


def test_the_corners_of_a_sheet_show_what_lies_behind_where_the_desktop_does_not_blend_windows(session, qtbot, monkeypatch):
    monkeypatch.setattr(sheet, "needs_own_corners", lambda: True)
    window = QWidget()
    window.setStyleSheet("background: #ff0000")
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    shown = sheet.Sheet("Sheet", size=(400, 300), parent=window)
    shown.open()
    qtbot.waitExposed(shown)
    picture = shown.grab().toImage()
    corners = [picture.pixelColor(x, y) for x in (0, picture.width() - 1) for y in (0, picture.height() - 1)]
    assert all(one.red() > 150 and one.green() < 40 and one.alpha() == 255 for one in corners)
    assert picture.pixelColor(picture.width() // 2, picture.height() // 2) == theme.current().paper


PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>Ferry stays open</title><link rel="canonical" href="https://news.example/ferry"></head>'
    "<body><nav>Home World</nav><article><h1>Ferry stays open</h1>"
    + "".join(f"<p>The minister said on day {n} that the ferry to the islands must stay open for another winter.</p>" for n in range(6))
    + "</article></body></html>"
)


@pytest.mark.parametrize("how", ["source as text", "HTML alone"])
def test_the_source_of_a_page_is_pasted_as_a_page(empty, qtbot, how):
    data = QMimeData()
    data.setText(PAGE) if how == "source as text" else data.setHtml(PAGE)
    QApplication.clipboard().setMimeData(data)
    empty.paste()
    qtbot.waitUntil(lambda: bool(empty.sources.rows) and empty.sources.rows[0].look is not None, timeout=30_000)
    (row,) = empty.sources.rows
    assert (row.path.suffix, row.look.format, row.look.new) == (".html", "Web page", 1)


def test_the_sheet_of_a_workbook_is_chosen_and_columns_of_the_one_before_are_forgotten(importing, session, folder, qtbot):
    from tests.formats.test_workbook import two_sheets

    (folder / "archive.xlsx").write_bytes(two_sheets())
    dialog = importing(folder / "archive.xlsx")
    assert dialog.about.sheet.currentText() == "Articles"
    assert [one.article.headline for one in dialog._previews[dialog._current].articles] == ["Tariffs fall"]
    dialog.about.columns["headline"].activated.emit(0)
    qtbot.waitUntil(lambda: counted(dialog) and dialog._current in dialog._previews, timeout=60_000)

    dialog.about.sheet.setCurrentIndex(1)
    dialog.about.sheet.activated.emit(1)
    qtbot.waitUntil(lambda: counted(dialog) and dialog._current in dialog._previews, timeout=60_000)
    assert dialog.about.sheet.currentText() == "Old ones"
    assert [one.article.headline for one in dialog._previews[dialog._current].articles] == ["Fish quota"]
    report = store(dialog, qtbot)
    assert report.added == 1
    assert [one.headline for one in session.the_project().articles.all()] == ["Fish quota"]


def test_what_may_be_a_reprint_is_said_in_the_preview_and_in_the_report(importing, session, folder, qtbot):
    from random import Random

    from tests.text.news_texts import an_article_text

    story = an_article_text(Random(3), 20)
    (folder / "wire.txt").write_text("Ferry talks stall\n\n" + story, encoding="utf-8")
    store(importing(folder / "wire.txt"), qtbot)
    (folder / "local.txt").write_text("Ferry talks stall\n\n" + story + " More soon.", encoding="utf-8")
    dialog = importing(folder / "local.txt")
    told = [label.text() for label in dialog.about.findChildren(QLabel)]
    assert any("reads like “Ferry talks stall”" in text for text in told)
    report = store(dialog, qtbot)
    assert len(report.reprints) == 1
    assert "1 may be a reprint" in dialog.counts.text()
    rows = dialog.reports.rows
    assert "reads like “Ferry talks stall”" in rows.data(rows.index(0))
