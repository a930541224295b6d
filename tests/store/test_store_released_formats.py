"""A project that any released program wrote opens in this one: brought up to date after a copy, no text and no coding changed."""

from __future__ import annotations

import pytest
from builders import an_article
from older_formats import FOLDER, FORMATS, a_project_of_format, bytes_of_format, format_of, rows_of

from annotator.operations.checking import check
from annotator.operations.exporting import export
from annotator.project import open_project
from annotator.store import backup
from annotator.store.schema import newest_version


@pytest.fixture(params=FORMATS, ids=lambda number: f"format {number}")
def old(request, tmp_path):
    """A project as the program of one format left it."""
    return a_project_of_format(request.param, tmp_path / "study.annot")


def test_of_each_format_a_file_is_kept():
    assert sorted(path.name for path in FOLDER.iterdir()) == [f"format_{number}.annot.xz" for number in FORMATS]


def test_a_kept_file_has_the_format_that_it_stands_for(tmp_path):
    assert [format_of(a_project_of_format(number, tmp_path / f"{number}.annot")) for number in FORMATS] == list(FORMATS)


def test_opened_for_writing_it_keeps_every_text_coding_and_step(old, tmp_path):
    number = format_of(old)
    before = rows_of(old)
    with open_project(old):
        pass

    assert format_of(old) == newest_version()
    untouched = a_project_of_format(number, tmp_path / "as it was.annot")
    assert rows_of(old, like=untouched) == before
    assert len(before["annotation"]) == 128
    assert check(old) == []
    assert [path.name for path in tmp_path.iterdir() if "study" in path.name and path.is_file()] == ["study.annot"]


def test_the_copy_made_before_it_is_brought_up_to_date_is_the_old_project(old):
    number = format_of(old)
    before = rows_of(old)
    with open_project(old):
        pass

    copies = sorted(backup.backup_folder(old).glob("*format*.annot"))
    assert len(copies) == (number < newest_version())
    for copy in copies:
        assert (format_of(copy), rows_of(copy)) == (number, before)


def test_only_read_it_stays_byte_by_byte_as_it_is(old, tmp_path):
    number = format_of(old)
    with open_project(old, read_only=True) as project:
        report = export(project, tmp_path / "tables")
        shown = project.annotations.total()

    assert (shown, report.rows["annotations"]) == (128, 128)
    assert check(old) == []
    assert old.read_bytes() == bytes_of_format(number)


def test_brought_up_to_date_it_is_coded_and_what_was_coded_can_be_taken_back(old):
    with open_project(old, "ada") as project:
        article = next(one for one in project.articles.ids() if project.annotations.of_article(one))
        kept = project.annotations.total()
        an_article(project, source_id="new")
        project.undo()
        taken_back = project.undo(article)
        assert taken_back is not None
        project.redo(article)
        assert project.annotations.total() == kept
    assert check(old) == []
