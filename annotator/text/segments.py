"""Clusters, words, sentences, paragraphs and quotations of a text: where a caret may stand and a span may end.

Found line by line and only where asked, so that a long article opens at once. Words and clusters are those of ICU
(Unicode Standard Annex 29); the rules for spans are those of the codebook, section 0.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from annotator.model.span import Span
from annotator.text.lines import Line, is_blank, is_punctuation
from annotator.text.quotations import Pair

INSIDE_WORD = "inside_word"
INSIDE_CLUSTER = "inside_cluster"
WHITE_SPACE_EDGE = "white_space_edge"

_PHRASE_END = re.compile(r"[,;:](?=\s)|[()\[\]“”„«»\"…，；：、،؛]|\s[–—-]\s|—")
_CLAUSE_END = re.compile(r"[,;:](?=[\s”»\"])|[()\[\]，；：、،؛]|\s[–—-]\s|—")
_OPENING_QUOTATION = tuple("“„«»\"「『‘'")


class Segments:
    """The segments of one text; all positions and spans count its code points.

    A paragraph is a line with something in it, without white space at its edges. Words are without white space and
    punctuation. Sentences lie within paragraphs, without white space at their edges, and hold every other character.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._lines: dict[int, Line] = {}

    # ---- lists

    @property
    def paragraphs(self) -> list[Span]:
        """Return the lines that are not blank."""
        return [line.whole for line in self._all_lines() if line.whole is not None]

    @property
    def sentences(self) -> list[Span]:
        """Return all sentences in order."""
        return [sentence for line in self._all_lines() for sentence in line.sentences]

    @property
    def words(self) -> list[Span]:
        """Return all words in order."""
        return [word for line in self._all_lines() for word in line.words]

    @property
    def clusters(self) -> list[Span]:
        """Return the grapheme clusters, which cover the whole text; a line feed is one of them."""
        found: list[Span] = []
        for line in self._all_lines():
            edges = line.clusters
            found.extend(Span(start, end) for start, end in pairwise(edges) if start < end)
            if line.end < len(self.text):
                found.append(Span(line.end, line.end + 1))
        return found

    def words_in(self, span: Span) -> list[Span]:
        """Return the words that lie wholly in the span."""
        found: list[Span] = []
        for number in range(self._number(span.start), self._number(span.end) + 1):
            found.extend(word for word in self._line(number).words if span.contains(word))
        return found

    # ---- the caret

    def word_at(self, position: int) -> Span | None:
        """Return the word that holds the position, else the one that ends there, else None."""
        line = self._line_at(position)
        index = bisect_right(line.word_starts, position) - 1
        if index >= 0 and position <= line.words[index].end:
            return line.words[index]
        return None

    def next_word_start(self, position: int) -> int:
        """Return where the next word begins, the text's end if there is none."""
        return self._next(position, lambda line: line.word_starts)

    def next_word_end(self, position: int) -> int:
        """Return the next place where a span may end by word (before a possessive ’s too), else the text's end."""
        return self._next(position, lambda line: line.word_ends)

    def previous_word_start(self, position: int) -> int:
        """Return where the word before begins, 0 if there is none."""
        return self._previous(position, lambda line: line.word_starts)

    def previous_word_end(self, position: int) -> int:
        """Return the place before this one where a span may end by word, 0 if there is none."""
        return self._previous(position, lambda line: line.word_ends)

    def next_word_edge(self, position: int) -> int:
        """Return where a selection that grows forward by a word ends: the end of the word here or of the next one."""
        return self.next_word_end(position)

    def previous_word_edge(self, position: int) -> int:
        """Return where a selection that grows backward by a word begins: the start of the word here or before."""
        return self.previous_word_start(position)

    def next_cluster(self, position: int) -> int:
        """Return the next cluster edge, at most the text's end."""
        if position >= len(self.text):
            return len(self.text)
        line = self._line_at(position)
        if position >= line.end:
            return line.end + 1
        return line.clusters[bisect_right(line.clusters, position)]

    def previous_cluster(self, position: int) -> int:
        """Return the cluster edge before, at least 0."""
        if position <= 0:
            return 0
        line = self._line_at(position)
        if position <= line.start:
            return line.start - 1
        return line.clusters[bisect_left(line.clusters, position) - 1]

    def is_word_edge(self, position: int) -> bool:
        """Return whether no word is cut here; the place before a possessive ’s cuts none."""
        return self._plainly_an_edge(position) or not self._cuts_a_word(position)

    def is_cluster_edge(self, position: int) -> bool:
        """Return whether no grapheme cluster is cut here."""
        if self._plainly_an_edge(position):
            return True
        clusters = self._line_at(position).clusters
        return clusters[bisect_left(clusters, position)] == position

    # ---- sentences, paragraphs, phrases

    def sentence_at(self, position: int) -> Span | None:
        """Return the sentence here; in the gap between two the later one; None on a blank line."""
        sentences = self._line_at(position).sentences
        return next((one for one in sentences if position <= one.end), sentences[-1] if sentences else None)

    def next_sentence(self, position: int) -> Span | None:
        """Return the first sentence that begins after the position, None at the last."""
        for line in self._lines_from(position):
            for sentence in line.sentences:
                if sentence.start > position:
                    return sentence
        return None

    def previous_sentence(self, position: int) -> Span | None:
        """Return the sentence before the one here, None at the first."""
        here = self.sentence_at(position)
        limit = here.start if here is not None else position
        for line in self._lines_back_from(position):
            for sentence in reversed(line.sentences):
                if sentence.end <= limit:
                    return sentence
        return None

    def paragraph_at(self, position: int) -> Span | None:
        """Return the paragraph whose line holds the position, None on a blank line."""
        return self._line_at(position).whole

    def phrase_at(self, position: int) -> Span | None:
        """Return the part of the sentence between commas, dashes, brackets or quotation marks; None on a blank line."""
        sentence = self.sentence_at(position)
        if sentence is None:
            return None
        start, end = sentence.start, sentence.end
        for match in _PHRASE_END.finditer(self.text, sentence.start, sentence.end):
            if match.end() <= position:
                start = match.end()
            elif match.start() >= position:
                end = match.start()
                break
        return self.snap(Span(start, end)) if start < end else sentence

    def clause_at(self, position: int) -> Span | None:
        """Return the part of the sentence between commas, dashes or brackets, quotations in it whole; None on a blank line."""
        sentence = self.sentence_at(position)
        if sentence is None:
            return None
        start, end = sentence.start, sentence.end
        quotations = [one for one in self._quotations(self._number(position)) if one.overlaps(sentence)]
        for match in _CLAUSE_END.finditer(self.text, sentence.start, sentence.end):
            around = next((one for one in quotations if one.start < match.start() < one.end), None)
            if around is not None and match.end() != around.end - 1:
                continue  # inside a quotation nothing parts clauses but the comma before its closing mark
            first, last = (match.start(), match.end()) if around is None else (around.end, around.end)
            if last <= position:
                start = last
            elif first > position:
                end = first
                break
        return self.snap(Span(start, end)) if start < end else sentence

    def wider(self, span: Span) -> Span | None:
        """Return the next wider of word, phrase, quotation, clause, sentence, paragraph around the span; None beyond that."""
        steps = (self.word_at, self.phrase_at, self.quotation_at, self.clause_at, self.sentence_at, self.paragraph_at)
        around = [found for step in steps if (found := step(span.start)) is not None and found.contains(span) and found != span]
        return min(around, key=len) if around else None

    # ---- quotations

    def quotation_at(self, position: int) -> Span | None:
        """Return the innermost quotation around the position, its marks included; one that ends here counts too."""
        quotations = self._quotations(self._number(position))
        inside = [one for one in quotations if one.start <= position < one.end]
        ending = [one for one in quotations if one.end == position]
        return min(inside or ending, key=len, default=None)

    def quotation_in(self, sentence: Span) -> Span | None:
        """Return the longest quotation that touches the sentence, its marks included, None if it has none."""
        touching = [one for one in self._quotations(self._number(sentence.start)) if one.overlaps(sentence)]
        return max(touching, key=len, default=None)

    # ---- spans

    def snap(self, span: Span) -> Span | None:
        """Return the span widened to whole words, without white space and punctuation at its edges (rules 1 and 2).

        A quotation mark or bracket that only punctuation parts from the edge is taken in where its partner is inside the span.
        None if nothing but white space is in it. An end before a possessive ’s stays there.
        """
        snapped = self._snapped_once(span)
        for _again in range(3):  # a sign that joins the white space behind it may need a second look
            if snapped is None or snapped == span:
                break
            span, snapped = snapped, self._snapped_once(snapped)
        return snapped

    def _snapped_once(self, span: Span) -> Span | None:
        trimmed = self._trim_blank(span.start, min(span.end, len(self.text)))
        if trimmed is None:
            return None
        start, end = trimmed.start, trimmed.end
        first, last = self._word_around(start), self._word_around(end)
        if first is not None:
            start = first.start
        if last is not None and not self._cuts_only_possessive(end):
            end = last.end
        snapped = self.snap_to_clusters(Span(start, end))
        return None if snapped is None else self._with_partners(self.trim_punctuation(snapped))

    def snap_to_clusters(self, span: Span) -> Span | None:
        """Return the span widened to whole clusters, without white space at its edges; None if nothing else is in it."""
        end = min(span.end, len(self.text))
        if span.start >= end:
            return None
        if not self.is_cluster_edge(end):
            end = self.next_cluster(end)
        start = span.start if self.is_cluster_edge(span.start) else self.previous_cluster(span.start)
        return self._trim_blank(start, end)

    def trim_punctuation(self, span: Span) -> Span:
        """Return the span without punctuation at its edges (rule 2); a span of punctuation alone stays as it is.

        A quotation mark or bracket whose partner is inside the span stays, with all that is inside the pair: the comma
        of “alliance,” and the stop before a closing mark stay in, the stop that ends the sentence stays out.
        """
        pairs = self._pairs_in(span)
        start, end = span.start, span.end
        while start < end and self._falls_off_start(start, end, pairs):
            start = self.next_cluster(start)
        while start < end and self._falls_off_end(start, end, pairs):
            end = self.previous_cluster(end)
        return Span(start, end) if start < end else span

    def edge_warnings(self, span: Span) -> list[str]:
        """Return what is unusual at the edges of a span, as codes: inside_word, inside_cluster, white_space_edge."""
        edges = (span.start, span.end)
        found = []
        if not all(map(self.is_word_edge, edges)):
            found.append(INSIDE_WORD)
        if not all(map(self.is_cluster_edge, edges)):
            found.append(INSIDE_CLUSTER)
        if is_blank(self.text[span.start]) or is_blank(self.text[span.end - 1]):
            found.append(WHITE_SPACE_EDGE)
        return found

    # ---- within

    def _number(self, position: int) -> int:
        return max(bisect_right(self._starts, position) - 1, 0)

    def _line(self, number: int) -> Line:
        line = self._lines.get(number)
        if line is None:
            end = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self.text)
            line = self._lines[number] = Line(self.text, self._starts[number], end)
        return line

    def _line_at(self, position: int) -> Line:
        return self._line(self._number(position))

    def _all_lines(self) -> Iterator[Line]:
        return map(self._line, range(len(self._starts)))

    def _lines_from(self, position: int) -> Iterator[Line]:
        return map(self._line, range(self._number(position), len(self._starts)))

    def _lines_back_from(self, position: int) -> Iterator[Line]:
        return map(self._line, range(self._number(position), -1, -1))

    def _next(self, position: int, edges: Callable[[Line], Sequence[int]]) -> int:
        for line in self._lines_from(position):
            index = bisect_right(edges(line), position)
            if index < len(edges(line)):
                return edges(line)[index]
        return len(self.text)

    def _previous(self, position: int, edges: Callable[[Line], Sequence[int]]) -> int:
        for line in self._lines_back_from(position):
            index = bisect_left(edges(line), position)
            if index:
                return edges(line)[index - 1]
        return 0

    def _plainly_an_edge(self, position: int) -> bool:
        """Return whether this is an edge of word and cluster at a glance: between ASCII and a space or stop."""
        text = self.text
        if position <= 0 or position >= len(text):
            return True
        before, after = text[position - 1], text[position]
        if not (before.isascii() and after.isascii()):
            return before == "\n" or after == "\n"
        return before in " \n" or after in " \n"

    def _word_around(self, position: int) -> Span | None:
        """Return the word that has the position strictly inside."""
        word = self.word_at(position)
        return word if word is not None and word.start < position < word.end else None

    def _cuts_only_possessive(self, position: int) -> bool:
        word = self.word_at(position)
        return word is not None and position == word.end - 2 and self._line_at(position).is_possessive(word)

    def _cuts_a_word(self, position: int) -> bool:
        return self._word_around(position) is not None and not self._cuts_only_possessive(position)

    def _trim_blank(self, start: int, end: int) -> Span | None:
        """Return the place without clusters that begin or end with white space at its edges."""
        text = self.text
        while start < end:
            following = self.next_cluster(start) if is_blank(text[start]) or not text[start].isascii() else start
            if following > start and (is_blank(text[start]) or is_blank(text[min(following, end) - 1])):
                start = following
            else:
                break
        while start < end:
            before = self.previous_cluster(end) if is_blank(text[end - 1]) or not text[end - 1].isascii() else end
            if before < end and (is_blank(text[end - 1]) or is_blank(text[max(before, start)])):
                end = before
            else:
                break
        return Span(start, end) if start < end else None

    def _with_partners(self, span: Span) -> Span:
        """Return the span with the marks just outside of it whose partners are inside: an “alliance becomes an “alliance,”."""
        start, end = span.start, span.end
        for number in {self._number(span.start), self._number(span.end)}:
            base = self._starts[number]
            for pair in self._line(number).marks.pairs:
                opening, closing = pair.opening + base, pair.closing + base
                if span.start < opening < span.end <= closing and all(map(is_punctuation, self.text[span.end : closing])):
                    end = max(end, closing + 1)
                elif opening < span.start <= closing < span.end - 1 and all(map(is_punctuation, self.text[opening + 1 : span.start])):
                    start = min(start, opening)
        return Span(start, end)

    def _pairs_in(self, span: Span) -> dict[int, int]:
        """Return for each mark at whose line the span begins or ends its partner, where both are in the span."""
        partners: dict[int, int] = {}
        for number in {self._number(span.start), self._number(span.end)}:
            base = self._starts[number]
            for pair in self._line(number).marks.pairs:
                opening, closing = pair.opening + base, pair.closing + base
                if span.start <= opening and closing < span.end:
                    partners[opening] = closing
                    partners[closing] = opening
        return partners

    def _falls_off_start(self, start: int, end: int, pairs: dict[int, int]) -> bool:
        character = self.text[start]
        if is_blank(character):
            return True
        if not is_punctuation(character) or start in pairs:
            return False
        begins_number = character in ".-–" and start + 1 < end and self.text[start + 1].isdigit()
        return not begins_number and not self._in_word(start)

    def _falls_off_end(self, start: int, end: int, pairs: dict[int, int]) -> bool:
        at = max(self.previous_cluster(end), start)
        character = self.text[at]
        if is_blank(character):
            return True
        return is_punctuation(character) and at not in pairs and not self._in_word(at)

    def _in_word(self, position: int) -> bool:
        """Return whether the character here belongs to a word, such as the last stop of "U.S."."""
        word = self.word_at(position)
        return word is not None and word.start <= position < word.end

    def _quotations(self, number: int) -> list[Span]:
        line = self._line(number)
        found = [_with_marks(pair, line.start) for pair in line.marks.pairs if pair.quotes]
        if line.marks.unclosed is not None and line.whole is not None and self._goes_on_as_quotation(number + 1):
            found.append(Span(line.start + line.marks.unclosed, line.whole.end))
        return found

    def _goes_on_as_quotation(self, number: int) -> bool:
        """Return whether the next paragraph begins with a mark: a quotation over paragraphs closes only at its end."""
        while number < len(self._starts):
            line = self._line(number)
            if line.whole is not None:
                return line.text.lstrip().startswith(_OPENING_QUOTATION)
            number += 1
        return False


def _with_marks(pair: Pair, base: int) -> Span:
    return Span(base + pair.opening, base + pair.closing + 1)
