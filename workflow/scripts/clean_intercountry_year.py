"""Read one year of inter-country tables from its archive into compact Parquet."""

from techsov.catalogue.datasets import function
from techsov.core import intercountry

table = function(snakemake.params.reader)(
    snakemake.input.archive, year=int(snakemake.wildcards.year)
)
print(f"{table.title}: {table.discrepancies.summary(table.x)}")
intercountry.write_parquet([table], snakemake.output.table)
