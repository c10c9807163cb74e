"""Asking providers for what is newest, on a server that plays them; editions that follow."""

import io
import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
import yaml
from rich.console import Console

from techsov.catalogue import datasets
from techsov.catalogue.registry import Catalogue, Edition, sha256
from techsov.core.errors import ConfigError
from techsov.fetch import FetchError, provenance
from techsov.fetch.integrity import digest
from techsov.fetch.provenance import Provenance
from techsov.update import edition, journal, outdated, probes, revisions, take
from techsov.update.take import Taken
from tests.providers import (
    Served,
    as_release,
    dataverse,
    status,
)
from tests.publishing import dataflow, rosstat

TODAY = date(2026, 11, 25)
DOI = "doi:10.7910/DVN/XTAQMC"


@pytest.fixture(scope="module")
def catalogue(root):
    return Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")


def vintage(key, **entry):
    about = {"form": "extract", "released": "2025-02", "files": {"a.csv": {"unpinned": True}}}
    return as_release(key, about | entry)


def watch(kind, **how):
    """How a dataset's provider is asked, as `datasets.yaml` says it."""
    record = datasets.Dataset.model_validate({"layout": "indicator", "probe": {"kind": kind} | how})
    return record.probe


def ask(_, network, pinned, kind, **how):
    way = watch(kind, name="month", citation="C", **how)
    return probes.ask(way, pinned, network, TODAY)


# --- each kind of provider -------------------------------------------------------------------


def test_a_dataverse_says_its_version_and_the_files_that_fit(server, network):
    dataverse(server, DOI, {"rankings.tab": b"x", "notes.pdf": b"y"}, "12.0")
    newest = ask(
        server, network, vintage("atlas/rankings/2024"), "dataverse",
        doi=DOI, server=server.url("/"), files=(r"rankings\.tab|growth.*",),
    )  # fmt: skip
    assert (newest.token, newest.published) == ("12.0", "2026-04-22")
    assert newest.entry["version"] == "12.0"
    assert newest.entry["files"] == {"rankings.tab": {"unpinned": True}}


def test_a_dataverse_without_a_file_that_fits_names_what_it_has(server, network):
    dataverse(server, DOI, {"notes.pdf": b"y"}, "12.0")
    with pytest.raises(ConfigError, match=r"nothing at the provider's fits.*notes\.pdf"):
        ask(server, network, vintage("atlas/rankings/2024"), "dataverse",
            doi=DOI, server=server.url("/"), files=(r"rankings\.tab",))  # fmt: skip


def test_an_sdmx_service_says_version_edition_and_when_the_data_were_loaded(server, network):
    flow, named = "OECD.STI.PIE,DSD_TIVA_FDVA@DF_FDVA", "TiVA 2025 edition: FDVA"
    dataflow(server, "/rest/", flow, "1.1", named, "2025-10-14T08:00:00Z")
    newest = ask(
        server, network, vintage("oecd/tiva-fdva/2023"), "sdmx",
        flow=flow, service=server.url("/rest/"),
        queries={"fdva_RUS.csv": "FDVA.._T.RUS._T.USD.A?format=csvfile"},
    )  # fmt: skip
    assert (newest.token, newest.edition) == ("1.1 2025-10-14", "2025")
    assert newest.published == "2025-10-14"
    address = newest.entry["files"]["fdva_RUS.csv"]["url"]
    assert "OECD.STI.PIE,DSD_TIVA_FDVA@DF_FDVA,1.1/FDVA" in address


PAGE = "/statistics/accounts"


def gdp(server, network, pinned):
    return ask(server, network, pinned, "listing", page=server.url(PAGE),
               files=(r"VVP_god_s_1995-\d{4}\.xlsx",))  # fmt: skip


