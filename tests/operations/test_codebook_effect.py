"""What is said before publishing: each change with the codings that stand, are recoded, keep what is retired, or are to be looked at."""

from __future__ import annotations

import json

from builders import annotator_command

from annotator.model.codebook_edits import add, change, merge_values, rename, retire, split_value
from annotator.operations import codebook_draft as drafts
from annotator.operations import coding
from annotator.operations.checking import check
from annotator.operations.codebook_effect import LISTED, RECODED, RETIRED_VALUE, STANDS, effect
from annotator.operations.codebook_worklist import worklist
from annotator.project import open_project
from tests.operations.codebook_builders import CLAIM, ISSUE, TYPE, a_claim, a_study, article_ids

TYPES = ("demand", "demand", "accusation", "evaluative", "predictive", "commitment")


def a_coded_study(folder):
    """Return a study with six claims of these types in two articles, open for its supervisor."""
    study = a_study(folder)
    for number, claim_type in enumerate(TYPES):
        a_claim(study, article_ids(study)[number % 2], start=3 + number, claim_type=claim_type)
    return study


def by_words(found):
    return {one.words: dict(one.counts) for one in found.rows}


def test_every_change_says_what_becomes_of_the_codings_that_rest_on_it(tmp_path):
    with a_coded_study(tmp_path) as study:
        drafts.edit(study, rename(TYPE, "Kind"))
        drafts.edit(study, merge_values(TYPE, ["accusation"], "evaluative"))
        drafts.edit(study, retire((*TYPE, "predictive")))
        drafts.edit(study, change((*TYPE, "commitment"), definition="an own act"))
        drafts.edit(study, split_value((*TYPE, "demand"), [{"id": "mild", "label": "Mild"}, {"id": "sharp", "label": "Sharp"}]))

        found = effect(study)

        assert by_words(found) == {
            "Claim › Kind: renamed from “Type” to “Kind”": {STANDS: 6},
            "Claim › Kind › Accusation: becomes Evaluative": {RECODED: 1},
            "Claim › Kind › Predictive: retired": {RETIRED_VALUE: 1},
            "Claim › Kind › Commitment: definition changed": {LISTED: 1},
            "Claim › Kind › Demand: split into Mild, Sharp": {LISTED: 2},
            "Claim › Kind › Mild: added": {},
            "Claim › Kind › Sharp: added": {},
        }
        assert dict(found.counts) == {RECODED: 1, LISTED: 3, RETIRED_VALUE: 1, STANDS: 1}
        assert (found.version, found.articles, found.listed, found.listed_before) == ("1.1", 2, 3, 0)

        done = drafts.publish(study)
        assert (done.recoded, len(worklist(study))) == (1, 3)


def test_codings_decided_to_stand_are_not_counted_as_listed(tmp_path):
    with a_coded_study(tmp_path) as study:
        drafts.edit(study, change((*TYPE, "demand"), definition="someone must act"))
        assert dict(effect(study).counts) == {LISTED: 2}
        drafts.keep_old_codings(study, (*TYPE, "demand"))
        assert dict(effect(study).counts) == {STANDS: 2}


def test_a_new_required_question_is_missing_in_every_old_coding_of_its_category(tmp_path):
    with a_coded_study(tmp_path) as study:
        drafts.edit(study, add((*CLAIM, "tone"), label="Tone", type="single", required=True, values=[{"id": "calm"}, {"id": "sharp"}]))
        [row] = effect(study).rows
        assert dict(row.counts) == {LISTED: 6}
        drafts.publish(study)
        drafts.edit(study, rename(ISSUE, "Topic"))
        later = effect(study)
        assert (dict(later.counts), later.listed, later.listed_before) == ({STANDS: 6}, 6, 6)


def test_a_value_of_a_shared_list_counts_where_ever_it_was_chosen(tmp_path):
    with a_coded_study(tmp_path) as study:
        coding.set_article_value(study, article_ids(study)[0], "relevance", "relevant")
        coding.set_article_value(study, article_ids(study)[0], "main_issue", "trade")
        drafts.edit(study, merge_values(ISSUE, ["trade"], "health"))

        [row] = effect(study).rows

        assert dict(row.counts) == {RECODED: 7}
        assert drafts.publish(study).recoded == 7


def test_the_gold_and_links_are_at_stake_too_and_nothing_is_written(tmp_path):
    with a_coded_study(tmp_path) as study:
        first, second = study.annotations.of_article(article_ids(study)[0])[:2]
        coding.link(study, "responds_to", first.id, second.id, values={"relation": "supports"})
        relation = ("link", "responds_to", "relation")
        drafts.edit(study, merge_values(relation, ["supports"], "repeats"))
        steps = len(study.history.latest(study.the_coder().id))

        assert [dict(one.counts) for one in effect(study).rows] == [{RECODED: 1}]
        assert len(study.history.latest(study.the_coder().id)) == steps
    assert check(study.path) == []


def test_the_terminal_says_the_same_before_publishing_for_people_and_scripts(tmp_path):
    with a_coded_study(tmp_path) as study:
        drafts.edit(study, merge_values(TYPE, ["accusation"], "evaluative"))
        drafts.edit(study, change((*TYPE, "demand"), definition="someone must act"))

    said = annotator_command("codebook", study.path, "publish", "--preview").stdout.splitlines()
    assert said == [
        "Claim › Type › Accusation: becomes Evaluative: 1 recoded",
        "Claim › Type › Demand: definition changed: 2 to look at again",
        "version 1.1 would be published: 1 recoded, 2 to look at again; in 2 articles",
    ]
    records = [json.loads(line) for line in annotator_command("codebook", study.path, "publish", "--dry-run", "--json").stdout.splitlines()]
    assert [one["codings"] for one in records] == [
        {"recoded": 1, "listed": 0, "retired": 0, "stands": 0},
        {"recoded": 0, "listed": 2, "retired": 0, "stands": 0},
    ]
    with open_project(study.path) as project:
        assert project.codebooks.versions() == ["1.0"]
