"""A record in words: what its row is called, its figures as they are written, the paragraph for a publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.agreement.links import STRICT
from annotator.agreement.measures import NAMES, STATEMENTS, verdict
from annotator.agreement.record import FEW_ARTICLES, LIMITS, UNDEFINED, Limits, Record, written, written_limit
from annotator.i18n import N_, _, in_sentence, ngettext
from annotator.model.codebook import Attribute, Codebook

LEVELS = {
    "nominal": N_("nominal"),
    "ordinal": N_("ordinal"),
    "interval": N_("interval"),
    "ratio": N_("ratio"),
    "masi": N_("sets (MASI)"),
}
MODES = {"strict": N_("strict"), "conditional": N_("conditional")}
ENDS = {"mention": N_("mentions"), "entity": N_("entities")}
GOLD_MODES = {"exact": N_("exact"), "overlap": N_("any overlap")}
CHOICES = {
    ("edges", "trimmed"): N_("white space and punctuation at the edges of spans left out"),
    ("codebook_versions", "several of one name"): N_("made with several codebook versions that bear one name"),
    ("unset", "value"): N_("attributes left open counted as a value"),
}
TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Heading:
    """What a record's row is called: the thing, what of it, the measure; ``category`` is the one whose sign stands before it."""

    category: str
    name: str
    tail: str
    measure: str

    @property
    def title(self) -> str:
        """The thing and what of it, such as ``Claim type``."""
        return f"{self.name} {self.tail}".strip()


def heading(record: Record, codebook: Codebook) -> Heading:
    """Return what the record's row is called, in the codebook's words; no two records of one group read the same."""
    category = codebook.category(record.category)
    label = _(NAMES[record.measure].label)
    if record.measure.startswith("link_"):
        link = codebook.link(record.category)
        name = (link.label if link else record.category) or _("All links")
        sign = link.from_categories[0] if link and link.from_categories else ""
        measure = _link_measure(record, label)
        return Heading(sign, _capital(name), _("link") if record.category else "", measure)
    if record.attribute and record.measure not in STATEMENTS:
        attribute = attribute_of(record, codebook)
        # A remark in brackets is for those who code.
        tail = (attribute.label.partition(" (")[0] if attribute else "") or record.attribute
        name = category.label if category else (record.category or _("Article"))
        level = _(LEVELS.get(str(record.parameters.get("metric", "")), ""))
        measure = _("alpha, {level}").format(level=level) if record.measure == "attribute_alpha" and level else label
        if record.measure == "value_alpha":
            measure = _("alpha, {value} or not").format(value=_small(value_label(attribute, record.parameters.get("value"))))
        return Heading(record.category, _capital(name), _small(tail), measure)
    if record.measure in STATEMENTS:
        return Heading(record.category, _capital(category.label if category else record.category), _("as a statement"), label)
    name = category.label if category else (record.category or _("All categories"))
    if mode := GOLD_MODES.get(str(record.parameters.get("mode")) if "against" in record.parameters else ""):
        label = f"{label}, {_(mode)}"
    if record.measure == "iou_f1" and (threshold := record.parameters.get("threshold", 0.5)) != 0.5:
        label = _("F1, IoU of {share} or more").format(share=written(float(str(threshold))))
    if record.measure == "u_alpha":
        label = _("alpha |u, layer") if record.category else _("alpha |u, pooled")
    return Heading(record.category, _capital(name), _("marked"), label)


def _link_measure(record: Record, label: str) -> str:
    if record.measure != "link_f1":
        return _("alpha, {level}").format(level=_(LEVELS["masi"]))
    mode, ends = str(record.parameters.get("mode", STRICT)), str(record.parameters.get("level", ""))
    parts = (_("F1"), _(MODES.get(mode, mode)), _(ENDS.get(ends, ends)))
    return ", ".join(part for part in parts if part)


def attribute_of(record: Record, codebook: Codebook) -> Attribute | None:
    """Return the attribute, or article variable, that a record is about; None if it is about none."""
    if not record.attribute:
        return None
    category = codebook.category(record.category)
    if category is not None:
        return category.attribute(record.attribute)
    return next((one for one in codebook.article_variables if one.id == record.attribute), None)


