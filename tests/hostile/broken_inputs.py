"""Broken and hostile inputs, the same for the same seed: samples of each format, cut, spliced, flipped and stuffed with odd pieces.

Each is given to the reader as a file. It must end as something read or as a message that names the file; what acts meanwhile
(a connection, a command of the system, a file written elsewhere) is told as an escape.
"""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType

from older_formats import FORMATS, bytes_of_format

from annotator.errors import AnnotatorError
from annotator.formats import registry
from annotator.formats.base import Options, open_source
from annotator.operations import codebook_files
from annotator.operations.checking import check
from annotator.operations.projects import built_in_codebook
from annotator.project import open_project

DATA = Path(__file__).parent.parent / "data"
MOST_SECONDS = 20
PIECES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b'"', b'""', b"\r", b"\r\n", b"\x1a", b"{", b"[" * 3000, b"}",
    b"1e999", b"-1", b"NaN", b"9" * 400, b"null", b'{"type":"article","source_id":1,"text":[]}\n', b'"text":"\\u0000"',
    b"=cmd|' /C calc'!A0",
    b"<script>fetch('http://127.0.0.1:9/')</script>", b"<img src='file:///etc/passwd'>", b"<div>" * 2000, b"<!--", b"]]>",
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]>',
    b"../../../etc/passwd", b"SQLite format 3\x00", b"PK\x03\x04", b"%PDF-", b"\xf0\x9f\x9a\xa2", "é".encode(), "e\u0301".encode(),
    b" " * 5000,
)  # fmt: skip


def _workbook(rows: int) -> bytes:
    """Return a workbook with one sheet of a few articles."""
    cells = "".join(
        f'<row r="{row}"><c t="inlineStr"><is><t>{first}</t></is></c><c t="inlineStr"><is><t>{second}</t></is></c></row>'
        for row, (first, second) in enumerate([("headline", "text"), *(("Fares", f"The fares of day {n} fell.") for n in range(rows))], 1)
    )
    main = "http://schemas.openxmlformats.org"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{main}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/s.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{main}/package/2006/relationships"><Relationship Id="r" Target="xl/workbook.xml" '
        f'Type="{main}/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}/spreadsheetml/2006/main" xmlns:r="{main}/officeDocument/2006/relationships">'
        '<sheets><sheet name="s" sheetId="1" r:id="r"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{main}/package/2006/relationships"><Relationship Id="r" Target="s.xml" '
        f'Type="{main}/officeDocument/2006/relationships/worksheet"/></Relationships>',
        "xl/s.xml": f'<worksheet xmlns="{main}/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name), text)
    return made.getvalue()


def _qda() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codes.qdc"
        codebook_files.write_any(built_in_codebook(), path)
        return path.read_bytes()


@cache
def samples(kind: str) -> tuple[tuple[str, bytes], ...]:
    """Return sound files of a kind: a suffix and the bytes."""
    if kind == "project":
        return tuple((".annot", bytes_of_format(number)) for number in FORMATS)
    if kind == "workbook":
        return ((".xlsx", _workbook(3)),)
    if kind == "codebook":
        lists = b"code,parent,description\nTrade,,All of trade\nTariffs,Trade,On goods\n"
        return ((".json", built_in_codebook().to_json().encode()), (".qdc", _qda()), (".csv", lists))
    return tuple((path.suffix, path.read_bytes()) for path in sorted((DATA / kind).iterdir()))


def broken(kind: str, dice: random.Random) -> tuple[str, bytes]:
    """Return the suffix and the bytes of an input: a sound one or, mostly, one that was changed in some places."""
    suffix, sound = dice.choice(samples(kind))
    data = bytearray(sound)
    for _change in range(dice.choice((0, 1, 1, 2, 3, 8))):
        _change_of(data, dice, kind)
    return suffix, bytes(data)


def _change_of(data: bytearray, dice: random.Random, kind: str) -> None:
    size = len(data)
    place = dice.randrange(size + 1)
    if kind == "project" and dice.random() < 0.4:
        place = dice.randrange(min(size, 8192) + 1)  # header and schema
    roll = dice.random()
    if roll < 0.3:
        data[place:place] = dice.choice(PIECES)
    elif roll < 0.55 and size:
        for _flip in range(dice.choice((1, 1, 4, 32))):
            data[dice.randrange(size)] = dice.randrange(256)
    elif roll < 0.65:
        del data[place:]
    elif roll < 0.8:
        del data[place : place + dice.choice((1, 2, 7, 100, 4096))]
    elif roll < 0.9:
        length = dice.choice((1, 16, 512, 4096))
        data[place:place] = data[dice.randrange(size + 1) :][:length] * dice.choice((1, 1, 3, 50))
    else:
        length = dice.choice((4, 512, 4096))
        data[place : place + length] = dice.choice((b"\x00", b"\xff", dice.randbytes(1))) * length


