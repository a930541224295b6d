"""Storing codings from records: what is kept, what is refused, and what the history then says."""

from __future__ import annotations

import json
import unicodedata

import pytest
from builders import CLAIM_VALUES, CONTRACT_RECORDS, TEXT, a_project, an_annotation, an_article, records, refusals, stored_by, stored_ids

from annotator.formats import coding_lines
from annotator.formats.base import Options
from annotator.model import ids
from annotator.model.article import Region
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.annotating import Warned, annotate_batches
from annotator.operations.annotating.judging import Judge
from annotator.operations.checking import check
from annotator.operations.importing import import_files
from annotator.operations.projects import enter
from annotator.paths import resource
from annotator.project import open_project

FIRST = CONTRACT_RECORDS[:4]


@pytest.fixture
def project(tmp_path):
    with a_project(tmp_path, coder=None) as opened:
        yield opened


@pytest.fixture
def coded(project):
    """A project that holds the records of the contract."""
    assert refusals(stored_by(project, *CONTRACT_RECORDS)) == []
    return project


def steps(project):
    return [step.label for step in project.history.all()]


def the_annotation(project, name):
    [found] = project.annotations.named(name)
    return found


# ---- what is kept -------------------------------------------------------------------------------------------------------


def test_the_records_of_the_contract_are_stored_as_they_stand(coded):
    article = coded.articles.find("A17")
    actor, claim = coded.annotations.of_article(article.id)
    [link] = coded.links.of_article(article.id)
    [coding] = coded.codings.all()

    assert (article.headline, article.date_on_page, [region.kind for region in article.regions]) == (
        "Ministry wants tariffs to fall", "2024-06-03", ["headline", "body"],
    )  # fmt: skip
    assert (actor.name, actor.quote, claim.name, claim.quote) == (
        "a1", "The Foreign Ministry", "k1", "tariffs on fish must fall by the summer",
    )  # fmt: skip
    assert coded.entities.get(actor.values["entity"]).label == "Foreign Ministry"
    assert (link.name, link.link, link.from_id, link.to_id) == ("l1", "makes", actor.id, claim.id)
    assert (coding.finished, coding.values["genre"], coding.values["relevance"]) == (True, "hard_news", "relevant")
    assert [coder.name for coder in coded.coders.all()] == ["ada", "c01"]
    assert (actor.origin, check(coded.path)) == ("file", [])


def test_the_ids_of_the_log_are_made_of_type_coder_article_and_id(coded):
    coder, article = ids.coder_id("c01"), coded.articles.find("A17").id

    assert the_annotation(coded, "a1").id == ids.record_id("annotation", coder, article, "a1")
    assert coded.links.named("l1")[0].id == ids.record_id("link", coder, article, "l1")
    assert coded.entities.named("e1")[0].id == ids.entity_id("e1", "Foreign Ministry")


def test_one_commit_is_one_step_per_coder_and_article(project):
    other = {**CONTRACT_RECORDS[0], "source_id": "A18", "text": TEXT + "\nMore."}
    stored_by(
        project, *CONTRACT_RECORDS, other,
        *records("k1", id="k2", coder="c02"), *records("k1", id="k3", article="A18"), *records("k1", id="k4", spans=[[62, 69]]),
    )  # fmt: skip

    told = [(step.label, step.coder_id, len(step.articles)) for step in project.history.all()[1:]]
    one, two = ids.coder_id("c01"), ids.coder_id("c02")
    assert told == [
        ("Coders and entities from file", None, 0),
        ("Add article from file", None, 1),
        ("Add article from file", None, 1),
        ("Annotate from file", one, 1),
        ("Annotate from file", two, 1),
        ("Annotate from file", one, 1),
    ]


def test_the_same_records_again_are_stored_and_change_nothing(coded):
    before = len(steps(coded))

    outcomes = stored_by(coded, *CONTRACT_RECORDS)

    assert (refusals(outcomes), len(stored_ids(outcomes)), len(steps(coded))) == ([], len(CONTRACT_RECORDS), before)


