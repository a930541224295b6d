"""What holds for every test: no display, no clock in hypothesis, and never the developer's own settings or projects."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator

import hypothesis
import pytest

from annotator.i18n import ENGLISH, language
from hatch_build import compile_catalogues

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A busy machine must not fail a property; on CI the same examples are tried each time, so that a red run can be repeated.
hypothesis.settings.register_profile("annotator", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
hypothesis.settings.load_profile("annotator")

_HOME = pytest.StashKey[tempfile.TemporaryDirectory]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the whole run, and every command that it starts, empty folders for settings and data, and the texts as they are now."""
    compile_catalogues()
    home = config.stash[_HOME] = tempfile.TemporaryDirectory(prefix="annotator-tests-", ignore_cleanup_errors=True)
    for variable in ("ANNOTATOR_SETTINGS", "ANNOTATOR_DATA"):
        os.environ[variable] = folder = os.path.join(home.name, variable.lower())
        os.mkdir(folder)


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """Let no test leave its language to the next one."""
    yield
    if language() != ENGLISH:
        from PySide6.QtCore import QLocale

        from annotator.settings import Settings
        from ui.language import put_on_language

        put_on_language(Settings(language=ENGLISH))
        QLocale.setDefault(QLocale.system())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the folders away again."""
    if _HOME in config.stash:
        config.stash[_HOME].cleanup()


def pytest_runtest_teardown() -> None:
    """Clear away what Python would by itself: once the window had jobs, only an event loop does, and few tests run one for long."""
    if "ui.collecting" in sys.modules:
        sys.modules["ui.collecting"].look_now()
