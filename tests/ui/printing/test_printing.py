"""An article on paper: all text, all marks, the legend and what was said of each annotation; nothing of others or of a hidden source."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from annotator.errors import FileProblem
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.blinding import hide_from_coders
from annotator.operations.printing import printed
from annotator.operations.projects import enter
from tests.builders import ACTOR, TEXT, a_link, a_project, an_annotation, an_article
from ui import theme
from ui.kept import kept
from ui.main_window import MainWindow
from ui.printing.output import save_pdf, sheets_of
from ui.session import Session
from ui.theme import Theme

A4 = QSizeF(794, 1123)


@pytest.fixture
def project(tmp_path):
    with a_project(tmp_path) as made:
        yield made


@pytest.fixture
def article(project):
    found = an_article(project, headline="Tariffs", outlet="Harbour Courier", date_published="2024-07-19")
    actor = an_annotation(project, found, ACTOR, category="actor", values={"mention_form": "named"})
    claim = an_annotation(project, found)
    a_link(project, "makes", actor, claim)
    coding.set_flag(project, claim.id, True)
    coding.set_note(project, claim.id, "A wish?")
    enter(project, "ben")
    an_annotation(project, found, Span(4, 16), category="stance", values={"polarity": "favor", "target_type": "issue"})
    enter(project, "ada")
    return found


def picture(sheets, number):
    image = QImage(int(A4.width()), int(A4.height()), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    sheets.paint(painter, number)
    painter.end()
    return image


def colours_of(image):
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(0, image.height(), 2)}


def test_what_is_printed_is_the_own_work_in_the_codebooks_words(project, article):
    found = printed(project, article)
    assert [(row.number, row.category.label) for row in found.rows] == [(1, "Actor"), (2, "Claim")]
    assert found.rows[0].links == ("makes 2",)
    assert ("Type", "Demand") in found.rows[1].values
    assert found.rows[1].marks == ("asks the supervisor", "Note: A wish?")
    assert [(one.label, one.count) for one in found.legend] == [("Actor", 1), ("Claim", 1)]
    assert found.facts[:2] == ("Harbour Courier", "published 2024-07-19")


def test_a_hidden_source_is_not_printed_for_a_coder(project, article):
    hide_from_coders(project, ["outlet", "date"])
    enter(project, "ben")
    assert printed(project, article).facts == ("A17",)


def test_marks_and_legend_are_painted_on_white_whatever_the_theme(project, article, qapp):
    theme.apply(qapp, Theme.dark())
    try:
        image = picture(sheets_of(project, article, A4), 0)
    finally:
        theme.apply(qapp, Theme.light())
    found = colours_of(image)
    light = Theme.light()
    for colour, style in (("#0072B2", "box"), ("#E69F00", "background")):
        assert light.category(colour, style).line.name() in found
    assert image.pixelColor(2, 2).name() == "#ffffff"
    assert light.category("#009E73", "underline").line.name() not in found  # ben's stance is not ada's to print


def test_a_long_article_goes_over_many_sheets_and_loses_no_line(project, qapp):
    long = "\n".join(f"Paragraph {number}: {TEXT.splitlines()[1]} " * 3 for number in range(120))
    article = an_article(project, long, source_id="long")
    sheets = sheets_of(project, article, A4)
    lines = [piece for sheet in sheets._sheets for _y, piece in sheet]
    block, wanted = sheets._document.begin(), 0
    while block.isValid():
        wanted += block.layout().lineCount()
        block = block.next()
    assert len(sheets) > 5
    assert len(lines) >= wanted
    for sheet in sheets._sheets:
        for y, piece in sheet:
            assert y + piece.height <= A4.height() - 56 - 26 + 0.01
        tops = [y for y, _piece in sheet]
        assert tops == sorted(tops)


def test_a_pdf_is_written_whole_or_not_at_all(project, article, tmp_path):
    path = tmp_path / "article.pdf"
    pages = save_pdf(project, article, path)
    data = path.read_bytes()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") == pages
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".part"] == []
    with pytest.raises(FileProblem, match="cannot be written"):
        save_pdf(project, article, tmp_path / "no" / "folder.pdf")


def test_the_menu_saves_the_article_on_the_desk(tmp_path, qtbot):
    kept().clear()
    with a_project(tmp_path) as made:
        an_annotation(made, an_article(made))
    window = MainWindow(Session())
    qtbot.addWidget(window, before_close_func=lambda one: one.session.close())
    window.show()
    assert not window.actions_["pdf"].isEnabled()
    assert window.open_project(tmp_path / "study.annot", "ada")
    assert window.actions_["pdf"].isEnabled()
    assert window.actions_["print"].isEnabled()
    window.dialogs.save_pdf(tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    kept().clear()
