"""Nouns for people and bodies around a name and without one: "Western officials", "a spokesman for the ministry", "two diplomats".

Word lists, no parser: what is found is offered, never marked. Scripts without capitals have their own signs: the case ending
of who acts in Devanagari, the verb of speech before its subject in Arabic, behind it in Chinese, the particle in Japanese.
"""

from __future__ import annotations

import re
from functools import cache

from annotator.model.span import Span
from annotator.text.lexicon import entries, function_words, keyed, plain
from annotator.text.tokens import Token, adjoins, stem, tokens_in

# Between a noun for people and the body or person it stands for: "a spokesman for …", "le ministère des …".
_STANDING_FOR = frozenset(
    ("for", "of", "de", "des", "du", "del", "della", "dello", "dos", "do", "da", "für", "von", "van", "voor", "d", "dell")
)
_OF_A_KIND = frozenset(("official", "representative"))
_LATIN = ("en", "fr", "es", "it", "pt")
_PRONOUNS = frozenset(("he", "she", "they", "we", "i", "it", "il", "elle", "ils", "elles", "er", "sie", "wir", "él", "ella", "ellos"))
_ERGATIVE_NEPALI, _ERGATIVE_HINDI = "ले", "ने"
_ARABIC_PREFIX = re.compile(r"^[وفبلك]?(?:ال|لل)?")
_AT_MOST = 4  # words of a mention beside its noun
_HAN = "\u3400-\u4dbf\u4e00-\u9fff々"
_CLAUSE_OF_HAN = re.compile(rf"[{_HAN}·・]{{2,}}")
_JAPANESE = re.compile(rf"([{_HAN}ァ-ヶー・]{{2,14}})(?=[はがも])")


def is_role(token: Token) -> bool:
    """Return whether the word names people or a body by what they do: "officials", "ministry", "मन्त्रीले", "المتحدث"."""
    word = plain(token.word)
    if "\u0600" <= word[0] <= "\u06ff":
        return _ARABIC_PREFIX.sub("", word) in _nouns("ar") or word in _nouns("ar")
    if "\u0900" <= word[0] <= "\u097f":
        return stem(word) in _nouns("ne", "hi") or word in _nouns("ne", "hi")
    if "\u0400" <= word[0] <= "\u04ff":
        return any(word.startswith(noun[:-1]) and len(word) - len(noun) <= 2 for noun in _nouns("ru"))
    return word in _nouns(*_LATIN) or (token.capital and any(word.endswith(noun) for noun in _nouns("de", "nl")))


def end_behind(text: str, tokens: list[Token], last: int) -> int:
    """Return where a name ends with the nouns behind it ("U.S. defence officials"), ``last`` if none follows."""
    end = last
    for ahead in range(last + 1, min(last + 1 + _AT_MOST, len(tokens))):
        token = tokens[ahead]
        if token.capital or not adjoins(text, tokens[ahead - 1], token):
            break
        if _says_the_kind(text, tokens, ahead):
            continue
        if is_role(token):
            end = ahead
        elif plain(token.word) not in _leads():
            break
    return end


def _says_the_kind(text: str, tokens: list[Token], number: int) -> bool:
    """Return whether the word behind an owner only says of what kind the noun behind it is: "North Korea’s *official* news agency"."""
    if plain(tokens[number].word) not in _OF_A_KIND or not tokens[number - 1].possessive or number + 1 == len(tokens):
        return False
    behind = tokens[number + 1]
    if behind.capital or not behind.word[:1].isalpha() or not _joins(text, tokens, number + 1):
        return False
    word = plain(behind.word)
    return not (word in function_words() or word in entries("reporting_verbs") or word.endswith(("ed", "ly")))


def start_before(text: str, tokens: list[Token], first: int) -> int:
    """Return where a mention begins with what leads to it: adjectives, then an article or a number ("several senior …")."""
    start = first
    while start > 0 and first - start < _AT_MOST and _joins(text, tokens, start) and plain(tokens[start - 1].word) in _leads():
        start -= 1
    if start > 0 and _joins(text, tokens, start) and _opens(tokens[start - 1]):
        start -= 1
    return start


def stands_for(text: str, tokens: list[Token], link: int) -> bool:
    """Return whether a noun stands for what follows this word: "a spokesman *for* the Foreign Ministry"."""
    if plain(tokens[link].word) not in _STANDING_FOR or not is_role(tokens[link - 1]) or not _joins(text, tokens, link):
        return False
    return text[tokens[link].end : tokens[link + 1].start] in (" ", "\u00a0", "'", "’")


def role_phrases_in(text: str, span: Span) -> list[Span]:
    """Return the mentions without a name in a stretch of text, in order and apart: "two diplomats", "the ministry"."""
    tokens = tokens_in(text, span)
    found: list[tuple[int, int]] = []
    for number, token in enumerate(tokens):
        if found and number <= found[-1][1]:
            continue
        place = _phrase_at(text, tokens, number) if is_role(token) else _actor_by_verb(text, tokens, number)
        if place is not None and (not found or place[0] > found[-1][1]):
            found.append(place)
    spans = [Span(tokens[first].start, tokens[last].end) for first, last in found]
    return sorted({*spans, *(one for one in _in_han(text, span) if not any(one.overlaps(other) for other in spans))})


