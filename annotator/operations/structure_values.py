"""The values of one annotation as a card shows and changes them: what each says, and what a digit would choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.annotation import DEFAULT, PROPOSED, Annotation
from annotator.model.codebook import Attribute, Codebook

MOST_DIGITS = 9
_CLOSED = (cb.SINGLE, cb.MULTIPLE, cb.BOOLEAN)
_UNSURE = (DEFAULT, PROPOSED)

NameOf = Callable[[str], str]
"""the label of an entity by its id"""


@dataclass(frozen=True, slots=True)
class CardValue:
    """One value of an annotation on a card; ``shown`` is it in words, empty where there is none.

    ``choices`` are the values that may be taken, (id, label) in the codebook's order; none where it is written in words.
    ``proposed``: the program filled it in and the coder has not confirmed it.
    """

    annotation_id: str
    attribute: str
    label: str
    kind: str
    shown: str
    held: object = None
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    proposed: bool = False

    @property
    def is_open(self) -> bool:
        """Return whether the coder must still look at it."""
        return self.required and (not self.shown or self.proposed)

    @property
    def spoken(self) -> str:
        """Return the value as it is read aloud."""
        said = self.shown or (_("missing") if self.required else _("not given"))
        return f"{self.label}: {said}" + (", " + _("proposed") if self.proposed else "")

    def chosen(self, digit: int) -> tuple[bool, object]:
        """Return whether a digit means something here, and the value that is held then; 0 clears."""
        if digit == 0:
            return self.kind in _CLOSED, None
        if self.kind == cb.BOOLEAN:
            return digit == 1, not self.held
        if self.kind not in _CLOSED or digit > min(len(self.choices), MOST_DIGITS):
            return False, None
        return True, self.taking(self.choices[digit - 1][0])

    def taking(self, value_id: str) -> object:
        """Return what is held when this value is taken; of several it is put in or taken out."""
        if self.kind != cb.MULTIPLE:
            return value_id
        held = list(self.held) if isinstance(self.held, list) else []
        return [one for one, _label in self.choices if (one in held) is not (one == value_id)]


def values_on_card(codebook: Codebook, annotation: Annotation, name_of: NameOf, *, brief: bool = False) -> tuple[CardValue, ...]:
    """Return the values that apply to an annotation in the codebook's order; ``brief``: only what is required or was said."""
    found = []
    for attribute in codebook.attributes_of(annotation.category):
        if not attribute.applies(annotation.values) or (attribute.retired and attribute.id not in annotation.values):
            continue
        one = _value_of(attribute, annotation, name_of)
        said = one.shown and not one.proposed and one.held is not False
        if not brief or said or one.required:
            found.append(one)
    return tuple(found)


def _value_of(attribute: Attribute, annotation: Annotation, name_of: NameOf) -> CardValue:
    held = annotation.values.get(attribute.id)
    return CardValue(
        annotation_id=annotation.id,
        attribute=attribute.id,
        label=attribute.label,
        kind=attribute.type,
        shown=_words(attribute, held, name_of),
        held=held,
        choices=tuple((one.id, one.label) for one in attribute.offered) if attribute.type in _CLOSED else (),
        required=attribute.required,
        proposed=attribute.id in annotation.values and annotation.filled.get(attribute.id) in _UNSURE,
    )


def _words(attribute: Attribute, held: object, name_of: NameOf) -> str:
    if held is None or held == "" or held == []:
        return ""
    if isinstance(held, bool):
        return _("yes") if held else _("no")
    if attribute.type == cb.ENTITY_REF:
        return name_of(str(held))
    parts = held if isinstance(held, list) else [held]
    return ", ".join(known.label if (known := attribute.value(str(one))) is not None else str(one) for one in parts)
