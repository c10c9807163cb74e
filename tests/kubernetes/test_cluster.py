"""The embedded edition in many pods, two of which are lost with their nodes: the same bytes."""

import time
from collections.abc import Iterator

import pytest
import yaml

from tests.copies import copy_project
from tests.kubernetes import cluster
from tests.slurm import run

pytestmark = [pytest.mark.long, pytest.mark.workflow]

FOLDER = "workflow/profiles/kubernetes"
MOUNTED = ("results", "logs", ".snakemake", ".venv")  # folders that the image has, empty
PATIENCE = 1500


@pytest.fixture
def pods(root, tmp_path):
    if reason := cluster.lacking():
        pytest.skip(reason)
    image = copy_project(tmp_path / "image", with_make=True)
    (image / ".venv").unlink()
    for name in MOUNTED:
        (image / name).mkdir()
    with cluster.Cluster(tmp_path / "cluster", image, "/techsov", root / ".venv") as started:
        yield started


def ended(pods, name: str, meanwhile: Iterator[None] | None = None) -> None:
    """Wait for a Job's end; `meanwhile` goes on by a step each second."""
    end = time.monotonic() + PATIENCE
    while not pods.jobs[name].conditions and time.monotonic() < end:
        time.sleep(1)
        next(meanwhile or iter(()), None)


def losing(pods, main: str, lost: dict[str, str], left: list[str]) -> Iterator[None]:
    """Lose the pod of a group of figures, and when its job has another, that of Snakemake.

    Parameters
    ----------
    lost
        takes the names of the first one and of its successor
    left
        takes the names of what else runs when Snakemake's pod is lost
    """
    while not (running := older(pods, "figures", 8)):
        yield
    before = {name for name in pods.jobs if "figures" in name}
    lost["first"] = running[0]
    pods.lose_node_of(running[0])
    while not (new := [name for name in older(pods, "figures", 3) if name not in before]):
        yield
    lost["successor"] = new[0]
    assert pods.jobs[lost["first"]].conditions[0]["type"] == "Failed"
    left += [name for name in older(pods, "", 0) if name != main]
    pods.lose_node_of(main)


def older(pods, like: str, seconds: float) -> list[str]:
    """Jobs whose pods run since so many seconds."""
    since = time.monotonic() - seconds
    return [
        j.name for j in list(pods.jobs.values()) if like in j.name and j.running and j.since < since
    ]


def said(pods) -> str:
    logs = sorted((pods.folder / "logs").iterdir(), key=lambda path: path.stat().st_mtime)
    return "\n".join(f"{p.name}\n{p.read_text('utf-8', 'replace')[-3000:]}" for p in logs[-3:])


def test_the_embedded_edition_in_many_pods_survives_nodes_with_the_same_bytes(
    root, pods, results, tried
):
    pods.kubectl("create", "--validate=false", "-f", str(root / FOLDER / "many-pods.yaml"))
    lost, left = {}, []
    ended(pods, "techsov", losing(pods, "techsov", lost, left))
    main = pods.jobs["techsov"]
    assert main.conditions[0]["type"] == "Complete", said(pods)
    assert (main.starts, main.lost) == (2, 1)
    # What the first Snakemake had asked for was ended before the second one asked.
    assert lost["successor"] in left
    assert not {*lost.values(), *left} & pods.jobs.keys()
    others = [job for job in pods.jobs.values() if job is not main]
    assert all(job.conditions[0]["type"] == "Complete" and job.starts == 1 for job in others)
    made, held = run.hashes(pods.claim / "results/embedded"), run.hashes(results)
    assert made == {name: held.get(name) for name in made}
    assert "paper.pdf" in made
    documents = yaml.safe_load_all((root / FOLDER / "cluster.yaml").read_text(encoding="utf-8"))
    (role,) = [document for document in documents if document["kind"] == "Role"]
    assert pods.asked <= set(role["rules"][0]["verbs"])
    tried(
        "Kubernetes played on the loopback, the nodes of two pods lost",
        1,
        f"{len(others) + pods.deleted} pods beside Snakemake's own; "
        f"{len(made)} files with the same bytes",
    )


def test_one_pod_that_is_lost_is_started_anew_and_goes_on(root, pods, results):
    pods.kubectl("create", "--validate=false", "-f", str(root / FOLDER / "one-pod.yaml"))
    main = pods.jobs["techsov"]
    while not list((pods.claim / "results").rglob("dependency.csv")) and not main.conditions:
        time.sleep(1)
    pods.lose_node_of("techsov")
    ended(pods, "techsov")
    assert main.conditions[0]["type"] == "Complete", said(pods)
    assert main.starts == 2
    made, held = run.hashes(pods.claim / "results/embedded"), run.hashes(results)
    assert made == {name: held.get(name) for name in made}
