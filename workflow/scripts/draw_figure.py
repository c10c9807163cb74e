"""Tabulate a figure, write its table, and draw it from that table in every language and form."""

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
    alt = module.alt(table, labels)
    for form, kinds in registry.FORMS.items():
        drawn = module.draw(table, labels, style.FORMS[form])
        said = style.SAID[drawn] | {"alt": alt}
        files = {kind: outputs[f"{labels.language}_{form}_{kind}"] for kind in kinds}
        style.save(drawn, files, title=said["title"], alt=alt)
    texts[labels.language] = said
said = json.dumps(texts, ensure_ascii=False, indent=1, sort_keys=True)
Path(outputs.texts).write_text(said + "\n", encoding="utf-8")
