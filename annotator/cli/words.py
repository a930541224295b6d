"""Words of the command line that several commands take."""

from __future__ import annotations

import argparse
from pathlib import Path

from annotator.i18n import _


def a_path(word: str) -> Path:
    """Return the path that a word names; an empty word names none and is wrong usage."""
    if not word.strip() or "\x00" in word:
        raise argparse.ArgumentTypeError(_("a file or folder needs a name"))
    return Path(word)
