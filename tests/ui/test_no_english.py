"""A walk over all pages and dialogs in each language: nothing is left in English that has a translation."""

from __future__ import annotations

import re
import string

import pytest
from PySide6.QtCore import QAbstractListModel, QLocale, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QDialog, QLabel, QLineEdit, QMenu, QTabBar, QWidget

from annotator.i18n import ENGLISH, LANGUAGES
from annotator.operations.demo import make_demo
from tests import catalogue
from ui import theme
from ui.kept import kept
from ui.language import put_on_language
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.session import Session
from ui.settings.dialog import SettingsDialog
from ui.theme import Theme
from ui.window_pages import CODE, HELP, WELCOME

DIALOGS = ("import", "export", "preferences", "people", "again", "packages", "merge")
_WAIT = {"timeout": 60_000}
_LEAST = 12  # letters outside its fields by which a text with fields is known again
_MOST_ROWS = 200


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module", params=[code for code in LANGUAGES if code != ENGLISH])
def english(request):
    """The English texts of which the language has others: whole ones, and forms of those with fields."""
    path = catalogue.LOCALE / request.param / "LC_MESSAGES" / "annotator.po"
    pairs = [
        pair
        for one in catalogue.read(path)
        if one.id and one.context is None
        for pair in zip(one.id if isinstance(one.id, tuple) else (one.id,), catalogue._forms(one), strict=True)
    ]
    found = {text for text, said in pairs if text != said} - {said for _text, said in pairs}  # "Module" is English, and German for others
    return request.param, {text for text in found if "{" not in text}, [form for text in found if (form := form_of(text))]


def form_of(text):
    parts = list(string.Formatter().parse(text))
    if not any(name for _words, name, _spec, _conversion in parts) or sum(len(words.strip()) for words, *_field in parts) < _LEAST:
        return None
    return re.compile("".join(re.escape(words) + (".+?" if name is not None else "") for words, name, *_rest in parts))


@pytest.fixture
def window(demo, english, qtbot, qapp):
    kept().clear()
    theme.apply(qapp, Theme.light())
    before = QLocale()
    session = Session()
    session.set_settings(language=english[0])
    put_on_language(session.settings)
    made = MainWindow(session)
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.resize(1440, 900)
    made.show()
    assert made.open_project(demo, "ada")
    yield made
    session.set_settings(language=ENGLISH)
    put_on_language(session.settings)
    QLocale.setDefault(before)
    kept().clear()


def settle(qtbot, window):
    qtbot.waitUntil(lambda: not window.session.jobs.busy, **_WAIT)
    QApplication.processEvents()


def words_of(root):
    """Return all that a widget and those in it say, to the eye and to a screen reader."""
    for one in [root, *root.findChildren(QWidget)]:
        yield from (one.accessibleName(), one.accessibleDescription(), one.toolTip(), one.windowTitle())
        if isinstance(one, QLabel | QAbstractButton):
            yield one.text()
        elif isinstance(one, QLineEdit):
            yield one.placeholderText()
        elif isinstance(one, QTabBar):
            yield from map(one.tabText, range(one.count()))
        elif isinstance(one, QMenu):
            yield one.title()
            yield from (action.text() for action in one.actions())
        elif isinstance(one, QAbstractItemView) and one.model() is not None:
            yield from words_of_model(one.model())


def words_of_model(model):
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(min(model.rowCount(QModelIndex()), _MOST_ROWS)):
            yield from (str(said) for role in roles if (said := model.index(row, column).data(role)))


def left_in_english(root, english, own):
    """Return what is said in English; ``own`` words are those of the project: its categories, values and texts."""
    _code, whole, forms = english
    said = {words.replace("&&", "&").strip() for words in words_of(root)} - own - {""}
    return sorted(words for words in said if words in whole or any(form.fullmatch(words) for form in forms))


def own_words(window):
    """Return what the sample project and its codebook say, which no catalogue touches."""
    codebook = window.session.the_project().codebook
    found = {one.label for one in (*codebook.categories, *codebook.links, *window.session.the_project().entities.all())}
    of_kinds = [one.attributes for one in (*codebook.categories, *codebook.links)]
    kinds = (codebook.article_variables, codebook.entity_fields, codebook.common_attributes, *of_kinds)
    for one in (attribute for attributes in kinds for attribute in attributes):
        found |= {one.label, *(value.label for value in one.values)}
    return {form for words in found for form in (words, words.lower(), words.capitalize())}


@pytest.mark.parametrize("place", [CODE, HELP, *PAGES, WELCOME])
def test_no_page_says_in_english_what_is_translated(window, qtbot, english, place):
    own = own_words(window)
    if place == WELCOME:
        window.session.close()
    window.show_page(place)
    if place == CODE:
        desk = window.coding.desk
        desk.select(desk.shown.ordered()[0].id)
        for tab in ("notes", "history", "values"):
            window.coding.tabs.choose(tab)
            settle(qtbot, window)
        window.coding.show_keys()
    settle(qtbot, window)

    assert left_in_english(window, english, own) == []


@pytest.mark.parametrize("act", DIALOGS)
def test_no_dialog_says_in_english_what_is_translated(window, qtbot, english, act):
    own = own_words(window)
    window.actions_[act].trigger()
    settle(qtbot, window)
    dialogs = [one for one in window.findChildren(QDialog) if one.isVisible()]
    found = [words for one in dialogs or [window] for words in left_in_english(one, english, own)]
    for one in dialogs:
        if isinstance(one, SettingsDialog):
            one.tabs.choose("keys")
            found += left_in_english(one, english, own)
        one.reject()

    assert found == []


def test_the_walk_finds_english(window, english, qtbot):
    window._coder_button.setToolTip("Undo")
    window._coder_button.setAccessibleName("“Code claim” touches 3 articles.")

    assert left_in_english(window, english, set()) == ["Undo", "“Code claim” touches 3 articles."]
