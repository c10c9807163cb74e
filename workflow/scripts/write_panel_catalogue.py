"""List the files of the panel."""

from pathlib import Path

from techsov.core import tables
from techsov.indicators import panel

folder = Path(snakemake.output.table).parent
parts = [
    panel.Part(name, "/".join(key[:2]), key[2], Path(path))
    for name in panel.TABLES
    for key, path in zip(snakemake.params.databases, snakemake.input[name], strict=True)
]
tables.write_csv(panel.catalogue(parts, folder), snakemake.output.table)
