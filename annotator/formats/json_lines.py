"""JSON Lines, and JSON with a list of the same records: articles, their regions, and codings.

An article is a record of the type "article" or without a type. Every other record is handed on as it stands: regions to the
import, codings to ``operations.annotating``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from annotator.formats.base import ARTICLES, CODINGS, Format, Found, ImportNote, ImportProblem, Options, RecordLine, Source
from annotator.formats.records import SOURCE_ID, Columns, RecordReader, UnfitColumns, check_mapping, choose_columns, unfit
from annotator.i18n import N_, _

ARTICLE = "article"
_SPACE = " \t\r\n"


class _Refused(ValueError):
    """Why a record is none."""


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(_("{name} is no number of JSON").format(name=name))


_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode


def read(source: Source, options: Options) -> Iterator[Found]:
    """Yield what stands in each line, or in each record of a list; what is broken is a problem that names the line."""
    decoded = source.decoded(options)
    try:
        check_mapping(options.mapping)
    except UnfitColumns as error:
        raise unfit(source.path, error) from error
    records = _Records(source, options, decoded.encoding)
    text = decoded.text
    del decoded
    found_any = False
    listed = _listed(source, text)
    for found in records.of_list(listed) if listed is not None else records.of_lines(text):
        found_any = True
        yield found
    if not found_any:
        yield ImportProblem(source.path, "", _("the file holds no records"))
    if records.unread:
        yield ImportNote(source.path, "", _("keys that were not read: {names}").format(names=", ".join(records.unread)))


def _listed(source: Source, text: str) -> list[Any] | None:
    """Return the records of a file that is one JSON value, None if it is JSON Lines (as some files named .json are)."""
    first = text.lstrip(_SPACE)[:1]
    if first != "[" and not (first == "{" and source.path.suffix.lower() == ".json"):
        return None
    try:
        value = _decode(text)
    except (ValueError, RecursionError) as error:
        one_line = isinstance(error, json.JSONDecodeError) and error.msg == "Extra data" and error.lineno > 1
        if first == "[" and not one_line:
            raise unfit(source.path, UnfitColumns(_why(error))) from error
        return None
    if isinstance(value, list):
        return value
    return [value]


class _Records:
    """Reads the records of one file; ``unread`` gathers the names of the keys that mean nothing to us."""

    def __init__(self, source: Source, options: Options, encoding: str) -> None:
        self.unread: dict[str, None] = {}
        self._source = source
        self._options = options
        self._reader = RecordReader(source, options, encoding)
        self._columns: dict[tuple[str, ...], Columns] = {}

    def of_lines(self, text: str) -> Iterator[Found]:
        start, number = 0, 0
        while start < len(text):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            line, number = text[start:end], number + 1
            start = end + 1
            if not line.strip(_SPACE):
                continue
            place = _("line {number}").format(number=number)
            try:
                record = _decode(line)
            except (ValueError, RecursionError) as error:
                yield ImportProblem(self._source.path, place, _why(error))
                continue
            yield from self._record(record, place, number, line)

    def of_list(self, values: list[Any]) -> Iterator[Found]:
        for number, value in enumerate(values, start=1):
            yield from self._record(value, _("record {number}").format(number=number), number, None)

    def _record(self, record: Any, place: str, number: int, line: str | None) -> Iterator[Found]:
        if not isinstance(record, dict):
            yield ImportProblem(self._source.path, place, _("is not a JSON object"))
            return
        kind = record.get("type")
        if isinstance(kind, str) and kind and kind.casefold() != ARTICLE and not _is_of_article(kind, record):
            yield RecordLine(self._source.path, number, place, kind, line if line is not None else json.dumps(record, ensure_ascii=False))
            return
        try:
            columns = self._columns_of(record)
            fields = {field: _text(record[key], key) for field, key in columns.of_field.items()}
        except (UnfitColumns, _Refused) as error:
            yield ImportProblem(self._source.path, place, str(error))
            return
        self.unread.update(dict.fromkeys(key for key in columns.unread if key != "type"))
        made = record.get("id") if kind == ARTICLE and columns.of_field.get(SOURCE_ID) != "id" else None
        yield from self._reader.read(fields, place, number, project_id=made if isinstance(made, str) else "")

    def _columns_of(self, record: Mapping[str, Any]) -> Columns:
        keys = tuple(record)
        if keys not in self._columns:
            mapping = {field: key for field, key in self._options.mapping.items() if key in record}
            self._columns[keys] = choose_columns(keys, mapping, guess=self._options.guess)
        return self._columns[keys]


def _is_of_article(kind: str, record: Mapping[str, Any]) -> bool:
    """Return whether a foreign type ("NewsArticle", "story") stands on what is plainly an article: it has a text and no article."""
    return kind not in _CODING_TYPES and isinstance(record.get("text"), str) and "article" not in record


_CODING_TYPES = frozenset(("region", "entity", "annotation", "link", "article_coding"))


def _text(value: Any, key: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise _Refused(_("{key} is not a text").format(key=key))


def _why(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return _("is not JSON: {reason} at character {position}").format(reason=error.msg, position=error.colno)
    if isinstance(error, RecursionError):
        return _("is nested too deeply")
    return _("is not JSON: {reason}").format(reason=error)


def _sniff(head: bytes) -> bool:
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return first[:1] == b"{" and first[1:].lstrip()[:1] == b'"' and b":" in first


FORMAT = Format(
    key="json_lines",
    name=N_("JSON Lines"),
    suffixes=(".jsonl", ".ndjson", ".json"),
    read=read,
    sniff=_sniff,
    kinds=(ARTICLES, CODINGS),
)
