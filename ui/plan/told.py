"""What the page of plan and progress says in words and figures."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from annotator.i18n import _, ngettext
from annotator.model.plan import Round
from annotator.operations.assigning import latest_planned
from annotator.operations.progressing import RoundSize, StudyProgress
from ui.parts.numbers import format_count, written_day
from ui.plan.figures import Figure
from ui.plan.side import days_words


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: how far the study is, and the rounds with their plans."""

    progress: StudyProgress
    rounds: tuple[Round, ...]
    last: RoundSize | None = None
    """how large the round is that was planned last"""


def about_words(shown: Shown) -> str:
    """Return the line under the title: round, articles, those coded twice, coders, strata, seed."""
    progress = shown.progress
    articles = ngettext("{count} article", "{count} articles", progress.articles).format(count=format_count(progress.articles))
    if not shown.rounds:
        return " · ".join((articles, _("no plan: everybody sees every article")))
    last, size = latest_planned(shown.rounds) or shown.rounds[-1], shown.last or RoundSize(0, 0, 0)
    articles = ngettext("{count} article", "{count} articles", size.articles).format(count=format_count(size.articles))
    people = ngettext("{count} coder", "{count} coders", size.coders).format(count=format_count(size.coders))
    twice = _("{count} of them coded by several").format(count=format_count(size.shared))
    parts = [_("Round {name}").format(name=last.name), f"{articles}, {twice}, {people}"]
    if strata := last.plan.get("strata"):
        parts.append(_("balanced over {what}").format(what=", ".join(_(str(one)) for one in strata)))
    parts.append(_("seed {number}").format(number=last.plan.get("seed", "")))
    return " · ".join(parts)


def figures_of(progress: StudyProgress, today: datetime.date) -> list[Figure]:
    """Return the figures at the top of the page."""
    done, total = progress.codings_finished, progress.codings
    first = Figure(format_count(done), _("of {total} codings finished").format(total=format_count(total)), _share(done, total))
    planned = progress.shared_planned
    if planned:
        of = _("of {total} coded by two or more").format(total=format_count(planned))
        twice = Figure(format_count(progress.shared_done), of, _share(progress.shared_done, planned))
    else:
        twice = Figure(format_count(progress.shared_done), _("articles coded by two or more"), _("none is planned"))
    flags = progress.flags
    oldest = _("oldest: {days}").format(days=days_words(flags[0].day, today)) if flags else ""
    waiting = Figure(format_count(len(flags)), ngettext("flag waits for an answer", "flags wait for an answer", len(flags)), oldest)
    each = QLocale().toString(progress.annotations / done, "f", 1) if done else ""
    marks = Figure(
        format_count(progress.annotations), _("annotations"), _("{number} a finished article").format(number=each) if each else ""
    )
    end = progress.expected_end(today)
    if done and done == total:
        last = Figure(_("all finished"), _("every coding of the plan"))
    elif end is None:
        last = Figure("–", _("expected end"), _("no pace yet"))
    else:
        last = Figure(written_day(end.isoformat()), _("expected end"), _("at the present pace"))
    return [first, twice, waiting, marks, last]


def _share(part: int, whole: int) -> str:
    return _("{percent} %").format(percent=round(100 * part / whole)) if whole else ""


def week_words(week: str) -> str:
    """Return the name of an ISO week, ``2026-W07``, as it stands under the plot."""
    return _("wk {number}").format(number=int(week.partition("W")[2]))
