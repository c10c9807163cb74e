"""Bring the exposures and extractions of all years and databases together."""

import pandas as pd

from techsov.core import tables
from techsov.indicators import dependency_industries, extraction

given, written = snakemake.input, snakemake.output
for parts, target, schema in (
    ([*given.pairs, *given.points], written.table, tables.DEPENDENCY),
    (given.industries, written.industries, dependency_industries.schema()),
    (given.extractions, written.extraction, extraction.schema()),
):
    tables.write(pd.concat([tables.read(path, schema) for path in parts]), target, schema)
