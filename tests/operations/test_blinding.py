"""A project hides outlet, author and day from its coders: in facts, inside the text, in search, tables, exports and frames."""

from __future__ import annotations

import json

import pytest

from annotator import load_frames
from annotator.cli import main as door
from annotator.cli.list_rows import KINDS
from annotator.errors import AnnotatorError
from annotator.model.article import Region
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.blinding import hidden_from_coders, hide_from_coders
from annotator.operations.checking import check
from annotator.operations.exporting import FORMATS
from annotator.operations.projects import enter
from annotator.operations.searching import Filters, outlets, search, search_pattern
from annotator.project import open_project
from annotator.text.hiding import SIGN, SOURCE
from tests.builders import a_project, an_annotation, an_article

HEAD = "Fish tariffs to fall | The Harbour Courier"
BY = "By Nora Quist and Jan de Vries"
ABOUT = "Friday 19th July 2024 · www.harbourcourier.example/2024/07/19"
BODY = (
    "The ministry told the Harbour Courier on 19 July that tariffs on fish must fall by 1 August 2024, Nora Quist reports."
    " Anglers welcomed the plan in 1998."
)
TEXT = "\n".join((HEAD, BY, ABOUT, BODY))
LINES = dict(zip(("head", "by", "about", "body"), (TEXT.index(one) for one in (HEAD, BY, ABOUT, BODY)), strict=True))
REGIONS = (
    Region("headline", Span(0, len(HEAD))),
    Region("byline", Span(LINES["by"], LINES["by"] + len(BY))),
    Region("furniture", Span(LINES["about"], LINES["about"] + len(ABOUT))),
    Region("body", Span(LINES["body"], len(TEXT))),
)
FACTS = {
    "headline": HEAD, "outlet": "The Harbour Courier", "byline": BY, "date_published": "2024-07-19", "date_on_page": "2024-07-19",
    "url": "https://www.harbourcourier.example/2024/07/19/fish",
}  # fmt: skip
TELLING = ("harbour", "courier", "quist", "vries", "nora", "19 july", "2024-07-19", "19th july", "2024/07/19")


@pytest.fixture
def study(tmp_path):
    with a_project(tmp_path) as project:
        article = an_article(project, TEXT, source_id="harbourcourier-2024-07-19-fish", regions=REGIONS, **FACTS)
        with project.step("Add ben"):
            project.coders.add("ben")
        hide_from_coders(project, SOURCE)
    return tmp_path / "study.annot", article


def told(text):
    """Return what a text tells of the source."""
    return [one for one in TELLING if one in text.casefold()]


def test_nothing_of_the_source_is_left_and_every_other_letter_stands_where_it_stood(study):
    path, article = study
    with open_project(path, "ben") as project:
        shown = project.articles.text(article)
        facts = project.articles.get(article)
    assert told(shown) == []
    assert len(shown) == len(TEXT)
    assert all(one in (SIGN, other) for one, other in zip(shown, TEXT, strict=True))
    assert shown.count("\n") == TEXT.count("\n")
    assert "tariffs on fish must fall by 1 August 2024" in shown  # another day than that of the page: it belongs to the claim
    assert "welcomed the plan in 1998" in shown
    assert told(json.dumps([facts.headline, facts.outlet, facts.byline, facts.url, facts.source_id, facts.date_published])) == []
    assert facts.headline.startswith("Fish tariffs to fall | ")


def test_a_supervisor_and_who_opens_the_file_without_a_name_see_all(study):
    path, article = study
    for coder in ("ada", None):
        with open_project(path, coder) as project:
            assert (project.articles.text(article), project.articles.get(article).outlet) == (TEXT, "The Harbour Courier")


@pytest.mark.parametrize(("what", "left"), [("outlet", "nora quist"), ("byline", "harbour courier"), ("date", "nora quist")])
def test_one_can_be_hidden_and_the_others_stay(study, what, left):
    path, article = study
    with open_project(path, "ada") as project:
        hide_from_coders(project, [what])
        enter(project, "ben")
        shown = project.articles.text(article).casefold()
    assert left in shown
    assert SIGN in shown


