"""REFI-QDA codebooks (.qdc, version 1.0), as MAXQDA, NVivo, ATLAS.ti and QualCoder exchange them.

The standard knows codes below codes, with a description and a colour. A category is a code; a question with a list of values is a
code that is not coded with, the values are the codes below it. What has no place there (conditions, links, article variables)
travels in the description of a set, so that a codebook which comes back unchanged is the same again, and one whose codes were
renamed, described anew or added to by another program keeps everything else.

Source: REFI-QDA standard 1.5, schema ``Codebook.xsd`` 1.0.
"""

from __future__ import annotations

import copy
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.i18n import _
from annotator.model.codebook import MULTIPLE, SINGLE, Codebook, CodebookProblem
from annotator.model.codebook_codes import Code, codebook_of, entry
from annotator.model.codebook_places import CATEGORY, Place, Source, find, list_of, walk
from annotator.model.codebook_shape import parse_foreign

NAMESPACE = "urn:QDA-XML:codebook:1.0"
SUFFIX = ".qdc"
SET_NAME = "annotator codebook"
_OURS = uuid.UUID("6f3c1c5e-6a43-5d0e-9f0c-5b1f3a0f7b51")
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class CodebookFile:
    """What a .qdc file holds: its codes, and the codebook that our own writer put beside them."""

    codes: list[Code]
    origin: str = ""
    beside: Source | None = field(default=None)
    sets: list[tuple[str, int]] = field(default_factory=list)
    """the sets of codes that another program made: name, number of codes"""


def guid_of(place: Place) -> str:
    """Return the GUID under which a category, question or value travels; the same in every file."""
    return str(uuid.uuid5(_OURS, ".".join(place))).upper()


# ---- writing ------------------------------------------------------------------------------------------------------------


def write(codebook: Codebook) -> bytes:
    """Return a codebook as REFI-QDA XML; what is retired is left out of the codes and kept in the set."""
    from lxml import etree

    root = etree.Element(f"{{{NAMESPACE}}}CodeBook", nsmap={None: NAMESPACE}, origin="annotator")
    codes = etree.SubElement(root, f"{{{NAMESPACE}}}Codes")
    elements: dict[str, Any] = {"": codes}
    waiting = list(codebook.offered)
    while waiting:
        one = waiting.pop(0)
        parent = codebook.category(one.parent)
        if parent is not None and not parent.retired and parent.id not in elements and one.id not in codebook.above(one.parent):
            waiting.append(one)
            continue
        above = elements.get(one.parent, codes)
        elements[one.id] = _element(above, (CATEGORY, one.id), one.label, one.definition, one.color)
    for one in codebook.offered:
        for attribute in codebook.attributes_of(one.id):
            if attribute.type in (SINGLE, MULTIPLE) and not attribute.retired:
                place = (CATEGORY, one.id, attribute.id)
                asked = _element(elements[one.id], place, attribute.label, attribute.definition, codable=False)
                shares = list_of(codebook.source, place) != place
                for value in () if shares else attribute.offered:
                    _element(asked, (*place, value.id), value.label, value.definition)
    sets = etree.SubElement(root, f"{{{NAMESPACE}}}Sets")
    kept = etree.SubElement(sets, f"{{{NAMESPACE}}}Set", guid=guid_of(("set",)), name=SET_NAME)
    etree.SubElement(kept, f"{{{NAMESPACE}}}Description").text = json.dumps(codebook.source, ensure_ascii=True)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _element(above: Any, place: Place, name: str, description: str, colour: str = "", *, codable: bool = True) -> Any:
    from lxml import etree

    found = etree.SubElement(above, f"{{{NAMESPACE}}}Code", guid=guid_of(place), name=_clean(name), isCodable=str(codable).lower())
    if colour:
        found.set("color", colour)
    if description:
        etree.SubElement(found, f"{{{NAMESPACE}}}Description").text = _clean(description)
    return found


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)


# ---- reading ------------------------------------------------------------------------------------------------------------


