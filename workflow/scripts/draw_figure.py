"""Tabulate a figure, write its table, and draw it from that table in every language."""

import json
from pathlib import Path

from techsov.core import tables
from techsov.core.countries import Countries
from techsov.figures import fonts, inputs, registry, style  # noqa: F401
from techsov.presentation.labels import Labels

params, outputs = snakemake.params, snakemake.output
module = registry.module(params.figure)
table = module.tabulate(registry.by_stem(snakemake.input.tables), params.settings)
tables.write_csv(table, outputs.table)
table = inputs.read_table(outputs.table)

texts = {}
countries = Countries.load(snakemake.input.countries)
for path in snakemake.input.labels:
    # Other sections than the rule knows of would be no reason to draw the figure anew.
    labels = Labels.load(path, countries).only(params.sections)
    drawn, alt = module.draw(table, labels), module.alt(table, labels)
    texts[labels.language] = style.SAID[drawn] | {"alt": alt}
    style.save(
        drawn,
        {kind: outputs[f"{labels.language}_{kind}"] for kind in style.KINDS},
        title=texts[labels.language]["title"],
        alt=alt,
    )
said = json.dumps(texts, ensure_ascii=False, indent=1, sort_keys=True)
Path(outputs.texts).write_text(said + "\n", encoding="utf-8")
