"""No room, a limit on file sizes, a file system that only reads: the message names file and reason, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

if os.name == "nt":
    pytest.skip("needs file systems and limits that Windows does not have", allow_module_level=True)

from builders import ROOT, a_project_file, an_annotation, an_article
from coding_rounds import lines_of
from running import ANNOTATOR, environment

from annotator.errors import FileProblem
from annotator.model.span import Span
from annotator.operations.checking import check
from annotator.operations.demo import make_demo
from annotator.operations.importing import import_files
from annotator.operations.projects import enter
from annotator.project import open_project

TEXT = "word " * 400


def mounted(folder, *options):
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"no file system can be mounted here ({done.stderr.strip()})")


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one megabyte."""
    if os.geteuid() != 0 or not sys.platform.startswith("linux"):
        pytest.skip("only root can mount a small disk, on Linux")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted(folder, "-t", "tmpfs", "-o", "size=1m", "tmpfs")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder):
    """Take all the room that is left, and return the file that does."""
    hog = folder / "hog"
    with hog.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096) == 4096:
                pass
        except OSError:
            pass
    return hog


def mark_words(project, article, count):
    for number in range(1, count):
        an_annotation(project, article, Span(5 * number, 5 * number + 4))


def claims(count):
    found = [{"type": "article", "source_id": "A", "text": TEXT}]
    for number in range(count):
        record = {"type": "annotation", "id": f"k{number}", "article": "A", "coder": f"c{number // 400}", "category": "claim"}
        place = number % 400 * 5
        values = {"claim_type": "demand", "form": "indirect", "issue": "trade"}
        found.append({**record, "spans": [[place, place + 4]], "values": values, "note": "n" * 200})
    return lines_of(found)


def stored_names(path):
    with open_project(path) as project:
        return [row[0] for row in project.database.all("SELECT name FROM annotation")]


def annotate(path, lines):
    """Run `annotate` from a pipe, and return it with the names that it acknowledged."""
    words = [*ANNOTATOR, "annotate", str(path), "-"]
    done = subprocess.run(words, input=b"".join(lines), capture_output=True, cwd=ROOT, env=environment(), check=False, timeout=120)
    return done, [line.split()[1].decode() for line in done.stdout.splitlines() if line.startswith(b"stored k")]


# ---- a full disk ------------------------------------------------------------------------------------------------------------


def test_the_window_s_project_goes_on_when_there_is_room_again(small_disk):
    path = a_project_file(small_disk)
    with open_project(path) as project:
        enter(project, "ada")
        article = an_article(project, TEXT)
        an_annotation(project, article, Span(0, 4))
        hog = fill(small_disk)
        with pytest.raises(FileProblem) as refusal:
            mark_words(project, article, 100)
        kept = project.annotations.total()

        hog.unlink()
        an_annotation(project, article, Span(1900, 1904))
        assert project.annotations.total() == kept + 1

    assert str(refusal.value).startswith(f"{path}: the disk is full; the last step was not kept, everything before it is safe.")
    assert check(path) == []
    assert [one.name for one in small_disk.iterdir()] == ["study.annot"]


def test_annotate_on_a_full_disk_keeps_what_it_acknowledged_and_completes_when_there_is_room(small_disk):
    """The words in the lock's file found no room either, and that was told as a mistake of the program."""
    path = a_project_file(small_disk)
    lines = claims(200)
    first, told = annotate(path, lines[:50])
    hog = fill(small_disk)
    full, told_then = annotate(path, lines)

    assert (first.returncode, len(told)) == (0, 49)
    assert (full.returncode, told_then) == (1, [])
    assert full.stderr.decode().startswith(f"annotator: {path}: the disk is full; ")
    hog.unlink()
    assert sorted(stored_names(path)) == sorted(told)

    again, told_at_last = annotate(path, lines)
    assert (again.returncode, len(told_at_last)) == (0, 200)
    assert len(set(stored_names(path))) == len(stored_names(path)) == 200
    assert check(path) == []


def test_an_import_that_finds_no_room_leaves_nothing_of_it(small_disk, tmp_path):
    path, file = a_project_file(small_disk), tmp_path / "long.txt"
    file.write_text("A very long story. " * 100_000, encoding="utf-8")
    with open_project(path) as project:
        with pytest.raises(FileProblem, match="the disk is full"):
            import_files(project, [file])
        assert project.articles.count() == 0
    assert check(path) == []


def test_a_project_or_a_sample_that_finds_no_room_is_told_and_leaves_nothing(small_disk):
    fill(small_disk)
    with pytest.raises(FileProblem, match=r"study\.annot: the disk is full"):
        a_project_file(small_disk)
    with pytest.raises(FileProblem, match="the disk is full"):
        make_demo(small_disk)

    assert [one.name for one in small_disk.iterdir()] == ["hog"]


def test_a_backup_that_finds_no_room_leaves_no_half_copy(small_disk, tmp_path):
    path = a_project_file(tmp_path)
    fill(small_disk)
    with open_project(path, read_only=True) as project, pytest.raises(FileProblem, match=r"copy\.annot: .*(full|No space)"):
        project.backup(small_disk / "copy.annot")

    assert [one.name for one in small_disk.iterdir()] == ["hog"]


# ---- a limit on the size of files -------------------------------------------------------------------------------------------


LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execv(sys.argv[2], sys.argv[2:])
"""


def test_a_limit_on_file_sizes_is_named_and_what_was_acknowledged_is_there(tmp_path):
    path = a_project_file(tmp_path)
    lines = claims(3000)
    annotate(path, lines[:100])
    limit = path.stat().st_size + 200_000
    words = [sys.executable, "-c", LIMITED, str(limit), *ANNOTATOR, "annotate", str(path), "-"]
    done = subprocess.run(words, input=b"".join(lines), capture_output=True, cwd=ROOT, env=environment(), check=False, timeout=120)
    told = [line.split()[1].decode() for line in done.stdout.splitlines() if line.startswith(b"stored k")]

    assert done.returncode == 1
    assert f"annotator: {path}: it has grown as large as a file may be here" in done.stderr.decode()
    assert set(told) <= set(stored_names(path))
    assert check(path) == []
    assert sorted(one.name for one in tmp_path.iterdir()) == ["study.annot"]

    again, told = annotate(path, lines)
    assert (again.returncode, len(told)) == (0, 3000)
    assert check(path) == []


# ---- where nothing can be written --------------------------------------------------------------------------------------------


@pytest.fixture
def read_only_disk(small_disk):
    """A project on a file system that can only be read."""
    path = a_project_file(small_disk)
    mounted(small_disk, "-o", "remount,ro")
    return path


def test_a_project_on_a_disk_that_only_reads_is_read_and_writing_says_why_not(read_only_disk):
    done, told = annotate(read_only_disk, claims(1))

    assert (done.returncode, told) == (1, [])
    reason = "the lock file cannot be made (Read-only file system); open the project read-only"
    assert f"{read_only_disk}.lock: {reason}" in done.stderr.decode()
    assert check(read_only_disk) == []
    with open_project(read_only_disk, read_only=True) as project:
        assert [coder.name for coder in project.coders.all()] == ["ada"]


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_project_that_may_not_be_written_says_so(what, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    folder = tmp_path / "study"
    folder.mkdir()
    path = a_project_file(folder)
    (path if what == "file" else folder).chmod(0o444 if what == "file" else 0o555)
    try:
        done, told = annotate(path, claims(1))
    finally:
        folder.chmod(0o755)

    assert (done.returncode, told) == (1, [])
    assert "read-only" in done.stderr.decode()
    assert str(path) in done.stderr.decode()
    assert check(path) == []
