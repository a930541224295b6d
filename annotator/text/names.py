"""Names in a text that could become actors: known ones, and runs of capitalised words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from annotator.model.span import Span
from annotator.text import roles
from annotator.text.lexicon import entries, function_words, keys_of, plain
from annotator.text.tokens import Token, adjoins, folded_words, stem, tokens_in

_UNSPACED = re.compile("[\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7af]")
_BETWEEN = re.compile(r"(?:[ \u00a0]|\.[ \u00a0]?|-)?")
# Between capitalised words these join two names; they do not make one of them.
_JOINING = frozenset(["and", "und", "et", "en", "i", "og", "och", "ve", "in", "with", "mit", "avec", "con", "com", "и"])
_SAINTS = frozenset(["st", "saint"])
_GERMAN = frozenset(["der", "die", "das", "und", "ist", "nicht", "den", "dem", "ein", "eine", "mit", "von"])
_JOINED = frozenset(["afro", "anglo", "austro", "franco", "indo", "russo", "sino"])  # only before the adjective of another nation
_QUARTERS = frozenset(["north", "south", "east", "west", "central", "latin", "northern", "southern", "eastern", "western", "former"])
_SENTENCE_END = re.compile(r"[.!?:।。！？\n][\"”’»)\]]*\s*[\"“„«‘(]*\s*$|^\s*[\"“„«‘(]*\s*$")


def names_in(text: str, span: Span, known: Iterable[str] = ()) -> list[Span]:
    """Return the places of names in the span, in order and without overlap: what link mode offers to mark.

    Found are the known names and aliases, at word edges and however they are set (``folding.fold``), and in scripts
    with capitals the runs of capitalised words, with particles and "of" between them. A determiner and a title in
    front belong to a name ("the foreign minister Jane Doe"), a noun for people or a body behind it too ("Western
    officials", "Italy’s foreign ministry"), and one that stands for it ("a spokesman for the Foreign Ministry"); a
    possessive ’s at the end does not. A word that only begins a sentence is no name; in German, which capitalises all
    nouns, only runs of two words are.
    """
    tokens = tokens_in(text, span)
    places = _known(tokens, known)
    if not _is_title_case(text[span.start : span.end], tokens):
        places += _runs(text, tokens)
    full = _joined_by_a_role(_full(text, tokens, first, last) for first, last in places)
    found = [Span(tokens[first].start, tokens[last].end) for first, last in full]
    return _without_overlap(found + _unspaced(text, span, known))


def _without_overlap(found: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for one in sorted(set(found), key=lambda span: (-len(span), span.start)):
        if not any(one.overlaps(other) for other in kept):
            kept.append(one)
    return sorted(kept)


# ---- known names


@lru_cache(maxsize=50_000)
def _folded_words(name: str) -> tuple[str, ...]:
    return folded_words(name)


def _known(tokens: list[Token], known: Iterable[str]) -> list[tuple[int, int]]:
    """Return first and last token of each known name."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    present = {token.folded for token in tokens} | {stem(token.folded) for token in tokens}
    for name in known:
        words = _folded_words(name)
        if words and words[0] in present:
            by_first.setdefault(words[0], []).append(words)
    found = []
    for number, token in enumerate(tokens):
        for words in by_first.get(token.folded, ()) or by_first.get(stem(token.folded), ()):
            last = number + len(words) - 1
            if last >= len(tokens) or stem(tokens[last].folded, words[-1]) != words[-1]:
                continue
            if all(tokens[number + step].folded == word for step, word in enumerate(words[:-1])):
                found.append((number, last))
    return found


def _unspaced(text: str, span: Span, known: Iterable[str]) -> list[Span]:
    """Return the places of known names in scripts that set no space between words."""
    found = []
    for name in known:
        if not _UNSPACED.search(name):
            continue
        at = text.find(name, span.start, span.end)
        while at >= 0:
            found.append(Span(at, at + len(name)))
            at = text.find(name, at + len(name), span.end)
    return found


# ---- runs of capitalised words


def _runs(text: str, tokens: list[Token]) -> list[tuple[int, int]]:
    """Return first and last token of each run of capitalised words that may be a name."""
    fewest = 2 if _is_german(tokens) else 1
    lower = {token.word for token in tokens if not token.capital}
    found = []
    number = 0
    while number < len(tokens):
        if not tokens[number].capital:
            number += 1
            continue
        last = _end_of_run(text, tokens, number)
        first = _first_of_name(text, tokens, number, last, lower)
        if first is not None and last - first + 1 >= fewest and not _names_nobody(text, tokens, first, last):
            found.append((first, last))
        number = last + 1
    return found


def _end_of_run(text: str, tokens: list[Token], first: int) -> int:
    last = first
    ahead = first + 1
    while ahead < len(tokens) and _goes_on(text, tokens, ahead):
        if tokens[ahead].capital:
            last = ahead
        elif not _is_particle(tokens[ahead].word) or ahead - last > 2:
            break
        ahead += 1
    return last


def _goes_on(text: str, tokens: list[Token], ahead: int) -> bool:
    """Return whether a name may go on with this word, behind a possessive only where the owner is part of it: "King’s College"."""
    left = tokens[ahead - 1]
    if not left.possessive:
        return _joined(text, left, tokens[ahead])
    saint = ahead > 1 and plain(tokens[ahead - 2].word) in _SAINTS and _joined(text, tokens[ahead - 2], left)
    in_a_name = saint or (left.capital and plain(left.word) in entries("name_possessives"))
    return in_a_name and tokens[ahead].capital and adjoins(text, left, tokens[ahead])


def _joined(text: str, left: Token, right: Token) -> bool:
    """Return whether only a space, a hyphen or the stop of an initial or title stands between two words."""
    between = text[left.end : right.start]
    if not _BETWEEN.fullmatch(between):
        return False
    return not between.startswith(".") or len(left.word) <= 3 or "." in left.word


def _first_of_name(text: str, tokens: list[Token], first: int, last: int, lower: set[str]) -> int | None:
    """Return where the name begins behind words that are capital only because they begin a sentence."""
    begins = _SENTENCE_END.search(text[max(tokens[first].start - 8, 0) : tokens[first].start]) is not None
    while first <= last and _only_begins(tokens[first].word):
        first += 1
    if first > last:
        return None
    if first == last and begins and (tokens[first].word.lower() in lower or _is_adverb(tokens[first].word)):
        return None
    return first


def _only_begins(word: str) -> bool:
    """Return whether the word is one that begins sentences ("The", "But") and no abbreviation in capitals ("US")."""
    return plain(word) in function_words() and not (word.isupper() and len(word) > 1)


def _is_particle(word: str) -> bool:
    return word in entries("name_particles") and word not in _JOINING


def _is_adverb(word: str) -> bool:
    return len(word) > 5 and word.endswith(("ly", "ing"))


def _is_a_day(tokens: list[Token]) -> bool:
    return all(plain(token.word) in entries("date_words") or plain(token.word) in keys_of("months") for token in tokens)


def _names_nobody(text: str, tokens: list[Token], first: int, last: int) -> bool:
    """Return whether a run is a day or month, or only says of what kind the noun behind it is: "the Russian economy", "Soviet-era ties".

    With a noun for people or a body behind it it is a mention: "Western officials".
    """
    run = tokens[first : last + 1]
    if _is_a_day(run):
        return True
    if last + 1 >= len(tokens) or tokens[last].possessive or roles.end_behind(text, tokens, last) > last:
        return False
    between, behind = text[tokens[last].end : tokens[last + 1].start], tokens[last + 1].word
    if behind != behind.lower() or not behind[:1].isalpha():
        return False
    if between == "-":
        return True
    *leading, last_word = (plain(word) for one in run for word in one.word.split("-"))
    nations = entries("nation_adjectives")
    of_a_kind = last_word in nations and all(word in _QUARTERS or word in _JOINED or word in nations for word in leading)
    return of_a_kind and between == " " and not (plain(behind) in function_words() or _reports(behind))


def _reports(word: str) -> bool:
    """Return whether the word is a verb of somebody who acts: "a German said"."""
    return plain(word) in entries("reporting_verbs") or word.endswith("ed")


def _is_german(tokens: list[Token]) -> bool:
    little = sum(token.word.lower() in _GERMAN for token in tokens)
    return little * 12 >= len(tokens) > 0


def _is_title_case(quote: str, tokens: list[Token]) -> bool:
    """Return whether the words are set as in a title, where capitals tell nothing."""
    if quote.rstrip(" \n\"”’»)")[-1:] in (".", "…", ","):
        return False
    words = [token for token in tokens if not _is_particle(token.word) and token.word.isalpha()]
    return len(words) >= 6 and sum(token.capital for token in words) >= 0.8 * len(words)


# ---- what belongs to a name before and behind it


def _full(text: str, tokens: list[Token], first: int, last: int) -> tuple[int, int]:
    """Return the first and last word of the mention: titles and determiner in front, a noun for people or a body behind."""
    end = roles.end_behind(text, tokens, last)
    if end > last:
        return roles.start_before(text, tokens, first), end
    start = _with_what_leads(tokens, first)
    for link in (start - 1, start):  # "des" is an article and the word between: "le ministère des Affaires"
        if 0 < link < first and roles.stands_for(text, tokens, link):
            return roles.start_before(text, tokens, link - 1), last
    return start, last


def _with_what_leads(tokens: list[Token], first: int) -> int:
    """Return where the titles and the determiner in front of a name begin."""
    start = first
    while start > 0 and _adjoins(tokens, start) and plain(tokens[start - 1].word) in entries("titles"):
        start -= 1
    if start > 0 and _adjoins(tokens, start) and plain(tokens[start - 1].word) in entries("determiners"):
        start -= 1
    return start


def _joined_by_a_role(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the mentions, two that share a word as one: "North Korean leader" and "leader Kim Jong Un"."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(set(places)):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _adjoins(tokens: list[Token], number: int) -> bool:
    return tokens[number].start - tokens[number - 1].end == 1 and not tokens[number - 1].possessive
