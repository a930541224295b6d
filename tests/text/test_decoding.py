from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.decoding import UndecodableText, declared_charset, decode, encoding_named, stored_text

_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
_UNICODE = ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"]


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(_TEXTS)
def test_utf8_comes_back_with_nothing_changed_but_line_ends(text: str):
    decoded = decode(text.encode("utf-8"))

    assert decoded.text == _with_line_feeds(text.removeprefix("\ufeff"))
    assert (decoded.encoding, decoded.sure) == ("utf-8", True)


@given(_TEXTS.filter(lambda text: not text.startswith("\ufeff")), st.sampled_from(_UNICODE))
def test_a_named_encoding_gives_the_text_back(text: str, encoding: str):
    assert decode(text.encode(encoding), encoding=encoding).text == _with_line_feeds(text)


@given(st.binary(max_size=80), st.sampled_from([None, "utf-8", "cp1252", "gb18030", "utf-16", "nonsense"]), st.booleans())
def test_any_bytes_are_a_storable_text_or_refused_with_their_place(data: bytes, name: str | None, given_by_user: bool):
    text, problem = "", None
    try:
        text = decode(data, encoding=name if given_by_user else None, declared=None if given_by_user else name).text
    except UndecodableText as refusal:
        problem = refusal

    assert "\x00" not in text
    assert "\r" not in text
    assert text.encode("utf-8") == b"" or problem is None
    assert problem is None or (0 <= problem.offset <= len(data) and str(problem.offset) in problem.place)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE])
def test_a_byte_order_mark_is_sure_and_no_part_of_the_text(mark: bytes):
    name = {
        codecs.BOM_UTF8: "utf-8",
        codecs.BOM_UTF16_LE: "utf-16-le",
        codecs.BOM_UTF16_BE: "utf-16-be",
        codecs.BOM_UTF32_LE: "utf-32-le",
        codecs.BOM_UTF32_BE: "utf-32-be",
    }[mark]

    decoded = decode(mark + "Fähre 😀".encode(name))

    assert (decoded.text, decoded.encoding, decoded.sure, decoded.had_bom) == ("Fähre 😀", name, True, True)


def test_bytes_valid_in_no_sure_encoding_are_refused_with_the_offset_of_the_first_bad_one():
    with pytest.raises(UndecodableText) as caught:
        decode("The café closed".encode("cp1252"))

    assert (caught.value.offset, caught.value.unit, caught.value.place) == (7, "byte", "byte 7")
    assert "0xE9" in caught.value.reason


def test_the_encoding_that_is_named_is_strict_too():
    assert decode("café “x”".encode("cp1252"), encoding="Windows-1252").text == "café “x”"
    with pytest.raises(UndecodableText) as caught:
        decode(b"ab\x81", encoding="cp1252")
    assert caught.value.offset == 2
    with pytest.raises(UndecodableText) as caught:
        decode(codecs.BOM_UTF8 + b"ab\xff", encoding="utf-8")
    assert caught.value.offset == 5


def test_a_declared_charset_counts_where_it_is_valid():
    decoded = decode("Привет".encode("cp1251"), declared="windows-1251")

    assert (decoded.text, decoded.encoding, decoded.sure) == ("Привет", "cp1251", True)


def test_valid_utf8_beats_a_wrong_declaration():
    assert decode("Fähre".encode(), declared="iso-8859-1").text == "Fähre"


def test_latin_1_is_read_as_the_web_reads_it():
    assert decode("“Fähre”".encode("cp1252"), declared="ISO-8859-1").text == "“Fähre”"


def test_a_seven_bit_encoding_is_taken_at_its_word():
    assert decode("外務省".encode("iso2022_jp"), declared="ISO-2022-JP").text == "外務省"


def test_a_false_declaration_of_bytes_that_are_nothing_is_refused():
    with pytest.raises(UndecodableText):
        decode(b"caf\xe9", declared="utf-8")
    with pytest.raises(UndecodableText):
        decode(b"caf\xe9", declared="no-such-charset")


def test_utf16_without_a_mark_is_not_sure():
    with pytest.raises(UndecodableText):
        decode("Ferry".encode("utf-16-le"))
    assert decode("Ferry".encode("utf-16-le"), encoding="utf-16-le").text == "Ferry"


@pytest.mark.parametrize(
    ("text", "stored", "note"),
    [
        ("a\r\nb\r\nc", "a\nb\nc", "2 line ends CRLF became LF"),
        ("a\rb", "a\nb", "1 line end CR became LF"),
        ("a\r\r\nb", "a\n\nb", "1 line end CRLF became LF, 1 line end CR became LF"),
        ("a\nb", "a\nb", ""),
    ],
)
def test_line_ends_become_line_feeds_and_it_is_said(text: str, stored: str, note: str):
    decoded = decode(text.encode())

    assert (decoded.text, decoded.line_ends) == (stored, note)


def test_what_looks_odd_but_is_text_stays():
    text = "A\u00a0b\u2028c\u2029d\u00ade\u200bf e\u0301 \ufeff \x0c\x85 \ufdd0"

    assert decode(text.encode()).text == text


@pytest.mark.parametrize(("text", "position"), [("ab\x00c", 2), ("\ud800", 0), ("abc\udfff", 3)])
def test_nul_and_half_characters_are_refused_with_their_position(text: str, position: int):
    with pytest.raises(UndecodableText) as caught:
        stored_text(text)

    assert (caught.value.offset, caught.value.unit) == (position, "character")


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("UTF8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        (" Windows-1252 ", "cp1252"),
        ("latin 1", "iso8859-1"),
        ("ANSI", "cp1252"),
        ("Shift_JIS", "shift_jis"),
    ],
)
def test_names_of_encodings_are_written_liberally(name: str, encoding: str):
    assert encoding_named(name) == encoding


@pytest.mark.parametrize(
    "name",
    ["rot13", "hex", "base64", "zip", "idna", "punycode", "unicode_escape", "undefined", "nonsense", "", "a\x00b", "ü", "../x"],
)
def test_what_encodes_no_text_is_no_encoding(name: str):
    assert encoding_named(name) is None
    with pytest.raises(UndecodableText):
        decode(b"abc", encoding=name)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b'<?xml version="1.0" encoding="ISO-8859-2"?>', "iso8859-2"),
        (b'<html><head><meta charset="windows-1251">', "cp1251"),
        (b'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=gb2312">', "gb2312"),
        (b"<!-- <meta charset=koi8-r> --><meta charset='utf-8'>", "utf-8"),
        (b'<meta charset="utf-16">', "utf-8"),
        (b"<meta charset=rot13>", None),
        (b"The charset=utf-8 of a text", None),
    ],
)
def test_the_charset_that_a_page_declares(head: bytes, encoding: str | None):
    assert declared_charset(head) == encoding
