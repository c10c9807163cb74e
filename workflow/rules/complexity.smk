"""Complexity beyond ranks: how sure they are, why they fell, what the paper says of them."""


rule compute_complexity_uncertainty:
    input:
        exports=tidy("atlas/exports-hs92-2"),
        spread=named("spread.csv", "atlas/rank-spread-hs92-4"),
        products=named("products.csv", "atlas/rank-spread-hs92-4"),
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
        crossings=tidy("atlas/overtaking"),
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


rule tabulate_complexity_clauses:
    input:
        complexity=indicators("complexity.csv"),
        common=indicators("complexity_common.csv"),
    output:
        table=f"{RESULTS}/tables/complexity_clauses.csv",
        shares=f"{RESULTS}/tables/complexity_clauses_share.csv",
    log:
        logs("tabulate_complexity_clauses.log"),
    benchmark:
        benchmarks("tabulate_complexity_clauses.tsv")
    params:
        code=code_version("scripts/tabulate_complexity_clauses.py"),
        subject="RUS",
    message:
        "Hold the paper's sentence on Russia's rank against every ranking and choice of years"
    script:
        "../scripts/tabulate_complexity_clauses.py"


rule draw_complexity_heatmap:
    input:
        **figure_texts(),
        complexity=indicators("complexity.csv"),
        claims=f"{RESULTS}/claims.csv",
    output:
        **figure_outputs("complexity_heatmap"),
    log:
        logs("draw_complexity_heatmap.log"),
    benchmark:
        benchmarks("draw_complexity_heatmap.tsv")
    params:
        code=figure_code("complexity_heatmap"),
        figure="complexity_heatmap",
        settings=figure_settings("focus", "years", "main"),
        languages=list(SETTINGS.languages),
    message:
        "Draw the complexity rank by release and year as a heat map"
    script:
        "../scripts/draw_figure.py"


rule draw_complexity_uncertainty:
    input:
        **figure_texts(),
        intervals=indicators("complexity_intervals.csv"),
    output:
        **figure_outputs("complexity_uncertainty"),
    log:
        logs("draw_complexity_uncertainty.log"),
    benchmark:
        benchmarks("draw_complexity_uncertainty.tsv")
    params:
        code=figure_code("complexity_uncertainty"),
        figure="complexity_uncertainty",
        settings=figure_settings("focus", "peers", "main"),
        languages=list(SETTINGS.languages),
    message:
        "Draw how far choices move the complexity rank"
    script:
        "../scripts/draw_figure.py"


rule draw_complexity_change:
    input:
        **figure_texts(),
        overtaking=indicators("complexity_overtaking.csv"),
        sums=indicators("complexity_overtaking_sums.csv"),
    output:
        **figure_outputs("complexity_change"),
    log:
        logs("draw_complexity_change.log"),
    benchmark:
        benchmarks("draw_complexity_change.tsv")
    params:
        code=figure_code("complexity_change"),
        figure="complexity_change",
        settings=figure_settings("main"),
        languages=list(SETTINGS.languages),
    message:
        "Draw who stands behind the fall of Russia's complexity rank"
    script:
        "../scripts/draw_figure.py"
