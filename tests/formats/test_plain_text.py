"""Plain text files: encodings, line ends, and what is no text."""

from __future__ import annotations

import codecs

import pytest
from format_builders import DATA, a_file, drafts, problems

STORY = "Übung am Fährhafen\n“Wir warten”, sagte die Ministerin – seit März.\n"


def test_a_file_is_one_article_known_by_the_file_s_name():
    [draft] = drafts(DATA / "plain_text" / "harbour.txt")
    assert draft.source_id == draft.file_name == "harbour.txt"
    assert draft.text == draft.raw.decode("utf-8")
    assert (draft.encoding, draft.line_ends, draft.headline, draft.date_published) == ("utf-8", "", "", "")


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (STORY.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + STORY.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF16_LE + STORY.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + STORY.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_a_sure_encoding_is_taken_and_its_mark_is_no_part_of_the_text(tmp_path, data, encoding):
    [draft] = drafts(a_file(tmp_path, "a.txt", data))
    assert (draft.text, draft.encoding, draft.raw) == (STORY, encoding, data)


def test_windows_1252_is_refused_with_its_byte_until_somebody_names_it(tmp_path):
    path = a_file(tmp_path, "a.txt", STORY.encode("cp1252"))
    [(place, reason)] = problems(path)
    assert place == "byte 0"
    assert "0xDC" in reason
    [draft] = drafts(path, encoding="cp1252")
    assert (draft.text, draft.encoding) == (STORY, "cp1252")


def test_utf_16_without_a_mark_is_refused_until_somebody_names_it(tmp_path):
    path = a_file(tmp_path, "a.txt", STORY.encode("utf-16-le"))
    assert len(problems(path)) == 1
    assert drafts(path, encoding="utf-16-le")[0].text == STORY


def test_line_ends_become_line_feeds_and_the_draft_says_so(tmp_path):
    [draft] = drafts(a_file(tmp_path, "a.txt", "one\r\ntwo\rthree\n"))
    assert draft.text == "one\ntwo\nthree\n"
    assert "CRLF" in draft.line_ends


def test_nothing_else_in_a_text_is_changed(tmp_path):
    text = " \u00a0e\u0301 \u2028 na\u00efve\u200d\t\n\n गृहपृष्ठ 🙂 \u202e x "
    assert drafts(a_file(tmp_path, "a.txt", text))[0].text == text


def test_a_nul_is_refused_with_its_place(tmp_path):
    assert problems(a_file(tmp_path, "a.txt", b"abc\x00def"))[0][0] == "byte 3"


def test_a_file_of_white_space_is_refused(tmp_path):
    assert problems(a_file(tmp_path, "a.txt", " \n\t\n")) == [("", "the file holds nothing but white space")]


def test_a_file_of_any_name_that_holds_text_is_read_as_text(tmp_path):
    assert drafts(a_file(tmp_path, "000_32a9", "A line.\n"))[0].source_id == "000_32a9"
