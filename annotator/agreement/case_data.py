"""The data of a worked example: a reliability table, articles with units, or two lists of units; liberal in what it takes."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from annotator.agreement.krippendorff import PairDistance, in_order
from annotator.agreement.record import NO_ARTICLE_OF_TWO, NO_COMMON_ARTICLE, NOTHING_PAIRABLE
from annotator.agreement.units import ArticleCodings, LinkUnit, Unit
from annotator.model.span import Span
from annotator.text.segments import Segments

Case = Mapping[str, Any]
Rows = list[list[Hashable | None]]

METRICS = {
    "nominal": "nominal",
    "ordinal": "ordinal",
    "interval": "interval",
    "ratio": "ratio",
    "masi": "masi",
    "set_masi": "masi",
    "set_monotonic": "set_monotonic",
    "set_dkpro_masi": "set_monotonic",
    "custom": "custom",
}
MOST_CHARACTERS = 10**12
SCALES = ("scale", "values", "order", "levels", "categories")
TABLES = ("distances", "distance", "distance_table", "table", "d2", "delta", "distance_matrix", "custom")


class Undefined(Exception):
    """The measure has no value for this case; the message is the reason."""


class NotAnswered(Exception):
    """A case of a kind that is not built, or without the data it needs; the message says which."""


class Misfit(Exception):
    """Data that cannot be read: ``place`` in the case (empty: the case as a whole), ``reason`` in words."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}" if place else reason)
        self.place, self.reason = place, reason


@contextmanager
def at(place: str) -> Iterator[None]:
    """Name this place of the case in whatever turns out not to fit inside."""
    try:
        yield
    except Misfit as inner:
        raise Misfit(f"{place}.{inner.place}" if inner.place else place, inner.reason) from None
    except KeyError as missing:
        raise Misfit(place, f"there is no {missing.args[0] if missing.args else missing!r}") from None
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as problem:
        raise Misfit(place, str(problem) or type(problem).__name__) from None


@dataclass(frozen=True, slots=True)
class CaseValue:
    """A value in parts. ``main`` answers where one number is expected, all of ``parts`` where ``whole`` and nothing is
    expected; ``more`` are further parts, given only to those who ask for them by name.
    """

    parts: Mapping[str, object]
    main: str = ""
    whole: bool = False
    reason: str = ""
    more: Mapping[str, object] = field(default_factory=dict)


def params_of(case: Case) -> Mapping[str, Any]:
    """Return the case's parameters, empty where there are none."""
    given = case.get("params") or case.get("parameters") or {}
    if not isinstance(given, Mapping):
        raise NotAnswered("the parameters are not an object")
    return given


def param(case: Case, *names: str, default: Any = None) -> Any:
    """Return the first of these parameters that is given, in ``params`` or beside them."""
    params = params_of(case)
    for name in names:
        if params.get(name) is not None:
            return params[name]
    return next((case[name] for name in names if case.get(name) is not None), default)


def number_of(case: Case, *names: str) -> float:
    """Return the number given under one of these names; Misfit without one."""
    given = param(case, *names)
    if given is None:
        raise Misfit("params", f"there is no {names[0]!r}")
    with at(f"params.{names[0]}"):
        return float(given)


def matrix_of(case: Case) -> Rows:
    """Return the reliability table, units × coders, None missing; lists are sets."""
    matrix = case.get("matrix")
    if not isinstance(matrix, Sequence) or isinstance(matrix, str):
        raise NotAnswered("the case has no matrix")
    rows: Rows = []
    for number, row in enumerate(matrix):
        with at(f"matrix[{number}]"):
            if not isinstance(row, Sequence) or isinstance(row, str):
                raise TypeError(f"{row!r} is no list of values")
            rows.append([_value(item) for item in row])
    width = max((len(row) for row in rows), default=0)
    if not width:
        raise Undefined(NOTHING_PAIRABLE)
    return [row + [None] * (width - len(row)) for row in rows]


