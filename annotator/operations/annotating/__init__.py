"""Storing codings from JSON Lines: record by record, checked against text, codebook and project, in batches of steps.

Each batch is one commit; in it, the codings of one coder in one article are one step of the history. Nothing is told as
stored before its commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from annotator.collector import without_collecting
from annotator.errors import AnnotatorError, RuleViolation
from annotator.formats.codings import ArticleRecord, BadRecord, read_record
from annotator.i18n import _
from annotator.operations.annotating.articles import prepare_article
from annotator.operations.annotating.asked import AnyRecord
from annotator.operations.annotating.edges import MESSAGES
from annotator.operations.annotating.judging import Judge
from annotator.operations.annotating.known import ArticleAtHand
from annotator.progress import Progress
from annotator.project import Project
from annotator.store.database import now

MOST_IN_A_COMMIT = 10_000

Line = tuple[int, str | bytes | BadRecord]


@dataclass(frozen=True, slots=True)
class Stored:
    """A record that is in the project; ``id`` is what it is shown by."""

    line: int
    id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that was not stored, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something unusual about a record that was stored; ``code`` is a key of ``MESSAGES``."""

    line: int
    code: str

    @property
    def message(self) -> str:
        """Return the warning in words."""
        return _(MESSAGES[self.code])


Outcome = Stored | Refused | Warned


def annotate_records(
    project: Project,
    lines: Iterable[Line],
    *,
    coder: str | None = None,
    lenient: bool = False,
    progress: Progress | None = None,
) -> Iterator[Outcome]:
    """Store the records of numbered lines and yield what became of each, in order, after its commit.

    ``coder`` stands where a record names none; ``lenient`` keeps codings that miss required values, and takes ``finished``
    despite open items. Empty lines are passed over.
    """
    for outcomes in annotate_batches(project, _batches(lines), coder=coder, lenient=lenient, progress=progress):
        yield from outcomes


def annotate_batches(
    project: Project,
    batches: Iterable[Sequence[Line]],
    *,
    coder: str | None = None,
    lenient: bool = False,
    progress: Progress | None = None,
) -> Iterator[list[Outcome]]:
    """Do as ``annotate_records``, one commit and one list of outcomes a batch; the caller says which records share one."""
    told = progress or Progress()
    judge = Judge(project, coder=coder, lenient=lenient)
    done = 0
    for batch in batches:
        with without_collecting():
            outcomes = _store_batch(project, judge, [_read(line) for line in batch])
        done += len(batch)
        told.say(_("Storing codings"), done)
        yield outcomes


class Arriving:
    """Codings that are stored together with the articles that they came with: judged without a lock, written when these are.

    ``articles``: (what the codings are judged against, source_id) of the articles that are about to be stored.
    """

    def __init__(
        self,
        project: Project,
        lines: Iterable[Line],
        articles: Iterable[tuple[ArticleAtHand, str]],
        *,
        coder: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._project = project
        self._judge = Judge(project, coder=coder, lenient=False)
        read = [_read(line) for line in lines]
        with without_collecting():
            self.outcomes = _judge(self._judge, read, articles, progress or Progress())

    def write(self) -> None:
        """Write what was accepted, a step for each coder and article; inside a batch, after the articles."""
        self._judge.pending.write(self._project)


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    rest = iter(lines)
    while batch := list(islice(rest, MOST_IN_A_COMMIT)):
        yield batch


def _read(line: Line) -> tuple[int, AnyRecord | AnnotatorError | None]:
    number, written = line
    if isinstance(written, BadRecord):
        return number, written
    try:
        record = read_record(written)
        return number, prepare_article(record) if isinstance(record, ArticleRecord) else record
    except (BadRecord, RuleViolation) as error:
        return number, error


def _store_batch(project: Project, judge: Judge, read: Sequence[tuple[int, AnyRecord | AnnotatorError | None]]) -> list[Outcome]:
    """Judge without holding up other writers, then write; judged anew if another writer of this process came between."""
    version = project.database.data_version()
    if judge.seen_version != version:
        judge.look_anew(version)
    begun = set(judge.regions_begun)
    outcomes = _judge(judge, read)
    if judge.pending.holds_changes:
        with project.batch():
            if project.database.data_version() != version:
                judge.look_anew(project.database.data_version())
                judge.regions_begun = begun
                outcomes = _judge(judge, read)
            judge.pending.write(project)
    return outcomes


def _judge(
    judge: Judge,
    read: Sequence[tuple[int, AnyRecord | AnnotatorError | None]],
    arriving: Iterable[tuple[ArticleAtHand, str]] = (),
    progress: Progress | None = None,
) -> list[Outcome]:
    judge.begin([record for _number, record in read if record is not None and not isinstance(record, AnnotatorError)], now())
    for article, source_id in arriving:
        judge.known.note_article(article, source_id)
    outcomes: list[Outcome] = []
    for count, (number, record) in enumerate(read):
        if progress is not None:
            progress.say(_("Checking codings"), count, len(read), now=not count)
        if record is None:
            continue
        try:
            if isinstance(record, AnnotatorError):
                raise record
            shown, warnings = judge.store(record)
        except AnnotatorError as error:
            outcomes.append(Refused(number, str(error)))
        else:
            outcomes.append(Stored(number, shown))
            outcomes += [Warned(number, code) for code in warnings]
    return outcomes
