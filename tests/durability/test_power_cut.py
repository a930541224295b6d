"""Fifty power cuts of each kind of work: nothing acknowledged is lost, nothing is damaged; and that the images see a fault put in."""

from __future__ import annotations

import os
import random
import sys

import pytest

if os.name == "nt":
    pytest.skip("processes are recorded by strace, which Windows does not have", allow_module_level=True)

from cut_works import WORKS, faults_after_power_cuts, judged, recorded
from disk import FOLDER, Act, Recording, image
from running import FAULTY

IMAGES = 50
MOST_IMAGES = 400


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("recorder")
@pytest.mark.parametrize("kind", WORKS)
def test_a_power_cut_loses_nothing_acknowledged_and_damages_nothing(kind, tmp_path):
    assert faults_after_power_cuts(kind, IMAGES, random.Random(kind), tmp_path) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("recorder")
@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("coding", "unsynced"),
        ("import", "unsynced"),
        ("merge", "unsynced"),
        ("publish", "unsynced"),
        ("migration", "unsynced"),
        ("backup", "unsynced_files"),
        ("export over an earlier one", "unsynced_files"),
    ],
)
def test_the_images_see_a_program_that_does_not_wait_for_the_disk(kind, fault, tmp_path):
    dice = random.Random(kind)
    work, recording = recorded(kind, dice, tmp_path, (sys.executable, FAULTY, fault, "annotator"))

    seen = (judged(work, recording, dice, tmp_path / f"image {number}")[1].is_clean for number in range(MOST_IMAGES))
    assert not all(seen)


# ---- what a disk may hold ----------------------------------------------------------------------------------------------------


def images_of(*acts, files=None, names=None):
    """Return what a folder may hold after these acts, each possibility once."""
    recording = Recording(None, files or {}, names or {}, list(acts))
    dice = random.Random(1)
    found = [image(recording, dice) for _number in range(300)]
    return {tuple(sorted(one.files.items())) for one in found if one.cut_before == len(acts)}


def test_what_was_synced_in_a_folder_that_was_synced_is_there():
    acts = [Act("name", 1, "a"), Act("write", 1, data=b"coding"), Act("sync", 1, "a"), Act("sync", FOLDER, "")]

    assert images_of(*acts) == {(("a", b"coding"),)}


def test_a_file_in_a_folder_that_was_not_synced_may_be_missing():
    acts = [Act("name", 1, "a"), Act("write", 1, data=b"coding"), Act("sync", 1, "a")]

    assert images_of(*acts) == {(), (("a", b"coding"),)}


def test_of_writes_that_were_not_synced_a_later_one_may_stand_without_an_earlier_one():
    acts = [Act("write", 1, data=b"A", place=0), Act("write", 1, data=b"B", place=1)]

    found = images_of(*acts, files={1: b"--"}, names={"a": 1})
    assert found == {(("a", text),) for text in (b"--", b"A-", b"-B", b"AB")}


def test_a_long_write_may_be_torn_between_two_sectors():
    found = images_of(Act("write", 1, data=b"x" * 1024), files={1: b""}, names={"a": 1})

    assert {len(files[0][1]) for files in found} == {0, 512, 1024}


def test_a_rename_gives_the_old_file_or_the_new_one_and_never_neither():
    acts = [Act("name", 2, "new"), Act("write", 2, data=b"new"), Act("sync", 2, "new"), Act("sync", FOLDER, "")]
    found = images_of(*acts, Act("name", 2, "a", moved_from="new"), files={1: b"old"}, names={"a": 1})

    assert found == {(("a", b"old"), ("new", b"new")), (("a", b"new"),)}


@pytest.mark.usefixtures("recorder")
def test_a_recording_holds_what_the_program_wrote_and_said(tmp_path):
    work, recording = recorded("backup", random.Random(0), tmp_path)
    kinds = [act.kind for act in recording.acts]

    assert recording.said(len(kinds)).decode().strip().endswith("copy.annot")
    assert kinds[-1] == "say"
    copied = sum(len(act.data) for act in recording.acts if act.kind == "write")
    assert copied >= (work.folder / "copies" / "copy.annot").stat().st_size
