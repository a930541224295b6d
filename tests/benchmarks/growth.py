"""How time grows with the annotations of a project: 10k, 100k and a million of them in ten thousand articles; numbers and a picture."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from pathlib import Path

import agreement_lines
import measure
import projects
import table_lines
from children import spent
from window_lines import OPENED

from annotator.model.span import Span
from annotator.operations import coding
from annotator.project import open_project

SIZES = (10_000, 100_000, 1_000_000)
PICTURE = "growth.svg"
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A5C00")
Curve = tuple[str, list[float]]


def curves(folder: Path, tell: Callable[[str], None], page: Path | None) -> None:
    """Measure the curves and tell them as a table; with the page that they are for, its picture is drawn beside it."""
    small = folder / "ten thousand.annot"
    projects.a_project(small, SIZES[0], SIZES[0])
    paths = (small, projects.standing(folder), projects.a_million(folder))
    measured: list[Curve] = [
        ("open the project in the window", [spent(OPENED, path).ms for path in paths]),
        ("keep one annotation", [_keep_one(path) for path in paths]),
        ("all annotations to CSV", [_child("write_ours", path, folder) for path in paths]),
        ("all annotations to a DataFrame", [_child("frame_ours", path, folder) for path in paths]),
        ("unitizing alphas of so many units", [agreement_lines.unitizing_time(size) for size in SIZES]),
    ]
    tell("\n| ms with so many annotations | 10k | 100k | 1M | 1M ÷ 100k |\n| --- | --- | --- | --- | --- |")
    for name, times in measured:
        cells = " | ".join(f"{time:,.1f}" for time in times)
        tell(f"| {name} | {cells} | {times[2] / times[1]:.2f} |")
    if page is not None:
        target = page.parent / "images" / PICTURE
        target.write_text(picture(measured), encoding="utf-8")
        tell(f"\n![Time over the number of annotations](images/{PICTURE})")


def _keep_one(path: Path) -> float:
    with open_project(path, "ada") as project:
        article = project.articles.ids()[7]
        marked = project.annotations.count(article, project.the_coder().id)
        spans = [Span(marked + place, marked + place + 40) for place in range(60)]
        return statistics.median(
            measure.milliseconds(lambda span=span: coding.annotate(project, article, "actor", span))  # type: ignore[misc]
            for span in spans
        )


def _child(work: str, path: Path, folder: Path) -> float:
    return spent(f"table_lines.{work}(Path(sys.argv[1]), Path(sys.argv[2]))", path, folder, before=table_lines.OPEN).ms


# ---- the picture ----------------------------------------------------------------------------------------------------------

_WIDE, _HIGH, _LEFT, _TOP, _PLOT, _TALL = 860, 400, 64, 24, 460, 320


def _written(ms: float) -> str:
    return f"{ms / 1000:,.0f} s" if ms >= 1000 else f"{ms:g} ms"


def picture(measured: list[Curve]) -> str:
    """Return the curves as SVG, both axes logarithmic; a grey line grows as the number does."""
    every = [time for _name, times in measured for time in times]
    low, high = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))

    def at(size: float, time: float) -> tuple[float, float]:
        x = _LEFT + _PLOT * (math.log10(size) - 4) / 2
        return x, _TOP + _TALL * (high - math.log10(time)) / (high - low)

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" font-family="Inter, sans-serif" font-size="13">',
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="#fff"/>',
    ]
    for power in range(low, high + 1):
        y = at(1e4, 10**power)[1]
        drawn.append(f'<path d="M{_LEFT} {y:.1f}h{_PLOT}" stroke="#ddd"/>')
        drawn.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{_written(10.0**power)}</text>')
    for size, name in zip(SIZES, ("10k", "100k", "1M"), strict=True):
        x = at(size, 1)[0]
        drawn.append(f'<path d="M{x:.1f} {_TOP}v{_TALL}" stroke="#ddd"/>')
        drawn.append(f'<text x="{x:.1f}" y="{_TOP + _TALL + 20}" text-anchor="middle" fill="#555">{name}</text>')
    for place, (name, times) in enumerate(measured):
        colour = _COLOURS[place % len(_COLOURS)]
        points = [at(size, time) for size, time in zip(SIZES, times, strict=True)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
        y = _TOP + 30 + 22 * place
        drawn.append(f'<path d="M{_LEFT + _PLOT + 24} {y - 4}h20" stroke="{colour}" stroke-width="2"/>')
        drawn.append(f'<text x="{_LEFT + _PLOT + 52}" y="{y}" fill="#222">{name}</text>')
    y = _TOP + 30 + 22 * len(measured)
    start, end = at(1e4, 10 ** (high - 2)), at(1e6, 10**high)
    drawn.append(f'<path d="M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}" stroke="#aaa" stroke-dasharray="4 4"/>')
    drawn.append(f'<path d="M{_LEFT + _PLOT + 24} {y - 4}h20" stroke="#aaa" stroke-dasharray="4 4"/>')
    drawn.append(f'<text x="{_LEFT + _PLOT + 52}" y="{y}" fill="#222">ten times as many, ten times as long</text>')
    return "\n".join((*drawn, "</svg>\n"))
