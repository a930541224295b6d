"""A coder takes a package home: a project file with the assigned articles and nobody else's work. It comes back by merging."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from itertools import permutations

import pytest

from annotator.errors import AnnotatorError, FileProblem
from annotator.model.plan import Assignment, Round, RoundId, assignment_id
from annotator.operations import coding
from annotator.operations.checking import check
from annotator.operations.packages import make_package, package_coder
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.builders import ACTOR, CLAIM, TEXT, a_project_file, an_annotation, an_article, annotator_command
from tests.merging.joined_files import a_copy, content, merged

CODERS = ("ben", "cara", "dan", "eve", "finn")
SECRET = "nobody but ada may read this note"


def assign(project, coder, articles):
    """Let the supervisor give articles to a coder."""
    person = project.coders.named(coder)
    with project.step("Assign articles", *articles):
        if project.rounds.named("main") is None:
            project.rounds.add(Round(RoundId("main"), "main", codebook_version=project.codebook.version))
        project.assignments.add_many(
            Assignment(assignment_id("main", article, person.id), RoundId("main"), article, person.id, number)
            for number, article in enumerate(articles)
        )


@pytest.fixture
def study(tmp_path):
    """Four articles; ada, who supervises, has coded the first two, and each of five coders has two of them to code."""
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        enter(project, "ada")
        articles = [an_article(project, f"{TEXT} Page {number}.", source_id=f"A{number}") for number in range(4)]
        for article in articles[:2]:
            marked = an_annotation(project, article)
            coding.set_note(project, marked.id, SECRET)
        with project.step("Add coders"):
            for coder in CODERS:
                project.coders.add(coder)
        for number, coder in enumerate(CODERS):
            assign(project, coder, [articles[number % 4], articles[(number + 1) % 4]])
    return path


def packaged(study, coder):
    """Write a coder's package."""
    with open_project(study, read_only=True) as project:
        return make_package(project, coder, study.with_name(f"{coder}.annot")).path


def works(path, coder):
    """Let a coder code each article of a file, change one's mind, and finish."""
    with open_project(path) as project:
        enter(project, coder)
        for article in project.articles.ids():
            claim = an_annotation(project, article, CLAIM)
            actor = an_annotation(project, article, ACTOR, category="actor", values={})
            coding.link(project, "makes", actor.id, claim.id)
            coding.set_value(project, claim.id, "form", "direct")
            coding.delete_annotation(project, an_annotation(project, article, ACTOR, values={}).id)


def test_a_package_holds_the_assigned_articles_in_their_order_and_is_sound(study):
    path = packaged(study, "ben")

    assert check(path) == []
    with open_project(path, read_only=True) as project:
        assert [one.source_id for one in project.articles.all()] == ["A0", "A1"]
        assert [one.name for one in project.coders.all()] == ["ada", "ben"]
        assert package_coder(project) == "ben"
        assert [one.position for one in project.assignments.all()] == [0, 1]


def test_nothing_of_anybody_elses_work_is_in_a_package(study):
    with open_project(study) as project:
        enter(project, "cara")
        marked = an_annotation(project, project.articles.find("A1").id, ACTOR)
        coding.set_note(project, marked.id, "cara was here")
        coding.delete_annotation(project, marked.id)

    data = packaged(study, "ben").read_bytes()

    assert SECRET.encode() not in data
    assert b"cara" not in data
    assert b"Code claim" not in data


def test_a_package_opens_for_its_coder_alone(study):
    path = packaged(study, "ben")

    with open_project(path) as project:
        with pytest.raises(AnnotatorError, match="work package of ben"):
            enter(project, "ada")
        assert not enter(project, "ben").is_supervisor


