"""Read one year of inter-country tables from its archive into compact Parquet."""

from techsov.core import intercountry
from techsov.sources import oecd_icio, wiod

year, archive = int(snakemake.wildcards.year), snakemake.input.archive
read = oecd_icio.read if snakemake.wildcards.provider == "oecd" else wiod.read
table = read(archive, year=year)
print(f"{table.title}: {table.discrepancies.summary(table.x)}")
intercountry.write_parquet([table], snakemake.output.table)
