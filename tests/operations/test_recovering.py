"""Recovery: whatever the damage, the new file is sound, nothing in it is made up, and what is missing is said by name."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

import pytest

from annotator.errors import ConflictError, FileProblem
from annotator.model.plan import Assignment, Round, RoundId, assignment_id
from annotator.operations import choosing, coding, recovering
from annotator.operations.checking import check
from annotator.operations.choosing import LOST
from annotator.operations.merging import merge_file
from annotator.operations.packages import make_package
from annotator.operations.recovering import recover
from annotator.project import open_project
from annotator.store.pages import LEAF_INDEX, LEAF_TABLE, Pages, leaves
from annotator.store.salvage import salvage
from tests.builders import annotator_command
from tests.operations.damage import PAGE, a_merged_study, a_study, rows_of, search, wrong_with


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return a_study(tmp_path_factory.mktemp("study"))


@pytest.fixture
def path(study, tmp_path):
    """A copy of the study under a name of its own."""
    made = tmp_path / "harbour.annot"
    made.write_bytes(study.read_bytes())
    return made


def edited(path, *statements):
    """Change a project behind the program's back."""
    with closing(sqlite3.connect(path)) as raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        for sql in statements:
            assert raw.execute(sql).rowcount != 0, sql
        for _name, sql in triggers:
            raw.execute(sql)
        raw.commit()


def test_twenty_damaged_files_give_sound_ones_with_all_losses_listed(tmp_path):
    assert search(tmp_path, range(20)) == []


def test_five_damaged_files_of_a_merge_give_sound_ones_with_all_losses_listed(tmp_path):
    assert search(tmp_path, range(5), a_merged_study) == []


def made_up(choice):
    key = next(key for key, row in choice.saved.rows.items() if key[0] == "annotation" and row["note"])
    choice.saved.rows[key] = choice.saved.rows[key] | {"note": "nobody wrote this"}


def kept_to_itself(choice):
    ends = {row[end] for key, row in choice.saved.rows.items() if key[0] == "link" for end in ("from_id", "to_id")}
    del choice.saved.rows[next(key for key in choice.saved.rows if key[0] == "annotation" and key[1] not in ends)]


@pytest.mark.parametrize(("fault", "told"), [(made_up, "made up"), (kept_to_itself, "lost without a word")])
def test_the_search_sees_a_recovery_with_that_fault_put_in(path, study, monkeypatch, fault, told):
    def faulty(*words):
        choice = choosing.choose(*words)
        fault(choice)
        return choice

    monkeypatch.setattr(recovering, "choose", faulty)
    assert any(one.startswith(told) for one in wrong_with(path, study))


def test_a_sound_file_is_recovered_whole_with_its_history(path):
    found = recover(path)

    assert found.is_complete
    assert rows_of(found.target) == rows_of(path)
    with open_project(path, read_only=True) as before, open_project(found.target, read_only=True) as after:
        assert [step.id for step in after.history.all()] == [step.id for step in before.history.all()]
    assert "Nothing is lost" in found.list_path.read_text(encoding="utf-8")


def test_a_row_that_was_changed_behind_the_log_is_set_right_from_it(path):
    edited(path, "UPDATE annotation SET note = 'another' WHERE note = 'a note of ada about passage 0'")

    found = recover(path)

    assert found.lost == ()
    assert {note.kind for note in found.notes} == {choosing.MENDED}
    assert rows_of(found.target) == rows_of_sound(path)


def rows_of_sound(path):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE annotation SET note = 'a note of ada about passage 0' WHERE note = 'another'")
        raw.commit()
    return rows_of(path)


def test_behind_an_edited_step_the_history_ends_and_the_codings_stand(path):
    edited(path, """UPDATE change SET after = replace(after, 'demand', 'threat') WHERE table_name = 'annotation' AND before IS NULL
                     AND step = (SELECT min(step) FROM change WHERE table_name = 'annotation')""")  # fmt: skip
    assert any(fault.kind == "log" for fault in check(path))

    found = recover(path)

    assert found.steps_lost
    assert found.lost == ()
    assert rows_of(found.target) == rows_of(path)


