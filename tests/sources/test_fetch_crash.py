"""What is left when a fetch is killed, when everything fails, when many fetch at once."""

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from hashlib import sha256

import pytest

from techsov.fetch import download as download_module
from techsov.fetch import errors as fault
from techsov.fetch import fetch_file
from techsov.fetch import partial as part_module
from techsov.fetch.network import wait_for_turn
from techsov.fetch.partial import locked
from tests.providers import (
    Served,
    as_release,
    cut,
    dataverse,
    flipped,
    graphql,
    page,
    pinned,
    rate_limited,
    short,
    silent,
    status,
    zipped,
)

KEY = "oecd/icio/2023"
BODY = random.Random(7).randbytes(3 << 20)

FETCH = """
import json, sys
from pathlib import Path
from techsov.fetch import fetch_file
from tests.providers import as_release, network_of_one
key, entry, name, raw, cache = json.loads(sys.argv[1])
fetch_file(as_release(key, entry), name, Path(raw), network_of_one(Path(cache)))
"""

CRASH = """
import json, os, sys
from pathlib import Path
from techsov.fetch import fetch_file
from tests.providers import as_release, network_of_one
key, entry, name, raw, cache = json.loads(sys.argv[1])
release, network = as_release(key, entry), network_of_one(Path(cache))

def dying_at(step):
    left = step
    def counted(genuine):
        def call(*arguments, **named):
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(9)  # no `finally`, no `with`: as kill -9 leaves it
            return genuine(*arguments, **named)
        return call
    os.fsync, Path.replace, Path.unlink = map(counted, (os.fsync, Path.replace, Path.unlink))

step, code = 0, 9
while code == 9:
    step += 1
    if (child := os.fork()) == 0:
        dying_at(step)
        fetch_file(release, name, Path(raw) / str(step), network)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(step, code)
"""

TAKE = """
import sys, time
from pathlib import Path
from techsov.fetch.network import wait_for_turn
from techsov.fetch.network import Host
from tests.providers import rate_limited
network = rate_limited(Path(sys.argv[1]), 5, 0.6)
for _ in range(8):
    wait_for_turn(network, network.hosts["127.0.0.1"])
    print(time.time(), flush=True)
"""


def unpinned(url, name="a.csv"):
    """An entry with one file that is not pinned."""
    return {"url": url, "files": {name: {"unpinned": True}}}


