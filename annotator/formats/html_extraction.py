"""The article on a web page: runs as a process of its own, so that a hostile page can be stopped.

``python -m annotator.formats.html_extraction`` reads pages from its input and writes what it found as JSON, each with its
length before it (four bytes). It fetches nothing and opens no file.
"""

from __future__ import annotations

import json
import logging
import os
import re
import struct
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")
MOST_MEMORY = 1_000_000_000  # bytes
_DECLARES = re.compile(r"<!DOCTYPE[^>\[]{0,2000}\[", re.I)
_HEAD_LINES = 5
_ARTICLE_TYPES = ("article", "report", "blogposting", "reviewnewsarticle")
_DATE_NAMES = frozenset((
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "article.published",
    "datepublished", "date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "dc.date",
    "dc.date.issued", "dcterms.date", "dcterms.issued", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "citation_publication_date", "citation_date",
))  # fmt: skip
_OUR_FAULTS = (ValueError, TypeError, AttributeError, LookupError, AssertionError, ArithmeticError, RecursionError)


def extract(page: str) -> dict[str, str]:
    """Return text, headline, date, byline, outlet, url and language of the article on a page, or ``problem``: why there is none.

    ``date`` comes from the page's metadata alone; "" where it has none.
    """
    import lxml.html
    from lxml import etree

    if _DECLARES.search(page[:100_000]):
        return {"problem": "declares entities of its own, which are not expanded"}
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, collect_ids=False)
    try:
        tree = lxml.html.fromstring(_without_controls(page).encode("utf-8"), parser=parser)
        return _article(tree)
    except (etree.LxmlError, *_OUR_FAULTS) as error:
        return {"problem": f"no HTML that can be read ({type(error).__name__})"}
    except MemoryError:
        return {"problem": "takes too much memory"}


def _article(tree: Any) -> dict[str, str]:
    import trafilatura

    # its own search for a date would also take one from the text, or the year of a copyright line
    dates = {"original_date": True, "extensive_search": False}
    found: Any = trafilatura.bare_extraction(
        tree, include_tables=False, include_comments=False, with_metadata=True, date_extraction_params=dates
    )
    text = (found.text or "").strip() if found is not None else ""
    if found is None or not text:
        return {"problem": "no article was found on the page"}
    headline = _headline(tree, text, _folded(found.title), _folded(found.sitename))
    if headline and headline not in map(_folded, text.split("\n")[:_HEAD_LINES]):
        text = f"{headline}\n{text}"
    return {
        "text": text,
        "headline": headline,
        "date": _date_published(tree),
        "byline": _folded(found.author),
        "outlet": _folded(found.sitename),
        "url": found.url or "",
        "language": str(tree.get("lang") or "").strip().lower()[:2],
    }


def _folded(text: str | None) -> str:
    return " ".join((text or "").split())


def _headline(tree: Any, text: str, title: str, site: str) -> str:
    """Return the headline as it stands on the page: the <h1> that the text begins with or the title speaks of, else the title."""
    above = {_folded(line) for line in text.split("\n")[:_HEAD_LINES]}
    headings = [heading for one in tree.iter("h1") if (heading := _folded(one.text_content())) and heading != site]
    for heading in headings:
        if heading in above:
            return heading
    if title in above:
        return title
    for heading in headings:
        if heading.casefold() in title.casefold() or title.casefold() in heading.casefold():
            return heading
    return title


def _without_controls(page: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", page)


# ---- the day of publication -------------------------------------------------------------------------------------------


def _date_published(tree: Any) -> str:
    """Return the date of publication that the metadata names, "" if there is none or the page's statements differ."""
    stated = {value[:10] for value in _dates_of_json(tree)}
    if not stated:
        stated = {value[:10] for value in _dates_of_meta(tree)}
    return next(iter(stated)) if len(stated) == 1 else ""


def _dates_of_meta(tree: Any) -> Iterator[str]:
    for element in tree.iter("meta", "time", "span", "abbr"):
        names = {str(element.get(name) or "").strip().casefold() for name in ("property", "name", "itemprop")}
        if element.tag != "meta":
            names &= {"datepublished"}
        if names & _DATE_NAMES:
            value = str(element.get("content") or element.get("datetime") or "").strip()
            if value:
                yield value


def _dates_of_json(tree: Any) -> Iterator[str]:
    for script in tree.iter("script"):
        if str(script.get("type") or "").strip().casefold() == "application/ld+json" and script.text:
            try:
                data = json.loads(script.text)
            except (ValueError, RecursionError):
                continue
            for one in _things(data):
                kinds = one.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                value = one.get("datePublished")
                if isinstance(value, str) and value and any(str(kind).casefold().endswith(_ARTICLE_TYPES) for kind in kinds):
                    yield value.strip()


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Yield what the page is said to be about, not what it links to."""
    for one in data if isinstance(data, list) else [data]:
        if isinstance(one, dict):
            yield one
            graph = one.get("@graph")
            yield from (thing for thing in graph if isinstance(thing, dict)) if isinstance(graph, list) else ()


# ---- the process ------------------------------------------------------------------------------------------------------


def send(pipe: BinaryIO, message: bytes) -> None:
    """Write a message with its length before it."""
    pipe.write(LENGTH.pack(len(message)) + message)
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes | None:
    """Return the next message, None if the other side is gone."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    message = pipe.read(length)
    return message if len(message) == length else None


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def main() -> None:
    """Answer one page after the other until the input ends."""
    _limit_memory()
    logging.disable(logging.CRITICAL)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing that a library prints mixes with the answers
    while (page := receive(sys.stdin.buffer)) is not None:
        send(answers, json.dumps(extract(page.decode("utf-8"))).encode("ascii"))


if __name__ == "__main__":
    main()
