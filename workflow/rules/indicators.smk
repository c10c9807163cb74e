"""From tidy tables to the indicator tables."""


rule check_raw:
    message:
        "Hash every raw file against its pin"
    input:
        raw=raw(*EDITION.main),
        sources="config/sources.yaml",
        editions="config/editions.yaml",
        updates=UPDATES,
    output:
        table=f"{RESULTS}/provenance.csv",
    params:
        code=code_version("scripts/check_raw.py"),
        edition=EDITION.name,
    log:
        logs("check_raw.log"),
    benchmark:
        benchmarks("check_raw.tsv")
    script:
        "../scripts/check_raw.py"


rule compute_indicators:
    message:
        "Compute the indicators of {wildcards.table}"
    input:
        raw=lambda wildcards: feeding(wildcards.table),
    output:
        table=indicators("{table}.csv"),
    wildcard_constraints:
        table="|".join(ASSEMBLED),
    params:
        code=lambda wildcards: code_version(
            "scripts/compute_indicators.py", f"techsov.indicators.{wildcards.table}"
        ),
    log:
        logs("compute_indicators/{table}.log"),
    benchmark:
        benchmarks("compute_indicators/{table}.tsv")
    script:
        "../scripts/compute_indicators.py"


rule compute_macro:
    message:
        "Compute growth, shares of world GDP and manufacturing shares"
    input:
        raw=feeding("macro"),
        tables=list(folded_tables()),
        countries=COUNTRIES,
    output:
        table=indicators("macro.csv"),
    params:
        code=code_version("scripts/compute_macro.py"),
        labels=folded_tables(),
    log:
        logs("compute_macro.log"),
    benchmark:
        benchmarks("compute_macro.tsv")
    script:
        "../scripts/compute_macro.py"


rule compute_complexity:
    message:
        "Rank countries by complexity, every release and classification"
    input:
        rankings=feeding("complexity"),
    output:
        table=indicators("complexity.csv"),
        common=indicators("complexity_common.csv"),
    params:
        code=code_version("scripts/compute_complexity.py"),
    log:
        logs("compute_complexity.log"),
    benchmark:
        benchmarks("compute_complexity.tsv")
    script:
        "../scripts/compute_complexity.py"


rule compute_complexity_from_trade:
    message:
        "Compute complexity from exports"
    input:
        exports=feeding("complexity_trade"),
    output:
        table=indicators("complexity_trade.csv"),
        products=indicators("complexity_products.csv"),
    params:
        code=code_version("scripts/compute_complexity_from_trade.py"),
    log:
        logs("compute_complexity_from_trade.log"),
    benchmark:
        benchmarks("compute_complexity_from_trade.tsv")
    script:
        "../scripts/compute_complexity_from_trade.py"
