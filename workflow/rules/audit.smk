"""The audit: how robust each verdict is, what the data would bear, a card for each statement."""


rule compute_audit:
    message:
        "Weigh every verdict over the choices that its clause leaves open"
    input:
        unpack(audit_texts),
        claims=f"{RESULTS}/claims.csv",
        specifications=f"{RESULTS}/claims_specifications.csv",
        stated="config/claims.yaml",
        form=CLAIMS_FORM,
        documents="config/documents.yaml",
        documents_schema="config/documents.schema.yaml",
        sources="config/sources.yaml",
        editions="config/editions.yaml",
        updates=UPDATES,
        countries=COUNTRIES,
    output:
        clauses=f"{RESULTS}/audit/clauses.csv",
        audit=f"{RESULTS}/audit/audit.csv",
        sources=f"{RESULTS}/audit/sources.bib",
    params:
        code=code_version("scripts/compute_audit.py"),
        languages=list(SETTINGS.languages),
    log:
        logs("compute_audit.log"),
    benchmark:
        benchmarks("compute_audit.tsv")
    script:
        "../scripts/compute_audit.py"
