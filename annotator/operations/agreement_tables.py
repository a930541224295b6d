"""The tables of the report that are counted from its passages: what became of spans, what met what, coder by coder, article by article."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from annotator.operations.agreement import AgreementReport

if TYPE_CHECKING:
    from annotator.agreement.cases import Passage
    from annotator.agreement.record import Record

NOTHING = ""
"""stands in a confusion table for: not marked"""
FOUND_BY_ONE = "found by one only"


def statement_records(report: AgreementReport) -> list[Record]:
    """Return the shares of statements: all the same, then each part in the order in which they are looked at; empty without claims."""
    from annotator.agreement.measures import STATEMENTS

    found = {record.measure: record for record in report.records if record.measure in STATEMENTS}
    return [found[name] for name in STATEMENTS if name in found]


def figure_records(report: AgreementReport) -> list[Record]:
    """Return the report's figures without the shares of statements, which are parts of one whole and stand by themselves."""
    from annotator.agreement.measures import STATEMENTS

    return [record for record in report.records if record.measure not in STATEMENTS]


def span_record(report: AgreementReport) -> Record | None:
    """Return the record whose passages are all spans of all categories, None if there is none."""
    return next((one for one in report.records if one.measure == "exact_f1" and not one.category), None)


def status_of(passage: Passage) -> str:
    """Return what became of a span; whether A or B found it alone is no matter where coders change places."""
    from annotator.agreement.alignment import Status

    return FOUND_BY_ONE if passage.status in (Status.ONLY_A, Status.ONLY_B) else str(passage.status)


def category_of(passage: Passage) -> str:
    """Return the category under which a passage is counted: that of its first reading."""
    return passage.readings[0].category


def statuses(passages: Iterable[Passage]) -> Counter[tuple[str, str]]:
    """Return how many passages of each category (see ``category_of``) have each status (see ``status_of``)."""
    return Counter((category_of(one), status_of(one)) for one in passages)


def categories_met(passages: Iterable[Passage], *, both_ways: bool) -> Counter[tuple[str, str]]:
    """Return how often A's category met B's, ``NOTHING`` where one of them marked nothing; ``both_ways`` counts B and A as well."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in passages:
        a, b = (NOTHING if reading is None else reading.category for reading in (one.a, one.b))
        counts[a, b] += 1
        if both_ways and a != b:
            counts[b, a] += 1
    return counts


def coincidences(report: AgreementReport, record: Record, passages: Iterable[Passage]) -> dict[tuple[object, object], float]:
    """Return the coincidence table behind an alpha for given units: o_ck, pairs both ways weighted by 1/(m - 1) (AGREEMENT section 2).

    m are the coders of the unit's article; of an article variable those who gave it a value. All cells add up to the number of
    values that can be paired.
    """
    kept = list(passages)
    wanted = set(record.coders)
    if record.category:
        finishers = {one.article_id: len(wanted.intersection(one.coders)) for one in report.corpus.articles}
    else:
        there: dict[str, set[str]] = defaultdict(set)
        for one in kept:
            there[one.article_id].update(one.coders)
        finishers = {article: len(coders) for article, coders in there.items()}
    table: dict[tuple[object, object], float] = defaultdict(float)
    for one in kept:
        if one.a is None or one.b is None:
            continue
        weight = 1 / max(1, finishers[one.article_id] - 1)
        table[one.a.value, one.b.value] += weight
        table[one.b.value, one.a.value] += weight
    return dict(table)


def differing_by_article(passages: Sequence[Passage]) -> dict[str, tuple[int, int]]:
    """Return for every article how many of its passages differ, and how many there are."""
    found: dict[str, tuple[int, int]] = {}
    for one in passages:
        differ, all_of_them = found.get(one.article_id, (0, 0))
        found[one.article_id] = (differ + (not one.agrees), all_of_them + 1)
    return found
