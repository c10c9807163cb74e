"""Providers publish one release after another; after each the project is brought up to date."""

import openpyxl
import pytest

from techsov.sources import rosstat
from tests.providers import Served, dataverse

pytestmark = [pytest.mark.releases, pytest.mark.workflow, pytest.mark.long]

DOI = "doi:10.7910/DVN/XTAQMC"
RANKINGS = "atlas/rankings"
THIRD, SIXTH, IN_2022, RANKED = (
    "s5-complexity-third-ten", "s5-complexity-sixth-ten", "s5-complexity-2022",
    "s5-complexity-ranked",
)  # fmt: skip
# data to -> the release's file, and when it came out
HISTORY = {
    "2017": ("rankings.tab", "2019-06-03T00:00:00Z"),
    "2019": ("Country Complexity Rankings 1995 - 2019.csv", "2021-10-01T00:00:00Z"),
    "2021": ("Country Complexity Rankings 1995 - 2021.csv", "2023-07-01T00:00:00Z"),
    "2022": ("rankings.tab", "2024-09-17T00:00:00Z"),
    "2024": ("growth_proj_eci_rankings.csv", "2026-02-01T00:00:00Z"),
}


def publish(server, releases, year, version):
    name, updated = HISTORY[year]
    body = (releases / "atlas/rankings" / year / name).read_bytes()
    dataverse(server, DOI, {name: body}, version, updated)


@pytest.fixture
def atlas(project, server):
    """The project as it stood when the Atlas held data to 2017."""
    datasets = project.config("editions")["embedded"]["datasets"] | {RANKINGS: {"main": "2017"}}
    sources = {
        key: entry
        for key, entry in project.config("sources").items()
        if not key.startswith(RANKINGS) or key.endswith("/2017")
    }
    sources[f"{RANKINGS}/2017"]["token"] = "1.0"
    way = project.probes()[RANKINGS]
    way |= {"server": server.url("/"), "redirects": ["localhost"]}
    project.begin(datasets, sources, {RANKINGS: way})
    measure(project, "threshold")
    return project


def measure(project, method):
    """How the releases to come measure presence: announced by the Atlas, held by no file of it."""
    probes = project.probes()
    probes[RANKINGS]["more"] = {"method": method}
    project.watch(probes)


def test_the_atlas_through_its_history(atlas, server, releases):
    publish(server, releases, "2017", "1.0")
    assert atlas.techsov("outdated", "base").returncode == 0
    assert atlas.update("2019-07-01").taken == []

    # The web site's export of 2019 holds one classification only: a guard stops, a person accepts.
    publish(server, releases, "2019", "2.0")
    asked = atlas.techsov("outdated", "base")
    assert asked.returncode == 10, asked.stdout + asked.stderr
    assert "version 2.0: Country Complexity Rankings 1995 - 2019.csv" in " ".join(
        asked.stdout.split()
    )
    held = atlas.update("2021-11-01")
    assert held.taken == [] and "eci.HS92 is no longer held" in held.left[0]
    base = atlas.hashes("results/base", "data/raw/atlas/rankings")
    taken = atlas.update("2021-11-01", f"{RANKINGS}:coverage")
    assert taken.taken == [f"{RANKINGS}/2019"] and taken.finished == ["2021-11-01"]

    publish(server, releases, "2021", "3.0")
    assert atlas.update("2023-08-01").taken == [f"{RANKINGS}/2021"]
    assert atlas.verdicts("2023-08-01")[THIRD] == "reproduced"
    assert atlas.verdicts("2023-08-01")[SIXTH] == "reproduced"
    assert atlas.verdicts("2023-08-01")[IN_2022] == "no data in this edition"
    assert atlas.verdicts("2023-08-01")[RANKED] == "reproduced"

    # SITC begins in 1997 here, two years late; HS92 ranks count countries without an ECI too.
    publish(server, releases, "2022", "4.0")
    held = atlas.update("2024-10-01")
    assert "eci.SITC no longer covers 1995, 1996" in held.left[0]
    assert "ranks: the release ranks beyond its ranked countries: HS92" in held.left[0]
    still = atlas.update("2024-10-01", f"{RANKINGS}:coverage")
    assert still.taken == [] and "coverage" not in still.left[0].partition("ACCEPT")[0]
    taken = atlas.update("2024-10-01", f"{RANKINGS}:coverage", f"{RANKINGS}:ranks")
    assert taken.taken == [f"{RANKINGS}/2022"]
    compared = atlas.compared("2023-08-01", "2024-10-01")
    flips = compared["claims"].query("change == 'verdict'").set_index("id")
    assert flips.loc[RANKED, ["old_verdict", "new_verdict"]].tolist() == ["reproduced", "revised"]
    assert flips.loc[IN_2022, "new_verdict"] == "contradicted"
    assert set(flips["cause"]) == {RANKINGS}
    assert THIRD not in flips.index and SIXTH not in flips.index
    sets = compared["causes"].query("indicator == 'rank.SITC' and cause == 'country set'")
    assert len(sets) > 100

    publish(server, releases, "2024", "5.0")
    measure(atlas, "continuous")
    taken = atlas.update("2026-03-01", RANKINGS)
    assert taken.taken == [f"{RANKINGS}/2024"]
    compared = atlas.compared("2024-10-01", "2026-03-01")
    flips = compared["claims"].query("change == 'verdict'").set_index("id")
    assert flips.loc[THIRD, ["old_verdict", "new_verdict"]].tolist() == ["reproduced", "revised"]
    assert flips.loc[THIRD, "new_reproduced"] == "31"
    assert flips.loc[IN_2022, ["old_verdict", "new_verdict"]].tolist() == [
        "contradicted", "reproduced",
    ]  # fmt: skip
    assert SIXTH not in flips.index
    assert len(compared["method"]) == 133  # the release that measures presence without a threshold

    # Nothing that stood before was touched, and the record tells the whole of it.
    assert base.items() <= atlas.hashes("results/base", "data/raw/atlas/rankings").items()
    record = (atlas.folder / "docs/revisions.md").read_text(encoding="utf-8")
    days = [line[3:] for line in record.splitlines() if line.startswith("## ")]
    assert days == ["2026-03-01", "2024-10-01", "2023-08-01", "2021-11-01"]
    assert f"`{THIRD}`: reproduced → revised" in record.partition("## 2024-10-01")[0]
    assert f"`{RANKED}`: reproduced → revised" in record.partition("## 2024-10-01")[2]
    assert atlas.techsov("outdated", "base").returncode == 0


