"""What a user prefers, kept as JSON in the user's settings folder."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from annotator.paths import settings_folder

RECENT = 12
SYSTEM = "system"
"""as the user's system has it"""


@dataclass(frozen=True, slots=True)
class Settings:
    """Preferences of one person on one computer; unknown fields of a newer program are passed over."""

    coder: str = ""
    language: str = SYSTEM
    """the code of the language that the window speaks, or ``SYSTEM``"""
    theme: str = SYSTEM
    zoom: int = 100
    text_scale: int = 100
    article_face: str = "serif"
    """serif, sans or system"""
    line_spacing: int = 100
    """of the article, in per cent of the usual pitch"""
    single_letters: bool = True
    """whether single letters act on the text"""
    letters: dict[str, str] = field(default_factory=dict)
    """the letter that is typed, by the one that acts by itself; only those that were changed"""
    keys: dict[str, str] = field(default_factory=dict)
    """the key of a menu's command, by the command's id; only those that were changed, "" for none"""
    recent: tuple[str, ...] = ()
    coders: dict[str, str] = field(default_factory=dict)
    known_places: tuple[str, ...] = ()
    """projects of which the user knows that they lie on a network drive or in a synchronised folder"""

    def with_recent(self, path: Path) -> Settings:
        """Return the settings with this project as the last one opened."""
        shown = str(Path(path).absolute())
        others = tuple(one for one in self.recent if one != shown)
        return replace(self, recent=(shown, *others)[:RECENT])


def _file() -> Path:
    return settings_folder() / "settings.json"


def load_settings() -> Settings:
    """Return the user's settings; the defaults where there are none or the file cannot be read."""
    try:
        found: Any = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    kept: dict[str, Any] = {}
    for one in fields(Settings):
        value = found.get(one.name)
        default = getattr(Settings(), one.name)
        if isinstance(default, tuple) and isinstance(value, list):
            kept[one.name] = tuple(str(entry) for entry in value)
        elif value is not None and type(value) is type(default):
            kept[one.name] = value
    return Settings(**kept)


def save_settings(settings: Settings) -> None:
    """Write the settings whole or not at all; a folder that cannot be written is no reason to stop working."""
    path = _file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".settings", suffix=".part")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(settings), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        return
