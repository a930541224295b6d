"""A remark: a note on the project or a category, or a reply in the thread of a question."""

from __future__ import annotations

from dataclasses import dataclass

PROJECT, CATEGORY, ANNOTATION = "project", "category", "annotation"
KINDS = (PROJECT, CATEGORY, ANNOTATION)
ARTICLE, ENTITY = "article", "entity"
"""what else can bear a note; these stand with the coding and in the register"""
LONGEST = 2_000  # characters

EVERYBODY = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote about something. It is shown to supervisors, to ``reader``, and to everybody if that is empty."""

    id: str
    about: str
    """one of ``KINDS``"""
    about_id: str
    """the category or annotation; empty for the project"""
    author: str
    """the id of the coder who wrote it"""
    reader: str
    text: str
    made_at: str
    article_id: str = ""
