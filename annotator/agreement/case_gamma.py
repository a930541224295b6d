"""Worked examples of gamma: disorders, the coefficient and its parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from annotator.agreement.case_data import Case, CaseValue, NotAnswered, Undefined, at, param, unit_of
from annotator.agreement.gamma import Costs, Gamma, Marked, disorder, gamma, position_difference
from annotator.agreement.gamma_measures import NOTHING_ALIGNED
from annotator.agreement.packing import TooMany
from annotator.agreement.record import NO_SPAN, NO_VARIATION


def _position_differences(case: Case) -> CaseValue:
    cost = float(param(case, "delta_empty", "D", default=1))
    values = []
    for number, (one, other) in enumerate(case["pairs"]):
        with at(f"pairs[{number}]"):
            places = [unit_of([*pair[:2]], "", 0).spans[0] for pair in (one, other)]
            values.append(position_difference(*((span.start, span.end) for span in places)) * cost)
    return CaseValue({"values": values}, main="values")


def _gamma_disorder(case: Case) -> CaseValue:
    try:
        value = disorder(_annotators(case), _costs(case))
    except TooMany:
        raise NotAnswered("too many units for an exact alignment") from None
    if value is None:
        raise Undefined(NO_SPAN)
    return CaseValue({"disorder": value}, main="disorder")


def _gamma_k(case: Case) -> CaseValue:
    """gamma_k of the category named, or of every one."""
    found = _found_gamma(case)
    parts: dict[str, object] = {}
    for name, one in sorted(found.per_category.items()):
        whole = 1.0 if one.weight and not one.total else None
        parts[name] = 1 - one.total / one.weight / one.expected if one.weight and one.expected else whole
    named = param(case, "category", "k")
    if named is None:
        return CaseValue(parts, whole=True, reason=NOTHING_ALIGNED)
    if parts.get(str(named)) is None:
        raise Undefined(NOTHING_ALIGNED)
    return CaseValue(parts, main=str(named))


def _gamma(case: Case, category: bool = False) -> CaseValue:
    found = _found_gamma(case, always=category)
    value = found.cat if category else found.value
    if value is None:
        raise Undefined(NO_VARIATION if found.category_weight else NOTHING_ALIGNED)
    return CaseValue({"gamma": value}, main="gamma", more={"observed": found.observed, "expected": found.expected})


def _found_gamma(case: Case, *, always: bool = True) -> Gamma:
    sides = _annotators(case)
    if not any(sides):
        raise Undefined(NO_SPAN)
    length = float(param(case, "length", "continuum_length", default=max(unit[1] for side in sides for unit in side)))
    samples = min(max(int(param(case, "samples", "n_samples", default=30)), 2), 1000)
    try:
        found = gamma(sides, length, _costs(case), samples=samples, seed=abs(int(param(case, "seed", default=2024))), always=always)
    except TooMany:
        raise NotAnswered("too many units for an exact alignment") from None
    if found is None:
        raise Undefined(NO_SPAN)
    return found


def _annotators(case: Case) -> list[list[Marked]]:
    given = case.get("annotators")
    if not isinstance(given, dict) or len(given) < 2:
        raise NotAnswered("gamma of fewer than two annotators")
    sides: list[list[Marked]] = []
    for name, own in given.items():
        side: list[Marked] = []
        for number, one in enumerate(own):
            with at(f"annotators.{name}[{number}]"):
                unit = unit_of(one, str(name), number)
                side.append((unit.spans[0].start, unit.spans[-1].end, unit.category))
        sides.append(side)
    return sides


def _costs(case: Case) -> Costs:
    return Costs(
        float(param(case, "alpha", "a", default=1)),
        float(param(case, "beta", "b", default=1)),
        float(param(case, "delta_empty", "D", default=1)),
    )


ANSWERS: dict[str, Callable[[Case], CaseValue]] = {
    "d_pos": _position_differences,
    "gamma_disorder": _gamma_disorder,
    "gamma": _gamma,
    "gamma_cat": partial(_gamma, category=True),
    "gamma_k": _gamma_k,
}
