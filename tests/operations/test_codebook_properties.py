"""Random revisions of a study that lives in two files: edits, publishes, merges and splits of values, recodes, imports of codebooks,
undos and merges of the files, with versions and drafts of their own. In both files every coding is valid under the newest codebook
or is listed, nothing is lost, and once each file has taken in the other both hold the same.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from codebook_builders import a_study, article_ids, reopened
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from annotator.errors import AnnotatorError, RuleViolation
from annotator.model.codebook import MULTIPLE, SINGLE
from annotator.model.codebook_codes import Code
from annotator.model.codebook_edits import add, change, merge_values, move, rename, restore, retire, split_value
from annotator.model.span import Span
from annotator.operations import codebook_draft as drafts
from annotator.operations import codebook_import as taking
from annotator.operations import coding
from annotator.operations.checking import check
from annotator.operations.codebook import import_codebook
from annotator.operations.codebook_effect import RECODED, effect
from annotator.operations.codebook_files import read_any, write_any
from annotator.operations.codebook_recode import Filter, keep_as_is, recode
from annotator.operations.codebook_worklist import ANNOTATION, worklist
from annotator.operations.merging import merge_file
from annotator.operations.projects import built_in_codebook
from annotator.project import Project
from tests.merging.joined_files import a_copy, content

CATEGORIES = st.sampled_from(["claim", "stance", "speculation"])
OWNERS = st.sampled_from([("category", one) for one in ("claim", "stance", "speculation")] + [("link", "responds_to"), ("article",)])
PICK = st.integers(0, 10_000)
FILE = st.sampled_from([0, 1])
ACTS = ["merge", "split", "retire", "rename", "define", "move", "restore", "grow"]


class RevisedStudy(RuleBasedStateMachine):
    """A supervisor who codes and revises in two files; what the program refuses is left out, as it is in the window."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        first = a_study(Path(self.folder.name), articles=1)
        first.close()
        self.files = [reopened(first.path), reopened(a_copy(first.path, "other"))]
        self.at = 0
        self.number = 0
        self.known: list[set[str]] = [set(), set()]

    def teardown(self) -> None:
        try:
            for _twice in range(2):
                for at in (0, 1):
                    self.take_in_the_other_file(at)
            self.every_coding_is_valid_or_listed()
            assert content(self.files[0].path) == content(self.files[1].path)
            first, second = (sorted(worklist(project), key=lambda one: one.id) for project in self.files)  # order of arrival differs
            assert first == second
            for project in self.files:
                assert check(project.path) == []
        finally:
            for project in self.files:
                project.close()
            self.folder.cleanup()

    @property
    def project(self) -> Project:
        return self.files[self.at]

    @property
    def other(self) -> Project:
        return self.files[1 - self.at]

    # ---- what is done

    def attempt(self, act, *words, **named):
        try:
            return act(self.project, *words, **named)
        except AnnotatorError:
            return None

    @contextmanager
    def nothing_lost(self):
        """Nothing but undo takes a coding away."""
        before = codings_of(self.project)
        yield
        assert before <= codings_of(self.project)

    def a_list(self, owner, pick: int):
        """Return the place of one of the owner's attributes with values, and those still offered in the draft."""
        draft = drafts.the_draft(self.project)
        codebook = draft.codebook if draft is not None else self.project.codebook
        lists = [one for one in asked_of(codebook, owner) if one.type in (SINGLE, MULTIPLE) and one.offered]
        if not lists:
            return None, []
        chosen = lists[pick % len(lists)]
        return (*owner, chosen.id), [one.id for one in chosen.offered]

    @initialize(starts=st.lists(st.integers(0, 60), min_size=6, max_size=10))
    def code(self, starts):
        for number, start in enumerate(starts):
            self.mark(number % 2, ("claim", "stance", "speculation")[number % 3], start, start)

    @rule(at=FILE, category=CATEGORIES, pick=PICK, start=st.integers(0, 40))
    def mark(self, at, category, pick, start):
        self.at = at
        article = article_ids(self.project)[0]
        values = {}
        for place, one in enumerate(self.project.codebook.attributes_of(category)):
            if one.type == SINGLE and one.applies(values) and one.offered and not one.retired:
                values[one.id] = one.offered[(pick + place) % len(one.offered)].id
        self.attempt(coding.annotate, article, category, Span(start, start + 4), values=values)

    @rule(at=FILE, pick=PICK)
    def link_two_claims(self, at, pick):
        self.at = at
        article = article_ids(self.project)[0]
        claims = [one for one in self.project.annotations.of_article(article) if one.category == "claim"]
        link = self.project.codebook.link("responds_to")
        if len(claims) > 1 and link is not None:
            relation = link.attributes[0].offered
            values = {link.attributes[0].id: relation[pick % len(relation)].id} if relation else {}
            self.attempt(coding.link, "responds_to", claims[pick % len(claims)].id, claims[(pick + 1) % len(claims)].id, values=values)

    @rule(at=FILE, pick=PICK)
    def judge_the_article(self, at, pick):
        self.at = at
        lists = [one for one in self.project.codebook.article_variables if one.type == SINGLE and one.offered and not one.retired]
        if lists:
            chosen = lists[pick % len(lists)]
            self.attempt(coding.set_article_value, article_ids(self.project)[0], chosen.id, chosen.offered[pick % len(chosen.offered)].id)

    @rule(at=FILE, owner=OWNERS, pick=PICK, how=st.sampled_from(ACTS))
    def edit(self, at, owner, pick, how):
        self.at = at
        place, values = self.a_list(owner, pick)
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

    @rule(at=FILE, owner=OWNERS, pick=PICK, what=st.sampled_from(["ask", "retire", "require", "condition"]))
    def edit_a_question(self, at, owner, pick, what):
        self.at = at
        place, values = self.a_list(owner, pick)
        if place is None:
            return
        self.number += 1
        made = {
            "ask": add((*owner, f"q{self.number}"), label=f"Q {self.number}", type="single", required=pick % 2 == 0, default="a",
                       values=[{"id": "a"}, {"id": "b"}]),
            "retire": retire(place),
            "require": change(place, required=pick % 2 == 0),
            "condition": change((*owner, f"q{self.number - 1}"), when={place[-1]: [values[0]]}),
        }[what]  # fmt: skip
        self.attempt(drafts.edit, made)

    @rule(at=FILE, category=CATEGORIES, again=st.booleans())
    def retire_a_category(self, at, category, again):
        self.at = at
        self.attempt(drafts.edit, (restore if again else retire)(("category", category)))

    @rule(at=FILE, what=st.sampled_from(["news_claims", "four_tags", "other", "qdc"]), others=st.booleans())
    def take_a_codebook_into_the_draft(self, at, what, others):
        self.at = at
        if what == "qdc":
            path = Path(self.folder.name) / "book.qdc"
            write_any(self.other.codebook, path)
            wanted = read_any(path, self.project.codebook)
        else:
            wanted = self.other.codebook if what == "other" else built_in_codebook(what)
        self.attempt(taking.take_into_draft, wanted, retire_others=others)

    @rule(at=FILE, what=st.sampled_from(["news_claims", "four_tags", "other"]))
    def make_a_codebook_the_next_version(self, at, what):
        self.at = at
        with self.nothing_lost():
            self.attempt(import_codebook, self.other.codebook if what == "other" else built_in_codebook(what))

    @rule(at=FILE, owner=OWNERS, pick=PICK)
    def add_a_list_of_codes(self, at, owner, pick):
        self.at = at
        place, _values = self.a_list(owner, pick)
        if place is not None:
            self.number += 1
            self.attempt(taking.add_values, place, [Code(f"Code {self.number}", below=[Code("part")])])

    @rule(at=FILE, keep=st.booleans())
    def publish(self, at, keep):
        self.at = at
        draft = drafts.the_draft(self.project)
        if draft is not None and keep:
            for one in draft.differences:
                if one.changes_meaning:
                    self.attempt(drafts.keep_old_codings, one.place)
        foreseen = effect(self.project)
        with self.nothing_lost():
            done = self.attempt(drafts.publish)
        if done is not None:
            assert (foreseen.version, foreseen.counts.get(RECODED, 0)) == (done.codebook.version, done.recoded)
            assert foreseen.listed == len(worklist(self.project))
        if done is None and draft is not None and draft.findings:
            self.attempt(drafts.discard)

    @rule(at=FILE, edits=st.lists(st.tuples(OWNERS, PICK, st.sampled_from(ACTS)), min_size=1, max_size=3), keep=st.booleans())
    def revise(self, at, edits, keep):
        """Edit and publish at one go, as it happens most."""
        for owner, pick, how in edits:
            self.edit(at, owner, pick, how)
        self.publish(at, keep)

    @rule(at=FILE, pick=PICK, how=st.sampled_from(["merge", "split", "retire", "define"]), keep=st.booleans())
    def revise_what_is_coded(self, at, pick, how, keep):
        """Publish a change of a value that some coding has."""
        self.at = at
        used = self.what_is_coded()
        if not used:
            return
        place, attribute = used[pick % len(used)]
        other = next((one.id for one in attribute.offered if one.id != place[-1]), "")
        self.number += 1
        made = {
            "merge": lambda: merge_values(place[:-1], [place[-1]], other),
            "split": lambda: split_value(place, [{"id": f"v{self.number}_{part}", "label": f"V {self.number} {part}"} for part in (1, 2)]),
            "retire": lambda: retire(place),
            "define": lambda: change(place, definition=f"means {self.number}"),
        }[how]()
        self.attempt(drafts.edit, made)
        self.publish(at, keep)

    @rule(at=FILE, pick=PICK, keep=st.booleans())
    def ask_what_is_coded_only_under_a_condition(self, at, pick, keep):
        self.at = at
        used = [(place, one) for place, one in self.what_is_coded() if not one.when]
        if not used:
            return
        place, attribute = used[pick % len(used)]
        beside = [one for one in asked_of(self.project.codebook, place[:-2])
                  if one.type == SINGLE and one.id != attribute.id and not one.when and one.offered and not one.retired]  # fmt: skip
        if beside:
            wanted = beside[pick % len(beside)].offered
            self.attempt(drafts.edit, change(place[:-1], when={beside[pick % len(beside)].id: [wanted[pick % len(wanted)].id]}))
            self.publish(at, keep)

    def what_is_coded(self):
        """Return the values that codings have, as (place, its question)."""
        codebook = self.project.codebook
        return [((*owner, one.id, values[one.id]), one) for _kind, _id, values, _version, owner in all_codings(self.project)
                for one in asked_of(codebook, owner) if one.type == SINGLE and one.id in values]  # fmt: skip

    @rule(at=FILE, category=CATEGORIES, pick=PICK, start=st.integers(0, 40))
    def revise_both_files_apart(self, at, category, pick, start):
        """In each file another new value is published, in versions that may bear one name, and coded with."""
        for here in (at, 1 - at):
            self.at = here
            place, _values = self.a_list(("category", category), pick)
            if place is None:
                continue
            self.number += 1
            self.attempt(drafts.edit, add((*place, f"v{self.number}"), label=f"V {self.number}"))
            self.publish(here, False)
            span = Span(start, start + 5 + self.number)
            self.attempt(coding.annotate, article_ids(self.project)[0], category, span, values={place[-1]: f"v{self.number}"})

    @rule(at=FILE)
    def drop_what_does_not_fit(self, at):
        self.at = at
        self.attempt(drafts.drop_unfit)

    @rule(at=FILE, category=CATEGORIES, pick=PICK)
    def recode_some(self, at, category, pick):
        self.at = at
        attributes = [one for one in self.project.codebook.attributes_of(category) if one.type == SINGLE and one.offered]
        if attributes:
            chosen = attributes[pick % len(attributes)]
            with self.nothing_lost():
                self.attempt(recode, Filter(category), {chosen.id: chosen.offered[pick % len(chosen.offered)].id})

    @rule(at=FILE)
    def keep_what_is_listed(self, at):
        self.at = at
        self.attempt(keep_as_is, [one.id for one in worklist(self.project) if one.kind == ANNOTATION])

    @rule(at=FILE, times=st.integers(1, 3))
    def undo(self, at, times):
        self.at = at
        for _time in range(times):
            last = self.project.history.undoable(self.project.the_coder().id)
            if last is None or last.label == "Import articles":
                return
            try:
                self.project.undo()
            except AnnotatorError:
                return

    @rule(at=FILE)
    def redo(self, at):
        self.at = at
        try:
            self.project.redo()
        except AnnotatorError:
            return

    @rule(at=FILE)
    def take_in_the_other_file(self, at):
        """What was never known to one file, or stands in both, stands in both afterwards; a merge of sound files is never refused."""
        self.at = at
        mine, theirs = codings_of(self.project), codings_of(self.other)
        merge_file(self.project, self.other.path)
        gone = (self.known[0] & self.known[1]) - (mine & theirs)  # one of the files took it back
        assert (mine | theirs) - gone <= codings_of(self.project)
        self.known[self.at] |= mine | theirs

    # ---- what always holds

    @invariant()
    def every_coding_is_valid_or_listed(self):
        for at, project in enumerate(self.files):
            self.known[at] |= codings_of(project)
            listed = {(one.kind, one.id) for one in worklist(project)}
            versions = project.codebooks.all()
            for kind, id_, values, version, owner in all_codings(project):
                if (kind, id_) not in listed:
                    stands(project, values, version, owner, versions)


