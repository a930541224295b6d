"""The supervisor's page: how far everybody is, who asks, how firm the figures are; plans, packages and merging from the window."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.operations import coding
from annotator.operations.assigning import Order, apply_plan, preview_plan, queue_of
from annotator.operations.packages import make_package
from annotator.operations.progressing import CoderProgress, StudyProgress
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.agreement.study import a_study
from tests.builders import a_project, a_project_file, an_annotation, an_article
from ui import theme
from ui.articles.sheet import Sheet
from ui.kept import kept
from ui.main_window import MainWindow
from ui.pages import PLAN
from ui.parts.message import Banner
from ui.plan.article_scope import CHOSEN
from ui.plan.merge_dialog import MergeDialog
from ui.plan.packages_dialog import PackagesDialog
from ui.plan.page import PlanPage
from ui.plan.people import PeopleDialog
from ui.plan.plan_form import PlanDialog
from ui.plan.told import figures_of
from ui.plan.week_plot import Week, alarms
from ui.session import Session
from ui.theme import Theme

WAIT = {"timeout": 60_000}
TODAY = datetime.date(2024, 6, 10)


@pytest.fixture(autouse=True)
def light(qapp):
    theme.apply(qapp, Theme.light())


@pytest.fixture
def study(tmp_path):
    """Eight articles that nobody has begun; ada supervises, ben and cara code."""
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        enter(project, "ada")
        for number in range(8):
            an_article(project, f"{number} {'The Foreign Ministry said that tariffs on fish must fall by the summer. ' * 3}",
                       source_id=f"A{number}", headline=f"Article {number}", outlet=("Herald", "Post")[number % 2])  # fmt: skip
        with project.step("Add coders"):
            for name in ("ben", "cara"):
                project.coders.add(name)
    return path


@pytest.fixture
def session(study):
    made = Session()
    made.open(study, "ada")
    yield made
    made.close()


def shown(qtbot, session, page=None):
    page = page or PlanPage(session)
    qtbot.addWidget(page)
    page.resize(1368, 840)
    page.show()
    qtbot.waitUntil(page.is_settled, **WAIT)
    return page


def opened(qtbot, dialog):
    qtbot.addWidget(dialog, before_close_func=lambda one: None)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.open()
    return dialog


def plan(session, *coders, **asked):
    project = session.the_project()
    apply_plan(project, preview_plan(project, Order(coders, **asked)))


# ---- the page -----------------------------------------------------------------------------------------------------------


def test_without_a_plan_the_page_says_so_and_offers_one(qtbot, session):
    page = shown(qtbot, session)
    assert page.empty.isVisible()
    assert "everybody sees every article" in page.said.text()
    assert page.plan_button.accessibleName() == "Make a plan"
    assert not page.package_button.isEnabled()


def test_while_coders_are_compared_the_page_does_not_say_that_there_is_nothing_to_compare(qtbot, tmp_path):
    session = Session()
    session.open(a_study(tmp_path, articles=12), "ada")
    page = PlanPage(session)
    qtbot.addWidget(page)
    page.resize(1368, 840)
    page.show()
    claims = (page.no_weeks, page.no_needed, page.week_plot, page.week_note)
    assert not any(one.isVisible() for one in claims)
    qtbot.waitUntil(lambda: page.shown is not None, **WAIT)
    assert "needed" in page._jobs
    assert not any(one.isVisible() for one in claims)
    qtbot.waitUntil(page.is_settled, **WAIT)
    assert (page.week_plot.isVisible(), page.no_weeks.isVisible(), page.no_needed.isVisible()) == (True, False, False)
    session.close()


def test_the_page_shows_queues_pairs_flags_and_what_is_finished(qtbot, session):
    plan(session, "ben", "cara", shared=0.5)
    session.enter("ben")
    first = session.the_project().visible_articles[0]
    marked = an_annotation(session.the_project(), first)
    coding.set_flag(session.the_project(), marked.id, True)
    coding.set_note(session.the_project(), marked.id, "Maker or channel?")
    session.enter("ada")

    page = shown(qtbot, session)

    assert not page.empty.isVisible()
    assert [(one.coder, one.assigned, one.begun) for one in page.bars.rows] == [("ben", 6, 1), ("cara", 6, 0)]
    assert [(one.coders, one.planned) for one in page.pairs.pairs] == [(("ben", "cara"), 4)]
    assert page.flag_count.text() == "1"
    assert "Maker or channel?" in page._flag_rows.itemAt(0).widget().accessibleName()
    assert [one.figure for one in page.figures.figures] == ["0", "0", "1", "0", "–"]
    assert page.no_needed.isVisible()


def test_a_flag_leads_to_its_passage(qtbot, session):
    session.enter("ben")
    article = session.the_project().articles.ids()[3]
    marked = an_annotation(session.the_project(), article)
    coding.set_flag(session.the_project(), marked.id, True)
    session.enter("ada")
    page = shown(qtbot, session)

    with qtbot.waitSignal(page.place_wanted) as wanted:
        QTest.keyClick(page._flag_rows.itemAt(0).widget(), Qt.Key.Key_Return)

    assert wanted.args[0] == article
    assert wanted.args[1] == marked.spans[0]


def test_figures_are_computed_and_the_chosen_one_is_shown_over_the_weeks(qtbot, tmp_path):
    session = Session()
    session.open(a_study(tmp_path, articles=12), "ada")
    page = shown(qtbot, session)

    rows = page.needed_rows()
    chosen = next(row for row in rows if row.isChecked())
    assert chosen.needed.record.attribute == "claim_type"
    assert page.week_title.text().endswith("Claim type")
    assert [week.value for week in page.week_plot.weeks] == [pytest.approx(chosen.needed.record.value)]

    other = next(row for row in rows if row.needed.record.attribute == "issue")
    other.click()
    qtbot.waitUntil(page.is_settled, **WAIT)
    assert [week.value for week in page.week_plot.weeks] == [pytest.approx(other.needed.record.value)]
    session.close()


def test_two_weeks_on_end_below_the_limit_are_an_alarm():
    weeks = [Week(f"wk {number}", value) for number, value in enumerate((0.5, 0.7, 0.6, 0.6, 0.8, None, 0.1))]
    assert alarms(weeks) == [3]


def test_the_expected_end_is_that_of_the_slowest_coder():
    def coder(name, finished, unread, days):
        first = TODAY - datetime.timedelta(days=days - 1)
        return CoderProgress(name, finished + unread, unread, 0, finished, 0, 0, 0, first_day=first, last_day=TODAY)

    study = StudyProgress(30, (coder("ben", 10, 5, 5), coder("cara", 5, 10, 5)), (), 0, 0, 15)
    assert study.expected_end(TODAY) == TODAY + datetime.timedelta(days=10)
    assert figures_of(study, TODAY)[-1].what == "expected end"
    without_pace = StudyProgress(30, (coder("ben", 10, 5, 5), CoderProgress("dan", 5, 5, 0, 0, 0, 0, 0)), (), 0, 0, 10)
    assert without_pace.expected_end(TODAY) is None


@pytest.mark.parametrize("make", [Theme.light, Theme.dark])
def test_every_part_paints_in_both_themes_without_a_plan_and_with_one(qtbot, qapp, session, make):
    theme.apply(qapp, make())
    page = shown(qtbot, session)
    empty = page.grab().toImage()
    plan(session, "ben", "cara", shared=0.5)
    qtbot.waitUntil(lambda: bool(page.pairs.pairs) and page.is_settled(), **WAIT)
    assert page.grab().toImage() != empty
    assert page.grab().toImage().pixelColor(4, 400) == theme.current().paper


# ---- plans --------------------------------------------------------------------------------------------------------------


def test_a_plan_is_looked_at_before_it_is_applied_and_can_be_taken_back(qtbot, session):
    page = shown(qtbot, session)
    dialog = opened(qtbot, PlanDialog(session))
    dialog.coders.choose(["ben", "cara"])
    dialog.new_coders.edit.setText("dan")
    dialog.shared.choose(50)
    dialog.strata.choose(["outlet"])
    qtbot.waitUntil(lambda: dialog.preview is not None and dialog.apply_button.isEnabled(), **WAIT)
    assert session.the_project().assignments.all() == []
    assert "dan, new: 4" in dialog.counts.text()
    assert "Herald: 2 of 4" in dialog.counts.text()
    assert "Assign 8 articles" in dialog.apply_button.accessibleName()

    dialog.applied.connect(page._on_planned)
    dialog.apply_button.click()
    qtbot.waitUntil(lambda: len(session.the_project().assignments.all()) == 12, **WAIT)
    qtbot.waitUntil(lambda: page.message.isVisible(), **WAIT)
    assert page.message.text() == "8 articles assigned in round main"
    qtbot.waitUntil(lambda: page.is_settled() and len(page.bars.rows) == 3, **WAIT)

    page.message._undo()
    assert session.the_project().assignments.all() == []


def test_what_cannot_be_planned_is_said_in_the_form(qtbot, session):
    dialog = opened(qtbot, PlanDialog(session))
    dialog.coders.choose(["ben"])
    dialog.per_article.choose(3)
    qtbot.waitUntil(lambda: dialog.problem.count() == 1, **WAIT)
    assert "3 coders an article" in dialog.problem.itemAt(0).widget().accessibleDescription()
    assert not dialog.apply_button.isEnabled()
    dialog.reject()


def test_a_number_that_cannot_be_used_assigns_nothing_until_it_is_mended(qtbot, session):
    dialog = opened(qtbot, PlanDialog(session))
    dialog.coders.choose(["ben", "cara"])
    qtbot.waitUntil(lambda: dialog.apply_button.isEnabled(), **WAIT)

    dialog.shared._edit.selectAll()
    QTest.keyClicks(dialog.shared._edit, "150")
    assert not dialog.apply_button.isEnabled()  # at once, though the field is not left yet
    qtbot.waitUntil(lambda: dialog.problem.count() == 1, **WAIT)
    assert dialog.preview is None

    dialog.shared._edit.selectAll()
    QTest.keyClicks(dialog.shared._edit, "50")
    assert dialog.shared.commit()  # as leaving the field does
    qtbot.waitUntil(lambda: dialog.apply_button.isEnabled(), **WAIT)
    assert dialog.preview.order.shared == 0.5
    dialog.reject()


def test_the_page_counts_the_articles_of_the_round_it_names(qtbot, session):
    first = session.the_project().articles.ids()[0]
    plan(session, "ben", "cara", round_name="practice", per_article=2, articles=(first,))

    page = shown(qtbot, session)

    assert page.said.text().startswith("Round practice · 1 article, 1 of them coded by several, 2 coders")


def test_a_package_in_which_articles_were_only_finished_says_so(qtbot, session, tmp_path):
    plan(session, "ben", "cara")
    package = make_package(session.the_project(), "ben", tmp_path / "ben.annot").path
    with open_project(package) as project:
        enter(project, "ben")
        for article in queue_of(project, project.the_coder()):
            with project.step("Finish article", article):
                project.codings.save(replace(coding.coding_of(project, article), finished=True))

    page = shown(qtbot, session)
    page.merge_button.setFocus()
    page.show_merge()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MergeDialog) and one.isVisible())
    dialog.add([package])
    qtbot.waitUntil(lambda: dialog.looked is not None and dialog.merge_button.isEnabled(), **WAIT)
    assert "ben: 4 articles finished" in dialog.counts.text()
    dialog.merge()
    qtbot.waitUntil(lambda: dialog.merged, **WAIT)
    dialog.reject()
    assert page.window().focusWidget() is page.merge_button


def test_a_plan_is_filled_in_by_keys_alone(qtbot, session):
    dialog = opened(qtbot, PlanDialog(session))
    qtbot.waitUntil(lambda: dialog.apply_button.isEnabled(), **WAIT)
    dialog.kind._cells.setFocus()
    for keys in ("2", "1", Qt.Key.Key_Tab, Qt.Key.Key_Tab, "2", Qt.Key.Key_Return):
        qtbot.keyClick(dialog.focusWidget(), keys)
    order = dialog.order()
    assert (order.kind, order.articles, order.per_article) == ("pilot", (), 2)
    assert dialog.shared.isAncestorOf(dialog.focusWidget())
    for _field in range(3):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.apply_button.isEnabled(), **WAIT)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.apply_button
    dialog.reject()


def test_a_training_round_and_the_main_round_share_the_articles_out(qtbot, session):
    practice = session.the_project().articles.ids()[:2]
    dialog = opened(qtbot, PlanDialog(session))
    dialog.round_name.edit.setText("practice")
    dialog.round_name.edit.editingFinished.emit()
    dialog.kind.choose("training")
    dialog.coders.choose(["ben", "cara"])
    dialog.per_article.choose(2)
    dialog.articles.scope.choose(CHOSEN)
    qtbot.waitUntil(lambda: dialog.problem.count() == 1, **WAIT)
    assert "No article is in this choice" in dialog.problem.itemAt(0).widget().accessibleDescription()
    dialog.articles.chosen.choose(practice)
    qtbot.waitUntil(lambda: dialog.apply_button.isEnabled(), **WAIT)
    dialog.apply_button.click()
    qtbot.waitUntil(lambda: len(session.the_project().assignments.all()) == 4, **WAIT)

    again = opened(qtbot, PlanDialog(session))
    assert again.order().articles == tuple(practice)  # planning it again does not take in what was never meant
    again.round_name.edit.setText("main")
    again.round_name.edit.editingFinished.emit()
    assert again.order().kind == "main"
    assert set(again.order().articles) == set(session.the_project().articles.ids()) - set(practice)
    qtbot.waitUntil(lambda: again.apply_button.isEnabled(), **WAIT)
    again.apply_button.click()
    qtbot.waitUntil(lambda: len(session.the_project().assignments.all()) == 16, **WAIT)
    assert {one.name: one.kind for one in session.the_project().rounds.all()} == {"practice": "training", "main": "main"}


def test_the_form_begins_with_the_plan_of_the_latest_round(qtbot, session):
    plan(session, "ben", "cara", shared=0.25, strata=("outlet",), seed=11, round_name="pilot", kind="pilot")
    dialog = opened(qtbot, PlanDialog(session))
    order = dialog.order()
    assert (order.round_name, order.kind, order.coders, order.shared, order.strata, order.seed) == (
        "pilot", "pilot", ("ben", "cara"), 0.25, ("outlet",), 11,
    )  # fmt: skip
    dialog.reject()


# ---- people -------------------------------------------------------------------------------------------------------------


def test_tab_goes_from_row_to_row_and_then_to_the_new_coder(qtbot, session):
    dialog = opened(qtbot, PeopleDialog(session))
    dialog.name.edit.setText("dan")
    dialog.role.setCurrentIndex(1)
    dialog.add()
    assert session.the_project().coders.named("dan").role == "adjudicator"
    assert dialog.role.currentData() == "coder"
    qtbot.waitUntil(lambda: dialog.pseudonyms["dan"].isVisible(), **WAIT)
    dialog.roles["ada"].setFocus()
    met = []
    for _press in range(10):
        met.append(dialog.focusWidget().accessibleName())
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert met[:3] == ["Role of ada", "Pseudonym of ada", "Role of ben"]
    assert met[7:] == ["Pseudonym of dan", "Short name of a new coder", "Role of the new coder"]
    dialog.reject()


def test_coders_come_in_and_change_roles_and_the_only_supervisor_cannot_go(qtbot, session):
    dialog = opened(qtbot, PeopleDialog(session))
    dialog.name.edit.setText("dan")
    QTest.keyClick(dialog.name.edit, Qt.Key.Key_Return)
    assert "dan" in dialog.roles
    dialog.roles["dan"].setCurrentIndex(1)
    dialog.roles["dan"].activated.emit(1)
    dialog.pseudonyms["dan"].edit.setText("coder 3")
    dialog.pseudonyms["dan"].edit.editingFinished.emit()
    project = session.the_project()
    dan = project.coders.named("dan")
    assert (dan.role, project.settings.get(f"pseudonym/{dan.id}")) == ("adjudicator", "coder 3")

    dialog.roles["ada"].setCurrentIndex(0)
    dialog.roles["ada"].activated.emit(0)
    assert project.coders.named("ada").is_supervisor
    assert dialog.problem.count() == 1
    dialog.reject()


# ---- packages and merging -----------------------------------------------------------------------------------------------


def test_packages_are_made_and_an_old_one_is_not_overwritten(qtbot, session, tmp_path):
    plan(session, "ben", "cara")
    dialog = opened(qtbot, PackagesDialog(session))
    dialog.folder.edit.setText(str(tmp_path / "out"))
    dialog.boxes["cara"].choose(False)
    assert dialog.make_button.accessibleName() == "Make 1 package"
    dialog.make()
    qtbot.waitUntil(lambda: dialog.written is not None, **WAIT)
    assert [(one.coder, one.articles) for one in dialog.written.packages] == [("ben", 4)]

    dialog.written = None
    dialog.boxes["cara"].choose(True)
    dialog.make()
    qtbot.waitUntil(lambda: dialog.written is not None, **WAIT)
    assert [one.coder for one in dialog.written.packages] == ["cara"]
    assert [name for name, _reason in dialog.written.refused] == ["ben"]
    dialog.reject()


def test_packages_of_a_plan_made_anew_go_into_a_folder_of_their_own(qtbot, session):
    plan(session, "ben", "cara")
    first = opened(qtbot, PackagesDialog(session))
    assert first.folder.edit.text().endswith("study packages")
    first.make()
    qtbot.waitUntil(lambda: first.written is not None, **WAIT)
    first.reject()
    second = opened(qtbot, PackagesDialog(session))
    assert second.folder.edit.text() == f"{first.folder.edit.text()} 2"
    second.make()
    qtbot.waitUntil(lambda: second.written is not None, **WAIT)
    assert (len(second.written.packages), second.written.refused) == (2, ())
    second.reject()


def test_files_are_looked_at_then_merged_and_a_broken_one_is_refused(qtbot, session, study, tmp_path):
    plan(session, "ben", "cara")
    package = make_package(session.the_project(), "ben", tmp_path / "ben.annot").path
    with open_project(package) as project:
        enter(project, "ben")
        for article in queue_of(project, project.the_coder()):
            an_annotation(project, article)
    broken = tmp_path / "broken.annot"
    broken.write_bytes(package.read_bytes()[:-8192])

    dialog = opened(qtbot, MergeDialog(session, paths=[package, broken]))
    qtbot.waitUntil(lambda: dialog.looked is not None and dialog.merge_button.isEnabled(), **WAIT)
    assert session.the_project().annotations.total() == 0
    assert "ben · Article" in dialog.counts.text()
    assert [path for path, _reason in dialog.looked.refused] == [broken]
    assert dialog.merge_button.accessibleName() == "Merge 1 file"

    heard = []
    session.changed.connect(heard.append)
    dialog.merge()
    qtbot.waitUntil(lambda: dialog.merged, **WAIT)
    assert session.the_project().annotations.total() == 4
    assert any(changes.touch("annotation") for changes in heard)
    dialog.reject()


def test_a_file_of_another_project_is_asked_about_before_anybody_gets_a_role_by_it(qtbot, session, tmp_path):
    with a_project(tmp_path, name="stranger", coder="eva") as project:
        an_article(project, source_id="elsewhere")
    before = [one.name for one in session.the_project().coders.all()]

    dialog = opened(qtbot, MergeDialog(session, paths=[tmp_path / "stranger.annot"]))
    qtbot.waitUntil(lambda: bool(dialog.strangers), **WAIT)
    [banner] = dialog.findChildren(Banner)
    assert banner.accessibleName() == "stranger.annot is another project altogether"
    assert "eva comes as supervisor and sees everybody’s work." in banner.accessibleDescription()
    assert not dialog.merge_button.isEnabled()
    dialog.merge()
    assert not dialog.merged

    dialog.strangers[tmp_path / "stranger.annot"].choose(True)
    assert dialog.merge_button.isEnabled()
    assert [one.name for one in session.the_project().coders.all()] == before
    dialog.merge()
    qtbot.waitUntil(lambda: dialog.merged, **WAIT)
    assert session.the_project().coders.named("eva").is_supervisor
    dialog.reject()


def test_stop_takes_nothing_from_the_files(qtbot, session, tmp_path):
    plan(session, "ben", "cara")
    package = make_package(session.the_project(), "ben", tmp_path / "ben.annot").path
    with open_project(package) as project:
        enter(project, "ben")
        an_annotation(project, project.visible_articles[0])
    dialog = opened(qtbot, MergeDialog(session, paths=[package]))
    dialog.progress.stopped.emit()
    qtbot.waitUntil(lambda: dialog._job is None, **WAIT)
    assert session.the_project().annotations.total() == 0
    dialog.reject()


# ---- the window ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot):
    kept().clear()
    made = MainWindow(Session())
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.resize(1440, 900)
    made.show()
    yield made
    kept().clear()


def test_the_rail_shows_the_page_to_supervisors_alone(window, study):
    window.open_project(study, "ada")
    assert PLAN in [button.key for button in window.rail._buttons]
    assert window.actions_["merge"].isEnabled()
    window.session.enter("ben")
    assert PLAN not in [button.key for button in window.rail._buttons]
    assert window.actions_["merge"].toolTip() == "Only a supervisor does this."


def test_the_menu_of_the_team_opens_its_dialogs(window, study, qtbot):
    window.open_project(study, "ada")
    for action, kind in (("people", PeopleDialog), ("packages", PackagesDialog), ("merge", MergeDialog)):
        window.actions_[action].trigger()
        [dialog] = [one for one in QApplication.topLevelWidgets() if isinstance(one, Sheet) and one.isVisible()]
        assert isinstance(dialog, kind)
        dialog.reject()
    qtbot.waitUntil(lambda: not window.session.jobs.busy, **WAIT)


def test_a_package_opens_as_its_coder_whoever_uses_this_computer_and_says_so(window, study, tmp_path):
    with open_project(study) as project:
        enter(project, "ada")
        apply_plan(project, preview_plan(project, Order(("ben", "cara"))))
        package = make_package(project, "ben", tmp_path / "ben.annot").path
    window.session.set_settings(coder="ada")

    assert window.open_project(package, "ada")

    assert window.session.coder.name == "ben"
    assert window.windowTitle() == "ben, work package of ben – annotator"
    assert "this is your work package" in window._coder_button.toolTip()
    assert window.coding.list.progress.accessibleDescription() == "Your work package"
    queue = window.session.the_project().visible_articles
    assert window.session.article_id == queue[0]
    assert [window.coding.list.articles.row(window.coding.list.articles.index(row)).id for row in range(4)] == queue


def test_a_package_in_which_all_is_finished_says_that_it_can_go_back(window, study, tmp_path):
    with open_project(study) as project:
        enter(project, "ada")
        apply_plan(project, preview_plan(project, Order(("ben", "cara"))))
        package = make_package(project, "ben", tmp_path / "ben.annot").path
    with open_project(package) as project:
        enter(project, "ben")
        for article in project.visible_articles:
            with project.step("Finish article", article):
                project.codings.save(replace(coding.coding_of(project, article), finished=True))
    window.open_project(package, "ben")
    window.coding.next_article()
    assert window.coding.message.text() == "Every article is finished: ben.annot can go back to who made it"


def test_the_queue_is_followed_by_list_keys_and_counts(window, study, tmp_path):
    with open_project(study) as project:
        enter(project, "ada")
        apply_plan(project, preview_plan(project, Order(("ben", "cara"), seed=5)))
        queue = queue_of(project, project.coders.named("ben"))
    window.open_project(study, "ben")
    page = window.coding
    assert window.session.article_id == queue[0]
    for expected in queue[1:]:
        page.turn_article(1)
        assert window.session.article_id == expected
    assert page.list.progress.text() == "0 of 4 finished"
