"""One way to write: steps, the three verbs, and the log that says what stood before and after."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import replace

import pytest
from builders import ACTOR, CLAIM, a_link, a_project, an_annotation, an_article

from annotator.errors import ReadOnlyProject
from annotator.model.annotation import Annotation
from annotator.model.ids import AnnotationId, new_id
from annotator.operations import coding
from annotator.operations.checking import check
from annotator.operations.codebook import import_codebook
from annotator.operations.projects import built_in_codebook
from annotator.project import open_project
from annotator.store.annotations import annotation_row
from annotator.store.connection import BULK_CACHE_KIB, READ_CACHE_KIB
from annotator.store.database import chain_hash, content_hash


@pytest.fixture
def project(tmp_path):
    with a_project(tmp_path) as opened:
        yield opened


@pytest.fixture
def article(project):
    return an_article(project)


def last_changes(project):
    return project.history.changes(project.history.all()[-1].id)


def test_a_new_row_is_logged_whole_and_a_deleted_one_too(project, article):
    made = an_annotation(project, article)
    [insert] = [change for change in last_changes(project) if change.table == "annotation"]
    coding.delete_annotation(project, made.id)
    [delete] = last_changes(project)

    assert (insert.before, insert.after["quote"], insert.after["values"]["issue"]) == (None, made.quote, "trade")
    assert (delete.after, delete.before) == (None, insert.after)
    assert "fragments" not in insert.after


def test_of_a_changed_row_only_what_differs_is_logged_values_key_by_key(project, article):
    made = an_annotation(project, article)

    coding.set_value(project, made.id, "issue", "health")

    [change] = last_changes(project)
    assert change.before["values"] == {"issue": "trade"}
    assert change.after["values"] == {"issue": "health"}
    assert set(change.after) == {"values", "updated_at"}


def test_a_value_taken_away_is_null_in_the_log(project, article):
    made = an_annotation(project, article)

    coding.set_value(project, made.id, "issue", None)

    [change] = last_changes(project)
    assert change.after["values"] == {"issue": None}
    assert "issue" not in project.annotations.get(made.id).values


def test_a_step_says_who_did_what_where_and_its_counter_goes_up_by_one(project, article):
    an_annotation(project, article)

    first, *_between, last = project.history.all()
    assert (last.label, last.coder_id, last.articles) == ("Code claim", project.the_coder().id, (article,))
    assert [step.counter for step in project.history.all()] == list(range(first.counter, last.counter + 1))
    assert last.id == f"{last.counter}@{last.origin}"


def test_a_step_that_changes_nothing_is_no_step(project, article):
    made = an_annotation(project, article)
    before = len(project.history.all())

    coding.set_value(project, made.id, "issue", "trade")

    assert len(project.history.all()) == before


def test_a_step_that_fails_leaves_nothing(project, article):
    before = len(project.history.all())

    with contextlib.suppress(ZeroDivisionError), project.step("Half a step", article):
        project.coders.add("eve")
        project.settings.set("name", "other")
        _ = 1 / 0

    assert (project.coders.named("eve"), project.settings.get("name"), len(project.history.all())) == (None, "study", before)
    an_annotation(project, article)
    assert check(project.path) == []


def test_rows_are_written_inside_a_step_only_and_steps_do_not_nest(project):
    with pytest.raises(RuntimeError, match="outside a step"):
        project.coders.add("eve")
    with pytest.raises(RuntimeError, match="inside another step"), project.step("One"), project.step("Two"):
        pass


def test_rows_of_one_table_are_written_at_once_and_logged_one_by_one(project, article):
    text = project.articles.text(article)
    made = [
        Annotation(
            AnnotationId(new_id()), article, project.the_coder().id, "claim", (replace(CLAIM, start=start),), text[start : CLAIM.end],
            codebook_version="1.0", note='100 % "sure"', created_at="-", updated_at="-",
        )
        for start in range(62, 70)
    ]  # fmt: skip

    with project.step("Many", article):
        project.database.insert_many("annotation", [annotation_row(one) for one in made])

    assert [change.after["note"] for change in last_changes(project)] == ['100 % "sure"'] * 8
    assert project.annotations.total() == 8
    assert check(project.path) == []


def test_the_log_cannot_be_changed_or_deleted(project, article):
    for statement in ("UPDATE step SET label = 'x'", "DELETE FROM step", "UPDATE change SET after = '{}'", "DELETE FROM change"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            project.database.raw.execute(statement)


def test_each_step_carries_the_hash_of_what_it_says_and_of_all_before_it(project, article):
    an_annotation(project, article)
    head = b""
    for step in project.database.all("SELECT * FROM step ORDER BY counter"):
        changes = project.database.all(
            "SELECT table_name, row_id, before, after FROM change WHERE step = ? ORDER BY number", (step["seq"],)
        )
        articles = [row[0] for row in project.database.all("SELECT article_id FROM step_article WHERE step = ? ORDER BY 1", (step["seq"],))]
        content = content_hash(
            step["counter"], step["origin"], step["coder_id"], step["label"], step["made_at"], step["undoes"] or "", articles,
            [tuple(row) for row in changes],
        )  # fmt: skip
        head = chain_hash(head, content)
        assert (step["content_hash"], step["chain_hash"]) == (content, head)


def test_listeners_hear_what_a_step_touched(project, article):
    heard = []
    project.listen(heard.append)

    an_annotation(project, article)

    assert [(sorted(one.tables), one.articles, one.step.label) for one in heard] == [
        (["annotation", "article_coding", "step"], {article}, "Code claim")
    ]


def test_listeners_hear_of_a_batch_once_and_only_when_it_is_kept(project):
    heard = []

    def look(changes):
        with open_project(project.path, read_only=True) as reader:
            heard.append((changes.tables, reader.coders.named("bob") is not None))

    project.listen(look)
    with project.batch():
        for name in ("eve", "bob"):
            with project.step(f"Add {name}"):
                project.coders.add(name)
        assert heard == []
    with contextlib.suppress(ZeroDivisionError), project.batch():
        with project.step("Add fay"):
            project.coders.add("fay")
        _ = 1 / 0

    assert heard == [({"coder", "step"}, True)]


def test_inside_a_batch_the_codebook_is_the_one_just_written_and_afterwards_the_one_that_was_kept(project):
    before = project.codebook
    with contextlib.suppress(ZeroDivisionError), project.batch():
        import_codebook(project, built_in_codebook("four_tags"))
        assert project.codebook.name == "Four tags"
        _ = 1 / 0

    assert project.codebook == before


def test_a_project_that_is_read_only_refuses_a_step(project):
    with open_project(project.path, read_only=True) as reader, pytest.raises(ReadOnlyProject), reader.step("Write"):
        pass


# ---- batches --------------------------------------------------------------------------------------------------------------


def test_a_batch_keeps_several_steps_in_one_transaction(project, article):
    with open_project(project.path, read_only=True) as reader:
        with project.database.batch():
            for name in ("eve", "bob"):
                with project.database.step(f"Add {name}"):
                    project.coders.add(name)
            assert reader.coders.named("eve") is None
        assert [step.label for step in reader.history.all()[-2:]] == ["Add eve", "Add bob"]
    assert project.database.last_changes.tables == {"coder", "step"}
    assert project.database.last_step.label == "Add bob"
    assert check(project.path) == []


def test_a_batch_that_fails_leaves_none_of_its_steps(project):
    before = len(project.history.all())

    with contextlib.suppress(ZeroDivisionError), project.database.batch():
        with project.database.step("Add eve"):
            project.coders.add("eve")
        _ = 1 / 0

    assert (project.coders.named("eve"), len(project.history.all())) == (None, before)
    with project.step("Add bob"):
        project.coders.add("bob")
    assert check(project.path) == []


def test_a_failed_step_cannot_be_swallowed_inside_a_batch(project):
    def go_on_after_a_failure():
        with project.database.batch():
            with contextlib.suppress(ZeroDivisionError), project.database.step("Half"):
                project.coders.add("eve")
                _ = 1 / 0
            with project.database.step("Whole"):
                project.coders.add("bob")

    with pytest.raises(RuntimeError, match="after one of them had failed"):
        go_on_after_a_failure()

    assert (project.coders.named("eve"), project.coders.named("bob")) == (None, None)


def test_batches_do_not_nest_and_need_a_project_open_for_writing(project):
    with pytest.raises(RuntimeError, match="inside another one"), project.database.batch(), project.database.batch():
        pass
    with open_project(project.path, read_only=True) as reader, pytest.raises(ReadOnlyProject), reader.database.batch():
        pass


# ---- several connections --------------------------------------------------------------------------------------------------


def test_two_connections_of_one_process_write_one_unbroken_chain(project, article):
    with open_project(project.path, "ada") as other:
        for start in range(0, 30, 6):
            an_annotation(project, article, replace(CLAIM, start=start, end=start + 3))
            an_annotation(other, article, replace(CLAIM, start=start + 3, end=start + 6))

    counters = [step.counter for step in project.history.all()]
    assert counters == list(range(1, len(counters) + 1))
    assert check(project.path) == []


def test_links_go_with_the_annotation_they_hang_on(project, article):
    actor, claim = an_annotation(project, article, ACTOR, category="actor"), an_annotation(project, article)
    link = a_link(project, "makes", actor, claim)

    _annotation, gone = coding.delete_annotation(project, claim.id)

    assert [one.id for one in gone] == [link.id]
    assert [change.table for change in last_changes(project)] == ["link", "annotation"]


def test_sqlite_writes_a_row_as_the_log_does_whatever_signs_it_holds(project, article):
    signs = "".join(map(chr, range(1, 0x21))) + '"\\/\x7f\x80\u2028 ’ मु \U0001f600 100 %'
    made = an_annotation(project, article)
    row = annotation_row(replace(made, id=AnnotationId(new_id()), note=signs, values={"proposition": signs}, name=signs))

    with project.step("Odd signs", article):
        project.database.insert("annotation", row)

    [logged] = project.database.all("SELECT after FROM change WHERE row_id = ?", (row["id"],))
    assert project.database.read_logged("annotation", [row["id"], made.id])[row["id"]] == logged["after"]


def test_what_stands_in_the_log_is_compact_json(project, article):
    an_annotation(project, article)

    for row in project.database.all("SELECT after FROM change WHERE after IS NOT NULL"):
        assert row["after"] == json.dumps(json.loads(row["after"]), ensure_ascii=False, separators=(",", ":"))


def test_a_large_step_stays_in_as_much_memory_as_is_meant_and_no_more(tmp_path):
    with a_project(tmp_path) as project:
        raw = project.database.raw
        page = raw.execute("PRAGMA page_size").fetchone()[0]

        def held():
            return raw.execute("PRAGMA cache_spill").fetchone()[0] * page / 1024

        project.database.use_large_cache(True)
        assert BULK_CACHE_KIB * 0.8 < held() <= BULK_CACHE_KIB
        project.database.use_large_cache(False)
        assert 0 < held() <= READ_CACHE_KIB
