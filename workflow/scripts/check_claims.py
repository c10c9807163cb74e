"""Hold every claim of the paper against the edition's tables; write verdicts and their reasons."""

from techsov import claims
from techsov.catalogue.registry import Catalogue
from techsov.claims import documents, evidence, reasons, telling
from techsov.core import tables
from techsov.core.countries import Countries
from techsov.presentation.labels import Labels

inputs = snakemake.input
countries = Countries.load(inputs.countries)
stated, known = claims.load(inputs.claims, countries), documents.load(inputs.documents)
found = claims.decide(
    stated,
    evidence.gather(
        evidence.read({name: inputs[name] for name in evidence.SCHEMAS}),
        Catalogue.load(inputs.sources, inputs.editions),
        snakemake.params.edition,
        seen_by=claims.load_paper(inputs.claims).consulted,
        documents=known,
        structured=inputs.structures,
        countries=countries,
    ),
)
why = {id_: verdict.reasons for id_, verdict in found.items()}
teller = telling.Teller(
    Labels.load(inputs.labels, countries), telling.Texts.load(None, stated, known)
)
table = telling.verdict_table(stated, claims.decided_table(found), why, teller)
tables.write(table, snakemake.output.table, tables.CLAIMS)
specifications = telling.specification_table(stated, found, teller)
tables.write_csv(specifications, snakemake.output.specifications)
reasons.write(why, snakemake.output.reasons)
