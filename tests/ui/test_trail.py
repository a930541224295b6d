"""Back and forward: the way through pages and articles, as in a browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from annotator.operations.demo import make_demo
from annotator.text.segments import Segments
from ui.main_window import MainWindow
from ui.pages import AGREEMENT, ENTITIES
from ui.session import Session
from ui.trail import MOST, Stop, Trail
from ui.window_pages import CODE


class Walker:
    """Somebody who goes from stop to stop; ``gone`` are stops that are there no more."""

    def __init__(self) -> None:
        self.at = Stop("code", "first")
        self.gone: set[str] = set()
        self.trail = Trail(lambda: self.at, self._go)

    def go(self, page: str, article: str = "") -> None:
        self.trail.leave()
        self.at = Stop(page, article)

    def _go(self, stop: Stop) -> bool:
        if stop.article in self.gone:
            return False
        self.trail.leave()  # whoever shows a page says so, back and forward too
        self.at = stop
        return True


def test_back_and_forward_lead_through_what_was_seen():
    walker = Walker()
    walker.go("agreement")
    walker.go("code", "second")

    walker.trail.back()
    walker.trail.back()
    assert walker.at == Stop("code", "first")
    walker.trail.back()
    assert walker.at == Stop("code", "first")
    walker.trail.forward()
    walker.trail.forward()
    assert walker.at == Stop("code", "second")


def test_going_elsewhere_forgets_what_lay_ahead():
    walker = Walker()
    walker.go("agreement")
    walker.trail.back()
    walker.go("plan")

    walker.trail.forward()

    assert walker.at == Stop("plan")


def test_an_article_that_is_gone_is_passed_over():
    walker = Walker()
    walker.go("code", "second")
    walker.go("agreement")
    walker.gone.add("second")

    walker.trail.back()

    assert walker.at == Stop("code", "first")


def test_the_trail_has_an_end():
    walker = Walker()
    for number in range(MOST + 20):
        walker.go("code", str(number))
    for _back in range(MOST + 20):
        walker.trail.back()

    assert walker.at == Stop("code", "19")


@given(st.lists(st.sampled_from(["a", "b", "c", "back", "forward"]), max_size=30))
def test_forward_after_back_is_where_one_was(moves):
    walker = Walker()
    for move in moves:
        if move in ("back", "forward"):
            getattr(walker.trail, move)()
        elif walker.at.page != move:
            walker.go(move)
    now = walker.at

    walker.trail.back()
    if walker.at != now:
        walker.trail.forward()

    assert walker.at == now


@pytest.fixture(scope="module")
def window(tmp_path_factory, qapp):
    window = MainWindow(Session())
    window.show()
    assert window.open_project(make_demo(tmp_path_factory.mktemp("sample")), "ada")
    yield window
    window.session.close()
    window.close()
    window.deleteLater()


def test_a_supervisor_comes_back_from_a_passage_to_the_page_she_was_on(window, qtbot):
    qtbot.waitUntil(lambda: bool(window.session.article_id))
    first = window.session.article_id
    other = next(one for one in window.session.the_project().articles.ids() if one != first)
    word = Segments(window.session.the_project().articles.text(first)).words[7]
    window.coding.pane.view.set_caret(word.start)
    window.show_page(AGREEMENT)
    window.show_place(other, word)

    window.actions_["back"].trigger()
    assert window.shown is window.page(AGREEMENT)
    window.actions_["back"].trigger()
    assert (window.session.article_id, window.coding.pane.caret()) == (first, word.start)
    window.actions_["forward"].trigger()
    window.actions_["forward"].trigger()
    assert window.is_at_desk
    assert window.session.article_id == other


def test_alt_and_arrow_do_it_from_every_page(window, qtbot):
    window.activateWindow()
    window.show_page(CODE)
    window.show_page(ENTITIES)

    qtbot.keyClick(window.page(ENTITIES), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)

    assert window.is_at_desk


def test_another_project_begins_anew(window, tmp_path):
    window.show_page(ENTITIES)
    assert window.open_project(make_demo(tmp_path / "other"), "ada")

    window.actions_["back"].trigger()

    assert window.is_at_desk
