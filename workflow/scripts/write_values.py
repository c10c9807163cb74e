"""Collect every number that is printed anywhere into one flat file."""

from techsov import claims
from techsov.catalogue.registry import Catalogue
from techsov.claims import evidence
from techsov.core import tables
from techsov.paper import values

inputs, edition = snakemake.input, snakemake.params.edition
catalogue = Catalogue.load(inputs.sources, inputs.editions)
values.write(
    values.collect(
        evidence.read({name: inputs[name] for name in evidence.SCHEMAS}),
        tables.read(inputs.claims, tables.CLAIMS),
        claims.load(inputs.stated),
        lambda dataset, vintage: evidence.is_main(catalogue, edition, dataset, vintage),
        snakemake.params.focus,
        claims.load_paper(inputs.stated).model_dump(exclude_unset=True),
    ),
    snakemake.output.values,
)
