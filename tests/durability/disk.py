"""What a process did to the files of a folder, recorded by strace, and what a disk may hold of it after a power cut.

A write counts once the file was synced, a new or changed name once its folder was: until then each write may be missing, or stand
there up to some sector, whatever was written after it; of the names of a folder the first so many changes stand. That is less than
any file system promises that is in use, and more than a program may rely on.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from running import ROOT, environment

SECTOR = 512
_CALLS = (
    "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,fsync,fdatasync,sync_file_range,"
    "rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,lseek,close,copy_file_range,sendfile"
)
_LINE = re.compile(r"^(?P<pid>\d+) +(?:<\.\.\. )?(?P<call>\w+)(?: resumed>|\()(?P<rest>.*)$")
_RESULT = re.compile(r"^(?P<words>.*)\) += (?P<result>-?\d+)(?:<(?P<path>[^>]*)>)?")
_DESCRIPTOR = re.compile(r"^(?P<number>\d+|AT_FDCWD)(?:<(?P<path>[^>]*)>)?(?P<gone>\(deleted\))?")
UNKNOWN = frozenset(("writev", "pwritev", "pwritev2", "truncate", "fallocate", "link", "linkat", "copy_file_range", "sendfile"))


def why_not_recorded() -> str:
    """Return why no process can be recorded here, or nothing."""
    if shutil.which("strace") is None:
        return "strace is not installed (apt-get install strace)"
    tried = subprocess.run(["strace", "-f", "-y", "-xx", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else f"strace may not watch a process here ({tried.stderr.strip()[-200:]})"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done: ``write`` and ``cut`` to a file, ``sync`` of a file or folder, ``name`` and ``unname`` in a folder, ``say``."""

    kind: str
    file: int = -1
    path: str = ""
    data: bytes = b""
    place: int = 0
    moved_from: str = ""


@dataclass(slots=True)
class Recording:
    """What stood in the folder before, and all acts in their order; ``said`` is what the process wrote to its standard output."""

    root: Path
    files: dict[int, bytes] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    status: int = 0
    complaint: str = ""

    def said(self, until: int) -> bytes:
        """Return what had been said before the act of this number."""
        return b"".join(act.data for act in self.acts[:until] if act.kind == "say")


FOLDER = -2
"""stands for the file of a name that is a folder"""


def record(
    words: Sequence[object], root: Path, talk: Callable[[subprocess.Popen[bytes]], None] | None = None, cwd: Path | None = None
) -> Recording:
    """Run a command under strace and return what it did below ``root``; ``talk`` writes to it and reads what it answers."""
    recording = Recording(root)
    for number, path in enumerate(sorted(root.rglob("*"))):
        recording.names[_inside(root, str(path)) or ""] = FOLDER if path.is_dir() else number
        if path.is_file():
            recording.files[number] = path.read_bytes()
    trace = root.with_name(root.name + " trace")
    command = ["strace", "-f", "-y", "-xx", "-s", str(1 << 24), "-e", f"trace={_CALLS}", "-o", str(trace), *map(str, words)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd or ROOT, env=environment(), bufsize=0
    ) as process:
        if talk is not None:
            talk(process)
        _rest, complaint = process.communicate(timeout=240)
    recording.status, recording.complaint = process.returncode, complaint.decode("utf-8", "replace")
    _Reader(recording).read(trace)
    trace.unlink()
    return recording


def _inside(root: Path, path: str) -> str | None:
    """Return a path below the root as it is called there, ``""`` for the root, or None."""
    own = str(root)
    if path == own:
        return ""
    return path[len(own) + 1 :] if path.startswith(own + "/") else None


