"""All codings of a project at once, as comparisons read them: rows of every article in one pass, without what is not compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from annotator.model.article import Regions
from annotator.model.span import Span, Spans
from annotator.store.articles import regions_of
from annotator.store.database import Database


class CodedRow(NamedTuple):
    """An annotation as it is compared; equal ``values`` (and ``filled``) of many rows are one object, to be read only."""

    article_id: str
    coder_id: str
    id: str
    category: str
    spans: Spans
    values: Mapping[str, Any]
    filled: Mapping[str, str]
    codebook_version: str


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


def coded_annotations(database: Database, layer: str = "coder") -> Iterator[CodedRow]:
    """Yield all annotations of a layer, in the order of their arrival."""
    parsed = _Parsed()
    rows = database.all(
        """
        SELECT article_id, coder_id, id, category, start, "end", fragments, "values", filled, codebook_version FROM annotation
         WHERE layer = ?
        """,
        (layer,),
    )
    for article, coder, annotation, category, start, end, fragments, values, filled, version in rows:
        spans = (Span(start, end),) if fragments is None else tuple(Span(one, other) for one, other in json.loads(fragments))
        yield CodedRow(article, coder, annotation, category, spans, parsed[values], parsed[filled], version)


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
