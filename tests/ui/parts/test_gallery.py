"""All parts on one page: painted, named, reachable by Tab, with a ring round what has the focus, light and dark."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from sample_parts import Gallery

from ui import theme
from ui.parts.painting import Label
from ui.theme import Theme
from ui.theme.focus import FocusRing

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

THEMES = {
    "light": Theme.light,
    "dark": Theme.dark,
    "light high contrast": lambda: Theme.light(high_contrast=True),
    "dark at 200 %": lambda: Theme.dark(text_zoom=2.0),
}


@pytest.fixture(params=THEMES)
def gallery(request, qtbot, qapp):
    theme.apply(qapp, THEMES[request.param]())
    page = Gallery()
    qtbot.addWidget(page)
    page.resize(theme.current().px(1640), theme.current().px(760))
    palette = page.palette()
    palette.setColor(QPalette.ColorRole.Window, theme.current().paper)
    page.setPalette(palette)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.message.tell("Claim deleted, with 3 links", lambda: None)
    yield page
    theme.apply(qapp, Theme.light())


def parts_of(page: QWidget) -> list[QWidget]:
    """Return the visible widgets that paint something themselves."""
    return [part for part in page.findChildren(QWidget) if part.isVisible() and part.width() > 4 and part.height() > 4 and is_painted(part)]


def is_painted(part: QWidget) -> bool:
    return "paintEvent" in {name for kind in type(part).__mro__ if kind.__module__.startswith("ui.parts") for name in vars(kind)}


def is_blank(picture, rect) -> bool:
    """Return whether all of the picture inside the rectangle has one colour."""
    first = picture.pixel(rect.topLeft())
    return all(picture.pixel(x, y) == first for x in range(rect.left(), rect.right(), 2) for y in range(rect.top(), rect.bottom()))


def test_every_part_is_painted(gallery, tmp_path):
    grabbed = gallery.grab()
    assert grabbed.save(str(tmp_path / "gallery.png"))
    picture = grabbed.toImage()
    blank = []
    for part in parts_of(gallery):
        rect = part.rect().translated(part.mapTo(gallery, QPoint(0, 0))).intersected(picture.rect())
        if is_blank(picture, rect):
            blank.append(type(part).__name__)
    assert len(parts_of(gallery)) > 40
    assert blank == []


def focusable(page: QWidget) -> list[QWidget]:
    tab = Qt.FocusPolicy.TabFocus
    kinds = [widget for widget in page.findChildren(QWidget) if widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None]
    return [widget for widget in kinds if widget.focusPolicy() & tab == tab and not widget.objectName().startswith("qt_")]


def test_all_that_takes_keys_has_a_name_and_room_for_a_finger(gallery):
    nameless = [
        type(widget).__name__ for widget in focusable(gallery) if not widget.accessibleName() and not hasattr(widget, "accessibleTabName")
    ]
    assert nameless == []
    for widget in focusable(gallery):
        # A field's text lies in a frame that takes the mouse as well.
        box = widget.parentWidget() if widget.parentWidget().focusProxy() is widget else widget
        assert min(box.width(), box.height()) >= 24, type(widget).__name__


def test_a_ring_of_ink_goes_round_each_part_that_has_the_focus(gallery, qtbot):
    ringless = []
    for widget in focusable(gallery):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        ring = FocusRing.shown()
        if ring is None or not ring.isVisible() or not ring_is_ink(gallery, ring):
            ringless.append(type(widget).__name__)
    assert len(focusable(gallery)) > 25
    assert ringless == []


def ring_is_ink(gallery: QWidget, ring: QWidget) -> bool:
    """Return whether the middles of the ring's four sides are ink in the picture of the page."""
    picture = gallery.grab(QRect(ring.mapTo(gallery, QPoint(0, 0)), ring.size())).toImage()
    width, height = ring.width(), ring.height()
    ink = theme.current().ink
    spots = ((width // 2, 1), (width // 2, height - 2), (1, height // 2), (width - 2, height // 2))
    return all(close(QColor(picture.pixel(x, y)), ink) for x, y in spots)


def close(one: QColor, other: QColor) -> bool:
    return all(abs(a - b) <= 3 for a, b in zip(one.getRgb(), other.getRgb(), strict=True))


def test_tab_goes_round_all_parts_and_is_caught_by_none(gallery, qtbot):
    wanted, met = set(focusable(gallery)), set()
    for _press in range(2 * len(wanted)):
        qtbot.keyClick(QApplication.focusWidget() or gallery, Qt.Key.Key_Tab)
        met.add(QApplication.focusWidget())
    assert [type(widget).__name__ for widget in wanted - met] == []


def test_no_label_reads_html(gallery):
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in gallery.findChildren(Label))


def test_a_new_theme_repaints_the_page_as_if_it_had_been_there_from_the_start(qtbot, qapp):
    theme.apply(qapp, Theme.light())
    page = Gallery()
    qtbot.addWidget(page)
    page.resize(1640, 760)
    page.show()
    QApplication.processEvents()
    light = page.grab().toImage()
    theme.apply(qapp, Theme.dark())
    QApplication.processEvents()
    dark = page.grab().toImage()
    theme.apply(qapp, Theme.light())
    QApplication.processEvents()
    again = page.grab().toImage()
    assert dark != light
    assert again == light


def test_the_page_is_mirrored_in_a_window_from_right_to_left(qtbot, qapp):
    theme.apply(qapp, Theme.light())
    page = Gallery()
    qtbot.addWidget(page)
    page.resize(1640, 760)
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    page.show()
    QApplication.processEvents()
    assert page.rail.geometry().right() > page.width() - 20
    cells = page.kind.focusProxy()
    assert cells.visual(cells.rects[0]).left() > cells.visual(cells.rects[1]).left()
