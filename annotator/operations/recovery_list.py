"""The list of what was lost in a recovery, as text: by table, by article and coder, then row by row. It quotes no article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotator.i18n import N_, _, ngettext
from annotator.operations.choosing import DOUBTFUL, LOST, MENDED, Note
from annotator.text.printable import shown

if TYPE_CHECKING:
    from annotator.operations.recovering import Recovery

TABLES = {
    "article": N_("articles"),
    "annotation": N_("annotations"),
    "link": N_("links"),
    "article_coding": N_("judgements of articles"),
    "entity": N_("entities"),
    "entity_merge": N_("merged entities"),
    "entity_period": N_("periods of entities"),
    "coder": N_("coders"),
    "codebook_version": N_("codebooks"),
    "round": N_("rounds"),
    "assignment": N_("assignments"),
    "decision": N_("decisions"),
    "activity": N_("times of work"),
    "setting": N_("settings"),
    "step": N_("history"),
    "step_article": N_("history"),
    "change": N_("history"),
    "article_text": N_("texts"),
    "raw_file": N_("source files"),
}
_HEADS = {LOST: N_("Lost"), DOUBTFUL: N_("Kept, but not proven"), MENDED: N_("Set right from the history")}


def table_name(table: str) -> str:
    """Return how a table is called by those who code."""
    return _(TABLES.get(table, table.replace("_", " "))) if table else _("unknown")


def list_text(found: Recovery) -> str:
    """Return the whole list."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Recovery) -> Iterator[str]:
    yield _("What was saved of {path}, and what was not").format(path=shown(str(found.damaged)))
    yield _("The new file: {path}").format(path=shown(str(found.target)))
    yield ""
    yield from summary(found)
    for kind, head in _HEADS.items():
        notes = [note for note in found.notes if note.kind == kind]
        if notes:
            yield ""
            yield f"{_(head)} ({len(notes)})"
            yield from by_article(found, notes)
            yield ""
            yield from (f"  {row(found, note)}" for note in notes)


def summary(found: Recovery) -> Iterator[str]:
    """Yield what is saved and lost in a few lines: by table, the history, the pages."""
    if found.is_complete:
        yield _("Nothing is lost: everything could be read or set right.")
    lost = Counter(note.table for note in found.lost)
    for table in dict.fromkeys([*TABLES, *lost]):
        kept, gone = found.kept.get(table, 0), lost.get(table, 0)
        if kept or gone:
            yield _("{table}: {kept} saved, {lost} lost").format(table=table_name(table), kept=kept, lost=gone)
    yield _("history: {kept} steps kept, {lost} lost").format(kept=found.steps_kept, lost=len(found.steps_lost))
    if found.steps_lost:
        yield _("What the lost steps did stands, as far as it could be read, as one step of the new history; it cannot be undone singly.")
    if found.missing_pages:
        cut = ngettext("the file is cut short: {count} page is missing", "the file is cut short: {count} pages are missing",
                       found.missing_pages)  # fmt: skip
        yield cut.format(count=found.missing_pages)
    for one in found.unread:
        whole = _("page {page} could not be read ({table})")
        part = ngettext("page {page}: {count} row could not be read ({table})", "page {page}: {count} rows could not be read ({table})",
                        one.rows)  # fmt: skip
        yield (part if one.rows else whole).format(page=one.page, count=one.rows, table=table_name(one.table))


def by_article(found: Recovery, notes: list[Note]) -> Iterator[str]:
    """Yield how many rows of each article and coder these are."""
    counts = Counter((note.article, note.coder) for note in notes if note.article)
    for (article, coder), count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        name = shown(found.names.get(("article", article)) or article)
        who = shown(found.names.get(("coder", coder)) or coder)
        said = ngettext("{count} row", "{count} rows", count).format(count=count)
        yield f"  {name}, {who}: {said}" if who else f"  {name}: {said}"


def row(found: Recovery, note: Note) -> str:
    """Return a row of the list: what it is, whose, in which article, and why it is here."""
    name = shown(found.names.get(("article", note.article)) or note.article) if note.table != "article" else ""
    named = shown(found.names.get((note.table, note.row_id), ""))
    who = shown(found.names.get(("coder", note.coder)) or note.coder)
    parts = [f"{note.table.replace('_', ' ')} {shown(note.row_id)}", named, name, who]
    return f"{', '.join(part for part in parts if part)}: {shown(note.what)}"
