"""Which formats there are, and which one a file is in."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from annotator import formats as folder
from annotator.errors import AnnotatorError
from annotator.formats.base import Format
from annotator.i18n import _

GROUP = "annotator.formats"

_ZIPPED = {
    ".docx": "DOCX",
    ".pptx": "PPTX",
    ".odt": "ODT",
    ".ods": "ODS",
    ".epub": "EPUB",
    ".qdpx": "QDPX",
}
_MAGIC = (  # signatures of the files that lie about in folders of articles
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"\x1f\x8b", "GZIP"),
    (b"BZh", "BZIP2"),
    (b"\xfd7zXZ\x00", "XZ"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x28\xb5\x2f\xfd", "ZSTD"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"PAR1", "Parquet"),
)
_XML = b"<?xml"


def formats() -> tuple[Format, ...]:
    """Return all formats: ours, then those that other packages add; a package that cannot be loaded is left out."""
    return _own() + tuple(found for point in _points() if isinstance(found := _loaded(point), Format))


def loaded() -> tuple[Format, ...]:
    """Return the formats that may have been used so far."""
    return formats() if _own.cache_info().currsize else ()


def format_named(key: str) -> Format:
    """Return the format with this key; AnnotatorError lists the keys, or says why a package's format cannot be loaded."""
    for one in _own():
        if one.key == key:
            return one
    for point in _points():
        found = _loaded(point)
        if isinstance(found, Format) and found.key == key:
            return found
        if isinstance(found, str) and point.name == key:
            raise AnnotatorError(_("the format {key} cannot be loaded: {reason}").format(key=key, reason=found))
    known = ", ".join(sorted(one.key for one in formats()))
    raise AnnotatorError(_("there is no format {key}; known are {known}").format(key=key, known=known))


def format_for(path: Path, head: bytes) -> Format | None:
    """Return the format that a file is in, by its suffix, else by its first bytes; None if no format reads it."""
    if foreign_kind(path, head):
        return None
    suffix = path.suffix.lower()
    for one in _candidates():
        if suffix in one.suffixes:
            return one
    return next((one for one in _candidates() if one.sniff is not None and one.sniff(head)), None)


def refusal(path: Path, head: bytes) -> str:
    """Return why no format reads this file."""
    kind = foreign_kind(path, head)
    if kind:
        return _("{kind} files are not read").format(kind=kind)
    return _("not a text: it holds NUL bytes") if b"\x00" in head else _("no format reads such a file")


def foreign_kind(path: Path, head: bytes) -> str:
    """Return what a file is that we know but do not read ("PDF", "DOCX", "JPEG"), "" for everything else."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if any(path.suffix.lower() in one.suffixes for one in _candidates() if one.packed):
            return ""
        return _ZIPPED.get(path.suffix.lower(), "ZIP")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    if head[:4] == b"\x7fELF" or (head[:2] == b"MZ" and b"\x00" in head):
        return _("program")
    if _is_xml(head) and b"<html" not in head.lower():
        return "XML"
    return next((name for magic, name in _MAGIC if head.startswith(magic)), "")


def _is_xml(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:5] == _XML


@cache
def _own() -> tuple[Format, ...]:
    found = []
    for module in pkgutil.iter_modules(folder.__path__, folder.__name__ + "."):
        one = getattr(importlib.import_module(module.name), "FORMAT", None)
        if isinstance(one, Format):
            found.append(one)
    # plain text takes whatever looks like text, so it is asked last
    return tuple(sorted(found, key=lambda one: (one.key == "plain_text", one.key)))


@cache
def _points() -> tuple[EntryPoint, ...]:
    return tuple(sorted(entry_points(group=GROUP), key=lambda point: point.name))


@cache
def _loaded(point: EntryPoint) -> Format | str:
    """Return a package's format, or the reason why there is none."""
    try:
        found = point.load()
    except (ImportError, AttributeError, SyntaxError, TypeError, ValueError, OSError) as error:
        return f"{type(error).__name__}: {error}"
    found = getattr(found, "FORMAT", found)
    return found if isinstance(found, Format) else _("{value} is no format").format(value=point.value)


def _candidates() -> Iterator[Format]:
    *specific, plain = _own()
    yield from specific
    for point in _points():
        found = _loaded(point)
        if isinstance(found, Format):
            yield found
    yield plain
