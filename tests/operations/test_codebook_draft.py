"""The draft of a codebook: edited, compared, published, taken back; and what becomes of codings made before."""

from __future__ import annotations

import json

import pytest
from codebook_builders import CLAIM, ISSUE, STANCE, TYPE, a_claim, a_study, article_ids, as_coder

from annotator.errors import AnnotatorError, ConflictError, RuleViolation
from annotator.model.codebook import parse_codebook
from annotator.model.codebook_edits import add, change, merge_values, move, remove, rename, restore, retire, split_value
from annotator.operations import codebook_draft as drafts
from annotator.operations import coding
from annotator.operations.checking import check
from annotator.operations.codebook import import_codebook
from annotator.operations.codebook_recode import Filter, keep_as_is, preview, recode, value_history
from annotator.operations.codebook_worklist import MEANING, MISSING, SPLIT, worklist


@pytest.fixture
def study(tmp_path):
    with a_study(tmp_path) as project:
        yield project


def reasons(project):
    return [(one.quote, tuple(reason.code for reason in one.reasons)) for one in worklist(project)]


def test_editing_makes_a_draft_and_coders_go_on_with_the_published_version(study):
    drafts.edit(study, rename((*TYPE, "demand"), "Call to act"))

    assert study.codebook.version == "1.0"
    assert study.codebook.category("claim").attribute("claim_type").value("demand").label == "Demand"
    draft = drafts.the_draft(study)
    assert draft.codebook.version == "1.1"
    assert draft.words() == ["Claim › Type › Call to act: renamed from “Demand” to “Call to act”"]


def test_publishing_makes_the_next_version_and_ends_the_draft(study):
    drafts.edit(study, rename((*TYPE, "demand"), "Call to act"))

    done = drafts.publish(study)

    assert (done.codebook.version, study.codebooks.versions()) == ("1.1", ["1.0", "1.1"])
    assert drafts.the_draft(study) is None
    assert check(study.path) == []


def test_a_rename_reaches_old_codings_because_the_id_stays(study):
    claim = a_claim(study, article_ids(study)[0])
    drafts.edit(study, rename((*TYPE, "demand"), "Call to act"))
    drafts.publish(study)

    kept = study.annotations.get(claim.id)
    assert (kept, worklist(study)) == (claim, [])
    assert study.codebook.category("claim").attribute("claim_type").value(kept.values["claim_type"]).label == "Call to act"


def test_undo_takes_back_the_last_edit_and_then_the_draft(study):
    drafts.edit(study, rename(CLAIM, "Statement"))
    drafts.edit(study, change(CLAIM, key="9"))

    study.undo()
    assert drafts.the_draft(study).words() == ["Statement: renamed from “Claim” to “Statement”"]
    study.undo()
    assert drafts.the_draft(study) is None


def test_typing_on_in_one_field_is_one_edit(study):
    for text in ("A", "A p", "A proposition"):
        drafts.edit(study, change(CLAIM, definition=text))

    assert len(drafts.the_draft(study).edits) == 1
    assert drafts.the_draft(study).codebook.category("claim").definition == "A proposition"


def test_merged_values_are_recoded_by_publishing_in_one_step_that_undo_takes_back(study):
    first, second = article_ids(study)
    one, other = a_claim(study, first, claim_type="accusation"), a_claim(study, second, claim_type="accusation")
    third = a_claim(study, second, start=30, claim_type="evaluative")
    drafts.edit(study, merge_values(TYPE, ["accusation"], "evaluative"))

    done = drafts.publish(study)

    assert (done.recoded, sorted(done.articles)) == (2, sorted([first, second]))
    assert {study.annotations.get(claim.id).values["claim_type"] for claim in (one, other, third)} == {"evaluative"}
    assert worklist(study) == []
    assert check(study.path) == []
    study.undo()
    assert study.annotations.get(one.id) == one
    assert (study.codebook.version, drafts.the_draft(study).words()) == ("1.0", ["Claim › Type › Accusation: becomes Evaluative"])


