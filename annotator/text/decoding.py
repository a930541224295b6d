"""Bytes to the text that is stored: decoded once, strictly, and nothing changed but line ends.

Sure are a byte order mark, strict UTF-8, and a charset that the file declares and is valid in (valid UTF-8 beats a
wrong declaration). Everything else is the user's choice among ``candidates``.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from annotator.errors import AnnotatorError
from annotator.i18n import _, ngettext

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WEB_NAMES = {
    "ansi": "cp1252",
    "unicode": "utf-16",
    "x-sjis": "cp932",
    "x-gbk": "gbk",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-mac-roman": "mac-roman",
    "iso-8859-8-i": "iso8859-8",
    "windows-874": "cp874",
    "windows-31j": "cp932",
    "x-user-defined": "",
}
_NOT_FOR_ARTICLES = {"idna", "punycode", "undefined", "charmap", "unicode-escape", "raw-unicode-escape"}
# What a declared name means on the web (WHATWG Encoding Standard, section 4.2): pages that say latin-1 are written in Windows-1252.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
}
_SEVEN_BIT = ("iso2022", "hz")
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9._:\- ]{1,40})[\"']", re.I)
_META_CHARSET = re.compile(rb"<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9._:\-]{1,40})", re.I)
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_HEAD = 4096
_REFUSED = re.compile("[\x00\ud800-\udfff]")
_CR = re.compile("\r\n?")


class UndecodableText(AnnotatorError):
    """A text that cannot be stored as it is: ``reason`` and ``place`` ("byte 17"); the caller adds the file.

    ``offset`` counts bytes of the file when ``unit`` is "byte", else characters of the text; it begins at 0.
    """

    def __init__(self, reason: str, offset: int, unit: str = "byte") -> None:
        self.reason = reason
        self.offset = offset
        self.unit = unit
        self.place = (_("byte {offset}") if unit == "byte" else _("character {offset}")).format(offset=offset)
        super().__init__(f"{self.place}: {reason}")


@dataclass(frozen=True, slots=True)
class StoredText:
    """A text as it is stored, and what was done to its line ends ("" if nothing)."""

    text: str
    line_ends: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text as it is stored, the encoding it was read in, and whether that encoding is certain.

    ``line_ends`` says what was done to line ends ("" if nothing). A byte order mark is no part of the text.
    """

    text: str
    encoding: str
    sure: bool
    line_ends: str
    had_bom: bool


def decode(data: bytes, encoding: str | None = None, declared: str | None = None) -> Decoded:
    """Return the text of the bytes in the given encoding, or in one that is sure.

    ``declared`` is what the file or its server says of itself; it is tried after UTF-8 and ignored if it is wrong.
    Raises UndecodableText: unknown encoding, a byte that is not valid (with its offset), NUL, a lone surrogate.
    """
    if encoding is not None:
        name = encoding_named(encoding)
        if name is None:
            raise UndecodableText(_("“{name}” is not the name of a text encoding").format(name=encoding), 0)
        return _decoded(data, name)
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decoded(data, name)
    said = encoding_named(declared) if declared else None
    try:
        return _sure_utf8(data, said)
    except UndecodableText as problem:
        if said is None or said == "utf-8":
            raise
        for name in dict.fromkeys((_MEANT.get(said, said), said)):
            try:
                return _decoded(data, name)
            except UndecodableText:
                continue
        raise problem from None


def encoding_named(name: str) -> str | None:
    """Return Python's name of a text encoding that is written liberally ("Windows-1252", "utf8"), None if it is none."""
    wanted = name.strip().strip("\"'").lower()
    wanted = _WEB_NAMES.get(wanted, wanted)
    try:
        found = codecs.lookup(wanted).name
        "a".encode(found)  # refuses hex, base64, rot13 …: codecs, but of no text
    except (LookupError, ValueError, TypeError):
        return None
    if found.replace("_", "-") in _NOT_FOR_ARTICLES:
        return None
    return "utf-8" if found == "utf-8-sig" else found


def declared_charset(head: bytes) -> str | None:
    """Return the encoding that an XML declaration or an HTML meta element in these first bytes names, None without one."""
    head = head[:_HEAD].removeprefix(codecs.BOM_UTF8)
    match = _XML_DECLARATION.search(head) or _META_CHARSET.search(_COMMENT.sub(b"", head))
    if match is None:
        return None
    name = encoding_named(match.group(1).decode("ascii"))
    # A declaration that could be read as ASCII cannot be in UTF-16 or UTF-32 (HTML standard, 13.2.3.2).
    return "utf-8" if name is not None and name.startswith(("utf-16", "utf-32")) else name


def stored_text(text: str) -> StoredText:
    """Return a text that came without bytes of its own (a JSON field, a cell) as it is stored.

    CRLF and CR become one line feed; nothing else changes. Raises UndecodableText for NUL and lone surrogates.
    """
    refused = _REFUSED.search(text) if "\x00" in text or not _is_encodable(text) else None
    if refused is not None:
        at = refused.start()
        if refused.group() == "\x00":
            raise UndecodableText(_("the text holds a NUL character, which no text should"), at, "character")
        raise UndecodableText(_("the text holds half of a surrogate pair (U+{code:04X})").format(code=ord(text[at])), at, "character")
    if "\r" not in text:
        return StoredText(text, "")
    pairs = text.count("\r\n")
    changed, count = _CR.subn("\n", text)
    return StoredText(changed, _line_ends_note(pairs, count - pairs))


def _is_encodable(text: str) -> bool:
    """Return whether no half of a surrogate pair is in a text: many times faster than to look at each character."""
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def _line_ends_note(pairs: int, single: int) -> str:
    notes = []
    if pairs:
        notes.append(ngettext("{count} line end CRLF became LF", "{count} line ends CRLF became LF", pairs).format(count=pairs))
    if single:
        notes.append(ngettext("{count} line end CR became LF", "{count} line ends CR became LF", single).format(count=single))
    return ", ".join(notes)


def _sure_utf8(data: bytes, said: str | None) -> Decoded:
    if said is not None and said.startswith(_SEVEN_BIT) and data.isascii():
        return _decoded(data, said)  # written in ASCII bytes, so that it always passes for UTF-8
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        reason = _("this byte (0x{byte:02X}) is not valid UTF-8 and no encoding is declared that fits; name the encoding")
        raise UndecodableText(reason.format(byte=data[error.start]), error.start) from None
    nul = data.find(b"\x00")
    if nul >= 0:
        raise UndecodableText(_("a NUL byte: this is no text file, or UTF-16 without a byte order mark; name the encoding"), nul)
    return _decoded(data, "utf-8")


def _decoded(data: bytes, name: str) -> Decoded:
    mark = next((mark for mark, of in _BOMS if data.startswith(mark) and (of == name or of.startswith(name + "-"))), b"")
    if mark and not name.endswith(("8", "e")):
        name = next(of for other, of in _BOMS if other == mark)
    try:
        text = data[len(mark) :].decode(name)
    except UnicodeDecodeError as error:
        at = error.start + len(mark)
        reason = _("this byte (0x{byte:02X}) is not valid in {encoding}").format(byte=data[min(at, len(data) - 1)], encoding=name)
        raise UndecodableText(reason, at) from None
    except UnicodeError as error:  # utf-16 and utf-32 without a mark report some faults without a place
        raise UndecodableText(_("not valid in {encoding}: {error}").format(encoding=name, error=error), 0) from None
    stored = stored_text(text)
    return Decoded(stored.text, name, True, stored.line_ends, bool(mark))
