"""How caret and selection move while reading (DESIGN.md section 8): by word, sentence, paragraph, character.

No Qt: the view asks for a move and shows what comes of it. Positions are code points. In words mode the caret stands at
the start of a word; what is selected by word, sentence or unit is trimmed by rules 1 and 2 of the codebook, so that what
is seen is what would be tagged.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.model.span import Span
from annotator.text.segments import Segments

WORDS, SENTENCES = "words", "sentences"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader is: the caret, and the anchor a selection was begun at (the same where nothing is selected)."""

    anchor: int
    caret: int

    @property
    def span(self) -> Span | None:
        """The selection, None if it is empty."""
        if self.anchor == self.caret:
            return None
        return Span(min(self.anchor, self.caret), max(self.anchor, self.caret))


class Reader:
    """Caret, selection and mode in one text. Each move returns the new place."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self._length = len(segments.text)
        self.mode = WORDS
        self.coded: tuple[Span, ...] = ()
        """the stretches that are coded: a sentence or paragraph chosen as a whole ends where they do (the dateline stays out)"""
        self.place = Place(0, 0)
        self.rested: Span | None = None
        """what was selected before ``rest``, until the caret moves"""
        self._narrower: list[Span] = []
        self._first_sentence: Span | None = None

    @property
    def segments(self) -> Segments:
        return self._segments

    @property
    def caret(self) -> int:
        return self.place.caret

    @property
    def selection(self) -> Span | None:
        return self.place.span

    # ---- put

    def put(self, position: int) -> Place:
        """Put the caret at a position, moved back to a cluster edge; nothing is selected."""
        return self._stand(self._cluster_edge(position))

    def select(self, span: Span, *, backwards: bool = False) -> Place:
        """Select the span, widened to whole clusters; the caret is at its end, or at its start."""
        start, end = self._cluster_edge(span.start), self._cluster_edge(span.end, later=True)
        return self._go(*((end, start) if backwards else (start, end)))

    def drop(self) -> Place:
        """Drop the selection; the caret goes to its start and words are read again."""
        self.mode = WORDS
        span = self.selection
        return self._stand(span.start if span else self.caret)

    def rest(self) -> Place:
        """Show the selection no longer, as once it is marked: the caret goes to its start, sentences are read on if they were."""
        mode, span = self.mode, self.selection
        if span is None:
            return self.place
        place = self._stand(span.start)
        self.mode, self.rested = mode, span
        return place

    def trimmed(self) -> Span | None:
        """Return the selection as a tag would take it: whole words, no white space, no loose punctuation."""
        span = self.selection
        return self._segments.snap(span) if span else None

    def word_here(self) -> Span | None:
        """Return the word under the caret."""
        return self._segments.word_at(self.caret)

    # ---- words

    def word(self, way: int, *, extend: bool = False) -> Place:
        """Move by a word (way 1 or −1), or let the selection grow or shrink by one; left of a whole sentence is its first word."""
        sentences, self.mode = self.mode == SENTENCES, WORDS
        if extend:
            return self._extend_right() if way > 0 else self._extend_left()
        span = self.selection
        if sentences and span is not None and way < 0:
            return self._stand(span.start)
        if way > 0:
            return self._stand(self._following_word_start(span.end - 1 if span else self.caret))
        return self._stand(self._segments.previous_word_start(span.start if span else self.caret))

    def _following_word_start(self, position: int) -> int:
        following = self._segments.next_word_start(position)
        return following if following > position else self._length

    def _extend_right(self) -> Place:
        anchor, caret = self.place.anchor, self.place.caret
        if anchor == caret:
            word = self._segments.word_at(caret)
            if word is not None and word.start <= caret < word.end:
                return self._go(word.start, self._segments.next_word_end(caret))
            start = self._following_word_start(caret)
            return self._go(start, self._segments.next_word_end(start)) if start < self._length else self.place
        if caret < anchor:
            return self._go(anchor, min(anchor, self._following_word_start(caret)))
        return self._go(anchor, self._segments.next_word_end(caret))

    def _extend_left(self) -> Place:
        anchor, caret = self.place.anchor, self.place.caret
        if anchor == caret:
            word = self._segments.word_at(caret)
            if word is not None and word.start < caret <= word.end:
                return self._go(word.end, word.start)
            end = self._segments.previous_word_end(caret)
            return self._go(end, self._segments.previous_word_start(end)) if end > 0 else self.place
        if caret > anchor:
            return self._go(anchor, max(anchor, self._segments.previous_word_end(caret)))
        return self._go(anchor, self._segments.previous_word_start(caret))

    # ---- characters

    def character(self, way: int, *, extend: bool = False) -> Place:
        """Move by a grapheme cluster, or extend by one."""
        self.mode = WORDS
        span = self.selection
        if span and not extend:
            return self._stand(span.end if way > 0 else span.start)
        step = self._segments.next_cluster if way > 0 else self._segments.previous_cluster
        caret = step(self.caret)
        return self._go(self.place.anchor, caret) if extend else self._stand(caret)

    # ---- sentences

    def toggle_sentences(self) -> Place:
        """Go over to sentences and select the one here; or back to words, the caret at the start of the selection."""
        if self.mode == SENTENCES:
            return self.drop()
        span = self.selection
        here = span.start if span else self.caret
        sentence = self._segments.sentence_at(here) or self._segments.next_sentence(here) or self._segments.previous_sentence(here)
        return self.place if sentence is None else self._select_sentence(sentence)

    def sentence(self, way: int, *, extend: bool = False) -> Place:
        """Go to the sentence after (or before) and select it; extending keeps all from the first one chosen."""
        span = self.selection or self.rested
        if self.mode != SENTENCES or span is None:
            return self.toggle_sentences()
        if extend:
            return self._extend_sentence(way, span)
        at = span.end - 1 if way > 0 else span.start
        sentence = self._segments.next_sentence(at) if way > 0 else self._segments.previous_sentence(at)
        return self.place if sentence is None else self._select_sentence(sentence)

    def _select_sentence(self, sentence: Span) -> Place:
        self._first_sentence = sentence
        span = self._clipped(sentence)
        place = self._go(span.start, span.end)
        self.mode = SENTENCES
        return place

    def _clipped(self, span: Span) -> Span:
        """Return the span as a tag takes it, without what is not coded at its edges."""
        coded = [one for one in self.coded if one.overlaps(span)]
        if coded:
            span = Span(max(span.start, coded[0].start), min(span.end, coded[-1].end))
        return self._segments.snap(span) or span

    def _extend_sentence(self, way: int, span: Span) -> Place:
        first = self._first_sentence or self._segments.sentence_at(span.start) or span
        moving_back = self.place.caret < self.place.anchor
        edge = self._segments.sentence_at(span.start if moving_back else span.end - 1) or first
        if way > 0:
            other = self._segments.next_sentence(edge.start)
        else:
            other = self._segments.previous_sentence(edge.start)
        if other is None:
            return self.place
        backwards = other.start < first.start
        whole = Span(min(other.start, first.start), max(other.end, first.end))
        trimmed = self._clipped(whole)
        place = self._go(*((trimmed.end, trimmed.start) if backwards else (trimmed.start, trimmed.end)))
        self.mode = SENTENCES
        return place

    # ---- quotation, wider and narrower

    def quotation(self) -> Place:
        """Select the quotation here, else the one in the sentence, and stay where there is none; sentences are read on if they were."""
        here = self.selection.start if self.selection else self.caret
        found = self._segments.quotation_at(here)
        if found is None:
            sentence = self._segments.sentence_at(here)
            found = self._segments.quotation_in(sentence) if sentence else None
        if found is None:
            return self.place
        return self._go(found.start, found.end)

    def wider(self) -> Place:
        """Select the next wider of word, phrase, quotation, clause, sentence, paragraph."""
        span = self.selection
        before = list(self._narrower)
        if span is None:
            word = self._segments.word_at(self.caret) or self._segments.word_at(self._segments.next_word_start(self.caret))
            if word is None:
                return self.place
            place = self._go(word.start, word.end)
            self._narrower = []
            return place
        found: Span | None = span
        while (found := self._segments.wider(found)) is not None:
            trimmed = self._clipped(found)
            if trimmed.contains(span) and trimmed != span:
                place = self._go(trimmed.start, trimmed.end)
                self._narrower = [*before, span]
                self.mode = WORDS
                return place
        return self.place

    def narrower(self) -> Place:
        """Go back to the span that was widened; without one take the widest unit inside the selection."""
        span = self.selection
        if span is None:
            return self.place
        before = list(self._narrower)
        self.mode = WORDS
        if before:
            place = self._go(before[-1].start, before[-1].end)
            self._narrower = before[:-1]
            return place
        here = self._segments
        units = (here.sentence_at, here.clause_at, here.quotation_at, here.phrase_at, here.word_at)
        inside = []
        for unit in units:
            found = unit(span.start)
            trimmed = self._segments.snap(found) if found else None
            if trimmed and span.contains(trimmed) and trimmed != span:
                inside.append(trimmed)
        if not inside:
            return self._stand(span.start)
        widest = max(inside, key=len)
        return self._go(widest.start, widest.end)

    # ---- paragraphs and lines

    def paragraph(self, way: int, *, extend: bool = False) -> Place:
        """Go to the start of the paragraph after, or of this one and then the one before; or extend by paragraphs."""
        self.mode = WORDS
        text = self._segments.text
        here = self.caret
        if way > 0:
            at = text.find("\n", here)
            while 0 <= at < self._length and self._segments.paragraph_at(min(at + 1, self._length)) is None:
                at = text.find("\n", at + 1)
            paragraph = self._segments.paragraph_at(at + 1) if at >= 0 else None
            if extend:
                mine = self._segments.paragraph_at(here)
                if mine is not None and here < mine.end:
                    return self._extend_to(mine.end)
                return self._extend_to(paragraph.end if paragraph else self._length)
            return self._stand(paragraph.start) if paragraph else self._stand(self._length)
        target = self._paragraph_start_before(here)
        return self._extend_to(target) if extend else self._stand(target)

    def _paragraph_start_before(self, position: int) -> int:
        at = position
        while at >= 0:
            paragraph = self._segments.paragraph_at(at)
            if paragraph is not None and paragraph.start < position:
                return paragraph.start
            at = self._segments.text.rfind("\n", 0, at)
        return 0

    def to_line(self, position: int, *, extend: bool = False) -> Place:
        """Go to the word at a position of another line, or extend to it with whole words."""
        self.mode = WORDS
        if not extend:
            word = self._segments.word_at(position)
            return self._stand(word.start if word is not None and word.start <= position < word.end else self._cluster_edge(position))
        return self._extend_to(position)

    def to_edge(self, position: int, *, extend: bool = False) -> Place:
        """Go to the start or end of a line or of the text, or extend to it."""
        self.mode = WORDS
        return self._go(self.place.anchor if extend else position, position)

    def _extend_to(self, position: int) -> Place:
        anchor = self.place.anchor
        if self.selection is None:
            word = self._segments.word_at(anchor)
            if word is not None and word.start < anchor < word.end:
                anchor = word.start if position > anchor else word.end
        if self._segments.is_word_edge(position):
            caret = self._cluster_edge(position)
        elif position > anchor:
            caret = self._segments.next_word_end(position)
        else:
            caret = self._segments.previous_word_start(position)
        return self._go(anchor, caret)

    def dragged(self, start: int, end: int, *, characters: bool = False) -> Place:
        """Select what the mouse was drawn over, from start to end, as whole words or as whole clusters."""
        if start == end:
            return self.put(start)
        self.mode = WORDS
        span = Span(min(start, end), max(start, end))
        found = self._segments.snap_to_clusters(span) if characters else self._segments.snap(span)
        if found is None:
            return self.put(start)
        return self._go(*((found.end, found.start) if end < start else (found.start, found.end)))

    # ---- within

    def _stand(self, position: int) -> Place:
        return self._go(position, position)

    def _go(self, anchor: int, caret: int) -> Place:
        self._narrower = []
        self.rested = None
        self.place = Place(self._cluster_edge(anchor, later=anchor > caret), self._cluster_edge(caret, later=caret > anchor))
        if self.place.span is None:
            self.mode = WORDS
        return self.place

    def _cluster_edge(self, position: int, *, later: bool = False) -> int:
        position = max(0, min(position, self._length))
        if self._segments.is_cluster_edge(position):
            return position
        return self._segments.next_cluster(position) if later else self._segments.previous_cluster(position)
