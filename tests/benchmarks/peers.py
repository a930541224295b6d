"""Other people's programs, measured in the same run: sqlite-utils, krippendorff and Taguette, in an environment of their own.

``.venv-peers`` is made beside ``.venv`` with what PyPI has; a program that cannot be installed here is left out and said to be. Each
does its work in a process of its own, which takes the time of the work alone; ours is timed in the same way, in turns with it.
Taguette is timed until its server answers. It starts on an empty database, which can only be in its favour.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import agreement_lines
import import_lines
import measure
import numpy as np
import projects
import table_lines
from children import spent
from window_lines import OURS

from annotator.operations.projects import built_in_codebook, new_project
from annotator.project import open_project

ROOM = Path(__file__).parents[2] / ".venv-peers"
PROGRAMS = ("sqlite-utils", "krippendorff", "taguette")
_ROUNDS = 3

_IMPORT = """
database = sqlite_utils.Database(sys.argv[2] + "/peer.db", recreate=True)
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    database["article"].insert_all(csv.DictReader(file), pk="id")
database["article"].enable_fts(["headline", "text"], tokenize="unicode61")
"""
_BULK = """
database = sqlite_utils.Database(sys.argv[2] + "/peer bulk.db", recreate=True)
with open(sys.argv[1], encoding="utf-8") as file:
    database["annotation"].insert_all((json.loads(line) for line in file))
"""
_TABLE = """
database = sqlite_utils.Database(sys.argv[1])
with open(sys.argv[2] + "/peer.csv", "w", newline="", encoding="utf-8") as file:
    writer = csv.writer(file)
    wanted = "SELECT annotation.*, outlet, date_published, headline FROM annotation JOIN article ON article.id = article_id"
    for row in database.query(wanted):
        writer.writerow(row.values())
"""
_ALPHA = """
for level in ("nominal", "ordinal", "interval"):
    krippendorff.alpha(reliability_data=table, level_of_measurement=level)
"""


def lines(folder: Path) -> list[measure.Line]:
    """Return the lines that have a peer here, each beside it."""
    there = set_up()
    for program in PROGRAMS:
        if program not in there:
            print(f"{program} cannot be installed here and is not measured", file=sys.stderr)
    found = []
    if "sqlite-utils" in there:
        found += [_import(folder), _bulk(folder), _table(folder)]
    if "krippendorff" in there:
        found += [_alpha(folder, coders) for coders in (2, 5)]
    if "taguette" in there:
        found.append(_start(folder))
    return found


def set_up() -> set[str]:
    """Make the environment if it is not there, and return which of the programs it has."""
    if not (ROOM / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(ROOM)], check=True)
    listed = _pip("list", "--format=freeze").stdout.lower()
    for program in PROGRAMS:
        if f"{program}==" not in listed:
            _pip("install", "--quiet", program)
    listed = _pip("list", "--format=freeze").stdout.lower()
    return {program for program in PROGRAMS if f"{program}==" in listed}


def _pip(*words: str) -> subprocess.CompletedProcess[str]:
    pip = [str(ROOM / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", *words]
    return subprocess.run(pip, capture_output=True, text=True)


def _in_turns(ours: Callable[[], float], theirs: Callable[[], float], rounds: int = _ROUNDS) -> tuple[float, float]:
    pairs = [(ours(), theirs()) for _round in range(rounds)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def _theirs(work: str, before: str, *words: str | Path) -> Callable[[], float]:
    return lambda: spent(work, *words, before=before, python=str(ROOM / "bin" / "python")).ms


def _import(folder: Path) -> measure.Line:
    empty, table = folder / "peers.annot", import_lines.a_table(folder / "peers.csv", 10_000)
    new_project(empty, built_in_codebook(), maker="ada")
    ours = _in_turns(
        lambda: import_lines.ours(empty, [table], folder / "peers.copy.annot"), _theirs(_IMPORT, "import csv, sqlite_utils", table, folder)
    )
    return measure.Line("2", "import 10k articles of a table, indexed", *ours, 0.85, beside="sqlite-utils")


def _bulk(folder: Path) -> measure.Line:
    path, file = folder / "peers bulk.annot", folder / "peers.jsonl"
    projects.a_project(path, 1000, 0)
    with open_project(path, "ada") as project:
        written = projects.records_of(project, list(project.articles.ids()), 100_000)
    file.write_text("\n".join(written) + "\n", encoding="utf-8")
    target = folder / "peers bulk copy.annot"

    def ours() -> float:
        target.write_bytes(path.read_bytes())
        words = [sys.executable, "-m", "annotator", "annotate", str(target), str(file)]
        return measure.milliseconds(lambda: subprocess.run(words, check=True, capture_output=True))

    mine, theirs = _in_turns(ours, _theirs(_BULK, "import json, sqlite_utils", file, folder))
    rows, peer = 1000 * len(written), "sqlite-utils, unchecked"
    return measure.Line("10", "annotate FILE, 100k, checked", rows / mine, rows / theirs, 1, "rows/s", True, beside=peer)


def _table(folder: Path) -> measure.Line:
    path = projects.standing(folder)

    def ours() -> float:
        with open_project(path, read_only=True) as project:
            return measure.milliseconds(lambda: table_lines.annotations_to_csv(project, folder / "peers table"))

    times = _in_turns(ours, _theirs(_TABLE, "import csv, sqlite_utils", path, folder))
    return measure.Line("11", "100k annotations to CSV, with quotations", *times, 1, beside="sqlite-utils, without")


def _alpha(folder: Path, coders: int) -> measure.Line:
    table = agreement_lines.codings(coders)
    given = np.where(table < 0, np.nan, table.astype(float)).T
    np.save(folder / "peers.npy", given)
    before = "import krippendorff, numpy\ntable = numpy.load(sys.argv[1])"
    theirs = _theirs(_ALPHA, before, folder / "peers.npy")
    times = _in_turns(lambda: measure.milliseconds(lambda: agreement_lines.all_alphas(table)), theirs)
    return measure.Line("14", f"nominal, ordinal, interval alpha, 1M codings, {coders} coders", *times, 0.5, beside="krippendorff")


def _start(folder: Path) -> measure.Line:
    path = projects.standing(folder)
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def ours() -> float:
        words = [sys.executable, "-c", OURS, str(path)]
        return measure.milliseconds(lambda: subprocess.run(words, check=True, env=environment, stderr=subprocess.DEVNULL))

    ours(), _answers(folder)
    times = _in_turns(ours, lambda: _answers(folder), 5)
    return measure.Line("1", "start to a usable window, 10k articles", *times, 0.55, beside="Taguette's server")


def _answers(folder: Path) -> float:
    """Start Taguette's server and return the ms until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "XDG_DATA_HOME": str(folder / "taguette"), "HOME": str(folder)}
    words = [str(ROOM / "bin" / "taguette"), "--no-browser", "--port", str(port), "--database", str(folder / "taguette.sqlite3")]
    began = time.perf_counter()
    server = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - began < 60:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                return (time.perf_counter() - began) * 1000
            except urllib.error.HTTPError:
                return (time.perf_counter() - began) * 1000
            except OSError:
                time.sleep(0.01)
        raise RuntimeError("Taguette's server did not answer within a minute")
    finally:
        server.terminate()
        server.wait()
