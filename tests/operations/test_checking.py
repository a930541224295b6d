"""Each fault put into a project by hand is found and named; a sound project has none."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing

import pytest
from builders import CONTRACT_RECORDS, a_project, a_project_file, an_annotation, an_article, records, stored_by

from annotator.errors import FileProblem
from annotator.model.codebook import parse_codebook
from annotator.model.ids import new_id
from annotator.operations import coding
from annotator.operations.checking import check, examine
from annotator.operations.codebook import import_codebook
from annotator.project import open_project
from annotator.store.database import content_hash


@pytest.fixture
def coded(tmp_path):
    """The path of a closed project that holds the records of the contract, an undo, and a replacement."""
    with a_project(tmp_path) as project:
        stored_by(project, *CONTRACT_RECORDS)
        stored_by(project, *records("k1", note="changed"))
        article = project.articles.find("A17").id
        an_annotation(project, article)
        project.undo(article)
        path = project.path
    return path


def tamper(path, *statements):
    """Change the file behind the program's back; the log's triggers are taken away and put back."""
    with closing(sqlite3.connect(path)) as raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            sql, parameters = (statement, ()) if isinstance(statement, str) else statement
            assert raw.execute(sql, parameters).rowcount != 0, sql
        for _name, sql in triggers:
            raw.execute(sql)
        raw.commit()


def found(path):
    return {(fault.kind, fault.where.split()[0]) for fault in check(path)}


def test_a_sound_project_has_no_fault_and_is_counted(coded):
    examined = examine(coded)

    assert examined.faults == ()
    assert examined.counts == {
        "article": 1, "annotation": 2, "link": 1, "article_coding": 1, "entity": 1, "coder": 2, "step": 7,
    }  # fmt: skip


def _place_in_its_text(path):
    """Return where the article's words lie in the file: not in the copy that is searched, which has no capitals."""
    said = b"The Foreign Ministry said that tariffs on fish "
    return path.read_bytes().rindex(said + b"must fall by the summer.") + len(said)


def test_a_flipped_bit_in_a_text_is_found_though_sqlite_sees_nothing(coded):
    at = _place_in_its_text(coded)
    data = bytearray(coded.read_bytes())
    data[at] ^= 0x01
    coded.write_bytes(data)

    faults = check(coded)

    assert {fault.kind for fault in faults} >= {"text"}
    assert next(fault.what for fault in faults if fault.kind == "text") == "is not the text that its SHA-256 was taken of"


def test_bytes_in_a_text_that_are_no_utf_8_are_named_and_not_raised(coded):
    data, at = coded.read_bytes(), _place_in_its_text(coded)
    coded.write_bytes(data[:at] + b"\xff" + data[at + 1 :])

    assert any("is not UTF-8 at byte" in fault.what for fault in check(coded))


