"""The codings of many articles as columns of numbers, so that a report over thousands of articles takes a moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.agreement.fingerprints import Fingerprints
from annotator.agreement.placing import Extents, UnitNumbers, placed
from annotator.agreement.unit_table import UnitRows, in_one_table
from annotator.agreement.units import ArticleCodings, clip
from annotator.progress import never_stops

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Units and fragments in columns.

    Places are characters of coded regions put end to end, shifted so that no two articles share one: a place tells its
    article, and nothing crosses an article's border. ``finished`` is articles × coders. Units by coders who did not
    finish their article, units outside coded regions and repetitions of one extent are not here; ``duplicates`` and
    ``outside`` count the latter two by article and coder. ``numbers`` finds a unit by article, coder and id, a repetition too.
    """

    articles: tuple[ArticleCodings, ...]
    coders: tuple[str, ...]
    categories: tuple[str, ...]
    lengths: Ints
    finished: Bools
    units: UnitRows
    extents: Extents
    coder: Ints
    article: Ints
    category: Ints
    size: Ints
    fragment_unit: Ints
    fragment_start: Ints
    fragment_end: Ints
    total: int
    duplicates: Counter[tuple[int, str]]
    outside: Counter[tuple[int, str]]
    numbers: UnitNumbers
    fingerprints: Fingerprints

    def units_of(self, coder: int, articles: Bools) -> Bools:
        """Return which units are this coder's in the chosen articles."""
        mine: Bools = (self.coder == coder) & articles[self.article] if len(self.units) else np.zeros(0, dtype=np.bool_)
        return mine

    def words(self, check: Callable[[], None] = never_stops) -> tuple[Ints, Ints]:
        """Return where the words of all coded text start and end, in order; a word that a region cuts counts as what is left."""
        base, found = 0, [np.zeros((0, 2), dtype=np.int64)]
        for article, length in zip(self.articles, self.lengths.tolist(), strict=True):
            check()
            pieces = [kept for word in article.words if (kept := clip((word,), article.coded_regions))]
            found.append(np.array([(kept[0][0], kept[-1][1]) for kept in pieces], dtype=np.int64).reshape(-1, 2) + base)
            base += length + 1
        start, end = np.concatenate(found).T
        return start, end

    def coder_number(self, name: str) -> int:
        """Return the coder's number, -1 for one who is not compared."""
        return self.coders.index(name) if name in self.coders else -1

    def per_cell(self, articles: Ints, categories: Ints, weights: Floats | Ints | None = None) -> Floats:
        """Return sums by category and article: categories × articles."""
        width = len(self.articles)
        flat = np.bincount(categories * width + articles, weights=weights, minlength=len(self.categories) * width)
        return flat.astype(np.float64).reshape(len(self.categories), width)

    def digest(self, coders: Sequence[int], articles: Bools, check: Callable[[], None] = never_stops) -> str:
        """Return the SHA-256 of what these coders made of these articles, the same in whatever order it came; ``check`` may raise."""
        cells = ((place, coder) for place in np.flatnonzero(articles).tolist() for coder in coders if self.finished[place, coder])
        return self.fingerprints.together(((place, self.coders[coder]) for place, coder in cells), check)


def build(
    articles: Iterable[ArticleCodings],
    categories: Sequence[str],
    coders: Sequence[str] | None = None,
    check: Callable[[], None] = never_stops,
) -> Corpus:
    """Return the columns of these articles, of these coders alone (default: all who finished one).

    ``check`` is asked again and again whether the work shall stop (it raises then).
    """
    kept = tuple(sorted(articles, key=lambda article: article.article_id))
    names = tuple(sorted(set(coders) if coders is not None else {name for article in kept for name in article.coders}))
    kinds = tuple(dict.fromkeys(categories))
    finished = _finished(kept, names)
    check()
    table, rows, article = in_one_table(kept)
    check()
    coder, category = _numbers(table.coders, names)[table.coder[rows]], _numbers(table.categories, kinds)[table.category[rows]]
    of_these = np.flatnonzero((coder >= 0) & (category >= 0))
    entering = of_these[finished[article[of_these], coder[of_these]]]
    check()
    found = placed(kept, table, rows[entering], article[entering], coder[entering], category[entering], check)
    check()
    lengths = np.array([article.length for article in kept], dtype=np.int64)
    bases = np.concatenate([[0], np.cumsum(lengths + 1)]).astype(np.int64)
    base = bases[found.article[found.fragment_unit]]
    return Corpus(
        articles=kept,
        coders=names,
        categories=kinds,
        lengths=lengths,
        finished=finished,
        units=UnitRows(table, found.row),
        extents=Extents(found),
        coder=found.coder,
        article=found.article,
        category=found.category,
        size=np.bincount(found.fragment_unit, found.fragment_end - found.fragment_start, len(found.row)).astype(np.int64),
        fragment_unit=found.fragment_unit,
        fragment_start=found.fragment_start + base,
        fragment_end=found.fragment_end + base,
        total=int(bases[-1]),
        duplicates=_counted(found.repeated, names),
        outside=_counted(found.outside, names),
        numbers=UnitNumbers(found, table),
        fingerprints=Fingerprints(kept, table, rows, article),
    )


def _finished(articles: Sequence[ArticleCodings], names: Sequence[str]) -> Bools:
    """Return articles × coders."""
    place_of = {name: place for place, name in enumerate(names)}
    found = np.zeros((len(articles), len(names)), dtype=np.bool_)
    for number, article in enumerate(articles):
        found[number, [place_of[name] for name in article.coders if name in place_of]] = True
    return found


def _numbers(own: Sequence[str], wanted: Sequence[str]) -> Ints:
    """Return for each of these names its place among the wanted ones, -1 where it is not wanted."""
    place_of = {name: place for place, name in enumerate(wanted)}
    return np.array([place_of.get(name, -1) for name in own], dtype=np.int64)


def _counted(cells: Iterable[tuple[int, int]], names: Sequence[str]) -> Counter[tuple[int, str]]:
    return Counter((article, names[coder]) for article, coder in cells)
