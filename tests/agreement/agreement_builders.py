"""Short ways to write codings down; what a story does not need is left out."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping

from annotator.agreement.measures import compute
from annotator.agreement.record import Record
from annotator.agreement.units import ArticleCodings, LinkUnit, Unit
from annotator.model.span import Span, make_spans

Place = tuple[int, int] | list[tuple[int, int]]


def a_unit(
    coder: str, category: str, place: Place, *, id: str = "", entity: str | None = None, defaults: Iterable[str] = (), **values: object
) -> Unit:
    pairs = place if isinstance(place, list) else [place]
    name = id or f"{coder}-{category}-{pairs[0][0]}-{pairs[-1][1]}"
    return Unit(name, coder, category, make_spans(pairs), values, frozenset(defaults), entity)


def an_article(
    *units: Unit,
    id: str = "a1",
    length: int = 100,
    coders: Iterable[str] = ("anna", "ben"),
    links: Iterable[LinkUnit] = (),
    values: Mapping[str, Mapping[str, object]] | None = None,
    regions: Iterable[tuple[int, int]] | None = None,
) -> ArticleCodings:
    coded = tuple(Span(start, end) for start, end in regions) if regions is not None else (Span(0, length),)
    return ArticleCodings(id, coded, tuple(coders), units, tuple(links), values or {}, ("1.0",))


def the_record(articles: Iterable[ArticleCodings], measure: str, category: str = "", attribute: str = "", **options: object) -> Record:
    """Compute one measure of two coders without interval and return the record of this category and attribute."""
    kept = list(articles)
    categories = options.pop("categories", None) or sorted({unit.category for article in kept for unit in article.units})
    options.setdefault("draws", 0)
    records = compute(kept, categories, measures=[measure], **options)
    return next(record for record in records if (record.category, record.attribute) == (category, attribute))


def two_codings(
    seed: int, *, articles: int = 6, spans: int = 8, length: int = 300, noise: int = 3, missed: float = 0.15
) -> list[ArticleCodings]:
    """Return articles coded by anna and ben, who start from the same spans and then miss, move and rename some."""
    chance = random.Random(seed)
    result = []
    for number in range(articles):
        truth = [(chance.choice("XYZ"), start := chance.randrange(length - 30), start + chance.randint(1, 30)) for _ in range(spans)]
        units = []
        for coder in ("anna", "ben"):
            seen = set()
            for place, (category, start, end) in enumerate(truth):
                if chance.random() < missed:
                    continue
                start = min(max(0, start + chance.randint(-noise, noise)), length - 2)
                end = min(max(start + 1, end + chance.randint(-noise, noise)), length)
                category = category if chance.random() > 0.1 else chance.choice("XYZ")
                if (category, start, end) not in seen:
                    seen.add((category, start, end))
                    value = chance.choice(["low", "middle", "high"]) if chance.random() < 0.3 else ["low", "middle", "high"][place % 3]
                    units.append(a_unit(coder, category, (start, end), id=f"{coder}{place}", degree=value))
        result.append(
            an_article(*units, id=f"a{number}", length=length, values={c: {"genre": chance.choice("no")} for c in ("anna", "ben")})
        )
    return result
