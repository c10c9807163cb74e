"""Write every figure's and table's rows into one workbook."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd

from techsov.core.countries import Countries
from techsov.figures.inputs import read_table
from techsov.presentation import spreadsheet
from techsov.presentation.labels import Labels
from techsov.report import sheets

inputs = snakemake.input
countries = Countries.load(inputs.countries)
spoken = []
for common, own in zip(inputs.labels, inputs.texts, strict=True):
    both = Labels.load(common, countries)
    spoken.append(replace(both, texts=both.texts | Labels.load(own, countries).texts))
labels = spoken[0]
provenance = pd.read_csv(inputs.provenance, dtype=str, keep_default_na=False)

made = [
    sheets.figure(
        Path(table).stem,
        read_table(table),
        json.loads(Path(texts).read_text(encoding="utf-8")),
        provenance,
        labels,
    )
    for table, texts in zip(inputs.figures, inputs.said, strict=True)
]
made += [sheets.table(Path(path), labels) for path in inputs.tables]
first, *others = map(Path, inputs.claims)
made.append(sheets.table(first, labels))
made += [sheets.verdicts(path, own) for path, own in zip(others, spoken[1:], strict=True)]
made.append(sheets.table(Path(inputs.provenance), labels))
spreadsheet.write(
    made,
    snakemake.output.workbook,
    title=labels.text("report.sheet.title", edition=snakemake.params.edition),
    contents=labels["report.sheet.contents"],
)
