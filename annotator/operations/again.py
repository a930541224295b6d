"""Silent re-coding: a share of what a coder has finished comes to the same coder once more, some days later, as one article among others.

The second time the article is a copy of the first under a source id of its own, linked to nothing: the coder finds no mark on it
and none of the earlier work in it. The round is set apart: its codings are no data and are compared with the coder's first ones
alone, which is called stability (AGREEMENT.md section 8).
"""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.i18n import _, logged_count
from annotator.model import ids
from annotator.model.annotation import ArticleCoding
from annotator.model.article import Article
from annotator.model.ids import ArticleId, CoderId
from annotator.model.plan import RECODING, Assignment, Round, RoundId, assignment_id
from annotator.operations.people import reported_names
from annotator.progress import Progress
from annotator.project import Project
from annotator.store.database import now
from annotator.text.duplicates import same_text_key

if TYPE_CHECKING:
    from annotator.agreement.units import ArticleCodings
    from annotator.operations.agreement import AgreementReport

ROUND_NAME = "again"


@dataclass(frozen=True, slots=True)
class AgainOrder:
    """What a supervisor asks for: the share (0 to 1) of each coder's finished articles, and after how many days they come again."""

    share: float = 0.05
    days: int = 14
    seed: int = 1
    round_name: str = ROUND_NAME

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise AnnotatorError(_("the share to code again lies above 0 and at most at 100 %"))
        if self.days < 0:
            raise AnnotatorError(_("the days to wait cannot be fewer than none"))


@dataclass(frozen=True, slots=True)
class Seat:
    """One article that a coder is to code again, from a day on."""

    coder_id: CoderId
    coder: str
    article: Article
    not_before: str


@dataclass(frozen=True, slots=True)
class AgainPreview:
    """What would be coded again, before it is written."""

    order: AgainOrder
    seats: tuple[Seat, ...]

    def by_coder(self) -> dict[str, int]:
        """Return how many articles each coder would code again."""
        counts: dict[str, int] = {}
        for seat in self.seats:
            counts[seat.coder] = counts.get(seat.coder, 0) + 1
        return counts


