"""Fig. 1 of the paper: how the technological sovereignty projects are organised."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from techsov.core import yamlfile
from techsov.core.errors import ConfigError
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.labels import Labels

FIGURE = Spec(
    shows="Fig. 1, how the technological sovereignty projects are organised",
    step="programme",
    place=1,
    inputs=("config/tables/fig1.yaml",),
)
EDGES = {
    "command": (style.INK, "line"),
    "agreement": ("#225555", "line"),
    "money": ("#882200", "line"),
    "advice": (style.MUTED, "dash"),
}
NODES = {
    "authority": "#D3E4F1",
    "adviser": "#EFEFEF",
    "central_participant": "#FBE6C6",
    "outcome": "#FFFFFF",
    "agency": "#D3E4F1",
    "chain": "#DCEBD8",
    "chain_participant": "#F1F7EF",
}
PARTICIPANT = "chain_participant"
EDGE = 0.03  # cm kept free for the strokes of the outermost boxes
LANE, GAP, GUTTER, PAD = 0.7, 2.15, 1.5, 0.16  # cm
BRANCH = 0.35  # how far down the gutter edges that leave together part


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """The nodes and edges of the structure, with its title and source.

    Returns
    -------
    pd.DataFrame
        columns part (title, source, node, edge), id, from, to, level, kind, label_<language>

    Raises
    ------
    ConfigError
        Naming an edge whose end is no node, or an unknown kind
    """
    path = inputs["fig1"]
    structure = yamlfile.read(path)
    _check(structure, path)
    languages = sorted(structure["title"])
    rows = [{"part": part, "id": part, "label": structure[part]} for part in ("title", "source")]
    rows += [{"part": "node", **node} for node in structure["nodes"]]
    rows += [{"part": "edge", "id": f"{e['from']}-{e['to']}", **e} for e in structure["edges"]]
    table = pd.DataFrame(rows)
    for language in languages:
        table[f"label_{language}"] = [label[language] for label in table["label"]]
    table["level"] = table["level"].astype("Int64")
    columns = ["part", "id", "from", "to", "level", "kind", *(f"label_{x}" for x in languages)]
    table = table[columns]
    text = [c for c in columns if c != "level"]
    table[text] = table[text].fillna("")
    return table


def _check(structure: dict, path: str) -> None:
    known = {node["id"] for node in structure["nodes"]}
    for node in structure["nodes"]:
        if node["kind"] not in NODES:
            raise ConfigError(f"{path}, node {node['id']}: kind is one of {', '.join(NODES)}")
    for edge in structure["edges"]:
        if edge["kind"] not in EDGES:
            raise ConfigError(
                f"{path}, edge {edge['from']}-{edge['to']}: kind is one of {', '.join(EDGES)}"
            )
        for end in (edge["from"], edge["to"]):
            if end not in known:
                raise ConfigError(f"{path}, edge {edge['from']}-{edge['to']}: no node `{end}`")


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Whether the participants of a chain meet each other or only through the chain."""
    nodes, edges = (table[table["part"] == part] for part in ("node", "edge"))
    low = set(nodes.loc[nodes["kind"] == PARTICIPANT, "id"])
    meet = (edges["from"].isin(low) & edges["to"].isin(low)).any()
    return labels[f"fig1_design.title.{'network' if meet else 'vertical'}"]


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    column = f"label_{labels.language}"
    name = table[table["part"] == "node"].set_index("id")[column]
    said = "; ".join(
        labels.text(
            "fig1_design.alt_edge",
            one=name[edge["from"]],
            other=name[edge["to"]],
            label=edge[column],
        )
        for _, edge in table[table["part"] == "edge"].iterrows()
    )
    return labels.text("fig1_design.alt", title=title(table, labels), edges=said)


# --- layout --------------------------------------------------------------------------------


