"""Rank every country's dependence on China and on the United States, in every database."""

from techsov.core import tables
from techsov.core.countries import Countries
from techsov.indicators import partners

given = snakemake.input
found = partners.dependence(
    tables.read(given.dependency, tables.DEPENDENCY),
    tables.read(given.macro, tables.INDICATOR),
    Countries.load(given.countries).countries,
    snakemake.params.main,
)
tables.write(found, snakemake.output.table, partners.schema())
