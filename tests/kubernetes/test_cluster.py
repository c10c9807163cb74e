"""The embedded edition in many pods, two of which are lost with their nodes: the same bytes."""

import time

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


def ended(pods, name: str, lose_one_like: str = "") -> str:
    """Wait for a Job's end, losing meanwhile the main pod and one other; returns what that ran."""
    lost, since, end = "", {}, time.monotonic() + PATIENCE
    while not pods.jobs[name].conditions and time.monotonic() < end:
        time.sleep(1)
        for other in list(pods.jobs.values()):
            if lost or not lose_one_like or not other.running or lose_one_like not in other.name:
                continue
            if time.monotonic() - since.setdefault(other.name, time.monotonic()) > 8:
                lost = other.name
                pods.lose_node_of(lost)
                pods.lose_node_of(name)
    return lost


def said(pods) -> str:
    logs = sorted((pods.folder / "logs").iterdir(), key=lambda path: path.stat().st_mtime)
    return "\n".join(f"{p.name}\n{p.read_text('utf-8', 'replace')[-3000:]}" for p in logs[-3:])


def test_the_embedded_edition_in_many_pods_survives_nodes_with_the_same_bytes(
    root, pods, results, tried
):
    pods.kubectl("create", "--validate=false", "-f", str(root / FOLDER / "many-pods.yaml"))
    lost = ended(pods, "techsov", lose_one_like="figures")
    main = pods.jobs["techsov"]
    assert main.conditions[0]["type"] == "Complete", said(pods)
    assert pods.jobs[lost].conditions[0]["type"] == "Failed"
    assert (main.starts, main.lost) == (2, 1)
    made, held = run.hashes(pods.claim / "results/embedded"), run.hashes(results)
    assert made == {name: held.get(name) for name in made}
    assert "paper.pdf" in made
    others = [job for job in pods.jobs.values() if job is not main]
    assert all(job.starts == 1 for job in others)
    documents = yaml.safe_load_all((root / FOLDER / "cluster.yaml").read_text(encoding="utf-8"))
    (role,) = [document for document in documents if document["kind"] == "Role"]
    assert pods.asked <= set(role["rules"][0]["verbs"])
    tried(
        "Kubernetes played on the loopback, the nodes of two pods lost",
        1,
        f"{len(others)} pods beside the main one; {len(made)} files with the same bytes",
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
