"""Random edits, publishes, merges, splits, recodes and undos: every coding is valid under the newest codebook or is listed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from codebook_builders import a_study, article_ids
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from annotator.errors import AnnotatorError, RuleViolation
from annotator.model.codebook import MULTIPLE, SINGLE
from annotator.model.codebook_edits import add, change, merge_values, move, rename, restore, retire, split_value
from annotator.model.span import Span
from annotator.operations import codebook_draft as drafts
from annotator.operations import coding
from annotator.operations.checking import check
from annotator.operations.codebook_recode import Filter, keep_as_is, recode
from annotator.operations.codebook_worklist import ANNOTATION, versions_of, worklist

CATEGORIES = st.sampled_from(["claim", "stance", "speculation"])
PICK = st.integers(0, 10_000)


class RevisedStudy(RuleBasedStateMachine):
    """One supervisor who codes and revises; what the program refuses is left out, as it is in the window."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.project = a_study(Path(self.folder.name), articles=1)
        self.number = 0

    def teardown(self) -> None:
        try:
            assert check(self.project.path) == []
        finally:
            self.project.close()
            self.folder.cleanup()

    # ---- what is done

    def attempt(self, act, *words, **named):
        try:
            return act(self.project, *words, **named)
        except AnnotatorError:
            return None

    def a_list(self, category: str, pick: int):
        """Return the place of one of the category's attributes with values, and those still offered in the draft."""
        draft = drafts.the_draft(self.project)
        codebook = draft.codebook if draft is not None else self.project.codebook
        lists = [one for one in codebook.attributes_of(category) if one.type in (SINGLE, MULTIPLE) and one.offered]
        if not lists:
            return None, []
        chosen = lists[pick % len(lists)]
        return ("category", category, chosen.id), [one.id for one in chosen.offered]

    @rule(category=CATEGORIES, pick=PICK, start=st.integers(0, 40))
    def mark(self, category, pick, start):
        article = article_ids(self.project)[0]
        values = {}
        for place, one in enumerate(self.project.codebook.attributes_of(category)):
            if one.type == SINGLE and one.applies(values) and one.offered and not one.retired:
                values[one.id] = one.offered[(pick + place) % len(one.offered)].id
        self.attempt(coding.annotate, article, category, Span(start, start + 4), values=values)

    @rule(category=CATEGORIES, pick=PICK, how=st.sampled_from(["merge", "split", "retire", "rename", "define", "move", "restore", "grow"]))
    def edit(self, category, pick, how):
        place, values = self.a_list(category, pick)
        if place is None:
            return
        value, other = values[pick % len(values)], values[(pick + 1) % len(values)]
        self.number += 1
        fresh = [{"id": f"v{self.number}_{part}", "label": f"V {self.number} {part}"} for part in (1, 2)]
        made = {
            "merge": merge_values(place, [value], other),
            "split": split_value((*place, value), fresh),
            "retire": retire((*place, value)),
            "rename": rename((*place, value), f"Other {self.number}"),
            "define": change((*place, value), definition=f"means {self.number}"),
            "move": move((*place, value), 0),
            "restore": restore((*place, value)),
            "grow": add((*place, f"v{self.number}"), label=f"V {self.number}"),
        }[how]
        self.attempt(drafts.edit, made)

    @rule(category=CATEGORIES, pick=PICK, what=st.sampled_from(["ask", "retire", "require", "condition"]))
    def edit_a_question(self, category, pick, what):
        place, values = self.a_list(category, pick)
        if place is None:
            return
        self.number += 1
        made = {
            "ask": add((*place[:2], f"q{self.number}"), label=f"Q {self.number}", type="single", required=pick % 2 == 0, default="a",
                       values=[{"id": "a"}, {"id": "b"}]),
            "retire": retire(place),
            "require": change(place, required=pick % 2 == 0),
            "condition": change((*place[:2], f"q{self.number - 1}"), when={place[2]: [values[0]]}),
        }[what]  # fmt: skip
        self.attempt(drafts.edit, made)

    @rule(keep=st.booleans())
    def publish(self, keep):
        draft = drafts.the_draft(self.project)
        if draft is not None and keep:
            for one in draft.differences:
                if one.changes_meaning:
                    self.attempt(drafts.keep_old_codings, one.place)
        if self.attempt(drafts.publish) is None and draft is not None and draft.findings:
            self.attempt(drafts.discard)

    @rule(category=CATEGORIES, pick=PICK)
    def recode_some(self, category, pick):
        attributes = [one for one in self.project.codebook.attributes_of(category) if one.type == SINGLE and one.offered]
        if attributes:
            chosen = attributes[pick % len(attributes)]
            self.attempt(recode, Filter(category), {chosen.id: chosen.offered[pick % len(chosen.offered)].id})

    @rule()
    def keep_what_is_listed(self):
        self.attempt(keep_as_is, [one.id for one in worklist(self.project) if one.kind == ANNOTATION])

    @rule(times=st.integers(1, 3))
    def undo(self, times):
        for _time in range(times):
            last = self.project.history.undoable(self.project.the_coder().id)
            if last is None or last.label == "Import articles":
                return
            try:
                self.project.undo()
            except AnnotatorError:
                return

    @rule()
    def redo(self):
        try:
            self.project.redo()
        except AnnotatorError:
            return

    # ---- what always holds

    @invariant()
    def every_annotation_is_valid_or_listed(self):
        project = self.project
        listed = {one.id for one in worklist(project)}
        known = versions_of(project)
        for article in article_ids(project):
            for one in project.annotations.of_article(article):
                if one.id in listed:
                    continue
                rules = project.rules.of_category(one.category)
                try:
                    rules.check(one.values, fill_defaults=False)
                except RuleViolation as error:
                    raise AssertionError(f"{one.values} of {one.codebook_version} is not listed although {error}") from error
                old = known.old_rules(one.codebook_version)
                assert set(rules.missing(one.values)) <= set(old.of_category(one.category).missing(one.values))
                for attribute in rules.attributes:
                    value = attribute.value(one.values.get(attribute.id)) if attribute.type == SINGLE else None
                    assert value is None or not (value.merged_into or value.split_into)


TestRevisedStudy = RevisedStudy.TestCase
TestRevisedStudy.settings = settings(max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
