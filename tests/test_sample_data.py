"""The sample project that `annotator demo` builds, and the two built-in codebooks, judged as plain data."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from annotator.model.span import make_spans, quote_of
from annotator.paths import resource

Record = dict[str, Any]
CODERS = ("ada", "ben")
CATEGORIES = ("actor", "claim", "stance", "speculation")
CLOSING = {"”": "“", '"': '"', "»": "«", "’": "‘", ")": "("}
OPENING = {opening: closing for closing, opening in CLOSING.items()}


@cache
def records(name: str) -> list[Record]:
    lines = resource(f"sample/{name}").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def codebook(name: str) -> Record:
    return json.loads(resource(f"codebooks/{name}.json").read_text(encoding="utf-8"))


@cache
def of_type(name: str, kind: str) -> list[Record]:
    return [record for record in records(name) if record["type"] == kind]


@cache
def articles() -> dict[str, Record]:
    return {record["source_id"]: record for record in of_type("articles.jsonl", "article")}


@cache
def regions() -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for record in of_type("articles.jsonl", "region"):
        found[record["article"]].append(record)
    return found


@cache
def annotations() -> list[Record]:
    return of_type("codings.jsonl", "annotation")


@cache
def links() -> list[Record]:
    return of_type("codings.jsonl", "link")


@cache
def finished() -> set[tuple[str, str]]:
    return {(one["article"], one["coder"]) for one in of_type("codings.jsonl", "article_coding") if one["finished"]}


def coded_length(article: str) -> int:
    coded = codebook("news_claims")["coded_regions"]
    return sum(one["end"] - one["start"] for one in regions()[article] if one["kind"] in coded)


def fragments(annotation: Record) -> Iterator[tuple[int, int, str]]:
    text = articles()[annotation["article"]]["text"]
    for start, end in annotation["spans"]:
        yield start, end, text[start:end]


def applies(attribute: Record, values: Record) -> bool:
    """Return whether the attribute's condition holds for the values."""
    condition = attribute.get("when", {})
    return all(values.get(name) in allowed for name, allowed in condition.items())


def faults_of_values(attributes: list[Record], values: Record, entities: set[str]) -> list[str]:
    """Return what the codebook refuses in the values: unknown names, values outside the list, missing or idle ones."""
    modular = [one for one in attributes if "module" not in one]
    by_id = {one["id"]: one for one in modular}
    found = [f"unknown {name}" for name in values if name not in by_id]
    for name, attribute in by_id.items():
        if name not in values:
            if attribute["required"] and applies(attribute, values):
                found.append(f"missing {name}")
            continue
        if not applies(attribute, values):
            found.append(f"{name} where its condition does not hold")
        if attribute["type"] == "single" and values[name] not in allowed_values(attribute):
            found.append(f"{name} cannot be {values[name]}")
        if attribute["type"] == "entity_ref" and values[name] not in entities:
            found.append(f"{name} names no entity: {values[name]}")
        if attribute["type"] == "boolean" and not isinstance(values[name], bool):
            found.append(f"{name} is not yes or no")
        if isinstance(values[name], str) and not 0 < len(values[name]) <= attribute.get("max_length", 1000):
            found.append(f"{name} is empty or too long")
    return found


def allowed_values(attribute: Record) -> set[str]:
    if "values_from" in attribute:
        category, name = attribute["values_from"].split(".")
        attribute = attribute_of(category, name)
    return {value["id"] for value in attribute["values"]}


def category_of(name: str) -> Record:
    return next(one for one in codebook("news_claims")["categories"] if one["id"] == name)


def attribute_of(category: str, name: str) -> Record:
    return next(one for one in category_of(category)["attributes"] if one["id"] == name)


# ---------------------------------------------------------------- articles


