"""Cases at the edge: nothing to compare, one value only, numbers of any size, and files that somebody made by hand."""

from __future__ import annotations

import json

import pytest

from annotator.agreement.shared_cases import answer
from tests.builders import annotator_command


def value(measure, **case):
    return answer({"id": "x", "measure": measure, **case})["value"]


def reason(measure, **case):
    found = answer({"id": "x", "measure": measure, **case})
    assert found["value"] == "undefined", found
    return found["reason"]


def two(*units, length=100, coders=("a", "b")):
    keys = ("coder", "category", "start", "end")
    article = {"id": "1", "length": length, "coders": list(coders), "units": [dict(zip(keys, unit, strict=True)) for unit in units]}
    return {"coders": ["a", "b"], "articles": [article]}


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("factor", [1, 1e200, 1e-200])
def test_alpha_is_the_same_for_numbers_of_any_size(metric, factor):
    plain = [[1, 2], [3, 3], [1, 1], [2, 2]]
    scaled = [[factor * one for one in row] for row in plain]
    params = {"metric": metric}
    assert value("alpha_coding", matrix=scaled, params=params) == pytest.approx(value("alpha_coding", matrix=plain, params=params))


def test_whole_numbers_that_a_float_cannot_tell_apart_are_told_apart():
    far = 10**17
    rows = [[far + 1, far + 2], [far + 3, far + 3], [far + 1, far + 1]]
    assert value("alpha_coding", matrix=rows, params={"metric": "interval"}) == pytest.approx(24 / 29)


def test_numbers_as_far_apart_as_can_be_have_an_alpha():
    assert value("alpha_coding", matrix=[[1e308, -1e308], [0, 0]], params={"metric": "interval"}) == pytest.approx(-0.5)


def test_a_text_of_ten_thousand_million_characters_overflows_nothing():
    large = two(("a", "X", 0, 10**9), ("b", "X", 5 * 10**8, 15 * 10**8), length=10**10)
    small = two(("a", "X", 0, 1000), ("b", "X", 500, 1500), length=10**4)
    for measure in ("u_family", "alpha_U", "char_kappa"):
        one, other = (answer({"id": 1, "measure": measure, "expected": 0, **case})["value"] for case in (large, small))
        assert one == pytest.approx(other, abs=1e-3)


def test_what_is_not_there_to_compare_is_undefined_and_says_why():
    assert reason("alpha_coding", matrix=[]) == "nothing to pair: no unit has two values"
    assert reason("alpha_coding", matrix=[[None, None], [1, None]]) == "nothing to pair: no unit has two values"
    assert reason("alpha_coding", matrix=[[1], [2]]) == "nothing to pair: no unit has two values"
    assert reason("alpha_coding", matrix=[["a", "b"]], params={"metric": "interval"}) == "values that are not numbers"
    assert reason("ac1", matrix=[["a", "a"]]).startswith("only one category occurs; percent agreement 100")
    assert reason("u_family", coders=["a", "b"], articles=[]) == "no article finished by both"
    assert reason("u_family", **two(coders=("a",))) == "no article finished by both"
    assert reason("u_family", **two()) == "no span by either coder"
    assert reason("u_family", **two(length=0)) == "no text in coded regions"
    assert reason("u_family", **two(("a", "X", 0, 20), ("b", "X", 0, 20), length=20)) == "no variation"
    assert reason("span_f1", **two()) == "no span by either coder"
    assert reason("gamma", annotators={"a": [], "b": []}) == "no span by either coder"
    assert reason("gamma_cat", annotators={"a": [[1, 5, "x"]], "b": [[30, 35, "x"]]}, params={"length": 40}) == "no aligned pair of units"
    assert reason("link_f1", A=[[0, 5, "X"]], B=[[0, 5, "X"]], links_a=[], links_b=[]) == "no link by either coder"
    assert reason("sample_size", params={"alpha_min": 0.8, "p": 0}).startswith("alpha below 1")


def test_the_same_span_twice_is_one_also_for_the_matching():
    assert value("iou_matching", A=[[0, 9, "X"], [0, 9, "X"]], B=[[0, 9, "X"], [0, 9, "X"]]) == {"pairs": [[0, 0]], "total": 1.0}


def test_of_equal_matchings_the_one_with_more_pairs_is_taken_then_that_of_smaller_offsets():
    halves = [[0, 5, "X"], [5, 10, "X"]]
    assert value("iou_matching", A=[[0, 10, "X"]], B=halves) == {"pairs": [[0, 0]], "total": 0.5}
    # 1 + 0 for the equal spans and the rest alone, or 1/2 + 1/2: as much in all, and two pairs.
    assert value("iou_matching", A=[[0, 10, "X"], [0, 5, "X"]], B=[[0, 10, "X"], [5, 10, "X"]])["pairs"] == [[0, 1], [1, 0]]


