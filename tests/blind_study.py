"""A study in which cara and the adjudicator leave secrets wherever a coder can write; ben, who codes beside cara, must find none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.model.decision import REJECTED
from annotator.model.plan import SHARED, Assignment, Round, RoundId, assignment_id
from annotator.model.remark import ANNOTATION, PROJECT
from annotator.model.span import Span
from annotator.operations import adjudicating, again, coding, notes
from annotator.operations.projects import enter
from annotator.project import Project, open_project
from tests.builders import ACTOR, CLAIM, TEXT, a_link, a_project_file, an_annotation, an_article

MARK = "zq7"
"""stands in everything that ben must not see, and nowhere else"""
SECRETS = (
    "note", "deleted note", "undone note", "article note", "issue", "agency", "decision note", "headline", "outlet", "reply",
    "project note",
)  # fmt: skip


def secret(what: str) -> str:
    """Return a secret of this kind."""
    assert what in SECRETS
    return f"{MARK} {what}"


def blind_study(folder: Path, *, later: bool = True) -> Path:
    """ben's queue holds A1, then A0, which cara codes too; A2 is cara's alone. A1 comes to ben again ``later``, in the far future."""
    path = a_project_file(folder)
    with open_project(path) as project:
        enter(project, "ada")
        a0, a1 = (an_article(project, f"{TEXT} {number}.", source_id=f"A{number}") for number in range(2))
        a2 = an_article(project, f"{TEXT} {MARK} text.", source_id=f"{MARK}-A2", headline=secret("headline"), outlet=secret("outlet"))
        with project.step("Add coders"):
            for name in ("ben", "cara"):
                project.coders.add(name)
        _plan(project, [("ben", a1), ("ben", a0), ("cara", a0), ("cara", a2)], far=later)
        enter(project, "cara")
        for article in (a0, a2):
            _with_secrets(project, article)
            _finish(project, article)
        notes.write(project, PROJECT, "", secret("project note"))
        enter(project, "ben")
        claim = an_annotation(project, a0)
        a_link(project, "makes", an_annotation(project, a0, ACTOR, category="actor", values={"mention_form": "named"}), claim)
        an_annotation(project, a0, Span(31, 34), category="stance", values={"polarity": "favor", "target_type": "issue"})
        _finish(project, a0)
        enter(project, "ada")
        case = next(one.case for one in adjudicating.cases(project, a0) if one.case.category == "stance")
        made = adjudicating.decide(project, case, adjudicating.Choice(REJECTED, reason="slip", note=secret("decision note")))
        adjudicating.explain(project, made.id, rule="Who acts is an actor, no stance.")
    return path


FIRST = "qk4"
"""stands in what ben wrote when he coded A0 for the first time, and nowhere else"""


def study_coded_again(folder: Path) -> Path:
    """The same study, with more of ben's in A0, which comes to him again: until he has finished the copy, its first coding is set aside."""
    path = blind_study(folder, later=False)
    with open_project(path) as project:
        enter(project, "ben")
        article = next(one.id for one in project.articles.all() if one.source_id == "A0")
        claim = next(one for one in project.annotations.of_article(article, project.the_coder().id) if one.category == "claim")
        coding.set_value(project, claim.id, "proposition", f"{FIRST} proposition")
        coding.set_note(project, claim.id, f"{FIRST} note")
        coding.set_flag(project, claim.id, True)
        notes.write(project, ANNOTATION, claim.id, f"{FIRST} remark")
        coding.set_article_value(project, article, "agency_name", f"{FIRST} agency")
        coding.set_article_note(project, article, f"{FIRST} article note")
        _finish(project, article)
        enter(project, "ada")
        assert again.apply_again(project, again.preview_again(project, again.AgainOrder(1, days=0))) > 0
        enter(project, "ben")
        assert article in project.set_aside
    return path


def first_coding_of(path: Path) -> frozenset[str]:
    """Return the ids of the article that is set aside for ben, and of his annotations and links in it."""
    with open_project(path, read_only=True) as project:
        article = next(one.id for one in project.articles.all() if one.source_id == "A0")
        ben = project.coders.named("ben")
        assert ben is not None
        rows = [project.database.all(f"SELECT id FROM {table} WHERE coder_id = ? AND article_id = ?", (ben.id, article))
                for table in ("annotation", "link")]  # fmt: skip
        found = frozenset(row["id"] for each in rows for row in each) | {article}
        assert len(found) > 4
        return found


def _plan(project: Project, seats: list[tuple[str, str]], *, far: bool) -> None:
    main, later = (RoundId(name) for name in ("main", "later"))
    with project.step("Assign articles", *{article for _coder, article in seats}):
        project.rounds.add(Round(main, "main"))
        project.rounds.add(Round(later, "later", kind="recoding"))
        made = [_seat(project, main, coder, article, place) for place, (coder, article) in enumerate(seats)]
        seat = replace(_seat(project, later, "ben", seats[0][1], 0), not_before="2999-01-01")
        project.assignments.add_many([*made, seat] if far else made)


def _seat(project: Project, round_id: RoundId, coder: str, article: str, place: int) -> Assignment:
    person = project.coders.named(coder)
    assert person is not None
    return Assignment(assignment_id(round_id, article, person.id), round_id, article, person.id, place, SHARED)  # type: ignore[arg-type]


def _with_secrets(project: Project, article: str) -> None:
    claim = an_annotation(project, article, CLAIM)
    coding.set_note(project, claim.id, secret("note"))
    coding.set_flag(project, claim.id, True)
    notes.write(project, ANNOTATION, claim.id, secret("reply"))
    coding.set_confidence(project, claim.id, "low")
    values = {"polarity": "against", "explicitness": "explicit", "target_type": "issue", "target_issue": secret("issue")}
    stance = an_annotation(project, article, ACTOR, category="stance", values=values)
    gone = an_annotation(project, article, Span(4, 16), category="actor", values={"mention_form": "named"})
    coding.set_note(project, gone.id, secret("deleted note"))
    coding.delete_annotation(project, gone.id)
    coding.set_note(project, stance.id, secret("undone note"))
    project.undo(article)
    coding.set_article_value(project, article, "agency_name", secret("agency"))
    coding.set_article_note(project, article, secret("article note"))


def _finish(project: Project, article: str) -> None:
    with project.step("Finish article", article):
        project.codings.save(replace(coding.coding_of(project, article), finished=True))


def others_ids(path: Path, looker: str = "ben") -> frozenset[str]:
    """Return the ids of all annotations, links and decisions that are not the looker's, and those of the articles not in the queue."""
    with open_project(path, read_only=True) as project:
        own = project.coders.named(looker)
        assert own is not None
        seen = project.assignments.shown_to(own.id, "2000-01-01") or []
        rows: list[Any] = []
        for table in ("annotation", "link"):
            rows += project.database.all(f"SELECT id FROM {table} WHERE coder_id <> ? OR layer <> 'coder'", (own.id,))
        rows += project.database.all("SELECT id FROM decision")
        return frozenset(row["id"] for row in rows) | {one for one in project.articles.ids() if one not in seen}