def test_other_content_under_the_same_id_replaces_it_as_one_step_that_can_be_undone(coded):
    stored_by(coded, *records("k1", spans=[[62, 69]], values={**CLAIM_VALUES, "issue": "other", "issue_other": "fish"}, note="short"))

    replaced = the_annotation(coded, "k1")
    assert (replaced.quote, replaced.values["issue_other"], replaced.note) == ("tariffs", "fish", "short")
    assert [change.table for change in coded.history.changes(coded.history.all()[-1].id)] == ["annotation"]
    coded.history.undo(ids.coder_id("c01"), coded.articles.find("A17").id)
    assert (the_annotation(coded, "k1").quote, "issue_other" in the_annotation(coded, "k1").values) == (
        "tariffs on fish must fall by the summer", False,
    )  # fmt: skip


def test_a_record_that_changes_twice_in_one_commit_is_written_once_as_it_ends(coded):
    outcomes = stored_by(coded, *records("k1", note="one"), *records("k1", note="two"))

    assert stored_ids(outcomes) == ["k1", "k1"]
    assert the_annotation(coded, "k1").note == "two"
    assert len(coded.history.changes(coded.history.all()[-1].id)) == 1


def test_an_annotation_of_the_window_is_found_again_by_its_uuid(tmp_path):
    with a_project(tmp_path) as project:
        made = an_annotation(project, an_article(project))
        before = len(steps(project))
        record = records("k1", id=made.id, coder="ada", values=dict(made.values), filled=dict(made.filled))

        assert stored_ids(stored_by(project, *record)) == [made.id]
        assert (len(steps(project)), project.annotations.total(), project.annotations.get(made.id).origin) == (before, 1, "hand")


def test_a_record_without_an_id_gets_a_uuid(coded):
    [record] = records("k1", spans=[[62, 69]])
    del record["id"]

    [made] = stored_ids(stored_by(coded, record))

    assert ids.is_uuid(made)
    assert coded.annotations.get(made).quote == "tariffs"


def test_start_and_end_stand_for_one_span_and_fragments_are_put_in_order(coded):
    [plain] = records("k1", id="k2", start=62, end=69)
    del plain["spans"]

    assert refusals(stored_by(coded, plain, *records("k1", id="k3", spans=[[73, 77], [62, 69]], quote="tariffs … fish"))) == []
    assert the_annotation(coded, "k2").spans == (Span(62, 69),)
    assert the_annotation(coded, "k3").spans == (Span(62, 69), Span(73, 77))


def test_spans_and_quotes_count_code_points(project):
    text = "😀 नमस्ते e\u0301t: said 𝔘nder."
    at = text.index("𝔘")
    article = {"type": "article", "source_id": "x", "text": text}
    [claim] = records("k1", article="x", spans=[[at, at + 5]], quote="𝔘nder")

    assert refusals(stored_by(project, article, claim)) == []
    assert the_annotation(project, "k1").quote == "𝔘nder"


def test_defaults_are_filled_in_where_their_condition_holds(coded):
    stored_by(coded, *records("k1", id="k2", spans=[[62, 69]], values={**CLAIM_VALUES, "form": "author"}))

    claim = the_annotation(coded, "k1")
    assert (claim.values["maker_unnamed"], claim.filled) == (False, {"maker_unnamed": "default"})
    assert "maker_unnamed" not in the_annotation(coded, "k2").values


def test_how_values_came_about_is_kept_and_no_default_is_added_to_whole_values(coded):
    stored_by(coded, *records("k1", id="k2", spans=[[62, 69]], filled={"issue": "accepted"}))

    found = the_annotation(coded, "k2")
    assert (found.filled, "maker_unnamed" in found.values) == ({"issue": "accepted"}, False)


def test_an_unknown_coder_is_created_once_by_the_composed_name(coded):
    stored_by(coded, *records("k1", id="k2", coder="Ame\u0301lie"), *records("k1", id="k3", coder="Amélie", spans=[[62, 69]]))

    assert [coder.name for coder in coded.coders.all()][2:] == [unicodedata.normalize("NFC", "Amélie")]


@pytest.mark.parametrize(("name", "reason"), [
    ("   ", "coder: '   ' begins or ends with blanks"),
    (" Amélie", "coder: ' Amélie' begins or ends with blanks"),
    ("c01\n", "coder: 'c01\\n' begins or ends with blanks"),
    ("c\x0701", "coder: a coder's name cannot hold control characters"),
])  # fmt: skip
def test_a_coder_whose_name_is_odd_is_refused_with_the_reason_and_not_let_in(coded, name, reason):
    before = [coder.name for coder in coded.coders.all()]

    assert refusals(stored_by(coded, *records("k1", id="k2", coder=name))) == [reason]
    assert [coder.name for coder in coded.coders.all()] == before


