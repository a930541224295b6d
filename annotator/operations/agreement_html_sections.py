"""The sections under the table of the HTML report, each with its plot drawn in the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from annotator.agreement.record import Record, written, written_limit
from annotator.i18n import _, ngettext
from annotator.operations.agreement import AgreementReport
from annotator.operations.agreement_sections import HALF_WIDTH, ArticleRow, Differences, Sections, alarm_words
from annotator.operations.agreement_slices import Chart, apart_words, signed
from annotator.operations.agreement_tables import FOUND_BY_ONE, NOTHING, statement_records

WIDE, HIGH, LEFT, FOOT = 420, 170, 34, 34
MOST_ARTICLES = 20


def html_sections(report: AgreementReport, more: Sections | None) -> str:
    """Return the sections as HTML; without ``more`` only what the report itself holds."""
    parts = [_decomposition(report)]
    if more is not None:
        parts += [
            _spans(report, more), _pair_matrices(report, more), _tables(report, more), _weeks(report, more), _articles(more.by_article),
            _versions(report, more.versions), _differences(report, more.differences), _gold(more.gold), _needed(report, more),
        ]  # fmt: skip
    return "\n".join(part for part in parts if part)


def section(title: str, remark: str, content: str) -> str:
    said = f'<p class="about">{escape(remark)}</p>' if remark else ""
    return f"<section><h2>{escape(title)}</h2>{said}{content}</section>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 1) -> str:
    """Return a table; cells are HTML already, from column ``numbers`` on they are numbers."""
    head = "".join(f"<th{' class=n' if place >= numbers else ''}>{escape(one)}</th>" for place, one in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(f"<td{' class=n' if place >= numbers else ''}>{cell}</td>" for place, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


# ---- decomposition ------------------------------------------------------------------------------------------------------


def _decomposition(report: AgreementReport) -> str:
    from annotator.agreement.statements import PREFIX, SAME, WORDS

    records = statement_records(report)
    total = max((one.count("statements") for one in records), default=0)
    if not total:
        return ""
    most = max(one.count("first") for one in records)
    rows = []
    for one in records:
        count, part = one.count("first"), one.measure.removeprefix(PREFIX)
        share = f"{100 * one.value:.0f} %" if one.value is not None else "–"
        interval = f"{100 * one.low:.0f} – {100 * one.high:.0f} %" if one.low is not None and one.high is not None else ""
        anywhere = "" if part == SAME else f"{one.count('in_any_place'):,}"
        width, tone = 220 * count / most if most else 0, "var(--track)" if part == SAME else "var(--soft)"
        mark = f'<rect width="{width:.1f}" height="12" y="1" fill="{tone}"/>'
        bar = f'<svg width="230" height="14" role="img" aria-label="{count}">{mark}</svg>'
        rows.append((escape(_(WORDS[part])), bar, f"{count:,}", share, interval, anywhere))
    said = ngettext("{count} statement that at least one of two coders found; counted at its first difference",
                    "{count} statements that at least one of two coders found; each counted at its first difference", total)  # fmt: skip
    heads = (_("Part"), "", _("First here"), _("Share"), _("95 % interval"), _("Differ here at all"))
    return section(_("Where two codings of a statement part"), said.format(count=f"{total:,}"), table(heads, rows, 2))


def _spans(report: AgreementReport, more: Sections) -> str:
    from annotator.agreement.alignment import Status

    if not more.statuses:
        return ""
    labels = {one.id: one.label for one in report.codebook.categories}
    kinds = (str(Status.SAME), str(Status.BOUNDARY), str(Status.CATEGORY), str(Status.SPLIT), FOUND_BY_ONE)
    names = [one for one in labels if any(one == name for name, _status in more.statuses)]
    became = table([_("Category"), *(_(one) for one in kinds)],
                   [(escape(labels[name]), *(f"{more.statuses.get((name, kind), 0):,}" for kind in kinds)) for name in names])  # fmt: skip
    there = [*(one for one in labels if any(one in pair for pair in more.met)), NOTHING]
    met = grid([labels.get(one, _("not marked")) for one in there],
               {(there.index(a), there.index(b)): float(count) for (a, b), count in more.met.items()})  # fmt: skip
    two = (
        _("all pairs of coders together")
        if len(report.coders) > 2
        else _("{a} down, {b} across").format(a=report.coders[0], b=report.coders[1])
    )
    return section(_("What became of the spans"), _("Spans of each two coders, one to one"), became) + section(
        _("Which category met which"), two, met
    )


# ---- tables in greys ----------------------------------------------------------------------------------------------------


def grid(labels: Sequence[str], cells: Mapping[tuple[int, int], float], *, values: bool = False) -> str:
    """Return a table of squares in greys: counts (the diagonal light), or coefficients (the lower, the darker)."""

    most = max((count for cell, count in cells.items() if cell[0] != cell[1]), default=0.0)
    rows = []
    for row, label in enumerate(labels):
        made = [f"<th>{escape(label)}</th>"]
        for column in range(len(labels)):
            found = cells.get((row, column))
            if found is None or (not values and not found):
                made.append("<td></td>")
                continue
            shade = 0.85 * (1 - max(0.0, found)) if values else 0.06 if row == column else 0.12 + 0.78 * found / most if most else 0.06
            text = written(found) if values else f"{found:,.0f}" if float(found).is_integer() else f"{found:,.1f}"
            made.append(f'<td style="--d:{shade:.2f}"{" class=dark" if shade > 0.45 else ""}>{text}</td>')
        rows.append(f"<tr>{''.join(made)}</tr>")
    head = "".join(f"<th>{escape(one)}</th>" for one in labels)
    return f'<table class="grid"><thead><tr><th></th>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _title(report: AgreementReport, record: Record) -> str:
    from annotator.agreement.words import heading

    named = heading(record, report.codebook)
    return f"{named.title}, {named.measure}"


def _pair_matrices(report: AgreementReport, more: Sections) -> str:
    made = []
    for record in report.records:
        pairs = more.pairs.get(record.row, ())
        place = {name: number for number, name in enumerate(report.coders)}
        cells = {}
        for one in pairs:
            a, b = (place[name] for name in one.coders)
            if one.value is not None:
                cells[a, b] = cells[b, a] = one.value
        if cells:
            made.append(
                f"<figure><figcaption>{escape(_title(report, record))}</figcaption>{grid(report.coders, cells, values=True)}</figure>"
            )
    remark = _("The stronger the grey, the less the two agree.")
    return section(_("Pair by pair"), remark, f'<div class="many">{"".join(made)}</div>') if made else ""


def _tables(report: AgreementReport, more: Sections) -> str:
    from annotator.agreement.words import attribute_of, value_label

    made = []
    for record, cells in more.coincidences:
        attribute = attribute_of(record, report.codebook)
        there = {value for pair in cells for value in pair}
        order = [one for one in (attribute.value_ids if attribute is not None else ()) if one in there]
        codes = [*order, *sorted(there.difference(order), key=str)]
        place = {value: number for number, value in enumerate(codes)}
        square = grid([value_label(attribute, one) for one in codes],
                      {(place[a], place[b]): round(count, 1) for (a, b), count in cells.items()})  # fmt: skip
        made.append(f"<figure><figcaption>{escape(_title(report, record))}</figcaption>{square}</figure>")
    remark = _("Coincidence tables: pairs of values both ways, each with the weight 1/(coders of the unit − 1)")
    return section(_("Which value met which"), remark, f'<div class="many">{"".join(made)}</div>') if made else ""


# ---- over time ----------------------------------------------------------------------------------------------------------


def _weeks(report: AgreementReport, more: Sections) -> str:
    made = []
    for record, charts in more.charts:
        said = alarm_words(charts)
        plot = week_plot(charts[0])
        made.append(f'<figure><figcaption>{escape(_title(report, record))}</figcaption>{plot}<p class="about">{escape(said)}</p></figure>')
    remark = _("All coders together. Grey: the band in which 95 % of such weeks would lie if nothing had changed; rings lie outside it or "
               "under {limit}; ▼ alarm. An alarm is raised for a coder against the others who lies there two weeks in a row.")  # fmt: skip
    remark = remark.format(limit=written_limit(report.limits[0]))
    return section(_("Over time"), remark, f'<div class="many">{"".join(made)}</div>') if made else ""


def week_plot(chart: Chart) -> str:
    """Return the weeks as SVG: band, limits, line and points."""

    found = [part for one in chart.batches for part in (one.value, one.low) if part is not None]
    lowest = min([0.0, *found])
    pitch = min(90.0, (WIDE - LEFT - 6) / max(1, len(chart.batches)))

    def y(value: float) -> float:
        return round(HIGH - FOOT - (min(1.0, value) - lowest) / (1 - lowest) * (HIGH - FOOT - 12), 1)

    def x(place: int) -> float:
        return round(LEFT + (place + 0.5) * pitch, 1)

    marks = []
    for place, one in enumerate(chart.batches):
        if one.low is not None and one.high is not None:
            top, bottom = y(one.high), y(one.low)
            marks.append(f'<rect x="{x(place) - pitch / 2:.1f}" y="{top}" width="{pitch:.1f}" height="{max(1.0, bottom - top):.1f}" '
                         f'fill="var(--track)"/>')  # fmt: skip
    for value, dashed in ((0.0, False), (1.0, False), *((limit, True) for limit in chart.limits or ())):
        dash = ' stroke-dasharray="2 2"' if dashed else ""
        tone = "var(--soft)" if dashed else "var(--line)"
        marks.append(f'<path d="M{LEFT} {y(value)}H{WIDE - 4}" stroke="{tone}"{dash}/>')
        marks.append(f'<text x="{LEFT - 6}" y="{y(value) + 4}" text-anchor="end">{written(value)}</text>')
    points = [(x(place), y(one.value)) for place, one in enumerate(chart.batches) if one.value is not None]
    if len(points) > 1:
        line = " ".join(f"{left},{top}" for left, top in points)
        marks.append(f'<polyline points="{line}" fill="none" stroke="var(--soft)" stroke-width="1.5"/>')
    every = max(1, round(58 / pitch + 0.49))
    for place, one in enumerate(chart.batches):
        if one.value is not None:
            inside = "var(--paper)" if one.bad else "var(--ink)"
            if one.alarm:
                top = y(one.value) - 17
                marks.append(f'<path d="M{x(place) - 5} {top}h10l-5 8z" fill="var(--ink)"/>')
            marks.append(f'<circle cx="{x(place)}" cy="{y(one.value)}" r="4" fill="{inside}" stroke="var(--ink)" stroke-width="2"/>')
        if place % every == 0:
            for down, text in ((14, one.label), (28, f"n {one.n_articles}")):
                marks.append(f'<text x="{x(place)}" y="{HIGH - FOOT + down}" text-anchor="middle">{escape(text)}</text>')
    said = escape(", ".join(f"{one.label} {written(one.value)}" for one in chart.batches))
    return f'<svg width="{WIDE}" height="{HIGH}" role="img" aria-label="{said}">{"".join(marks)}</svg>'


# ---- articles, versions, gold, planning ---------------------------------------------------------------------------------


def _articles(rows: Sequence[ArticleRow]) -> str:

    if not rows:
        return ""
    cells = [
        (escape(one.headline), escape(one.week), written(one.figure.value), f"{one.differ} / {one.passages}", written(one.figure.without))
        for one in rows[:MOST_ARTICLES]
    ]
    remark = _("Unitizing alpha over all categories; those articles first without which it would be highest")
    if len(rows) > MOST_ARTICLES:
        remark = f"{remark}; {_('the first {shown} of {count}').format(shown=MOST_ARTICLES, count=len(rows))}"
    heads = (_("Article"), _("Week"), _("Value"), _("Differ"), _("Without it"))
    return section(_("Article by article"), remark, table(heads, cells, 2))


def _figure(record: Record | None) -> str:
    from annotator.agreement.words import interval

    if record is None:
        return ""
    between = f" <small>{escape(interval(record))}</small>" if interval(record) else ""
    return f"<b>{written(record.value)}</b>{between}"


def _versions(report: AgreementReport, versions: Sequence[AgreementReport]) -> str:
    if len(versions) < 2:
        return ""
    tables = [{one.row: one for one in version.records} for version in versions]
    rows = []
    for row in dict.fromkeys(row for found in reversed(tables) for row in found):
        known = next(found[row] for found in reversed(tables) if row in found)
        if all(found[row].value is None for found in tables if row in found):
            continue
        rows.append((escape(_title(report, known)), *(_figure(found.get(row)) for found in tables)))
    heads = (_("Figure"), *(_("{version}, n = {count}").format(version=one.version, count=one.n_articles) for one in versions))
    return section(_("Codebook versions"), _("Codings of one version each"), table(heads, rows))


def _differences(report: AgreementReport, found: Sequence[Differences]) -> str:
    parts = []
    for one in found:
        told = [row for row in one.rows if row[1].difference.value is not None]
        if not told:
            continue
        names = {pair for pair, _row in told}
        both = next(iter(names)) if len(names) == 1 else (_("First"), _("Second"))
        alike = len({row.record.row for _pair, row in told}) == 1
        rows = []
        for pair, row in told:
            apart = row.difference
            there = apart.low is not None and apart.high is not None
            between = _("{low} to {high}").format(low=signed(apart.low), high=signed(apart.high)) if there else ""
            first = _("{a} and {b}").format(a=pair[0], b=pair[1]) if alike and len(names) > 1 else _title(report, row.record)
            side = (f"<b>{written(own.value)}</b>" for own in (row.one, row.other))
            told_apart = escape(apart_words(apart, pair))
            rows.append((escape(first), *side, f"<b>{signed(apart.value)}</b>", between, f"{apart.n_articles:,}", told_apart))
        heads = (_("Figure"), *both, _("Difference"), _("95 % interval"), _("Articles"), "")
        parts.append(f"<figure><figcaption>{escape(one.title)}</figcaption>{table(heads, rows)}</figure>")
    remark = _("The same articles are drawn for both sides. Where the interval of the difference leaves 0 out, the two are told apart.")
    return section(_("Differences"), remark, "".join(parts)) if parts else ""


def _gold(gold: AgreementReport | None) -> str:
    if gold is None:
        return ""
    coders = sorted({one.coders[0] for one in gold.records})
    by_row: dict[tuple[object, ...], dict[str, Record]] = {}
    for one in gold.records:
        by_row.setdefault(one.row, {})[one.coders[0]] = one
    rows = [
        (escape(_title(gold, next(iter(found.values())))), *(_figure(found.get(name)) for name in coders))
        for found in by_row.values()
        if any(one.value is not None for one in found.values())
    ]
    articles = max(one.n_articles for one in gold.records)
    counted = ngettext("{count} article", "{count} articles", articles).format(count=articles)
    remark = _("{counted} · the reference is right by definition: no correction for chance, no verdict").format(counted=counted)
    confusions = []
    for one in gold.records:
        confusion = one.counts.get("confusion")
        if one.measure == "gold_category" and not one.category and isinstance(confusion, Mapping):
            confusions.append(_confusion(gold, one, confusion))
    return section(
        _("Coders against gold"), remark, table((_("Figure"), *coders), rows) + f'<div class="many">{"".join(confusions)}</div>'
    )


def _confusion(gold: AgreementReport, record: Record, table_of: Mapping[str, Mapping[str, int]]) -> str:
    from annotator.agreement.reference import NOTHING as NONE

    known = [one.id for one in gold.codebook.categories]
    there = {name for one, row in table_of.items() for other, count in row.items() if count for name in (one, other)}
    order = [*(one for one in known if one in there), *([NONE] if NONE in there else [])]
    place = {name: number for number, name in enumerate(order)}
    cells = {(place[a], place[b]): float(count) for a, row in table_of.items() for b, count in row.items() if a in place and b in place}
    labels = [next((each.label for each in gold.codebook.categories if each.id == one), _("nothing")) for one in order]
    said = _("gold down, {coder} across").format(coder=record.coders[0])
    return f"<figure><figcaption>{escape(said)}</figcaption>{grid(labels, cells)}</figure>"


def _needed(report: AgreementReport, more: Sections) -> str:
    from annotator.agreement.words import interval

    if not more.needed:
        return ""
    rows = [
        (escape(_title(report, one)), interval(one), f"{one.n_articles:,}", f"{count:,}", f"{max(0, count - one.n_articles):,}")
        for one, count in sorted(more.needed, key=lambda each: -each[1])
    ]
    heads = (_("Figure"), _("95 % interval"), _("Articles"), _("Needed"), _("Still"))
    return section(_("Articles still needed"), _("for an interval of ± {width}").format(width=f"{HALF_WIDTH:.2f}"[1:]), table(heads, rows))
