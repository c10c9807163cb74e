"""Compute a table's measures: pairs, industries, extractions, and how far its own error goes."""

import pandas as pd
import polars as pl
from threadpoolctl import threadpool_limits

from techsov.core import intercountry, tables
from techsov.core.countries import Countries
from techsov.indicators import (
    dependency,
    dependency_industries,
    dependency_ranges,
    extraction,
    panel,
    production,
    regions,
)

provider, dataset, vintage = snakemake.params.key
focus = snakemake.params.focus
rest_of_eu = Countries.load(snakemake.input.countries).group(regions.REST_OF_EU)
panels, found = [], {"pairs": [], "industries": [], "extraction": [], "balance": []}
with threadpool_limits(snakemake.threads):
    for table in (t for path in snakemake.input.tables for t in intercountry.read_parquet(path)):
        solved = production.solve_all(table)
        shown = (*focus, *regions.NEIGHBOURS)
        groups = regions.reported(table.regions, rest_of_eu, shown)
        printed = dependency_ranges.printed_members(table.regions, rest_of_eu)
        panels.append(production.panel(table, solved))
        for name, frame in {
            "pairs": dependency.all_pairs(table, groups, solved),
            "industries": dependency_industries.focus_detail(table, focus),
            "extraction": extraction.both_ways(table, focus),
            "balance": dependency_ranges.balance(table, *focus, printed, solved),
        }.items():
            found[name].append(
                frame.assign(dataset=f"{provider}/{dataset}", vintage=vintage, year=table.year)
            )

panel.write(pl.concat(panels), snakemake.output.panel, f"{provider}/{dataset}", vintage)
found["balance"] = [dependency_ranges.mark_own_tables(pd.concat(found["balance"]))]
for name, schema in {
    "pairs": tables.DEPENDENCY,
    "industries": dependency_industries.schema(),
    "extraction": extraction.schema(),
    "balance": dependency_ranges.schema(),
}.items():
    tables.write(pd.concat(found[name]), snakemake.output[name], schema)
