"""Read a full release into the tidy table that the indicators use."""

from pathlib import Path

from techsov.build import releases
from techsov.catalogue.registry import Catalogue, check_pins
from techsov.core import tables
from techsov.core.countries import Countries

inputs = snakemake.input
catalogue = Catalogue.load(inputs.sources, inputs.editions)
vintage = catalogue.entry(snakemake.params.key)
check_pins([vintage])
frame, schema = releases.read(
    catalogue.datasets[vintage.dataset],
    vintage,
    [Path(path) for path in inputs.raw],
    Countries.load(inputs.countries),
)
tables.write(frame, snakemake.output.table, schema)
