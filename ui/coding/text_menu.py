"""The menu of the text: all that can be done with a place, a selection or an annotation, by mouse or by the menu key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from annotator.i18n import _
from annotator.model.span import Span
from ui import keys
from ui.coding.desk import Desk
from ui.coding.edges import Edges
from ui.coding.linking import Linking
from ui.parts.region_words import region_name


class TextMenu(QMenu):
    """Built for one place: ``place`` is what a tag would take, ``stretch`` what a region would be set for."""

    def __init__(self, desk: Desk, linking: Linking, edges: Edges, place: Span | None, stretch: Span | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._linking, self._edges = desk, linking, edges
        self._place = place
        if desk.can_write:
            self._add_tags()
            self.addSeparator()
            self._add_annotation()
        self._add_under()
        if desk.can_write:
            self.addSeparator()
            if stretch is not None:
                add_regions(self.addMenu(_("This is…")), desk, stretch)
            _add(self, _("Article variables"), desk.article_values_wanted.emit, key=keys.chip("v"))

    def _add_tags(self) -> None:
        shown = self._desk.shown
        if shown is None or self._place is None:
            return
        quote = self._place.quote(shown.text)
        short = quote if len(quote) <= 32 else quote[:31].rstrip() + "…"
        menu = self.addMenu(_("Tag “{words}” as").format(words=short.replace("&", "&&").replace("\n", " ")))
        for category in self._desk.project.codebook.offered:
            _add(menu, category.label, lambda category=category: self._desk.tag(category, self._place), key=category.key)
        if self._desk.last_category:
            _add(menu, _("as last time"), lambda: self._desk.repeat_last(self._place), key=keys.chip("r"))
        if self._desk.selected is not None:
            _add(menu, _("a fragment of the selected annotation"), lambda: self._desk.add_fragment(self._place), key="+")

    def _add_annotation(self) -> None:
        desk, selected = self._desk, self._desk.selected
        if selected is None:
            return
        _add(self, _("Values"), lambda: desk.values_wanted.emit(""), key="↵")
        links = self.addMenu(_("Link"))
        for role in self._linking.roles_of(selected):
            _add(links, role.words, lambda role=role: self._linking.begin(role.key), key=keys.chip(role.key, keys.LINK))
        if desk.proposal is not None:
            _add(self, _("Take the link offered"), desk.take_proposal, key=keys.chip("y"))
        _add(self, _("Move edges"), self._edges.begin, key=keys.chip("e"))
        _add(self, _("Ask the supervisor"), desk.toggle_flag, key=keys.chip("f"), checked=selected.flag)
        _add(self, _("Unsure"), desk.toggle_confidence, key=keys.chip("u"), checked=selected.confidence == "low")
        _add(self, _("Note"), desk.note_wanted.emit, key=keys.chip("c"))
        _add(self, _("Delete"), desk.delete, key=_("Del"))

    def _add_under(self) -> None:
        """List what lies here, so that each of several layers can be taken."""
        desk, shown = self._desk, self._desk.shown
        here = shown.under(self._place.start) if shown is not None and self._place is not None else []
        others = [one for one in here if one.id != desk.selected_id]
        if shown is None or not others:
            return
        self.addSeparator()
        menu = self.addMenu(_("Lies here"))
        for annotation in others:
            category = desk.project.codebook.category(annotation.category)
            label = category.label if category is not None else annotation.category
            text = f"{label}: {annotation.quote[:40]}".replace("\n", " ")
            _add(menu, text, lambda one=annotation: desk.select(one.id))


def add_regions(menu: QMenu, desk: Desk, stretch: Span) -> None:
    """Add the kinds of region to a menu, the one of this stretch ticked; choosing one corrects the regions."""
    shown = desk.shown
    if shown is None:
        return
    now = {region.kind for region in shown.article.regions if region.span.overlaps(stretch)}
    coded = desk.project.codebook.coded_regions
    for kind in desk.project.codebook.region_types:
        name = region_name(kind)
        text = name if kind in coded else _("{region} (not coded)").format(region=name)
        _add(menu, text, lambda kind=kind: desk.set_region(kind, stretch), checked=now == {kind})


def _add(menu: QMenu, text: str, act: Callable[[], object], *, key: str = "", checked: bool | None = None) -> QAction:
    # The key is written beside the words; a shortcut of the menu itself would take it from the text.
    plain = text.replace("&", "&&")
    action = menu.addAction(f"{plain}\t{key}" if key else plain)
    if checked is not None:
        action.setCheckable(True)
        action.setChecked(checked)
    action.triggered.connect(lambda _checked=False: act())
    return action
