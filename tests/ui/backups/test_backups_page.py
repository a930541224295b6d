"""Backups and recovery as a person uses them: by keyboard, from the menu, from the welcome page, and from a message of damage."""

from __future__ import annotations

import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.operations import coding
from annotator.operations.backups import backups_of
from annotator.operations.checking import check
from annotator.operations.projects import enter
from annotator.project import open_project
from annotator.settings import load_settings
from annotator.store.places import NETWORK, SYNCHRONISED, Place
from tests.builders import a_project, an_annotation, an_article
from tests.operations.damage import PAGE, a_study, rows_of
from ui.backups.page import BackupsPage
from ui.crashes import Crashes
from ui.main_window import MainWindow
from ui.pages import BACKUPS
from ui.palette.offers import Offers
from ui.session import Session

WAIT = {"timeout": 60_000}


@pytest.fixture
def study(tmp_path):
    """A project of ada and ben with a backup, after which ada deleted one claim and made another."""
    with a_project(tmp_path) as project:
        article = an_article(project, headline="Ferry")
        an_annotation(project, article)
        enter(project, "ben")
        an_annotation(project, article)
        enter(project, "ada")
        project.backup()
        coding.delete_annotation(project, project.annotations.of_article(article, project.coder.id)[0].id)
        an_article(project, source_id="A18", headline="Fish")
    return project.path


@pytest.fixture
def make_window(qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "settings"))

    def make(path: Path | None = None, coder: str = "ada") -> MainWindow:
        window = MainWindow(Session())
        qtbot.addWidget(window, before_close_func=lambda one: one.session.close())
        window.session.set_settings(coder="ada")
        window.resize(1440, 900)
        window.show()
        if path is not None:
            window.open_project(path, coder)
        return window

    return make


def settle(qtbot, window):
    qtbot.waitUntil(lambda: not window.session.jobs.busy, **WAIT)
    QApplication.processEvents()


def shown(qtbot, window) -> BackupsPage:
    page = window.page(BACKUPS)
    settle(qtbot, window)
    assert page.isVisible()
    return page


def titles(items):
    return [one.title for one in items.items_shown()]


def test_the_menu_and_the_palette_lead_to_the_backups_with_their_state(qtbot, study, make_window):
    window = make_window(study)
    qtbot.waitUntil(lambda: len(backups_of(study)) == 2, **WAIT)  # the one made by hand and today's
    settle(qtbot, window)
    assert "command:backups" in [one.key for one in Offers(window).entries()]

    window.actions_["backups"].trigger()
    page = shown(qtbot, window)

    assert {one.remark for one in page.list.items_shown()} == {"opens"}
    assert any("made by hand" in one.below for one in page.list.items_shown())
    assert any("daily" in one.below for one in page.list.items_shown())
    page.side.check_button.click()
    settle(qtbot, window)
    assert page.list.items_shown()[0].remark == "sound"


def test_a_backup_is_compared_by_keyboard_down_to_the_rows(qtbot, study, make_window):
    window = make_window(study)
    settle(qtbot, window)
    window.show_backups()
    page = shown(qtbot, window)
    own = next(number for number, one in enumerate(page.backups) if one.kind == "own")
    page.list.setCurrentRow(own)
    assert page.list.hasFocus()

    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    settle(qtbot, window)

    assert titles(page.side.groups) == ["Articles", "Annotations, ada", "Steps of the history"]
    assert page.side.groups.hasFocus()
    qtbot.keyClick(page.side.groups, Qt.Key.Key_Down)
    [row] = page.side.rows.items_shown()
    assert (row.title, row.remark) == ("“tariffs on fish must fall by the summer”", "missing now")
    assert row.below == "Claim · Ferry"
    qtbot.keyClick(page.side.groups, Qt.Key.Key_Return)
    assert page.side.rows.hasFocus()


def test_a_coder_sees_nothing_of_the_others_in_a_comparison(qtbot, study, make_window):
    window = make_window(study, "ben")
    settle(qtbot, window)
    window.show_backups()
    page = shown(qtbot, window)
    page.compare()
    settle(qtbot, window)
    assert "Annotations, ada" not in titles(page.side.groups)
    assert "ada" not in " ".join(one.spoken for one in page.side.groups.items_shown())


def test_a_backup_is_restored_into_a_new_file_that_is_then_opened(qtbot, study, make_window, monkeypatch):
    window = make_window(study)
    settle(qtbot, window)
    window.show_backups()
    page = shown(qtbot, window)
    own = next(number for number, one in enumerate(page.backups) if one.kind == "own")
    page.list.setCurrentRow(own)
    asked = []

    def answer(_parent, _title, proposed, _kinds, **_options):
        asked.append(Path(proposed))
        return proposed, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    page.side.restore_button.click()
    settle(qtbot, window)

    [target] = asked
    assert target.parent == study.parent
    assert check(target) == []
    assert rows_of(target) == rows_of(page.backups[own].path)
    page._banners.itemAt(0).widget().button.click()
    settle(qtbot, window)
    assert window.session.project.path == target
    assert window.session.coder.name == "ada"


