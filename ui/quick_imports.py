"""Modules are imported without PySide6 reading the source of each.

PySide6 looks for its own name in the source of every module that is imported, to know where snake_case may be switched on; nobody
does that here, and it is a tenth of the wait for the window. What it would find is told to it.
"""

from __future__ import annotations

from types import ModuleType

_LOOKS = "_mod_uses_pyside"


def without_reading_sources() -> None:
    """Tell PySide6 which modules use it; a version that asks in another way goes on as it does by itself."""
    try:
        from shibokensupport import feature
    except ImportError:
        return
    if hasattr(feature, _LOOKS):
        setattr(feature, _LOOKS, _is_of_the_window)


def _is_of_the_window(module: ModuleType) -> bool:
    return module.__name__.partition(".")[0] == "ui"
