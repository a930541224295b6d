"""Two or more coders work on files of their own; their work comes together, whatever order the files arrive in."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from itertools import permutations

import pytest

from annotator.errors import FileProblem
from annotator.merge import MergeRefused
from annotator.model.codebook_edits import change, split_value
from annotator.model.span import Span
from annotator.operations import codebook_draft as drafts
from annotator.operations import coding, people
from annotator.operations.checking import check
from annotator.operations.codebook_recode import keep_as_is
from annotator.operations.codebook_worklist import worklist
from annotator.operations.merging import GivesRoles, RoleChange, merge_file, role_words
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.builders import ACTOR, CLAIM, a_link, a_project, a_project_file, an_annotation, an_article, annotator_command, records, stored_by
from tests.merging.joined_files import a_copy, content, merged


@pytest.fixture
def study(tmp_path):
    """A project of the supervisor ada with two articles."""
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        enter(project, "ada")
        an_article(project)
        an_article(project, "Fishers answer\nFishers reject the plan of the ministry.", source_id="A18")
    return path


def codes(path, coder, *spans, article="A17"):
    """Let a coder mark claims in a file; return their ids."""
    with open_project(path) as project:
        enter(project, coder)
        return [an_annotation(project, project.articles.find(article).id, span).id for span in spans]


def annotations(path):
    with open_project(path, read_only=True) as project:
        return {one.id: one for one in (project.annotations.get(row["id"]) for row in project.database.all("SELECT id FROM annotation"))}


def test_both_coders_work_is_there_after_the_merge_and_a_second_merge_adds_nothing(study):
    bens, caras = a_copy(study, "ben"), a_copy(study, "cara")
    codes(bens, "ben", CLAIM)
    codes(caras, "cara", CLAIM, ACTOR)

    first, second, again = merged(study, bens, caras, bens)

    assert [one.steps for one in (first, second, again)] == [2, 3, 0]
    assert sorted((one.coder, one.made) for report in (first, second) for one in report.counts) == [("ben", 1), ("cara", 2)]
    assert first.coders == ("ben",)
    assert len(annotations(study)) == 3
    assert check(study) == []


def test_the_other_file_is_only_read(study):
    bens = a_copy(study, "ben")
    codes(bens, "ben", CLAIM)
    before = bens.read_bytes()

    merged(study, bens)

    assert bens.read_bytes() == before
    assert sorted(one.name for one in bens.parent.iterdir() if one.name.startswith("ben")) == ["ben.annot"]


def test_three_files_in_every_order_give_the_same_rows_and_the_same_log(study, tmp_path):
    files = [a_copy(study, name) for name in ("ben", "cara", "dan")]
    [shared] = codes(study, "ada", CLAIM)
    for number, path in enumerate(files):
        codes(path, path.stem, Span(31, 40 + number))
    with open_project(files[0]) as project:
        stored_by(project, {"type": "entity", "id": "e1", "label": "Foreign Ministry"})

    results = []
    for number, order in enumerate(permutations(files)):
        target = a_copy(study, f"order {number}")
        merged(target, *order)
        assert check(target) == []
        results.append(content(target))

    assert all(result == results[0] for result in results)
    assert shared in {row[0] for row in results[0]["annotation"]}


def test_a_preview_says_what_would_come_and_keeps_nothing(study):
    bens = a_copy(study, "ben")
    codes(bens, "ben", CLAIM)
    before = content(study)

    with open_project(study) as project:
        report = merge_file(project, bens, preview=True)

    assert [(one.coder, one.made) for one in report.counts] == [("ben", 1)]
    assert content(study) == before
    assert not (study.parent / "study backups").exists()


def test_a_copy_is_kept_before_anything_is_merged(study):
    bens = a_copy(study, "ben")
    codes(bens, "ben", CLAIM)

    merged(study, bens)

    assert len(list((study.parent / "study backups").glob("*.annot"))) == 1


def test_work_goes_on_after_a_merge_and_merges_back(study):
    bens = a_copy(study, "ben")
    codes(bens, "ben", CLAIM)
    merged(study, bens)
    codes(study, "ada", ACTOR)

    merged(bens, study)

    assert content(bens) == content(study)
    codes(bens, "ben", ACTOR)
    assert check(bens) == []
    assert merged(study, bens)[0].steps == 1


# ---- both sides changed the same thing ------------------------------------------------------------------------------------


def edited(path, annotation_id, attribute, value):
    with open_project(path) as project:
        enter(project, "ada")
        coding.set_value(project, annotation_id, attribute, value)


def test_one_cell_changed_on_both_sides_is_listed_and_the_same_value_stands_in_both_files(study):
    [claim] = codes(study, "ada", CLAIM)
    other = a_copy(study, "other")
    edited(study, claim, "claim_type", "evaluative")
    edited(other, claim, "claim_type", "accusation")
    edited(other, claim, "claim_type", "commitment")
    there = a_copy(study, "there")

    [report] = merged(study, other)
    [back] = merged(other, there)

    [conflict] = report.conflicts
    assert (conflict.row_id, conflict.column, conflict.ours, conflict.theirs) == (claim, "values.claim_type", "evaluative", "commitment")
    assert not conflict.ours_stands
    assert [(one.ours, one.theirs, one.ours_stands) for one in back.conflicts] == [("commitment", "evaluative", True)]
    assert annotations(study)[claim].values["claim_type"] == "commitment"
    assert content(study) == content(other)
    assert (check(study), check(other)) == ([], [])


def test_different_cells_of_one_annotation_both_stand_without_a_conflict(study):
    [claim] = codes(study, "ada", CLAIM)
    other = a_copy(study, "other")
    edited(study, claim, "claim_type", "evaluative")
    edited(other, claim, "form", "direct")

    [report] = merged(study, other)

    assert report.conflicts == ()
    assert {key: annotations(study)[claim].values[key] for key in ("claim_type", "form")} == {"claim_type": "evaluative", "form": "direct"}


def test_an_answer_whose_question_was_taken_away_elsewhere_is_asked_about_and_is_no_damage(study):
    [claim] = codes(study, "ada", CLAIM)
    edited(study, claim, "issue", "other")
    other = a_copy(study, "other")
    edited(study, claim, "issue", "trade")
    edited(other, claim, "issue_other", "fishing ports")

    merged(study, other)

    values = annotations(study)[claim].values
    assert (values["issue"], values["issue_other"]) == ("trade", "fishing ports")
    assert check(study) == []
    merged(other, study)
    assert content(other) == content(study)
    with open_project(study) as project:
        enter(project, "ada")
        article = annotations(study)[claim].article_id
        assert [one.level for one in coding.open_items_of(project, article) if one.attribute == "issue_other"] == ["warning"]
        coding.set_value(project, claim, "claim_type", "evaluative")
        assert not [one for one in coding.open_items_of(project, article) if one.attribute == "issue_other"]
    assert "issue_other" not in annotations(study)[claim].values


def test_a_value_of_one_file_beside_the_version_of_the_other_is_listed_and_no_damage(study):
    [claim] = codes(study, "ada", CLAIM)
    bens = a_copy(study, "ben")
    kind = ("category", "claim", "claim_type")
    with open_project(study) as project:  # a value is split, and the claim is given one of the parts
        enter(project, "ada")
        drafts.edit(project, split_value((*kind, "demand"), [{"id": "call"}, {"id": "order"}]))
        drafts.publish(project)
        coding.set_value(project, claim, "claim_type", "call")
    with open_project(bens) as project:  # meanwhile the claim is recoded with a version of the other file, several steps later
        enter(project, "ada")
        for words in ("what somebody says", "what somebody says about somebody", "what is said"):
            drafts.edit(project, change(("category", "claim"), definition=words))
            drafts.publish(project)
            keep_as_is(project, [claim])

    merged(study, bens)

    mixed = annotations(study)[claim]
    assert (mixed.values["claim_type"], mixed.codebook_version) == ("call", "1.3")
    assert check(study) == []
    merged(bens, study)
    assert content(bens) == content(study)
    with open_project(study) as project:
        enter(project, "ada")
        assert claim in {one.id for one in worklist(project)}


def test_what_was_coded_with_a_version_that_was_taken_back_elsewhere_is_listed_and_no_damage(study):
    with open_project(study) as project:
        enter(project, "ada")
        drafts.edit(project, change(("category", "claim"), definition="what somebody says"))
        drafts.publish(project)
    bens = a_copy(study, "ben")
    [claim] = codes(bens, "ben", CLAIM)
    with open_project(study) as project:
        enter(project, "ada")
        project.undo()
        assert project.codebook.version == "1.0"

    merged(study, bens)

    assert check(study) == []
    assert annotations(study)[claim].codebook_version == "1.1"
    with open_project(study) as project:
        enter(project, "ada")
        [listed] = [one for one in worklist(project) if one.id == claim]
        assert "undone" in listed.reasons[0].message
        assert keep_as_is(project, [claim]) == 1
        assert not [one for one in worklist(project) if one.id == claim]


def deleted(path, annotation_id):
    with open_project(path) as project:
        enter(project, "ada")
        coding.delete_annotation(project, annotation_id)


def test_an_annotation_that_somebody_linked_meanwhile_is_not_deleted(study):
    with open_project(study) as project:
        enter(project, "ada")
        article = project.articles.find("A17").id
        actor, claim = an_annotation(project, article, ACTOR, category="actor", values={}), an_annotation(project, article)
    other = a_copy(study, "other")
    deleted(study, claim.id)
    with open_project(other) as project:
        enter(project, "ada")
        a_link(project, "makes", actor, claim)
    there = a_copy(study, "there")

    merged(study, other)
    merged(other, there)

    assert claim.id in annotations(study)
    assert content(study) == content(other)
    assert (check(study), check(other)) == ([], [])


def test_an_edit_and_a_deletion_are_listed_whichever_stands(study):
    first, second = codes(study, "ada", CLAIM, Span(31, 40))
    other = a_copy(study, "other")
    deleted(study, first)
    edited(study, second, "form", "direct")
    edited(other, first, "form", "direct")
    edited(other, first, "claim_type", "evaluative")
    deleted(other, second)

    [report] = merged(study, other)

    assert [(one.row_id, one.ours, one.theirs) for one in sorted(report.conflicts, key=lambda one: one.row_id != first)] == [
        (first, "deleted", "changed"),
        (second, "changed", "deleted"),
    ]
    standing = annotations(study)
    assert (first in standing, second in standing) == (True, False)
    assert check(study) == []


def test_records_of_two_files_that_bear_one_given_id_are_shown_by_their_own(study):
    bens, caras = a_copy(study, "ben"), a_copy(study, "cara")
    for path, coder in ((bens, "ben"), (caras, "cara")):
        with open_project(path) as project:
            stored_by(
                project,
                {"type": "annotation", "id": "k1", "article": "A17", "coder": coder, "category": "actor", "start": 31, "end": 51},
                lenient=True,
            )

    _first, second = merged(study, bens, caras)

    assert [one[:2] for one in second.doubled_names] == [("annotation", "k1"), ("annotation", "k1")]
    assert {one.shown_id for one in annotations(study).values()} == {one[2] for one in second.doubled_names}
    assert check(study) == []


# ---- what is refused --------------------------------------------------------------------------------------------------------


def test_a_file_whose_rows_were_altered_is_refused_whole(study):
    bens = a_copy(study, "ben")
    [claim] = codes(bens, "ben", CLAIM)
    with closing(sqlite3.connect(bens)) as raw:
        raw.execute("UPDATE annotation SET note = 'forged' WHERE id = ?", (claim,))
        raw.commit()
    before = content(study)

    with pytest.raises(FileProblem, match=r"ben.*altered, nothing was taken"):
        merged(study, bens)

    assert content(study) == before


def test_a_file_that_was_cut_short_is_refused_whole(study):
    bens = a_copy(study, "ben")
    codes(bens, "ben", CLAIM)
    bens.write_bytes(bens.read_bytes()[:-4096])
    before = content(study)

    with pytest.raises(FileProblem, match=r"ben"):
        merged(study, bens)

    assert content(study) == before


def test_a_project_is_not_merged_with_itself(study):
    with pytest.raises(FileProblem, match="is the project itself"):
        merged(study, study)


def test_two_histories_of_one_step_are_refused(study, tmp_path):
    twin = a_copy(study, "twin")
    codes(study, "ada", CLAIM)
    with closing(sqlite3.connect(twin)) as raw:  # a copy made to look like the file itself: it goes on under the same origin
        origin = raw.execute("SELECT value FROM meta WHERE key = 'origin'").fetchone()[0]
        found = twin.stat()
        stamp = f'[{found.st_dev},{found.st_ino},"{twin}"]'
        raw.execute("UPDATE meta SET value = ? WHERE key = 'origin_file'", (stamp,))
        raw.commit()
    codes(twin, "ada", ACTOR)
    with closing(sqlite3.connect(twin)) as raw:
        assert raw.execute("SELECT DISTINCT origin FROM step").fetchall() == [(origin,)]

    with pytest.raises(MergeRefused, match="differ at step"):
        merged(study, twin)


@pytest.fixture
def apart(tmp_path):
    """Two projects that ada and ben made without knowing of each other, each with the same article."""
    for name in ("ada", "ben"):
        with a_project(tmp_path, name=name, coder=name) as project:
            an_annotation(project, an_article(project))
    return tmp_path / "ada.annot", tmp_path / "ben.annot"


def test_two_projects_that_were_made_apart_come_together(apart):
    ours, theirs = apart
    there = a_copy(ours, "there")

    [report] = merged(ours, theirs, give_roles=True)
    merged(theirs, there, give_roles=True)

    assert report.foreign
    assert report.roles == (RoleChange("ben", "", "supervisor"),)
    with open_project(ours, read_only=True) as project:
        assert len(project.articles.all()) == 1
        assert len({one.coder_id for one in annotations(ours).values()}) == 2
    assert content(ours) == content(theirs)
    assert (check(ours), check(theirs)) == ([], [])
    [again] = merged(ours, theirs)  # by now they have a history in common
    assert not again.foreign


def test_another_project_makes_nobody_supervisor_here_unless_somebody_says_so(apart):
    ours, theirs = apart
    before = content(ours)

    with open_project(ours) as project:
        [told] = [merge_file(project, theirs, preview=True)]
    with pytest.raises(GivesRoles, match=r"another project altogether, and ben comes as supervisor and sees everybody’s work"):
        merged(ours, theirs)

    assert (told.foreign, told.roles) == (True, (RoleChange("ben", "", "supervisor"),))
    assert content(ours) == before


def test_a_role_that_another_project_gives_a_coder_of_ours_is_told(apart):
    ours, theirs = apart
    with open_project(ours) as project:
        enter(project, "cara")
    with open_project(theirs, "ben") as project:
        enter(project, "cara")
        project.coder = project.coders.named("ben")
        people.set_role(project, "cara", "supervisor")

    [report] = merged(ours, theirs, give_roles=True)

    assert [role_words(one) for one in report.roles] == [
        "ben comes as supervisor and sees everybody’s work",
        "cara, here coder, becomes supervisor and sees everybody’s work",
    ]


def test_the_command_names_another_project_and_whom_it_would_make_supervisor(apart):
    ours, theirs = apart

    preview = annotator_command("merge", ours, theirs, "--preview")
    assert "another project altogether" in preview.stdout
    assert "ben comes as supervisor and sees everybody’s work" in preview.stdout
    told = json.loads(annotator_command("merge", ours, theirs, "--preview", "--json").stdout)
    assert (told["foreign"], told["roles"]) == (True, [{"coder": "ben", "before": "", "after": "supervisor"}])

    refused = annotator_command("merge", ours, theirs)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert str(theirs) in refused.stderr
    assert "--give-roles" in refused.stderr
    assert annotator_command("merge", ours, theirs, "--give-roles").returncode == 0
    assert annotator_command("merge", ours, theirs).stdout.strip().endswith("nothing new")


def test_another_project_that_gives_nobody_a_role_is_merged_and_said_to_be_another_one(apart, tmp_path):
    ours, _theirs = apart
    with a_project(tmp_path, name="plain") as project:
        stored_by(project, *records("p1", coder="cara"))

    done = annotator_command("merge", ours, tmp_path / "plain.annot")

    assert done.returncode == 0, done.stderr
    assert "another project altogether" in done.stdout
