"""Complexity beyond ranks: how sure they are, why they fell, what the paper says of them."""


rule compute_complexity_uncertainty:
    input:
        exports=feeding("complexity_trade"),
        spread=named("spread.csv", "complexity_uncertainty"),
        products=named("products.csv", "complexity_uncertainty"),
    output:
        table=indicators("complexity_uncertainty.csv"),
        intervals=indicators("complexity_intervals.csv"),
        heaviest=indicators("complexity_heaviest.csv"),
    log:
        logs("compute_complexity_uncertainty.log"),
    benchmark:
        benchmarks("compute_complexity_uncertainty.tsv")
    params:
        code=code_version("scripts/compute_complexity_uncertainty.py"),
    message:
        "Spread complexity ranks over the choices that nobody can settle"
    script:
        "../scripts/compute_complexity_uncertainty.py"


rule compute_complexity_change:
    input:
        complexity=indicators("complexity.csv"),
        crossings=feeding("complexity_overtaking"),
    output:
        table=indicators("complexity_overtaking.csv"),
        sums=indicators("complexity_overtaking_sums.csv"),
    log:
        logs("compute_complexity_change.log"),
    benchmark:
        benchmarks("compute_complexity_change.tsv")
    params:
        code=code_version("scripts/compute_complexity_change.py"),
    message:
        "Name who stands behind the change of Russia's complexity rank"
    script:
        "../scripts/compute_complexity_change.py"


rule compute_complexity_headings:
    input:
        ranks=named("ranks.csv", "complexity_headings"),
        spread=named("spread.csv", "complexity_headings"),
        crossings=named("crossings.csv", "complexity_headings"),
        changes=named("changes.csv", "complexity_headings"),
        products=named("products.csv", "complexity_headings"),
    output:
        table=indicators("complexity_headings.csv"),
        intervals=indicators("complexity_headings_intervals.csv"),
        overtaking=indicators("complexity_headings_overtaking.csv"),
        sums=indicators("complexity_headings_sums.csv"),
        changes=indicators("complexity_headings_changes.csv"),
        products=indicators("complexity_headings_products.csv"),
    log:
        logs("compute_complexity_headings.log"),
    benchmark:
        benchmarks("compute_complexity_headings.tsv")
    params:
        code=code_version("scripts/compute_complexity_headings.py"),
    message:
        "Rank Russia by trade in every year, with the spread of the rank and what moved it"
    script:
        "../scripts/compute_complexity_headings.py"


rule tabulate_complexity_claims:
    input:
        complexity=indicators("complexity.csv"),
        common=indicators("complexity_common.csv"),
    output:
        table=f"{RESULTS}/tables/complexity_claims.csv",
        shares=f"{RESULTS}/tables/complexity_claims_share.csv",
    log:
        logs("tabulate_complexity_claims.log"),
    benchmark:
        benchmarks("tabulate_complexity_claims.tsv")
    params:
        code=code_version("scripts/tabulate_complexity_claims.py"),
        subject="RUS",
    message:
        "Hold the paper's sentence on Russia's rank against every ranking and choice of years"
    script:
        "../scripts/tabulate_complexity_claims.py"
