"""What goes into an archive and what does not: releases, their licences, results out of date."""

import pytest
import yaml

from techsov.archive import contents, graph
from techsov.archive.graph import Job
from techsov.catalogue import licences
from techsov.catalogue.registry import Catalogue
from techsov.core.errors import CheckError

HEAD = "output_file\tdate\trule\tlog-file(s)\tinput-file(s)\tshellcmd\tstatus\tplan"
LINES = [
    HEAD,
    "results/e/b.csv\t-\tdraw\tlogs/e/draw/b.log\tresults/e/a.csv\t-\tok\tno update",
    "results/e/b.svg\t-\tdraw\tlogs/e/draw/b.log\tresults/e/a.csv\t-\tok\tno update",
    "results/e/a.csv\t-\tcompute\tlogs/e/compute.log\tdata/raw/p/d/1/x.csv,c.yml\t-\tok\tno update",
]


@pytest.fixture
def project(tmp_path):
    """A project with two releases, one of which may be passed on."""
    about = dict.fromkeys(("title", "publisher", "citation"), "-") | {
        "url": "https://provider.example/", "released": "2025", "form": "release",
    }  # fmt: skip
    unpinned = {"unpinned": True}
    sources = {
        "p/open/1": about | {"licence": "CC BY 4.0", "files": {"x.csv": unpinned}},
        "p/closed/1": about | {"licence": "all rights reserved", "files": {"y.csv": unpinned}},
    }
    datasets = {"p/open": {"main": "1"}, "p/closed": {"main": "1"}}
    (tmp_path / "config").mkdir()
    for name, content in {
        "sources": sources,
        "editions": {"e": {"title": "E", "datasets": datasets}},
        "datasets": {key: {"layout": "indicator"} for key in datasets},
        "licences": {"CC BY 4.0": {"spdx": ["CC-BY-4.0"], "pass_on": True}},
    }.items():
        (tmp_path / f"config/{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    for path in ("p/open/1/x.csv", "p/closed/1/y.csv"):
        (tmp_path / "data/raw" / path).parent.mkdir(parents=True)
        (tmp_path / "data/raw" / path).write_text("1\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def catalogue(project):
    return Catalogue.load(project / "config/sources.yaml", project / "config/editions.yaml")


def test_only_releases_that_may_be_passed_on_go_with_the_raw_files(project, catalogue):
    known = licences.load(project / "config/licences.yaml")
    assert contents.release_files(project, catalogue, "e", known) == ["data/raw/p/open/1/x.csv"]


def test_a_releases_manifest_goes_with_it(project, catalogue):
    manifest = "data/raw/p/open/1/x.csv.provenance.json"
    (project / manifest).write_text("{}", encoding="utf-8")
    known = licences.load(project / "config/licences.yaml")
    assert manifest in contents.release_files(project, catalogue, "e", known)


def test_a_release_that_is_not_here_is_left_out(project, catalogue):
    (project / "data/raw/p/open/1/x.csv").unlink()
    known = licences.load(project / "config/licences.yaml")
    assert contents.release_files(project, catalogue, "e", known) == []


def test_an_unpacked_archive_knows_its_own_files_without_git(project, catalogue):
    listed = ["README.md", "results/e/a.csv", "data/raw/p/open/1/x.csv"]
    files = ", ".join(f'{{"@id": "{name}", "@type": "File"}}' for name in listed)
    (project / "README.md").write_text("text", encoding="utf-8")
    (project / contents.METADATA).write_text(f'{{"@graph": [{files}]}}', encoding="utf-8")
    assert contents.project_files(project, catalogue) == ["README.md"]


def test_without_git_and_without_a_list_nothing_is_guessed(project, catalogue):
    with pytest.raises(CheckError, match="neither a git repository nor an unpacked archive"):
        contents.project_files(project, catalogue)


def test_every_licence_of_the_sources_is_listed(root):
    known = licences.load(root / "config/licences.yaml")
    catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
    assert {v.entry.licence for v in catalogue.vintages.values()} <= known.keys()


def test_files_of_one_job_are_its_outputs_together():
    compute, draw = graph.jobs(LINES)
    assert (draw.name, draw.outputs) == ("draw/b", ("results/e/b.csv", "results/e/b.svg"))
    assert compute.inputs == ("c.yml", "data/raw/p/d/1/x.csv")


def test_a_result_rests_on_what_no_job_made():
    assert graph.origins(graph.jobs(LINES))["results/e/b.svg"] == {"c.yml", "data/raw/p/d/1/x.csv"}


@pytest.mark.parametrize(
    ("line", "todo"),
    [
        ("results/e/c.csv\t-\tdraw\t-\t-\t-\tmissing\tupdate pending", "run `make` first"),
        ("results/e/c.csv\t-\tdraw\tl\ti\t-\tok\tupdate pending", "run `make` first"),
        ("results/e/c.csv\t-\tdraw\t-\t-\t-\tok\tno update", "run `make clean` and `make`"),
    ],
)
def test_results_that_are_not_of_this_build_are_refused_by_name(line, todo):
    with pytest.raises(CheckError, match=r"results/e/c\.csv .*" + todo):
        graph.jobs([*LINES, line])


def test_what_is_no_summary_is_refused():
    with pytest.raises(CheckError, match="detailed-summary"):
        graph.jobs(["Nothing to be done"])


def test_every_rule_of_the_project_has_its_code(root):
    rules = graph.rules(root)
    assert rules["check_claims"].code == "workflow/scripts/check_claims.py"
    assert rules["check_claims"].message == "Hold every statement of the paper against the data"
    assert [r.name for r in rules.values() if not (root / r.code).is_file()] == []


def test_results_read_from_releases_stay_out(tmp_path):
    made = [Job("clean", "logs/e/clean.log", (), ("results/e/clean/p/d/1.csv", "results/e/a.csv"))]
    for file in made[0].outputs:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    assert contents.result_files(tmp_path, made, "e") == ["results/e/a.csv"]
