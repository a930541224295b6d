"""A project of 100,000 articles and 1,000,000 annotations, and what each kind of work costs in it: time, and the most memory held.

``python tests/benchmarks/scale.py`` makes it (two coders, five annotations each in every article) and measures; ``--keep FILE`` keeps it
and uses it again, ``--articles`` makes a smaller one, names of works measure these alone. Every work runs in a process of its own.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from children import spent  # noqa: E402

CODERS = ("ada", "ben")
EACH = 5  # annotations of a coder in an article
_WORDS = 150
_IN_A_STEP = 4_000  # articles


# ---- the project --------------------------------------------------------------------------------------------------------


def make(path: Path, articles: int) -> None:
    """Make the project by the verbs of the store, with its whole log, texts indexed."""
    import projects

    from annotator.operations.people import add_coder
    from annotator.operations.projects import built_in_codebook, new_project
    from annotator.project import open_project

    new_project(path, built_in_codebook(), maker=CODERS[0])
    with open_project(path, CODERS[0]) as project:
        add_coder(project, CODERS[1])
        coders = [coder.id for coder in project.coders.all()]
        project.database.use_large_cache(True)
        for first in range(0, articles, _IN_A_STEP):
            count = min(_IN_A_STEP, articles - first)
            ids = projects.add_articles(project, count, _WORDS, first=first)
            rows = [row for place, one in enumerate(ids, first) for row in _rows(project, one, coders, place)]
            with project.step("Code", *ids):
                project.database.insert_many("annotation", rows)
            with project.step("Finish", *ids):
                project.database.insert_many("article_coding", [_finished(one, coder) for one in ids for coder in coders])


def _rows(project: object, article: str, coders: Iterable[str], place: int) -> Iterable[dict[str, object]]:
    """Yield rows of two coders who agree on most places."""
    import random

    import projects

    from annotator.store.database import now

    text, dice, moment = projects.a_text(_WORDS, place), random.Random(place), now()
    words = [0] + [at + 1 for at, sign in enumerate(text) if sign in " \n"]
    room = len(words) // EACH
    for number in range(EACH):
        first, length = number * room + dice.randrange(room - 7), dice.randint(1, 6)
        for which, coder in enumerate(coders):
            last = first + length + (which if dice.random() < 0.2 else 0)
            start, end = words[first], words[last] - 1
            values = '{"claim_type":"demand","form":"indirect","issue":"trade"}' if number % 2 else "{}"
            yield {
                "id": f"{place:08x}-{number:02x}-{which}", "name": "", "article_id": article, "coder_id": coder, "layer": "coder",
                "category": "claim" if number % 2 else "actor", "start": start, "end": end, "fragments": None, "quote": text[start:end],
                "values": _json(values), "filled": {}, "confidence": "sure", "flag": 0, "note": "", "origin": "hand",
                "codebook_version": "1.0", "created_at": moment, "updated_at": moment,
            }  # fmt: skip


def _json(text: str) -> object:
    import json

    return json.loads(text)


def _finished(article: str, coder: str) -> dict[str, object]:
    from annotator.model.annotation import ArticleCoding
    from annotator.store.annotations import coding_row
    from annotator.store.database import now

    values, moment = {"relevance": "relevant", "genre": "analysis"}, now()
    coding = ArticleCoding(article, coder, values, finished=True, codebook_version="1.0")  # type: ignore[arg-type]
    return coding_row(coding) | {"created_at": moment, "updated_at": moment}


# ---- the work -----------------------------------------------------------------------------------------------------------

_PROJECT = "from pathlib import Path\nfrom annotator.project import open_project\nproject = open_project(sys.argv[1], 'ada')"
_LIST = f"""{_PROJECT}
from PySide6.QtWidgets import QApplication
application = QApplication([])
from ui.articles.list import RowView
from ui.articles.rows import ArticleDelegate
from ui.models.article_list import ArticleList
articles = ArticleList(); view = RowView("Articles", ArticleDelegate(articles)); view.setModel(articles); view.resize(320, 800); view.show()
def painted():
    application.processEvents(); view.viewport().repaint()
