"""`annotator check`: sound or not, in words and by exit status."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from builders import CONTRACT_RECORDS, a_project, a_project_file, annotator_command, stored_by


def a_coded_file(folder):
    with a_project(folder) as project:
        stored_by(project, *CONTRACT_RECORDS)
        return project.path


def spoil(path):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE annotation SET quote = 'tariffs' WHERE name = 'k1'")
        raw.commit()


def test_a_sound_project_is_said_to_be_sound_with_its_counts(tmp_path):
    done = annotator_command("check", a_coded_file(tmp_path))

    sound = "sound: 1 article, 2 annotations, 1 link, 1 judgement of an article, 1 entity, 2 coders, 4 steps\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, sound, "")


def test_each_fault_is_named_and_the_status_is_one(tmp_path):
    path = a_coded_file(tmp_path)
    spoil(path)

    done = annotator_command("check", path)

    assert done.returncode == 1
    assert [line.split(": ", 1)[1] for line in done.stdout.splitlines()] == [
        "its quote is not the text at 62–101",
        "was changed behind the log: quote",
    ]
    assert done.stderr == f"2 faults in {path}; go back to a sound backup\n"


def test_json_gives_one_object_a_fault(tmp_path):
    path = a_coded_file(tmp_path)
    spoil(path)

    faults = [json.loads(line) for line in annotator_command("check", path, "--json").stdout.splitlines()]

    assert [fault["kind"] for fault in faults] == ["quote", "row"]
    assert set(faults[0]) == {"kind", "where", "what"}


def test_a_project_that_is_open_elsewhere_can_be_checked(tmp_path):
    with a_project(tmp_path) as project:
        stored_by(project, *CONTRACT_RECORDS)
        done = annotator_command("check", project.path)

    assert done.stdout.startswith("sound: 1 article")


def test_what_is_no_project_is_refused_by_name(tmp_path):
    done = annotator_command("check", tmp_path / "none.annot")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"annotator: {tmp_path / 'none.annot'}: there is no such file\n"


def test_a_file_cut_short_is_refused_or_named_and_never_a_traceback(tmp_path):
    path = a_project_file(tmp_path)
    whole = path.read_bytes()
    for length in (0, 50, 100, 4096, 5000, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        done = annotator_command("check", path)
        assert done.returncode == 1, length
        assert "Traceback" not in done.stderr
        assert "made a mistake" not in done.stderr
        assert str(path) in done.stderr
