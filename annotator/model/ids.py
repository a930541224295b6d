"""Ids that never collide between coders' files, and that two files give to the same thing alike."""

from __future__ import annotations

import hashlib
import os
import unicodedata
import uuid
from typing import NewType

from annotator.i18n import _

ArticleId = NewType("ArticleId", str)
CoderId = NewType("CoderId", str)
AnnotationId = NewType("AnnotationId", str)
LinkId = NewType("LinkId", str)
EntityId = NewType("EntityId", str)

# The root of all name-based ids of annotator; changing it would make every project a stranger to every other.
NAMESPACE = uuid.UUID("6f0f2c9e-3b8e-5d0a-9a54-6e1d5f1f7c11")
_NAMESPACE = NAMESPACE.bytes


def named_id(*parts: str) -> str:
    """Return the UUIDv5 of these parts; the same parts give the same id in every file."""
    digest = hashlib.sha1(_NAMESPACE + "\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) % 4]  # written by hand in a third of the time of uuid.uuid5, as below
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


def new_id() -> str:
    """Return a fresh random UUID (version 4)."""
    drawn = os.urandom(16).hex()  # written by hand in half the time of uuid.UUID: a file may bring a hundred thousand annotations
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{'89ab'[int(drawn[16], 16) % 4]}{drawn[17:20]}-{drawn[20:]}"


def article_id(text_sha256: str, source_id: str) -> ArticleId:
    """Return the id of an article: its text and the id that it had in its source."""
    return ArticleId(named_id("article", text_sha256, source_id))


def coder_id(name: str) -> CoderId:
    """Return the id of the coder with this short name, the same in every file."""
    return CoderId(named_id("coder", coder_name(name)))


def coder_name(name: str) -> str:
    """Return the short name as it is kept: NFC, no surrounding space; ValueError if nothing or a control character is in it."""
    kept = unicodedata.normalize("NFC", name).strip()
    if not kept:
        raise ValueError(_("a coder needs a name"))
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in kept):
        raise ValueError(_("a coder's name cannot hold control characters"))
    return kept


def record_id(kind: str, coder: str, article: str, given: str) -> str:
    """Return the id by which the log knows an annotation or link that came with an id of its own (CONTRACT section 4)."""
    return named_id(kind, coder, article, given)


def entity_id(given: str, first_label: str) -> EntityId:
    """Return the id by which the log knows an entity that came with an id of its own."""
    return EntityId(named_id("entity", given, first_label))


def coding_id(article: str, coder: str) -> str:
    """Return the id of a coder's judgement of an article as a whole: one per article and coder."""
    return named_id("article_coding", article, coder)


def activity_id(article: str, coder: str) -> str:
    """Return the id of the time that a coder was active in an article."""
    return named_id("activity", article, coder)


def is_uuid(text: str) -> bool:
    """Return whether this is a UUID in its usual form."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
