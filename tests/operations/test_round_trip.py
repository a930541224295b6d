"""What is taken out as JSON Lines makes the same project again (CONTRACT section 4, RELIABILITY: export = project)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.model.codebook import parse_codebook
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.annotating import annotate_records
from annotator.operations.demo import make_demo
from annotator.operations.exporting import export
from annotator.operations.importing import import_files
from annotator.project import Project, open_project
from tests.builders import TEXT, a_project, a_project_file, an_annotation, an_article, refusals, stored_by

TABLES = ("articles", "article_codings", "annotations", "links", "claims", "claim_actor", "entities", "codebook")
EXCEPTED = ("created_at", "updated_at", "origin", "active_seconds")  # CONTRACT section 4


def tables_of(project: Project) -> dict[str, list[dict[str, Any]]]:
    """Return the tables of the round trip without the columns that it need not keep."""
    tables = project.tables.all(project.codebook)
    return {
        name: [
            {key: cell for key, cell in zip(tables[name].columns, row, strict=True) if key not in EXCEPTED}
            for row in tables[name].rows()
        ]
        for name in TABLES
    }  # fmt: skip


def stored(project: Project, *files: Path) -> list[str]:
    """Store files as `annotate` does, one run a file, and return what was refused."""
    reasons = []
    for file in files:
        lines = enumerate(file.read_text(encoding="utf-8").split("\n"), start=1)
        reasons += refusals(annotate_records(project, lines))
    return reasons


def exported(project: Project, folder: Path) -> tuple[Path, Path]:
    export(project, folder, format="jsonl")
    return folder / "articles.jsonl", folder / "codings.jsonl"


def same_again(project: Project, folder: Path) -> None:
    """Export, store in an empty project, and compare tables and the bytes of a second export."""
    files = exported(project, folder / "first")
    with a_project(folder, name="again", coder=None, codebook=project.codebook) as again:
        assert stored(again, *files) == []
        assert tables_of(again) == tables_of(project)
        for first, second in zip(files, exported(again, folder / "second"), strict=True):
            assert second.read_bytes() == first.read_bytes()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("demo"))


def test_the_sample_project_comes_back_from_its_two_files(demo, tmp_path):
    with open_project(demo, read_only=True) as project:
        same_again(project, tmp_path)


def test_where_the_articles_are_the_codings_alone_suffice(demo, tmp_path):
    with open_project(demo, read_only=True) as project:
        articles, codings = exported(project, tmp_path / "out")
        with a_project(tmp_path, coder=None) as other:
            assert stored(other, articles) == []
            assert stored(other, codings) == []
            assert tables_of(other) == tables_of(project)


def test_the_same_files_stored_again_change_nothing(demo, tmp_path):
    with open_project(demo, read_only=True) as project, a_project(tmp_path, coder=None) as other:
        files = exported(project, tmp_path / "out")
        assert stored(other, *files) == []
        steps = len(other.history.all())
        assert stored(other, *files) == []
        assert len(other.history.all()) == steps


def test_the_window_s_import_takes_the_two_files_as_well(demo, tmp_path):
    with open_project(demo, read_only=True) as project, a_project(tmp_path, coder=None) as other:
        report = import_files(other, exported(project, tmp_path / "out"))
        assert list(report.problems) == []
        assert tables_of(other) == tables_of(project)
        assert [one.regions for one in other.articles.all()] == [one.regions for one in project.articles.all()]


def test_an_import_proposes_nothing_for_an_article_that_a_project_wrote_and_all_for_one_that_it_did_not(tmp_path):
    page = "Harbour news\n\nFerry stays open\n\nPORT ELLERY – The minister said that the ferry must stay open until winter.\n"
    with a_project(tmp_path) as project:
        record = {"type": "article", "source_id": "A1", "text": page}
        assert refusals(stored_by(project, record)) == []
        bare = project.articles.all()[0]
        assert (bare.headline, bare.regions) == ("", ())
        files = exported(project, tmp_path / "out")
    with a_project(tmp_path, name="again") as again:
        import_files(again, files)
        assert [(one.headline, one.language, one.regions) for one in again.articles.all()] == [("", "", ())]
    (tmp_path / "scraped").mkdir()
    (tmp_path / "scraped" / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    with a_project(tmp_path, name="scraped") as scraped:
        import_files(scraped, [tmp_path / "scraped"])
        assert [(one.headline, bool(one.regions)) for one in scraped.articles.all()] == [("Ferry stays open", True)]


def test_tables_of_a_project_that_came_back_are_the_same_bytes_but_for_times(demo, tmp_path):
    with open_project(demo, read_only=True) as project, a_project(tmp_path, coder=None) as other:
        assert stored(other, *exported(project, tmp_path / "out")) == []
        export(project, tmp_path / "theirs")
        export(other, tmp_path / "mine")
    for name in ("articles", "article_codings", "links", "claim_actor", "entities", "codebook", "assignments", "agreement"):
        assert (tmp_path / "mine" / f"{name}.csv").read_bytes() == (tmp_path / "theirs" / f"{name}.csv").read_bytes(), name


def test_what_a_coder_left_incomplete_comes_back_as_it_is(tmp_path):
    with a_project(tmp_path) as project:
        article = an_article(project)
        coding.annotate(project, article, "claim", an_annotation(project, article, category="actor", values={}).spans[0])
        same_again(project, tmp_path)


def test_an_article_finished_with_items_open_stays_finished(tmp_path):
    with a_project(tmp_path) as project:
        article = an_article(project)
        an_annotation(project, article, values={})
        finished = {"type": "article_coding", "article": "A17", "coder": "ada", "values": {}, "finished": True}
        assert refusals(stored_by(project, finished, lenient=True)) == []
        same_again(project, tmp_path)
        line = json.loads((tmp_path / "first" / "codings.jsonl").read_text(encoding="utf-8").splitlines()[-1])
        assert (line["finished"], line["incomplete"], line["article"]) == (True, True, article)


def test_a_record_that_only_forgot_a_value_is_refused_as_before(tmp_path):
    with a_project(tmp_path) as project:
        an_article(project)
        claim = {"type": "annotation", "article": "A17", "coder": "ada", "category": "claim", "spans": [[62, 101]], "values": {}}
        assert refusals(stored_by(project, claim)) == ["missing: claim_type, form, issue"]
        assert refusals(stored_by(project, {**claim, "incomplete": True})) == []


@pytest.mark.parametrize("day", ["2024", "2024-06", "2024-06-03"])
def test_a_date_that_names_a_month_or_a_year_comes_back(tmp_path, day):
    with a_project(tmp_path) as project:
        an_article(project, date_published=day)
        same_again(project, tmp_path)


def test_codings_keep_the_version_of_the_codebook_that_they_were_made_with(tmp_path):
    with a_project(tmp_path) as project:
        article = an_article(project)
        an_annotation(project, article)
        first = project.codebook
        with project.step("Change codebook"):
            project.codebooks.add(parse_codebook({**first.source, "language": "fr"}))
        an_annotation(project, article, Span(0, 30))
        files = exported(project, tmp_path / "first")
        with a_project(tmp_path, name="again", coder=None, codebook=first) as again:
            with again.step("Change codebook"):
                again.codebooks.add(parse_codebook({**first.source, "language": "fr"}))
            assert stored(again, *files) == []
            assert tables_of(again) == tables_of(project)
            assert {row["codebook_version"] for row in tables_of(again)["annotations"]} == {"1.0", "1.1"}
        with a_project(tmp_path, name="newest", coder=None, codebook=project.codebook) as newest:
            assert stored(newest, *files) == []
            assert {row["codebook_version"] for row in tables_of(newest)["annotations"]} == {"1.1"}


def test_two_coders_marks_on_the_same_words_keep_their_order(tmp_path):
    with a_project(tmp_path) as project:
        an_article(project)
        mark = {"type": "annotation", "article": "A17", "category": "actor", "spans": [[31, 51]], "incomplete": True}
        early = {**mark, "spans": [[0, 8]]}
        assert refusals(stored_by(project, {**mark, "coder": "zoe", "id": "z1"}, {**early, "coder": "ada", "id": "a0"})) == []
        assert refusals(stored_by(project, {**mark, "coder": "ada", "id": "a1"}, {**early, "coder": "zoe", "id": "z0"})) == []
        same_again(project, tmp_path)


# ---- projects that hypothesis makes ---------------------------------------------------------------------------------------

SIGNS = st.sampled_from(list("aé\u0301क्षि\U0001f469\u200d\U0001f4bb \n\u2028\u00a0\"',|=+\t\x85"))
TEXTS = st.text(SIGNS, min_size=4, max_size=40).filter(lambda text: bool(text.strip()))
NOTES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@st.composite
def projects(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return records of a few articles, entities and codings; some are refused when stored (a place coded twice), none wrongly."""
    made: list[dict[str, Any]] = []
    for number, text in enumerate(draw(st.lists(TEXTS, min_size=1, max_size=3))):
        length, name = len(text), f"s{number}"
        made.append({"type": "article", "source_id": name, "text": text, "headline": draw(NOTES), "outlet": draw(NOTES)})
        if draw(st.booleans()):
            made.append({"type": "region", "article": name, "kind": "body", "start": 0, "end": draw(st.integers(1, length))})
        ids: dict[str, list[str]] = {"actor": [], "claim": [], "stance": [], "speculation": []}
        for mark in range(draw(st.integers(0, 6))):
            start = draw(st.integers(0, length - 1))
            category, coder = draw(st.sampled_from(sorted(ids))), draw(st.sampled_from(("zoe", "ada", "Śen")))
            values = {"actor": {"entity": draw(NOTES).strip() or "E"}, "claim": {"form": "direct", "proposition": draw(NOTES)}}
            record = {
                "type": "annotation", "id": f"{name}-{mark}", "article": name, "coder": coder, "category": category,
                "start": start, "end": draw(st.integers(start + 1, length)), "values": values.get(category, {}), "note": draw(NOTES),
                "flag": draw(st.booleans()), "confidence": draw(st.sampled_from(("low", "sure"))), "incomplete": True,
            }  # fmt: skip
            made.append(record)
            ids[category].append(f"{name}-{mark}")
        for source in ids["actor"]:
            for target in ids["claim"]:
                link = draw(st.sampled_from(("makes", "relays", "object")))
                made.append({"type": "link", "link": link, "from": source, "to": target, "values": {}})
        finished = draw(st.booleans())
        made.append({"type": "article_coding", "article": name, "coder": "ada", "values": {}, "finished": finished, "incomplete": True})
    return made


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(records=projects())
def test_any_project_comes_back_from_its_two_files(tmp_path_factory, records):
    folder = tmp_path_factory.mktemp("any")
    with open_project(a_project_file(folder)) as project:
        stored_by(project, *records)
        assert project.articles.count() > 0
        same_again(project, folder)


def test_the_text_of_the_sample_is_what_it_was(tmp_path):
    with a_project(tmp_path) as project:
        an_article(project)
        articles, _codings = exported(project, tmp_path / "out")
        assert json.loads(articles.read_text(encoding="utf-8").splitlines()[0])["text"] == TEXT
