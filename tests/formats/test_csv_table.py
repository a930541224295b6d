"""Tables of articles: separators, quoting, columns, dates, and rows that cannot be read."""

from __future__ import annotations

import codecs
import csv
import io

import pytest
from format_builders import DATA, a_file, drafts, notes, problems
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import csv_table
from annotator.formats.base import Options, Source, open_source
from annotator.model.article import ArticleDraft


def test_a_table_as_excel_saves_it_where_the_comma_is_decimal():
    path = DATA / "csv_table" / "excel_german.csv"
    first, second = drafts(path)
    assert (first.source_id, first.headline) == ("t1", "Bridge stays closed")
    assert (first.outlet, first.date_published) == ("Tornby Post", "2025-03-03")
    assert first.text == 'The bridge over the Dun stays closed, the council said.\n\nIt is "not safe"; nobody knows until when.'
    assert (first.place, first.line_ends) == ("row 2", "2 line ends CRLF became LF")
    assert (second.source_id, second.date_published, second.place, second.line_ends) == ("t2", "2025-03-03", "row 3", "")
    assert first.raw is second.raw
    assert first.raw == path.read_bytes()
    assert notes(path) == [("", "columns that were not read: section")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path, delimiter):
    rows = [["source_id", "headline", "text"], ["1", "A, b", "One; two, three | four."], ["2", "C", "Five;\nsix."]]
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    found = drafts(a_file(tmp_path, "a.csv", file.getvalue()))
    assert [[one.source_id, one.headline, one.text] for one in found] == rows[1:]


def test_a_table_of_one_column_is_read(tmp_path):
    found = drafts(a_file(tmp_path, "a.csv", 'text\n"First, with a comma."\nSecond.\n'))
    assert [(one.text, one.source_id) for one in found] == [("First, with a comma.", "a.csv#2"), ("Second.", "a.csv#3")]


def test_excel_may_name_the_separator_in_a_line_of_its_own(tmp_path):
    [draft] = drafts(a_file(tmp_path, "a.csv", "sep=|\r\nid|text\r\n7|One, two; three.\r\n"))
    assert (draft.source_id, draft.text, draft.place) == ("7", "One, two; three.", "row 3")


def test_a_space_may_stand_between_separator_and_quotation_mark(tmp_path):
    [draft] = drafts(a_file(tmp_path, "a.csv", '"id", "text"\n"7", "One, two."\n'))
    assert (draft.source_id, draft.text) == ("7", "One, two.")


def test_a_table_in_utf_16_with_tabs_as_excel_saves_unicode_text(tmp_path):
    data = codecs.BOM_UTF16_LE + "id\ttext\r\n1\t“Ferry” गृहपृष्ठ\r\n".encode("utf-16-le")
    [draft] = drafts(a_file(tmp_path, "a.csv", data))
    assert (draft.text, draft.encoding, draft.line_ends) == ("“Ferry” गृहपृष्ठ", "utf-16-le", "")


def test_an_encoding_that_was_named_holds_for_every_cell(tmp_path):
    path = a_file(tmp_path, "a.csv", "id,text\n1,Fähre\n".encode("cp1252"))
    assert problems(path)[0][0] == "byte 11"
    assert drafts(path, encoding="windows-1252")[0].text == "Fähre"


def test_a_field_s_own_name_wins_over_its_other_name_and_the_rest_is_named(tmp_path):
    path = a_file(tmp_path, "a.csv", "id,source_id,Headline,title,text\nx,y,A,B,Text.\n")
    [draft] = drafts(path)
    assert (draft.source_id, draft.headline) == ("y", "A")
    assert notes(path) == [("", "columns that were not read: id, title")]


def test_no_column_is_guessed_to_be_the_text_but_any_can_be_named(tmp_path):
    path = a_file(tmp_path, "a.csv", "id,Title,Content\n1,A,Some text.\n")
    [(place, reason)] = problems(path)
    assert place == ""
    assert "id, Title, Content" in reason
    assert "--map text=" in reason
    [draft] = drafts(path, mapping={"text": "content", "outlet": "Title"})
    assert (draft.text, draft.outlet, draft.headline) == ("Some text.", "A", "")


@pytest.mark.parametrize("name", ["body", "Content", " fulltext", "full_text"])
def test_a_coder_who_sees_the_preview_is_offered_the_likely_column(tmp_path, name):
    path = a_file(tmp_path, "a.csv", f"id,Title,{name}\n1,A,Some text.\n")
    [draft] = drafts(path, guess=True)
    assert (draft.text, draft.headline) == ("Some text.", "A")
    table = csv_table.look(open_source(path), Options(guess=True))
    assert (table.guessed, table.problem, table.fields["text"]) == (True, "", name)


def test_a_guess_never_wins_over_a_column_named_text_nor_chooses_between_two(tmp_path):
    [draft] = drafts(a_file(tmp_path, "a.csv", "body,text\nNo.,Yes.\n"), guess=True)
    assert draft.text == "Yes."
    [(place, _reason)] = problems(a_file(tmp_path, "b.csv", "id,body,Body\n1,One.,Two.\n"), guess=True)
    assert place == ""