# ---- readers -------------------------------------------------------------------------------------------------------------------


def _read_articles(path: Path) -> None:
    source = open_source(path)
    chosen = registry.format_for(path, source.head)
    if chosen is not None:
        for options in (Options(encoding="iso-8859-1"), Options()):  # in the first one any byte is a letter
            for _found in chosen.read(source, options):
                pass


def _read_codebook(path: Path) -> None:
    codebook_files.read_any(path)


def _open_project(path: Path) -> None:
    check(path)
    with open_project(path) as project:
        for article in project.articles.ids()[:3]:
            project.annotations.of_article(article)
        project.history.all()
    assert check(path) is not None


READERS: dict[str, Callable[[Path], None]] = {
    "csv_table": _read_articles,
    "html_page": _read_articles,
    "json_lines": _read_articles,
    "plain_text": _read_articles,
    "workbook": _read_articles,
    "codebook": _read_codebook,
    "project": _open_project,
}


# ---- watching -----------------------------------------------------------------------------------------------------------------

_escapes: list[str] = []
_own: list[str] = []


def _hear(event: str, words: tuple[object, ...]) -> None:
    if not _own:
        return
    if event in ("socket.connect", "os.system", "os.exec", "os.startfile"):
        _escapes.append(f"{event} {words}")
    elif event == "open" and isinstance(words[2], int) and words[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        path = os.fsdecode(words[0]) if isinstance(words[0], str | bytes) else ""
        if path and not path.startswith((_own[0], "/dev/null")):
            _escapes.append(f"wrote to {path}")


@cache
def _listen() -> None:
    sys.addaudithook(_hear)


class TooLong(BaseException):
    """The reader did not end in time."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TooLong


@contextmanager
def watched(folder: Path) -> Iterator[list[str]]:
    """Give what the block does that no reader may do; TooLong after twenty seconds."""
    _listen()
    _escapes.clear()
    _own.append(str(folder))
    before = signal.signal(signal.SIGALRM, _stop)
    signal.alarm(MOST_SECONDS)
    try:
        yield _escapes
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        _own.clear()


def fault_of(kind: str, suffix: str, data: bytes, folder: Path, read: Callable[[Path], None] | None = None) -> str:
    """Give a reader an input as a file; return what is wrong with how it ended, or nothing."""
    own = folder / "input"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir()
    path = own / f"input{suffix}"
    path.write_bytes(data)
    try:
        with watched(folder) as escapes:
            (read or READERS[kind])(path)
    except AnnotatorError as error:
        names = path.name in str(error) or "run `annotator check`" in str(error)  # a row of the project that is open
        return "" if names else f"a message that does not name the file: {error}"
    except TooLong:
        return f"took more than {MOST_SECONDS} s"
    except Exception as error:  # noqa: BLE001  # whatever a reader does not tell
        return f"{type(error).__name__}: {error}"
    return f"escaped: {escapes[0]}" if escapes else ""


def faults(kind: str, inputs: int, seed: int, folder: Path, read: Callable[[Path], None] | None = None) -> list[str]:
    """Try so many inputs; return each fault with the seed that makes its input again. What faulted is kept in the folder."""
    found = []
    for number in range(seed, seed + inputs):
        suffix, data = broken(kind, random.Random(f"{kind} {number}"))
        if fault := fault_of(kind, suffix, data, folder, read):
            found.append(f"{kind}, input {number}: {fault[:300]}")
            (folder / f"{kind} {number}{suffix}").write_bytes(data)
    finish()
    return found


def finish() -> None:
    """Let formats give back what they kept open."""
    for one in registry.formats():
        if one.finish is not None:
            one.finish()


def main(words: list[str]) -> int:
    """Try inputs of a kind: `broken_inputs.py KIND INPUTS [SEED]`; what faults is kept in the working folder."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = faults(words[0], int(words[1]), int(words[2]) if len(words) > 2 else 0, Path(folder))
    print("\n".join(found[:20]))
    print(json.dumps({"kind": words[0], "inputs": int(words[1]), "faults": len(found), "seconds": round(time.monotonic() - started)}))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