def test_of_rosstats_files_the_last_name_counts_with_its_hash_and_date(server, network):
    rosstat(server, PAGE, {"VVP_god_s_1995-2023.xlsx": b"old", "VVP_god_s_1995-2024.xlsx": b"new"})
    newest = gdp(server, network, vintage("rosstat/gdp/2023-04"))
    assert newest.token.startswith("VVP_god_s_1995-2024.xlsx ")
    assert newest.published == "2025-02-07"
    assert newest.entry["files"]["VVP_god_s_1995-2024.xlsx"]["bytes"] == 3


def test_a_file_of_rosstat_that_changed_under_its_name_is_another_release(server, network):
    rosstat(server, PAGE, {"VVP_god_s_1995-2024.xlsx": b"one"})
    pinned = vintage(
        "rosstat/gdp/2025-02", token=gdp(server, network, vintage("rosstat/gdp/1")).token
    )
    assert not outdated.is_newer(gdp(server, network, pinned), pinned)
    rosstat(server, PAGE, {"VVP_god_s_1995-2024.xlsx": b"two"})
    assert outdated.is_newer(gdp(server, network, pinned), pinned)


def archives(server, body, edition="2025", etag='"a"'):
    server.answers["/ICIO/2025/2016-2022_SML.zip"] = Served(body, etag=etag, modified=1768000000.0)
    server.answers["/icio"] = Served(f"<p>ICIO tables, {edition} edition</p>".encode())
    pinned = vintage(
        "oecd/icio/2025", form="release", url=server.url("/ICIO/2025/"),
        files={"2016-2022_SML.zip": {"unpinned": True}},
    )  # fmt: skip
    return pinned, server.url("/icio")


def test_an_archive_is_told_by_its_headers_without_its_body(server, network):
    pinned, page = archives(server, b"z" * 100_000_0)
    newest = ask(server, network, pinned, "archives", page=page)
    assert newest.published == "2026-01-09"
    assert "2016-2022_SML.zip 1000000" in newest.token
    assert newest.entry["files"]["2016-2022_SML.zip"]["about_bytes"] == 1_000_000
    archives(server, b"z" * 1_000_000, etag='"b"')
    assert ask(server, network, pinned, "archives", page=page).token != newest.token


def test_another_edition_of_the_archives_is_reported_and_not_guessed_at(server, network):
    pinned, page = archives(server, b"z", edition="2027")
    newest = ask(server, network, pinned, "archives", page=page)
    assert (newest.edition, newest.entry) == ("2027", {})


def test_the_world_bank_says_when_it_last_updated(server, network):
    head = {"page": 1, "pages": 9, "lastupdated": "2026-07-01", "total": 17_000}
    server.answers["/gerd"] = Served(json.dumps([head, []]).encode())
    pinned = vintage("worldbank/gerd/2026-07", released="2026-07")
    newest = ask(server, network, pinned, "worldbank",
                 url=server.url("/gerd?per_page=20000"), file="gerd.json")  # fmt: skip
    assert server.seen[-1].query["per_page"] == ["1"]
    assert newest.published == "2026-07-01" and not outdated.is_newer(newest, pinned)


def test_the_outlook_is_the_latest_whose_page_is_there(server, network):
    server.answers["/weo/2026/April"] = Served(b"<html>")
    newest = ask(
        server, network, vintage("imf/weo/2025-10"), "outlook",
        page=server.url("/weo/{year}/{month}"), folder=server.url("/files/{year}/{month}/"),
        files=("WEO{mon}{year}all",),
    )  # fmt: skip
    assert newest.token == "2026-04"
    assert [request.path for request in server.seen] == ["/weo/2026/October", "/weo/2026/April"]
    assert newest.entry["files"]["WEOApr2026all.xls"]["url"].endswith("/WEOApr2026all.ashx")


def test_the_service_of_the_uis_says_its_version(server, network):
    said = {"version": "20260311-78618c3e", "publicationDate": "2026-03-11T10:00:00"}
    server.answers["/versions/default"] = Served(json.dumps(said).encode())
    newest = ask(server, network, vintage("uis/expenditure/2017"), "uis",
                 url=server.url("/versions/default"))  # fmt: skip
    assert (newest.token, newest.published) == ("20260311-78618c3e", "2026-03-11")


