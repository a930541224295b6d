"""The welcome page: new, open, sample, recent projects, and who codes."""

from __future__ import annotations

import datetime
import json

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from annotator.operations import demo
from annotator.paths import resource
from annotator.project import open_project
from tests.builders import a_project_file
from ui.parts.message import Banner
from ui.session import Session
from ui.welcome.start_parts import told_day
from ui.welcome_page import WelcomePage


@pytest.fixture
def session():
    session = Session()
    session.set_settings(coder="ada", recent=(), coders={})
    yield session
    session.close()


@pytest.fixture
def page(session, qtbot):
    made = WelcomePage(session)
    qtbot.addWidget(made)
    made.resize(1440, 860)
    made.show()
    made.activateWindow()
    return made


def told(page):
    return [f"{one.accessibleName()}: {one.accessibleDescription()}" for one in page.findChildren(Banner) if not one.isHidden()]


def fill(page, folder, name):
    page.new_card.click()
    page.form._folder = folder
    page.form.name.edit.setText(name)


def test_a_new_project_is_made_with_its_maker_as_supervisor_and_asked_for(page, tmp_path, qtbot):
    fill(page, tmp_path, "Border talks")
    with qtbot.waitSignal(page.project_wanted) as wanted:
        qtbot.keyClick(page.form.name.edit, Qt.Key.Key_Return)
    path, coder = wanted.args
    assert (path, coder) == (str(tmp_path / "Border talks.annot"), "ada")
    with open_project(path, "ada") as project:
        assert project.coder.is_supervisor
        assert project.codebook.name == "News claims codebook"


def test_once_its_place_is_chosen_enter_makes_the_project(page, tmp_path, monkeypatch, qtbot):
    fill(page, tmp_path, "Border talks")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(
        "ui.welcome.new_project_form.QFileDialog.getSaveFileName", lambda *_words, **_more: (str(elsewhere / "Talks.annot"), "")
    )
    page.form.choose_place.setFocus()
    page.form.choose_place.click()

    assert page.focusWidget() is page.form.make
    with qtbot.waitSignal(page.project_wanted) as wanted:
        qtbot.keyClick(page.form.make, Qt.Key.Key_Return)
    assert wanted.args[0] == str(elsewhere / "Talks.annot")


def test_the_four_tags_can_be_chosen(page, tmp_path, qtbot):
    fill(page, tmp_path, "Simple")
    page.form.codebook.choose("four_tags")
    page.form.make.click()
    with open_project(tmp_path / "Simple.annot") as project:
        assert project.codebook.name == "Four tags"


