"""The codebook's rules in the order in which a coder needs them. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.i18n import _
from annotator.model.codebook import Attribute, Category, Example
from annotator.operations.rulings import Ruling
from ui.parts.numbers import written_day

PLAIN, HEAD, QUOTE = "plain", "head", "quote"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of a rule: plain words, a head, or an example (a quotation) with what is said of it."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule: what it is of, the short form, and everything the codebook says about it."""

    title: str
    short: str
    whole: tuple[Paragraph, ...] = ()


def rule_of_attribute(attribute: Attribute, value: object, category: Category | None, rulings: Sequence[Ruling] = ()) -> RuleWords:
    """Return the rule of the chosen value, else what the values of the attribute mean; the category's rule follows."""
    chosen = attribute.value(value) if isinstance(value, str) else None
    meanings = [f"{one.label}: {one.definition}" for one in attribute.values if one.definition]
    whole = [Paragraph(PLAIN, text) for text in (attribute.definition,) if text]
    if meanings:
        whole += [Paragraph(HEAD, attribute.label), *(Paragraph(PLAIN, text) for text in meanings)]
    whole += _of_category(category, rulings)
    if chosen is not None and chosen.definition:
        return RuleWords(chosen.label, chosen.definition, (Paragraph(PLAIN, chosen.definition), *whole))
    short = attribute.definition or "; ".join(meanings)
    return RuleWords(attribute.label, _with_newest(short, category, rulings), tuple(whole))


def rule_of_category(category: Category, rulings: Sequence[Ruling] = ()) -> RuleWords:
    """Return what is marked with this category: definition, rules made since, span, what counts and what does not, examples."""
    return RuleWords(category.label, _with_newest(category.definition, category, rulings), tuple(_of_category(category, rulings)[1:]))


def _with_newest(short: str, category: Category | None, rulings: Sequence[Ruling]) -> str:
    """Return the short form behind the latest rule that was made for the category, so that it is met where the category is chosen."""
    newest = next((one for one in rulings if category is not None and one.category == category.id), None)
    if newest is None:
        return short
    said = _("Since {day}: {rule}").format(day=written_day(newest.since), rule=newest.rule)
    return f"{said} · {short}" if short else said


def _of_category(category: Category | None, rulings: Sequence[Ruling] = ()) -> list[Paragraph]:
    if category is None:
        return []
    found = [Paragraph(HEAD, category.label)]
    found += [Paragraph(PLAIN, category.definition)] if category.definition else []
    for ruling in rulings:
        if ruling.category == category.id:
            found += [Paragraph(HEAD, _("Rule since {day}").format(day=written_day(ruling.since))), Paragraph(PLAIN, ruling.rule)]
            found += [Paragraph(QUOTE, ruling.example)] if ruling.example else []
    for head, lines in ((_("What to mark"), (category.span,)), (_("Code"), category.include), (_("Do not code"), category.exclude)):
        found += _listed(head, [line for line in lines if line])
    if category.examples:
        found.append(Paragraph(HEAD, _("Examples")))
        for example in category.examples:
            found += _example(example)
    return found


def _listed(head: str, lines: Sequence[str]) -> list[Paragraph]:
    if not lines:
        return []
    sign = "– " if len(lines) > 1 else ""
    return [Paragraph(HEAD, head), *(Paragraph(PLAIN, sign + line) for line in lines)]


def _example(example: Example) -> list[Paragraph]:
    """Return an example with the marked words in brackets, and whether they are rightly marked."""
    marked = example.text.replace(example.mark, f"[{example.mark}]", 1) if example.mark else example.text
    verdict = _("right: {reason}") if example.good else _("wrong: {reason}")
    bare = _("right") if example.good else _("wrong")
    return [Paragraph(QUOTE, marked), Paragraph(PLAIN, verdict.format(reason=example.why) if example.why else bare)]
