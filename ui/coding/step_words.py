"""What steps of the log say to a coder: which still stand, and what taking one back would do. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from annotator.i18n import _, ngettext
from annotator.model.step import Change, Step


def undone_steps(steps: Sequence[Step]) -> set[str]:
    """Return the ids of the steps, given latest first, whose work does not stand: taken back and not done again."""
    undone: set[str] = set()
    origin = {step.id: step.undoes for step in steps}
    for step in reversed(steps):
        if step.undoes:
            undone.add(step.undoes)
            undone.discard(origin.get(step.undoes, ""))
    return undone


def is_redo(step: Step, steps: Sequence[Step]) -> bool:
    """Return whether a step does again what was taken back before."""
    known, depth = {one.id: one for one in steps}, 0
    while step.undoes and step.undoes in known:
        step, depth = known[step.undoes], depth + 1
    return depth > 0 and depth % 2 == 0


def to_take_back(step: Step, steps: Sequence[Step]) -> Step:
    """Return the step to be exchanged so that this one's work goes, or comes back if it is undone: the step, or its latest undo."""
    if step.id not in undone_steps(steps):
        return step
    later = {one.undoes: one for one in reversed(steps) if one.undoes}
    while step.id in later:
        step = later[step.id]
    return step


def consequence(changes: Iterable[Change]) -> str:
    """Return in a sentence what taking these changes back does: what goes, what comes back, what is as it was before."""
    counts: Counter[tuple[str, str]] = Counter()
    for change in changes:
        what = "goes" if change.before is None else "comes" if change.after is None else "changes"
        counts[change.table, what] += 1
    forms = {"goes": _("Removes {what}."), "comes": _("Brings back {what}."), "changes": _("Sets back {what}.")}
    sentences = []
    for way, form in forms.items():
        parts = [_noun(table, count) for (table, what), count in sorted(counts.items()) if what == way and table in _COUNTED]
        if parts:
            sentences.append(form.format(what=_(" and ").join(parts)))
    return " ".join(sentences) or _("Sets back what it changed.")


_COUNTED = ("annotation", "link", "article_coding", "entity", "article")


def _noun(table: str, count: int) -> str:
    if table == "annotation":
        return ngettext("{count} annotation", "{count} annotations", count).format(count=count)
    if table == "link":
        return ngettext("{count} link", "{count} links", count).format(count=count)
    if table == "entity":
        return ngettext("{count} entity", "{count} entities", count).format(count=count)
    if table == "article":
        return ngettext("{count} article", "{count} articles", count).format(count=count)
    return ngettext("the values of {count} article", "the values of {count} articles", count).format(count=count)
