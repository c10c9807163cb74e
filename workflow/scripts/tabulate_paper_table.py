"""Set one of the paper's tables: a tidy CSV, and a page per language."""

from techsov import claims
from techsov.core import tables
from techsov.core.countries import Countries
from techsov.paper import typesetting
from techsov.presentation.labels import Labels

structure = typesetting.load_structure(snakemake.input.structure)
stated = claims.load(snakemake.input.stated)
verdicts = tables.read(snakemake.input.claims, tables.CLAIMS)
countries = Countries.load(snakemake.input.countries)
labels = {
    language: Labels.load(path, countries)
    for language, path in zip(snakemake.params.languages, snakemake.input.labels, strict=True)
}
table = typesetting.fill(structure, stated, verdicts, labels)
tables.write_csv(table, snakemake.output.table)
for said, page in zip(labels.values(), snakemake.output.pages, strict=True):
    typesetting.write_page(table, structure, said, page)
