"""Tabulate a figure, write its table, and draw it from that table in every language."""

import importlib

from techsov import tables
from techsov.countries import Countries
from techsov.figures import inputs, style
from techsov.labels import Labels

figure, settings = snakemake.params.figure, snakemake.params.settings
module = importlib.import_module(f"techsov.figures.{figure}")
given = {name: str(snakemake.input[name]) for name in module.INPUTS}
tables.write_csv(module.tabulate(given, settings), snakemake.output.table)
table = inputs.read_table(snakemake.output.table)

countries = Countries.load(snakemake.input.countries)
for language in snakemake.params.languages:
    labels = Labels.load(snakemake.input[f"labels_{language}"], countries)
    style.save(
        module.draw(table, labels, settings),
        {kind: snakemake.output[f"{language}_{kind}"] for kind in style.KINDS},
        title=module.title(table, labels),
        alt=module.alt(table, labels, settings),
    )
