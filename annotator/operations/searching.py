"""Search in all articles: words, phrases, beginnings of words, AND OR NOT, and regular expressions; each hit in its context.

What is asked is read as people type it: words stand for all of them, "in quotation marks" for words that follow each other, ``fish*``
for any word that begins so, OR, NOT, a minus and brackets as in a library's catalogue. Case, accents, kinds of quotation marks
and dashes do not matter; Chinese, Japanese and Thai are searched by words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from annotator.errors import AnnotatorError, ReadOnlyProject
from annotator.i18n import _
from annotator.model.annotation import FINISHED, IN_PROGRESS, UNREAD
from annotator.model.span import Span
from annotator.operations.assigning import queue_of
from annotator.operations.entities import in_context
from annotator.operations.patterns import PatternSearch
from annotator.progress import Progress
from annotator.project import Project
from annotator.store.search import Both, Either, Phrase, Query, SearchedArticle, Without
from annotator.text.words_searched import occurrences, phrase_pattern, places_in_text, searched_form, words_of

FIRST = 50
RANKED = 1_000
"""up to so many texts the most fitting stand first; beyond, ranking costs more than it tells"""
STATES = (UNREAD, IN_PROGRESS, FINISHED)
_MOST_IN_ARTICLE = 200
_MOST_TOO_SLOW = 5
_DEEPEST = 20
_MOST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles are looked through: of these outlets, from one day to another (ISO), in these states of the coder's own work."""

    outlets: frozenset[str] = frozenset()
    first_day: str = ""
    last_day: str = ""
    states: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that matches: its places in order, and the words around the first."""

    article: SearchedArticle
    spans: tuple[Span, ...]
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """How many articles match, the first of them as hits, and the titles of those in which a pattern took too long."""

    total: int
    hits: tuple[Hit, ...]
    too_slow: tuple[str, ...] = ()
    whole: bool = True
    """whether all articles were looked through"""


# ---- the index ----------------------------------------------------------------------------------------------------------


def is_ready(project: Project) -> bool:
    """Return whether every text is in the index; a file of an older format is not until ``prepare`` has run."""
    return not project.search.missing()


def prepare(project: Project, progress: Progress | None = None) -> None:
    """Index the texts that are missing, page by page, so that others can write meanwhile; stopped, it goes on the next time."""
    progress = progress or Progress()
    total = project.search.missing()
    if total and project.read_only:
        raise ReadOnlyProject(_("{project}: open for reading only, and its texts are not indexed yet").format(project=project.path))
    done = 0
    while count := project.search.add_missing():
        done += count
        progress.say(_("Indexing the texts"), done, total)


# ---- searching ----------------------------------------------------------------------------------------------------------


def search(project: Project, asked: str, filters: Filters | None = None, *, first: int = FIRST, progress: Progress | None = None) -> Found:
    """Return the articles that match a query, among those that the coder sees; AnnotatorError if it cannot be read.

    The most fitting article stands first; among more than a thousand, the one that came first.
    """
    query = read_query(asked)
    prepare(project, progress)
    known = project.search.articles()
    lets_through = _sieve(project, filters or Filters())
    if project.hidden:
        return _search_what_is_seen(project, query, lets_through, first)
    found: list[tuple[int, SearchedArticle]] = []
    for number in project.search.matching(query, RANKED):
        for article in known.get(number, ()):
            if lets_through is None or lets_through(article):
                found.append((number, article))
    shown = found[:first]
    texts = project.search.texts(sorted({number for number, _article in shown}))
    patterns = [phrase_pattern(phrase.words, prefix=phrase.prefix) for phrase in _wanted(query)]
    return Found(len(found), tuple(_hit(article, *texts[number], patterns) for number, article in shown))


def search_pattern(
    project: Project,
    pattern: str,
    filters: Filters | None = None,
    *,
    match_case: bool = False,
    first: int = FIRST,
    seconds: float = 1.0,
    progress: Progress | None = None,
) -> Found:
    """Return the articles in whose text as stored a regular expression matches, in the order of their arrival.

    An article that takes longer than so many seconds is passed over and named; after five of them the search ends.
    """
    progress = progress or Progress()
    seen = queue_of(project, project.coder) if project.coder is not None else None
    allowed = None if seen is None else frozenset(seen)
    lets_through = _sieve(project, filters or Filters())
    hits: list[Hit] = []
    too_slow: list[str] = []
    total, whole = 0, True
    articles = [one for one in project.articles.listed() if allowed is None or one.id in allowed]
    with PatternSearch(pattern, match_case=match_case, seconds=seconds) as worker:
        for one in progress.track(articles, len(articles), _("Searching")):
            article = SearchedArticle(one.id, one.title, one.outlet, one.date_published)
            if lets_through is not None and not lets_through(article):
                continue
            text = project.articles.text(one.id)
            spans = worker.places(text)
            if spans is None:
                too_slow.append(one.title)
                if len(too_slow) >= _MOST_TOO_SLOW:
                    whole = False
                    break
            elif spans:
                total += 1
                if len(hits) < first:
                    hits.append(_shown(article, text, spans))
    return Found(total, tuple(hits), tuple(too_slow), whole)


def _search_what_is_seen(
    project: Project, query: Query, lets_through: Callable[[SearchedArticle], bool] | None, first: int
) -> Found:
    """Return what ``search`` does where something is hidden: the index knows the texts as they are, so each is looked at as it is seen."""
    listed = {one.id: one for one in project.articles.listed()}
    patterns = [phrase_pattern(phrase.words, prefix=phrase.prefix) for phrase in _wanted(query)]
    total = 0
    hits: list[Hit] = []
    known = project.search.articles()
    for number in project.search.matching(_without_exclusions(query), RANKED):
        for there in known.get(number, ()):
            one = listed[there.id]
            article = SearchedArticle(one.id, one.title, one.outlet, one.date_published)
            if lets_through is not None and not lets_through(article):
                continue
            text = project.articles.text(one.id)
            form = searched_form(text)
            if _matches(query, form):
                total += 1
                if len(hits) < first:
                    hits.append(_hit(article, text, form, patterns))
    return Found(total, tuple(hits))


def _matches(query: Query, form: str) -> bool:
    """Return whether a text in its searched form answers a query."""
    if isinstance(query, Phrase):
        return next(iter(occurrences(form, phrase_pattern(query.words, prefix=query.prefix))), None) is not None
    if isinstance(query, Without):
        return _matches(query.wanted, form) and not _matches(query.unwanted, form)
    return (all if isinstance(query, Both) else any)(_matches(part, form) for part in query.parts)


def _without_exclusions(query: Query) -> Query:
    """Return a query that asks for what is wanted alone: a hidden word must not keep an article out either."""
    if isinstance(query, Without):
        return _without_exclusions(query.wanted)
    if isinstance(query, Phrase):
        return query
    return type(query)(tuple(_without_exclusions(part) for part in query.parts))


def find_in_text(text: str, asked: str) -> list[Span]:
    """Return where the words of a query stand in one text, in order; AnnotatorError if the query cannot be read."""
    form = searched_form(text)
    patterns = [phrase_pattern(phrase.words, prefix=phrase.prefix) for phrase in _wanted(read_query(asked))]
    return _places(text, form, patterns, most=5_000)


def outlets(project: Project) -> list[str]:
    """Return the outlets of the articles that the coder sees, in alphabetical order."""
    seen = queue_of(project, project.coder) if project.coder is not None else None
    allowed = None if seen is None else frozenset(seen)
    return sorted({one.outlet for one in project.articles.listed() if one.outlet and (allowed is None or one.id in allowed)})


def _sieve(project: Project, filters: Filters) -> Callable[[SearchedArticle], bool] | None:
    """Return whether an article is among those looked through, as a function; None where all are."""
    coder = project.coder
    seen = queue_of(project, coder) if coder is not None else None
    if seen is None and filters == Filters():
        return None
    allowed = None if seen is None else frozenset(seen)
    states: dict[str, str] = {}
    if filters.states and coder is not None:
        states = {one: FINISHED if finished else IN_PROGRESS for one, finished in project.codings.begun(coder.id).items()}

    def lets_through(article: SearchedArticle) -> bool:
        if allowed is not None and article.id not in allowed:
            return False
        if filters.outlets and article.outlet not in filters.outlets:
            return False
        if filters.first_day and article.date[:10] < filters.first_day:
            return False
        if filters.last_day and (not article.date or article.date[: len(filters.last_day)] > filters.last_day):
            return False
        return not filters.states or states.get(article.id, UNREAD) in filters.states

    return lets_through


def _hit(article: SearchedArticle, text: str, form: str, patterns: Sequence[re.Pattern[str]]) -> Hit:
    return _shown(article, text, _places(text, form, patterns, most=_MOST_IN_ARTICLE) or [Span(0, 1)])


def _shown(article: SearchedArticle, text: str, spans: Sequence[Span]) -> Hit:
    return Hit(article, tuple(spans), *in_context(text, spans[0].start, spans[0].end))


def _places(text: str, form: str, patterns: Sequence[re.Pattern[str]], *, most: int) -> list[Span]:
    found: set[tuple[int, int]] = set()
    for pattern in patterns:
        for number, place in enumerate(occurrences(form, pattern)):
            if number == most:
                break
            found.add(place)
    return places_in_text(text, form, sorted(found)[:most])


def _wanted(query: Query) -> Iterator[Phrase]:
    """Yield the phrases whose places are shown: all but those that must not be there."""
    if isinstance(query, Phrase):
        yield query
    elif isinstance(query, Without):
        yield from _wanted(query.wanted)
    else:
        for part in query.parts:
            yield from _wanted(part)


# ---- reading what is asked ----------------------------------------------------------------------------------------------

_TOKEN = re.compile(r'\s+|(?P<open>\()|(?P<close>\))|(?P<quote>["“”„«»「」『』])|(?P<word>[^\s()"“”„«»「」『』]+)')
_CLOSING = re.compile('["“”„«»「」『』]')
_AND, _OR, _NOT = "AND", "OR", "NOT"


def read_query(asked: str) -> Query:
    """Return what a query asks for; AnnotatorError where nothing can be looked for, with what to do."""
    tokens = list(_tokens(asked))
    if len(tokens) > _MOST_WORDS:
        raise AnnotatorError(_("there are too many words in this query"))
    query = _Reading(tokens).either(0)
    if query is None:
        raise AnnotatorError(_("type a word to look for"))
    return query


def _tokens(asked: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text): open, close, operator, phrase, prefix, word; a minus before a word or phrase is the operator NOT."""
    place = 0
    while place < len(asked):
        match = _TOKEN.match(asked, place)
        assert match is not None
        place = match.end()
        if match["quote"]:
            closing = _CLOSING.search(asked, place)
            end = closing.start() if closing is not None else len(asked)
            inside, place = asked[place:end], closing.end() if closing is not None else len(asked)
            if asked[place : place + 1] == "*":
                place += 1
                yield "prefix", inside
            else:
                yield "phrase", inside
        elif match["open"] or match["close"]:
            yield ("open" if match["open"] else "close"), match.group()
        elif match["word"]:
            yield from _word_tokens(match["word"])