@dataclass
class Box:
    """A node on the sheet: centre and size in cm, y downwards; its level and column."""

    text: str
    kind: str
    level: int
    column: int
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0

    def side(self, name: str, at: float = 0.5) -> tuple[float, float]:
        """A point on one of its sides, `at` of the way along it."""
        left, top = self.x - self.width / 2, self.y - self.height / 2
        return {
            "left": (left, top + at * self.height),
            "right": (left + self.width, top + at * self.height),
            "top": (left + at * self.width, top),
            "bottom": (left + at * self.width, top + self.height),
        }[name]


def _columns(nodes: pd.DataFrame, edges: pd.DataFrame) -> dict[str, int]:
    """A column for each node, so that linked nodes of neighbouring levels stand near."""
    levels = {n: list(rows["id"]) for n, rows in nodes.groupby("level")}
    level = dict(zip(nodes["id"], nodes["level"], strict=True))
    width = max(map(len, levels.values()))
    links = [
        (a, b)
        for a, b in zip(edges["from"], edges["to"], strict=True)
        if abs(level[a] - level[b]) <= 1
    ]
    choices = product(*(combinations(range(width), len(ids)) for ids in levels.values()))
    least, best = math.inf, dict[str, int]()
    for choice in choices:
        column = {
            node: place
            for ids, places in zip(levels.values(), choice, strict=True)
            for node, place in zip(ids, places, strict=True)
        }
        length = sum((column[a] - column[b]) ** 2 for a, b in links)
        if length < least:
            least, best = length, column
    return best


def _boxes(table: pd.DataFrame, language: str, inner: float) -> tuple[dict[str, Box], float]:
    """Every node's box on a sheet of that width, cm, and the height that all need."""
    nodes, edges = (table[table["part"] == part] for part in ("node", "edge"))
    column = _columns(nodes, edges)
    count = max(column.values()) + 1
    width = (inner - EDGE - LANE - (count - 1) * GAP) / count
    boxes = {}
    for node in nodes.to_dict("records"):
        text = style.wrap(node[f"label_{language}"], width - 2 * PAD, style.SMALL)
        boxes[node["id"]] = Box(text, node["kind"], int(node["level"]), column[node["id"]])
    y = 0.05
    for level in sorted({box.level for box in boxes.values()}):
        row = [box for box in boxes.values() if box.level == level]
        height = max(style.tall(box.text, style.SMALL) for box in row) + 2.6 * PAD
        for box in row:
            box.width, box.height = width, height
            box.x = LANE + width / 2 + box.column * (width + GAP)
            box.y = y + height / 2
        y += height + GUTTER
    return boxes, y - GUTTER + 0.05


def _sides(one: Box, other: Box, boxes: dict[str, Box]) -> tuple[str, str]:
    """On which side an edge leaves its first box and enters its second."""
    if one.level == other.level:
        return ("right", "left") if one.column < other.column else ("left", "right")
    if abs(one.level - other.level) > 1:
        return "left", "left"
    down = one.level < other.level
    if down and one.column != other.column:
        low, high = sorted((one.column, other.column))
        between = [
            box
            for box in boxes.values()
            if box is not one and box.level == one.level and low <= box.column <= high
        ]
        if not between:
            return ("right" if other.column > one.column else "left"), "top"
    return ("bottom", "top") if down else ("top", "bottom")


