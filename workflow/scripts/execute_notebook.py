"""Execute a py:percent notebook on the edition's results."""

from pathlib import Path

from techsov.build import notebooks

target = Path(snakemake.output.notebook)
notebooks.execute(snakemake.input.notebook, target, results=target.parent.parent)
