"""Set one of the paper's tables: a tidy CSV, and a page per language."""

from techsov import claims, paper, tables

structure = paper.load_structure(snakemake.input.structure)
stated = claims.load(snakemake.input.stated)
verdicts = tables.read(snakemake.input.claims, tables.CLAIMS)
table = paper.fill(structure, stated, verdicts, snakemake.params.languages)
tables.write_csv(table, snakemake.output.table)
for language, page in zip(snakemake.params.languages, snakemake.output.pages, strict=True):
    paper.write_page(table, structure, language, page)
