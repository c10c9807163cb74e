"""How a job's script is started: by this project's Python and library, its words in its log."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path

from snakemake.benchmark import benchmarked
from snakemake.script import PythonScript

# Threads are what a rule declares, not what BLAS finds; set before numpy is imported anywhere.
for variable in (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "POLARS_MAX_THREADS",
):
    os.environ.setdefault(variable, "1")

# Nothing of the user's own environment stands between a job and this folder's library.
LIBRARY = str(Path(workflow.basedir, "workflow"))
sys.path.insert(0, LIBRARY)
os.environ |= {
    "PYTHONPATH": LIBRARY,
    "PYTHONNOUSERSITE": "1",
    # Settings and fonts of matplotlib; the home's may be others, or out of reach.
    "MPLCONFIGDIR": str(Path(workflow.basedir, ".snakemake", "matplotlib")),
}
for variable in ("PYTHONHOME", "PYTHONSTARTUP", "MATPLOTLIBRC", "MPLBACKEND", "JUPYTER_PATH"):
    os.environ.pop(variable, None)

from techsov.build import warm


def run_script(self, fname, edit=False):
    """Run a script with what it prints in the job's log.

    A job on this machine is forked from a process that has imported what most of them need. On
    a node of a cluster it is a Python of its own, as are downloads, which show how far they are
    and keep their log themselves.
    """
    fetches = self.rulename.startswith("fetch")
    if workflow.is_main_process and self.log and not fetches:
        record = self.bench_record
        warm.run(
            fname, self.log[0], lambda pid: benchmarked(pid, record) if record else nullcontext()
        )
        return
    # Snakemake does not quote the interpreter's path, which breaks in "My Documents".
    self._execute_cmd(
        "{python:q} {fname:q}" + ("" if fetches or not self.log else " >{told:q} 2>&1"),
        python=sys.executable,
        fname=fname,
        told=self.log[0] if self.log else "",
        is_python_script=True,
    )


PythonScript.execute_script = run_script
