"""What is installed is whole: the wheel, its resources and commands, and the versions that the lock names."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import annotator

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as pip would, with the backend that is installed here: no network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay the wheel out as an installation has it, far from the checkout."""
    folder = tmp_path_factory.mktemp("site packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def metadata_of(unpacked: Path) -> Message:
    (file,) = unpacked.glob("*.dist-info/METADATA")
    return Parser().parsestr(file.read_text(encoding="utf-8"))


def committed(folder: str, pattern: str) -> set[str]:
    """Return the files of a folder of the checkout, without what Python and editors leave there."""
    files = (ROOT / folder).rglob(pattern)
    return {file.relative_to(ROOT).as_posix() for file in files if file.is_file() and "__pycache__" not in file.parts}


def test_the_wheel_holds_every_module_and_every_resource(wheel: Path):
    modules = committed("annotator", "*.py") | committed("ui", "*.py") | committed("annotator", "*.sql")
    resources = {f"annotator/{name}" for name in committed("resources", "*")}

    assert (modules | resources) - names_in(wheel) == set()


def test_the_wheel_holds_each_language_compiled(wheel: Path):
    languages = {path.parent.parent.name for path in (ROOT / "resources" / "locale").rglob("*.po")}

    assert "de" in languages
    assert {f"annotator/resources/locale/{code}/LC_MESSAGES/annotator.mo" for code in languages} <= names_in(wheel)


def test_a_wheel_made_of_the_source_archive_holds_them_too(tmp_path: Path):
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)], cwd=ROOT, check=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    shutil.unpack_archive(archive, tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    assert not list(source.rglob("*.mo"))  # compiled anew, never carried along

    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=source, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert "annotator/resources/locale/de/LC_MESSAGES/annotator.mo" in names_in(wheel)


def test_the_wheel_holds_nothing_else(wheel: Path):
    tops = {name.split("/")[0] for name in names_in(wheel)}

    assert tops == {"annotator", "ui", f"news_annotator-{annotator.__version__}.dist-info"}
    assert [name for name in names_in(wheel) if "test" in name.lower() or name.endswith((".annot", ".pyc"))] == []


def test_the_licence_is_in_the_wheel_and_named(wheel: Path, unpacked: Path):
    metadata = metadata_of(unpacked)

    assert metadata["License-Expression"] == "MIT"
    assert any(name.endswith("licenses/LICENSE") for name in names_in(wheel))


def test_the_metadata_say_what_pyproject_says(unpacked: Path):
    metadata = metadata_of(unpacked)
    project = PYPROJECT["project"]

    assert metadata["Name"] == project["name"]
    assert metadata["Summary"] == project["description"]
    assert metadata["Requires-Python"] == project["requires-python"]
    assert set(metadata.get_all("Provides-Extra", [])) == set(project["optional-dependencies"])
    assert metadata.get_payload() == (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_version_is_one(unpacked: Path):
    told = {
        "package": annotator.__version__,
        "wheel": metadata_of(unpacked)["Version"],
        "changelog": re.findall(r"^## \[?(\d[\w.]*)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[0],
    }
    assert len(set(told.values())) == 1, told


def test_an_installed_wheel_finds_its_own_resources(unpacked: Path, tmp_path: Path):
    code = "from annotator.paths import resource; print(resource('codebooks'))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(unpacked)}, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()) == unpacked / "annotator" / "resources" / "codebooks"
    assert any((unpacked / "annotator" / "resources" / "codebooks").iterdir())


def test_a_checkout_finds_the_resources_beside_the_package():
    from annotator.paths import resource

    assert resource("codebooks") == ROOT / "resources" / "codebooks"


def run_from(unpacked: Path, folder: Path, *words: str) -> str:
    """Run Python far from the checkout on what the wheel holds, and return what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    return subprocess.run([sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


def test_an_installed_wheel_makes_the_sample_project(unpacked: Path, tmp_path: Path):
    told = run_from(unpacked, tmp_path, "-m", "annotator", "demo", "sample")

    assert "14 articles" in told
    assert (tmp_path / "sample" / "tables" / "claims.csv").exists()


IN_THE_WINDOW = """
import ui
from PySide6.QtGui import QFontDatabase
from ui import theme
from ui.app import make_application
from ui.help_page import TOPICS, HelpPage
from ui.icons import icon
from ui.theme import Theme

application = make_application([])
theme.apply(application, Theme.light())
page = HelpPage()
for key, _words in TOPICS:
    page.show_topic(key)
    assert len(page.text.toPlainText()) > 500, key
assert not icon("flag").pixmap(16, 16).isNull()
assert {"Inter", "Source Serif 4"} <= set(QFontDatabase.families())
print(ui.__file__)
"""


def test_the_window_of_an_installed_wheel_has_its_help_icons_and_fonts(unpacked: Path, tmp_path: Path):
    assert Path(run_from(unpacked, tmp_path, "-c", IN_THE_WINDOW).strip()).is_relative_to(unpacked)


@pytest.mark.parametrize("kind", ["scripts", "gui-scripts"])
def test_every_command_leads_to_a_function_that_needs_nothing(kind: str):
    for target in PYPROJECT["project"][kind].values():
        module, function = target.split(":")
        called = inspect.signature(getattr(importlib.import_module(module), function))
        called.bind()  # the installed script calls it without words; this raises if it needs one


def test_an_installed_wheel_tells_its_version_in_the_terminal(unpacked: Path, tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "--version"],
        cwd=tmp_path, env={"PYTHONPATH": str(unpacked)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert annotator.__version__ in done.stdout


def test_the_lock_is_in_step_with_pyproject():
    project = PYPROJECT["project"]
    asked = {(canonicalize_name(Requirement(text).name), "", str(Requirement(text).specifier)) for text in project["dependencies"]}
    for extra, texts in project["optional-dependencies"].items():
        asked |= {(canonicalize_name(Requirement(text).name), f"extra == '{extra}'", str(Requirement(text).specifier)) for text in texts}

    (ours,) = [package for package in LOCK["package"] if package["name"] == project["name"]]
    locked = {
        (entry["name"], entry.get("marker", ""), str(Requirement(entry["name"] + entry.get("specifier", "")).specifier))
        for entry in ours["metadata"]["requires-dist"]
    }
    assert locked == asked, "run `uv lock`"


def test_the_lock_names_the_public_index_only_and_a_hash_for_every_file():
    others = [package for package in LOCK["package"] if package["name"] != PYPROJECT["project"]["name"]]
    files = [file for package in others for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]]

    assert all(package.get("wheels") or package.get("sdist") for package in others)
    assert {package["source"]["registry"] for package in others} == {"https://pypi.org/simple"}
    assert {file["url"].split("/")[2] for file in files} == {"files.pythonhosted.org"}
    assert all(file["hash"].startswith("sha256:") for file in files)


def test_qt_is_kept_below_the_release_that_aborts():
    (qt,) = [Requirement(text) for text in PYPROJECT["project"]["dependencies"] if text.startswith("PySide6")]

    assert qt.name == "PySide6-Essentials"
    assert not qt.specifier.contains("6.12.0")
    assert qt.specifier.contains("6.11.3")


def test_what_the_program_imports_is_a_dependency_of_its_own():
    """What comes only by way of another package can go away with that package's next release."""
    qt = dict.fromkeys(("PySide6", "shiboken6", "shibokensupport"), "pyside6-essentials")
    distributions = {**qt, "icu": "icu4py", "dateutil": "python-dateutil"}
    imported = set()
    for file in [*(ROOT / "annotator").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                imported.add(node.module.split(".")[0])
    imported -= sys.stdlib_module_names | {"annotator", "ui"}

    project = PYPROJECT["project"]
    asked = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    for extra, texts in project["optional-dependencies"].items():
        asked |= {canonicalize_name(Requirement(text).name) for text in texts if extra != "dev"}
    assert {canonicalize_name(distributions.get(name, name)) for name in imported} - asked == set()


def texts_of_the_project() -> dict[str, str]:
    """Return every text file that is committed (without git: that is there), by its name."""
    names: set[str] = set()
    if shutil.which("git") and (ROOT / ".git").exists():
        names = set(subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines())
    for folder in () if names else ("annotator", "ui", "resources", "tests", "docs", ".ci"):
        names |= committed(folder, "*")
    files = [ROOT / name for name in names | {"README.md"} if not name.endswith(".png") and (ROOT / name).is_file()]
    return {file.relative_to(ROOT).as_posix(): file.read_bytes().decode("utf-8", "replace") for file in files}


def test_nothing_that_is_committed_names_a_place_of_the_machine_it_was_made_on():
    homes = re.compile(r"(?<![\w.~$}])/(?:home|Users|root|work)/\w")
    here = {str(ROOT), str(Path.home()) + "/"} - {"/", "//"}

    found = [name for name, text in texts_of_the_project().items() if homes.search(text) or any(place in text for place in here)]
    assert found == []


def test_nothing_that_is_committed_is_left_for_later():
    later = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")

    found = {name: later.search(text) for name, text in texts_of_the_project().items() if name != "uv.lock"}
    assert [name for name, hit in found.items() if hit] == []