def test_a_coder_given_for_the_run_stands_where_a_record_names_none(coded):
    [claim] = records("k1", id="k2")
    del claim["coder"]

    assert refusals(stored_by(coded, claim)) == ["coder is missing; name one in the record or with --coder"]
    assert stored_ids(stored_by(coded, claim, coder="c07")) == ["k2"]
    assert coded.coders.get(the_annotation(coded, "k2").coder_id).name == "c07"


def test_an_entity_is_named_by_id_or_label_and_created_if_unknown(coded):
    def actor(name, span, entity):
        return records("a1", id=name, spans=[span], values={"entity": entity})

    stored_by(
        coded,
        *actor("a2", [0, 8], "Foreign  Ministry"), *actor("a3", [9, 14], "Fishers"), *actor("a4", [15, 22], " Fishers "),
    )  # fmt: skip

    first, fishers = the_annotation(coded, "a1").values["entity"], the_annotation(coded, "a3").values["entity"]
    assert the_annotation(coded, "a2").values["entity"] == first
    assert (coded.entities.get(fishers).label, the_annotation(coded, "a4").values["entity"]) == ("Fishers", fishers)
    assert [entity.label for entity in coded.entities.all()] == ["Foreign Ministry", "Fishers"]


def test_an_entity_record_with_a_known_id_changes_the_register_and_its_label_is_known_at_once(coded):
    entity = {"type": "entity", "id": "e1", "label": "Ministry of Foreign Affairs", "kind": "government_body", "aliases": ["MFA"]}

    stored_by(coded, entity, *records("a1", id="a2", spans=[[0, 8]], values={"entity": "Ministry of Foreign Affairs"}))

    [found] = coded.entities.all()
    assert (found.label, found.aliases, found.id) == (
        "Ministry of Foreign Affairs", ("MFA",), ids.entity_id("e1", "Foreign Ministry"),
    )  # fmt: skip


def test_an_article_that_is_a_duplicate_of_another_points_to_it(coded):
    stored_by(coded, {**CONTRACT_RECORDS[0], "source_id": "A18"}, *records("article_coding", article="A18", finished=False))
    stored_by(
        coded, {"type": "article_coding", "article": "A18", "coder": "c01", "values": {"relevance": "duplicate", "duplicate_of": "A17"}}
    )

    coding = coded.codings.get(coded.articles.find("A18").id, ids.coder_id("c01"))
    assert coding.values["duplicate_of"] == coded.articles.find("A17").id


# ---- articles and regions -----------------------------------------------------------------------------------------------


def test_annotate_proposes_no_regions(project):
    stored_by(project, CONTRACT_RECORDS[0])

    assert project.articles.find("A17").regions == ()


def regions_of(project, source_id: str = "A17") -> list[tuple[str, int, int]]:
    return [(region.kind, region.span.start, region.span.end) for region in project.articles.find(source_id).regions]


def a_region(kind: str, start: int, end: int) -> dict:
    return {**CONTRACT_RECORDS[2], "kind": kind, "start": start, "end": end}


def test_the_first_region_of_an_article_in_a_run_replaces_what_an_import_proposed(project, tmp_path):
    page = tmp_path / "A17"
    page.write_text(CONTRACT_RECORDS[0]["text"], encoding="utf-8")
    import_files(project, [page], options=Options(format="plain_text"))
    assert [kind for kind, _start, _end in regions_of(project)] == ["headline", "body"]

    assert refusals(stored_by(project, a_region("body", 0, 40), a_region("caption", 50, 60))) == []

    assert regions_of(project) == [("body", 0, 40), ("caption", 50, 60)]


def test_regions_of_an_earlier_run_stay_and_others_are_added(project):
    stored_by(project, CONTRACT_RECORDS[0], a_region("headline", 0, 30))

    outcomes = stored_by(project, a_region("headline", 0, 30), a_region("body", 31, 60), a_region("caption", 20, 25))

    assert regions_of(project) == [("headline", 0, 30), ("body", 31, 60)]
    assert refusals(outcomes) == ["the region overlaps the headline at 0–30"]


