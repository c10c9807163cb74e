"""What an edition consists of: the files of each kind, in one place."""


def indicator_tables():
    """Every indicator table of the edition."""
    names = (*EVIDENCE_TABLES, "complexity_products", "dependency_industries")
    return [indicators(f"{name}.csv") for name in names] + [f"{RESULTS}/provenance.csv"]


def figure_outputs(name):
    """A figure's table, its texts, and its pictures in every language and form.

    The first language has no folder of its own, the titled form no suffix.
    """
    first, *others = SETTINGS.languages
    folders = {first: "figures"} | {language: f"figures/{language}" for language in others}
    plain = {"table": f"{RESULTS}/figures/{name}.csv", "texts": f"{RESULTS}/figures/{name}.json"}
    return plain | {
        f"{language}_{form}_{kind}": f"{RESULTS}/{folder}/{name}{'.' if form else ''}{form}.{kind}"
        for language, folder in folders.items()
        for form, kinds in registry.FORMS.items()
        for kind in kinds
    }


def shown_figure(name):
    """A figure's outputs, of which Snakemake's own report shows the pictures for the browser."""
    return {
        key: (
            shown(path, "figure", "Figures", figure=name, language=key.removesuffix("__svg"))
            if key.endswith("__svg")
            else path
        )
        for key, path in figure_outputs(name).items()
    }


def figure_files():
    """Every output of every figure."""
    return [path for name in FIGURES for path in figure_outputs(name).values()]


def figure_settings(wildcards):
    """What a figure is told of the configuration, and of the edition's main vintages."""
    known = {
        "focus": list(SETTINGS.focus),
        "peers": list(SETTINGS.peers),
        "years": list(SETTINGS.years),
        "main": dict(EDITION.main),
    }
    return {name: known[name] for name in FIGURES[wildcards.figure].settings}


def figure_sections(wildcards):
    """The sections of the labels that a figure uses besides the common ones."""
    return [wildcards.figure, *FIGURES[wildcards.figure].texts]


def figure_texts(wildcards):
    """A hash over the texts that a figure uses: another label redraws only the figures with it."""
    return [labels.only(figure_sections(wildcards)).version for labels in LABELS]


def papers():
    """The rebuilt paper in every language; that of the first has the plain name."""
    _, *others = SETTINGS.languages
    return [f"{RESULTS}/paper.pdf"] + [f"{RESULTS}/paper.{language}.pdf" for language in others]


def paper_parts():
    """Every file that the paper is set from, beside its main one and the edition's results."""
    return sorted(os.path.relpath(path) for path in Path("paper").rglob("*.*"))


def claims_in(language):
    """The verdict table in a language; the computation itself writes English."""
    return f"{RESULTS}/claims.csv" if language == "en" else f"{RESULTS}/claims.{language}.csv"


PAPER_TABLES = ("table1", "table2", "table3")


def table_files():
    """Every table of the paper: one CSV with all languages, and a page per language."""
    first, *others = SETTINGS.languages
    return [
        f"{RESULTS}/tables/{name}.{kind}" for name in PAPER_TABLES for kind in ("csv", "html")
    ] + [f"{RESULTS}/tables/{lang}/{name}.html" for name in PAPER_TABLES for lang in others]


def notebook_files():
    return [f"{RESULTS}/notebooks/{name}.ipynb" for name in NOTEBOOKS]


PROVIDERS = sorted({v.provider for v in CATALOGUE.vintages.values() if v.is_release})


def released_files():
    """Path of every file that the edition's releases hold."""
    return [f"data/raw/{key}/{file}" for each in PROVIDERS for key, file in releases(each)]


def markers_of_absent(wildcards):
    """A marker for every file that is not here yet; looks at the disk only."""
    return [f"{path}.fetched" for path in released_files() if not Path(path).exists()]


STRUCTURES = [f"config/tables/{name}.yaml" for name in ("table1", "table2", "table3", "fig1")]
EVIDENCE = {name: indicators(f"{name}.csv") for name in EVIDENCE_TABLES}


def dependency_files():
    """What dependency leaves besides its tables: partners, ranges and extractions."""
    names = ("dependency_partners", "dependency_ranges", "extraction")
    return [indicators(f"{name}.csv") for name in names]


# The panel's tables -> their files, one for each database, vintage and year.
PANEL = {
    name: [f"{RESULTS}/panel/{name}/{part}.parquet" for part in DEPENDENCY_PARTS]
    for name in ("pairs", "user_industries", "supplier_industries", "cells")
}


def panel_files():
    """All pairs, industries and cells of every year, and the list of these files."""
    return [path for paths in PANEL.values() for path in paths] + [f"{RESULTS}/panel/catalogue.csv"]


def named(file, table):
    """The edition's files of that name among those that a table is computed from."""
    return [path for path in feeding(table) if Path(path).name == file]


def complexity_tables():
    """Every table on complexity beyond ranks: how sure they are, who moved, what the paper says."""
    names = ("uncertainty", "intervals", "heaviest", "overtaking", "overtaking_sums", "headings")
    names += tuple(
        f"headings_{part}" for part in ("intervals", "overtaking", "sums", "changes", "products")
    )
    return [indicators(f"complexity_{name}.csv") for name in names] + [
        f"{RESULTS}/tables/complexity_{name}.csv" for name in ("claims", "claims_share")
    ]


