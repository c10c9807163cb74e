"""Compute every measure for every pair of all regions of a year, as Parquet."""

from pathlib import Path

from threadpoolctl import threadpool_limits

from techsov import intercountry
from techsov.indicators import production

(table,) = intercountry.read_parquet(snakemake.input.table)
with threadpool_limits(snakemake.threads):
    panel = production.panel(table)
Path(snakemake.output.pairs).parent.mkdir(parents=True, exist_ok=True)
panel.write_parquet(snakemake.output.pairs, compression="zstd", statistics=False)
