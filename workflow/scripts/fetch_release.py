"""Fetch one file of a release into data/raw."""

import logging
import sys
from pathlib import Path

from techsov.catalogue.registry import Catalogue
from techsov.core.errors import TechsovError
from techsov.fetch import Network, fetch_file

logging.basicConfig(
    level=logging.INFO,
    format="%(asctime)s %(message)s",
    handlers=[logging.FileHandler(snakemake.log[0], mode="w"), logging.StreamHandler()],
)
logging.getLogger("urllib3").setLevel(logging.WARNING)

catalogue = Catalogue.load(snakemake.input.sources, snakemake.input.editions)
network = Network.load(
    snakemake.input.hosts, certificates={"rosstat_ca": snakemake.params.rosstat_ca}
)
try:
    fetch_file(
        catalogue.entry(snakemake.params.key),
        snakemake.wildcards.file,
        Path("data/raw"),
        network,
        show_progress=sys.stderr.isatty(),
    )
except TechsovError as error:
    logging.error("%s", error)
    raise SystemExit(1) from None