def test_what_was_coded_in_a_package_comes_back_and_the_coder_can_go_on_in_it(study):
    path = packaged(study, "ben")
    works(path, "ben")

    [first] = merged(study, path)
    works_before = content(study)["annotation"]
    with open_project(path) as project:
        enter(project, "ben")
        project.undo(project.articles.ids()[0])
    [second] = merged(study, path)

    assert {(one.coder, one.article, one.made) for one in first.counts} == {("ben", "A0", 4), ("ben", "A1", 4)}
    assert (second.steps, second.conflicts) == (1, ())
    assert len(content(study)["annotation"]) == len(works_before) + 1  # the deletion was taken back
    assert check(study) == []


def test_what_the_coder_had_done_before_goes_along_and_can_be_undone_in_the_package(study):
    with open_project(study) as project:
        enter(project, "ben")
        marked = an_annotation(project, project.articles.find("A0").id)
    path = packaged(study, "ben")

    with open_project(path) as project:
        enter(project, "ben")
        assert project.annotations.get(marked.id).quote == "tariffs on fish must fall by the summer"
        project.undo(marked.article_id)
        assert project.annotations.find(marked.id) is None
    merged(study, path)

    with open_project(study, read_only=True) as project:
        assert project.annotations.find(marked.id) is None


def test_a_package_of_another_project_is_refused(study, tmp_path):
    path = packaged(study, "ben")
    other = a_project_file(tmp_path, name="other")

    with pytest.raises(AnnotatorError, match="work package of another project"):
        merged(other, path)


def test_an_altered_package_is_refused_whole(study):
    path = packaged(study, "ben")
    works(path, "ben")
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DROP TRIGGER change_is_kept")
        raw.execute("UPDATE change SET after = replace(after, 'demand', 'factual') WHERE table_name = 'annotation'")
        raw.execute("UPDATE annotation SET \"values\" = replace(\"values\", 'demand', 'factual')")
        raw.execute(
            "CREATE TRIGGER change_is_kept BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
        )
        raw.commit()
    before = content(study)

    with pytest.raises(FileProblem, match="altered or cut short since it was closed"):
        merged(study, path)
    open_project(path).close()  # seals it as it is now
    with pytest.raises(FileProblem, match="log was edited"):
        merged(study, path)

    assert content(study) == before


@pytest.mark.slow
def test_five_packages_in_all_120_orders_give_identical_content(study, tmp_path):
    packages = [packaged(study, coder) for coder in CODERS]
    for path in packages:
        works(path, path.stem)
    with open_project(study) as project:  # meanwhile the supervisor goes on
        enter(project, "ada")
        an_annotation(project, project.articles.find("A3").id)

    first = None
    for number, order in enumerate(permutations(packages)):
        target = a_copy(study, f"order {number}")
        merged(target, *order)
        found = content(target)
        first = first or found
        assert found == first, [one.stem for one in order]
        target.unlink()
    assert len(first["annotation"]) == 5 * 2 * 2 + 3


# ---- by command -----------------------------------------------------------------------------------------------------------


def test_the_commands_write_packages_preview_them_and_merge_them(study, tmp_path):
    made = annotator_command("package", study, tmp_path / "packages", "--coder", "ben", "--coder", "cara")
    assert made.returncode == 0, made.stderr
    assert "2 articles for ben" in made.stdout
    bens, caras = tmp_path / "packages" / "ben.annot", tmp_path / "packages" / "cara.annot"
    works(bens, "ben")
    works(caras, "cara")
    before = content(study)

    preview = annotator_command("merge", study, bens, caras, "--preview", "--json")
    assert [json.loads(line)["steps"] > 10 for line in preview.stdout.splitlines()] == [True, True]
    assert content(study) == before

    merge = annotator_command("merge", study, bens, caras)
    assert merge.returncode == 0, merge.stderr
    assert "ben, A0: 4 new" in merge.stdout
    again = annotator_command("merge", study, caras, bens)
    assert again.stdout.count("nothing new") == 2


def test_a_refused_file_is_named_and_the_others_are_merged(study, tmp_path):
    bens = packaged(study, "ben")
    works(bens, "ben")
    broken = tmp_path / "broken.annot"
    broken.write_bytes(bens.read_bytes()[:-8192])

    merge = annotator_command("merge", study, broken, bens)

    assert merge.returncode == 1
    assert str(broken) in merge.stderr
    assert "ben, A0" in merge.stdout