def test_regions_that_a_coder_corrected_are_not_replaced_but_those_she_took_back_are(project, tmp_path):
    page = tmp_path / "A17"
    page.write_text(CONTRACT_RECORDS[0]["text"], encoding="utf-8")
    import_files(project, [page], options=Options(format="plain_text"))
    article = project.articles.find("A17").id
    enter(project, "ada")
    coding.set_regions(project, article, [Region("caption", Span(0, 10))])
    stored_by(project, a_region("body", 31, 60))
    assert regions_of(project) == [("caption", 0, 10), ("body", 31, 60)]

    *_import, corrected, added = project.history.all()
    project.take_back(added)
    project.take_back(corrected)
    stored_by(project, a_region("body", 0, 60))
    assert regions_of(project) == [("body", 0, 60)]


def test_regions_may_come_line_by_line_over_several_commits(project, monkeypatch):
    monkeypatch.setattr("annotator.operations.annotating.MOST_IN_A_COMMIT", 1)

    assert refusals(stored_by(project, *CONTRACT_RECORDS)) == []
    assert [region.kind for region in project.articles.find("A17").regions] == ["headline", "body"]
    assert check(project.path) == []


def test_same_text_and_source_id_is_there_already_and_another_source_id_is_a_linked_duplicate(coded):
    outcomes = stored_by(coded, CONTRACT_RECORDS[0], {**CONTRACT_RECORDS[0], "source_id": "A18"})

    first, second = coded.articles.all()
    assert (second.cluster_id, second.is_duplicate, first.is_duplicate) == (first.id, True, False)
    assert [one.code for one in outcomes if isinstance(one, Warned)] == ["exact_duplicate"]


def test_another_text_under_a_known_source_id_may_be_a_correction(coded):
    outcomes = stored_by(coded, {**CONTRACT_RECORDS[0], "text": TEXT + " Not so."})

    first, second = coded.articles.all()
    assert second.correction_of == first.id
    assert [one.code for one in outcomes if isinstance(one, Warned)] == ["possible_correction"]
    assert "2 articles have the source_id 'A17'" in refusals(stored_by(coded, *records("k1", id="k9")))[0]
    assert refusals(stored_by(coded, *records("k1", id="k9", coder="c02", article=second.id))) == []


def test_an_id_of_an_article_record_is_its_source_id_and_line_ends_become_one(project):
    outcomes = stored_by(project, {"type": "article", "id": 17, "title": "T", "date": "2024-06-03", "source": "Post", "text": "a\r\nb\rc"})

    [article] = project.articles.all()
    assert (article.source_id, article.headline, article.date_published, article.outlet) == ("17", "T", "2024-06-03", "Post")
    assert (project.articles.text(article.id), stored_ids(outcomes)) == ("a\nb\nc", [article.id])
    assert stored_ids(stored_by(project, {"type": "article", "id": article.id, "source_id": "17", "text": "a\nb\nc"})) == [article.id]


# ---- finishing and leniency ---------------------------------------------------------------------------------------------


def test_finishing_is_refused_while_items_are_open_and_the_reason_names_them(project):
    outcomes = stored_by(project, *FIRST, *records("k1"), *records("article_coding"))

    assert refusals(outcomes) == ["not finished, 1 open: k1: made by: missing"]
    assert project.codings.all() == []


def test_finishing_looks_at_what_the_same_batch_brought_and_deleted(coded):
    again = records("article_coding", finished=True, note="again")
    outcomes = stored_by(coded, {"type": "link", "id": "l1", "deleted": True}, *again, *records("l1"), *again)

    assert len(refusals(outcomes)) == 1
    assert coded.codings.all()[0].note == "again"


def test_an_article_that_is_still_being_coded_may_lack_values(project):
    outcomes = stored_by(project, *FIRST, *records("article_coding", values={}, finished=False))

    assert refusals(outcomes) == []
    assert project.codings.all()[0].values["relevance"] == "relevant"


def test_lenient_keeps_incomplete_codings_and_takes_finished_despite_open_items(project):
    outcomes = stored_by(project, *FIRST, *records("k1", values={"form": "indirect"}), *records("article_coding"), lenient=True)

    assert refusals(outcomes) == []
    assert (the_annotation(project, "k1").values, project.codings.all()[0].finished) == (
        {"form": "indirect", "maker_unnamed": False}, True,
    )  # fmt: skip


# ---- deleting -----------------------------------------------------------------------------------------------------------


