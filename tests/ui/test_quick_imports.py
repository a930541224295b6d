"""PySide6 is told which modules use it, and reads the source of none."""

from __future__ import annotations

import subprocess
import sys

_STORY = """
import linecache
from ui.app import make_application
from ui.quick_imports import without_reading_sources
without_reading_sources()
from shibokensupport.feature import pyside_feature_dict
from ui.main_window import MainWindow
from annotator.project import open_project
assert not [name for name in linecache.cache if name.endswith("main_window.py")], "its source was read"
print(pyside_feature_dict["ui.main_window"], pyside_feature_dict["annotator.project"])
"""


def test_the_windows_modules_are_imported_without_their_source_being_read():
    done = subprocess.run([sys.executable, "-c", _STORY], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["0", "-1"]  # the window's modules use PySide6, the core does not: as it would find by itself