def read(data: bytes) -> CodebookFile:
    """Return what a .qdc file (or the project.qde of another program) holds; CodebookProblem if it is none."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise CodebookProblem(_("it is no XML: {reason}").format(reason=error)) from error
    book = root if _name(root) == "CodeBook" else next((one for one in root.iter() if _name(one) == "CodeBook"), None)
    holder = next((one for one in book if _name(one) == "Codes"), None) if book is not None else None
    if book is None or holder is None:
        raise CodebookProblem(_("it holds no REFI-QDA codebook"))
    codes = [_code(one) for one in holder if _name(one) == "Code"]
    return CodebookFile(codes, book.get("origin") or root.get("origin") or "", _beside(book), _sets(root))


def _sets(root: Any) -> list[tuple[str, int]]:
    found = [one for one in root.iter() if _name(one) == "Set" and one.get("name") != SET_NAME]
    return [((one.get("name") or "").strip() or _("No name"), sum(_name(member) == "MemberCode" for member in one)) for one in found]


def _name(element: Any) -> str:
    # Comments and processing instructions bear a function for a tag. NVivo for Mac writes the namespace "…:1:0": the local name counts.
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _code(element: Any) -> Code:
    description = next((one.text or "" for one in element if _name(one) == "Description"), "")
    colour = str(element.get("color") or "").strip()
    if re.fullmatch(r"[0-9a-fA-F]{6}", colour):  # some programs leave the # out
        colour = f"#{colour}"
    if re.fullmatch(r"#[0-9a-fA-F]{3}", colour):
        colour = "#" + "".join(2 * sign for sign in colour[1:])
    return Code(
        (element.get("name") or "").strip() or _("No name"),
        description.strip(),
        colour.upper() if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else "",
        (element.get("guid") or "").strip().strip("{}").upper(),
        codable=(element.get("isCodable") or "true").strip().lower() in ("true", "1"),
        below=[_code(one) for one in element if _name(one) == "Code"],
    )


def _beside(book: Any) -> Source | None:
    for element in book.iter():
        if _name(element) == "Set" and element.get("name") == SET_NAME:
            text = next((one.text for one in element if _name(one) == "Description"), None)
            try:
                found = json.loads(text or "")
                parse_foreign(found)
            except (ValueError, TypeError, AttributeError):
                return None
            return dict(found)
    return None


def codebook_in(found: CodebookFile, name: str, known: Mapping[str, Any] | None = None) -> Source:
    """Return the JSON of the codebook that a file holds.

    ``known`` is the project's codebook: codes that went out from it and come back are told by their GUID, also where the other
    program dropped the set. A file that shares nothing with it becomes a codebook of its own.
    """
    base = found.beside or (dict(known) if known is not None else None)
    if base is None:
        return codebook_of(found.codes, name)
    places = {guid_of(place): place for place, _raw in walk(base) if place[0] == CATEGORY}
    if not any(code.guid in places for code in found.codes):
        return codebook_of(found.codes, name)
    return _Returned(copy.deepcopy(base), places).with_codes(found.codes)


class _Returned:
    """A codebook that went out, brought in line with the codes that came back."""

    def __init__(self, source: Source, places: Mapping[str, Place]) -> None:
        self._source = source
        self._places = places
        self._seen: set[Place] = set()

    def with_codes(self, codes: list[Code]) -> Source:
        for one in codes:
            self._take(one, ())
        for place, raw in walk(self._source):
            if place[0] == CATEGORY and self._went_out(place, raw) and place not in self._seen:
                raw["retired"] = True  # was taken out there; old codings keep it
        return self._source

    def _went_out(self, place: Place, raw: Mapping[str, Any]) -> bool:
        above = [find(self._source, place[:depth]) for depth in range(2, len(place))]
        if raw.get("retired") or any(one is None or one.get("retired") for one in above):
            return False
        off = {one.get("id") for one in self._source.get("modules", []) if not one.get("on")}
        asked = raw if len(place) == 3 else above[1] if len(place) == 4 else None
        return asked is None or (asked.get("type") in (SINGLE, MULTIPLE) and asked.get("module") not in off and "values_from" not in asked)

    def _take(self, code: Code, owner: Place) -> None:
        place = self._places.get(code.guid)
        if place is None:
            place = self._added(code, owner)
        else:
            raw = find(self._source, place)
            changed = {"label": code.name, "definition": code.description} | ({"color": code.colour} if code.colour else {})
            for key, value in changed.items():
                if value != _shown_before(raw, key):
                    raw[key] = value
            raw.pop("retired", None)
            if len(place) == 2 and len(owner) == 2 and owner != place:
                raw["parent"] = owner[1]
            elif len(place) == 2 and not owner:
                raw.pop("parent", None)
        self._seen.add(place)
        for one in code.below:
            self._take(one, place)

    def _added(self, code: Code, owner: Place) -> Place:
        if len(owner) >= 3:  # below a question, or below a value of it
            home = list_of(self._source, owner[:3])
            values = find(self._source, home).setdefault("values", [])
            values.append(entry(code, [one["id"] for one in values]))
            return (*home, values[-1]["id"])
        categories = self._source["categories"]
        made = entry(code, [one["id"] for one in categories])
        keys = {str(one.get("key", "")) for one in categories if not one.get("retired")}
        made |= {"key": next((sign for sign in "123456789" if sign not in keys), ""), "color": code.colour or "#D55E00", "style": "box",
                 "attributes": []}  # fmt: skip
        if owner:
            made["parent"] = owner[1]
        categories.append(made)
        return (CATEGORY, made["id"])


def _shown_before(raw: Mapping[str, Any], key: str) -> str:
    """Return what the writer gave for a field, so that a default which was written out is not taken for a change."""
    if key == "label":
        return str(raw.get("label", str(raw["id"]).replace("_", " ").capitalize() if "type" in raw else raw["id"]))
    if key == "definition":
        return str(raw.get("definition", raw.get("note", ""))).strip()
    return str(raw.get(key, "")).upper()


