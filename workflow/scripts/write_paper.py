"""Set the rebuilt paper with Typst; every number in it is looked up in values.json."""

from pathlib import Path

from techsov import paper

target = Path(snakemake.output.paper)
paper.typeset(snakemake.input.paper, target, results=target.parent)
