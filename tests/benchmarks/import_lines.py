"""Lines 2 and 3 of PERFORMANCE.md: articles with metadata from a table, duplicates found, search index built, beside raw SQLite.

The floor reads the same table with csv, hashes each text, leaves out none, links those whose text is known, and writes the same rows
of the same tables, the full text index among them, in one commit. It proposes no regions, tells no language, folds no text and
makes no step of the log but the empty one.
"""

from __future__ import annotations

import csv
import hashlib
import sqlite3
import statistics
from pathlib import Path

import measure
import projects
from store_lines import floor_of

from annotator.operations.importing import import_files
from annotator.operations.projects import built_in_codebook, new_project
from annotator.project import open_project

NAMES = ("id", "headline", "outlet", "date", "text")
_WORDS, _SHORT, _TWIN_EVERY = 400, 40, 50


def imports(folder: Path) -> list[measure.Line]:
    """Lines 2 and 3: 10k articles beside the floor, then 100k short ones beside 10k of them."""
    empty = folder / "import.annot"
    new_project(empty, built_in_codebook(), maker="ada")
    table = a_table(folder / "articles.csv", 10_000)
    mine, floor = [], []
    for _round in range(measure.LONG_ROUNDS):
        mine.append(ours(empty, [table], folder / "import.copy.annot"))
        floor.append(raw(empty, table, folder / "import.floor"))
    tables = [a_table(folder / f"short {place}.csv", 10_000, words=_SHORT, first=place * 10_000) for place in range(10)]
    ten = statistics.median(ours(empty, tables[:1], folder / "import.copy.annot") for _round in range(measure.LONG_ROUNDS))
    hundred = ours(empty, tables, folder / "import.copy.annot")
    return [
        measure.Line(
            "2", "import 10k articles of a table, duplicates found, indexed", statistics.median(mine), statistics.median(floor), 1.6
        ),
        measure.Line("3", f"the same, 100k articles of {_SHORT} words (once) beside 10k of them", hundred, ten, 12, beside="10k"),
    ]


def a_table(path: Path, count: int, *, words: int = _WORDS, first: int = 0) -> Path:
    """Write a table of so many articles, every fiftieth with the text of an earlier one, and return its path."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(NAMES)
        for number in range(first, first + count):
            seed = number - 7 if number % _TWIN_EVERY == _TWIN_EVERY - 1 else number
            writer.writerow((f"a{number}", f"Headline {seed}", f"Outlet {number % 7}", "2024-06-03", projects.a_text(words, seed)))
    return path


def ours(empty: Path, tables: list[Path], target: Path) -> float:
    """Import tables into a copy of the empty project and return the ms."""
    target.write_bytes(empty.read_bytes())
    with open_project(target, "ada") as project:
        took = measure.milliseconds(lambda: import_files(project, tables))
        assert project.articles.count() == 10_000 * len(tables)
    target.unlink()
    return took


def raw(empty: Path, table: Path, target: Path) -> float:
    """Write the same rows with sqlite3 alone and return the ms."""
    connection = floor_of(empty, target)
    took = measure.milliseconds(lambda: _write(connection, table))
    connection.close()
    target.unlink()
    return took


def _write(connection: sqlite3.Connection, table: Path) -> None:
    data = table.read_bytes()
    sha = hashlib.sha256(data).hexdigest()
    first: dict[str, str] = {}
    texts, copies, articles = [], [], []
    with table.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        for seq, (source_id, headline, outlet, date, text) in enumerate(rows, 1):
            digest = hashlib.sha256(text.encode()).hexdigest()
            key = f"{seq:032x}"
            if digest not in first:
                first[digest] = key
                texts.append((digest, digest, len(text), text))
                copies.append((len(copies) + 1, digest, text))
            articles.append((key, source_id, digest, headline, outlet, date, first[digest], sha))
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO raw_file VALUES (?, ?)", (sha, data))
    connection.executemany("INSERT INTO article_text VALUES (?, ?, ?, ?)", texts)
    connection.executemany("INSERT INTO search_copy VALUES (?, ?, ?)", copies)
    connection.executemany("INSERT INTO search (rowid, text) VALUES (?, ?)", [(seq, text) for seq, _digest, text in copies])
    connection.executemany(
        """
        INSERT INTO article (id, source_id, text_sha256, headline, outlet, date_published, cluster_id, raw_sha256, imported_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, '2024-06-03T00:00:00.000Z')
        """,
        articles,
    )
    step = connection.execute("SELECT max(seq) + 1 FROM step").fetchone()[0]
    connection.execute(
        f"INSERT INTO step VALUES ({', '.join('?' * 11)})",
        (step, f"{step}@floor", "floor", step, None, "floor", "", None, bytes(32), bytes(32), 0),
    )
    connection.executemany("INSERT INTO step_article VALUES (?, ?)", [(row[0], step) for row in articles])
    changes = [(step, number, "article", row[0], None, "{}") for number, row in enumerate(articles)]
    connection.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?)", changes)
    connection.execute("COMMIT")
