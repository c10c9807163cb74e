"""Write the pages of the report in every language."""

from dataclasses import replace
from pathlib import Path

from altair.utils import schemapi

from techsov.core.countries import Countries
from techsov.presentation.labels import Labels
from techsov.report import site, steps
from techsov.report.edition import Edition

inputs, params = snakemake.input, snakemake.params
countries = Countries.load(inputs.countries)
labels = {}
for common, own in zip(inputs.labels, inputs.texts, strict=True):
    texts = Labels.load(own, countries)
    both = Labels.load(common, countries)
    labels[texts.language] = replace(both, texts=both.texts | texts.texts)

edition = Edition(
    name=params.edition,
    title=params.title,
    results=Path(inputs.provenance).parent,
    labels=labels,
    steps=tuple(steps.load(inputs.steps, {n: step for n, (step, _) in params.figures.items()})),
    drawn={name: files for name, (_, files) in params.figures.items()},
    structures=Path(inputs.structures[0]).parent,
    more=params.more,
    focus=tuple(params.focus),
)
with schemapi.debug_mode(False):  # tests hold every kind of chart against Vega-Lite's schema
    site.write(edition, Path(snakemake.output[0]).parent)
