"""What a merge makes of two codebooks: which version is current then, whose draft stands, and what that asks of the codings.

The result is defined by the logs alone, so that it is the same in both files: the version published last in their common order is
current, and of two drafts the one changed last stands whole.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from annotator.i18n import _, ngettext
from annotator.model.codebook import Codebook
from annotator.model.codebook_difference import difference, words_of
from annotator.operations.codebook import DRAFT
from annotator.operations.codebook_draft import draft_on
from annotator.operations.codebook_worklist import Versions, worklist
from annotator.project import Project
from annotator.store.coders import Codebooks, ProjectSettings
from annotator.store.database import Database

_MOST = 12
"""differences that are named; the rest is counted"""


@dataclass(frozen=True, slots=True)
class Side:
    """The codebook of a file: all versions, the current one last, and the draft as it is kept (empty: none)."""

    versions: tuple[Codebook, ...]
    draft: str

    @property
    def current(self) -> Codebook:
        """Return the version that coders use in this file."""
        return self.versions[-1]


def side_of(database: Database) -> Side:
    """Return what a file holds of codebooks."""
    return Side(tuple(Codebooks(database).all()), str(ProjectSettings(database).get(DRAFT) or ""))


def outcome(project: Project, ours: Side, theirs: Side) -> tuple[str, ...]:
    """Return in sentences what became of the codebook; ``project`` is as it is after the merge. Nothing where it is as it was."""
    now = side_of(project.database)
    return (*_of_versions(project, ours, theirs, now), *_of_drafts(ours, theirs, now))


def _of_versions(project: Project, ours: Side, theirs: Side, now: Side) -> list[str]:
    if len(now.versions) == len(ours.versions) and now.current.source == ours.current.source:
        return []
    if now.current.source == ours.current.source:
        told = _("codebook: ours, version {version}, was published last and stays current; theirs is kept for the codings made with it")
        found = [told.format(version=now.current.version)]
    elif ours.current.source in [one.source for one in theirs.versions]:
        told = _("codebook: version {version} becomes current; here it was {old}")
        found = [told.format(version=now.current.version, old=ours.current.version)]
    else:
        told = _("codebook: theirs, version {version}, was published last and becomes current; ours, {old}, is kept for its codings")
        found = [told.format(version=now.current.version, old=ours.current.version)]
    words = [words_of(one, ours.current, now.current) for one in difference(ours.current, now.current)]
    found += [_("codebook: {what}").format(what=one) for one in words[:_MOST]]
    if len(words) > _MOST:
        found.append(ngettext("codebook: {count:,} more difference", "codebook: {count:,} more differences", len(words) - _MOST).format(
            count=len(words) - _MOST))  # fmt: skip
    found += _namesakes(ours, now)
    listed = len(worklist(project, versions=Versions(now.versions)))
    if listed:
        told = ngettext("{count:,} coding is to be looked at again then", "{count:,} codings are to be looked at again then", listed)
        found.append(told.format(count=listed))
    return found


def _namesakes(ours: Side, now: Side) -> list[str]:
    """Return a sentence for every name that several versions bear now and one bore before."""
    before, after = (Counter(one.version for one in side.versions) for side in (ours, now))
    told = _("codebook: two different versions are called {version}; what was coded with one is not told from the other by name, "
             "and agreement says so: publish a next version to go on with")  # fmt: skip
    return [told.format(version=name) for name, count in after.items() if count > max(1, before[name])]


def _of_drafts(ours: Side, theirs: Side, now: Side) -> list[str]:
    found = []
    if ours.draft != theirs.draft and ours.draft and theirs.draft:
        stands = _("ours stands") if now.draft == ours.draft else _("theirs stands")
        told = _("drafts of the codebook: the one changed last stands whole: here {ours}, there {theirs}; {stands}")
        found.append(told.format(ours=draft_words(ours.draft), theirs=draft_words(theirs.draft), stands=stands))
    elif now.draft != ours.draft:
        gone = _("the draft of the codebook, {ours}, was published or dropped there")
        come = _("a draft of the codebook comes along: {theirs}")
        found.append(come.format(theirs=draft_words(now.draft)) if now.draft else gone.format(ours=draft_words(ours.draft)))
    draft = draft_on(now.current, now.draft)
    if draft is not None and draft.unfit:
        told = ngettext("{count:,} edit of the draft does not fit the current version; it is named on the codebook page",
                        "{count:,} edits of the draft do not fit the current version; they are named on the codebook page",
                        len(draft.unfit))  # fmt: skip
        found.append(told.format(count=len(draft.unfit)))
    return found


def draft_words(kept: object) -> str:
    """Return a draft, as the project keeps it, in words: how many edits it has."""
    if not kept:
        return _("none")
    try:
        count = len(json.loads(str(kept))["edits"])
    except (ValueError, TypeError, KeyError):
        return str(kept)
    return ngettext("{count:,} edit", "{count:,} edits", count).format(count=count)