def test_a_list_that_two_questions_share_is_merged_in_both(study):
    article = article_ids(study)[0]
    a_claim(study, article, issue="trade")
    coding.set_article_value(study, article, "main_issue", "trade")
    drafts.edit(study, merge_values(ISSUE, ["trade"], "economy"))

    drafts.publish(study)

    assert [one.values["issue"] for one in study.annotations.of_article(article)] == ["economy"]
    assert coding.coding_of(study, article).values["main_issue"] == "economy"


def test_split_makes_a_worklist_and_recoding_clears_it(study):
    first, second = article_ids(study)
    one = a_claim(study, first, claim_type="factual")
    a_claim(study, second, claim_type="demand")
    drafts.edit(study, split_value((*TYPE, "factual"), [{"id": "past", "label": "Past"}, {"id": "present", "label": "Present"}]))
    drafts.publish(study)

    assert reasons(study) == [(one.quote, (SPLIT,))]
    assert check(study.path) == []
    done = recode(study, Filter("claim", {"claim_type": "factual"}), {"claim_type": "past"})

    assert (done.words(), [number for _article, _title, number in done.articles]) == ("1 annotation in 1 article", [1])
    assert worklist(study) == []
    assert study.annotations.get(one.id).codebook_version == "1.1"
    study.undo()
    assert reasons(study) == [(one.quote, (SPLIT,))]


def test_a_coder_works_the_list_off_by_choosing_in_the_form(study):
    one = a_claim(study, article_ids(study)[0], claim_type="factual")
    drafts.edit(study, split_value((*TYPE, "factual"), [{"id": "past"}, {"id": "present"}]))
    drafts.publish(study)

    coding.set_value(study, one.id, "issue", "economy")
    assert study.annotations.get(one.id).codebook_version == "1.0"
    coding.set_value(study, one.id, "claim_type", "present")

    assert (study.annotations.get(one.id).codebook_version, worklist(study)) == ("1.1", [])


def test_a_new_required_question_is_missing_until_it_is_answered_and_never_its_default(study):
    one = a_claim(study, article_ids(study)[0])
    values = [{"id": "calm"}, {"id": "sharp"}]
    drafts.edit(study, add((*CLAIM, "tone"), label="Tone", type="single", required=True, default="calm", values=values))
    drafts.publish(study)

    assert reasons(study) == [(one.quote, (MISSING,))]
    coding.set_value(study, one.id, "proposition", "fares must fall")
    assert "tone" not in study.annotations.get(one.id).values
    coding.set_value(study, one.id, "tone", "sharp")
    assert (study.annotations.get(one.id).values["tone"], worklist(study)) == ("sharp", [])


def test_a_changed_definition_lists_what_rests_on_it_until_it_is_kept(study):
    first, second = article_ids(study)
    one, _other = a_claim(study, first, claim_type="commitment"), a_claim(study, second, claim_type="demand")
    drafts.edit(study, change((*TYPE, "commitment"), definition="announces an own act"))
    asked = drafts.asks_for_decision(drafts.the_draft(study), drafts.counts(study))
    assert [(difference.place, count) for difference, count in asked] == [((*TYPE, "commitment"), 1)]
    drafts.publish(study)

    assert reasons(study) == [(one.quote, (MEANING,))]
    assert keep_as_is(study, [one.id]) == 1
    assert (worklist(study), study.annotations.get(one.id).values) == ([], one.values)


def test_what_was_decided_to_be_kept_before_publishing_is_not_listed(study):
    a_claim(study, article_ids(study)[0], claim_type="commitment")
    drafts.edit(study, change((*TYPE, "commitment"), definition="announces an own act"))
    drafts.keep_old_codings(study, (*TYPE, "commitment"))

    drafts.publish(study)

    assert worklist(study) == []


def test_what_hangs_on_a_default_that_is_not_asked_any_more_is_listed_too(study):
    """A default whose condition does not hold goes by itself; what is asked only with it is not asked either."""
    article = article_ids(study)[0]
    coding.set_article_value(study, article, "genre", "analysis")
    judged = study.codings.all()[0]
    assert judged.values["relevance"] == "relevant"
    drafts.edit(study, change(("article", "relevance"), when={"agency": ["none"]}))
    drafts.publish(study)

    [listed] = [one for one in worklist(study) if one.kind == "article_coding"]
    assert [reason.message for reason in listed.reasons] == ["Genre is not asked here any more"]