def test_there_are_at_least_twelve_articles_from_four_outlets_within_three_weeks_of_one_month():
    found = articles().values()
    days = [date.fromisoformat(one.get("date_published") or one["date_on_page"]) for one in found]

    assert len(found) >= 12
    assert len({one["outlet"] for one in found}) >= 4
    assert len({(day.year, day.month) for day in days}) == 1
    assert 14 <= (max(days) - min(days)).days <= 21


def test_three_scripts_are_there_each_with_a_whole_article_and_two_of_them_within_an_english_one():
    assert {one["language"] for one in articles().values()} == {"en", "ne", "ar"}
    for language, script in (("ne", "DEVANAGARI"), ("ar", "ARABIC")):
        texts = [one["text"] for one in articles().values() if one["language"] == language]
        assert all(share_of_letters(text, script) > 0.99 for text in texts)
        assert len(texts) == 1
        assert any(share_of_letters(one["text"], script) > 0 for one in articles().values() if one["language"] == "en")


def share_of_letters(text: str, script: str) -> float:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(script in unicodedata.name(letter) for letter in letters) / len(letters)


def test_one_text_stands_under_two_source_ids_in_two_outlets():
    by_text: dict[str, list[Record]] = defaultdict(list)
    for one in articles().values():
        by_text[one["text"]].append(one)
    (pair,) = [ones for ones in by_text.values() if len(ones) > 1]

    assert len(pair) == 2
    assert pair[0]["outlet"] != pair[1]["outlet"]


def test_articles_are_as_long_as_wire_copy():
    words = {source: len(one["text"].split()) for source, one in articles().items()}

    assert sum(count < 100 for count in words.values()) == 2
    assert all(180 <= count <= 420 for count in words.values() if count >= 100)


def test_the_texts_hold_what_real_pages_hold():
    texts = [one["text"] for one in articles().values()]
    kinds = {region["kind"] for ones in regions().values() for region in ones}

    assert kinds == set(codebook("news_claims")["region_types"])
    assert any(ord(letter) > 0xFFFF for text in texts for letter in text)
    assert any("“" in text for text in texts)
    assert any('"' in text for text in texts)
    assert any("«" in text for text in texts)
    assert any(count > 1 for text in texts for line, count in Counter(text.splitlines()).items() if line)


def test_a_headline_is_glued_to_navigation_words_and_the_glued_copy_is_not_coded():
    glued = [
        (left, right)
        for ones in regions().values()
        for left, right in pairwise(ones)
        if left["kind"] == "furniture" and right["kind"] == "headline_copy" and left["end"] == right["start"]
    ]

    assert glued
    assert "headline_copy" not in codebook("news_claims")["coded_regions"]


def test_the_headline_of_an_article_is_its_headline_region():
    for source, article in articles().items():
        (headline,) = [one for one in regions()[source] if one["kind"] == "headline"]
        assert article["text"][headline["start"] : headline["end"]] == article["headline"]


def test_regions_never_overlap_have_no_white_space_at_an_edge_and_leave_no_word_out():
    for source, article in articles().items():
        text, end = article["text"], 0
        for region in regions()[source]:
            assert text[end : region["start"]].strip() == ""
            quote = text[region["start"] : region["end"]]
            assert quote
            assert quote == quote.strip()
            assert "\n" not in quote
            end = region["end"]
        assert text[end:].strip() == ""


# ---------------------------------------------------------------- codings


def test_every_quote_is_the_text_at_its_spans():
    for one in annotations():
        assert quote_of(make_spans(one["spans"]), articles()[one["article"]]["text"]) == one["quote"], one["id"]


def test_spans_start_and_end_on_words_without_white_space_or_stray_punctuation():
    for one in annotations():
        text = articles()[one["article"]]["text"]
        for start, end, quote in fragments(one):
            assert quote == quote.strip(), one["id"]
            assert not (in_word(text, start - 1) and in_word(text, start)), one["id"]
            assert not (in_word(text, end - 1) and in_word(text, end)), one["id"]
            assert not is_stray(quote[0], quote[1:], OPENING), (one["id"], quote)
            assert not is_stray(quote[-1], quote[:-1], CLOSING), (one["id"], quote)


