"""Tabulate a figure, write its table, and draw it from that table in every language."""

import importlib
import json
from pathlib import Path

from techsov.core import tables
from techsov.core.countries import Countries
from techsov.figures import inputs, style
from techsov.presentation.labels import Labels

figure, settings = snakemake.params.figure, snakemake.params.settings
module = importlib.import_module(f"techsov.figures.{figure}")
given = {name: str(snakemake.input[name]) for name in module.INPUTS}
tables.write_csv(module.tabulate(given, settings), snakemake.output.table)
table = inputs.read_table(snakemake.output.table)

texts = {}
countries = Countries.load(snakemake.input.countries)
for language in snakemake.params.languages:
    labels = Labels.load(snakemake.input[f"labels_{language}"], countries)
    drawn, alt = module.draw(table, labels, settings), module.alt(table, labels, settings)
    texts[language] = style.SAID[drawn] | {"alt": alt}
    style.save(
        drawn,
        {kind: snakemake.output[f"{language}_{kind}"] for kind in style.KINDS},
        title=texts[language]["title"],
        alt=alt,
    )
said = json.dumps(texts, ensure_ascii=False, indent=1, sort_keys=True)
Path(snakemake.output.texts).write_text(said + "\n", encoding="utf-8")
