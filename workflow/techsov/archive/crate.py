"""The archive's description as an RO-Crate 1.1 in the profile Provenance Run Crate 0.5.

Every file is an entity with its format, size, hash, licence and source. Every job of the build is
an action with the script that it ran, what went in and what came out. Nothing in it is of the run:
the same files give the same description.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from techsov.archive.contents import MANIFEST, METADATA, known_licence
from techsov.archive.graph import Job, Rule, origins
from techsov.catalogue.licences import Licence
from techsov.catalogue.registry import Edition, Vintage
from techsov.core.errors import CheckError

RO_CRATE = "https://w3id.org/ro/crate/1.1"
WORKFLOW_CRATE = "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
RUN_PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/ro/wfrun/provenance/0.5": "Provenance Run Crate",
}
TERMS = {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}
LANGUAGE = "https://w3id.org/workflowhub/workflow-ro-crate#snakemake"
BIOSCHEMAS = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
SPDX = "https://spdx.org/licenses/"
WORKFLOW, RUN, ENGINE = "Snakefile", "#build", "#snakemake"
UNKNOWN_FORMAT = "application/octet-stream"
FORMATS = {
    ".bib": "application/x-bibtex",
    ".cff": "application/yaml",
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".in": "text/plain",
    ".ipynb": "application/x-ipynb+json",
    ".js": "text/javascript",
    ".json": "application/json",
    ".lock": "text/plain",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".rst": "text/x-rst",
    ".sh": "application/x-sh",
    ".smk": "text/x-snakemake",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".sha256": "text/plain",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".typ": "text/x-typst",
    ".typed": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".zip": "application/zip",
    "": "text/plain",  # LICENSE, Makefile, Snakefile and files of one dot
}

Entity = dict[str, object]


@dataclass(frozen=True)
class Content:
    """All that a description is made of.

    Attributes
    ----------
    files
        every file of the archive but the description itself, paths below `root`
    vintages
        raw file -> its vintage, of all that the catalogue holds
    citation
        the project's CITATION.cff
    engine
        version of Snakemake
    """

    root: Path
    edition: Edition
    files: list[str]
    jobs: list[Job]
    rules: Mapping[str, Rule]
    vintages: Mapping[str, Vintage]
    licences: Mapping[str, Licence]
    citation: Mapping
    engine: str


def describe(content: Content) -> bytes:
    """`ro-crate-metadata.json`: entities in a fixed order, UTF-8, one line end.

    Raises
    ------
    CheckError
        When a job's rule or one of its inputs is not known
    """
    _refuse_unknown(content)
    graph = [
        _descriptor(),
        _root(content),
        *_profiles(),
        *_people(content),
        *_licences(content),
        *_files(content),
        *_absent(content),
        *_steps(content),
        *_actions(content),
    ]
    document = {"@context": [f"{RO_CRATE}/context", TERMS], "@graph": graph}
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def format_of(name: str) -> str:
    """Media type of a file by the end of its name."""
    path = Path(name)
    return FORMATS.get("" if path.name.startswith(".") else path.suffix, UNKNOWN_FORMAT)


def ref(name: str) -> Entity:
    return {"@id": name}


def refs(names: Iterable[str]) -> list[Entity] | Entity:
    """References to several entities; a single one stands without a list, as RO-Crate wants it."""
    found = [ref(name) for name in names]
    return found[0] if len(found) == 1 else found


def _refuse_unknown(content: Content) -> None:
    known = {*content.files, *content.vintages} | {f for job in content.jobs for f in job.outputs}
    for job in content.jobs:
        if job.rule not in content.rules:
            raise CheckError(f"rule `{job.rule}` stands in no Snakefile of workflow/rules")
        if strange := sorted(set(job.inputs) - known):
            raise CheckError(f"job {job.name} read {strange[0]}, which is in no archive")


def _descriptor() -> Entity:
    return {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": ref("./"),
        "conformsTo": refs([RO_CRATE, WORKFLOW_CRATE]),
    }


def _root(content: Content) -> Entity:
    cited = content.citation
    work = cited["references"][0]
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{cited['title']} ({content.edition.title.lower()})",
        "description": (
            f"Code, configuration, extracts and results of techsov {cited['version']}, edition "
            f"`{content.edition.name}`: the figures and statements of “{work['title']}” rebuilt "
            "from public data and held against them."
        ),
        "version": cited["version"],
        "datePublished": cited["date-released"],
        "license": ref(SPDX + cited["license"]),
        "author": refs(_author_ids(content)),
        "publisher": refs(_author_ids(content)),
        "keywords": cited["keywords"],
        "citation": ref(f"https://doi.org/{work['doi']}"),
        "conformsTo": refs([*RUN_PROFILES, WORKFLOW_CRATE]),
        "mainEntity": ref(WORKFLOW),
        "hasPart": refs(content.files),
        "mentions": refs([RUN, "#organise", *(_run_id(job) for job in content.jobs)]),
    }


def _profiles() -> list[Entity]:
    named = {**RUN_PROFILES, WORKFLOW_CRATE: "Workflow RO-Crate"}
    return [
        {"@id": url, "@type": "CreativeWork", "name": name, "version": url.rpartition("/")[2]}
        for url, name in named.items()
    ]


def _author_ids(content: Content) -> list[str]:
    return [f"#author-{k}" for k, _ in enumerate(content.citation["authors"], start=1)]


def _people(content: Content) -> list[Entity]:
    """Authors, the work under study, publishers of the data, the language and the engine."""
    work = content.citation["references"][0]
    authors = [
        {"@id": name, "@type": "Organization" if "name" in author else "Person"}
        | {"name": author.get("name") or f"{author['given-names']} {author['family-names']}"}
        for name, author in zip(_author_ids(content), content.citation["authors"], strict=True)
    ]
    paper = {
        "@id": f"https://doi.org/{work['doi']}",
        "@type": "ScholarlyArticle",
        "name": work["title"],
        "author": [f"{a['given-names']} {a['family-names']}" for a in work["authors"]],
        "datePublished": str(work["year"]),
    }
    publishers = sorted({v.entry.publisher for v in _used(content).values()})
    return [
        *authors,
        paper,
        *(
            {"@id": _publisher_id(name), "@type": "Organization", "name": name}
            for name in publishers
        ),
        {
            "@id": LANGUAGE,
            "@type": "ComputerLanguage",
            "name": "Snakemake",
            "identifier": ref("https://doi.org/10.1093/bioinformatics/bts480"),
            "url": ref("https://snakemake.github.io"),
        },
        {
            "@id": ENGINE,
            "@type": "SoftwareApplication",
            "name": "Snakemake",
            "url": "https://snakemake.github.io",
            "softwareVersion": content.engine,
        },
    ]


def _used(content: Content) -> dict[str, Vintage]:
    """Raw files that are in the archive or that a job read, with their vintages."""
    named = {*content.files, *(file for job in content.jobs for file in job.inputs)}
    return {file: v for file, v in sorted(content.vintages.items()) if file in named}


def _publisher_id(name: str) -> str:
    return _anchor("publisher", name)


def _anchor(kind: str, words: str) -> str:
    return f"#{kind}-" + "-".join("".join(c if c.isalnum() else " " for c in words).lower().split())


def _licence_ids(licence: Licence) -> list[str]:
    return [SPDX + name for name in licence.spdx] or [_anchor("licence", licence.words)]


def _licences(content: Content) -> list[Entity]:
    own = content.citation["license"]
    found = {SPDX + own: own}
    for vintage in _used(content).values():
        licence = known_licence(vintage, content.licences)
        spdx = dict(zip(_licence_ids(licence), licence.spdx, strict=False))
        found |= spdx or {_licence_ids(licence)[0]: licence.words}
    return [
        {"@id": name, "@type": "CreativeWork", "name": words, "identifier": words}
        for name, words in sorted(found.items())
    ]


def _files(content: Content) -> list[Entity]:
    """Every file of the archive, sorted by path."""
    rests_on = origins(content.jobs)
    tools = {content.rules[job.rule].code for job in content.jobs}
    return [
        _measured(content, name)
        | _about(content, name, rests_on)
        | (_as_workflow(content) if name == WORKFLOW else {})
        | (_as_tool(content, name) if name in tools else {})
        for name in content.files
    ]


def _measured(content: Content, name: str) -> Entity:
    data = (content.root / name).read_bytes()
    return {
        "@id": name,
        "@type": "File",
        "name": name,
        "encodingFormat": format_of(name),
        "contentSize": str(len(data)),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _about(content: Content, name: str, rests_on: Mapping[str, set[str]]) -> Entity:
    """Licence and source: the publisher's of a raw file, its origins' of a result, else our own."""
    vintage = content.vintages.get(name.removesuffix(MANIFEST))
    if vintage:
        return _of_vintage(content, vintage)
    own = {"license": ref(SPDX + content.citation["license"])}
    if name == "README.md":
        own |= {"about": ref("./")}
    if name not in rests_on:
        return own | {"creator": refs(_author_ids(content))}
    raw = [content.vintages[file] for file in sorted(rests_on[name]) if file in content.vintages]
    licences = {i for v in raw for i in _licence_ids(known_licence(v, content.licences))}
    return {
        "license": refs(sorted(licences)) if licences else own["license"],
        "creator": refs(_author_ids(content)),
        "isBasedOn": refs(sorted(rests_on[name])),
    }


def _of_vintage(content: Content, vintage: Vintage) -> Entity:
    entry = vintage.entry
    licences = _licence_ids(known_licence(vintage, content.licences))
    return {
        "description": f"{entry.title} ({entry.form} of {vintage.key})",
        "license": refs(licences),
        "publisher": ref(_publisher_id(entry.publisher)),
        "isBasedOn": entry.url,
        "usageInfo": entry.licence,
        "citation": entry.citation,
        "version": vintage.name,
        "datePublished": vintage.released,
        "temporalCoverage": entry.covers.replace("-", "/"),
    }


def _as_workflow(content: Content) -> Entity:
    return {
        "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"],
        "name": "techsov workflow",
        "version": content.citation["version"],
        "conformsTo": ref(BIOSCHEMAS),
        "programmingLanguage": ref(LANGUAGE),
        "hasPart": refs(sorted({content.rules[job.rule].code for job in content.jobs})),
        "step": refs(_step_id(rule) for rule in _rules_run(content)),
    }


def _as_tool(content: Content, name: str) -> Entity:
    rules = [rule for rule in _rules_run(content) if content.rules[rule].code == name]
    return {
        "@type": ["File", "SoftwareSourceCode"],
        "description": f"the code of {', '.join(rules)}",
        "version": content.citation["version"],
        "programmingLanguage": "Python" if name.endswith(".py") else ref(LANGUAGE),
    }


def _absent(content: Content) -> list[Entity]:
    """What jobs read or made and the archive does not hold: releases, and what is read there."""
    named = {file for job in content.jobs for file in (*job.inputs, *job.outputs)}
    found = []
    for name in sorted(named - set(content.files)):
        about: Entity = {"@id": f"#absent/{name}", "@type": "CreativeWork", "name": name}
        if vintage := content.vintages.get(name):
            about |= _of_vintage(content, vintage)
            pin = vintage.entry.files[name.removeprefix(f"data/raw/{vintage.key}/")]
            about |= {"sha256": pin.sha256} if pin.sha256 else {}
        found.append(about)
    return found


def _rules_run(content: Content) -> list[str]:
    return sorted({job.rule for job in content.jobs})


def _step_id(rule: str) -> str:
    return f"#step/{rule}"


def _run_id(job: Job) -> str:
    return f"#run/{job.name}"


def _steps(content: Content) -> list[Entity]:
    return [
        {
            "@id": _step_id(rule),
            "@type": "HowToStep",
            "name": rule,
            "description": content.rules[rule].message,
            "position": str(number),
            "workExample": ref(content.rules[rule].code),
        }
        for number, rule in enumerate(_rules_run(content), start=1)
    ]


def _actions(content: Content) -> list[Entity]:
    """The build as a whole, each of its jobs, and the engine that organised them."""
    held = set(content.files)

    def here(names: Iterable[str]) -> list[Entity] | Entity:
        return refs(name if name in held else f"#absent/{name}" for name in names)

    made = {file for job in content.jobs for file in job.outputs}
    read = {file for job in content.jobs for file in job.inputs} - made
    done: Entity = {"actionStatus": "http://schema.org/CompletedActionStatus"}
    build: Entity = {
        "@id": RUN,
        "@type": "CreateAction",
        "name": f"Build of {content.edition.name}",
        "description": f"Every result of the edition `{content.edition.name}`, by one workflow",
        "instrument": ref(WORKFLOW),
        "agent": refs(_author_ids(content)),
        "object": here(sorted(read)),
        "result": here(sorted(made)),
    }
    jobs: list[Entity] = [
        {"@id": _run_id(job), "@type": "CreateAction", "name": f"{job.rule}: {job.name}"}
        | {"description": content.rules[job.rule].message}
        | {"instrument": ref(content.rules[job.rule].code), "agent": refs(_author_ids(content))}
        | {"object": here(job.inputs), "result": here(job.outputs)}
        | done
        for job in content.jobs
    ]
    controls: list[Entity] = [
        {
            "@id": f"#control/{job.name}",
            "@type": "ControlAction",
            "name": f"Control of {job.name}",
            "instrument": ref(_step_id(job.rule)),
            "object": ref(_run_id(job)),
        }
        for job in content.jobs
    ]
    organised: Entity = {
        "@id": "#organise",
        "@type": "OrganizeAction",
        "name": "Organisation of the build by Snakemake",
        "instrument": ref(ENGINE),
        "object": refs(str(control["@id"]) for control in controls),
        "result": ref(RUN),
    }
    return [build | done, *jobs, *controls, organised]
