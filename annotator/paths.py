"""Where the program's own data and the user's files lie."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Return the path of a file or folder of ``resources``: beside the package (a wheel), else in the checkout."""
    installed = _PACKAGE / "resources" / name
    return installed if installed.exists() else _PACKAGE.parent / "resources" / name


def settings_folder() -> Path:
    """Return the folder of the user's settings; ``ANNOTATOR_SETTINGS`` names another one."""
    named = os.environ.get("ANNOTATOR_SETTINGS")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("annotator", appauthor=False)


def data_folder() -> Path:
    """Return the folder for what the program makes for the user, such as the sample project and logs."""
    named = os.environ.get("ANNOTATOR_DATA")
    if named:
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("annotator", appauthor=False)
