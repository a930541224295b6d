"""The keys a coder needs, counted as DESIGN.md section 8 counts them: a chord is one key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.annotation import ACCEPTED, PROPOSAL
from annotator.model.article import Article
from annotator.model.entity import Entity
from annotator.model.ids import EntityId, article_id, new_id
from annotator.model.span import Span
from annotator.operations import coding, projects
from annotator.text.duplicates import text_hash
from ui.coding.page import CodingPage
from ui.session import Session

QUOTED = "The minister said: “The ferry must stay open.”"
TEXT = QUOTED + "\nThe harbour towns were warned.\nThe ferry could close by winter. Two islands depend on it.\n"

Key, Mod = Qt.Key, Qt.KeyboardModifier


class Coder:
    """A person at the keyboard who counts every key."""

    def __init__(self, page: CodingPage) -> None:
        self.page = page
        self.count = 0

    def press(self, *keys: object) -> Coder:
        for key in keys:
            modifier = Mod.NoModifier
            if isinstance(key, tuple):
                modifier, key = key
            target = QApplication.focusWidget()
            assert target is not None, "no widget has the keys"
            if isinstance(key, str):
                QTest.keyClicks(target, key, modifier)
            else:
                QTest.keyClick(target, key, modifier)
            self.count += 1
        return self

    @property
    def in_the_text(self) -> bool:
        return self.page.pane.view.hasFocus()


@pytest.fixture
def session(tmp_path):
    path = tmp_path / "ferry.annot"
    projects.new_project(path, projects.built_in_codebook(), maker="ada")
    session = Session()
    session.open(path, "ada")
    sha = text_hash(TEXT)
    article = Article(article_id(sha, "ferry"), "ferry", sha, len(TEXT), headline="Ferry")
    with session.project.step("Import", article.id):
        session.project.articles.add(article, TEXT, "key")
    yield session
    session.close()


@pytest.fixture
def coder(session, qtbot):
    page = CodingPage(session)
    qtbot.addWidget(page)
    page.resize(1440, 900)
    page.show()
    qtbot.waitExposed(page)
    session.open_article(session.project.articles.ids()[0])
    page.activateWindow()
    page.pane.view.setFocus()
    return Coder(page)


def know(session, label: str) -> Entity:
    entity = Entity(EntityId(new_id()), label, kind="government_body")
    with session.project.step("Entity"):
        session.project.entities.add(entity)
    return entity


def of_category(session, category: str):
    own = session.project.annotations.of_article(session.article_id, session.coder.id)
    return [one for one in own if one.category == category]


def put_caret(coder: Coder, words: str) -> None:
    coder.page.pane.view.set_caret(TEXT.index(words))


def test_a_quoted_claim_with_a_maker_the_program_offers_takes_nine_keys(coder, session):
    minister = know(session, "The minister")
    put_caret(coder, "“")

    coder.press("q", "2", "4", "1", "9", "m")
    hints = coder.page.linking.ends
    assert hints[0].span.quote(TEXT) == "The minister"
    coder.press(hints[0].letter, Key.Key_Return, "1")

    claim, actor = of_category(session, "claim")[0], of_category(session, "actor")[0]
    assert (claim.quote, claim.values["claim_type"], claim.values["form"], claim.values["issue"]) == (
        "“The ferry must stay open.”", "demand", "direct", "foreign_affairs")  # fmt: skip
    assert (actor.quote, actor.values["entity"], actor.values["mention_form"]) == ("The minister", minister.id, "named")
    link = session.project.links.of_article(session.article_id)[0]
    assert (link.link, link.from_id, link.to_id) == ("makes", actor.id, claim.id)
    assert actor.origin == PROPOSAL
    assert coder.count == 9
    assert coder.in_the_text
    assert coder.page.desk.selected_id == claim.id


def test_a_maker_that_is_not_offered_is_chosen_word_by_word_in_twelve_keys(coder, session):
    know(session, "Ministry of Ports")
    put_caret(coder, "“")

    coder.press("q", "2", "4", "1", "9", "m", "+", Key.Key_Right, (Mod.ShiftModifier, Key.Key_Right), Key.Key_Return)
    assert of_category(session, "actor")[0].quote == "The minister"
    coder.press("1", "2")

    actor = of_category(session, "actor")[0]
    assert actor.values["mention_form"] == "description"
    assert actor.values["entity"] == session.project.entities.all()[0].id
    assert session.project.links.of_article(session.article_id)[0].link == "makes"
    assert coder.count == 12


def test_a_maker_marked_before_is_linked_with_the_offer(coder, session):
    know(session, "The minister")
    start = TEXT.index("The minister")
    coding.annotate(session.project, session.article_id, "actor", Span(start, start + 12))
    put_caret(coder, "“")

    coder.press("q", "2", "4", "1", "9")
    assert coder.page.desk.proposal is not None
    coder.press(Key.Key_Return)

    link = session.project.links.of_article(session.article_id)[0]
    assert (link.link, link.origin) == ("makes", PROPOSAL)
    assert coder.count <= 7


def test_an_authors_claim_of_a_whole_sentence_takes_four_keys(coder, session):
    put_caret(coder, "The harbour")
    coder.press("s")
    coder.count = 0

    coder.press("2", "1", "4", "9")

    claim = of_category(session, "claim")[0]
    assert (claim.quote, claim.values["form"]) == ("The harbour towns were warned", "author")
    assert coder.count == 4
    assert coder.in_the_text


def test_a_cue_inside_a_coded_claim_takes_four_keys_with_its_link(coder, session):
    start = TEXT.index("The ferry could")
    claim = coding.annotate(session.project, session.article_id, "claim", Span(start, TEXT.index(" Two islands") - 1))
    put_caret(coder, "could")

    coder.press("4", "1", "2", Key.Key_Return)

    cue = of_category(session, "speculation")[0]
    assert (cue.quote, cue.values["speculation_type"], cue.values["certainty"]) == ("could", "epistemic", "possible")
    link = session.project.links.of_article(session.article_id)[0]
    assert (link.link, link.from_id, link.to_id, link.origin) == ("qualifies", cue.id, claim.id, PROPOSAL)
    assert coder.count == 4


def test_a_stance_with_its_holder_takes_seven_keys(coder, session):
    start = TEXT.index("Two islands")
    coding.annotate(session.project, session.article_id, "actor", Span(start, start + 11))
    put_caret(coder, "depend")

    coder.press("3", "1", "1", "2", "l", "h", Key.Key_Return)

    stance = of_category(session, "stance")[0]
    assert (stance.values["polarity"], stance.values["explicitness"], stance.values["target_type"]) == ("favor", "explicit", "claim")
    assert [link.link for link in session.project.links.of_article(session.article_id)] == ["holds"]
    assert coder.count == 7


def test_two_marked_annotations_are_linked_in_three_keys(coder, session):
    start = TEXT.index("The minister")
    coding.annotate(session.project, session.article_id, "actor", Span(start, start + 12))
    quote = TEXT.index("“")
    claim = coding.annotate(session.project, session.article_id, "claim", Span(quote, len(QUOTED)))
    coder.page.desk.select(claim.id)

    coder.press("l", "m", Key.Key_Return)

    assert [link.link for link in session.project.links.of_article(session.article_id)] == ["makes"]
    assert coder.count == 3


def test_a_value_that_was_proposed_and_taken_with_enter_is_recorded_as_accepted(coder, session):
    put_caret(coder, "“")

    coder.press("q", "2", "4", Key.Key_Return)

    claim = of_category(session, "claim")[0]
    assert claim.values["form"] == "direct"
    assert claim.filled["form"] == ACCEPTED


def test_r_repeats_an_entity_that_was_made_just_now_in_a_codebook_that_asks_for_nothing_else(tmp_path, qtbot):
    path = tmp_path / "tags.annot"
    projects.new_project(path, projects.built_in_codebook("four_tags"), maker="ada")
    session = Session()
    session.open(path, "ada")
    sha = text_hash(TEXT)
    article = Article(article_id(sha, "ferry"), "ferry", sha, len(TEXT), headline="Ferry")
    with session.project.step("Import", article.id):
        session.project.articles.add(article, TEXT, "key")
    page = CodingPage(session)
    qtbot.addWidget(page)
    page.resize(1440, 900)
    page.show()
    qtbot.waitExposed(page)
    session.open_article(article.id)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.pane.view.setFocus()
    coder = Coder(page)

    put_caret(coder, "minister")
    coder.press("1", (Mod.ShiftModifier, Key.Key_Return))
    while not coder.in_the_text:
        coder.press(Key.Key_Return)
    put_caret(coder, "Two")
    coder.press("r")

    made = of_category(session, "actor")
    assert [one.quote for one in made] == ["minister", "Two"]
    assert made[0].values["entity"] == made[1].values["entity"]
    assert coder.in_the_text
    session.close()

