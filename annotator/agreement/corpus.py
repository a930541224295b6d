"""The codings of many articles as columns of numbers, so that a report over thousands of articles takes a moment."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.agreement.units import ArticleCodings, Unit, clip
from annotator.collector import without_collecting
from annotator.progress import never_stops

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Extent = tuple[tuple[int, int], ...]


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
    units: tuple[Unit, ...]
    extents: tuple[Extent, ...]
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
    numbers: dict[tuple[int, int, str], int]
    digests: tuple[dict[str, str], ...]

    def units_of(self, coder: int, articles: Bools) -> Bools:
        """Return which units are this coder's in the chosen articles."""
        mine: Bools = (self.coder == coder) & articles[self.article] if len(self.units) else np.zeros(0, dtype=np.bool_)
        return mine

    def words(self, check: Callable[[], None] = never_stops) -> tuple[Ints, Ints]:
        """Return where the words of all coded text start and end, in order; a word that a region cuts counts as what is left."""
        base, found = 0, []
        for article, length in zip(self.articles, self.lengths.tolist(), strict=True):
            check()
            for word in article.words:
                if pieces := clip((word,), article.coded_regions):
                    found.append((base + pieces[0][0], base + pieces[-1][1]))
            base += length + 1
        start, end = np.array(found, dtype=np.int64).reshape(-1, 2).T
        return start, end

    def coder_number(self, name: str) -> int:
        """Return the coder's number, -1 for one who is not compared."""
        return self.coders.index(name) if name in self.coders else -1

    def per_cell(self, articles: Ints, categories: Ints, weights: Floats | Ints | None = None) -> Floats:
        """Return sums by category and article: categories × articles."""
        width = len(self.articles)
        flat = np.bincount(categories * width + articles, weights=weights, minlength=len(self.categories) * width)
        return flat.astype(np.float64).reshape(len(self.categories), width)

    def digest(self, coders: Sequence[int], articles: Bools) -> str:
        """Return the SHA-256 of what these coders made of these articles, the same in whatever order it came."""
        lines = sorted(
            f"{self.articles[place].article_id}\t{self.coders[coder]}\t{self.digests[place][self.coders[coder]]}"
            for place in np.flatnonzero(articles)
            for coder in coders
            if self.finished[place, coder]
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def build(
    articles: Iterable[ArticleCodings],
    categories: Sequence[str],
    coders: Sequence[str] | None = None,
    check: Callable[[], None] = never_stops,
) -> Corpus:
    """Return the columns of these articles, of these coders alone (default: all who finished one).

    ``check`` is asked again and again whether the work shall stop (it raises then).
    """
    with without_collecting():
        return _build(articles, categories, coders, check)


def _build(
    articles: Iterable[ArticleCodings], categories: Sequence[str], coders: Sequence[str] | None, check: Callable[[], None]
) -> Corpus:
    kept = tuple(sorted(articles, key=lambda article: article.article_id))
    names = tuple(sorted(set(coders) if coders is not None else {name for article in kept for name in article.coders}))
    place_of = {name: place for place, name in enumerate(names)}
    category_of = {name: place for place, name in enumerate(dict.fromkeys(categories))}
    finished = np.zeros((len(kept), len(names)), dtype=np.bool_)
    duplicates: Counter[tuple[int, str]] = Counter()
    outside: Counter[tuple[int, str]] = Counter()
    rows: list[tuple[int, int, int, Extent, Unit]] = []
    numbers: dict[tuple[int, int, str], int] = {}
    for number, article in enumerate(kept):
        check()
        for name in article.coders:
            if name in place_of:
                finished[number, place_of[name]] = True
        first: dict[tuple[int, int, Extent], int] = {}
        for row in _units_of(number, article, place_of, category_of, outside):
            if row[1:4] in first:
                duplicates[number, row[4].coder] += 1
            else:
                first[row[1:4]] = len(rows)
                rows.append(row)
            numbers[number, row[1], row[4].id] = first[row[1:4]]
    check()
    lengths = np.array([article.length for article in kept], dtype=np.int64)
    bases = np.concatenate([[0], np.cumsum(lengths + 1)]).astype(np.int64)
    base = bases.tolist()
    fragments = [(unit, start + base[row[0]], end + base[row[0]]) for unit, row in enumerate(rows) for start, end in row[3]]
    columns = np.array(fragments, dtype=np.int64).reshape(-1, 3).T
    check()
    written = _Written()
    digests = []
    for article in kept:
        check()
        digests.append(_digests(article, set(names) & set(article.coders), written))
    return Corpus(
        articles=kept,
        coders=names,
        categories=tuple(category_of),
        lengths=lengths,
        finished=finished,
        units=tuple(row[4] for row in rows),
        extents=tuple(row[3] for row in rows),
        coder=np.array([row[1] for row in rows], dtype=np.int64),
        article=np.array([row[0] for row in rows], dtype=np.int64),
        category=np.array([row[2] for row in rows], dtype=np.int64),
        size=np.array([sum(end - start for start, end in row[3]) for row in rows], dtype=np.int64),
        fragment_unit=columns[0],
        fragment_start=columns[1],
        fragment_end=columns[2],
        total=int(bases[-1]),
        duplicates=duplicates,
        outside=outside,
        numbers=numbers,
        digests=tuple(digests),
    )


def _units_of(
    number: int,
    article: ArticleCodings,
    place_of: dict[str, int],
    category_of: dict[str, int],
    outside: Counter[tuple[int, str]],
) -> list[tuple[int, int, int, Extent, Unit]]:
    """Return (article, coder, category, extent, unit), by place first, so that names change nothing; counts units outside."""
    coders = {name: place_of[name] for name in article.coders if name in place_of}
    regions = article.coded_regions
    # Most annotations are one span in the one region there is.
    first, last = (regions[0].start, regions[0].end) if len(regions) == 1 else (0, -1)
    found = []
    for unit in article.units:
        coder, category, spans = coders.get(unit.coder), category_of.get(unit.category), unit.spans
        if coder is None or category is None:
            continue
        extent: Extent
        if len(spans) == 1 and first <= spans[0].start and spans[0].end <= last:
            extent = ((spans[0].start - first, spans[0].end - first),)
        else:
            extent = clip(spans, regions)
        if extent:
            found.append((number, coder, category, extent, unit))
        else:
            outside[number, unit.coder] += 1
    found.sort(key=lambda row: (row[3], row[2], row[1], row[4].id))
    return found


class _Written:
    """Values in one canonical form each; many units hold the same object, which is written once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, str]] = {}

    def __call__(self, values: object) -> str:
        kept = self._known.get(id(values))
        if kept is None:
            # The object is kept with its text, so that no other can take its id meanwhile.
            kept = self._known[id(values)] = (values, json.dumps(values, sort_keys=True, ensure_ascii=False, default=_plain))
        return kept[1]


def _digests(article: ArticleCodings, coders: set[str], written: _Written) -> dict[str, str]:
    """Return one hash a coder of everything this coder made in the article."""
    lines: dict[str, list[str]] = {coder: [f"regions {[(span.start, span.end) for span in article.coded_regions]}"] for coder in coders}
    for unit in article.units:
        if unit.coder in lines:
            spans = " ".join([f"{span.start}-{span.end}" for span in unit.spans])
            lines[unit.coder].append(f"{unit.id!r} {unit.category!r} {spans} {written(unit.values)} {unit.entity!r}")
    for link in article.links:
        if link.coder in lines:
            lines[link.coder].append(f"{link.link!r} {link.from_id!r} {link.to_id!r} {written(link.values)}")
    for coder in coders:
        lines[coder].append(written(article.values.get(coder, {})))
    return {coder: hashlib.sha256("\n".join(sorted(own)).encode("utf-8", "surrogatepass")).hexdigest() for coder, own in lines.items()}


def _plain(thing: object) -> object:
    if isinstance(thing, (set, frozenset)):
        return sorted(str(item) for item in thing)
    return dict(thing) if hasattr(thing, "keys") else str(thing)  # type: ignore[call-overload]
