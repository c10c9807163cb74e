"""The manifests for Kubernetes: valid by its own schemas, in step with the image and each other."""

import importlib.util
import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

FOLDER = "workflow/profiles/kubernetes"
VERSIONS = ("1.29", "1.33", "1.37")  # of Kubernetes, whose schemas the checker holds
OF_A_RULE = {"type": "single", "rule": "clean_intercountry_year", "threads": 1}
OF_A_GROUP = {"type": "group", "groupid": "Year_3f", "threads": 2}
TAKEN = {"resources": {"mem_mb": 2500, "runtime": 3, "tmpdir": "/tmp"}}


@pytest.fixture(scope="module")
def submit(root):
    found = importlib.util.spec_from_file_location("submit", root / FOLDER / "submit.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def documents(root):
    def read(name: str) -> list[dict]:
        return list(yaml.safe_load_all((root / FOLDER / name).read_text(encoding="utf-8")))

    return read


@pytest.fixture(scope="module")
def parent(documents) -> dict:
    (job,) = documents("many-pods.yaml")
    return job


@pytest.fixture(params=[OF_A_RULE, OF_A_GROUP], ids=["rule", "group"])
def job(request, submit, parent) -> dict:
    script = Path("/techsov/.snakemake/tmp.1/snakejob.sh")
    return submit.manifest(parent, script, request.param | TAKEN)


def pod(job: dict) -> dict:
    return job["spec"]["template"]["spec"]


def checked(root, file: Path, version: str) -> subprocess.CompletedProcess:
    checker = root / ".venv-checkers/bin/kubernetes-validate"
    if not checker.exists():
        pytest.skip("kubernetes-validate is not installed: run `make checkers`")
    return subprocess.run([checker, "--strict", "--kubernetes-version", version, file],
                          capture_output=True, text=True, check=False)  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["cluster.yaml", "one-pod.yaml", "many-pods.yaml"])
def test_kubernetes_schemas_find_nothing_wrong(root, name, version):
    run = checked(root, root / FOLDER / name, version)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("version", VERSIONS)
def test_nor_in_the_job_that_is_asked_for(root, job, version, tmp_path):
    job["metadata"]["name"] = job["metadata"]["generateName"] + "x7k2p"  # as the server does
    (tmp_path / "job.yaml").write_text(json.dumps(job), encoding="utf-8")
    run = checked(root, tmp_path / "job.yaml", version)
    assert run.returncode == 0, run.stdout + run.stderr


def test_they_do_find_what_is_wrong(root, job, tmp_path):
    job["metadata"]["name"] = "techsov-x7k2p"
    pod(job)["restartPolice"] = "Never"
    (tmp_path / "job.yaml").write_text(json.dumps(job), encoding="utf-8")
    run = checked(root, tmp_path / "job.yaml", VERSIONS[-1])
    assert run.returncode and "restartPolice" in run.stdout + run.stderr


def test_a_job_has_its_parents_image_claim_and_user_and_its_own_command(parent, job):
    mother, child = pod(parent), pod(job)
    (above,), (container,) = mother["containers"], child["containers"]
    for name in ("image", "volumeMounts"):
        assert container[name] == above[name]
    for name in ("volumes", "securityContext", "restartPolicy"):
        assert child[name] == mother[name]
    assert container["command"] == ["sh", "/techsov/.snakemake/tmp.1/snakejob.sh"]
    assert above["command"][0] == f"{FOLDER}/start"  # the parent itself is as it was
    assert "initContainers" not in child and "serviceAccountName" not in child
    assert child["automountServiceAccountToken"] is False


def test_a_job_may_take_what_its_rule_declares_and_is_not_repeated_behind_snakemake(job):
    (container,) = pod(job)["containers"]
    assert container["resources"]["limits"] == {"memory": "2500M"}
    assert container["resources"]["requests"]["memory"] == "2500M"
    assert container["resources"]["requests"]["cpu"] in ("1", "2")
    assert pod(job)["activeDeadlineSeconds"] == 180
    assert job["spec"]["backoffLimit"] == 0


def test_a_name_is_one_that_kubernetes_takes(job):
    # A DNS label with the five characters that the server puts behind it.
    assert re.fullmatch(r"[a-z0-9]([-a-z0-9]*)", job["metadata"]["generateName"])
    assert len(job["metadata"]["generateName"]) + 5 <= 63


