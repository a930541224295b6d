"""What a supervisor chooses about agreement: edges, open attributes, limits, days, versions; and entities before they are joined."""

from __future__ import annotations

import csv
import json

import pytest

from annotator.agreement.record import LIMITS
from annotator.agreement.words import beside, heading
from annotator.errors import AnnotatorError, Cancelled
from annotator.operations.agreement import MIXED, agreement_report, compare, corpus, every_measure, report_on
from annotator.operations.agreement_files import spans_csv
from annotator.operations.agreement_gold import against_coder
from annotator.operations.agreement_html import html_page
from annotator.operations.agreement_limits import limits_of, set_limits
from annotator.operations.agreement_sections import sections
from annotator.operations.agreement_settings import AgreementSettings, settings_from
from annotator.operations.agreement_slices import before_and_since, by_article, over_time, own_intervals, version_differences
from annotator.operations.assigning import Order, apply_plan, preview_plan
from annotator.operations.projects import enter
from annotator.progress import Progress
from annotator.project import open_project
from annotator.store.coded import coded_annotations
from tests.agreement.study import a_long_study, a_study
from tests.builders import a_project_file, an_article, annotator_command, stored_by

TEXT = "The Ministry of Ports warned that the harbour must stay open. The Ferry Union hoped for rain, perhaps."


@pytest.fixture
def two_readings(tmp_path):
    """A project in which ada and ben finished one article: ada marks with the full stop, and each has an own entry for the Ministry."""
    path = a_project_file(tmp_path, maker="ada")
    with open_project(path) as project:
        enter(project, "ada")
        article = an_article(project, TEXT, source_id="S1")
        start, name = TEXT.index("the harbour"), TEXT.index("Ministry of Ports")
        for coder, end, entity in (("ada", TEXT.index(".") + 1, "Ministry of Ports"), ("ben", TEXT.index("."), "ministry  of ports")):
            base = {"article": article, "coder": coder}
            kept = stored_by(
                project,
                {"type": "entity", "id": f"{coder}-ministry", "label": entity, "kind": "government_body"},
                {**base, "type": "annotation", "id": f"{coder}1", "category": "claim", "spans": [[start, end]],
                 "values": {"claim_type": "demand", "form": "indirect"} | ({"issue": "trade"} if coder == "ada" else {})},
                {**base, "type": "annotation", "id": f"{coder}2", "category": "actor", "spans": [[name, name + 17]],
                 "values": {"entity": f"{coder}-ministry", "mention_form": "named"}},
                {**base, "type": "article_coding", "values": {"relevance": "relevant", "genre": "hard_news"}, "finished": True},
                lenient=True,
            )  # fmt: skip
            assert not [one for one in kept if hasattr(one, "reason")], kept
    return path


def value(project, measure, category, attribute="", **choices):
    records = agreement_report(project, measures=[measure], draws=0, **choices)
    return next(one for one in records if (one.category, one.attribute) == (category, attribute))


def test_a_full_stop_at_the_edge_counts_unless_edges_are_trimmed_and_the_choice_is_printed(two_readings):
    with open_project(two_readings, read_only=True) as project:
        assert value(project, "exact_f1", "claim").value == 0.0
        trimmed = value(project, "exact_f1", "claim", trim=True)
        assert trimmed.value == 1.0
        assert trimmed.parameters["edges"] == "trimmed"
        report = compare(project, draws=0, trim=True)
        assert "white space and punctuation at the edges of spans left out" in report.paragraph()
        assert "white space" not in compare(project, draws=0).paragraph()


def test_an_attribute_left_open_is_missing_or_by_choice_a_value(two_readings):
    with open_project(two_readings, read_only=True) as project:
        assert value(project, "attribute_alpha", "claim", "issue").n == 0
        chosen = value(project, "attribute_alpha", "claim", "issue", unset_as_value=True)
        assert (chosen.n, chosen.value, chosen.parameters["unset"]) == (1, 0.0, "value")


def test_two_entries_of_one_name_are_one_entity_before_they_are_joined(two_readings):
    with open_project(two_readings, read_only=True) as project:
        record = value(project, "attribute_alpha", "actor", "entity")
        assert (record.n, record.counts["percent"]) == (1, 1.0)
        entities = {unit.entity for unit in corpus(project).articles[0].units if unit.category == "actor"}
        assert len(entities) == 1
        assert entities <= {one.id for one in project.entities.all()}