def in_word(text: str, at: int) -> bool:
    """Return whether the character belongs to a word: a letter, a digit, a mark or a joiner."""
    return 0 <= at < len(text) and (unicodedata.category(text[at])[0] in "LNM" or text[at] in "\u200c\u200d")


def is_stray(edge: str, rest: str, partners: dict[str, str]) -> bool:
    """Return whether punctuation at an edge has no partner inside the span."""
    return unicodedata.category(edge).startswith("P") and (edge not in partners or partners[edge] not in rest)


def test_every_fragment_lies_in_one_coded_region():
    coded = codebook("news_claims")["coded_regions"]
    for one in annotations():
        inside = [region for region in regions()[one["article"]] if region["kind"] in coded]
        for start, end, _ in fragments(one):
            assert any(region["start"] <= start and end <= region["end"] for region in inside), one["id"]


def test_only_claims_have_fragments_and_both_coders_have_coded_interrupted_quotations():
    several = [one for one in annotations() if len(one["spans"]) > 1]

    assert {one["category"] for one in several} == {"claim"}
    assert {one["coder"] for one in several} == set(CODERS)


def test_no_coder_has_coded_the_same_spans_twice_in_a_category():
    keys = Counter((one["article"], one["coder"], one["category"], str(one["spans"])) for one in annotations())

    assert max(keys.values()) == 1


def test_ids_are_unique_and_name_what_they_are():
    ids = [one["id"] for kind in ("entity", "annotation", "link") for one in of_type("codings.jsonl", kind)]

    assert len(ids) == len(set(ids))
    for one in annotations() + links():
        assert re.fullmatch(rf"{one['coder']}-\d\d-[acspl]\d\d", one["id"])


def test_records_stand_after_what_they_name():
    seen: set[str] = set()
    for one in records("codings.jsonl"):
        needed = {one["from"], one["to"]} if one["type"] == "link" else set()
        if "entity" in one.get("values", {}):
            needed = {one["values"]["entity"]}
        assert needed <= seen, one
        seen.add(one.get("id", ""))


def test_all_values_are_allowed_present_and_used_only_where_their_condition_holds():
    entities = {one["id"] for one in of_type("codings.jsonl", "entity")}
    for one in annotations():
        assert faults_of_values(category_of(one["category"])["attributes"], one["values"], entities) == [], one["id"]
    for one in of_type("codings.jsonl", "article_coding"):
        variables = codebook("news_claims")["article_variables"]
        assert faults_of_values(variables, one["values"], entities) == [], (one["coder"], one["article"])


def test_entities_are_of_a_known_kind_and_each_is_mentioned():
    fields = {one["id"]: one for one in codebook("news_claims")["entity_fields"]}
    mentioned = {one["values"]["entity"] for one in annotations() if one["category"] == "actor"}
    entities = of_type("codings.jsonl", "entity")

    assert {one["id"] for one in entities} == mentioned
    assert len({one["label"] for one in entities}) == len(entities)
    for one in entities:
        assert set(one) - {"type"} <= set(fields) | {"id"}
        assert one["kind"] in allowed_values(fields["kind"])
        assert re.fullmatch(r"X[A-Z]", one.get("country", "XA")), "an invented country has a user-assigned code"


def test_every_link_joins_two_annotations_of_its_coder_and_article_of_allowed_categories():
    by_id = {one["id"]: one for one in annotations()}
    types = {one["id"]: one for one in codebook("news_claims")["links"]}
    for link in links():
        ends, rule = (by_id[link["from"]], by_id[link["to"]]), types[link["link"]]
        assert {(end["article"], end["coder"]) for end in ends} == {(link["article"], link["coder"])}
        assert ends[0]["category"] in rule["from"]
        assert ends[1]["category"] in rule["to"]
        assert link["from"] != link["to"]
        assert faults_of_values(rule.get("attributes", []), link["values"], set()) == [], link["id"]
    assert {link["link"] for link in links()} == set(types)


