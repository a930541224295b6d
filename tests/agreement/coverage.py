"""Does the interval hold what it promises? A study with a known alpha, coded again and again, and how often its interval covers it.

    python -m tests.agreement.coverage [--runs 300] [--articles 200] [--draws 1000] [--figure FILE.svg]

Three coders code every article. The rate of slips differs from article to article, so annotations of one article are not independent
of one another: an interval that draws annotations would be too narrow, one that draws articles should not be.

What is known: a coder sees the true value with the article's chance q, else writes a value by lot from the same shares. Two coders
then agree with the chance q² + (1 - q²) Σp², so alpha over all articles there could be is the mean of q² over what is compared:
articles, or matched claims, of which careful articles have more (a claim is kept with the chance k = .6 + .4 q, a pair of it with
k²). The unitizing alpha has no such formula; its truth is its value over 20,000 articles of the same making.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.agreement.measures import compute
from annotator.agreement.units import ArticleCodings, AttributeSpec, Unit
from annotator.model.span import Span

CODERS = ("ada", "ben", "caro")
LENGTH = 1500
VALUES, SHARES = ("factual", "evaluative", "demand", "predictive"), (0.45, 0.3, 0.15, 0.1)
CAREFUL, HASTY = 0.95, 0.75
QS = (CAREFUL, HASTY)
TYPE = AttributeSpec("claim", "type", values=VALUES)
GENRE = AttributeSpec("", "genre", values=VALUES)
LARGE = 20_000
NAMES = {"genre": "alpha, article variable", "type": "alpha, type of matched claims", "u": "unitizing alpha |u, claims"}


def an_article(chance: random.Random, number: int) -> ArticleCodings:
    """Return an article of five to eleven claims as three coders mark them, carefully or hastily."""
    q = chance.choice(QS)
    claims = []
    place = 20
    for _claim in range(chance.randint(5, 11)):
        start = place + chance.randint(5, 60)
        place = start + chance.randint(15, 70)
        claims.append((start, place, _value(chance)))
    genre = _value(chance)
    units, values = [], {}
    for coder in CODERS:
        values[coder] = {"genre": genre if chance.random() < q else _value(chance)}
        for name, (start, end, value) in enumerate(claims):
            if chance.random() > _kept(q):
                continue
            moved = 0 if chance.random() < q else chance.randint(-6, 6)
            kind = value if chance.random() < q else _value(chance)
            units.append(Unit(f"{coder}{name}", coder, "claim", (Span(start, end + moved),), {"type": kind}))
    return ArticleCodings(f"a{number}", (Span(0, LENGTH),), CODERS, tuple(units), (), values)


def _kept(q: float) -> float:
    return 0.6 + 0.4 * q


def _value(chance: random.Random) -> str:
    return chance.choices(VALUES, SHARES)[0]


@dataclass(frozen=True)
class Run:
    """One study's value with its interval."""

    value: float
    low: float
    high: float

    def covers(self, truth: float) -> bool:
        return self.low <= truth <= self.high


def figures_of(articles: Sequence[ArticleCodings], draws: int) -> dict[str, Run]:
    """Return the three alphas of all coders together, as a report has them."""
    records = compute(
        articles, ["claim"], [TYPE, GENRE], measures=["u_alpha", "attribute_alpha"], groups=[CODERS], draws=draws
    )  # fmt: skip
    return {
        record.attribute or "u": Run(record.value or 0.0, record.low or 0.0, record.high or 0.0)
        for record in records
        if record.attribute or record.category
    }


def truths(seed: int = 1) -> dict[str, float]:
    """Return the alphas that the intervals should cover: two by their formula, |u from a study of 20,000 articles."""
    chance = random.Random(seed)
    large = figures_of([an_article(chance, number) for number in range(LARGE)], 0)
    known = {"genre": sum(q**2 for q in QS) / len(QS), "type": sum((_kept(q) * q) ** 2 for q in QS) / sum(_kept(q) ** 2 for q in QS)}
    for name, value in known.items():
        assert abs(large[name].value - value) < 0.01, f"{name}: {large[name].value} is not {value}"
    return {"u": large["u"].value} | known


def studies(runs: int, articles: int, draws: int, seed: int = 2024) -> Iterator[dict[str, Run]]:
    """Yield the figures of one study after another."""
    for run in range(runs):
        chance = random.Random(seed * 100_003 + run)
        yield figures_of([an_article(chance, number) for number in range(articles)], draws)


def svg(found: Sequence[dict[str, Run]], known: dict[str, float]) -> str:
    """Return all intervals as a figure: one line a study in the order of their values, those that miss the truth in red."""
    wide, high, room, panels = 250, 300, 40, []
    for place, name in enumerate(NAMES):
        runs, truth = sorted((one[name] for one in found), key=lambda run: run.value), known[name]
        least, most = min(run.low for run in runs), max(run.high for run in runs)
        scale = (wide - 20) / (most - least)

        def x(value: float, least: float = least, scale: float = scale) -> float:
            return round(10 + (value - least) * scale, 1)

        lines = [
            f'<path d="M{x(run.low)} {round(room + row * high / len(runs), 1)}H{x(run.high)}"'
            f' stroke="{"#7a828c" if run.covers(truth) else "#c8321e"}" stroke-width="{0.5 if run.covers(truth) else 1.4}"/>'
            for row, run in enumerate(runs)
        ]
        share = sum(run.covers(truth) for run in runs) / len(runs)
        panels.append(
            f'<g transform="translate({place * (wide + 20)} 0)"><text x="10" y="16">{NAMES[name]}</text>'
            f'<text x="10" y="32">{100 * share:.1f} % cover {truth:.3f}</text>{"".join(lines)}'
            f'<path d="M{x(truth)} {room - 3}V{room + high + 3}" stroke="#1d2125"/>'
            f'<text x="10" y="{room + high + 18}">{least:.2f}</text>'
            f'<text x="{wide - 10}" y="{room + high + 18}" text-anchor="end">{most:.2f}</text></g>'
        )
    width = len(NAMES) * (wide + 20)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{room + high + 28}" font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(panels)}</svg>\n'
    )


def main() -> int:
    """Print how many intervals cover the truth, with what the number of runs leaves open."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--figure", type=Path)
    chosen = parser.parse_args()
    known = truths()
    found = list(studies(chosen.runs, chosen.articles, chosen.draws, chosen.seed))
    print(f"{chosen.runs} studies, {len(CODERS)} coders, {chosen.articles} articles, {chosen.draws} draws of articles, seed {chosen.seed}")
    for name, words in NAMES.items():
        runs, truth = [one[name] for one in found], known[name]
        share = sum(run.covers(truth) for run in runs) / len(runs)
        below, above = (sum(side) for side in zip(*((run.high < truth, run.low > truth) for run in runs), strict=True))
        error = math.sqrt(share * (1 - share) / len(runs))
        width = sum(run.high - run.low for run in runs) / len(runs)
        mean = sum(run.value for run in runs) / len(runs)
        print(
            f"{words}: truth {truth:.4f}, mean {mean:.4f}, covered by {100 * share:.1f} % (standard error {100 * error:.1f}),"
            f" {below} lie below, {above} above, mean width {width:.3f}"
        )
    if chosen.figure:
        chosen.figure.write_text(svg(found, known), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