FAULTS = [
    ("UPDATE annotation SET start = 63, quote = substr(quote, 2) WHERE name = 'k1'", {("row", "annotation")}),
    ("UPDATE annotation SET start = 61 WHERE name = 'k1'", {("quote", "annotation"), ("row", "annotation")}),
    ("UPDATE annotation SET quote = 'tariffs' WHERE name = 'k1'", {("quote", "annotation"), ("row", "annotation")}),
    ("UPDATE annotation SET \"end\" = 900 WHERE name = 'k1'", {("annotation", "annotation"), ("row", "annotation")}),
    ("UPDATE annotation SET fragments = '[[62,69],[68,101]]' WHERE name = 'k1'", {("annotation", "annotation"), ("row", "annotation")}),
    ("UPDATE annotation SET \"values\" = '{\"issue\":\"sport\"}' WHERE name = 'k1'", {("values", "annotation"), ("row", "annotation")}),
    ("UPDATE annotation SET \"values\" = 'not JSON' WHERE name = 'k1'", {("values", "annotation"), ("row", "annotation")}),
    ("UPDATE annotation SET category = 'rumour' WHERE name = 'a1'",
     {("values", "annotation"), ("row", "annotation"), ("link", "link")}),
    ("UPDATE annotation SET codebook_version = '9' WHERE name = 'a1'", {("values", "annotation"), ("row", "annotation")}),
    ("UPDATE annotation SET note = 'by hand' WHERE name = 'k1'", {("row", "annotation")}),
    ("UPDATE annotation SET coder_id = (SELECT id FROM coder WHERE name = 'ada') WHERE name = 'a1'",
     {("link", "link"), ("row", "annotation")}),
    ("DELETE FROM annotation WHERE name = 'a1'", {("reference", "link"), ("link", "link"), ("row", "annotation")}),
    ("DELETE FROM entity", {("entity", "annotation"), ("row", "entity")}),
    ("UPDATE link SET link = 'qualifies'", {("link", "link"), ("row", "link")}),
    ("UPDATE link SET to_id = from_id", {("link", "link"), ("row", "link")}),
    ("UPDATE article SET regions = '[[\"body\",0,50],[\"body\",40,102]]'", {("region", "article"), ("row", "article")}),
    ("UPDATE article SET regions = '[[\"body\",0,500]]'", {("region", "article"), ("row", "article")}),
    ("UPDATE article SET regions = '[[\"chorus\",0,50]]'", {("region", "article"), ("row", "article")}),
    ("UPDATE article SET source_id = 'B1'", {("article", "article"), ("row", "article")}),
    ("UPDATE article_text SET n_characters = 101", {("text", "article_text")}),
    ("UPDATE article_text SET same_key = sha256", {("text", "article_text")}),
    ("UPDATE coder SET name = 'eve' WHERE name = 'c01'", {("coder", "coder"), ("row", "coder")}),
    ("UPDATE article_coding SET finished = 1 - finished", {("row", "article_coding")}),
    ("DELETE FROM article_coding WHERE finished = 1", {("row", "article_coding")}),
    ("UPDATE step SET label = 'Harmless' WHERE counter = 3", {("log", "step")}),
    ("UPDATE step SET made_at = '1999-01-01T00:00:00.000Z' WHERE counter = 4", {("log", "step")}),
    ("UPDATE step SET coder_id = NULL WHERE counter = 4", {("log", "step")}),
    ("UPDATE step SET chain_hash = x'00' WHERE counter = 7", {("log", "step")}),
    ("UPDATE step SET undoes = 'nothing' WHERE undoes IS NOT NULL", {("log", "step")}),
    ("UPDATE change SET after = replace(after, 'demand', 'factual') WHERE table_name = 'annotation'",
     {("log", "step"), ("row", "annotation")}),
    ("DELETE FROM change WHERE table_name = 'link'", {("log", "step"), ("row", "link")}),
    ("UPDATE change SET table_name = 'meta' WHERE table_name = 'link'", {("log", "step"), ("row", "link")}),
    ("UPDATE codebook_version SET content = '{}'", {("codebook", "codebook_version"), ("row", "codebook_version")}),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "kinds"), FAULTS, ids=[sql for sql, _kinds in FAULTS])
def test_a_planted_fault_is_named_by_table_and_kind(coded, statement, kinds):
    tamper(coded, statement)

    assert found(coded) >= kinds


def test_a_fault_says_which_row_it_is_and_which_columns_differ(coded):
    tamper(coded, "UPDATE annotation SET note = 'by hand', flag = 1 WHERE name = 'k1'")

    [fault] = check(coded)

    assert fault.where.startswith("annotation ")
    assert fault.what == "was changed behind the log: flag, note"


def test_a_step_that_is_gone_with_all_its_changes_is_missed(coded):
    tamper(
        coded,
        "DELETE FROM change WHERE step = (SELECT seq FROM step WHERE counter = 5)",
        "DELETE FROM step_article WHERE step = (SELECT seq FROM step WHERE counter = 5)",
        "DELETE FROM step WHERE counter = 5",
    )

    told = {(fault.kind, fault.what) for fault in check(coded)}

    assert ("log", "is missing") in told
    assert ("log", "does not follow the step before it: one is missing or was exchanged") in told


def test_a_row_that_nobody_logged_is_found(coded):
    tamper(coded, ("INSERT INTO coder (id, name, role, created_at) VALUES (?, 'eve', 'supervisor', '')", (new_id(),)))

    assert {(fault.kind, fault.what) for fault in check(coded)} >= {("row", "is there although the log does not make it")}


def test_a_judgement_of_an_article_that_is_not_there_is_found(coded):
    tamper(coded, "UPDATE article_coding SET article_id = 'nowhere' WHERE finished = 1")

    assert ("article_coding", "article_coding") in found(coded)
    assert ("reference", "article_coding") in found(coded)


def test_a_source_that_was_exchanged_is_found(tmp_path):
    with a_project(tmp_path) as project, project.step("Import"):
        project.database.keep_raw("0" * 64, b"what it was")

    assert found(tmp_path / "study.annot") == {("raw_file", "raw_file")}


