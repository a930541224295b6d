"""What arrives and reads like an article that is there is told at the import, stored like any other, and joined by nobody."""

from __future__ import annotations

import itertools
import json
from random import Random

import pytest

from annotator.cli.main import run
from annotator.operations.import_reprints import Arrived, KnownTexts, reprints_among
from annotator.operations.importing import import_files
from annotator.operations.previewing import preview
from annotator.operations.projects import enter
from annotator.operations.reprints import find_reprints
from tests.operations.import_builders import a_folder, a_project
from tests.text.news_texts import an_article_text

STORY, OTHER = an_article_text(Random(3), 30), an_article_text(Random(4), 30)
SENTENCES = STORY.split(". ")
PARTLY = ". ".join([*SENTENCES[:9], "A desk put this in", *SENTENCES[12:]])


@pytest.fixture
def wire(tmp_path):
    """A project that holds the wire's story."""
    with a_project(tmp_path) as project:
        import_files(project, [a_folder(tmp_path, {"wire.txt": "Ferry talks stall\n\n" + STORY}, "wire")])
        yield project


def later(tmp_path):
    files = {
        "a reprint.txt": "Ferry talks stall\n\n" + STORY + " More soon.",
        "partly.txt": "Talks on the ferry\n\n" + PARTLY,
        "other.txt": OTHER,
        "the same.txt": "Ferry talks stall\n\n" + STORY,
    }
    return a_folder(tmp_path, files)


def test_each_new_article_names_the_earlier_one_it_is_most_like_and_all_are_stored(wire, tmp_path):
    first = wire.articles.ids()[0]
    report = import_files(wire, [later(tmp_path)])
    assert (report.added, report.duplicates, report.found) == (3, 1, 4)
    told = {one.path.name: one for one in report.reprints}
    assert set(told) == {"a reprint.txt", "partly.txt"}  # the same text is a duplicate and told as one
    assert told["a reprint.txt"].of == first
    assert told["a reprint.txt"].proposed
    assert told["a reprint.txt"].title == "Ferry talks stall"
    assert not told["partly.txt"].proposed
    assert 0.6 <= told["partly.txt"].index < 0.85
    clusters = {one.id: one.cluster_id for one in wire.articles.all()}
    assert clusters[told["a reprint.txt"].article_id] == told["a reprint.txt"].article_id


def test_what_is_told_at_the_import_are_the_pairs_that_reprints_finds(wire, tmp_path):
    report = import_files(wire, [later(tmp_path)])
    pairs = {frozenset((one.one, one.other)): one.index for one in find_reprints(wire).pairs}
    for one in report.reprints:
        assert pairs[frozenset((one.article_id, one.of))] == pytest.approx(one.index)


def test_an_article_that_is_corrected_is_told_as_a_correction_alone(tmp_path):
    with a_project(tmp_path) as project:
        import_files(project, [a_folder(tmp_path, {"story.txt": STORY}, "one")])
        report = import_files(project, [a_folder(tmp_path, {"story.txt": STORY + " Corrected."}, "two")])
        assert len(report.corrections) == 1
        assert report.reprints == ()


def test_a_coder_is_not_told_of_articles_that_others_code(wire, tmp_path):
    enter(wire, "ada")
    enter(wire, "ben")
    assert not wire.sees_all
    report = import_files(wire, [later(tmp_path)])
    assert report.added == 3
    assert report.reprints == ()


def test_comparing_ends_when_its_time_is_up_and_says_what_was_not_compared(wire, tmp_path):
    article = wire.articles.all()[0]
    ticks = itertools.count()
    one = Arrived(article, STORY, tmp_path / "x.txt", "")
    found, missed = reprints_among(wire, [one, one, one], within=1.5, clock=lambda: float(next(ticks)))
    assert found == ()
    assert missed == 2
    assert reprints_among(wire, [])[1] == 0


def test_the_preview_says_it_before_anything_is_stored(wire, tmp_path):
    known = KnownTexts()
    folder = later(tmp_path)
    shown = preview(wire, folder / "a reprint.txt", known_texts=known)
    assert any("Ferry talks stall" in note and "proposed as a reprint" in note for note in shown.articles[0].notes)
    assert preview(wire, folder / "other.txt", known_texts=known).articles[0].notes == preview(wire, folder / "other.txt").articles[0].notes
    assert len(wire.articles.ids()) == 1


def test_the_command_names_them_in_words_and_as_json_and_refuses_nothing(wire, tmp_path, capsys):
    path, folder = wire.path, later(tmp_path)
    wire.close()
    capsys.readouterr()
    assert run(["import", str(path), str(folder)]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("possible reprint")]
    assert len(lines) == 2
    assert "a reprint.txt reads like “Ferry talks stall”" in lines[0]

    (tmp_path / "again.txt").write_text("Ferry talks stall\n\n" + STORY + " Still more.")
    assert run(["import", str(path), str(tmp_path / "again.txt"), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [(one["proposed"], one["index"] > 0.95) for one in record["reprints"]] == [(True, True)]
    assert record["found"] == record["added"] + record["duplicates"] + len(record["problems"])
