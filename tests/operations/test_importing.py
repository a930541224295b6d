"""Importing: articles end up added, linked or refused, whole or not at all, and the counts add up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_builders import STORY, a_folder, a_project, by_source, json_lines, parts, step_labels

from annotator.errors import AnnotatorError, Cancelled, ReadOnlyProject
from annotator.formats.base import Options
from annotator.model.ids import article_id
from annotator.operations import importing
from annotator.operations.importing import ImportReport, import_files, prepare, store
from annotator.operations.sources import read_sources
from annotator.progress import Progress
from annotator.project import open_project
from annotator.text.duplicates import text_hash

DATA = Path(__file__).parent.parent / "data"


def sums(report: ImportReport) -> tuple[int, int, int]:
    """Return (added, duplicates, problems), once it is certain that they add up."""
    assert report.found == report.added + report.duplicates + len(report.problems)
    return report.added, report.duplicates, len(report.problems)


def refused(report: ImportReport) -> list[tuple[str, str, str]]:
    return [(one.path.name, one.place, one.reason) for one in report.problems]


# ---- one article ------------------------------------------------------------------------------------------------------


def test_an_imported_text_has_its_facts_its_regions_and_the_bytes_it_came_from(tmp_path):
    file = DATA / "plain_text" / "harbour.txt"
    with a_project(tmp_path) as project:
        assert sums(import_files(project, [file])) == (1, 0, 0)
        [article] = project.articles.all()
        text = project.articles.text(article.id)

        assert text == file.read_text(encoding="utf-8")
        assert article.id == article_id(text_hash(text), "harbour.txt")
        assert (article.source_id, article.file_name, article.encoding) == ("harbour.txt", "harbour.txt", "utf-8")
        assert (article.headline, article.byline) == ("Harbour of Tornby closes its old gates", "Mirel Aasen")
        assert (article.date_on_page, article.date_published, article.language) == ("2025-03-04", "", "en")
        assert (article.cluster_id, article.correction_of) == (article.id, "")
        assert project.articles.raw(article.id) == file.read_bytes()
        assert [kind for kind, _text in parts(project, article)] == [
            "furniture", "furniture", "headline", "byline", "dateline", "body", "body", "furniture",
        ]  # fmt: skip
        assert step_labels(project)[-1] == "Import 1 article"


def test_the_sample_page_needs_no_help(tmp_path):
    folder = os.environ.get("ANNOTATOR_PAGES")
    if not folder:
        pytest.skip("ANNOTATOR_PAGES names no folder of pages")
    file = Path(folder) / "000_32a9a7b0df31b3ee.txt"
    with a_project(tmp_path) as project:
        assert sums(import_files(project, [file])) == (1, 0, 0)
        [article] = project.articles.all()
        found = parts(project, article)
        lines = [line for line in project.articles.text(article.id).split("\n") if line]

        assert (article.date_on_page, article.date_published, article.n_characters) == ("2024-07-19", "", 2593)
        assert article.headline == lines[3]
        assert found[:2] == [("furniture", lines[0]), ("furniture", lines[1])]
        assert [kind for kind, _text in found[2:6]] == ["furniture", "headline_copy", "headline", "dateline"]
        assert found[2][1] + found[3][1] == lines[2]
        assert found[3][1] == found[4][1] == lines[3]
        assert found[5][1] + " " + found[6][1] == lines[4]
        assert [kind for kind, _text in found[6:]] == ["body"] * 11 + ["furniture"]
        assert found[-1][1] == lines[-1]


def test_what_a_record_says_stands_and_the_rest_is_proposed(tmp_path):
    record = {"id": "7", "title": "Gates close", "date": "2025-03-05", "language": "no", "text": f"4 March 2025\nBy Mirel Aasen\n{STORY}"}
    with a_project(tmp_path) as project:
        import_files(project, [a_folder(tmp_path, {"a.jsonl": json_lines(record)})])
        [article] = project.articles.all()
        assert (article.headline, article.date_published, article.language) == ("Gates close", "2025-03-05", "no")
        assert (article.date_on_page, article.byline) == ("2025-03-04", "Mirel Aasen")


def test_a_page_becomes_an_article_with_its_headline_as_a_region(tmp_path):
    with a_project(tmp_path) as project:
        assert sums(import_files(project, [DATA / "html_page"])) == (2, 0, 0)
        ferry = by_source(project)["https://example.org/marn-courier/2025/ferry"]
        assert parts(project, ferry)[:2] == [("headline", "Ferry crews go back to work"), ("dateline", "MARN –")]
        assert (ferry.date_published, ferry.outlet, ferry.language) == ("2025-03-03", "Marn Courier", "en")
        assert project.articles.raw(ferry.id) == (DATA / "html_page" / "ferry.html").read_bytes()


def test_the_rows_of_a_table_share_the_bytes_of_the_file(tmp_path):
    with a_project(tmp_path) as project:
        report = import_files(project, [DATA / "csv_table"])
        assert sums(report) == (2, 0, 0)
        first, second = project.articles.all()
        assert first.raw_sha256 == second.raw_sha256
        assert project.articles.raw(second.id) == (DATA / "csv_table" / "excel_german.csv").read_bytes()
        assert ("row 2", "line ends CRLF or CR became LF") in [(note.place, note.text) for note in report.notes]


def test_a_text_as_long_as_a_library_is_body_throughout_and_said_to_be(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "LONGEST_PROPOSED", 50)
    with a_project(tmp_path) as project:
        report = import_files(project, [a_folder(tmp_path, {"a.txt": STORY})])
        [article] = project.articles.all()
        assert (sums(report), article.regions, article.language) == ((1, 0, 0), (), "en")
        assert "too long" in report.notes[0].text


# ---- duplicates and corrections -------------------------------------------------------------------------------------------


def test_importing_the_same_files_again_adds_nothing_and_makes_no_step(tmp_path):
    folder = a_folder(tmp_path, {"a.txt": STORY, "b.jsonl": json_lines({"id": 1, "text": "One."}), "c.csv": "text\nTwo.\n"})
    with a_project(tmp_path) as project:
        assert sums(import_files(project, [folder])) == (3, 0, 0)
        steps, articles = step_labels(project), project.articles.all()
        heard = []
        project.listen(heard.append)

        report = import_files(project, [folder])

        assert sums(report) == (0, 3, 0)
        assert [twin.new for twin in report.twins] == [False] * 3
        assert (step_labels(project), project.articles.all(), heard) == (steps, articles, [])


def test_the_same_text_from_another_source_is_added_and_linked_to_the_first(tmp_path):
    with a_project(tmp_path) as project:
        import_files(project, [a_folder(tmp_path, {"a.txt": STORY})])
        report = import_files(project, [a_folder(tmp_path, {"b.txt": STORY, "c.txt": STORY.replace(" old", "  old")}, "more")])

        assert sums(report) == (0, 2, 0)
        assert len(report.ids) == 2
        found = by_source(project)
        assert {found[name].cluster_id for name in ("a.txt", "b.txt", "c.txt")} == {found["a.txt"].id}
        assert [found[name].is_duplicate for name in ("a.txt", "b.txt", "c.txt")] == [False, True, True]
        assert [twin.first for twin in report.twins] == [found["a.txt"].id] * 2


def test_duplicates_within_one_import_are_found_too(tmp_path):
    records = [{"id": "x", "text": STORY}, {"id": "x", "text": STORY}, {"id": "y", "text": STORY}]
    with a_project(tmp_path) as project:
        report = import_files(project, [a_folder(tmp_path, {"a.jsonl": json_lines(*records)})])
        assert sums(report) == (1, 2, 0)
        assert [(twin.place, twin.new) for twin in report.twins] == [("line 2", False), ("line 3", True)]
        assert project.articles.count() == 2


def test_another_text_under_a_known_id_is_added_as_a_possible_correction(tmp_path):
    with a_project(tmp_path) as project:
        import_files(project, [a_folder(tmp_path, {"a.txt": STORY})])
        [first] = project.articles.all()
        report = import_files(project, [a_folder(tmp_path, {"a.txt": STORY.replace("Friday", "Saturday")}, "more")])

        assert sums(report) == (1, 0, 0)
        [correction] = report.corrections
        corrected = project.articles.get(correction.article_id)
        assert corrected.correction_of == correction.first == first.id
        assert corrected.cluster_id == corrected.id
        assert project.articles.get(first.id) == first


def test_rows_without_an_id_are_no_corrections_of_each_other(tmp_path):
    with a_project(tmp_path) as project:
        report = import_files(project, [a_folder(tmp_path, {"a.csv": "text\nOne.\nTwo.\n"})])
        assert (sums(report), report.corrections) == ((2, 0, 0), ())


def test_an_import_that_was_taken_back_can_be_made_again(tmp_path):
    folder = a_folder(tmp_path, {"a.txt": STORY})
    with a_project(tmp_path) as project:
        import_files(project, [folder])
        before = project.articles.all()
        project.take_back(project.history.all()[-1])
        assert project.articles.count() == 0
        assert sums(import_files(project, [folder])) == (1, 0, 0)
        [article] = project.articles.all()
        assert (article.id, article.regions, article.headline) == (before[0].id, before[0].regions, before[0].headline)


def test_articles_that_vanish_between_preparing_and_storing_are_stored_whole(tmp_path):
    folder = a_folder(tmp_path, {"a.txt": STORY})
    with a_project(tmp_path) as project:
        import_files(project, [folder])
        before = project.articles.all()[0]
        prepared = prepare(project, read_sources(project, [folder]))
        project.take_back(next(step for step in project.history.all() if step.label == "Import 1 article"))
        assert store(project, prepared).added == 1
        after = project.articles.all()[0]
        assert (after.regions, after.language, after.headline) == (before.regions, before.language, before.headline)


# ---- folders and what cannot be read ------------------------------------------------------------------------------------


def test_every_file_of_a_folder_ends_as_added_duplicate_or_problem(tmp_path):
    folder = a_folder(
        tmp_path,
        {
            "b/page.html": (DATA / "html_page" / "ferry.html").read_bytes(),
            "b/again.txt": STORY,
            "a.txt": STORY,
            "cp1252.txt": "Fähre".encode("cp1252"),
            "empty.txt": b"",
            "image.png": b"\x89PNG\r\n\x1a\n\x00\x00",
            "report.docx": b"PK\x03\x04\x14\x00",
            "rows.csv": "id,text\n1,One.\n2,\n",
            "blank.txt": "\n \n",
            ".hidden": "secret",
            ".git/config": "secret",
        },
    )
    (folder / "nothing").mkdir()
    with a_project(tmp_path) as project:
        report = import_files(project, [folder])
        assert sums(report) == (3, 1, 6)
        assert [(name, place) for name, place, _reason in refused(report)] == [
            ("blank.txt", ""), ("cp1252.txt", "byte 1"), ("empty.txt", ""), ("image.png", ""), ("report.docx", ""), ("rows.csv", "row 3"),
        ]  # fmt: skip
        assert {name: reason for name, _place, reason in refused(report)}["report.docx"] == "DOCX files are not read"
        assert [article.source_id for article in project.articles.all()][:2] == ["a.txt", "again.txt"]
        assert "2 hidden files were left out" in [note.text for note in report.notes]
        named = import_files(project, [folder / "cp1252.txt"], options=Options(encoding="cp1252"))
        assert (sums(named), by_source(project)["cp1252.txt"].encoding) == ((1, 0, 0), "cp1252")


def test_links_pipes_and_missing_files_are_problems_and_no_dead_ends(tmp_path):
    folder = a_folder(tmp_path, {"a.txt": STORY})
    outside = a_folder(tmp_path, {"secret.txt": "Secret."}, "outside")
    (folder / "out.txt").symlink_to(outside / "secret.txt")
    (folder / "round").symlink_to(folder)
    (folder / "within.txt").symlink_to(folder / "a.txt")
    os.mkfifo(folder / "pipe")
    with a_project(tmp_path) as project:
        report = import_files(project, [folder, tmp_path / "none.txt"])
        assert sums(report) == (1, 1, 4)
        assert {name for name, _place, _reason in refused(report)} == {"out.txt", "round", "pipe", "none.txt"}
        assert set(by_source(project)) == {"a.txt", "within.txt"}


def test_the_open_project_itself_is_never_opened_as_a_file(tmp_path):
    with a_project(tmp_path) as project:
        a_folder(tmp_path, {"a.txt": STORY, "study backups/old.annot": b"x"}, ".")
        report = import_files(project, [tmp_path])
        assert sums(report) == (1, 0, 0)
        left_out = {note.path.name for note in report.notes if "belongs to the open project" in note.text}
        assert {"study.annot", "study.annot.lock", "study backups"} <= left_out
        assert refused(import_files(project, [project.path])) == [("study.annot", "", "is the project itself")]
        other = subprocess.run(
            [sys.executable, "-c", f"from annotator.project import open_project; open_project({str(project.path)!r}, wait=0)"],
            capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert "ProjectLocked" in other.stderr


def test_an_empty_folder_is_a_problem(tmp_path):
    with a_project(tmp_path) as project:
        assert refused(import_files(project, [a_folder(tmp_path, {})])) == [("in", "", "there are no files in this folder")]


def test_a_format_can_be_asked_for_and_an_unknown_one_is_refused_before_anything_is_read(tmp_path):
    folder = a_folder(tmp_path, {"a.csv": "id,text\n1,One.\n"})
    with a_project(tmp_path) as project:
        assert sums(import_files(project, [folder], options=Options(format="plain_text"))) == (1, 0, 0)
        assert project.articles.text(project.articles.ids()[0]) == "id,text\n1,One.\n"
        with pytest.raises(AnnotatorError, match="no format docx"):
            import_files(project, [folder], options=Options(format="docx"))


# ---- regions and codings that come with the articles ---------------------------------------------------------------------------


def test_region_records_replace_what_would_be_proposed_wherever_they_stand(tmp_path):
    records = [
        {"id": "a", "text": STORY},
        {"id": "b", "text": "Another text, in which nothing is proposed either way."},
        {"type": "region", "article": "a", "kind": "furniture", "start": 0, "end": 10},
        {"type": "region", "article": "b", "kind": "body", "start": 0, "end": 7},
        {"type": "region", "article": "a", "kind": "body", "start": 5, "end": 20},
        {"type": "region", "article": "a", "kind": "body", "start": 40, "end": 1000},
        {"type": "region", "article": "a", "kind": "margin", "start": 40, "end": 50},
        {"type": "region", "article": "c", "kind": "body", "start": 0, "end": 5},
        {"type": "region", "article": "a", "kind": "body", "start": 40, "end": 50},
    ]
    with a_project(tmp_path) as project:
        report = import_files(project, [a_folder(tmp_path, {"a.jsonl": json_lines(*records)})])
        assert sums(report) == (2, 0, 4)
        assert [place for _name, place, _reason in refused(report)] == ["line 5", "line 6", "line 7", "line 8"]
        found = by_source(project)
        assert parts(project, found["a"]) == [("furniture", STORY[:10]), ("body", STORY[40:50])]
        assert parts(project, found["b"]) == [("body", "Another")]
        assert found["a"].headline == ""
        assert step_labels(project).count("Import 2 articles") == 1


def test_the_regions_of_an_article_that_is_there_stay_as_they_are(tmp_path):
    record = {"id": "a", "text": STORY}
    region = {"type": "region", "article": "a", "kind": "body", "start": 0, "end": 10}
    with a_project(tmp_path) as project:
        import_files(project, [a_folder(tmp_path, {"a.jsonl": json_lines(record)})])
        before = project.articles.all()
        report = import_files(project, [a_folder(tmp_path, {"a.jsonl": json_lines(record, region)}, "more")])
        assert (sums(report), project.articles.all()) == ((0, 1, 0), before)


def test_codings_in_a_file_are_stored_after_its_articles_and_once(tmp_path):
    folder = DATA / "json_lines"
    with a_project(tmp_path) as project:
        report = import_files(project, [folder])
        assert (sums(report), report.codings) == ((1, 0, 0), 5)
        [article] = project.articles.all()
        assert parts(project, article)[0] == ("headline", "Ministry wants tariffs to fall")
        coder = project.coders.named("c01")
        assert coder is not None
        assert sorted(one.quote for one in project.annotations.of_article(article.id, coder.id))[0] == "The Foreign Ministry"
        steps = step_labels(project)

        again = import_files(project, [folder])
        assert (sums(again), step_labels(project)) == ((0, 1, 0), steps)


def test_a_refused_coding_is_a_problem_that_names_its_line(tmp_path):
    records = [
        {"id": "a", "text": STORY},
        {"type": "annotation", "article": "a", "coder": "c01", "category": "nonsense", "spans": [[0, 7]]},
        {"type": "annotation", "article": "a", "coder": "c01", "category": "actor", "spans": [[0, 99999]]},
    ]
    with a_project(tmp_path) as project:
        report = import_files(project, [a_folder(tmp_path, {"a.jsonl": json_lines(*records)})])
        assert (sums(report), report.codings) == ((1, 0, 2), 0)
        assert [(name, place) for name, place, _reason in refused(report)] == [("a.jsonl", "line 2"), ("a.jsonl", "line 3")]


# ---- whole or not at all ------------------------------------------------------------------------------------------------------


def test_an_import_that_is_stopped_leaves_nothing_and_the_next_one_completes(tmp_path):
    folder = a_folder(tmp_path, {"a.jsonl": json_lines(*({"id": n, "text": f"{STORY}{n}"} for n in range(200)))})
    with a_project(tmp_path) as project:
        for most in (0, 1, 150, 201, 390):
            asked = iter(range(10_000))
            with pytest.raises(Cancelled):
                import_files(project, [folder], progress=Progress(stopped=lambda: next(asked) >= most))  # noqa: B023
            assert (project.articles.count(), len(project.history.all())) == (0, 1)
        assert sums(import_files(project, [folder])) == (200, 0, 0)


def test_an_import_that_fails_while_it_is_stored_leaves_nothing(tmp_path, monkeypatch):
    with a_project(tmp_path) as project:
        real = project.articles.add_many

        def fails(articles):
            real(articles)
            raise OSError("no room")

        monkeypatch.setattr(project.articles, "add_many", fails)
        with pytest.raises(OSError, match="no room"):
            import_files(project, [DATA / "plain_text"])
        assert (project.articles.count(), len(project.history.all())) == (0, 1)
        assert project.database.value("SELECT count(*) FROM article_text") == 0
        monkeypatch.undo()
        assert sums(import_files(project, [DATA / "plain_text"])) == (1, 0, 0)


def test_an_import_that_is_killed_leaves_all_or_nothing(tmp_path):
    folder = a_folder(tmp_path, {"a.jsonl": json_lines(*({"id": n, "text": f"{STORY}{n}"} for n in range(1500)))})
    with a_project(tmp_path) as project:
        path = project.path
    code = f"from annotator.cli.main import run; run(['import', {str(path)!r}, {str(folder)!r}])"
    for seconds in (0.6, 1.4, 2.2):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[2])
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with open_project(path) as project:
            assert project.articles.count() in (0, 1500)
            assert project.database.value("PRAGMA integrity_check") == "ok"
    with open_project(path) as project:
        report = import_files(project, [folder])
        assert (report.found, project.articles.count()) == (1500, 1500)


def test_a_project_that_is_open_for_reading_takes_no_articles(tmp_path):
    with a_project(tmp_path) as project:
        path = project.path
    with open_project(path, read_only=True) as project, pytest.raises(ReadOnlyProject):
        import_files(project, [DATA / "plain_text"])


def test_the_step_is_that_of_the_coder_who_imports(tmp_path):
    with a_project(tmp_path) as project:
        with project.step("Add"):
            project.coders.add("ana")
        path = project.path
    with open_project(path, coder="ana") as project:
        import_files(project, [DATA / "plain_text"])
        step = next(step for step in project.history.all() if step.label == "Import 1 article")
        assert (step.coder_id, list(step.articles)) == (project.the_coder().id, project.articles.ids())


RECORDS = st.lists(
    st.one_of(
        st.fixed_dictionaries({"id": st.sampled_from("abc"), "text": st.sampled_from(["One.", "Two.", "One. ", "", "Three\r\nlines."])}),
        st.just("{broken"),
        st.just({"title": "no text"}),
    ),
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(imports=st.lists(RECORDS, min_size=1, max_size=3))
def test_whatever_is_imported_the_sums_add_up_and_the_project_holds_each_article_once(imports, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sums")
    expected: dict[tuple[str, str], None] = {}
    with a_project(folder) as project:
        for records in imports:
            data = "".join(record + "\n" if isinstance(record, str) else json_lines(record) for record in records)
            report = import_files(project, [a_folder(folder, {"a.jsonl": data})])
            usable = [one for one in records if isinstance(one, dict) and one.get("text", "").strip()]
            added, duplicates, problems = sums(report)
            assert added + duplicates == len(usable)
            assert problems == max(len(records) - len(usable), 1 if not records else 0)
            expected |= dict.fromkeys((one["id"], one["text"].replace("\r\n", "\n")) for one in usable)
        articles = project.articles.all()
        assert {(one.source_id, project.articles.text(one.id)) for one in articles} == set(expected)
        assert len(articles) == len(expected)
        for one in articles:
            first = project.articles.get(one.cluster_id)
            assert project.articles.text(first.id).split() == project.articles.text(one.id).split()
            assert first.cluster_id == first.id
