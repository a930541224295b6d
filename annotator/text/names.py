"""Names in a text that could become actors: known ones, and runs of capitalised words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from annotator.model.span import Span
from annotator.text.folding import fold
from annotator.text.lexicon import entries, keyed, keys_of, plain

_MARKS = r"\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u064b-\u065f\u200c\u200d"  # \w has no combining marks
_WORD = re.compile(rf"[^\W_](?:[\w{_MARKS}]|(?<=\w)['’.](?=[^\W\d_]))*")
_POSSESSIVE = re.compile(r"['’]s$", re.I)
_UNSPACED = re.compile("[\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7af]")
_BETWEEN = re.compile(r"(?:[ \u00a0]|\.[ \u00a0]?|-)?")
# Between capitalised words these join two names; they do not make one of them.
_JOINING = frozenset(["and", "und", "et", "en", "i", "og", "och", "ve", "in", "with", "mit", "avec", "con", "com", "и"])
_CASE_ENDINGS = ("हरूले", "हरूको", "लाई", "बाट", "सँग", "सित", "द्वारा", "ले", "को", "का", "की", "मा")
_GERMAN = frozenset(["der", "die", "das", "und", "ist", "nicht", "den", "dem", "ein", "eine", "mit", "von"])
_SENTENCE_END = re.compile(r"[.!?:।。！？\n][\"”’»)\]]*\s*[\"“„«‘(]*\s*$|^\s*[\"“„«‘(]*\s*$")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word: its place without a possessive ’s, its folded form, and whether it begins with a capital."""

    start: int
    end: int
    word: str
    folded: str
    capital: bool
    possessive: bool


def names_in(text: str, span: Span, known: Iterable[str] = ()) -> list[Span]:
    """Return the places of names in the span, in order and without overlap: what link mode offers to mark.

    Found are the known names and aliases, at word edges and however they are set (``folding.fold``), and in scripts
    with capitals the runs of capitalised words, with particles and "of" between them. A determiner and a title in
    front belong to a name ("the foreign minister Jane Doe"), a possessive ’s behind it does not. A word that only
    begins a sentence is no name; in German, which capitalises all nouns, only runs of two words are.
    """
    tokens = _tokens(text, span)
    found = [_with_what_leads(tokens, first, last) for first, last in _known(tokens, known)]
    found += _unspaced(text, span, known)
    if not _is_title_case(text[span.start : span.end], tokens):
        found += [_with_what_leads(tokens, first, last) for first, last in _runs(text, tokens)]
    return _without_overlap(found)


def _tokens(text: str, span: Span) -> list[_Token]:
    tokens = []
    for match in _WORD.finditer(text, span.start, span.end):
        word = match.group()
        bare = _POSSESSIVE.sub("", word)
        end = match.start() + len(bare)
        if "." in bare and text[end : end + 1] == ".":
            end += 1  # the last stop of "U.S." belongs to it, as in Segments.words
        tokens.append(_Token(match.start(), end, bare, fold(bare), bare[:1].isupper(), bare != word))
    return tokens


def _without_overlap(found: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for one in sorted(set(found), key=lambda span: (-len(span), span.start)):
        if not any(one.overlaps(other) for other in kept):
            kept.append(one)
    return sorted(kept)


# ---- known names


@lru_cache(maxsize=50_000)
def _folded_words(name: str) -> tuple[str, ...]:
    return tuple(fold(_POSSESSIVE.sub("", match.group())) for match in _WORD.finditer(name))


def _known(tokens: list[_Token], known: Iterable[str]) -> list[tuple[int, int]]:
    """Return first and last token of each known name."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    present = {token.folded for token in tokens} | {_stem(token.folded) for token in tokens}
    for name in known:
        words = _folded_words(name)
        if words and words[0] in present:
            by_first.setdefault(words[0], []).append(words)
    found = []
    for number, token in enumerate(tokens):
        for words in by_first.get(token.folded, ()) or by_first.get(_stem(token.folded), ()):
            last = number + len(words) - 1
            if last >= len(tokens) or _stem(tokens[last].folded, words[-1]) != words[-1]:
                continue
            if all(tokens[number + step].folded == word for step, word in enumerate(words[:-1])):
                found.append((number, last))
    return found


def _stem(word: str, wanted: str = "") -> str:
    """Return a Devanagari word without the case ending that is written onto a name (राम + ले), any other as it is."""
    if word == wanted or not "\u0900" <= word[-1:] <= "\u097f":
        return word
    return next((word[: -len(ending)] for ending in _CASE_ENDINGS if word.endswith(ending) and len(word) > len(ending)), word)


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


def _runs(text: str, tokens: list[_Token]) -> list[tuple[int, int]]:
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
        if first is not None and last - first + 1 >= fewest and not _is_a_day(tokens[first : last + 1]):
            found.append((first, last))
        number = last + 1
    return found


def _end_of_run(text: str, tokens: list[_Token], first: int) -> int:
    last = first
    ahead = first + 1
    while ahead < len(tokens) and not tokens[ahead - 1].possessive and _joined(text, tokens[ahead - 1], tokens[ahead]):
        if tokens[ahead].capital:
            last = ahead
        elif not _is_particle(tokens[ahead].word) or ahead - last > 2:
            break
        ahead += 1
    return last


def _joined(text: str, left: _Token, right: _Token) -> bool:
    """Return whether only a space, a hyphen or the stop of an initial or title stands between two words."""
    between = text[left.end : right.start]
    if not _BETWEEN.fullmatch(between):
        return False
    return not between.startswith(".") or len(left.word) <= 3 or "." in left.word


def _first_of_name(text: str, tokens: list[_Token], first: int, last: int, lower: set[str]) -> int | None:
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
    return plain(word) in _function_words() and not (word.isupper() and len(word) > 1)


def _is_particle(word: str) -> bool:
    return word in entries("name_particles") and word not in _JOINING


def _is_adverb(word: str) -> bool:
    return len(word) > 5 and word.endswith(("ly", "ing"))


def _is_a_day(tokens: list[_Token]) -> bool:
    return all(plain(token.word) in entries("date_words") or plain(token.word) in keys_of("months") for token in tokens)


def _is_german(tokens: list[_Token]) -> bool:
    little = sum(token.word.lower() in _GERMAN for token in tokens)
    return little * 12 >= len(tokens) > 0


def _is_title_case(quote: str, tokens: list[_Token]) -> bool:
    """Return whether the words are set as in a title, where capitals tell nothing."""
    if quote.rstrip(" \n\"”’»)")[-1:] in (".", "…", ","):
        return False
    words = [token for token in tokens if not _is_particle(token.word) and token.word.isalpha()]
    return len(words) >= 6 and sum(token.capital for token in words) >= 0.8 * len(words)


# ---- what stands in front of a name


def _with_what_leads(tokens: list[_Token], first: int, last: int) -> Span:
    """Return the place of the name with the titles and the determiner in front of it."""
    start = first
    while start > 0 and _adjoins(tokens, start) and plain(tokens[start - 1].word) in entries("titles"):
        start -= 1
    if start > 0 and _adjoins(tokens, start) and plain(tokens[start - 1].word) in entries("determiners"):
        start -= 1
    return Span(tokens[start].start, tokens[last].end)


def _adjoins(tokens: list[_Token], number: int) -> bool:
    return tokens[number].start - tokens[number - 1].end == 1 and not tokens[number - 1].possessive


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    return frozenset(word for words in keyed("function_words").values() for word in words)
