"""Pictures of the pages over all articles: entities, search, the table of annotations, versions and reprints."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.pictures import Stage
    from ui.search.page import SearchPage

SMALL = (1024, 768)


def _corrected(stage: Stage) -> str:
    """Bring a corrected text of the sample's first article in and return its id."""
    from annotator.model.article import Region
    from annotator.text.regions import propose_regions
    from tests.builders import an_article

    project = stage.session.the_project()
    first = project.articles.all()[0]
    text = project.articles.text(first.id)
    cut = text.index(". ", len(text) // 2) + 2
    end = text.index(".", cut) + 2
    new = "Correction: an earlier version of this article misnamed the minister.\n" + text[:cut] + text[end:].replace("will", "could", 1)
    proposal = propose_regions(new, headline=first.headline, language=first.language)
    regions = [Region(kind, span) for kind, span in proposal.regions]
    return an_article(project, new, source_id=first.source_id, headline=first.headline, outlet=first.outlet, correction_of=first.id,
                      language=first.language, regions=regions)  # fmt: skip


def version(stage: Stage) -> None:
    """Show a corrected text with the sentences that differ, and a highlighter of the project."""
    from annotator.operations.highlighters import add_highlighter

    stage.open_sample()
    add_highlighter(stage.session.the_project(), "minister* OR ministry")
    stage.session.open_article(_corrected(stage))
    stage.wait(lambda: not stage.session.jobs.busy)
    stage.window.coding.pane.versions.differ_button.click()


def carry(stage: Stage) -> None:
    """Show what would go over to a corrected text."""
    stage.open_sample()
    stage.session.open_article(_corrected(stage))
    stage.window.coding.pane.versions.carry_button.click()
    from ui.versions.carry_dialog import CarryDialog

    stage.shown = dialog = stage.window.findChild(CarryDialog)
    stage.wait(lambda: dialog.preview is not None)


def _search(stage: Stage, asked: str) -> SearchPage:
    stage.open_sample()
    stage.window.show_page("search")
    page = stage.window.page("search")
    page.field.edit.setText(asked)
    page.search()
    stage.wait(lambda: page.found is not None)
    return page


def bulk(stage: Stage) -> None:
    """Show what a search found on its way to become annotations."""
    page = _search(stage, "could OR may OR might")
    page.ask_to_code()
    page.bulk._choice.choose("speculation")


def highlighters(stage: Stage) -> None:
    """Show the project's highlighters beside a search."""
    from annotator.operations.highlighters import PATTERN, add_highlighter

    stage.window.resize(*SMALL)
    page = _search(stage, "tariff*")
    stage.window.resize(*SMALL)
    project = stage.session.the_project()
    add_highlighter(project, "minister* OR ministry", name="Ministries and those who lead them, with all their names")
    made = add_highlighter(project, r"\b(19|20)\d\d\b", PATTERN, name="years")
    add_highlighter(project, "could OR may OR might", name="speculation")
    from annotator.operations.highlighters import switch

    switch(project, made.id, on=False)
    page.show_highlighters()


def recode(stage: Stage) -> None:
    """Show chosen annotations and what they would become."""
    stage.open_sample()
    stage.window.show_page("table")
    page = stage.window.page("table")
    stage.wait(lambda: page.table.rows.rowCount() > 0)
    claims = [row.id for row in page.table.rows.rows if row.annotation.category == "claim"][:14]
    page.table.choose(*claims)
    page.ask_to_recode()
    page.recoding.attribute_field.choose("form")
    page.recoding.form.fields["form"].choose("indirect")


def times(stage: Stage) -> None:
    """Show what an entity was from one day to another."""
    from annotator.operations.entities import add_period

    stage.open_sample(size=SMALL)
    project = stage.session.the_project()
    one = next(one for one in project.entities.all() if one.label == "Joran Tellvik")
    add_period(project, one.id, "party", "Green Alliance", "2015", "2021-09")
    add_period(project, one.id, "party", "Kestrian Centre Party", "2021-10")
    add_period(project, one.id, "office", "Minister of Energy and of the Affairs of the Northern Islands", "2023-03-14")
    stage.window.show_page("entities")
    page = stage.window.page("entities")
    stage.wait(lambda: page.table.rows.rowCount() > 0)
    page.table.choose(one.id)
    page.panel.tabs.choose("times")


def reprints(stage: Stage) -> None:
    """Show proposed clusters of reprints."""
    from tests.builders import an_article

    stage.open_sample()
    project = stage.session.the_project()
    for number, article in enumerate(project.articles.all()[:4]):
        text = project.articles.text(article.id)
        cut = text.index(". ", len(text) // 3) + 2
        for turn in range(1 + number % 2):
            words = f"{text[:cut]}The agency put this in, number {turn}. {text[cut:]}"
            an_article(project, words, source_id=f"wire-{number}-{turn}", outlet=("Baltic Wire", "The Evening Ledger")[turn],
                       headline=article.headline, date_published="2025-03-09")  # fmt: skip
    stage.window.show_page("reprints")
    page = stage.window.page("reprints")
    stage.wait(lambda: page.found is not None)


VIEWS = {
    "version": version, "carry": carry, "bulk": bulk, "highlighters": highlighters, "recode": recode, "times": times, "reprints": reprints,
}  # fmt: skip