def test_every_coding_is_complete_by_the_rules_of_its_codebook():
    for one in annotations():
        open_items = list(OPEN_ITEMS[one["category"]](one["values"], *linked(one["id"])))
        assert open_items == [], (one["id"], one["quote"])


def linked(annotation: str) -> tuple[Counter[str], list[tuple[str, str]]]:
    """Return how many links of each type end at the annotation, and the (type, category) of those that start there."""
    ending = Counter(link["link"] for link in links() if link["to"] == annotation)
    starting = [(link["link"], categories()[link["to"]]) for link in links() if link["from"] == annotation]
    return ending, starting


@cache
def categories() -> dict[str, str]:
    return {one["id"]: one["category"] for one in annotations()}


def open_of_actor(values: Record, ending: Counter[str], starting: list[tuple[str, str]]) -> Iterator[str]:
    if not ending and not starting:
        yield "unlinked actor"


def open_of_claim(values: Record, ending: Counter[str], starting: list[tuple[str, str]]) -> Iterator[str]:
    without_maker = values["form"] == "author" or values.get("maker_unnamed", False)
    if bool(ending["makes"]) is without_maker:
        yield "maker missing" if not without_maker else "a maker where there can be none"
    if ending["addressee"] and values["claim_type"] in ("factual", "evaluative", "predictive"):
        yield "addressee of another claim type"


def open_of_stance(values: Record, ending: Counter[str], starting: list[tuple[str, str]]) -> Iterator[str]:
    if not ending["holds"] and not values.get("author_holds", False):
        yield "holder missing"
    expected = [] if values["target_type"] == "issue" else [("towards", values["target_type"])]
    if starting != expected:
        yield "target missing or of another kind"


def open_of_speculation(values: Record, ending: Counter[str], starting: list[tuple[str, str]]) -> Iterator[str]:
    if "qualifies" not in {link for link, _ in starting}:
        yield "qualifies no claim"


OPEN_ITEMS = {"actor": open_of_actor, "claim": open_of_claim, "stance": open_of_stance, "speculation": open_of_speculation}


def test_eleven_articles_are_finished_by_both_two_are_unread_and_one_is_in_progress():
    by_coder = {coder: {article for article, one in finished() if one == coder} for coder in CODERS}
    touched = {one["article"] for one in annotations()} | {article for article, _ in finished()}
    started = {(one["article"], one["coder"]) for one in annotations()} - finished()

    assert len(by_coder["ada"] & by_coder["ben"]) == 11
    assert len(set(articles()) - touched) == 2
    assert [coder for _, coder in started] == ["ada"]


def test_one_article_is_finished_with_nothing_to_code():
    coded = {one["article"] for one in annotations()}
    empty = {article for article, _ in finished()} - coded

    assert len(empty) == 1
    assert {(empty_one, coder) for empty_one in empty for coder in CODERS} <= finished()


def test_codings_are_as_dense_as_trained_coders_make_them():
    counts = Counter((one["article"], one["coder"]) for one in annotations())
    long = {(article, coder) for article, coder in counts if len(articles()[article]["text"]) > 1000} & finished()

    assert 450 <= sum(counts.values()) <= 650
    assert all(45 <= coded_length(article) / counts[article, coder] <= 90 for article, coder in long)


def test_every_value_of_the_four_categories_is_used():
    used: dict[str, set[str]] = defaultdict(set)
    for one in annotations():
        for name, value in one["values"].items():
            used[f"{one['category']}.{name}"].add(str(value))
    for category, name in (
        ("actor", "mention_form"),
        ("claim", "claim_type"),
        ("claim", "form"),
        ("stance", "polarity"),
        ("stance", "explicitness"),
        ("stance", "target_type"),
        ("speculation", "speculation_type"),
        ("speculation", "certainty"),
    ):
        assert used[f"{category}.{name}"] == allowed_values(attribute_of(category, name)), (category, name)


