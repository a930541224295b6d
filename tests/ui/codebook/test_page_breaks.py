"""The codebook on paper: where its pages end."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPageSize, QPdfWriter, QTextFormat

from annotator.operations.projects import built_in_codebook
from ui.codebook import page_breaks
from ui.codebook.printing import document_of


@pytest.fixture
def paper(qtbot):
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    yield writer
    buffer.close()


def torn(document, paper):
    """Return the headings whose part begins on one page and goes on, although it is short, on the next."""
    reaches = page_breaks._reaches(document, paper, [], float(paper.height()))
    blocks = page_breaks._blocks(document)
    found = []
    for one in page_breaks._sections(document):
        top, foot = reaches[one.first][0], reaches[one.last][1]
        if page_breaks.page_of(top, paper) != page_breaks.page_of(foot, paper) and foot - top < paper.height() / 3:
            found.append(blocks[one.first].text())
    return found


def test_no_heading_stands_alone_at_the_foot_of_a_page_and_short_lists_are_whole(paper):
    document = document_of(built_in_codebook("news_claims"), "study")
    assert torn(document, paper)

    page_breaks.keep_together(document, paper)

    assert torn(document, paper) == []
    broken = [block for block in page_breaks._blocks(document)
              if block.blockFormat().pageBreakPolicy() == QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore]  # fmt: skip
    assert broken
    assert all(block.blockFormat().headingLevel() for block in broken)
