"""The help for coders: where a mark ends, what is coded, what is easily confused, the keys for a start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QKeyEvent,
    QPaintEvent,
    QShowEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from annotator.i18n import N_, _, language
from annotator.paths import resource
from ui import theme
from ui.parts.button import Button
from ui.parts.navigation import Tabs
from ui.parts.painting import Label, Part, begin, pass_keys

TOPICS = (
    ("1_spans", N_("Span rules")),
    ("2_regions", N_("What to code")),
    ("3_confusions", N_("Likely confusions")),
    ("4_keys", N_("Keys")),
    ("5_agreement", N_("Agreement")),
)
WIDEST = 760


def chapter(key: str) -> Path:
    """Return the file of a topic in the language of the window; the English one where it has none."""
    translated = resource(f"help/{language()}/{key}.md")
    return translated if translated.exists() else resource(f"help/{key}.md")


class HelpPage(Part):
    """A topic at a time; ``left`` is sent by Esc and by the button that goes back."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.current().px
        self.tabs = Tabs()
        self.tabs.setAccessibleName(_("Help"))
        for key, words in TOPICS:
            self.tabs.add(key, _(words))
        self.text = HelpText()
        self.back = Button(_("Back"), key="Esc")
        head = QHBoxLayout()
        head.setContentsMargins(px(24), px(16), px(24), px(8))
        head.addWidget(Label(_("Help"), "page_title"))
        head.addStretch(1)
        head.addWidget(self.back)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(px(14), 0, px(14), 0)
        tabs.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(tabs)
        column.addWidget(self.text, 1)
        self.tabs.changed.connect(self.show_topic)
        self.back.clicked.connect(self.left)
        pass_keys(self, self.text)
        self.show_topic(self.tabs.key())

    def show_topic(self, key: str) -> None:
        """Show a topic by the name of its file."""
        if self.tabs.key() != key:
            self.tabs.choose(key)  # which calls this again
            return
        self.text.show_file(key)
        self.text.setAccessibleName(_(dict(TOPICS)[key]))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.text.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        begin(self).fillRect(self.rect(), theme.current().paper)


class HelpText(QTextBrowser):
    """Markdown from ``resources/help`` in the type of the window; it loads nothing else and follows no link."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self._dressing = False
        self._dressed_for: theme.Theme | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setTabChangesFocus(True)
        self.viewport().setAutoFillBackground(False)

    def loadResource(self, kind: int, name: QUrl) -> Any:
        """Load nothing: the help is one file of ours, and no picture or page is fetched."""
        return None

    def show_file(self, key: str) -> None:
        """Show a file of the help by its name."""
        self._key = key
        self._dressing = True
        self.setFont(theme.current().font("control", theme.current().text_zoom * 14 / 13))
        self.document().setDefaultFont(self.font())
        self.setMarkdown(chapter(key).read_text(encoding="utf-8"))
        self._dress()
        self._dressed_for = theme.current()
        self._dressing = False
        self._fit()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            self._dress_anew()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._dress_anew()

    def _dress_anew(self) -> None:
        """Show the file in the theme in use, if it was shown in another: it takes long, so a page that is hidden waits."""
        if self._key and not self._dressing and not theme.is_between() and self._dressed_for is not theme.current():
            self.show_file(self._key)

    def resizeEvent(self, event: QEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep the lines readable: not wider than WIDEST."""
        px = theme.current().px
        side = px(24)
        spare = max(side, self.viewport().width() - px(WIDEST) - side)
        root = self.document().rootFrame()
        margins = root.frameFormat()
        ltr = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        if (margins.leftMargin(), margins.rightMargin()) != ((side, spare) if ltr else (spare, side)):
            margins.setLeftMargin(side if ltr else spare)
            margins.setRightMargin(spare if ltr else side)
            margins.setTopMargin(px(20))
            margins.setBottomMargin(px(32))
            root.setFrameFormat(margins)

    def _dress(self) -> None:
        """Give headings, text, quotations and tables the type of DESIGN section 3."""
        block = self.document().begin()
        while block.isValid():
            self._dress_block(QTextCursor(block))
            block = block.next()
        for child in self.document().rootFrame().childFrames():
            if isinstance(child, QTextTable):
                self._dress_table(child)

    def _dress_block(self, cursor: QTextCursor) -> None:
        using = theme.current()
        shape = QTextBlockFormat(cursor.blockFormat())
        level = shape.headingLevel()
        quoted = shape.intProperty(QTextBlockFormat.Property.BlockQuoteLevel) > 0
        in_table = cursor.currentTable() is not None
        shape.setLineHeight(140, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        shape.setTopMargin(using.px(24 if level == 1 and cursor.position() else 16 if level else 0))
        shape.setBottomMargin(0 if in_table else using.px(8))
        if quoted:
            shape.setLeftMargin(using.px(16))
        cursor.setBlockFormat(shape)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        words = QTextCharFormat()
        words.setForeground(using.text)
        if level:
            font = using.font("page_title" if level == 1 else "panel_title")
            words.setFont(font, QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesAll)
        elif quoted:
            serif = using.font("article")
            words.setFontFamilies(serif.families())
            words.setProperty(QTextCharFormat.Property.FontPixelSize, serif.pixelSize())
        if level:
            cursor.setCharFormat(words)  # merged, the larger size that Markdown gives to headings would stay
        else:
            cursor.mergeCharFormat(words)
        self._dress_code(cursor)

    def _dress_code(self, whole: QTextCursor) -> None:
        """Show keys in the window's own type on a grey ground instead of a typewriter's."""
        using = theme.current()
        parts = whole.block().begin()
        spots = []
        while not parts.atEnd():
            piece = parts.fragment()
            if piece.charFormat().fontFixedPitch():
                spots.append((piece.position(), piece.length()))
            parts += 1
        for start, length in spots:
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            key = QTextCharFormat()
            key.setFontFamilies(using.font("name").families())
            key.setFontFixedPitch(False)
            key.setFontWeight(QFont.Weight.Medium)
            key.setBackground(using.selection)
            cursor.mergeCharFormat(key)

    def _dress_table(self, table: QTextTable) -> None:
        using = theme.current()
        shape = table.format()
        shape.setBorder(0)
        shape.setCellSpacing(0)
        shape.setCellPadding(using.px(6))
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
        shape.setTopMargin(using.px(8))
        shape.setBottomMargin(using.px(12))
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table.setFormat(shape)
        for column in range(table.columns()):
            head = table.cellAt(0, column)
            cell = head.format()
            cell.setBackground(using.hover)
            head.setFormat(cell)
