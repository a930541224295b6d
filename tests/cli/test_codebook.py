"""`annotator codebook`: shown, written to a file, and taken as the next version."""

from __future__ import annotations

import json
import os

import pytest
from builders import CONTRACT_RECORDS, a_project, annotator_command, stored_by

from annotator.operations.checking import check
from annotator.project import open_project


@pytest.fixture
def study(tmp_path):
    """The path of a project in which the records of the contract are coded."""
    with a_project(tmp_path) as project:
        stored_by(project, *CONTRACT_RECORDS)
        return project.path


def the_codebook(study):
    return json.loads(annotator_command("codebook", study, "show").stdout)


def the_category(source, name):
    return next(one for one in source["categories"] if one["id"] == name)


def imported(study, folder, source, *words):
    file = folder / "next.json"
    file.write_text(json.dumps(source), encoding="utf-8")
    return annotator_command("codebook", study, "import", file, *words)


def test_show_prints_the_codebook_as_json(study):
    assert [one["id"] for one in the_codebook(study)["categories"]] == ["actor", "claim", "stance", "speculation"]


def test_export_writes_the_same_and_importing_it_again_changes_nothing(study, tmp_path):
    file = tmp_path / "book.json"

    done = annotator_command("codebook", study, "export", file)
    again = annotator_command("codebook", study, "import", file)

    assert (done.returncode, json.loads(file.read_text(encoding="utf-8"))) == (0, the_codebook(study))
    assert (again.returncode, "nothing was changed" in again.stdout) == (0, True)
    with open_project(study, read_only=True) as project:
        assert project.codebooks.versions() == ["1.0"]


def test_import_makes_the_next_version_and_annotations_keep_theirs(study, tmp_path):
    source = the_codebook(study)
    the_category(source, "claim")["attributes"].append({"id": "tone", "type": "single", "values": [{"id": "calm"}]})

    done = imported(study, tmp_path, source, "--as", "ada")

    assert (done.returncode, done.stdout) == (0, f"{study} has the codebook News claims codebook 1.1 now\n")
    with open_project(study, read_only=True) as project:
        assert (project.codebook.version, project.codebooks.versions()) == ("1.1", ["1.0", "1.1"])
        assert {one.codebook_version for one in project.annotations.of_article(project.articles.find("A17").id)} == {"1.0"}
        assert project.history.all()[-1].coder_id == project.coders.named("ada").id
    assert check(study) == []


def without_category(source):
    source["categories"] = [one for one in source["categories"] if one["id"] not in ("actor", "claim", "stance", "speculation")]
    source["categories"].append({"id": "tag", "attributes": []})
    source["links"], source["article_variables"] = [], []


def without_attribute(source):
    claim = the_category(source, "claim")
    claim["attributes"] = [one for one in claim["attributes"] if one["id"] != "maker_unnamed"]


def without_value(source):
    attribute = next(one for one in the_category(source, "claim")["attributes"] if one["id"] == "claim_type")
    attribute["values"] = [one for one in attribute["values"] if one["id"] != "demand"]


def without_link(source):
    source["links"] = [one for one in source["links"] if one["id"] != "makes"]


def without_variable(source):
    source["article_variables"] = [one for one in source["article_variables"] if one["id"] != "genre"]


def without_region(source):
    source["region_types"] = [one for one in source["region_types"] if one != "headline"]
    source["coded_regions"] = ["body"]


@pytest.mark.parametrize(
    ("take_away", "named"),
    [
        (without_category, ["category actor", "category claim", "link makes", "article variable.genre"]),
        (without_attribute, ["claim.maker_unnamed"]),
        (without_value, ["claim.claim_type demand"]),
        (without_link, ["link makes"]),
        (without_variable, ["article variable.genre"]),
        (without_region, ["region headline"]),
    ],
)
def test_a_codebook_that_lacks_what_is_in_use_is_refused_and_it_is_named(study, tmp_path, take_away, named):
    source = the_codebook(study)
    take_away(source)

    done = imported(study, tmp_path, source)

    assert (done.returncode, done.stdout) == (1, "")
    assert [name for name in named if name not in done.stderr] == []
    with open_project(study, read_only=True) as project:
        assert project.codebooks.versions() == ["1.0"]