def test_names_keys_colours_and_examples_list_nothing(study):
    a_claim(study, article_ids(study)[0])
    drafts.edit(study, rename(CLAIM, "Statement"), change(CLAIM, key="7", color="#D55E00", examples=[]), move((*TYPE, "demand"), 0))
    drafts.publish(study)

    assert worklist(study) == []


def test_retiring_keeps_old_codings_and_offers_the_value_no_longer(study):
    one = a_claim(study, article_ids(study)[0], claim_type="predictive")
    drafts.edit(study, retire((*TYPE, "predictive")))
    drafts.publish(study)

    attribute = study.codebook.category("claim").attribute("claim_type")
    assert "predictive" not in [value.id for value in attribute.offered]
    assert (study.annotations.get(one.id), worklist(study), check(study.path)) == (one, [], [])
    with pytest.raises(RuleViolation, match="retired"):
        preview(study, Filter("claim"), {"claim_type": "predictive"})
    drafts.edit(study, restore((*TYPE, "predictive")))
    drafts.publish(study)
    assert "predictive" in [value.id for value in study.codebook.category("claim").attribute("claim_type").offered]


def test_a_retired_question_is_neither_asked_nor_filled_in(study):
    drafts.edit(study, retire((*STANCE, "explicitness")))
    drafts.publish(study)

    made = coding.annotate(study, article_ids(study)[0], "stance", coding.Span(0, 3), values={"polarity": "favor", "target_type": "issue"})
    assert "explicitness" not in made.values
    assert "explicitness" not in study.rules.of_category("stance").missing(made.values)


def test_published_things_cannot_be_removed_but_new_ones_can(study):
    with pytest.raises(RuleViolation, match="retired, not removed"):
        drafts.edit(study, remove(CLAIM))
    drafts.edit(study, add((*TYPE, "slogan"), label="Slogan"))
    drafts.edit(study, remove((*TYPE, "slogan")))
    assert drafts.the_draft(study).words() == []


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ([change(("link", "relays"), key="m")], "the same key m"),
        ([change(STANCE, key="x")], "a digit 1 to 9"),
        ([change(STANCE, color="#009E73", style="wave"), change(("category", "speculation"), color="#009E73")], "look alike"),
        ([retire((*ISSUE, "other"))], "waits for issue = other"),
        ([retire(STANCE)], "towards can start nowhere"),
        ([change((*CLAIM, "form"), when={"maker_unnamed": [False]})], "waits for"),
    ],
)
def test_a_draft_with_an_error_cannot_be_published_and_the_error_is_named(study, edits, said):
    drafts.edit(study, *edits)

    with pytest.raises(RuleViolation, match=said):
        drafts.publish(study)
    assert study.codebooks.versions() == ["1.0"]


def test_an_edit_that_leaves_no_codebook_is_refused_at_once(study):
    with pytest.raises(RuleViolation, match="Stance and Actor have the same key 1"):
        drafts.edit(study, change(STANCE, key="1"))
    with pytest.raises(RuleViolation, match="unknown attribute 'nothing'"):
        drafts.edit(study, change(TYPE, when={"nothing": "*"}))
    with pytest.raises(RuleViolation, match="cannot be an id"):
        drafts.edit(study, add(("category", "No id"), label="No id"))
    assert drafts.the_draft(study) is None


def test_a_coder_can_neither_edit_nor_publish(study):
    as_coder(study, "ben")
    for act in (lambda: drafts.edit(study, rename(CLAIM, "X")), lambda: drafts.publish(study), lambda: drafts.discard(study)):
        with pytest.raises(AnnotatorError, match="only the supervisor"):
            act()


def test_publishing_is_not_taken_back_once_somebody_coded_with_the_version(study):
    drafts.edit(study, rename(CLAIM, "Statement"))
    drafts.publish(study)
    publishing = study.history.all()[-1]
    as_coder(study, "ben")
    a_claim(study, article_ids(study)[0])

    with pytest.raises(ConflictError):
        study.take_back(publishing)
    assert study.codebooks.versions() == ["1.0", "1.1"]