def preview_again(project: Project, order: AgainOrder) -> AgainPreview:
    """Return what would be coded again, and write nothing: of each coder the share of what the plan gave and is finished.

    What is planned to be coded again already counts towards the share. AnnotatorError without a plan (everybody would see the
    copies) or for who may not plan.
    """
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor may plan"))
    if not project.assignments.any():
        raise AnnotatorError(_("make a plan first: without one every coder would see the copies"))
    names: dict[str, str] = {one.id: one.name for one in project.coders.all()}
    apart, articles = project.assignments.set_apart().codings, {one.id: one for one in project.articles.all()}
    there = _planned_again(project, articles)
    finished: dict[str, list[tuple[str, str]]] = defaultdict(list)
    given = {(one.article_id, one.coder_id) for one in project.assignments.all()} - apart
    for coding in project.codings.all():
        if coding.finished and (coding.article_id, coding.coder_id) in given:  # not what a supervisor coded to be gold
            finished[coding.coder_id].append((coding.article_id, coding.updated_at))
    seats: list[Seat] = []
    for coder in sorted(finished, key=lambda one: names[one]):
        texts = there[coder]
        open_ones = [(article, at) for article, at in sorted(finished[coder]) if articles[ArticleId(article)].text_sha256 not in texts]
        wanted = max(0, -(-len(finished[coder]) * round(order.share * 10_000) // 10_000) - len(texts))
        for article, at in random.Random(f"{order.seed} {coder}").sample(open_ones, min(wanted, len(open_ones))):
            day = datetime.date.fromisoformat(at[:10]) + datetime.timedelta(days=order.days)
            seats.append(Seat(CoderId(coder), names[coder], articles[ArticleId(article)], day.isoformat()))
    return AgainPreview(order, tuple(seats))


def apply_again(project: Project, preview: AgainPreview) -> int:
    """Write the copies and who codes them as one step, and return how many there are."""
    if not preview.seats:
        return 0
    label = logged_count("Code {count} article again", "Code {count} articles again", len(preview.seats)).format(count=len(preview.seats))
    copies = {seat.article.id: _copy(project, seat.article) for seat in preview.seats}
    with project.step(label, *sorted(one.id for one in copies.values())):
        made = _round(project, preview.order)
        taken = len(project.assignments.all(made.id))
        known = {one.id for one in project.articles.all()}
        for source, copy in copies.items():
            if copy.id not in known:
                text = project.articles.text(source)
                project.articles.add(copy, text, same_text_key(text))
        project.assignments.add_many(
            [
                Assignment(
                    assignment_id(made.id, copies[seat.article.id].id, seat.coder_id), made.id, copies[seat.article.id].id, seat.coder_id,
                    taken + place, not_before=seat.not_before,
                )
                for place, seat in enumerate(preview.seats)
            ]
        )  # fmt: skip
    return len(preview.seats)


def _planned_again(project: Project, articles: dict[ArticleId, Article]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in project.assignments.recoded():
        found[one.coder_id].add(articles[one.article_id].text_sha256)
    return found


def _copy(project: Project, article: Article) -> Article:
    """Return the article as it comes again: the same text and facts, a source id of its own, linked to nothing."""
    source_id = ids.named_id("again", article.id)[:12]  # not beside the first one in any list
    copy = ids.article_id(article.text_sha256, source_id)
    return replace(article, id=copy, source_id=source_id, cluster_id=copy, correction_of="", imported_at=article.imported_at or now())


def _round(project: Project, order: AgainOrder) -> Round:
    found = project.rounds.named(order.round_name)
    if found is not None:
        if found.kind != RECODING:
            raise AnnotatorError(_("the round {name} is there already, and is no re-coding").format(name=order.round_name))
        return found
    made = Round(RoundId(ids.new_id()), order.round_name, RECODING, project.codebook.version, asdict(order))
    project.rounds.add(made)
    return made


# ---- what it tells ------------------------------------------------------------------------------------------------------


def again_name(coder: str) -> str:
    """Return the name under which a coder's second coding stands beside the first."""
    return _("{coder} again").format(coder=coder)


def stability(project: Project, *, draws: int = 1000, progress: Progress | None = None) -> list[AgreementReport]:
    """Return for each coder who coded something again how far the second coding agrees with the first: a report with all measures.

    AnnotatorError for who may not compare.
    """
    from annotator.agreement.measures import compute
    from annotator.agreement.words import lowest_first
    from annotator.operations.agreement import MIXED, AgreementReport, corpus

    base, reports = corpus(project, MIXED), []
    for coder, articles in _coded_twice(project).items():
        pair = (coder, again_name(coder))
        found = replace(base, articles=tuple(articles))
        records = compute(
            found.articles, found.categories, found.attributes, found.links, coders=pair, groups=[pair], draws=draws,
            statement=found.statement, progress=progress,
        )  # fmt: skip
        reports.append(AgreementReport(project.path.stem, project.codebook, found, pair, tuple(lowest_first(records))))
    return reports


def _coded_twice(project: Project) -> dict[str, list[ArticleCodings]]:
    """Return by coder's name what was finished twice, each article with the first coding and, under another name, the second."""
    from annotator.operations.agreement import article_codings

    again = {(one.article_id, one.coder_id) for one in project.assignments.recoded()}
    if not again:
        return {}
    names = reported_names(project)
    apart = project.assignments.set_apart().codings
    texts = {one.id: one.text_sha256 for one in project.articles.all()}
    first: dict[tuple[str, str], ArticleCoding] = {}
    second: dict[tuple[str, str], ArticleCoding] = {}
    for one in project.codings.all():
        key: tuple[str, str] = (one.article_id, one.coder_id)
        if one.finished and (key in again or key not in apart):
            (second if key in again else first)[one.coder_id, texts[one.article_id]] = one
    twice = sorted(first.keys() & second.keys(), key=lambda key: (names[key[0]], first[key].article_id))
    read = article_codings(project, [one for key in twice for one in (first[key], second[key])], names)
    by_article = {one.article_id: one for one in read}
    found: dict[str, list[ArticleCodings]] = defaultdict(list)
    for key in twice:
        both = by_article[first[key].article_id], by_article[second[key].article_id]
        found[names[key[0]]].append(_joined(*both, names[key[0]]))
    return dict(found)


def _joined(first: ArticleCodings, second: ArticleCodings, coder: str) -> ArticleCodings:
    """Return one coder's two codings of a text as those of two coders in the article that came first."""
    again = again_name(coder)
    units = [one for one in first.units if one.coder == coder] + [replace(one, coder=again) for one in second.units if one.coder == coder]
    links = [one for one in first.links if one.coder == coder] + [replace(one, coder=again) for one in second.links if one.coder == coder]
    return replace(
        first,
        coders=(coder, again),
        units=tuple(units),
        links=tuple(links),
        values={coder: first.values[coder], again: second.values[coder]},
        codebook_versions=tuple(sorted({*first.codebook_versions, *second.codebook_versions})),
    )
