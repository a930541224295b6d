"""Notes a fault of the program itself, without any text of articles."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from pathlib import Path

import annotator
from annotator.paths import data_folder


def fault_text(error: BaseException) -> str:
    """Return where in the program a fault happened: places and kinds of error, no messages, for they may quote texts."""
    import platform  # nothing else at the start asks for it

    lines = [f"annotator {annotator.__version__}, Python {platform.python_version()}, {platform.system()}"]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(type(seen).__name__)
        lines += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(seen.__traceback__)]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines) + "\n"


def write_fault(error: BaseException) -> Path:
    """Append a fault to the log of this user and return where it lies."""
    path = data_folder() / "faults.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as log:
        log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {fault_text(error)}\n")
    return path
