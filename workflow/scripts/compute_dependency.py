"""Compute the exposures of every pair of regions, and the industries of the focus pair."""

import pandas as pd
from threadpoolctl import threadpool_limits

from techsov import intercountry, tables
from techsov.indicators import dependency

pairs = [tables.read(path, tables.DEPENDENCY) for path in snakemake.input.points]
details = []
with threadpool_limits(snakemake.threads):
    for path in snakemake.input.tables:
        dataset, vintage = snakemake.params.labels[path]
        for table in intercountry.read_parquet(path):
            table.check()
            key = {"dataset": dataset, "vintage": vintage, "year": table.year}
            pairs.append(dependency.all_pairs(table).assign(**key))
            details.append(dependency.focus_detail(table, snakemake.params.focus).assign(**key))

tables.write(pd.concat(pairs), snakemake.output.table, tables.DEPENDENCY)
tables.write(pd.concat(details), snakemake.output.industries, dependency.detail_schema())
