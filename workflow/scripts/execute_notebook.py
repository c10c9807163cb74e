"""Execute a py:percent notebook on the edition's results."""

from techsov import notebooks

notebooks.execute(
    snakemake.input.notebook, snakemake.output.notebook, results=snakemake.params.results
)