def test_deleting_an_annotation_takes_its_links_with_it_and_undo_brings_both_back(coded):
    outcomes = stored_by(coded, {"type": "annotation", "id": "k1", "deleted": True})

    assert stored_ids(outcomes) == ["k1"]
    assert (coded.annotations.named("k1"), coded.links.named("l1")) == ([], [])
    coded.history.undo(ids.coder_id("c01"))
    assert (len(coded.annotations.named("k1")), len(coded.links.named("l1"))) == (1, 1)
    assert check(coded.path) == []


def test_the_place_of_a_deleted_annotation_is_free_in_the_same_batch(coded):
    outcomes = stored_by(coded, {"type": "annotation", "id": "k1", "deleted": True}, *records("k1", id="k2"), *records("l1", to="k1"))

    assert (stored_ids(outcomes), refusals(outcomes)) == (["k1", "k2"], ["unknown annotation 'k1'"])
    assert check(coded.path) == []


def test_an_annotation_deleted_and_sent_again_in_one_batch_is_there(coded):
    stored_by(coded, {"type": "annotation", "id": "k1", "deleted": True}, *records("k1", note="new"), *records("l1"))

    assert (the_annotation(coded, "k1").note, len(coded.links.named("l1"))) == ("new", 1)
    assert check(coded.path) == []


def test_one_that_came_and_went_in_the_same_batch_never_was(coded):
    before = len(steps(coded))

    stored_by(coded, *records("k1", id="k2", spans=[[62, 69]]), {"type": "annotation", "id": "k2", "deleted": True})

    assert (coded.annotations.named("k2"), len(steps(coded))) == ([], before)


def test_a_category_cannot_change_under_a_link_that_does_not_allow_it(coded):
    stance = {"polarity": "favor", "target_type": "issue", "target_issue": "fish"}
    outcomes = stored_by(coded, *records("k1", category="stance", values=stance))

    assert "the link 'l1' (makes) at this annotation does not allow the category stance" in refusals(outcomes)[0]
    assert check(coded.path) == []


# ---- warnings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "codes"),
    [
        ([62, 69], []),
        ([63, 69], ["inside_word"]),
        ([61, 69], ["white_space_edge"]),
        ([62, 102], []),
        ([30, 34], ["white_space_edge", "not_coded"]),
    ],
)
def test_odd_edges_and_places_that_are_not_coded_are_warned_of_and_stored(coded, span, codes):
    outcomes = stored_by(coded, *records("k1", id="k2", spans=[span]))

    assert [one.code for one in outcomes if isinstance(one, Warned)] == codes
    assert stored_ids(outcomes) == ["k2"]


@pytest.mark.parametrize(("start", "end", "codes"), [(0, 6, []), (0, 5, ["inside_cluster"]), (0, 3, ["inside_word"]), (7, 10, [])])
def test_edges_in_devanagari_are_judged_by_clusters_and_words(project, start, end, codes):
    text = "नमस्ते दुनिया"
    article = {"type": "article", "source_id": "d", "text": text}
    end = end if end != 10 else len(text)

    outcomes = stored_by(project, article, *records("k1", article="d", spans=[[start, end]]))

    found = [one.code for one in outcomes if isinstance(one, Warned)]
    assert (set(codes) <= set(found)) if codes else (found == [])


# ---- written and read again ---------------------------------------------------------------------------------------------


def all_records(project):
    """Return every record of a project as an export writes it; those of one type in no particular order."""
    names = {coder.id: coder.name for coder in project.coders.all()}
    entities = {entity.id: entity.shown_id for entity in project.entities.all()}
    made = [coding_lines.entity_record(entity) for entity in project.entities.all()]
    for article in project.articles.all():
        text = project.articles.text(article.id)
        made.append(coding_lines.article_record(article, text))
        made += [coding_lines.region_record(article.id, region) for region in article.regions]
        shown = {}
        for one in project.annotations.of_article(article.id):
            shown[one.id] = one.shown_id
            values = coding_lines.shown_values(one.values, project.codebook.attributes_of(one.category), entities)
            made.append(coding_lines.annotation_record(one, names[one.coder_id], text, values))
        for link in project.links.of_article(article.id):
            made.append(coding_lines.link_record(link, names[link.coder_id], shown[link.from_id], shown[link.to_id]))
        made += [coding_lines.article_coding_record(one, names[one.coder_id]) for one in project.codings.of_article(article.id)]
    return made


