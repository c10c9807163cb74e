"""Compute of the pair in a table: industries, supplies withdrawn, and how far its error goes."""

import pandas as pd
from threadpoolctl import threadpool_limits

from techsov.core import intercountry, tables
from techsov.core.countries import Countries
from techsov.indicators import dependency_industries, dependency_ranges, extraction, regions

provider, dataset, vintage = snakemake.params.key
focus = snakemake.params.focus
rest_of_eu = Countries.load(snakemake.input.countries).group(regions.REST_OF_EU)
found = {"industries": [], "extraction": [], "balance": []}
with threadpool_limits(snakemake.threads):
    for table in (t for path in snakemake.input.tables for t in intercountry.read_parquet(path)):
        printed = dependency_ranges.printed_members(table.regions, rest_of_eu)
        for name, frame in {
            "industries": dependency_industries.focus_detail(table, focus),
            "extraction": extraction.both_ways(table, focus),
            "balance": dependency_ranges.balance(table, *focus, printed),
        }.items():
            found[name].append(
                frame.assign(dataset=f"{provider}/{dataset}", vintage=vintage, year=table.year)
            )
found["balance"] = [dependency_ranges.mark_own_tables(pd.concat(found["balance"]))]
for name, schema in {
    "industries": dependency_industries.schema(),
    "extraction": extraction.schema(),
    "balance": dependency_ranges.schema(),
}.items():
    tables.write(pd.concat(found[name]), snakemake.output[name], schema)