def _ports(edges: list[dict], boxes: dict[str, Box]) -> None:
    """Set apart the ends of edges that share a side; what leaves a box together shares a port."""
    ends: dict[tuple[str, str], dict] = {}
    for n, edge in enumerate(edges):
        leave, enter = _sides(boxes[edge["from"]], boxes[edge["to"]], boxes)
        edge |= {"leave": leave, "enter": enter}
        far = boxes[edge["to"]].column
        ends.setdefault((edge["from"], leave), {}).setdefault("out", []).append((far, n))
        far = boxes[edge["from"]].column
        ends.setdefault((edge["to"], enter), {}).setdefault(n, []).append((far, n))
    for groups in ends.values():
        ordered = sorted(groups, key=lambda g: sum(f for f, _ in groups[g]) / len(groups[g]))
        for place, group in enumerate(ordered, 1):
            for _, n in groups[group]:
                edges[n]["shared"] = edges[n].get("shared", False) or (
                    group == "out" and len(groups[group]) > 1
                )
                end = "leave_at" if group == "out" else "enter_at"
                edges[n][end] = place / (len(ordered) + 1)
    for edge in edges:  # an upright edge stays upright
        one, other = boxes[edge["from"]], boxes[edge["to"]]
        if one.column == other.column and edge["leave"] in ("top", "bottom"):
            edge["enter_at"] = edge["leave_at"]


def _path(edge: dict, boxes: dict[str, Box]) -> list[tuple[float, float]]:
    """The corners of an edge, from its first box to its second."""
    start = boxes[edge["from"]].side(edge["leave"], edge["leave_at"])
    end = boxes[edge["to"]].side(edge["enter"], edge["enter_at"])
    if edge["leave"] == edge["enter"] == "left":
        return [start, (LANE * 0.4, start[1]), (LANE * 0.4, end[1]), end]
    if edge["leave"] in ("left", "right"):
        return [start, end] if edge["enter"] != "top" else [start, (end[0], start[1]), end]
    if abs(start[0] - end[0]) < 1e-9:
        return [start, end]
    middle = start[1] + (BRANCH if edge["shared"] else 0.5) * (end[1] - start[1])
    return [start, (start[0], middle), (end[0], middle), end]


# --- drawing -------------------------------------------------------------------------------


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """Boxes by level and arrows by kind, with what passes along each arrow; stacked, a list."""
    edges = table[table["part"] == "edge"].to_dict("records")
    column = f"label_{labels.language}"
    said = table[table["part"].isin(["title", "source"])].set_index("part")[column]
    kinds = [kind for kind in EDGES if kind in {edge["kind"] for edge in edges}]
    lines = _lines(table, column, form.inner) if form.stacked else []
    boxes, height = ({}, 0.05) if form.stacked else _boxes(table, labels.language, form.inner)
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        said["title"],
        said["source"],
        height=height + sum(style.tall(text, style.SMALL) + room for text, _, room in lines),
        left=0,
        right=0,
        scale=False,
        key=[(labels[f"fig1_design.{kind}"], *EDGES[kind]) for kind in kinds],
    )
    axes.set_xlim(0, form.inner)
    axes.set_ylim(axes.get_position().height * figure.get_figheight() / style.CM, 0)
    axes.set_axis_off()
    y = 0.05
    for text, kind, room in lines:
        look: dict[str, Any] = {"weight": "bold"} if not kind else {"color": EDGES[kind][0]}
        axes.text(0, y + room, text, size=style.SMALL, va="top", linespacing=style.LEADING, **look)
        y += style.tall(text, style.SMALL) + room
    if boxes:
        _ports(edges, boxes)
    for edge in edges if boxes else ():
        corners = _path(edge, boxes)
        _draw_edge(axes, corners, edge["kind"])
        bus = edge["shared"] and edge["leave"] in ("top", "bottom")
        _label_edge(axes, corners, edge[column], EDGES[edge["kind"]][0], bus)
    for box in boxes.values():
        _draw_box(axes, box)
    return figure


def _lines(table: pd.DataFrame, column: str, inner: float) -> list[tuple[str, str, float]]:
    """Each node and beneath it what it passes on: the text, the kind of edge, room above, cm."""
    nodes, edges = (table[table["part"] == part] for part in ("node", "edge"))
    name = nodes.set_index("id")[column]
    lines = []
    for node in nodes.itertuples():
        lines.append((style.wrap(name[node.id], inner, style.SMALL, "bold"), "", 0.22))
        for edge in edges[edges["from"] == node.id].to_dict("records"):
            text = f"→ {name[edge['to']]}: {edge[column]}"
            lines.append((style.wrap(text, inner, style.SMALL), edge["kind"], 0.06))
    return lines