def test_words_are_compared_where_f1_per_word_is_asked_for(two_readings):
    with open_project(two_readings, read_only=True) as project:
        assert value(project, "token_f1", "claim").value == 1.0


def test_every_record_says_when_it_was_made_and_is_the_same_record_a_day_later(two_readings):
    with open_project(two_readings, read_only=True) as project:
        one, other = (value(project, "exact_f1", "actor") for _time in range(2))
    assert one.date[:2] == "20"
    assert one.as_dict()["date"] == one.date
    assert one == other


def test_limits_are_a_setting_of_the_project_that_only_the_supervisor_changes(two_readings):
    with open_project(two_readings, "ada") as project:
        assert limits_of(project) == LIMITS == (0.667, 0.8)
        assert set_limits(project, 0.6, 0.75)
        assert not set_limits(project, 0.6, 0.75)
        assert compare(project, draws=0).limits == (0.6, 0.75)
        with pytest.raises(AnnotatorError, match="between 0 and 1"):
            set_limits(project, 0.9, 0.8)
    with open_project(two_readings, "ben") as project, pytest.raises(AnnotatorError, match="supervisor"):
        set_limits(project, 0.5, 0.6)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return a_study(tmp_path_factory.mktemp("chosen"), coders=("ada", "ben"), articles=12, sentences=4)


def dated(path, days):
    """Return the study's report with these days of finishing, article by article."""
    with open_project(path, read_only=True) as project:
        report = compare(project, measures=("u_alpha", "attribute_alpha"), draws=200)
    report.corpus.days.clear()
    report.corpus.days.update(zip((one.article_id for one in report.corpus.articles), days, strict=True))
    return report


def test_a_figure_is_split_at_the_day_of_a_rule_and_the_parts_are_the_report_of_each(study):
    report = dated(study, ["2024-05-01"] * 7 + ["2024-06-19"] * 5)
    record = next(one for one in report.records if one.attribute == "claim_type")
    split = before_and_since(report, record, "2024-06-19")
    assert (split.before.n_articles, split.since.n_articles) == (7, 5)
    assert split.difference.value == pytest.approx(split.since.value - split.before.value)
    assert split.difference.low < split.difference.value < split.difference.high
    assert split.before.low < split.before.value < split.before.high
    nothing_before = before_and_since(report, record, "2024-01-01")
    assert (nothing_before.before.value, nothing_before.before.n_articles) == (None, 0)
    assert nothing_before.since.value == pytest.approx(record.value)
    with pytest.raises(AnnotatorError, match="no day"):
        before_and_since(report, record, "last week")


def test_an_article_in_which_nobody_marked_anything_stands_in_the_table_as_such(tmp_path):
    path = a_study(tmp_path, coders=("ada", "ben"), articles=2, sentences=2)
    with open_project(path) as project:
        empty = an_article(project, "Nothing is claimed in this one.", source_id="quiet")
        finished = [{"type": "article_coding", "article": empty, "coder": coder, "finished": True,
                     "values": {"relevance": "relevant", "genre": "hard_news"}} for coder in ("ada", "ben")]  # fmt: skip
        stored_by(project, *finished, lenient=True)
        report = compare(project, measures=("exact_f1",), draws=0)
        record = next(one for one in report.records if one.category == "claim")
        rows = {one.article_id: one for one in by_article(report, record)}
    assert (rows[empty].value, rows[empty].unmarked) == (None, True)
    assert [one.unmarked for name, one in rows.items() if name != empty] == [False, False]
    assert record.counts["articles_both_empty"] == 1


def test_figures_against_an_earlier_coding_are_shown_over_the_weeks_too(study):
    with open_project(study, read_only=True) as project:
        report = against_coder(project, "ada", AgreementSettings(draws=0))
    for measure in ("gold_f1", "gold_accuracy", "gold_category"):
        record = next(one for one in report.records if one.measure == measure and one.category == "claim")
        (chart,) = over_time(report, record, draws=50)
        assert sum(batch.n_articles for batch in chart.batches) == 12
        assert [one.value for one in chart.batches] == [pytest.approx(record.value)]


