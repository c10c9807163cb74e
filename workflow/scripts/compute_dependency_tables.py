"""Compute the exposures of every pair of reported regions, and the industries of the focus pair."""

import pandas as pd
from threadpoolctl import threadpool_limits

from techsov import intercountry, regions, tables
from techsov.countries import Countries
from techsov.indicators import dependency

provider, dataset, vintage = snakemake.params.key
rest_of_eu = Countries.load(snakemake.input.countries).group(regions.REST_OF_EU)
pairs, details = [], []
with threadpool_limits(snakemake.threads):
    for path in snakemake.input.tables:
        for table in intercountry.read_parquet(path):
            key = {"dataset": f"{provider}/{dataset}", "vintage": vintage, "year": table.year}
            groups = regions.reported(table.regions, rest_of_eu, snakemake.params.focus)
            pairs.append(dependency.all_pairs(table, groups).assign(**key))
            details.append(dependency.focus_detail(table, snakemake.params.focus).assign(**key))

tables.write(pd.concat(pairs), snakemake.output.pairs, tables.DEPENDENCY)
tables.write(pd.concat(details), snakemake.output.industries, dependency.detail_schema())
