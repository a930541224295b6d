"""Every arrow points down: who may import whom, what may be named where, and what a start must not load."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

GROUND = {"collector", "model", "text", "errors", "fault_log", "progress", "i18n", "paths", "settings"}
SECOND = {"store", "formats", "agreement", "planning", "networks", "merge"}
UP_TO_PROJECT = GROUND | SECOND | {"project"}
UP_TO_OPERATIONS = UP_TO_PROJECT | {"operations", "frames"}

# room → the rooms it may import besides itself; "" is annotator/__init__.py, the public Python API
MAY_IMPORT = {
    **dict.fromkeys(GROUND, GROUND | {""}),
    **dict.fromkeys(SECOND, GROUND | {""}),
    "project": GROUND | {"store", ""},
    "operations": UP_TO_PROJECT | {""},
    "frames": UP_TO_PROJECT | {""},
    "": UP_TO_OPERATIONS,
    "cli": UP_TO_OPERATIONS | {""},
    "ui": UP_TO_OPERATIONS | {""},
    "__main__": GROUND | {"", "cli", "ui"},
}

HEAVY = {
    "pandas", "numpy", "pyarrow", "trafilatura", "lxml", "dateparser", "py3langid", "openpyxl", "charset_normalizer",
    "justext", "htmldate", "python_calamine", "docx", "pypdfium2", "rapidfuzz", "babel", "pyqtgraph",
}  # fmt: skip

ACTS_WHEN_READ = {"pickle", "shelve", "marshal", "dill"}


@dataclass(frozen=True)
class Import:
    """One imported module, and where: at the module's top it costs every start, inside a function only when called."""

    file: Path
    line: int
    module: str
    at_top: bool

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line} imports {self.module}"


@cache
def sources() -> dict[Path, ast.Module]:
    """Return every source file of the program with its syntax tree."""
    files = [file for package in ("annotator", "ui") for file in sorted((ROOT / package).rglob("*.py"))]
    return {file: ast.parse(file.read_text(encoding="utf-8"), str(file)) for file in files}


def room_of_file(file: Path) -> str:
    """Return the room that a file stands in: ``store`` for annotator/store/articles.py, ``ui`` for all of ui/."""
    package, *rest = file.relative_to(ROOT).parts
    name = rest[0].removesuffix(".py")
    return "ui" if package == "ui" else "" if name == "__init__" else name


def room_of_module(module: str) -> str | None:
    """Return the room of an imported module of ours, or None for somebody else's."""
    package, *rest = module.split(".")
    if package == "ui":
        return "ui"
    if package != "annotator":
        return None
    is_room = rest and ((ROOT / "annotator" / rest[0]).is_dir() or (ROOT / "annotator" / f"{rest[0]}.py").is_file())
    return rest[0] if is_room else ""  # a name of annotator/__init__.py, such as open_project


def imports_of(file: Path, tree: ast.Module) -> Iterator[Import]:
    """Yield what a file imports, from-imports with the name imported, so that a module behind it is seen."""
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(file, node.lineno, alias.name, id(node) not in inside)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(file, node)
            for alias in node.names:
                yield Import(file, node.lineno, f"{base}.{alias.name}", id(node) not in inside)


