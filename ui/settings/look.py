"""What the program looks like as the settings ask for it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from annotator.i18n import N_, _
from annotator.settings import Settings
from ui import theme

CONTRAST = "-contrast"
SCHEMES = (("system", N_("As the system")), ("light", N_("Light")), ("dark", N_("Dark")))


def themes() -> list[tuple[str, str]]:
    """Return the themes by the keys that the settings keep, each with what it is called where it stands alone."""
    plain = [(key, _("Theme: {name}").format(name=_(words))) for key, words in SCHEMES]
    return plain + [(key + CONTRAST, _("{theme}, high contrast").format(theme=words)) for key, words in plain]


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
