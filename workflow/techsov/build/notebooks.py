"""Notebooks: kept as py:percent text, executed into .ipynb with the same bytes every time."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import jupytext
import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from traitlets.config import Config

TIMEOUT_SECONDS = 300


class OwnKernel(AsyncKernelManager):
    """The kernel of the Python that runs this, whatever kernels the machine offers by that name."""

    def _kernel_spec_manager_default(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])


def execute(source: Path | str, target: Path | str, *, results: Path | str) -> None:
    """Run the notebook in the project's folder and write it with its outputs.

    Parameters
    ----------
    results
        the edition's folder, given to the notebook as the environment variable
        `TECHSOV_RESULTS`

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        With the failing cell
    """
    notebook = jupytext.read(source)
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"  # nbformat would draw it by chance
    # The kernel talks over sockets in the file system: a machine without any network has no
    # loopback either. What it writes for itself goes to a folder of its own.
    with tempfile.TemporaryDirectory(prefix="techsov-") as place:
        os.environ |= {
            "TECHSOV_RESULTS": str(results),
            "JUPYTER_RUNTIME_DIR": place,
            "IPYTHONDIR": place,
        }
        sockets = {
            "transport": "ipc",
            "ip": f"{place}/socket",
            "connection_file": f"{place}/kernel.json",
        }
        NotebookClient(
            notebook,
            timeout=TIMEOUT_SECONDS,
            kernel_manager_class=OwnKernel,
            record_timing=False,
            resources={"metadata": {"path": "."}},
            config=Config(KernelManager=sockets),
        ).execute()
    # The kernel writes the minor version of the Python that ran it: not a result.
    notebook.metadata["language_info"] = {"name": "python"}
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)  # type: ignore[no-untyped-call]
