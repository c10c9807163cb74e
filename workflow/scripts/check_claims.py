"""Hold every clause of the paper against the edition's tables and write the verdicts."""

from techsov import claims
from techsov.catalogue.registry import Catalogue
from techsov.claims import documents, evidence
from techsov.core import tables
from techsov.core.countries import Countries

inputs = snakemake.input
stated, paper = claims.load(inputs.claims), claims.load_paper(inputs.claims)
verdicts, specifications = claims.audit(
    stated,
    evidence.gather(
        evidence.read({name: inputs[name] for name in evidence.SCHEMAS}),
        Catalogue.load(inputs.sources, inputs.editions),
        snakemake.params.edition,
        seen_by=paper["consulted"],
        documents=documents.load(inputs.documents, inputs.document_schema),
        structured=inputs.structures,
        countries=Countries.load(inputs.countries),
    ),
)
tables.write(verdicts, snakemake.output.table, tables.CLAIMS)
tables.write_csv(specifications, snakemake.output.specifications)