# ---------------------------------------------------------------- differences


@cache
def spans_of(coder: str, category: str) -> dict[tuple[str, str], Record]:
    """Return the coder's annotations of the category in articles that both have finished, by article and spans."""
    both = {article for article, _ in finished() if all((article, one) in finished() for one in CODERS)}
    return {
        (one["article"], str(one["spans"])): one
        for one in annotations()
        if one["coder"] == coder and one["category"] == category and one["article"] in both
    }


@cache
def pairs_by_overlap(category: str) -> list[tuple[Record, Record]]:
    """Return one-to-one pairs of the two coders' annotations, those that share most of their characters first."""
    candidates = []
    for key, mine in spans_of("ada", category).items():
        for other_key, theirs in spans_of("ben", category).items():
            one, other = characters(mine), characters(theirs)
            if key[0] == other_key[0] and one & other:
                candidates.append((len(one & other) / len(one | other), mine["id"], theirs["id"], mine, theirs))
    taken: set[str] = set()
    pairs = []
    for _, mine_id, theirs_id, mine, theirs in sorted(candidates, key=lambda one: (-one[0], one[1], one[2])):
        if not {mine_id, theirs_id} & taken:
            taken |= {mine_id, theirs_id}
            pairs.append((mine, theirs))
    return pairs


def characters(annotation: Record) -> set[int]:
    return {at for start, end in annotation["spans"] for at in range(start, end)}


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_coders_differ_in_every_category_by_edges_and_by_missing_and_agree_on_most(category: str):
    ada, ben = spans_of("ada", category), spans_of("ben", category)
    pairs = pairs_by_overlap(category)
    exact = 2 * len(set(ada) & set(ben)) / (len(ada) + len(ben))
    overlap = 2 * len(pairs) / (len(ada) + len(ben))

    assert 0.45 < exact < 0.8
    assert 0.68 < overlap < 0.95
    assert len(pairs) < len(ada)
    assert len(pairs) < len(ben)
    assert exact < overlap


def test_over_all_categories_the_coders_agree_as_trained_coders_do():
    total = sum(len(spans_of(coder, category)) for coder in CODERS for category in CATEGORIES)
    exact = sum(len(set(spans_of("ada", category)) & set(spans_of("ben", category))) for category in CATEGORIES)
    overlap = sum(len(pairs_by_overlap(category)) for category in CATEGORIES)

    assert 0.6 <= 2 * exact / total <= 0.75
    assert 0.8 <= 2 * overlap / total <= 0.9


@pytest.mark.parametrize(
    ("category", "attribute"),
    [
        ("actor", "entity"),
        ("actor", "mention_form"),
        ("claim", "claim_type"),
        ("claim", "form"),
        ("claim", "issue"),
        ("stance", "polarity"),
        ("stance", "explicitness"),
        ("stance", "target_type"),
        ("speculation", "speculation_type"),
        ("speculation", "certainty"),
    ],
)
def test_on_matched_spans_the_coders_disagree_about_some_values_and_agree_on_most(category: str, attribute: str):
    pairs = [(mine["values"][attribute], theirs["values"][attribute]) for mine, theirs in pairs_by_overlap(category)]
    same = sum(mine == theirs for mine, theirs in pairs)

    assert len(pairs) / 2 < same < len(pairs)


def test_where_certainty_differs_it_is_one_step_apart():
    order = [value["id"] for value in attribute_of("speculation", "certainty")["values"]]
    steps = [
        abs(order.index(mine["values"]["certainty"]) - order.index(theirs["values"]["certainty"]))
        for mine, theirs in pairs_by_overlap("speculation")
    ]

    assert set(steps) == {0, 1}


