"""The language of the window: the one that the user prefers, put on the program at once."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from annotator.i18n import ENGLISH, LANGUAGES, _, language, language_for, use_language
from annotator.settings import SYSTEM, Settings
from ui.session import Session

_COUNTRY = {ENGLISH: "en_GB", "de": "de_DE"}
"""whose dates and numbers are used where the system speaks another language"""
_TRANSLATOR = "texts of Qt"


def choices() -> list[tuple[str, str]]:
    """Return what can be chosen, each language by its own name."""
    return [(SYSTEM, _("As the system")), *LANGUAGES.items()]


def choose(session: Session, wanted: str) -> None:
    """Keep a language as the user's, and let the window speak it if it speaks another one."""
    before = language()
    session.set_settings(language=wanted)
    put_on_language(session.settings)
    if language() != before:
        session.language_changed.emit()


def put_on_language(settings: Settings) -> None:
    """Put the language that the settings ask for on all texts, numbers and dates, and on what Qt itself says."""
    system = QLocale.system()
    code = language_for(system.uiLanguages()[0]) if settings.language == SYSTEM else settings.language
    use_language(code)
    QLocale.setDefault(system if language_for(system.bcp47Name()) == code and _is_told(system) else QLocale(_COUNTRY[language()]))
    _translate_qt()


def _is_told(system: QLocale) -> bool:
    """Return whether a system says how people there write: C writes 12345 without a comma, and is nobody's language."""
    return system.language() != QLocale.Language.C and system.name().split("_")[0] in LANGUAGES


def _translate_qt() -> None:
    application = QApplication.instance()
    if application is None:
        return
    for old in application.findChildren(QTranslator, _TRANSLATOR):
        QApplication.removeTranslator(old)
        old.deleteLater()
    if language() != ENGLISH:
        made = QTranslator(application)
        made.setObjectName(_TRANSLATOR)
        if made.load(f"qtbase_{language()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            QApplication.installTranslator(made)
