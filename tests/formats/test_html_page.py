"""Saved web pages: the article without the furniture, facts from the metadata alone, hostile pages."""

from __future__ import annotations

import subprocess
import sys

import pytest
from format_builders import DATA, a_file, drafts, notes, problems

from annotator.errors import Cancelled
from annotator.formats import html_page

PAGES = DATA / "html_page"
PARAGRAPHS = "".join(f"<p>Paragraph {n} says that the ferry must stay open, whatever the ministry thinks of it.</p>" for n in range(6))


def a_page(head: str = "", body: str = PARAGRAPHS, before: str = "<!DOCTYPE html>") -> str:
    head = f"<head><title>Ferry stays open</title>{head}</head>"
    return f"{before}<html>{head}<body><article><h1>Ferry stays open</h1>{body}</article></body></html>"


def test_the_article_is_taken_out_of_the_page_and_the_page_is_kept():
    path = PAGES / "ferry.html"
    [draft] = drafts(path)
    assert draft.text.split("\n") == [
        "Ferry crews go back to work",
        "MARN – Crews of the island ferries went back to work on Monday, their union said, after the company offered four per cent"
        " more pay.",
        "“We did not get all that we asked for,” said Joran Tellvik, who leads the union, “but the ferry must sail.”",
        "The company expects a normal service by Wednesday, with two extra boats on both lines through the weekend & the holiday.",
    ]
    assert (draft.headline, draft.outlet, draft.byline) == ("Ferry crews go back to work", "Marn Courier", "Runa Eskeld")
    assert draft.source_id == draft.url == "https://example.org/marn-courier/2025/ferry"
    assert (draft.date_published, draft.date_on_page) == ("2025-03-03", "")
    assert draft.raw == path.read_bytes()


def test_no_date_is_taken_from_the_text_or_the_copyright_line():
    [draft] = drafts(PAGES / "undated.html")
    assert (draft.date_published, draft.source_id, draft.headline) == ("", "undated.html", "Mill to reopen in spring")


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<meta itemprop="datePublished" content="2025-03-04">', "2025-03-04"),
        ('<meta name="DC.date.issued" content="2025-03-04T08:00Z">', "2025-03-04"),
        ('<script type="application/ld+json">{"@graph":[{"@type":["NewsArticle"],"datePublished":"2025-03-04"}]}</script>', "2025-03-04"),
        ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished":broken</script>', ""),
        ('<meta name="date" content="2025-03-04"><meta property="article:published_time" content="2025-03-05">', ""),
        ('<meta property="article:modified_time" content="2025-03-04">', ""),
    ],
)
def test_the_day_of_publication_is_what_the_metadata_say_of_one_accord(tmp_path, head, day):
    assert drafts(a_file(tmp_path, "a.html", a_page(head)))[0].date_published == day


def test_a_day_in_the_metadata_that_can_be_read_in_two_ways_is_noted(tmp_path):
    path = a_file(tmp_path, "a.html", a_page('<meta name="date" content="03/04/2025">'))
    assert drafts(path)[0].date_published == ""
    assert notes(path)[0][0] == "date_published “03/04/2025”"


def test_the_charset_that_a_page_declares_is_believed_where_it_fits_and_utf_8_before_it(tmp_path):
    page = a_page('<meta charset="iso-8859-1">', "<p>Die Fähre fährt, sagte die Ministerin – und zwar täglich, auch im Winter.</p>" * 2)
    [latin] = drafts(a_file(tmp_path, "a.html", page.encode("cp1252")))
    assert latin.encoding == "cp1252"
    assert "Fähre fährt, sagte die Ministerin – und" in latin.text
    [utf8] = drafts(a_file(tmp_path, "b.html", page.encode("utf-8")))
    assert (utf8.encoding, utf8.text) == ("utf-8", latin.text)


def test_xhtml_is_read_and_a_headline_that_is_missing_from_the_article_is_put_above_it(tmp_path):
    head = "<head><title>Ferry stays open</title></head>"
    page = f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">{head}<body>{PARAGRAPHS}</body></html>'
    [draft] = drafts(a_file(tmp_path, "a.xhtml", page))
    assert draft.text.startswith("Ferry stays open\nParagraph 0 says")
    assert draft.headline == "Ferry stays open"


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<!DOCTYPE html>", "<html><body><script>var a = 1</script></body></html>"])
def test_a_page_without_an_article_is_a_problem_with_a_reason(tmp_path, page):
    [(place, reason)] = problems(a_file(tmp_path, "a.html", page))
    assert place == ""
    assert reason


def test_a_page_that_declares_entities_is_refused(tmp_path):
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    [(_place, reason)] = problems(a_file(tmp_path, "a.html", a_page(before=bomb, body="<p>&b; &c;</p>")))
    assert "entities" in reason


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(html_page, "MOST_SECONDS", 1.0)
    slow = a_file(tmp_path, "slow.html", "<html><body><p " + " ".join(f"a{n}" for n in range(300_000)) + ">text</p></body></html>")
    [(_place, reason)] = problems(slow)
    assert "within 1 seconds" in reason
    monkeypatch.undo()
    assert len(drafts(PAGES / "ferry.html")) == 1


def test_a_process_that_dies_is_a_problem_of_that_page_alone(tmp_path, monkeypatch):
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _words, **more: real([sys.executable, "-c", "raise SystemExit(3)"], **more))
    [(_place, reason)] = problems(PAGES / "ferry.html")
    assert "broke the process" in reason
    monkeypatch.undo()
    assert len(drafts(PAGES / "ferry.html")) == 1


def test_a_library_that_lies_beside_the_articles_is_not_run(tmp_path, monkeypatch):
    a_file(tmp_path, "lxml.py", "open('ran', 'w')")
    monkeypatch.chdir(tmp_path)
    assert len(drafts(PAGES / "ferry.html")) == 1
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 3000 + "deep text" + "</div>" * 3000,
        "<p>&#0;&#xD800;&#x110000;&bogus; text of a page that is long enough to be one</p>" * 3,
        "\x01\x02<p>" + "word " * 200,
    ],
)
def test_broken_markup_ends_in_an_article_or_a_problem(tmp_path, body):
    path = a_file(tmp_path, "a.html", a_page(body=body))
    assert len(drafts(path)) + len(problems(path)) == 1
    for draft in drafts(path):
        draft.text.encode("utf-8")
        assert "\x00" not in draft.text


def test_stop_is_heard_while_a_page_takes_long(tmp_path):
    slow = a_file(tmp_path, "slow.html", "<html><body><p " + " ".join(f"a{n}" for n in range(300_000)) + ">text</p></body></html>")
    asked = iter(range(100))

    def check() -> None:
        if next(asked) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        drafts(slow, check=check)
    assert len(drafts(PAGES / "ferry.html")) == 1
