"""Set the rebuilt paper with Typst; every number in it is looked up in values.json."""

from techsov import paper

paper.typeset(snakemake.input.paper, snakemake.output.paper, results=snakemake.params.results)
