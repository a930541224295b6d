from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.span import Span
from annotator.text.names import names_in
from annotator.text.roles import pronouns_in, role_phrases_in


def names(text: str, *known: str) -> list[str]:
    return [span.quote(text) for span in names_in(text, Span(0, len(text)), known)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On Monday the foreign minister Jane Doe left Rome.", ["the foreign minister Jane Doe", "Rome"]),
        ("But President Ursula von der Leyen met Mohammed bin Salman.", ["President Ursula von der Leyen", "Mohammed bin Salman"]),
        ("Doe said that Smith and Reed had lied.", ["Doe", "Smith", "Reed"]),
        ("Mr. J. K. Reed spoke for the Bank of England.", ["Mr. J. K. Reed", "the Bank of England"]),
        ("Italy’s plan angered the U.S. embassy.", ["Italy", "the U.S. embassy"]),
        ("Tariffs fell. Clearly, tariffs will rise.", []),
        ("It was not so. They left in June.", []),
        ("Die Fähre und der Hafen sind für Olaf Scholz nicht wichtig.", ["Olaf Scholz"]),
        ("the ferry stays open", []),
        ("The move reanimates Soviet-era relations between Moscow and Rome.", ["Moscow", "Rome"]),
        ("A change of Russian policies toward North Korea.", ["North Korea"]),
        ("The collapse of the Soviet Union changed Western policy.", ["the Soviet Union"]),
        ("North Korean coal went to a German who left.", ["German"]),
        ("A German said so; Iran-backed groups did not.", ["German"]),
        ("Russian-North Korean ties and Franco-German trade worry Western leaders.", ["Western leaders"]),
        ("Jean-Claude Reed met Doe.", ["Jean-Claude Reed", "Doe"]),
        ("Doe of King’s College London spoke.", ["Doe of King’s College London"]),
        ("Doe said that King's College London had left.", ["Doe", "King's College London"]),
        ("They met at St George’s Hospital, then at Italy’s Senate.", ["St George’s Hospital", "Italy", "Senate"]),
        ("The People’s Republic of China and Reed’s Rome plan.", ["The People’s Republic of China", "Reed", "Rome"]),
    ],
)
def test_runs_of_capitalised_words_are_names_but_words_that_begin_sentences_are_not(text: str, found: list[str]):
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "known", "found"),
    [
        ("He said that the minister had lied.", ["minister"], ["the minister"]),
        ("The minister said: “The ferry stays.”", ["the minister"], ["The minister"]),
        ("the minister’s letter", ["the minister"], ["the minister"]),
        ("ministers left", ["minister"], []),
        ("the o’neill family", ["O'Neill"], ["the o’neill"]),
        ("外交部发言人王毅表示", ["王毅"], ["王毅"]),
        ("राम यादवले भने", ["राम यादव"], ["राम यादवले"]),
        ("Vladimir Reed left", ["Reed"], ["Vladimir Reed"]),
        ("the dean of King’s College spoke", ["King's College"], ["King’s College"]),
    ],
)
def test_known_names_are_found_however_they_are_set(text: str, known: list[str], found: list[str]):
    assert names(text, *known) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Western officials doubted it.", ["Western officials"]),
        ("The plan worried senior U.S. defence officials.", ["senior U.S. defence officials"]),
        ("Two Western diplomats left, Reed said.", ["Two Western diplomats", "Reed"]),
        ("According to a Kremlin readout, nothing was signed.", ["a Kremlin readout"]),
        ("The Foreign Ministry denied it.", ["The Foreign Ministry"]),
        ("A spokesman for the Foreign Ministry denied it.", ["A spokesman for the Foreign Ministry"]),
        ("the head of the Port Authority resigned.", ["the head of the Port Authority"]),
        ("Italy’s foreign ministry was silent.", ["Italy’s foreign ministry"]),
        ("North Korea’s official news agency was silent.", ["North Korea"]),
        ("North Korea’s official said so.", ["North Korea’s official"]),
        ("North Korea’s official in Rome left.", ["North Korea’s official", "Rome"]),
        ("North Korean leader Kim Jong Un agreed.", ["North Korean leader Kim Jong Un"]),
        ("They told Western officials in Rome.", ["Western officials", "Rome"]),
        ("Reed’s letter angered Italy’s voters.", ["Reed", "Italy’s voters"]),
        ("Le ministère des Affaires étrangères a refusé.", ["Le ministère des Affaires"]),
    ],
)
def test_a_noun_for_people_makes_a_name_the_full_mention(text: str, found: list[str]):
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The minister said that two diplomats had left.", ["The minister", "two diplomats"]),
        ("Officials declined, and a senior government official did too.", ["Officials", "a senior government official"]),
        ("A spokeswoman for the ruling coalition said no.", ["A spokeswoman for the ruling coalition"]),
        ("There was no statement and little party spirit.", []),
        ("Die Sprecherin sagte, das Innenministerium prüfe den Fall.", ["Die Sprecherin", "das Innenministerium"]),
        ("Des responsables ont averti le ministère.", ["Des responsables", "le ministère"]),
        ("El portavoz dijo que el gobierno no cederá.", ["El portavoz", "el gobierno"]),
        ("विदेश मन्त्री राम यादवले सम्झौता हुने बताए।", ["विदेश मन्त्री राम यादवले"]),
        ("सरकारले विधेयक फिर्ता लिने भयो।", ["सरकारले"]),
        ("राम यादवले त्यो कुरा मान्न सकिँदैन भने।", ["राम यादवले"]),
        ("विदेश मंत्री राम यादव ने कहा कि समझौता होगा।", ["विदेश मंत्री राम यादव"]),
        ("قال وزير الخارجية أحمد علي إن الاتفاق قد ينهار.", ["وزير الخارجية أحمد علي"]),
        ("وأعلنت الحكومة أن العبارة ستبقى.", ["الحكومة"]),
        ("外交部发言人王毅表示，渡轮必须继续运营。", ["外交部发言人王毅"]),
        ("林外務大臣は合意を否定した。", ["林外務大臣"]),
    ],
)
def test_who_acts_without_a_name_is_found_in_many_languages(text: str, found: list[str]):
    assert [span.quote(text) for span in role_phrases_in(text, Span(0, len(text)))] == found


def test_pronouns_are_found_by_themselves():
    text = "She said it; he left."

    assert [span.quote(text) for span in pronouns_in(text, Span(0, len(text)))] == ["She", "it", "he"]


def test_only_the_span_is_searched():
    text = "Doe left. Reed stayed."

    assert names_in(text, Span(10, len(text))) == [Span(10, 14)]


def test_a_headline_in_capitals_offers_only_known_names():
    text = "Council Votes To Close Old Ferry Line Despite Doe"

    assert names(text) == []
    assert names(text, "Doe") == ["Doe"]


@given(st.text(max_size=80), st.lists(st.text(max_size=8), max_size=5))
def test_names_are_in_order_apart_and_without_white_space_at_their_edges(text: str, known: list[str]):
    if not text:
        return
    found = names_in(text, Span(0, len(text)), known)

    assert found == sorted(found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(0 <= span.start < span.end <= len(text) for span in found)


@given(st.text(alphabet="the official ministry of A’s मन्त्रीले الوزير 外交部表示は", max_size=60))
def test_mentions_without_a_name_are_in_order_and_apart(text: str):
    if not text:
        return
    found = role_phrases_in(text, Span(0, len(text)))

    assert found == sorted(found)
    assert all(left.end <= right.start for left, right in pairwise(found))
