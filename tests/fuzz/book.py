"""Run the fuzzer over every reader and write what came of it to docs/fuzz.md.

    python -m tests.fuzz.book [--times 30] [--only NAME]

The counts stand in tests/fuzz/counts.json; the page is made from them alone.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from tests.fuzz import campaign
from tests.fuzz.damage import AS_WRITTEN, FEWER, KINDS, REFUSED, SAME
from tests.fuzz.layouts import LAYOUTS

ROOT = Path(__file__).resolve().parents[2]
COUNTS, PAGE = ROOT / "tests/fuzz/counts.json", ROOT / "docs/fuzz.md"
OUTCOMES = (REFUSED, SAME, FEWER, AS_WRITTEN, campaign.FAILED)
SLOW = "WIOD workbook"  # a workbook of a full table takes seconds to write

HEAD = """# Bad input, tried

Written by `python -m tests.fuzz.book`; do not edit. {total:,} damaged files were given to the
readers, each a sound file of the provider's layout with one piece of damage at random, drawn by
hypothesis from a fixed seed. The file's own reader then did one of these:

- **refused**: it stopped with a sentence that names the file and what is wrong;
- **same**: it read the figures of the sound file, all of them;
- **fewer**: it read some of them, each as in the sound file, because rows or cells were gone;
- **as written**: it read other figures, as the damage wrote them. This is let pass only where the
  damaged file is one that could be sound: another plausible number, a changed digit, a negative
  number where there may be one, a source of funds that a country may leave out;
- **failed**: a wrong number without a word, figures dropped that were there, or an error that is no
  sentence of ours.

What cannot be told is not tried: a thousands point in a whole number (1.836) is a decimal point to
anybody; two years whose heads changed places in a table whose columns may stand in any order are
two other years.

The same is tried with fewer files at every `make test`, with more by `make test-slow`.
"""


def page(rows: list[list]) -> str:
    """The page, from rows of layout, damage, outcome and times."""
    by_kind, by_layout = Counter(), Counter()
    for name, kind, ended, times in rows:
        by_kind[kind, ended] += times
        by_layout[name, ended] += times
    parts = [HEAD.format(total=sum(by_kind.values())), "## By damage\n"]
    parts += _table("damage", {k: f"{k}: {said}" for k, (_, _, said) in KINDS.items()}, by_kind)
    parts += ["\n## By layout\n"]
    names = {n: f"{n} (`{layout.reader}`)" for n, layout in LAYOUTS.items()}
    parts += _table("layout and reader", names, by_layout)
    return "\n".join(parts) + "\n"


def _table(head: str, names: dict[str, str], counts: Counter) -> list[str]:
    lines = [
        f"| {head} | tried | {' | '.join(OUTCOMES)} |",
        "|---|" + "---:|" * (len(OUTCOMES) + 1),
    ]
    for name, said in names.items():
        times = [counts[name, ended] for ended in OUTCOMES]
        lines.append(f"| {said} | {sum(times):,} | {' | '.join(f'{n:,}' for n in times)} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--only", default="", help="layouts whose names hold this; others stay")
    chosen = parser.parse_args()
    rows = json.loads(COUNTS.read_text(encoding="utf-8")) if COUNTS.exists() else []
    for name, layout in LAYOUTS.items():
        if chosen.only not in name:
            continue
        rows = [row for row in rows if row[0] != name]
        times = max(2, chosen.times // 10) if name == SLOW else chosen.times
        for kind in campaign.kinds(layout):
            tally = campaign.run(layout, kind, times)
            rows += [[name, *key, n] for key, n in tally.counts.items()]
            for case in tally.failures.values():
                print(f"{name}, {kind}: {case}")
        rows.sort()
        COUNTS.write_text(json.dumps(rows, indent=0) + "\n", encoding="utf-8")
    PAGE.write_text(page(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
