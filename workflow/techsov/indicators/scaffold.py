"""A new indicator table: its module, its test and its words, for a person to fill in."""

from __future__ import annotations

from pathlib import Path

from techsov.core import scaffold

TEMPLATES = Path(__file__).parent / "templates"
# Section of a file of texts in each language -> what it gets.
WORDS = {
    "labels.{}.yaml#compare.indicator": "name.txt",
    "labels.{}.yaml#profile": "topic.txt",
    "audit.{}.yaml#subject": "subject.txt",
    "audit.{}.yaml#gender": "gender.txt",
    "audit.{}.yaml#unit": "unit.txt",
}


def write(name: str, project: Path) -> list[Path]:
    """Write the files of the table `name` and return them; all else follows from them.

    It is computed from the datasets whose record in `config/datasets.yaml` has `table: <name>`,
    and holds one indicator of its name until the module lists others.
    """
    languages = [path.suffixes[0][1:] for path in sorted(project.glob("config/labels.*.yaml"))]
    targets = {
        f"workflow/techsov/indicators/{name}.py": "table.txt",
        f"tests/unit/test_{name}.py": "test.txt",
    } | {
        f"config/{section.format(language)}": template
        for language in languages
        for section, template in WORDS.items()
    }
    return scaffold.write(TEMPLATES, targets, project, name)
