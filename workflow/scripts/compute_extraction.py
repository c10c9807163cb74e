"""Compute what each country of the focus pair would lose without the other's supplies."""

import pandas as pd
from threadpoolctl import threadpool_limits

from techsov import intercountry, tables
from techsov.indicators import extraction

provider, dataset, vintage = snakemake.params.key
with threadpool_limits(snakemake.threads):
    lost = [
        extraction.both_ways(table, snakemake.params.focus).assign(
            dataset=f"{provider}/{dataset}", vintage=vintage, year=table.year
        )
        for path in snakemake.input.tables
        for table in intercountry.read_parquet(path)
    ]
tables.write(pd.concat(lost), snakemake.output.table, extraction.schema())
