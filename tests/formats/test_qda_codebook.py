"""REFI-QDA codebooks: what we write keeps the rules of the standard; what other programs write is read, whatever its habits."""

from __future__ import annotations

import pytest
from lxml import etree

from annotator.formats import qda_codebook
from annotator.model.codebook import CodebookProblem, parse_codebook
from annotator.model.codebook_checks import checked
from annotator.model.codebook_codes import all_codes
from annotator.model.codebook_edits import add, apply, change
from annotator.model.rules import ERROR
from annotator.operations.codebook_files import read_any, read_whole
from annotator.operations.projects import built_in_codebook

# The rules of REFI-QDA 1.5 for codebooks (section 5.2), written as RELAX NG: what stands in what, in which order, with which attributes.
RULES = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="urn:QDA-XML:codebook:1.0"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
 <start><element name="CodeBook">
  <optional><attribute name="origin" ns=""/></optional>
  <element name="Codes"><oneOrMore><ref name="code"/></oneOrMore></element>
  <optional><element name="Sets"><oneOrMore><ref name="set"/></oneOrMore></element></optional>
 </element></start>
 <define name="code"><element name="Code">
  <ref name="guid"/><attribute name="name" ns=""/><attribute name="isCodable" ns=""><data type="boolean"/></attribute>
  <optional><attribute name="color" ns=""><data type="token">
   <param name="pattern">#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})</param></data></attribute></optional>
  <optional><element name="Description"><text/></element></optional>
  <zeroOrMore><ref name="code"/></zeroOrMore>
 </element></define>
 <define name="set"><element name="Set">
  <ref name="guid"/><attribute name="name" ns=""/>
  <optional><element name="Description"><text/></element></optional>
  <zeroOrMore><element name="MemberCode"><ref name="guid"/></element></zeroOrMore>
 </element></define>
 <define name="guid"><attribute name="guid" ns=""><data type="token">
  <param name="pattern">(\\{?)[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(\\}?)</param></data></attribute></define>
</grammar>
"""
CLAIM = ("category", "claim")
A, B, C = (f"2d969af8-c875-4fae-bcd8-f0162bc2739{number}" for number in range(3))


def faults(data: bytes) -> list[str]:
    """Return where a file breaks the rules."""
    rules = etree.RelaxNG(etree.fromstring(RULES))
    rules.validate(etree.fromstring(data))
    return [one.message for one in rules.error_log]


def an_odd_book():
    """A codebook with what XML makes hard: control signs, quotes, other scripts, a hierarchy, long texts."""
    edits = [
        change(CLAIM, label='A "claim" <& more>\x0b', definition="first\nsecond\x00 ]]> 🦊", color="#a97000"),
        change(("category", "stance"), parent="claim"),
        change(("category", "speculation"), parent="stance", label="قیاس"),
        add((*CLAIM, "claim_type", "x9"), label="दावी\ttab", definition="x" * 20_000),
    ]
    return parse_codebook(apply(built_in_codebook().source, edits))


@pytest.mark.parametrize("book", [built_in_codebook(), built_in_codebook("four_tags"), an_odd_book()], ids=["news", "four", "odd"])
def test_what_is_written_keeps_the_rules_of_the_standard(book):
    data = qda_codebook.write(book)

    assert faults(data) == []
    assert data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    root = etree.fromstring(data)
    assert root.tag == "{urn:QDA-XML:codebook:1.0}CodeBook"
    guids = root.xpath("//@guid")
    assert len(guids) == len(set(guids))


@pytest.mark.parametrize(("old", "new"), [
    (b' guid="', b' id="'), (b'isCodable="true"', b'isCodable="perhaps"'), (b'color="#', b'color="'), (b"<Codes>", b"<Codes><Sets/>"),
    (b"Description>", b"Memo>"), (b"codebook:1.0", b"codebook:1:0"), (b"<Sets>", b"<Sets><Code/>"),
])  # fmt: skip
def test_the_rules_find_what_breaks_them(old, new):
    data = qda_codebook.write(built_in_codebook())
    assert old in data
    assert faults(data.replace(old, new)) != []


def test_an_odd_codebook_goes_out_and_comes_back_the_same(tmp_path):
    book = an_odd_book()
    (tmp_path / "odd.qdc").write_bytes(qda_codebook.write(book))
    back = read_any(tmp_path / "odd.qdc", book)
    kept = book.category("claim").label.replace("\x0b", "\ufffd")
    assert (back.category("claim").label, back.above("speculation")) == (kept, ("stance", "claim"))
    assert [one.id for one in back.categories] == [one.id for one in book.categories]


# ---- as other programs write ------------------------------------------------------------------------------------------------


def a_file(body: str, *, head: str = '<?xml version="1.0" encoding="utf-8"?>', space: str = ' xmlns="urn:QDA-XML:codebook:1.0"') -> str:
    return f'{head}<CodeBook origin="Another program"{space}>{body}</CodeBook>'


CODES = f"""<Codes>
 <Code guid="{A}" name="Economy" isCodable="true" color="#FF8000"><Description>money matters</Description>
  <Code guid="{B}" name="Tax" isCodable="true" color="#00f"><Code guid="{C}" name="VAT" isCodable="true"/></Code></Code>
</Codes>"""
SETS = f'<Sets><Set guid="{A}" name="First cycle"><MemberCode guid="{B}"/><MemberCode guid="{C}"/></Set></Sets>'
SCHEMA = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:QDA-XML:codebook:1.0 Codebook.xsd"'
HABITS = {
    "the standard": a_file(CODES).encode(),
    "a mark of byte order, as on Windows": b"\xef\xbb\xbf" + a_file(CODES).encode(),
    "UTF-16 with its mark": a_file(CODES, head='<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16"),
    "Latin 1": a_file(CODES, head='<?xml version="1.0" encoding="iso-8859-1"?>').encode("latin-1"),
    "no declaration and no namespace": a_file(CODES, head="", space="").encode(),
    "another namespace, as on the Mac": a_file(CODES, space=' xmlns="urn:QDA-XML:codebook:1:0"').encode(),
    "a prefix and the place of the schema": a_file(CODES, space=f' xmlns="urn:QDA-XML:codebook:1.0"{SCHEMA}').encode(),
    "elements with a prefix": a_file(
        CODES.replace("<", "<q:").replace("<q:/", "</q:"), space=' xmlns:q="urn:QDA-XML:codebook:1.0"'
    ).replace("<CodeBook", "<q:CodeBook").replace("</CodeBook", "</q:CodeBook").encode(),
    "braces round the guid": a_file(CODES.replace(A, f"{{{A.upper()}}}")).encode(),
    "no guid at all": a_file(CODES.replace(f'guid="{A}" ', "")).encode(),
    "truth as 1 and True": a_file(CODES.replace('isCodable="true"', 'isCodable="1"', 1).replace('"true"', '"True"')).encode(),
    "colours without #": a_file(CODES.replace("#FF8000", "ff8000")).encode(),
    "sets": a_file(CODES + SETS).encode(),
    "no sets": a_file(CODES + "<Sets/>").encode(),
    "comments and white space": a_file(f"<!-- made by hand -->\n\t{CODES}\n").encode(),
    "the codebook within a project": f'<Project xmlns="urn:QDA-XML:project:1.0"><Users/><CodeBook>{CODES}</CodeBook></Project>'.encode(),
}  # fmt: skip


@pytest.mark.parametrize("data", HABITS.values(), ids=HABITS)
def test_a_codebook_is_read_whatever_the_habits_of_the_program_that_wrote_it(tmp_path, data):
    (tmp_path / "theirs.qdc").write_bytes(data)

    book = read_any(tmp_path / "theirs.qdc", built_in_codebook())

    assert [(one.label, one.parent, one.definition) for one in book.categories] == [
        ("Economy", "", "money matters"), ("Tax", "economy", ""), ("VAT", "tax", ""),
    ]  # fmt: skip
    assert book.category("economy").color == "#FF8000"
    assert not [one for one in checked(book) if one.level == ERROR]


def test_sets_of_another_program_are_named_as_not_taken(tmp_path):
    (tmp_path / "theirs.qdc").write_bytes(HABITS["sets"])
    _book, left = read_whole(tmp_path / "theirs.qdc")
    assert left == ("not taken: the set First cycle of 2 codes",)
    (tmp_path / "ours.qdc").write_bytes(qda_codebook.write(built_in_codebook()))
    assert read_whole(tmp_path / "ours.qdc")[1] == ()


@pytest.mark.parametrize(("colour", "kept"), [("#0f0", "#00FF00"), (" #00ff00 ", "#00FF00"), ("green", ""), ("#00ff00aa", ""), ("", "")])
def test_a_colour_is_taken_as_far_as_it_is_one(colour, kept):
    found = qda_codebook.read(a_file(CODES.replace("#FF8000", colour)).encode())
    assert found.codes[0].colour == kept


def test_codes_without_a_name_and_two_of_one_name_are_all_kept(tmp_path):
    body = f'<Codes><Code guid="{A}" name="" isCodable="true"/><Code guid="{B}" name="Tax" isCodable="true"/>' \
           f'<Code guid="{C}" name="Tax" isCodable="true"/></Codes>'  # fmt: skip
    (tmp_path / "theirs.qdc").write_text(a_file(body), encoding="utf-8")
    book = read_any(tmp_path / "theirs.qdc")
    assert [(one.id, one.label) for one in book.categories] == [("no_name", "No name"), ("tax", "Tax"), ("tax_2", "Tax")]


def test_a_deep_tree_is_read_and_a_bottomless_one_refused():
    def nested(depth: int) -> bytes:
        opened = "".join(f'<Code guid="{A}" name="c{number}" isCodable="true">' for number in range(depth))
        return a_file(f"<Codes>{opened}{'</Code>' * depth}</Codes>").encode()

    assert sum(1 for _code in all_codes(qda_codebook.read(nested(100)).codes)) == 100
    with pytest.raises(CodebookProblem):
        qda_codebook.read(nested(100_000))
