"""Notes a fault of the program itself, without any text of articles."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import annotator
from annotator.paths import data_folder
from annotator.text.printable import shown

LARGEST = 1_000_000  # bytes: an older log is kept once beside it
_MOST_ERRORS, _MOST_FRAMES = 10, 60


def fault_text(error: BaseException) -> str:
    """Return where in the program a fault happened: places and kinds of error, no messages or values, for they may quote texts."""
    import platform  # nothing else at the start asks for it

    lines = [f"annotator {annotator.__version__}, Python {platform.python_version()}, {platform.system()}"]
    for one in _chain(error):
        lines.append(type(one).__name__)
        frames = traceback.extract_tb(one.__traceback__)
        left_out = len(frames) - _MOST_FRAMES
        if left_out > 0:  # a function that called itself without end
            lines.append(f"  … {left_out} more")
        lines += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-_MOST_FRAMES:]]
    return "\n".join(map(shown, lines)) + "\n"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield a fault and what it came of, each once."""
    seen: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in seen and len(seen) < _MOST_ERRORS:
        seen.append(one)
        yield one
        one = one.__cause__ or one.__context__


def write_fault(error: BaseException) -> Path:
    """Append a fault to the log of this user and return where it lies; OSError where it cannot be written."""
    path = data_folder() / "faults.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST:
        path.replace(path.with_name("faults.old.log"))
    with path.open("a", encoding="utf-8") as log:
        log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {fault_text(error)}\n")
    return path
