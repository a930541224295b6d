"""Keys under which the same text is found again."""

from __future__ import annotations

import hashlib
import unicodedata

_QUOTES = {**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛‹›", "'")}


def text_hash(text: str) -> str:
    """Return the SHA-256 of the stored text in UTF-8, in hexadecimal: the identity of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def same_text_key(text: str) -> str:
    """Return a SHA-256 that is equal for texts which differ only in white space, composition or kind of quotation mark.

    For finding duplicates among sources that set the same article differently; never an identity.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        for mark, plain in _QUOTES.items():  # several times faster than str.translate, which looks up each character
            text = text.replace(mark, plain)
    return hashlib.sha256(" ".join(text.split()).encode("utf-8")).hexdigest()