def _draw_box(axes: Axes, box: Box) -> None:
    left, top = box.side("left")[0], box.side("top")[1]
    axes.add_patch(
        FancyBboxPatch(
            (left, top),
            box.width,
            box.height,
            boxstyle="round,pad=0,rounding_size=0.12",
            facecolor=NODES[box.kind],
            edgecolor=style.INK if box.kind == "outcome" else style.MUTED,
            lw=1.2 if box.kind == "outcome" else 0.7,
            zorder=3,
        )
    )
    lines = box.text.split("\n")
    step = style.tall("", style.SMALL)
    for n, line in enumerate(lines):  # one by one: a tall letter must not push the next line down
        y = box.y + (n - (len(lines) - 1) / 2) * step
        axes.text(box.x, y, line, ha="center", va="center_baseline", size=style.SMALL, zorder=4)


def _draw_edge(axes: Axes, corners: list[tuple[float, float]], kind: str) -> None:
    colour, look = EDGES[kind]
    dashes = (0, (3, 2)) if look == "dash" else "-"
    xs, ys = zip(*corners, strict=True)
    axes.plot(xs, ys, color=colour, lw=1.1, ls=dashes, zorder=1, solid_joinstyle="round")
    axes.annotate(
        "",
        corners[-1],
        xytext=corners[-2],
        zorder=2,
        arrowprops={
            "arrowstyle": "-|>,head_width=0.22,head_length=0.5",
            "color": colour,
            "lw": 0,
            "shrinkA": 0,
            "shrinkB": 0,
            "mutation_scale": 11,
        },
    )


def _label_edge(
    axes: Axes, corners: list[tuple[float, float]], text: str, colour: str, bus: bool
) -> None:
    """Set the label along an edge's level stretch, or beside an upright one."""
    (x0, y0), (x1, _) = corners[0], corners[1]
    if bus or (len(corners) == 2 and x0 == x1):
        _label_upright(axes, corners, text, colour, bus)
        return
    if len(corners) == 4 and corners[0][1] != corners[1][1]:
        (x0, y0), (x1, _) = corners[1], corners[2]
    lines = style.wrap(text, abs(x1 - x0) - 0.25, style.FOOT).split("\n")
    upper = (len(lines) + 1) // 2 if len(lines) > 2 else len(lines)
    for part, offset, side in ((lines[:upper], -0.06, "bottom"), (lines[upper:], 0.08, "top")):
        axes.text(
            (x0 + x1) / 2,
            y0 + offset,
            "\n".join(part),
            color=colour,
            size=style.FOOT,
            ha="center",
            va=side,
            linespacing=1.15,
        )


def _label_upright(
    axes: Axes, corners: list[tuple[float, float]], text: str, colour: str, bus: bool
) -> None:
    """Set a label right of an edge's last stretch; left of it where the sheet ends too soon.

    Beside a stretch that several edges begin with, and left of one, the label keeps to the half
    nearer to the box that is entered.
    """
    x, (low, high) = corners[-1][0], sorted((corners[-1][1], corners[-2][1]))
    widest = max(style.measure(word, style.FOOT) for word in text.split(" "))
    room = min(3.0, axes.get_xlim()[1] - x - 0.12)
    leftwards = room < widest or (bus and room < 2)
    if bus or leftwards:
        low = high - GUTTER * (1 - BRANCH if bus else 0.5)
    axes.text(
        x - 0.12 if leftwards else x + 0.12,
        (low + high) / 2 - 0.04,
        style.wrap(text, 2.6 if leftwards else room, style.FOOT),
        color=colour,
        size=style.FOOT,
        ha="right" if leftwards else "left",
        va="center",
        linespacing=1.15,
    )