def _absolute(file: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = file.relative_to(ROOT).parts[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


@cache
def all_imports() -> tuple[Import, ...]:
    return tuple(found for file, tree in sources().items() for found in imports_of(file, tree))


def outside(package: str, allowed: re.Pattern[str]) -> list[str]:
    """Return the imports of a package in files whose path does not match."""
    return [
        str(found)
        for found in all_imports()
        if found.module.split(".")[0] == package and not allowed.fullmatch(found.file.relative_to(ROOT).as_posix())
    ]


def texts_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the strings of a file with their lines, f-strings with a ``?`` for each value, docstrings left out."""
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    docstrings = {
        id(owner.body[0].value)
        for owner in ast.walk(tree)
        if isinstance(owner, documented) and owner.body and isinstance(owner.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(str(part.value) if isinstance(part, ast.Constant) else "?" for part in node.values)


def names_used(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield every name and attribute that a file uses, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr


def test_every_room_has_a_floor():
    assert {room_of_file(file) for file in sources()} - set(MAY_IMPORT) == set()


def test_every_arrow_between_rooms_points_down():
    upward = [
        str(found)
        for found in all_imports()
        if (room := room_of_module(found.module)) is not None
        and room != room_of_file(found.file)
        and room not in MAY_IMPORT[room_of_file(found.file)]
    ]
    assert upward == []


def test_the_rooms_of_the_ground_floor_do_not_lean_on_each_other_in_a_circle():
    leans = {room: set[str]() for room in GROUND}
    for found in all_imports():
        room, on = room_of_file(found.file), room_of_module(found.module)
        if room in GROUND and on in GROUND and on != room:
            leans[room].add(on)
    standing: set[str] = set()
    while firm := {room for room, on in leans.items() if room not in standing and on <= standing}:
        standing |= firm
    assert {room: on for room, on in leans.items() if room not in standing} == {}


def test_the_one_door_opens_the_window_or_the_terminal_only_when_asked():
    at_top = [
        str(found)
        for found in all_imports()
        if room_of_file(found.file) == "__main__" and found.at_top and room_of_module(found.module) in {"ui", "cli"}
    ]
    assert at_top == []


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("PySide6", r"ui/.*"),
        ("shiboken6", r"ui/.*"),
        ("sqlite3", r"annotator/store/.*|annotator/formats/foreign_sqlite\.py"),
        ("pandas", r"annotator/frames\.py|annotator/frames/.*|annotator/formats/.*|ui/\w+_page(\.py|/.*)"),
        ("psycopg", r"annotator/store/shared_log\.py"),
    ],
)
def test_a_library_is_named_only_where_it_belongs(package: str, allowed: str):
    assert outside(package, re.compile(allowed)) == []


def test_heavy_libraries_are_imported_inside_the_function_that_needs_them():
    at_top = [
        str(found)
        for found in all_imports()
        if found.at_top and found.module.split(".")[0] in HEAVY and room_of_file(found.file) != "frames" and not _for_types(found)
    ]
    allowed = {"agreement"}  # its numbers are numpy's; operations import it when they are asked for agreement
    assert [line for line in at_top if line.split("/")[1] not in allowed] == []


def _for_types(found: Import) -> bool:
    """Whether the import stands under ``if TYPE_CHECKING:``, which never runs."""
    return any(
        isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        and node.lineno < found.line <= (node.end_lineno or 0)
        for node in ast.walk(sources()[found.file])
    )  # fmt: skip


SQL = re.compile(r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX)|PRAGMA\s)", re.DOTALL)


def test_sql_stands_in_the_store_only():
    elsewhere = [
        f"{file.relative_to(ROOT)}:{line}"
        for file, tree in sources().items()
        if room_of_file(file) != "store" and file.name != "foreign_sqlite.py"
        for line, text in texts_of(tree)
        if SQL.search(text)
    ]
    assert elsewhere == []


def test_nothing_that_is_read_can_act():
    acting = [str(found) for found in all_imports() if found.module.split(".")[0] in ACTS_WHEN_READ]
    acting += [
        f"{file.relative_to(ROOT)}:{line} uses {name}"
        for file, tree in sources().items()
        for line, name in names_used(tree)
        if name in {"eval", "exec", "extractall", "read_pickle", "to_pickle", "load_extension", "enable_load_extension"}
        and not (name == "exec" and room_of_file(file) == "ui")  # QDialog.exec; ruff's S102 sees the built-in one
    ]
    assert acting == []


def test_a_database_is_opened_in_the_one_place_that_hardens_it():
    opening = {
        file.relative_to(ROOT).as_posix()
        for file, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "connect" and isinstance(node.value, ast.Name) and node.value.id == "sqlite3"
    }
    # a new file beside the project; the expected schema in memory
    copies = {"annotator/store/audit.py", "annotator/store/backup.py", "annotator/store/schema.py"}
    assert opening - copies <= {"annotator/store/connection.py", "annotator/formats/foreign_sqlite.py"}


def test_no_text_is_read_back_from_the_article_view():
    reading = [
        f"{file.relative_to(ROOT)}:{line} uses {name}"
        for file, tree in sources().items()
        if file.is_relative_to(ROOT / "ui" / "article")
        for line, name in names_used(tree)
        if name in {"toPlainText", "selectedText", "toRawText", "toHtml"}
    ]
    assert reading == []


def loaded_by(imports: str, without: str = "") -> set[str]:
    """Return the top-level packages that a fresh Python holds after these imports; ``without`` is made impossible to import."""
    block = f"sys.modules[{without!r}] = None; " if without else ""
    code = f"import sys; {block}import {imports}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_a_start_of_the_window_loads_no_heavy_library():
    assert loaded_by("annotator.__main__, ui.app, ui.main_window") & HEAVY == set()


def test_a_start_in_the_terminal_loads_no_heavy_library_and_needs_no_qt():
    assert loaded_by("annotator.__main__, annotator.cli.main", without="PySide6") & HEAVY == set()


def test_the_python_api_loads_pandas_only_when_frames_are_asked_for():
    assert loaded_by("annotator", without="PySide6") & HEAVY == set()


def test_folders_of_projects_are_made_where_their_names_are_kept_through_a_power_cut():
    made = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "annotator").rglob("*.py") if ".mkdir(" in path.read_text(encoding="utf-8")
    }
    assert made == {"annotator/store/backup.py", "annotator/settings.py", "annotator/fault_log.py"}