def run(root, program, *arguments):
    """A Python process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(root), str(root / "workflow")))}
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_killed_ten_times_a_fetch_goes_on_and_never_shows_half_a_file(server, root, tmp_path):
    body = zipped({"2019_SML.csv": BODY})
    server.answers["/a.zip"] = Served(body, etag='"a"', block=1 << 14, pause=0.003)
    entry = unpinned(server.url("/a.zip"), "a.zip")
    raw = tmp_path / "raw"
    target = raw / KEY / "a.zip"
    task = json.dumps([KEY, entry, "a.zip", str(raw), str(tmp_path / "cache")])
    chance = random.Random(2024)
    kills = 0
    for _ in range(10):
        before, share = server.sent, chance.uniform(0.01, 0.14) * len(body)
        process = run(root, FETCH, task)
        while process.poll() is None and server.sent - before < share:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.02))
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        assert not target.exists() or target.read_bytes() == body
    assert kills == 10
    process = run(root, FETCH, task)
    assert process.wait() == 0, process.stderr.read()
    assert target.read_bytes() == body
    resumed = sum("Range" in request.headers for request in server.seen)
    assert resumed >= 8  # a kill before the first byte leaves nothing to resume
    assert server.sent < 2 * len(body)
    assert sorted(p.name for p in target.parent.iterdir()) == ["a.zip", "a.zip.provenance.json"]


@pytest.mark.parametrize("marks", [{"etag": '"a"'}, {"chunked": True}], ids=["ETag", "chunked"])
def test_dying_at_any_step_to_the_disk_leaves_no_file_or_a_whole_one(
    server, network, root, tmp_path, marks
):
    body = b"1,2\n" * 30_000
    server.answers["/a.csv"] = Served(body, **marks)
    entry = unpinned(server.url("/a.csv"))
    raw = tmp_path / "raw"
    process = run(root, CRASH, json.dumps([KEY, entry, "a.csv", str(raw), str(network.cache)]))
    output, errors = process.communicate()
    steps, code = map(int, output.split())
    assert code == 0, errors
    assert steps >= 10
    seen = set()
    for step in range(1, steps + 1):
        target = raw / str(step) / KEY / "a.csv"
        seen.add(target.exists())
        assert not target.exists() or target.read_bytes() == body
        fetch_file(as_release(KEY, entry), "a.csv", raw / str(step), network)
        assert target.read_bytes() == body
        assert json.loads(target.with_name("a.csv.provenance.json").read_text())["bytes"]
        half = target.with_name("a.csv.part")
        assert not half.exists()
    assert seen == {False, True}


@pytest.mark.parametrize("chunked", [False, True], ids=["stated length", "chunked"])
@pytest.mark.parametrize("step", ["manifest", "name"])
def test_a_crash_between_the_last_byte_and_the_name_costs_no_second_download(
    server, network, tmp_path, monkeypatch, step, chunked
):
    server.answers["/a.csv"] = Served(b"1,2\n" * 1000, etag='"a"', chunked=chunked)
    wanted = as_release(KEY, {"url": server.url("/a.csv"), "files": {"a.csv": {"unpinned": True}}})

    def crash(*_):
        raise KeyboardInterrupt

    if step == "manifest":
        monkeypatch.setattr(download_module.Provenance, "write", crash)
    else:
        monkeypatch.setattr(part_module, "move", crash)
    with pytest.raises(KeyboardInterrupt):
        fetch_file(wanted, "a.csv", tmp_path, network)
    assert not (tmp_path / KEY / "a.csv").exists()
    monkeypatch.undo()
    got = fetch_file(wanted, "a.csv", tmp_path, network)
    assert got.read_bytes() == b"1,2\n" * 1000
    assert len(server.seen) == 1
    assert json.loads(got.with_name("a.csv.provenance.json").read_text())["etag"] == '"a"'


def test_a_note_that_was_lost_or_spoilt_begins_anew(server, network, tmp_path):
    server.answers["/a.csv"] = Served(b"1,2\n" * 1000, etag='"a"')
    wanted = as_release(KEY, {"url": server.url("/a.csv"), "files": {"a.csv": {"unpinned": True}}})
    folder = tmp_path / KEY
    folder.mkdir(parents=True)
    for note in (None, "", "[]", "{"):
        (folder / "a.csv.part").write_bytes(b"half of another file")
        if note is not None:
            (folder / "a.csv.part.json").write_text(note)
        got = fetch_file(wanted, "a.csv", tmp_path, network)
        assert got.read_bytes() == b"1,2\n" * 1000
        got.unlink()


def test_an_answer_to_another_question_is_not_taken_for_this_one(server, network, tmp_path):
    server.answers["/q"] = lambda request: (200, {"ETag": '"q"'}, b'{"data": {"a": 1}}')

    def asking(query):
        files = {"q.json": {"unpinned": True, "query": query}}
        entry = {"kind": "graphql", "url": server.url("/q"), "files": files}
        return as_release("atlas/q/2024", entry)

    with locked(tmp_path / "atlas/q/2024/q.json") as part:
        part.write(b'{"data": {"b": 2}}')
        part.describe({"identity": server.url("/q"), "total": 18, "validator": '"q"'})
    got = fetch_file(asking("{ a }"), "q.json", tmp_path, network)
    assert json.loads(got.read_text()) == {"data": {"a": 1}}
    assert "Range" not in server.seen[0].headers


FAULTS = [
    status(500),
    status(429, Retry_After="0"),
    cut(0.4),
    short,
    page,
    flipped,
    status(503, Retry_After="0"),
    cut(0.0),
    status(502),
    silent(1.2),
]


def test_when_every_third_answer_is_a_fault_all_files_come_out_right(server, network, tmp_path):
    chance, deck = random.Random(5922), list(FAULTS)
    served = {
        "oecd/icio/2023/2016-2020_SML.zip": zipped({"2019_SML.csv": BODY[:400_000]}),
        "oecd/msti/1.3/msti.csv": b"A,B\n" * 40_000,
        "rosstat/innovation/2025-08/innov_1_2024.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + BODY[:150_000],
        "worldbank/gerd/2026-07/gerd.json": json.dumps(
            [{"pages": 1}, [{"date": str(y), "value": y / 7} for y in range(3000)]]
        ).encode(),
        "uis/expenditure/2026/uis.json": json.dumps({"records": list(range(9000))}).encode(),
        "imf/weo/2025-10/weo.tab": "RUS\t2022\n".encode("utf-16"),
        "wiod/wiot/2013/WIOTS_in_EXCEL.zip": zipped({"WIOT95.xlsx": BODY[:90_000]}),
    }
    kinds = {"worldbank": "worldbank", "uis": "uis"}
    answers = itertools.count(1)
    met = []

    def every_third(request):
        if next(answers) % 3:
            return None
        if not len(met) % len(FAULTS):
            chance.shuffle(deck)
        met.append(deck[len(met) % len(FAULTS)])
        return met[-1]

    server.misbehave = every_third
    errands = []
    for number, (path, body) in enumerate(served.items()):
        key, name = path.rsplit("/", 1)
        server.answers[f"/{path}"] = Served(body, etag=f'"{number}"', chunked=number % 3 == 1)
        entry = {
            "kind": kinds.get(key.split("/")[0], "plain"),
            "url": server.url(f"/{path}") + "?version=1",
            "files": {name: pinned(body)},
        }
        errands.append((as_release(key, entry), name, body))
    trade = b"country,product,year,value\n" * 30_000
    dataverse(server, "doi:10.7910/DVN/T4CHWJ", {"hs92.csv": trade})
    server.answers["/graphql"] = graphql({"countryYear": [{"year": 2024}]})
    deposit = {
        "kind": "dataverse",
        "server": server.url(""),
        "doi": "doi:10.7910/DVN/T4CHWJ",
        "version": "18.0",
        "redirects": ["localhost"],
        "files": {"hs92.csv": {"unpinned": True}},
    }
    errands.append((as_release("atlas/trade/18.0", deposit), "hs92.csv", trade))
    asked = {"rus.json": {"unpinned": True, "query": "{ countryYear { year } }"}}
    look_up = {"kind": "graphql", "url": server.url("/graphql"), "files": asked}
    answer = json.dumps({"data": {"countryYear": [{"year": 2024}]}}).encode()
    errands.append((as_release("atlas/lookup/2024", look_up), "rus.json", answer))
    for round_ in range(3):  # three copies of everything, to meet every fault
        for release, name, body in errands:
            got = fetch_file(release, name, tmp_path / str(round_), network)
            assert sha256(got.read_bytes()).digest() == sha256(body).digest(), got
            assert len(list(got.parent.iterdir())) == 2 * len(release.entry.files), got
    assert set(met) == set(FAULTS)


def test_a_rate_limit_holds_across_processes_and_runs(root, tmp_path):
    processes = [run(root, TAKE, str(tmp_path)) for _ in range(2)]
    stamps = sorted(float(t) for p in processes for t in p.communicate()[0].split())
    assert len(stamps) == 16
    # A stamp is printed a little after its request was booked, hence the narrower window.
    for first, sixth in zip(stamps, stamps[5:], strict=False):
        assert sixth - first > 0.45


@pytest.mark.parametrize(
    "pages",
    [
        '{"requests": [%s, %s], "not_before": 0}' % ((time.time() + 9e6,) * 2),
        '{"requests": [1.0, 2.0], "not_before": 3.0}',
        '{"requests": "many"}',
        "",
    ],
    ids=["clock set back", "long ago", "spoilt", "empty"],
)
def test_a_count_that_cannot_be_read_or_lies_in_the_future_is_no_obstacle(tmp_path, pages):
    network = rate_limited(tmp_path, 2, 3600)
    (tmp_path / "rate-limits").mkdir()
    (tmp_path / "rate-limits" / "own.json").write_text(pages)
    began = time.monotonic()
    for _ in range(2):
        wait_for_turn(network, network.hosts["127.0.0.1"])
    assert time.monotonic() - began < 1
    with pytest.raises(fault.AskedToWait):
        wait_for_turn(network, network.hosts["127.0.0.1"])


def test_a_servers_wish_to_be_left_alone_binds_the_next_process(server, network, root, tmp_path):
    server.answers["/a.csv"] = Served(b"1,2\n")
    entry = unpinned(server.url("/a.csv"))
    server.faults.append(status(429, Retry_After="3600"))
    with pytest.raises(fault.AskedToWait, match="allows no further request before"):
        fetch_file(as_release(KEY, entry), "a.csv", tmp_path, network)
    task = json.dumps([KEY, entry, "a.csv", str(tmp_path), str(network.cache)])
    process = run(root, FETCH, task)
    assert "127.0.0.1 accepts no further request before" in process.communicate()[1]
    assert process.returncode == 1
    assert len(server.seen) == 1


def test_two_processes_do_not_write_one_file(server, network, tmp_path):
    server.answers["/a.csv"] = Served(b"1,2\n")
    entry = unpinned(server.url("/a.csv"))
    wanted = as_release(KEY, entry)
    with (
        locked(tmp_path / KEY / "a.csv"),
        pytest.raises(fault.FetchUnderWay, match="Wait for it to end"),
    ):
        fetch_file(wanted, "a.csv", tmp_path, network)
    assert not server.seen
    assert fetch_file(wanted, "a.csv", tmp_path, network).exists()
