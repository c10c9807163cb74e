"""Hash every raw file of the edition and list where it comes from."""

import pandas as pd

from techsov.catalogue.registry import Catalogue, check_pins, provenance
from techsov.core import tables

catalogue = Catalogue.load(snakemake.input.sources, snakemake.input.editions)
vintages = catalogue.all_of(snakemake.params.edition)
check_pins(vintages)
tables.write_csv(pd.DataFrame(provenance(vintages)), snakemake.output.table)