def test_behind_a_missing_step_the_history_ends_but_no_coding_is_lost(path):
    with closing(sqlite3.connect(path)) as raw:
        middle = raw.execute("SELECT counter FROM step ORDER BY counter LIMIT 1 OFFSET (SELECT count(*) / 2 FROM step)").fetchone()[0]
    edited(path, f"DELETE FROM change WHERE step IN (SELECT seq FROM step WHERE counter = {middle})",
           f"DELETE FROM step WHERE counter = {middle}")  # fmt: skip

    found = recover(path)

    assert found.steps_kept == middle - 1
    assert found.steps_lost
    assert found.lost == ()
    assert rows_of(found.target) == rows_of(path)


def test_an_article_whose_text_is_lost_is_named_with_all_that_hangs_on_it(path):
    edited(path, "UPDATE article_text SET text = replace(text, 'Fishing', 'Fisking') WHERE n_characters > 700")
    with open_project(path, read_only=True) as project:
        gone = [one.id for one in project.articles.all() if one.n_characters > 700]
        hanging = sum(len(project.annotations.of_article(one)) for one in gone)

    found = recover(path)

    assert {note.row_id for note in found.lost if note.table == "article"} == set(gone)
    assert sum(1 for note in found.lost if note.table == "annotation") == hanging
    said = found.list_path.read_text(encoding="utf-8")
    assert "B4, ada:" in said
    assert "its text is lost" in said
    with open_project(found.target) as project, pytest.raises(ConflictError, match="text of an article"):
        project.take_back(project.history.latest()[0])


def test_what_is_lost_is_taken_from_a_backup_where_a_hash_proves_it(path):
    with open_project(path) as project:
        project.backup()
        coder = project.coders.named("ada").id
        first = project.articles.find("B1").id
        project.coder = project.coders.named("ada")
        coding.set_note(project, project.annotations.of_article(first, coder)[0].id, "after the backup")
    before = rows_of(path)
    edited(path, "UPDATE article_text SET text = replace(text, 'Fishing', 'Fisking') WHERE n_characters > 700",
           "UPDATE change SET after = replace(after, 'demand', 'threat') WHERE table_name = 'annotation' AND before IS NULL")  # fmt: skip

    found = recover(path)

    assert found.lost == ()
    assert found.steps_lost == ()
    assert rows_of(found.target) == before


def test_a_head_that_is_gone_hides_no_row(path):
    data = bytearray(path.read_bytes())
    data[:PAGE] = random.Random(1).randbytes(PAGE)
    path.write_bytes(data)
    with pytest.raises(FileProblem):
        open_project(path, read_only=True)

    found = recover(path)

    assert check(found.target) == []
    assert found.lost == ()
    assert found.kept["annotation"] > 30