def test_what_a_coder_marks_is_kept_as_it_stands_and_shown_as_it_is_seen(study):
    path, article = study
    span = Span(LINES["body"], LINES["body"] + BODY.index(" on 19"))
    with open_project(path, "ben") as project:
        made = an_annotation(project, article, span)
        coding.set_note(project, made.id, "who is told?")
        assert told(project.annotations.get(made.id).quote) == []
        assert project.annotations.get(made.id).note == "who is told?"
    with open_project(path) as project:
        assert project.annotations.get(made.id).quote == span.quote(TEXT)
    assert check(path) == []


def test_search_finds_nothing_by_what_is_hidden_not_even_by_leaving_it_out(study):
    path, _article = study
    with open_project(path, "ben") as project:
        for asked in ("Courier", "tariffs Quist", '"Harbour Courier"', "Har*"):
            assert search(project, asked).total == 0, asked
        assert search(project, "tariffs -Courier").total == 1
        (hit,) = search(project, "tariffs OR Courier").hits
        assert told(" ".join((hit.article.title, hit.article.outlet, hit.before, hit.quote, hit.after))) == []
        assert search_pattern(project, "Cour.er").total == 0
        assert outlets(project) == []
        assert search(project, "tariffs", Filters(outlets=frozenset(("The Harbour Courier",)))).total == 0
    with open_project(path, "ada") as project:
        assert search(project, "tariffs Quist").total == 1


@pytest.mark.parametrize("kind", KINDS)
def test_no_list_tells_a_coder_the_source(study, capfd, kind):
    path, article = study
    with open_project(path, "ben") as project:
        an_annotation(project, article, Span(LINES["body"], len(TEXT)))
    assert door.run(["list", str(path), kind, "--as", "ben"]) == 0
    assert told(capfd.readouterr().out) == []


@pytest.mark.parametrize("format", FORMATS)
def test_no_export_tells_a_coder_the_source(study, tmp_path, capfd, format):
    path, article = study
    with open_project(path, "ben") as project:
        an_annotation(project, article, Span(LINES["body"], len(TEXT)))
    assert door.run(["export", str(path), str(tmp_path / "out"), "--format", format, "--as", "ben"]) == 0
    for file in (tmp_path / "out").rglob("*.*"):
        if file.suffix == ".parquet":
            import pandas as pd

            assert told(pd.read_parquet(file).to_csv()) == [], file
        assert told(file.read_bytes().decode("utf-8", "replace")) == [], file
    frames = load_frames(path, "ben")
    assert told("\n".join(frame.to_csv() for frame in frames.values())) == []


def test_a_coder_cannot_lift_the_veil_by_regions_facts_or_the_switch(study):
    path, article = study
    with open_project(path, "ben") as project:
        with pytest.raises(AnnotatorError, match="hides"):
            coding.set_regions(project, article, [Region("body", Span(0, len(TEXT)))])
        with pytest.raises(AnnotatorError, match="hides"):
            coding.set_facts(project, article, {"outlet": "Another"})
        with pytest.raises(AnnotatorError, match="hides"):
            coding.set_facts(project, article, {"headline": project.articles.get(article).headline})
        with pytest.raises(AnnotatorError, match="only a supervisor"):
            hide_from_coders(project, [])
        coding.set_regions(project, article, [*REGIONS[:3], Region("subhead", REGIONS[3].span)])
        coding.set_facts(project, article, {"language": "en"})
        assert told(project.articles.text(article)) == []


def test_hiding_is_a_step_that_can_be_taken_back(study):
    path, _article = study
    with open_project(path, "ada") as project:
        project.undo()
        assert hidden_from_coders(project) == frozenset()
        assert project.history.all(None)[-1].label == "Undo Hide the source from coders"
        with pytest.raises(AnnotatorError, match="can be hidden"):
            hide_from_coders(project, ["colour"])
