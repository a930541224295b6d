"""A coder at the real window: `window_driver.py PROJECT SEED ACTS DESCRIPTOR`.

Opens the window as `annotator PROJECT` does and codes through its desk, act after act. Once the window has painted what an act
made, one line goes to the descriptor: the step, and all annotations and links that the screen shows.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Sequence

signal.signal(signal.SIGINT, signal.SIG_DFL)  # until the window listens, as `annotator` has it from its first line on

from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

import ui.app  # noqa: E402
from annotator.model.span import Span  # noqa: E402
from ui.coding.page import CodingPage  # noqa: E402
from ui.main_window import MainWindow  # noqa: E402

CATEGORIES = ("actor", "claim", "claim", "stance", "speculation")
CODER = "ada"


class Driver(QObject):
    """Acts, waits until the screen shows it, says so, and acts again."""

    def __init__(self, seed: int, acts: int, descriptor: int) -> None:
        super().__init__()
        self._random = random.Random(seed)
        self._left = acts
        self._descriptor = descriptor
        self._page: CodingPage | None = None
        self._step = ""
        self._painted = False

    def begin(self) -> None:
        """Find the page, once the window has opened the project."""
        window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)
        if window is None or window.coding is None or window.coding.desk.shown is None:
            QTimer.singleShot(5, self.begin)
            return
        self._page = window.coding
        self._page.pane.view.viewport().installEventFilter(self)
        self._go_on()

    def _go_on(self) -> None:
        """Do one act; an act that changed nothing is followed by another one."""
        if self.page.desk.shown is None:
            return
        if self._left <= 0:
            QTimer.singleShot(0, QApplication.closeAllWindows)
            return
        self._left -= 1
        self._act()
        self._painted = False
        self.page.pane.view.viewport().update()
        QTimer.singleShot(0, self._look)

    def _look(self) -> None:
        """Acknowledge the step when the window has painted."""
        if self.page.desk.shown is None:
            return  # asked to end meanwhile, the window has closed the project
        if not self._painted:
            QTimer.singleShot(0, self._look)
            return
        step = self.page.desk.project.database.last_step
        if step is not None and step.id != self._step:
            self._step = step.id
            os.write(self._descriptor, json.dumps({"step": step.id, "shown": self._shown()}).encode() + b"\n")
        QTimer.singleShot(self._random.choice((0, 0, 1, 5)), self._go_on)

    def _shown(self) -> dict[str, object]:
        shown, marks = self.page.desk.shown, self.page.pane.view.marks
        assert shown is not None
        for one in shown.annotations.values():
            mark = marks.get(one.id)
            assert mark is not None, "an annotation is not drawn"
            assert tuple(mark.spans) == tuple(one.spans), "an annotation is drawn elsewhere"
        found: dict[str, object] = {one.id: [one.link, one.from_id, one.to_id] for one in shown.links.values()}
        for one in shown.annotations.values():
            found[one.id] = [one.category, [[span.start, span.end] for span in one.spans], dict(one.values)]
        return found

    @property
    def page(self) -> CodingPage:
        """Return the coding page."""
        assert self._page is not None
        return self._page

    def _act(self) -> None:
        desk = self.page.desk
        shown = desk.shown
        assert shown is not None
        own = list(shown.annotations.values())
        roll = self._random.random()
        if roll < 0.5 or len(own) < 2:
            start = self._random.randrange(len(shown.text) - 12)
            category = desk.project.codebook.category(self._random.choice(CATEGORIES))
            assert category is not None
            desk.tag(category, Span(start, start + self._random.randint(2, 12)))
        elif roll < 0.7:
            desk.select(self._random.choice(own).id)
            desk.set_value("note" if desk.selected is None else self._attribute(desk.selected.category), self._value(desk))
        elif roll < 0.8:
            source, target = self._random.sample(own, 2)
            desk.link({"actor": "makes", "speculation": "qualifies"}.get(source.category, "holds"), source.id, target.id)
        elif roll < 0.87:
            desk.select(self._random.choice(own).id)
            desk.delete()
        elif roll < 0.95:
            desk.undo()
        else:
            desk.redo()

    def _attribute(self, category: str) -> str:
        return {"claim": "claim_type", "actor": "mention_form", "stance": "polarity"}.get(category, "certainty")

    def _value(self, desk: object) -> str:
        selected = desk.selected  # type: ignore[attr-defined]
        attributes = desk.project.codebook.attributes_of(selected.category)  # type: ignore[attr-defined]
        attribute = next(one for one in attributes if one.id == self._attribute(selected.category))
        return str(self._random.choice(attribute.values).id)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._painted = True
        return False


def main(words: Sequence[str]) -> int:
    """Open the window and let the coder work."""
    project, seed, acts, descriptor = words
    ui.app.make_application([])
    driver = Driver(int(seed), int(acts), int(descriptor))
    QTimer.singleShot(0, driver.begin)
    return ui.app.main([project, "--as", CODER])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
