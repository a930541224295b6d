"""Where the window keeps its own sizes from one start to the next: beside the settings, in a file of Qt's."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from annotator.paths import settings_folder


def kept() -> QSettings:
    """Return the store of window sizes; a file that cannot be read counts as empty."""
    return QSettings(str(settings_folder() / "window.ini"), QSettings.Format.IniFormat)


def kept_number(key: str) -> int:
    """Return the whole number kept under this key, 0 where there is none that can be read."""
    value = kept().value(key)
    try:
        return int(str(value))
    except ValueError:
        return 0
