"""How far the coders of a project agree."""

import pytest

from annotator.errors import AnnotatorError
from annotator.operations.agreement import agreement_report, corpus
from annotator.operations.demo import make_demo
from annotator.project import open_project
from tests.builders import a_project_file, annotator_command


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("sample"))


def test_only_the_coders_who_finished_an_article_are_compared_on_it(demo):
    with open_project(demo, read_only=True) as project:
        found = corpus(project)
        names = {coder.id: coder.name for coder in project.coders.all()}
        finished = {(one.article_id, names[one.coder_id]) for one in project.codings.all() if one.finished}
    assert {(article.article_id, coder) for article in found.articles for coder in article.coders} == finished
    assert all(unit.coder in article.coders for article in found.articles for unit in article.units)
    assert any(article.units for article in found.articles)


def test_records_name_the_coders_by_their_short_names_however_they_were_asked_for(demo):
    with open_project(demo, read_only=True) as project:
        records = agreement_report(project, ["ben", "ada"], ["exact_f1"], draws=0)
    assert records
    assert {record.coders for record in records} == {("ada", "ben")}
    assert {record.measure for record in records} == {"exact_f1"}
    assert any(record.value is not None and record.value > 0 for record in records)


def test_an_unknown_coder_or_measure_is_named_in_the_refusal(demo):
    with open_project(demo, read_only=True) as project:
        with pytest.raises(AnnotatorError, match="nobody"):
            agreement_report(project, ["ada", "nobody"], ["exact_f1"], draws=0)
        with pytest.raises(AnnotatorError, match="exactness"):
            agreement_report(project, measures=["exactness"], draws=0)


def test_a_coder_who_is_no_supervisor_does_not_see_how_far_the_others_agree(demo):
    with open_project(demo, "ben", read_only=True) as project, pytest.raises(AnnotatorError, match="supervisor"):
        agreement_report(project, draws=0)


def test_where_no_two_coders_finished_an_article_the_command_says_so(tmp_path):
    project = a_project_file(tmp_path)
    done = annotator_command("agreement", project)
    assert done.returncode == 0
    assert "no article finished by two coders" in done.stderr
