"""Coders against the layer gold, or against an earlier coding under another name: what training and stability are judged by.

Agreement between coders never counts gold; here gold is the measure, and nothing is corrected for chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.model.annotation import GOLD_LAYER, ArticleCoding
from annotator.operations.agreement import MIXED, AgreementReport, article_codings, compare, name_of, stamped
from annotator.progress import Progress
from annotator.project import Project

if TYPE_CHECKING:
    from annotator.agreement.units import ArticleCodings


def against_gold(
    project: Project, coders: Collection[str] | None = None, *, draws: int = 1000, progress: Progress | None = None
) -> AgreementReport:
    """Return precision, recall, F1, accuracy and confusion of every coder over the articles whose gold is decided.

    AnnotatorError for who may not compare. An article counts once decisions cover all that two of its coders marked.
    """
    from annotator.agreement.reference import against

    base = compare(project, coders, version=MIXED, measures=(), draws=0)
    known = set(base.corpus.coders)
    gold = GOLD_LAYER if GOLD_LAYER not in known else f"({GOLD_LAYER})"
    decided = _decided(project)
    layer = {one.article_id: one for one in _gold_codings(project, decided, gold)}
    articles = tuple(_joined(one, layer[one.article_id], gold) for one in base.corpus.articles if one.article_id in layer)
    corpus = replace(base.corpus, articles=articles)
    found = against(
        articles, corpus.categories, [spec for spec in corpus.attributes if spec.category], reference=gold, coders=base.coders,
        draws=draws, progress=progress,
    )  # fmt: skip
    return AgreementReport(base.project, base.codebook, corpus, base.coders, tuple(stamped(found, corpus)), base.limits)


def against_coder(
    project: Project, reference: str, coders: Collection[str] | None = None, *, draws: int = 1000, progress: Progress | None = None
) -> AgreementReport:
    """Return the same measures with one coder as the reference: called stability where it is the same person's earlier coding."""
    from annotator.agreement.reference import against

    name = name_of(project, reference)
    base = compare(project, None if coders is None else [*coders, name], version=MIXED, measures=(), draws=0)
    corpus = base.corpus
    found = against(
        corpus.articles, corpus.categories, corpus.attributes, reference=name, coders=base.coders, draws=draws, progress=progress
    )
    return AgreementReport(base.project, base.codebook, corpus, base.coders, tuple(stamped(found, corpus)), base.limits)


def _decided(project: Project) -> set[str]:
    """Return the articles in which decisions cover everything that two or more of the coders who finished marked."""
    covered: dict[str, set[str]] = defaultdict(set)
    for decision in project.decisions.all():
        covered[decision.article_id].update(decision.about)
    finished: dict[str, set[str]] = defaultdict(set)
    for coding in project.codings.all():
        if coding.finished and coding.article_id in covered:
            finished[coding.article_id].add(coding.coder_id)
    found = set()
    for article, coders in finished.items():
        open_still = {one.coder_id for one in project.annotations.of_article(article) if one.id not in covered[article]}
        if len(coders - open_still) > 1:
            found.add(article)
    return found


def _gold_codings(project: Project, articles: Collection[str], name: str) -> tuple[ArticleCodings, ...]:
    """Return the layer gold as one more coder's work, whoever adjudicated."""
    acting = project.coders.all()
    codings = [ArticleCoding(article, acting[0].id, finished=True) for article in sorted(articles)]  # type: ignore[arg-type]
    return article_codings(project, codings, {coder.id: name for coder in acting}, layer=GOLD_LAYER)


def _joined(coders: ArticleCodings, gold: ArticleCodings, name: str) -> ArticleCodings:
    return replace(
        coders,
        coders=(*coders.coders, name),
        units=(*coders.units, *gold.units),
        links=(*coders.links, *gold.links),
    )
