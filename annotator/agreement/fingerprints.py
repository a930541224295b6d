"""What coders made of articles as hashes: the same codings give the same hash, whatever order they came in."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from annotator.agreement.unit_table import UnitTable, plain
from annotator.agreement.units import ArticleCodings
from annotator.progress import never_stops

Ints = npt.NDArray[np.int64]


class Fingerprints:
    """One SHA-256 for everything a coder made in an article, reckoned when one is first asked for.

    It tells coded regions, annotations, links and article variables; not the ids of annotations, by which nothing is computed.
    """

    def __init__(self, articles: Sequence[ArticleCodings], table: UnitTable, rows: Ints, article: Ints) -> None:
        self._articles, self._table = articles, table
        self._rows, self._article = rows, article
        self._texts: dict[int, str] = {}
        self._all: dict[tuple[int, str], str] | None = None
        """the hash of every coder in every article with annotations, once one was asked for"""

    def together(self, cells: Iterable[tuple[int, str]], check: Callable[[], None] = never_stops) -> str:
        """Return the hash of what these coders made, each in the article of this number; ``check`` is called meanwhile and may raise."""
        if self._all is None:
            known = {}
            for place, coder, marked in self._marked():
                check()
                known[place, coder] = self._hashed(place, coder, marked)
            self._all = known
        lines = sorted(f"{self._articles[place].article_id}\t{coder}\t{self._of(place, coder)}" for place, coder in cells)
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()

    def _of(self, place: int, coder: str) -> str:
        return (self._all or {}).get((place, coder)) or self._hashed(place, coder, b"")

    @cached_property
    def _contents(self) -> npt.NDArray[np.uint8]:
        return self._table.contents()

    def _marked(self) -> Iterator[tuple[int, str, bytes]]:
        """Yield article, coder and the contents of all the coder's annotations there, one after another in their order."""
        if not len(self._rows):
            return
        coder, contents = self._table.coder[self._rows], self._contents[self._rows]
        # Any order serves that the contents alone decide: eight bytes of the hash, start, end.
        hashed, _, _, _, start, end = contents.view(">u8").T.astype(np.uint64)
        order = np.lexsort((hashed, end, start, coder, self._article))
        cell = self._article[order] * len(self._table.coders) + coder[order]
        first = np.flatnonzero(np.diff(cell, prepend=-1))
        whole, width = contents[order].tobytes(), contents.shape[1]
        borders = [*(first * width).tolist(), len(whole)]
        for number, low, high in zip(cell[first].tolist(), borders, borders[1:], strict=False):
            place, own = divmod(number, len(self._table.coders))
            yield place, self._table.coders[own], whole[low:high]

    def _hashed(self, place: int, coder: str, marked: bytes) -> str:
        article = self._articles[place]
        regions = [(span.start, span.end) for span in article.coded_regions]
        links = self._links.get((place, coder), [])
        said = f"regions {regions}\n{links}\n{self._written(article.values.get(coder, {}))}\n"
        return hashlib.sha256(said.encode("utf-8", "surrogatepass") + marked).hexdigest()

    @cached_property
    def _links(self) -> dict[tuple[int, str], list[str]]:
        """The links of every coder in every article, each end told by what it marks."""
        found: dict[tuple[int, str], list[str]] = defaultdict(list)
        edges = np.searchsorted(self._article, np.arange(len(self._articles) + 1))
        for place, article in enumerate(self._articles):
            if not article.links:
                continue
            rows = self._rows[edges[place] : edges[place + 1]].tolist()
            row_of = {(self._table.coders[self._table.coder[row]], self._table.ids[row]): row for row in rows}

            def end(coder: str, id: str, row_of: Mapping[tuple[str, str], int] = row_of) -> str:
                row = row_of.get((coder, id))
                return "nothing" if row is None else self._contents[row].tobytes().hex()

            for link in article.links:
                ends = f"{end(link.coder, link.from_id)} {end(link.coder, link.to_id)}"
                found[place, link.coder].append(f"{link.link!r} {ends} {self._written(link.values)}")
        return {cell: sorted(lines) for cell, lines in found.items()}

    def _written(self, values: object) -> str:
        """Return the values in one form, written once for all who hold the same object, which the articles keep alive."""
        text = self._texts.get(id(values)) if values else "{}"
        if text is None:
            text = self._texts[id(values)] = json.dumps(values, sort_keys=True, ensure_ascii=False, default=plain)
        return text
