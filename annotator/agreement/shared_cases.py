"""Worked examples answered: the door of ``annotator agreement --cases``.

A case is a JSON object with ``id``, ``measure``, ``params`` and its data (``matrix``, ``articles``, ``A`` and ``B``, …), in the
form of the shared examples. The answer is ``{"id", "value"}``; never an exception, whatever the case holds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from annotator.agreement import case_gamma, case_spans, case_tables
from annotator.agreement.case_data import CaseValue, Misfit, NotAnswered, Undefined
from annotator.agreement.record import UNDEFINED

UNSUPPORTED = "unsupported"

Answer = Callable[[Mapping[str, Any]], CaseValue]

ANSWERS: dict[str, Answer] = {**case_tables.ANSWERS, **case_spans.ANSWERS, **case_gamma.ANSWERS}


def answer(case: Mapping[str, Any]) -> dict[str, object]:
    """Return ``{"id", "value"}``, value shaped as the case's ``expected`` where it has one.

    ``"undefined"`` comes with its reason, also where the case's data cannot be read; a measure or metric that is not built gives
    ``"unsupported"``.
    """
    return answer_or_problem(case)[0]


def answer_or_problem(case: Mapping[str, Any]) -> tuple[dict[str, object], str]:
    """Return the answer, and what in the case could not be read and where; empty if all could."""
    known = case if isinstance(case, Mapping) else {}
    result: dict[str, object] = {"id": known.get("id")}
    if known is not case:
        return _unread(result, f"{case!r} is no case")
    found = ANSWERS.get(str(known.get("measure")))
    if found is None:
        return result | {"value": UNSUPPORTED}, ""
    try:
        value = found(known)
    except Undefined as why:
        return result | {"value": UNDEFINED, "reason": str(why)}, ""
    except NotAnswered as why:
        return result | {"value": UNSUPPORTED, "reason": str(why)}, ""
    except Misfit as misfit:
        return _unread(result, str(misfit))
    except KeyError as missing:
        return _unread(result, f"there is no {missing.args[0] if missing.args else missing!r}")
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, MemoryError) as problem:
        # A case is somebody's data, not ours: one that does not fit must not stop the other cases of the file.
        return _unread(result, str(problem) or type(problem).__name__)
    return result | _shaped(value, known.get("expected")), ""


def _unread(result: dict[str, object], problem: str) -> tuple[dict[str, object], str]:
    return result | {"value": UNDEFINED, "reason": f"the case cannot be read: {problem}"}, problem


def _shaped(value: CaseValue, expected: object) -> dict[str, object]:
    """Return the value in the form of what is expected: the keys asked for, or one number, or all parts."""
    reason: dict[str, object] = {"reason": value.reason} if value.reason else {}
    result: dict[str, object]
    if isinstance(expected, Mapping):
        asked = {str(key): _part(value, str(key)) for key in expected}
        result = {"value": asked}
        return result | (reason if UNDEFINED in asked.values() else {})
    if value.main and not (value.whole and expected is None):
        result = {"value": _plain(value.parts.get(value.main))}
        return result | (reason if result["value"] == UNDEFINED else {})
    parts = {key: _plain(part) for key, part in value.parts.items()}
    if all(part == UNDEFINED for part in parts.values()):
        result = {"value": UNDEFINED}
        return result | reason
    return {"value": parts}


def _part(value: CaseValue, key: str) -> object:
    known = {**value.more, **value.parts}
    if key not in known:
        folded = {_folded(name): part for name, part in known.items()}
        return _plain(folded[_folded(key)]) if _folded(key) in folded else UNSUPPORTED
    return _plain(known[key])


def _folded(name: str) -> str:
    """Return a key without case and without signs that writers differ in: D_o is do, P(alpha < .8) is palpha8."""
    return "".join(sign for sign in name.lower() if sign.isalnum() or sign == "|")


def _plain(value: object) -> object:
    """Return the value as JSON holds it; None and what is not finite is undefined."""
    if value is None:
        return UNDEFINED
    if isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, Sequence):
        return [_plain(part) for part in value]
    number = float(value)  # type: ignore[arg-type]
    return number if math.isfinite(number) else UNDEFINED