def full_mentions(names: list[Span], phrases: list[Span]) -> list[Span]:
    """Return names and mentions without a name in order and apart; a mention that holds a whole name stands for it."""
    found = [one for one in phrases if all(one.contains(name) for name in names if one.overlaps(name))]
    found += [name for name in names if not any(one.overlaps(name) for one in found)]
    return sorted(found)


def pronouns_in(text: str, span: Span) -> list[Span]:
    """Return the personal pronouns of a stretch of text, for a sentence that has nothing better."""
    return [Span(one.start, one.end) for one in tokens_in(text, span) if plain(one.word) in _PRONOUNS]


# ---- scripts with spaces


def _phrase_at(text: str, tokens: list[Token], number: int) -> tuple[int, int] | None:
    word = tokens[number].word
    if "\u0900" <= word[0] <= "\u097f":
        return start_before(text, tokens, number), _end_of_actor(text, tokens, number)
    if "\u0600" <= word[0] <= "\u06ff":
        return _arabic_phrase(text, tokens, number)
    last = end_behind(text, tokens, number)
    first = start_before(text, tokens, number)
    full = _with_who_it_stands_for(text, tokens, last)
    plural = tokens[last].word.endswith(("s", "people", "police"))
    return (first, full) if first < number or full > last or plural or tokens[number].capital else None


def _with_who_it_stands_for(text: str, tokens: list[Token], last: int) -> int:
    """Return where "a spokesman" ends with "for the coalition" behind it, no further than to the first such noun."""
    behind = last + 2
    while behind < len(tokens) and behind <= last + _AT_MOST and _joins(text, tokens, behind):
        if is_role(tokens[behind]):
            good = plain(tokens[last + 1].word) in _STANDING_FOR and _joins(text, tokens, last + 1)
            return behind if good else last
        if not _opens(tokens[behind]) and plain(tokens[behind].word) not in _leads():
            break
        behind += 1
    return last


def _end_of_actor(text: str, tokens: list[Token], number: int) -> int:
    """Return where a Devanagari mention ends: at the word with the ending of who acts, if it follows soon ("मन्त्री राम यादवले")."""
    for ahead in range(number, min(number + _AT_MOST, len(tokens))):
        if ahead > number and not _joins(text, tokens, ahead):
            break
        if _acts(tokens, ahead):
            return ahead
        if ahead == number and stem(tokens[number].word) != tokens[number].word:
            break
    return number


def _acts(tokens: list[Token], number: int) -> bool:
    nepali = tokens[number].word.endswith(_ERGATIVE_NEPALI) and len(tokens[number].word) > 3
    return nepali or (number + 1 < len(tokens) and tokens[number + 1].word == _ERGATIVE_HINDI)


def _actor_by_verb(text: str, tokens: list[Token], number: int) -> tuple[int, int] | None:
    """Return the subject behind an Arabic verb of speech, or the first words of a Devanagari sentence that end as who acts does."""
    if plain(tokens[number].word) in _listed("ar"):
        last = _before_a_stop(text, tokens, number)
        return (number + 1, last) if last is not None else None
    if not number and "\u0900" <= tokens[0].word[0] <= "\u097f":
        last = _end_of_actor(text, tokens, 0)
        return (0, last) if _acts(tokens, last) else None
    return None


def _arabic_phrase(text: str, tokens: list[Token], number: int) -> tuple[int, int]:
    last = number
    while last + 1 < len(tokens) and last - number < 2 and _joins(text, tokens, last + 1) and tokens[last + 1].word.startswith("ال"):
        last += 1
    return number, last


def _before_a_stop(text: str, tokens: list[Token], verb: int) -> int | None:
    """Return the last word before "that", a preposition or a sign, if the subject is short enough."""
    for ahead in range(verb + 1, min(verb + 3 + _AT_MOST, len(tokens))):
        if not _joins(text, tokens, ahead) or plain(tokens[ahead].word) in _listed("ar_ends"):
            return ahead - 1 if ahead - 1 > verb else None
    return None


def _joins(text: str, tokens: list[Token], number: int) -> bool:
    return adjoins(text, tokens[number - 1], tokens[number])


def _opens(token: Token) -> bool:
    word = plain(token.word)
    return word in entries("determiners") or word in entries("role_openers")


# ---- scripts without spaces


def _in_han(text: str, span: Span) -> list[Span]:
    """Return who speaks in Chinese (before a verb of speech) and Japanese (before a particle), where a noun or its length tells."""
    found = []
    for match in _CLAUSE_OF_HAN.finditer(text, span.start, span.end):
        verb = next((at for at in range(2, min(15, len(match.group()))) if match.group().startswith(_verbs_of_han(), at)), None)
        if verb is not None and (verb <= 4 or any(noun in match.group()[:verb] for noun in _nouns("zh"))):
            found.append(Span(match.start(), match.start() + verb))
    for match in _JAPANESE.finditer(text, span.start, span.end):
        if any(noun in match.group(1) for noun in _nouns("ja")):
            found.append(Span(match.start(1), match.end(1)))
    return found


# ---- word lists


@cache
def _nouns(*languages: str) -> frozenset[str]:
    return frozenset(word for language in languages for word in keyed("role_nouns").get(language, ()))


@cache
def _leads() -> frozenset[str]:
    return frozenset(word for words in keyed("role_leads").values() for word in words)


@cache
def _listed(language: str) -> frozenset[str]:
    return frozenset(keyed("speech_openers").get(language, ()))


@cache
def _verbs_of_han() -> tuple[str, ...]:
    return tuple(sorted(_listed("zh")))
