"""The draft of the next codebook version: kept in the project as a list of edits, so that undo, merge and audit work on it.

Coders go on with the published version until the draft is published. Editing a draft touches no coding; publishing is one step
that writes the version and recodes what was merged. The draft always stands on the version that is current: edits that no
longer fit, because another version was published or merged in meanwhile, are named and forbid publishing until they are dropped.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.errors import AnnotatorError, RuleViolation
from annotator.i18n import _, logged
from annotator.model.codebook import Codebook, CodebookProblem, parse_codebook
from annotator.model.codebook_checks import Finding, checked
from annotator.model.codebook_difference import Difference, difference, words_of
from annotator.model.codebook_edits import MOVE, SET, Edit, apply_one
from annotator.model.codebook_naming import with_ids_of_names
from annotator.model.codebook_places import Place, Source, words_of_place
from annotator.model.rules import ERROR
from annotator.model.step import Step
from annotator.operations.codebook import DRAFT, Published, publish_codebook
from annotator.project import Project
from annotator.store.selections import Selections


@dataclass(frozen=True, slots=True)
class Unfit:
    """An edit that does not fit the current version (any more), and why."""

    edit: Edit
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The next version as it stands: the codebook it was made of, the edits, what they give, and what was decided of old codings.

    ``keep`` are the places whose old codings stand although the definition reads differently.
    """

    published: Codebook
    edits: tuple[Edit, ...]
    keep: frozenset[Place]
    codebook: Codebook
    unfit: tuple[Unfit, ...] = ()
    problem: str = ""

    @property
    def differences(self) -> list[Difference]:
        """Return what differs from the published version."""
        return difference(self.published, self.codebook)

    @property
    def findings(self) -> list[Finding]:
        """Return what is wrong with the draft, errors first; one that is an error forbids publishing."""
        found = [Finding(ERROR, "references", self.problem)] if self.problem else checked(self.codebook)
        told = _("an edit of {place} does not fit any more: {reason}")
        lost = [
            Finding(ERROR, "references", told.format(place=words_of_place(one.edit.place), reason=one.reason), one.edit.place)
            for one in self.unfit
        ]
        return lost + found

    def words(self) -> list[str]:
        """Return the differences as people read them."""
        return [words_of(one, self.published, self.codebook) for one in self.differences]


# ---- reading ------------------------------------------------------------------------------------------------------------


def the_draft(project: Project) -> Draft | None:
    """Return the draft of the next version, None if nothing has been edited since the last one was published."""
    return draft_on(project.codebook, project.settings.get(DRAFT))


def draft_on(published: Codebook, kept: str | None) -> Draft | None:
    """Return the draft that is kept in these words, standing on this version; None if they are empty."""
    if not kept:
        return None
    found = json.loads(kept)
    edits = tuple(Edit.from_json(one) for one in found["edits"])
    return _drafted(published, edits, {tuple(place) for place in found.get("keep", ())})


def next_version(version: str) -> str:
    """Return the name of the version after this one: 1.0 becomes 1.1."""
    head, _dot, last = version.rpartition(".")
    return f"{head}.{int(last) + 1}" if head and last.isdigit() else f"{version}.1"


def _drafted(published: Codebook, edits: Sequence[Edit], keep: Iterable[Place]) -> Draft:
    source: Source = copy.deepcopy(dict(published.source))
    unfit = []
    for edit in edits:
        try:
            apply_one(published.source, source, edit)
        except (CodebookProblem, TypeError, ValueError, AttributeError, KeyError) as error:
            unfit.append(Unfit(edit, str(error)))
    source["version"] = next_version(published.version)
    source.pop("kept", None)
    try:
        codebook, problem = parse_codebook(source), ""
    except (CodebookProblem, TypeError, ValueError, AttributeError, KeyError) as error:
        codebook, problem = published, str(error)
    return Draft(published, tuple(edits), frozenset(keep), codebook, tuple(unfit), problem)


# ---- editing ------------------------------------------------------------------------------------------------------------


def edit(project: Project, *edits: Edit, label: str = "") -> Draft:
    """Add edits to the draft as one step and return the draft; RuleViolation, and nothing changed, if one does not fit."""
    _must_supervise(project)
    before = the_draft(project) or _drafted(project.codebook, (), ())
    made = list(before.edits)
    for one in edits:
        made = _with(made, one)
    after = _drafted(project.codebook, made, before.keep)
    new_unfit = [one for one in after.unfit if one.edit in edits]
    if new_unfit or (after.problem and not before.problem):
        raise RuleViolation(new_unfit[0].reason if new_unfit else after.problem)
    return _keep(project, after, label or _label(edits))


