"""Words of the command line that several commands take."""

from __future__ import annotations

import argparse
from pathlib import Path

from annotator.i18n import _
from annotator.text.decoding import encoding_named


def a_path(word: str) -> Path:
    """Return the path that a word names; an empty word names none and is wrong usage."""
    if not word.strip() or "\x00" in word:
        raise argparse.ArgumentTypeError(_("a file or folder needs a name"))
    return Path(word)


def an_encoding(word: str) -> str:
    """Return the name of a text encoding; another word is wrong usage."""
    if encoding_named(word) is None:
        raise argparse.ArgumentTypeError(_("{name} is not the name of a text encoding").format(name=word))
    return word
