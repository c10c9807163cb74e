"""Kubernetes as the profile sees it, on this machine: Jobs over HTTP, pods in namespaces.

The server on the loopback answers what kubectl asks for Jobs; a Job's pod is a process with roots,
processes and users of its own, in which the image is the project, read only, and a claim a folder.
So pods share what the manifest lets them share, and nothing else. Scheduling, limits of memory and
rights are a real cluster's. It needs root, `unshare`, and kubectl; docs/clusters.md says so.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import threading
import time
import urllib.parse
import uuid
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

OF_ITS_OWN = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
NEEDED = ("kubectl", "unshare", "mount", "pivot_root")
JOBS = "/apis/batch/v1/namespaces/default/jobs"
VERBS = {"POST": "create", "GET": "get", "DELETE": "delete"}  # of rights, by method
DISCOVERY = {
    "/version": {"major": "1", "minor": "33", "gitVersion": "v1.33.0"},
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/api/v1": {"kind": "APIResourceList", "groupVersion": "v1", "resources": []},
    "/apis": {
        "kind": "APIGroupList",
        "apiVersion": "v1",
        "groups": [
            {
                "name": "batch",
                "versions": [{"groupVersion": "batch/v1", "version": "v1"}],
                "preferredVersion": {"groupVersion": "batch/v1", "version": "v1"},
            }
        ],
    },
    "/apis/batch/v1": {
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": "batch/v1",
        "resources": [
            {
                "name": "jobs",
                "singularName": "job",
                "namespaced": True,
                "kind": "Job",
                "verbs": ["create", "delete", "get", "list", "watch"],
            }
        ],
    },
}
KUBECONFIG = """\
apiVersion: v1
kind: Config
clusters: [{{name: here, cluster: {{server: "{server}"}}}}]
users: [{{name: nobody, user: {{}}}}]
contexts: [{{name: here, context: {{cluster: here, user: nobody, namespace: default}}}}]
current-context: here
"""


def lacking() -> str:
    """Why no pods can be played here; nothing where they can."""
    if missing := [name for name in NEEDED if not shutil.which(name)]:
        return f"{', '.join(missing)} not found: apt-get install kubernetes-client util-linux"
    if os.geteuid():
        return "a pod's root is mounted as root"
    return ""


@dataclass
class Job:
    """A Job, its one pod, and how often that was started."""

    manifest: dict
    pod: subprocess.Popen | None = None
    since: float = 0.0
    starts: int = 0
    lost: int = 0
    conditions: list[dict] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.manifest["metadata"]["name"]

    @property
    def running(self) -> bool:
        return self.pod is not None and self.pod.poll() is None

    def shown(self) -> dict:
        return {**self.manifest, "status": {"conditions": self.conditions}}


class Cluster:
    """Server and pods from entering to leaving.

    Attributes
    ----------
    folder
        kubeconfig, the pods' roots and their logs
    image
        the project as the image would hold it
    workdir
        where the image has it
    venv
        the image's environment, which is installed for the project at `venv`'s parent
    """

    def __init__(self, folder: Path, image: Path, workdir: str, venv: Path) -> None:
        self.folder, self.image, self.workdir, self.venv = folder, image, workdir, venv
        self.claim = folder / "claim"
        self.kubeconfig = folder / "kubeconfig"
        self.jobs: dict[str, Job] = {}
        self.asked: set[str] = set()
        self.deleted = 0
        self._lock = threading.RLock()

    def __enter__(self) -> Cluster:
        if reason := lacking():
            raise RuntimeError(reason)
        self.claim.mkdir(parents=True)
        (self.folder / "logs").mkdir()
        cluster = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def _answer(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked = urllib.parse.urlsplit(self.path)
                query = dict(urllib.parse.parse_qsl(asked.query))
                status, body = cluster.answer(self.command, asked.path, query, sent)
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_DELETE = _answer  # noqa: N815

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{self._server.server_port}"
        self.kubeconfig.write_text(KUBECONFIG.format(server=address), encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            for job in self.jobs.values():
                _end(job)
            self._server.shutdown()
            self._server.server_close()

    def kubectl(self, *arguments: str) -> str:
        """What kubectl prints. Raises CalledProcessError."""
        told = os.environ | {"KUBECONFIG": str(self.kubeconfig), "HOME": str(self.folder)}
        run = subprocess.run(["kubectl", *arguments], env=told, capture_output=True, text=True,
                             check=True)  # fmt: skip
        return run.stdout

    def lose_node_of(self, name: str) -> None:
        """Cut the power of the node where the Job's pod runs: nothing of the pod survives."""
        with self._lock:
            self.jobs[name].lost += 1
            _end(self.jobs[name])

    def answer(self, verb: str, path: str, query: dict[str, str], sent: bytes) -> tuple[int, dict]:
        """Status and body for one request."""
        with self._lock:
            if verb == "GET" and path in DISCOVERY:
                return 200, DISCOVERY[path]
            listing = verb == "GET" and path == JOBS
            self.asked.add("watch" if "watch" in query else "list" if listing else VERBS[verb])
            if verb == "POST" and path == JOBS:
                return self._created(json.loads(sent))
            if listing and "watch" not in query:
                return 200, self._listed(query)
            job = self.jobs.get(path.removeprefix(JOBS + "/")) if path.startswith(JOBS) else None
            if job is None:
                return 404, _failure(404, "NotFound", f"{path} not found")
            if verb == "DELETE":
                _end(job)
                del self.jobs[job.name]
                self.deleted += 1
                return 200, {"kind": "Status", "apiVersion": "v1", "status": "Success"}
            return 200, job.shown()

    def _listed(self, query: dict[str, str]) -> dict:
        """Jobs with a label, or of a name, as the query says."""
        labels = dict(each.split("=") for each in query.get("labelSelector", "").split(",") if each)
        name = query.get("fieldSelector", "").removeprefix("metadata.name=")
        found = [
            job.shown()
            for job in self.jobs.values()
            if labels.items() <= job.manifest["metadata"].get("labels", {}).items()
            and name in ("", job.name)
        ]
        return {"kind": "JobList", "apiVersion": "batch/v1", "metadata": {}, "items": found}

    def _created(self, manifest: dict) -> tuple[int, dict]:
        meta = manifest["metadata"]
        if "name" not in meta:
            meta["name"] = meta["generateName"] + uuid.uuid4().hex[:5]
        if meta["name"] in self.jobs:
            return 409, _failure(409, "AlreadyExists", f"jobs {meta['name']} already exists")
        meta.update(namespace="default", uid=str(uuid.uuid4()))
        job = self.jobs[meta["name"]] = Job(manifest)
        threading.Thread(target=self._run, args=(job,), daemon=True).start()
        return 201, job.shown()

    def _run(self, job: Job) -> None:
        """What a Job's controller does: a pod, and as many more as are allowed where it fails."""
        for _ in range(job.manifest["spec"]["backoffLimit"] + 1):
            with self._lock:
                if self.jobs.get(job.name) is not job:
                    return
                job.starts += 1
                job.since = time.monotonic()
                log = self.folder / f"logs/{job.name}-{job.starts}.txt"
                with log.open("w", encoding="utf-8") as out:
                    job.pod = subprocess.Popen(
                        [*OF_ITS_OWN, "bash", "-euc", self._script(job)], start_new_session=True,
                        stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                    )  # fmt: skip
            if job.pod.wait() == 0:
                job.conditions = [{"type": "Complete", "status": "True"}]
                return
        job.conditions = [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded"}]

    def _script(self, job: Job) -> str:
        """A shell script that makes the roots of the pod's containers and runs them in a row."""
        pod = job.manifest["spec"]["template"]["spec"]
        user = pod["securityContext"]
        roots = self.folder / "roots" / f"{job.name}-{job.starts}"
        lines = ["mount --make-rprivate /"]
        for container in [*pod.get("initContainers", []), *pod["containers"]]:
            root = roots / container["name"]
            told = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/home", "LANG": "C.UTF-8",
                    # The environment is installed for the project beside it: name the image's.
                    "PYTHONPATH": f"{self.workdir}/workflow"}  # fmt: skip
            if pod.get("serviceAccountName"):
                told["KUBECONFIG"] = "/home/kubeconfig"
            inside = shlex.join(
                ["unshare", "--user", f"--map-user={user['runAsUser']}",
                 f"--map-group={user['runAsGroup']}", "env", "-i",
                 *(f"{k}={v}" for k, v in told.items()), *container["command"]]
            )  # fmt: skip
            # Not chroot: a process within one may not make a namespace of users.
            within = [*self._root(root, container), f"mkdir -p {root}/was", f"cd {root}",
                      "pivot_root . was", f"cd {self.workdir}", "umount --lazy /was",
                      f"exec {inside}"]  # fmt: skip
            lines.append(shlex.join(["unshare", "--mount", "bash", "-euc", "\n".join(within)]))
        return "\n".join(lines)

    def _root(self, root: Path, container: dict) -> list[str]:
        """Commands that make a container's file system: the machine's, the image, its claims."""
        at = f"{root}{self.workdir}"
        lines = [f"mkdir -p {root}", f"mount -t tmpfs none {root}",
                 f"mkdir -p {root}/proc {root}/tmp {root}/home {at}",
                 f"mount -t proc none {root}/proc",
                 f"cp {self.kubeconfig} {root}/home/kubeconfig"]  # fmt: skip
        for entry in sorted(Path("/").iterdir()):
            if entry.is_symlink():
                lines.append(f"ln -s {entry.readlink()} {root}{entry}")
            elif entry.name in ("bin", "dev", "etc", "lib", "lib64", "sbin", "usr"):
                lines.append(f"mkdir -p {root}{entry} && mount --rbind {entry} {root}{entry}")
        for folder in _homes(self.venv):
            lines.append(f"mkdir -p {root}{folder} && mount --rbind {folder} {root}{folder}")
        lines += [f"mount --bind {self.image} {at}", f"mount -o remount,bind,ro {at}",
                  f"mount --bind {self.venv} {at}/.venv"]  # fmt: skip
        for mount in container["volumeMounts"]:
            source = self.claim / mount.get("subPath", "")
            target = f"{root}{mount['mountPath']}"
            # Only what is outside of the image can be made: its folders stand in it already.
            made = f"mkdir -p {target} && " if self.workdir not in mount["mountPath"] else ""
            lines.append(f"mkdir -p {source} && {made}mount --bind {source} {target}")
        return lines


def _homes(venv: Path) -> list[Path]:
    """Folders outside of the system's that hold the environment and its Python."""
    python = (venv / "bin/python").resolve()
    found = [venv, python.parent.parent]
    return [folder for folder in found if not folder.is_relative_to("/usr")]


def _end(job: Job) -> None:
    if job.running:
        job.pod.send_signal(signal.SIGKILL)
        job.pod.wait(timeout=30)


def _failure(code: int, reason: str, message: str) -> dict:
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code,
            "reason": reason, "message": message}  # fmt: skip