def keep_old_codings(project: Project, place: Place, keep: bool = True) -> Draft:
    """Decide that old codings stand although the definition at this place changed, or that they are to be looked at again."""
    _must_supervise(project)
    draft = _the_draft(project)
    kept = draft.keep | {place} if keep else draft.keep - {place}
    return _keep(project, Draft(draft.published, draft.edits, frozenset(kept), draft.codebook, draft.unfit, draft.problem),
                 logged("Keep old codings") if keep else logged("Look at old codings again"))  # fmt: skip


def drop_unfit(project: Project) -> Draft | None:
    """Take the edits that no longer fit out of the draft."""
    _must_supervise(project)
    draft = _the_draft(project)
    lost = {id(one.edit) for one in draft.unfit}
    left = [one for one in draft.edits if id(one) not in lost]
    return _keep(project, _drafted(project.codebook, left, draft.keep), logged("Drop edits of the codebook that do not fit"))


def discard(project: Project) -> None:
    """Drop the draft; undo brings it back."""
    _must_supervise(project)
    with project.step(logged("Discard draft of the codebook")):
        project.settings.set(DRAFT, "")


def _with(edits: list[Edit], new: Edit) -> list[Edit]:
    """Return the edits with one more; setting again what the last edit set replaces it."""
    last = edits[-1] if edits else None
    if last is not None and new.do in (SET, MOVE) and (last.do, last.place, last.what.keys()) == (new.do, new.place, new.what.keys()):
        return [*edits[:-1], new]
    return [*edits, new]


def _label(edits: Sequence[Edit]) -> str:
    return logged("Edit codebook: {what}").format(what=words_of_place(edits[0].place) if edits else "")


def _keep(project: Project, draft: Draft, label: str) -> Draft:
    kept = {"edits": [one.as_json() for one in draft.edits], "keep": sorted(map(list, draft.keep))}
    with project.step(label):
        project.settings.set(DRAFT, json.dumps(kept, ensure_ascii=False, sort_keys=True) if draft.edits else "")
    return draft


def _the_draft(project: Project) -> Draft:
    draft = the_draft(project)
    if draft is None:
        raise RuleViolation(_("there is no draft of the codebook"))
    return draft


def _must_supervise(project: Project) -> None:
    if not project.sees_all:
        raise AnnotatorError(_("only the supervisor edits the codebook"))


def last_step(project: Project) -> Step | None:
    """Return the acting coder's last edit, publishing or discarding that is not taken back: what undo on the codebook page is about."""
    own = Selections(project.database).steps_of_codebook(DRAFT)
    undone: set[str] = set()
    for step in project.history.latest(project.the_coder().id):
        if step.id not in own or step.id in undone:
            continue
        if step.undoes:
            undone |= {step.undoes}
            continue
        return step
    return None


def undo(project: Project) -> Step | None:
    """Take back the last step on the codebook; None if there is none, ConflictError if somebody has coded with it since."""
    step = last_step(project)
    return None if step is None else project.take_back(step)


# ---- publishing ---------------------------------------------------------------------------------------------------------


def asks_for_decision(draft: Draft, counts: Mapping[tuple[str, ...], int]) -> list[tuple[Difference, int]]:
    """Return the changes of meaning under which codings were made, with how many; ``counts`` as ``Selections.counts`` gives them."""
    return [(one, counts[one.place]) for one in draft.differences if one.changes_meaning and counts.get(one.place)]


def publish(project: Project) -> Published:
    """Make the draft the next version: one step that undo takes back; values that were merged are recoded in it.

    RuleViolation, naming it, if a check fails or edits do not fit.
    """
    _must_supervise(project)
    draft = _the_draft(project)
    errors = [one.message for one in draft.findings if one.level == ERROR]
    if errors:
        raise RuleViolation(_("the draft cannot be published yet: {what}").format(what="; ".join(errors[:5])))
    codebook = parse_codebook(with_ids_of_names(draft.codebook.source, draft.published.source))
    return publish_codebook(project, codebook, draft.keep, ends_draft=True)


def counts(project: Project) -> Counter[tuple[str, ...]]:
    """Return how often coders used each category, attribute, value, link and article variable, by place."""
    return Selections(project.database).counts()

