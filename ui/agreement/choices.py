"""What the agreement page shows: its settings, kept for each project from one start to the next, and which rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from annotator.agreement.measures import MEASURES, STATEMENTS
from annotator.agreement.record import Record
from annotator.i18n import _, in_sentence, ngettext
from annotator.operations.agreement import MIXED, SHOWN, AgreementReport
from annotator.operations.agreement_settings import AgreementSettings, settings_from
from annotator.operations.people import reported_names
from annotator.project import Project
from ui.kept import kept

EVERYTHING, ARTICLE, LINKS = "", "(article)", "(links)"
ALWAYS = ("exact_f1", *STATEMENTS)
"""computed whatever is chosen: the decomposition is made of them"""
ALL = tuple(one for one in MEASURES if one not in STATEMENTS)


class Choices(QObject):
    """The supervisor's choices; ``chosen`` asks for a new computation, ``filtered`` only for other rows."""

    chosen = Signal()
    filtered = Signal()
    nobody_named = Signal(bool)
    """pseudonyms are asked for in place of names, or names again"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._report: AgreementReport | None = None
        self.forget()

    def forget(self) -> None:
        """Go back to what a project is first shown with: all coders, the newest version they share, all rows."""
        self.settings = AgreementSettings()
        self.rows = EVERYTHING
        self._place = ""
        self.pseudonyms = False

    def recall(self, project: Project) -> None:
        """Take the settings that were chosen for this project before; coders it no longer has are left out."""
        self.forget()
        self._place = f"agreement/{hashlib.sha256(str(project.path.absolute()).encode()).hexdigest()[:24]}"
        try:
            found = json.loads(str(kept().value(self._place) or "{}"))
        except ValueError:
            found = {}
        made = settings_from(found) if isinstance(found, dict) else AgreementSettings()
        known = set(reported_names(project).values())
        coders = tuple(name for name in made.coders or () if name in known)
        measures = tuple(name for name in made.measures if name in MEASURES)
        self.settings = replace(made, coders=coders if len(coders) > 1 else None, measures=measures or SHOWN)

    @property
    def computed(self) -> AgreementSettings:
        """Return the settings to compute with: what the views are made of is computed too."""
        return replace(self.settings, measures=tuple(dict.fromkeys((*self.settings.measures, *ALWAYS))))

    @property
    def more(self) -> bool:
        """Return whether all measures are computed."""
        return set(ALL) <= set(self.settings.measures)

    def choose(self, settings: AgreementSettings) -> None:
        """Compute with these settings, and keep them for the project."""
        self.settings = settings
        if self._place:
            kept().setValue(self._place, json.dumps(settings.as_dict()))
        self.chosen.emit()

    def show_more(self, more: bool) -> None:
        """Compute the other measures too: kappas, gamma, figures per value and per character."""
        self.choose(replace(self.settings, measures=ALL if more else SHOWN))

    def show(self, report: AgreementReport) -> None:
        """Offer what this report has."""
        self._report = report

    def choose_coders(self, coders: tuple[str, ...] | None) -> None:
        """Compare these coders; None: all who finished an article."""
        self.choose(replace(self.settings, coders=coders))

    def choose_version(self, version: str) -> None:
        """Compare codings made with this codebook version; ``MIXED`` mixes all, and the page says so."""
        self.choose(replace(self.settings, version=version))

    def choose_rows(self, key: str) -> None:
        """Show the rows of a category, of articles as a whole, of links, or all."""
        self.rows = key
        self.filtered.emit()

    def lets_through(self, record: Record) -> bool:
        """Return whether a record's row is shown."""
        if record.measure in STATEMENTS or record.measure not in self.settings.measures:
            return False  # shares of one whole have their own place; what was not asked for has none
        link = record.measure.startswith("link_")
        if self.rows == EVERYTHING:
            return True
        if self.rows == LINKS:
            return link
        if self.rows == ARTICLE:
            return bool(record.attribute) and not record.category
        return record.category == self.rows and not link

    def coders_words(self) -> str:
        """Return whose codings are compared, in short."""
        coders = self._report.coders if self._report is not None else ()
        if len(coders) == 2:
            return _("{a} and {b}").format(a=coders[0], b=coders[1])
        return ngettext("{count} coder", "{count} coders", len(coders)).format(count=len(coders))

    def rows_words(self) -> str:
        """Return which rows are shown, in short."""
        return in_sentence(dict(self._kinds_of_rows()).get(self.rows, _("All")))

    def coders_menu(self, parent: QWidget) -> QMenu:
        """Return the menu of the groups of coders and, where there are several, of the codebook versions."""
        menu = QMenu(parent)
        if self._report is None:
            return menu
        known = self._report.corpus.coders
        group = QActionGroup(menu)
        together = ngettext("All {count} coder together", "All {count} coders together", len(known)).format(count=len(known))
        if len(known) != 2:
            _add(menu, group, together, self.settings.coders is None, lambda: self.choose_coders(None))
        for pair in combinations(known, 2):
            words = _("{a} and {b}").format(a=pair[0], b=pair[1])
            _add(menu, group, words, self._report.coders == pair, lambda pair=pair: self.choose_coders(pair))
        if len(self._report.corpus.versions) > 1:
            menu.addSeparator()
            self._add_versions(menu, self._report)
        menu.addSeparator()
        hidden = menu.addAction(_("Pseudonyms in place of names, in exports too"))
        hidden.setCheckable(True)
        hidden.setChecked(self.pseudonyms)
        hidden.triggered.connect(self.nobody_named)
        return menu

    def _add_versions(self, menu: QMenu, report: AgreementReport) -> None:
        group = QActionGroup(menu)
        for version in report.corpus.versions:
            words = _("Codebook {version}").format(version=version)
            _add(menu, group, words, report.corpus.version == version, lambda version=version: self.choose_version(version))
        mixed = report.corpus.version == MIXED
        _add(menu, group, _("All codebook versions mixed"), mixed, lambda: self.choose_version(MIXED))

    def rows_menu(self, parent: QWidget) -> QMenu:
        """Return the menu of what the rows are about."""
        menu = QMenu(parent)
        group = QActionGroup(menu)
        for key, words in self._kinds_of_rows():
            _add(menu, group, words, self.rows == key, lambda key=key: self.choose_rows(key))
        menu.addSeparator()
        more = menu.addAction(_("Other measures too: kappas, gamma, single values"))
        more.setCheckable(True)
        more.setChecked(self.more)
        more.triggered.connect(self.show_more)
        return menu

    def _kinds_of_rows(self) -> list[tuple[str, str]]:
        if self._report is None:
            return []
        categories = [(one.id, one.label) for one in self._report.codebook.categories]
        return [(EVERYTHING, _("All")), *categories, (ARTICLE, _("Articles as a whole")), (LINKS, _("Links"))]


def _add(menu: QMenu, group: QActionGroup, words: str, checked: bool, act: Callable[[], None]) -> None:
    action = QAction(words.replace("&", "&&"), menu, checkable=True, checked=checked)
    action.triggered.connect(lambda _on: act())
    group.addAction(action)
    menu.addAction(action)