class _Reader:
    """Reads a trace line by line and keeps what concerns the folder."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._live = dict(recording.names)
        self._next = len(recording.names)
        self._places: dict[tuple[str, str], int] = {}
        self._unfinished: dict[str, str] = {}

    def read(self, trace: Path) -> None:
        with trace.open(encoding="ascii") as lines:
            for line in lines:
                found = _LINE.match(line.rstrip("\n"))
                if found is None:
                    continue  # a signal, or the end of a process
                rest = self._unfinished.pop(found["pid"], "") + found["rest"]
                if rest.endswith("<unfinished ...>"):
                    self._unfinished[found["pid"]] = rest.removesuffix("<unfinished ...>").rstrip(" ")
                    continue
                result = _RESULT.match(rest)
                if result is not None and int(result["result"]) >= 0:
                    self._take(found["call"], result["words"].split(", "), int(result["result"]))

    def _take(self, call: str, words: list[str], result: int) -> None:
        if call in ("openat", "open", "creat"):
            self._open(words if call == "openat" else ["AT_FDCWD", *words], result)
        elif call in ("rename", "renameat", "renameat2"):
            self._rename(words if call == "rename" else [words[1], words[3]])
        elif call in ("unlink", "rmdir", "unlinkat"):
            self._unname(_path(words[-2] if call == "unlinkat" else words[0]))
        elif call in ("mkdir", "mkdirat"):
            self._name(_path(words[1] if call == "mkdirat" else words[0]), FOLDER)
        else:
            self._on_descriptor(call, words, result)

    def _keep(self, act: Act) -> None:
        self._recording.acts.append(act)

    def _open(self, words: list[str], descriptor: int) -> None:
        path = _inside(self._recording.root, _path(words[1]))
        if not path:
            return
        self._places = {key: place for key, place in self._places.items() if key[0] != str(descriptor)}
        if "O_CREAT" in words[2] and path not in self._live:
            self._name(_path(words[1]), self._next)
            self._next += 1
        elif "O_TRUNC" in words[2]:
            self._keep(Act("cut", self._live[path]))

    def _name(self, whole: str, file: int) -> None:
        path = _inside(self._recording.root, whole)
        if path:
            self._live[path] = file
            self._keep(Act("name", file, path))

    def _rename(self, words: list[str]) -> None:
        old, new = (_inside(self._recording.root, _path(word)) for word in words)
        if (old is None) != (new is None):
            raise AssertionError("a file was moved into the folder or out of it")
        if old and new:
            file = self._live[new] = self._live.pop(old)
            self._keep(Act("name", file, new, moved_from=old))

    def _unname(self, whole: str) -> None:
        path = _inside(self._recording.root, whole)
        if path and path in self._live:
            del self._live[path]
            self._keep(Act("unname", path=path))

    def _on_descriptor(self, call: str, words: list[str], result: int) -> None:
        number, path = _descriptor(words[0])
        inside = _inside(self._recording.root, path)
        if call == "write" and number == "1" and inside is None:
            self._keep(Act("say", data=_bytes(words[1])[:result]))
        if inside is None or (inside and inside not in self._live):
            return  # elsewhere, or a file that has no name any more
        file = self._live.get(inside, FOLDER)
        if call in UNKNOWN:
            raise AssertionError(f"{call} is not understood")
        if call in ("fsync", "fdatasync"):
            self._keep(Act("sync", file, inside))
        elif call == "pwrite64":
            self._keep(Act("write", file, data=_bytes(words[1])[:result], place=int(words[3])))
        elif call == "write":
            place = self._places.get((number, inside), 0)
            self._keep(Act("write", file, data=_bytes(words[1])[:result], place=place))
            self._places[number, inside] = place + result
        elif call == "ftruncate":
            self._keep(Act("cut", file, place=int(words[1])))
        elif call == "lseek":
            self._places[number, inside] = result


def _descriptor(word: str) -> tuple[str, str]:
    found = _DESCRIPTOR.match(word)
    if found is None:
        return "", ""
    return found["number"], "" if found["gone"] else bytes.fromhex((found["path"] or "").replace("\\x", "")).decode()


def _bytes(word: str) -> bytes:
    return bytes.fromhex(word.strip('"').replace("\\x", ""))


def _path(word: str) -> str:
    return _bytes(word).decode("utf-8", "surrogateescape")


# ---- what may be left ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Image:
    """What the folder holds after a power cut before the act of this number."""

    cut_before: int
    how: str
    files: dict[str, bytes]
    folders: frozenset[str]

    def put(self, target: Path) -> Path:
        """Write the image into a folder and return it."""
        target.mkdir(parents=True)
        for folder in sorted(self.folders):
            (target / folder).mkdir(exist_ok=True)
        for name, data in self.files.items():
            (target / name).write_bytes(data)
        return target


WAYS = ("none", "all", "some", "some", "torn", "torn", "first")


def image(recording: Recording, rng: random.Random) -> Image:
    """Return one of the things that the disk may hold after a power cut at a random moment."""
    acts = recording.acts
    ends = [number + 1 for number, act in enumerate(acts) if act.kind in ("sync", "say", "name", "unname", "cut")]
    until = rng.choice(ends) if ends and rng.random() < 0.6 else rng.randint(0, len(acts))
    how = rng.choice(WAYS)
    contents = {file: bytearray(data) for file, data in recording.files.items()}
    pending: dict[int, list[Act]] = {}
    names: dict[str, int] = dict(recording.names)
    waiting: dict[str, list[Act]] = {}
    for act in acts[:until]:
        if act.kind in ("write", "cut"):
            pending.setdefault(act.file, []).append(act)
        elif act.kind in ("name", "unname"):
            waiting.setdefault(_folder_of(act.path), []).append(act)
        elif act.kind == "sync" and act.file == FOLDER:
            for one in waiting.pop(act.path, ()):
                _rename_in(names, one)
        elif act.kind == "sync":
            for one in pending.pop(act.file, ()):
                _apply(contents.setdefault(one.file, bytearray()), one)
    for file, left in pending.items():
        for one in _survivors(left, how, rng):
            _apply(contents.setdefault(file, bytearray()), one)
    for left in waiting.values():
        many = {"none": 0, "all": len(left)}.get(how, rng.randint(0, len(left)))
        for one in left[:many]:
            _rename_in(names, one)
    there = {name: file for name, file in names.items() if all(above in names for above in _above(name))}
    folders = frozenset(name for name, file in there.items() if file == FOLDER)
    files = {name: bytes(contents.get(file, b"")) for name, file in there.items() if file != FOLDER}
    return Image(until, how, files, folders)


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0]


def _above(name: str) -> Iterator[str]:
    while name := _folder_of(name):
        yield name


def _rename_in(names: dict[str, int], act: Act) -> None:
    if act.kind == "unname":
        names.pop(act.path, None)
        return
    if act.moved_from:
        names.pop(act.moved_from, None)
    names[act.path] = act.file


def _apply(content: bytearray, act: Act) -> None:
    if act.kind == "cut":
        del content[act.place :]
        content.extend(bytes(act.place - len(content)))
        return
    content.extend(bytes(max(0, act.place - len(content))))
    content[act.place : act.place + len(act.data)] = act.data


def _survivors(left: list[Act], how: str, rng: random.Random) -> Iterator[Act]:
    """Yield what reached the disk of what was not synced: any of it, in sectors when torn."""
    if how == "first":
        left, how = left[: rng.randint(0, len(left))], "all"
    for act in left:
        if how == "all" or (how != "none" and rng.random() < 0.5):
            yield act
        elif how == "torn" and act.kind == "write" and len(act.data) > SECTOR:
            yield Act("write", act.file, data=act.data[: SECTOR * rng.randrange(1, len(act.data) // SECTOR + 1)], place=act.place)
