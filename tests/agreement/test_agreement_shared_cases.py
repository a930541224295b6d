"""Worked examples, most of them published: every answer within its tolerance."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.shared_cases import ANSWERS, answer

CASES = json.loads((Path(__file__).parents[1] / "data" / "agreement_shared_cases.json").read_text(encoding="utf-8"))["cases"]


def near(found: object, expected: object, tolerance: object, key: str = "") -> bool:
    if isinstance(expected, str):
        return found == expected
    if isinstance(expected, dict):
        return (
            isinstance(found, dict) and found.keys() == expected.keys() and all(near(found[k], expected[k], tolerance, k) for k in expected)
        )
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(near, found, expected, [tolerance] * len(found)))
    if isinstance(found, str):
        return False
    if isinstance(tolerance, dict):
        allowed = (
            tolerance["rel"] * abs(expected) if "rel" in tolerance else next(tolerance[name] for name in tolerance if key.endswith(name))
        )
        return abs(found - expected) <= allowed + 1e-12
    return abs(found - expected) <= tolerance


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_worked_example_comes_out_within_its_tolerance(case):
    found = answer(case)

    assert found["id"] == case["id"]
    assert near(found["value"], case["expected"], case["tolerance"]), found
    if found["value"] == "undefined":
        assert found["reason"]


def test_all_the_same_value_is_undefined_for_lack_of_variation_with_percent_beside():
    found = answer({"id": 1, "measure": "alpha_coding", "matrix": [[1, 1], [1, 1]]})

    assert found["value"] == "undefined"
    assert "no variation" in found["reason"]
    assert "percent agreement 100" in found["reason"]


def value(measure: str, expected: object = None, **case: object) -> object:
    return answer({"id": "x", "measure": measure, "expected": expected, **case})["value"]


TABLE = [["a", "a"], ["a", "b"], ["b", "b"], ["c", "c"], ["a", None], ["b", "c"]]


def test_brennan_prediger_expects_one_over_the_number_of_values():
    assert value("bp", matrix=TABLE) == pytest.approx({"coef": (0.6 - 1 / 3) / (2 / 3), "pa": 0.6, "pe": 1 / 3})


def test_ac2_weighs_by_the_places_on_the_scale():
    rows = [[1, 1], [1, 2], [2, 3], [3, 3]]
    # p_a = (1 + .5 + .5 + 1)/4; pi = 3/8, 2/8, 3/8; sum of weights 3 + 4*.5 = 5
    chance = 5 / 6 * (3 / 8 * 5 / 8 + 2 / 8 * 6 / 8 + 3 / 8 * 5 / 8)
    assert value("ac2_linear", matrix=rows)["coef"] == pytest.approx((0.75 - chance) / (1 - chance))
    chance = (3 + 4 * 0.75) / 6 * (3 / 8 * 5 / 8 + 2 / 8 * 6 / 8 + 3 / 8 * 5 / 8)
    assert value("ac2_quadratic", matrix=rows)["coef"] == pytest.approx(((1 + 0.75 + 0.75 + 1) / 4 - chance) / (1 - chance))


def test_fleiss_per_category_is_the_published_value_of_psychiatric_diagnoses():
    fleiss = next(case for case in CASES if case["id"] == "fleiss_1971")
    found = value("fleiss_per_category", matrix=fleiss["matrix"])
    # Fleiss 1971, table 3
    assert {key: round(part, 2) for key, part in found.items()} == pytest.approx(
        {"1": 0.25, "2": 0.25, "3": 0.52, "4": 0.47, "5": 0.57}, abs=0.011
    )


def test_span_f1_per_category_answers_for_each_category():
    case = next(case for case in CASES if case["id"] == "f1_overlap_hand")
    found = answer(case | {"measure": "span_f1_per_category", "expected": None})
    assert found["value"] == pytest.approx({"claim": 0.8, "actor": 1.0, "stance": 0.0})


def test_soft_f1_counts_the_iou_of_the_matching():
    case = next(case for case in CASES if case["id"] == "f1_overlap_hand")
    found = answer(case | {"params": {"mode": "iou_soft"}})
    assert found["value"] == pytest.approx(2 * (18 / 20 + 5 / 20 + 1) / 8)


def test_matching_without_regard_to_category():
    case = {"A": [[0, 10, "X"]], "B": [[0, 10, "Y"]]}
    assert value("iou_matching", **case) == {"pairs": [], "total": 0}
    assert value("iou_matching", params={"same_category": False}, **case) == {"pairs": [[0, 0]], "total": 1.0}


@pytest.mark.parametrize(
    "table",
    [
        {"a": {"b": 0.5, "c": 1}, "b": {"c": 0.25}},
        {"a|b": 0.5, "a|c": 1, "c|b": 0.25},
        [["a", "b", 0.5], ["a", "c", 1], ["b", "c", 0.25]],
        {"labels": ["a", "b", "c"], "matrix": [[0, 0.5, 1], [0.5, 0, 0.25], [1, 0.25, 0]]},
    ],
)
def test_a_custom_distance_is_read_in_any_of_its_forms(table):
    rows = [["a", "b"], ["b", "b"], ["a", "c"], ["c", "c"]]
    # D_o = 2(.5 + 1)/8; counts a 2, b 3, c 3: D_e = 2(6*.5 + 6*1 + 9*.25)/56
    found = value("alpha_coding", matrix=rows, params={"metric": "custom", "distances": table})
    assert found == pytest.approx(1 - (3 / 8) / (22.5 / 56))


def test_two_names_of_the_monotonic_set_distance_are_one():
    case = next(case for case in CASES if case["id"] == "alpha_sets_passonneau2004")
    other = answer(case | {"params": {"metric": "set_dkpro_masi"}})
    assert other["value"] == answer(case)["value"]


def test_the_unit_bootstrap_holds_the_coefficient_between_its_ends():
    case = next(case for case in CASES if case["id"] == "alpha_k2011_nominal")
    found = value("unit_bootstrap", matrix=case["matrix"])
    assert found["lo"] < case["expected"] < found["hi"]
    assert found["hi"] - found["lo"] > 0.3


def test_a_measure_that_is_not_built_says_so():
    assert answer({"id": "g", "measure": "beta"}) == {"id": "g", "value": "unsupported"}
    assert value("alpha_coding", matrix=[["a", "b"]], params={"metric": "polar"}) == "unsupported"


def test_an_empty_table_is_undefined():
    assert value("alpha_coding", matrix=[]) == "undefined"
    assert value("cohen", matrix=[[None, "a"], ["b", None]]) == "undefined"


def test_articles_have_their_own_coders():
    units = [{"coder": c, "category": "X", "start": 0, "end": 5} for c in "abc"]
    articles = [
        {"id": 1, "length": 20, "coders": ["a", "b"], "units": units[:2]},
        {"id": 2, "length": 20, "coders": ["b", "c"], "units": units[1:]},
        {"id": 3, "length": 20, "coders": ["c"], "units": [{"coder": "c", "category": "X", "start": 10, "end": 12}]},
    ]
    assert value("u_family", {"|u": 0}, coders=["a", "b", "c"], articles=articles) == pytest.approx({"|u": 1.0})


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 40) | st.floats() | st.sampled_from(["a", "X", "nominal", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "start", "end", "coder", "units", "length"]), inner, max_size=3)
    ),
    max_leaves=8,
)
case_keys = st.sampled_from(["matrix", "params", "articles", "coders", "A", "B", "links_a", "pairs", "masses", "annotators", "expected"])


@settings(max_examples=300, deadline=None)
@given(measure=st.sampled_from([*ANSWERS, "nothing"]), case=st.dictionaries(case_keys, anything, max_size=4))
def test_no_case_however_malformed_raises(measure, case):
    found = answer({"id": 7, "measure": measure, **case})
    assert found["id"] == 7
    assert json.dumps(found, allow_nan=False)


def test_not_a_number_in_a_table_is_missing():
    assert value("alpha_coding", matrix=[[1, 1], [2, 2], [math.nan, 1]]) == 1.0
