"""Sentences of one paragraph: what ICU finds, without the breaks after abbreviations and inside attributions."""

from __future__ import annotations

import re

from icu4py.breakers import SentenceBreaker

from annotator.text.lexicon import entries, exact_keys_of, function_words, keys_of, plain

_LOCALE = "xx@ss=standard"
_CLOSERS = "”’\"'»›“«‹)]」』）】"
_LAST_TOKEN = re.compile(r"([^\s“”„«»\"'‘’(\[]+)\s*$")
_INITIAL = re.compile(r"^(?:\w[\u0300-\u036f]?\.-?){1,3}$")
_SPACED_MARK = re.compile(r"»\s*")
_OPENING = tuple("“„«‹\"「『‘(")
_ORDINAL = re.compile(r"^\d{1,2}\.$")
_FIRST_WORD = re.compile(r"\w[\w’'-]*")
_AFTER_QUESTION = re.compile(rf"[?!…？！]\s?[{re.escape(_CLOSERS)}]+\s*$")
_AFTER_QUOTATION = re.compile(rf"[.?!…。？！]\s?[{re.escape(_CLOSERS)}]+\s*$")
_CONTINUES = tuple(",;–—-")
_ATTRIBUTION = re.compile(r"^(?:[\w.’'-]+\s+){1,4}?([\w’']+)(?=[.,:;]|\s+(?:that|to|in|on|at|after|when|during)\b)")


def sentence_edges(paragraph: str) -> list[int]:
    """Return where the sentences of a paragraph end, each with the white space after it; the last is its length."""
    edges: list[int] = []
    position = 0
    pieces = _with_spaced_marks(list(SentenceBreaker(paragraph, _LOCALE)))  # UTF-16 inside: add up the strings
    for number, piece in enumerate(pieces):
        position += len(piece)
        if number + 1 == len(pieces) or not _goes_on(piece, pieces[number + 1]):
            edges.append(position)
    return edges


def _with_spaced_marks(pieces: list[str]) -> list[str]:
    """Return the pieces with a closing mark that stands behind a space (« Oui. ») at the end of its quotation."""
    found: list[str] = []
    for piece in pieces:
        mark = _SPACED_MARK.match(piece) if found else None
        if mark is None:
            found.append(piece)
            continue
        found[-1] += mark.group()
        if mark.end() < len(piece):
            found.append(piece[mark.end() :])
    return found


def _goes_on(piece: str, following: str) -> bool:
    """Return whether the break between the two is none: an abbreviation, an ordinal, an attribution."""
    ending = piece.rstrip()
    if ending.endswith("."):
        return _stop_belongs_to_word(ending, following)
    if _AFTER_QUOTATION.search(piece) and following.lstrip()[:1] in _CONTINUES:
        return True
    if _AFTER_QUESTION.search(piece):
        first = _FIRST_WORD.search(following)
        if first is None:
            return False
        if first.group()[0].islower():
            return True
        attribution = _ATTRIBUTION.match(following)
        return attribution is not None and plain(attribution.group(1)) in entries("reporting_verbs")
    return False


def _stop_belongs_to_word(ending: str, following: str) -> bool:
    match = _LAST_TOKEN.search(ending)
    first = _FIRST_WORD.search(following)
    if match is None or first is None:
        return False
    token, next_word = match.group(1), plain(first.group())
    kinds = exact_keys_of("abbreviations").get(token, frozenset())
    if "before name" in kinds:
        return True
    if "before number" in kinds and first.group()[0].isdigit():
        return True
    if _ORDINAL.match(token):
        return next_word in keys_of("months") or next_word in entries("ordinal_nouns")
    if following.lstrip().startswith(_OPENING):
        return False
    if "anywhere" in kinds or _INITIAL.match(token):
        return first.group()[0].islower() or next_word not in function_words()
    return False
