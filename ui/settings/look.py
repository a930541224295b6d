"""What the program looks like as the settings ask for it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from annotator.settings import Settings
from ui import theme

CONTRAST = "-contrast"


def put_on(settings: Settings) -> None:
    """Put the theme, the sizes and the article's type that the settings ask for on the whole program."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        theme.follow_system(
            application,
            settings.theme.removesuffix(CONTRAST),
            high_contrast=settings.theme.endswith(CONTRAST),
            text_zoom=settings.text_scale / 100,
            article_face=settings.article_face,
            line_spacing=settings.line_spacing / 100,
        )