def test_an_answer_that_is_none_is_a_fault_of_the_provider(server, network):
    server.answers["/versions/default"] = Served(b'{"error": "busy"}')
    with pytest.raises(FetchError, match="without a version"):
        ask(server, network, vintage("uis/expenditure/2017"), "uis",
            url=server.url("/versions/default"))  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "path", "body", "how", "said"),
    [
        ("dataverse", "/api/datasets/:persistentId/versions/:latest-published", b'{"data": {}}',
         {"doi": DOI, "files": ["a"]}, f"describes {DOI} unlike a dataset"),
        ("sdmx", "/dataflow/OECD/DF_A/latest", b'{"data": {"dataflows": []}}',
         {"flow": "OECD,DF_A", "queries": {"a": "A"}}, "describes OECD,DF_A unlike a data flow"),
        ("worldbank", "/", b"[]", {"file": "a.json"}, "answers without `lastupdated`"),
        ("uis", "/", b"<p>busy</p>", {}, "JSON expected at http.*, found something else"),
        ("uis", "/", b"x" * 2001, {}, "does not end"),
    ],
)  # fmt: skip
def test_an_answer_of_another_kind_is_said_to_be_one(
    server, network, monkeypatch, kind, path, body, how, said
):
    monkeypatch.setattr(probes, "LARGEST", 2000)
    server.answers[path] = Served(body)
    place = {"server": server.url("/")} if kind == "dataverse" else {"service": server.url("/")}
    where = place if kind in ("dataverse", "sdmx") else {"url": server.url("/")}
    with pytest.raises(FetchError, match=said):
        ask(server, network, vintage("a/b/2017"), kind, **how, **where)


def test_an_outlook_without_a_later_page_is_the_one_that_is_held(server, network):
    page, held = server.url("/weo/{year}/{month}"), vintage("imf/weo/2025-10")
    newest = ask(server, network, held, "outlook", page=page, folder="https://x/", files=["a"])
    assert (newest.token, newest.published, newest.entry) == ("2025-10", "2025-10", {})


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2026-03-11T10:00:00", "2026-03-11"),
        ("Wed, 11 Mar 2026 10:00:00 GMT", "2026-03-11"),
        ("eleventh of March", ""),
        ("", ""),
    ],
)
def test_a_date_is_read_in_the_forms_in_which_providers_write_it(stamp, day):
    assert probes._day(stamp) == day


def test_a_dataverse_that_watches_no_server_of_its_own_is_harvards(server, network, monkeypatch):
    monkeypatch.setattr(probes, "DATAVERSE", server.url("/"))
    dataverse(server, DOI, {"a.tab": b"x"}, "3.1")
    newest = ask(server, network, vintage("atlas/rankings/2024"), "dataverse",
                 doi=DOI, files=(r"a\.tab",))  # fmt: skip
    assert newest.token == "3.1" and "server" not in newest.entry


# --- what is said of an edition ---------------------------------------------------------------


def small(catalogue, **vintages):
    return Edition("e", "e", vintages, {})


def watching(catalogue, probes):
    """The catalogue with these ways of asking, and no other."""
    records = {
        name: each.model_copy(update={"probe": probes.get(name)})
        for name, each in catalogue.datasets.items()
    }
    return replace(catalogue, datasets=records)


def look(catalogue, server, network, folder):
    ways = {
        "rosstat/gdp": watch(
            "listing", page=server.url(PAGE),
            files=(r"VVP_god_s_1995-\d{4}\.xlsx",), name="month", citation="C",
        ),
        "wiod/wiot-11regions": watch("closed", why="the last one"),
    }  # fmt: skip
    bundle = small(catalogue, **{"rosstat/gdp": "2025-02", "wiod/wiot-11regions": "2013"})
    return outdated.look(watching(catalogue, ways), bundle, network, TODAY, folder)


