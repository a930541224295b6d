"""Coders against the layer gold, or against an earlier coding under another name: what training and stability are judged by.

Agreement between coders never counts gold; here gold is the measure, and nothing is corrected for chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.model.annotation import GOLD_LAYER, ArticleCoding
from annotator.operations.agreement import MIXED, AgreementReport, AgreementSettings, Corpus, article_codings, name_of, report_on, stamped
from annotator.progress import Progress
from annotator.project import Project

if TYPE_CHECKING:
    from annotator.agreement.units import ArticleCodings, AttributeSpec

USUAL = AgreementSettings()


def against_gold(project: Project, settings: AgreementSettings = USUAL, progress: Progress | None = None) -> AgreementReport:
    """Return precision, recall, F1, accuracy and confusion of every coder over the articles whose gold is decided.

    Of the settings count coders, codebook version (all unless one is named), period, edges, open attributes, draws and seed.
    AnnotatorError for who may not compare. An article counts once decisions cover all that two of its coders marked.
    """
    base = _base(project, settings, progress)
    known = set(base.corpus.coders)
    gold = GOLD_LAYER if GOLD_LAYER not in known else f"({GOLD_LAYER})"
    layer = {one.article_id: one for one in _gold_codings(project, _decided(project), gold, settings.trim)}
    articles = tuple(_joined(one, layer[one.article_id], gold) for one in base.corpus.articles if one.article_id in layer)
    corpus = replace(base.corpus, articles=articles)
    return _compared(base, corpus, gold, [spec for spec in corpus.attributes if spec.category], settings, progress)


def against_coder(
    project: Project, reference: str, settings: AgreementSettings = USUAL, progress: Progress | None = None
) -> AgreementReport:
    """Return the same measures with one coder as the reference: called stability where it is the same person's earlier coding."""
    name = name_of(project, reference)
    coders = None if settings.coders is None else (*settings.coders, name)
    base = _base(project, replace(settings, coders=coders), progress)
    return _compared(base, base.corpus, name, base.corpus.attributes, settings, progress)


def _base(project: Project, settings: AgreementSettings, progress: Progress | None) -> AgreementReport:
    """Return the report without figures on what these settings let enter: who judges is not of one codebook version."""
    return report_on(project, replace(settings, version=settings.version or MIXED, measures=(), draws=0, own_bootstrap=False), progress)


def _compared(
    base: AgreementReport,
    corpus: Corpus,
    reference: str,
    attributes: Sequence[AttributeSpec],
    settings: AgreementSettings,
    progress: Progress | None,
) -> AgreementReport:
    from annotator.agreement.reference import against

    found = against(
        corpus.articles, corpus.categories, attributes, reference=reference, coders=base.coders, draws=settings.draws, seed=settings.seed,
        progress=progress,
    )  # fmt: skip
    return replace(base, corpus=corpus, records=tuple(stamped(found, corpus)), settings=settings)


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


def _gold_codings(project: Project, articles: Collection[str], name: str, trim: bool) -> tuple[ArticleCodings, ...]:
    """Return the layer gold as one more coder's work, whoever adjudicated."""
    acting = project.coders.all()
    codings = [ArticleCoding(article, acting[0].id, finished=True) for article in sorted(articles)]  # type: ignore[arg-type]
    return article_codings(project, codings, {coder.id: name for coder in acting}, layer=GOLD_LAYER, trim=trim)


def _joined(coders: ArticleCodings, gold: ArticleCodings, name: str) -> ArticleCodings:
    return replace(
        coders,
        coders=(*coders.coders, name),
        units=(*coders.units, *gold.units),
        links=(*coders.links, *gold.links),
    )
