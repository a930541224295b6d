"""Preferences hold at once and are kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.settings import load_settings
from ui import theme
from ui.session import Session
from ui.settings.dialog import SettingsDialog
from ui.theme import Theme


@pytest.fixture
def session(qapp):
    session = Session()
    session.set_settings(theme="light", text_scale=100, coder="ada")
    yield session
    theme.follow_system(qapp, "light")
    theme.apply(qapp, Theme.light())


@pytest.fixture
def dialog(session, qtbot):
    made = SettingsDialog(session)
    made.open()
    yield made
    made.accept()


def test_dark_is_put_on_at_once_and_kept(dialog):
    dialog.scheme.choose("dark")
    assert theme.current().dark_ground
    assert load_settings().theme == "dark"


def test_high_contrast_goes_with_either(dialog):
    dialog.contrast.choose(True)
    assert (theme.current().high_contrast, theme.current().dark_ground) == (True, False)
    assert load_settings().theme == "light-contrast"


def test_the_text_of_the_window_grows(dialog):
    dialog.scale.choose("200")
    assert theme.current().text_zoom == 2.0
    assert load_settings().text_scale == 200


def test_the_article_is_set_in_another_type_with_more_space_at_once(dialog, qtbot):
    from ui.article.view import ArticleView

    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show_article("One line.\nAnother line.")
    usual = view._layout.line_heights(view.document().firstBlock())
    dialog.face.choose("sans")
    dialog.spacing.choose("150")
    roomy = view._layout.line_heights(view.document().firstBlock())
    assert view._layout.article_font.families()[0] == "Inter"
    assert (roomy.pitch, roomy.baseline, roomy.bottom) == (usual.pitch * 1.5, usual.baseline, usual.bottom)
    assert (load_settings().article_face, load_settings().line_spacing) == ("sans", 150)
    dialog.face.choose("serif")
    dialog.spacing.choose("100")
    assert view._layout.article_font.families()[0] == "Source Serif 4"


def test_the_name_is_kept_and_an_empty_one_is_not(dialog, session):
    dialog.name.edit.setText(" ben ")
    dialog.name.edit.editingFinished.emit()
    assert load_settings().coder == "ben"
    dialog.name.edit.setText("   ")
    dialog.name.edit.editingFinished.emit()
    assert dialog.name.edit.text() == load_settings().coder == "ben"


def test_esc_closes_the_dialog_from_any_of_its_fields(session, qtbot):
    made = SettingsDialog(session)
    made.open()
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QWidget))

    with qtbot.waitSignal(made.rejected):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
