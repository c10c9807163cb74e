"""A real Slurm on this machine: munge, one controller, and nodes that can be pulled out.

    python -m tests.slurm.cluster FOLDER [--nodes 2]      # until it is interrupted

Every node is a slurmd in a namespace of its own for processes: to kill the process that holds it
is to cut its power, as nothing that ran there survives. Slurm's commands, and the executor, which
clears Slurm's variables from the environment, look for /etc/slurm/slurm.conf; so this is where the
configuration goes. It needs root, and Debian's `slurm-wlm` and `munge`; docs/clusters.md says what
was learnt from it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

CONF = Path("/etc/slurm/slurm.conf")
MARK = "# Written by tests/slurm/cluster.py"
NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "unshare")
FIRST_PORT = 17001
SETTINGS = """\
{mark}; the test takes it away again.
ClusterName=techsov
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=cred_expire=20
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
ReturnToService=2
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/completed.txt
SlurmdTimeout=30
MinJobAge=3600
SchedulerParameters=sched_interval=5,bf_interval=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
SlurmdPidFile={folder}/%n.pid
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdLogFile={folder}/%n.log
SlurmctldLogFile={folder}/slurmctld.log
{nodes}
PartitionName=short Nodes=ALL Default=YES MaxTime=60 State=UP
PartitionName=memory Nodes=ALL MaxTime=60 State=UP
"""
NODE = "NodeName={name} NodeAddr=127.0.0.1 NodeHostname={host} Port={port} CPUs=1 RealMemory=8000"


def lacking() -> str:
    """Why no cluster can be started here; nothing where one can."""
    if missing := [name for name in NEEDED if not shutil.which(name)]:
        return f"{', '.join(missing)} not found: apt-get install slurm-wlm munge"
    if os.geteuid():
        return "Slurm's daemons are started as root"
    if CONF.exists() and not CONF.read_text(encoding="utf-8").startswith(MARK):
        return f"{CONF} belongs to a cluster that is here already"
    if CONF.exists() and any("UP" in line for line in ask("scontrol", "ping")):
        return "a cluster of these tests is running already"
    return ""


class Cluster:
    """Daemons from entering to leaving; `folder` keeps their logs.

    Raises
    ------
    RuntimeError
        When no cluster can be started here, or when it is not up within a minute
    """

    def __init__(self, folder: Path, nodes: int = 2) -> None:
        self.folder = folder
        self.nodes = {f"n{k}": FIRST_PORT + k for k in range(nodes)}
        self._running: dict[str, subprocess.Popen] = {}

    def __enter__(self) -> Cluster:
        if reason := lacking():
            raise RuntimeError(reason)
        for name in ("state", *(f"spool/{node}" for node in self.nodes)):
            (self.folder / name).mkdir(parents=True)
        host = socket.gethostname().split(".")[0]
        nodes = [NODE.format(name=n, host=host, port=p) for n, p in self.nodes.items()]
        CONF.parent.mkdir(exist_ok=True)
        CONF.write_text(
            SETTINGS.format(mark=MARK, host=host, folder=self.folder, nodes="\n".join(nodes)),
            encoding="utf-8",
        )
        try:
            self._start_munge()
            self._start("slurmctld", "slurmctld", "-D", "-i")
            for node in self.nodes:
                self._start(node, "unshare", "--pid", "--fork", "--kill-child", "--mount-proc",
                            "slurmd", "-D", "-N", node)  # fmt: skip
            self._wait_until(lambda: self.idle() == sorted(self.nodes), "all nodes idle")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._running.values()):
            if process.poll() is None:
                process.terminate() if process.args[0] != "unshare" else process.kill()
                process.wait(timeout=30)
        CONF.unlink(missing_ok=True)

    def pull_out(self, node: str) -> None:
        """Cut a node's power: all its processes are gone at once, and nobody is told."""
        self._running[node].send_signal(signal.SIGKILL)
        self._running[node].wait(timeout=30)

    def idle(self) -> list[str]:
        return sorted(ask("sinfo", "-h", "-N", "-o", "%N", "-p", "short", "-t", "idle"))

    def state(self, node: str) -> str:
        (state,) = ask("sinfo", "-h", "-N", "-n", node, "-p", "short", "-o", "%T")
        return state

    def jobs(self) -> list[dict[str, str]]:
        """Jobs that Slurm knows: id, node, state, and the executor's comment on what they run."""
        rows = (
            line.split("|", 3) for line in ask("squeue", "-h", "-t", "all", "-o", "%i|%N|%T|%k")
        )
        return [dict(zip(("id", "node", "state", "comment"), row, strict=True)) for row in rows]

    def completed(self) -> list[dict[str, str]]:
        """The completion log: every end of every job, in order, with state and nodes."""
        path = self.folder / "completed.txt"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [dict(f.split("=", 1) for f in line.split() if "=" in f) for line in lines]

    def _start_munge(self) -> None:
        if subprocess.run(["munge", "-n"], capture_output=True, check=False).returncode == 0:
            return
        run = Path("/run/munge")
        run.mkdir(exist_ok=True)
        shutil.chown(run, "munge", "munge")
        self._start("munged", "runuser", "-u", "munge", "--", "munged", "--foreground")
        answers = lambda: not subprocess.run(["munge", "-n"], capture_output=True).returncode  # noqa: E731
        self._wait_until(answers, "munge to answer")

    def _start(self, name: str, *command: str) -> None:
        with (self.folder / f"{name}.out").open("w", encoding="utf-8") as out:
            self._running[name] = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)

    def _wait_until(self, reached, what: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not reached():
            if time.monotonic() > end:
                logs = "\n".join(
                    f"{p.name}: {p.read_text(encoding='utf-8')[-800:]}"
                    for p in sorted(self.folder.glob("*.[lo][ou][gt]"))
                )
                raise RuntimeError(f"waited {seconds:.0f} s for {what}\n{logs}")
            time.sleep(1)


def ask(*command: str) -> list[str]:
    """Lines that a Slurm command prints; none where the controller does not answer yet."""
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.stdout.splitlines()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--nodes", type=int, default=2)
    chosen = parser.parse_args()
    with Cluster(chosen.folder.resolve(), chosen.nodes) as cluster:
        print(f"up: {', '.join(cluster.nodes)}; logs in {cluster.folder}. Ctrl-C ends it.")
        signal.sigwait([signal.SIGINT, signal.SIGTERM])
