"""Figures: each one a table first, then a picture in every language."""

# What each figure shows, the results that it is drawn from, and the settings that it is told of.
FIGURES = {
    "rd_share": {
        "shows": "Russia's R&D share of GDP, every vintage, against the paper's ceiling",
        "from": ("research", "claims"),
        "told": ("years", "main"),
    },
    "business_share": {
        "shows": "business in R&D as a source of funds and as a performer",
        "from": ("research", "claims"),
        "told": ("years", "main"),
    },
    "innovation_active": {
        "shows": "innovation-active organisations on both editions of the Oslo Manual",
        "from": ("research", "claims"),
        "told": ("years", "main"),
    },
    "complexity_rank": {
        "shows": "the complexity rank by release and classification",
        "from": ("complexity", "claims"),
        "told": ("focus", "years", "main"),
    },
    "complexity_peers": {
        "shows": "the complexity rank beside those of peers",
        "from": ("complexity",),
        "told": ("focus", "peers", "years", "main"),
    },
    "complexity_heatmap": {
        "shows": "the complexity rank by release and year as a heat map",
        "from": ("complexity", "claims"),
        "told": ("focus", "years", "main"),
    },
    "complexity_uncertainty": {
        "shows": "how far choices move the complexity rank",
        "from": ("intervals",),
        "told": ("focus", "peers", "main"),
    },
    "complexity_change": {
        "shows": "who stands behind the fall of Russia's complexity rank",
        "from": ("overtaking", "sums"),
        "told": ("main",),
    },
    "fig1_design": {
        "shows": "how the technological sovereignty projects are organised",
        "from": ("structure",),
        "told": (),
    },
    "fig2_asymmetry": {
        "shows": "who depends on whom in the focus pair",
        "from": ("dependency",),
        "told": ("focus", "years", "main"),
    },
    "face_value": {
        "shows": "the focus pair's exposure at face value and looked through",
        "from": ("dependency",),
        "told": ("focus", "years", "main"),
    },
    "suppliers": {
        "shows": "whose value added the first focus country uses",
        "from": ("dependency",),
        "told": ("focus", "years", "main"),
    },
    "industries": {
        "shows": "which industries lean most on the partner, and from where goods came last",
        "from": ("industries",),
        "told": ("focus", "years", "main"),
    },
    "dependency_ranges": {
        "shows": "how much of the asymmetry is the measure's choice and the tables' error",
        "from": ("ranges",),
        "told": ("focus", "years", "main"),
    },
    "dependency_databases": {
        "shows": "the focus pair's dependence in every database that the edition holds",
        "from": ("dependency",),
        "told": ("focus", "years", "main"),
    },
    "extraction": {
        "shows": "what each of the focus pair would lose without the other's supplies",
        "from": ("extraction",),
        "told": ("focus", "years", "main"),
    },
    "scope": {
        "shows": "how wide each country's course is by the paper's own tables",
        "from": ("table2", "table3", "claims"),
        "told": (),
    },
    "funding": {
        "shows": "what programmes cost a year as a share of GDP",
        "from": ("macro", "research", "claims", "funding"),
        "told": ("main",),
    },
    "brics_weight": {
        "shows": "the weight of BRICS in the world economy by prices and membership",
        "from": ("macro", "claims"),
        "told": ("years", "main"),
    },
    "india_brazil": {
        "shows": "growth and manufacturing of India and Brazil beside the paper's numbers",
        "from": ("macro", "claims"),
        "told": ("years", "main"),
    },
    "verdicts": {
        "shows": "the verdicts section by section",
        "from": ("claims",),
        "told": (),
    },
}
# Results by the names under which figures ask for them.
DRAWN_FROM = EVIDENCE | {
    "claims": f"{RESULTS}/claims.csv",
    "structure": "config/tables/fig1.yaml",
    "table2": "config/tables/table2.yaml",
    "table3": "config/tables/table3.yaml",
    "funding": "config/tables/funding.yaml",
    "industries": indicators("dependency_industries.csv"),
    "intervals": indicators("complexity_intervals.csv"),
    "overtaking": indicators("complexity_overtaking.csv"),
    "sums": indicators("complexity_overtaking_sums.csv"),
    "ranges": indicators("dependency_ranges.csv"),
    "extraction": indicators("extraction.csv"),
}


rule draw_figure:
    message:
        "Draw {params.shows}"
    input:
        unpack(figure_inputs),
        **{f"labels_{each}": f"config/labels.{each}.yaml" for each in SETTINGS.languages},
        countries=COUNTRIES,
    output:
        **shown_figure("{figure}"),
    wildcard_constraints:
        figure="|".join(FIGURES),
    params:
        shows=lambda wildcards: FIGURES[wildcards.figure]["shows"],
        code=lambda wildcards: code_version(
            "scripts/draw_figure.py", f"techsov.figures.{wildcards.figure}"
        ),
        figure=lambda wildcards: wildcards.figure,
        settings=figure_settings,
        languages=list(SETTINGS.languages),
    log:
        logs("draw_figure/{figure}.log"),
    benchmark:
        benchmarks("draw_figure/{figure}.tsv")
    script:
        "../scripts/draw_figure.py"
