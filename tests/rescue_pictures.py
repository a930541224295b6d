"""Pictures of what keeps the work: backups and their comparison, a recovery, the crash window, and the messages on the way."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.pictures import Stage
    from ui.backups.page import BackupsPage

SMALL = (1024, 768)


def _backups(stage: Stage, *, size: tuple[int, int] = (1440, 900)) -> BackupsPage:
    """Show the sample's backups: some of last weeks, one by hand, after which claims were deleted and one was made."""
    import datetime

    from annotator.operations import coding
    from annotator.store.backup import MERGE, backup_folder

    stage.open_sample("Kestria", size=size)
    project = stage.session.the_project()
    project.backup_before(MERGE)
    kept = project.backup()
    for days in (1, 2, 3, 5, 8, 13):
        day = datetime.datetime.now() - datetime.timedelta(days=days)
        copy = backup_folder(project.path) / f"{project.path.stem} {day:%Y-%m-%d} daily.annot"
        copy.write_bytes(kept.read_bytes()[: -4096 * 20] if days == 5 else kept.read_bytes())
        os.utime(copy, (day.timestamp(), day.timestamp()))
    ada = project.the_coder()
    for article in project.articles.all()[:3]:
        claims = [one for one in project.annotations.of_article(article.id, ada.id) if one.category == "claim"]
        coding.delete_annotation(project, claims[0].id)
        coding.set_note(project, claims[1].id, "looked at again")
    stage.window.show_backups()
    page: BackupsPage = stage.window.page("backups")  # type: ignore[assignment]
    stage.wait(lambda: not stage.session.jobs.busy)
    page.list.setCurrentRow(next(number for number, one in enumerate(page.backups) if one.path == kept))
    return page


def backups(stage: Stage) -> None:
    """Show how the project differs from a backup."""
    page = _backups(stage)
    page.compare()
    stage.wait(lambda: not stage.session.jobs.busy)
    page.side.groups.setCurrentRow(0)


def backups_small(stage: Stage) -> None:
    """The same in a small window."""
    page = _backups(stage, size=SMALL)
    page.compare()
    stage.wait(lambda: not stage.session.jobs.busy)


def recovered(stage: Stage) -> None:
    """Show what a recovery saved and lost."""
    stage.open_sample()
    path = stage.session.the_project().path
    stage.session.close()
    data = bytearray(path.read_bytes())
    for number in (60, 61, 62, 63, 200, 300):
        data[number * 4096 : (number + 1) * 4096] = bytes(4096)
    path.write_bytes(data)
    stage.window.show_backups(path)
    page: BackupsPage = stage.window.page("backups")  # type: ignore[assignment]
    page.recover(path.with_name("demo recovered.annot"))
    stage.wait(lambda: not stage.session.jobs.busy)


def no_backups(stage: Stage) -> None:
    """Show the page before any project was opened."""
    stage.window.show_backups()


def crash(stage: Stage) -> None:
    """Show the window of a mistake that happened three times."""
    from ui.crashes import Crashes

    stage.open_sample("Kestria")
    crashes = Crashes(stage.window)
    for _time in range(3):
        try:
            [].index("an article's text")
        except ValueError as error:
            crashes._tell(error)
    assert crashes.shown is not None
    stage.shown = crashes.shown


def unsafe_place(stage: Stage) -> None:
    """Show what is said of a project in a synchronised folder."""
    from annotator.store.places import SYNCHRONISED, Place
    from ui import after_opening

    stage.open_sample("Kestria")
    after_opening.tell_place(stage.window, Place(SYNCHRONISED, "Dropbox"))


VIEWS = {
    "backups": backups,
    "backups-small": backups_small,
    "backups-none": no_backups,
    "recovered": recovered,
    "crash": crash,
    "unsafe-place": unsafe_place,
}
