"""Set two built editions side by side: figures, verdicts, causes, vintages, a table each."""

from pathlib import Path

from techsov.catalogue.registry import Catalogue
from techsov.compare import built, tabulate
from techsov.compare.inputs import Inputs
from techsov.core import tables
from techsov.core.countries import Countries

inputs, (before, after) = snakemake.input, snakemake.params.editions
catalogue = Catalogue.load(inputs.sources, inputs.editions)
compared = tabulate.compare(
    built.read(catalogue, before),
    built.read(catalogue, after),
    Inputs(catalogue, Path("data/raw"), Path("results")),
    tabulate.auditor(
        catalogue, Path("config"), Countries.load(inputs.countries), inputs.structures
    ),
)
for name, table in compared.items():
    tables.write_csv(table, snakemake.output[name])
