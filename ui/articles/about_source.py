"""The right side of the import dialog: in which encoding a file is read, which columns are taken, what is known of the article."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QStyle, QVBoxLayout, QWidget

from annotator.formats.base import Options, Table
from annotator.i18n import N_, _, ngettext
from annotator.model.article import Article
from annotator.operations.previewing import Preview, PreviewedArticle
from annotator.text.encodings import Candidate
from ui import theme
from ui.articles.choice import Choice
from ui.articles.import_work import label_of
from ui.parts.field import plain_enter
from ui.parts.message import Banner
from ui.parts.numbers import written_day
from ui.parts.painting import Label, Part, Themed, begin, clear_layout, draw_text, frame, set_tip, width_of

SEEN_ENCODINGS = 3
FIELD_WORDS = {
    "text": N_("Text"), "headline": N_("Headline"), "outlet": N_("Outlet"), "date_published": N_("Date published"),
    "date_on_page": N_("Date on page"), "byline": N_("Byline"), "language": N_("Language"), "url": N_("Address"),
    "source_id": N_("Id in the source"),
}  # fmt: skip
_FACTS = ("headline", "outlet", "date_on_page", "date_published", "byline", "language")


class AboutSource(QWidget):
    """Shows a preview's encoding, columns and facts; ``options_wanted(Options)`` asks for the file to be read in another way."""

    options_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = Options()
        self._column = QVBoxLayout(self)
        px = theme.current().px
        self._column.setContentsMargins(px(20), px(14), px(20), px(14))
        self._column.setSpacing(px(6))
        self.encodings: list[EncodingCard] = []
        self.columns: dict[str, Choice] = {}
        self.other: Choice | None = None
        self.sheet: Choice | None = None
        self._group: QButtonGroup | None = None
        self._facts: FactTable | None = None
        self._facts_at = 0

    def clear(self) -> None:
        """Show nothing."""
        clear_layout(self._column)
        self.encodings, self.columns, self.sheet, self._group, self._facts = [], {}, None, None, None

    def show_preview(self, preview: Preview, options: Options) -> None:
        """Show how a file is read and what else it could be read as."""
        self.clear()
        self._options = options
        if preview.candidates:
            self._show_encodings(preview)
        if preview.table is not None:
            self._show_sheets(preview.table)
            self._show_columns(preview.table)
        self._facts_at = self._column.count()
        self._column.addStretch(1)

    def show_article(self, one: PreviewedArticle | None) -> None:
        """Show what is known of the article that is in sight."""
        while self._column.count() > self._facts_at:
            item = self._column.takeAt(self._facts_at)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if one is not None:
            self._column.addSpacing(theme.current().px(8))
            self._column.addWidget(Label(_("About the article"), "label", "text_2"))
            self._facts = FactTable(one.article)
            self._column.addWidget(self._facts)
            if one.article.date_on_page and not one.article.date_published:
                banner = Banner("warning", _("The page date is not the day of publication"), _("It stays open until a coder sets it."))
                self._column.addWidget(banner)
            for note in one.notes:
                label = Label(note, "option", "text_2")
                label.setWordWrap(True)
                self._column.addWidget(label)
        self._column.addStretch(1)

    # ---- encoding ------------------------------------------------------------------------------------------------------------

    def _show_encodings(self, preview: Preview) -> None:
        self._column.addWidget(Label(_("Encoding"), "label", "text_2"))
        first = list(preview.candidates[:SEEN_ENCODINGS])
        used = next((one for one in preview.candidates if one.encoding == preview.encoding), None)
        if used is not None and used not in first:
            first[-1] = used
        self._group = QButtonGroup(self)
        for one in first:
            card = EncodingCard(one, asked=not preview.encoding)
            card.setChecked(one.encoding == preview.encoding)
            card.clicked.connect(lambda _checked=False, name=one.encoding: self._take_encoding(name))
            self._group.addButton(card)
            self.encodings.append(card)
            self._column.addWidget(card)
        others = [one for one in preview.candidates if one not in first and one.valid]
        if others:
            self.other = Choice(_("Other encodings"))
            self.other.addItem(_("Other encodings…"))
            for one in others:
                self.other.addItem(one.label, one.encoding)
            other = self.other
            other.activated.connect(lambda place: self._take_encoding(other.itemData(place)) if place else None)
            self._column.addWidget(self.other)

    def _take_encoding(self, name: str) -> None:
        self._options = replace(self._options, encoding=name)
        self.options_wanted.emit(self._options)

    # ---- the sheet of a workbook -----------------------------------------------------------------------------------------------

    def _show_sheets(self, table: Table) -> None:
        if len(table.sheets) < 2:
            return
        self._column.addWidget(Label(_("Sheet of the workbook"), "label", "text_2"))
        box = Choice(_("Sheet of the workbook"))
        for name in table.sheets:
            box.addItem(name, name)
        box.setCurrentIndex(table.sheets.index(table.sheet))
        box.activated.connect(lambda _place: self._take_sheet(box.currentData()))
        self.sheet = box
        self._column.addWidget(box)

    def _take_sheet(self, name: str) -> None:
        # Another sheet has other columns: what was said of those of the one before means nothing here.
        self._options = replace(self._options, sheet=name, mapping={})
        self.options_wanted.emit(self._options)

    # ---- columns -------------------------------------------------------------------------------------------------------------

    def _show_columns(self, table: Table) -> None:
        px = theme.current().px
        self._column.addSpacing(px(8))
        self._column.addWidget(Label(_("Columns of the table"), "label", "text_2"))
        if table.problem:
            problem = Label(_("Say which column holds the text."), "option", "error")
            problem.setWordWrap(True)
            set_tip(problem, table.problem)
            self._column.addWidget(problem)
        elif table.guessed:
            guess = Label(_("Guessed: the text stands in “{column}”.").format(column=table.fields["text"]), "option", "warning")
            guess.setWordWrap(True)
            self._column.addWidget(guess)
        whole = QWidget()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(px(4))
        grid.setHorizontalSpacing(px(12))
        grid.setColumnStretch(1, 1)
        for place, (field, words) in enumerate(FIELD_WORDS.items()):
            box = Choice(_(words))
            box.addItem(_("not given"), "")
            for name in table.columns:
                box.addItem(name or "“”", name)
            box.setCurrentIndex(max(0, box.findData(table.fields.get(field, ""))))
            box.activated.connect(lambda _place, field=field, box=box: self._take_column(field, box.currentData(), table))
            self.columns[field] = box
            grid.addWidget(Label(_(words), "option", "text_2"), place, 0)
            grid.addWidget(box, place, 1)
        self._column.addWidget(whole)
        if table.unread:
            names = Label(_("Not read: {names}").format(names=", ".join(table.unread)), "caption", "text_3")
            names.setWordWrap(True)
            self._column.addWidget(names)

    def _take_column(self, field: str, column: str, table: Table) -> None:
        mapping = {**table.fields, **self._options.mapping}
        if column:
            mapping = {name: taken for name, taken in mapping.items() if taken != column}
            mapping[field] = column
        else:
            mapping.pop(field, None)
        self._options = replace(self._options, mapping=mapping)
        self.options_wanted.emit(self._options)


