"""Notes on the project and on categories, and questions with their threads: who reads them, what comes out, what can be taken back."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from annotator import load_frames
from annotator.cli import main as door
from annotator.errors import AnnotatorError, NotFound, RuleViolation
from annotator.model.remark import ANNOTATION, CATEGORY, PROJECT
from annotator.operations import coding, entities, notes
from annotator.operations.checking import check
from annotator.operations.merging import merge_file
from annotator.operations.packages import make_package
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.builders import a_project, an_annotation, an_article


@pytest.fixture
def study(tmp_path):
    """ben and cara each asked about a claim of theirs in the same article; ada supervises."""
    with a_project(tmp_path) as project:
        article = an_article(project)
        for coder, note in (("ben", "Is a wish a demand?"), ("cara", "Two claims or one?")):
            enter(project, coder)
            claim = an_annotation(project, article)
            coding.set_note(project, claim.id, note)
            coding.set_flag(project, claim.id, True)
    return tmp_path / "study.annot"


def claim_of(project, coder):
    return next(one for one in project.annotations.flagged() if one.coder_id == project.coders.named(coder).id)


def as_coder(study, name):
    return open_project(study, name)


def test_a_question_waits_for_the_supervisor_then_for_the_coder_then_is_settled(study):
    with as_coder(study, "ada") as project:
        assert [(one.coder, one.turn) for one in notes.questions(project)] == [("ben", "supervisor"), ("cara", "supervisor")]
        notes.write(project, ANNOTATION, claim_of(project, "ben").id, "Yes, if somebody is to act.")
        assert [(one.coder, one.turn) for one in notes.questions(project)] == [("cara", "supervisor"), ("ben", "coder")]
    with as_coder(study, "ben") as project:
        (question,) = notes.questions(project)
        assert [one.text for one in question.remarks] == ["Yes, if somebody is to act."]
        assert question.annotation.note == "Is a wish a demand?"
        notes.write(project, ANNOTATION, question.annotation.id, "And if nobody is named?")
        assert notes.questions(project)[0].turn == "supervisor"
        coding.set_flag(project, question.annotation.id, False)
        assert notes.questions(project)[0].turn == "settled"


def test_a_comment_on_two_readings_is_one_step_and_each_coder_reads_it_under_the_own_one_alone(study):
    with as_coder(study, "ada") as project:
        both = [claim_of(project, name).id for name in ("ben", "cara")]
        made = notes.comment(project, both, "Until when does the claim run?")
        assert [one.about_id for one in made] == both
        assert project.history.latest()[0].label == "Write note"
        project.take_back(project.database.last_step)
        assert all(not one.remarks for one in notes.questions(project))
        notes.comment(project, both, "Until when does the claim run?")
        with pytest.raises(RuleViolation, match="needs words"):
            notes.comment(project, both, "  ")
        with pytest.raises(NotFound):
            notes.comment(project, [both[0], "gone"], "Half of it?")
    for name in ("ben", "cara"):
        with as_coder(study, name) as project:
            (question,) = notes.questions(project)
            assert [one.text for one in question.remarks] == ["Until when does the claim run?"]
            with pytest.raises(AnnotatorError, match="supervisor"):
                notes.comment(project, both, "Mine is right.")


def test_a_thread_is_read_by_the_coder_and_supervisors_alone(study):
    with as_coder(study, "ada") as project:
        bens = claim_of(project, "ben").id
        notes.write(project, ANNOTATION, bens, "For ben alone.")
    with as_coder(study, "cara") as project:
        assert notes.remarks(project) == []
        assert [one.coder for one in notes.questions(project)] == ["cara"]
        with pytest.raises(AnnotatorError, match="another coder"):
            notes.write(project, ANNOTATION, bens, "I think so too.")


def test_a_supervisor_writes_for_all_a_coder_for_the_supervisors(study):
    with as_coder(study, "ada") as project:
        notes.write(project, PROJECT, "", "Meet on Fridays.")
        notes.write(project, CATEGORY, "claim", "Wishes count from version 2 on.")
    with as_coder(study, "ben") as project:
        notes.write(project, PROJECT, "", "The archive has gaps in May.")
        assert [one.text for one in notes.remarks(project, PROJECT)] == ["Meet on Fridays.", "The archive has gaps in May."]
    with as_coder(study, "cara") as project:
        assert [one.text for one in notes.remarks(project, PROJECT)] == ["Meet on Fridays."]
        assert [one.text for one in notes.remarks(project, CATEGORY, "claim")] == ["Wishes count from version 2 on."]
    with as_coder(study, "ada") as project:
        assert len(notes.remarks(project, PROJECT)) == 2


def test_only_who_wrote_a_note_changes_or_deletes_it_and_undo_brings_it_back(study):
    with as_coder(study, "ada") as project:
        made = notes.write(project, PROJECT, "", "Meet on Fridays.")
    with as_coder(study, "ben") as project:
        for act in (lambda: notes.change(project, made.id, "Never."), lambda: notes.remove(project, made.id)):
            with pytest.raises(AnnotatorError, match="only who wrote"):
                act()
    with as_coder(study, "ada") as project:
        assert notes.change(project, made.id, "Meet on Mondays.").text == "Meet on Mondays."
        notes.remove(project, made.id)
        with pytest.raises(NotFound):
            notes.change(project, made.id, "Again")
        project.undo()
        project.undo()
        assert [one.text for one in notes.remarks(project, PROJECT)] == ["Meet on Fridays."]
    assert check(study) == []


@pytest.mark.parametrize(
    ("about", "about_id", "text", "reason"),
    [
        (PROJECT, "", "   ", "words"),
        (PROJECT, "", "x" * 2001, "2,000"),
        (CATEGORY, "weather", "Rain", "unknown category"),
        ("link", "l1", "Why", "not about"),
    ],
)
def test_what_is_no_note_is_refused(study, about, about_id, text, reason):
    with as_coder(study, "ben") as project, pytest.raises(RuleViolation, match=reason):
        notes.write(project, about, about_id, text)


def test_a_package_brings_the_own_thread_and_what_is_for_all_and_the_answer_comes_back(study, tmp_path):
    with as_coder(study, "ada") as project:
        notes.write(project, PROJECT, "", "Meet on Fridays.")
        for coder in ("ben", "cara"):
            notes.write(project, ANNOTATION, claim_of(project, coder).id, f"An answer for {coder}.")
        package = make_package(project, "ben", tmp_path / "ben.annot", project.articles.ids()).path
    assert b"An answer for cara" not in package.read_bytes()
    with open_project(package, "ben") as project:
        assert [one.text for one in notes.remarks(project)] == ["Meet on Fridays.", "An answer for ben."]
        notes.write(project, ANNOTATION, claim_of(project, "ben").id, "Thanks.")
    with as_coder(study, "ada") as project:
        assert list(merge_file(project, package).conflicts) == []
        (question,) = (one for one in notes.questions(project) if one.coder == "ben")
        assert [one.text for one in question.remarks] == ["An answer for ben.", "Thanks."]


def test_all_notes_are_exported_and_a_coder_exports_those_that_are_read(study, tmp_path, capfd):
    with as_coder(study, "ada") as project:
        notes.write(project, PROJECT, "", "Meet on Fridays.")
        notes.write(project, CATEGORY, "claim", "Wishes count.")
        notes.write(project, ANNOTATION, claim_of(project, "ben").id, "Yes.")
        made = entities.add_entity(project, "Foreign Ministry")
        with project.step("Note entity"):
            project.entities.save(replace(made, note="not the embassy"))
    with as_coder(study, "cara") as project:
        article = project.articles.ids()[0]
        coding.set_article_note(project, article, "A reprint?")
    assert door.run(["export", str(study), str(tmp_path / "out")]) == 0
    with (tmp_path / "out" / "notes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {(row["about"], row["author"], row["text"]) for row in rows}
    assert {
        ("project", "ada", "Meet on Fridays."),
        ("category", "ada", "Wishes count."),
        ("annotation", "ben", "Is a wish a demand?"),
        ("annotation", "cara", "Two claims or one?"),
        ("article", "cara", "A reprint?"),
        ("reply", "ada", "Yes."),
        ("entity", "", "not the embassy"),
    } <= found
    assert all(row["source_id"] == "A17" for row in rows if row["article_id"])
    own = load_frames(study, "ben")["notes"]
    assert set(own["text"]) >= {"Meet on Fridays.", "Wishes count.", "Is a wish a demand?", "Yes."}
    assert not {"A reprint?", "Two claims or one?"} & set(own["text"])
