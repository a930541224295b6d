"""The pictures of the README and the guide, taken anew from the sample project.

``python -m tests.pictures [DIR [VIEW…]]`` takes what the docs show into docs/images, or all views, or those named, into DIR. It needs no
display: every picture is a grab of the real window, in light and in dark.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.codebook.page import CodebookPage

from typing import Any

from tests import corpus_pictures, rescue_pictures, study_pictures

ROOT = Path(__file__).parent.parent
WIDE, SMALL = (1440, 900), (1024, 768)
PATIENCE = 120.0  # seconds; the agreement table takes a few on a slow machine
COAL = "Coal plant"
PAGES = {
    "harbour strike.txt": (
        "The Tornby Post\nMonday 17 March 2025\nHomeNewsHarbourHarbour pilots call off their strike\n\n"
        "Harbour pilots call off their strike\n\nBy Mira Holt\n\n"
        "PORT ELLERY – The harbour pilots of Port Ellery will return to work on Tuesday, their union said.\n\n"
        "“The port has promised us two more boats,” said Jonas Reek, who leads the union. The port authority would not confirm this.\n\n"
        "Subscribe to our newsletter\n"
    ).encode(),
    "Zölle.txt": (
        "Kestria senkt Zölle auf Fisch\n\n„Die Zölle müssen bis zum Sommer fallen“, sagte die Ministerin in Köln.\n\n"
        "Die Opposition hält das für möglich, aber zu spät.\n"
    ).encode("cp1252"),
    "archive.jsonl": (
        b'{"id": "K-1", "headline": "Bay council to send envoy for sea cables", "text": "The bay council said it would send an envoy."}\n'
        b'{"id": "K-2", "headline": "Judges stop land tax", "text": "The court suspended the new land tax on Friday."}\n'
    ),
}


def main(words: list[str]) -> int:
    """Take the pictures and print their paths."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = Path(words[0]) if words else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        for made in take(folder, Path(name), words[1:] or (list(VIEWS) if words else IN_THE_DOCS)):
            sys.stdout.write(f"{made}\n")
    return 0


def take(folder: Path, scratch: Path, views: Iterable[str]) -> list[Path]:
    """Take these views in both themes and return the files; ``scratch`` holds the projects they are taken of."""
    from ui import theme
    from ui.app import make_application
    from ui.theme import Theme

    application = make_application([])
    made: list[Path] = []
    for scheme in ("light", "dark"):
        theme.apply(application, Theme.light() if scheme == "light" else Theme.dark())
        for name in views:
            stage = Stage(scratch / scheme / name)
            try:
                VIEWS[name](stage)
                stage.wait()
                file = folder / (f"{name}.png" if scheme == "light" else f"{name}-dark.png")
                stage.take(file)
                made.append(file)
            finally:
                stage.strike()
    return made


