"""What the import window shows of a file before anything is stored."""

from __future__ import annotations

from pathlib import Path

from import_builders import STORY, a_folder, a_project, json_lines, step_labels

from annotator.formats.base import Options
from annotator.operations.importing import CORRECTION, NEW, SAME_TEXT, THERE, import_files
from annotator.operations.previewing import files_to_preview, preview

DATA = Path(__file__).parent.parent / "data"


def test_a_text_is_shown_with_its_regions_and_facts_and_nothing_is_stored(tmp_path):
    with a_project(tmp_path) as project:
        steps = step_labels(project)
        shown = preview(project, DATA / "plain_text" / "harbour.txt")
        [article] = shown.articles
        assert shown.format is not None
        assert (shown.format.key, shown.encoding, shown.more, article.standing) == ("plain_text", "utf-8", False, NEW)
        assert (article.article.headline, article.article.date_on_page) == ("Harbour of Tornby closes its old gates", "2025-03-04")
        assert len(article.article.regions) == 8
        assert (project.articles.count(), step_labels(project)) == (0, steps)


def test_without_a_sure_encoding_the_choice_is_shown_and_can_be_tried(tmp_path):
    text = "Die Fähre fährt wieder, sagte die Ministerin – und zwar täglich, „auch im Winter“."
    file = a_folder(tmp_path, {"a.txt": text.encode("cp1252")}) / "a.txt"
    with a_project(tmp_path) as project:
        shown = preview(project, file)
        assert (shown.encoding, shown.articles, len(shown.problems)) == ("", (), 1)
        assert shown.candidates[0].encoding == "cp1252"
        tried = preview(project, file, Options(encoding=shown.candidates[0].encoding))
        assert (tried.encoding, tried.articles[0].text, tried.problems) == ("cp1252", text, ())


def test_a_table_is_shown_with_its_columns_until_they_fit(tmp_path):
    rows = "".join(f"{n};Text {n}.\n" for n in range(50))
    file = a_folder(tmp_path, {"a.csv": "Nr;Inhalt\n" + rows}) / "a.csv"
    with a_project(tmp_path) as project:
        shown = preview(project, file)
        assert shown.table is not None
        assert (shown.table.columns, shown.table.delimiter, shown.articles) == (("Nr", "Inhalt"), ";", ())
        assert shown.table.problem == shown.problems[0].reason
        mapped = preview(project, file, Options(mapping={"text": "Inhalt", "source_id": "Nr"}), first=5)
        assert [one.text for one in mapped.articles] == [f"Text {n}." for n in range(5)]
        assert mapped.more


def test_what_the_project_knows_already_is_said(tmp_path):
    with a_project(tmp_path) as project:
        import_files(project, [a_folder(tmp_path, {"a.jsonl": json_lines({"id": "a", "text": STORY})})])
        records = [
            {"id": "a", "text": STORY},
            {"id": "b", "text": STORY},
            {"id": "a", "text": "Another text."},
            {"id": "c", "text": "New."},
            {"type": "entity", "label": "Port"},
        ]
        shown = preview(project, a_folder(tmp_path, {"b.jsonl": json_lines(*records)}) / "b.jsonl")
        assert [one.standing for one in shown.articles] == [THERE, SAME_TEXT, CORRECTION, NEW]
        assert shown.articles[0].article.regions
        assert shown.has_codings


def test_files_that_no_format_reads_are_shown_with_the_reason(tmp_path):
    folder = a_folder(tmp_path, {"a.pdf": b"%PDF-1.4", "b.txt": STORY, ".c": "x"})
    with a_project(tmp_path) as project:
        files, problems, notes = files_to_preview(project, [folder])
        assert ([file.name for file in files], problems, len(notes)) == (["a.pdf", "b.txt"], [], 1)
        shown = preview(project, files[0])
        assert (shown.format, shown.problems[0].reason) == (None, "PDF files are not read")
        assert preview(project, tmp_path / "none").problems[0].reason == "there is no such file"
