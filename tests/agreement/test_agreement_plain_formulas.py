"""Every measure beside its formula as the papers have it, worked out character by character and by trying all matchings."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.alpha_u import alpha_u, alpha_u_columns, alpha_u_finish, alpha_u_layers
from annotator.agreement.corpus import build
from annotator.agreement.measures import compute
from annotator.agreement.shared_cases import answer
from annotator.agreement.units import ArticleCodings, Unit
from annotator.model.span import Span, make_spans
from tests.agreement import plain_formulas as plain

fast = settings(max_examples=60, deadline=None)
CODERS = ("a", "b", "c")


def value(measure, expected=None, **case):
    """Return the answer to a case that has gone through JSON, as those of a file have."""
    return answer(json.loads(json.dumps({"id": 1, "measure": measure, "expected": expected, **case})))["value"]


def near(expected):
    return "undefined" if expected is None else pytest.approx(float(expected), abs=1e-9)


# --- tables ------------------------------------------------------------------------------------------------------------

small = st.integers(0, 4)
tables = st.lists(st.lists(small | st.none(), min_size=3, max_size=3), min_size=1, max_size=9)
sets = st.frozensets(st.sampled_from("pqr"))


@fast
@given(tables, st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_alpha_of_every_level(rows, metric):
    expected, observed, chance = plain.alpha(rows, getattr(plain, metric), of_counts=metric == "ordinal")
    found = value("alpha_coding", {"alpha": 0, "Do": 0, "De": 0}, matrix=rows, params={"metric": metric})
    if expected is None:
        assert found == "undefined"
    else:
        assert found == {"alpha": near(expected), "Do": near(observed), "De": near(chance)}


@fast
@given(st.lists(st.lists(sets | st.none(), min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from(["masi", "monotonic"]))
def test_alpha_of_sets(rows, metric):
    expected = plain.alpha(rows, getattr(plain, metric))[0]
    listed = [[None if item is None else sorted(item) for item in row] for row in rows]
    assert value("alpha_coding", matrix=listed, params={"metric": {"monotonic": "set_monotonic"}.get(metric, metric)}) == near(expected)


@fast
@given(tables.filter(lambda rows: any(sum(item is not None for item in row) > 1 for row in rows)))
def test_alpha_of_each_value_against_the_rest(rows):
    found = value("alpha_per_category", matrix=rows)
    pairable = {item for row in rows if sum(one is not None for one in row) > 1 for item in row if item is not None}
    for one in pairable:
        binary = [[None if item is None else item == one for item in row] for row in rows]
        expected = plain.alpha(binary, plain.nominal)[0]
        assert (found if found == "undefined" else found[str(one)]) == near(expected)


KAPPAS = {
    "scott": ("fleiss", plain.identity), "fleiss": ("fleiss", plain.identity), "conger": ("conger", plain.identity),
    "ac1": ("ac", plain.identity), "ac2_linear": ("ac", plain.linear), "ac2_quadratic": ("ac", plain.quadratic),
    "bp": ("bp", plain.identity),
}  # fmt: skip


@fast
@given(tables, st.sampled_from(sorted(KAPPAS)))
def test_kappas(rows, measure):
    if not any(sum(item is not None for item in row) > 1 for row in rows):
        assert value(measure, matrix=rows) == "undefined"
        return
    name, weight = KAPPAS[measure]
    values = sorted({item for row in rows for item in row if item is not None})
    if len(values) == 1:
        assert value(measure, matrix=rows) == "undefined"
        return
    p_a, p_e = plain.kappa(name, rows, weight, values)
    if p_e == 1:
        assert value(measure, matrix=rows) == "undefined"
        return
    assert value(measure, matrix=rows) == {"coef": near((p_a - p_e) / (1 - p_e)), "pa": near(p_a), "pe": near(p_e)}


@fast
@given(st.lists(st.lists(small | st.none(), min_size=2, max_size=2), min_size=1, max_size=9))
def test_cohens_kappa_of_two(rows):
    if not any(None not in row for row in rows):
        assert value("cohen", matrix=rows) == "undefined"
        return
    p_a, p_e = plain.kappa("cohen", rows, plain.identity, sorted({item for row in rows for item in row if item is not None}))
    assert value("cohen", 0, matrix=rows) == near(None if p_e == 1 else (p_a - p_e) / (1 - p_e))


# --- units in articles -------------------------------------------------------------------------------------------------


@st.composite
def articles(draw, most_coders=3, overlapping=True, most=3):
    """Draw (length, finished, units) of one to three articles, some of one coder alone, some without a unit."""
    found = []
    for _article in range(draw(st.integers(1, 3))):
        length = draw(st.integers(4, 18))
        least = 2 if most_coders == 2 else 0
        coders = sorted(draw(st.sets(st.sampled_from(CODERS[:most_coders]), min_size=least, max_size=most_coders)))
        units = []
        for coder in coders:
            taken = set()
            for _unit in range(draw(st.integers(0, most))):
                spans = _spans(draw, length)
                places = plain.characters(spans)
                if overlapping or not places & taken:
                    taken |= places
                    units.append((coder, draw(st.sampled_from("XY")), spans))
        found.append((length, tuple(coders), units))
    return found


def _spans(draw, length):
    start = draw(st.integers(0, length - 1))
    end = draw(st.integers(start + 1, length))
    if end - start > 2 and draw(st.booleans()):
        cut = draw(st.integers(start + 1, end - 2))
        return [(start, cut), (cut + 1, end)]
    return [(start, end)]


def case_of(found):
    return {
        "coders": list(CODERS),
        "articles": [
            {
                "id": str(number), "length": length, "start": 0, "coders": list(coders),
                "units": [
                    {"coder": coder, "category": kind, "start": start, "end": end, "unit": str(place)}
                    for place, (coder, kind, spans) in enumerate(units)
                    for start, end in spans
                ],
            }
            for number, (length, coders, units) in enumerate(found)
        ],
    }  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(articles(overlapping=False))
def test_the_unitizing_family(found):
    kinds = sorted({kind for _, _, units in found for _, kind, _ in units})
    expected = plain.unitizing(found, kinds)
    given_back = value("u_family", dict.fromkeys(expected, 0), **case_of(found))
    if all(one is None for one in expected.values()):
        assert given_back == "undefined" or set(given_back.values()) == {"undefined"}
    else:
        assert given_back == {key: near(one) for key, one in expected.items()}


@settings(max_examples=100, deadline=None)
@given(articles())
def test_layers_of_overlapping_categories_and_their_pool(found):
    kinds = sorted({kind for _, _, units in found for _, kind, _ in units})
    layers = {kind: plain.layer(found, kind) for kind in kinds}
    expected = {f"layer.{kind}": None if not part or not part[1] else 1 - part[0] / part[1] for kind, part in layers.items()}
    known = [part for part in layers.values() if part]
    chance = sum(part[1] for part in known)
    expected["pooled"] = 1 - sum(part[0] for part in known) / chance if chance else None
    given_back = value("u_family", dict.fromkeys(expected, 0), **case_of(found))
    if given_back != "undefined":
        assert given_back == {key: near(one) for key, one in expected.items()}
    else:
        assert not any(one is not None for one in expected.values())


def codings_of(found):
    """Return the articles as the program reads them."""
    return [
        ArticleCodings(
            f"a{number}", (Span(0, length),), coders,
            tuple(Unit(f"u{place}", coder, kind, make_spans(spans)) for place, (coder, kind, spans) in enumerate(units)),
        )
        for number, (length, coders, units) in enumerate(found)
    ]  # fmt: skip


def over_all(found, measure):
    """Return a measure over all categories and all coders who finished an article; None where there are not two."""
    names = sorted({coder for _, coders, _ in found for coder in coders})
    if len(names) < 2:
        return None
    (record,) = [one for one in compute(codings_of(found), "XY", measures=[measure], draws=0, groups=[names]) if not one.category]
    return record.value


@settings(max_examples=150, deadline=None)
@given(articles())
def test_u_over_sets_of_categories(found):
    expected = plain.u_sets(found)
    assert over_all(found, "u_sets") == (None if expected is None else near(expected))


@fast
@given(articles(overlapping=False))
def test_without_overlaps_u_over_sets_is_u_over_all_categories(found):
    one, other = (over_all(found, measure) for measure in ("u_sets", "u_combined"))
    assert one == (None if other is None else near(other))


@fast
@given(st.lists(st.tuples(st.integers(2, 14), st.data()), min_size=2, max_size=4), st.data())
def test_a_draw_of_whole_articles_has_the_alpha_of_1995_of_the_articles_drawn(sizes, data):
    found = []
    for length, own in sizes:
        units = []
        for coder in "ab":
            borders = sorted(own.draw(st.sets(st.integers(0, length), max_size=6)))
            units += [(coder, "X", [pair]) for pair in zip(borders[::2], borders[1::2], strict=False)]
        found.append((length, ("a", "b"), units))
    times = data.draw(st.lists(st.integers(0, 2), min_size=len(found), max_size=len(found)).filter(any))
    corpus = build(codings_of(found), "X")
    layers, reason = alpha_u_layers(corpus, (0, 1))
    assert reason == ""
    sums = np.array([times], dtype=float) @ alpha_u_columns(corpus, tuple(layers.values()))
    (drawn,) = alpha_u_finish(tuple(layers.values()))(sums)
    again = [found[place] for place, count in enumerate(times) for _time in range(count)]
    expected = alpha_u(build(codings_of(again), "X"), (0, 1)).value
    assert (None if np.isnan(drawn) else drawn) == (None if expected is None else near(expected))


@fast
@given(st.integers(2, 3), st.data())
def test_the_alpha_of_1995(coders, data):
    length = data.draw(st.integers(2, 14))
    units = []
    for coder in CODERS[:coders]:
        borders = sorted(data.draw(st.sets(st.integers(0, length), max_size=6)))
        units += [(coder, data.draw(st.sampled_from("XY")), [pair]) for pair in zip(borders[::2], borders[1::2], strict=False)]
    found = [(length, CODERS[:coders], units)]
    kinds = sorted({kind for _, kind, _ in units})
    parts = {kind: plain.alpha_u(length, CODERS[:coders], units, kind) for kind in kinds}
    expected = {f"{kind}.Do": part[0] for kind, part in parts.items()} | {f"{kind}.De": part[1] for kind, part in parts.items()}
    case = case_of(found) | {"coders": list(CODERS[:coders])}
    if not kinds:
        assert value("alpha_U", **case) == "undefined"
        return
    assert value("alpha_U", dict.fromkeys(expected, 0), **case) == {key: near(one) for key, one in expected.items()}
    chance = sum(part[1] for part in parts.values())
    assert value("alpha_U", 0, **case) == near(1 - sum(part[0] for part in parts.values()) / chance if chance else None)


@settings(max_examples=120, deadline=None)
@given(articles(most_coders=2), st.sampled_from(["exact", "iou", "overlap", "char", "soft"]))
def test_f1_of_every_kind(found, mode):
    case = case_of(found) | {"coders": ["a", "b"], "params": {"mode": "iou_soft" if mode == "soft" else mode}}
    assert value("span_f1", **case) == near(plain.f1(found, mode))


@fast
@given(articles(most_coders=2), st.integers(1, 4))
def test_f1_per_word(found, size):
    case = case_of(found) | {"coders": ["a", "b"], "params": {"mode": "token"}}
    agreed = total = 0
    for (length, coders, units), article in zip(found, case["articles"], strict=True):
        words = [(start, min(start + size, length)) for start in range(0, length, size + 1)]
        article["tokens"] = [list(word) for word in words]
        sides = [
            {
                (word, kind)
                for name, kind, spans in units
                for word in words
                if name == coder and plain.characters([word]) & plain.characters(spans)
            }
            for coder in coders
        ]
        agreed, total = agreed + 2 * len(sides[0] & sides[1]), total + len(sides[0]) + len(sides[1])
    assert value("span_f1", **case) == near(plain.Fraction(agreed, total) if total else None)


@fast
@given(st.sets(st.integers(0, 12)), st.sets(st.integers(0, 12)))
def test_boundary_similarity(one, other):
    found = value("boundary_similarity", boundaries=[sorted(one), sorted(other)])
    assert found == near(plain.boundary_similarity(one, other))


@fast
@given(articles(most_coders=2))
def test_kappa_per_character_of_one_category(found):
    counts = dict.fromkeys(("n11", "n10", "n01", "n00"), 0)
    for length, (a, b), units in found:
        here, there = (
            {place for name, kind, spans in units if (name, kind) == (coder, "X") for place in plain.characters(spans)} for coder in (a, b)
        )
        for place in range(length):
            counts[f"n{int(place in here)}{int(place in there)}"] += 1
    case = case_of(found) | {"coders": ["a", "b"], "params": {"category": "X"}}
    assert value("char_kappa", counts, **case) == counts
    assert value("char_kappa", 0, **case) == value("char_kappa", 0, **counts)
    whole = sum(counts.values())
    rows = [[1, 1]] * counts["n11"] + [[1, 0]] * counts["n10"] + [[0, 1]] * counts["n01"] + [[0, 0]] * counts["n00"]
    p_a, p_e = plain.kappa("cohen", rows, plain.identity, [0, 1])
    assert whole == len(rows)
    assert value("char_kappa", 0, **case) == near(None if p_e == 1 else (p_a - p_e) / (1 - p_e))


a_place = st.tuples(st.integers(0, 14), st.integers(1, 6), st.sampled_from("XY")).map(lambda u: (u[0], u[0] + u[1], u[2]))
lists_of_units = st.lists(a_place, max_size=5, unique=True)


@settings(max_examples=100, deadline=None)
@given(lists_of_units, lists_of_units, st.booleans(), st.sampled_from([0.0, 0.3]))
def test_the_matching_has_the_greatest_total_and_among_these_the_most_pairs(one, other, same_category, least):
    def worth(a, b):
        shared = plain.iou(("", a[2] if same_category else "", [a[:2]]), ("", b[2] if same_category else "", [b[:2]]))
        return shared if shared > least else 0

    total, pairs = plain.best_matching(one, other, worth)
    case = {"A": one, "B": other, "params": {"tau": least, "same_category": same_category}}
    found = value("iou_matching", {"pairs": 0, "total": 0}, **case)
    assert found["total"] == near(total)
    assert len(found["pairs"]) == pairs
    assert sum(worth(one[a], other[b]) for a, b in found["pairs"]) == near(total)


@fast
@given(lists_of_units, lists_of_units, st.booleans(), st.data())
def test_strict_link_f1_maps_the_ends_through_the_matching(one, other, directed, data):
    sides = {"A": one, "B": other}
    links = {}
    for name, units in sides.items():
        ends = st.integers(0, max(len(units) - 1, 0))
        links[name] = data.draw(st.lists(st.tuples(ends, ends, st.sampled_from(["says", "denies"])), max_size=4)) if units else []
    case = {"A": one, "B": other, "links_a": links["A"], "links_b": links["B"], "params": {"directed": directed}}
    found = value("link_f1", {"strict": 0}, **case)
    if not any(links.values()):
        assert found == "undefined"
        return
    matching = dict(value("iou_matching", {"pairs": 0}, A=one, B=other)["pairs"])
    agreed, n_a, n_b = plain.linked(sides, links, matching, directed)
    assert found == {"strict": near(plain.Fraction(2 * agreed, n_a + n_b))}