def test_the_spans_file_holds_every_mark_of_the_common_articles_and_who_marked_nothing(study):
    with open_project(study, read_only=True) as project:
        report = compare(project, draws=0)
        texts = {article.article_id: project.articles.text(article.article_id) for article in report.corpus.articles}
    rows = list(csv.DictReader(spans_csv(report).splitlines()))
    marked = [row for row in rows if row["category"]]
    assert len(marked) == sum(len(unit.spans) for article in report.corpus.articles for unit in article.units)
    record = next(one for one in report.records if one.measure == "u_alpha" and one.category == "claim")
    claims = [row for row in marked if row["category"] == "claim"]
    assert sum(int(row["coded_end"]) - int(row["coded_start"]) for row in claims) == record.counts["marked"]
    assert texts[claims[0]["article_id"]][int(claims[0]["start"]) : int(claims[0]["end"])].startswith(("the", "tariffs", "prices", "no"))


def rows_of(done):
    header, *lines = done.stdout.splitlines()
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


def test_the_command_splits_at_a_day_keeps_limits_and_trims(study, tmp_path):
    done = annotator_command("agreement", study, "--since", "2999-01-01", "--measure", "u_alpha")
    rows = rows_of(done)
    assert {row["articles before"] for row in rows} == {"12"}
    assert {(row["since"], row["articles since"], row["difference"]) for row in rows} == {("", "0", "")}
    kept = annotator_command("agreement", study, "--limits", ".1,.2", "--measure", "u_alpha")
    assert {row["verdict"] for row in rows_of(kept) if row["what"] == "claim"} == {"reliable"}
    again = annotator_command("agreement", study, "--limits", ".667,.8", "--trim", "--measure", "exact_f1", "--json")
    assert {json.loads(line)["parameters"]["edges"] for line in again.stdout.splitlines()} == {"trimmed"}
    wrong = annotator_command("agreement", study, "--limits", ".9")
    assert (wrong.returncode, "two limits" in wrong.stderr) == (2, True)
    spans = annotator_command("agreement", study, "--spans", tmp_path / "spans.csv")
    assert spans.returncode == 0
    assert "coded_length" in (tmp_path / "spans.csv").read_text("utf-8")


def test_the_command_shows_a_reference_over_weeks_and_refuses_what_has_no_meaning_there(study):
    done = annotator_command("agreement", study, "--against", "ada", "--over", "weeks")
    assert {row["coder"] for row in rows_of(done)} == {"ben"}
    assert "gold_f1 (exact)" in {row["measure"] for row in rows_of(done)}
    refused = annotator_command("agreement", study, "--against", "ada", "--own-bootstrap")
    assert (refused.returncode, refused.stdout) == (2, "")
    again = annotator_command("agreement", study, "--again", "--over", "weeks")
    assert (again.returncode, again.stdout) == (2, "")


def test_two_codebook_versions_are_compared_with_the_interval_of_their_difference(tmp_path):
    from annotator.model.codebook import parse_codebook
    from annotator.operations.codebook import import_codebook

    path = a_study(tmp_path, coders=("ada", "ben"), articles=8, sentences=4)
    with open_project(path) as project:
        import_codebook(project, parse_codebook({**project.codebook.source, "description": "one sentence more"}))
        base = {"type": "article_coding", "values": {"relevance": "relevant", "genre": "opinion"}, "finished": True}
        for article in project.articles.ids()[4:]:
            stored_by(project, *({**base, "article": article, "coder": coder} for coder in ("ada", "ben")), lenient=True)
        found = version_differences(project, "1.1", "1.0", AgreementSettings(measures=("u_alpha",), draws=100))
    newer, older, apart = next(one for one in found if one[0].category == "claim")
    assert (newer.n_articles, older.n_articles, apart.n_articles) == (4, 4, 8)
    assert apart.value == pytest.approx(newer.value - older.value)
    assert apart.low <= apart.value <= apart.high
    done = annotator_command("agreement", path, "--difference", "1.1,1.0", "--measure", "u_alpha")
    assert next(row for row in rows_of(done) if row["what"] == "claim")["difference"] == f"{apart.value:.2f}"