@pytest.mark.parametrize(
    ("attribute", "confused"),
    [
        ("claim_type", {"commitment", "factual"}),
        ("claim_type", {"accusation", "evaluative"}),
        ("form", {"mixed", "direct"}),
    ],
)
def test_the_usual_confusions_about_claims_are_there(attribute: str, confused: set[str]):
    found = [{mine["values"][attribute], theirs["values"][attribute]} for mine, theirs in pairs_by_overlap("claim")]

    assert confused in found


def test_a_doubt_is_speculation_for_one_and_stance_for_the_other():
    stances = spans_of("ben", "stance")
    doubts = [key for key, one in spans_of("ada", "speculation").items() if one["values"]["certainty"] == "doubtful"]

    assert any(key in stances for key in doubts)


@pytest.mark.parametrize("roles", [("makes", "relays"), ("addressee", "object")])
def test_an_actor_has_one_role_for_ada_and_another_for_ben(roles: tuple[str, str]):
    by_role: dict[str, set[tuple[str, str]]] = defaultdict(set)
    by_id = {one["id"]: one for one in annotations()}
    for link in links():
        if link["link"] in roles:
            actor = by_id[link["from"]]
            by_role[f"{link['coder']} {link['link']}"].add((actor["article"], str(actor["spans"])))

    assert by_role[f"ada {roles[0]}"] & by_role[f"ben {roles[1]}"] | by_role[f"ada {roles[1]}"] & by_role[f"ben {roles[0]}"]


def test_the_coders_judge_some_articles_differently():
    values: dict[str, dict[str, Record]] = defaultdict(dict)
    for one in of_type("codings.jsonl", "article_coding"):
        values[one["article"]][one["coder"]] = one["values"]
    for variable in ("genre", "main_issue", "agency"):
        pairs = [(by["ada"].get(variable), by["ben"].get(variable)) for by in values.values()]
        assert 0 < sum(mine != theirs for mine, theirs in pairs) < len(pairs) / 2, variable


# ---------------------------------------------------------------- codebooks


def test_four_tags_has_the_categories_and_links_of_the_news_claims_codebook_and_requires_nothing():
    full, simple = codebook("news_claims"), codebook("four_tags")

    assert simple["format"] == full["format"] == "annotator-codebook/1"
    for part, keys in (("categories", ("id", "label", "key", "color", "style", "definition")), ("links", ("id", "key", "from", "to"))):
        assert [[one[key] for key in keys] for one in simple[part]] == [[one[key] for key in keys] for one in full[part]]
    attributes = [
        attribute
        for holder in (*simple["categories"], *simple["links"], {"attributes": simple["article_variables"]})
        for attribute in holder.get("attributes", [])
    ]
    assert not any(attribute["required"] for attribute in attributes)
    assert not any("counts" in link or link["per_source"][0] or link["per_target"][0] for link in simple["links"])


def test_four_tags_gives_a_value_the_same_id_as_the_news_claims_codebook():
    simple = {
        f"{category['id']}.{attribute['id']}": attribute
        for category in codebook("four_tags")["categories"]
        for attribute in category["attributes"]
    }

    assert set(simple) == {"actor.entity", "stance.polarity", "speculation.certainty"}
    for name in ("stance.polarity", "speculation.certainty"):
        category, attribute = name.split(".")
        assert allowed_values(simple[name]) == allowed_values(attribute_of(category, attribute))


@pytest.mark.skipif("ANNOTATOR_PAGES" not in os.environ, reason="ANNOTATOR_PAGES names no folder of real pages")
def test_no_sentence_of_a_real_page_stands_in_the_sample():
    pages = Path(os.environ["ANNOTATOR_PAGES"])
    sample = "\n".join(one["text"] for one in articles().values())
    for page in sorted(pages.glob("*.txt")):
        sentences = re.split(r"(?<=[.!?।])\s+|\n", page.read_text(encoding="utf-8"))
        assert not [sentence for sentence in sentences if len(sentence) > 25 and sentence in sample]
