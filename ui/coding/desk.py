"""The coding desk without its widgets: the open article, what is selected, and what each act of the coder does.

The page shows what the desk says and hands it keys and clicks; everything is on the disk before a signal goes out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from annotator.i18n import _, ngettext, told_step
from annotator.model import article as articles
from annotator.model import codebook as cb
from annotator.model.annotation import PROPOSAL, Annotation, Link
from annotator.model.article import Region, coded_spans
from annotator.model.codebook import Category
from annotator.model.entity import Entity
from annotator.model.span import Span, Spans
from annotator.model.step import Changes
from annotator.operations import coding
from annotator.operations.whose_work import others_shown
from annotator.project import Project
from ui.coding.candidates import uncoded_quotations
from ui.coding.proposals import ProposedLink, proposed_link, proposed_values
from ui.coding.shown_article import Difference, ShownArticle
from ui.coding.touched import touched_annotation
from ui.parts.region_words import region_name
from ui.session import Session

_Kept = TypeVar("_Kept")
READING, EDGES, LINKING, FINISHING = "reading", "edges", "linking", "finishing"


class Desk(QObject):
    """What the coder works on."""

    article_shown = Signal()
    """another article (or none) lies on the desk"""
    coding_changed = Signal(object)
    """a Difference: which annotations are to be drawn anew; links, values and the article's variables may differ too"""
    regions_changed = Signal()
    selection_changed = Signal(str)
    """the id of the selected annotation, empty if there is none"""
    mode_changed = Signal(str)
    values_wanted = Signal(str)
    """the keys belong to the values now: an attribute id, or empty for the first field that is open"""
    article_values_wanted = Signal()
    article_value_wanted = Signal(str)
    """the keys belong to this variable of the article"""
    note_wanted = Signal()
    link_wanted = Signal(str)
    """the selected annotation lacks a link of this type: who or what is at its other end"""
    text_wanted = Signal()
    """the keys belong to the text again"""
    place_wanted = Signal(object)
    """a Span that should be seen, the caret at its start"""
    passage_wanted = Signal(object)
    """a Span that should be selected in the text"""
    proposal_changed = Signal()
    tagged = Signal()
    completed = Signal()
    """the last value was given, and the keys went back to the text by themselves"""
    tagging_changed = Signal()
    """whether the keys stay in the text after a tag"""
    said = Signal(str, bool)
    """what was done, and whether the bar that says so offers Undo"""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.shown: ShownArticle | None = None
        self.selected_id = ""
        self.mode = READING
        self.proposal: ProposedLink | None = None
        self.last_values: dict[str, dict[str, Any]] = {}
        self.last_category = ""
        self.keeps_tagging = False
        self._return_to = ""
        self._others: frozenset[str] = frozenset()
        self.is_seen: Callable[[Annotation], bool] = lambda _annotation: True
        """whether an annotation is among those shown now: going on goes through these"""
        session.article_opened.connect(self.show_article)
        session.changed.connect(self._on_changed)
        session.closed.connect(self._clear)
        session.coder_changed.connect(self._on_coder_changed)

    # ---- the article ----------------------------------------------------------------------------------------------------

    @property
    def project(self) -> Project:
        """Return the open project."""
        return self.session.the_project()

    @property
    def selected(self) -> Annotation | None:
        """Return the selected annotation."""
        return self.shown.annotations.get(self.selected_id) if self.shown is not None else None

    @property
    def can_write(self) -> bool:
        """Return whether the coder can code here: an article is shown and the project is open for writing."""
        return self.shown is not None and not self.project.read_only and not self.shown.others

    def show_work_of(self, coders: frozenset[str]) -> None:
        """Show what others have coded in the articles instead of the own work, to be read; nobody: the own work again."""
        if self.session.is_open and coders != self._others:
            self._others = others_shown(self.project, coders)
            if self.shown is not None:
                self.show_article(self.shown.id)

    @property
    def others(self) -> frozenset[str]:
        """Return whose work is shown instead of the own."""
        return self.shown.others if self.shown is not None else frozenset()

    def _write(self, act: Callable[..., _Kept], *words: Any, **named: Any) -> _Kept | None:
        """Keep what an act does; nothing while others' work is only looked at."""
        if self.others:
            self.said.emit(_("This is the work of others: it is read here, not changed"), False)
            return None
        return self.session.write(act, *words, **named)

    def show_article(self, article_id: str) -> None:
        """Lay an article on the desk."""
        self.set_mode(READING)
        if self.session.coder is None or not article_id:
            self._clear()
            return
        self.shown = ShownArticle.load(self.project, article_id, self._others)
        self.selected_id = self._return_to = ""
        self.proposal = None
        own = () if self.shown.others else self.shown.annotations.values()
        for annotation in sorted(own, key=lambda one: one.created_at):
            self.last_values[annotation.category] = dict(annotation.values)
        self.article_shown.emit()
        self.selection_changed.emit("")

    def coded_spans(self) -> tuple[Span, ...]:
        """Return the stretches of the article that are coded."""
        if self.shown is None:
            return ()
        return coded_spans(self.shown.article.regions, self.project.codebook.coded_regions, len(self.shown.text))

    def _clear(self) -> None:
        self.shown = None
        self._others = frozenset()
        self.selected_id = ""
        self.proposal = None
        self.last_values = {}
        self.article_shown.emit()

    def _on_coder_changed(self) -> None:
        self._others = frozenset()
        if self.session.article_id:
            self.last_values = {}
            self.show_article(self.session.article_id)

    def _on_changed(self, changes: Changes) -> None:
        if self.shown is None or not (self.shown.id in changes.articles or changes.touch("entity", "codebook_version")):
            return
        difference = self.shown.follow(changes)
        if self.selected_id and self.selected is None:
            if self.mode in (EDGES, LINKING):
                self.set_mode(READING)
            self.select("")
        if changes.touch("article"):
            self.regions_changed.emit()
        self.coding_changed.emit(difference)
        if self.proposal is not None:
            self._look_for_proposal()

    # ---- selecting ------------------------------------------------------------------------------------------------------

    def select(self, annotation_id: str, *, reveal: bool = False) -> None:
        """Select an annotation, or none."""
        if annotation_id != self.selected_id:
            self.selected_id = annotation_id
            if annotation_id != self._return_to:
                self._return_to = ""
            self.proposal = None
            self.selection_changed.emit(annotation_id)
            self.proposal_changed.emit()
        found = self.selected
        if reveal and found is not None:
            self.place_wanted.emit(found.extent)

    def step_to(self, way: int, position: int) -> None:
        """Select the next (1) or previous (-1) annotation, counted from the selected one or from a place in the text."""
        if self.shown is None:
            return
        ordered = [one for one in self.shown.ordered() if self.is_seen(one)]
        if not ordered:
            return
        ids = [one.id for one in ordered]
        if self.selected_id in ids:
            place = (ids.index(self.selected_id) + way) % len(ids)
        elif way > 0:
            place = next((number for number, one in enumerate(ordered) if one.start >= position), 0)
        else:
            place = next((number for number in range(len(ordered) - 1, -1, -1) if ordered[number].start < position), len(ordered) - 1)
        self.select(ids[place], reveal=True)

    def cycle_under(self, position: int) -> None:
        """Select the next of the annotations that lie under a place in the text."""
        if self.shown is None:
            return
        ids = [one.id for one in self.shown.under(position)]
        if ids:
            self.select(ids[(ids.index(self.selected_id) + 1) % len(ids)] if self.selected_id in ids else ids[0])

    def set_mode(self, mode: str) -> None:
        """Go over to reading, edges, linking or finishing."""
        if mode != self.mode:
            self.mode = mode
            self.mode_changed.emit(mode)

    # ---- coding ---------------------------------------------------------------------------------------------------------

    def tag(self, category: Category, span: Span | None, *, like_last: bool = False) -> Annotation | None:
        """Mark a passage and go to its values; ``like_last`` gives it the values of the last one of the category."""
        if self.shown is None or span is None:
            self.said.emit(_("Select a passage first"), False)
            return None
        last = self.last_values.get(category.id, {})
        values = self._repeatable(category, last) if like_last else {}
        proposed = proposed_values(self.project.codebook, category, self.shown.segments, (span,), last)
        made = self._write(coding.annotate, self.shown.id, category.id, span, values=values, proposed=proposed)
        if made is None:
            return None
        self.last_category = category.id
        self.tagged.emit()
        self.select(made.id)
        self._warn_of_furniture(made)
        if self.keeps_tagging:
            self._look_for_proposal()
        elif not self.project.codebook.attributes_of(category.id):
            self.values_done(by_a_value=False)
        elif like_last and not self.shown.is_incomplete(made):
            self.values_done()
        else:
            self.values_wanted.emit("")
        return made

    def toggle_keep_tagging(self) -> None:
        """Let the keys stay in the text after a tag, or go to the values again."""
        self.keeps_tagging = not self.keeps_tagging
        self.tagging_changed.emit()
        now = _("Tags follow each other, values come later") if self.keeps_tagging else _("A tag asks for its values again")
        self.said.emit(now, False)

    def repeat_last(self, span: Span | None) -> None:
        """Mark a passage with the category and values of the last time."""
        category = self.project.codebook.category(self.last_category) if self.shown is not None else None
        if category is not None:
            self.tag(category, span, like_last=True)

    def _repeatable(self, category: Category, last: dict[str, Any]) -> dict[str, Any]:
        """Return the values worth repeating: not the texts, which belong to one passage."""
        kinds = {one.id: one.type for one in self.project.codebook.in_use(category.attributes)}
        return {key: value for key, value in last.items() if kinds.get(key) not in (None, cb.TEXT, cb.TEXT_LIST)}

    def _warn_of_furniture(self, made: Annotation) -> None:
        assert self.shown is not None
        if not self.is_coded(made.start):
            kind = region_name(articles.region_at(self.shown.article.regions, made.start))
            self.said.emit(_("Marked in {region}, which is not coded").format(region=kind), True)

    def set_value(self, attribute_id: str, value: Any, *, of: str = "") -> bool:
        """Give the selected annotation (or this one) a value, or take it away; return whether it was kept."""
        annotation_id = of or self.selected_id
        if self.shown is None or annotation_id not in self.shown.annotations:
            return False
        kept = self._write(coding.set_value, annotation_id, attribute_id, value)
        if kept is not None:
            self.last_values[kept.category] = dict(kept.values)
        return kept is not None

    def set_entity(self, attribute_id: str, entity: Entity) -> bool:
        """Let the selected annotation refer to an entity, made new if the register does not hold it."""
        if self.selected is None:
            return False
        kept = self._write(coding.set_entity, self.selected_id, attribute_id, entity)
        if kept is not None:
            self.last_values[kept.category] = dict(kept.values)
        return kept is not None

    def set_spans(self, annotation_id: str, spans: Spans) -> bool:
        """Move the edges of an annotation."""
        return self._write(coding.set_spans, annotation_id, spans) is not None

    @property
    def can_add_fragment(self) -> bool:
        """Return whether the selected annotation may have several fragments."""
        category = self.project.codebook.category(self.selected.category) if self.selected is not None else None
        return category is not None and category.fragments

    def add_fragment(self, span: Span | None) -> None:
        """Add the selected passage to the selected annotation."""
        if self.selected is None or span is None:
            self.said.emit(_("Select an annotation, then a passage to add"), False)
        elif self._write(coding.add_fragment, self.selected_id, span) is not None:
            self.said.emit(_("Fragment added"), True)

    def delete(self) -> None:
        """Remove the selected annotation with its links."""
        annotation = self.selected
        if annotation is None:
            return
        gone = self._write(coding.delete_annotation, annotation.id)
        if gone is not None:
            label = self._label_of(annotation)
            links = len(gone[1])
            text = _("{category} deleted").format(category=label)
            if links:
                text = ngettext("{category} deleted, with {count} link", "{category} deleted, with {count} links", links).format(
                    category=label, count=links
                )
            self.said.emit(text, True)
            self.text_wanted.emit()

    def toggle_flag(self) -> None:
        """Ask the supervisor about the selected annotation, or no longer."""
        if self.selected is not None:
            self._write(coding.set_flag, self.selected_id, not self.selected.flag)

    def toggle_confidence(self) -> None:
        """Say that the coder is unsure of the selected annotation, or sure again."""
        if self.selected is not None:
            self._write(coding.set_confidence, self.selected_id, "sure" if self.selected.confidence == "low" else "low")

    def values_done(self, *, by_a_value: bool = True) -> None:
        """The last field is left: back to the text, and to the claim whose maker was being marked; offer the likely link."""
        if self._return_to:
            back, self._return_to = self._return_to, ""
            self.select(back)
        self._look_for_proposal()
        self.text_wanted.emit()
        if by_a_value:
            self.completed.emit()

    def _label_of(self, annotation: Annotation) -> str:
        category = self.project.codebook.category(annotation.category)
        return category.label if category is not None else annotation.category

    # ---- links ----------------------------------------------------------------------------------------------------------

    def _look_for_proposal(self) -> None:
        found = self._proposed_for(self.selected) if self.selected is not None and self.can_write else None
        if found != self.proposal:
            self.proposal = found
            self.proposal_changed.emit()

    def _proposed_for(self, annotation: Annotation) -> ProposedLink | None:
        if self.shown is None:
            return None
        annotations, links = list(self.shown.annotations.values()), list(self.shown.links.values())
        return proposed_link(self.project.codebook, annotation, annotations, links, self.shown.segments)

    def next_candidate(self, position: int) -> None:
        """Go on, from the selected annotation or behind a place, to the next one that lacks a likely link, or to a quotation not coded."""
        shown = self.shown
        if shown is None or not self.can_write:
            return
        ordered = shown.ordered()
        uncoded = uncoded_quotations(self.project.codebook, shown.segments, ordered, self.coded_spans())
        marks = [(one.start, 0, number) for number, one in enumerate(ordered)]
        places = sorted(marks + [(one.start, 1, number) for number, one in enumerate(uncoded)])
        here = next((place for place in marks if ordered[place[2]].id == self.selected_id), (position, 2, 0))
        after = bisect_right(places, here)
        for _start, kind, number in (*places[after:], *places[:after]):
            if kind:
                self._offer_to_tag(uncoded[number])
                return
            if self._proposed_for(ordered[number]) is not None:
                self.select(ordered[number].id, reveal=True)
                self._look_for_proposal()
                return
        self.said.emit(_("Every quotation is coded, and there is no link to propose"), False)

    def _offer_to_tag(self, span: Span) -> None:
        self.select("")
        self.passage_wanted.emit(span)
        self.said.emit(_("Not coded yet: a digit tags it, J goes on"), False)

    def take_proposal(self) -> bool:
        """Keep the link that is offered; False if none is."""
        offered = self.proposal
        if offered is None:
            return False
        self.proposal = None
        self._write(coding.link, offered.link, offered.from_id, offered.to_id, origin=PROPOSAL)
        self._look_for_proposal()
        self.proposal_changed.emit()
        return True

    def drop_proposal(self) -> bool:
        """Take the offer away; False if none was made."""
        offered, self.proposal = self.proposal, None
        if offered is not None:
            self.proposal_changed.emit()
        return offered is not None

    def link(self, link_id: str, from_id: str, to_id: str) -> Link | None:
        """Join two annotations."""
        return self._write(coding.link, link_id, from_id, to_id)

    def mark_and_link(self, span: Span, category_id: str, link_id: str, *, made_is_source: bool) -> Annotation | None:
        """Mark a name, link it to the selected annotation and ask for its values; then come back to this one."""
        start = self.selected
        if self.shown is None or start is None:
            return None
        offered: dict[str, Any] = {}
        entity = self.shown.register.exact(span.quote(self.shown.text))
        for attribute in self.project.codebook.attributes_of(category_id):
            if attribute.type == cb.ENTITY_REF and entity is not None:
                offered[attribute.id] = entity.id

        def keep(project: Project) -> tuple[Annotation, Link]:
            made = coding.prepare(project, start.article_id, category_id, span, proposed=offered, origin=PROPOSAL)
            return coding.annotate_and_link(project, made, link_id, start.id, made_is_source=made_is_source)

        kept = self._write(keep)
        if kept is None:
            return None
        self._return_to = start.id
        back = self._return_to
        self.select(kept[0].id)
        self._return_to = back
        self.values_wanted.emit("")
        return kept[0]

    def unlink(self, link_id: str) -> None:
        """Remove a link."""
        if self._write(coding.unlink, link_id) is not None:
            self.said.emit(_("Link removed"), True)

    def set_link_value(self, link_id: str, attribute_id: str, value: Any) -> None:
        """Give a link a value."""
        self._write(coding.set_link_value, link_id, attribute_id, value)

    # ---- the whole article ----------------------------------------------------------------------------------------------

    def set_article_value(self, attribute_id: str, value: Any) -> None:
        """Judge an article variable."""
        if self.shown is not None:
            self._write(coding.set_article_value, self.shown.id, attribute_id, value)

    def set_region(self, kind: str, span: Span | None) -> None:
        """Say what a stretch of the text is; what it was before is cut back."""
        if self.shown is None or span is None or not self.can_write:
            return
        regions = articles.with_region(self.shown.article.regions, Region(kind, span), self.shown.text)
        with self.session.refusals() as refused:
            self._write(coding.set_regions, self.shown.id, regions)
        if refused:
            return
        name = region_name(kind)
        outside = sum(1 for one in self.shown.annotations.values() if one.extent.overlaps(span) and not self.is_coded(one.start))
        text = _("Now {region}").format(region=name)
        if outside:
            text = ngettext(
                "Now {region}, which is not coded; {count} annotation lies in it",
                "Now {region}, which is not coded; {count} annotations lie in it",
                outside,
            ).format(region=name, count=outside)
        self.said.emit(text, True)

    def is_coded(self, position: int) -> bool:
        """Return whether the codebook wants this place of the article coded."""
        if self.shown is None or not self.project.codebook.coded_regions:
            return True
        return articles.region_at(self.shown.article.regions, position) in self.project.codebook.coded_regions

    def undo(self) -> None:
        """Take back the coder's last step in this article."""
        self._back(lambda project: project.undo(self._scope()), _("Nothing to undo in this article"))

    def redo(self) -> None:
        """Do again what was taken back last in this article."""
        self._back(lambda project: project.redo(self._scope()), _("Nothing to redo in this article"))

    def _scope(self) -> str | None:
        return self.shown.id if self.shown is not None else None

    def _back(self, act: Callable[[Project], Any], nothing: str) -> None:
        self.set_mode(READING)
        with self.session.refusals() as refused:
            step = self._write(act)
        if step is not None:
            self.said.emit(told_step(step.label), False)
            if self.selected is None and self.shown is not None:
                self.select(touched_annotation(self.project.history.changes(step.id), self.shown.annotations))
        elif not refused:
            self.said.emit(nothing, False)


__all__ = ["EDGES", "FINISHING", "LINKING", "READING", "Desk", "Difference"]
