"""Every text of the program is translated, and each translation holds what the program puts into it."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from annotator.i18n import ENGLISH, LANGUAGES
from tests import catalogue as texts

_START, _END = re.compile(r"^[\s,.;:(]*"), re.compile(r"[.:;,!?…]*\s*$")
HOW = "\nRun `python -m tests.catalogue`: it takes the texts into the .po; fill in the empty msgstr there, and run it again."


@pytest.fixture(params=texts.catalogues(), ids=lambda path: path.parts[-3])
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    path: Path = request.param
    return texts.read(path)


def pairs(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Return each text with its translation, singulars and plurals apart."""
    for one in catalogue:
        if one.id:
            ids = one.id if isinstance(one.id, tuple) else (one.id,)
            said = one.string if isinstance(one.string, tuple) else (one.string,)
            yield from zip(ids, said, strict=True)


def _first(text: str | tuple[str, str]) -> str:
    """Return what a text is found by: of a plural its singular, which may stand for itself elsewhere."""
    return text if isinstance(text, str) else text[0]


def fields(text: str) -> list[tuple[str, str | None, str | None]]:
    return sorted((name, spec, conversion) for _words, name, spec, conversion in string.Formatter().parse(text) if name is not None)


def test_each_language_that_can_be_chosen_has_its_catalogue():
    assert {path.parts[-3] for path in texts.catalogues()} == set(LANGUAGES) - {ENGLISH}


def test_the_catalogue_has_the_texts_of_the_program_and_no_others(catalogue: Catalog):
    wanted = {(_first(one.id), one.context): one.place for one in texts.texts()}
    held = {(_first(one.id), one.context) for one in catalogue if one.id}

    lacking = "\n".join(f"{place}: {text!r}" for (text, context), place in wanted.items() if (text, context) not in held)
    assert not lacking, f"not in the catalogue:\n{lacking}{HOW}"
    assert held - set(wanted) == set(), f"in no file any more{HOW}"


def test_every_text_is_translated(catalogue: Catalog):
    lacking = "\n".join(f"{', '.join(place for place, _line in one.locations)}: {one.id!r}" for one in texts.untranslated(catalogue))

    assert not lacking, f"without a translation, or marked fuzzy:\n{lacking}{HOW}"


def test_a_translation_has_the_fields_of_its_text(catalogue: Catalog):
    assert [(text, said) for text, said in pairs(catalogue) if fields(text) != fields(said)] == []


def test_a_translation_begins_and_ends_as_its_text_so_that_sentences_are_joined_alike(catalogue: Catalog):
    def edges(text: str) -> list[str]:
        return [found.group() for form in (_START, _END) if (found := form.search(text))]

    assert [(text, said) for text, said in pairs(catalogue) if edges(text) != edges(said)] == []


def test_a_translation_adds_no_letter_that_a_menu_would_take_for_its_key(catalogue: Catalog):
    assert [(text, said) for text, said in pairs(catalogue) if text.count("&") != said.count("&")] == []


def test_the_file_is_as_the_command_writes_it_so_that_changes_stay_small():
    for path in texts.catalogues():
        assert path.read_text(encoding="utf-8") == texts.written(texts.updated(path)), f"{path.name} is not up to date{HOW}"


def test_a_new_text_is_named_and_an_old_translation_is_kept(tmp_path: Path):
    path = tmp_path / "de" / "LC_MESSAGES" / "annotator.po"
    path.parent.mkdir(parents=True)
    before = 'msgid ""\nmsgstr "Language: de\\n"\n\nmsgid "Quit"\nmsgstr "Beenden"\n\nmsgid "Gone"\nmsgstr "Weg"\n'
    path.write_text(before, encoding="utf-8")

    catalogue = texts.updated(path)
    unknown = texts.put_in(catalogue, {"Undo": "Rückgängig", "Nowhere": "Nirgends"})

    lacking = {one.id for one in texts.untranslated(catalogue)}
    assert ("Quit" in lacking, "Undo" in lacking, "Redo" in lacking) == (False, False, True)
    assert unknown == ["Nowhere"]
    assert "Gone" not in {one.id for one in catalogue}
