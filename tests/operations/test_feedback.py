"""After adjudication each coder learns what stands instead of the own reading, and why; the supervisor sees how far the study is."""

from __future__ import annotations

import pytest

from annotator.agreement.bootstrap import articles_needed
from annotator.errors import AnnotatorError
from annotator.model.decision import BOTH, REJECTED, TAKEN, Cell
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.adjudicating import Choice, decide, take_over_agreed
from annotator.operations.assigning import Order, apply_plan, preview_plan
from annotator.operations.feedback import lessons
from annotator.operations.merging import merge_file
from annotator.operations.packages import make_package
from annotator.operations.progressing import study_progress
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.builders import ACTOR, a_link, a_project_file, an_annotation, an_article
from tests.operations.test_adjudicating import article_of, finished, person, project, the  # noqa: F401  # the fixture is the story's beginning


@pytest.fixture
def decided(project):  # noqa: F811
    """Ben's word is the speculation that is not there; the claim runs as cara has it and is what ben says it is."""
    take_over_agreed(project, article_of(project))
    decide(project, the(project, "speculation"), Choice(REJECTED, reason="slip", note="a title, no doubt"))
    cells = {"span": Cell(person(project, "cara")), "claim_type": Cell(person(project, "ben"))}
    decide(project, the(project, "claim"), Choice(TAKEN, cells, "rule_unclear"))
    return project


def test_each_coder_sees_yours_gold_and_why_and_nothing_that_was_right(decided):
    ben, cara = lessons(decided, "ben"), lessons(decided, "cara")

    assert [(one.kind, one.reason) for one in ben] == [("not there", "slip"), ("differs", "rule_unclear")]
    assert [row[0] for row in ben[1].rows] == ["span"]
    assert [(one.kind, one.rows) for one in cara] == [("differs", (("claim_type", "evaluative", "demand"),))]


def test_what_a_coder_missed_is_a_lesson(project):  # noqa: F811
    decide(project, the(project, "speculation"), Choice(BOTH))

    [missed] = lessons(project, "cara")
    assert (missed.kind, missed.yours, missed.gold.quote) == ("missed", None, "The")


def test_a_link_is_no_lesson_while_its_other_end_is_undecided(project):  # noqa: F811
    claim, cara = the(project, "claim"), person(project, "cara")
    decide(project, claim, Choice(TAKEN, {"span": Cell(cara), "claim_type": Cell(cara)}))

    assert lessons(project, "cara") == []
    assert [row[0] for row in lessons(project, "ben")[0].rows] == ["span", "claim_type"]


def test_a_link_to_the_same_thing_in_other_words_is_no_lesson(tmp_path):
    with open_project(a_project_file(tmp_path)) as study:
        article = an_article(study)
        for coder, maker in (("ben", ACTOR), ("cara", Span(35, 51))):  # The Foreign Ministry, Foreign Ministry
            enter(study, coder)
            a_link(study, "makes", an_annotation(study, article, maker, category="actor", values={}), an_annotation(study, article))
            finished(study, article)
        enter(study, "ada")
        take_over_agreed(study, article)
        decide(study, the(study, "actor"), Choice(TAKEN, {"span": Cell(person(study, "ben"))}))

        [lesson] = lessons(study, "cara")
        assert (lesson.category, [row[0] for row in lesson.rows]) == ("actor", ["span"])
        assert lessons(study, "ben") == []


def test_a_coder_sees_the_own_lessons_only(decided):
    enter(decided, "ben")
    assert lessons(decided, "ben")

    with pytest.raises(AnnotatorError, match="shown to the coder they are for"):
        lessons(decided, "cara")


@pytest.fixture
def package_of_ben(decided, tmp_path):
    """Ben's package after adjudication: the article is ben's by plan, and cara's."""
    enter(decided, "ada")
    apply_plan(decided, preview_plan(decided, Order(("ben", "cara"), per_article=2)))
    return make_package(decided, "ben", tmp_path / "ben.annot").path


def told(found):
    """Return what lessons say, without how the readings in them are known and kept."""
    readings = [[(each.category, each.spans, each.quote, dict(each.values)) for each in (one.yours, one.gold) if each] for one in found]
    facts = [(one.article_id, one.kind, one.category, one.rows, one.reason, one.note, one.rule, one.decided_at) for one in found]
    return list(zip(facts, readings, strict=True))


def test_a_package_made_after_adjudication_brings_its_coder_the_own_lessons(decided, package_of_ben):
    with open_project(package_of_ben) as package:
        ben = enter(package, "ben")
        found = lessons(package, "ben")
        assert {one.yours.coder_id for one in found} == {ben.id}
        assert [package.annotations.get(one.yours.id).quote for one in found] == [one.yours.quote for one in found]

    assert [(one.kind, one.note) for one in found] == [("not there", "a title, no doubt"), ("differs", "")]
    assert told(found) == told(lessons(decided, "ben"))


def test_no_lesson_of_another_and_nothing_of_who_decided_is_in_a_package(decided, package_of_ben):
    cara, data = person(decided, "cara"), package_of_ben.read_bytes()
    ids = [cara, *(one.id for one in decided.decisions.all())]
    ids += [one.id for one in decided.annotations.of_article(article_of(decided)) if one.coder_id == cara]
    ids += [one.id for one in decided.annotations.of_article(article_of(decided), layer="gold")]

    assert [one for one in ids if one.encode() in data] == []
    with open_project(package_of_ben) as package:
        enter(package, "ben")
        with pytest.raises(AnnotatorError, match="there is no coder cara"):
            lessons(package, "cara")


def test_lessons_of_articles_that_a_package_does_not_hold_stay_where_they_are(decided, tmp_path):
    other = an_article(decided, source_id="B1")
    path = make_package(decided, "ben", tmp_path / "other.annot", [other]).path

    with open_project(path) as package:
        enter(package, "ben")
        assert lessons(package, "ben") == []


def test_the_lessons_of_a_package_come_back_with_nothing(decided, package_of_ben):
    before = len(decided.decisions.all()), told(lessons(decided, "ben"))
    with open_project(package_of_ben) as package:
        enter(package, "ben")
        coding.set_note(package, lessons(package, "ben")[0].yours.id, "I see")
        finished(package, article_of(package))  # for an article that is changed is open again

    assert merge_file(decided, package_of_ben).steps == 2
    assert (len(decided.decisions.all()), told(lessons(decided, "ben"))) == before


def test_progress_counts_articles_by_coder_and_week_and_the_shared_part(project):  # noqa: F811
    apply_plan(project, preview_plan(project, Order(("ben", "cara"), per_article=2)))
    progress = study_progress(project)

    by_coder = {one.coder: one for one in progress.coders}
    assert {name: (one.assigned, one.finished) for name, one in by_coder.items() if name != "ada"} == {"ben": (1, 1), "cara": (1, 1)}
    assert (by_coder["ben"].annotations, by_coder["cara"].annotations) == (3, 2)
    assert (progress.articles_finished, progress.shared_done) == (1, 1)
    [(_week, finished)] = progress.weeks
    assert finished == (("ben", 1), ("cara", 1))


def test_a_coder_does_not_see_how_far_others_are(project):  # noqa: F811
    enter(project, "ben")
    with pytest.raises(AnnotatorError, match="only a supervisor"):
        study_progress(project)


def test_four_times_as_many_articles_halve_an_interval():
    assert articles_needed(40, 0.10, 0.05) == 160
    with pytest.raises(ValueError, match="positive"):
        articles_needed(0, 0.1, 0.05)