class Stage:
    """The window on a fresh sample project, and what a coder does before the picture is taken."""

    def __init__(self, folder: Path) -> None:
        from ui.main_window import MainWindow
        from ui.session import Session

        self.folder = folder
        for variable in ("ANNOTATOR_SETTINGS", "ANNOTATOR_DATA"):
            os.environ[variable] = str(folder / variable.lower())
        self.session = Session()
        self.session.set_settings(coder="ada")
        self.window = MainWindow(self.session)
        self.window.resize(*WIDE)
        self.shown = self.window
        self.window.show()

    def open_sample(self, article: str = "", *, size: tuple[int, int] = WIDE) -> None:
        """Open the sample project at the article whose headline begins with these words."""
        from annotator.operations.demo import make_demo

        self.window.resize(*size)
        self.window.open_project(make_demo(self.folder / "sample"), "ada")
        if article:
            found = [one for one in self.session.the_project().articles.all() if one.headline.startswith(article)]
            self.session.open_article(found[0].id)
        self.wait(lambda: not self.session.jobs.busy)

    def select(self, category: str, quote: str) -> None:
        """Select ada's annotation of this category whose passage begins so."""
        desk = self.window.coding.desk
        found = [one for one in desk.shown.ordered() if one.category == category and one.quote.startswith(quote)]
        desk.select(found[0].id, reveal=True)

    def press(self, *keys: str) -> None:
        """Press keys in the article: a letter or digit, or the name Qt gives a key."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        view = self.window.coding.pane.view
        for key in keys:
            if len(key) == 1:
                QTest.keyClicks(view, key)
            else:
                QTest.keyClick(view, getattr(Qt.Key, f"Key_{key}"))

    def wait(self, done: Callable[[], bool] | None = None, *, after: float = 0.4) -> None:
        """Let Qt and the job thread work until this holds, then a moment more; without a condition for the moment alone."""
        from PySide6.QtCore import QEventLoop, QTimer

        limit = time.monotonic() + PATIENCE
        loop = QEventLoop()
        ends: list[float] = []

        def look() -> None:
            now = time.monotonic()
            if now > limit:
                raise SystemExit("what the picture should show did not come")
            if not ends and (done is None or done()):
                ends.append(now + after)
            if ends and now >= ends[0]:
                loop.quit()

        ticker = QTimer()
        ticker.timeout.connect(look)
        ticker.start(20)
        loop.exec()

    def take(self, file: Path) -> None:
        """Save what is shown as a picture; the rounded corners of a dialog lie on the window's grey."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QImage, QPainter

        from ui import theme

        grabbed = self.shown.grab()
        picture = QImage(grabbed.size(), QImage.Format.Format_RGB32)
        picture.fill(theme.current().window)
        painter = QPainter(picture)
        painter.drawPixmap(0, 0, grabbed)
        painter.end()
        if not picture.convertToFormat(QImage.Format.Format_RGB888, Qt.ImageConversionFlag.AutoColor).save(str(file), "PNG", 0):
            raise SystemExit(f"{file} could not be written")

    def strike(self) -> None:
        """Close the window and what was opened over it."""
        if self.shown is not self.window:
            self.shown.close()
        self.window.close()
        self.window.deleteLater()
        self.wait(after=0.05)


def desk(stage: Stage) -> None:
    """Show an article with a claim selected: its values, its links, the other marks receding."""
    stage.open_sample(COAL)
    stage.select("claim", "“We will not leave")


def link(stage: Stage) -> None:
    """Show link mode: the question, the letters at what can be linked."""
    stage.open_sample(COAL)
    stage.select("claim", "The delay could add")
    stage.press("l", "o")


def structure(stage: Stage) -> None:
    """Show the claims as cards beside the text, one of them with all its links."""
    stage.open_sample(COAL)
    stage.press("g")
    stage.select("claim", "The delay could add")


def structure_small(stage: Stage) -> None:
    """Show the cards in a small window."""
    stage.open_sample(COAL, size=SMALL)
    stage.press("g")
    stage.select("claim", "The delay could add")


def palette(stage: Stage) -> None:
    """Show the palette with a few letters typed."""
    stage.open_sample(COAL)
    stage.select("claim", "The delay could add")
    stage.window.palette_.open("co")


def filtered(stage: Stage) -> None:
    """Show an article of which only some marks are shown."""
    stage.open_sample(COAL)
    pane = stage.window.coding.pane
    pane.show_only(pane.filter.with_category("claim").with_value("claim", "claim_type", "commitment"))


def whole_rule(stage: Stage) -> None:
    """Show all that the codebook says of the selected claim, beside it."""
    stage.open_sample(COAL)
    stage.select("claim", "The delay could add")
    stage.window.actions_["rule"].trigger()


def finish(stage: Stage) -> None:
    """Show what is open in an article that is half coded."""
    from annotator.model.span import Span

    stage.open_sample("“A platform")
    page = stage.window.coding
    text = page.desk.shown.text
    for category, quote in (("claim", "Plaza is afraid of its own numbers"), ("speculation", "I think")):
        start = text.index(quote)
        page.desk.tag(page.desk.project.codebook.category(category), Span(start, start + len(quote)))
    page.finish()


def scripts(stage: Stage) -> None:
    """Show an article in Devanagari, in a small window."""
    stage.open_sample("पहाडी", size=SMALL)
    stage.select("claim", "“कुनै पनि")


def arabic(stage: Stage) -> None:
    """Show an article that is written from right to left."""
    stage.open_sample("مرجانة", size=SMALL)
    stage.select("claim", "«سنحمي")


def history(stage: Stage) -> None:
    """Show the history of an article, one step of it taken back."""
    stage.open_sample("Judges stop")
    for _line in range(6):
        stage.press("Down")
    stage.press("q", "2")
    desk = stage.window.coding.desk
    desk.set_value("claim_type", "evaluative")
    desk.undo()
    stage.window.coding.tabs.choose("history")


