"""Excel workbooks: what lies in the first sheet becomes articles, whatever way its cells are kept; what is no workbook is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from annotator.formats.base import ImportNote, ImportProblem, Options, Source
from annotator.formats.registry import format_for, format_named
from annotator.formats.workbook import FORMAT
from annotator.model.article import ArticleDraft
from annotator.operations.importing import import_files
from annotator.operations.previewing import preview
from tests.builders import a_project

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
PACKAGE = f'<Relationships {PARTS}><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
CONTENT = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
STYLES = f'<styleSheet {MAIN}><numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>'  # noqa: E501
STRINGS = ("id", "title", "date", "text", "Tariffs fall", "The ministry said_x000D_\nthat tariffs must fall.", "rating")


def sheet(*rows: str) -> str:
    return f"<worksheet {MAIN}><sheetData>{''.join(rows)}</sheetData></worksheet>"


HEADER = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>'
ROW = (
    '<row r="2"><c r="A2"><v>17</v></c><c r="B2" t="s"><v>4</v></c><c r="C2" s="1"><v>45492</v></c><c r="D2" t="s"><v>5</v></c></row>'
)
INLINE = (
    '<row r="4"><c r="A4" t="str"><v>B-2</v></c><c r="C4" s="2"><v>45446</v></c>'
    '<c r="D4" t="inlineStr"><is><r><t xml:space="preserve">Fish </t></r><r><t xml:space="preserve">is dear &amp; rare.</t></r></is></c></row>'  # noqa: E501
)


def a_workbook(rows=(HEADER, ROW, INLINE), *, sheets=("Articles",), strings=STRINGS, before="", more=None):
    names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, start=1))
    parts = {
        "[Content_Types].xml": CONTENT,
        "_rels/.rels": PACKAGE,
        "xl/workbook.xml": f"{before}<workbook {MAIN} {RELATIONS}><sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships {PARTS}>"
        + "".join(f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1))  # noqa: E501
        + "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet(*rows),
        "xl/sharedStrings.xml": f"<sst {MAIN}>" + "".join(f"<si><t>{one}</t><rPh><t>x</t></rPh></si>" for one in strings) + "</sst>",
        "xl/styles.xml": STYLES,
        **(more or {}),
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def found_in(data, path, **options):
    return list(FORMAT.read(Source(path, data), Options(**options)))


def test_shared_and_inline_texts_numbers_and_days_become_articles(tmp_path):
    first, second = found_in(a_workbook(), tmp_path / "a.xlsx")
    assert (first.source_id, first.headline, first.date_published) == ("17", "Tariffs fall", "2024-07-19")
    assert first.text == "The ministry said\nthat tariffs must fall."
    assert (second.source_id, second.date_published, second.text) == ("B-2", "2024-06-03", "Fish is dear & rare.")
    assert (first.place, second.place) == ("row 2", "row 4")


def test_other_sheets_and_columns_that_are_not_read_are_told(tmp_path):
    header = HEADER.replace("</row>", '<c r="F1" t="s"><v>6</v></c></row>')
    found = found_in(a_workbook((header, ROW), sheets=("Articles", "Old")), tmp_path / "a.xlsx")
    notes = [one.text for one in found if isinstance(one, ImportNote)]
    assert notes == ["sheets that were not read: Old", "columns that were not read: rating"]


def test_a_row_without_a_text_is_a_problem_with_its_number(tmp_path):
    row = '<row r="3"><c r="A3"><v>18</v></c></row>'
    problems = [one for one in found_in(a_workbook((HEADER, ROW, row)), tmp_path / "a.xlsx") if isinstance(one, ImportProblem)]
    assert [(one.place, one.reason) for one in problems] == [("row 3", "the text is empty")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 cut off", "is no workbook"),
        (a_workbook(more={"xl/worksheets/sheet1.xml": "<worksheet><row>"}), "no rows"),
        (a_workbook(rows=(HEADER,)), "no rows"),
        (a_workbook(sheets=()), "no sheet"),
    ],
)
def test_what_is_no_sound_workbook_is_refused_with_the_reason(tmp_path, data, reason):
    (problem,) = found_in(data, tmp_path / "a.xlsx")
    assert reason in problem.reason


def test_a_part_that_unpacks_to_more_than_is_read_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.sheets.LARGEST", 400)
    (problem,) = found_in(a_workbook(), tmp_path / "a.xlsx")
    assert "unpacks to more" in problem.reason


def test_a_workbook_is_known_by_its_suffix_and_other_zips_are_not_read(tmp_path):
    head = a_workbook()[:64]
    assert format_for(tmp_path / "a.xlsx", head) is format_named("workbook")
    assert format_for(tmp_path / "a.docx", head) is None


def test_it_is_previewed_with_its_columns_and_imported(tmp_path):
    path = tmp_path / "archive.xlsx"
    path.write_bytes(a_workbook())
    with a_project(tmp_path) as project:
        shown = preview(project, path)
        assert (shown.encoding, shown.candidates, shown.table.columns) == ("utf-8", (), ("id", "title", "date", "text"))
        report = import_files(project, [path])
        assert (report.added, list(report.problems)) == (2, [])
        assert {one.headline for one in project.articles.all()} >= {"Tariffs fall"}
    mapped = [one for one in found_in(path.read_bytes(), path, mapping={"text": "title"}) if isinstance(one, ArticleDraft)]
    assert [one.text for one in mapped] == ["Tariffs fall"]


SECOND = sheet(
    HEADER,
    '<row r="2"><c r="B2" t="inlineStr"><is><t>Fish quota</t></is></c><c r="D2" t="inlineStr"><is><t>The quota stays.</t></is></c></row>',
)


def two_sheets():
    return a_workbook((HEADER, ROW), sheets=("Articles", "Old ones"), more={"xl/worksheets/sheet2.xml": SECOND})


@pytest.mark.parametrize("wanted", ["Old ones", "old ONES", "2"])
def test_another_sheet_is_read_by_its_name_or_number(tmp_path, wanted):
    note, article = found_in(two_sheets(), tmp_path / "a.xlsx", sheet=wanted)
    assert note.text == "sheets that were not read: Articles"
    assert (article.text, article.headline, article.place) == ("The quota stays.", "Fish quota", "Old ones, row 2")
    assert article.source_id == "a.xlsx#Old ones!2"  # row 2 of the first sheet is another article


def test_a_sheet_that_is_not_there_is_refused_with_those_there_are(tmp_path):
    (problem,) = found_in(two_sheets(), tmp_path / "a.xlsx", sheet="New")
    assert problem.reason == "has no sheet “New”; its sheets are Articles, Old ones"


def test_the_command_takes_the_sheet(tmp_path, capsys):
    from annotator.cli.main import run

    book, study = tmp_path / "a.xlsx", tmp_path / "study.annot"
    book.write_bytes(two_sheets())
    assert run(["new", str(study)]) == 0
    assert run(["import", str(study), str(book), "--sheet", "Old ones"]) == 0
    assert run(["import", str(study), str(book), "--sheet", "New"]) == 1
    assert "has no sheet “New”" in capsys.readouterr().err
    from annotator.project import open_project

    with open_project(study, read_only=True) as project:
        assert [one.headline for one in project.articles.all()] == ["Fish quota"]
