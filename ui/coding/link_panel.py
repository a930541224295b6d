"""Link mode at the side: from which annotation, which role, the nearest ends."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from annotator.i18n import _
from ui import theme
from ui.coding.desk import Desk
from ui.coding.linking import Linking
from ui.parts.button import Button
from ui.parts.painting import Label

MOST_ENDS = 12


class LinkPanel(QScrollArea):
    """Lists what the letters choose; a click chooses too."""

    def __init__(self, desk: Desk, linking: Linking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._linking = desk, linking
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        linking.changed.connect(self._refresh)

    def _refresh(self) -> None:
        linking, shown = self._linking, self._desk.shown
        if not linking.active or shown is None or linking.start is None:
            return
        body = QWidget()
        column = QVBoxLayout(body)
        px = theme.current().px
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(4))
        category = self._desk.project.codebook.category(linking.start.category)
        column.addWidget(Label(_("From this {category}").format(category=(category.label if category else "").lower()), "panel_title"))
        quote = Label(linking.start.quote, "quote", "text_2")
        quote.setWordWrap(True)
        column.addWidget(quote)
        column.addWidget(Label(_("Role"), "label", "text_2"))
        for role in linking.roles:
            chosen = linking.role == role
            column.addWidget(self._button(role.words, role.key.upper(), chosen, lambda role=role: linking.choose_role(role)))
        if linking.ends:
            column.addWidget(Label(_("Nearest"), "label", "text_2"))
        for number, end in enumerate(linking.ends[:MOST_ENDS]):
            name = shown.in_short(end.annotation) if end.annotation is not None else end.span.quote(shown.text)
            words = f"{name[:24]} · {end.where}"
            column.addWidget(self._button(words, end.letter.upper(), number == linking.chosen, lambda number=number: linking.take(number)))
        column.addStretch(1)
        self.setWidget(body)

    @staticmethod
    def _button(words: str, key: str, chosen: bool, act: object) -> Button:
        button = Button(words, "primary" if chosen else "quiet", key=key, low=True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(act)
        return button
