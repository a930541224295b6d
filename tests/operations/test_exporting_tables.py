"""What analysts get: the tables of CONTRACT section 5, sentence by sentence."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
import os
import re
import threading
import time

import pandas as pd
import pytest

import annotator
from annotator.errors import AnnotatorError, Cancelled, FileProblem
from annotator.model.codebook import parse_codebook
from annotator.model.span import Span
from annotator.model.tables import tables_of
from annotator.operations import coding
from annotator.operations.demo import make_demo
from annotator.operations.exporting import export
from annotator.operations.projects import built_in_codebook, enter
from annotator.progress import Progress
from annotator.project import open_project
from tests.builders import ACTOR, CLAIM, TEXT, a_link, a_project, an_annotation, an_article, refusals, stored_by

HEADERS = {
    "articles": (
        "article_id source_id headline outlet date_published date_on_page byline language url n_characters text_sha256 cluster_id"
        " cluster_weight"
    ),
    "article_codings": (
        "article_id source_id coder relevance duplicate_of genre agency agency_name date_note dateline_place main_issue correction_note"
        " furniture_present comment finished codebook_version active_seconds"
    ),
    "annotations": (
        "annotation_id article_id source_id layer coder category start end spans quote context_before context_after region"
        " actor.entity actor.mention_form actor.speaks_as claim.claim_type claim.form claim.maker_unnamed claim.issue claim.issue_other"
        " claim.proposition claim.concept claim.agreement stance.polarity stance.explicitness stance.target_type stance.target_issue"
        " stance.intensity stance.author_holds speculation.speculation_type speculation.certainty"
        " confidence flag note origin codebook_version created_at updated_at"
    ),
    "links": "link_id article_id layer coder link from_id to_id from_category to_category relation",
    "claims": (
        "claim_id article_id source_id layer coder start end spans quote context_before context_after region claim.claim_type claim.form"
        " claim.maker_unnamed claim.issue claim.issue_other claim.proposition claim.concept claim.agreement confidence flag note origin"
        " codebook_version created_at updated_at makers maker_kinds relays addressees objects stances n_speculation certainty"
        " speculation_cues outlet date_published date_on_page maker_parties"
    ),
    "claim_actor": "claim_id article_id layer coder role entity_id entity kind party affiliation office entity_role",
    "entities": "entity_id label kind country affiliation party aliases external_id note",
    "entity_periods": "entity_id label field value first_day last_day",
    "codebook": "codebook_version kind category attribute value label definition type required ordinal",
    "coders": "coder role created_at",
    "assignments": "article_id source_id coder round kind place part started not_before",
    "decisions": (
        "decision_id article_id source_id category chosen about gold cells reason note rule adjudicator codebook_version"
        " created_at updated_at"
    ),
    "notes": "note_id about about_id article_id source_id author text created_at",
    "agreement": "measure category attribute coders value reason low high n n_articles coverage parameters",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def demo_tables(demo, tmp_path_factory):
    """Return the folder with the CSV tables of the sample project."""
    folder = tmp_path_factory.mktemp("tables")
    with open_project(demo, read_only=True) as project:
        export(project, folder)
    return folder


@pytest.fixture
def project(tmp_path):
    with a_project(tmp_path) as made:
        yield made


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(project, folder, name, **options):
    export(project, folder / "out", **options)
    return read(folder / "out" / f"{name}.csv")


# ---- every table ------------------------------------------------------------------------------------------------------------


def test_each_table_has_its_columns_in_their_order_and_nothing_else_is_written(demo_tables):
    assert {path.name for path in demo_tables.iterdir()} == {*(f"{name}.csv" for name in HEADERS), "README.txt"}
    for name, header in HEADERS.items():
        assert (demo_tables / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0] == ",".join(header.split()), name


def test_columns_stay_where_they_are_when_a_module_is_switched_on(demo_tables):
    source = built_in_codebook().source
    on = parse_codebook({**source, "modules": [{**one, "on": True} for one in source["modules"]]})
    for name, found in tables_of(on).items():
        assert list(found.names) == HEADERS[name].split()


def test_tables_are_utf_8_without_a_mark_and_their_lines_end_in_cr_lf(demo_tables):
    for path in demo_tables.glob("*.csv"):
        data = path.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        data.decode("utf-8")
        assert data.endswith(b"\r\n")


def test_pandas_reads_the_tables_as_csv_does(demo_tables):
    for path in demo_tables.glob("*.csv"):
        rows = read(path)
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        assert frame.to_dict("records") == rows


def test_readme_says_of_every_file_and_column_what_it_is(demo, demo_tables):
    text = (demo_tables / "README.txt").read_text(encoding="utf-8")
    for name, header in HEADERS.items():
        part = text.split(f"\n{name}.csv: ")[1].split("\n\n")[0].split("\n")
        assert re.match(rf"{len(read(demo_tables / f'{name}.csv'))} rows?; one row ", part[0])
        assert [line.split(":")[0].strip() for line in part[1:]] == header.split()
        assert all(line.split(": ", 1)[1].strip() for line in part[1:])
    assert demo.name in text
    assert f"annotator {annotator.__version__}" in text
    assert re.search(r"written \d{4}-\d\d-\d\dT", text)
    assert "News claims codebook 1.0" in text
    assert "decisions has no rows" in text


def test_a_codebook_without_claims_has_no_claims_tables_and_readme_says_so(tmp_path):
    source = json.loads(json.dumps(built_in_codebook().source))
    source["links"] = [one for one in source["links"] if one["id"] != "relays"]
    with a_project(tmp_path, codebook=parse_codebook(source)) as project:
        export(project, tmp_path / "out")
    assert not (tmp_path / "out" / "claims.csv").exists()
    assert "Not here: claims and claim_actor" in (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")


# ---- articles and codings of articles -------------------------------------------------------------------------------------------


def test_every_article_has_a_row_with_what_its_text_is(project, tmp_path):
    article = an_article(project, "Zwei\U0001f469 é\n", source_id="B", headline='H, “quoted” "twice"\nand on', outlet="")
    [row] = table(project, tmp_path, "articles")
    assert (row["article_id"], row["source_id"], row["n_characters"], row["cluster_id"]) == (article, "B", "8", article)
    assert row["text_sha256"] == hashlib.sha256("Zwei\U0001f469 é\n".encode()).hexdigest()
    assert (row["headline"], row["outlet"]) == ('H, “quoted” "twice"\nand on', "")


def test_a_coder_s_judgement_is_a_row_of_its_own(project, tmp_path):
    an_article(project)
    judged = {"type": "article_coding", "article": "A17", "coder": "ada", "values": {"genre": "hard_news", "correction_note": True}}
    assert refusals(stored_by(project, judged, {**judged, "coder": "ben", "finished": True}, lenient=True)) == []
    first, second = table(project, tmp_path, "article_codings")
    assert (first["coder"], first["genre"], first["correction_note"], first["finished"]) == ("ada", "hard_news", "true", "false")
    assert (second["coder"], second["finished"], second["active_seconds"], second["comment"]) == ("ben", "true", "0", "")


# ---- annotations and links ------------------------------------------------------------------------------------------------------


def test_the_tables_hold_every_annotation_with_its_place_in_the_text(demo, demo_tables):
    rows = read(demo_tables / "annotations.csv")
    with open_project(demo, read_only=True) as project:
        assert len(rows) == project.annotations.total()
        for row in rows:
            text = project.articles.text(row["article_id"])
            spans = json.loads(row["spans"])
            start, end = int(row["start"]), int(row["end"])
            assert (start, end) == (spans[0][0], spans[-1][1])
            assert " … ".join(text[one:other] for one, other in spans) == row["quote"]
            assert row["context_before"] == text[max(0, start - 60) : start]
            assert row["context_after"] == text[end : end + 60]


def test_values_stand_under_category_and_attribute_and_entities_by_their_label(project, tmp_path):
    article = an_article(project)
    entity = {"type": "entity", "id": "e1", "label": "Foreign Ministry", "kind": "government_body"}
    assert refusals(stored_by(project, entity)) == []
    an_annotation(project, article, ACTOR, category="actor", values={"entity": project.entities.named("e1")[0].id, "mention_form": "named"})
    claim = an_annotation(project, article, values={"claim_type": "demand", "form": "indirect", "issue": "trade", "maker_unnamed": True})
    with project.step("Note"):
        project.annotations.save(dataclasses.replace(claim, confidence="low", flag=True, note="=1+1\nand so on"))
    actor, row = table(project, tmp_path, "annotations")
    assert (actor["category"], actor["actor.entity"], actor["actor.mention_form"], actor["claim.form"]) == (
        "actor", "Foreign Ministry", "named", ""
    )  # fmt: skip
    assert (row["claim.maker_unnamed"], row["confidence"], row["flag"], row["note"]) == ("true", "low", "true", "=1+1\nand so on")
    assert (row["layer"], row["coder"], row["region"], row["origin"], row["codebook_version"]) == ("coder", "ada", "body", "hand", "1.0")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", row["created_at"])


def test_a_link_names_its_ends_and_its_own_values(project, tmp_path):
    article = an_article(project)
    one, other = an_annotation(project, article), an_annotation(project, article, Span(0, 30))
    coding.link(project, "responds_to", one.id, other.id, values={"relation": "repeats"})
    [row] = table(project, tmp_path, "links")
    assert (row["link"], row["from_id"], row["to_id"]) == ("responds_to", one.shown_id, other.shown_id)
    assert (row["from_category"], row["to_category"], row["relation"], row["coder"]) == ("claim", "claim", "repeats", "ada")


def test_nothing_of_a_link_is_needed_to_write_its_ends(project, tmp_path):
    article = an_article(project)
    claim, actor = an_annotation(project, article, CLAIM), an_annotation(project, article, ACTOR, category="actor", values={})
    a_link(project, "makes", actor, claim)
    [row] = table(project, tmp_path, "links")
    assert row["relation"] == ""


# ---- claims ---------------------------------------------------------------------------------------------------------------------


def test_a_claim_gathers_what_is_linked_to_it(project, tmp_path):
    article = an_article(project, outlet="Courier", date_published="2024-06-03")
    claim = {"type": "annotation", "id": "k", "article": "A17", "coder": "ada", "category": "claim", "spans": [[62, 101]]}
    claim["values"] = {"claim_type": "demand", "form": "indirect", "issue": "trade"}
    cue = {"speculation_type": "epistemic"}
    marks = [
        {**claim, "id": "a1", "category": "actor", "spans": [[31, 51]], "values": {"entity": "Ministry", "mention_form": "named"}},
        {**claim, "id": "a2", "category": "actor", "spans": [[0, 8]], "values": {"entity": "Ministry", "mention_form": "named"}},
        {**claim, "id": "a3", "category": "actor", "spans": [[73, 77]], "values": {"entity": "Fishers", "mention_form": "named"}},
        {**claim, "id": "u1", "category": "speculation", "spans": [[78, 82]], "values": {**cue, "certainty": "probable"}},
        {**claim, "id": "u2", "category": "speculation", "spans": [[83, 87]], "values": {**cue, "certainty": "doubtful"}},
        {**claim, "id": "s1", "category": "stance", "spans": [[52, 56]],
         "values": {"polarity": "against", "explicitness": "explicit", "target_type": "claim"}},
    ]  # fmt: skip
    ties = [
        ("makes", "a1"),
        ("makes", "a2"),
        ("addressee", "a3"),
        ("object", "a3"),
        ("qualifies", "u1"),
        ("qualifies", "u2"),
        ("towards", "s1"),
    ]
    links = [{"type": "link", "link": link, "from": source, "to": "k"} for link, source in ties]
    assert refusals(stored_by(project, claim, *marks, *links)) == []
    [row] = table(project, tmp_path, "claims")
    assert (row["claim_id"], row["article_id"], row["quote"]) == ("k", article, TEXT[62:101])
    assert (row["makers"], row["maker_kinds"], row["relays"], row["addressees"], row["objects"]) == (
        "Ministry",
        "",
        "",
        "Fishers",
        "Fishers",
    )
    assert (row["stances"], row["n_speculation"], row["certainty"], row["speculation_cues"]) == ("against", "2", "doubtful", "must | fall")
    assert (row["outlet"], row["date_published"], row["claim.issue"], row["confidence"]) == ("Courier", "2024-06-03", "trade", "sure")
    assert [(one["role"], one["entity"]) for one in read(tmp_path / "out" / "claim_actor.csv")] == [
        ("makes", "Ministry"), ("addressee", "Fishers"), ("object", "Fishers"),
    ]  # fmt: skip


def test_a_claim_without_speculation_has_no_certainty(project, tmp_path):
    an_annotation(project, an_article(project))
    [row] = table(project, tmp_path, "claims")
    assert (row["certainty"], row["n_speculation"], row["makers"], row["stances"]) == ("", "0", "", "")


def test_a_claim_names_its_makers_once_each(demo_tables):
    claims = read(demo_tables / "claims.csv")
    assert any(claim["makers"] for claim in claims)
    for claim in claims:
        for column in ("makers", "relays", "addressees", "objects"):
            names = claim[column].split(" | ")
            assert len(names) == len(set(names))


# ---- agreement ------------------------------------------------------------------------------------------------------------------


def test_agreement_is_written_as_the_command_reports_it_and_undefined_stays_undefined(demo_tables):
    rows = read(demo_tables / "agreement.csv")
    assert {row["measure"] for row in rows} >= {"exact_f1", "overlap_f1", "u_alpha", "attribute_alpha"}
    undefined = [row for row in rows if row["value"] == "undefined"]
    assert undefined
    assert all(row["reason"] and not row["low"] for row in undefined)
    for row in rows:
        assert row["coders"] == "ada | ben"
        assert row["value"] == "undefined" or not row["reason"]
        json.loads(row["parameters"])


def test_agreement_is_not_written_for_one_coder_nor_by_one_who_may_not_compare(demo, tmp_path):
    with open_project(demo, read_only=True) as project:
        export(project, tmp_path / "one", coder="ada")
    with open_project(demo, "ben", read_only=True) as project:
        export(project, tmp_path / "ben")
    for folder in ("one", "ben"):
        assert not (tmp_path / folder / "agreement.csv").exists()
        assert "Not here: agreement" in (tmp_path / folder / "README.txt").read_text(encoding="utf-8")


# ---- whose work, which layer ----------------------------------------------------------------------------------------------------


def test_a_coder_who_is_no_supervisor_exports_the_own_work_alone(demo, tmp_path):
    with open_project(demo, "ben", read_only=True) as project:
        for format in ("csv", "jsonl"):
            export(project, tmp_path, format=format)
        with pytest.raises(AnnotatorError, match="there is no coder 'ada'"):
            export(project, tmp_path / "more", coder="ada")
    for name in ("annotations", "links", "claims", "claim_actor", "article_codings", "coders"):
        assert {row["coder"] for row in read(tmp_path / f"{name}.csv")} == {"ben"}, name
    assert "ada" not in (tmp_path / "codings.jsonl").read_text(encoding="utf-8").replace("Canada", "")


@pytest.mark.parametrize(("layer", "some"), [("coders", True), ("gold", False), ("all", True)])
def test_each_layer_is_written_with_its_headers_though_gold_is_empty_yet(demo, tmp_path, layer, some):
    with open_project(demo, read_only=True) as project:
        export(project, tmp_path, layer=layer)
    for name in ("annotations", "links", "claims", "claim_actor", "article_codings", "agreement"):
        assert bool(read(tmp_path / f"{name}.csv")) is some, name
        assert (tmp_path / f"{name}.csv").stat().st_size > 10
    assert len(read(tmp_path / "articles.csv")) == 14
    assert ("gold layer" in (tmp_path / "README.txt").read_text(encoding="utf-8")) is (layer != "coders")


@pytest.mark.parametrize("wrong", [{"format": "xlsx"}, {"layer": "silver"}, {"coder": "nobody"}, {"coder": ""}, {"coder": "a\tb"}])
def test_what_is_not_there_cannot_be_asked_for(demo, tmp_path, wrong):
    with open_project(demo, read_only=True) as project, pytest.raises(AnnotatorError):
        export(project, tmp_path / "out", **wrong)
    assert not (tmp_path / "out").exists()


# ---- spreadsheets ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["=SUM(A1)", "+1", "-1", "@x", "\t=1"])
def test_cells_that_a_spreadsheet_would_run_are_guarded_only_when_asked(project, tmp_path, cell):
    an_article(project, headline=cell)
    assert table(project, tmp_path, "articles")[0]["headline"] == cell
    assert "Cells are written as they are" in (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")
    assert table(project, tmp_path, "articles", spreadsheet_safe=True)[0]["headline"] == f"'{cell}"
    assert "begin with '" in (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")


def test_excel_gets_a_byte_order_mark(project, tmp_path):
    export(project, tmp_path / "out", excel=True)
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in (tmp_path / "out").glob("*.csv"))


# ---- whole or not at all --------------------------------------------------------------------------------------------------------


class Stopped(Progress):
    """A progress that is told to stop at the given question."""

    def __init__(self, at: int) -> None:
        super().__init__(stopped=self._is_stopped)
        self.asked, self._at = 0, at

    def _is_stopped(self) -> bool:
        self.asked += 1
        return self.asked >= self._at


@pytest.mark.parametrize("format", ["csv", "jsonl", pytest.param("parquet", marks=pytest.mark.slow)])
def test_a_stop_at_any_moment_leaves_nothing_behind_and_an_earlier_export_untouched(demo, tmp_path, format):
    earlier = tmp_path / "earlier"
    with open_project(demo, read_only=True) as project:
        export(project, earlier, format=format)
        before = {path.name: path.read_bytes() for path in earlier.iterdir()}
        whole = Stopped(10**9)
        export(project, tmp_path / "whole", format=format, progress=whole)
        assert whole.asked > 20
        for at in {1, 2, whole.asked // 2, whole.asked - 1}:
            for folder in (earlier, tmp_path / "new"):
                with pytest.raises(Cancelled):
                    export(project, folder, format=format, progress=Stopped(at))
            assert {path.name: path.read_bytes() for path in earlier.iterdir()} == before
            assert not (tmp_path / "new").exists()


def test_a_table_that_lacks_rows_is_never_put_in_place(demo, tmp_path, monkeypatch):
    with open_project(demo, read_only=True) as project:
        whole = project.tables.all

        def lacking(*words, **options):
            tables = whole(*words, **options)
            links = tables["links"]
            return {**tables, "links": dataclasses.replace(links, rows=lambda: list(links.rows())[:-1].__iter__())}

        monkeypatch.setattr(project.tables, "all", lacking)
        with pytest.raises(AnnotatorError, match="486 rows of links were written where the project holds 487"):
            export(project, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_a_target_that_is_no_file_stops_the_export_before_anything_is_replaced(demo, tmp_path, format):
    name = {"csv": "links.csv", "jsonl": "codings.jsonl", "parquet": "links.parquet"}[format]
    (tmp_path / name).symlink_to(tmp_path / "elsewhere")
    with open_project(demo, read_only=True) as project, pytest.raises(FileProblem, match="symbolic link"):
        export(project, tmp_path, format=format)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_not_written_into(demo, tmp_path):
    os.mkfifo(tmp_path / "README.txt")
    with open_project(demo, read_only=True) as project, pytest.raises(FileProblem, match="not a regular file"):
        export(project, tmp_path)


def test_an_export_of_a_project_that_is_coded_meanwhile_is_one_state_of_it(tmp_path):
    with a_project(tmp_path) as project:
        article = an_article(project)
        for start in range(40):
            an_annotation(project, article, Span(start, start + 1), category="speculation", values={})
        path = project.path
    ended = threading.Event()

    def code() -> None:
        with open_project(path) as writer:
            enter(writer, "ada")
            for start in range(40, 60):
                an_annotation(writer, article, Span(start, start + 1), category="speculation", values={})
                time.sleep(0.002)
        ended.set()

    coder = threading.Thread(target=code)
    coder.start()
    try:
        with open_project(path, read_only=True) as project:
            while not ended.is_set():
                report = export(project, tmp_path / "out")
                assert report.rows["annotations"] == len(read(tmp_path / "out" / "annotations.csv"))
    finally:
        coder.join()