def printed(looks):
    out = io.StringIO()
    outdated.show(looks, Console(file=out, width=200))
    return out.getvalue()


def test_what_is_newer_is_shown_and_told_by_the_exit_status(catalogue, server, network, tmp_path):
    rosstat(server, PAGE, {"VVP_god_s_1995-2025.xlsx": b"new"})
    looks = look(catalogue, server, network, tmp_path)
    assert [each.standing for each in looks] == [outdated.NEWER, outdated.CLOSED]
    assert outdated.status(looks) == outdated.SOMETHING_NEWER
    said = printed(looks)
    assert "VVP_god_s_1995-2025.xlsx" in said and "2025-02 (2025-02-07)" in said


def test_what_is_taken_by_hand_is_shown_and_no_reason_for_an_update(
    catalogue, server, network, tmp_path
):
    said = {"version": "20260311-78618c3e", "publicationDate": "2026-03-11T10:00:00"}
    server.answers["/versions/default"] = Served(json.dumps(said).encode())
    url = server.url("/versions/default")
    way = watch("uis", url=url, by_hand="a bulk file")
    bundle = small(catalogue, **{"uis/expenditure": "2017"})
    asked = watching(catalogue, {"uis/expenditure": way})
    looks = outdated.look(asked, bundle, network, TODAY, tmp_path)
    assert outdated.status(looks) == outdated.NOTHING_NEWER
    shown = printed(looks)
    assert outdated.BY_HAND in shown and "uis/expenditure: a bulk file" in shown


def test_offline_the_table_says_what_was_known_when(catalogue, server, network, tmp_path):
    rosstat(server, PAGE, {"VVP_god_s_1995-2025.xlsx": b"new"})
    look(catalogue, server, network, tmp_path)
    asked = len(server.seen)
    looks = look(catalogue, server, None, tmp_path)
    assert len(server.seen) == asked
    assert looks[0].standing == outdated.NEWER and looks[0].known.startswith("20")
    said = printed(looks)
    assert f"known {looks[0].known}" in said and "Nobody was asked" in said


def test_a_provider_that_is_down_is_reported_with_what_it_last_said(
    catalogue, server, network, tmp_path
):
    rosstat(server, PAGE, {"VVP_god_s_1995-2025.xlsx": b"new"})
    look(catalogue, server, network, tmp_path)
    server.misbehave = lambda request: status(503)
    before = len(server.seen)
    looks = look(catalogue, server, network, tmp_path)
    assert len(server.seen) == before + outdated.ATTEMPTS  # a question is not pressed
    assert looks[0].known and "503" in looks[0].why
    assert "503" in printed(looks)


def test_a_provider_that_never_answered_is_not_known(catalogue, server, network, tmp_path):
    server.misbehave = lambda request: status(503)
    looks = look(catalogue, server, network, tmp_path)
    assert looks[0].standing == outdated.UNKNOWN
    assert outdated.status(looks) == outdated.NOT_ALL_ASKED


def test_nothing_newer_ends_with_nothing(catalogue, server, network, tmp_path):
    pinned = catalogue.entry("rosstat/gdp/2025-02")
    newest = probes.Newest("rosstat/gdp", pinned.entry.token)
    assert outdated.status([outdated.Look(pinned, outdated.CURRENT, newest)]) == 0


def test_knowledge_that_cannot_be_read_says_what_to_do(tmp_path):
    path = tmp_path / journal.PLACE
    path.parent.mkdir()
    path.write_text("{")
    with pytest.raises(ConfigError, match="delete it to begin anew"):
        journal.recall(tmp_path)


# --- configuration, editions, the record ------------------------------------------------------


def test_every_dataset_of_every_edition_is_asked_for_or_closed(catalogue):
    held = {dataset for bundle in catalogue.editions.values() for dataset in bundle.main}
    assert [name for name in held if catalogue.datasets[name].probe is None] == []


