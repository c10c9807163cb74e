"""What the cluster profiles declare holds against what was measured, and names what is there."""

import csv
import subprocess

import pytest

from techsov.archive import graph
from techsov.core import yamlfile
from tests.copies import copy_project
from tests.slurm import run

PROFILES = ("slurm", "cluster-generic", "kubernetes")
STARTING_MB = 350  # two Snakemake processes that start a job on its node
SLOWER = 5  # a node may be so many times slower than the machine that measured


@pytest.fixture(params=PROFILES)
def profile(request, root) -> dict:
    return yamlfile.read(root / f"workflow/profiles/{request.param}/config.yaml")


def declared(profile: dict, rule: str) -> dict[str, int]:
    """Memory and minutes of a rule: its own, or the default."""
    pairs = (entry.split("=") for entry in profile["default-resources"])
    return {name: int(v) for name, v in pairs if v.isdigit()} | {
        name: v
        for name, v in profile["set-resources"].get(rule, {}).items()
        if name in ("mem_mb", "runtime")
    }


@pytest.fixture
def measured(root) -> list[dict[str, str]]:
    """Lines of benchmarks/rules.csv: what the jobs of each rule took at most."""
    with (root / "benchmarks/rules.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_rule_has_room_and_time_for_what_was_measured(profile, measured):
    short = [
        row
        for row in measured
        for given in [declared(profile, row["rule"])]
        if given["mem_mb"] < float(row["megabytes"]) + STARTING_MB
        or given["runtime"] * 60 < SLOWER * float(row["seconds"])
    ]
    assert short == []


def test_every_rule_that_built_the_edition_was_measured(root, results, measured):
    ran = {path.name.removesuffix(".tsv") for path in (root / "logs/embedded/times").iterdir()}
    of_two_editions = {"compare_editions", "write_comparison"}
    assert ran - {"fetch"} - of_two_editions <= {row["rule"] for row in measured}
    assert {row["rule"] for row in measured} <= graph.rules(root).keys()


def test_the_profile_names_rules_that_are_there(profile, root):
    named = {*profile["set-resources"], *(g.split("=")[0] for g in profile.get("groups", []))}
    assert named <= graph.rules(root).keys()


@pytest.mark.workflow
def test_a_build_is_planned_with_the_profile_that_no_cluster_here_has_tried(tmp_path):
    project = copy_project(tmp_path / "project")
    plan = run.command("cluster-generic", "embedded", "--dry-run")
    made = subprocess.run(plan, cwd=project, env=run.environment(project), capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    assert "write paper" in (made.stdout + made.stderr).replace("_", " ")


def test_a_group_of_small_jobs_ends_within_the_hour_of_a_short_partition(root):
    profile = yamlfile.read(root / "workflow/profiles/slurm/config.yaml")
    sizes = {k: int(v) for k, v in (entry.split("=") for entry in profile["group-components"])}
    minutes: dict[str, int] = {}
    for entry in profile["groups"]:
        rule, group = entry.split("=")
        once = declared(profile, rule)["runtime"]
        # A year goes through all rules of its group; other groups hold jobs of one kind or another.
        minutes[group] = minutes.get(group, 0) + once if group == "year" else once
    assert {group: n for group, n in minutes.items() if n * sizes[group] > 60} == {}