"""
_CODE = """
from annotator.model.span import Span
from annotator.operations import coding
article = project.articles.ids()[len(project.articles.ids()) // 2]
place = len(project.annotations.of_article(article, project.the_coder().id))
"""

WORKS: dict[str, tuple[str, str, str]] = {
    "open": ("open the project and its first article in the window", "import projects, window_lines", "exec(window_lines.OPENED)"),
    "list": ("list all articles, painted", _LIST, "articles.load(project); painted()"),
    "filter": ("the list, first letters typed", f"{_LIST}\narticles.load(project); painted()", "articles.filter('head'); painted()"),
    "search": (
        "search a common word, first 50 with snippets",
        f"{_PROJECT}\nfrom annotator.operations.searching import search",
        "assert len(search(project, 'minister').hits) == 50",
    ),
    "phrase": (
        "search a phrase",
        f"{_PROJECT}\nfrom annotator.operations.searching import search",
        "assert search(project, '\"winter budget treaty\"').hits",
    ),
    "code": (
        "keep one annotation (the first after opening)",
        f"{_PROJECT}\n{_CODE}",
        'coding.annotate(project, article, "actor", Span(place, place + 1))',
    ),
    "agree": (
        "agreement page, figures without intervals",
        f"{_PROJECT}\nfrom annotator.operations.agreement import compare",
        "assert compare(project, draws=0).records",
    ),
    "export": (
        "export all tables to CSV",
        f"{_PROJECT}\nfrom annotator.operations.exporting import export",
        "export(project, Path(sys.argv[2]) / 'tables')",
    ),
    "lines": (
        "export to JSON Lines",
        f"{_PROJECT}\nfrom annotator.operations.exporting import export",
        "export(project, Path(sys.argv[2]) / 'lines', format='jsonl')",
    ),
    "backup": ("a checked copy", _PROJECT, "project.backup(Path(sys.argv[2]) / 'copy.annot')"),
    "check": (
        "check the whole file: rows, texts, log, replay",
        "from pathlib import Path\nfrom annotator.operations.checking import check",
        "found = check(Path(sys.argv[1])); assert not found, found[:3]",
    ),
}


def rows(path: Path, wanted: Iterable[str], tell: Callable[[str], None]) -> None:
    """Measure the works and tell a row of each: name, seconds, MB."""
    tell("| work | time | peak memory |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory(prefix="annotator-scale-", dir=path.parent) as folder:
        os.environ["ANNOTATOR_SETTINGS"] = str(Path(folder) / "settings")
        os.environ["ANNOTATOR_DATA"] = str(Path(folder) / "data")
        for key in wanted:
            what, before, work = WORKS[key]
            try:
                cost = spent(work, path, folder, before=before)
            except RuntimeError as error:
                tell(f"| {what} | failed | {str(error).strip().splitlines()[-1]} |")
            else:
                tell(f"| {what} | {cost.ms / 1000:,.3f} s | {cost.peak:,.0f} MB |")


def main() -> int:
    """Make the project, unless it is there, and print what each work costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("works", nargs="*", metavar="WORK", help=", ".join(WORKS))
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="keep the project here, and use it if it is there")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="annotator-scale-") as folder:
        path = asked.keep or Path(folder) / "scale.annot"
        if not path.exists():
            began = time.perf_counter()
            make(path, asked.articles)
            print(f"made in {time.perf_counter() - began:,.0f} s", file=sys.stderr)
        count = asked.articles
        print(f"{count:,} articles, {count * EACH * len(CODERS):,} annotations, {path.stat().st_size / 1e6:,.0f} MB", flush=True)
        rows(path, asked.works or WORKS, lambda text: print(text, flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