@pytest.mark.parametrize(("dataset", "dimensions"), [("oecd/msti", 6), ("oecd/tiva-fdva", 7)])
def test_an_sdmx_key_has_a_place_for_every_dimension(catalogue, dataset, dimensions):
    queries = catalogue.datasets[dataset].probe.queries
    assert {query.partition("?")[0].count(".") for query in queries.values()} == {dimensions - 1}


def test_every_host_that_is_asked_is_on_the_allow_list(root, catalogue):
    from urllib.parse import urlsplit

    allowed = yaml.safe_load((root / "config/hosts.yaml").read_text())["hosts"]
    for dataset, record in catalogue.datasets.items():
        addresses = [
            getattr(record.probe, part, "") for part in ("page", "url", "service", "folder")
        ]
        asked = {urlsplit(address).hostname for address in addresses if address}
        assert asked <= allowed.keys(), dataset


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"kind": "magic"}, "p/d, probe, kind: unknown value `magic`; there are dataverse, sdmx"),
        ({"kind": "uis"}, "p/d, probe: `url` is missing"),
        ({"kind": "closed", "why": "w", "paeg": "x"}, "unknown field `paeg`; there are kind"),
        (
            {"kind": "uis", "url": "https://x", "name": "day", "citation": "C"},
            "p/d, probe, name: unknown value",
        ),
    ],
)
def test_an_entry_that_cannot_be_meant_is_named(tmp_path, entry, message):
    path = tmp_path / "datasets.yaml"
    path.write_text(yaml.safe_dump({"p/d": {"layout": "indicator", "probe": entry}}))
    with pytest.raises(ConfigError, match=message):
        datasets.load(path)


def project(root, folder):
    """The catalogue's files in a folder of their own."""
    (folder / "config").mkdir(parents=True)
    for name in ("datasets.yaml", "sources.yaml", "editions.yaml"):
        (folder / "config" / name).write_bytes((root / "config" / name).read_bytes())
    return folder / "config"


def loaded(config):
    return Catalogue.load(config / "sources.yaml", config / "editions.yaml")


def test_an_edition_that_follows_reports_the_new_vintage_and_keeps_the_old(root, tmp_path):
    config = project(root, tmp_path)
    before = loaded(config).edition("embedded")
    entry = loaded(config).entry("rosstat/gdp/2025-02").entry
    entry = entry.model_copy(update={"released": "2026-04-03"})
    taken = [Taken("rosstat/gdp/2026-04", entry, [])]
    made = edition.succeed(before, "2026-11-25", taken)
    edition.write("2026-11-25", made, taken, ["a: b"], config)
    grown = loaded(config)
    after = edition.head_of(grown, "embedded")
    assert after.name == "2026-11-25" and after.after == "embedded"
    assert after.keys("rosstat/gdp") == [
        "rosstat/gdp/2026-04", "rosstat/gdp/2025-02", "rosstat/gdp/2024-04", "rosstat/gdp/2024-02",
        "rosstat/gdp/2023-04",
    ]  # fmt: skip
    assert after.keys("imf/weo") == before.keys("imf/weo")
    assert grown.edition("embedded") == before
    assert edition.name_for("2026-11-25", grown) == "2026-11-25-2"
    with pytest.raises(ConfigError, match="is there already"):
        edition.write("2026-11-25", made, taken, [], config)


def test_two_editions_after_one_have_to_be_told_apart(root, tmp_path):
    config = project(root, tmp_path)
    for name in ("2026-01-01", "2026-01-02"):
        edition.write(
            name, edition.succeed(loaded(config).edition("embedded"), name, []), [], [], config
        )
    with pytest.raises(ConfigError, match="2026-01-01, 2026-01-02 both follow embedded"):
        edition.head_of(loaded(config), "embedded")


