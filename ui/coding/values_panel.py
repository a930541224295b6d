"""The values of what is selected, its links, and the rule of the codebook; or the article's variables."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model.codebook import Codebook
from annotator.model.step import Changes
from annotator.operations.rulings import Ruling, rulings
from ui import theme
from ui.coding.annotation_values import AnnotationValues
from ui.coding.article_values import ArticleValues
from ui.coding.attribute_form import AttributeForm
from ui.coding.desk import Desk
from ui.coding.rule_card import RuleCard
from ui.coding.rule_words import rule_of_attribute, rule_of_category
from ui.parts.message import EmptyState
from ui.parts.painting import Label

NOTHING, ARTICLE = "nothing", "article"


class ValuesPanel(QWidget):
    """What the right dock shows while coding: a page a category, kept, so that going on is quick and the keys stay where they are."""

    link_wanted = Signal()
    """the coder asks for link mode"""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._of_article = self._switching = False
        self._showing: tuple[str, str] = ("", "")
        self._page: QWidget | None = None
        self._pages: dict[str, QWidget] = {}
        self._codebook: Codebook | None = None
        self._ruled: list[Ruling] | None = None
        desk.session.changed.connect(self._forget_rulings)
        desk.session.opened.connect(self._forget_rulings)
        desk.session.coder_changed.connect(self._forget_rulings)
        self._in_focus = ""
        self._locked = Label(_("Open for reading only: nothing can be changed here."), "option", "warning")
        self._locked.setWordWrap(True)
        self._scroll = self._make_scroll()
        self._inset()
        self.rule = RuleCard(self)
        self.rule.left.connect(desk.text_wanted)
        self.rule.resized.connect(self._fit_rule)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.rule)
        # The field in focus is brought in sight once its list has opened.
        self._reveal = QTimer(self, singleShot=True, interval=0)
        self._reveal.timeout.connect(self._bring_in_sight)
        desk.article_shown.connect(self._show_annotation)
        desk.selection_changed.connect(self._show_annotation)
        desk.coding_changed.connect(self._refresh)
        self._show_annotation()

    def _make_scroll(self) -> QScrollArea:
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setSpacing(theme.current().px(12))
        self._column.addWidget(self._locked)
        self._column.addStretch(1)
        scroll.setWidget(body)
        scroll.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        scroll.verticalScrollBar().installEventFilter(self)
        return scroll

    def _inset(self) -> None:
        """Keep the form 16 px from both sides; the scroll bar stands in that margin, so that the form keeps its width."""
        px, bar = theme.current().px, self._scroll.verticalScrollBar()
        end = max(px(4), px(16) - (bar.sizeHint().width() if bar.isVisible() else 0))
        left, right = (px(16), end) if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else (end, px(16))
        self._column.setContentsMargins(left, px(14), right, px(14))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._inset()
        return False

    # ---- what is shown

    @property
    def _form(self) -> AttributeForm | None:
        return self._page.form if isinstance(self._page, AnnotationValues | ArticleValues) else None

    def focus_value(self, wanted: str) -> None:
        """Bring the keys to an attribute, a link's value (``link:ID``), or the first field that is open."""
        if not self._desk.can_write:
            return
        if wanted.startswith("link:"):
            if isinstance(self._page, AnnotationValues):
                self._page.links.focus_link(wanted.removeprefix("link:"))
            return
        self._of_article = False
        self._refresh()
        self._focus_form(wanted)

    def show_article_form(self, attribute: str = "") -> None:
        """Show the variables of the article and bring the keys to them; asked once more, with all of them judged, to its facts."""
        again = self._of_article and not attribute
        self._of_article = True
        self._refresh()
        page = self._page
        if not self._desk.can_write:
            return
        if again and isinstance(page, ArticleValues) and not page.form.has_open():
            page.focus_facts()
        else:
            self._focus_form(attribute)

    def _focus_form(self, attribute: str) -> None:
        form = self._form
        if form is None:
            return
        if attribute:
            form.focus_attribute(attribute)
        elif not form.focus_first_open():
            form.focus_first()

    def _show_annotation(self, *_changed: object) -> None:
        self._of_article = False
        self._refresh()

    def _refresh(self, *_changed: object) -> None:
        """Show the annotation, the article's variables, or that nothing is selected."""
        if self._switching:
            return
        shown, selected = self._desk.shown, self._desk.selected
        if shown is not None and self._of_article:
            wanted = (ARTICLE, shown.id)
        elif shown is not None and selected is not None:
            wanted = (selected.category, selected.id)
        else:
            wanted = (NOTHING, shown.id if shown is not None else "")
        if wanted != self._showing:
            self._switch(wanted)
        page = self._page
        if isinstance(page, AnnotationValues) and selected is not None:
            page.show_annotation(selected)
        elif isinstance(page, ArticleValues):
            page.show_article()
        if self._desk.others:
            self._locked.setText(_("The work of others: it is read here, not changed."))
        else:
            self._locked.setText(_("Open for reading only: nothing can be changed here."))
        self._locked.setVisible(shown is not None and not self._desk.can_write)
        self._show_rule(self._focused_attribute())

    def _switch(self, wanted: tuple[str, str]) -> None:
        """Go over to another annotation or page; what was typed is kept where it was typed before."""
        self._switching = True
        try:
            self.settle()
            had_keys = self._page is not None and self._page.isAncestorOf(QApplication.focusWidget() or self)
            self._drop_old_pages()
            page = self._page_for(wanted[0])
            if page is not self._page:
                if self._page is not None:
                    self._page.hide()
                self._page = page
                page.show()
                self._scroll.verticalScrollBar().setValue(0)
                if had_keys:
                    self._desk.text_wanted.emit()
            self._showing = wanted
        finally:
            self._switching = False

    def settle(self) -> None:
        """Keep what was typed in a field and not left yet."""
        if isinstance(self._page, AnnotationValues | ArticleValues) and self._desk.session.project is not None:
            self._page.settle()

    def _drop_old_pages(self) -> None:
        """Forget the pages when another project or another version of the codebook is open."""
        project = self._desk.session.project
        codebook = project.codebook if project is not None else None
        if codebook is self._codebook:
            return
        self._codebook, self._page, self._in_focus = codebook, None, ""
        for page in self._pages.values():
            page.hide()
            page.deleteLater()
        self._pages = {}

    def _page_for(self, key: str) -> QWidget:
        if key not in self._pages:
            page = self._make_page(key)
            self._column.insertWidget(self._column.count() - 1, page)
            self._pages[key] = page
        return self._pages[key]

    def _make_page(self, key: str) -> QWidget:
        category = self._codebook.category(key) if self._codebook is not None else None
        if key == ARTICLE:
            of_article = ArticleValues(self._desk)
            of_article.rule_wanted.connect(self._on_focus)
            return of_article
        if category is not None:
            page = AnnotationValues(self._desk, category)
            page.rule_wanted.connect(self._on_focus)
            page.add_link_wanted.connect(self.link_wanted)
            return page
        words = _("Nothing selected"), _("Select a passage and press 1 to 4, or go to the next annotation.")
        return EmptyState("mouse-pointer-click", *words)

    # ---- the rule

    def _focused_attribute(self) -> str:
        form, widget = self._form, QApplication.focusWidget()
        return form.attribute_with(widget) if form is not None and widget is not None else ""

    def _on_focus(self, attribute_id: str) -> None:
        self._in_focus = attribute_id
        self._show_rule(attribute_id)
        self._reveal.start()

    def _bring_in_sight(self) -> None:
        form = self._form
        if form is not None and self._in_focus in form.fields:
            self._column.activate()
            field = form.fields[self._in_focus]
            self._scroll.ensureWidgetVisible(field, 0, theme.current().px(16))
        self._fit_rule()

    def _show_rule(self, attribute_id: str) -> None:
        """Show the rule of the value in focus, else what the values of its attribute mean, else that of the category."""
        form, codebook = self._form, self._codebook
        category = codebook.category(self._showing[0]) if codebook is not None else None
        found = form.attribute(attribute_id) if form is not None and attribute_id else None
        if found is not None and form is not None:
            self.rule.show_words(rule_of_attribute(found, form.fields[attribute_id].value(), category, self._rulings()))
        elif category is not None:
            self.rule.show_words(rule_of_category(category, self._rulings()))
        else:
            self.rule.show_rule("", "")
        self.rule.setVisible(bool(self.rule.title()))
        self._fit_rule()

    def _rulings(self) -> list[Ruling]:
        """Return the rules that adjudication made in this project, read once until a decision changes."""
        if self._ruled is None:
            self._ruled = rulings(self._desk.project)
        return self._ruled

    def _forget_rulings(self, changes: Changes | None = None) -> None:
        if changes is None or changes.touch("decision", "article_coding", "setting"):
            self._ruled = None

    def show_whole_rule(self, category_id: str = "", attribute_id: str = "", value_id: str = "") -> bool:
        """Open the whole rule of a category or value; without one, that of what is selected, or close it. False if there is none."""
        codebook = self._desk.project.codebook
        category = codebook.category(category_id)
        if category is None:
            if self.rule.title():
                self.rule.toggle()
            return bool(self.rule.title())
        attribute = next((one for one in codebook.attributes_of(category_id) if one.id == attribute_id), None)
        words = rule_of_category(category, self._rulings())
        if attribute is not None:
            words = rule_of_attribute(attribute, value_id, category, self._rulings())
        self.rule.show_words(words)
        self.rule.setVisible(True)
        if not self.rule.is_open():
            self.rule.toggle()
        self._fit_rule()
        return True

    def toggle_rule(self) -> None:
        """Show the whole rule, or the short form again (F1 while the values have the keys)."""
        self.rule.toggle()

    def _fit_rule(self) -> None:
        wanted = self._column.totalHeightForWidth(self.width()) if self._column.hasHeightForWidth() else self._column.sizeHint().height()
        self.rule.fit(self.window().height(), self.height() - wanted, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rule()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F1:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F1:
            self.toggle_rule()
        else:
            super().keyPressEvent(event)
