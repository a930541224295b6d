"""A mistake of the program: told once, in words that calm, with a report that holds nothing of what anybody wrote."""

from __future__ import annotations

import sqlite3
import sys
import threading
from contextlib import closing

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel

from annotator.errors import FileProblem
from annotator.fault_log import fault_text
from annotator.operations.checking import check
from annotator.paths import data_folder
from tests.builders import TEXT, a_project, an_annotation, an_article
from ui import crashes as crashes_module
from ui.crash_window import CrashWindow
from ui.crashes import Crashes
from ui.main_window import MainWindow
from ui.session import Session

KEY = "sk-secret-4711"


@pytest.fixture
def window(qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("ANNOTATOR_DATA", str(tmp_path / "data"))
    with a_project(tmp_path) as project:
        an_annotation(project, an_article(project))
    made = MainWindow(Session())
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.resize(1440, 900)
    made.show()
    assert made.open_project(project.path, "ada")
    return made


@pytest.fixture
def crashes(window):
    """Hears of faults as in the running program, where pytest would otherwise fail the test for them."""
    before = sys.excepthook, threading.excepthook
    made = Crashes(window)
    made.listen()
    yield made
    sys.excepthook, threading.excepthook = before
    for dialog in window.findChildren(CrashWindow):
        dialog.close()


def stumble(quote: str = TEXT, coder: str = "ada") -> None:
    """Fail with an article's text, a coder's name and a key in what was at hand and in what is said."""
    at_hand = {"text": TEXT, "key": KEY}
    try:
        at_hand["text"].index("not in there")
    except ValueError as error:
        raise RuntimeError(f"{coder} coded {quote!r} with {KEY}") from error


def in_a_slot(act=stumble):
    QTimer.singleShot(0, act)


def told(qtbot, crashes):
    qtbot.waitUntil(lambda: crashes.shown is not None and crashes.shown.isVisible())
    return crashes.shown


def assert_holds_no_text(report: str) -> None:
    for word in ("tariffs", "Ministry", "summer", "ada", "not in there", KEY, "A17"):
        assert word not in report, word


def test_a_fault_in_a_slot_says_that_the_work_is_safe_and_shows_a_report_without_text(qtbot, window, crashes):
    in_a_slot()
    shown = told(qtbot, crashes)

    report = shown.report.toPlainText()
    assert shown.safe.text() == "Your work is safe"
    assert "RuntimeError" in report
    assert "ValueError" in report
    assert "test_crash_window.py" in report
    assert_holds_no_text(report)
    log = (data_folder() / "faults.log").read_text(encoding="utf-8")
    assert report.strip() in log
    assert_holds_no_text(log)
    assert str(data_folder() / "faults.log") in shown.about.text()
    shown.copy_button.click()
    assert QApplication.clipboard().text() == report
    shown.go_on_button.click()
    assert window.session.is_open


def test_a_fault_in_a_job_reaches_the_window_and_whoever_waits_is_told_in_words(qtbot, window, crashes):
    heard = []

    def work(_project, _progress):
        stumble()

    job = window.session.job(work)
    job.failed.connect(heard.append)
    window.session.start(job)

    shown = told(qtbot, crashes)
    qtbot.waitUntil(lambda: bool(heard))
    assert "jobs.py" in shown.report.toPlainText()
    assert_holds_no_text(shown.report.toPlainText())
    assert_holds_no_text(str(heard[0]))


def test_a_fault_in_a_thread_reaches_the_window(qtbot, crashes):
    thread = threading.Thread(target=stumble)
    thread.start()
    thread.join()
    assert "threading.py" in told(qtbot, crashes).report.toPlainText()


def test_what_a_coder_can_mend_opens_no_crash_window(qtbot, window, crashes):
    def refuse():
        raise FileProblem("study.annot", "is read-only")

    job = window.session.job(lambda _project, _progress: refuse())
    with qtbot.waitSignal(job.failed):
        window.session.start(job)
    in_a_slot(refuse)
    qtbot.waitUntil(lambda: window._banners.count() == 1)

    assert crashes.shown is None
    assert crashes.counts == {}


def test_a_value_that_cannot_be_read_is_damage_of_the_file_and_no_fault_of_the_program(qtbot, window, crashes):
    article = window.session.project.articles.ids()[0]
    with closing(sqlite3.connect(window.session.project.path)) as raw:
        raw.execute("""UPDATE annotation SET "values" = '{"issue": "tr' """)
        raw.commit()
    in_a_slot(lambda: window.session.project.annotations.of_article(article))

    qtbot.waitUntil(lambda: window.damage_bar is not None)

    said = " ".join(label.text() for label in window.damage_bar.findChildren(QLabel))
    assert str(window.session.project.path) in said
    assert "annotation " in said
    assert "annotator recover" in said
    assert (crashes.shown, crashes.counts) == (None, {})


def test_a_fault_that_repeats_is_counted_and_told_once(qtbot, window, crashes, monkeypatch):
    opened = []
    real = CrashWindow.open
    monkeypatch.setattr(CrashWindow, "open", lambda self: (opened.append(self), real(self)))
    for _time in range(50):
        in_a_slot()
    shown = told(qtbot, crashes)
    qtbot.waitUntil(lambda: sum(crashes.counts.values()) == 50)
    assert shown.times.text() == "It happened 50 times."
    assert len(opened) == 1

    shown.go_on_button.click()
    for _time in range(20):
        in_a_slot()
    qtbot.waitUntil(lambda: sum(crashes.counts.values()) == 70)
    assert len(opened) == 1
    assert window._banners.count() == 1
    log = (data_folder() / "faults.log").read_text(encoding="utf-8")
    assert log.count(next(iter(crashes.counts))) == 1

    window._banners.itemAt(0).widget().button.click()
    assert told(qtbot, crashes).times.text() == "It happened 70 times."


def test_a_fault_in_telling_of_a_fault_goes_no_further(qtbot, crashes, monkeypatch, capfd):
    calls = []

    def fail(_error):
        calls.append(1)
        crashes._tell(RuntimeError(TEXT))
        raise OSError("the disk is full")

    monkeypatch.setattr(crashes_module, "write_fault", fail)
    in_a_slot()
    shown = told(qtbot, crashes)

    assert calls == [1]
    assert "could not be kept" in shown.about.text()
    assert_holds_no_text(capfd.readouterr().err)


def test_the_project_is_opened_anew_where_it_was(qtbot, window, crashes):
    article, path = window.session.article_id, window.session.project.path
    before = window.session.project
    in_a_slot()
    told(qtbot, crashes).reopen_button.click()

    assert window.session.project is not before
    assert window.session.article_id == article
    assert window.session.coder.name == "ada"
    qtbot.waitUntil(lambda: not window.session.jobs.busy)
    assert check(path) == []


def test_quit_closes_the_window_and_the_project(qtbot, window, crashes):
    in_a_slot()
    told(qtbot, crashes).quit_button.click()
    assert not window.isVisible()
    assert not window.session.is_open


def test_escape_goes_on(qtbot, crashes):
    in_a_slot()
    shown = told(qtbot, crashes)
    qtbot.keySequence(shown, QKeySequence("Esc"))
    assert crashes.shown is None


def test_control_characters_of_a_file_are_escaped_in_the_report():
    def lead():
        stumble()

    lead.__code__ = lead.__code__.replace(co_filename="\x1b[2J\x07evil\u202e.py", co_name="\x1b]0;title\x07")
    with pytest.raises(RuntimeError) as caught:
        lead()

    report = fault_text(caught.value)

    assert "\\x1b[2J\\x07evil\\u202e.py" in report
    assert all(sign == "\n" or sign.isprintable() for sign in report)


def test_a_fault_that_came_of_itself_and_one_without_end_give_a_report():
    def endless():
        endless()

    with pytest.raises(RecursionError) as caught:
        endless()
    assert len(fault_text(caught.value).splitlines()) < 100
    one, other = ValueError(TEXT), KeyError(TEXT)
    one.__cause__, other.__cause__ = other, one
    assert fault_text(one).splitlines()[1:] == ["ValueError", "KeyError"]
