"""What the adjudication page says over a case and in the place of one, and which case comes next; no widgets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from annotator.agreement.disputes import Case
from annotator.i18n import _, in_sentence, ngettext
from annotator.model.codebook import Codebook
from annotator.model.decision import AGREED, BOTH, REJECTED, Decision
from annotator.operations.docket import Docket
from ui.adjudication.queue_panel import STALE, Entry
from ui.adjudication.sheet import Sheet
from ui.adjudication.words import found_by
from ui.parts.numbers import format_count

Place = tuple[str, str]
"""an article and the key of a case or decision in it"""


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing where no case is open: a title, a sentence, and the words of a button, empty for none."""

    title: str
    sentence: str
    button: str = ""


def missing(dockets: Sequence[Docket], open_now: int) -> Missing:
    """Return what stands in the place of a case when none is on the table."""
    agreed = sum(one.agreed for one in dockets)
    if not dockets:
        return Missing(_("No article finished by two coders"), _("There is nothing to settle until two have finished one."))
    if not open_now and agreed:
        button = ngettext("Take over {count} case", "Take over {count} cases", agreed).format(count=format_count(agreed))
        return Missing(_("Nothing differs any more"), _("What agrees can be taken over into gold, all of it in one go."), button)
    return Missing(_("All cases are decided"), _("The decided ones can be looked at and opened again under Decided."))


def place_of(sheet: Sheet, kind: str) -> Place:
    """Return where the case on the table stands in the tab in sight: under its decision where that is out of date."""
    key = sheet.decision.id if kind == STALE and sheet.decision is not None else sheet.case.id
    return sheet.case.article_id, key


def title_of(here: Place, entries: Sequence[Entry]) -> str:
    """Return which of how many cases is on the table."""
    keys = [(one.article_id, one.key) for one in entries]
    if here not in keys:
        return _("Case")
    return _("Case {place} of {count}").format(place=format_count(keys.index(here) + 1), count=format_count(len(keys)))


def about_case(sheet: Sheet, headline: str, codebook: Codebook, letters: Mapping[str, str]) -> str:
    """Return the line under the title: the article, what was found by whom, and how far it is settled."""
    category = codebook.category(sheet.case.category)
    label = in_sentence(category.label) if category is not None else sheet.case.category
    differing = len(sheet.case.open_rows)
    differences = ngettext("{count} difference", "{count} differences", differing).format(count=format_count(differing))
    if sheet.decision is None:
        settled = max(0, differing - len(sheet.open_keys))
        decided = ngettext("{count} decided", "{count} decided", settled).format(count=format_count(settled))
        differences = f"{differences}, {decided}"
    return " · ".join((headline, f"{label} {found_by(sheet.case, letters)}", differences))


def take_over_words(agreed: int) -> str:
    """Return what the button says that takes over what agrees in an article."""
    if not agreed:
        return _("Take over what agrees")
    return ngettext("Take over {count} that agrees", "Take over {count} that agree", agreed).format(count=format_count(agreed))


def decided_words(made: Decision) -> str:
    """Return what the message says of a decision."""
    words = {BOTH: _("Both stand"), REJECTED: _("Nothing is there"), AGREED: _("Taken over")}
    whole = len({cell.coder for cell in made.cells.values()}) == 1 and all(cell.coder for cell in made.cells.values())
    together = _("one reading stands whole") if whole else _("put together")
    return _("Decided: {how}").format(how=words.get(made.chosen, together))


def next_place(here: Place, entries: Sequence[Entry]) -> Place | None:
    """Return the case after this one in the list, the one before where it is the last; None where there is no other."""
    keys = [(one.article_id, one.key) for one in entries]
    if here not in keys:
        return None
    place = keys.index(here)
    rest = keys[place + 1 :] or keys[:place][-1:]
    return rest[0] if rest else None


def turned(here: Place, entries: Sequence[Entry], on: int) -> Place | None:
    """Return the case ``on`` rows further, the first where none is chosen; None beyond the ends."""
    keys = [(one.article_id, one.key) for one in entries]
    place = keys.index(here) + on if here in keys else 0
    return keys[place] if 0 <= place < len(keys) else None


def case_about(one: Docket, annotation_ids: Collection[str], *, else_first: bool = False) -> Case | None:
    """Return the case about any of these annotations, open or decided; with ``else_first`` the first one where there is none."""
    wanted = set(annotation_ids)
    known = [*one.open, *(each.case for each in one.decided)]
    found = next((case for case in known if wanted & set(case.annotation_ids)), None)
    return found if found is not None or not else_first else next(iter(known), None)
