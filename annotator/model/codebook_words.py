"""Conditions and numbers of links as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.i18n import _
from annotator.model.codebook import ANY_VALUE, Attribute, Codebook, LinkCount, LinkType, When
from annotator.model.rules import WARNING


def when_words(when: When, beside: Sequence[Attribute]) -> str:
    """Return a condition: ``Type is Demand or Commitment``; ``beside`` are the questions that it names."""
    found = []
    for parent_id, wanted in when.items():
        parent = next((other for other in beside if other.id == parent_id), None)
        if ANY_VALUE in wanted:
            said = _("anything")
        else:
            said = _(" or ").join(
                _("yes") if value is True else _("no") if value is False
                else known.label if parent is not None and (known := parent.value(str(value))) is not None else str(value)
                for value in wanted
            )  # fmt: skip
        label = parent.label if parent is not None else parent_id
        told = _("{question} {values}") if label.endswith(_(" is")) else _("{question} is {values}")
        found.append(told.format(question=label, values=said))
    return _(" and ").join(found)


def amount_words(least: int, most: int | None) -> str:
    """Return how many: ``exactly 1``, ``at least 1``, ``none``, ``any number``."""
    if most is None:
        return _("at least {count}").format(count=least) if least else _("any number")
    if not most:
        return _("none")
    if least == most:
        return _("exactly {count}").format(count=most)
    return _("{least} to {most}").format(least=least, most=most) if least else _("at most {count}").format(count=most)


def count_words(codebook: Codebook, link: LinkType, count: LinkCount) -> str:
    """Return a number of links: ``Stance, if Target is Actor: exactly 1 with Actor``."""
    ends = link.from_categories if count.at == "from" else link.to_categories
    who = " / ".join(_label(codebook, one) for one in ([count.category] if count.category else ends))
    if count.when:
        asked = questions_at(codebook, [count.category] if count.category else ends)
        who = _("{category}, if {condition}").format(category=who, condition=when_words(count.when, asked))
    amount = amount_words(count.minimum, count.maximum)
    if count.other:
        amount = _("{amount} with {category}").format(amount=amount, category=_label(codebook, count.other))
    told = _("{who}: {amount} (warning)") if count.level == WARNING else _("{who}: {amount}")
    return told.format(who=who, amount=amount)


def questions_at(codebook: Codebook, categories: Sequence[str]) -> list[Attribute]:
    """Return the questions of these categories, those of the same id once."""
    found: dict[str, Attribute] = {}
    for category in categories:
        for one in codebook.attributes_of(category):
            found.setdefault(one.id, one)
    return list(found.values())


def _label(codebook: Codebook, category_id: str) -> str:
    category = codebook.category(category_id)
    return category.label if category is not None else category_id
