"""Compute how far a table's own error moves the focus pair's asymmetry."""

import pandas as pd
from threadpoolctl import threadpool_limits

from techsov import intercountry, regions, tables
from techsov.countries import Countries
from techsov.indicators import dependency_ranges as ranges

provider, dataset, vintage = snakemake.params.key
one, other = snakemake.params.focus
rest_of_eu = Countries.load(snakemake.input.countries).group(regions.REST_OF_EU)
rows = []
with threadpool_limits(snakemake.threads):
    for path in snakemake.input.tables:
        for table in intercountry.read_parquet(path):
            printed = ranges.printed_members(table.regions, rest_of_eu)
            found = ranges.balance(table, one, other, printed)
            rows.append(found | {"year": table.year, "choice": ranges.BALANCE})
frame = pd.DataFrame(rows).assign(
    dataset=f"{provider}/{dataset}", vintage=vintage, one=one, other=other
)
frame["own_table"] = [
    ranges.own_table(dataset, year, (one, other))
    for dataset, year in zip(frame["dataset"], frame["year"], strict=True)
]
tables.write(frame, snakemake.output.table, ranges.schema())