def test_what_nobody_used_may_be_taken_away(study, tmp_path):
    source = the_codebook(study)
    source["categories"] = [one for one in source["categories"] if one["id"] in ("actor", "claim")]
    source["links"] = [one for one in source["links"] if one["id"] == "makes"]

    assert imported(study, tmp_path, source).returncode == 0


def below_itself(source):
    the_category(source, "claim")["parent"] = "claim"


def waiting_for_itself(source):
    attribute = next(one for one in the_category(source, "claim")["attributes"] if one["id"] == "claim_type")
    attribute["when"] = {"claim_type": ["demand"]}


def between_five_and_one(source):
    the_category(source, "stance")["attributes"].append({"id": "strength", "type": "number", "min": 5, "max": 1})


def of_another_kind(source):
    attribute = next(one for one in the_category(source, "claim")["attributes"] if one["id"] == "claim_type")
    attribute["type"] = "text"
    del attribute["values"]


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (below_itself, "Claim stands below itself"),
        (waiting_for_itself, "Type waits for claim_type = demand, which cannot be"),
        (between_five_and_one, "no number is at least 5 and at most 1"),
        (of_another_kind, "claim.claim_type of the kind single"),
    ],
)
def test_a_file_that_could_not_be_published_from_a_draft_is_no_next_version_either(study, tmp_path, spoil, named):
    source = the_codebook(study)
    spoil(source)

    done = imported(study, tmp_path, source)

    assert (done.returncode, done.stdout, named in done.stderr) == (1, "", True)
    with open_project(study, read_only=True) as project:
        assert project.codebooks.versions() == ["1.0"]


def test_a_list_of_codes_is_read_in_the_encoding_that_is_named(study, tmp_path):
    file = tmp_path / "codes.csv"
    file.write_bytes("Name;Definition\nÖffentlichkeit;was alle sehen\n".encode("cp1252"))

    unsure = annotator_command("codebook", study, "import", file, "--into", "claim.issue")
    done = annotator_command("codebook", study, "import", file, "--into", "claim.issue", "--encoding", "cp1252")
    made = annotator_command("new", tmp_path / "new.annot", "--codebook", file, "--encoding", "cp1252")

    assert (unsure.returncode, "name the encoding" in unsure.stderr) == (1, True)
    assert (done.returncode, made.returncode) == (0, 0)
    assert "Öffentlichkeit: added" in annotator_command("codebook", study, "diff").stdout
    assert annotator_command("codebook", study, "import", file, "--encoding", "nonsense").returncode == 2


def test_nothing_is_written_under_a_name_that_promises_another_format(study, tmp_path):
    done = annotator_command("codebook", study, "export", tmp_path / "book.pdf")

    assert (done.returncode, (tmp_path / "book.pdf").exists()) == (1, False)
    assert ".json, .qdc, .html" in done.stderr


@pytest.mark.parametrize("content", ["{", "[]", '{"format": "annotator-codebook/1"}', '{"format": "other/9", "categories": []}'])
def test_a_file_that_is_no_codebook_is_refused_by_name(study, tmp_path, content):
    (tmp_path / "book.json").write_text(content)

    done = annotator_command("codebook", study, "import", tmp_path / "book.json")

    assert done.returncode == 1
    assert str(tmp_path / "book.json") in done.stderr


def test_export_never_writes_over_the_project_or_through_a_link(study, tmp_path):
    before = study.read_bytes()
    (tmp_path / "link.json").symlink_to(tmp_path / "elsewhere.json")
    os.link(study, tmp_path / "same.json")

    for target in (study, tmp_path / "same.json", tmp_path / "link.json", tmp_path, tmp_path / "absent" / "book.json"):
        done = annotator_command("codebook", study, "export", target)
        assert (done.returncode, str(target) in done.stderr) == (1, True), target

    assert study.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "same.json", "study.annot"]


def test_words_that_do_not_fit_are_wrong_usage(study):
    assert annotator_command("codebook", study, "export").returncode == 2
    assert annotator_command("codebook", study, "show", "x.json").returncode == 2
    assert annotator_command("codebook", study, "burn").returncode == 2
