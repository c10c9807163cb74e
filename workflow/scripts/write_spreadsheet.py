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
own = Labels.load(inputs.texts, countries)
labels = Labels.load(inputs.labels, countries)
labels = replace(labels, texts=labels.texts | own.texts)
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
made += [sheets.table(Path(path), labels) for path in (inputs.claims, inputs.provenance)]
spreadsheet.write(
    made,
    snakemake.output.workbook,
    title=labels.text("report.sheet.title", edition=snakemake.params.edition),
    contents=labels["report.sheet.contents"],
)
