"""Names shared by all rules: the settings, the edition's files, and where results stand."""

import os
import re
from pathlib import Path

from techsov.build import codeversion, running
from techsov.build.contents import Contents
from techsov.core import scaffold, yamlfile
from techsov.figures import registry
from techsov.presentation import pages
from techsov.indicators import regions
from techsov.presentation.labels import Labels
from techsov.catalogue.datasets import EVIDENCE as EVIDENCE_TABLES, INDICATORS
from techsov.catalogue.registry import Catalogue, file_years
from techsov.catalogue.settings import languages, load_settings
from techsov.claims import telling
from techsov.claims.statements import SECTIONS
from techsov.core.countries import Countries
from techsov.core.errors import TechsovError

CONTENTS = Contents(Path.cwd())

# Who may hold the lock, so that `make` can tell a killed build's from a living one's.
if workflow.is_main_process:
    running.note_holder(Path.cwd())

COUNTRIES = "config/countries.yaml"
# Names of datasets among else: an input of every rule that puts them into words.
DATASETS = "config/datasets.yaml"

try:
    CATALOGUE = Catalogue.load("config/sources.yaml", "config/editions.yaml")
    SETTINGS = load_settings(config, CATALOGUE, Countries.load(COUNTRIES), languages())
    EDITION = CATALOGUE.edition(SETTINGS.edition)
    STEPS = yamlfile.read("config/report.yaml")["steps"]
    FIGURES = registry.find()
    scaffold.refuse_unfilled(*Path("workflow/techsov/indicators").glob("*.py"))
    LABELS = [
        Labels.load(f"config/labels.{language}.yaml", Countries.load(COUNTRIES))
        for language in SETTINGS.languages
    ]
    if workflow.is_main_process:  # before anything is built, and not again in each job
        telling.check(Path("config"), SETTINGS.languages, Countries.load(COUNTRIES))
except TechsovError as error:
    raise WorkflowError(str(error))

# What updates have added to the catalogue for this edition, beside sources.yaml and editions.yaml.
UPDATES = CATALOGUE.updates_behind(EDITION.name)
RESULTS = f"results/{SETTINGS.edition}"
# Templates, style sheet and scripts: an input of every rule that writes pages for the browser.
PAGE_FILES = [os.path.relpath(path) for path in pages.sources()]
# Tables that their module makes of the tables of their datasets and of nothing else.
ASSEMBLED = [name for name in INDICATORS if name != "macro"]
FIGURE_MODULES = [f"techsov.figures.{name}" for name in FIGURES]
# Indicator tables whose series a reader of the report chooses from.
EXPLORED = sorted({step["explorer"] for step in STEPS if "explorer" in step})


def fetched_vintages():
    """The edition's vintages that are no extracts: their files come by `make fetch`."""
    return [v for v in CATALOGUE.all_of(EDITION.name) if v.is_release]


def releases(provider):
    """(key, file) of every file that is asked of a provider: the chosen entries', or the edition's."""
    chosen = [CATALOGUE.entry(key) for key in SETTINGS.fetch] or fetched_vintages()
    return [(v.key, file) for v in chosen if v.provider == provider for file in v.entry.files]


def present(vintage):
    """The vintage's raw files; stops with one message that names all that are not here."""
    if not all(Path(path).exists() for path in vintage.paths()):
        from techsov.fetch import missing_message  # only where it is needed: it is slow

        own = fetched_vintages()
        edition, wanted = (EDITION.name, own) if vintage in own else ("", [vintage])
        if message := missing_message(wanted, edition):
            raise WorkflowError(message)
    return vintage.paths()


def raw(*datasets):
    """Raw files of the edition's vintages of these datasets, looked up when they are needed."""
    return lambda wildcards: [p for v in CATALOGUE.of(EDITION.name, *datasets) for p in present(v)]


def key_of(wildcards):
    return f"{wildcards.provider}/{wildcards.dataset}/{wildcards.vintage}"


def tidy(*datasets):
    """The vintages' tidy tables: an extract itself, or what cleaning makes of a release."""
    return [
        path
        for vintage in CATALOGUE.of(EDITION.name, *datasets)
        for path in (
            [f"{RESULTS}/clean/{vintage.key}.csv"] if vintage.is_release else vintage.paths()
        )
    ]


def record_of(wildcards):
    """What datasets.yaml says of a dataset."""
    return CATALOGUE.datasets[f"{wildcards.provider}/{wildcards.dataset}"]


def feeding(table):
    """The tidy tables that a table is computed from."""
    return tidy(*CATALOGUE.feeding(table))


def intercountry(yearly):
    """The datasets of inter-country tables, those with a file a year or the others."""
    return CATALOGUE.feeding("dependency", layout="intercountry", yearly=yearly)


def folded_tables():
    """Raw file -> [dataset, vintage] of inter-country tables small enough to stand in one file."""
    return {
        path: [vintage.dataset, vintage.name]
        for vintage in CATALOGUE.of(EDITION.name, *intercountry(yearly=False))
        for path in vintage.paths()
    }


def yearly_tables():
    """(key, year) of every full-size inter-country table of the edition."""
    return [
        (vintage.key, year)
        for vintage in CATALOGUE.of(EDITION.name, *intercountry(yearly=True))
        for year in file_years(vintage.entry.files)
    ]


def archive_of(vintage, year):
    """The raw file that holds a year of a vintage."""
    present(vintage)
    return f"data/raw/{vintage.key}/{file_years(vintage.entry.files)[int(year)]}"


# Part of the dependency table -> its inter-country tables: a whole folded vintage, or one year.
DEPENDENCY_PARTS = {
    f"{vintage.key}/all": vintage.paths()
    for vintage in CATALOGUE.of(EDITION.name, *intercountry(yearly=False))
} | {f"{key}/{year}": [f"{RESULTS}/clean/{key}/{year}.parquet"] for key, year in yearly_tables()}


def parts(suffix):
    """The tables of that kind of all years and databases."""
    return [f"{RESULTS}/dependency/{part}.{suffix}" for part in DEPENDENCY_PARTS]


def indicators(name):
    return f"{RESULTS}/indicators/{name}"


def shown(path, caption, category, **told):
    """A result that Snakemake's own report shows, with a caption of workflow/report/."""
    return report(path, caption=f"../report/{caption}.rst", category=category, labels=told)


def logs(name):
    return f"logs/{SETTINGS.edition}/{name}"


def benchmarks(name):
    return f"logs/{SETTINGS.edition}/times/{name}"


def code_version(script, *modules):
    """Version of the code behind a result, of its script and all that the script reaches."""
    return codeversion.code_version(Path(workflow.basedir, "workflow", script), *modules)


def result_folders():
    """The folders that the rules of the edition write to."""
    return [RESULTS, *map(str, sorted(Path("results/compare").glob(f"*--{EDITION.name}")))]


def read_content(rule):
    """A rule's parameter: what it reads, by content, of all files that no rule of the edition makes."""

    def read(wildcards):
        files = rule.expand_input(wildcards)[0]
        return CONTENTS.digest(
            str(f) for f in files if not f.is_ancient and not f.startswith(f"{RESULTS}/")
        )

    return read
