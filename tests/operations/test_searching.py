"""Search in all articles: what is found, how a query is read, where hits lie, who sees what, and patterns that take too long."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError, ReadOnlyProject
from annotator.model.span import Span
from annotator.operations import assigning, coding, searching
from annotator.operations.assigning import Order
from annotator.operations.projects import enter
from annotator.operations.searching import Filters, find_in_text, prepare, read_query, search, search_pattern
from annotator.project import Project, open_project
from annotator.store.search import match_text
from annotator.text.words_searched import searched_form, words_of
from tests.builders import a_project, an_article

COAL = "Coal plant stays\nThe minister’s office said the coal‐fired plant “must not” close in Zürich."
FISH = "Fish tariffs\nFishermen and fishing towns fear tariffs. The minister did not answer."
HINDI = "विदेश मन्त्रालयले भन्यो\nसरकारले शुल्क घटाउनु पर्छ।"
ARABIC = "قالت الوزارة إن الرسوم يجب أن تنخفض"
CHINESE = "外交部长说关税必须降低。渔民担心价格。"
THAI = "รัฐมนตรีต่างประเทศกล่าวว่าภาษีต้องลดลง"
JAPANESE = "外務大臣は関税を下げるべきだと述べた。"


@pytest.fixture
def corpus(tmp_path):
    with a_project(tmp_path) as project:
        texts = {"coal": COAL, "fish": FISH, "hindi": HINDI, "arabic": ARABIC, "chinese": CHINESE, "thai": THAI, "japanese": JAPANESE}
        for name, text in texts.items():
            an_article(project, text, source_id=name, outlet=f"The {name} post", date_published=f"2024-0{len(name)}-01")
        yield project


def names(project: Project, asked: str, filters: Filters | None = None) -> set[str]:
    return {hit.article.title for hit in search(project, asked, filters).hits}


def quotes(project: Project, asked: str) -> list[str]:
    hits = search(project, asked).hits
    return [span.quote(project.articles.text(hit.article.id)) for hit in hits for span in hit.spans]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("minister", {"coal", "fish"}),
        ("MINISTER coal", {"coal"}),
        ("minister -coal", {"fish"}),
        ("minister NOT coal", {"fish"}),
        ("coal OR tariffs", {"coal", "fish"}),
        ("(coal OR tariffs) answer", {"fish"}),
        ("coal tariffs", set()),
        ("fish", {"fish"}),
        ("fisherm*", {"fish"}),
        ('"the minister did"', {"fish"}),
        ('"minister the did"', set()),
        ('"coal fired"', {"coal"}),
        ("coal-fired", {"coal"}),
        ("“must not” close", {"coal"}),
        ('"fear tar"*', {"fish"}),
        ("zurich", {"coal"}),
        ("Zu\u0308rich", {"coal"}),
        ("minister's", {"coal"}),
        ("सरकारले", {"hindi"}),
        ("सरकार", set()),
        ("सरकार*", {"hindi"}),
        ("الوزارة", {"arabic"}),
        ("关税", {"chinese"}),
        ("税", set()),
        ("ภาษี", {"thai"}),
        ("関税", {"japanese"}),
        ("AND", set()),
        ("unheard", set()),
    ],
)
def test_a_query_finds_the_articles_that_it_asks_for(corpus, asked, found):
    if asked == "AND":
        with pytest.raises(AnnotatorError):
            search(corpus, asked)
    else:
        assert names(corpus, asked) == found


@pytest.mark.parametrize(
    ("asked", "marked"),
    [
        ("minister", ["minister", "minister"]),
        ("fish*", ["Fish", "Fishermen", "fishing"]),
        ("zurich", ["Zürich"]),
        ('"coal fired"', ["coal‐fired"]),
        ("“must not”", ["must not"]),
        ("关税", ["关税"]),
        ("渔民", ["渔民"]),
        ("ภาษี", ["ภาษี"]),
        ("शुल्क", ["शुल्क"]),
        ("fish -minister", []),
    ],
)
def test_a_hit_marks_the_words_of_the_text_as_it_is_stored(corpus, asked, marked):
    assert sorted(quotes(corpus, asked)) == sorted(marked)


def test_a_hit_shows_the_words_around_it(corpus):
    hit = search(corpus, "zurich").hits[0]
    assert (hit.quote, hit.after) == ("Zürich", ".")
    assert hit.before.endswith("must not” close in ")


@pytest.mark.parametrize("asked", ["", "  ", "—", "-coal", "NOT coal", '""', "()", "*", "( " * 60 + "coal", "coal " * 200])
def test_a_query_that_looks_for_nothing_is_refused_with_what_to_do(corpus, asked):
    with pytest.raises(AnnotatorError):
        search(corpus, asked)


@given(st.text(alphabet=st.sampled_from('ab "“”()*-–ANDORT' + "^:+{}'\\\x00é税"), max_size=40))
def test_no_query_breaks_the_index(asked):
    try:
        query = read_query(asked)
    except AnnotatorError:
        return
    with contextlib.closing(sqlite3.connect(":memory:")) as raw:
        raw.execute("CREATE VIRTUAL TABLE search USING fts5(text, tokenize = \"unicode61 categories 'L* N* Co Mn Mc'\")")
        raw.execute("SELECT rowid FROM search WHERE search MATCH ?", (match_text(query),)).fetchall()


SCRIPTS = {
    "Latin": "abcdeéüßøłIİſﬁ́̈'’-–­",
    "Devanagari": "कखगमनलरसतािीुेो्ंँः‍‌।़",
    "Arabic": "ابتثجحمنوليهةأإىءًَُِّْـ،",
    "Chinese": "关税外交部长渔民价格说必须降低政府中国人民大会，。",
}


@st.composite
def texts_and_words(draw):
    signs = SCRIPTS[draw(st.sampled_from(sorted(SCRIPTS)))]
    words = draw(st.lists(st.text(alphabet=signs, min_size=1, max_size=8), min_size=1, max_size=12))
    text = "".join(word + draw(st.sampled_from([" ", " ", "\n", ", ", "\u00a0", " – "])) for word in words)
    other = draw(st.text(alphabet=signs, min_size=1, max_size=5))
    return text, draw(st.sampled_from([*words, other]))


@pytest.fixture(scope="module")
def growing(tmp_path_factory):
    """A project into which each example puts one more text."""
    with a_project(tmp_path_factory.mktemp("growing")) as project:
        yield project


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts_and_words())
@example(("coal­fired plant", "coalfired"))
@example(("ΟΔΟΣ und Straße", "strasse"))
def test_search_finds_a_word_iff_the_folded_text_has_it(growing, pair):
    text, asked = pair
    assume(text.strip())
    words = words_of(searched_form(asked))
    assume(words)
    there = words_of(searched_form(text))
    wanted = any(there[at : at + len(words)] == words for at in range(len(there)))

    article = an_article(growing, text, source_id=f"{growing.articles.count()}")
    phrase = '"' + " ".join(words) + '"'
    found = search(growing, phrase, first=100_000).hits
    hit = next((one for one in found if one.article.id == article), None)
    assert (hit is not None) == wanted
    if hit is not None:
        for span in hit.spans:
            assert words_of(searched_form(span.quote(text)))[: len(words)] == words or not _alone(text, span)


def _alone(text: str, span: Span) -> bool:
    """Whether a place begins and ends between clusters that fold by themselves: else the quotation is wider than the word."""
    whole = searched_form(text)
    return searched_form(text[: span.start]) + searched_form(text[span.start : span.end]) + searched_form(text[span.end :]) == whole


def test_finding_in_one_text_gives_all_places_in_order():
    spans = find_in_text(FISH, "tariffs OR minister")
    assert [span.quote(FISH) for span in spans] == ["tariffs", "tariffs", "minister"]


# ---- filters and blindness -----------------------------------------------------------------------------------------------


def test_filters_by_outlet_day_and_state_narrow_what_is_found(corpus):
    assert names(corpus, "minister", Filters(outlets=frozenset({"The fish post"}))) == {"fish"}
    an_article(corpus, "The minister spoke", source_id="later", date_published="2025-01-01")
    assert names(corpus, "minister", Filters(first_day="2024-12-31")) == {"later"}
    assert names(corpus, "minister", Filters(last_day="2024-12-31")) == {"coal", "fish"}
    fish = corpus.articles.find("fish").id
    coding.annotate(corpus, fish, "actor", Span(0, 4))
    assert names(corpus, "minister", Filters(states=frozenset({"in_progress"}))) == {"fish"}
    assert names(corpus, "minister", Filters(states=frozenset({"unread"}))) == {"coal", "later"}


def test_a_coder_with_a_queue_finds_only_in_the_articles_of_the_queue(corpus):
    order = Order(coders=("ben",), articles=(corpus.articles.find("fish").id,))
    assigning.apply_plan(corpus, assigning.preview_plan(corpus, order))
    enter(corpus, "ben")
    found = search(corpus, "minister")
    assert ({hit.article.title for hit in found.hits}, found.total) == ({"fish"}, 1)
    assert {hit.article.title for hit in search_pattern(corpus, "minister").hits} == {"fish"}
    assert searching.outlets(corpus) == ["The fish post"]


def test_two_articles_with_one_text_are_both_found(corpus):
    an_article(corpus, FISH, source_id="reprint")
    assert names(corpus, "fear") == {"fish", "reprint"}


def test_an_import_that_is_taken_back_is_not_found_and_found_again_when_it_is_done_again(corpus):
    an_article(corpus, "A unicorn", source_id="rare")
    assert names(corpus, "unicorn") == {"rare"}
    corpus.undo()
    assert names(corpus, "unicorn") == set()
    corpus.redo()
    assert names(corpus, "unicorn") == {"rare"}


def test_the_first_fifty_are_shown_and_all_are_counted(corpus):
    for number in range(60):
        an_article(corpus, f"Harbour news {number}", source_id=f"h{number}")
    found = search(corpus, "harbour")
    assert (found.total, len(found.hits)) == (60, 50)


# ---- the index -----------------------------------------------------------------------------------------------------------


def emptied(project: Project) -> None:
    """Take the index away, as in a file made before there was one."""
    with project.database.transaction():
        project.database.raw.execute("INSERT INTO search (search) VALUES ('delete-all')")
        project.database.raw.execute("DELETE FROM search_copy")
        project.database.raw.execute("DELETE FROM meta WHERE key = 'search_form'")
    project.search._known = None


def test_an_index_that_is_missing_is_made_when_it_is_first_asked(corpus):
    emptied(corpus)
    assert not searching.is_ready(corpus)
    assert names(corpus, "minister") == {"coal", "fish"}
    assert searching.is_ready(corpus)


def test_an_index_of_another_form_is_made_anew(corpus):
    with corpus.database.transaction():
        corpus.database.set_meta("search_form", "0")
    prepare(corpus)
    assert names(corpus, "minister") == {"coal", "fish"}
    assert corpus.database.value("SELECT count(*) FROM search_copy") == 7
    corpus.database.raw.execute("INSERT INTO search (search) VALUES ('integrity-check')")


def test_a_file_that_is_only_read_and_has_no_index_says_so(corpus):
    emptied(corpus)
    path = corpus.path
    with open_project(path, read_only=True) as reader, pytest.raises(ReadOnlyProject):
        search(reader, "minister")


def test_the_index_is_not_in_the_log_and_undoes_with_nothing(corpus):
    tables = {row[0] for row in corpus.database.all("SELECT DISTINCT table_name FROM change")}
    assert not tables & {"search", "search_copy"}


# ---- patterns ------------------------------------------------------------------------------------------------------------


def test_a_pattern_finds_in_the_text_as_stored(corpus):
    found = search_pattern(corpus, r"coal.fired|关税")
    assert [hit.quote for hit in found.hits] == ["coal‐fired", "关税"]
    assert search_pattern(corpus, "COAL", match_case=True).total == 0
    assert search_pattern(corpus, "COAL").total == 1


def test_a_pattern_that_cannot_be_read_is_refused(corpus):
    with pytest.raises(AnnotatorError, match="cannot be read"):
        search_pattern(corpus, "(coal")


def test_a_pattern_that_never_ends_is_stopped_and_the_article_is_named(corpus):
    an_article(corpus, "a" * 60 + "!", source_id="endless")
    an_article(corpus, "aaab", source_id="short")
    found = search_pattern(corpus, r"(a+)+b", seconds=0.3)
    assert found.too_slow == ("endless",)
    assert [hit.article.title for hit in found.hits] == ["short"]


def test_a_pattern_that_is_too_slow_everywhere_gives_up_and_says_so(corpus):
    for number in range(6):
        an_article(corpus, "a" * 60 + f"! {number}", source_id=f"endless {number}")
    found = search_pattern(corpus, r"(a+)+b", seconds=0.1)
    assert len(found.too_slow) == 5
    assert not found.whole