# --- two vintages of GDP ---------------------------------------------------------------------

GDP, BOOK = "rosstat/gdp", "VVP_god_s_1995-2024.xlsx"
GDP_2022, GERD_2022 = 153_435, 1_435_900


def spring_2023(book, target):
    """Rosstat's workbook with the GDP of 2022 as it was estimated in the spring of 2023."""
    workbook = openpyxl.load_workbook(book)
    changed = 0
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float) and 156_940 < cell.value < 156_942:
                    cell.value, changed = GDP_2022, changed + 1
    assert changed
    target.parent.mkdir(parents=True)
    workbook.save(target)


@pytest.fixture
def gdp(project, server, releases):
    """The project in the spring of 2023: that GDP, and the level of GERD by itself."""
    sources, datasets = (
        project.config("sources"),
        project.config("editions")["embedded"]["datasets"],
    )
    spring_2023(releases / "rosstat" / BOOK, project.folder / f"data/raw/{GDP}/2023-03/{BOOK}")
    own = sources.pop(f"{GDP}/2025-02")
    entry = {
        **own,
        "form": "release",
        "released": "2023-04-07",
        "files": {BOOK: {"unpinned": True}},
    }
    entry["token"] = f"{BOOK} of spring 2023"
    sources[f"{GDP}/2023-03"] = entry
    level = project.folder / "data/raw/rosstat/science/2023-09/science.csv"
    level.parent.mkdir()
    rows = (project.folder / "data/raw/rosstat/science/2025-08/science.csv").read_text("utf-8")
    rows = rows.replace(",2025-08\n", ",2023-09\n")
    row = f"RUS,2022,gerd_lcu,{GERD_2022},m national currency,rosstat/science,2023-09\n"
    level.write_text(rows + row, encoding="utf-8")
    sources["rosstat/science/2023-09"] = {
        **sources["rosstat/science/2025-08"], "form": "transcribed",
        "files": {"science.csv": {"unpinned": True}},
    }  # fmt: skip
    datasets |= {
        GDP: {"main": "2023-03"},
        "rosstat/science": {"main": "2023-09"},
        "worldbank/gerd": {"main": "2021-09"},
    }
    way = project.probes()[GDP] | {"page": server.url("/statistics/accounts")}
    project.begin(datasets, sources, {GDP: way})
    return project


def test_the_share_of_2022_moves_from_0_94_to_0_915_and_gdp_has_moved_it(gdp, server, releases):
    body = (releases / "rosstat" / BOOK).read_bytes()
    page = f'<a class="btn" href="/storage/mediabank/{BOOK}">x</a>'
    server.answers["/statistics/accounts"] = Served(page.encode())
    server.answers[f"/storage/mediabank/{BOOK}"] = Served(body, modified=1744300000.0)
    assert gdp.techsov("outdated", "base").returncode == 10
    done = gdp.update("2025-05-01")
    assert done.taken == [f"{GDP}/2025-04"], done.left
    compared = gdp.compared("base", "2025-05-01")
    own = "indicator == 'gerd_gdp_from_levels' and country == 'RUS' and year == '2022'"
    (figure,) = compared["indicators"].query(own).to_dict("records")
    assert figure["kind"] == "revision"
    assert round(float(figure["old"]), 2) == 0.94
    assert round(float(figure["new"]), 3) == 0.915
    (cause,) = compared["causes"].query(own).to_dict("records")
    assert cause["cause"] == GDP
    assert float(cause["effect"]) == pytest.approx(float(figure["change"]))
    assert rosstat.read_gdp(gdp.folder / f"data/raw/{GDP}/2025-04/{BOOK}")["value"].max() > 1e8
