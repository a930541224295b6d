"""`./run.sh` on a machine that is set up already: it passes on what it is asked, from wherever it is called."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.paths import data_folder

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="run.sh is for Linux and macOS")

DPKG_QUERY = """#!/bin/sh
shift 2
for package in "$@"; do printf '%s=%s ' "${PACKAGES_ARE:-installed}" "$package"; done
"""

ANNOTATOR = """#!/bin/sh
if [ "$1" = demo ]; then mkdir -p "$2" && : >"$2/demo.annot"; fi
printf '%s|' annotator "$@"; echo
"""

PYTHON = """#!/bin/sh
case "$*" in
*sys.version*) echo "3.11 of the test" ;;
*"-m pytest"*) printf '%s|' "$@"; echo "on $QT_QPA_PLATFORM in $PWD" ;;
*) echo "python $*" >>"$LOG" ;;
esac
"""


class Checkout:
    """A copy of run.sh in a folder with a space in its name, with stand-ins for dpkg-query and what .venv holds."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "my checkout"
        self.data = folder / "my data"
        self.log = folder / "log"
        self.tools = folder / "tools"
        for name in ("run.sh", "pyproject.toml", "uv.lock"):
            self.root.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        self._script(self.tools / "dpkg-query", DPKG_QUERY)
        self._script(self.root / ".venv" / "bin" / "annotator", ANNOTATOR)
        self._script(self.root / ".venv" / "bin" / "pytest", "#!/bin/sh\n")
        self._script(self.root / ".venv" / "bin" / "python", PYTHON)

    def _script(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def run(self, *arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ./run.sh with these arguments on a machine without a display, and wait for it."""
        known = {"PATH": f"{self.tools}:{os.environ['PATH']}", "HOME": str(self.data), "LOG": str(self.log)}
        known["ANNOTATOR_DATA"] = str(self.data)
        return subprocess.run(
            [str(self.root / "run.sh"), *arguments],
            cwd=cwd or self.root, env=known | environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def installs(self) -> list[str]:
        """Return what the environment's Python was asked to do since the last call, other than run tests."""
        done = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [line for line in done if "-m pip install" in line]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_without_a_display_the_sample_project_is_made_once_and_named(checkout: Checkout):
    first = checkout.run()
    again = checkout.run()

    sample = checkout.data / "sample" / "demo.annot"
    assert (first.returncode, again.returncode) == (0, 0)
    assert first.stdout.startswith(f"annotator|demo|{sample.parent}|\n")
    assert again.stdout == f"There is no display to open a window on; the sample project, made by `annotator demo`, is {sample}\n"


def test_with_a_display_the_window_opens_on_the_sample_project_as_its_first_coder(checkout: Checkout):
    shown = checkout.run(DISPLAY=":1")

    assert shown.stdout.splitlines()[-1] == f"annotator|{checkout.data}/sample/demo.annot|--as|ada|"


def test_the_sample_project_lies_where_the_program_keeps_its_data(checkout: Checkout, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("ANNOTATOR_DATA")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(checkout.data))

    assert str(data_folder() / "sample" / "demo.annot") in checkout.run(ANNOTATOR_DATA="").stdout


def test_any_other_words_are_the_command_in_the_folder_where_one_stands(checkout: Checkout, tmp_path: Path):
    asked = checkout.run("export", "my study.annot", "out folder", cwd=tmp_path)

    assert asked.stdout == "annotator|export|my study.annot|out folder|\n"


def test_the_tests_run_without_a_display_from_any_folder(checkout: Checkout, tmp_path: Path):
    fast = checkout.run("test", cwd=tmp_path, DISPLAY=":1")
    some = checkout.run("test", "-m", "slow", "tests/test_a b.py", cwd=tmp_path)

    assert fast.stdout == f"-m|pytest|-n|2|-m|not slow|on offscreen in {checkout.root}\n"
    assert some.stdout == f"-m|pytest|-m|slow|tests/test_a b.py|on offscreen in {checkout.root}\n"


def test_packages_are_installed_again_only_when_what_they_depend_on_has_changed(checkout: Checkout):
    checkout.run()
    assert len(checkout.installs()) == 2  # the locked packages, then annotator itself
    checkout.run()
    assert checkout.installs() == []

    with (checkout.root / "uv.lock").open("a") as lock:
        lock.write("\n# another version\n")
    checkout.run()
    assert len(checkout.installs()) == 2


def test_the_tests_need_more_than_the_window_and_the_window_no_less_than_it_had(checkout: Checkout):
    checkout.run()
    checkout.installs()
    checkout.run("test")
    assert len(checkout.installs()) == 2
    checkout.run()
    checkout.run("test")
    assert checkout.installs() == []


def test_what_another_tool_took_out_of_the_environment_is_installed_again(checkout: Checkout):
    checkout.run("test")
    checkout.installs()
    (checkout.root / ".venv" / "bin" / "pytest").unlink()

    checkout.run()
    assert checkout.installs() == []
    checkout.run("test")
    assert len(checkout.installs()) == 2


def test_a_checkout_that_was_moved_is_set_up_anew(checkout: Checkout):
    checkout.run()
    checkout.installs()
    checkout.root = checkout.root.rename(checkout.root.with_name("elsewhere"))

    checkout.run()
    assert len(checkout.installs()) == 2


def test_missing_packages_are_named_and_the_start_goes_on_where_nobody_may_install_them(checkout: Checkout):
    for tool in ("sh", "dirname", "cat", "cksum", "uname", "mkdir", "rm"):
        (checkout.tools / tool).symlink_to(shutil.which(tool) or tool)
    checkout._script(checkout.tools / "id", "#!/bin/sh\necho 1000\n")

    poor = checkout.run("list", PATH=str(checkout.tools), PACKAGES_ARE="not-installed")

    assert poor.returncode == 0
    assert "libegl1" in poor.stderr
    assert "apt-get install" in poor.stderr
    assert poor.stdout == "annotator|list|\n"


def test_the_texts_of_other_languages_are_compiled_when_they_have_changed(checkout: Checkout):
    folder = checkout.root / "resources" / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "annotator.po").write_text("")
    checkout.run()
    first = checkout.log.read_text().count("hatch_build.py")
    (folder / "annotator.mo").write_text("")
    os.utime(folder / "annotator.po", (1, 1))
    checkout.log.unlink()
    checkout.run()
    unchanged = checkout.log.exists()
    os.utime(folder / "annotator.mo", (0, 0))
    checkout.run()

    assert (first, unchanged) == (1, False)
    assert checkout.log.read_text().count("hatch_build.py") == 1


def test_help_says_what_can_be_asked_and_installs_nothing(checkout: Checkout):
    helped = checkout.run("--help")

    assert helped.returncode == 0
    assert all(word in helped.stdout for word in ("./run.sh test", "./run.sh bench", "./run.sh soak", "uv.lock"))
    assert checkout.installs() == []


CI_STEPS = {
    "the fast tests": "run.sh test",
    "the slow tests": "run.sh test -n 2 -m slow --durations=10",
    "the style": "ruff check .",
    "the types": "mypy",
}


@pytest.fixture
def ci(tmp_path: Path) -> Path:
    """A folder with .ci/run and stand-ins for what it calls, each of which fails if its call is the one in $FAILS."""
    root = tmp_path / "clean checkout"
    (root / ".ci").mkdir(parents=True)
    (root / "tests").mkdir()
    shutil.copy(ROOT / ".ci" / "run", root / ".ci" / "run")
    (root / "tests" / "test_kills.py").write_text("pytestmark = pytest.mark.slow\n")
    for tool in (root / "run.sh", root / ".venv" / "bin" / "ruff", root / ".venv" / "bin" / "mypy"):
        tool.parent.mkdir(parents=True, exist_ok=True)
        tool.write_text('#!/bin/sh\necho "$CI"\n[ "$(basename "$0")${1:+ }$*" != "$FAILS" ]\n')
        tool.chmod(0o755)
    return root


def run_ci(root: Path, fails: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "FAILS": fails}
    return subprocess.run([str(root / ".ci" / "run")], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(shutil.which("bash") is None, reason=".ci/run is for bash")
@pytest.mark.parametrize("step", CI_STEPS)
def test_ci_fails_when_one_of_its_steps_fails_and_names_it_after_running_all(ci: Path, step: str):
    done = run_ci(ci, CI_STEPS[step])

    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("FAILED: ")
    assert done.stdout.splitlines()[-1].endswith(CI_STEPS[step])
    assert done.stdout.count("== ") == len(CI_STEPS)


@pytest.mark.skipif(shutil.which("bash") is None, reason=".ci/run is for bash")
def test_ci_passes_when_all_steps_pass(ci: Path):
    done = run_ci(ci, "")

    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "All passed."
