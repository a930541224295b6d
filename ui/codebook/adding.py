"""What can be added to the codebook, each under a name and id of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from annotator.i18n import _
from annotator.model.codebook_codes import look_beside
from annotator.model.codebook_edits import Edit, add
from annotator.model.codebook_naming import provisional_id
from annotator.model.codebook_places import ARTICLE, CATEGORY, LINK, MODULE, REGION, Place, id_from, kind_of, siblings
from ui.codebook.shown import Shown


class Adding(QObject):
    """``added(edits, place)`` asks to put what is new into the draft and to show it; ``shown`` gives what is on the page."""

    added = Signal(object, object)

    def __init__(self, shown: Callable[[], Shown | None], page: QWidget) -> None:
        super().__init__(page)
        self._shown, self._page = shown, page

    def menu(self, here: Place) -> QMenu:
        """Return the menu of what can be added while this place is on show."""
        menu = QMenu(self._page)
        menu.addAction(_("Category")).triggered.connect(lambda: self._add((CATEGORY,), _("New category")))
        if here[0] in (CATEGORY, LINK) and len(here) > 1:
            owner = here[:2]
            menu.addAction(_("Question")).triggered.connect(lambda: self._add(owner, _("New question"), type="text"))
        menu.addAction(_("Link")).triggered.connect(self._add_link)
        menu.addAction(_("Article variable")).triggered.connect(lambda: self._add((ARTICLE,), _("New variable"), type="text"))
        menu.addAction(_("Module")).triggered.connect(lambda: self._add((MODULE,), _("New module")))
        menu.addAction(_("Region")).triggered.connect(lambda: self._add((REGION,), _("New region")))
        return menu

    def _add(self, owner: Place, label: str, **what: object) -> None:
        shown = self._shown()
        if shown is None:
            return
        taken = [one if isinstance(one, str) else one.get("id", "") for one in siblings(shown.codebook.source, (*owner, ""))]
        kind = kind_of((*owner, "x"))
        place = (*owner, id_from(label, taken) if kind == REGION else provisional_id(kind, taken))
        if owner == (CATEGORY,):
            keys = {one.key for one in shown.codebook.offered}
            colour, style = look_beside("#D55E00", "box", [(one.color, one.style) for one in shown.codebook.offered])
            what |= {"key": next((key for key in "123456789" if key not in keys), ""), "color": colour, "style": style}
        self.added.emit([add(place, **({} if owner == (REGION,) else {"label": label, **what}))], place)

    def _add_link(self) -> None:
        shown = self._shown()
        if shown is not None:
            ends = [one.id for one in shown.codebook.offered[:1]]
            label = _("New link")
            place = (LINK, provisional_id(LINK, [one.get("id", "") for one in siblings(shown.codebook.source, (LINK, ""))]))
            self.added.emit([Edit("add", place, {"label": label, "from": ends, "to": ends})], place)
