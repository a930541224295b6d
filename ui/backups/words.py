"""How backups, their state and what differs from them are called."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QLocale

from annotator.i18n import N_, _, ngettext
from annotator.operations.backups import (
    ADDED,
    CHANGED,
    DAILY,
    DELETION,
    MERGE,
    MIGRATION,
    MISSING,
    OWN,
    STEP,
    Backup,
    Group,
)
from annotator.operations.recovery_list import table_name
from ui.parts.numbers import format_count, written_day

KINDS = {
    OWN: N_("made by hand"),
    DAILY: N_("daily"),
    MIGRATION: N_("before the file was brought to a new format"),
    MERGE: N_("before a merge"),
    DELETION: N_("before a large deletion"),
}
CAME = {ADDED: N_("added since"), MISSING: N_("missing now"), CHANGED: N_("changed since")}


def when(moment: datetime.datetime) -> str:
    """Return the day and time of a backup as people here write it."""
    clock = QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)
    return f"{written_day(moment.date().isoformat())}, {clock}"


def about(one: Backup) -> str:
    """Return what a backup was made before, and its size."""
    return f"{_(KINDS[one.kind])} · {QLocale().formattedDataSize(one.size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)}"


def state(faults: int | None, *, thorough: bool) -> str:
    """Return the state of a backup that was looked at; ``faults`` None: it cannot be opened."""
    if faults is None:
        return _("damaged")
    if not thorough:
        return _("opens")
    if not faults:
        return _("sound")
    return ngettext("{count} fault", "{count} faults", faults).format(count=format_count(faults))


def good_states() -> tuple[str, str]:
    """Return the states that need no sign."""
    return _("opens"), _("sound")


def group_title(group: Group) -> str:
    """Return what kind of rows these are, and whose."""
    if group.table == STEP:
        return _("Steps of the history")
    name = table_name(group.table)
    name = name[:1].upper() + name[1:]
    return f"{name}, {group.coder}" if group.coder else name


def group_counts(group: Group) -> str:
    """Return how many came, went and changed."""
    words = zip((ADDED, MISSING, CHANGED), group.counts, strict=True)
    return " · ".join(f"{format_count(count)} {_(CAME[kind])}" for kind, count in words if count)
