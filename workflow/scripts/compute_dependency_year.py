"""Compute who depends on whom in a table: every pair of its regions, every measure."""

import pandas as pd
import polars as pl
from threadpoolctl import threadpool_limits

from techsov.core import intercountry, tables
from techsov.core.countries import Countries
from techsov.indicators import dependency, panel, production, regions

provider, dataset, vintage = snakemake.params.key
rest_of_eu = Countries.load(snakemake.input.countries).group(regions.REST_OF_EU)
panels, pairs = [], []
with threadpool_limits(snakemake.threads):
    for table in (t for path in snakemake.input.tables for t in intercountry.read_parquet(path)):
        solved = production.solve_all(table)
        shown = (*snakemake.params.apart, *regions.NEIGHBOURS)
        groups = regions.reported(table.regions, rest_of_eu, shown)
        panels.append(production.panel(table, solved))
        found = dependency.all_pairs(table, groups, solved)
        pairs.append(
            found.assign(dataset=f"{provider}/{dataset}", vintage=vintage, year=table.year)
        )
panel.write(pl.concat(panels), snakemake.output.panel, f"{provider}/{dataset}", vintage)
tables.write(pd.concat(pairs), snakemake.output.pairs, tables.DEPENDENCY)
