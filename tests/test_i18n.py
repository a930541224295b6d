"""The window speaks the user's language; what is kept or written for others stays English."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator import i18n
from annotator.errors import ConflictError
from annotator.i18n import _, counted, in_english, in_sentence, language, language_for, ngettext, told_step, use_language
from annotator.operations import coding, exporting
from annotator.operations.demo import make_demo
from annotator.project import open_project


@pytest.fixture
def german() -> Iterator[None]:
    use_language("de")
    yield
    use_language("en")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, made in English."""
    return make_demo(tmp_path_factory.mktemp("demo"))


def labels_of(path: Path) -> list[str]:
    with open_project(path, read_only=True) as project:
        return [step.label for step in project.history.latest()]


def test_texts_are_in_the_language_in_use(german: None):
    assert (_("Undo"), ngettext("{count} article", "{count} articles", 1)) == ("Rückgängig", "{count} Artikel")
    use_language("en")
    assert _("Undo") == "Undo"


def test_a_language_without_a_catalogue_leaves_the_texts_as_they_are():
    use_language("xx")
    assert (_("Undo"), language()) == ("Undo", "en")


@pytest.mark.parametrize(
    ("wanted", "had"), [("de_AT.UTF-8", "de"), ("de", "de"), ("de-CH", "de"), ("fr_FR", "en"), ("C", "en"), ("", "en")]
)
def test_the_language_of_the_system_is_spoken_where_there_is_a_catalogue_of_it(wanted: str, had: str):
    assert language_for(wanted) == had


def test_thousands_are_parted_as_the_language_does(german: None):
    words = counted("{count:,} annotation", "{count:,} annotations")

    assert ngettext(*words, 12345).format(count=12345) == "12.345 Annotationen"
    with in_english():
        assert ngettext(*words, 12345).format(count=12345) == "12,345 annotations"


def test_the_log_of_a_project_is_the_same_whatever_language_its_window_speaks(demo: Path, german: None, tmp_path: Path):
    in_german = labels_of(make_demo(tmp_path / "german"))
    in_english = labels_of(demo)

    assert len(in_english) > 20
    assert in_german == in_english


def test_steps_of_the_log_are_told_in_the_language_of_the_window(demo: Path, german: None):
    labels = set(labels_of(demo))

    assert [label for label in labels if told_step(label) == label] == []
    assert told_step("Code claim and link") == _filled("Code {category} and link", category="claim")
    assert told_step("Undo Set Kind, a new name of A, B") == _filled(
        "Undo {step}", step=_filled("Set {what}, a new name of {name}", what="Kind", name="A, B")
    )
    assert told_step("Written by another program") == "Written by another program"


def _filled(label: str, **fields: str) -> str:
    return str(i18n._catalogue.pgettext("step", label)).format(**fields)  # type: ignore[attr-defined]


def test_steps_are_told_in_english_as_they_are_kept():
    assert told_step("Undo Code claim") == "Undo Code claim"


def test_a_refused_undo_names_the_step_in_the_language_of_the_window(demo: Path, german: None, tmp_path: Path):
    with open_project(shutil.copy(demo, tmp_path / "study.annot"), coder="ada") as project:
        article = project.articles.listed()[0].id
        coding.set_article_note(project, article, "first")
        step = project.database.last_step
        coding.set_article_note(project, article, "second")
        assert step is not None
        with pytest.raises(ConflictError, match=re.escape(told_step("Write note on article"))):
            project.take_back(step)


def test_exported_files_do_not_change_with_the_language(demo: Path, german: None, tmp_path: Path):
    texts = []
    for code in ("de", "en"):
        use_language(code)
        with open_project(demo, coder="ada") as project:
            exporting.export(project, tmp_path / code)
        texts.append({file.name: file.read_bytes() for file in (tmp_path / code).iterdir() if file.name != "README.txt"})
        readme = (tmp_path / code / "README.txt").read_text(encoding="utf-8")
        assert "Offsets count Unicode code points of the stored text; ends are exclusive." in readme
    assert texts[0] == texts[1]


def test_a_label_inside_a_sentence_is_small_in_english_and_stays_in_german(german: None):
    assert in_sentence("Aussage") == "Aussage"
    use_language("en")
    assert in_sentence("Claim") == "claim"
