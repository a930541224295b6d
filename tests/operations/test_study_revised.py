"""A study with a revision in the middle, from the first coding to the tables: nothing is lost, and the versions are told apart."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace

from builders import annotator_command

from annotator.model.codebook_edits import add, change, merge_values, rename, retire, split_value
from annotator.operations import codebook_draft as drafts
from annotator.operations import coding
from annotator.operations.agreement import corpus
from annotator.operations.agreement_corpus import MIXED
from annotator.operations.checking import check
from annotator.operations.codebook_effect import LISTED, RECODED, RETIRED_VALUE, effect
from annotator.operations.codebook_recode import Filter, keep_as_is, recode, value_history
from annotator.operations.codebook_worklist import MEANING, SPLIT, worklist
from annotator.project import open_project
from tests.operations.codebook_builders import CLAIM, TYPE, a_claim, a_study, article_ids, as_coder

FIRST = ("demand", "demand", "accusation", "predictive", "commitment")
RELATION = ("link", "responds_to", "relation")


def code(project, article, types):
    """Let ben and cleo code an article alike: claims of these types, the first two linked, and finish it."""
    for name in ("ben", "cleo"):
        as_coder(project, name)
        made = [a_claim(project, article, start=2 + 3 * number, claim_type=kind) for number, kind in enumerate(types)]
        coding.link(project, "responds_to", made[0].id, made[1].id, values={"relation": "supports"})
        coding.set_article_value(project, article, "relevance", "relevant")
        with project.step("Finish", article):
            judged = coding.coding_of(project, article)
            project.codings.save(replace(judged, finished=True, codebook_version=project.codebook.version))
    as_coder(project, "ada")


def types_of(project):
    return Counter((one.values["claim_type"], one.codebook_version) for article in article_ids(project)
                   for one in project.annotations.of_article(article))  # fmt: skip


def test_a_study_with_a_revision_in_the_middle_loses_nothing_and_tells_the_versions_apart(tmp_path):
    with a_study(tmp_path) as study:
        first, second = article_ids(study)
        code(study, first, FIRST)
        before = {one.id: one for one in study.annotations.of_article(first)}

        # the revision: renamed, merged, split, retired, defined anew, a new question, a merged value of a link
        drafts.edit(study, rename(TYPE, "Kind of claim"), merge_values(TYPE, ["accusation"], "evaluative"))
        drafts.edit(study, split_value((*TYPE, "demand"), [{"id": "mild", "label": "Mild"}, {"id": "sharp", "label": "Sharp"}]))
        drafts.edit(study, retire((*TYPE, "predictive")), change((*TYPE, "commitment"), definition="an act of one's own"))
        drafts.edit(study, add((*CLAIM, "tone"), label="Tone", type="single", values=[{"id": "calm"}, {"id": "loud"}]))
        drafts.edit(study, merge_values(RELATION, ["supports"], "repeats"))
        assert [one.codebook_version for one in study.annotations.of_article(first)] == ["1.0"] * 10

        foreseen = effect(study)
        assert {key: foreseen.counts[key] for key in (RECODED, LISTED, RETIRED_VALUE)} == {RECODED: 4, LISTED: 6, RETIRED_VALUE: 2}
        done = drafts.publish(study)
        assert (done.recoded, len(worklist(study))) == (4, foreseen.listed)
        after = {one.id: one for one in study.annotations.of_article(first)}
        assert before.keys() == after.keys()
        assert [one.spans for one in before.values()] == [one.spans for one in after.values()]
        assert not any("tone" in one.values for one in after.values())
        assert types_of(study) == Counter(
            {("demand", "1.0"): 4, ("evaluative", "1.0"): 2, ("predictive", "1.0"): 2, ("commitment", "1.0"): 2}
        )
        assert {link.values["relation"] for link in study.links.of_article(first)} == {"repeats"}

        # coding goes on with the new version
        code(study, second, ("mild", "sharp", "evaluative"))
        assert {one.codebook_version for one in study.annotations.of_article(second)} == {"1.1"}

        # agreement compares one version at a time unless asked otherwise
        by_version = {version: [one.article_id for one in corpus(study, version).articles] for version in ("1.0", "1.1", MIXED)}
        assert by_version["1.0"] == [first]
        assert by_version["1.1"] == [second]
        assert sorted(by_version[MIXED]) == sorted([first, second])
        assert corpus(study).version == "1.1"

        # the worklist is worked off: what was split is given a new value, what reads anew stands
        listed = worklist(study)
        assert Counter(reason.code for one in listed for reason in one.reasons) == Counter({SPLIT: 4, MEANING: 2})
        split = [one.id for one in listed if one.reasons[0].code == SPLIT]
        given = recode(study, Filter("claim", {"claim_type": "demand"}), {"claim_type": "mild", "tone": "calm"})
        assert (sorted(hit.before.id for hit in given.hits), given.words()) == (sorted(split), "4 annotations in 1 article")
        assert keep_as_is(study, [one.id for one in worklist(study)]) == 2
        assert worklist(study) == []
        told = [(step.before, step.after) for step in value_history(study, split[0], "claim_type")]
        assert told == [(None, "demand"), ("demand", "mild")]

        # undo of the recode lists them again, redo takes them off
        study.undo()
        study.undo()
        assert sorted(one.id for one in worklist(study)) == sorted(one.id for one in listed)
        study.redo()
        study.redo()
        assert worklist(study) == []
    assert check(study.path) == []

    annotator_command("export", study.path, tmp_path / "tables")
    with (tmp_path / "tables" / "annotations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert Counter((one["claim.claim_type"], one["codebook_version"]) for one in rows) == Counter({
        ("mild", "1.1"): 6, ("sharp", "1.1"): 2, ("evaluative", "1.1"): 2, ("commitment", "1.1"): 2, ("evaluative", "1.0"): 2,
        ("predictive", "1.0"): 2,
    })  # fmt: skip
    assert {one["annotation_id"] for one in rows} >= before.keys()
    annotator_command("export", study.path, tmp_path / "lines", "--format", "jsonl")
    lines = [json.loads(line) for line in (tmp_path / "lines" / "codings.jsonl").read_text(encoding="utf-8").splitlines()]
    kept = [one for one in lines if one["type"] == "annotation"]
    assert Counter(one.get("codebook_version", "1.1") for one in kept) == Counter({"1.1": 12, "1.0": 4})
    with open_project(study.path) as project:
        assert project.codebooks.versions() == ["1.0", "1.1"]


def test_what_is_to_be_looked_at_again_is_listed_while_somebody_has_the_study_open(tmp_path):
    with a_study(tmp_path) as study:
        a_claim(study, article_ids(study)[0])
        drafts.edit(study, change((*TYPE, "demand"), definition="someone must act"))
        drafts.publish(study)
        said = annotator_command("codebook", study.path, "recode")
    assert (said.returncode, "definition changed" in said.stdout) == (0, True)
