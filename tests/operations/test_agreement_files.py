"""The agreement report taken out: figures, units × coders, the page that stands alone; and one codebook version at a time."""

from __future__ import annotations

import csv
import json
from html import escape
from html.parser import HTMLParser

import pytest

from annotator.agreement import words
from annotator.agreement.drift import Batch
from annotator.agreement.krippendorff import alpha
from annotator.agreement.measures import STATEMENTS
from annotator.errors import AnnotatorError, FileProblem
from annotator.model.codebook import parse_codebook
from annotator.operations import agreement_files
from annotator.operations.agreement import MIXED, SHOWN, agreement_report, compare, corpus
from annotator.operations.agreement_sections import alarm_words, sections
from annotator.operations.agreement_slices import Chart, signed
from annotator.operations.agreement_tables import figure_records
from annotator.operations.codebook import import_codebook
from annotator.project import open_project
from tests.agreement.study import a_long_study, a_study
from tests.builders import an_article, annotator_command, stored_by


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return a_study(tmp_path_factory.mktemp("invented"), articles=12)


@pytest.fixture(scope="module")
def report(study):
    with open_project(study, read_only=True) as project:
        return compare(project, ["ada", "ben"], measures=(*SHOWN, *STATEMENTS), draws=200)


def rows_of(text):
    return list(csv.DictReader(text.splitlines()))


def test_the_figures_are_written_with_all_decimals_and_undefined_ones_with_their_reason(report):
    rows = rows_of(agreement_files.records_csv(report))
    assert len(rows) == len(report.records)
    for row, record in zip(rows, report.records, strict=True):
        assert (float(row["value"]) if row["value"] else None) == record.value
        assert bool(row["reason"]) == (record.value is None)
        assert json.loads(row["counts"])
        assert row["inputs"] == record.inputs
    assert {row["coders"] for row in rows} == {"ada | ben"}
    assert any(row["reason"] for row in rows)


def test_alpha_computed_from_the_table_of_units_is_the_alpha_reported(report):
    scale = ("doubtful", "possible", "probable", "near_certain")
    rows = rows_of(agreement_files.units_csv(report))
    checked = 0
    for record in report.records:
        if record.measure != "attribute_alpha" or record.parameters["metric"] not in ("nominal", "ordinal") or record.value is None:
            continue
        mine = [row for row in rows if (row["category"], row["attribute"]) == (record.category, record.attribute)]
        table = [[row[coder] or None for coder in report.coders] for row in mine]
        ordinal = record.parameters["metric"] == "ordinal"
        found = alpha(table, str(record.parameters["metric"]), scale if ordinal else ())
        assert found.value == pytest.approx(record.value, abs=1e-12), record.attribute
        checked += 1
    assert checked >= 4