def test_a_codebook_from_a_file_is_taken_or_its_fault_told(page, tmp_path, monkeypatch):
    book = json.loads(resource("codebooks/four_tags.json").read_text(encoding="utf-8"))
    (tmp_path / "own.json").write_text(json.dumps({**book, "codebook": "Our own"}), encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    chosen = []
    monkeypatch.setattr("ui.welcome.new_project_form.QFileDialog.getOpenFileName", lambda *_words: (str(chosen[0]), ""))
    fill(page, tmp_path, "Own")
    chosen[:] = [tmp_path / "broken.json"]
    page.form.codebook.choose("other")
    page.form.make.click()
    assert "line 1" in told(page)[0]
    assert not (tmp_path / "Own.annot").exists()
    chosen[:] = [tmp_path / "own.json"]
    page.form.codebook.choose("other")
    page.form.make.click()
    with open_project(tmp_path / "Own.annot") as project:
        assert project.codebook.name == "Our own"


def test_a_file_that_is_there_is_never_written_over(page, tmp_path, qtbot):
    path = a_project_file(tmp_path, name="there", maker="ben")
    before = path.read_bytes()
    fill(page, tmp_path, "there")
    with qtbot.assertNotEmitted(page.project_wanted):
        page.form.make.click()
    assert path.read_bytes() == before
    assert len(told(page)) == 1


@pytest.mark.parametrize(("name", "reason"), [
    ("  ", "The project needs a name."),
    ("talks 5/2026", "The name becomes that of a file: / cannot stand in it."),
    ("con", "The name becomes that of a file: Windows keeps this name for a device."),
    ("x" * 151, "The name becomes that of a file: it is too long."),
])  # fmt: skip
def test_a_name_that_no_file_can_bear_is_marked_with_the_reason_until_it_is_changed(page, tmp_path, qtbot, name, reason):
    fill(page, tmp_path, name)
    with qtbot.assertNotEmitted(page.project_wanted):
        qtbot.keyClick(page.form.name.edit, Qt.Key.Key_Return)
    assert (page.form.name.wrong, page.form.problem.isVisible(), page.form.problem.text()) == (True, True, reason)
    assert list(tmp_path.glob("*.annot")) == []

    page.form.name.edit.setText("talks")
    assert (page.form.name.wrong, page.form.problem.isVisible()) == (False, False)


def test_escape_leaves_the_form(page, qtbot):
    page.show_new_form()
    assert page.form.isVisible()
    qtbot.keyClick(page.form.name.edit, Qt.Key.Key_Escape)
    assert not page.form.isVisible()


def test_the_sample_is_made_once_in_the_background(page, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("ui.welcome_page.data_folder", lambda: tmp_path)
    with qtbot.waitSignal(page.project_wanted, timeout=60_000) as wanted:
        page.sample_card.click()
        assert not page.sample_card.isEnabled()
    assert wanted.args == [str(tmp_path / "sample" / demo.NAME), "ada"]
    assert page.sample_card.isEnabled()


def test_recent_projects_are_offered_and_one_that_is_gone_says_so(page, session, tmp_path, qtbot):
    there, gone = a_project_file(tmp_path, name="there"), tmp_path / "gone.annot"
    session.set_settings(recent=(str(there), str(gone)))
    assert [row.path.stem for row in page.recent_rows] == ["there", "gone"]
    assert page.recent_rows[0].when() == "today"
    assert page.recent_rows[1].second_line() == "not there any more"
    with qtbot.waitSignal(page.project_wanted) as wanted:
        page.recent_rows[0].click()
    assert wanted.args == [str(there), ""]
    with qtbot.assertNotEmitted(page.project_wanted):
        page.recent_rows[1].click()
    assert "moved or deleted" in told(page)[0]


def test_the_coder_is_asked_once_with_the_login_name_put_forward(session, qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("LOGNAME", "kira")
    session.set_settings(coder="")
    page = WelcomePage(session)
    qtbot.addWidget(page)
    page.show()
    assert page.coder_line.box.isVisible()
    assert page.coder_line.box.edit.text() == "kira"
    fill(page, tmp_path, "First")
    with qtbot.waitSignal(page.project_wanted) as wanted:
        page.form.make.click()
    assert wanted.args[1] == session.settings.coder == "kira"
    assert not page.coder_line.box.isVisible()


def test_without_a_name_nothing_is_begun(page, session, qtbot, tmp_path):
    page.coder_line.button.click()
    page.coder_line.box.edit.setText("  ")
    fill(page, tmp_path, "Nobody")
    page.form.make.click()
    assert "a coder needs a name" in told(page)[0]
    assert not (tmp_path / "Nobody.annot").exists()


def test_the_coder_can_be_changed(page, session, qtbot):
    page.coder_line.button.click()
    page.coder_line.box.edit.setText("ben")
    qtbot.keyClick(page.coder_line.box.edit, Qt.Key.Key_Return)
    assert session.settings.coder == "ben"
    assert "ben" in page.coder_line.words.text()


def test_a_project_dropped_on_the_page_is_opened_and_other_files_are_left_to_the_window(page, tmp_path, qtbot):
    path = a_project_file(tmp_path)
    with qtbot.waitSignal(page.project_wanted) as wanted:
        page.dropEvent(dropped(path))
    assert wanted.args == [str(path), ""]
    with qtbot.assertNotEmitted(page.project_wanted):
        page.dropEvent(dropped(tmp_path / "page.txt"))


def dropped(path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    keep.append(data)  # the event does not own it
    place = QPointF(QPoint(10, 10))
    return QDropEvent(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


keep: list[QMimeData] = []


def test_arrows_go_from_card_to_card(page, qtbot):
    page.new_card.setFocus()
    qtbot.keyClick(page.new_card, Qt.Key.Key_Down)
    assert page.open_card.hasFocus()


@pytest.mark.parametrize(
    ("days", "said"), [(0, "today"), (1, "yesterday"), (3, "Saturday"), (40, "25 April"), (400, "1 May 2023"), (-2, "5 June")]
)
def test_a_day_is_told_as_one_says_it(days, said):
    today = datetime.date(2024, 6, 4) if days >= 0 else datetime.date(2024, 6, 3)
    assert told_day(today - datetime.timedelta(days), today) == said