def test_the_paragraph_says_how_a_plan_drew_the_articles(tmp_path):
    path = a_study(tmp_path, coders=("ada", "ben"), articles=6, sentences=2)
    with open_project(path) as project:
        assert compare(project, draws=0).drawn == ""
        four = tuple(project.articles.ids()[:4])
        order = Order(("ada", "ben"), "main", shared=0.5, shared_by=2, strata=("outlet",), seed=4, articles=four)
        apply_plan(project, preview_plan(project, order))
        report = compare(project, draws=0)
    said = "4 of the 4 articles of round main; 50 % were drawn at random within strata of outlet for double coding, seed 4"
    assert report.drawn == f"{said}; 2 articles outside a plan"
    assert f"6 articles finished by two of them ({report.drawn})" in report.paragraph()


def test_the_page_on_paper_and_its_weeks_judge_by_the_limits_of_the_project(tmp_path):
    path = a_long_study(tmp_path, coders=("ada", "ben"), weeks=3, weekly=4, sentences=3, decided=0)
    with open_project(path, "ada") as project:
        set_limits(project, 0.05, 0.1)
        report = compare(project, version=MIXED, measures=("u_alpha", "attribute_alpha"), draws=50)
        page = html_page(report, sections(project, report))
    assert "0 · .05 · .10 · 1" in page
    assert "limits .050 and .100" in page
    assert "under .050" in page
    assert ".667" not in page
    assert "●" in page


@pytest.fixture(scope="module")
def weeks(tmp_path_factory):
    """A study of two coders over three weeks, four articles each, from 4 March 2024 on."""
    return a_long_study(tmp_path_factory.mktemp("weeks"), coders=("ada", "ben"), weeks=3, weekly=4, sentences=3, decided=0)


def test_a_period_lets_in_the_articles_finished_in_it_and_is_told_with_every_figure(weeks):
    with open_project(weeks, "ada") as project:
        whole = report_on(project, AgreementSettings(version=MIXED, draws=0))
        later = report_on(project, AgreementSettings(version=MIXED, since="2024-03-11", until="2024-03-18", draws=0))
        nothing = report_on(project, AgreementSettings(version=MIXED, since="2025-01-01", draws=0))
    assert (whole.n_articles, later.n_articles, nothing.n_articles) == (12, 8, 0)
    assert set(later.corpus.weeks.values()) == {"2024-W11", "2024-W12"}
    assert "articles finished from 2024-03-11 to 2024-03-18" in later.paragraph()
    assert later.records[0].parameters["finished_from"] == "2024-03-11"
    assert "finished from 2024-03-11 to 2024-03-18" in html_page(later)
    assert later.records[0].inputs != whole.records[0].inputs


def test_draws_seed_and_the_share_for_a_match_are_those_that_were_chosen(study):
    with open_project(study, "ada") as project:
        chosen = AgreementSettings(measures=("iou_f1",), threshold=0.8, draws=60, seed=7)
        strict = report_on(project, chosen)
        usual = report_on(project, AgreementSettings(measures=("iou_f1",), draws=60))
    record, loose = (next(one for one in report.records if one.category == "claim") for report in (strict, usual))
    assert (record.parameters["draws"], record.parameters["seed"], record.parameters["threshold"]) == (60, 7, 0.8)
    assert record.value <= loose.value
    assert heading(record, strict.codebook).measure == "F1, IoU of .80 or more"
    assert chosen.told() == ["spans answer from IoU .80 on", "60 draws", "seed 7"]
    assert all(words in html_page(strict) for words in chosen.told())


def test_krippendorffs_bootstrap_stands_beside_the_interval_over_articles_where_it_is_asked_for(study):
    with open_project(study, "ada") as project:
        report = report_on(project, AgreementSettings(measures=("attribute_alpha", "exact_f1"), draws=60, own_bootstrap=True))
    record = next(one for one in report.records if one.attribute == "claim_type")
    own = record.counts["own_bootstrap"]
    (alone,) = own_intervals(report, [record])
    assert (own["low"], own["high"]) == (alone.low, alone.high) != (record.low, record.high)
    assert record.parameters["resampled"] == "articles"
    assert f"P(alpha < .667) = {own['p_below_tentative']:.3f}".replace("= 0.", "= .") in beside(record)
    assert "Krippendorff's own bootstrap" in report.paragraph([record])
    assert not any("own_bootstrap" in one.counts for one in report.records if one.measure == "exact_f1")


