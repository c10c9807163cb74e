"""Bring the exposures of all years and databases into one table."""

import pandas as pd

from techsov import tables
from techsov.indicators import dependency

detail = dependency.detail_schema()
for parts, target, schema in (
    (
        [*snakemake.input.pairs, *snakemake.input.points],
        snakemake.output.table,
        tables.DEPENDENCY,
    ),
    (snakemake.input.industries, snakemake.output.industries, detail),
):
    tables.write(pd.concat([tables.read(path, schema) for path in parts]), target, schema)