def asked_of(codebook, owner):
    """Return the questions of a category, link or article that are on."""
    if owner[0] == "article":
        return codebook.in_use(codebook.article_variables)
    found = codebook.category(owner[1]) if owner[0] == "category" else codebook.link(owner[1])
    return codebook.in_use(found.attributes) if found is not None else ()


def all_codings(project: Project):
    """Return annotations, links and judgements of the article as (kind, id, values, version, place of what asks)."""
    for article in article_ids(project):
        for one in project.annotations.of_article(article):
            yield "annotation", one.id, one.values, one.codebook_version, ("category", one.category)
        for link in project.links.of_article(article):
            yield "link", link.id, link.values, link.codebook_version, ("link", link.link)
    for judged in project.codings.all():
        yield "article_coding", f"{judged.article_id} {judged.coder_id}", judged.values, judged.codebook_version, ("article",)


def codings_of(project: Project) -> set[str]:
    """Return the ids of all annotations and links."""
    return {id_ for kind, id_, *_rest in all_codings(project) if kind != "article_coding"}


def rules_of(codebook, owner):
    from annotator.model.rules import Rules

    rules = Rules(codebook)
    return rules.article if owner[0] == "article" else (rules.categories if owner[0] == "category" else rules.links).get(owner[1])


def stands(project: Project, values, version: str, owner, versions) -> None:
    """Fail unless the newest codebook allows these values and misses none that every version of that name had not missed as well."""
    rules = rules_of(project.codebook, owner)
    told = f"{owner} {dict(values)} of {version} is not listed although"
    assert rules is not None, f"{told} {owner} is gone"
    try:
        rules.check(values, fill_defaults=False)
    except RuleViolation as error:
        raise AssertionError(f"{told} {error}") from error
    made_with = [rules_of(one, owner) for one in versions if one.version == version]
    assert made_with, f"{told} no version bears that name"
    for old in made_with:
        before = set(old.missing(values)) if old is not None else set()
        assert set(rules.missing(values)) <= before, f"{told} {rules.missing(values)} is missing"
    for attribute in rules.attributes:
        value = attribute.value(values.get(attribute.id)) if attribute.type == SINGLE and values.get(attribute.id) else None
        assert value is None or not (value.merged_into or value.split_into), f"{told} {value} became another"


class LongStudy(RevisedStudy):
    """The same with longer histories; how many, the variable ANNOTATOR_LONG_STUDIES says."""


QUIET = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": (Phase.explicit, Phase.reuse, Phase.generate)}
TestRevisedStudy = RevisedStudy.TestCase
TestRevisedStudy.settings = settings(max_examples=6, stateful_step_count=16, **QUIET)
TestLongStudy = pytest.mark.timeout(1200)(pytest.mark.slow(LongStudy.TestCase))
TestLongStudy.settings = settings(max_examples=int(os.environ.get("ANNOTATOR_LONG_STUDIES", "20")), stateful_step_count=40, **QUIET)
