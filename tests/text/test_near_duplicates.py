"""Near-duplicates: every pair above the threshold is found, and none is said to be alike that is not."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from annotator.text import near_duplicates
from annotator.text.near_duplicates import PROPOSE, WARN, Shingling, alike, clusters, jaccard
from tests.text.news_texts import OTHER, an_article_text


def plain(texts):
    """Return all pairs compared one by one, by sets of words: what the search must find."""
    sets = []
    for text in texts:
        words = "".join(sign if sign.isalnum() else " " for sign in text.lower()).split()
        sets.append({tuple(words[at : at + 5]) for at in range(max(1, len(words) - 4))} if words else set())
    found = {}
    for one, other in combinations(range(len(sets)), 2):
        union = len(sets[one] | sets[other])
        found[one, other] = len(sets[one] & sets[other]) / union if union else 0.0
    return found


def reprinted(text, chance, share):
    """Return a text with some of its words set otherwise, as another desk does."""
    words = text.split(" ")
    for _turn in range(int(share * len(words))):
        words[chance.randrange(len(words))] = chance.choice(OTHER)
    return " ".join(words)


def a_corpus(chance, count):
    """Return texts of which some are reprints, more or less edited, of others."""
    texts = []
    for _number in range(count):
        if texts and chance.random() < 0.4:
            texts.append(reprinted(chance.choice(texts), chance, chance.choice((0, 0.005, 0.01, 0.03, 0.06, 0.1))))
        else:
            texts.append(an_article_text(chance, chance.randrange(4, 30)))
    return texts


@pytest.mark.parametrize("seed", range(5))
def test_all_pairs_above_the_threshold_are_found_with_their_index_and_no_others(seed):
    chance = Random(seed)
    texts = [*a_corpus(chance, 80), "", "Four words, no more", "Four words, no more", "日本の外務省は関税を下げると述べた。"]
    shingling = Shingling()
    found = {(one, other): index for one, other, index in alike([shingling.of(text) for text in texts], WARN)}
    wanted = {pair: index for pair, index in plain(texts).items() if index >= WARN}
    assert found.keys() == wanted.keys()
    assert all(abs(found[pair] - wanted[pair]) < 1e-12 for pair in found)
    assert any(WARN <= index < PROPOSE for index in found.values())
    assert any(PROPOSE <= index < 1 for index in found.values())
    assert 1.0 in found.values()


@pytest.mark.parametrize("at_once", [1, 40, 1000])
def test_the_same_pairs_are_found_however_many_are_counted_at_a_time(at_once, monkeypatch):
    chance = Random(11)
    footer = "All rights reserved by the papers of the north. " * 3
    texts = [text + footer for text in a_corpus(chance, 60)]
    shingling = Shingling()
    shingles = [shingling.of(text) for text in texts]
    whole = list(alike(shingles, WARN))

    monkeypatch.setattr(near_duplicates, "_AT_ONCE", at_once)

    assert len(whole) > 10
    assert list(alike(shingles, WARN)) == whole


def test_texts_in_a_script_without_spaces_are_compared_by_words():
    shingling = Shingling()
    story = "外務省は月曜日に魚の関税を夏までに下げるべきだと述べた。組合は交渉が失敗したことを否定した。港は閉鎖されたままである。"
    one, other = shingling.of(story), shingling.of(story + "続報を待つ。")
    assert jaccard(one, other) > PROPOSE
    assert jaccard(one, shingling.of("全く別の記事で、内容は異なる。選挙の結果は来週発表される予定だ。")) == 0.0


def test_quotation_marks_case_and_accents_make_no_difference():
    shingling = Shingling()
    one = shingling.of("“Nous négocierons”, a dit le ministère lundi à Genève")
    assert jaccard(one, shingling.of('"nous negocierons", a dit le Ministère LUNDI à Genève')) == 1.0


def test_clusters_join_what_pairs_join():
    assert clusters([(0, 3, 1.0), (3, 5, 0.9), (1, 2, 0.9)], 6) == [[0, 3, 5], [1, 2]]


@pytest.mark.slow
def test_reprints_in_two_thousand_articles_are_found_again(capsys):
    chance = Random(7)
    shingling, texts, first = Shingling(), [], []
    for number in range(2_000):
        if number and chance.random() < 0.35:
            source = chance.randrange(number)
            texts.append(reprinted(texts[source], chance, 0.004))
            first.append(first[source])
        else:
            texts.append(an_article_text(chance, chance.randrange(10, 30)))
            first.append(number)
    pairs = list(alike([shingling.of(text) for text in texts], WARN))
    sure = [pair for pair in pairs if pair[2] >= PROPOSE]
    right = sum(first[one] == first[other] for one, other, _index in sure)
    groups = clusters(sure, len(texts))
    led = sum(len(group) - 1 for group in groups)
    reprints = sum(source != number for number, source in enumerate(first))
    with capsys.disabled():
        print(f"\n{reprints} reprints, {led} led to their first article; {right} of {len(sure)} pairs from {PROPOSE} on are right; "
              f"{len(pairs)} pairs from {WARN} on")  # fmt: skip
    assert right == len(sure)
    assert led > 0.9 * reprints
