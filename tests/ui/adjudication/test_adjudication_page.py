"""The adjudicator at work in the window on the sample project, keys only."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from annotator.model.coder import ADJUDICATOR
from annotator.model.decision import BOTH, REJECTED, TAKEN
from annotator.operations import coding
from annotator.operations.adjudicating import cases
from annotator.operations.checking import check
from annotator.operations.demo import make_demo
from annotator.operations.exporting import export
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.builders import CLAIM, a_project_file, an_annotation, an_article
from tests.operations.test_adjudicating import finished
from ui.adjudication.page import DECIDED, OPEN, STALE
from ui.main_window import MainWindow
from ui.pages import ADJUDICATE, LESSONS
from ui.session import Session

WAIT = {"timeout": 60_000}
Key = Qt.Key


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def at_the_bench(qtbot, sample, tmp_path):
    """Return a way to open the window on a project with the adjudication page shown."""
    windows = []

    def open_page(path=None, coder="ada", size=(1440, 900)):
        if path is None:
            path = tmp_path / "sample.annot"
            path.write_bytes(sample.read_bytes())
        window = MainWindow(Session())
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        assert window.open_project(path, coder)
        window.show_page(ADJUDICATE)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        page = window.page(ADJUDICATE)
        qtbot.waitUntil(lambda: page._loaded, **WAIT)
        return Adjudicator(qtbot, window, page)

    yield open_page
    for window in windows:
        window.session.close()


class Adjudicator:
    """Presses keys where they go, and counts them."""

    def __init__(self, qtbot, window, page):
        self.qtbot, self.window, self.page, self.keys = qtbot, window, page, 0

    @property
    def project(self):
        return self.window.session.project

    @property
    def sheet(self):
        return self.page.case.sheet

    @property
    def grid(self):
        return self.page.case.board.grid

    def press(self, *keys, shift=False):
        for key in keys:
            self.keys += 1
            modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
            self.qtbot.keyClick(QApplication.focusWidget(), key, modifier)

    def type(self, text):
        for sign in text:
            self.keys += 1
            self.qtbot.keyClicks(QApplication.focusWidget(), sign)

    def go_to(self, wanted):
        """Lay the first case on the table that ``wanted(case)`` lets through."""
        for docket in self.page.dockets:
            for case in docket.open:
                if wanted(case):
                    assert self.page.open_case(docket.article_id, case.id)
                    self.page.case.take_keys()
                    return case
        raise AssertionError("no such case")

    def open_count(self):
        return self.page.queue.counts()[0]


def differing_claim(case):
    return case.category == "claim" and len(case.candidates) == 2 and len(case.open_rows) == 3 and "found" not in case.rows[0].by_coder


def test_a_claim_case_is_agreed_to_a_row_a_key_decided_and_left_by_one_more(at_the_bench):
    ada = at_the_bench()
    case = ada.go_to(differing_claim)
    before = ada.open_count()

    ada.press(Key.Key_A, Key.Key_A, Key.Key_A)  # each goes on to the next open row
    assert ada.sheet.open_keys == ()
    ada.press(Key.Key_Return)  # decides and goes to the next case

    assert ada.keys == len(case.open_rows) + 1 == 4
    assert ada.open_count() == before - 1
    assert ada.sheet.case.id != case.id
    [decision] = ada.project.decisions.all()
    letter_a = ada.page._letters[case.article_id]
    assert {letter_a[cell.coder] for cell in decision.cells.values()} == {"A"}


def test_keys_pressed_once_too_often_after_the_last_case_do_nothing(at_the_bench, tmp_path):
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        enter(project, "ada")
        article = an_article(project)
        for coder in ("ben", "cara"):
            enter(project, coder)
            if coder == "ben":
                an_annotation(project, article, CLAIM)
            finished(project, article)
    ada = at_the_bench(path)
    steps = len(ada.project.history.latest())
    ada.press(Key.Key_A, Key.Key_Return)
    assert (ada.open_count(), len(ada.project.history.latest())) == (0, steps + 1)
    assert ada.page.empty.height() < 150

    ada.press(Key.Key_A, Key.Key_1, Key.Key_Return, Key.Key_Return)

    assert len(ada.project.history.latest()) == steps + 1
    assert not any(one.isVisible() for one in ada.window.findChildren(QDialog))
    ada.press(Key.Key_Right)
    assert ada.page.queue.kind() == DECIDED
    assert ada.sheet is not None


def test_a_letter_given_to_another_key_takes_the_same_candidate_and_is_shown_below_the_grid(at_the_bench):
    ada = at_the_bench()
    ada.go_to(differing_claim)
    ada.window.session.set_settings(letters={"adjudication:a": "s"})
    try:
        ada.press(Key.Key_A)
        assert len(ada.sheet.open_keys) == 3  # given away
        ada.press(Key.Key_S)
        assert len(ada.sheet.open_keys) == 2
        assert "S take A" in ada.page.case.foot.hints.accessibleName()
    finally:
        ada.window.session.set_settings(letters={})


def test_enter_after_each_choice_comes_to_the_same_end(at_the_bench):
    ada = at_the_bench()
    case = ada.go_to(differing_claim)
    ada.press(*[Key.Key_A, Key.Key_Return] * len(case.open_rows))

    assert [one.about for one in ada.project.decisions.all()] == [case.annotation_ids]


def test_a_whole_article_is_settled_by_keys_and_taken_out_as_gold(at_the_bench, tmp_path):
    ada = at_the_bench()
    docket = ada.page.dockets[0]
    article = docket.article_id
    work = ada.project.annotations.of_article(article)

    ada.press(Key.Key_A, shift=True)
    for number in range(len(docket.open)):
        assert ada.sheet.case.article_id == article
        ada.press((Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4)[number % 4])
        if number % 5 == 4:
            ada.press(Key.Key_R)
        elif number % 5 == 3 and len(ada.sheet.case.candidates) == 2:
            ada.press(Key.Key_U)
        for _row in range(20):
            if not ada.sheet.open_keys:
                break
            # who has it is taken where only one has; else A and B by turns
            only = len(ada.sheet.case.candidates) == 1
            letters = ada.page._letters[article]
            letter = letters[next(iter(ada.sheet.case.candidates))] if only else "AB"[number % 2]
            ada.press(Key.Key_A if letter == "A" else Key.Key_B)
        ada.press(Key.Key_Return)
    answers = Counter(one.chosen for one in ada.project.decisions.of_article(article))

    there = cases(ada.project, article)
    assert all(one.decision is not None for one in there)
    assert len(there) == sum(answers.values())
    assert {TAKEN, REJECTED} <= set(answers)
    assert ada.project.annotations.of_article(article) == work  # coders' work is never changed
    assert check(ada.project.path) == []
    folder = tmp_path / "gold"
    export(ada.project, folder, layer="gold")
    with (folder / "annotations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["layer"] for row in rows} == {"gold"}
    assert len(rows) == sum(len(one.gold) for one in ada.project.decisions.of_article(article))
    with (folder / "decisions.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(there)


def test_undo_brings_the_case_back_to_the_table_and_redo_decides_it_again(at_the_bench):
    ada = at_the_bench()
    case = ada.go_to(differing_claim)
    before = ada.open_count()
    ada.press(Key.Key_U, Key.Key_Return)
    assert [one.chosen for one in ada.project.decisions.all()] == [BOTH]

    ada.window.actions_["undo"].trigger()
    assert (ada.open_count(), ada.sheet.case.id) == (before, case.id)
    assert ada.project.decisions.all() == []
    ada.window.actions_["redo"].trigger()
    assert [one.chosen for one in ada.project.decisions.all()] == [BOTH]
    ada.window.actions_["undo"].trigger()
    ada.window.actions_["undo"].trigger()  # nothing more was done here: the coder's own work is not taken back
    assert ada.page.message.text() == "Nothing to undo here"


def test_a_decided_case_is_opened_again_with_its_choices(at_the_bench):
    ada = at_the_bench()
    case = ada.go_to(differing_claim)
    ada.press(Key.Key_A, Key.Key_B, Key.Key_A, Key.Key_2, Key.Key_Return)
    ada.page.queue.show_tab(DECIDED)
    assert ada.sheet.decision is not None
    ada.press(Key.Key_A)  # a decided case takes no choice
    assert "O opens it again" in ada.page.message.text()

    ada.press(Key.Key_O)
    assert ada.project.decisions.all() == []
    assert (ada.sheet.case.id, ada.sheet.decision, ada.sheet.open_keys) == (case.id, None, ())
    assert ada.sheet.reason == "rule_unclear"
    ada.press(Key.Key_Return)
    assert len(ada.project.decisions.all()) == 1


def test_the_list_of_what_is_decided_is_reached_by_keys_and_a_case_in_it_opened_again(at_the_bench):
    ada = at_the_bench()
    case = ada.go_to(differing_claim)
    ada.press(Key.Key_A, Key.Key_B, Key.Key_A, Key.Key_2, Key.Key_Return)

    ada.window.actions_["list"].trigger()
    assert ada.page.queue.list.hasFocus()
    ada.press(Key.Key_Right)
    assert (ada.page.queue.kind(), ada.page.queue.list.hasFocus()) == (DECIDED, True)
    assert (ada.sheet.case.id, ada.sheet.decision is None) == (case.id, False)
    ada.press(Key.Key_Right)  # nothing lies beyond
    assert ada.page.queue.kind() == DECIDED

    ada.window.actions_["text"].trigger()
    ada.press(Key.Key_O)
    assert (ada.page.queue.kind(), ada.sheet.case.id, ada.sheet.decision) == (OPEN, case.id, None)
    ada.window.actions_["list"].trigger()
    ada.press(Key.Key_Left, Key.Key_Return)
    assert (ada.page.queue.kind(), ada.grid.hasFocus()) == (OPEN, True)


def test_an_article_whose_last_case_is_decided_stays_until_what_agrees_in_it_is_taken_over(at_the_bench):
    ada = at_the_bench()
    docket = next(one for one in ada.page.dockets if one.agreed and one.open)
    others = {one.article_id for one in ada.page.dockets if one.open} - {docket.article_id}
    assert others
    for case in docket.open:
        assert ada.page.open_case(docket.article_id, case.id)
        ada.page.case.take_keys()
        ada.press(Key.Key_U if len(case.candidates) > 1 else Key.Key_R, Key.Key_Return)
    assert ada.page.case.lanes.article_id == docket.article_id  # not gone on yet
    assert ada.sheet.decision is not None

    ada.press(Key.Key_A, shift=True)
    left = next(one for one in ada.page.dockets if one.article_id == docket.article_id)
    assert (left.open, left.agreed) == ((), 0)
    ada.press(Key.Key_Return)
    assert ada.page.case.lanes.article_id in others


def test_the_note_is_reached_by_tab_and_enter_in_it_decides(at_the_bench):
    ada = at_the_bench()
    ada.go_to(lambda case: len(case.candidates) == 1)
    ada.press(Key.Key_R, Key.Key_4, Key.Key_Tab)
    ada.type("the page was cut off")
    ada.press(Key.Key_Return)

    [decision] = ada.project.decisions.all()
    assert (decision.chosen, decision.reason, decision.note) == (REJECTED, "text_problem", "the page was cut off")
    assert ada.grid.hasFocus()


def test_another_value_is_chosen_in_a_field_under_the_grid(at_the_bench):
    ada = at_the_bench()
    case = ada.go_to(lambda one: "claim_type" in {row.key for row in one.open_rows})
    ada.grid.go_to("claim_type")
    ada.press(Key.Key_E)
    assert ada.page.case.other.isVisible()
    values = ada.sheet.attribute("claim_type").value_ids
    third = next(value for value in values if value not in case_values(case, "claim_type"))
    ada.press(Key(Key.Key_1 + values.index(third)))

    assert ada.sheet.gold("claim_type") == third
    assert ada.grid.hasFocus()
    assert "claim_type" not in ada.sheet.open_keys


def test_going_to_another_tab_while_a_field_is_open_brings_the_keys_to_the_grid(at_the_bench):
    ada = at_the_bench()
    ada.go_to(differing_claim)
    ada.press(Key.Key_U, Key.Key_Return)
    ada.go_to(lambda one: "claim_type" in {row.key for row in one.open_rows})
    ada.grid.go_to("claim_type")
    ada.press(Key.Key_E)
    assert not ada.grid.hasFocus()

    ada.page.queue.show_tab(DECIDED)
    assert ada.grid.hasFocus()


def case_values(case, key):
    return set(next(row for row in case.rows if row.key == key).by_coder.values())


def test_other_words_are_chosen_in_the_gold_lane(at_the_bench):
    ada = at_the_bench()
    case = ada.go_to(lambda one: one.category == "claim" and "span" in {row.key for row in one.open_rows} and len(one.candidates) == 2)
    ada.grid.go_to("span")
    ada.press(Key.Key_E)
    view = ada.page.case.board.gold_view
    assert view.hasFocus()
    before = view.selection()
    ada.press(Key.Key_Right, shift=True)
    longer = view.trimmed_selection()
    ada.press(Key.Key_Return)

    assert longer.end > before.end
    assert ada.sheet.gold("span") == [[longer.start, longer.end]]
    assert ada.grid.hasFocus()
    assert ada.sheet.case.id == case.id


def test_links_are_taken_together_or_picked(at_the_bench):
    ada = at_the_bench()
    ada.go_to(lambda one: any(row.key.startswith("link.") for row in one.open_rows))
    key = next(row.key for row in ada.sheet.case.open_rows if row.key.startswith("link."))
    every = [one for some in ada.sheet.row(key).links.values() for one in some]
    ada.grid.go_to(key)
    ada.press(Key.Key_U)
    assert list(ada.sheet.gold_links(key)) == every

    ada.grid.go_to(key)
    ada.press(Key.Key_E, Key.Key_1, Key.Key_Return)
    assert len(ada.sheet.gold_links(key)) < len(every)
    assert ada.grid.hasFocus()


def test_a_rule_is_made_of_a_case_and_read_where_its_category_is_chosen(at_the_bench):
    ada = at_the_bench()
    ada.go_to(differing_claim)
    ada.press(Key.Key_A, Key.Key_A, Key.Key_A)
    ada.page.case.foot.rule_button.click()
    ada.type("a purpose clause belongs to the claim")
    ada.press(Key.Key_Return)
    assert ada.project.decisions.all()[0].rule == "a purpose clause belongs to the claim"

    page = ada.window.coding
    ada.window.show_page("code")
    claim = next(one for one in page.desk.shown.annotations.values() if one.category == "claim")
    page.desk.select(claim.id)
    said = page.values.rule.whole()
    assert "a purpose clause belongs to the claim" in said
    assert "Rule since" in said


def test_names_are_hidden_everywhere_on_the_page(at_the_bench):
    ada = at_the_bench()
    names = {one.name for one in ada.project.coders.all()}
    words = said_on(ada.page)
    assert not {word for word in words if word in names}
    assert [lane.name for lane in ada.page.case.lanes.lanes] == ["Coder A", "Coder B"]

    ada.page.names_button.click()
    ada.qtbot.waitUntil(lambda: [lane.name for lane in ada.page.case.lanes.lanes] == ["ada", "ben"], **WAIT)


def said_on(page):
    texts = [page.title.text(), page.about.accessibleName(), page.status.accessibleName(), page.counted.text()]
    texts.append(page.case.board.grid.spoken())
    texts += [one.spoken for one in page.queue.list.entries.entries]
    texts += [view.accessibleName() for view in page.case.board.views]
    return {word.strip(".,:·“”") for text in texts for word in text.split()}


def test_only_those_who_adjudicate_have_the_page(at_the_bench, qtbot):
    ada = at_the_bench()
    seen = {"adjudicate", "lessons", "agreement"}
    keys = lambda: seen & {button.key for button in ada.window.rail._buttons}  # noqa: E731
    assert keys() == seen
    with ada.project.step("Make adjudicator"):
        ada.project.coders.add("gil", ADJUDICATOR)

    ada.window.session.enter("ben")
    assert keys() == {"lessons"}
    ada.window.show_page(ADJUDICATE)
    assert ada.window.shown is ada.window.coding
    ada.window.session.enter("gil")
    assert keys() == {"adjudicate", "lessons"}
    ada.window.show_page(ADJUDICATE)
    page = ada.window.page(ADJUDICATE)
    qtbot.waitUntil(lambda: page._loaded, **WAIT)
    assert not page.names_button.isVisible()
    assert page.queue.counts()[0] > 0


def test_each_coder_reads_the_own_lessons(at_the_bench, qtbot):
    ada = at_the_bench()
    ada.go_to(differing_claim)
    ada.press(Key.Key_A, Key.Key_A, Key.Key_A, Key.Key_1, Key.Key_Return)
    [decision] = ada.project.decisions.all()
    taken = {one.coder for one in decision.cells.values()}
    overruled = next(name for name in ("ada", "ben") if ada.project.coders.named(name).id not in taken)
    other = next(name for name in ("ada", "ben") if name != overruled)
    for name, count in ((overruled, 1), (other, 0)):
        ada.window.session.enter(name)
        ada.window.show_page(LESSONS)
        page = ada.window.page(LESSONS)
        qtbot.waitUntil(lambda page=page: page.read_once, **WAIT)
        assert len(page.cards) == count
        if count:
            card = page.cards[0]
            assert "yours" in card.spoken()
            assert card.lesson.yours.coder_id == ada.project.coders.named(overruled).id
            with qtbot.waitSignal(page.place_wanted):
                card._open()


def test_where_nobody_shares_an_article_the_page_says_so(at_the_bench, tmp_path):
    ada = at_the_bench(a_project_file(tmp_path))
    assert ada.page.empty.isVisible()
    assert ada.page.empty.accessibleName() == "No article finished by two coders"
    assert not ada.page.case.isVisible()


@pytest.fixture
def five_coders(tmp_path):
    """Five coders differ about one claim."""
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        enter(project, "ada")
        article = an_article(project)
        kinds = {"ben": "demand", "cara": "evaluative", "dora": "commitment", "eva": "demand", "finn": "predictive"}
        for coder, kind in kinds.items():
            enter(project, coder)
            an_annotation(project, article, CLAIM, values={"claim_type": kind, "form": "indirect", "issue": "trade"})
            finished(project, article)
    return path


def test_five_candidates_scroll_sideways_and_the_fifth_is_taken_without_a_letter(at_the_bench, five_coders):
    ada = at_the_bench(five_coders, size=(1024, 768))
    board = ada.page.case.board
    gold_at = board.gold_view.x()
    ada.press(*[Key.Key_Right] * 4)
    assert ada.grid.place == 4
    assert board._columns.offset > 0
    assert board.gold_view.x() == gold_at
    ada.press(Key.Key_Space)

    fifth = ada.page.case.lanes.lanes[4].coder_id
    assert ada.sheet.from_coder("claim_type") == fifth
    ada.press(Key.Key_Return)
    assert ada.page.empty.accessibleName() == "All cases are decided"
    assert ada.page.empty.isVisible()


def test_a_decision_that_the_coders_overtook_is_listed_and_reopened(at_the_bench, five_coders):
    ada = at_the_bench(five_coders)
    ada.press(Key.Key_A, Key.Key_Return)
    article = ada.page.dockets[0].article_id
    enter(ada.project, "ben")
    coding.delete_annotation(ada.project, ada.project.annotations.of_article(article, ada.project.coder.id)[0].id)
    enter(ada.project, "ada")
    ada.page.read()
    ada.qtbot.waitUntil(lambda: bool(ada.page.dockets[0].stale), **WAIT)

    ada.page.queue.show_tab(STALE)
    assert ada.sheet.decision is not None
    ada.page.case.take_keys()
    ada.press(Key.Key_O)
    assert ada.project.decisions.all() == []
    assert ada.page.dockets[0].stale == ()
    assert ada.sheet.decision is None


def test_n_and_p_go_from_case_to_case(at_the_bench):
    ada = at_the_bench()
    first = ada.sheet.case.id
    ada.press(Key.Key_N)
    assert ada.sheet.case.id != first
    ada.press(Key.Key_P)
    assert ada.sheet.case.id == first
