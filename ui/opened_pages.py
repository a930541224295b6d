"""Pages over an open project that the window shows beside the desk; each is imported when it is first shown."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.session import Session

ENTITIES, SEARCH, TABLE = "entities", "search", "table"
KEYS = (ENTITIES, SEARCH, TABLE)


def make_page(key: str, session: Session) -> QWidget:
    """Return the page of this key; each has ``place_wanted(article, span)``."""
    if key == ENTITIES:
        from ui.entities.page import EntitiesPage

        return EntitiesPage(session)
    if key == SEARCH:
        from ui.search.page import SearchPage

        return SearchPage(session)
    from ui.table.page import AnnotationsPage

    return AnnotationsPage(session)