def test_a_mapped_column_that_is_missing_is_said(tmp_path):
    [(_place, reason)] = problems(a_file(tmp_path, "a.csv", "id,text\n1,A.\n"), mapping={"text": "body"})
    assert "body" in reason
    assert "id, text" in reason


def test_two_columns_for_one_field_are_refused(tmp_path):
    [(_place, reason)] = problems(a_file(tmp_path, "a.csv", "text,Text,id\nA.,B.,1\n"))
    assert "2 columns are named text" in reason


def test_rows_that_cannot_be_read_are_named_and_the_rest_is_read(tmp_path):
    path = a_file(tmp_path, "a.csv", 'id,text,n\n1,One.,a\n2,,b\n3,Torn, row,c\n4,short\n\n5,"a "quoted" word",c\n6,Six.,d,,\n')
    assert [one.source_id for one in drafts(path)] == ["1", "6"]
    assert [place for place, _reason in problems(path)] == ["row 3", "row 4", "row 5", "row 7"]
    reasons = [reason for _place, reason in problems(path)]
    assert reasons[:3] == ["the text is empty", "4 cells, but there are 3 columns", "2 cells, but there are 3 columns"]
    assert "not doubled" in reasons[3]


def test_a_quotation_mark_that_is_never_closed_ends_the_file_with_its_row(tmp_path):
    path = a_file(tmp_path, "a.csv", 'id,text\n1,One.\n2,"Two\n3,Three.\n')
    assert [one.source_id for one in drafts(path)] == ["1"]
    [(place, reason)] = problems(path)
    assert place == "row 3"
    assert "never closed" in reason


def test_a_long_cell_is_read_whole(tmp_path):
    text = "word and " * 50_000
    assert drafts(a_file(tmp_path, "a.csv", f'id,text\n1,"{text}"\n'))[0].text == text


def test_a_table_without_rows_is_refused(tmp_path):
    assert problems(a_file(tmp_path, "a.csv", "id,text\n")) == [("", "the table has no rows")]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2024-06-03", "2024-06-03"),
        ("2024-06", "2024-06"),
        ("2024", "2024"),
        ("2024-06-03T23:30:00-05:00", "2024-06-03"),
        ("20240603", "2024-06-03"),
        ("3.6.2024", "2024-06-03"),
        ("25/12/2024", "2024-12-25"),
        ("12/25/2024", "2024-12-25"),
        ("June 3, 2024", "2024-06-03"),
        ("3. Juni 2024", "2024-06-03"),
        ("Mon, 03 Jun 2024 10:00:00 GMT", "2024-06-03"),
        ("", ""),
    ],
)
def test_a_day_that_is_plain_is_kept_as_iso(tmp_path, written, kept):
    path = a_file(tmp_path, "a.csv", f'date,text\n"{written}",Text.\n')
    assert [one.date_published for one in drafts(path)] == [kept]
    assert notes(path) == []


@pytest.mark.parametrize("written", ["03/04/2024", "2024-13-45", "last Tuesday", "0000-00-00"])
def test_a_day_that_could_be_wrong_is_left_empty_and_noted(tmp_path, written):
    path = a_file(tmp_path, "a.csv", f"date,text\n{written},Text.\n")
    assert drafts(path)[0].date_published == ""
    [(place, text)] = notes(path)
    assert place == f"row 2, date_published “{written}”"
    assert "left empty" in text


def test_the_order_of_day_and_month_can_be_said_for_the_file(tmp_path):
    path = a_file(tmp_path, "a.csv", "date,text\n03/04/2024,Text.\n")
    assert drafts(path, day_first=True)[0].date_published == "2024-04-03"
    assert drafts(path, day_first=False)[0].date_published == "2024-03-04"


def test_the_columns_are_shown_before_anything_is_read(tmp_path):
    data = b"Nr;Inhalt\n1;Text.\n"
    looked = csv_table.look(Source(tmp_path / "a.csv", data), Options())
    assert (looked.columns, looked.delimiter, looked.fields) == (("Nr", "Inhalt"), ";", {})
    assert "Inhalt" in looked.problem
    mapped = csv_table.look(Source(tmp_path / "a.csv", data), Options(mapping={"text": "Inhalt"}))
    assert (mapped.fields, mapped.unread, mapped.problem) == ({"text": "Inhalt"}, ("Nr",), "")


CELLS = st.text(st.characters(exclude_characters="\x00\r", exclude_categories=("Cs",)), max_size=30)


@given(rows=st.lists(st.tuples(CELLS, CELLS.filter(str.strip)), min_size=1, max_size=5), delimiter=st.sampled_from(",;\t|"))
def test_what_a_writer_wrote_is_what_is_read(rows, delimiter, tmp_path_factory):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("headline", "text"), *rows])
    source = Source(tmp_path_factory.getbasetemp() / "a.csv", file.getvalue().encode("utf-8"))
    found = list(csv_table.read(source, Options()))
    assert [(one.headline, one.text) for one in found if isinstance(one, ArticleDraft)] == [(head.strip(), text) for head, text in rows]
