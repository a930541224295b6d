"""Random work in random files, merged in random orders: all files end up with the same rows, and nothing is lost."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.model.annotation import Annotation
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.checking import check
from annotator.operations.merging import merge_file
from annotator.operations.projects import enter
from annotator.project import Project, open_project
from tests.builders import TEXT, a_project_file, an_article
from tests.merging.joined_files import a_copy, content

VALUES = {
    "claim_type": ["demand", "evaluative", "accusation"],
    "form": ["direct", "indirect"],
    "issue": ["trade", "health"],
}
CODERS = ("ada", "ben", "cara")


def a_study(folder: Path) -> Path:
    path = a_project_file(folder)
    with open_project(path) as project:
        enter(project, "ada")
        for number in range(2):
            an_article(project, f"{TEXT} {number}.", source_id=f"A{number}")
    return path


def mine(project: Project, article: str) -> list[Annotation]:
    return project.annotations.of_article(article, project.the_coder().id)


def act(project: Project, chance: random.Random) -> None:
    """Let the coder do one thing; what the rules refuse is not done."""
    article = chance.choice(project.articles.ids())
    there = mine(project, article)
    deed = chance.choice(("mark", "mark", "value", "delete", "link", "unlink", "undo", "redo", "note", "finish", "regions"))
    if deed == "mark" or not there:
        start = chance.randrange(0, 90)
        category = chance.choice(("claim", "actor"))
        coding.annotate(project, article, category, Span(start, start + chance.randrange(1, 12)), values={})
    elif deed == "value":
        attribute = chance.choice(list(VALUES))
        coding.set_value(project, chance.choice(there).id, attribute, chance.choice(VALUES[attribute]))
    elif deed == "delete":
        coding.delete_annotation(project, chance.choice(there).id)
    elif deed == "link":
        coding.link(project, "makes", chance.choice(there).id, chance.choice(there).id)
    elif deed == "unlink":
        coding.unlink(project, chance.choice(project.links.of_article(article, project.the_coder().id)).id)
    elif deed == "note":
        coding.set_note(project, chance.choice(there).id, f"note {chance.randrange(9)}")
    elif deed == "finish":
        coding.set_article_value(project, article, "relevance", chance.choice(["relevant", "irrelevant"]))
    elif deed == "regions":
        from annotator.model.article import Region

        coding.set_regions(project, article, [Region("headline", Span(0, 30)), Region("body", Span(31, 60 + chance.randrange(40)))])
    elif deed == "undo":
        project.undo(chance.choice((article, None)))
    else:
        project.redo(chance.choice((article, None)))


def work(path: Path, coder: str, chance: random.Random, deeds: int) -> None:
    with open_project(path) as project:
        enter(project, coder)
        for _number in range(deeds):
            try:
                act(project, chance)
            except (AnnotatorError, IndexError):
                continue


def merge_all(path: Path, others: list[Path]) -> None:
    with open_project(path) as project:
        for other in others:
            merge_file(project, other)


def played(folder: Path, seed: int, rounds: int) -> list[Path]:
    """Let three files live: coders work in them, now and then one takes in another, in the end each takes in all."""
    chance = random.Random(seed)
    study = a_study(folder)
    work(study, "ada", chance, 4)
    files = [study, *(a_copy(study, name) for name in ("one", "two"))]
    for _round in range(rounds):
        for path in files:
            work(path, chance.choice(CODERS), chance, chance.randrange(1, 5))
        if chance.random() < 0.5:
            taking, giving = chance.sample(files, 2)
            merge_all(taking, [giving])
    for _twice in range(2):  # what the first one lacks of the last ones it gets in the second pass
        for path in files:
            others = [one for one in files if one != path]
            chance.shuffle(others)
            merge_all(path, others)
    return files


def told_alike(files: list[Path]) -> None:
    first = content(files[0])
    for path in files[1:]:
        assert content(path) == first
    for path in files:
        assert check(path) == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), rounds=st.integers(1, 3))
@example(seed=63433, rounds=2)
@example(seed=649, rounds=3)
def test_files_that_have_taken_each_other_in_hold_the_same(seed, rounds):
    with tempfile.TemporaryDirectory() as folder:
        told_alike(played(Path(folder), seed, rounds))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(25))
def test_long_histories_of_files_that_take_each_other_in_hold_the_same(tmp_path, seed):
    told_alike(played(tmp_path, seed, rounds=5))