def test_a_draft_stands_on_the_newest_version_and_says_which_edits_do_not_fit_any_more(study):
    drafts.edit(study, add((*TYPE, "slogan"), label="Slogan"), rename(CLAIM, "Statement"))
    source = json.loads(study.codebook.to_json())
    source["categories"][1]["attributes"][0]["values"].append({"id": "slogan", "label": "Watchword"})
    import_codebook(study, parse_codebook(source))

    draft = drafts.the_draft(study)
    assert (draft.published.version, draft.codebook.version) == ("1.1", "1.2")
    assert [one.edit.place for one in draft.unfit] == [(*TYPE, "slogan")]
    with pytest.raises(RuleViolation, match="does not fit any more"):
        drafts.publish(study)
    drafts.drop_unfit(study)
    assert drafts.publish(study).codebook.category("claim").label == "Statement"


def test_a_recode_picks_by_value_coder_article_version_and_flag_and_tells_where(study):
    first, second = article_ids(study)
    mine = a_claim(study, first, claim_type="accusation")
    coding.set_flag(study, mine.id, True)
    as_coder(study, "ben")
    theirs = a_claim(study, second, claim_type="accusation")
    as_coder(study, "ada")

    def found(**chosen):
        return [hit.before.id for hit in preview(study, Filter("claim", **chosen), {"claim_type": "evaluative"}).hits]

    assert set(found(values={"claim_type": "accusation"})) == {mine.id, theirs.id}
    assert found(coder="ben") == [theirs.id]
    assert found(article="S0") == [mine.id]
    assert found(flag=True) == [mine.id]
    assert found(listed=True) == []
    hit = preview(study, Filter("claim", coder="ben"), {"claim_type": "evaluative"}).hits[0]
    assert (hit.context_before + hit.before.quote + hit.context_after) == study.articles.text(second)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (Filter("claim", {"claim_type": "acusation"}), "claim_type has no value 'acusation'"),
        (Filter("claim", version="9"), "there is no codebook version '9'; there are 1.0"),
    ],
)
def test_a_slip_in_what_is_looked_for_is_refused_and_not_taken_for_nothing_found(study, chosen, said):
    a_claim(study, article_ids(study)[0])
    with pytest.raises(AnnotatorError, match=said):
        preview(study, chosen, {"claim_type": "factual"})
    assert preview(study, Filter("claim", {"claim_type": "commitment"}), {"claim_type": "factual"}).found == 0


def test_an_annotation_with_an_answer_that_its_version_did_not_know_becomes_one_of_the_new_version(study):
    one = a_claim(study, article_ids(study)[0])
    drafts.edit(study, add((*CLAIM, "tone"), label="Tone", type="single", values=[{"id": "sharp"}, {"id": "mild"}]))
    drafts.publish(study)
    coding.set_value(study, one.id, "claim_type", "factual")
    assert study.annotations.get(one.id).codebook_version == "1.0"

    coding.set_value(study, one.id, "tone", "mild")
    assert study.annotations.get(one.id).codebook_version == "1.1"


def test_the_history_of_a_value_shows_the_recode(study):
    one = a_claim(study, article_ids(study)[0], claim_type="accusation")
    recode(study, Filter("claim"), {"claim_type": "evaluative"})

    steps = [(step.before, step.after) for step in value_history(study, one.id, "claim_type")]
    assert steps == [(None, "accusation"), ("accusation", "evaluative")]


def test_a_coder_recodes_only_the_own_annotations(study):
    a_claim(study, article_ids(study)[0], claim_type="accusation")
    as_coder(study, "ben")

    assert recode(study, Filter("claim"), {"claim_type": "evaluative"}).hits == ()
    with pytest.raises(AnnotatorError, match="another coder's work"):
        recode(study, Filter("claim", coder="ada"), {"claim_type": "evaluative"})


def test_finishing_warns_of_what_the_revision_asks_to_look_at(study):
    article = article_ids(study)[0]
    one = a_claim(study, article, claim_type="factual")
    drafts.edit(study, split_value((*TYPE, "factual"), [{"id": "past"}, {"id": "present"}]))
    drafts.publish(study)

    warned = [item for item in coding.open_items_of(study, article) if item.code == "revised"]
    assert [(item.annotation_id, item.attribute, item.level) for item in warned] == [(one.id, "claim_type", "warning")]
