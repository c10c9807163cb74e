"""Add up groups of countries, take shares of world GDP, and weigh manufacturing."""

from techsov.core import intercountry, tables
from techsov.core.countries import Countries
from techsov.indicators import macro

countries = Countries.load(snakemake.input.countries)
published = [tables.read(path, tables.INDICATOR) for path in snakemake.input.raw]
manufacturing = [
    macro.manufacturing_shares(table, *snakemake.params.labels[path])
    for path in snakemake.input.tables
    for table in intercountry.read_parquet(path)
]
groups = {code: countries.group(code) for code in macro.GROUPS}
table = macro.assemble([*published, *manufacturing], groups, countries.countries)
tables.write(table, snakemake.output.table, tables.INDICATOR)
