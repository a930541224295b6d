"""Pressed and clicked at random, the window raises nothing and leaves a sound file behind."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt

from annotator.operations.checking import check
from annotator.operations.demo import make_demo
from tests.builders import ROOT
from tests.ui.random_use import RandomUser, nobody_is_asked
from ui import theme
from ui.kept import kept
from ui.main_window import MainWindow
from ui.session import Session
from ui.theme import Theme


def used_at_random(path, qtbot, qapp, seed, actions):
    kept().clear()
    theme.apply(qapp, Theme.light())
    window = MainWindow(Session())
    qtbot.addWidget(window, before_close_func=lambda one: one.session.close())
    window.resize(1440, 900)
    window.show()
    assert window.open_project(path, "ada")
    user = RandomUser(window, seed)
    with nobody_is_asked():
        user.use(actions)
    user.close_all()
    qtbot.waitUntil(lambda: not window.session.jobs.busy, timeout=60_000)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    window.session.set_settings(letters={}, theme="system", text_scale=100, zoom=100, article_face="serif", line_spacing=100)
    window.session.close()
    theme.follow_system(qapp, "light")
    assert len(user.done) == actions
    assert check(path) == []


@pytest.mark.qt_log_level_fail("CRITICAL")  # what a platform without a screen grumbles at is not what is looked for
def test_a_while_of_random_use_leaves_a_sound_file(tmp_path, qtbot, qapp):
    used_at_random(make_demo(tmp_path), qtbot, qapp, seed=7, actions=250)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_thousand_actions_raise_nothing_and_leave_a_sound_file(seed):
    """Each in a process of its own, as the program has one window; ten thousand: python -m tests.ui.random_use SEED 10000."""
    words = [sys.executable, "-X", "faulthandler", "-m", "tests.ui.random_use", str(seed), "1000"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
