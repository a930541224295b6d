"""`annotator annotate`: what is printed, when, and with which exit status."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time

import pytest
from builders import CONTRACT_RECORDS, ROOT, TEXT, a_project_file, annotator_command, records

from annotator.operations.checking import check
from annotator.project import open_project


@pytest.fixture
def study(tmp_path):
    return a_project_file(tmp_path)


def lines(*given):
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in given)


def test_the_lines_of_the_contract_are_stored_as_they_stand(study, tmp_path):
    file = tmp_path / "codings.jsonl"
    file.write_text(lines(*CONTRACT_RECORDS), encoding="utf-8")

    done = annotator_command("annotate", study, file)

    told = done.stdout.splitlines()
    assert (done.returncode, done.stderr, len(told)) == (0, "", 8)
    assert [line for line in told if len(line) < 20] == ["stored e1", "stored a1", "stored k1", "stored l1"]
    with open_project(study, read_only=True) as project:
        assert (project.annotations.total(), project.codings.all()[0].finished) == (2, True)
    assert check(study) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["codings.jsonl", "study.annot"]


def test_records_come_from_standard_input_as_well(study):
    done = annotator_command("annotate", study, "-", stdin=lines(*CONTRACT_RECORDS))

    assert (done.returncode, done.stdout.count("stored ")) == (0, 8)


def test_refused_records_are_named_by_line_and_the_rest_goes_on(study):
    broken = {**CONTRACT_RECORDS[5], "category": "rum\x1b[31mour"}

    done = annotator_command("annotate", study, "-", stdin=lines(*CONTRACT_RECORDS[:4]) + "\n" + lines(broken) + lines(CONTRACT_RECORDS[4]))

    assert done.returncode == 1
    assert done.stderr == "refused 6: unknown category 'rum\\x1b[31mour'\n"
    assert done.stdout.splitlines()[-2:] == ["stored e1", "stored a1"]


def test_warnings_are_told_on_stderr_and_the_record_is_stored(study):
    done = annotator_command("annotate", study, "-", stdin=lines(*CONTRACT_RECORDS[:4], *records("k1", spans=[[63, 69]])))

    assert (done.returncode, done.stderr) == (0, "warning 5: an edge lies inside a word\n")
    assert done.stdout.splitlines()[-1] == "stored k1"


def test_a_coder_may_be_named_for_all_records_and_leniency_asked_for(study):
    [claim] = records("k1", values={})
    del claim["coder"]

    done = annotator_command("annotate", study, "-", "--coder", "c09", "--lenient", stdin=lines(CONTRACT_RECORDS[0], claim))

    assert done.returncode == 0
    with open_project(study, read_only=True) as project:
        assert [coder.name for coder in project.coders.all()] == ["ada", "c09"]


def test_a_coder_who_acts_must_be_known(study):
    done = annotator_command("annotate", study, "-", "--as", "eve", stdin="")

    assert done.returncode == 1
    assert "there is no coder 'eve'" in done.stderr


@pytest.mark.parametrize(
    ("name", "reason"), [("absent.jsonl", "there is no such file"), (".", "is not a regular file"), ("/dev/zero", "is not a regular file")]
)
def test_a_file_that_cannot_be_read_is_named(study, tmp_path, name, reason):
    if not (tmp_path / name).exists() and name.startswith("/dev"):
        pytest.skip("this system has no such device")

    done = annotator_command("annotate", study, tmp_path / name)

    assert (done.returncode, done.stdout) == (1, "")
    assert reason in done.stderr
    assert str(tmp_path / name) in done.stderr


def test_a_last_line_needs_no_line_end_and_every_line_keeps_its_number(study):
    done = annotator_command("annotate", study, "-", stdin=lines(*CONTRACT_RECORDS[:4]) + "\r\n{}\n" + json.dumps(CONTRACT_RECORDS[5]))

    assert done.stderr == "refused 6: has no type\n"
    assert done.stdout.splitlines()[-1] == "stored k1"


class Talk:
    """A program that sends a record and waits for the answer before it sends the next."""

    def __init__(self, study):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "annotator", "annotate", str(study), "-"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        )  # fmt: skip

    def say(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def hear(self):
        return self.process.stdout.readline().decode()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(BrokenPipeError):
                stream.close()


def test_one_record_is_answered_before_the_next_is_sent_though_it_came_in_two_pieces(study):
    with Talk(study) as talk:
        for record in CONTRACT_RECORDS:
            line = lines(record)
            talk.say(line[:20])
            time.sleep(0.01)
            talk.say(line[20:])
            assert talk.hear().startswith("stored ")
        talk.process.stdin.close()
        assert talk.process.wait(30) == 0


def test_what_was_acknowledged_survives_a_kill(study):
    annotator_command("annotate", study, "-", stdin=lines(*CONTRACT_RECORDS[:4]))
    words = [(0, 8), (9, 14), (15, 22), (23, 25), (26, 30), (35, 42), (43, 51), (52, 56)]
    for count in (1, 3, 5):
        acknowledged = []
        with Talk(study) as talk:
            for number, span in enumerate(words[: count + 2]):
                talk.say(lines(*records("k1", id=f"{count}-{number}", coder=f"c{count}", spans=[list(span)])))
                if number < count:
                    acknowledged.append(talk.hear().split()[1])
        with open_project(study) as project:
            stored = {one.name for one in project.annotations.of_article(project.articles.find("A17").id)}
        assert stored >= set(acknowledged)
        assert check(study) == []


def test_two_at_once_the_second_is_told_who_has_the_project(study):
    with Talk(study) as talk:
        talk.say(lines(CONTRACT_RECORDS[0]))
        talk.hear()
        done = annotator_command("annotate", study, "-", stdin="")

    assert done.returncode == 1
    assert f"process {talk.process.pid}" in done.stderr


def test_a_file_of_many_records_is_stored_in_commits_of_at_most_ten_thousand(study):
    text = "w " * 5500
    spans = [[2 * start, 2 * end - 1] for start in range(5500 - 3) for end in (start + 1, start + 2)][:10_050]
    claims = [records("k1", id=f"k{number}", article="big", spans=[span])[0] for number, span in enumerate(spans)]

    done = annotator_command("annotate", study, "-", stdin=lines({"type": "article", "source_id": "big", "text": text}, *claims))

    assert (done.returncode, done.stdout.count("stored ")) == (0, 10_051)
    with open_project(study, read_only=True) as project:
        labels = [step.label for step in project.history.all() if step.label == "Annotate from file"]
        assert project.annotations.total() == 10_050
    assert len(labels) >= 2


def test_a_line_that_never_ends_is_refused_and_the_next_is_read(study, monkeypatch):
    from annotator.cli import annotate

    monkeypatch.setattr(annotate, "LONGEST_LINE", 1000)
    reading, writing = os.pipe()
    os.write(writing, b'{"type":"' + b"x" * 5000 + b'"}\n{"type":"entity"}\n')
    os.close(writing)

    [[(first, problem), (second, line)]] = list(annotate.batches_of(reading))
    os.close(reading)

    assert (first, str(problem)) == (1, "the line is longer than 64 MB")
    assert (second, line) == (2, b'{"type":"entity"}')


def test_the_reader_of_a_pipe_gets_what_is_there_and_waits_for_nothing_more():
    from annotator.cli.annotate import batches_of

    reading, writing = os.pipe()
    batches = batches_of(reading)
    os.write(writing, b"one\ntwo\nthr")
    assert next(batches) == [(1, b"one"), (2, b"two")]
    os.write(writing, b"ee\n")
    assert next(batches) == [(3, b"three")]
    os.write(writing, b"four")
    os.close(writing)
    assert list(batches) == [[(4, b"four")]]
    os.close(reading)


def test_help_has_an_example():
    done = annotator_command("annotate", "--help")

    assert done.returncode == 0
    assert "example: annotator annotate study.annot codings.jsonl" in done.stdout


def test_quotes_are_checked_against_the_text(study):
    good, bad = records("k1", quote=TEXT[62:101]), records("k1", id="k2", spans=[[62, 69]], quote="tariff")

    done = annotator_command("annotate", study, "-", stdin=lines(CONTRACT_RECORDS[0], *good, *bad))

    assert done.stdout.splitlines()[-1] == "stored k1"
    assert "refused 3: the quote is 'tariff', the text there is 'tariffs'" in done.stderr
