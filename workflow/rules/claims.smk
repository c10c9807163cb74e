"""From indicator tables to verdicts and to the numbers that everything else prints."""


rule check_claims:
    message:
        "Hold every statement of the paper against the data"
    input:
        **EVIDENCE,
        claims="config/claims.yaml",
        documents="config/documents.yaml",
        sources="config/sources.yaml",
        editions="config/editions.yaml",
        updates=UPDATES,
        countries=COUNTRIES,
        structures=STRUCTURES,
        labels="config/labels.en.yaml",
    output:
        table=shown(f"{RESULTS}/claims.csv", "verdicts", "Verdicts", language="en"),
        specifications=f"{RESULTS}/claims_specifications.csv",
        reasons=f"{RESULTS}/claims_reasons.json",
    priority: 10
    params:
        code=code_version("scripts/check_claims.py"),
        edition=EDITION.name,
    log:
        logs("check_claims.log"),
    benchmark:
        benchmarks("check_claims.tsv")
    script:
        "../scripts/check_claims.py"


rule translate_claims:
    message:
        "Put the verdicts into {wildcards.language}"
    input:
        claims=f"{RESULTS}/claims.csv",
        reasons=f"{RESULTS}/claims_reasons.json",
        stated="config/claims.yaml",
        documents="config/documents.yaml",
        translation="config/claims.{language}.yaml",
        labels="config/labels.{language}.yaml",
        countries=COUNTRIES,
    output:
        table=shown(
            f"{RESULTS}/claims.{{language}}.csv", "verdicts", "Verdicts", language="{language}"
        ),
    wildcard_constraints:
        language="|".join(set(SETTINGS.languages) - {"en"}) or "none",
    priority: 10
    params:
        code=code_version("scripts/translate_claims.py"),
    log:
        logs("translate_claims/{language}.log"),
    benchmark:
        benchmarks("translate_claims/{language}.tsv")
    script:
        "../scripts/translate_claims.py"


rule write_values:
    message:
        "Write every number that the paper, the figures and the README print"
    input:
        **EVIDENCE,
        claims=f"{RESULTS}/claims.csv",
        provenance=f"{RESULTS}/provenance.csv",
        sources="config/sources.yaml",
        editions="config/editions.yaml",
        updates=UPDATES,
        structures=STRUCTURES,
        stated="config/claims.yaml",
    output:
        values=f"{RESULTS}/values.json",
    priority: 10
    params:
        code=code_version("scripts/write_values.py"),
        edition=EDITION.name,
        focus=list(SETTINGS.focus),
    log:
        logs("write_values.log"),
    benchmark:
        benchmarks("write_values.tsv")
    script:
        "../scripts/write_values.py"