def test_settings_are_kept_and_read_again_and_nonsense_is_as_by_default():
    chosen = AgreementSettings(("ada", "ben"), "1.0", ("u_alpha",), True, True, "2024-03-01", "2024-03-31", 0.7, 200, 5, True)
    assert settings_from(json.loads(json.dumps(chosen.as_dict()))) == chosen
    assert settings_from({"draws": "many", "trim": 3, "coders": [], "strange": 1}) == AgreementSettings()
    assert settings_from({"since": "last week", "trim": True}) == AgreementSettings()
    for wrong in ({"draws": -1}, {"threshold": 0.0}, {"seed": -3}, {"until": "June"}, {"since": "2024-05-02", "until": "2024-05-01"}):
        with pytest.raises(AnnotatorError):
            AgreementSettings(**wrong)


def test_the_command_takes_the_same_choices_as_the_window(weeks, tmp_path):
    words = ("--codebook", "mixed", "--from", "2024-03-11", "--to", "2024-03-18", "--draws", "40", "--seed", "9")
    done = annotator_command("agreement", weeks, *words, "--iou", ".7", "--measure", "iou_f1", "--json")
    record = json.loads(done.stdout.splitlines()[0])
    assert record["n_articles"] == 8
    kept = {key: record["parameters"][key] for key in ("finished_from", "finished_to", "draws", "seed", "threshold")}
    assert kept == {"finished_from": "2024-03-11", "finished_to": "2024-03-18", "draws": 40, "seed": 9, "threshold": 0.7}
    page = tmp_path / "report.html"
    annotator_command("agreement", weeks, *words, "--trim", "--html", page)
    text = page.read_text("utf-8")
    assert all(said in text for said in ("finished from 2024-03-11 to 2024-03-18", "edges trimmed", "40 draws", "seed 9"))
    refused = annotator_command("agreement", weeks, "--from", "June")
    assert (refused.returncode, "no day" in refused.stderr) == (1, True)


def test_a_stop_is_heard_while_the_annotations_are_read_page_by_page(tmp_path):
    with open_project(a_study(tmp_path, articles=4, sentences=3), "ada") as project:
        sql = "SELECT id FROM annotation WHERE layer = ?"
        pages = list(project.database.pages(sql, ("coder",), size=5))
        assert len(pages) > 2
        assert {len(page) for page in pages[:-1]} == {5}
        assert [row for page in pages for row in page] == project.database.tuples(sql, ("coder",))

        def stop() -> None:
            raise Cancelled

        with pytest.raises(Cancelled):
            coded_annotations(project.database, check=stop)


def test_a_stop_is_heard_between_articles_pairs_of_coders_and_measures(tmp_path):
    path = a_study(tmp_path, coders=("ada", "ben", "caro"), articles=12, sentences=3)
    settings = AgreementSettings(measures=tuple(one for one in every_measure() if not one.startswith("gamma")), draws=20)
    with open_project(path, "ada") as project:
        asked = []
        whole = report_on(project, settings, Progress(stopped=lambda: bool(asked.append(1))))
        # Each article is read, packed and hashed by itself, each pair matched by itself.
        assert len(asked) > 3 * whole.n_articles + 3 * len(settings.measures)
        for stop_at in (1, whole.n_articles, len(asked) // 2, len(asked) - 1):
            heard = []
            with pytest.raises(Cancelled):
                report_on(project, settings, Progress(stopped=lambda heard=heard, at=stop_at: len(heard) >= at or bool(heard.append(1))))
        record = next(one for one in whole.records if one.measure == "u_alpha")
        with pytest.raises(Cancelled):
            whole.passages(record, Progress(stopped=lambda: True))
        with pytest.raises(Cancelled):
            over_time(whole, record, progress=Progress(stopped=lambda: True))


def test_the_command_says_who_finished_no_article_with_another(tmp_path):
    path = a_study(tmp_path, articles=3)
    with open_project(path) as project:
        own = an_article(project, TEXT, source_id="own")
        values = {"relevance": "relevant", "genre": "hard_news"}
        stored_by(project, {"type": "article_coding", "article": own, "coder": "dora", "values": values, "finished": True}, lenient=True)
    done = annotator_command("agreement", path, "--measure", "u_alpha")
    assert (done.returncode, "dora finished no article with another and is in no pair" in done.stderr) == (0, True)
    assert "dora" not in done.stdout
    both = annotator_command("agreement", path, "--measure", "u_alpha", "--coders", "ada,ben")
    assert (both.returncode, "in no pair" in both.stderr) == (0, False)
