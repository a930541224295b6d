"""Carry codings over to a corrected text or a reprint of an article.

Every passage is looked for in the other text by its words and what stands around them. Into a corrected text (the same source id,
imported again with another text) goes what is kept, moved or changed, a changed one with a flag; into a reprint (an article of the
same cluster) only what stands there word for word. Copies are marked as inherited and count in no agreement.
"""

from __future__ import annotations

import argparse

from annotator.cli.console import Console
from annotator.cli.words import a_path
from annotator.errors import AnnotatorError
from annotator.i18n import N_, _
from annotator.operations.carrying import Carriage, carry, others_of, preview_carry
from annotator.project import Project, open_project

ABOUT = N_(
    "Carry codings over to a corrected text or a reprint of an article. Every passage is looked for in the other text by its words and "
    "what stands around them. Into a corrected text goes what is kept, moved or changed, a changed one with a flag; into a reprint only "
    "what stands there word for word. Copies are marked as inherited and count in no agreement."
)
EXAMPLE = "annotator carry study.annot ARTICLE --preview"
COLUMNS = ("annotation_id", "coder", "category", "status", "start", "end", "new_start", "new_end", "quote", "new_quote")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=a_path, metavar="PROJECT")
    parser.add_argument("article", metavar="ARTICLE", help=_("the corrected text or reprint: its id or source id"))
    parser.add_argument("--from", dest="source", metavar="ARTICLE", help=_("the article to carry from, where there are several"))
    parser.add_argument("--preview", action="store_true", help=_("say what would become of each annotation, and keep nothing"))
    parser.add_argument("--json", action="store_true", help=_("one object a line"))
    parser.add_argument("--as", dest="coder", metavar="CODER", help=_("carry only this coder's work"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Carry, and print what became of each annotation."""
    with open_project(arguments.project, arguments.coder, read_only=arguments.preview) as project:
        target = _target(project, arguments.article)
        source = _source(project, target, arguments.source)
        done = (preview_carry if arguments.preview else carry)(project, source, target)
        console.rows(COLUMNS, _rows(done), as_json=arguments.json)
        console.note(done.in_words())
    return 0


def _target(project: Project, name: str) -> str:
    """Return the article of this id or source id; of several texts that came under one source id, the last corrected one."""
    same = project.articles.with_source_id(name)
    corrected = [one for one in same if one.correction_of]
    return corrected[-1].id if len(same) > 1 and corrected else project.articles.find(name).id


def _source(project: Project, target: str, named: str | None) -> str:
    if named is not None:
        return project.articles.find(named).id
    others = [one for one in others_of(project, target) if one.correction_of != target]
    if len(others) == 1 or (others and others[0].id == project.articles.get(target).correction_of):
        return others[0].id
    if not others:
        raise AnnotatorError(_("{article} is no corrected text and no reprint of another article").format(article=target))
    ids = ", ".join(one.id for one in others)
    raise AnnotatorError(_("there are several other versions; name one with --from: {ids}").format(ids=ids))


def _rows(done: Carriage) -> list[tuple[object, ...]]:
    return [
        (
            row.annotation.shown_id, row.coder, row.annotation.category, row.status, row.annotation.start, row.annotation.end,
            row.spans[0].start if row.spans else None, row.spans[-1].end if row.spans else None, row.annotation.quote, row.quote,
        )
        for row in done.rows
    ]  # fmt: skip
