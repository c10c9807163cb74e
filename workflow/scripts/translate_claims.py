"""Put the verdict table into another language, what was computed as well as what was stated."""

from techsov import claims, documents, tables
from techsov.translation import Translation, translate

inputs = snakemake.input
stated = claims.load(inputs.stated)
known = documents.load(inputs.documents, inputs.documents_schema)
translation = Translation.load(inputs.translation, stated, documents.points(known))
verdicts = tables.read(inputs.claims, tables.CLAIMS)
tables.write(translate(verdicts, stated, known, translation), snakemake.output.table, tables.CLAIMS)
