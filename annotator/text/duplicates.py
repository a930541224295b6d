"""Keys under which the same text is found again."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_QUOTES = str.maketrans({**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛‹›", "'")})
_WHITE = re.compile(r"\s+")


def text_hash(text: str) -> str:
    """Return the SHA-256 of the stored text in UTF-8, in hexadecimal: the identity of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def same_text_key(text: str) -> str:
    """Return a SHA-256 that is equal for texts which differ only in white space, composition or kind of quotation mark.

    For finding duplicates among sources that set the same article differently; never an identity.
    """
    same = _WHITE.sub(" ", unicodedata.normalize("NFC", text).translate(_QUOTES)).strip()
    return hashlib.sha256(same.encode("utf-8")).hexdigest()
