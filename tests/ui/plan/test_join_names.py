"""Packages bring the same actor several times; the merge dialog offers to join the names."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from annotator.operations import coding
from annotator.operations.assigning import Order, apply_plan, preview_plan
from annotator.operations.packages import make_package
from annotator.operations.projects import enter
from annotator.operations.same_names import same_named
from annotator.project import open_project
from tests.builders import ACTOR, a_project_file, an_annotation, an_article
from ui.plan.merge_dialog import MergeDialog
from ui.session import Session

WAIT = {"timeout": 60_000}


def joiners(dialog):
    return [one for one in dialog.findChildren(QPushButton) if one.accessibleName() == "Join what has the same name"]


def test_names_that_two_packages_brought_are_joined_by_a_press(qtbot, tmp_path):
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        enter(project, "ada")
        article = an_article(project)
        apply_plan(project, preview_plan(project, Order(("ben", "cara"), shared=1.0)))
        files = [make_package(project, name, tmp_path / "out" / f"{name}.annot").path for name in ("ben", "cara")]
    for file in files:
        with open_project(file) as package:
            enter(package, file.stem)
            actor = an_annotation(package, article, ACTOR, category="actor", values={"mention_form": "named"})
            coding.set_entity(package, actor.id, "entity", coding.new_entity("Foreign Ministry"))
    session = Session()
    session.open(path, "ada")
    dialog = MergeDialog(session, paths=files)
    qtbot.addWidget(dialog, before_close_func=lambda one: None)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.looked is not None, **WAIT)
    dialog.merge()
    qtbot.waitUntil(lambda: dialog.merged, **WAIT)
    assert len(same_named(session.the_project())) == 1
    assert joiners(dialog)
    dialog.reject()

    dialog = MergeDialog(session, paths=files)  # closed without joining: the same files bring nothing, and it is offered again
    qtbot.addWidget(dialog, before_close_func=lambda one: None)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.looked is not None, **WAIT)
    assert not dialog.merge_button.isEnabled()
    [button] = joiners(dialog)
    dialog.choose_button.setFocus()
    qtbot.keyClick(dialog.choose_button, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is button
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "1 name joined" in dialog.counts.text(), **WAIT)

    assert same_named(session.the_project()) == []
    entities = {one.values["entity"] for one in session.the_project().annotations.of_article(article)}
    assert entities == {one.id for one in session.the_project().entities.all()}
    dialog.reject()
    session.close()