def test_gamma_k_is_that_of_the_pairs_with_a_unit_of_k():
    annotators = {"a": [[1, 5, "x"], [9, 12, "y"]], "b": [[1, 5, "x"], [9, 12, "y"], [20, 25, "x"]]}
    assert value("gamma_k", annotators=annotators, params={"length": 40, "category": "y"}) == 1.0
    assert value("gamma_k", annotators=annotators, params={"length": 40}) == {"x": 1.0, "y": 1.0}


def test_planning_asks_for_the_articles_of_a_narrower_interval():
    assert value("articles_needed", params={"n0": 20, "h0": 0.2, "target": 0.1}) == 80


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"measure": "u_family", **two(("a", "X", 3, 3))}, "articles[0].units[0]: a span cannot run from 3 to 3"),
        ({"measure": "u_family", **two(("a", "X", 3, 4.5))}, "articles[0].units[0]: 4.5 is no whole number of characters"),
        ({"measure": "u_family", **two(("a", "X", 3, 10**19))}, "articles[0].units[0]: 10000000000000000000 is more than a text can have"),
        ({"measure": "u_family", "articles": [{"length": -4}]}, "articles[0]: a text cannot be -4 characters long"),
        ({"measure": "span_f1", "articles": [{"units": [{"coder": "a", "start": 1}]}]}, "articles[0].units[0]: there is no 'end'"),
        ({"measure": "span_f1", "articles": ["one"]}, "articles[0]: 'one' is no article"),
        ({"measure": "alpha_coding", "matrix": [[1, 2], 3]}, "matrix[1]: 3 is no list of values"),
        ({"measure": "iou_matching", "A": [[0, 1, "X"]], "B": [[5, 2, "X"]]}, "B[0]: a span cannot run from 5 to 2"),
        ({"measure": "link_f1", "A": [[0, 1, "X"]], "B": [], "links_a": [[0, 7, "says"]]}, "links_a[0]: A has no unit 7"),
        ({"measure": "gamma", "annotators": {"a": [[1, 1, "x"]], "b": []}}, "annotators.a[0]: a span cannot run from 1 to 1"),
        ({"measure": "d_pos", "pairs": [[[1, 2], [3, 3]]]}, "pairs[0]: a span cannot run from 3 to 3"),
        ({"measure": "sample_size", "params": {"p": 0.2}}, "params: there is no 'alpha_min'"),
    ],
)
def test_a_case_that_cannot_be_read_says_where_and_why(case, said):
    found = answer({"id": "x", **case})
    assert (found["value"], found["reason"]) == ("undefined", f"the case cannot be read: {said}")


def test_the_command_answers_the_rest_of_the_file_and_names_what_it_could_not_read(tmp_path):
    path = tmp_path / "cases.json"
    broken = {"id": "torn", "measure": "alpha_coding", "matrix": [[1, 1], 2]}
    good = {"id": "good", "measure": "alpha_coding", "matrix": [[1, 1], [2, 2]]}
    path.write_text(json.dumps({"cases": [broken, good, "nothing"]}), encoding="utf-8")
    done = annotator_command("agreement", "--cases", path)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["id"], one["value"]) for one in answers] == [("torn", "undefined"), ("good", 1.0), (None, "undefined")]
    assert done.returncode == 1
    assert f"{path}: case 1 (torn): matrix[1]: 2 is no list of values" in done.stderr
    assert f"{path}: case 3 (None): 'nothing' is no case" in done.stderr


@pytest.mark.parametrize(("text", "said"), [("{", "is not JSON"), ('{"id": 1}', "holds no list of cases"), ("7", "holds no list of cases")])
def test_a_file_without_cases_is_refused_by_name(tmp_path, text, said):
    path = tmp_path / "cases.json"
    path.write_text(text, encoding="utf-8")
    done = annotator_command("agreement", "--cases", path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "cases.json" in done.stderr
    assert said in done.stderr


def test_the_words_of_a_text_are_found_where_no_tokens_are_given():
    text = "No ferry will leave, he said."
    units = [("a", "claim", 0, 19), ("b", "claim", 3, 19), ("b", "actor", 21, 23)]
    case = two(*units)
    case["articles"][0] |= {"text": text, "length": len(text)}
    # a: No ferry will leave; b: ferry will leave, he
    assert value("span_f1", params={"mode": "token"}, **case) == pytest.approx(2 * 3 / (4 + 4))
    assert reason("span_f1", params={"mode": "token"}, **two(*units)) == "the words of the texts are not known"
