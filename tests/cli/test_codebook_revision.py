"""`annotator codebook diff`, `publish` and `recode` on a study that is revised, and what a merge makes of two revisions."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest
from builders import annotator_command

from annotator.frames import load_frames
from annotator.model.codebook_edits import add, change, merge_values, rename
from annotator.operations import codebook_draft as drafts
from annotator.operations import coding
from annotator.operations.agreement import compare, corpus
from annotator.operations.checking import check
from annotator.operations.codebook_worklist import worklist
from annotator.operations.merging import merge_file
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.operations.codebook_builders import CLAIM, ISSUE, STANCE, TYPE, a_claim, a_study, article_ids, as_coder
from tests.operations.test_adjudicating import finished


def a_run(*words: object) -> str:
    """Run a command that ends well and return what it prints."""
    done = annotator_command(*map(str, words))
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def study(tmp_path):
    """The path of a study with an accusation in each of two articles and a draft that merges accusations."""
    with a_study(tmp_path) as project:
        for article in article_ids(project):
            a_claim(project, article, claim_type="accusation")
        drafts.edit(project, merge_values(TYPE, ["accusation"], "evaluative"))
        return project.path


def test_diff_says_what_the_draft_changes_for_people_and_for_scripts(study):
    assert annotator_command("codebook", study, "diff").stdout == "Claim › Type › Accusation: becomes Evaluative\n"
    [record] = [json.loads(line) for line in annotator_command("codebook", study, "diff", "--json").stdout.splitlines()]
    assert (record["kind"], record["place"], record["after"]) == ("merged", [*TYPE, "accusation"], "evaluative")
    lost = annotator_command("codebook", study, "diff", "7.0")
    assert (lost.returncode, "7.0" in lost.stderr) == (1, True)


def test_publish_says_how_many_were_recoded_and_recode_says_which(study):
    done = annotator_command("codebook", study, "publish")
    assert (done.returncode, "1.1 now" in done.stdout, "recoded 2 codings in 2 articles" in done.stdout) == (0, True, True)

    words = ("--where", "category=claim", "--where", "claim_type=evaluative", "--set", "claim_type=factual")
    tried = annotator_command("codebook", study, "recode", *words, "--dry-run")
    assert "would recode 2 annotations in 2 articles" in tried.stdout
    done = annotator_command("codebook", study, "recode", *words)
    assert sorted(done.stdout.splitlines()) == ["  S0: 1", "  S1: 1", "recoded 2 annotations in 2 articles"]
    assert check(study) == []


@pytest.mark.parametrize(
    "words",
    [
        ("recode", "--set", "claim_type=factual"),
        ("show", "--keep"),
        ("recode", "--where", "claim"),
        ("recode", "--where", "category=claim", "--keep", "--set", "claim_type=factual"),
        ("import", "four_tags", "--dry-run"),
        ("import", "four_tags", "--draft", "--preview"),
    ],
)
def test_words_that_do_not_fit_are_wrong_usage_and_change_nothing(study, words):
    before = study.read_bytes()

    assert annotator_command("codebook", study, *words).returncode == 2
    assert study.read_bytes() == before


def test_of_two_versions_that_meet_in_a_merge_the_one_published_last_is_current_in_both_files(tmp_path):
    with a_study(tmp_path) as ours:
        a_claim(ours, article_ids(ours)[0])
    other = tmp_path / "other.annot"
    other.write_bytes(ours.path.read_bytes())
    with open_project(ours.path, "ada") as project:
        drafts.edit(project, rename(CLAIM, "Statement"))
        drafts.publish(project)
    with open_project(other, "ada") as project:
        drafts.edit(project, add((*TYPE, "slogan"), label="Slogan"))
        drafts.edit(project, change(CLAIM, definition="Another one"))
        drafts.publish(project)
        a_claim(project, article_ids(project)[1], claim_type="slogan")
    found = []
    for path, foreign in ((ours.path, other), (other, ours.path)):
        with open_project(path, "ada") as project:
            merge_file(project, foreign)
            found.append((project.codebooks.versions(), project.codebook.source, sorted(one.id for one in worklist(project))))
        assert check(path) == []
    assert found[0] == found[1]
    assert found[0][0] == ["1.0", "1.1", "1.1"]
    assert found[0][1]["categories"][1]["definition"] == "Another one"


def test_codings_before_and_after_a_revision_are_told_apart_in_agreement_and_export(tmp_path):
    with a_study(tmp_path) as project:
        first, second = article_ids(project)

        def coded_by_both(article):
            for name in ("ben", "cleo"):
                as_coder(project, name)
                a_claim(project, article)
                with project.step("Finish", article):
                    coding_ = coding.coding_of(project, article)
                    project.codings.save(replace(coding_, finished=True, codebook_version=project.codebook.version))
            as_coder(project, "ada")

        coded_by_both(first)
        drafts.edit(project, change((*TYPE, "demand"), definition="someone must act"))
        drafts.publish(project)
        coded_by_both(second)

        by_version = {version: [one.article_id for one in corpus(project, version).articles] for version in ("1.0", "1.1")}
        assert by_version == {"1.0": [first], "1.1": [second]}
        assert [one.article_id for one in worklist(project)] == [first, first]
        assert project.annotations.total() == 4
    exported = annotator_command("export", project.path, tmp_path / "tables")
    assert exported.returncode == 0
    header, *lines = (tmp_path / "tables" / "annotations.csv").read_text(encoding="utf-8").splitlines()
    place = header.split(",").index("codebook_version")
    assert "codebook_version" in header
    assert place > 0
    assert sorted(version for line in lines for version in ("1.0", "1.1") if f",{version}," in line) == ["1.0", "1.0", "1.1", "1.1"]


def test_a_merge_says_before_what_becomes_of_two_codebooks_and_does_just_that(tmp_path):
    with a_study(tmp_path) as ours:
        a_claim(ours, article_ids(ours)[0])
    other = tmp_path / "other.annot"
    other.write_bytes(ours.path.read_bytes())
    with open_project(ours.path, "ada") as project:
        drafts.edit(project, rename(CLAIM, "Statement"))
        drafts.publish(project)
        drafts.edit(project, rename(TYPE, "Sort"))
    with open_project(other, "ada") as project:
        drafts.edit(project, change(CLAIM, definition="Another"))  # one step more than there: it is published later in the common order
        drafts.edit(project, change(CLAIM, definition="Another one"))
        drafts.publish(project)
        drafts.edit(project, rename(ISSUE, "Topic"), rename(TYPE, "Kind of claim"))
        drafts.edit(project, rename(STANCE, "Position"))

    mine = tmp_path / "mine.annot"
    mine.write_bytes(ours.path.read_bytes())
    with open_project(other, "ada") as project:
        there = merge_file(project, mine, preview=True).codebook
    with open_project(ours.path, "ada") as project:
        said = merge_file(project, other, preview=True).codebook
        assert project.codebook.category("claim").label == "Statement"
        assert merge_file(project, other).codebook == said
        assert project.codebook.category("claim").definition == "Another one"
        assert drafts.the_draft(project).codebook.category("stance").label == "Position"
    assert said[0].startswith("codebook: theirs, version 1.1, was published last and becomes current; ours, 1.1")
    assert "codebook: Claim: definition changed" in said
    assert "1 coding is to be looked at again then" in said
    assert "drafts of the codebook: the one changed last stands whole: here 1 edit, there 3 edits; theirs stands" in said
    assert "drafts of the codebook: the one changed last stands whole: here 3 edits, there 1 edit; ours stands" in there
    assert there[0].startswith("codebook: ours, version 1.1, was published last and stays current")


def test_two_versions_of_one_name_are_told_by_merge_agreement_and_export(tmp_path):
    with a_study(tmp_path) as ours:
        pass
    other = tmp_path / "other.annot"
    other.write_bytes(ours.path.read_bytes())
    for path, coder, name in ((ours.path, "ada", "Statement"), (other, "ben", "Assertion")):
        with open_project(path, "ada") as project:
            drafts.edit(project, rename(CLAIM, name))
            drafts.publish(project)
            enter(project, coder)
            for article in article_ids(project):
                a_claim(project, article)
                finished(project, article)

    with open_project(ours.path, "ada") as project:
        assert compare(project, version="1.1", draws=0).corpus.choices == {}
        said = merge_file(project, other, preview=True).codebook
        assert any(line.startswith("codebook: two different versions are called 1.1") for line in said)
        merge_file(project, other)
        report = compare(project, version="1.1", draws=0)
        assert {one.parameters["codebook_versions"] for one in report.records} == {"several of one name"}
        assert "made with several codebook versions that bear one name" in report.paragraph()
        assert not any("two different versions" in line for line in merge_file(project, other, preview=True).codebook)
    exported = annotator_command("export", ours.path, tmp_path / "tables", "--as", "ada")
    assert exported.returncode == 0
    assert "Two different codebook versions are called 1.1" in (tmp_path / "tables" / "README.txt").read_text(encoding="utf-8")


def test_the_terminal_tells_the_codebook_in_the_preview_of_a_merge(tmp_path):
    with a_study(tmp_path) as ours:
        pass
    other = tmp_path / "other.annot"
    other.write_bytes(ours.path.read_bytes())
    with open_project(other, "ada") as project:
        drafts.edit(project, rename(CLAIM, "Statement"))
        drafts.publish(project)

    said = a_run("merge", ours.path, other, "--preview")

    assert "version 1.1 becomes current; here it was 1.0" in said
    assert "renamed from “Claim” to “Statement”" in said


def test_a_codebook_is_taken_into_the_draft_step_by_step_at_the_terminal(tmp_path):
    path = tmp_path / "four.annot"
    a_run("new", path, "--codebook", "four_tags")

    a_run("codebook", path, "import", "news_claims", "--only", "claim.claim_type")
    assert a_run("codebook", path, "diff") == "Claim › Type: added\n"
    assert "has the codebook" in a_run("codebook", path, "publish")
    (tmp_path / "list.csv").write_text("name\nHarbours\n", encoding="utf-8")
    a_run("codebook", path, "import", tmp_path / "list.csv", "--into", "claim.claim_type")
    assert a_run("codebook", path, "diff") == "Claim › Type › Harbours: added\n"
    a_run("codebook", path, "export", tmp_path / "book.qdc")
    a_run("codebook", path, "export", tmp_path / "book.html")
    assert "<h2>" in (tmp_path / "book.html").read_text(encoding="utf-8")
    assert "nothing was changed" in a_run("codebook", path, "import", tmp_path / "book.qdc")


def test_answers_that_the_current_version_does_not_ask_stay_in_the_tables_and_hold_up_no_publishing(tmp_path):
    with a_study(tmp_path) as ours:
        claim = a_claim(ours, article_ids(ours)[0])
    other = tmp_path / "other.annot"
    other.write_bytes(ours.path.read_bytes())
    with open_project(other, "ada") as project:
        drafts.edit(project, add((*CLAIM, "tone"), label="Tone", type="single", values=[{"id": "sharp", "label": "Sharp"}]))
        drafts.edit(project, add(("category", "frame"), label="Frame", key="5", color="#D55E00", style="box"))
        drafts.edit(project, add(("category", "frame", "words"), label="Words", type="text"))
        drafts.publish(project)
        coding.set_value(project, claim.id, "tone", "sharp")
        coding.annotate(project, claim.article_id, "frame", claim.spans[0], values={"words": "a race"})
    with open_project(ours.path, "ada") as project:
        for number in range(5):  # more steps than there: this version is published later in the common order
            drafts.edit(project, change(CLAIM, definition=f"Another {number}"))
        drafts.publish(project)
        report = merge_file(project, other)
        assert [(one.coder, one.article, one.made, one.changed) for one in report.counts] == [("ada", "S0", 1, 1)]
        assert project.codebook.category("frame") is None
        drafts.edit(project, rename(ISSUE, "Topic"))
        assert drafts.publish(project).codebook.version == "1.2"

    a_run("export", ours.path, tmp_path / "tables")
    with (tmp_path / "tables" / "annotations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(one["category"], one["claim.tone"], one["frame.words"]) for one in rows] == [("claim", "sharp", ""), ("frame", "", "a race")]
    frames = load_frames(ours.path)
    assert list(frames["claims"]["claim.tone"]) == ["sharp"]
    assert check(ours.path) == []
