"""JSON Lines: articles under their names, regions and codings handed on, broken lines named."""

from __future__ import annotations

import json

import pytest
from format_builders import DATA, a_file, all_of, drafts, notes, problems, records

from annotator.formats.base import ImportProblem
from annotator.model.article import ArticleDraft
from annotator.model.ids import article_id
from annotator.text.duplicates import text_hash


def lines(*values: object) -> str:
    return "".join((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) + "\n" for value in values)


def test_articles_are_read_and_everything_else_is_handed_on_as_it_stands():
    path = DATA / "json_lines" / "council.jsonl"
    [draft] = drafts(path)
    assert (draft.source_id, draft.headline, draft.date_on_page) == ("A17", "Ministry wants tariffs to fall", "2024-06-03")
    assert draft.raw == path.read_bytes()
    handed_on = records(path)
    assert [one.kind for one in handed_on] == ["region", "region", "entity", "annotation", "annotation", "link", "article_coding"]
    assert [one.line for one in handed_on] == path.read_text(encoding="utf-8").splitlines()[1:]
    assert [one.number for one in handed_on] == [2, 3, 4, 5, 6, 7, 8]


def test_a_broken_line_in_the_middle_is_named_and_the_rest_is_read(tmp_path):
    path = a_file(tmp_path, "a.jsonl", lines({"text": "One."}, '{"text": "Two', "", [1], {"title": "no text"}, {"text": "Three."}))
    assert [(one.text, one.place, one.source_id) for one in drafts(path)] == [
        ("One.", "line 1", "a.jsonl#1"),
        ("Three.", "line 6", "a.jsonl#6"),
    ]
    assert [place for place, _reason in problems(path)] == ["line 2", "line 4", "line 5"]


def test_other_names_and_the_address_name_an_article(tmp_path):
    found = drafts(
        a_file(
            tmp_path,
            "a.ndjson",
            lines(
                {"id": 17, "title": " T ", "date": "2024-06-03T10:00:00Z", "source": "Post", "text": "One."},
                {"url": "https://example.org/2", "text": "Two.", "byline": None},
            ),
        )
    )
    assert (found[0].source_id, found[0].headline, found[0].date_published, found[0].outlet) == ("17", "T", "2024-06-03", "Post")
    assert (found[1].source_id, found[1].url) == ("https://example.org/2", "https://example.org/2")


def test_an_id_that_the_article_has_in_a_project_anyway_says_nothing_of_its_source(tmp_path):
    own = article_id(text_hash("One."), "https://example.org/1")
    path = a_file(tmp_path, "a.jsonl", lines({"id": own, "url": "https://example.org/1", "text": "One."}, {"id": own, "text": "Two."}))
    assert [one.source_id for one in drafts(path)] == ["https://example.org/1", own]


@pytest.mark.parametrize("value", ["a\x00b", "a\ud800b"])
def test_what_no_text_can_hold_is_refused_with_its_place(tmp_path, value):
    written = json.dumps({"text": value})
    [(place, reason)] = problems(a_file(tmp_path, "a.jsonl", lines({"text": "One."}, written)))
    assert place == "line 2"
    assert "character 1" in reason


@pytest.mark.parametrize(
    "line",
    [
        '{"text": ["a"]}',
        '{"text": true}',
        '{"text": NaN}',
        '{"text": "a", "title": {}}',
        "[" * 100_000,
        '{"text":' * 50_000,
        "1" * 5000,
        "null",
    ],
)
def test_a_record_of_another_shape_is_a_problem_and_no_crash(tmp_path, line):
    path = a_file(tmp_path, "a.jsonl", lines({"text": "One."}, line, {"text": "Two."}))
    found = all_of(path)
    assert [type(one) for one in found if not (isinstance(one, ImportProblem))] == [ArticleDraft, ArticleDraft]
    assert [one.place for one in found if isinstance(one, ImportProblem)] == ["line 2"]


def test_line_ends_inside_a_text_are_counted_those_of_the_file_are_not(tmp_path):
    data = '{"text": "One.\\r\\nTwo."}\r\n{"text": "Three."}\r\n'
    first, second = drafts(a_file(tmp_path, "a.jsonl", data))
    assert (first.text, first.line_ends) == ("One.\nTwo.", "1 line end CRLF became LF")
    assert (second.text, second.line_ends) == ("Three.", "")


def test_a_line_separator_inside_a_text_ends_no_record(tmp_path):
    [draft] = drafts(a_file(tmp_path, "a.jsonl", lines({"text": "One.\u2028Two.\x85Three."})))
    assert draft.text == "One.\u2028Two.\x85Three."


@pytest.mark.parametrize("data", ['[{"text": "One."}, {"text": "Two."}, 3]', '[\n {"text": "One."},\n {"text": "Two."}, 3\n]\n'])
def test_a_list_is_read_record_by_record(tmp_path, data):
    path = a_file(tmp_path, "a.json", data)
    assert [(one.text, one.place) for one in drafts(path)] == [("One.", "record 1"), ("Two.", "record 2")]
    assert problems(path) == [("record 3", "is not a JSON object")]


def test_one_object_over_several_lines_is_one_article_and_json_lines_may_be_named_json(tmp_path):
    assert len(drafts(a_file(tmp_path, "a.json", '{\n "text": "One."\n}\n'))) == 1
    assert len(drafts(a_file(tmp_path, "b.json", lines({"text": "One."}, {"text": "Two."})))) == 2


@pytest.mark.parametrize("data", ["[]", "\n\n", '[{"text": "One."'])
def test_a_file_without_records_is_a_problem(tmp_path, data):
    assert len(problems(a_file(tmp_path, "a.json", data))) == 1


def test_keys_are_mapped_and_those_that_are_not_read_are_noted_once(tmp_path):
    path = a_file(tmp_path, "a.jsonl", lines({"content": "One.", "likes": 3}, {"content": "Two.", "likes": 4}))
    assert [one.text for one in drafts(path, mapping={"text": "content"})] == ["One.", "Two."]
    assert notes(path, mapping={"text": "content"}) == [("", "keys that were not read: likes")]
