"""Importing articles: read, prepare and judge without a lock, then write all of it in one transaction.

What is found ends as added, duplicate or problem, so that found = added + duplicates + problems. An article is its text and the
id that it had in its source: both known, it is there already; the text alone known, it is added and linked as a duplicate; the
id alone known, it is added as a possible correction of the first.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from annotator.collector import without_collecting
from annotator.formats.base import ImportNote, ImportProblem, Options, RecordLine
from annotator.formats.codings import BadRecord, RegionRecord, read_record
from annotator.i18n import _, logged_count, ngettext
from annotator.model.article import Article, ArticleDraft, Region, Regions, make_regions
from annotator.model.ids import ArticleId, article_id
from annotator.model.span import Span
from annotator.operations.annotating import Arriving, Outcome, Refused, Stored
from annotator.operations.annotating.known import ArticleAtHand
from annotator.operations.import_reprints import Arrived, Reprint, reprints_among
from annotator.operations.sources import Sourced, read_sources
from annotator.progress import Progress
from annotator.project import Project
from annotator.store.database import now
from annotator.text.duplicates import same_text_key, text_hash
from annotator.text.language import languages_of
from annotator.text.regions import propose_regions

_LANGUAGE_SAMPLE = 400  # characters of paragraphs; more seldom change the answer and cost most of an import
_PARAGRAPH = 80
LONGEST_PROPOSED = 1_000_000  # characters; a longer text is no news article, and Stop must not wait for its million lines
_LANGUAGES_TOGETHER = 256  # articles whose languages are told at a time
_TOGETHER = 10_000  # articles written at a time, inside the one step
_REGION = "region"


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """An article ready to be stored; what it is a duplicate or correction of is decided when it is.

    ``is_open``: language and regions were not looked for, since the project seemed to hold it already.
    """

    article: Article
    text: str
    same_key: str
    raw: bytes | None
    path: Path
    place: str
    notes: tuple[str, ...] = ()
    regions_given: bool = False
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that an import will store, and what it will say; ``records`` are the codings that came with the articles."""

    articles: tuple[PreparedArticle, ...]
    problems: tuple[ImportProblem, ...] = ()
    notes: tuple[ImportNote, ...] = ()
    records: tuple[RecordLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Twin:
    """An article that was found, and the earlier one that it has the text or the id in the source of.

    ``new``: whether it was added; a duplicate with text and id the same was not.
    """

    path: Path
    place: str
    article_id: ArticleId
    first: ArticleId
    new: bool


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of all that was found: found = added + duplicates + len(problems).

    ``duplicates`` counts the articles that were there already and the new ones linked to the same text (``twins`` names them);
    ``corrections`` are those with a known id and another text; they are counted like any other. ``ids``: the new articles, in order.
    ``reprints`` are those that read much like an earlier one; they are stored like any other, and joined by nobody.
    """

    added: int = 0
    twins: tuple[Twin, ...] = ()
    problems: tuple[ImportProblem, ...] = ()
    notes: tuple[ImportNote, ...] = ()
    corrections: tuple[Twin, ...] = ()
    ids: tuple[ArticleId, ...] = ()
    codings: int = 0
    reprints: tuple[Reprint, ...] = ()

    @property
    def duplicates(self) -> int:
        """Return how many of the found have a text that is known."""
        return len(self.twins)

    @property
    def found(self) -> int:
        """Return how many articles, and things that were refused, were found."""
        return self.added + self.duplicates + len(self.problems)


def import_files(
    project: Project, paths: Sequence[Path], *, options: Options | None = None, progress: Progress | None = None
) -> ImportReport:
    """Read files and folders, and store their articles and codings; return what became of each. Cancelled, nothing is kept."""
    progress = progress or Progress()
    prepared = prepare(project, read_sources(project, paths, options, progress), progress)
    return store(project, prepared, progress)


# ---- preparing --------------------------------------------------------------------------------------------------------


def prepare(project: Project, found: Iterable[Sourced], progress: Progress | None = None, *, propose_for_known: bool = False) -> Prepared:
    """Return what was found with hashes, ids, proposed regions and languages; takes no lock, raises Cancelled when stopped.

    ``propose_for_known``: propose also for articles that the project holds already, for a preview.
    """
    progress = progress or Progress()
    drafts: deque[tuple[Path, ArticleDraft]] = deque()
    problems: list[ImportProblem] = []
    notes: list[ImportNote] = []
    records: list[RecordLine] = []
    for one in found:
        progress.check()
        if isinstance(one.found, ArticleDraft):
            drafts.append((one.path, one.found))
        elif isinstance(one.found, ImportProblem):
            problems.append(one.found)
        elif isinstance(one.found, ImportNote):
            notes.append(one.found)
        else:
            records.append(one.found)
    hashes = [text_hash(draft.text) for _path, draft in drafts]
    given, records = _given_regions(project, drafts, hashes, records, problems)
    known = set() if propose_for_known else set(project.articles.ids())
    ready: list[PreparedArticle] = []
    count = len(drafts)
    with without_collecting():
        hashed = _hashed(drafts, hashes, given)
        for prepared in progress.track(_each_prepared(hashed, known), count, _("Preparing articles")):
            ready.append(prepared)
            notes += [ImportNote(prepared.path, prepared.place, text) for text in prepared.notes]
    return Prepared(tuple(ready), tuple(problems), tuple(notes), tuple(records))


def _hashed(
    drafts: deque[tuple[Path, ArticleDraft]], hashes: Sequence[str], given: dict[int, Regions]
) -> Iterator[tuple[PreparedArticle, bool]]:
    """Yield the drafts with hashes and ids, and whether each is whole; none is kept: a large import holds each article once."""
    moment, raw_hashes = now(), _RawHashes()
    for number, sha256 in enumerate(hashes):
        path, draft = drafts.popleft()
        regions = given.get(number, () if draft.whole else draft.regions)
        yield _with_hashes(path, draft, sha256, regions, raw_hashes, moment), draft.whole


def _each_prepared(hashed: Iterator[tuple[PreparedArticle, bool]], known: Container[str]) -> Iterator[PreparedArticle]:
    """Yield the articles with languages and regions, except those that are whole or known."""
    while together := list(islice(hashed, _LANGUAGES_TOGETHER)):
        proposed = _with_proposals([one for one, whole in together if not whole and one.article.id not in known])
        for one, whole in together:
            if whole:
                yield replace(one, is_open=False)
            else:
                yield one if one.article.id in known else next(proposed)


class _RawHashes:
    """The SHA-256 of raw bytes; a table is hashed once for all its rows."""

    def __init__(self) -> None:
        self._last: tuple[bytes | None, str] = (None, "")

    def of(self, raw: bytes | None) -> str:
        if raw is None:
            return ""
        if raw is not self._last[0]:
            self._last = (raw, hashlib.sha256(raw).hexdigest())
        return self._last[1]


def _with_hashes(
    path: Path, draft: ArticleDraft, sha256: str, regions: Regions | None, raw_hashes: _RawHashes, moment: str
) -> PreparedArticle:
    """Return a draft as an article of which nothing is known but what its file says."""
    article = Article(
        id=article_id(sha256, draft.source_id),
        source_id=draft.source_id,
        text_sha256=sha256,
        n_characters=len(draft.text),
        headline=draft.headline,
        outlet=draft.outlet,
        date_published=draft.date_published,
        date_on_page=draft.date_on_page,
        byline=draft.byline,
        language=draft.language,
        url=draft.url,
        regions=regions or (),
        file_name=draft.file_name,
        raw_sha256=raw_hashes.of(draft.raw),
        encoding=draft.encoding,
        line_ends=draft.line_ends,
        imported_at=moment,
    )
    return PreparedArticle(article, draft.text, same_text_key(draft.text), draft.raw, path, draft.place, regions_given=regions is not None)


def _with_proposals(ones: Sequence[PreparedArticle]) -> Iterator[PreparedArticle]:
    """Yield the articles with their languages and, unless their regions were given, with all that their pages say of them."""
    told = iter(languages_of([_sample(one.text) for one in ones if not one.article.language]))
    for one in ones:
        yield _with_proposal(one, one.article.language or next(told))


def _with_proposal(one: PreparedArticle, language: str) -> PreparedArticle:
    article, facts = one.article, dict[str, Any]()
    notes = [_("line ends CRLF or CR became LF")] if article.line_ends else []
    if not one.regions_given and article.n_characters > LONGEST_PROPOSED:
        notes.append(_("the text is too long for regions to be proposed; all of it is body"))
    elif not one.regions_given:
        proposal = propose_regions(one.text, headline=article.headline, language=language)
        facts = {
            "headline": article.headline or proposal.headline,
            "date_on_page": article.date_on_page or proposal.date_on_page,
            "byline": article.byline or proposal.byline,
            "regions": make_regions([Region(kind, span) for kind, span in proposal.regions], article.n_characters),
        }
        notes += [_(note) for note in proposal.notes]
    return replace(one, article=replace(article, language=language, **facts), notes=tuple(notes), is_open=False)


def _sample(text: str) -> str:
    """Return paragraphs enough to tell the language by: what stands around them is often in another one."""
    kept: list[str] = []
    length = 0
    start = 0
    while start < len(text) and length < _LANGUAGE_SAMPLE:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start >= _PARAGRAPH:
            kept.append(text[start : min(end, start + _LANGUAGE_SAMPLE - length)])
            length += end - start
        start = end + 1
    return "\n".join(kept) or text[:_LANGUAGE_SAMPLE]


# ---- regions that came with the articles --------------------------------------------------------------------------------


def _given_regions(
    project: Project,
    drafts: Sequence[tuple[Path, ArticleDraft]],
    hashes: Sequence[str],
    records: Sequence[RecordLine],
    problems: list[ImportProblem],
) -> tuple[dict[int, Regions], list[RecordLine]]:
    """Return the regions that records give to drafts (by their number), and the records that are left.

    A region of an article that is in the project already is left to ``annotate``, as is one whose article is not known.
    """
    if not any(record.kind == _REGION for record in records):
        return {}, list(records)
    places = _places_by_name(project, drafts, hashes)
    given: dict[int, Regions] = {}
    left = []
    for record in records:
        if record.kind != _REGION:
            left.append(record)
            continue
        try:
            region = read_record(record.line)
            assert isinstance(region, RegionRecord)
            number = places.get(region.article)
            if number is None:
                left.append(record)
                continue
            if region.kind not in project.codebook.region_types:
                raise BadRecord(_("the codebook has no region {kind}").format(kind=region.kind))
            length = len(drafts[number][1].text)
            given[number] = make_regions([*given.get(number, ()), Region(region.kind, Span(region.start, region.end))], length)
        except (BadRecord, ValueError) as error:
            problems.append(ImportProblem(record.path, record.place, str(error)))
    return given, left


def _places_by_name(project: Project, drafts: Sequence[tuple[Path, ArticleDraft]], hashes: Sequence[str]) -> dict[str, int]:
    """Return which draft an id or source_id means; names that mean several articles are left out."""
    ids: dict[str, int] = {}
    by_source: dict[str, set[str]] = {}
    for known_id, source_id, _sha256, _same_key in project.articles.keys():  # noqa: SIM118
        by_source.setdefault(source_id, set()).add(known_id)
    for number, (_path, draft) in enumerate(drafts):
        draft_id = article_id(hashes[number], draft.source_id)
        ids.setdefault(draft_id, number)
        by_source.setdefault(draft.source_id, set()).add(draft_id)
    names = {source_id: ids[only] for source_id, (only, *others) in by_source.items() if not others and only in ids}
    return names | ids


# ---- storing ------------------------------------------------------------------------------------------------------------


def store(project: Project, prepared: Prepared, progress: Progress | None = None) -> ImportReport:
    """Store the articles and the codings that came with them, all of it or nothing, and return what became of each.

    The articles are one step; the codings, judged as ``annotate`` does, are steps of their own, one a coder and article, in the
    same transaction. A refused coding is a problem that names its line. What is all there already makes no step.
    """
    if not prepared.articles and not prepared.records:
        return ImportReport(problems=prepared.problems, notes=prepared.notes)
    told = progress or Progress()
    database = project.database
    version = database.data_version()
    arrival = _Arrival(project, prepared, told)
    told.check()
    reprints, missed = reprints_among(project, arrival.arrived(), told)
    database.use_large_cache(True)
    try:
        with project.batch():
            if database.data_version() != version:  # somebody wrote meanwhile: what is known and allowed may differ
                arrival = _Arrival(project, prepared, told)
            arrival.write()
    finally:
        database.use_large_cache(False)
    report = replace(arrival.report(), reprints=_still_new(reprints, arrival.report().ids))
    return replace(report, notes=(*report.notes, _not_compared(prepared, missed))) if missed else report


def _still_new(reprints: Sequence[Reprint], ids: Sequence[str]) -> tuple[Reprint, ...]:
    """Return what was said of articles that were stored: another who wrote meanwhile may have brought some already."""
    stored = set(ids)
    return tuple(one for one in reprints if one.article_id in stored)


def _not_compared(prepared: Prepared, missed: int) -> ImportNote:
    text = ngettext(
        "{count:,} article was not compared with the others, which would take long: Team, Reprints does it",
        "{count:,} articles were not compared with the others, which would take long: Team, Reprints does it",
        missed,
    )
    return ImportNote(prepared.articles[0].path, "", text.format(count=missed))


class _Arrival:
    """What an import will write, as the project stands: its new articles, and the codings that are accepted."""

    def __init__(self, project: Project, prepared: Prepared, progress: Progress) -> None:
        self._project = project
        self._prepared = prepared
        self._sorted = _Sorted(project)
        for one in prepared.articles:
            self._sorted.take(one)
        self._codings = self._judged(progress) if prepared.records else None

    def _judged(self, progress: Progress) -> Arriving:
        coder = self._project.coder
        lines = ((number, record.line) for number, record in enumerate(self._prepared.records))
        articles = [(_at_hand(article, text), article.source_id) for article, text, _key, _raw in self._sorted.new]
        return Arriving(self._project, lines, articles, coder=coder.name if coder is not None else None, progress=progress)

    def arrived(self) -> list[Arrived]:
        """Return what will be stored, with where it was read."""
        return self._sorted.arrived

    def write(self) -> None:
        """Write the articles as one step, then the codings; inside a batch."""
        new = self._sorted.new
        label = logged_count("Import {count} article", "Import {count} articles", len(new)).format(count=len(new))
        with self._project.step(label, *(article.id for article, *_rest in new)):
            for start in range(0, len(new), _TOGETHER):
                self._project.articles.add_many(new[start : start + _TOGETHER])
        if self._codings is not None:
            self._codings.write()

    def report(self) -> ImportReport:
        """Return what became of articles and codings."""
        report = self._sorted.report(self._prepared)
        return report if self._codings is None else _with_codings(report, self._prepared.records, self._codings.outcomes)


def _at_hand(article: Article, text: str) -> ArticleAtHand:
    regions = [(region.kind, region.span.start, region.span.end) for region in article.regions]
    return ArticleAtHand(article.id, text, regions, link_ends={})


def _with_codings(report: ImportReport, records: Sequence[RecordLine], outcomes: Sequence[Outcome]) -> ImportReport:
    stored = 0
    problems: list[ImportProblem] = []
    notes: list[ImportNote] = []
    for outcome in outcomes:
        record = records[outcome.line]
        if isinstance(outcome, Stored):
            stored += 1
        elif isinstance(outcome, Refused):
            problems.append(ImportProblem(record.path, record.place, outcome.reason))
        else:
            notes.append(ImportNote(record.path, record.place, outcome.message))
    return replace(report, problems=(*report.problems, *problems), notes=(*report.notes, *notes), codings=stored)


THERE, SAME_TEXT, CORRECTION, NEW = "there", "same_text", "correction", "new"


class KnownArticles:
    """The articles of the project and of the import so far, by text and by the id in their source."""

    def __init__(self, project: Project) -> None:
        self._known: set[str] = set()
        self._first_with_text: dict[str, ArticleId] = {}
        self._first_with_source: dict[str, ArticleId] = {}
        for known_id, source_id, _sha256, same_key in project.articles.keys():  # noqa: SIM118
            self._note(ArticleId(known_id), source_id, same_key)

    def placed(self, one: PreparedArticle) -> tuple[str, Article]:
        """Return what an article is beside those known, with cluster and correction set, and know it from now on.

        ``THERE``: text and id known. ``SAME_TEXT``: the text is known. ``CORRECTION``: the id alone is known. ``NEW``: neither.
        """
        article = one.article
        same_text = self._first_with_text.get(one.same_key)
        same_source = self._first_with_source.get(article.source_id)
        if article.id in self._known:
            return THERE, article
        self._note(article.id, article.source_id, one.same_key)
        kept = replace(article, cluster_id=same_text or article.id, correction_of=same_source or "")
        return (SAME_TEXT if same_text else CORRECTION if same_source else NEW), kept

    def _note(self, known_id: ArticleId, source_id: str, same_key: str) -> None:
        self._known.add(known_id)
        self._first_with_text.setdefault(same_key, known_id)
        self._first_with_source.setdefault(source_id, known_id)


class _Sorted:
    """What will be stored, and what is said of it."""

    def __init__(self, project: Project) -> None:
        self.new: list[tuple[Article, str, str, bytes | None]] = []
        self.arrived: list[Arrived] = []
        self._added = 0
        self._twins: list[Twin] = []
        self._corrections: list[Twin] = []
        self._known = KnownArticles(project)

    def take(self, one: PreparedArticle) -> None:
        """Sort one article."""
        standing, article = self._known.placed(one)
        if standing != THERE and one.is_open:  # it was there while the import was prepared, and has been taken back since
            article = replace(next(_with_proposals([one])).article, cluster_id=article.cluster_id, correction_of=article.correction_of)
        if standing == THERE:
            self._twins.append(Twin(one.path, one.place, article.id, article.id, new=False))
            return
        if standing == SAME_TEXT:
            self._twins.append(Twin(one.path, one.place, article.id, ArticleId(article.cluster_id), new=True))
        else:
            self._added += 1
        if article.correction_of:
            self._corrections.append(Twin(one.path, one.place, article.id, ArticleId(article.correction_of), new=True))
        self.new.append((article, one.text, one.same_key, one.raw))
        self.arrived.append(Arrived(article, one.text, one.path, one.place))

    def report(self, prepared: Prepared) -> ImportReport:
        """Return what became of all."""
        return ImportReport(
            added=self._added,
            twins=tuple(self._twins),
            problems=prepared.problems,
            notes=prepared.notes,
            corrections=tuple(self._corrections),
            ids=tuple(article.id for article, *_rest in self.new),
        )
