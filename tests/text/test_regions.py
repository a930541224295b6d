from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.span import Span
from annotator.text.regions import KINDS, NOTE_DATES_DIFFER, propose_regions


@dataclass
class Page:
    """A text, the regions expected in it, and what else the proposal should say."""

    name: str
    text: str = ""
    regions: list[tuple[str, Span]] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)

    def write(self, line: str) -> None:
        """Add a line of pages.txt."""
        if line.startswith("# "):
            key, _, value = line[2:].partition(":")
            self.said[key.strip()] = value.strip()
        elif line == "-":
            self.text += "\n"
        else:
            kind, _, words = line.partition(" | ")
            self.text += {"+": " ", "&": ""}.get(kind[0], "\n" if self.text else "")
            start = len(self.text)
            self.text += words
            stripped = words.strip()
            start += words.index(stripped)
            self.regions.append((kind.lstrip("+& "), Span(start, start + len(stripped))))


def _pages() -> list[Page]:
    pages: list[Page] = []
    for line in Path(__file__).with_name("pages.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            pages.append(Page(line[3:]))
        elif line and not line.startswith("= "):
            pages[-1].write(line)
    return pages


PARAGRAPH = "The ferry line will be closed in autumn, the council said after its meeting on Monday."
PAGES = _pages()
each_page = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])


def told(text: str, regions: list[tuple[str, Span]]) -> list[tuple[str, str]]:
    return [(kind, span.quote(text)) for kind, span in regions]


@each_page
def test_the_regions_of_a_page_are_those_a_person_would_mark(page: Page):
    proposal = propose_regions(page.text)

    assert told(page.text, proposal.regions) == told(page.text, page.regions)
    assert proposal.regions == page.regions
    found = {"headline": proposal.headline, "byline": proposal.byline, "date": proposal.date_on_page}
    assert {key: found[key] for key in page.said} == page.said


@each_page
def test_a_headline_that_the_file_gives_is_found_where_it_stands(page: Page):
    headline = next((span.quote(page.text) for kind, span in page.regions if kind == "headline"), "")

    proposal = propose_regions(page.text, headline=headline)

    assert told(page.text, proposal.regions) == told(page.text, page.regions)
    assert proposal.headline == headline


def test_the_scraped_page_is_right_without_help():
    folder = os.environ.get("ANNOTATOR_PAGES")
    if not folder:
        pytest.skip("ANNOTATOR_PAGES names no folder of pages")
    text = (Path(folder) / "000_32a9a7b0df31b3ee.txt").read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line]

    proposal = propose_regions(text)

    kinds = [kind for kind, _ in proposal.regions]
    assert kinds == ["furniture", "furniture", "furniture", "headline_copy", "headline", "dateline", *["body"] * 11, "furniture"]
    headline = proposal.regions[4][1].quote(text)
    assert headline == lines[3] == proposal.headline
    assert proposal.regions[2][1].quote(text) + headline == lines[2]
    assert proposal.regions[5][1].quote(text).endswith(" –")
    assert proposal.regions[-1][1].quote(text) == lines[-1]
    assert proposal.date_on_page == "2024-07-19"
    assert proposal.byline == ""


def test_the_only_place_of_a_given_headline_is_the_headline_even_behind_navigation():
    text = f"Home World Ferry line to be closed in autumn\n\n{PARAGRAPH}"

    proposal = propose_regions(text, headline="Ferry line to be closed in autumn")

    assert told(text, proposal.regions)[:2] == [("furniture", "Home World"), ("headline", "Ferry line to be closed in autumn")]


def test_a_given_headline_that_is_not_in_the_text_stays_the_headline_of_the_article():
    proposal = propose_regions(PARAGRAPH, headline="Ferry to close")

    assert told(PARAGRAPH, proposal.regions) == [("body", PARAGRAPH)]
    assert proposal.headline == "Ferry to close"


def test_a_paragraph_that_begins_with_the_headline_stays_body():
    text = "The ferry must stay open\n\nThe ferry must stay open – that is what the minister told reporters on Monday in the harbour."

    assert [kind for kind, _ in propose_regions(text).regions] == ["headline", "body"]