def test_what_is_written_of_a_project_makes_the_same_project_again(tmp_path):
    sample = [json.loads(line) for name in ("articles", "codings") for line in resource(f"sample/{name}.jsonl").read_text().splitlines()]
    with a_project(tmp_path, coder=None) as first, a_project(tmp_path, name="second", coder=None) as second:
        assert refusals(stored_by(first, *sample)) == []
        enter(first, "ada")
        by_hand = an_article(first, source_id="by hand")
        an_annotation(first, by_hand)
        first.coder = None
        written = all_records(first)

        assert refusals(stored_by(second, *written)) == []
        assert set(map(json.dumps, all_records(second))) == set(map(json.dumps, written))
        before = len(steps(first))
        assert (refusals(stored_by(first, *written)), len(steps(first))) == ([], before)
        assert second.annotations.total() == first.annotations.total() > 600
    assert check(tmp_path / "second.annot") == []


# ---- others in the same project -----------------------------------------------------------------------------------------


def test_a_coder_stores_own_codings_only(tmp_path):
    with a_project(tmp_path, coder=None) as project:
        stored_by(project, *CONTRACT_RECORDS)
    with open_project(tmp_path / "study.annot", "c01") as project:
        outcomes = stored_by(project, *records("k1", id="k2", coder="c02"), {"type": "annotation", "id": "k1", "deleted": True})

    assert refusals(outcomes) == ["this is another coder's work; it is never changed by somebody else"]
    assert stored_ids(outcomes) == ["k1"]


def test_what_another_connection_writes_meanwhile_is_seen(tmp_path):
    with a_project(tmp_path) as window, open_project(window.path) as file:
        article = an_article(window)

        def batches():
            yield [(1, '{"type":"entity","id":"e","label":"X"}')]
            an_annotation(window, article)
            yield [(2, json.dumps(records("k1", coder="ada")[0]))]

        outcomes = [one for batch in annotate_batches(file, batches()) for one in batch]

    assert refusals(outcomes) == ["the same passage is coded as claim by this coder already"]


def test_a_batch_is_judged_anew_if_somebody_wrote_between_judging_and_writing(tmp_path, monkeypatch):
    with a_project(tmp_path, coder=None) as project, open_project(project.path) as other:
        stored_by(project, CONTRACT_RECORDS[0], *CONTRACT_RECORDS[3:])
        judging, times = Judge.begin, []

        def begin(judge, *batch):
            judging(judge, *batch)
            times.append(len(batch))
            if len(times) == 1:
                stored_by(other, *records("k1", id="k7", spans=[[62, 69]]))

        monkeypatch.setattr(Judge, "begin", begin)
        body = {**CONTRACT_RECORDS[2], "start": 0, "end": 40}
        outcomes = stored_by(project, body, *records("k1", id="k8", spans=[[62, 69]]), *records("k1", id="k9", spans=[[73, 77]]))

        assert refusals(outcomes) == ["the same passage is coded as claim by this coder already"]
        assert stored_ids(outcomes)[1:] == ["k9"]
        assert [region.span for region in project.articles.find("A17").regions] == [Span(0, 40)]
    assert check(tmp_path / "study.annot") == []


def test_listeners_hear_of_a_batch_once_after_its_commit(coded):
    heard = []
    coded.listen(heard.append)

    stored_by(coded, *records("k1", id="k2", coder="c02"), *records("k1", id="k3", coder="c03"))

    assert len(heard) == 1
    assert heard[0].touch("annotation", "coder")
    assert heard[0].articles == {coded.articles.find("A17").id}


def test_a_record_that_lost_its_name_in_a_merge_is_still_known_by_its_id(coded):
    claim = the_annotation(coded, "k1")
    with coded.step("Rename after a merge"):
        coded.database.update("annotation", claim.id, {"name": ""})
    coded.database.set_meta("origin", ids.new_id())  # a file with steps of two origins, as a merge makes it
    coded.database._forget_chain()
    with coded.step("From the other file"):
        coded.coders.add("c05")

    assert stored_ids(stored_by(coded, *records("k1", note="still the same"))) == [claim.id]
    assert coded.annotations.get(claim.id).note == "still the same"
    assert coded.annotations.total() == 2