def test_a_file_that_is_there_is_not_restored_over(qtbot, study, make_window):
    window = make_window(study)
    settle(qtbot, window)
    window.show_backups()
    page = shown(qtbot, window)
    there = study.with_name("there.annot")
    there.write_bytes(b"precious")
    page.restore(there)
    settle(qtbot, window)
    assert "is there already" in page._banners.itemAt(0).widget().accessibleDescription()
    assert there.read_bytes() == b"precious"


def test_a_damaged_project_that_cannot_be_opened_leads_to_recovery(qtbot, tmp_path, make_window, monkeypatch):
    path = a_study(tmp_path, articles=2)
    data = bytearray(path.read_bytes())
    data[:PAGE] = bytes(PAGE)
    path.write_bytes(data)
    window = make_window(path)
    assert not window.session.is_open

    window._banners.itemAt(0).widget().button.click()
    page = shown(qtbot, window)
    assert page.path == path
    assert not page.side.compare_button.isEnabled()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _parent, _title, proposed, *_rest, **_options: (proposed, ""))
    page.recover_button.click()
    settle(qtbot, window)

    assert page.recovered.isVisible()
    assert "What was saved of" in page.recovered.list.toPlainText()
    assert "annotations: " in page.recovered.list.toPlainText()
    assert path.read_bytes() == bytes(data)
    page.recovered.open_button.click()
    settle(qtbot, window)
    assert window.session.project.path == tmp_path / "study recovered.annot"
    window.session.close()
    assert check(tmp_path / "study recovered.annot") == []


def test_the_welcome_page_leads_to_the_backups_of_a_file_that_is_chosen(qtbot, study, make_window, monkeypatch):
    window = make_window()
    welcome = window.shown
    welcome.backups_button.click()
    page = shown(qtbot, window)
    assert not page.recover_button.isEnabled()
    copy = backups_of(study)[0].path
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_words, **_options: (str(copy), ""))
    page.other_button.click()
    settle(qtbot, window)

    assert page.path == study
    assert [one.path for one in page.backups] == [copy]
    page.leave_button.click()
    assert window.shown is welcome


def test_a_project_that_is_open_is_closed_for_its_recovery(qtbot, study, make_window):
    window = make_window(study)
    settle(qtbot, window)
    window.show_backups()
    page = shown(qtbot, window)
    page.recover(study.with_name("saved.annot"))
    settle(qtbot, window)

    assert not window.session.is_open
    assert page.recovered.title.text() == "Everything was saved"
    assert rows_of(study.with_name("saved.annot")) == rows_of(study)


@pytest.fixture
def listening():
    """Let faults arrive where they do in the running program."""
    before = sys.excepthook, threading.excepthook
    yield lambda window: Crashes(window).listen()
    sys.excepthook, threading.excepthook = before


def test_damage_that_is_found_after_opening_leads_to_the_backups(qtbot, tmp_path, make_window, listening):
    path = a_study(tmp_path, articles=4)
    sound = path.read_bytes()
    with closing(sqlite3.connect(path)) as raw:
        root = raw.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'annotation_by_article'").fetchone()[0]
    path.write_bytes(sound[: (root - 1) * PAGE] + bytes(PAGE) + sound[root * PAGE :])
    window = make_window()
    listening(window)
    assert window.open_project(path, "ada")
    qtbot.waitUntil(lambda: window._banners.count() > 0, **WAIT)
    qtbot.wait(600)
    settle(qtbot, window)
    assert window._banners.count() == 1  # however often the list is painted

    window._banners.itemAt(0).widget().button.click()

    page = shown(qtbot, window)
    assert page.path == path
    page.recover(tmp_path / "saved.annot")
    settle(qtbot, window)
    assert page.recovered.title.text() == "Everything was saved"  # an index is made anew
    path.write_bytes(sound)
    assert rows_of(tmp_path / "saved.annot") == rows_of(path)


def test_a_copy_elsewhere_is_listed_and_compared(qtbot, study, make_window, tmp_path):
    stick = tmp_path / "stick" / "mine.annot"
    with open_project(study, read_only=True) as project:
        project.backup(stick)
    window = make_window(study)
    settle(qtbot, window)
    window.show_backups()
    page = shown(qtbot, window)
    page.add_copy(stick)
    settle(qtbot, window)
    assert page.chosen().path == stick
    page.compare()
    settle(qtbot, window)
    assert "holds what the backup holds" in page.side.said.text()


@pytest.mark.parametrize(
    ("place", "words"), [(Place(NETWORK, "NFS"), "network drive (NFS)"), (Place(SYNCHRONISED, "Dropbox"), "that Dropbox synchronises")]
)
def test_a_project_in_an_unsafe_place_is_told_once(qtbot, study, make_window, monkeypatch, place, words):
    monkeypatch.setattr("annotator.project.place_of", lambda _path: place)
    window = make_window(study)
    qtbot.waitUntil(lambda: window._banners.count() == 1, **WAIT)
    banner = window._banners.itemAt(0).widget()
    assert words in banner.accessibleName()
    assert "package" in banner.accessibleDescription()
    assert "merge" in banner.accessibleDescription()

    banner.button.click()
    window.session.close()
    window.open_project(study, "ada")
    qtbot.wait(600)
    settle(qtbot, window)

    assert window._banners.count() == 0
    assert str(study.absolute()) in load_settings().known_places
