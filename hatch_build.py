"""Compiles the catalogues of ``resources/locale`` while the project is built, and when run: ``python hatch_build.py``."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # `./run.sh` compiles where no build tool is
    BuildHookInterface = object

LOCALE = Path(__file__).parent / "resources" / "locale"


class CatalogueHook(BuildHookInterface):  # type: ignore[misc]
    """Puts each .mo beside its .po before the files are gathered; git does not keep it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues()


def compile_catalogues(folder: Path = LOCALE) -> list[Path]:
    """Compile every .po of the folder whose .mo is missing or older, and return what was written."""
    return [_compiled(source) for source in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_newer(source, source.with_suffix(".mo"))]


def _is_newer(source: Path, compiled: Path) -> bool:
    return not compiled.exists() or compiled.stat().st_mtime_ns <= source.stat().st_mtime_ns


def _compiled(source: Path) -> Path:
    """Write the .mo whole or not at all: a program that runs meanwhile may be reading it."""
    with source.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    descriptor, part = tempfile.mkstemp(dir=source.parent, suffix=".part")
    with os.fdopen(descriptor, "wb") as file:
        write_mo(file, catalogue)
    Path(part).chmod(0o644)
    target = source.with_suffix(".mo")
    Path(part).replace(target)
    return target


if __name__ == "__main__":
    compile_catalogues()