# Notebook -> the results that it reads.
NOTEBOOKS = {
    "research": [EVIDENCE["research"], f"{RESULTS}/claims.csv"],
    "complexity": [EVIDENCE[name] for name in EVIDENCE if name.startswith("complexity")]
    + complexity_tables(),
    "dependency": [
        EVIDENCE["dependency"],
        indicators("dependency_industries.csv"),
        f"{RESULTS}/values.json",
    ],
    "claims": [f"{RESULTS}/claims.csv", f"{RESULTS}/claims_specifications.csv"],
}


# `make compare`: an edition that was built before, beside the configured one.
COMPARISON = "results/compare/{before}--{after}"
COMPARED = ("inputs", "claims", "indicators", "series", "causes", "method", "vintages")


def compared_in():
    """Folder of a comparison's pages in each language; the first one's is the comparison's own."""
    return [f"{COMPARISON}/", *(f"{COMPARISON}/{each}/" for each in SETTINGS.languages[1:])]


def evidence_files():
    """The tables of figures and verdicts that a comparison reads of an edition."""
    return [*EVIDENCE.values(), f"{RESULTS}/claims.csv"]


def drawn_files():
    """The drawings and verdicts, in every language, that a comparison shows of an edition."""
    drawn = [
        path
        for name in FIGURES
        for key, path in figure_outputs(name).items()
        if key.endswith(("__svg", "texts"))
    ]
    return drawn + [claims_in(language) for language in SETTINGS.languages]


def comparable_files():
    """All that a comparison takes from an edition."""
    return evidence_files() + drawn_files()


def compared(wildcards):
    """The results of both editions that a comparison reads."""
    if wildcards.after != EDITION.name or wildcards.before not in CATALOGUE.editions:
        raise WorkflowError(
            f"{COMPARISON.format(**wildcards)}: an edition of the catalogue before, and the "
            f"configured one, {EDITION.name}, after `--` expected. "
            f"Run `make compare A={wildcards.before} B={wildcards.after}`."
        )
    return {"after": evidence_files(), "before": _of_before(wildcards, evidence_files())}


def _of_before(wildcards, paths):
    """The same files of the edition before, which must be built already."""
    before = [re.sub(f"^{RESULTS}/", f"results/{wildcards.before}/", path) for path in paths]
    if absent := [path for path in before if not Path(path).exists()]:
        raise WorkflowError(
            f"edition {wildcards.before} is not built: {absent[0]} is missing. "
            f"Run `make compare A={wildcards.before} B={wildcards.after}`."
        )
    return before


def drawn_in_both(wildcards):
    """The drawings and verdicts, in every language, that a comparison shows."""
    paths = drawn_files()
    return {"drawn_after": paths, "drawn_before": _of_before(wildcards, paths)}


def report_files():
    """Every page of the report and its series; the first language has no folder of its own."""
    first, *others = SETTINGS.languages
    steps = [step["id"] for step in STEPS]
    return [
        f"{RESULTS}/report/{folder}{page}.html"
        for folder in ("", *(f"{language}/" for language in others))
        for page in ("index", *steps, "claims", "releases")
    ] + [f"{RESULTS}/report/{name}.js" for name in EXPLORED]


def report_assets():
    """What the pages of the report share, and the workbook that they link to."""
    return [f"{RESULTS}/report/vega.js", f"{RESULTS}/figures.xlsx"]


def besides_report():
    """What the report links to besides its own pages: kind -> language -> path in the results."""
    return {
        "paper": {
            language: os.path.relpath(path, RESULTS)
            for language, path in zip(SETTINGS.languages, papers(), strict=True)
        },
        "audit": {
            language: f"audit/{'' if place == 0 else f'{language}/'}index.html"
            for place, language in enumerate(SETTINGS.languages)
        },
        "spreadsheet": dict.fromkeys(SETTINGS.languages, "figures.xlsx"),
    }


def audit_texts(wildcards=None):
    """What the audit is written from in each language, by name."""
    labels = {f"labels_{each}": f"config/labels.{each}.yaml" for each in SETTINGS.languages}
    labels |= {"datasets": DATASETS}
    texts = {f"texts_{each}": f"config/audit.{each}.yaml" for each in SETTINGS.languages}
    others = set(SETTINGS.languages) - {"en"}
    return labels | texts | {f"translation_{each}": f"config/claims.{each}.yaml" for each in others}


def audit_pages():
    """Every page of the audit; the first language's stand in its folder itself."""
    _, *others = SETTINGS.languages
    return [
        f"{RESULTS}/audit/{folder}{page}.html"
        for folder in ("", *(f"{language}/" for language in others))
        for page in ("index", "method", *map(pages.slug, SECTIONS))
    ]


def audit_suffixes():
    """What the names of a language's printed files bear: nothing in the first one."""
    return ["", *(f".{language}" for language in SETTINGS.languages[1:])]


def audit_files():
    """What the audit consists of beside its tables."""
    printed = [f"{RESULTS}/audit/audit{suffix}.pdf" for suffix in audit_suffixes()]
    return [*audit_pages(), *printed]
