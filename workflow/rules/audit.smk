"""The audit: how robust each verdict is, what the data would bear, a card for each statement."""


rule compute_audit:
    message:
        "Weigh every verdict over the choices that its claim leaves open"
    input:
        unpack(audit_texts),
        claims=f"{RESULTS}/claims.csv",
        specifications=f"{RESULTS}/claims_specifications.csv",
        reasons=f"{RESULTS}/claims_reasons.json",
        stated="config/claims.yaml",
        documents="config/documents.yaml",
        sources="config/sources.yaml",
        editions="config/editions.yaml",
        updates=UPDATES,
        countries=COUNTRIES,
        targets="config/targets.yaml",
        research=indicators("research.csv"),
    output:
        claims=f"{RESULTS}/audit/claims.csv",
        audit=f"{RESULTS}/audit/audit.csv",
        targets=f"{RESULTS}/audit/targets.csv",
        sources=f"{RESULTS}/audit/sources.bib",
    params:
        code=code_version("scripts/compute_audit.py"),
        edition=EDITION.name,
        languages=list(SETTINGS.languages),
    log:
        logs("compute_audit.log"),
    benchmark:
        benchmarks("compute_audit.tsv")
    script:
        "../scripts/compute_audit.py"


rule write_audit:
    message:
        "Write the audit's pages and cards"
    input:
        unpack(audit_texts),
        claims=[claims_in(language) for language in SETTINGS.languages],
        specifications=f"{RESULTS}/claims_specifications.csv",
        reasons=f"{RESULTS}/claims_reasons.json",
        audited=f"{RESULTS}/audit/claims.csv",
        stated="config/claims.yaml",
        documents="config/documents.yaml",
        replies="config/replies.yaml",
        countries=COUNTRIES,
        templates=PAGE_FILES,
    output:
        pages=audit_pages(),
        cards=[f"{RESULTS}/audit/cards{suffix}.json" for suffix in audit_suffixes()],
    params:
        code=code_version("scripts/write_audit.py"),
        languages=list(SETTINGS.languages),
        edition=EDITION.name,
    log:
        logs("write_audit.log"),
    benchmark:
        benchmarks("write_audit.tsv")
    script:
        "../scripts/write_audit.py"


rule set_audit:
    message:
        "Set the audit's cards in print"
    input:
        source="paper/audit.typ",
        cards=f"{RESULTS}/audit/cards{{suffix}}.json",
    output:
        pdf=f"{RESULTS}/audit/audit{{suffix}}.pdf",
    wildcard_constraints:
        suffix=r"|\.[a-z]{2}",
    params:
        code=code_version("scripts/set_audit.py"),
    log:
        logs("set_audit/audit{suffix}.log"),
    benchmark:
        benchmarks("set_audit/audit{suffix}.tsv")
    script:
        "../scripts/set_audit.py"
