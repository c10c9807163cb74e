"""Labels: every text that a figure shows, in one language, with its numbers put in.

A label file maps keys to texts. A text may hold placeholders, `{name:spec}`, whose spec says how
the number is written in the file's language:

    {x}               a word, or a whole number without grouping (a year)
    {x:,}  {x:.1f}    a number with grouping, or with that many decimals
    {x:.1p}           a number in per cent with its sign; the sign's spacing is the language's
    {x:plural year|years}   the form that the number asks for (Russian: one|few|many)
"""

from __future__ import annotations

import difflib
import string
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from techsov.catalogue import datasets
from techsov.core import yamlfile
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError

# Sections that list the irregular forms of a language; the other language need not list the same.
FORMS = ("short", "in_text", "of")
# Sections that the methods here read, whatever is shown.
COMMON = (
    "language", "number", *FORMS, "of_any_other", "partner", "month", "day", "sources",
    "dataset", "source",
)  # fmt: skip
JOIN = "+"  # joins the datasets, and the vintages, of a computed table


@dataclass(frozen=True)
class Labels:
    """The texts of one language.

    Attributes
    ----------
    language
        "en" or "ru"
    texts
        dotted key -> text, e.g. "rd_share.title.exceeded"
    countries
        names of countries, aggregates and groups
    path
        the file, for messages
    """

    language: str
    texts: dict[str, str]
    countries: Countries
    path: Path

    @classmethod
    def load(cls, path: Path | str, countries: Countries) -> Labels:
        """Read a label file, which says its `language`, and the names of `datasets.yaml` beside it.

        Raises
        ------
        ConfigError
            When a value is neither a text nor a section of texts
        """
        texts = dict(_flatten(yamlfile.read(path), path))
        language, beside = texts["language"], Path(path).with_name("datasets.yaml")
        if beside.exists():
            texts |= _names_of_datasets(beside, language)
        return cls(language, texts, countries, Path(path))

    def only(self, sections: Iterable[str]) -> Labels:
        """The texts of these sections, and those that all figures share."""
        kept = {*COMMON, *sections}
        return replace(self, texts={k: t for k, t in self.texts.items() if k.split(".")[0] in kept})

    @property
    def version(self) -> str:
        """A hash of the texts."""
        return sha256(repr(sorted(self.texts.items())).encode()).hexdigest()[:16]

    def __getitem__(self, key: str) -> str:
        if key not in self.texts:
            near = difflib.get_close_matches(key, self.texts, n=3)
            raise ConfigError(
                f"{self.path}: no text under `{key}`"
                + (f"; near ones: {', '.join(near)}" if near else "")
            )
        return self.texts[key]

    def text(self, key: str, **values: object) -> str:
        """The text under `key` with `values` put in, numbers as the language writes them.

        Raises
        ------
        ConfigError
            Naming the file and the key, when there is no such text or a placeholder has no value
        """
        try:
            return _Writer(self).vformat(self[key], (), values)
        except (KeyError, ValueError) as error:
            raise ConfigError(f"{self.path}, `{key}`: cannot put in {error}") from error

    def title(self, key: str, **values: object) -> str:
        """`text`, beginning with a capital whatever country's name stands first."""
        said = self.text(key, **values)
        return said[:1].upper() + said[1:]

    # --- numbers ---------------------------------------------------------------------------

    def number(self, value: float, spec: str = "") -> str:
        """A number with the language's decimal sign, grouping and minus."""
        written = format(value, spec or ("g" if isinstance(value, float) else ""))
        signs = {
            ".": self["number.decimal"],
            ",": self["number.group"],
            "-": "−",
        }
        return "".join(signs.get(sign, sign) for sign in written)

    def percent(self, value: float, decimals: int = 0) -> str:
        """A number in per cent, with its sign."""
        return self["number.percent"].replace("{x}", self.number(value, f".{decimals}f"))

    def plural(self, value: int, forms: str) -> str:
        """The form of a noun beside a number: "one|many", in Russian "one|few|many"."""
        return plural_form(value, forms)

    def years(self, years: Iterable[int]) -> str:
        """Years as runs: "2001–2004, 2007"."""
        runs: list[list[int]] = []
        for year in sorted(years):
            if runs and year == runs[-1][-1] + 1:
                runs[-1].append(year)
            else:
                runs.append([year])
        return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)

    # --- countries -------------------------------------------------------------------------

    def country(self, code: str) -> str:
        """A country's name as a label: short, standing alone."""
        return self.texts.get(f"short.{code}") or self.countries.name(code, self.language)

    def name(self, code: str) -> str:
        """A country's name inside a sentence, in the nominative."""
        return self.texts.get(f"in_text.{code}") or self.country(code)

    def of(self, code: str) -> str:
        """A country's name as possessor: "China’s", «Китая»."""
        if form := self.texts.get(f"of.{code}"):
            return form
        return self.text("of_any_other", country=self.name(code))

    def partner(self, code: str) -> str:
        """A country's name after "dependence on", «зависимость от»."""
        return self.text("partner", name=self.name(code), of=self.of(code))

    def industry(self, code: str) -> str:
        """An industry of an inter-country table, or its code where the file has no words for it."""
        return self.texts.get(f"industry.{code}", code)

    # --- sources ---------------------------------------------------------------------------

    def date(self, vintage: str) -> str:
        """A vintage in words where it is a month ("July 2026") or a day, as it stands elsewhere."""
        year, month, day = [*vintage.split("-"), "", ""][:3]
        key = f"day.{month}" if day else f"month.{month}"
        known = key in self.texts and (not day or day.isdigit())
        return self.text(key, year=year, day=day.lstrip("0")) if known else vintage

    def release(self, dataset: str, vintage: str) -> str:
        """A dataset's short name with its vintage: "WDI, July 2026"."""
        return f"{self.dataset(dataset)}, {self.date(vintage)}"

    def _origin(self, dataset: str, vintage: str) -> str:
        """A dataset and its vintage in words, or its key where the file has no words for it."""
        if f"source.{dataset}" not in self.texts:
            return f"{dataset} {self.date(vintage)}"
        return self.text(f"source.{dataset}", vintage=self.date(vintage))

    def dataset(self, dataset: str) -> str:
        """A dataset's short name."""
        return self.texts.get(f"dataset.{dataset}", dataset)

    def origins(self, origins: Iterable[tuple[str, str]]) -> list[str]:
        """Every origin's name and vintage, once; of a computed table, each of its parts."""
        said: dict[str, None] = {}
        for dataset, vintage in origins:
            parts = zip(dataset.split(JOIN), vintage.split(JOIN), strict=True)
            said |= dict.fromkeys(self._origin(*part) for part in parts)
        return list(said)

    def sources(self, origins: Iterable[tuple[str, str]]) -> str:
        """A sentence naming every origin once; of a computed table, each of its parts."""
        return self.text("sources", list="; ".join(self.origins(origins))).replace("..", ".")


