"""Compute the panel's tables by industry: who depends on whom, cell by cell."""

import polars as pl
from threadpoolctl import threadpool_limits

from techsov.core import intercountry
from techsov.indicators import panel

provider, dataset, vintage = snakemake.params.key
with threadpool_limits(snakemake.threads):
    found = [
        (panel.user_industries(table), panel.supplier_industries(table), panel.cells(table))
        for path in snakemake.input.tables
        for table in intercountry.read_parquet(path)
    ]
for name, frames in zip(panel.TABLES[1:], zip(*found, strict=True), strict=True):
    panel.write(pl.concat(frames), snakemake.output[name], f"{provider}/{dataset}", vintage)
