"""Blind means blind: no command, table, export or DataFrame shows a coder what another has coded, decided or is to code."""

from __future__ import annotations

import json
from itertools import product

import pytest

from annotator import load_frames
from annotator.cli import main as door
from annotator.cli.list_rows import KINDS
from annotator.errors import AnnotatorError
from annotator.operations.codebook import import_codebook
from annotator.operations.exporting import FORMATS, LAYERS
from annotator.operations.feedback import lessons
from annotator.operations.packages import make_package
from annotator.operations.projects import built_in_codebook, enter
from annotator.operations.rulings import rulings
from annotator.project import open_project
from tests.blind_study import FIRST, MARK, blind_study, first_coding_of, others_ids, study_coded_again


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return blind_study(tmp_path_factory.mktemp("blind"))


def run(capfd, *words):
    """Run a command in this process and return its status and all that it said."""
    status = door.run([str(word) for word in words])
    said = capfd.readouterr()
    return status, said.out + said.err


def leaks(text, study):
    """Return which secrets, and which ids of what is not ben's, stand in a text."""
    return [one for one in (MARK, *others_ids(study)) if one in text.casefold()]


def files_under(folder):
    """Return the content of all files as text; Parquet files are read as tables."""
    texts = []
    for path in sorted(folder.rglob("*.*")):
        if path.suffix == ".parquet":
            import pandas as pd

            texts.append(pd.read_parquet(path).to_csv())
        texts.append(path.read_bytes().decode("utf-8", "replace"))
    return "\n".join(texts)


@pytest.mark.parametrize(("kind", "as_json"), product(KINDS, (False, True)))
def test_no_list_shows_a_coder_anothers_work(study, capfd, kind, as_json):
    words = ("list", study, kind, *(("--json",) if as_json else ()))

    _status, everything = run(capfd, *words)
    status, found = run(capfd, *words, "--as", "ben")

    assert (status, leaks(found, study)) == (0, [])
    assert "cara" not in found
    if kind in ("articles", "annotations", "assignments"):
        assert leaks(everything, study)  # the search finds what is there to be found


def test_a_list_shows_the_own_queue_in_its_order(study, capfd):
    _status, found = run(capfd, "list", study, "articles", "--json", "--as", "ben")
    assert [json.loads(line)["source_id"] for line in found.splitlines()] == ["A1", "A0"]
    _status, found = run(capfd, "list", study, "assignments", "--json", "--as", "ben")
    assert [json.loads(line)["round"] for line in found.splitlines()] == ["main", "main"]  # the re-coding is not announced


@pytest.mark.parametrize(("format", "layer"), product(FORMATS, LAYERS))
def test_no_export_shows_a_coder_anothers_work(study, tmp_path, capfd, format, layer):
    words = ("export", study, tmp_path / "ben", "--format", format, "--layer", layer)
    status, said = run(capfd, *words, "--as", "ben")

    found = said + files_under(tmp_path / "ben")
    assert status == 0, said
    assert leaks(found, study) == []
    assert "cara" not in found

    run(capfd, *("export", study, tmp_path / "all", "--format", format, "--layer", layer))
    assert leaks(files_under(tmp_path / "all"), study)


def test_a_coder_cannot_ask_for_anothers_work_by_name(study, tmp_path, capfd):
    status, said = run(capfd, "export", study, tmp_path / "out", "--coder", "cara", "--as", "ben")
    assert (status, leaks(said, study)) == (1, [])
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "asked",
    [
        (), ("--json",), ("--html", "out.html"), ("--records", "out.csv"), ("--units", "out.csv"), ("--spans", "out.csv"), ("--gold",),
        ("--since", "2024-06-19"), ("--over", "weeks"), ("--over", "rules"), ("--limits", ".5,.6"),
    ],
)  # fmt: skip
def test_no_coder_sees_how_far_coders_agree(study, tmp_path, capfd, asked):
    words = [tmp_path / word if word.startswith("out") else word for word in asked]
    status, said = run(capfd, "agreement", study, *words, "--as", "ben")
    assert (status, leaks(said, study)) == (1, [])
    assert list(tmp_path.iterdir()) == []


def test_frames_hold_the_own_work_alone(study):
    def as_text(frames):
        return "\n".join(frame.to_csv() for frame in frames.values())

    assert leaks(as_text(load_frames(study, "ben")), study) == []
    assert list(load_frames(study, "ben")["articles"]["source_id"]) == ["A1", "A0"]
    assert leaks(as_text(load_frames(study)), study)


def test_the_codebook_tells_nothing_of_codings_and_a_coder_cannot_try_out_what_others_used(study, tmp_path, capfd):
    status, said = run(capfd, "codebook", study, "show", "--as", "ben")
    assert (status, leaks(said, study)) == (0, [])
    with open_project(study, "ben") as project, pytest.raises(AnnotatorError, match="only a supervisor") as refused:
        import_codebook(project, built_in_codebook("four_tags"))
    assert leaks(str(refused.value), study) == []