def scale_of(case: Case) -> tuple[Hashable, ...]:
    """Return the scale that the case gives, empty if it gives none."""
    given = param(case, *SCALES)
    return tuple(_value(item) for item in given) if isinstance(given, (list, tuple)) else ()


def metric_of(case: Case) -> str:
    """Return the level of measurement; NotAnswered for one that is not built."""
    named = str(param(case, "metric", "level", default="nominal")).lower()
    if named not in METRICS:
        raise NotAnswered(f"metric {named}")
    return METRICS[named]


def custom_of(case: Case) -> PairDistance:
    """Return the distance table of the case as a function.

    The table may be an object of objects, an object with keys ``a|b``, a list of [a, b, distance], or a square matrix with
    the values in ``scale`` or ``labels`` (without them: the values that occur, in order); each pair once is enough, a value
    is at distance 0 from itself.
    """
    table = param(case, *TABLES)
    found: dict[tuple[str, str], float] = {}
    if isinstance(table, Mapping):
        labels = table.get("labels") or table.get("values") or table.get("categories")
        grid = table.get("matrix") or table.get("table") or table.get("distances")
        if isinstance(labels, Sequence) and isinstance(grid, Sequence):
            found = _grid([_name(_value(item)) for item in labels], grid)
        else:
            found = _table_of_object(table)
    elif isinstance(table, Sequence) and table and not isinstance(table, str):
        labels = scale_of(case) or tuple(_value(item) for item in param(case, "labels", default=()))
        if not labels and _is_square(table):
            labels = in_order({value for row in matrix_of(case) for value in row if value is not None})
        if labels:
            found = _grid([_name(label) for label in labels], table)
        elif all(isinstance(row, Mapping) for row in table):
            found = {_ends(row): float(_first(row, "d", "distance", "d2", "value")) for row in table}
        else:
            found = {(_name(_value(row[0])), _name(_value(row[1]))): float(row[2]) for row in table}
    if not found:
        raise NotAnswered("the case has no distance table")

    def apart(one: Hashable, other: Hashable) -> float:
        pair = (_name(one), _name(other))
        if pair in found:
            return found[pair]
        if pair[::-1] in found:
            return found[pair[::-1]]
        raise NotAnswered(f"no distance of {pair[0]} and {pair[1]}")

    return apart


def coders_of(case: Case) -> list[str]:
    """Return the coders named by the case, else those of its articles."""
    named = case.get("coders")
    if isinstance(named, Sequence) and not isinstance(named, str):
        return list(dict.fromkeys(str(name) for name in named))
    articles = [article for article in case.get("articles") or () if isinstance(article, Mapping)]
    found = [str(name) for article in articles for name in article.get("coders") or ()]
    given = [unit for article in articles for unit in article.get("units") or () if isinstance(unit, Mapping)]
    return list(dict.fromkeys([*found, *(str(unit["coder"]) for unit in given if "coder" in unit)]))


def articles_of(case: Case, *, one_category: bool = False) -> list[ArticleCodings]:
    """Return the articles of a case; ``one_category`` gives all units the same category."""
    articles = case.get("articles")
    if not isinstance(articles, Sequence) or isinstance(articles, str):
        raise NotAnswered("the case has no articles")
    coders = coders_of(case)
    found = []
    for number, article in enumerate(articles):
        with at(f"articles[{number}]"):
            if not isinstance(article, Mapping):
                raise TypeError(f"{article!r} is no article")
            found.append(_article(case, article, number, coders, one_category))
    return found


def must_be_comparable(articles: Sequence[ArticleCodings], coders: Sequence[str]) -> None:
    """Raise Undefined unless an article was finished by two or more of the coders."""
    if not any(len(set(article.coders) & set(coders)) >= 2 for article in articles):
        raise Undefined(NO_COMMON_ARTICLE if len(coders) <= 2 else NO_ARTICLE_OF_TWO)


def categories_of(articles: Sequence[ArticleCodings]) -> list[str]:
    """Return the categories that occur, by name."""
    return sorted({unit.category for article in articles for unit in article.units})


