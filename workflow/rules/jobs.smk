"""How a job's script is started: by this project's Python and library, its words in its log."""

import os
import sys
from pathlib import Path

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


def run_script(self, fname, edit=False):
    """Run a script with what it prints in the job's log.

    Snakemake leaves it to the terminal, and does not quote the interpreter's path, which breaks in
    a folder such as "My Documents". Downloads show how far they are and keep their log themselves.
    """
    kept = "" if self.rulename.startswith("fetch") or not self.log else " >{told:q} 2>&1"
    self._execute_cmd(
        "{python:q} {fname:q}" + kept,
        python=sys.executable,
        fname=fname,
        told=self.log[0] if self.log else "",
        is_python_script=True,
    )


PythonScript.execute_script = run_script