def keys(stage: Stage) -> None:
    """Show all keys."""
    stage.open_sample(COAL)
    stage.press("?")


def importing(stage: Stage) -> None:
    """Show the import dialog: the article as it would be stored, a file whose encoding is asked."""
    from ui.articles.import_dialog import ImportDialog

    stage.open_sample()
    pages = stage.folder / "pages"
    pages.mkdir()
    for name, content in PAGES.items():
        (pages / name).write_bytes(content)
    dialog = ImportDialog(stage.session, [pages], stage.window)
    dialog.open()
    stage.shown = dialog
    stage.wait(lambda: bool(dialog.sources.rows) and all(row.look is not None for row in dialog.sources.rows))
    row = next(row for row in dialog.sources.rows if row.path.name.startswith("harbour"))
    dialog.source_view.setCurrentIndex(dialog.sources.index_of(row.path))
    stage.wait(lambda: not stage.session.jobs.busy)


def exporting(stage: Stage) -> None:
    """Show the export dialog."""
    from ui.articles.export_dialog import ExportDialog

    stage.open_sample()
    dialog = ExportDialog(stage.session, stage.window)
    dialog.folder.edit.setText("~/Documents/demo tables")
    dialog.python.edit.setText("import annotator; frames = annotator.load_frames('demo.annot')")
    dialog.open()
    stage.shown = dialog


def _agreement(stage: Stage, view: str, what: str = "Claim type", *, version: str = "*") -> Any:
    """Show a view of the agreement of five coders over eight weeks, of one figure; return the page."""
    from tests.agreement.study import a_long_study

    # Made once for all views: the study is only looked at.
    made = stage.folder.parent.parent / "five coders"
    if not made.exists():
        made.mkdir(parents=True)
        coders = ("ada", "ben", "caro", "dina", "emil")
        a_long_study(made, coders=coders, weeks=8, weekly=5, sentences=6, drifting="dina", since=5, decided=3)
    stage.window.open_project(made / "study.annot", "ada")
    stage.window.show_page("agreement")
    page = stage.window.page("agreement")
    stage.wait(lambda: page.report is not None and not stage.session.jobs.busy)
    page.choices.choose_version(version)
    stage.wait(lambda: not stage.session.jobs.busy)
    titles = [one.title for one in page.table.records.headings]
    measures = [one.measure for one in page.table.records.headings]
    page.table.selectRow(next(row for row, title in enumerate(titles) if title == what and measures[row].startswith("alpha")))
    page.show_tab(view)
    stage.wait(lambda: not stage.session.jobs.busy)
    return page


def agreement(stage: Stage) -> None:
    """Show how far five coders agree, where statements part, and the passages behind one number."""
    page = _agreement(stage, "table")
    page.open_row(page.table.currentIndex().row())
    stage.wait(lambda: page.board.passages_open)


def agreement_weeks(stage: Stage) -> None:
    """Show a coder who drifts from one week on, and the passages of that week."""
    page = _agreement(stage, "time", "Claim marked")
    view = page.views["time"]
    view.coders.take(4)
    view.plot._take(5)
    stage.wait(lambda: page.board.passages_open)


def agreement_pairs(stage: Stage) -> None:
    """Show who agrees with whom, and which value met which in one pair."""
    page = _agreement(stage, "pairs")
    page.views["pairs"].matrix._take((0, 3))
    stage.wait(lambda: page.board.passages_open)


def agreement_decomposition(stage: Stage) -> None:
    """Show what disagreement consists of."""
    _agreement(stage, "decomposition")


def agreement_articles(stage: Stage) -> None:
    """Show a figure article by article."""
    _agreement(stage, "articles")


def agreement_versions(stage: Stage) -> None:
    """Show the figures of two codebook versions."""
    _agreement(stage, "versions")


def agreement_gold(stage: Stage) -> None:
    """Show coders against gold, and the table of confusion behind one figure."""
    page = _agreement(stage, "gold")
    grid = page.views["gold"].grid
    grid.setCurrentIndex(grid.figures.index(3, 5))
    grid.opened.emit(3, 5)
    stage.wait(lambda: page.board.passages_open)


def agreement_needed(stage: Stage) -> None:
    """Show how many articles are still needed."""
    _agreement(stage, "needed")


