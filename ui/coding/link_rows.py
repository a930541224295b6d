"""The links of the selected annotation: a row each that takes the keys, and the values that links carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from annotator.i18n import _, in_sentence
from annotator.model.annotation import Annotation, Link
from annotator.model.codebook import LinkType
from annotator.model.entity import Entity
from annotator.operations import coding
from ui import theme
from ui.coding.attribute_form import AttributeForm
from ui.coding.desk import Desk
from ui.coding.special_fields import SpecialFields
from ui.icons import paint_icon
from ui.keys import command_letter
from ui.parts.button import Button
from ui.parts.field import plain_enter
from ui.parts.painting import Label, Part, begin, draw_text, frame, set_tip, width_of
from ui.parts.signs import paint_category_sign
from ui.parts.suggest_field import SuggestField


@dataclass(frozen=True, slots=True)
class LinkWords:
    """What a row says of a link, seen from one of its ends."""

    link_id: str
    other_id: str
    role: str
    quote: str
    value: str
    category: str
    colour: str
    style: str

    @property
    def sentence(self) -> str:
        """Return the row as it is read aloud."""
        said = f"{self.role}: {self.category} “{self.quote}”"
        return f"{said}, {self.value}" if self.value else said


class LinkRow(Part):
    """One link: its role, the sign, quotation and value of the other end. Enter goes there, Del removes the link."""

    wanted = Signal()
    removed = Signal()
    stepped = Signal(int)
    more = Signal()
    left = Signal()

    def __init__(self, words: LinkWords, can_write: bool) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._over_cross = False
        self.show_link(words, can_write)
        self.on_theme()

    def show_link(self, words: LinkWords, can_write: bool) -> None:
        """Show another link."""
        self.words, self._can_write = words, can_write
        self.setAccessibleName(words.sentence)
        self.setAccessibleDescription(_("Enter goes there, Del removes the link") if can_write else _("Enter goes there"))
        set_tip(self, words.sentence)
        self.update()

    def on_theme(self) -> None:
        self.setFixedHeight(theme.current().px(26))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(200), theme.current().px(26))

    def focus_radius(self) -> int:
        return theme.current().px(5)

    def _cross(self) -> QRect:
        side = theme.current().px(24)
        return self.visual(QRect(self.width() - side, (self.height() - side) // 2, side, side))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if plain_enter(event) or event.key() == Qt.Key.Key_Space:
            self.wanted.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self._can_write:
                self.removed.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif command_letter(event) == "l" and self._can_write:
            self.more.emit()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        ours = (Qt.Key.Key_Delete, Qt.Key.Key_Escape, Qt.Key.Key_Space)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and (plain_enter(event) or event.key() in ours):
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._can_write and self._cross().contains(event.position().toPoint()):
            self.removed.emit()
        else:
            self.wanted.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._can_write and self._cross().contains(event.position().toPoint())
        if over != self._over_cross:
            self._over_cross = over
            set_tip(self, _("Unlink {name}").format(name=self.words.value or self.words.quote) if over else self.words.sentence)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction, words = theme.current(), self.layoutDirection(), self.words
        painter = begin(self)
        if self.underMouse():
            frame(painter, self.rect(), using.px(5), None, using.hover)
        height, gap = self.height(), using.px(8)
        role = QRect(0, 0, using.px(72), height)
        draw_text(painter, self.visual(role), words.role, using.font("option"), using.text_2, direction=direction)
        side = using.px(14)
        sign = QRect(role.right() + 1, (height - side) // 2, side, side)
        paint_category_sign(painter, self.visual(sign), using.category(words.colour, words.style), words.style, using)
        start, end = sign.right() + 1 + gap, self.width() - using.px(24)
        # The quotation keeps most of the row; the value of the other end stands behind it as far as there is room.
        value_room = min(width_of(words.value, using.font("caption")) + gap, (end - start) * 2 // 5) if words.value else 0
        quote_room = min(width_of(words.quote, using.font("name")), end - start - value_room)
        quote = QRect(start, 0, quote_room, height)
        draw_text(painter, self.visual(quote), words.quote, using.font("name"), using.text, direction=direction)
        if value_room:
            value = QRect(start + quote_room + gap, 0, end - start - quote_room - gap, height)
            draw_text(painter, self.visual(value), words.value, using.font("caption"), using.text_3, direction=direction)
        if self._can_write:
            size = using.px(14)
            box = QRect(0, 0, size, size)
            box.moveCenter(self._cross().center())
            paint_icon(painter, box, "x", using.text if self._over_cross else using.text_3)


class LinkRows(QWidget):
    """The section of the links: ``add_wanted`` asks for link mode, ``left`` gives the keys back to the text."""

    add_wanted = Signal()
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.rows: list[LinkRow] = []
        self.forms: dict[str, AttributeForm] = {}
        self._built: tuple[tuple[str, str], ...] | None = None
        self.add = Button(_("add"), "quiet", letter="l", low=True)
        self.add.setAccessibleName(_("Add a link"))
        self.add.clicked.connect(self.add_wanted)
        self._none = Label(_("Not linked yet"), "option", "text_3")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(Label(_("Links"), "label", "text_2"), 1)
        head.addWidget(self.add)
        column.addLayout(head)
        column.addWidget(self._none)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.current().px(2))
        column.addLayout(self._column)

    def show_links(self, annotation: Annotation) -> None:
        """Show the links at an annotation; rows that are there are used again."""
        shown, can_write = self._desk.shown, self._desk.can_write
        links = shown.links_at(annotation.id) if shown is not None else []
        found = [(link, words) for link in links if (words := self._words(link, annotation)) is not None]
        found += self._further(links, annotation)
        carried = [(link, kind) for link, _words in found if (kind := self._carries(link, annotation)) is not None]
        outline = tuple((words.link_id, link.link) for link, words in found)
        if outline != self._built:
            self._rebuild([words for _link, words in found], {link.id: kind for link, kind in carried}, can_write)
            self._built = outline
        for row, (_link, words) in zip(self.rows, found, strict=True):
            row.show_link(words, can_write)
        for link, _kind in carried:
            self.forms[link.id].setEnabled(can_write)
            self.forms[link.id].show_values(link.values, {})
        self._none.setVisible(not found)
        self.add.setEnabled(can_write)

    def focus_link(self, link_id: str) -> bool:
        """Bring the keys to what a link asks for; False if it asks for nothing."""
        form = self.forms.get(link_id)
        return form is not None and (form.focus_first_open() or form.focus_attribute(form.attributes[0].id))

    # ---- building

    def _words(self, link: Link, annotation: Annotation) -> LinkWords | None:
        shown, codebook = self._desk.shown, self._desk.project.codebook
        other, kind = (shown.other_end(link, annotation.id) if shown is not None else None), codebook.link(link.link)
        if shown is None or other is None or kind is None:
            return None
        category, value = codebook.category(other.category), shown.value_in_short(other)
        outgoing = link.from_id == annotation.id
        carried = [] if outgoing else [self._label(kind, key, one) for key, one in link.values.items()]
        parts = [part for part in (value if value != other.quote else "", *carried) if part]
        return LinkWords(
            link.id, other.id, kind.label, " ".join(other.quote.split()), ", ".join(parts), category.label if category else other.category,
            category.color if category else "#777777", category.style if category else "box",
        )  # fmt: skip

    def _further(self, links: list[Link], annotation: Annotation) -> list[tuple[Link, LinkWords]]:
        """Return the links of what is linked to the annotation, such as who holds the stance towards this claim."""
        shown, found = self._desk.shown, []
        told = {link.id for link in links}
        for link in links:
            middle = shown.other_end(link, annotation.id) if shown is not None else None
            if shown is None or middle is None or middle.id != link.from_id:
                continue
            category = self._desk.project.codebook.category(middle.category)
            whose = _("of the {category}").format(category=in_sentence(category.label if category else middle.category))
            for further in shown.links_at(middle.id):
                words = self._words(further, middle) if further.to_id == middle.id and further.id not in told else None
                if words is not None:
                    told.add(further.id)
                    found.append((further, replace(words, value=whose)))
        return found

    @staticmethod
    def _label(kind: LinkType, attribute_id: str, value: object) -> str:
        attribute = next((one for one in kind.attributes if one.id == attribute_id), None)
        known = attribute.value(value) if attribute is not None and isinstance(value, str) else None
        return in_sentence(known.label) if known is not None else ""

    def _carries(self, link: Link, annotation: Annotation) -> LinkType | None:
        """Return the type of a link whose values are asked at this end: the one it begins at."""
        kind = self._desk.project.codebook.link(link.link)
        return kind if kind is not None and kind.attributes and link.from_id == annotation.id else None

    def _rebuild(self, found: list[LinkWords], kinds: dict[str, LinkType], can_write: bool) -> None:
        place = next((number for number, row in enumerate(self.rows) if row.hasFocus()), -1)
        for old in (*self.rows[len(found) :], *self.forms.values()):
            old.hide()
            old.deleteLater()
        self.rows, self.forms = self.rows[: len(found)], {}
        while self._column.count():
            self._column.takeAt(0)
        for number, words in enumerate(found):
            if number == len(self.rows):
                self.rows.append(self._row(words, can_write))
            self._column.addWidget(self.rows[number])
            self.rows[number].show()
            if words.link_id in kinds:
                self.forms[words.link_id] = self._form(words.link_id, kinds[words.link_id])
                self._column.addWidget(self.forms[words.link_id])
        if place >= 0:
            # The keys stay among the links when the row that had them is gone.
            (self.rows[min(place, len(self.rows) - 1)] if self.rows else self.add).setFocus()

    def _row(self, words: LinkWords, can_write: bool) -> LinkRow:
        row = LinkRow(words, can_write)
        row.wanted.connect(lambda: self._go(row))
        row.removed.connect(lambda: self._desk.unlink(row.words.link_id))
        row.stepped.connect(lambda way: self._step(row, way))
        row.more.connect(self.add_wanted)
        row.left.connect(self.left)
        return row

    def _go(self, row: LinkRow) -> None:
        self._desk.select(row.words.other_id, reveal=True)
        self.left.emit()

    def _step(self, row: LinkRow, way: int) -> None:
        place = self.rows.index(row) + way
        if 0 <= place < len(self.rows):
            self.rows[place].setFocus()

    def _form(self, link_id: str, kind: LinkType) -> AttributeForm:
        def made(attribute_id: str, field: SuggestField, entity: Entity) -> None:
            kept = self._desk.session.write(coding.set_link_value, link_id, attribute_id, entity.id, entity=entity)
            if kept is not None:
                field.proceed.emit()

        form = AttributeForm(kind.attributes, SpecialFields(self._desk, made))
        form.given.connect(self._keeper(link_id, form))
        form.done.connect(self._desk.values_done)
        form.left.connect(self.left)
        form.layout().setContentsMargins(theme.current().px(12), 0, 0, theme.current().px(4))
        return form

    def _keeper(self, link_id: str, form: AttributeForm) -> Callable[[str, object], None]:
        def keep(attribute_id: str, value: object) -> None:
            with self._desk.session.refusals() as refusals:
                self._desk.set_link_value(link_id, attribute_id, value)
            if refusals:
                form.show_error(attribute_id, str(refusals[-1]))

        return keep