class _Writer(string.Formatter):
    """`str.format` that writes numbers in the language of the labels."""

    def __init__(self, labels: Labels) -> None:
        self.labels = labels

    def format_field(self, value: Any, spec: str) -> str:
        if spec.startswith("plural "):
            return self.labels.plural(int(value), spec.removeprefix("plural "))
        if isinstance(value, str):
            return value
        if spec.endswith("p"):
            return self.labels.percent(value, int(spec.strip(".p") or 0))
        return self.labels.number(value, spec)


def placeholders(text: str) -> set[str]:
    """Names of a text's placeholders."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _flatten(content: Any, path: Path | str, above: str = "") -> Iterable[tuple[str, str]]:
    for key, value in content.items():
        dotted = f"{above}.{key}" if above else str(key)
        if isinstance(value, dict):
            yield from _flatten(value, path, dotted)
        elif isinstance(value, str):
            yield dotted, value
        else:
            raise ConfigError(f"{path}, `{dotted}`: a text expected, found {value!r}")


def _names_of_datasets(path: Path, language: str) -> dict[str, str]:
    return {
        f"{key}.{dataset}": getattr(record.names[language], part)
        for dataset, record in datasets.load(path).items()
        if language in record.names
        for key, part in (("dataset", "short"), ("source", "source"))
    }


def plural_form(value: float, forms: str) -> str:
    """The form of a noun beside a number: "one|many" as in English, "one|few|many" as in Russian.

    A number with decimals takes the form of few in Russian (2,5 раза) and that of many in English.
    """
    one, *others = forms.split("|")
    if len(others) == 1:
        return one if value == 1 else others[0]
    few, many = others
    if value != int(value):
        return few
    if value % 100 in range(11, 15):
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(int(value) % 10, many)
