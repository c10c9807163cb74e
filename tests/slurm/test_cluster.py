"""Editions through a real Slurm, a node of which dies on the way: the same bytes as on a laptop."""

import shutil

import pytest

from tests.copies import copy_project
from tests.slurm import cluster, run

pytestmark = [pytest.mark.long, pytest.mark.workflow]

YEARS = (
    f"results/{run.ICIO}/panel/catalogue.csv",
    f"results/{run.ICIO}/indicators/dependency_ranges.csv",
)


@pytest.fixture
def slurm(tmp_path):
    if reason := cluster.lacking():
        pytest.skip(reason)
    folder = tmp_path / "daemons"
    folder.mkdir()
    with cluster.Cluster(folder) as started:
        yield started


def survived(slurm, lost: str) -> None:
    """The job that was lost with its node ended twice: with the node, and well on another."""
    ends = [(e["JobState"], e["NodeList"]) for e in slurm.completed() if e["JobId"] == lost]
    assert ends == [("NODE_FAIL", "n1"), ("COMPLETED", "n0")]
    assert slurm.state("n1").startswith("down")
    assert {e["JobState"] for e in slurm.completed()} == {"NODE_FAIL", "COMPLETED"}


def test_the_embedded_edition_survives_a_node_with_the_same_bytes(slurm, results, tmp_path):
    project = copy_project(tmp_path / "project")
    lost = run.build_on(slurm, project, "embedded", victim="n1")
    survived(slurm, lost)
    made, held = run.hashes(project / "results/embedded"), run.hashes(results)
    assert made == {name: held.get(name) for name in made}
    assert "paper.pdf" in made


def test_all_years_of_icio_survive_a_node_with_the_same_bytes(slurm, tmp_path):
    project = copy_project(tmp_path / "project")
    run.with_made_up_years(project, tmp_path, archives=None)
    shutil.copytree(project, tmp_path / "local")
    lost = run.build_on(
        slurm, project, run.ICIO, *YEARS, victim="n1", watched=lambda what: "year" in what
    )
    survived(slurm, lost)
    run.build_locally(tmp_path / "local", run.ICIO, *YEARS)
    made = run.hashes(project / "results" / run.ICIO)
    assert made == run.hashes(tmp_path / "local/results" / run.ICIO)
    years = [name for name in made if name.startswith("panel/pairs/oecd/icio")]
    assert len(years) == 26
