"""Edge mode: moving where an annotation begins and ends, by word or character, values and links kept."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.i18n import _
from annotator.model.annotation import Annotation
from annotator.model.span import Span, Spans
from annotator.operations.coding import joined
from ui.coding.desk import EDGES, READING, Desk


class Edges(QObject):
    """The edges as they would be kept."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.annotation: Annotation | None = None
        self.spans: list[Span] = []
        self.fragment = 0
        self._by_characters = False

    def begin(self) -> bool:
        """Start to move the edges of the selected annotation; False if none is selected."""
        self.annotation = self._desk.selected
        if self.annotation is None or not self._desk.can_write:
            self._desk.said.emit(_("Select an annotation first"), False)
            return False
        self.spans = list(self.annotation.spans)
        self.fragment = 0
        self._by_characters = False
        self._desk.set_mode(EDGES)
        self.changed.emit()
        return True

    def other_fragment(self) -> None:
        """Go to the next fragment."""
        self.fragment = (self.fragment + 1) % len(self.spans)
        self.changed.emit()

    def move(self, way: int, *, start: bool, characters: bool) -> None:
        """Move the end (or the start) of the fragment by a word or a character; a fragment keeps at least one character."""
        shown = self._desk.shown
        if shown is None:
            return
        segments, span = shown.segments, self.spans[self.fragment]
        place = span.start if start else span.end
        if characters:
            self._by_characters = True
            place = segments.next_cluster(place) if way > 0 else segments.previous_cluster(place)
        elif start:
            place = segments.next_word_start(place) if way > 0 else segments.previous_word_start(place)
        else:
            place = segments.next_word_end(place) if way > 0 else segments.previous_word_end(place)
        moved = (place, span.end) if start else (span.start, place)
        if 0 <= moved[0] < moved[1] <= len(shown.text):
            self.spans[self.fragment] = Span(*moved)
            self.changed.emit()

    def keep(self) -> None:
        """Keep the edges as they are shown; moved by words alone they are cut as a tag cuts them: no mark without its partner."""
        annotation, shown = self.annotation, self._desk.shown
        if shown is not None and not self._by_characters:
            self.spans = [shown.segments.snap(one) or one for one in self.spans]
        self._desk.set_mode(READING)
        if annotation is not None and tuple(self.spans) != annotation.spans:
            self._desk.set_spans(annotation.id, joined(self.spans))
        self.changed.emit()

    def leave(self) -> None:
        """Leave the edges as they were."""
        self._desk.set_mode(READING)
        self.changed.emit()

    @property
    def shown_spans(self) -> Spans:
        """Return the fragments to be drawn."""
        return joined(self.spans)