def test_the_two_ways_share_image_folders_and_name(documents, parent):
    """The same claim serves both, and one name keeps them from writing to it at once."""
    (one,) = documents("one-pod.yaml")
    (single,), (main,) = pod(one)["containers"], pod(parent)["containers"]
    for name in ("image", "volumeMounts"):
        assert single[name] == main[name]
    assert pod(one)["initContainers"] == pod(parent)["initContainers"]
    assert one["metadata"] == parent["metadata"]


def test_what_is_mounted_and_run_is_in_the_image(root, documents, parent):
    lines = (root / "Containerfile").read_text(encoding="utf-8").splitlines()
    (workdir,) = [line.split()[1] for line in lines if line.startswith("WORKDIR")]
    assert any("kubernetes-client=" in line for line in lines)
    for job in (*documents("one-pod.yaml"), parent):
        (container,), (first,) = pod(job)["containers"], pod(job)["initContainers"]
        assert container["image"] == first["image"]
        assert all(m["mountPath"].startswith(f"{workdir}/") for m in container["volumeMounts"])
        mounted = {m["name"] for m in container["volumeMounts"] + first["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod(job)["volumes"]}
        # Where the first container copies to is where the raw files are then looked for.
        raw = {m["mountPath"]: m.get("subPath") for m in container["volumeMounts"]}
        assert raw[f"{workdir}/data/raw"] == "raw"
        assert first["command"][-2:] == ["data/raw", first["volumeMounts"][0]["mountPath"]]


def test_claim_account_and_rights_are_those_that_the_jobs_name(documents, parent):
    claim, account, role, binding = documents("cluster.yaml")
    (volume,) = pod(parent)["volumes"]
    assert volume["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    assert pod(parent)["serviceAccountName"] == account["metadata"]["name"]
    assert binding["roleRef"]["name"] == role["metadata"]["name"]
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": account["metadata"]["name"]}]


def test_a_refusal_says_which_script_and_fails(root, tmp_path):
    """Snakemake takes an empty name for a job that runs: the command must fail."""
    script = tmp_path / "snakejob.draw_figure.7.sh"
    script.write_text("#!/bin/sh\n# properties = " + json.dumps(OF_A_RULE | TAKEN) + "\n", "utf-8")
    refusing = tmp_path / "kubectl"
    refusing.write_text("#!/bin/sh\necho 'exceeded quota' >&2\nexit 1\n", "utf-8")
    refusing.chmod(0o755)
    run = subprocess.run([root / ".venv/bin/python", root / FOLDER / "submit.py", script],
                         env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True,
                         check=False)  # fmt: skip
    assert run.returncode and not run.stdout
    assert "exceeded quota" in run.stderr and "snakejob.draw_figure.7.sh" in run.stderr


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("techsov-x-1 Complete", "success"),
        ("techsov-x-1 SuccessCriteriaMet Complete", "success"),
        ("techsov-x-1 Failed", "failed"),
        ("", "failed"),
        ("techsov-x-1", "running"),
        ("techsov-x-1 Suspended", "running"),
        ("techsov-x-1 FailureTarget", "running"),
    ],
)
def test_the_status_is_one_of_snakemakes_words(root, tmp_path, told, status):
    answering = tmp_path / "kubectl"
    answering.write_text(f"#!/bin/sh\nprintf '%s' '{told}'\n", "utf-8")
    answering.chmod(0o755)
    run = subprocess.run([root / FOLDER / "status", "techsov-x-1"], capture_output=True, text=True,
                         env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, check=True)  # fmt: skip
    assert run.stdout == f"{status}\n"


def test_a_server_that_does_not_answer_ends_no_build(root, tmp_path):
    silent = tmp_path / "kubectl"
    silent.write_text("#!/bin/sh\necho 'connection refused' >&2\nexit 1\n", "utf-8")
    silent.chmod(0o755)
    run = subprocess.run([root / FOLDER / "status", "techsov-x-1"], capture_output=True, text=True,
                         env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, check=True)  # fmt: skip
    assert run.stdout == "running\n" and "connection refused" in run.stderr
