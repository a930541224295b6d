"""Which format a file is in, and how other packages add theirs."""

from __future__ import annotations

import os
from importlib.metadata import EntryPoint

import pytest
from format_builders import a_file

from annotator.errors import AnnotatorError, FileProblem
from annotator.formats import registry
from annotator.formats.base import Format, open_source


@pytest.fixture(autouse=True)
def _forget_what_was_found():
    yield
    registry._points.cache_clear()
    registry._loaded.cache_clear()


def key_of(path):
    found = registry.format_for(path, open_source(path).head)
    return found.key if found else None


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("a.txt", b"Text.", "plain_text"),
        ("a.TXT", b"Text.", "plain_text"),
        ("a.csv", b"id,text\n", "csv_table"),
        ("a.tsv", b"id\ttext\n", "csv_table"),
        ("a.jsonl", b"{}", "json_lines"),
        ("a.htm", b"<html>", "html_page"),
        ("page", b"\n<!DOCTYPE HTML>\n<html>", "html_page"),
        ("page.aspx", b"<?xml version='1.0'?><html>", "html_page"),
        ("export", b'{"type": "article"}', "json_lines"),
        ("table.dat", b"id;title;text\n", "csv_table"),
        ("notes.log", "गृहपृष्ठ".encode(), "plain_text"),
    ],
)
def test_a_file_is_told_by_its_suffix_or_else_by_how_it_begins(tmp_path, name, data, key):
    assert key_of(a_file(tmp_path, name, data)) == key


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.txt", b"%PDF-1.7", "PDF"),
        ("a.docx", b"PK\x03\x04", "DOCX"),
        ("a.zip", b"PK\x03\x04", "ZIP"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC"),
        ("a.rtf", b"{\\rtf1", "RTF"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "JPEG"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("a.bin", b"\x7fELF\x02", "program"),
        ("a.xml", b"<?xml version='1.0'?><nitf>", "XML"),
    ],
)
def test_a_file_of_a_kind_that_is_not_read_is_named(tmp_path, name, data, kind):
    path = a_file(tmp_path, name, data)
    assert key_of(path) is None
    assert registry.refusal(path, data) == f"{kind} files are not read"


def test_bytes_that_are_no_text_are_called_so(tmp_path):
    path = a_file(tmp_path, "a.dat", b"\x01\x00\x02")
    assert key_of(path) is None
    assert registry.refusal(path, b"\x01\x00\x02") == "not a text: it holds NUL bytes"


def test_missing_special_empty_and_large_files_are_not_opened_as_sources(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path, reason in [
        (tmp_path / "none", "no such file"),
        (tmp_path / "pipe", "not a regular file"),
        (tmp_path, "not a regular file"),
        (a_file(tmp_path, "empty", b""), "empty"),
    ]:
        with pytest.raises(FileProblem, match=reason):
            open_source(path)
    with pytest.raises(FileProblem, match="has 11 bytes; files of more than 10"):
        open_source(a_file(tmp_path, "large", b"12345678901"), largest=10)


def test_an_unknown_key_is_answered_with_those_that_are_known():
    with pytest.raises(AnnotatorError, match="csv_table, html_page, json_lines, plain_text"):
        registry.format_named("docx")


def test_every_format_of_ours_has_a_key_of_its_own_and_suffixes_nobody_else_has():
    found = registry.formats()
    assert len({one.key for one in found}) == len(found) >= 4
    suffixes = [suffix for one in found for suffix in one.suffixes]
    assert len(set(suffixes)) == len(suffixes)


FORMAT = Format(key="newsml", name="NewsML", suffixes=(".newsml",), read=lambda _source, _options: iter(()))


def test_another_package_can_add_a_format_and_a_broken_one_harms_nothing(tmp_path, monkeypatch):
    points = (
        EntryPoint("newsml", "test_registry:FORMAT", registry.GROUP),
        EntryPoint("broken", "no_such_package:FORMAT", registry.GROUP),
        EntryPoint("odd", "test_registry:key_of", registry.GROUP),
    )
    monkeypatch.setattr(registry, "entry_points", lambda group: [one for one in points if one.group == group])
    registry._points.cache_clear()

    assert key_of(a_file(tmp_path, "a.newsml", "x")) == "newsml"
    assert registry.format_named("newsml") is FORMAT
    assert FORMAT in registry.formats()
    with pytest.raises(AnnotatorError, match=r"broken cannot be loaded.*no_such_package"):
        registry.format_named("broken")
    with pytest.raises(AnnotatorError, match="odd cannot be loaded"):
        registry.format_named("odd")