def test_an_unfinished_step_beside_the_file_is_taken_back_in_a_copy(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA cache_size = 5")
        raw.execute("BEGIN")
        raw.execute("UPDATE annotation SET quote = 'unfinished'")
        half, journal = path.read_bytes(), path.with_name(path.name + "-journal").read_bytes()
        raw.execute("ROLLBACK")
    sound = rows_of(path)
    path.write_bytes(half)
    path.with_name(path.name + "-journal").write_bytes(journal)

    found = recover(path)

    assert path.read_bytes() == half
    assert path.with_name(path.name + "-journal").read_bytes() == journal
    assert rows_of(found.target) == sound


def test_no_file_is_written_over_and_an_open_project_is_left_alone(path, tmp_path):
    good = tmp_path / "good.annot"
    good.write_bytes(path.read_bytes())
    with pytest.raises(FileProblem, match="is there already"):
        recover(path, good)
    assert good.read_bytes() == path.read_bytes()
    with open_project(path), pytest.raises(FileProblem, match="close it first"):
        recover(path)
    assert recover(path).target.name == "harbour recovered.annot"
    assert recover(path).target.name == "harbour recovered 2.annot"


@pytest.mark.parametrize("what", [b"", b"no project at all", bytes(5 * PAGE)])
def test_what_holds_nothing_of_a_project_is_refused_and_leaves_nothing_behind(tmp_path, what):
    path = tmp_path / "empty.annot"
    path.write_bytes(what)
    with pytest.raises(FileProblem, match=r"empty\.annot"):
        recover(path)
    assert [one.name for one in tmp_path.iterdir()] == ["empty.annot"]


def test_a_stopped_recovery_leaves_nothing_behind(path, monkeypatch):
    def stop(*_words, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(recovering, "check", stop)
    with pytest.raises(KeyboardInterrupt):
        recover(path)
    assert [one.name for one in path.parent.iterdir()] == ["harbour.annot"]


def test_the_command_says_what_was_saved_and_what_was_lost(path, tmp_path):
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 3 // 4])

    done = annotator_command("recover", path, tmp_path / "saved.annot")

    assert done.returncode == 0, done.stderr
    assert "the file is cut short" in done.stdout
    assert "annotations: " in done.stdout
    assert annotator_command("check", tmp_path / "saved.annot").returncode == 0
    assert annotator_command("recover", path, tmp_path / "saved.annot").returncode == 1


def test_work_of_several_files_is_recovered_as_their_merge_had_it(tmp_path):
    one, other = a_study(tmp_path), tmp_path / "other.annot"
    other.write_bytes(one.read_bytes())
    for path, note in ((one, "here"), (other, "there")):
        with open_project(path, "ada") as project:
            first = project.annotations.of_article(project.articles.find("B1").id, project.coder.id)[0]
            coding.set_note(project, first.id, note)
    with open_project(one) as project:
        merge_file(project, other)

    found = recover(one)

    assert found.is_complete
    assert rows_of(found.target) == rows_of(one)


@pytest.mark.parametrize("part", [0.1, 0.76, 0.83, 0.97])
def test_a_damaged_work_package_is_recovered_as_one_and_comes_home(path, tmp_path, part):
    with open_project(path, "ada") as project:
        articles = [one.id for one in project.articles.all()]
        with project.step("Assign articles", *articles):
            project.rounds.add(Round(RoundId("main"), "main", codebook_version=project.codebook.version))
            ben = project.coders.named("ben").id
            project.assignments.add_many(
                Assignment(assignment_id("main", one, ben), RoundId("main"), one, ben, place) for place, one in enumerate(articles)
            )
        package = make_package(project, "ben", tmp_path / "ben.annot").path
    with open_project(package, "ben") as project:
        article = project.articles.find("B1").id
        coding.set_note(project, project.annotations.of_article(article, project.the_coder().id)[0].id, "looked at away from home")
    data = bytearray(package.read_bytes())
    place = int(len(data) // PAGE * part) * PAGE
    data[place : place + PAGE] = bytes(PAGE)
    package.write_bytes(data)

    found = recover(package)

    assert check(found.target) == []
    with open_project(path, "ada") as project:
        merge_file(project, found.target)
        assert check(path) == []
        ben = project.coders.named("ben").id
        assert "looked at away from home" in {one.note for one in project.annotations.of_article(article, ben)}


def test_every_row_is_read_back_as_sqlite_reads_it(study):
    remains = salvage(study.read_bytes())
    assert remains.unread == []
    with closing(sqlite3.connect(study)) as raw:
        raw.row_factory = sqlite3.Row
        for table, rows in remains.rows.items():
            stored = [dict(row) for row in raw.execute(f"SELECT * FROM {table}")]
            assert sorted(map(repr, rows)) == sorted(map(repr, stored)), table


def test_lost_rows_are_listed_by_article_and_coder(path):
    with closing(sqlite3.connect(path)) as raw:
        root = raw.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'annotation'").fetchone()[0]
        logs = [row[0] for row in raw.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'change'")]
    data = bytearray(path.read_bytes())
    pages = Pages(bytes(data))
    below = [number for number, page in leaves(pages, root) if page is not None and page.kind == LEAF_TABLE][:2]
    below += [number for number, page in leaves(pages, logs[0]) if page is not None and page.kind == LEAF_INDEX][:6]
    for number in below:
        data[(number - 1) * PAGE : number * PAGE] = bytes(PAGE)
    path.write_bytes(data)

    found = recover(path)

    assert {note.kind for note in found.notes} >= {LOST}
    lost = [note for note in found.lost if note.table == "link"]
    assert all(note.article and note.coder for note in lost)
