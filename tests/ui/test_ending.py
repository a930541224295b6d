"""The program ends in good order when the system asks, whatever the window shows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from annotator.store.lock import lock_path
from tests.builders import ROOT, a_project_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")


@pytest.mark.parametrize("words", [("--as", "ada"), ()], ids=["while reading", "while it asks who codes"])
def test_the_window_ends_when_the_system_asks_and_leaves_one_file(tmp_path, words):
    path = a_project_file(tmp_path)
    command = [sys.executable, "-m", "annotator", str(path), *words]
    window = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "ANNOTATOR_SETTINGS": str(tmp_path / "settings")}, stderr=subprocess.DEVNULL
    )
    try:
        while not lock_path(path).exists():  # from now on the project is open
            assert window.poll() is None
            time.sleep(0.05)
        window.send_signal(signal.SIGTERM)

        assert window.wait(60) == 0
    finally:
        window.kill()
        window.wait()
    assert [file.name for file in tmp_path.glob("study.annot*")] == ["study.annot"]
