"""Names shared by all rules: the settings, the edition's files, and where results stand."""

import os
from pathlib import Path

# Threads are what a rule declares, not what BLAS finds; set before numpy is imported anywhere.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ.setdefault(variable, "1")

from techsov import codeversion
from techsov.catalogue import Catalogue
from techsov.config import settle
from techsov.countries import Countries
from techsov.errors import TechsovError

COUNTRIES = "config/countries.yaml"
RESEARCH = ("worldbank/gerd", "oecd/msti", "nsf/rd-sources", "uis/expenditure",
            "rosstat/gdp", "rosstat/innovation", "rosstat/science")
MACRO = ("imf/weo",)
INTERCOUNTRY = ("wiod/wiot-11regions",)
DEPENDENCY_POINTS = ("oecd/tiva-fdva",)

try:
    CATALOGUE = Catalogue.load("config/sources.yaml", "config/editions.yaml")
    SETTINGS = settle(config, "config/config.schema.yaml", CATALOGUE, Countries.load(COUNTRIES))
    EDITION = CATALOGUE.edition(SETTINGS.edition)
except TechsovError as error:
    raise WorkflowError(str(error))

RESULTS = f"results/{SETTINGS.edition}"


def raw(*datasets):
    """Raw files of the edition's vintages of these datasets."""
    return [path for vintage in CATALOGUE.of(EDITION.name, *datasets) for path in vintage.paths()]


def labels(*datasets):
    """Raw file -> [dataset, vintage]."""
    return {
        path: [vintage.dataset, vintage.name]
        for vintage in CATALOGUE.of(EDITION.name, *datasets)
        for path in vintage.paths()
    }


def indicators(name):
    return f"{RESULTS}/indicators/{name}"


def logs(name):
    return f"logs/{SETTINGS.edition}/{name}"


def benchmarks(name):
    return f"benchmarks/{SETTINGS.edition}/{name}"


def code_version(script, *modules):
    """Version of the code that a rule runs: its script and all that the script reaches."""
    return codeversion.code_version(Path(workflow.basedir, "workflow", script), *modules)
