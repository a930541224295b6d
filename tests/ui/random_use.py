"""Somebody who presses and clicks at random, the same for the same seed: keys, menus, buttons, the mouse in the text, pages, sizes.

``python -m tests.ui.random_use SEED ACTIONS [COPY]`` uses a fresh sample project and prints the slowest actions; COPY keeps the file.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

from annotator.errors import AnnotatorError

WORDS = ("tariff", "Kestria", "“", "ü", "शिक्षा", "مرجانة", "3", "2024-05-01", "*", "a" * 60, " ", "\\", "<b>", "🚢")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789+?"
NAMED = (
    "Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown", "Return", "Escape", "Tab", "Backtab", "Space", "Delete",
    "Backspace", "F6",
)  # fmt: skip
LEFT_OUT = frozenset(("quit", "close", "backup", "packages", "merge"))
"""commands that end the use or write files beside the project"""
NOTHING_LEFT_OF = 40  # actions after which dialogs and menus are closed
SIZES = ((1440, 900), (1024, 768), (1280, 800), (960, 600))


class RandomUser:
    """Acts on a window; ``slowest`` holds (seconds of work, seconds passed, what was done), the slowest first.

    The seconds of work are those of the GUI thread: on a machine that is busy otherwise more pass.
    """

    def __init__(self, window, seed: int, incoming: Path | None = None) -> None:
        self.window = window
        self.incoming = incoming
        """a folder with what is brought in by chance; None brings nothing in"""
        self.dice = random.Random(seed)
        self.done: list[str] = []
        self.slowest: list[tuple[float, float, str]] = []
        self._acts: list[tuple[int, Callable[[], str]]] = [
            (30, self.press_letter), (22, self.press_key), (6, self.trigger), (10, self.push), (8, self.click_text), (4, self.drag_text),
            (5, self.type_words), (4, self.show_page), (3, self.open_article), (3, self.select), (2, self.scroll), (1, self.resize),
            (1, self.preference), (4, self.click_row), (3, self.use_cards), (2, self.filter_marks), (1, self.mirror),
            (1, self.bring_articles), (1, self.other_language),
        ]  # fmt: skip

    def use(self, actions: int) -> None:
        """Do so many things, one after the other."""
        from PySide6.QtCore import QEvent
        from PySide6.QtWidgets import QApplication

        for number in range(actions):
            started, worked = time.perf_counter(), time.thread_time()
            what = self.dice.choices([act for _weight, act in self._acts], [weight for weight, _act in self._acts])[0]()
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # no loop runs here that would delete what is gone
            self._note(time.thread_time() - worked, time.perf_counter() - started, what)
            if number % NOTHING_LEFT_OF == NOTHING_LEFT_OF - 1:
                self.close_all()
                if not self.window.session.is_open:
                    raise AssertionError(f"the project was closed by {self.done[-3:]}")

    def _note(self, worked: float, passed: float, what: str) -> None:
        self.done.append(what)
        self.slowest = sorted([*self.slowest, (worked, passed, what)], reverse=True)[:12]

    def close_all(self) -> None:
        """Close what lies over the window."""
        from PySide6.QtWidgets import QApplication, QDialog

        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for dialog in self.window.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()
        QApplication.processEvents()

    def _top(self):
        from PySide6.QtWidgets import QApplication

        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window

    def _focus(self):
        from PySide6.QtWidgets import QApplication

        focus = QApplication.focusWidget()
        top = self._top()
        return focus if focus is not None and (focus is top or top.isAncestorOf(focus)) else top

    # ---- what is done

    def press_letter(self) -> str:
        from PySide6.QtTest import QTest

        letter = self.dice.choice(LETTERS)
        where = type(self._focus()).__name__
        QTest.keyClicks(self._focus(), letter)
        return f"{letter} in {where}"

    def press_key(self) -> str:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        name = self.dice.choice(NAMED)
        modifiers = Qt.KeyboardModifier
        held = self.dice.choices([modifiers.NoModifier, modifiers.ShiftModifier, modifiers.ControlModifier], [8, 3, 2])[0]
        where = type(self._focus()).__name__
        QTest.keyClick(self._focus(), getattr(Qt.Key, f"Key_{name}"), held)
        return f"{held.name} {name} in {where}"

    def trigger(self) -> str:
        if self._top() is not self.window:
            return "nothing"
        actions = self.window.actions_
        known = [key for key in actions._by_id if key not in LEFT_OUT and actions[key].isEnabled()]
        key = self.dice.choice(known)
        actions[key].trigger()
        return f"menu {key}"

    def push(self) -> str:
        from PySide6.QtWidgets import QAbstractButton, QToolButton

        buttons = [one for one in self._top().findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
        buttons = [one for one in buttons if one.window() is self._top().window()]
        # What the menu bar puts at its end where it is too narrow opens its menu in a loop of its own, which nobody would end.
        buttons = [one for one in buttons if one.objectName() != "qt_menubar_ext_button" and type(one) is not QToolButton]
        if not buttons:
            return "nothing"
        button = self.dice.choice(buttons)
        words = f"button {button.accessibleName() or button.text()}"
        button.click()
        return words

    def _text(self):
        view = self.window.coding.pane.view if self.window.coding is not None else None
        return view if view is not None and view.isVisible() and self._top() is self.window else None

    def _point(self, view):
        from PySide6.QtCore import QPoint

        return QPoint(self.dice.randrange(max(1, view.viewport().width())), self.dice.randrange(max(1, view.viewport().height())))

    def click_text(self) -> str:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        view = self._text()
        if view is None:
            return "nothing"
        act = self.dice.choice((QTest.mouseClick, QTest.mouseClick, QTest.mouseDClick))
        act(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, self._point(view))
        return "click in the text"

    def drag_text(self) -> str:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        view = self._text()
        if view is None:
            return "nothing"
        first, last = self._point(view), self._point(view)
        QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, first)
        for step in range(1, 4):
            QTest.mouseMove(view.viewport(), first + (last - first) * step / 3)
        QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, last)
        return "drag in the text"

    def type_words(self) -> str:
        from PySide6.QtGui import QInputMethodEvent
        from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

        focus = self._focus()
        if not isinstance(focus, QLineEdit | QPlainTextEdit) or (isinstance(focus, QPlainTextEdit) and focus.isReadOnly()):
            return "nothing"
        event = QInputMethodEvent()
        event.setCommitString(self.dice.choice(WORDS))
        QApplication.sendEvent(focus, event)
        return f"words in {type(focus).__name__}"

    def show_page(self) -> str:
        from ui.pages import PAGES
        from ui.window_pages import CODE, HELP

        if self._top() is not self.window:
            return "nothing"
        key = self.dice.choice((CODE, CODE, CODE, CODE, HELP, *PAGES))
        self.window.show_page(key)
        return f"page {key}"

    def open_article(self) -> str:
        if self._top() is not self.window:
            return "nothing"
        there = self.window.session.the_project().articles.ids()
        if not there:  # a random user may undo the import too
            return "nothing"
        self.window.session.open_article(self.dice.choice(there))
        return "another article"

    def select(self) -> str:
        desk = self.window.coding.desk if self.window.coding is not None else None
        if desk is None or desk.shown is None or not desk.shown.annotations or self._text() is None:
            return "nothing"
        desk.select(self.dice.choice(sorted(desk.shown.annotations)), reveal=True)
        return "another annotation"

    def scroll(self) -> str:
        view = self._text()
        if view is None:
            return "nothing"
        bar = view.verticalScrollBar()
        bar.setValue(self.dice.randint(0, max(0, bar.maximum())))
        return "scroll"

    def resize(self) -> str:
        self.window.resize(*self.dice.choice(SIZES))
        return "resize"

    def click_row(self) -> str:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QAbstractItemView

        views = [one for one in self._top().findChildren(QAbstractItemView) if one.isVisible() and one.model() is not None]
        views = [one for one in views if one.model().rowCount() and one.window() is self._top().window()]
        if not views:
            return "nothing"
        view = self.dice.choice(views)
        act = self.dice.choice((QTest.mouseClick, QTest.mouseClick, QTest.mouseDClick))
        words = f"row of {view.accessibleName()}"
        act(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, self._point(view))
        return words

    def use_cards(self) -> str:
        """Go to the cards of the structure view and change something there."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        if self._text() is None and not (self.window.coding is not None and self.window.coding.pane.structure.is_on):
            return "nothing"
        structure = self.window.coding.pane.structure
        structure.show_cards(True)
        if not structure.to_cards():
            return "nothing"
        for _press in range(self.dice.randrange(6)):
            QTest.keyClick(structure.cards, self.dice.choice((Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left)))
        QTest.keyClick(structure.cards, self.dice.choice((Qt.Key.Key_1, Qt.Key.Key_3, Qt.Key.Key_0, Qt.Key.Key_Return, Qt.Key.Key_Delete)))
        return "the cards"

    def filter_marks(self) -> str:
        from PySide6.QtWidgets import QMenu

        if self._text() is None:
            return "nothing"
        menu: QMenu = self.window._filter_menu
        menu.aboutToShow.emit()
        chosen = self.dice.choice([one for one in menu.actions() if not one.isSeparator() and one.isEnabled()] or [None])
        while chosen is not None and chosen.menu() is not None:
            chosen = self.dice.choice([one for one in chosen.menu().actions() if not one.isSeparator()] or [None])
        if chosen is None:
            return "nothing"
        words = f"show only {chosen.text()}"
        chosen.trigger()
        return words

    def mirror(self) -> str:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QApplication

        QApplication.setLayoutDirection(self.dice.choice((Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft)))
        return "direction of the window"

    def bring_articles(self) -> str:
        if self.incoming is None or self._top() is not self.window:
            return "nothing"
        self.window.import_articles([self.dice.choice(sorted(self.incoming.iterdir()))])
        return "import dialog"

    def other_language(self) -> str:
        from annotator.i18n import LANGUAGES
        from ui.language import choose

        if self._top() is not self.window:
            return "nothing"
        choose(self.window.session, self.dice.choice(sorted(LANGUAGES)))
        return "language"

    def preference(self) -> str:
        from ui.settings.look import put_on

        settings = self.window.session
        settings.set_settings(
            letters=self.dice.choice(({}, {"n": "x"}, {"link:m": "x", "finish:k": "b"})),
            theme=self.dice.choice(("light", "dark", "dark-contrast")),
            text_scale=self.dice.choice((100, 130, 200)),
            article_face=self.dice.choice(("serif", "sans")),
            line_spacing=self.dice.choice((100, 150)),
        )
        put_on(settings.settings)
        return "preferences"