def value_label(attribute: Attribute | None, value: object) -> str:
    """Return a value in the codebook's words; several values of a set are joined."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (frozenset, set, list, tuple)):
        return ", ".join(sorted(value_label(attribute, one) for one in value)) or _("none of them")
    known = attribute.value(str(value)) if attribute is not None else None
    return known.label if known is not None else str(value)


def lowest_first(records: Sequence[Record]) -> list[Record]:
    """Return the records from the lowest value to the highest, those without a value last."""
    return sorted(records, key=lambda one: (one.value is None, one.value or 0.0))


def verdict_key(record: Record, limits: Limits = LIMITS) -> str:
    """Return reliable, tentative, not_reliable, too_few or undefined; empty where no verdict is given (all but alphas)."""
    if record.value is None:
        return UNDEFINED
    if record.n_articles < FEW_ARTICLES:
        return TOO_FEW
    return (verdict(record, limits) or "").replace(" ", "_")


def interval(record: Record) -> str:
    """Return the interval as it is written, empty where there is none."""
    if record.low is None or record.high is None:
        return ""
    return _("{low} to {high}").format(low=written(record.low), high=written(record.high))


def cover(record: Record) -> str:
    """Return the share of what could be compared that was, ``all`` for the whole, empty where there is none."""
    if record.coverage is None:
        return ""
    if record.coverage >= 1:
        return _("all")
    # 99.6 % is not all: what is written must not say more than there is.
    return _("{percent} %").format(percent=min(99, round(100 * record.coverage)))


def reason(record: Record) -> str:
    """Return why there is no value, with the percent of equal pairs beside "no variation"."""
    if record.value is not None:
        return ""
    share = record.counts.get("percent")
    if isinstance(share, (int, float)) and record.n:
        return _("{reason}, {percent} % equal").format(reason=_(record.reason), percent=round(100 * share))
    return _(record.reason)


def beside(record: Record) -> str:
    """Return what must be read beside the value, empty where there is nothing.

    One value holds nearly all pairs; defaults nobody confirmed; what a unitizing alpha merged or cannot see; the range over pairs of
    an F1; how gamma drew its chance; a choice where published programs differ.
    """
    said = [_one_sided(record), *_counted(record), _range(record), _drawing(record), _own_bootstrap(record)]
    if record.measure == "cu_alpha" and not record.category and len(record.coders) > 2:
        text = _("for three or more coders published programs differ in what is taken out within a unit; here (length shared)²/(m - 1)")
        said.append(text)
    return "; ".join(one for one in said if one)


def _one_sided(record: Record) -> str:
    ac1, largest = record.counts.get("ac1"), record.counts.get("largest_share")
    if not isinstance(ac1, float) or not isinstance(largest, float):
        return ""
    text = _("one value holds {percent} % of the pairs, so alpha is low for few differences; Gwet's AC1 {ac1} (q = {q})")
    return text.format(percent=round(100 * largest), ac1=written(ac1), q=record.counts["ac1_q"])


def _counted(record: Record) -> list[str]:
    found = []
    defaults, split = record.counts.get("default_default"), record.counts.get("split_or_merged")
    merged = record.counts.get("merged_overlaps")
    if isinstance(defaults, int) and defaults:
        text = ngettext("{count} pair holds the default with both", "{count} pairs hold the default with both", defaults)
        found.append(text.format(count=defaults))
    if isinstance(merged, dict) and (count := sum(merged.values())):
        text = ngettext("{count} overlapping span of one coder merged", "{count} overlapping spans of one coder merged", count)
        found.append(text.format(count=count))
    if isinstance(split, int) and split:
        text = ngettext("{count} span split or merged", "{count} spans split or merged", split) + _(", which this alpha cannot see")
        found.append(text.format(count=split))
    return found


def _range(record: Record) -> str:
    ends = record.counts.get("range")
    if not isinstance(ends, list) or len(ends) != 2 or ends[0] == ends[1]:
        return ""
    return _("pairs of coders from {low} to {high}").format(low=written(ends[0]), high=written(ends[1]))


def _own_bootstrap(record: Record) -> str:
    found = record.counts.get("own_bootstrap")
    if not isinstance(found, dict):
        return ""
    text = _("Krippendorff's own bootstrap {low} to {high}, P(alpha < {tentative}) = {p}, P(alpha < {reliable}) = {q}, {draws} draws of "
             "pairs of values")  # fmt: skip
    tentative, reliable = (written_limit(limit) for limit in found["limits"])
    chances = [f"{found[key]:.3f}".replace("0.", ".", 1) for key in ("p_below_tentative", "p_below_reliable")]
    return text.format(
        low=written(found["low"]), high=written(found["high"]), tentative=tentative, reliable=reliable, p=chances[0], q=chances[1],
        draws=f"{found['draws']:,}",
    )  # fmt: skip


def _drawing(record: Record) -> str:
    if not record.measure.startswith("gamma") or "sampler" not in record.parameters:
        return ""
    text = _("a = {a:g}, b = {b:g}, D = {unaligned:g}; chance from {samples} samples of {sampler}, seed {sampling_seed}")
    return text.format(**{**record.parameters, "sampler": _(str(record.parameters["sampler"])), "samples": record.counts.get("samples", 0)})


def sentence(record: Record, codebook: Codebook) -> str:
    """Return one record as a sentence for a publication."""
    named = heading(record, codebook)
    articles = ngettext("{count} article", "{count} articles", record.n_articles).format(count=record.n_articles)
    if record.value is None:
        return _("{title} ({measure}): undefined, {reason} (n = {n}, {articles}).").format(
            title=named.title, measure=named.measure, reason=reason(record), n=record.n, articles=articles
        )
    parts = []
    if interval(record):
        parts.append(_("95 % interval {interval}").format(interval=interval(record)))
    parts += [f"n = {record.n}", articles]
    if record.coverage is not None and record.coverage < 1:
        parts.append(_("coverage {cover}").format(cover=cover(record)))
    if beside(record):
        parts.append(beside(record))
    if record.n_articles < FEW_ARTICLES:
        parts.append(_("too few articles for an interval to rely on"))
    return _("{title} ({measure}): {value} ({details}).").format(
        title=named.title, measure=named.measure, value=written(record.value), details=", ".join(parts)
    )


def settings_line(
    records: Sequence[Record], n_articles: int, version: str, software: str, drawn: str = "", limits: Limits = LIMITS
) -> str:
    """Return how the figures came about: coders, articles and how they were drawn, interval, limits, codebook version, settings,
    software.
    """
    if not records:
        return ""
    first = records[0]
    articles = ngettext("{count} article finished by two of them", "{count} articles finished by two of them", n_articles)
    resampled = next((one.parameters for one in records if "draws" in one.parameters), None)
    said = [
        _("{count} coders: {names}").format(count=len(first.coders), names=", ".join(first.coders)),
        articles.format(count=n_articles) + (f" ({drawn})" if drawn else ""),
        _("codebook {version}").format(version=version or _("of several versions, mixed by choice")),
        _("coded regions only"),
    ]
    said += choices_told(first.parameters)
    if resampled is not None:
        text = _("intervals: {draws} draws of whole articles with replacement, seed {seed}")
        said.append(text.format(draws=f"{resampled['draws']:,}", seed=resampled["seed"]))
    if any(NAMES[one.measure].verdict for one in records):
        text = _("an alpha is tentative from {tentative} and reliable from {reliable} on, by the lower end of its interval")
        said.append(text.format(tentative=written_limit(limits[0]), reliable=written_limit(limits[1])))
    said.append(software)
    return "; ".join(said) + "."


def choices_told(parameters: Mapping[str, object]) -> list[str]:
    """Return in words what was chosen about the codings that enter, from the parameters of a record."""
    said = [_(words) for (name, value), words in CHOICES.items() if parameters.get(name) == value]
    first, last = parameters.get("finished_from"), parameters.get("finished_to")
    if first and last:
        said.append(_("articles finished from {first} to {last}").format(first=first, last=last))
    elif first or last:
        text = _("articles finished from {day} on") if first else _("articles finished up to {day}")
        said.append(text.format(day=first or last))
    return said


def paragraph(
    records: Sequence[Record], codebook: Codebook, n_articles: int, version: str, software: str, drawn: str = "", limits: Limits = LIMITS
) -> str:
    """Return the paragraph for a publication: every record as a sentence, then how the figures came about."""
    how = _capital(settings_line(records, n_articles, version, software, drawn, limits))
    return " ".join([*(sentence(one, codebook) for one in records), how]).strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """Return a label as it reads inside a phrase; an abbreviation stays."""
    return text if text[1:2].isupper() or in_sentence("A") == "A" else text[:1].lower() + text[1:]
