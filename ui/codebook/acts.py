"""Buttons that take something of the codebook out of use, bring it back, merge it or split it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.codebook_edits import Edit, merge_values, remove, restore, retire
from annotator.model.codebook_places import Place, id_from
from ui.codebook.shown import Shown
from ui.parts.button import Button

Edited = Callable[[list[Edit]], object]


def going_button(shown: Shown, place: Place, edited: Edited) -> Button:
    """Return the button that takes something out of use, or brings it back."""
    if shown.is_new(place):
        words, edit = _("Remove"), remove(place)
    elif shown.raw(place).get("retired"):
        words, edit = _("Offer again"), restore(place)
    else:
        words, edit = _("Retire"), retire(place)
    button = Button(words, "quiet", low=True)
    button.clicked.connect(lambda: edited([edit]))
    return button


def value_buttons(
    shown: Shown, home: Place, one: cb.Attribute, value: cb.Value, edited: Edited, ask_split: Callable[[], None]
) -> QWidget:
    """Return what can be done with a value of the list that stands at ``home``."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    if not value.retired:
        merge, split = Button(_("Merge into…"), "quiet", low=True), Button(_("Split…"), "quiet", low=True)
        menu = QMenu(merge)
        for other in one.offered:
            if other.id != value.id:
                act = menu.addAction(other.label.replace("&", "&&"))
                act.triggered.connect(lambda _on=False, into=other.id: edited([merge_values(home, [value.id], into)]))
        merge.clicked.connect(lambda: menu.popup(merge.mapToGlobal(merge.rect().bottomLeft())))
        split.clicked.connect(lambda: ask_split())
        row.addWidget(merge)
        row.addWidget(split)
    row.addWidget(going_button(shown, (*home, value.id), edited))
    row.addStretch(1)
    return box


def new_values(names: object, one: cb.Attribute) -> list[dict[str, str]]:
    """Return values with these names, each under an id that the question's list does not have."""
    taken, into = list(one.value_ids), []
    for name in names if isinstance(names, list) else ():
        into.append({"id": id_from(name, taken), "label": name})
        taken.append(into[-1]["id"])
    return into
