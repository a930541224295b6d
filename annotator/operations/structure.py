"""What the structure view holds: one card per claim, with its maker, relays, addressee, stances and speculation, and what is missing.

Which category stands on cards is asked of the codebook, so that a project's own codebook has cards too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.i18n import in_sentence
from annotator.model import codebook as cb
from annotator.model.annotation import Annotation, Link
from annotator.model.article import Regions
from annotator.model.codebook import Category, Codebook, LinkType
from annotator.model.rules import ERROR, OpenItem, Rules, open_items_at

CLAIM = "claim"
AUTHOR = "author"
"""the value that says an article's author speaks"""
FACTS = 3

InShort = Callable[[Annotation], str]
"""what an annotation says in a word or two, empty where its quotation does"""


@dataclass(frozen=True, slots=True)
class Tie:
    """One link of a claim: the annotation at its other end, in words.

    ``value`` is what that annotation says in short, ``by`` who stands behind it (who holds a stance), ``carried`` what the
    link itself says.
    """

    link_id: str
    other_id: str
    quote: str
    value: str
    category: str
    colour: str
    style: str
    by: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """Return what stands behind the quotation."""
        return ", ".join(part for part in (self.value, *self.carried, *self.by) if part and part != self.quote)


@dataclass(frozen=True, slots=True)
class Role:
    """All links of one type at a claim; one that must be there and is not has no ties and says so in ``missing``."""

    link: str
    key: str
    label: str
    ties: tuple[Tie, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """One claim: its values in short, its quotation, its links by role, and what is still open at it.

    ``number`` counts the claims of the article from 1 in text order; ``open`` are the messages for what is missing or does
    not fit, apart from the roles that say so themselves.
    """

    id: str
    number: int
    category: str
    colour: str
    style: str
    facts: tuple[str, ...]
    quote: str
    roles: tuple[Role, ...]
    open: tuple[str, ...] = ()
    flag: bool = False
    unsure: bool = False
    by_author: bool = False

    @property
    def ties(self) -> tuple[Tie | Role, ...]:
        """Return what the keys go through in the card: each tie, and each role that is missing."""
        return tuple(one for role in self.roles for one in (role.ties or (role,)))

    @property
    def is_complete(self) -> bool:
        """Return whether nothing is missing at the claim."""
        return not self.open and not any(role.missing for role in self.roles)

    @property
    def spoken(self) -> str:
        """Return the card as it is read aloud."""
        said = [", ".join((self.category, *self.facts)), f"“{self.quote}”"]
        for role in self.roles:
            ends = ", ".join(f"{tie.quote} ({tie.told})" if tie.told else tie.quote for tie in role.ties)
            said.append(f"{role.label}: {ends}" if ends else role.missing)
        return ". ".join((*said, *self.open))


def carded(codebook: Codebook) -> Category | None:
    """Return the category that stands on cards: the claim, else the one that most types of link lead to; None without links."""
    found = codebook.category(CLAIM)
    if found is not None and not found.retired:
        return found
    into = {one.id: sum(one.id in link.to_categories for link in codebook.links if not link.retired) for one in codebook.offered}
    most = max(codebook.offered, key=lambda one: into[one.id], default=None)
    return most if most is not None and into[most.id] else None


def cards_of(
    rules: Rules, annotations: Iterable[Annotation], links: Iterable[Link], regions: Regions, in_short: InShort
) -> list[ClaimCard]:
    """Return the cards of one coder's work in an article, in text order."""
    category = carded(rules.codebook)
    if category is None:
        return []
    by_id: dict[str, Annotation] = {one.id: one for one in annotations}
    at: dict[str, list[Link]] = {}
    for link in links:
        for end in {link.from_id, link.to_id}:
            at.setdefault(end, []).append(link)
    claims = sorted((one for one in by_id.values() if one.category == category.id), key=lambda one: (one.start, -one.end, one.created_at))
    maker = _CardMaker(rules, category, by_id, at, regions, in_short)
    return [maker.card(claim, number) for number, claim in enumerate(claims, start=1)]


class _CardMaker:
    def __init__(
        self,
        rules: Rules,
        category: Category,
        by_id: Mapping[str, Annotation],
        links_at: Mapping[str, Sequence[Link]],
        regions: Regions,
        in_short: InShort,
    ) -> None:
        self._rules, self._codebook, self._category = rules, rules.codebook, category
        self._by_id, self._links_at, self._regions, self._in_short = by_id, links_at, regions, in_short

    def card(self, claim: Annotation, number: int) -> ClaimCard:
        links = self._links_at.get(claim.id, ())
        items = open_items_at(self._rules, claim, links, self._by_id, self._regions)
        missing = {item.link: item for item in items if item.code == "missing_link" and item.level == ERROR}
        roles = self._roles(claim, links, missing)
        told = {role.link for role in roles if role.missing}
        return ClaimCard(
            id=claim.id,
            number=number,
            category=self._category.label,
            colour=self._category.color,
            style=self._category.style,
            facts=self._facts(claim),
            quote=" ".join(claim.quote.split()),
            roles=roles,
            open=tuple(item.message for item in items if item.level == ERROR and not (item.code == "missing_link" and item.link in told)),
            flag=claim.flag,
            unsure=claim.confidence == "low",
            by_author=AUTHOR in claim.values.values(),
        )

    def _facts(self, claim: Annotation) -> tuple[str, ...]:
        """Return the labels of the first closed values that were chosen."""
        found = []
        for attribute in self._codebook.attributes_of(self._category.id):
            value = claim.values.get(attribute.id)
            known = attribute.value(value) if attribute.type == cb.SINGLE and isinstance(value, str) else None
            if known is not None:
                found.append(known.label)
        return tuple(found[:FACTS])

    def _roles(self, claim: Annotation, links: Sequence[Link], missing: Mapping[str, OpenItem]) -> tuple[Role, ...]:
        roles: list[Role] = []
        for kind in self._codebook.links:
            for outgoing in (False, True):
                ends = [one for one in links if one.link == kind.id and (one.from_id == claim.id) is outgoing]
                ties = tuple(tie for link in ends if (tie := self._tie(kind, link, claim)) is not None)
                label = kind.inverse or kind.label if not outgoing and self._category.id in kind.from_categories else kind.label
                if ties:
                    roles.append(Role(kind.id, kind.key, label, ties))
            if kind.id in missing and all(role.link != kind.id for role in roles):
                roles.append(Role(kind.id, kind.key, kind.label, missing=missing[kind.id].message))
        return tuple(roles)

    def _tie(self, kind: LinkType, link: Link, claim: Annotation) -> Tie | None:
        other = self._by_id.get(link.to_id if link.from_id == claim.id else link.from_id)
        category = self._codebook.category(other.category) if other is not None else None
        if other is None or category is None:
            return None
        carried = tuple(
            in_sentence(known.label)
            for attribute in kind.attributes
            if isinstance(value := link.values.get(attribute.id), str) and (known := attribute.value(value)) is not None
        )
        return Tie(
            link.id, other.id, " ".join(other.quote.split()), self._in_short(other), category.label, category.color, category.style,
            self._behind(other, claim.id), carried,
        )  # fmt: skip

    def _behind(self, other: Annotation, claim_id: str) -> tuple[str, ...]:
        """Return who stands behind a stance or cue: what is linked to it, besides the claim itself; nobody behind an actor or a claim."""
        if other.category == self._category.id:
            return ()
        found = []
        for link in self._links_at.get(other.id, ()):
            behind = self._by_id.get(link.from_id)
            kind = self._codebook.link(link.link)
            if link.to_id == other.id and link.from_id != claim_id and behind is not None and kind is not None:
                found.append(f"{kind.inverse or kind.label} {self._in_short(behind) or behind.quote}")
        return tuple(found)


def loose(codebook: Codebook, annotations: Iterable[Annotation], links: Iterable[Link]) -> list[Annotation]:
    """Return what stands on no card: annotations that no link joins to a carded one, not even over one between."""
    category = carded(codebook)
    marked = {one.id: one for one in annotations}
    reached = {one.id for one in marked.values() if category is not None and one.category == category.id}
    pairs = [(link.from_id, link.to_id) for link in links]
    for _step in range(2):
        reached |= {end for pair in pairs if reached & set(pair) for end in pair}
    return sorted((one for one in marked.values() if one.id not in reached), key=lambda one: (one.start, one.end))
