"""Ask Kubernetes for a Job that runs one of Snakemake's jobs, and print the Job's name.

    python submit.py JOBSCRIPT

JOBSCRIPT is what Snakemake's generic executor writes; its head says what the job may take. The pod
is that of many-pods.yaml, with the job's command, cores, memory and time.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from snakemake.utils import read_job_properties

from techsov.core import yamlfile

PARENT = Path(__file__).with_name("many-pods.yaml")
DAY = 24 * 3600


def manifest(parent: dict, script: Path, properties: dict) -> dict:
    """The Job for one job script.

    Parameters
    ----------
    parent
        the Job whose pod runs Snakemake
    script
        the job script, under a path that the new pod sees too
    properties
        what Snakemake says of the job: `type`, `rule` or `groupid`, `threads`, and
        `resources` with `mem_mb` (MB) and `runtime` (minutes)
    """
    name = properties["groupid" if properties["type"] == "group" else "rule"]
    given = properties["resources"]
    pod = parent["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    memory = {"memory": f"{given['mem_mb']}M"}
    own = {
        "command": ["sh", str(script)],
        "resources": {"requests": {"cpu": str(properties["threads"]), **memory}, "limits": memory},
    }
    # A pod of a job asks for no Jobs, and finds the raw files in their place.
    left_out = ("initContainers", "serviceAccountName", "containers")
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "generateName": f"techsov-{re.sub('[^a-z0-9]+', '-', name.lower())[:40]}-",
            "labels": {"app.kubernetes.io/name": "techsov"},
        },
        "spec": {
            # Snakemake tries again itself: two pods must never write one result.
            "backoffLimit": 0,
            "ttlSecondsAfterFinished": DAY,
            "template": {
                "spec": {
                    **{key: value for key, value in pod.items() if key not in left_out},
                    # Of the pod, not of the Job: what is counted is not the time in the queue.
                    "activeDeadlineSeconds": 60 * given["runtime"],
                    "automountServiceAccountToken": False,
                    "containers": [container | own],
                }
            },
        },
    }


def main() -> None:
    script = Path(sys.argv[1]).resolve()
    parent = yamlfile.read(PARENT)
    asked = manifest(parent, script, read_job_properties(script))
    # The server checks what it is sent; kubectl would fetch its whole description for each job.
    create = ["kubectl", "create", "--validate=false", "--filename=-", "--output=name"]
    run = subprocess.run(create, input=json.dumps(asked), stdout=subprocess.PIPE, text=True,
                         check=False)  # fmt: skip
    if run.returncode:
        sys.exit(f"Kubernetes took no Job for {script.name}: kubectl says why, above")
    print(run.stdout.strip().rpartition("/")[2])


if __name__ == "__main__":
    main()
