"""An invented study of any size: coders who start from the same statements and then miss, move, rename and judge differently."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from annotator.model.codebook import parse_codebook
from annotator.model.decision import REJECTED, TAKEN, Cell
from annotator.operations.adjudicating import Choice, cases, decide, take_over_agreed
from annotator.operations.assigning import Order, apply_plan, preview_plan
from annotator.operations.codebook import import_codebook
from annotator.operations.projects import enter
from annotator.project import Project, open_project
from tests.builders import a_project_file, an_article, stored_by

NAMES = ("Ministry of Ports", "Halden Bank", "Ferry Union", "Mayor of Ellery", "Fishers' League")
VERBS = ("said", "warned", "argued", "denied", "hoped")
CLAIMS = (
    "the harbour must stay open", "tariffs on fish will fall", "the plan was never funded", "prices rose for two winters",
    "the council should vote again", "no ferry will leave on Monday",
)  # fmt: skip
HEDGES = ("perhaps", "probably", "it seems", "almost certainly")
TYPES = ("factual", "evaluative", "accusation", "demand", "commitment", "predictive")
CERTAINTY = ("doubtful", "possible", "probable", "near_certain")
ISSUES = ("trade", "economy", "health")


def a_study(folder: Path, *, coders: Sequence[str] = ("ada", "ben", "caro"), articles: int = 24, sentences: int = 6, seed: int = 1) -> Path:
    """Make a project in which these coders finished all articles; the first is its supervisor."""
    chance = random.Random(seed)
    path = a_project_file(folder, maker=coders[0])
    with open_project(path) as project:
        enter(project, coders[0])
        for number in range(articles):
            text, places = _text(chance, sentences)
            article = an_article(project, text, source_id=f"S{number}", headline=f"The day in the port {number}")
            records = [one for coder in coders for one in _codings(chance, article, number, coder, places)]
            refused = [one for one in stored_by(project, *records, lenient=True) if hasattr(one, "reason")]
            assert not refused, refused[0]
    return path


def a_planned_study(
    folder: Path, *, coders: Sequence[str] = ("ben", "cara", "dan"), articles: int = 40, weeks: int = 5, left: int = 2, seed: int = 1
) -> Path:
    """Make a project that ada supervises: part is coded twice, each coder finished the own queue but for the last, over some weeks."""
    chance = random.Random(seed)
    path = a_project_file(folder)
    with open_project(path) as project:
        enter(project, "ada")
        with project.step("Add coders"):
            for coder in coders:
                project.coders.add(coder)
        places = {}
        for number in range(articles):
            text, found = _text(chance, 6)
            facts = {"outlet": ("The Tornby Post", "Halden Herald")[number % 2], "date_published": f"2025-0{1 + number % 3}-11"}
            article = an_article(project, text, source_id=f"S{number}", headline=f"The day in the port of Ellery, part {number}", **facts)
            places[article] = number, found
        order = Order(tuple(coders), shared=0.4, strata=("outlet", "month"), seed=7)
        apply_plan(project, preview_plan(project, order))
        first = datetime.date(2025, 3, 3)
        for coder in coders:
            queue = project.assignments.articles_of(project.coders.named(coder).id)[: -left or None]
            for place, article in enumerate(queue):
                day = first + datetime.timedelta(days=7 * (place * weeks // len(queue)) + place % 5)
                number, found = places[article]
                with patch("annotator.operations.annotating.now", return_value=f"{day}T10:00:00.000Z"):
                    outcomes = stored_by(project, *_codings(chance, article, number, coder, found), lenient=True)
                assert not [one for one in outcomes if hasattr(one, "reason")]
    return path


def a_long_study(
    folder: Path,
    *,
    coders: Sequence[str] = ("ada", "ben", "caro", "dina"),
    weeks: int = 6,
    weekly: int = 6,
    sentences: int = 5,
    drifting: str = "",
    since: int = 4,
    decided: int = 2,
    seed: int = 1,
) -> Path:
    """Make a study that went on for weeks, under two codebook versions: one coder may drift from a week on; first articles have gold.

    Gold is what the first coder says wherever the coders differ.
    """
    chance = random.Random(seed)
    path = a_project_file(folder, maker=coders[0])
    with open_project(path) as project:
        enter(project, coders[0])
        for week in range(weeks):
            if week == weeks // 2:
                source = {**project.codebook.source, "description": "the same with a sentence more"}
                import_codebook(project, parse_codebook(source))
            day = datetime.date(2024, 3, 4) + datetime.timedelta(weeks=week)
            with patch("annotator.operations.annotating.now", lambda day=day: f"{day.isoformat()}T10:00:00.000Z"):
                for number in range(week * weekly, (week + 1) * weekly):
                    text, places = _text(chance, sentences)
                    article = an_article(project, text, source_id=f"S{number}", headline=f"The day in the port {number}")
                    for coder in coders:
                        loses = coder == drifting and week >= since
                        found = [{**one, "type": chance.choice(TYPES)} for one in places] if loses else places
                        kept = [one for one in found if not loses or chance.random() > 0.6]
                        stored_by(project, *_codings(chance, article, number, coder, kept), lenient=True)
        for article in project.articles.ids()[:decided]:
            _decide_as(project, article, project.the_coder().id)
    return path


def _decide_as(project: Project, article: str, right: str) -> None:
    """Decide all cases of an article as this coder marked it."""
    take_over_agreed(project, article)
    for one in cases(project, article):
        if one.decision is None:
            mine = right in one.case.candidates
            cells = {row.key: Cell(right) for row in one.case.open_rows}
            decide(project, one.case, Choice(TAKEN, cells) if mine else Choice(REJECTED))


def _text(chance: random.Random, sentences: int) -> tuple[str, list[dict[str, Any]]]:
    """Return a text and what could be marked in each of its sentences."""
    text, places = "", []
    for _number in range(sentences):
        name, hedge, claim = chance.choice(NAMES), chance.choice(HEDGES), chance.choice(CLAIMS)
        sentence = f"The {name} {chance.choice(VERBS)} on day {len(text)} that {hedge} {claim} this year. "
        start = len(text)
        at = {word: start + sentence.index(word) for word in (name, hedge, claim)}
        places.append(
            {
                "actor": (at[name], at[name] + len(name)),
                "speculation": (at[hedge], at[hedge] + len(hedge)),
                "claim": (at[claim], at[claim] + len(claim)),
                "name": name,
                "type": chance.choice(TYPES),
                "certainty": HEDGES.index(hedge),
                "issue": chance.choice(ISSUES),
            }
        )
        text += sentence
    return text, places


def _codings(chance: random.Random, article: str, number: int, coder: str, places: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    base = {"article": article, "coder": coder}
    for place, one in enumerate(places):
        name, made = f"{coder}{number}-{place}", {}
        for category, missed in (("actor", 0.05), ("claim", 0.1), ("speculation", 0.25)):
            if chance.random() < missed:
                continue
            start, end = one[category]
            if category == "claim" and chance.random() < 0.3:
                end += len(" this year")
            made[category] = f"{name}{category}"
            yield {**base, "type": "annotation", "id": made[category], "category": category, "spans": [[start, end]],
                   "values": _values(chance, category, one)}  # fmt: skip
        if "actor" in made and "claim" in made and chance.random() > 0.1:
            yield {**base, "type": "link", "id": f"{name}m", "link": "makes", "from": made["actor"], "to": made["claim"]}
        if "speculation" in made and "claim" in made:
            yield {**base, "type": "link", "id": f"{name}q", "link": "qualifies", "from": made["speculation"], "to": made["claim"]}
    values = {"relevance": "relevant", "genre": chance.choice(("hard_news", "hard_news", "analysis"))}
    yield {**base, "type": "article_coding", "values": values, "finished": True}


def _values(chance: random.Random, category: str, one: dict[str, Any]) -> dict[str, Any]:
    if category == "actor":
        return {"entity": one["name"], "mention_form": "named"}
    if category == "claim":
        kind = one["type"] if chance.random() > 0.25 else chance.choice(TYPES)
        return {"claim_type": kind, "form": "indirect", "issue": one["issue"] if chance.random() > 0.1 else chance.choice(ISSUES)}
    step = one["certainty"] + (chance.choice((-1, 0, 0, 1)))
    return {"speculation_type": "epistemic", "certainty": CERTAINTY[min(max(step, 0), 3)]}
