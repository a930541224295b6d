"""All codings of a project at once, as comparisons read them: rows of every article in one pass, without what is not compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from annotator.model.article import Regions
from annotator.model.span import Span, Spans
from annotator.progress import never_stops
from annotator.store.articles import regions_of
from annotator.store.database import Database


class CodedColumns(NamedTuple):
    """Annotations as they are compared, in columns: rows of one place in all of them are one annotation.

    ``value`` and ``how_filled`` number the rows of ``values`` and ``filled``, each of which is there once and to be read only.
    ``fragments`` are the spans of the rows that have several; ``start`` and ``end`` are the outer ends.
    """

    article_id: Sequence[str]
    coder_id: Sequence[str]
    id: Sequence[str]
    category: Sequence[str]
    start: Sequence[int]
    end: Sequence[int]
    fragments: Mapping[int, Spans]
    values: Sequence[Mapping[str, Any]]
    value: Sequence[int]
    filled: Sequence[Mapping[str, str]]
    how_filled: Sequence[int]
    codebook_version: Sequence[str]


class LinkRow(NamedTuple):
    """A link as it is compared."""

    article_id: str
    coder_id: str
    id: str
    link: str
    from_id: str
    to_id: str
    values: Mapping[str, Any]


class _Parsed(dict[str, dict[str, Any]]):
    """JSON objects by their text: few of a hundred thousand annotations say something that no other says."""

    def __missing__(self, text: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(text)
        self[text] = found
        return found


def coded_annotations(database: Database, layer: str = "coder", check: Callable[[], None] = never_stops) -> CodedColumns:
    """Return all annotations of a layer, in the order of their arrival.

    ``check`` is asked between pages of rows whether the work shall stop (it raises then).
    """
    rows: list[tuple[Any, ...]] = []
    for page in database.pages(
        """
        SELECT article_id, coder_id, id, category, start, "end", fragments, "values", filled, codebook_version FROM annotation
         WHERE layer = ?
        """,
        (layer,),
    ):
        check()
        rows += page
    check()
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * 10
    article, coder, annotation, category, start, end, fragments, values, filled, version = columns
    spans = {row: tuple(Span(*ends) for ends in json.loads(text)) for row, text in enumerate(fragments) if text is not None}
    return CodedColumns(article, coder, annotation, category, start, end, spans, *_parsed(values), *_parsed(filled), version)


def _parsed(column: Sequence[str]) -> tuple[list[dict[str, Any]], list[int]]:
    """Return the different JSON objects of a column, each read once, and the number of each row's."""
    place = {text: number for number, text in enumerate(dict.fromkeys(column))}
    return [json.loads(text) for text in place], list(map(place.__getitem__, column))


def coded_links(database: Database, layer: str = "coder") -> Iterator[LinkRow]:
    """Yield all links of a layer, in the order of their arrival."""
    parsed = _Parsed()
    sql = 'SELECT article_id, coder_id, id, link, from_id, to_id, "values" FROM link WHERE layer = ?'
    for article, coder, link_id, link, source, target, values in database.all(sql, (layer,)):
        yield LinkRow(article, coder, link_id, link, source, target, parsed[values])


def regions_by_article(database: Database) -> dict[str, tuple[Regions, int]]:
    """Return the regions and the length of the text of every article."""
    rows = database.all(
        """
        SELECT article.id, article.regions, article_text.n_characters
          FROM article JOIN article_text ON article_text.sha256 = article.text_sha256
        """
    )
    return {article: (regions_of(regions), length) for article, regions, length in rows}