def test_dates_that_differ_leave_the_date_open_and_say_so():
    text = f"Two ferries collide in the strait\n3 June 2024\n5 June 2024\n{PARAGRAPH}"

    proposal = propose_regions(text)

    assert proposal.date_on_page == ""
    assert NOTE_DATES_DIFFER in proposal.notes


def test_little_words_of_another_language_open_no_byline():
    italian = "Titolo del giorno\nDi Mario Rossi\n" + "Il governo ha detto che la legge passerà. " * 4

    assert propose_regions(f"Di Maio Resigns\n\n{PARAGRAPH}", language="en").regions[0][0] == "headline"
    assert propose_regions(italian, language="it").byline == "Mario Rossi"


@pytest.mark.parametrize(
    "headline",
    [
        "Video: minister walks out of the interview",
        "Copyright law divides parliament",
        "Comments on ferry cost minister her office",
        "Get the vaccine, health minister urges",
        "Crédito barato divide o governo",
        "Опубликовано письмо министра обороны",
        "发布会推迟举行，各方表示遗憾",
        "记者调查：渡轮为何停运",
        "수정안 국회 본회의 통과했다",
        "كتب الوزير رسالة إلى البرلمان",
    ],
)
def test_a_headline_may_begin_like_furniture_or_a_byline(headline: str):
    text = f"{headline}\n\n{PARAGRAPH}"

    assert told(text, propose_regions(text).regions) == [("headline", headline), ("body", PARAGRAPH)]


@pytest.mark.parametrize(
    "line",
    [
        "By signing up to the treaty, the government gave away the last lever that it had in the talks on the ferry line.",
        "记者从外交部获悉，会议将于明天举行。",
        "未经授权的示威在首都举行，警方逮捕了数十人，政府发言人表示将严肃处理此事，反对党要求立即释放被捕者。",
        "“Help!”",
        "More.",
    ],
)
def test_a_paragraph_may_begin_like_furniture_or_a_byline(line: str):
    text = f"Ferry to close in autumn\n{PARAGRAPH}\n{line}\n{PARAGRAPH.replace('autumn', 'spring')}"

    assert [kind for kind, _ in propose_regions(text).regions] == ["headline", "body", "body", "body"]


@pytest.mark.parametrize("text", ["", "\n\n", "   ", "\t\n \n"])
def test_a_text_without_words_has_no_regions(text: str):
    assert propose_regions(text).regions == []


def test_white_space_at_the_edges_of_lines_is_in_no_region():
    text = f"  Water returns to the lower town\u00a0\n \n\t{PARAGRAPH} \n"

    regions = propose_regions(text).regions

    assert [kind for kind, _ in regions] == ["headline", "body"]
    assert all(span.quote(text) == span.quote(text).strip() for _, span in regions)


_lines = st.one_of(
    st.text(max_size=200),
    st.sampled_from([span.quote(page.text) for page in PAGES for _, span in page.regions]),
    st.sampled_from(["", " ", "By Jane Doe", "Advertisement", "ROME –", "3 June 2024", "Home | World", "“Yes.”", "नमस्ते"]),
)


@given(
    st.lists(_lines, max_size=12).map("\n".join),
    st.sampled_from(["", "Ferry to stay open", "Harbour council votes to close the old ferry line"]),
)
def test_regions_never_overlap_and_leave_out_no_word(text: str, headline: str):
    regions = propose_regions(text, headline=headline).regions

    position = 0
    for kind, span in regions:
        assert kind in KINDS
        assert span.start >= position
        assert span.end <= len(text)
        assert "\n" not in span.quote(text)
        assert span.quote(text) == span.quote(text).strip()
        assert not text[position : span.start].strip()
        position = span.end
    assert not text[position:].strip()


@given(st.lists(_lines, max_size=12).map("\n".join))
def test_the_date_on_the_page_is_a_day_or_nothing(text: str):
    assert re.fullmatch(r"(\d{4}-\d{2}-\d{2})?", propose_regions(text).date_on_page)