class Page(HTMLParser):
    """What a page holds and what it would fetch."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.fetched, self.words = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.fetched += [value for name, value in attributes if name in ("src", "href", "data", "srcset", "action")]

    def handle_data(self, data):
        self.words += data


def test_the_page_stands_alone_and_says_how_its_figures_came_about(report):
    text = agreement_files.html_page(report)
    page = Page(text)
    assert page.fetched == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert "url(" not in text
    assert "@import" not in text
    figures = [one for one in report.records if one.measure not in STATEMENTS]
    defined = [one for one in figures if one.value is not None]
    # A plot a figure and a bar a part of statements; a row each, one for each reason of those without a value, and three heads.
    assert page.tags.count("svg") == len(defined) + len(STATEMENTS)
    reasons = {words.reason(one) for one in figures if one.value is None}
    assert page.tags.count("tr") == len(defined) + 1 + len(reasons) + 1 + len(STATEMENTS) + 1
    paragraph = report.paragraph([one for one in figures if one.n])
    for said in (paragraph, report.records[0].inputs, "annotator 0.", "seed 2024", "no variation, 100 % equal", "● reliable"):
        assert said in page.words


def test_names_that_look_like_markup_stay_names(tmp_path):
    path = a_study(tmp_path, coders=("ada", "<b>ben</b>"), articles=2, sentences=2)
    with open_project(path, read_only=True) as project:
        page = Page(agreement_files.html_page(compare(project, draws=0)))
    assert "<b>ben</b>" in page.words


def test_a_file_that_cannot_be_written_is_named_and_the_project_is_never_written_over(report, study, tmp_path):
    with pytest.raises(FileProblem, match="the project itself"):
        agreement_files.write(report, "html", study, forbid=study)
    with pytest.raises(FileProblem, match="nowhere"):
        agreement_files.write(report, "units", tmp_path / "nowhere" / "units.csv")
    with pytest.raises(AnnotatorError, match="records, units, spans, html"):
        agreement_files.write(report, "spss", tmp_path / "out.sav")


def test_the_command_writes_what_the_window_writes(study, report, tmp_path):
    files = [
        word for kind, name in (("records", "a.csv"), ("units", "u.csv"), ("html", "r.html")) for word in (f"--{kind}", tmp_path / name)
    ]
    done = annotator_command("agreement", study, "--coders", "ada,ben", *files)
    assert (done.returncode, done.stderr) == (0, "")
    written = rows_of((tmp_path / "a.csv").read_text("utf-8"))
    assert [row["value"] for row in written] == [row["value"] for row in rows_of(agreement_files.records_csv(report))]
    assert (tmp_path / "u.csv").read_text("utf-8") == agreement_files.units_csv(report).replace("\r\n", "\n")
    assert "<svg" in (tmp_path / "r.html").read_text("utf-8")


@pytest.fixture
def two_versions(tmp_path):
    """A study of which ada and ben finished the last articles with a newer codebook."""
    path = a_study(tmp_path, coders=("ada", "ben"), articles=5, sentences=3)
    with open_project(path) as project:
        source = {**project.codebook.source, "description": "the same with a sentence more"}
        import_codebook(project, parse_codebook(source))
        base = {"type": "article_coding", "values": {"relevance": "relevant", "genre": "opinion"}, "finished": True}
        for article in project.articles.ids()[3:]:
            stored_by(project, *({**base, "article": article, "coder": coder} for coder in ("ada", "ben")), lenient=True)
    return path


def test_one_codebook_version_is_compared_at_a_time_and_mixing_is_said(two_versions):
    with open_project(two_versions, read_only=True) as project:
        assert corpus(project).versions == ("1.0", "1.1")
        newest, older, mixed = (compare(project, version=version, draws=0) for version in ("", "1.0", MIXED))
        with pytest.raises(AnnotatorError, match=r"'9\.9'"):
            agreement_report(project, version="9.9", draws=0)
    assert [one.n_articles for one in (newest, older, mixed)] == [2, 3, 5]
    assert [one.version for one in (newest, older, mixed)] == ["1.1", "1.0", ""]
    assert {one.parameters.get("codebook_versions") for one in mixed.records} == {"mixed"}
    assert {one.parameters.get("codebook_versions") for one in newest.records} == {None}
    assert "of several versions, mixed by choice" in mixed.paragraph()
    assert "codebook 1.1" in newest.paragraph()


def test_the_page_takes_the_figures_apart(tmp_path):
    path = a_long_study(tmp_path, coders=("ada", "ben", "<i>caro"), weekly=4, sentences=3, drifting="ben")
    with open_project(path, read_only=True) as project:
        report = compare(project, version=MIXED, measures=(*SHOWN, *STATEMENTS), draws=50)
        more = sections(project, report)
        text = agreement_files.html_page(report, more)
    page = Page(text)
    assert page.fetched == []
    assert "<i>" not in text
    for title in (
        "Where two codings of a statement part", "What became of the spans", "Pair by pair", "Which value met which", "Over time",
        "Article by article", "Codebook versions", "Coders against gold", "Articles still needed", "Differences", "Periods",
    ):  # fmt: skip
        assert title in page.words
    pairs, periods, versions = more.differences
    assert [names for names, _row in pairs.rows] == [("<i>caro", "ada"), ("<i>caro", "ben"), ("ada", "ben")]
    assert {names for names, _row in versions.rows} == {("1.1", "1.0")}
    for _names, row in (*pairs.rows, *periods.rows, *versions.rows):
        assert row.difference.value is None or row.difference.value == pytest.approx(row.one.value - row.other.value)
        assert f"{signed(row.difference.value)}" in text
    assert len(more.by_article) == 24
    assert [one.version for one in more.versions] == ["1.0", "1.1"]
    assert {one.n_articles for one in more.gold.records} == {2}
    record, charts = next((record, charts) for record, charts in more.charts if record.measure == "u_alpha" and record.category == "claim")
    assert alarm_words(charts) in page.words
    assert text.count("<polyline") == len(more.charts)
    layer = more.pairs[record.row]
    assert {one.coders for one in layer} == {("<i>caro", "ada"), ("<i>caro", "ben"), ("ada", "ben")}


def test_figures_without_a_value_stand_under_their_reason_which_is_said_once(report):
    text = agreement_files.html_page(report)
    table, rest = text.split("</table>", 1)
    none = [one for one in figure_records(report) if one.value is None]
    assert len(none) > 10
    assert table.count("<tr>") == 1 + sum(one.value is not None for one in figure_records(report))
    for reason in {words.reason(one) for one in none}:
        assert f">{escape(reason)}<" not in table
        assert rest.count(f"<td>{escape(reason)}</td>") == 1
    for one in none:
        assert escape(words.heading(one, report.codebook).title) in rest
    assert f"{len(none)} figures have no value in these codings" in rest


def test_who_shares_no_article_with_anyone_is_in_no_pair_and_said_in_one_line(tmp_path):
    path = a_study(tmp_path, coders=("ada", "ben", "caro"), articles=3, sentences=2)
    with open_project(path, "ada") as project:
        own = an_article(project, "An article that the supervisor alone has read.", source_id="own")
        done = {"type": "article_coding", "article": own, "coder": "sue", "values": {"genre": "hard_news", "main_issue": "trade"}}
        stored_by(project, done | {"finished": True}, lenient=True)
        whole, few = compare(project, draws=0), compare(project, ["ada", "sue"], draws=0)
        pairs = {one.coders for one in agreement_report(project, measures=["u_alpha"], draws=0)}
        named = {one.coders for one in agreement_report(project, ["ada", "sue"], measures=["u_alpha"], draws=0)}
    assert (whole.coders, whole.alone) == (("ada", "ben", "caro"), ("sue",))
    assert agreement_files.html_page(whole).count("sue finished no article with another and is in no pair") == 1
    assert not any("sue" in coders for coders in pairs)
    assert (few.coders, few.alone, named) == (("ada", "sue"), (), {("ada", "sue")})


def test_an_alarm_is_told_with_whom_and_since_when_and_what_no_alarm_is():
    def chart(coder, *weeks):
        batches = tuple(Batch(f"2024-W{number}", 0.5, 5, **marks) for number, marks in enumerate(weeks, 10))
        return Chart(coder, None, batches)

    out, alarm = {"outside": True, "low": 0.6, "high": 0.9}, {"outside": True, "alarm": True, "low": 0.7, "high": 0.9}
    low = {"below": True, "alarm": True}
    assert alarm_words([chart("", {}), chart("ada", {})]).startswith("All articles were finished in one week")
    assert alarm_words([chart("", {}, {}), chart("ada", {}, {})]) == "No alarm."
    assert "ada since 2024-W11" in alarm_words([chart("", {}, {}), chart("ada", out, alarm), chart("ben", {}, {})])
    assert alarm_words([chart("", out, alarm), chart("ada", {}, {})]) == "Alarm for all coders together since 2024-W11."
    assert "nobody drifts" in alarm_words([chart("", {}, low), chart("ada", {}, low)])