def unit_of(given: Any, coder: str, number: int) -> Unit:
    """Return a unit from [start, end, category, entity] or from an object with spans."""
    if isinstance(given, Mapping):
        named = (given.get(key) for key in ("attrs", "values", "attributes"))
        values: Mapping[str, Any] = next((own for own in named if isinstance(own, Mapping)), {})
        entity = given.get("entity", values.get("entity"))
        return Unit(
            str(given.get("id", number)), coder, str(given.get("category", "")), _spans(given), values,
            frozenset(str(name) for name in given.get("defaults") or ()), None if entity is None else str(entity),
        )  # fmt: skip
    entity = given[3] if len(given) > 3 else None
    category = str(given[2]) if len(given) > 2 else ""
    span = Span(_whole(given[0]), _whole(given[1]))
    return Unit(str(number), coder, category, (span,), entity=None if entity is None else str(entity))


def link_of(given: Any, coder: str) -> LinkUnit:
    """Return a link from [from, to, type] or from an object."""
    if isinstance(given, Mapping):
        kind = _first(given, "type", "link", "label")
        return LinkUnit(str(given.get("coder", coder)), str(kind), str(_first(given, "from", "from_id")), str(_first(given, "to", "to_id")))
    return LinkUnit(coder, str(given[2]) if len(given) > 2 else "", str(given[0]), str(given[1]))


def sides_of(case: Case) -> tuple[list[Unit], list[Unit]]:
    """Return the two lists of units ``A`` and ``B``."""
    if not isinstance(case.get("A"), Sequence) or not isinstance(case.get("B"), Sequence):
        raise NotAnswered("the case has no lists A and B")
    sides: dict[str, list[Unit]] = {"A": [], "B": []}
    for coder, side in sides.items():
        for number, given in enumerate(case[coder]):
            with at(f"{coder}[{number}]"):
                side.append(unit_of(given, coder, number))
    return sides["A"], sides["B"]


def label(value: Hashable) -> str:
    """Return a value as a key: 1 and 1.0 are ``"1"``."""
    return _name(value)


def _article(case: Case, article: Case, number: int, coders: Sequence[str], one_category: bool) -> ArticleCodings:
    units: dict[object, Unit] = {}
    for place, given in enumerate(article.get("units") or ()):
        with at(f"units[{place}]"):
            unit = unit_of(given, str(given["coder"]), place)
        if one_category:
            unit = Unit(unit.id, unit.coder, "", unit.spans, unit.values, unit.defaults, unit.entity)
        key: object = (unit.coder, unit.category, str(given["unit"])) if given.get("unit") is not None else place
        before = units.get(key)
        spans = unit.spans if before is None else tuple(sorted({*before.spans, *unit.spans}))
        units[key] = Unit(unit.id, unit.coder, unit.category, spans, unit.values, unit.defaults, unit.entity)
    named = article.get("coders", article.get("finished"))
    finished = [str(name) for name in named] if isinstance(named, Sequence) and not isinstance(named, str) else list(coders)
    values = article.get("values") if isinstance(article.get("values"), Mapping) else {}
    links = []
    for place, given in enumerate(article.get("links") or ()):
        with at(f"links[{place}]"):
            links.append(link_of(given, ""))
    return ArticleCodings(
        str(article.get("id", number)), _regions(case, article), tuple(dict.fromkeys(finished)), tuple(units.values()), tuple(links),
        {str(coder): dict(own) for coder, own in (values or {}).items()}, words=_words(article),
    )  # fmt: skip


def _words(article: Case) -> tuple[Span, ...]:
    """Return the words of an article: its ``tokens`` as [start, end], or those of its ``text``."""
    given = article.get("tokens", article.get("words"))
    if given is None:
        return tuple(Segments(str(article["text"])).words) if isinstance(article.get("text"), str) else ()
    found: list[Span] = []
    for number, token in enumerate(given):
        with at(f"tokens[{number}]"):
            found.extend(_spans(token) if isinstance(token, Mapping) else [Span(_whole(token[0]), _whole(token[1]))])
    return tuple(sorted(found))