class EncodingCard(Themed, QAbstractButton):
    """An encoding that a file could be in, with the words in which it differs from others."""

    def __init__(self, candidate: Candidate, *, asked: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.candidate = candidate
        self._asked = asked
        self.setCheckable(True)
        self.setAccessibleName(candidate.label)
        self.setAccessibleDescription(f"{self.verdict()}. {candidate.sample}")
        set_tip(self, candidate.sample)
        self.setEnabled(candidate.valid)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def verdict(self) -> str:
        """Return in words how well the encoding fits."""
        one = self.candidate
        if not one.valid:
            return _("not this file")
        if one.sure or not one.unlikely:
            return _("valid, no damaged byte")
        return ngettext("{count} unlikely sign", "{count} unlikely signs", one.unlikely).format(count=one.unlikely)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(260), theme.current().px(56))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if plain_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        chosen = self.isChecked()
        ground = using.hover if self.underMouse() and self.isEnabled() else using.raised
        line = using.ink if chosen else using.line
        frame(painter, self.rect(), using.px(6), line, ground, (1.5 if chosen else 1.0) * using.line_scale)

        def spot(x: int, y: int, width: int, height: int) -> QRect:
            return QStyle.visualRect(direction, self.rect(), QRect(x, y, width, height))

        dot = spot(using.px(11), using.px(9), using.px(16), using.px(16))
        if self.isEnabled():
            frame(painter, dot, using.px(8), using.ink if chosen else using.border, using.ink if chosen else None)
            if chosen:
                inner = dot.adjusted(using.px(5), using.px(5), -using.px(5), -using.px(5))
                frame(painter, inner, inner.width() / 2, None, using.on_ink)
        start, verdict = using.px(36), self.verdict()
        wide = width_of(verdict, using.font("caption"))
        if start + width_of(self.candidate.label, using.font("current")) + wide + using.px(20) > self.width():
            wide = 0  # no room beside the name; a screen reader still says it
        right = spot(self.width() - using.px(12) - wide, using.px(8), wide, using.px(19))
        draw_text(painter, right, verdict if wide else "", using.font("caption"), using.text_2, direction=direction)
        name = spot(start, using.px(7), self.width() - start - wide - using.px(20), using.px(20))
        colour = using.text if self.isEnabled() else using.text_3
        draw_text(painter, name, self.candidate.label, using.font("current" if chosen else "name"), colour, direction=direction)
        sample = spot(start, using.px(29), self.width() - start - using.px(12), using.px(20))
        draw_text(painter, sample, self.candidate.sample, using.font("quote"), using.text_2, direction=direction)


class FactTable(Part):
    """The facts of an article, name and value in rows; what is not given is said to be so."""

    def __init__(self, article: Article, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = [(_(FIELD_WORDS[name]), _fact(article, name)) for name in _FACTS]
        self.rows.append((_("Encoding"), label_of(article.encoding) if article.encoding else ""))
        self.setAccessibleName(_("About the article"))
        told = "; ".join(f"{name}: {value or _('not given')}" for name, value in self.rows)
        self.setAccessibleDescription(told)
        set_tip(self, "\n".join(f"{name}: {value}" for name, value in self.rows if value))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(260), len(self.rows) * theme.current().px(29))

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        height, start = using.px(29), using.px(112)
        for place, (name, value) in enumerate(self.rows):
            y = place * height
            left = self.visual(QRect(0, y, start - using.px(8), height))
            draw_text(painter, left, name, using.font("option"), using.text_2, direction=direction)
            right = self.visual(QRect(start, y, self.width() - start, height))
            font = using.font("name" if value else "control")
            draw_text(painter, right, value or _("not given"), font, using.text if value else using.text_3, direction=direction)
            painter.fillRect(0, y + height - 1, self.width(), 1, using.line)


def _fact(article: Article, name: str) -> str:
    value = str(getattr(article, name))
    if name == "language" and value:
        language = QLocale(value).language()
        return value if language == QLocale.Language.C else QLocale.languageToString(language)
    return written_day(value) if value and name.startswith("date_") else value