def agreement_settings(stage: Stage) -> None:
    """Show what is chosen about the figures."""
    page = _agreement(stage, "table")
    page.settings.turn(page.report)


def agreement_differences(stage: Stage) -> None:
    """Show two coders beside each other."""
    page = _agreement(stage, "differences")
    view = page.views["differences"]
    view.other.choose("dina")
    stage.wait(lambda: page.works.idle)


def agreement_small(stage: Stage) -> None:
    """Show the agreement table in a small window."""
    stage.window.resize(*SMALL)
    _agreement(stage, "table")


def preferences(stage: Stage, tab: str = "look") -> None:
    """Show the preferences."""
    from ui.settings.dialog import SettingsDialog

    stage.open_sample()
    dialog = SettingsDialog(stage.session, stage.window)
    dialog.open()
    dialog.tabs.choose(tab)
    stage.shown = dialog


def questions(stage: Stage, tab: str = "questions") -> None:
    """Show the questions that coders ask, with an answer; or the notes."""
    from annotator.model.remark import ANNOTATION, CATEGORY, PROJECT
    from annotator.operations import coding, notes
    from annotator.store.selections import Selections

    stage.open_sample()
    session = stage.session
    asked = ("Is a wish a demand if nobody is named?", "Two claims or one?", "Does “is sure to” count as a claim of the author?")
    for name, words in zip(("ada", "ben", "ada"), asked, strict=True):
        session.enter(name)
        project = session.the_project()
        claims = [one for one in Selections(project.database).annotations(category="claim", coder_id=session.coder.id) if not one.flag]
        coding.set_note(project, claims[0].id, words)
        coding.set_flag(project, claims[0].id, True)
    session.enter("ada")
    project = session.the_project()
    found = notes.questions(project)
    notes.write(project, ANNOTATION, found[0].annotation.id, "Yes, if somebody is to act; who that is may stay open.")
    notes.write(project, PROJECT, "", "We meet on Fridays at ten to talk about flags.")
    notes.write(project, CATEGORY, "claim", "Wishes count from version 2 on.")
    stage.window.show_page("notes")
    page = stage.window.page("notes")
    page.tabs.choose(tab)
    page.list.setCurrentRow(2 if tab == "questions" else 0)


def hidden_source(stage: Stage) -> None:
    """Show the desk of a coder from whom outlet, author and date are hidden."""
    from annotator.operations.blinding import hide_from_coders

    stage.open_sample()
    with_all = stage.session.the_project()
    hide_from_coders(with_all, ["outlet", "byline", "date"])
    stage.session.enter("c01")


def welcome(stage: Stage) -> None:
    """Show what a first start shows."""


def rules(stage: Stage) -> None:
    """Show the help."""
    stage.open_sample()
    stage.window.show_page("help")


def pace(stage: Stage) -> None:
    """Show a coder's own pace, with times as a few days of work leave them."""
    from annotator.operations import coding

    stage.open_sample()
    project = stage.session.the_project()
    begun = [one for one in project.articles.ids() if project.codings.get(one, project.the_coder().id) is not None]
    for place, article in enumerate(begun):
        coding.add_active_seconds(project, article, 240 + 97 * place * (place % 3))
    stage.window.show_page("pace")


def a_revision(stage: Stage) -> None:
    """Let ada revise the codebook of the sample: a definition, a new value, two values that become one."""
    from annotator.model.codebook_edits import add, change, merge_values
    from annotator.operations import codebook_draft as drafts

    kind = ("category", "claim", "claim_type")
    stage.open_sample()
    said = "the maker announces an act, a decision or an agreement of its own"
    stage.session.write(drafts.edit, change((*kind, "commitment"), definition=said))
    stage.session.write(drafts.edit, add((*kind, "question"), label="Question", definition="asks instead of saying"))
    stage.session.write(drafts.edit, merge_values(("category", "claim", "form"), ["mixed"], "direct"))
    stage.window.show_page("codebook")
    stage.wait(lambda: not stage.session.jobs.busy)


def codebook_page(stage: Stage) -> CodebookPage:
    """Return the codebook page of the window."""
    from ui.codebook.page import CodebookPage

    return stage.window.findChild(CodebookPage)