def _word_tokens(word: str) -> Iterator[tuple[str, str]]:
    if word in (_AND, _OR, _NOT):
        yield "operator", word
        return
    if word[0] in "-−":
        yield "operator", _NOT
        word = word[1:]
    if word:
        yield ("prefix", word.rstrip("*")) if word.endswith("*") else ("phrase", word)


class _Reading:
    """Reads tokens: OR binds least, then the words beside each other, then NOT; brackets as usual."""

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self._tokens, self._at = tokens, 0

    def _next(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def either(self, depth: int) -> Query | None:
        """Return what stands up to a closing bracket or the end."""
        parts = [self._both(depth)]
        while self._next() == ("operator", _OR):
            self._at += 1
            parts.append(self._both(depth))
        given = tuple(part for part in parts if part is not None)
        if depth == 0 and self._next()[0] == "close":
            self._at += 1  # a bracket too many
            more = self.either(0)
            given = (Both((*given, more)),) if more is not None and given else given
        return given[0] if len(given) == 1 else Either(given) if given else None

    def _both(self, depth: int) -> Query | None:
        wanted: list[Query] = []
        unwanted: list[Query] = []
        negate = False
        while True:
            kind, text = self._next()
            if kind in ("end", "close") or (kind, text) == ("operator", _OR):
                break
            self._at += 1
            if kind == "operator":
                negate = negate or text == _NOT
                continue
            part = self._bracket(depth) if kind == "open" else _phrase(text, prefix=kind == "prefix")
            if part is not None:
                (unwanted if negate else wanted).append(part)
            negate = False
        if not wanted:
            if unwanted:
                raise AnnotatorError(_("say also what to look for, not only what must not be there"))
            return None
        found = wanted[0] if len(wanted) == 1 else Both(tuple(wanted))
        if unwanted:
            found = Without(found, unwanted[0] if len(unwanted) == 1 else Either(tuple(unwanted)))
        return found

    def _bracket(self, depth: int) -> Query | None:
        if depth >= _DEEPEST:
            raise AnnotatorError(_("there are too many brackets in this query"))
        inside = self.either(depth + 1)
        if self._next()[0] == "close":
            self._at += 1
        return inside


def _phrase(text: str, *, prefix: bool) -> Phrase | None:
    words = tuple(words_of(searched_form(text)))
    return Phrase(words, prefix) if words else None
