"""The agreement report as one page of HTML: nothing is fetched, plots are drawn in it, it reads on paper and in the dark."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from annotator.agreement.record import FEW_ARTICLES, VERDICTS, Limits, Record, written, written_limit
from annotator.i18n import N_, _, ngettext
from annotator.operations.agreement import AgreementReport, software
from annotator.operations.agreement_html_sections import html_sections, section, table
from annotator.operations.agreement_sections import Sections
from annotator.operations.agreement_tables import figure_records
from annotator.store.database import now

SIGNS = {"reliable": "●", "tentative": "◐", "not_reliable": "○", "undefined": "–", "too_few": ""}
NOTE = N_("Lowest first. The verdict looks at the lower end of the interval (limits {tentative} and {reliable}); only alphas have one.")
WIDE, HIGH, INSET = 180, 24, 6
STYLE = """
:root{color-scheme:light dark;--ink:#1d2125;--soft:#4a5058;--line:#e1e3e7;--paper:#fff;--few:#8b919a;--track:#dadde2}
@media(prefers-color-scheme:dark){:root{--ink:#e4e7ea;--soft:#b7bdc5;--line:#30343a;--paper:#1f2226;--few:#737a84;--track:#3a3f46}}
body{font:14px/1.5 Inter,system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:2rem auto;max-width:70rem;padding:0 1.5rem}
h1{font-size:1.4rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}.about{color:var(--soft);margin:.2rem 0 1.5rem}
table{border-collapse:collapse;width:100%}th{font-size:.8rem;text-align:left;color:var(--soft)}
td,th{padding:.25rem .5rem;border-bottom:1px solid var(--line);vertical-align:middle}
.n{text-align:right;font-variant-numeric:tabular-nums}.v{font-weight:600;font-variant-numeric:tabular-nums}.w b{font-weight:600}
svg{display:block}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0}dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
section{break-inside:avoid-page}figure{margin:0 0 1rem}figcaption{font-weight:600;font-size:.85rem;margin-bottom:.3rem}
body{print-color-adjust:exact}
.many{display:flex;flex-wrap:wrap;gap:1rem 2rem}.many .about{margin:0}small{color:var(--soft)}svg text{font-size:11px;fill:var(--soft)}
.grid{width:auto}.grid th{font-weight:400;text-align:right;border:0;white-space:nowrap}.grid thead th{text-align:center}
.grid td{min-width:2.6rem;text-align:center;border:2px solid var(--paper);font-variant-numeric:tabular-nums;
background:color-mix(in srgb,var(--ink) calc(var(--d,0)*100%),var(--paper))}.grid .dark{color:var(--paper);font-weight:600}
@media print{body{margin:0}tr{break-inside:avoid}}
"""


def html_page(report: AgreementReport, more: Sections | None = None) -> str:
    """Return the page: what is counted, the table with its plots, what ``more`` adds, the paragraph, settings, hash of the inputs."""
    title = _("Agreement: {project}").format(project=report.project)
    scale = f"0 · {written(report.limits[0])} · {written(report.limits[1])} · 1"
    heads = (_("What"), _("Measure"), _("Value"), scale, _("95 % interval"), "n", _("Cover"), _("Verdict"))
    numbers = (4, 5, 6)
    head = "".join(f"<th{' class=n' if place in numbers else ''}>{escape(words)}</th>" for place, words in enumerate(heads))
    rows = "\n".join(_row(report, record) for record in figure_records(report) if record.value is not None)
    settings = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _settings(report).items())
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title><style>{STYLE}</style></head><body>
<h1>{escape(title)}</h1>
<p class="about">{escape(_about(report))}</p>
<table><thead><tr>{head}</tr></thead><tbody>
{rows}
</tbody></table>
<p class="about">{escape(_note(report))}</p>
{_without_value(report)}
{html_sections(report, more)}
<h2>{escape(_("For a publication"))}</h2>
<p>{escape(report.paragraph([one for one in figure_records(report) if one.n]))}</p>
<h2>{escape(_("How this was computed"))}</h2>
<dl>{settings}</dl>
</body></html>
"""


def _about(report: AgreementReport) -> str:
    articles = _("{count} articles finished by two or more of them").format(count=report.n_articles)
    version = _("codebook {version}").format(version=report.version) if report.version else _("all codebook versions mixed")
    told = [*report.settings.told(report.limits), *([report.alone_words] if report.alone else [])]
    return " · ".join((", ".join(report.coders), articles, version, _("coded regions only"), *told))


def _row(report: AgreementReport, record: Record) -> str:
    from annotator.agreement import words

    named, key = words.heading(record, report.codebook), words.verdict_key(record, report.limits)
    verdict = f"{SIGNS[key]} {_(VERDICTS[key])}".strip() if key else ""
    cells = [
        f'<td class="w"><b>{escape(named.name)}</b> {escape(named.tail)}</td>',
        f"<td>{escape(named.measure)}</td>",
        f'<td class="v">{escape(written(record.value))}</td>',
        f"<td>{_plot(record, report.limits)}</td>",
        f'<td class="n">{escape(words.interval(record))}</td>',
        f'<td class="n">{record.n}</td>',
        f'<td class="n">{escape(words.cover(record))}</td>',
        f"<td>{escape(verdict)}</td>",
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _without_value(report: AgreementReport) -> str:
    """Return the figures that have no value, each reason said once."""
    from annotator.agreement import words

    by_reason: dict[str, dict[str, list[str]]] = {}
    for record in figure_records(report):
        if record.value is None:
            named = words.heading(record, report.codebook)
            counted = f"{named.title} (n = {record.n})" if record.n else named.title
            by_reason.setdefault(words.reason(record), {}).setdefault(named.measure, []).append(counted)
    if not by_reason:
        return ""
    rows = []
    for reason, measures in sorted(by_reason.items(), key=lambda one: (-sum(map(len, one[1].values())), one[0])):
        said = "<br>".join(f"<small>{escape(measure)}:</small> {escape(', '.join(names))}" for measure, names in measures.items())
        rows.append((escape(reason), said))
    count = sum(len(names) for measures in by_reason.values() for names in measures.values())
    remark = ngettext("{count} figure has no value in these codings", "{count} figures have no value in these codings", count)
    return section(_("Without a value"), remark.format(count=count), table((_("Why"), _("Figures")), rows, 2))


def _note(report: AgreementReport) -> str:
    tentative, reliable = (written_limit(limit) for limit in report.limits)
    return _(NOTE).format(tentative=tentative, reliable=reliable)


def _plot(record: Record, limits: Limits) -> str:
    """Return the interval as SVG, or the reason in its place."""
    from annotator.agreement import words
    from annotator.agreement.measures import NAMES

    if record.value is None:
        return escape(words.reason(record))
    few = record.n_articles < FEW_ARTICLES
    colour, bar = ("var(--few)", "var(--few)") if few else ("var(--ink)", "var(--soft)")
    middle, marks = HIGH / 2, []
    if NAMES[record.measure].verdict:
        marks += [
            f'<line x1="{_x(limit)}" x2="{_x(limit)}" y1="0" y2="{HIGH}" stroke="var(--soft)" stroke-dasharray="2 2"/>' for limit in limits
        ]
    if record.low is not None and record.high is not None:
        low, high = _x(record.low), _x(record.high)
        marks.append(f'<path d="M{low} {middle}H{high}" stroke="{bar}" stroke-width="2"/>')
        marks.append(f'<path d="M{low} {middle - 4}v8M{high} {middle - 4}v8" stroke="{bar}" stroke-width="1.5"/>')
    marks.append(f'<circle cx="{_x(record.value)}" cy="{middle}" r="4" fill="{colour}"/>')
    said = escape(f"{written(record.value)}, {words.interval(record)}".rstrip(", "))
    return f'<svg width="{WIDE}" height="{HIGH}" role="img" aria-label="{said}">{"".join(marks)}</svg>'


def _text(report: AgreementReport) -> str:
    from annotator.agreement.words import choices_told

    chosen = choices_told(report.corpus.choices)
    return "; ".join([_("coded regions only"), *(chosen or [_("spans compared as they were marked")])])


def _x(value: float) -> float:
    return round(INSET + min(1.0, max(0.0, value)) * (WIDE - 2 * INSET), 1)


def _settings(report: AgreementReport) -> Mapping[str, str]:
    records = report.records
    drawn = next((one.parameters for one in records if "draws" in one.parameters), {})
    without = sum(int(str(one.counts.get("draws_without_value", 0))) for one in records)
    versions = sorted({version for one in records for version in one.codebook_versions})
    drawing = _("{draws} draws of whole articles with replacement, 2.5 and 97.5 percentiles, seed {seed}; {without} draws had no value")
    return {
        _("Project"): report.project,
        _("Coders"): ", ".join(report.coders),
        _("Articles"): str(report.n_articles),
        _("Codebook"): f"{report.codebook.name}, {report.version or _('versions mixed by choice')} ({', '.join(versions)})",
        _("Text"): _text(report),
        _("Interval"): drawing.format(draws=drawn.get("draws", 0), seed=drawn.get("seed", "–"), without=without),
        _("Hash of the inputs (SHA-256)"): records[0].inputs if records else "",
        _("Software"): software(),
        _("Computed"): records[0].date if records else now(),
    }  # fmt: skip
