"""Draw docs/figures/dataflow.svg: the rules of an edition, from raw files to pages, as a picture.

Run by `make docs`. The graph is Snakemake's own (`--rulegraph`), so that the picture shows every
rule that runs; an edge that follows from others is left out.
"""

import re
import subprocess
import sys
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path
from textwrap import wrap

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path as Path_

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "docs/figures/dataflow.svg"
RAW = "files of the providers"
HALF = 0.38  # of a box's width, in columns
# Colours of the picture, by what a rule is named for.
STAGES = {
    "check_raw": ("raw files", "#8a8a8a"), "clean": ("raw files", "#8a8a8a"),
    "compute": ("indicators", "#0b6e99"), "check": ("claims", "#b5442b"),
    "translate": ("claims", "#b5442b"), "tabulate": ("tables and figures", "#4d7d36"),
    "draw": ("tables and figures", "#4d7d36"), "write": ("pages", "#6b4c9a"),
    "set": ("pages", "#6b4c9a"), "execute": ("pages", "#6b4c9a"), "bundle": ("pages", "#6b4c9a"),
}  # fmt: skip


def rules() -> dict[str, set[str]]:
    """Rule -> the rules whose results it reads, without those that follow from others."""
    command = [sys.executable, "-m", "snakemake", "--profile", "workflow/profiles/default"]
    command += ["--config", "edition=embedded", "--forceall", "--rulegraph", "dot"]
    dot = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = dict(re.findall(r'(\d+)\[label = "(\w+)"', dot))
    read = {name: set() for name in names.values() if name != "all"}
    for source, target in re.findall(r"(\d+) -> (\d+)", dot):
        if names[target] != "all":
            read[names[target]].add(names[source])
    reach = {}
    for name in TopologicalSorter(read).static_order():
        reach[name] = read[name].union(*(reach[each] for each in read[name]))
    return {
        name: {each for each in below if not any(each in reach[other] for other in below)}
        for name, below in read.items()
    }


def columns(read: dict[str, set[str]]) -> list[list[str]]:
    """Rules by the length of the longest way from a raw file, each column near what it reads."""
    depth: dict[str, int] = {}
    for name in TopologicalSorter(read).static_order():
        depth[name] = 1 + max((depth[each] for each in read[name]), default=-1)
    found: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name in sorted(read):
        found[depth[name]].append(name)
    for before, column in pairwise(found):
        place = {name: k / len(before) for k, name in enumerate(before)}
        column.sort(key=lambda name: (sum(place.get(e, 0.5) for e in read[name]), name))
    return found


def stage(rule: str) -> tuple[str, str]:
    if rule == RAW:
        return STAGES["clean"]
    return STAGES.get(rule) or STAGES[rule.split("_")[0]]


def draw(read: dict[str, set[str]]) -> None:
    plt.rcParams |= {"svg.hashsalt": "techsov", "svg.fonttype": "none", "font.size": 8.5}
    found = [[RAW], *columns(read)]
    tallest = max(map(len, found))
    figure, axes = plt.subplots(figsize=(2.3 * len(found), 0.5 * tallest + 0.6))
    place = {
        name: (x, tallest / 2 - (k + 0.5) * tallest / len(column))
        for x, column in enumerate(found)
        for k, name in enumerate(column)
    }
    for name in read:
        for each in sorted(read[name] or {RAW}):
            (x, y), (left, right) = place[name], (place[each][0] + HALF, place[name][0] - HALF)
            path = [
                (left, place[each][1]),
                (left + 0.2, place[each][1]),
                (right - 0.2, y),
                (right, y),
            ]
            curve = PathPatch(Path_(path, [1, 4, 4, 4]), fc="none", ec="#b8b8b8", lw=0.8, zorder=1)
            axes.add_patch(curve)
    for name, (x, y) in place.items():
        text = "\n".join(wrap(name.replace("_", " "), 20))
        box = FancyBboxPatch(
            (x - HALF + 0.03, y - 0.3), 2 * HALF - 0.06, 0.6,
            boxstyle="round,pad=0.03", fc="white", ec=stage(name)[1], lw=1.2, mutation_aspect=2,
        )  # fmt: skip
        axes.add_patch(box)
        axes.text(x, y, text, ha="center", va="center")
    for k, (label, colour) in enumerate(dict.fromkeys(STAGES.values())):
        axes.text(
            k * 0.62 - HALF, tallest / 2 + 0.2, label, color=colour, weight="bold", va="bottom"
        )
    axes.set(xlim=(-0.5, len(found) - 0.5), ylim=(-tallest / 2 - 0.1, tallest / 2 + 0.6))
    axes.axis("off")
    figure.savefig(TARGET, bbox_inches="tight", metadata={"Date": None})


if __name__ == "__main__":
    draw(rules())
