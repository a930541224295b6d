"""Codebooks from elsewhere: REFI-QDA, lists of codes, DNA, QualCoder; taken into the draft step by step with old codings kept."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from annotator.errors import AnnotatorError, FileProblem, RuleViolation
from annotator.formats import qda_codebook
from annotator.model.codebook import parse_codebook
from annotator.model.codebook_checks import checked
from annotator.model.codebook_difference import ADDED, CHANGED, RENAMED, difference
from annotator.model.rules import ERROR
from annotator.model.span import Span
from annotator.operations import codebook_draft as drafts
from annotator.operations import coding
from annotator.operations.checking import check
from annotator.operations.codebook_files import read_any, read_codes, read_whole, write_any
from annotator.operations.codebook_import import add_values, place_named, take_file, take_into_draft
from annotator.operations.codebook_worklist import ANNOTATION, worklist
from annotator.operations.projects import built_in_codebook, enter, new_project
from annotator.project import open_project
from tests.builders import an_article, annotator_command
from tests.formats.test_workbook import CONTENT, OFFICE, PACKAGE, PARTS
from tests.operations.codebook_builders import CLAIM, ISSUE, TYPE, a_claim, a_study, article_ids

NVIVO = """<?xml version="1.0" encoding="utf-8" standalone="no" ?>
<!-- as some programs for the Mac write it -->
<CodeBook origin="Another program" xmlns="urn:QDA-XML:codebook:1:0"><Codes>
 <Code guid="{2a08bddf-4c35-4250-bf77-7de37b50c930}" name="Economy" isCodable="false" color="#f80">
  <Description>money matters</Description>
  <Code guid="2d969af8-c875-4fae-bcd8-f0162bc27396" name="Taxes" isCodable="true"/>
  <Code guid="2d969af8-c875-4fae-bcd8-f0162bc27397" name="Work" isCodable="true"/>
 </Code>
 <Code guid="2d969af8-c875-4fae-bcd8-f0162bc27398" name="Świat" isCodable="true"/>