def _regions(case: Case, article: Case) -> tuple[Span, ...]:
    named = article.get("coded_regions", article.get("regions"))
    if isinstance(named, Sequence) and not isinstance(named, str):
        pairs = [(region["start"], region["end"]) if isinstance(region, Mapping) else region[:2] for region in named]
        return tuple(sorted(Span(_whole(start), _whole(end)) for start, end in pairs if end > start))
    start = _whole(article.get("start") or 0)
    length = article.get("length", case.get("continuum_length"))
    if length is None and isinstance(article.get("text"), str):
        length = len(article["text"])
    if length is None:
        ends = [span.end for given in article.get("units") or () for span in _spans(given)]
        length = max([*ends, start]) - start
    if _whole(length) < 0:
        raise ValueError(f"a text cannot be {length} characters long")
    return (Span(start, start + _whole(length)),) if length else ()


def _spans(given: Case) -> tuple[Span, ...]:
    fragments = given.get("spans") or given.get("fragments")
    if fragments is None:
        fragments = [(given["start"], given["end"])]
    elif isinstance(fragments[0], (int, float)):
        fragments = [fragments]
    pairs = [(part["start"], part["end"]) if isinstance(part, Mapping) else part[:2] for part in fragments]
    return tuple(sorted(Span(_whole(start), _whole(end)) for start, end in pairs))


def _whole(given: Any) -> int:
    """Return a number of characters; ValueError for what is none."""
    if isinstance(given, bool) or (isinstance(given, float) and not given.is_integer()):
        raise ValueError(f"{given} is no whole number of characters")
    found = int(given)
    if abs(found) > MOST_CHARACTERS:
        raise ValueError(f"{given} is more than a text can have")
    return found


def _value(item: Any) -> Hashable | None:
    if item is None or (isinstance(item, float) and math.isnan(item)):
        return None
    if isinstance(item, (list, tuple, set, frozenset)):
        return frozenset(_value(part) for part in item)
    if isinstance(item, Mapping):
        raise NotAnswered("values that are objects")
    return item  # type: ignore[no-any-return]


def _name(value: Hashable) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, frozenset):
        return "{" + ",".join(sorted(_name(item) for item in value)) + "}"
    return str(value)


def _grid(labels: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[tuple[str, str], float]:
    if all(len(row) == 3 and not isinstance(row[0], (int, float)) for row in rows):
        return {(_name(_value(row[0])), _name(_value(row[1]))): float(row[2]) for row in rows}
    return {(one, other): float(rows[a][b]) for a, one in enumerate(labels) for b, other in enumerate(labels) if len(rows[a]) > b}


def _is_square(table: Sequence[Any]) -> bool:
    """Return whether this is a matrix of distances and no list of [a, b, distance]: numbers, 0 from each to itself."""
    rows = [row for row in table if isinstance(row, Sequence) and not isinstance(row, str) and len(row) == len(table)]
    return (
        len(rows) == len(table)
        and all(isinstance(item, (int, float)) for row in rows for item in row)
        and not any(row[place] for place, row in enumerate(rows))
    )


def _table_of_object(table: Mapping[str, Any]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for key, inner in table.items():
        if isinstance(inner, Mapping):
            found |= {(str(key), str(other)): float(apart) for other, apart in inner.items()}
        else:
            sign = next((sign for sign in ("|", ",", "\t", " ", "-", "/") if len(key.split(sign)) == 2), None)
            if sign is None:
                raise NotAnswered(f"a distance of {key}")
            one, other = key.split(sign)
            found[one.strip(), other.strip()] = float(inner)
    return found


def _ends(row: Case) -> tuple[str, str]:
    return _name(_value(_first(row, "a", "c", "from", "one"))), _name(_value(_first(row, "b", "k", "to", "other")))


def _first(given: Case, *names: str) -> Any:
    for name in names:
        if name in given:
            return given[name]
    raise NotAnswered(f"no {names[0]}")