def codebook(stage: Stage) -> None:
    """The editor at a question whose values are revised."""
    a_revision(stage)
    page = codebook_page(stage)
    page.show_place(("category", "claim", "claim_type"))
    page.form.choose_value("commitment")


def codebook_link(stage: Stage) -> None:
    """How many links of a type there must be, one rule being edited."""
    a_revision(stage)
    page = codebook_page(stage)
    page.show_place(("link", "towards"))
    page.form.counts.choose(1)


def codebook_differences(stage: Stage) -> None:
    """What the draft changes."""
    a_revision(stage)
    codebook_page(stage).show_differences()


def codebook_publish(stage: Stage) -> None:
    """The question before publishing: what becomes of the codings."""
    a_revision(stage)
    page = codebook_page(stage)
    page.ask_publish()
    stage.wait(lambda: not stage.session.jobs.busy)


def codebook_worklist(stage: Stage) -> None:
    """What publishing leaves to look at again."""
    a_revision(stage)
    page = codebook_page(stage)
    page.publish()
    page.show_worklist()
    stage.wait(lambda: not stage.session.jobs.busy)


def codebook_recode(stage: Stage) -> None:
    """Annotations picked by a filter, before they are recoded."""
    a_revision(stage)
    page = codebook_page(stage)
    page.show_recoding()
    panel = page.recode_panel
    panel.category.setCurrentIndex(1)
    panel.category.activated.emit(1)
    panel.conditions.add("claim_type").field.choose("accusation")
    panel.given.rows[0].remove_button.click()
    panel.given.add("claim_type").field.choose("evaluative")
    text = panel.given.add("proposition").field
    text.set_value("The ministry is to blame")
    text.choose("The ministry is to blame")
    stage.wait(lambda: not stage.session.jobs.busy)
    panel.list.setCurrentRow(0)


def small(stage: Stage, view: Callable[[Stage], None]) -> None:
    """Show a view in a small window."""
    view(stage)
    stage.window.resize(*SMALL)


VIEWS: dict[str, Callable[[Stage], None]] = {
    "desk": desk,
    "link": link,
    "structure": structure,
    "structure-small": structure_small,
    "palette": palette,
    "filtered": filtered,
    "whole-rule": whole_rule,
    "finish": finish,
    "devanagari": scripts,
    "arabic": arabic,
    "history": history,
    "keys": keys,
    "import": importing,
    "export": exporting,
    "agreement": agreement,
    "preferences": preferences,
    "preferences-keys": lambda stage: preferences(stage, "keys"),
    "preferences-project": lambda stage: preferences(stage, "project"),
    "hidden-source": hidden_source,
    "questions": questions,
    "notes": lambda stage: questions(stage, "notes"),
    "agreement-weeks": agreement_weeks,
    "agreement-pairs": agreement_pairs,
    "agreement-decomposition": agreement_decomposition,
    "agreement-articles": agreement_articles,
    "agreement-versions": agreement_versions,
    "agreement-gold": agreement_gold,
    "agreement-needed": agreement_needed,
    "agreement-settings": agreement_settings,
    "agreement-differences": agreement_differences,
    "agreement-small": agreement_small,
    "welcome": welcome,
    "help": rules,
    "pace": pace,
    **corpus_pictures.VIEWS,
    **study_pictures.VIEWS,
    **rescue_pictures.VIEWS,
    "codebook": codebook,
    "codebook-link": codebook_link,
    "codebook-link-small": lambda stage: small(stage, codebook_link),
    "codebook-differences": codebook_differences,
    "codebook-publish": codebook_publish,
    "codebook-publish-small": lambda stage: small(stage, codebook_publish),
    "codebook-worklist": codebook_worklist,
    "codebook-worklist-small": lambda stage: small(stage, codebook_worklist),
    "codebook-recode-small": lambda stage: small(stage, codebook_recode),
    "codebook-differences-small": lambda stage: small(stage, codebook_differences),
    "codebook-recode": codebook_recode,
    "codebook-small": lambda stage: small(stage, codebook),
}
IN_THE_DOCS = (
    "desk", "structure", "palette", "link", "finish", "import", "agreement", "agreement-weeks",
    "plan", "adjudicate", "welcome", "devanagari", "arabic",
    "version", "bulk", "questions", "preferences-keys", "backups",
    "codebook", "codebook-differences", "codebook-publish", "codebook-worklist", "codebook-recode",
)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
