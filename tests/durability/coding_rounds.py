"""`annotate` killed at a random moment: what it had acknowledged is there once, and a second run of the same file completes it."""

from __future__ import annotations

import json
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count as count_up
from pathlib import Path
from typing import Any

from outcome import Outcome, note_end, note_soundness, reopened
from running import ANNOTATOR, PATIENCE, ROOT, Moment, Running, a_moment, environment

from annotator.operations.projects import new_project
from annotator.project import Project, open_project

VALUES = {"claim_type": "demand", "form": "indirect", "issue": "trade"}
SECONDS_A_RECORD = 0.0001
START = 0.35
SIZES = (40, 400, 3_000, 11_000, 22_000)
Record = dict[str, Any]


def records(rng: random.Random, count: int) -> list[Record]:
    """Return a study as lines of `annotate`: articles, an entity, annotations, links, judgements, and some lines said again otherwise."""
    n_articles = rng.randint(1, 4)
    texts = [[f"word{article}x{place}" for place in range(max(30, count // n_articles))] for article in range(n_articles)]
    found: list[Record] = [{"type": "entity", "id": "e1", "label": "Foreign Ministry", "kind": "government_body"}]
    found += [{"type": "article", "source_id": f"A{article}", "text": " ".join(words)} for article, words in enumerate(texts)]
    claims: list[Record] = []
    for base, spans in _passages(texts):
        number = len(found)
        if number >= count:
            break
        claim = {"type": "annotation", "id": f"k{number}", **base, "category": "claim", "spans": spans, "values": VALUES}
        claims.append(claim)
        found.append(claim)
        roll = rng.random()
        if roll < 0.08:
            again = rng.choice(claims[-50:])
            found.append({**again, "note": f"seen again in line {number}"})
        elif roll < 0.2:
            named = {"entity": "e1", "mention_form": "named"}
            found.append({"type": "annotation", "id": f"a{number}", **base, "category": "actor", "spans": spans, "values": named})
            found.append({"type": "link", "id": f"l{number}", **base, "link": "makes", "from": f"a{number}", "to": claim["id"]})
        elif roll < 0.22:
            judged = {"genre": "hard_news", "main_issue": rng.choice(("trade", "migration"))}
            found.append({"type": "article_coding", **base, "values": judged})
    return found


def _passages(texts: Sequence[Sequence[str]]) -> Iterator[tuple[Record, list[list[int]]]]:
    """Yield article and coder, and a word of the article, each once: article by article in turn, coder after coder."""
    for coder in count_up():
        starts = [0] * len(texts)
        for place in range(len(texts[0])):
            for article, words in enumerate(texts):
                start = starts[article]
                starts[article] += len(words[place]) + 1
                yield {"article": f"A{article}", "coder": f"c{coder:02}"}, [[start, start + len(words[place])]]


def lines_of(found: Sequence[Record]) -> list[bytes]:
    """Return records as lines."""
    return [json.dumps(one).encode() + b"\n" for one in found]


# ---- what the project holds -----------------------------------------------------------------------------------------------


def held(project: Project) -> dict[str, Counter[str]]:
    """Return how often each name stands in each table."""
    every = project.database.all
    return {
        "article": Counter(str(row[0]) for row in every("SELECT source_id FROM article")),
        "entity": Counter(str(row[0]) for row in every("SELECT name FROM entity")),
        "annotation": Counter(str(row[0]) for row in every("SELECT name FROM annotation")),
        "link": Counter(str(row[0]) for row in every("SELECT name FROM link")),
        "article_coding": Counter(
            f"{row[0]} {row[1]}"
            for row in every(
                """
                SELECT source_id, coder.name FROM article_coding
                  JOIN article ON article.id = article_id JOIN coder ON coder.id = coder_id
                """
            )
        ),
        "note": Counter(f"{row[0]} {row[1]}" for row in every("SELECT name, note FROM annotation WHERE note <> ''")),
    }


def wanted(found: Sequence[Record]) -> list[tuple[str, str]]:
    """Return table and name of each record, in order; a judgement is named by article and coder."""
    return [(one["type"], one.get("id") or one.get("source_id") or f"{one['article']} {one['coder']}") for one in found]


def compare(project: Project, found: Sequence[Record], acknowledged: int, outcome: Outcome) -> None:
    """Note which of the first records are missing or stand twice, and notes that are older than the last acknowledged one."""
    here = held(project)
    for table, name in dict.fromkeys(wanted(found)[:acknowledged]):
        if here[table][name] == 0:
            outcome.lost.append(f"{table} {name}, acknowledged and not there")
    for table, names in here.items():
        if table != "note":
            outcome.doubled += [f"{table} {name} stands {times} times" for name, times in names.items() if times > 1]
    last = {one["id"]: number for number, one in enumerate(found[:acknowledged]) if one.get("note")}
    later: dict[str, set[str]] = {}
    for number, one in enumerate(found):
        if one.get("note") and number >= last.get(one["id"], -1):
            later.setdefault(one["id"], set()).add(f"{one['id']} {one['note']}")
    for name in last:
        if not any(here["note"][note] for note in later[name]):
            outcome.lost.append(f"the note of annotation {name}, acknowledged and not there")


# ---- rounds -----------------------------------------------------------------------------------------------------------------


def round_of_file(
    rng: random.Random, folder: Path, program: Sequence[str] = ANNOTATOR, sign: signal.Signals = signal.SIGKILL
) -> Outcome:
    """Kill `annotate PROJECT FILE` and look; then let it run through."""
    size = rng.choice(SIZES)
    study = records(rng, size)
    path, file = _prepared(folder, study)
    moment = a_moment(rng, START + size * SECONDS_A_RECORD, len(study), commits=max(1, size // 10_000 + 1))
    run = Running([*program, "annotate", path, file], path)
    outcome = Outcome(ended=run.kill_at(moment, sign))
    note_end(run, sign, outcome)
    return _looked_at(run, path, file, study, outcome)


def round_of_pipe(
    rng: random.Random, folder: Path, program: Sequence[str] = ANNOTATOR, sign: signal.Signals = signal.SIGKILL
) -> Outcome:
    """Kill `annotate PROJECT -` while another program talks to it, record by record or in bursts; then let the file run through."""
    study = records(rng, rng.choice((30, 120, 400)))
    path, file = _prepared(folder, study)
    lines = lines_of(study)
    moment = a_moment(rng, START + len(lines) * 0.002, len(lines), commits=len(lines) // 3)
    run = Running([*program, "annotate", path, "-"], path, feed=b"")
    sent = 0
    while sent < len(lines) and not run.has_come(moment):
        burst = rng.choice((1, 1, 1, 5, 50))
        if rng.random() < 0.1:  # a line that is cut in two by its writer
            cut = rng.randrange(1, len(lines[sent]))
            if not (run.say(lines[sent][:cut]) and run.say(lines[sent][cut:])):
                break
            sent += 1
        elif not run.say(b"".join(lines[sent : sent + burst])):
            break
        else:
            sent = min(len(lines), sent + burst)
        if rng.random() < 0.8:  # a program that waits for its answers
            _wait_for(run, sent, moment)
    if sent == len(lines):
        assert run.process.stdin is not None
        run.process.stdin.close()
    outcome = Outcome(ended=run.kill_at(moment, sign))
    note_end(run, sign, outcome)
    return _looked_at(run, path, file, study, outcome)


def _wait_for(run: Running, answers: int, moment: Moment) -> None:
    while len(run.acknowledged) < answers and not run.has_come(moment) and run.process.poll() is None:
        run.pump(0.0 if moment.watches_commits else 0.001)


def _prepared(folder: Path, study: Sequence[Record]) -> tuple[Path, Path]:
    path, file = folder / "study.annot", folder / "codings.jsonl"
    new_project(path, maker="ada")
    file.write_bytes(b"".join(lines_of(study)))
    return path, file


def _looked_at(run: Running, path: Path, file: Path, study: Sequence[Record], outcome: Outcome) -> Outcome:
    outcome.acknowledged = len(run.acknowledged)
    with reopened(path, outcome) as project:
        compare(project, study, outcome.acknowledged, outcome)
    note_soundness(path, outcome, "after the kill")
    words = [*ANNOTATOR, "annotate", str(path), str(file)]
    again = subprocess.run(words, capture_output=True, cwd=ROOT, env=environment(), timeout=PATIENCE, check=False)
    if again.returncode != 0 or again.stdout.count(b"\n") != len(study):
        outcome.unsound.append(f"the second run ended with {again.returncode}: {again.stderr[:300]!r}")
    with open_project(path) as project:
        compare(project, study, len(study), outcome)
    note_soundness(path, outcome, "after the second run")
    return outcome
