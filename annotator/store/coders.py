"""Coders, the versions of the codebook, and the settings of a project."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

from annotator.errors import NotFound
from annotator.i18n import _
from annotator.model import ids
from annotator.model.codebook import Codebook, parse_codebook
from annotator.model.coder import CODER, Coder
from annotator.model.ids import CoderId
from annotator.store.database import Database, now, to_json


class Coders:
    """Who codes in a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Coder]:
        """Return all coders in the order of their arrival."""
        return [_coder(row) for row in self._database.all("SELECT * FROM coder ORDER BY seq")]

    def get(self, coder_id: str) -> Coder:
        """Return the coder with this id; NotFound if there is none."""
        row = self._database.one("SELECT * FROM coder WHERE id = ?", (coder_id,))
        if row is None:
            raise NotFound(_("there is no coder {id!r}").format(id=coder_id))
        return _coder(row)

    def named(self, name: str) -> Coder | None:
        """Return the coder with this short name, if the project knows one."""
        row = self._database.one("SELECT * FROM coder WHERE id = ?", (ids.coder_id(name),))
        return None if row is None else _coder(row)

    def add(self, name: str, role: str = CODER) -> Coder:
        """Write a new coder; inside a step. Return the one who is there if the name is known."""
        known = self.named(name)
        if known is not None:
            return known
        coder = Coder(ids.coder_id(name), ids.coder_name(name), role, now())
        self._database.insert("coder", {"id": coder.id, "name": coder.name, "role": role, "created_at": coder.created_at})
        return coder

    def set_role(self, coder_id: str, role: str) -> bool:
        """Give a coder another role; inside a step."""
        return self._database.update("coder", coder_id, {"role": role})


class Codebooks:
    """The versions of a project's codebook; each is a snapshot that never changes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def current(self) -> Codebook:
        """Return the newest version."""
        content = self._database.value("SELECT content FROM codebook_version ORDER BY seq DESC LIMIT 1")
        if content is None:
            raise NotFound(_("{path} holds no codebook").format(path=self._database.path))
        return parse_codebook(json.loads(content))

    def all(self) -> list[Codebook]:
        """Return all versions, the first one first; after a merge two may bear one name, and the one published last is current."""
        return [parse_codebook(json.loads(row[0])) for row in self._database.all("SELECT content FROM codebook_version ORDER BY seq")]

    def versions(self) -> list[str]:
        """Return the names of all versions, the first one first."""
        return [str(row["version"]) for row in self._database.all("SELECT version FROM codebook_version ORDER BY seq")]

    def namesakes(self) -> tuple[str, ...]:
        """Return the names that several versions bear since a merge brought one that another file had published under the same name."""
        rows = self._database.all("SELECT version FROM codebook_version GROUP BY version HAVING count(*) > 1 ORDER BY max(seq)")
        return tuple(str(row["version"]) for row in rows)

    def version(self, name: str) -> Codebook | None:
        """Return the version with this name, if there is one."""
        content = self._database.value("SELECT content FROM codebook_version WHERE version = ? ORDER BY seq DESC LIMIT 1", (name,))
        return None if content is None else parse_codebook(json.loads(content))

    def add(self, codebook: Codebook) -> Codebook:
        """Write the next version; inside a step. Its name is made unique by counting its last number up."""
        made = self.freely_named(codebook)
        content = to_json(made.source)
        row_id = ids.named_id("codebook", content)
        self._database.insert("codebook_version", {"id": row_id, "version": made.version, "content": content, "created_at": now()})
        return made

    def freely_named(self, codebook: Codebook) -> Codebook:
        """Return a codebook under a version name that the project has not given yet."""
        version, known = codebook.version, set(self.versions())
        while version in known:
            head, _dot, last = version.rpartition(".")
            version = f"{head}.{int(last) + 1}" if head and last.isdigit() else f"{version}.1"
        return replace(codebook, version=version, source={**codebook.source, "version": version})

    def in_use(self) -> list[tuple[str, str, str]]:
        """Return (category, attribute, value) of all codings, each once; attribute and value may be empty."""
        rows = self._database.all(
            """
            SELECT DISTINCT annotation.category, json_each.key, json_each.type, json_each.value
              FROM annotation, json_each(annotation."values")
            UNION SELECT DISTINCT category, '', 'null', '' FROM annotation
            """
        )
        return [(row[0], row[1] or "", str(row[3]) if row[2] in ("text", "array") else "") for row in rows]

    def links_in_use(self) -> list[str]:
        """Return the link types of all links, each once."""
        return [str(row[0]) for row in self._database.all("SELECT DISTINCT link FROM link")]

    def link_values_in_use(self) -> list[tuple[str, str, str]]:
        """Return (link type, attribute, value) of all links, each once."""
        rows = self._database.all(
            """
            SELECT DISTINCT link.link, json_each.key, json_each.type, json_each.value FROM link, json_each(link."values")
            """
        )
        return [(row[0], row[1], str(row[3]) if row[2] in ("text", "array") else "") for row in rows]

    def regions_in_use(self) -> list[str]:
        """Return the kinds of regions that articles have, each once."""
        rows = self._database.all(
            "SELECT DISTINCT json_extract(json_each.value, '$[0]') FROM article, json_each(article.regions) ORDER BY 1"
        )
        return [str(row[0]) for row in rows]

    def variables_in_use(self) -> list[tuple[str, str]]:
        """Return (article variable, value) of all codings, each once."""
        rows = self._database.all(
            """
            SELECT DISTINCT json_each.key, json_each.type, json_each.value
              FROM article_coding, json_each(article_coding."values")
            """
        )
        return [(row[0], str(row[2]) if row[1] in ("text", "array") else "") for row in rows]


class ProjectSettings:
    """Facts and choices of a project that travel with it, such as its name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str, default: str = "") -> str:
        """Return the setting, or the default."""
        found = self._database.value("SELECT value FROM setting WHERE id = ?", (key,))
        return default if found is None else str(found)

    def keys(self, beginning: str) -> list[str]:
        """Return the keys that begin so, in their order."""
        rows = self._database.all("SELECT id FROM setting WHERE substr(id, 1, ?) = ? ORDER BY id", (len(beginning), beginning))
        return [str(row["id"]) for row in rows]

    def set(self, key: str, value: str) -> bool:
        """Write a setting; inside a step. Return whether anything differs."""
        if self._database.read("setting", key) is None:
            self._database.insert("setting", {"id": key, "value": value})
            return True
        return self._database.update("setting", key, {"value": value})


def _coder(row: sqlite3.Row) -> Coder:
    return Coder(CoderId(row["id"]), row["name"], row["role"], row["created_at"])