def test_a_batch_of_a_coder_is_told_nothing_of_anothers_records(study, tmp_path, capfd):
    with open_project(study, read_only=True) as project:
        caras = [one for one in project.annotations.of_article(project.articles.find("A0").id) if one.category == "stance"]
    batch = tmp_path / "batch.jsonl"
    records = [{"type": "annotation", "id": one.id, "article": "A0", "category": "stance", "spans": [[31, 51]],
                "values": {"polarity": "against", "explicitness": "explicit", "target_type": "actor"}} for one in caras]  # fmt: skip
    batch.write_text("\n".join(json.dumps(one) for one in records), encoding="utf-8")

    _status, said = run(capfd, "annotate", study, batch, "--as", "ben", "--lenient")

    assert MARK not in said
    assert "cara" not in said


def test_history_and_undo_are_the_own(study):
    with open_project(study, "ben") as project:
        own = project.coder.id
        assert {step.coder_id for step in project.history.all(project.visible_coder)} == {own}
        assert all(MARK not in step.label for step in project.history.all(project.visible_coder))
        for article in project.visible_articles:
            undoable = project.history.undoable(own, article)
            assert undoable is None or undoable.coder_id == own


def test_values_that_are_offered_are_the_coders_own(study):
    with open_project(study, "ben") as project:
        assert project.annotations.values_used("stance", "target_issue", project.visible_coder) == []
        assert project.annotations.values_used("stance", "target_issue") != []
        assert project.articles.count() == 3  # the file holds more than the coder sees


def test_lessons_of_another_are_refused_and_the_own_tell_of_no_other_coder(study):
    with open_project(study, "ben") as project:
        with pytest.raises(AnnotatorError) as refused:
            lessons(project, "cara")
        assert MARK not in str(refused.value)


def test_a_package_holds_none_of_the_secrets_in_any_of_its_bytes(study, tmp_path):
    with open_project(study) as project:
        enter(project, "ada")
        path = make_package(project, "ben", tmp_path / "ben.annot").path
        told = {one.decision for one in rulings(project)}  # a rule is for all to read; it is kept under the id of what it follows from
        why = [one.note for one in lessons(project, "ben")]  # the own lessons say why, as in the window
    data = path.read_bytes()
    for note in why:
        data = data.replace(note.encode(), b"")
    hidden = [one for one in others_ids(study) - told if one.encode() in data]
    assert (MARK.encode() in data, hidden) == (False, [])


def test_carrying_reaches_no_article_and_no_work_but_the_coders_own(tmp_path, capfd):
    study = blind_study(tmp_path)
    with open_project(study) as project:
        enter(project, "ada")
        mine = project.articles.find("A0")
        hidden = next(one for one in project.articles.all() if one.source_id.startswith(MARK))
        with project.step("Join reprints", mine.id, hidden.id):
            for one in (mine, hidden):
                project.articles.set_facts(one.id, {"cluster_id": mine.id})
    _status, everything = run(capfd, "carry", study, hidden.source_id, "--from", mine.id, "--preview", "--json")
    assert leaks(everything, study)
    for words in ((mine.id,), (mine.id, "--from", hidden.id), (hidden.id, "--from", mine.id)):
        status, found = run(capfd, "carry", study, *words, "--preview", "--as", "ben")
        assert status == 1
        assert [one for one in leaks(found, study) if one not in words] == []
        assert "cara" not in found


@pytest.fixture(scope="module")
def coded_again(tmp_path_factory):
    return study_coded_again(tmp_path_factory.mktemp("again"))


@pytest.mark.parametrize(("kind", "as_json"), product(KINDS, (False, True)))
def test_no_list_shows_a_coder_the_own_first_coding_of_what_is_coded_again(coded_again, capfd, kind, as_json):
    words = ("list", coded_again, kind, *(("--json",) if as_json else ()))

    status, found = run(capfd, *words, "--as", "ben")

    assert (status, [one for one in (FIRST, *first_coding_of(coded_again)) if one in found.casefold()]) == (0, [])


def test_the_list_of_a_supervisor_shows_it(coded_again, capfd):
    _status, found = run(capfd, "list", coded_again, "annotations", "--json")
    assert FIRST in found


@pytest.mark.parametrize("form", FORMATS)
def test_no_export_of_a_coder_holds_the_own_first_coding_of_what_is_coded_again(coded_again, capfd, tmp_path, form):
    status, said = run(capfd, "export", coded_again, tmp_path / "out", "--format", form, "--as", "ben")
    assert status == 0, said
    held = said.casefold() + files_under(tmp_path).casefold()
    assert [one for one in (FIRST, *first_coding_of(coded_again)) if one in held] == []