@contextmanager
def nobody_is_asked():
    """Answer at once what the system's own dialogs would ask: never with a file or a name."""
    from PySide6.QtPrintSupport import QPrintDialog
    from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

    with ExitStack() as stack:
        for name, answer in (("getOpenFileName", ""), ("getSaveFileName", ""), ("getOpenFileNames", [])):
            stack.enter_context(patch.object(QFileDialog, name, lambda *_a, answer=answer, **_k: (answer, "")))
        stack.enter_context(patch.object(QFileDialog, "getExistingDirectory", lambda *_a, **_k: ""))
        stack.enter_context(patch.object(QInputDialog, "getText", lambda *_a, **_k: ("", False)))
        stack.enter_context(patch.object(QMessageBox, "exec", lambda *_a: 0))
        stack.enter_context(patch.object(QPrintDialog, "exec", lambda *_a: 0))
        stack.enter_context(patch("ui.welcome_page.new_project", side_effect=AnnotatorError("one project is enough here")))
        yield


def main(words: list[str]) -> int:
    """Use the window at random and say how it went."""
    import tempfile

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    seed, actions = int(words[0]), int(words[1])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANNOTATOR_SETTINGS"] = os.environ["ANNOTATOR_DATA"] = folder
        from annotator.operations.checking import check
        from annotator.operations.demo import make_demo
        from ui.app import make_application
        from ui.main_window import MainWindow
        from ui.session import Session

        application = make_application([])
        path = make_demo(Path(folder) / "demo")
        window = MainWindow(Session())
        faults: list[BaseException] = []
        sys.excepthook = lambda _kind, error, _trace: faults.append(error)
        window.resize(1440, 900)
        window.show()
        window.open_project(path, "ada")
        incoming = Path(folder) / "incoming"
        incoming.mkdir()
        for number, words in enumerate(WORDS):
            (incoming / f"{number}.txt").write_text(f"Ferry talks stall\n\nThe minister said that {words} must stay open.\n" * 3)
        user = RandomUser(window, seed, incoming)
        started = time.perf_counter()
        with nobody_is_asked():
            try:
                user.use(actions)
            finally:
                sys.stdout.write(f"seed {seed}: {len(user.done)} actions in {time.perf_counter() - started:.0f} s\n")
                for worked, passed, what in user.slowest:
                    sys.stdout.write(f"  {worked:6.3f} s of work, {passed:6.3f} s passed  {what}\n")
        for error in faults:
            import traceback

            sys.stdout.write("".join(traceback.format_exception(error)))
        window.close()
        application.processEvents()
        found = check(path)
        sys.stdout.write(f"{len(faults)} exceptions; {len(found)} faults in the file\n" + "".join(f"  {one}\n" for one in found))
        return 1 if faults or found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