</Codes></CodeBook>"""


def labels(codebook, category: str, question: str = "code") -> list[str]:
    return [value.label for value in codebook.category(category).attribute(question).values]


# ---- REFI-QDA -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["news_claims", "four_tags"])
def test_a_codebook_that_goes_out_as_qdc_and_comes_back_is_the_same(tmp_path, key):
    book = built_in_codebook(key)
    write_any(book, tmp_path / "book.qdc")

    assert read_any(tmp_path / "book.qdc").source == book.source


def test_the_codes_are_nested_and_questions_are_not_coded_with(tmp_path):
    root = etree.fromstring(qda_codebook.write(built_in_codebook()))
    space = {"q": qda_codebook.NAMESPACE}

    assert root.xpath("q:Codes/q:Code/@name", namespaces=space) == ["Actor", "Claim", "Stance", "Speculation"]
    assert root.xpath("//q:Code[@name='Type' and ../@name='Claim']/@isCodable", namespaces=space) == ["false"]
    assert root.xpath("//q:Code[@name='Type' and ../@name='Claim']/q:Code[4]/q:Description/text()", namespaces=space)
    guids = root.xpath("//@guid")
    assert len(guids) == len(set(guids))
    assert [one.tag.rpartition("}")[2] for one in root] == ["Codes", "Sets"]


@pytest.mark.parametrize("keeps_sets", [True, False])
def test_what_another_program_renamed_added_or_took_out_reaches_the_codebook_and_all_ids_stay(tmp_path, keeps_sets):
    book = built_in_codebook()
    root = etree.fromstring(qda_codebook.write(book))
    if not keeps_sets:
        root.remove(root[1])
    claim = root[0][1]
    claim.set("name", "Statement")
    types = next(one for one in claim if one.get("name") == "Type")
    gone = next(one for one in types if one.get("name") == "Predictive")
    types.remove(gone)
    fresh = "2D969AF8-C875-4FAE-BCD8-F0162BC27396"
    etree.SubElement(types, f"{{{qda_codebook.NAMESPACE}}}Code", guid=fresh, name="Slogan", isCodable="true")
    (tmp_path / "back.qdc").write_bytes(etree.tostring(root))

    back = read_any(tmp_path / "back.qdc", book)

    found = {(one.kind, one.place) for one in difference(book, back)}
    assert found == {(RENAMED, CLAIM), ("retired", (*TYPE, "predictive")), (ADDED, (*TYPE, "slogan"))}


def test_a_qdc_of_another_program_becomes_categories_with_their_hierarchy(tmp_path):
    (tmp_path / "codes.qdc").write_text(NVIVO, encoding="utf-8")

    book = read_any(tmp_path / "codes.qdc", built_in_codebook())

    assert [(one.label, one.parent, one.key) for one in book.categories] == [
        ("Economy", "", "1"), ("Taxes", "economy", "2"), ("Work", "economy", "3"), ("Świat", "", "4"),
    ]  # fmt: skip
    assert book.category("economy").definition == "money matters"
    assert not [one for one in checked(book) if one.level == ERROR]


def test_the_hierarchy_goes_out_and_comes_back(tmp_path):
    (tmp_path / "codes.qdc").write_text(NVIVO, encoding="utf-8")
    book = read_any(tmp_path / "codes.qdc")
    write_any(book, tmp_path / "again.qdc")
    root = etree.parse(tmp_path / "again.qdc").getroot()

    assert [one.get("name") for one in root[0][0] if one.get("name")] == ["Taxes", "Work"]
    assert read_any(tmp_path / "again.qdc").source == book.source


@pytest.mark.parametrize("content", [b"<CodeBook", b"<html/>", b"<Project><CodeBook/></Project>",
                                     b'<!DOCTYPE x [<!ENTITY a "b">]><CodeBook><Codes></Codes></CodeBook>'])  # fmt: skip
def test_a_file_that_is_no_qdc_is_refused_by_name(tmp_path, content):
    (tmp_path / "broken.qdc").write_bytes(content)
    with pytest.raises(FileProblem, match=r"broken\.qdc"):
        read_any(tmp_path / "broken.qdc")


# ---- lists of codes -------------------------------------------------------------------------------------------------------


def test_a_long_list_becomes_a_category_for_each_code_at_its_top(tmp_path):
    rows = ["Code;Label;Description"] + [f"{top};Topic {top};" for top in range(1, 4)]
    rows += [f"{top}.{sub};Sub {top}.{sub};about {sub}" for top in range(1, 4) for sub in range(1, 6)]
    (tmp_path / "topics.csv").write_text("\n".join(rows), encoding="utf-8")

    book = read_any(tmp_path / "topics.csv")

    assert [one.label for one in book.categories] == ["Topic 1", "Topic 2", "Topic 3"]
    assert labels(book, "topic_2") == [f"Sub 2.{sub}" for sub in range(1, 6)]
    assert not [one for one in checked(book) if one.level == ERROR]


def test_a_list_with_category_and_question_gives_both(tmp_path):
    (tmp_path / "own.tsv").write_text(
        "category\tquestion\tname\tdefinition\nFrame\t\t\ta way of telling\nFrame\tKind\t\twhich?\nFrame\tKind\tConflict\tagainst\n"
        "Frame\tKind\tHuman interest\t\nFrame\tReason\t\twhy\n",
        encoding="utf-8",
    )

    book = read_any(tmp_path / "own.tsv")

    frame = book.category("frame")
    assert frame.definition == "a way of telling"
    assert [(one.label, one.type, one.definition) for one in frame.attributes] == [("Kind", "single", "which?"), ("Reason", "text", "why")]
    assert labels(book, "frame", "kind") == ["Conflict", "Human interest"]


def a_workbook(path: Path, rows: list[list[str]], part: str = "xl/worksheets/sheet3.xml") -> None:
    """Write a workbook as spreadsheet programs do: shared texts, empty cells left out, the first sheet in any part."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    texts = sorted({cell for row in rows for cell in row if cell and not cell.isdigit()})
    cells = "".join(
        f'<row r="{number}">' + "".join(
            f'<c r="{chr(65 + at)}{number}"><v>{cell}</v></c>' if cell.isdigit()
            else f'<c r="{chr(65 + at)}{number}" t="s"><v>{texts.index(cell)}</v></c>'
            for at, cell in enumerate(row) if cell
        ) + "</row>"
        for number, row in enumerate(rows, start=1)
    )  # fmt: skip
    with zipfile.ZipFile(path, "w") as book:
        sheets = '<sheets><sheet name="Codes" sheetId="3" r:id="rId9"/></sheets>'
        for name, content in (("[Content_Types].xml", CONTENT), ("_rels/.rels", PACKAGE)):
            book.writestr(name, content)
        book.writestr("xl/workbook.xml", f'<workbook {main} xmlns:r="{related}">{sheets}</workbook>')
        book.writestr("xl/_rels/workbook.xml.rels",
                      f'<Relationships {PARTS}><Relationship Id="rId9" Type="{OFFICE}/worksheet" Target="{part.removeprefix("xl/")}"/></Relationships>')  # fmt: skip  # noqa: E501
        book.writestr("xl/sharedStrings.xml", f"<sst {main}>" + "".join(f"<si><r><t>{text}</t></r></si>" for text in texts) + "</sst>")
        book.writestr(part, f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>")


def test_an_excel_list_becomes_the_values_of_a_question_in_one_step(tmp_path):
    rows = [["Code", "Name", "Parent"], ["1", "Harbours", ""], ["11", "Pilots", "Harbours"], ["2", "Trade", ""]]
    a_workbook(tmp_path / "issues.xlsx", rows)
    with a_study(tmp_path) as study:
        before = len(study.codebook.category("claim").attribute("issue").values)
        taken = add_values(study, ISSUE, read_codes(tmp_path / "issues.xlsx"))
        values = taken.draft.codebook.category("claim").attribute("issue").values

        assert [one.label for one in values[before:]] == ["Harbours", "Harbours › Pilots"]
        assert taken.left == ("Trade is there already",)
        drafts.undo(study)
        assert drafts.the_draft(study) is None


@pytest.mark.parametrize(("text", "said"), [
    ("colour\n#112233\n", "no column"),
    ("name,parent\nTax,Economy\n", "row 2"), ("name,parent\nA,B\nB,A\n", "below itself"), ("name\n", "no code"),
])  # fmt: skip
def test_a_list_that_cannot_be_used_is_refused_with_the_row(tmp_path, text, said):
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(FileProblem, match=said):
        read_any(tmp_path / "list.csv")


def test_columns_of_a_list_that_say_nothing_here_are_named(tmp_path):
    (tmp_path / "topics.csv").write_text("name,weight,Coder remark,definition,\nFerries,3,mine,ships,\n", encoding="utf-8")
    left = ("not taken: the column weight", "not taken: the column Coder remark")

    assert read_whole(tmp_path / "topics.csv")[1] == left
    with a_study(tmp_path) as study:
        assert take_file(study, tmp_path / "topics.csv", ISSUE).left == left
    said = annotator_command("codebook", study.path, "import", tmp_path / "topics.csv", "--into", "claim.issue").stdout
    assert "not taken: the column weight" in said


def test_what_only_looks_like_a_workbook_is_refused(tmp_path):
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as book:
        book.writestr("word/document.xml", "<w/>")
    (tmp_path / "letter.xlsx").write_bytes(empty.getvalue())
    with pytest.raises(FileProblem, match=r"letter\.xlsx"):
        read_any(tmp_path / "letter.xlsx")


# ---- DNA and QualCoder ------------------------------------------------------------------------------------------------------


def test_the_statement_types_of_dna_become_categories_with_their_variables(tmp_path):
    path = tmp_path / "network.dna"
    database = sqlite3.connect(path)
    database.executescript(
        """
        CREATE TABLE STATEMENTTYPES(ID INTEGER PRIMARY KEY, Label TEXT, Red INTEGER, Green INTEGER, Blue INTEGER);
        CREATE TABLE VARIABLES(ID INTEGER PRIMARY KEY, Variable TEXT, DataType TEXT, StatementTypeId INTEGER);
        INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement', 239, 208, 51), (2, 'Annotation', 86, 180, 233);
        INSERT INTO VARIABLES VALUES (1, 'person', 'short text', 1), (2, 'concept', 'short text', 1), (3, 'agreement', 'boolean', 1),
                                     (4, 'year', 'integer', 1), (5, 'note', 'long text', 2);
        """
    )
    database.close()
    size = path.stat().st_mtime_ns

    book = read_any(path)

    assert [(one.id, one.label) for one in book.categories] == [("dna_statement", "DNA Statement"), ("annotation", "Annotation")]
    asked = [(one.id, one.type) for one in book.categories[0].attributes]
    assert asked == [("person", "open_list"), ("concept", "open_list"), ("agreement", "boolean"), ("year", "number")]
    assert not [one for one in checked(book) if one.level == ERROR]
    assert path.stat().st_mtime_ns == size
    new_project(tmp_path / "study.annot", book, maker="ada")
    assert check(tmp_path / "study.annot") == []


DNA_3 = """
    CREATE TABLE STATEMENTTYPES(ID INTEGER PRIMARY KEY, Type TEXT, Red INTEGER, Green INTEGER, Blue INTEGER);
    CREATE TABLE VARIABLES(ID INTEGER PRIMARY KEY, Variable TEXT, DataType TEXT, StatementTypeId INTEGER);
    CREATE TABLE ENTITIES(ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT, Red INTEGER, Green INTEGER, Blue INTEGER,
                          ChildOf INTEGER);
    CREATE TABLE ATTRIBUTEVARIABLES(ID INTEGER PRIMARY KEY, VariableId INTEGER, AttributeVariable TEXT);
    CREATE TABLE DOCUMENTS(ID INTEGER PRIMARY KEY, Title TEXT, Text TEXT);
    CREATE TABLE STATEMENTS(ID INTEGER PRIMARY KEY, StatementTypeId INTEGER);
    CREATE TABLE REGEXES(Label TEXT PRIMARY KEY);
    INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement', 239, 208, 51);
    INSERT INTO VARIABLES VALUES (1, 'person', 'short text', 1), (2, 'concept', 'short text', 1), (3, 'agreement', 'boolean', 1),
                                 (4, 'place', 'location', 1), (5, 'lost', 'short text', 9);
    INSERT INTO ENTITIES VALUES (1, 2, 'Fares must fall', 0, 0, 0, NULL), (2, 2, 'Fares', 0, 0, 0, NULL),
                                (3, 2, 'Fares may rise', 0, 0, 0, 2), (4, 2, '', 0, 0, 0, NULL),
                                (5, 2, 'Round', 0, 0, 0, 6), (6, 2, 'And round', 0, 0, 0, 5);
    INSERT INTO ATTRIBUTEVARIABLES VALUES (1, 1, 'Type'), (2, 1, 'Alias');
    INSERT INTO DOCUMENTS VALUES (1, 'One', 'Text'), (2, 'Two', 'Text');
    INSERT INTO STATEMENTS VALUES (1, 1);
"""


def a_dna_file(path: Path, more: str = "") -> Path:
    database = sqlite3.connect(path)
    database.executescript(DNA_3 + more)
    database.close()
    return path


def test_the_entities_of_a_dna_variable_become_its_values_and_what_no_codebook_takes_is_named(tmp_path):
    book, left = read_whole(a_dna_file(tmp_path / "network.dna"))

    asked = {one.id: one for one in book.category("dna_statement").attributes}
    assert [(one.id, one.type) for one in asked.values()] == [
        ("person", "open_list"), ("concept", "single"), ("agreement", "boolean"), ("place", "text"),
    ]  # fmt: skip
    assert [one.label for one in asked["concept"].values] == [
        "And round", "Fares", "Fares › Fares may rise", "Fares must fall", "Round",
    ]  # fmt: skip
    assert left == (
        "not taken: DNA Statement, place: the kind location is not known here, it is asked as a text",
        "not taken: variable lost belongs to no statement type",
        "not taken: 2 documents: their texts are imported as articles from a table",
        "not taken: 1 statements coded there",
        "not taken: 2 attributes of entities",
    )
    new_project(tmp_path / "study.annot", book, maker="ada")
    assert check(tmp_path / "study.annot") == []


def test_a_variable_with_very_many_entities_stays_an_open_list_and_says_so(tmp_path):
    many = ", ".join(f"({number}, 1, 'Person {number}', 0, 0, 0, NULL)" for number in range(100, 400))
    book, left = read_whole(a_dna_file(tmp_path / "network.dna", f"INSERT INTO ENTITIES VALUES {many};"))
    assert book.category("dna_statement").attribute("person").type == "open_list"
    assert "not taken: DNA Statement, person: 300 entities; they are named freely" in left


def test_the_draft_and_the_terminal_name_what_was_not_taken(tmp_path):
    path = a_dna_file(tmp_path / "network.dna")
    with a_study(tmp_path) as study:
        taken = take_file(study, path)
        assert "not taken: 2 attributes of entities" in taken.left
        assert taken.draft.codebook.category("dna_statement") is not None
    said = annotator_command("new", tmp_path / "theirs.annot", "--codebook", path).stdout
    assert "not taken: 2 attributes of entities" in said
    said = annotator_command("codebook", study.path, "import", path, "--draft").stdout
    assert "not taken: 2 attributes of entities" in said


def test_categories_of_another_program_get_keys_and_looks_that_are_free_here(tmp_path):
    with a_study(tmp_path) as study:
        taken = take_file(study, a_dna_file(tmp_path / "network.dna"))
        book = taken.draft.codebook

        assert [(one.id, one.key) for one in book.categories] == [
            ("actor", "1"), ("claim", "2"), ("stance", "3"), ("speculation", "4"), ("dna_statement", "5"),
        ]  # fmt: skip
        assert not [said for said in taken.left if "key" in said]  # that program knows no keys
        assert not [one for one in checked(book) if one.level == ERROR]
        drafts.publish(study)
        assert study.codebook.version == "1.1"


def test_the_codes_of_qualcoder_stand_below_their_categories(tmp_path):
    folder = tmp_path / "study.qda"
    folder.mkdir()
    database = sqlite3.connect(folder / "data.qda")
    database.executescript(
        """
        CREATE TABLE code_cat(catid INTEGER PRIMARY KEY, name TEXT, memo TEXT, supercatid INTEGER);
        CREATE TABLE code_name(cid INTEGER PRIMARY KEY, name TEXT, memo TEXT, catid INTEGER, color TEXT);
        INSERT INTO code_cat VALUES (1, 'Actors', 'who', NULL), (2, 'Parties', NULL, 1);
        INSERT INTO code_name VALUES (1, 'Left', NULL, 2, '#F44336'),
                                     (2, 'Minister', 'in office', 1, '#9FA8DA'), (3, 'Loose', '', NULL, NULL);
        """
    )
    database.close()

    book = read_any(folder)

    assert {one.label: one.parent for one in book.categories} == {
        "Actors": "", "Parties": "actors", "Left": "parties", "Minister": "actors", "Loose": "",
    }  # fmt: skip
    assert book.category("minister").definition == "in office"


def test_another_database_is_refused(tmp_path):
    sqlite3.connect(tmp_path / "other.dna").close()
    (tmp_path / "other.dna").write_bytes(b"no database at all" * 20)
    with pytest.raises(FileProblem, match=r"other\.dna"):
        read_any(tmp_path / "other.dna")


# ---- into the draft -----------------------------------------------------------------------------------------------------------


def test_four_tags_is_widened_step_by_step_to_news_claims_and_old_codings_stay(tmp_path):
    path = tmp_path / "study.annot"
    new_project(path, built_in_codebook("four_tags"), maker="ada")
    wanted = built_in_codebook("news_claims")
    with open_project(path) as study:
        enter(study, "ada")
        article = an_article(study, "The ministry said fares must fall. The union doubts it.", source_id="S")
        old = coding.annotate(study, article, "claim", Span(18, 33))
        for only in (["claim.claim_type", "claim.issue", "claim.issue_other"], ["claim", "actor"], []):
            taken = take_into_draft(study, wanted, [place_named(word) for word in only])
            assert taken.edits
            assert not taken.left
            drafts.publish(study)
            kept = study.annotations.get(old.id)
            assert (kept.values, kept.codebook_version) == (old.values, "1.0")
        left = [one for one in difference(study.codebook, wanted) if (one.kind, one.field) != (CHANGED, "codebook")]
        assert left == []
        assert [one.id for one in worklist(study) if one.kind == ANNOTATION] == [old.id]
        assert study.codebooks.versions() == ["1.0", "1.1", "1.2", "1.3"]
    assert check(path) == []


def test_a_type_that_codings_hang_on_stays_and_is_named(tmp_path):
    with a_study(tmp_path) as study:
        a_claim(study, article_ids(study)[0])
        wanted = json.loads(study.codebook.to_json())
        asked = next(one for one in wanted["categories"][1]["attributes"] if one["id"] == "proposition")
        asked["type"] = "boolean"
        taken = take_into_draft(study, parse_codebook(wanted))

        assert taken.left == ("claim.proposition stays text: codings hang on it (there it is boolean)",)


def test_what_the_other_codebook_lacks_is_retired_only_when_asked(tmp_path):
    with a_study(tmp_path) as study:
        four = built_in_codebook("four_tags")
        taken = take_into_draft(study, four, retire_others=True)
        draft = taken.draft.codebook

        assert draft.category("claim").attribute("claim_type").retired
        assert not study.codebook.category("claim").attribute("claim_type").retired


def test_a_coder_takes_nothing_in_and_a_place_that_is_none_is_refused(tmp_path):
    with a_study(tmp_path) as study:
        with pytest.raises(RuleViolation, match="names nothing"):
            place_named("claim.issue.trade.more.still")
        with pytest.raises(RuleViolation, match="has no"):
            take_into_draft(study, built_in_codebook(), [place_named("nothing_like_it")])
        enter(study, "ben")
        with pytest.raises(AnnotatorError, match="supervisor"):
            take_into_draft(study, built_in_codebook("four_tags"))
