"""What the palette can find in the open window, and what choosing it does.

Everything is asked of the project as whoever codes here sees it: articles of the own queue, annotations of the own work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from annotator.i18n import _, in_sentence, ngettext
from annotator.model import codebook as cb
from annotator.model.codebook import Attribute, Category
from annotator.model.step import Changes
from annotator.operations.structure_filter import FLAGGED, INCOMPLETE, STATES, UNSURE
from annotator.operations.structure_find import Entry, entry
from ui import keys, language
from ui.pages import ENTITIES, PAGES
from ui.parts.numbers import format_count
from ui.parts.signs import STATE_WORDS
from ui.settings.look import put_on, themes

if TYPE_CHECKING:
    from ui.main_window import MainWindow

LETTERS = {"link": "l", "edges": "e", "flag": "f", "unsure": "u", "note": "c", "variables": "v", "structure": "g"}
"""the letters of the text for what menus offer without a shortcut"""
SIGNS = {"delete": "Del", "keys": "?"}
_LEFT_OUT = frozenset(("palette", "copy"))
_LONGEST = 120
_MENUS = ("Annotation", "Article", "View", "Edit", "Team", "Project", "Help")
"""the menus in the order in which their commands stand while nothing is typed: what belongs to coding first"""


class Offers:
    """Entries by kind; their keys are ``kind:id``. Articles are listed once until one comes, goes or is assigned."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self.session = window, window.session
        self._articles: list[Entry] | None = None
        self.session.changed.connect(self._on_changed)
        for signal in (self.session.opened, self.session.closed, self.session.coder_changed):
            signal.connect(self._forget)
        self._acts: dict[str, Callable[[str], object]] = {
            "command": self._run, "page": window.show_page, "theme": self._dress, "category": self._tag, "value": self._give,
            "rule": self._show_rule, "only": self._show_only, "annotation": self._go_to, "entity": self._show_entity,
            "article": self._open,
            "language": lambda code: language.choose(self.session, code),
        }  # fmt: skip

    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("article", "assignment", "codebook_version"):
            self._forget()

    def _forget(self) -> None:
        self._articles = None

    def do(self, one: Entry) -> None:
        """Do what an entry stands for."""
        kind, _colon, key = one.key.partition(":")
        self._acts[kind](key)

    # ---- what there is

    def entries(self) -> list[Entry]:
        """Return all that can be found now, in the order in which equal answers stand."""
        return [
            *self._categories(), *self._commands(), *self._pages(), *self._themes(), *self._of_codebook(), *self._annotations(),
            *self._entities(), *self._listed_articles(), *self._languages(),
        ]  # fmt: skip

    def completed(self, one: Entry) -> Entry:
        """Return an entry as it is shown: of an article, how far it is coded."""
        kind, _colon, key = one.key.partition(":")
        page = self._window.coding
        index = page.list.articles.index_of(key) if kind == "article" and page is not None else None
        if index is None or not index.isValid() or page is None:
            return one
        row = page.list.articles.row(index)
        told = [one.about, *([_("round {name}").format(name=row.again)] if row.again else []), _(STATE_WORDS[row.state])]
        return replace(one, about=", ".join(told))

    def _commands(self) -> Iterator[Entry]:
        for command_id, action in self._window.actions_.items(_MENUS):
            if command_id not in _LEFT_OUT and action.isEnabled():
                letter = keys.chip(LETTERS[command_id]) if command_id in LETTERS else SIGNS.get(command_id, "")
                typed = action.shortcut().toString() or letter
                yield entry(f"command:{command_id}", action.text().replace("&", ""), _("command"), icon="terminal", chip=typed)

    def _themes(self) -> Iterator[Entry]:
        now = self.session.settings.theme
        for key, words in themes():
            if key != now:
                yield entry(f"theme:{key}", words, _("colours of the window"), icon="settings")

    def _pages(self) -> Iterator[Entry]:
        for page in PAGES.values():
            if page.icon and page.seen_by(self.session):
                yield entry(f"page:{page.key}", _(page.words), _("page"), icon=page.icon)

    def _languages(self) -> Iterator[Entry]:
        for code, name in language.choices():
            made = entry(f"language:{code}", _("Language: {name}").format(name=name), f"language {_('Language')}", icon="languages")
            yield replace(made, about=_("preference"))

    def _categories(self) -> Iterator[Entry]:
        if self._shown is not None and self._can_write:
            would = self._would_tag()
            for one in self.session.the_project().codebook.offered:
                yield entry(f"category:{one.id}", one.label, would, chip=one.key, colour=one.color, style=one.style)

    def _of_codebook(self) -> Iterator[Entry]:
        if not self.session.is_open:
            return
        codebook, at_desk = self.session.the_project().codebook, self._shown is not None
        for category in codebook.offered:
            sign = {"colour": category.color, "style": category.style}
            yield entry(f"rule:{category.id}", _("Rule: {name}").format(name=category.label), _("codebook"), icon="book-open")
            for attribute in codebook.attributes_of(category.id):
                yield from self._values(category, attribute, sign)
        if at_desk:
            yield from self._filters()

    def _would_tag(self) -> str:
        place = self._window.coding.pane.place() if self._window.coding is not None else None
        words = " ".join(place.quote(self._shown.text).split()) if place is not None and self._shown is not None else ""
        return _("mark “{words}”").format(words=words if len(words) < 24 else words[:22] + "…") if words else _("category")

    def _values(self, category: Category, attribute: Attribute, sign: dict[str, str]) -> Iterator[Entry]:
        if attribute.type not in (cb.SINGLE, cb.MULTIPLE):
            return
        fits = self._takes(category.id, attribute)
        about = _("set {attribute}") if fits else _("{attribute}, rule")
        for value in attribute.values:
            if not value.retired:
                key = f"value:{category.id}\t{attribute.id}\t{value.id}"
                yield entry(key, value.label, about.format(attribute=attribute.label), **sign)

    def _filters(self) -> Iterator[Entry]:
        codebook, shown = self.session.the_project().codebook, _("what is shown")
        pane = self._window.coding.pane if self._window.coding is not None else None
        if pane is not None and pane.filter.is_on:
            yield entry("only:", _("Show all marks"), shown, icon="funnel")
        states = {FLAGGED: _("Show only: flagged"), UNSURE: _("Show only: unsure"), INCOMPLETE: _("Show only: incomplete")}
        for state in STATES:
            yield entry(f"only:state.{state}", states[state], shown, icon="funnel")
        for category in codebook.offered:
            yield entry(f"only:category.{category.id}", _("Show only: {name}").format(name=category.label), shown, icon="funnel")
            for attribute in codebook.attributes_of(category.id):
                for value in attribute.values if attribute.type in (cb.SINGLE, cb.MULTIPLE) else ():
                    words = _("Show only: {attribute}: {name}").format(attribute=attribute.label, name=value.label)
                    yield entry(f"only:value.{category.id}\t{attribute.id}\t{value.id}", words, shown, icon="funnel")

    def _annotations(self) -> Iterator[Entry]:
        shown = self._shown
        if shown is None:
            return
        for one in shown.ordered():
            category = shown.project.codebook.category(one.category)
            if category is not None:
                about = _("{category} in this article").format(category=in_sentence(category.label))
                quote = " ".join(one.quote.split())[:_LONGEST]
                yield entry(f"annotation:{one.id}", quote, about, colour=category.color, style=category.style, quoted=True)

    def _entities(self) -> Iterator[Entry]:
        if not self.session.is_open or self.session.coder is None:
            return
        shown = self._shown
        used = shown.entities_used if shown is not None else {}
        for one in self.session.the_project().entities.all():
            count = used.get(one.id, (0, 0))[0]
            mentions = ngettext("entity, {count} mention", "entity, {count} mentions", count).format(count=format_count(count))
            names = " ".join((_("entity"), *one.aliases))
            made = entry(f"entity:{one.id}", one.label, names, icon="user-round")
            yield replace(made, about=mentions if count else _("entity"))

    def _listed_articles(self) -> list[Entry]:
        if self._articles is None:
            self._articles = []
            if self.session.is_open and self.session.coder is not None:
                project = self.session.the_project()
                listed = {one.id: one for one in project.articles.listed()}
                seen = project.visible_articles
                order = listed if seen is None else [one for one in seen if one in listed]
                self._articles = [entry(f"article:{one}", listed[one].title[:_LONGEST], _("article"), icon="newspaper") for one in order]
        return self._articles

    # ---- what is asked

    @property
    def _shown(self) -> Any:
        page = self._window.coding
        return page.desk.shown if page is not None and self._window.is_at_desk else None

    @property
    def _can_write(self) -> bool:
        page = self._window.coding
        return page is not None and page.desk.can_write

    def _takes(self, category_id: str, attribute: Attribute) -> bool:
        """Return whether the selected annotation can be given a value of this attribute."""
        page = self._window.coding
        selected = page.desk.selected if page is not None and self._shown is not None else None
        return self._can_write and selected is not None and selected.category == category_id and attribute.applies(selected.values)

    # ---- what is done

    def _run(self, command_id: str) -> None:
        self._window.actions_[command_id].trigger()

    def _dress(self, theme: str) -> None:
        self.session.set_settings(theme=theme)
        put_on(self.session.settings)

    def _tag(self, category_id: str) -> None:
        page = self._window.coding
        category = self.session.the_project().codebook.category(category_id)
        if page is not None and category is not None and page.desk.can_write:
            page.show_text()
            page.desk.tag(category, page.pane.place())

    def _give(self, path: str) -> None:
        """Give the selected annotation a value, or show the value's rule where it takes none."""
        category_id, attribute_id, value_id = path.split("\t")
        page = self._window.coding
        attributes = self.session.the_project().codebook.attributes_of(category_id)
        attribute = next((one for one in attributes if one.id == attribute_id), None)
        if page is None or attribute is None:
            return
        if not self._takes(category_id, attribute):
            self._show_rule(category_id, attribute_id, value_id)
            return
        value: Any = value_id
        if attribute.type == cb.MULTIPLE:
            had = page.desk.selected.values.get(attribute_id) or [] if page.desk.selected is not None else []
            value = [one for one in had if one != value_id] if value_id in had else [*had, value_id]
        page.desk.set_value(attribute_id, value)

    def _show_rule(self, category_id: str, attribute_id: str = "", value_id: str = "") -> None:
        from ui.window_pages import CODE

        self._window.show_page(CODE)
        if self._window.coding is not None:
            self._window.coding.show_rule_of(category_id, attribute_id, value_id)

    def _show_only(self, path: str) -> None:
        page = self._window.coding
        if page is None:
            return
        kind, _dot, rest = path.partition(".")
        pane = page.pane
        if not kind:
            pane.show_only(type(pane.filter)())
        elif kind == "state":
            pane.show_only(pane.filter.with_state(rest))
        elif kind == "category":
            pane.show_only(pane.filter.with_category(rest))
        else:
            pane.show_only(pane.filter.with_value(*rest.split("\t")))

    def _go_to(self, annotation_id: str) -> None:
        page = self._window.coding
        if page is not None:
            page.desk.select(annotation_id, reveal=True)
            page.show_text()

    def _show_entity(self, entity_id: str) -> None:
        self._window.show_page(ENTITIES)
        page: Any = self._window.page(ENTITIES)
        found = next((one for one in self.session.the_project().entities.all() if one.id == entity_id), None)
        if page is not None and found is not None:
            page.find(found.label)

    def _open(self, article_id: str) -> None:
        from ui.window_pages import CODE

        self._window.show_page(CODE)
        if self._window.coding is not None:
            self._window.coding.open_article(article_id)
