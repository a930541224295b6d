"""How far coders agree in a project: the report, and what is read and taken out of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING

import annotator
from annotator.agreement.record import DRAWS, LIMITS, Limits, Record
from annotator.errors import AnnotatorError
from annotator.i18n import _, ngettext
from annotator.model.codebook import Codebook
from annotator.operations.agreement_corpus import CODER_LAYER, Corpus, article_codings, corpus
from annotator.operations.agreement_limits import limits_of
from annotator.operations.agreement_sample import how_drawn
from annotator.operations.agreement_settings import MIXED, NEWEST, SHOWN, AgreementSettings
from annotator.operations.people import reported_names
from annotator.progress import Progress
from annotator.project import Project
from annotator.store.database import now

if TYPE_CHECKING:
    from annotator.agreement.cases import Passage

__all__ = [
    "CODER_LAYER", "MIXED", "NEWEST", "SHOWN", "AgreementReport", "AgreementSettings", "Corpus", "agreement_report", "article_codings",
    "compare", "corpus", "name_of", "report_on", "software", "stamped",
]  # fmt: skip
WORDS = "token_f1"
"""the measure that needs the words of the texts"""


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """The records of one group of coders with all that is needed to read, open and export them.

    ``limits`` are the project's of tentative and reliable; ``drawn`` says how a plan drew the articles that enter; ``settings`` are
    those it was computed with. ``alone`` finished articles, but none that another of the coders finished: they are in no pair.
    """

    project: str
    codebook: Codebook
    corpus: Corpus
    coders: tuple[str, ...]
    records: tuple[Record, ...]
    limits: Limits = LIMITS
    drawn: str = ""
    settings: AgreementSettings = field(default_factory=AgreementSettings)
    alone: tuple[str, ...] = ()

    @property
    def alone_words(self) -> str:
        """Who is in no pair, in one line; empty where nobody is left out."""
        return _alone_words(self.alone)

    @property
    def n_articles(self) -> int:
        """The number of articles that two or more of the coders finished."""
        return self.corpus.common_articles(self.coders)

    @property
    def version(self) -> str:
        """The codebook version as it is printed, empty where several were mixed by choice."""
        return "" if self.corpus.version == MIXED else self.corpus.version

    def paragraph(self, records: Sequence[Record] | None = None) -> str:
        """Return the paragraph for a publication about these records (default: all)."""
        from annotator.agreement.words import paragraph

        chosen = self.records if records is None else records
        return paragraph(chosen, self.codebook, self.n_articles, self.version, software(), self.drawn, self.limits)

    def passages(self, record: Record, progress: Progress | None = None) -> list[Passage]:
        """Return the passages behind one of the records, the greatest share of disagreement first."""
        from annotator.agreement.cases import passages

        found = self.corpus
        return passages(found.articles, record, categories=found.categories, attributes=found.attributes, links=found.links,
                        statement=found.statement, progress=progress)  # fmt: skip

    def pairs(self, record: Record, progress: Progress | None = None) -> list[Record]:
        """Return the same figure of every pair of the coders; nothing for a pair of which the measure knows none."""
        from annotator.agreement.measures import compute

        found = self.corpus
        groups = list(combinations(self.coders, 2))
        records = compute(
            found.articles, found.categories, found.attributes, found.links, coders=self.coders, groups=groups,
            measures=[record.measure], draws=self.settings.draws, seed=self.settings.seed, threshold=self.settings.threshold,
            statement=found.statement, progress=progress,
        )  # fmt: skip
        return stamped([one for one in records if one.row == record.row], found)


def software() -> str:
    """Return the program and its version, as a report names them."""
    return f"annotator {annotator.__version__}"


def agreement_report(
    project: Project,
    coders: Collection[str] | None = None,
    measures: Collection[str] | None = None,
    draws: int = DRAWS,
    progress: Progress | None = None,
    *,
    version: str = NEWEST,
    trim: bool = False,
    unset_as_value: bool = False,
) -> list[Record]:
    """Return the records of every pair of coders and of all together; AnnotatorError for an unknown coder, measure or version.

    ``measures`` None: all there are. ``trim`` and ``unset_as_value`` are choices about what enters (see ``AgreementSettings``).
    """
    chosen = None if coders is None else tuple(coders)
    wanted = every_measure() if measures is None else tuple(measures)
    return records_of(project, AgreementSettings(chosen, version, wanted, trim, unset_as_value, draws=draws), progress)


def records_of(project: Project, settings: AgreementSettings, progress: Progress | None = None) -> list[Record]:
    """Return the records of every pair of the coders and of all together; AnnotatorError for an unknown coder, measure or version."""
    found = _corpus(project, settings, progress)
    chosen = found.sharing() if settings.coders is None else [name_of(project, name) for name in settings.coders]
    return _computed(settings, found, limits_of(project), progress, coders=chosen)


def compare(
    project: Project,
    coders: Collection[str] | None = None,
    *,
    version: str = NEWEST,
    measures: Collection[str] = SHOWN,
    draws: int = DRAWS,
    trim: bool = False,
    unset_as_value: bool = False,
    progress: Progress | None = None,
) -> AgreementReport:
    """Return the report on one group of coders (default: all who finished an article), lowest value first; see ``report_on``."""
    chosen = None if coders is None else tuple(coders)
    return report_on(project, AgreementSettings(chosen, version, tuple(measures), trim, unset_as_value, draws=draws), progress)


def report_on(project: Project, settings: AgreementSettings, progress: Progress | None = None) -> AgreementReport:
    """Return the report on one group of coders with these settings, lowest value first.

    AnnotatorError for an unknown coder, measure or version. Fewer than two coders give a report without records.
    """
    from annotator.agreement.words import lowest_first

    found, limits = _corpus(project, settings, progress), limits_of(project)
    named = found.coders if settings.coders is None else tuple(sorted({name_of(project, name) for name in settings.coders}))
    group = found.sharing(named)
    records = _computed(settings, found, limits, progress, coders=group, groups=[group]) if len(group) > 1 else []
    drawn = how_drawn(project, found.common(group))
    alone = tuple(name for name in named if name not in group)
    return AgreementReport(project.path.stem, project.codebook, found, group, tuple(lowest_first(records)), limits, drawn, settings, alone)


def alone_in(project: Project, settings: AgreementSettings) -> str:
    """Return who of the coders chosen is in no pair, in one line; empty where nobody is left out, and where no pair is left."""
    found = _corpus(project, settings, None)
    named = found.coders if settings.coders is None else tuple(sorted({name_of(project, name) for name in settings.coders}))
    group = found.sharing(named)
    return _alone_words([name for name in named if name not in group]) if group else ""


def _alone_words(alone: Sequence[str]) -> str:
    said = ngettext("{coders} finished no article with another and is in no pair",
                    "{coders} finished no article with another and are in no pair", len(alone))  # fmt: skip
    return said.format(coders=", ".join(alone)) if alone else ""


def every_measure() -> tuple[str, ...]:
    """Return the names of all measures."""
    from annotator.agreement.measures import MEASURES

    return tuple(MEASURES)


def _corpus(project: Project, settings: AgreementSettings, progress: Progress | None) -> Corpus:
    _must_be_known(settings.measures)
    return corpus(
        project, settings.version, trim=settings.trim, unset_as_value=settings.unset_as_value, words=WORDS in settings.measures,
        period=(settings.since, settings.until), progress=progress,
    )  # fmt: skip


def _computed(
    settings: AgreementSettings,
    found: Corpus,
    limits: Limits,
    progress: Progress | None,
    *,
    coders: Collection[str] | None,
    groups: Collection[Collection[str]] | None = None,
) -> list[Record]:
    from annotator.agreement.measures import compute
    from annotator.agreement.own_interval import with_own_interval_beside

    records = compute(
        found.articles, found.categories, found.attributes, found.links, coders=coders, groups=groups, measures=settings.measures,
        draws=settings.draws, seed=settings.seed, threshold=settings.threshold, statement=found.statement, progress=progress,
    )  # fmt: skip
    if settings.own_bootstrap:
        telling = progress or Progress()
        records = [
            with_own_interval_beside(one, found.articles, found.categories, found.attributes, seed=settings.seed, limits=limits)
            for one in telling.track(records, len(records), _("Krippendorff’s bootstrap"))
        ]
    return stamped(records, found)


def stamped(records: Sequence[Record], found: Corpus) -> list[Record]:
    """Return the records with the moment of their making and what was chosen about the corpus they were computed from."""
    moment, chosen = now(), found.choices
    return [replace(one, date=moment, parameters={**one.parameters, **chosen}) for one in records]


def _must_be_known(measures: Collection[str]) -> None:
    from annotator.agreement.measures import MEASURES

    for measure in measures:
        if measure not in MEASURES:
            raise AnnotatorError(_("there is no measure {name!r}; there are: {all}").format(name=measure, all=", ".join(MEASURES)))


def name_of(project: Project, name: str) -> str:
    """Return what reports call a coder who is named so, or by the pseudonym that reports use: the name that the codings carry."""
    called = reported_names(project)
    if name in called.values():
        return name
    try:
        found = project.coders.named(name)
    except ValueError as error:
        raise AnnotatorError(str(error)) from error
    if found is None:
        raise AnnotatorError(_("there is no coder {name!r}").format(name=name))
    return called[found.id]
