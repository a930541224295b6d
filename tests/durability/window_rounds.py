"""The window killed while a coder works: what the screen had shown is there, and at most one step that it had not shown yet."""

from __future__ import annotations

import json
import random
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from outcome import Outcome, note_end, note_soundness, reopened
from running import HERE, Running, a_moment

from annotator.model.article import Article
from annotator.model.ids import article_id
from annotator.operations.projects import new_project
from annotator.project import Project, open_project
from annotator.text.duplicates import same_text_key, text_hash

DRIVER = (sys.executable, str(HERE / "window_driver.py"))
SECONDS = 2.5
SENTENCE = "The ministry of fisheries said on day {day} that the harbour towns might lose their ferry before the winter. "
Shown = dict[str, Any]


def a_study(folder: Path) -> Path:
    """Make a project with one article and its coder."""
    path = folder / "study.annot"
    new_project(path, maker="ada")
    text = "".join(SENTENCE.format(day=day) for day in range(1, 16))
    sha256 = text_hash(text)
    made = article_id(sha256, "ferry")
    with open_project(path) as project, project.step("Import articles", made):
        article = Article(made, "ferry", sha256, len(text), headline="Ferry", cluster_id=made)
        project.articles.add(article, text, same_text_key(text))
    return path


def round_of_window(
    rng: random.Random, folder: Path, program: Sequence[str] = DRIVER, sign: signal.Signals = signal.SIGKILL
) -> Outcome:
    """Kill the window and look; then let the same coder go on to the end."""
    path = a_study(folder)
    acts = rng.choice((10, 40, 120))
    moment = a_moment(rng, SECONDS + acts * 0.01, acts // 2, commits=acts // 2)
    run = Running([*program, path, rng.randrange(10**6), acts], path, own_pipe=True)
    outcome = Outcome(ended=run.kill_at(moment, sign))
    outcome.acknowledged = len(run.acknowledged)
    note_end(run, sign, outcome)
    with reopened(path, outcome) as project:
        compare(project, run.acknowledged, outcome)
    note_soundness(path, outcome, "after the kill")
    on = Running([*DRIVER, path, rng.randrange(10**6), 3], path, own_pipe=True)
    if (status := on.end()) != 0:
        outcome.unsound.append(f"the next window ended with {status}: {on.complaint[-600:]}")
    with open_project(path) as project:
        compare(project, on.acknowledged, outcome)
    note_soundness(path, outcome, "after the next window")
    return outcome


def compare(project: Project, acknowledged: Sequence[bytes], outcome: Outcome) -> None:
    """Note what the last acknowledgement shows and the project does not hold; the rows of one later step may differ."""
    here = stored(project)
    labels = [step for step in project.history.all() if step.label not in ("Make project", "Import articles", "Note active time")]
    ids = [step.id for step in labels]
    if len(ids) != len(set(ids)):
        outcome.doubled.append("a step stands twice in the log")
    if not acknowledged:
        return
    last = json.loads(acknowledged[-1])
    missing = [step for step in (json.loads(line)["step"] for line in acknowledged) if step not in ids]
    outcome.lost += [f"step {step}, acknowledged and not there" for step in missing]
    if last["step"] not in ids:
        return
    later = ids[ids.index(last["step"]) + 1 :]
    if len(later) > 1:
        outcome.unsound.append(f"{len(later)} steps are there that the screen never showed")
    touched = {change.row_id for step in later for change in project.history.changes(step)}
    shown: Shown = last["shown"]
    for row_id in sorted((shown.keys() | here.keys()) - touched):
        if shown.get(row_id) != here.get(row_id):
            outcome.lost.append(f"{row_id} was shown as {shown.get(row_id)} and is {here.get(row_id)}")


def stored(project: Project) -> Shown:
    """Return the annotations and links of the coder as the driver tells of them."""
    found: Shown = {}
    for article in project.articles.ids():
        for one in project.annotations.of_article(article):
            found[one.id] = [one.category, [[span.start, span.end] for span in one.spans], dict(one.values)]
        for link in project.links.of_article(article):
            found[link.id] = [link.link, link.from_id, link.to_id]
    return json.loads(json.dumps(found))