@pytest.fixture
def staged(tmp_path):
    """A file that came and is not in place yet."""
    entry = {"url": "https://x/a.csv", "files": {"a.csv": {"unpinned": True, "format": "text"}}}
    folder = tmp_path / "raw" / take.INCOMING / "p/d/v1"
    folder.mkdir(parents=True)
    path = folder / "a.csv"
    path.write_bytes(b"1,2")
    Provenance.now("p/d/v1", "a.csv", "fetched", digest(path)).write(path)
    return take._Staged(as_release("p/d/v1", entry), folder)


def test_files_that_an_interrupted_update_put_in_place_are_its_own_and_stay(staged, tmp_path):
    raw, none = tmp_path / "raw", Catalogue({}, {})
    first = take._place(staged, raw / "p/d/2026")
    pin = {"sha256": sha256(staged.folder / "a.csv"), "bytes": 3, "format": "text"}
    assert first == {"a.csv": pin}
    assert take._free(["2026", "2026-04"], staged, none, raw) == "2026"
    assert take._place(staged, raw / "p/d/2026") == first
    assert provenance.read(raw / "p/d/2026/a.csv").key == "p/d/2026"


def test_a_vintage_takes_no_name_that_another_bears(staged, tmp_path):
    raw = tmp_path / "raw"
    listed = Catalogue({f"p/d/{name}": None for name in ("2026", "2026-2")}, {})
    (raw / "p/d/2026-04").mkdir(parents=True)
    (raw / "p/d/2026-04/a.csv").write_bytes(b"other")
    assert take._free(["2026", "2026-04"], staged, listed, raw) == "2026-3"


@pytest.mark.parametrize(
    ("named", "edition", "name"),
    [("edition", "2025", "2025"), ("edition", "", "2026-04"), ("month", "2025", "2026-04"),
     ("last year", "2025", "")],
)  # fmt: skip
def test_a_vintage_is_named_by_edition_or_month_or_later_by_its_data(named, edition, name):
    assert (
        take._name(watch("uis", url="https://x", name=named, citation="C"), edition, "2026-04-03")
        == name
    )


def test_an_update_is_recorded_once_beneath_the_head_and_above_those_before(catalogue, tmp_path):
    path = tmp_path / revisions.PLACE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# Revisions\n{revisions.END_OF_HEAD}\n\n## 2025-01-01\n", encoding="utf-8")
    inputs = [("rosstat/gdp", "2023-04", "2025-02", "2025-02-07")]
    flips = [("s4-share", "verdict", "reproduced", "revised", "0.94", "", "rosstat/gdp")]
    compared = {
        "indicators": pd.DataFrame({"kind": ["revision", "new year", "filled gap"]}),
        "inputs": pd.DataFrame(
            inputs, columns=["dataset", "old_vintage", "new_vintage", "new_released"]
        ),
        "claims": pd.DataFrame(flips, columns=[
            "id", "change", "old_verdict", "new_verdict", "old_reproduced", "new_reproduced",
            "cause",
        ]),
    }  # fmt: skip
    made = Edition("2026-01-01", "t", {"rosstat/gdp": "2025-02"}, {}, after="embedded")
    entry = revisions.record(
        made, catalogue, compared, ["oecd/msti: its server was down"], tmp_path
    )
    assert "1 figures revised, 2 new, 0 no longer given; 1 verdicts flipped." in entry
    assert "`s4-share`: reproduced → revised (0.94 → nothing), brought by rosstat/gdp" in entry
    once = path.read_text(encoding="utf-8")
    heads = [line for line in once.splitlines() if line.startswith("#")]
    assert heads == ["# Revisions", "## 2026-01-01", "## 2025-01-01"]
    assert revisions.record(made, catalogue, compared, [], tmp_path) != entry
    assert path.read_text(encoding="utf-8") == once


def test_the_record_begins_with_its_head_and_holds_no_entry_twice(root):
    text = (root / revisions.PLACE).read_text(encoding="utf-8")
    assert revisions.END_OF_HEAD in text
    entries = [line for line in text.splitlines() if line.startswith("## ")]
    assert len(entries) == len(set(entries))
