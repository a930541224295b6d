"""Link mode: which role, which end; letters choose, Enter takes the nearest, plus marks a new end."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.annotation import Annotation
from annotator.model.codebook import LinkType
from annotator.model.rules import may_join
from annotator.model.span import Span
from ui import keys
from ui.coding.desk import LINKING, READING, Desk
from ui.coding.link_ends import End, Wanted, possible_ends


@dataclass(frozen=True, slots=True)
class Role:
    """A link type seen from the selected annotation: ``at`` says which end it is."""

    key: str
    link: LinkType
    at: str

    @property
    def words(self) -> str:
        """Return the name of the role."""
        return self.link.label

    @property
    def other_categories(self) -> tuple[str, ...]:
        """Return the categories that the other end may have."""
        return self.link.to_categories if self.at == "from" else self.link.from_categories


class Linking(QObject):
    """The state of link mode; the page paints it, the keyboard steers it."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.start: Annotation | None = None
        self.roles: list[Role] = []
        self.role: Role | None = None
        self.ends: list[End] = []
        self.chosen = 0
        self.words: list[Span] = []
        self.picked: tuple[int, int] | None = None
        self._sentence: Span | None = None

    @property
    def active(self) -> bool:
        """Return whether the coder is linking."""
        return self._desk.mode == LINKING

    @property
    def picking_words(self) -> bool:
        """Return whether words of a sentence are being chosen as a new end."""
        return self._sentence is not None

    @property
    def question(self) -> str:
        """Return what the strip asks."""
        if self.role is None:
            return _("Which link?")
        if self.picking_words:
            return _("Which words?")
        asked = self.role.link.question if self.role.at == self._asked_at(self.role.link) else ""
        return asked or _("{link}: which?").format(link=self.role.words)

    def _asked_at(self, link: LinkType) -> str:
        """Return at which end a link's question is asked: who does it is asked at what is done, all else at the first end."""
        return "to" if self._first_of_entities(link.from_categories) else "from"

    def begin(self, role_key: str = "") -> bool:
        """Start to link the selected annotation, with a role already chosen if its key is given; False if none is selected."""
        start = self._desk.selected
        if start is None or not self._desk.can_write:
            self._desk.said.emit(_("Select an annotation to link"), False)
            return False
        roles = self.roles_of(start)
        role = next((one for one in roles if one.key == role_key), None)
        if not roles or (role_key and role is None):
            self._desk.said.emit(_("This link does not fit here"), False)
            return False
        self.start, self.roles, self.role = start, roles, None
        self._drop_words()
        self._desk.set_mode(LINKING)
        if role is not None:
            self.choose_role(role)
        else:
            self.ends = []
            self.changed.emit()
        return True

    def begin_with(self, link_id: str) -> None:
        """Start to link the selected annotation by a link of this type."""
        link = self._desk.project.codebook.link(link_id)
        if link is not None:
            self.begin(link.key)

    def roles_of(self, start: Annotation) -> list[Role]:
        """Return the roles that an annotation can have or give, in the codebook's order."""
        roles = []
        for link in (one for one in self._desk.project.codebook.links if not one.retired):
            if start.category in link.from_categories:
                roles.append(Role(link.key, link, "from"))
            elif start.category in link.to_categories:
                roles.append(Role(link.key, link, "to"))
        return roles

    def choose_role(self, role: Role) -> None:
        """Ask for the other end of this link."""
        shown, start = self._desk.shown, self.start
        if shown is None or start is None:
            return
        self.role = role
        self.chosen = 0
        self._drop_words()
        marked, names = list(shown.annotations.values()), self._names(role, start)
        wanted = self._wanted(role, start)
        first = Wanted(wanted, wanted in ("", self.new_category(role)), self._tied(role, start))
        ends = possible_ends(start, marked, role.other_categories, names, shown.segments, first)
        # What is linked already is left out only now, so that the others keep their letters.
        self.ends = [
            end for end in ends if end.annotation is None or not (self._joined(role, end.annotation) or self._unfit(role, end.annotation))
        ]
        self.changed.emit()

    @staticmethod
    def _wanted(role: Role, start: Annotation) -> str:
        """Return the category that the values chosen ask for at the other end (a target that is a claim), empty if they ask for none."""
        for count in role.link.counts:
            fits = count.at == role.at and count.category in ("", start.category) and cb.holds(count.when, start.values)
            if fits and count.other in role.other_categories:
                return count.other
        return ""

    def _tied(self, role: Role, start: Annotation) -> frozenset[str]:
        """Return what already plays another part for the start: who holds a stance is rarely whom it is towards."""
        shown = self._desk.shown
        others = (shown.other_end(link, start.id) for link in shown.links_at(start.id) if link.link != role.link.id) if shown else ()
        return frozenset(other.id for other in others if other is not None)

    def _unfit(self, role: Role, other: Annotation) -> bool:
        """Return whether the values at either end rule the other out: a stance towards an actor is not towards a claim."""
        start, there = self.start, "to" if role.at == "from" else "from"
        if start is None:
            return True
        return not (may_join(role.link, role.at, start, other.category) and may_join(role.link, there, other, start.category))

    def _joined(self, role: Role, other: Annotation) -> bool:
        start, shown = self.start, self._desk.shown
        if start is None or shown is None:
            return False
        ends = (start.id, other.id) if role.at == "from" else (other.id, start.id)
        return any((one.link, one.from_id, one.to_id) == (role.link.id, *ends) for one in shown.links.values())

    def new_category(self, role: Role) -> str:
        """Return the category that a name not marked yet would get: the first at that end that refers to an entity."""
        return self._first_of_entities(role.other_categories)

    def _first_of_entities(self, categories: tuple[str, ...]) -> str:
        codebook = self._desk.project.codebook
        refers = (one for one in categories if any(attribute.type == cb.ENTITY_REF for attribute in codebook.attributes_of(one)))
        return next(refers, "")

    def _names(self, role: Role, start: Annotation) -> list[Span]:
        """Return the mentions that could be marked: names of the paragraph, and who acts without a name in the sentence."""
        shown, category = self._desk.shown, self.new_category(role)
        if shown is None or not category:
            return []
        segments = shown.segments
        paragraph, first = segments.paragraph_at(start.start), segments.sentence_at(start.start)
        if paragraph is None or first is None:
            return []
        last = segments.sentence_at(max(start.start, start.end - 1)) or first
        sentence = Span(first.start, max(first.end, last.end))
        taken = [span for one in shown.annotations.values() if one.category == category for span in one.spans]
        from annotator.text.names import names_in  # their lists of words are long; the window opens without them
        from annotator.text.roles import full_mentions, pronouns_in, role_phrases_in

        found = full_mentions(names_in(shown.text, paragraph, shown.register.all_names()), role_phrases_in(shown.text, sentence))
        free = [span for span in found if self._desk.is_coded(span.start) and not any(span.overlaps(other) for other in taken)]
        if not any(sentence.contains(span) for span in (*free, *taken)):
            free += pronouns_in(shown.text, sentence)
        return free

    # ---- choosing an end

    def step(self, way: int) -> None:
        """Choose the next end (1) or the one before (-1)."""
        if self.ends:
            self.chosen = (self.chosen + way) % len(self.ends)
            self.changed.emit()

    def take_letter(self, letter: str) -> bool:
        """Take the role or the end that this letter stands for; False if it stands for none."""
        if self.role is None:
            own = keys.meant_by(letter, keys.LINK) if letter else None
            role = next((one for one in self.roles if one.key == own), None) if own else None
            if role is not None:
                self.choose_role(role)
            return role is not None
        number = next((number for number, end in enumerate(self.ends) if end.letter == letter), None)
        if number is not None:
            self.take(number)
        return number is not None

    def take(self, number: int | None = None) -> None:
        """Link to an end, by default the chosen one; a name not marked yet is marked first."""
        if self.picking_words:
            self._take_words()
            return
        number = self.chosen if number is None else number
        role, start = self.role, self.start
        if role is None or start is None or number >= len(self.ends):
            return
        end = self.ends[number]
        self.leave()
        if end.annotation is None:
            self._mark(role, end.span)
            return
        ends = (start.id, end.annotation.id) if role.at == "from" else (end.annotation.id, start.id)
        made = self._desk.link(role.link.id, *ends)
        if made is not None and role.link.attributes:
            self._desk.values_wanted.emit(f"link:{made.id}")
        else:
            self._desk.values_done(by_a_value=False)

    def _mark(self, role: Role, span: Span) -> None:
        category = self.new_category(role)
        self._desk.mark_and_link(span, category, role.link.id, made_is_source=role.at == "to")

    def back(self) -> None:
        """Choose the role again."""
        if self.picking_words and self.role is not None:
            self.choose_role(self.role)
        else:
            self.role, self.ends = None, []
            self.changed.emit()

    def leave(self) -> None:
        """End link mode."""
        self._drop_words()
        self.role, self.ends = None, []
        self._desk.set_mode(READING)
        self.changed.emit()

    # ---- words of a sentence as a new end

    def pick_words(self) -> None:
        """Choose words of the sentence that lie outside the annotation, to mark them as a new end."""
        shown, start, role = self._desk.shown, self.start, self.role
        if shown is None or start is None or role is None:
            return
        if not self.new_category(role):
            self._desk.said.emit(_("Nothing new can be marked at this end"), False)
            return
        segments = shown.segments
        here = segments.sentence_at(start.start)
        if here is not None and not self._outside(here):  # the claim is the whole sentence: its maker stands before it
            here = segments.previous_sentence(here.start) or segments.next_sentence(here.start) or here
        self._use_sentence(here)

    def pick(self, span: Span) -> None:
        """Choose words by the mouse, as ``+`` does by keys."""
        shown, role = self._desk.shown, self.role
        if shown is None or role is None or not self.new_category(role):
            return
        self._sentence = span
        self.words = [span]
        self.picked = (0, 0)
        self.changed.emit()

    def _outside(self, sentence: Span) -> list[Span]:
        """Return the words of a sentence that lie outside the annotation."""
        shown, start = self._desk.shown, self.start
        if shown is None or start is None:
            return []
        return [word for word in shown.segments.words_in(sentence) if not any(word.overlaps(span) for span in start.spans)]

    def _use_sentence(self, sentence: Span | None) -> None:
        if sentence is None:
            return
        self._sentence = sentence
        self.words = self._outside(sentence)
        self.picked = None
        self.changed.emit()

    def move_word(self, way: int, *, extend: bool) -> None:
        """Choose the next word, or take one more (or one less) to those chosen."""
        if not self.words:
            return
        if self.picked is None:
            first = 0 if way > 0 else len(self.words) - 1
            self.picked = (first, first)
        elif extend:
            self._extend(way)
        else:
            place = max(0, min(len(self.words) - 1, (self.picked[1] if way > 0 else self.picked[0]) + way))
            self.picked = (place, place)
        self.changed.emit()

    def _extend(self, way: int) -> None:
        """Take one word more or less; what is chosen never reaches across the annotation it will be linked to."""
        assert self.picked is not None
        first, last = self.picked
        last = max(first, min(len(self.words) - 1, last + way))
        stretch = Span(self.words[first].start, self.words[last].end)
        if self.start is None or not any(stretch.overlaps(span) for span in self.start.spans):
            self.picked = (first, last)

    def move_sentence(self, way: int) -> None:
        """Go to the words of the next or the previous sentence."""
        shown = self._desk.shown
        if shown is None or self._sentence is None:
            return
        segments = shown.segments
        other = segments.next_sentence(self._sentence.start) if way > 0 else segments.previous_sentence(self._sentence.start)
        self._use_sentence(other)

    @property
    def picked_span(self) -> Span | None:
        """Return the stretch of the words chosen."""
        if self.picked is None:
            return None
        return Span(self.words[self.picked[0]].start, self.words[self.picked[1]].end)

    def _take_words(self) -> None:
        span, role = self.picked_span, self.role
        if span is not None and role is not None:
            self.leave()
            self._mark(role, span)

    def _drop_words(self) -> None:
        self._sentence = None
        self.words = []
        self.picked = None