def test_an_edit_made_together_with_its_log_still_breaks_the_hash(coded):
    """Whoever edits row and log alike must forge the whole chain behind it as well."""
    with closing(sqlite3.connect(coded)) as raw:
        seq, counter, origin, coder, label, made_at = raw.execute(
            "SELECT seq, counter, origin, coder_id, label, made_at FROM step WHERE counter = 4"
        ).fetchone()
        articles = [row[0] for row in raw.execute("SELECT article_id FROM step_article WHERE step = ?", (seq,))]
        changes = raw.execute("SELECT table_name, row_id, before, after FROM change WHERE step = ? ORDER BY number", (seq,)).fetchall()
    forged = [(table, row, before, after.replace('"demand"', '"factual"')) for table, row, before, after in changes]
    digest = content_hash(counter, origin, coder, label, made_at, "", articles, forged)
    tamper(
        coded,
        ("UPDATE change SET after = replace(after, '\"demand\"', '\"factual\"') WHERE step = ?", (seq,)),
        ("UPDATE step SET content_hash = ? WHERE seq = ?", (digest, seq)),
        """UPDATE annotation SET "values" = replace("values", '"demand"', '"factual"') WHERE name = 'k1'""",
    )

    assert [fault.where.split("@")[0] for fault in check(coded)] == ["step 4"]


def test_a_cell_that_holds_more_than_its_own_json_is_found_in_a_row_that_was_changed_by_steps(coded):
    tamper(coded, """UPDATE annotation SET filled = filled || ',"flag":0' WHERE name = 'k1'""")

    [fault] = check(coded)
    assert fault.kind == "row"
    assert "filled" in fault.what


def test_bytes_in_the_log_that_are_no_utf_8_are_named_and_not_raised(coded):
    tamper(coded, """UPDATE change SET after = CAST(X'FF' || after AS TEXT) WHERE table_name = 'link'""")

    assert found(coded) == {("log", "step"), ("row", "link")}


def test_a_label_of_a_step_that_is_no_utf_8_is_a_broken_hash_and_not_raised(coded):
    tamper(coded, "UPDATE step SET label = CAST(x'FFFE41' AS TEXT) WHERE seq = 2")

    assert found(coded) != []


def test_a_schema_whose_words_are_damaged_is_told_as_damage(coded):
    data = coded.read_bytes()
    name, sql = b"article_codingarticle_coding", b"CREATE TABLE article_coding"
    assert name in data
    assert sql in data
    coded.write_bytes(data.replace(name, b"\xff" + name[1:]).replace(sql, b"\xff" + sql[1:]))

    with pytest.raises(FileProblem, match="is damaged"):
        open_project(coded, read_only=True)


def test_values_are_judged_by_the_codebook_they_were_given_under(tmp_path):
    with a_project(tmp_path) as project:
        article = an_article(project)
        made = an_annotation(project, article)
        source = json.loads(project.codebook.to_json())
        claim = next(one for one in source["categories"] if one["id"] == "claim")
        claim["attributes"].append({"id": "tone", "type": "single", "values": [{"id": "calm"}]})
        import_codebook(project, parse_codebook(source))
        coding.set_value(project, made.id, "tone", "calm")

    assert check(tmp_path / "study.annot") == []


def test_checking_goes_on_beside_a_coder_who_codes(tmp_path):
    with a_project(tmp_path) as project:
        article = an_article(project, "word " * 400)
        stop = threading.Event()
        found_there = []

        def look():
            while not stop.is_set():
                found_there.append(check(project.path))

        looker = threading.Thread(target=look)
        looker.start()
        for start in range(0, 200, 5):
            an_annotation(project, article, coding.Span(start, start + 4))
        stop.set()
        looker.join()

    assert found_there
    assert all(faults == [] for faults in found_there)


def test_a_file_that_is_no_project_is_refused_by_name(tmp_path):
    path = tmp_path / "letter.annot"
    path.write_text("Dear all")

    with pytest.raises(FileProblem, match=r"letter\.annot: is not an annotator project"):
        check(path)


def test_a_torn_page_is_named_as_damage(tmp_path):
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        for number in range(40):
            an_article(project, f"Text {number}. " * 200, source_id=f"A{number}")
    data = bytearray(path.read_bytes())
    pages = len(data) // 4096
    for page in range(pages - 10, pages):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)

    assert "damage" in {fault.kind for fault in check(path)}


def test_checking_changes_nothing(coded):
    before = coded.read_bytes()

    check(coded)

    assert coded.read_bytes() == before
    assert [path.name for path in coded.parent.iterdir()] == ["study.annot"]