# ---- the seal -------------------------------------------------------------------------------------------------------------


def with_a_free_page(path):
    """Leave a page that nothing stands on in a package, as SQLite does when rows go, and close it as the program does."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA secure_delete = OFF")
        raw.execute("CREATE TABLE passing (text)")
        raw.execute("INSERT INTO passing VALUES (?)", ("x" * 20_000,))
        raw.commit()
        raw.execute("DROP TABLE passing")
        raw.commit()
        assert raw.execute("PRAGMA freelist_count").fetchone()[0] > 2
    open_project(path).close()


def with_a_byte_changed(path, place):
    """Write a copy of a file in which one bit is another."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    target = path.with_name(f"{path.stem} {place}.annot")
    target.write_bytes(data)
    return target


def unused_byte(path):
    """Return the place of a byte that no row, index or header uses."""
    return path.read_bytes().index(b"x" * 1_000) + 500


@pytest.mark.parametrize("worked", [False, True])
def test_a_package_in_which_a_byte_that_says_nothing_was_changed_is_refused_whole(study, worked):
    path = packaged(study, "ben")
    with_a_free_page(path)
    if worked:
        with open_project(path) as project:
            enter(project, "ben")
            an_annotation(project, project.articles.ids()[0])
    altered = with_a_byte_changed(path, unused_byte(path))
    before = content(study)

    with pytest.raises(FileProblem, match="altered or cut short since it was closed"):
        merged(study, altered)

    assert content(study) == before
    assert [fault.kind for fault in check(altered)] == ["seal"]
    assert check(path) == []
    assert len(merged(study, path)) == 1


def test_no_byte_of_a_package_can_be_changed_unseen(study):
    path = packaged(study, "ben")
    size = path.stat().st_size

    for place in range(37, size, size // 40):
        with pytest.raises(AnnotatorError):
            merged(study, with_a_byte_changed(path, place))


def test_a_package_is_sealed_whenever_it_is_closed_and_not_while_somebody_works_in_it(study):
    path = packaged(study, "ben")
    seals = [seal_in(path)]

    with open_project(path) as project:
        enter(project, "ben")
        assert seal_in(path).startswith("open")
        coding.set_article_value(project, project.articles.ids()[0], "relevance", "relevant")
        assert merged(study, path)[0].steps == 1  # as it is just now
    seals.append(seal_in(path))
    with open_project(path, read_only=True):
        pass
    works(path, "ben")
    seals.append(seal_in(path))

    assert len({*seals}) == 3
    assert all(len(one) == 64 and not one.startswith("open") for one in seals)
    assert merged(study, path)[0].steps > 0


def test_a_backup_and_a_copy_of_a_package_come_back_like_the_package(study, tmp_path):
    path = packaged(study, "ben")
    works(path, "ben")

    backup = annotator_command("backup", path, tmp_path / "kept.annot")
    assert backup.returncode == 0, backup.stderr
    assert check(tmp_path / "kept.annot") == []
    assert merged(study, tmp_path / "kept.annot", a_copy(path, "ben again"))[0].steps > 0


def test_a_package_that_fell_with_its_computer_is_judged_by_its_log_and_sealed_when_it_is_next_closed(study, tmp_path):
    path = packaged(study, "ben")
    with open_project(path) as project:
        enter(project, "ben")
        an_annotation(project, project.articles.ids()[0])
        fallen = a_copy(path, "fallen")

    assert merged(study, fallen)[0].steps == 1
    open_project(fallen).close()
    assert check(fallen) == []
    with pytest.raises(FileProblem, match="altered or cut short"):
        merged(study, with_a_byte_changed(fallen, fallen.stat().st_size - 40))


def seal_in(path):
    """Return what stands in the place of a package's seal."""
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute("SELECT value FROM meta WHERE key = 'seal'").fetchone()[0]
