"""Notes and questions: notes on the project and on categories, and the thread under an annotation that asks the supervisor.

What a supervisor writes about the project or a category is read by all; what a coder writes there is read by the coder and the
supervisors, for coders work apart. A thread is read by the coder whose annotation it is and by the supervisors. Notes on articles,
annotations and entities stand with these (``coding.set_article_note``, ``coding.set_note``, the register).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.errors import AnnotatorError, RuleViolation
from annotator.i18n import _, logged
from annotator.model.annotation import Annotation
from annotator.model.ids import new_id
from annotator.model.remark import ANNOTATION, CATEGORY, EVERYBODY, KINDS, LONGEST, PROJECT, Remark
from annotator.project import Project
from annotator.store.database import now

SUPERVISOR, CODER, SETTLED = "supervisor", "coder", "settled"
"""who has the next word in a question"""


@dataclass(frozen=True, slots=True)
class Question:
    """An annotation that asks the supervisor or was talked about, with what was written, the first one first."""

    annotation: Annotation
    coder: str
    title: str
    remarks: tuple[Remark, ...]
    turn: str
    """who has the next word: supervisor, coder, or settled once the flag is down"""
    since: str
    """when the last word was said"""

    @property
    def asks(self) -> bool:
        """Return whether its coder asks or asked; else a supervisor wrote a note under it of the own accord."""
        mark = self.annotation
        return bool(mark.flag or mark.note) or self.remarks[0].author == mark.coder_id


def remarks(project: Project, about: str = "", about_id: str = "") -> list[Remark]:
    """Return the remarks that the looker sees, on one thing or on all, the first one first."""
    aside = project.set_aside
    return [one for one in project.remarks.all(project.visible_coder, about=about, about_id=about_id) if one.article_id not in aside]


def write(project: Project, about: str, about_id: str, text: str) -> Remark:
    """Write a note on the project or a category, or a reply under an annotation; one step.

    RuleViolation: an empty or too long text, an unknown category. AnnotatorError: another coder's annotation.
    """
    coder, text = project.the_coder(), _checked(text)
    reader, article = (EVERYBODY if coder.is_supervisor else coder.id), ""
    if about == ANNOTATION:
        annotation = project.annotations.get(about_id)
        if not (project.sees_all or annotation.coder_id == coder.id):
            raise AnnotatorError(_("this is another coder's work; it is never changed by somebody else"))
        reader, article = annotation.coder_id, annotation.article_id
    elif about == CATEGORY and project.codebook.category(about_id) is None:
        raise RuleViolation(_("unknown category {category!r}").format(category=about_id))
    elif about not in KINDS or (about == PROJECT and about_id):
        raise RuleViolation(_("a note is about the project, a category or an annotation, not about {what!r}").format(what=about))
    made = Remark(new_id(), about, about_id, coder.id, reader, text, now(), article)
    with project.step(logged("Reply") if about == ANNOTATION else logged("Write note"), *((article,) if article else ())):
        project.remarks.add(made)
    return made


def comment(project: Project, annotation_ids: Sequence[str], text: str) -> tuple[Remark, ...]:
    """Write the same words under each of these annotations, such as two readings of a passage; one step.

    So each of the coders reads them under the own annotation and learns nothing of the other's. RuleViolation: an empty or too long
    text. AnnotatorError: for who does not see all coders' work. NotFound: an annotation that is gone.
    """
    coder, text = project.the_coder(), _checked(text)
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor writes under the annotations of others"))
    found = [project.annotations.get(one) for one in dict.fromkeys(annotation_ids)]
    made = tuple(Remark(new_id(), ANNOTATION, one.id, coder.id, one.coder_id, text, now(), one.article_id) for one in found)
    with project.step(logged("Write note"), *dict.fromkeys(one.article_id for one in found)):
        for remark in made:
            project.remarks.add(remark)
    return made


def change(project: Project, remark_id: str, text: str) -> Remark:
    """Write a remark anew; only who wrote it can."""
    changed = replace(_own(project, remark_id), text=_checked(text))
    with project.step(logged("Change note"), *((changed.article_id,) if changed.article_id else ())):
        project.remarks.save(changed)
    return changed


def remove(project: Project, remark_id: str) -> None:
    """Take a remark away; only who wrote it can."""
    found = _own(project, remark_id)
    with project.step(logged("Delete note"), *((found.article_id,) if found.article_id else ())):
        project.remarks.delete(found.id)


def questions(project: Project) -> list[Question]:
    """Return the looker's questions (a supervisor's: all), those that wait for a supervisor first, the longest waiting first."""
    visible = project.visible_coder
    threads: dict[str, list[Remark]] = {}
    aside = project.set_aside
    for one in project.remarks.all(visible):
        if one.about == ANNOTATION:
            threads.setdefault(one.about_id, []).append(one)
    asked: dict[str, Annotation] = {one.id: one for one in project.annotations.flagged() if visible is None or one.coder_id == visible}
    for annotation_id in threads:
        found = asked.get(annotation_id) or project.annotations.find(annotation_id)
        if found is not None and (visible is None or found.coder_id == visible):
            asked[annotation_id] = found
    titles = {one.id: one.title for one in project.articles.listed()}
    names = {one.id: one.name for one in project.coders.all()}
    shown = (one for one in asked.values() if one.article_id not in aside)
    made = [_question(one, names[one.coder_id], titles[one.article_id], threads.get(one.id, ())) for one in shown]
    order = (SUPERVISOR, CODER, SETTLED)
    return sorted(made, key=lambda one: (order.index(one.turn), one.since, one.annotation.id))


def _question(annotation: Annotation, coder: str, title: str, thread: Sequence[Remark]) -> Question:
    turn = SETTLED
    if annotation.flag:
        turn = CODER if thread and thread[-1].author != annotation.coder_id else SUPERVISOR
    return Question(annotation, coder, title, tuple(thread), turn, thread[-1].made_at if thread else annotation.updated_at)


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise RuleViolation(_("a note needs words"))
    if len(text) > LONGEST:
        raise RuleViolation(_("at most {count:,} characters").format(count=LONGEST))
    return text


def _own(project: Project, remark_id: str) -> Remark:
    found = project.remarks.get(remark_id)
    if found.author != project.the_coder().id:
        raise AnnotatorError(_("only who wrote a note changes it"))
    return found
