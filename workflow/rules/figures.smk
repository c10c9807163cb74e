"""Figures: each one a table first, then a picture in every language."""


rule draw_rd_share:
    input:
        **figure_texts(),
        research=indicators("research.csv"),
        claims=f"{RESULTS}/claims.csv",
    output:
        **figure_outputs("rd_share"),
    log:
        logs("draw_rd_share.log"),
    benchmark:
        benchmarks("draw_rd_share.tsv")
    params:
        code=figure_code("rd_share"),
        figure="rd_share",
        settings=figure_settings("years", "main"),
        languages=list(SETTINGS.languages),
    message:
        "Draw Russia's R&D share of GDP, every vintage, against the paper's ceiling"
    script:
        "../scripts/draw_figure.py"


rule draw_business_share:
    input:
        **figure_texts(),
        research=indicators("research.csv"),
        claims=f"{RESULTS}/claims.csv",
    output:
        **figure_outputs("business_share"),
    log:
        logs("draw_business_share.log"),
    benchmark:
        benchmarks("draw_business_share.tsv")
    params:
        code=figure_code("business_share"),
        figure="business_share",
        settings=figure_settings("years", "main"),
        languages=list(SETTINGS.languages),
    message:
        "Draw business in R&D as a source of funds and as a performer"
    script:
        "../scripts/draw_figure.py"


rule draw_innovation_active:
    input:
        **figure_texts(),
        research=indicators("research.csv"),
        claims=f"{RESULTS}/claims.csv",
    output:
        **figure_outputs("innovation_active"),
    log:
        logs("draw_innovation_active.log"),
    benchmark:
        benchmarks("draw_innovation_active.tsv")
    params:
        code=figure_code("innovation_active"),
        figure="innovation_active",
        settings=figure_settings("years", "main"),
        languages=list(SETTINGS.languages),
    message:
        "Draw innovation-active organisations on both editions of the Oslo Manual"
    script:
        "../scripts/draw_figure.py"


rule draw_complexity_rank:
    input:
        **figure_texts(),
        complexity=indicators("complexity.csv"),
        claims=f"{RESULTS}/claims.csv",
    output:
        **figure_outputs("complexity_rank"),
    log:
        logs("draw_complexity_rank.log"),
    benchmark:
        benchmarks("draw_complexity_rank.tsv")
    params:
        code=figure_code("complexity_rank"),
        figure="complexity_rank",
        settings=figure_settings("focus", "years", "main"),
        languages=list(SETTINGS.languages),
    message:
        "Draw the complexity rank by release and classification"
    script:
        "../scripts/draw_figure.py"


rule draw_complexity_peers:
    input:
        **figure_texts(),
        complexity=indicators("complexity.csv"),
    output:
        **figure_outputs("complexity_peers"),
    log:
        logs("draw_complexity_peers.log"),
    benchmark:
        benchmarks("draw_complexity_peers.tsv")
    params:
        code=figure_code("complexity_peers"),
        figure="complexity_peers",
        settings=figure_settings("focus", "peers", "years", "main"),
        languages=list(SETTINGS.languages),
    message:
        "Draw the complexity rank beside those of peers"
    script:
        "../scripts/draw_figure.py"


rule draw_fig1_design:
    input:
        **figure_texts(),
        structure="config/tables/fig1.yaml",
    output:
        **figure_outputs("fig1_design"),
    log:
        logs("draw_fig1_design.log"),
    benchmark:
        benchmarks("draw_fig1_design.tsv")
    params:
        code=figure_code("fig1_design"),
        figure="fig1_design",
        settings=figure_settings(),
        languages=list(SETTINGS.languages),
    message:
        "Draw how the technological sovereignty projects are organised"
    script:
        "../scripts/draw_figure.py"


rule draw_fig2_asymmetry:
    input:
        **figure_texts(),
        dependency=indicators("dependency.csv"),
    output:
        **figure_outputs("fig2_asymmetry"),
    log:
        logs("draw_fig2_asymmetry.log"),
    benchmark:
        benchmarks("draw_fig2_asymmetry.tsv")
    params:
        code=figure_code("fig2_asymmetry"),
        figure="fig2_asymmetry",
        settings=figure_settings("focus", "years", "main"),
        languages=list(SETTINGS.languages),
    message:
        "Draw who depends on whom in the focus pair"
    script:
        "../scripts/draw_figure.py"


rule draw_face_value:
    input:
        **figure_texts(),
        dependency=indicators("dependency.csv"),
    output:
        **figure_outputs("face_value"),
    log:
        logs("draw_face_value.log"),
    benchmark:
        benchmarks("draw_face_value.tsv")
    params:
        code=figure_code("face_value"),
        figure="face_value",
        settings=figure_settings("focus", "years", "main"),
        languages=list(SETTINGS.languages),
    message:
        "Draw the focus pair's exposure at face value and looked through"
    script:
        "../scripts/draw_figure.py"


rule draw_suppliers:
    input:
        **figure_texts(),
        dependency=indicators("dependency.csv"),
    output:
        **figure_outputs("suppliers"),
    log:
        logs("draw_suppliers.log"),
    benchmark:
        benchmarks("draw_suppliers.tsv")
    params:
        code=figure_code("suppliers"),
        figure="suppliers",
        settings=figure_settings("focus", "years", "main"),
        languages=list(SETTINGS.languages),
    message:
        "Draw whose value added the first focus country uses"
    script:
        "../scripts/draw_figure.py"


rule draw_verdicts:
    input:
        **figure_texts(),
        claims=f"{RESULTS}/claims.csv",
    output:
        **figure_outputs("verdicts"),
    log:
        logs("draw_verdicts.log"),
    benchmark:
        benchmarks("draw_verdicts.tsv")
    params:
        code=figure_code("verdicts"),
        figure="verdicts",
        settings=figure_settings(),
        languages=list(SETTINGS.languages),
    message:
        "Draw the verdicts section by section"
    script:
        "../scripts/draw_figure.py"
