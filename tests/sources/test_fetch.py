"""One file from a provider to the disk: whole, resumed, checked, recorded, or refused."""

import errno
import fcntl
import json
import logging
import os
import random
import time
from contextlib import contextmanager
from dataclasses import replace
from email.utils import formatdate
from hashlib import sha256

import pytest
import requests
import yaml

from techsov.core.errors import ConfigError
from techsov.fetch import (
    Network,
    confirm,
    download,
    fetch_file,
    import_file,
    missing,
    missing_message,
    providers,
    shown_size,
)
from techsov.fetch import errors as fault
from techsov.fetch import partial as part_module
from techsov.fetch.network import Host, RetryPolicy
from techsov.fetch.transport import named_errors, retry_after
from tests.providers import (
    ProviderServer,
    Served,
    as_release,
    cut,
    dataverse,
    flipped,
    graphql,
    guestbook,
    no_results,
    oecd_gate,
    page,
    pinned,
    rate_limited,
    redirect,
    short,
    silent,
    status,
    zipped,
)

KEY = "oecd/icio/2023"
TABLE = "".join(f"RUS_A01,{i},{i * 7}\n" for i in range(60_000)).encode()  # about 1 MB
ARCHIVE = zipped({"2019_SML.csv": random.Random(1).randbytes(300_000)})


@pytest.fixture
def raw(tmp_path):
    return tmp_path / "raw"


def entry(url, file="table.csv", pin=None, **more):
    """An entry of sources.yaml with one file."""
    own = {k: more.pop(k) for k in ("mirrors", "label", "query", "format", "original") if k in more}
    return {
        "url": url,
        "landing": "https://www.oecd.org/icio",
        "files": {file: {**(pin or {"unpinned": True}), **own}},
        **more,
    }


def release(url, file="table.csv", pin=None, key=KEY, **more):
    return as_release(key, entry(url, file, pin, **more))


def manifest(path):
    return json.loads(path.with_name(f"{path.name}.provenance.json").read_text())


def leftovers(path):
    """What stands beside a file, its manifest aside."""
    known = {path.name, f"{path.name}.provenance.json"}
    return sorted(p.name for p in path.parent.iterdir() if p.name not in known)


# ------------------------------------------------------------------- whole and recorded


def test_a_pinned_file_arrives_whole_and_leaves_nothing_but_its_manifest(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE)
    got = fetch_file(release(server.url("/t.csv"), pin=pinned(TABLE)), "table.csv", raw, network)
    assert got == raw / KEY / "table.csv"
    assert got.read_bytes() == TABLE
    assert leftovers(got) == []


def test_a_first_fetch_records_hash_size_date_and_the_servers_version(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE, etag='"v7"', modified=1_700_000_000)
    got = fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    record = manifest(got)
    assert record["sha256"] == sha256(TABLE).hexdigest()
    assert record["bytes"] == len(TABLE)
    assert record["etag"] == '"v7"'
    assert record["last_modified"] == formatdate(1_700_000_000, usegmt=True)
    assert record["how"] == "fetched"
    assert record["url"] == server.url("/t.csv")
    assert record["date"].startswith(time.strftime("%Y-%m-%dT", time.gmtime()))


def test_a_file_that_is_there_is_not_fetched_again(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE)
    wanted = release(server.url("/t.csv"), pin=pinned(TABLE))
    fetch_file(wanted, "table.csv", raw, network)
    fetch_file(wanted, "table.csv", raw, network)
    assert len(server.seen) == 1


def test_a_file_that_was_there_before_any_fetch_gets_a_manifest(server, network, raw):
    wanted = release(server.url("/t.csv"))
    target = raw / KEY / "table.csv"
    target.parent.mkdir(parents=True)
    target.write_bytes(TABLE)
    fetch_file(wanted, "table.csv", raw, network)
    assert manifest(target)["how"] == "found"
    assert not server.seen


def test_a_file_that_somebody_edited_is_reported_and_not_touched(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE)
    wanted = release(server.url("/t.csv"))
    got = fetch_file(wanted, "table.csv", raw, network)
    got.write_bytes(TABLE + b"edited")
    with pytest.raises(fault.ChangedFile, match="not what was pinned or first fetched"):
        fetch_file(wanted, "table.csv", raw, network)
    assert got.read_bytes() == TABLE + b"edited"
    assert len(server.seen) == 1


def test_a_pin_whose_size_contradicts_its_hash_is_the_pins_fault(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE)
    wrong = {**pinned(TABLE), "bytes": 7}
    with pytest.raises(ConfigError, match=f"a file of {len(TABLE)} bytes, not 7"):
        fetch_file(release(server.url("/t.csv"), pin=wrong), "table.csv", raw, network)
    assert not (raw / KEY / "table.csv").exists()


def test_a_bar_shows_how_far_a_file_has_come_and_how_fast(server, network, raw, capsys):
    server.answers["/t.csv"] = Served(TABLE)
    wanted = release(server.url("/t.csv"))
    fetch_file(wanted, "table.csv", raw, network, show_progress=True)
    shown = capsys.readouterr().err
    assert "table.csv" in shown
    assert "/s" in shown
    fetch_file(replace(wanted, key="oecd/icio/2025"), "table.csv", raw, network)
    assert capsys.readouterr().err == ""


# ------------------------------------------------------------------- changed under its name


def test_a_changed_file_under_a_pin_is_kept_aside_and_reported(server, network, raw):
    new = TABLE.replace(b"RUS", b"CHN")
    server.answers["/t.csv"] = Served(new)
    wanted = release(server.url("/t.csv"), pin=pinned(TABLE))
    with pytest.raises(fault.ChangedFile, match="has changed") as caught:
        fetch_file(wanted, "table.csv", raw, network)
    aside = raw / KEY / f"table.csv.changed-{sha256(new).hexdigest()[:8]}"
    assert aside.read_bytes() == new
    assert str(aside) in str(caught.value)
    assert not (raw / KEY / "table.csv").exists()
    assert len(server.seen) == 2  # twice the same: changed, not damaged on its way
    with pytest.raises(fault.ChangedFile):
        fetch_file(wanted, "table.csv", raw, network)
    assert len(server.seen) == 3  # the third time it is known


def test_what_a_first_fetch_recorded_binds_the_next_one(server, network, raw):
    wanted = release(server.url("/t.csv"))
    server.answers["/t.csv"] = Served(TABLE)
    fetch_file(wanted, "table.csv", raw, network).unlink()
    server.answers["/t.csv"] = Served(TABLE + b"RUS_A02,1,1\n")
    with pytest.raises(fault.ChangedFile, match="has changed"):
        fetch_file(wanted, "table.csv", raw, network)
    assert [name for name in leftovers(raw / KEY / "table.csv") if ".changed-" in name]


def test_a_copy_damaged_on_its_way_is_fetched_anew(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE)
    server.faults.append(flipped)
    got = fetch_file(release(server.url("/t.csv"), pin=pinned(TABLE)), "table.csv", raw, network)
    assert got.read_bytes() == TABLE
    assert leftovers(got) == []


# ------------------------------------------------------------------- resumed


@pytest.mark.parametrize(
    "marks", [{"etag": '"a1"'}, {"modified": 1_700_000_000.0}], ids=["ETag", "Last-Modified"]
)
def test_a_cut_connection_is_resumed_where_it_was_cut(server, network, raw, marks):
    server.answers["/t.csv"] = Served(TABLE, **marks)
    server.faults.append(cut(0.6))
    got = fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert got.read_bytes() == TABLE
    first, second = server.seen
    assert "Range" not in first.headers
    start = int(second.headers["Range"].removeprefix("bytes=").rstrip("-"))
    assert 0.4 * len(TABLE) < start <= 0.6 * len(TABLE)
    assert second.headers["If-Range"] in ('"a1"', formatdate(1_700_000_000, usegmt=True))


def test_the_next_run_resumes_what_the_last_one_left(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE, etag='"a1"')
    wanted = release(server.url("/t.csv"))
    server.faults.extend([cut(0.5), *[status(503)] * 4])
    with pytest.raises(fault.PassingFault, match="What has arrived is kept"):
        fetch_file(wanted, "table.csv", raw, network)
    assert leftovers(raw / KEY / "table.csv") == ["table.csv.part", "table.csv.part.json"]
    got = fetch_file(wanted, "table.csv", raw, network)
    assert got.read_bytes() == TABLE
    assert "Range" in server.seen[-1].headers
    assert leftovers(got) == []


def test_a_server_that_ignores_ranges_is_asked_for_the_whole_again(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE, etag='"a1"', ranges=False)
    server.faults.append(cut(0.5))
    got = fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert got.read_bytes() == TABLE
    assert "Range" in server.seen[1].headers


def test_halves_of_two_versions_are_never_joined(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE, etag='"old"')
    wanted = release(server.url("/t.csv"))
    server.faults.extend([cut(0.5), *[status(503)] * 4])
    with pytest.raises(fault.PassingFault):
        fetch_file(wanted, "table.csv", raw, network)
    new = TABLE.replace(b"RUS", b"CHN")
    server.answers["/t.csv"] = Served(new, etag='"new"')
    assert fetch_file(wanted, "table.csv", raw, network).read_bytes() == new


def going_on(start=0, total=0, etag='"a1"', share=1.0, ranged=True):
    """A 206 that is off by so much in its start or its total, or ends after a share of the rest."""

    def answer(handler, file):
        have = int(handler.headers["Range"].removeprefix("bytes=").rstrip("-"))
        rest = file.body[have : have + int((len(file.body) - have) * share)]
        span = f"bytes {have + start}-{len(file.body) - 1}/{len(file.body) + total}"
        handler.give(206, {"ETag": etag, **({"Content-Range": span} if ranged else {})}, rest)
        return True

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        going_on(start=-1),
        going_on(total=1),
        going_on(etag='"a2"'),
        going_on(ranged=False),
        status(416),
    ],
    ids=["another start", "another size", "another version", "no range", "416"],
)
def test_a_range_that_does_not_fit_begins_anew(server, network, raw, answer):
    server.answers["/t.csv"] = Served(TABLE, etag='"a1"')
    server.faults.extend([cut(0.5), answer])
    got = fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert got.read_bytes() == TABLE
    assert "Range" not in server.seen[2].headers


def test_a_range_that_ends_too_early_is_taken_up_again(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE, etag='"a1"')
    server.faults.extend([cut(0.5), going_on(share=0.5)])
    got = fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert got.read_bytes() == TABLE
    starts = [int(r.headers["Range"][6:-1]) for r in server.seen if "Range" in r.headers]
    assert starts == sorted(set(starts))
    assert len(starts) == 2


def test_bytes_are_asked_for_as_they_are(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE)
    fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert server.seen[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    "marks", [{}, {"etag": 'W/"weak"'}, {"modified": time.time() + 3600}],
    ids=["no mark", "weak ETag", "date of this very moment"],
)  # fmt: skip
def test_nothing_is_resumed_without_a_mark_that_promises_the_same_bytes(
    server, network, raw, marks
):
    server.answers["/t.csv"] = Served(TABLE, **marks)
    server.faults.append(cut(0.5))
    got = fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert got.read_bytes() == TABLE
    assert all("Range" not in request.headers for request in server.seen)


def test_progress_does_not_count_as_failure(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE, etag='"a1"', block=1 << 12)
    cuts = [cut(share / 10) for share in range(1, 10)]  # of what is left, so each gains some
    server.faults.extend(cuts)
    got = fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert got.read_bytes() == TABLE
    assert len(server.seen) > network.retry_policy.attempts


# ------------------------------------------------------------------- how bodies end


@pytest.mark.parametrize("how", [{"chunked": True}, {"encoded": True}], ids=["chunked", "gzip"])
def test_bodies_without_a_plain_length_arrive_whole(server, network, raw, how):
    server.answers["/t.csv"] = Served(TABLE, etag='"a1"', **how)
    got = fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert got.read_bytes() == TABLE


def test_a_chunked_body_that_breaks_off_is_not_taken_for_whole(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE, chunked=True)
    server.faults.append(cut(0.5))
    got = fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert got.read_bytes() == TABLE
    assert len(server.seen) == 2


def test_a_body_that_does_not_say_when_it_ends_is_refused_without_a_pin(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE, length=False)
    with pytest.raises(fault.UnstatedLength, match="does not say when it ends"):
        fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    got = fetch_file(release(server.url("/t.csv"), pin=pinned(TABLE)), "table.csv", raw, network)
    assert got.read_bytes() == TABLE


def test_an_unpinned_archive_cut_short_with_a_length_that_agrees_is_refused(server, network, raw):
    server.answers["/a.zip"] = Served(ARCHIVE)
    server.faults.extend([short] * 3)
    wanted = release(server.url("/a.zip"), "a.zip")
    with pytest.raises(fault.DamagedFile, match="damaged or truncated"):
        fetch_file(wanted, "a.zip", raw, network)
    assert not (raw / KEY / "a.zip").exists()
    assert fetch_file(wanted, "a.zip", raw, network).read_bytes() == ARCHIVE


# ------------------------------------------------------------------- faults that pass


@pytest.mark.parametrize(
    "trouble",
    [status(500), status(502), status(503), status(504), status(408), cut(0), page, silent(1.5)],
    ids=["500", "502", "503", "504", "408", "cut", "web page", "time-out"],
)
def test_a_fault_that_passes_is_outlived(server, network, raw, trouble):
    server.answers["/t.csv"] = Served(TABLE)
    server.faults.append(trouble)
    got = fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert got.read_bytes() == TABLE
    assert len(server.seen) == 2


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_obeyed(server, network, raw, form):
    server.answers["/t.csv"] = Served(TABLE)
    until = time.time() + 1
    asked = "1" if form == "seconds" else formatdate(until + 1, usegmt=True)
    server.faults.append(status(429, Retry_After=asked))
    fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert time.time() >= until


def test_retry_after_is_read_as_seconds_as_a_date_and_not_at_all():
    assert retry_after("7") == 7
    assert retry_after(formatdate(time.time() + 100, usegmt=True)) == pytest.approx(100, abs=2)
    assert retry_after(formatdate(time.time() - 100, usegmt=True)) == 0
    assert retry_after("soon") is None
    assert retry_after(None) is None
    assert retry_after("9" * 30) == 30 * 86400


def test_a_wait_beyond_all_patience_is_reported_instead_of_sat_out(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE)
    server.faults.append(status(429, Retry_After="3600"))
    began = time.monotonic()
    with pytest.raises(fault.AskedToWait, match="allows no further request before"):
        fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert time.monotonic() - began < 2


def test_a_fault_that_stays_is_given_up_in_the_end(server, network, raw, caplog):
    server.faults.extend([status(502)] * 9)
    with caplog.at_level(logging.INFO), pytest.raises(fault.PassingFault, match="answered 502"):
        fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert len(server.seen) == network.retry_policy.attempts
    assert "Next attempt in" in caplog.text


def test_an_unreachable_provider_is_a_fault_with_advice(network, raw):
    with ProviderServer() as gone:
        url = gone.url("/t.csv")
    with pytest.raises(fault.PassingFault, match="failed or was cut") as caught:
        fetch_file(release(url), "table.csv", raw, network)
    assert f"make import FILE=<the download> RELEASE={KEY}" in str(caught.value)
    assert list((raw / KEY).iterdir()) == []


# ------------------------------------------------------------------- what to do by hand


@pytest.mark.parametrize(
    ("code", "body", "kind", "sentence"),
    [
        (403, b"Request blocked.", fault.Forbidden, "The provider lets browsers in"),
        (404, b"gone", fault.NotThere, "Look for its new address at https://www.oecd.org/icio"),
        (410, b"", fault.NotThere, "there is no such file"),
        (404, b"NoResultsFound", fault.NoResults, "a key with one code too many"),
        (400, b"guestbook required", fault.GuestbookRequired, "sign the guestbook"),
        (400, b"startPeriod is no year", fault.Refused, "startPeriod is no year"),
        (401, b"", fault.Refused, "empty response"),
    ],
)
def test_each_refusal_says_what_to_do_by_hand(server, network, raw, code, body, kind, sentence):
    server.faults.append(status(code, body))
    with pytest.raises(kind, match=sentence) as caught:
        fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert str(caught.value).startswith(f"{KEY}, table.csv: ")
    assert f"make import FILE=<the download> RELEASE={KEY}" in str(caught.value)
    assert len(server.seen) == 1


def test_the_entrys_own_instructions_stand_in_the_message(server, network, raw):
    server.faults.append(status(403))
    wanted = release(server.url("/t.csv"), by_hand="choose SML in the table on the right.")
    with pytest.raises(
        fault.Forbidden, match="By hand: choose SML in the table on the right; then run"
    ):
        fetch_file(wanted, "table.csv", raw, network)


def test_a_web_page_that_stays_is_refused_with_its_first_words(server, network, raw):
    server.faults.extend([page] * 3)
    with pytest.raises(fault.MarkupInstead, match=r"A web page found; .* It says: \w"):
        fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert list((raw / KEY).iterdir()) == []


# ------------------------------------------------------------------- mirrors and addresses


def test_mirrors_are_tried_in_order(server, network, raw):
    server.answers["/second.csv"] = Served(TABLE)
    server.answers["/third.csv"] = Served(TABLE)
    mirrors = [server.url("/second.csv"), server.url("/third.csv")]
    wanted = release(server.url("/first.csv"), mirrors=mirrors)
    fetch_file(wanted, "table.csv", raw, network)
    assert [request.path for request in server.seen] == ["/first.csv", "/second.csv"]


def test_a_mirror_serves_what_the_provider_has_changed(server, network, raw):
    server.answers["/new.csv"] = Served(TABLE.replace(b"RUS", b"CHN"))
    server.answers["/old.csv"] = Served(TABLE)
    wanted = release(server.url("/new.csv"), pin=pinned(TABLE), mirrors=[server.url("/old.csv")])
    got = fetch_file(wanted, "table.csv", raw, network)
    assert got.read_bytes() == TABLE
    assert len(leftovers(got)) == 1  # the changed one


def test_when_all_addresses_fail_each_reason_is_named(server, network, raw):
    server.faults.extend([status(404), status(403)])
    wanted = release(server.url("/a.csv"), mirrors=[server.url("/b.csv")])
    with pytest.raises(fault.NoSourceLeft, match=r"\(1\) .*404.*\(2\) .*403"):
        fetch_file(wanted, "table.csv", raw, network)


def test_an_address_that_ends_in_a_slash_is_a_folder(server, network, raw):
    server.answers["/ICIO/2023/2016-2020_SML.zip"] = Served(ARCHIVE)
    wanted = release(server.url("/ICIO/2023/"), "2016-2020_SML.zip")
    assert fetch_file(wanted, "2016-2020_SML.zip", raw, network).read_bytes() == ARCHIVE


# ------------------------------------------------------------------- disk


def test_free_space_is_checked_before_the_first_byte(server, network, raw, monkeypatch):
    server.answers["/t.csv"] = Served(TABLE)
    usage = part_module.shutil.disk_usage(".")
    nearly_full = usage._replace(free=part_module.RESERVE + len(TABLE) - 1)
    monkeypatch.setattr(part_module.shutil, "disk_usage", lambda folder: nearly_full)
    with pytest.raises(fault.NotEnoughSpace, match="bytes are needed"):
        fetch_file(release(server.url("/t.csv"), pin=pinned(TABLE)), "table.csv", raw, network)
    assert not server.seen  # the pin said it
    with pytest.raises(fault.NotEnoughSpace, match="bytes are needed"):
        fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert len(server.seen) == 1  # the server said it
    assert list((raw / KEY).iterdir()) == []


def test_a_disk_that_fills_up_keeps_what_has_arrived(server, network, raw, monkeypatch):
    server.answers["/t.csv"] = Served(TABLE, etag='"a1"')
    wanted = release(server.url("/t.csv"))
    genuine = part_module.PartialDownload.write

    def full(part, block):
        if part.size > len(TABLE) / 2:
            raise fault.NotEnoughSpace("The disk is full.")
        genuine(part, block)

    monkeypatch.setattr(part_module.PartialDownload, "write", full)
    with pytest.raises(fault.NotEnoughSpace, match="Free some space"):
        fetch_file(wanted, "table.csv", raw, network)
    monkeypatch.undo()
    assert fetch_file(wanted, "table.csv", raw, network).read_bytes() == TABLE
    assert "Range" in server.seen[-1].headers


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        (errno.ENOSPC, fault.NotEnoughSpace, "The disk is full"),
        (errno.EDQUOT, fault.NotEnoughSpace, "The disk is full"),
        (errno.EIO, OSError, "Input/output error"),
    ],
)
def test_a_full_disk_is_told_from_a_broken_one(tmp_path, number, kind, said):
    class Disk:
        def write(self, block):
            raise OSError(number, os.strerror(number))

    with pytest.raises(kind, match=said):
        part_module.PartialDownload(tmp_path / "a.csv", Disk()).write(b"1")


def test_a_part_that_gets_its_name_while_it_is_locked_is_not_written_to(tmp_path, monkeypatch):
    """Another process finishes the file between our opening the part and our locking it."""
    target, part = tmp_path / "a.csv", tmp_path / "a.csv.part"
    part.write_bytes(b"whole")
    genuine = fcntl.flock

    def late(file, how):
        if not target.exists():
            part.rename(target)
        genuine(file, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with part_module.locked(target) as held:
        held.write(b"more")
    assert (target.read_bytes(), part.read_bytes()) == (b"whole", b"more")


def test_a_file_that_another_process_has_just_fetched_is_not_fetched_again(
    server, network, raw, monkeypatch
):
    genuine = download.locked

    @contextmanager
    def late(target):
        with genuine(target) as part:
            target.write_bytes(TABLE)
            yield part

    monkeypatch.setattr(download, "locked", late)
    got = fetch_file(release(server.url("/t.csv"), pin=pinned(TABLE)), "table.csv", raw, network)
    assert (got.read_bytes(), server.seen) == (TABLE, [])
    assert leftovers(got) == []


# ------------------------------------------------------------------- providers


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b"<p>busy</p>", fault.WrongContent, "JSON expected, found something else"),
        (b"[]", fault.WrongContent, "A JSON object expected"),
        (b" " * 3000, fault.Refused, "The description of the dataset does not end"),
    ],
)
def test_a_description_of_another_kind_is_refused(
    server, network, raw, monkeypatch, body, kind, said
):
    monkeypatch.setattr(providers, "LARGEST_METADATA", 2000)
    server.answers["/api/datasets/:persistentId/versions/18.0"] = Served(body)
    with pytest.raises(kind, match=said):
        fetch_file(deposit(server), "t.csv", raw, network)


def test_a_redirect_to_nowhere_is_refused(server, network, raw):
    server.answers["/t.csv"] = lambda request: (302, {}, b"")
    with pytest.raises(fault.Refused, match=r"127\.0\.0\.1 redirects without an address"):
        fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (requests.exceptions.SSLError("EOF"), fault.PassingFault, "a.org failed in TLS"),
        (requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED"), fault.CertificateRefused,
         "certificate of a.org is not trusted"),
        (requests.exceptions.InvalidURL("no host"), fault.Refused,
         r"a.org could not be reached \(no host\)"),
    ],
)  # fmt: skip
def test_what_the_connection_raises_is_said_of_its_host(error, kind, said):
    with pytest.raises(kind, match=said), named_errors("a.org"):
        raise error


def test_a_wish_to_be_left_alone_is_kept_by_the_next_request(server, network, raw):
    server.answers["/t.csv"] = Served(TABLE)
    server.faults.append(status(429, Retry_After="3600"))
    for said in ("allows no further request before", "accepts no further request before"):
        with pytest.raises(fault.AskedToWait, match=said):
            fetch_file(release(server.url("/t.csv")), "table.csv", raw, network)
    assert len(server.seen) == 1


def test_oecd_lets_in_what_looks_like_a_browser(server, network, raw):
    server.answers["/a.zip"] = oecd_gate(Served(ARCHIVE, etag='"e"'))
    wanted = release(server.url("/a.zip"), "a.zip", pin=pinned(ARCHIVE))
    with pytest.raises(fault.Forbidden):
        fetch_file(wanted, "a.zip", raw, network)
    gate = {"127.0.0.1": Host(name="127.0.0.1", bot_filter=True)}
    got = fetch_file(wanted, "a.zip", raw, replace(network, hosts=gate))
    assert got.read_bytes() == ARCHIVE


def test_oecds_passing_403_is_outlived(server, network, raw):
    server.answers["/a.zip"] = Served(ARCHIVE)
    server.faults.extend([status(403), status(403)])
    gate = replace(network, hosts={"127.0.0.1": Host(name="127.0.0.1", bot_filter=True)})
    wanted = release(server.url("/a.zip"), "a.zip")
    assert fetch_file(wanted, "a.zip", raw, gate).read_bytes() == ARCHIVE


FDVA = "/sti-public/rest/data/OECD.STI.PIE,DSD_TIVA_FDVA@DF_FDVA,1.1/FDVA.._T.RUS._T.USD.A"
SDMX_HEADER = "DATAFLOW,MEASURE,VALUE_ADDED_SOURCE_AREA,TIME_PERIOD,OBS_VALUE,UNIT_MULT\n"


def sdmx_csv(version):
    flow = f"OECD.STI.PIE:DSD_TIVA_FDVA@DF_FDVA({version})"
    return f"{SDMX_HEADER}{flow},FDVA,CHN,2019,61234.5,6\n".encode()


def test_sdmx_gives_the_pinned_version_of_a_table(server, network, raw):
    server.answers[FDVA] = Served(sdmx_csv("1.1"), chunked=True)
    wanted = release(server.url(FDVA) + "?format=csvfile", "fdva.csv", kind="sdmx")
    got = fetch_file(wanted, "fdva.csv", raw, network)
    assert manifest(got)["server_version"] == "OECD.STI.PIE:DSD_TIVA_FDVA@DF_FDVA(1.1)"
    (request,) = server.seen
    assert request.headers["User-Agent"]
    assert "sdmx.data+csv" in request.headers["Accept"]
    assert request.query == {"format": ["csvfile"]}


def test_sdmx_that_answers_with_another_version_is_refused(server, network, raw):
    server.answers[FDVA] = Served(sdmx_csv("1.0"))
    wanted = release(server.url(FDVA), "fdva.csv", kind="sdmx")
    with pytest.raises(fault.Refused, match=r"\(1\.1\) asked for, .*\(1\.0\) answered"):
        fetch_file(wanted, "fdva.csv", raw, network)


@pytest.mark.parametrize(
    ("body", "kind", "sentence"),
    [
        (b"a,b\n1,2\n", fault.WrongContent, "SDMX-CSV with the columns DATAFLOW"),
        (SDMX_HEADER.encode(), fault.Refused, "a header and no row"),
        (b"\xd0\xff,\xfe\n", fault.WrongContent, "SDMX-CSV with the columns DATAFLOW"),
    ],
)
def test_sdmx_without_data_is_refused(server, network, raw, body, kind, sentence):
    server.answers[FDVA] = Served(body)
    with pytest.raises(kind, match=sentence):
        fetch_file(release(server.url(FDVA), "f.csv", kind="sdmx"), "f.csv", raw, network)


def test_sdmx_that_finds_nothing_says_so(server, network, raw):
    server.answers[FDVA] = no_results
    with pytest.raises(fault.NoResults, match="the query matches nothing"):
        fetch_file(release(server.url(FDVA), "f.csv", kind="sdmx"), "f.csv", raw, network)


@pytest.mark.parametrize("version", ["", "latest", "+", "~"])
def test_an_open_sdmx_version_is_refused_before_anything_is_asked(version):
    url = f"https://sdmx.oecd.org/public/rest/data/OECD.STI.STP,DSD_MSTI@DF_MSTI,{version}/RUS.A"
    with pytest.raises(ConfigError, match="is not pinned"):
        release(url, "msti.csv", kind="sdmx")


def test_a_dataverse_file_is_found_by_its_label_and_handed_over_by_the_store(server, network, raw):
    doi = "doi:10.7910/DVN/T4CHWJ"
    dataverse(server, doi, {"hs92_country_year.csv": TABLE, "other.csv": b"x\n"})
    wanted = as_release(
        "atlas/trade-hs92/18.0",
        {
            "kind": "dataverse",
            "server": server.url(""),
            "doi": doi,
            "version": "18.0",
            "redirects": ["localhost"],
            "url": "https://doi.org/10.7910/DVN/T4CHWJ",
            "files": {"hs92.csv": {"label": "hs92_country_year.csv", "unpinned": True}},
        },
    )
    got = fetch_file(wanted, "hs92.csv", raw, network)
    assert got.read_bytes() == TABLE
    record = manifest(got)
    assert record["server_version"] == "18.0 2026-04-22T16:48:45Z"
    assert record["answered_by"].endswith("/store/10.7910/DVN/T4CHWJ/13685100")
    assert "secret" not in json.dumps(record)
    assert server.seen[-1].host == "localhost"


def deposit(server, label="t.csv", version="18.0", **more):
    """A release with one file of a Dataverse."""
    files = {"t.csv": {"label": label, "unpinned": True}}
    entry = {
        "kind": "dataverse",
        "server": server.url(""),
        "doi": "doi:10.7910/DVN/X",
        "version": version,
        "redirects": ["localhost"],
        "url": "https://doi.org/10.7910/DVN/X",
        "files": files,
    }
    return as_release("atlas/rankings/18.0", {**entry, **more})


def test_the_latest_version_of_a_dataverse_is_recorded_by_its_number(server, network, raw):
    dataverse(server, "doi:10.7910/DVN/X", {"t.csv": TABLE}, version="19.1")
    got = fetch_file(deposit(server, version="latest"), "t.csv", raw, network)
    assert manifest(got)["server_version"].startswith("19.1 ")


def test_a_label_that_stands_in_two_folders_has_to_name_its_own(server, network, raw):
    dataverse(server, "doi:10.7910/DVN/X", {"a/t.csv": TABLE, "b/t.csv": b"other\n"})
    with pytest.raises(fault.NotThere, match=r"2 files named t\.csv; it holds a/t\.csv, b/t\.csv"):
        fetch_file(deposit(server), "t.csv", raw, network)
    assert fetch_file(deposit(server, "a/t.csv"), "t.csv", raw, network).read_bytes() == TABLE


def test_bytes_that_do_not_match_the_dataverses_md5_are_refused(server, network, raw):
    dataverse(server, "doi:10.7910/DVN/X", {"t.csv": TABLE})
    server.answers["/store/10.7910/DVN/X/13685100"] = Served(TABLE + b"1,2,3\n")
    with pytest.raises(fault.OtherBytes, match=r"md5 .* stated by the provider"):
        fetch_file(deposit(server), "t.csv", raw, network)
    assert not (raw / "atlas/rankings/18.0/t.csv").exists()


def test_the_md5_of_an_ingested_table_is_not_held_against_it(server, network, raw):
    dataverse(server, "doi:10.7910/DVN/X", {"t.csv": TABLE})
    path = "/api/datasets/:persistentId/versions/18.0"
    genuine = server.answers[path]

    def ingested(request):
        code, headers, body = genuine(request)
        described = json.loads(body)
        described["data"]["files"][0]["dataFile"] |= {"tabularData": True, "md5": "0" * 32}
        return code, headers, json.dumps(described).encode()

    server.answers[path] = ingested
    original = {"t.csv": {"unpinned": True, "original": True}}
    got = fetch_file(deposit(server, files=original), "t.csv", raw, network)
    assert got.read_bytes() == TABLE
    assert server.asked("/api/access/datafile/13685100")[0].query == {"format": ["original"]}


@pytest.mark.parametrize(
    "answer", [{}, {"data": None}, {"data": {"versionNumber": 18, "versionMinorNumber": 0}}]
)
def test_a_description_that_is_none_is_refused(server, network, raw, answer):
    body = json.dumps(answer).encode()
    server.answers["/api/datasets/:persistentId/versions/18.0"] = lambda request: (200, {}, body)
    with pytest.raises(fault.Refused, match="unlike a dataset"):
        fetch_file(deposit(server), "t.csv", raw, network)


def test_another_version_than_the_pinned_one_is_refused(server, network, raw):
    dataverse(server, "doi:10.7910/DVN/X", {"t.csv": TABLE}, version="19.0")
    path = "/api/datasets/:persistentId/versions/"
    server.answers[f"{path}18.0"] = server.answers[f"{path}19.0"]
    with pytest.raises(fault.Refused, match=r"Version 18\.0 .* asked for, 19\.0 answered"):
        fetch_file(deposit(server), "t.csv", raw, network)


def test_a_restricted_file_is_left_to_the_user(server, network, raw):
    dataverse(server, "doi:10.7910/DVN/X", {"t.csv": TABLE})
    path = "/api/datasets/:persistentId/versions/18.0"
    genuine = server.answers[path]

    def restricted(request):
        code, headers, body = genuine(request)
        return code, headers, body.replace(b'"restricted": false', b'"restricted": true')

    server.answers[path] = restricted
    with pytest.raises(fault.Forbidden, match="is restricted"):
        fetch_file(deposit(server), "t.csv", raw, network)


def test_a_guestbook_is_left_to_the_user(server, network, raw):
    dataverse(server, "doi:10.7910/DVN/X", {"t.csv": TABLE})
    server.answers["/api/access/datafile/13685100"] = guestbook
    with pytest.raises(fault.GuestbookRequired, match=r"Open https://doi\.org/10\.7910/DVN/X in a"):
        fetch_file(deposit(server), "t.csv", raw, network)


def test_the_real_description_of_the_atlas_is_understood(server, network, raw, releases):
    real = (releases / "atlas/dataverse/T4CHWJ_v18_trimmed.json").read_bytes()
    server.answers["/api/datasets/:persistentId/versions/18.0"] = lambda request: (200, {}, real)
    wanted = deposit(server, "hs92_country_product_year_4.csv")
    with pytest.raises(fault.NotThere, match="there is no such file"):  # it is not served here
        fetch_file(wanted, "t.csv", raw, network)
    assert server.seen[-1].path == "/api/access/datafile/13685110"


def test_rosstats_error_page_is_not_a_workbook(server, network, raw):
    workbook = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)
    server.answers["/storage/mediabank/innov_1_2024.xls"] = Served(workbook)
    server.faults.extend([status(502), page])
    wanted = release(
        server.url("/storage/mediabank/innov_1_2024.xls"), "innov_1_2024.xls",
        key="rosstat/innovation/2025-08",
    )  # fmt: skip
    got = fetch_file(wanted, "innov_1_2024.xls", raw, network)
    assert got.read_bytes() == workbook


WORLD_BANK = [
    {"page": 1, "pages": 1, "total": 1, "lastupdated": "2026-07-01"},
    [{"countryiso3code": "RUS", "date": "2022", "value": 0.915}],
]


def test_the_world_bank_states_when_it_last_updated(server, network, raw):
    server.answers["/v2/gerd"] = Served(json.dumps(WORLD_BANK).encode())
    wanted = release(server.url("/v2/gerd?format=json"), "gerd.json", kind="worldbank")
    got = fetch_file(wanted, "gerd.json", raw, network)
    assert manifest(got)["server_version"] == "2026-07-01"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ([{"message": [{"id": "120", "value": "Invalid indicator"}]}], "Invalid indicator"),
        ([{**WORLD_BANK[0], "pages": 4}, WORLD_BANK[1]], "comes in 4 pages; raise `per_page`"),
        ([WORLD_BANK[0], []], "no observation"),
        ({"error": 1}, "API says"),
    ],
)
def test_the_world_banks_errors_with_status_200_are_errors(server, network, raw, answer, sentence):
    server.answers["/v2/gerd"] = Served(json.dumps(answer).encode())
    wanted = release(server.url("/v2/gerd"), "gerd.json", kind="worldbank")
    with pytest.raises(fault.Refused, match=sentence):
        fetch_file(wanted, "gerd.json", raw, network)


def test_uis_answers_with_records_of_a_named_version(server, network, raw):
    server.answers["/uis"] = Served(json.dumps({"records": [{"value": 1.1}]}).encode())
    wanted = release(server.url("/uis?version=20250917-73f4b95c"), "uis.json", kind="uis")
    assert fetch_file(wanted, "uis.json", raw, network).exists()
    server.answers["/uis"] = Served(b'{"records": [], "hints": ["indicator not found"]}')
    with pytest.raises(fault.Refused, match="indicator not found"):
        fetch_file(replace(wanted, key="uis/x/1"), "uis.json", raw, network)
    with pytest.raises(ConfigError, match="must name its `version=`"):
        release("https://api.uis.unesco.org/api/public/data/indicators", "u.json", kind="uis")


def test_the_imfs_table_is_text_whatever_its_name_says(server, network, raw):
    table = "WEO Country Code\tISO\t2022\n922\tRUS\t1.5\n".encode("utf-16")
    server.answers["/WEOOct2025all.xls"] = Served(table)
    url = server.url("/WEOOct2025all.xls")
    with pytest.raises(fault.WrongContent, match="Tab-separated text found; a workbook of"):
        fetch_file(release(url, "weo.xls"), "weo.xls", raw, network)
    assert fetch_file(release(url, "weo.xls", format="text"), "weo.xls", raw, network).exists()


def test_graphql_is_asked_with_a_query_and_its_errors_are_errors(server, network, raw):
    server.answers["/api/graphql"] = graphql({"countryYear": [{"year": 2024, "eci": -0.1}]})
    asked = "{ countryYear(countryId: 643) { year eci } }"
    wanted = release(server.url("/api/graphql"), "rus.json", kind="graphql", query=asked)
    got = fetch_file(wanted, "rus.json", raw, network)
    assert json.loads(got.read_bytes())["data"]["countryYear"][0]["year"] == 2024
    assert json.loads(server.seen[0].body) == {"query": asked}
    wrong = release(
        server.url("/api/graphql"), "x.json", kind="graphql", query="{ a }", key="atlas/q/1"
    )
    with pytest.raises(fault.Refused, match="Cannot query field"):
        fetch_file(wrong, "x.json", raw, network)


def test_wiods_archive_of_workbooks_is_tested_member_by_member(server, network, raw):
    body = zipped({"WIOT95_ROW_Apr12.xlsx": zipped({"xl/workbook.xml": b"<workbook/>"})})
    server.answers["/api/access/datafile/199104"] = Served(body, etag='"w"')
    wanted = release(
        server.url("/api/access/datafile/199104"), "WIOTS_in_EXCEL.zip", key="wiod/wiot/2013"
    )
    assert fetch_file(wanted, "WIOTS_in_EXCEL.zip", raw, network).read_bytes() == body


# ------------------------------------------------------------------- by hand


def test_a_download_by_hand_is_checked_and_put_in_place(tmp_path, raw):
    download = tmp_path / "2016-2020_SML (1).zip"
    download.write_bytes(ARCHIVE)
    wanted = release("https://webfs-sti.oecd.org/x.zip", "2016-2020_SML.zip", pinned(ARCHIVE))
    got = import_file(download, wanted, raw)
    assert got == raw / KEY / "2016-2020_SML.zip"
    assert got.read_bytes() == download.read_bytes() == ARCHIVE
    assert manifest(got)["how"] == "imported"
    assert import_file(download, wanted, raw) == got


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html>Sign in</html>", fault.MarkupInstead),
        (b"", fault.WrongContent),
        (b"%PDF-1.7", fault.WrongContent),
        (ARCHIVE[:-100], fault.DamagedFile),
        (zipped({"a.csv": b"1"}), fault.ChangedFile),
    ],
    ids=["web page", "empty", "pdf", "truncated", "another archive"],
)
def test_a_download_by_hand_that_is_not_the_file_is_refused(tmp_path, raw, body, kind):
    download = tmp_path / "2016-2020_SML.zip"
    download.write_bytes(body)
    wanted = release("https://webfs-sti.oecd.org/x.zip", "2016-2020_SML.zip", pinned(ARCHIVE))
    with pytest.raises(kind):
        import_file(download, wanted, raw)
    assert list((raw / KEY).iterdir()) == []
    assert download.exists()


def test_a_download_never_replaces_the_file_that_is_there(tmp_path, raw):
    wanted = release("https://webfs-sti.oecd.org/x.zip", "a.zip")
    download = tmp_path / "a.zip"
    download.write_bytes(ARCHIVE)
    got = import_file(download, wanted, raw)
    download.write_bytes(zipped({"b": b"2"}))
    with pytest.raises(fault.ChangedFile, match="Nothing was replaced"):
        import_file(download, wanted, raw)
    assert got.read_bytes() == ARCHIVE


def test_a_download_is_recognised_by_name_or_pin_or_has_to_be_named(tmp_path, raw):
    other = zipped({"other": b"3"})
    files = {"a.zip": pinned(ARCHIVE), "b.zip": pinned(other)}
    wanted = as_release(KEY, {"url": "https://webfs-sti.oecd.org/", "files": files})
    download = tmp_path / "download.zip"
    download.write_bytes(other)
    assert import_file(download, wanted, raw).name == "b.zip"
    download.write_bytes(zipped({"third": b"4"}))
    with pytest.raises(ConfigError, match=f"RELEASE={KEY}/a.zip or RELEASE={KEY}/b.zip"):
        import_file(download, wanted, raw)
    with pytest.raises(fault.ChangedFile):
        import_file(download, wanted, raw, "a.zip")


def test_a_download_that_is_not_there_is_said_to_be_none(tmp_path, raw):
    with pytest.raises(ConfigError, match=r"a\.zip is not a file"):
        import_file(tmp_path / "a.zip", release("https://webfs-sti.oecd.org/x.zip", "a.zip"), raw)


# ------------------------------------------------------------------- what is missing


def test_one_message_names_the_missing_files_their_size_and_the_command(raw):
    sml = release(
        "https://webfs-sti.oecd.org/x.zip", "2016-2022_SML.zip",
        {"sha256": "4" * 64, "bytes": 166_241_019},
    )  # fmt: skip
    fdva = as_release(
        "oecd/tiva-fdva/2023",
        {
            "url": "https://sdmx.oecd.org/",
            "files": {
                "a.csv": {"unpinned": True, "about_bytes": 2_500},
                "b.csv": {"unpinned": True},
            },
        },
    )
    message = missing_message([sml, fdva], "paper-2024", raw)
    assert message.startswith("Edition paper-2024 needs 3 raw files that are not here:")
    assert "2016-2022_SML.zip" in message
    assert "166.2 MB" in message
    assert "2.5 kB" in message
    assert "unknown" in message
    assert "(166.2 MB and more;" in message
    assert "make fetch EDITION=paper-2024" in message
    for name in ("a.csv", "b.csv"):
        target = raw / "oecd/tiva-fdva/2023" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"here")
    assert missing([sml, fdva], raw) == [(sml, "2016-2022_SML.zip")]
    assert missing_message([fdva], "paper-2024", raw) == ""
    by_itself = missing_message([sml], raw=raw)
    assert by_itself.startswith("oecd/icio/2023: 1 raw files that are not here:")
    assert 'make fetch ENTRY="oecd/icio/2023"' in by_itself


def test_sizes_are_shown_in_the_units_a_reader_thinks_in():
    shown = {0: "0 bytes", 999: "999 bytes", 38_135_675: "38.1 MB", 5_595_000_168: "5.6 GB"}
    assert {size: shown_size(size) for size in shown} == shown


# ------------------------------------------------------------------- entries and hosts


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "ftp"}, "kind: unknown value `ftp`; there are plain, sdmx"),
        ({"files": {"../x.csv": {"unpinned": True}}}, "a plain file name expected"),
        ({"files": {".x.csv": {"unpinned": True}}}, "a plain file name expected"),
        ({"files": {"x.csv.part": {"unpinned": True}}}, "a plain file name expected"),
        ({"files": {"x.csv": {"sha265": "4" * 64}}}, "unknown field `sha265`; `sha256`"),
        ({"files": {"x.csv": {"unpinned": True, "name": "y"}}}, "unknown field `name`"),
        ({"files": {"x.csv": {}}}, "`sha256:` or `unpinned: true` expected"),
        ({"files": {"x.csv": {"sha256": "4" * 64, "unpinned": True}}}, "one of the two"),
        (
            {"files": {"x.csv": {"sha256": "abc"}}},
            "64 hexadecimal digits expected, found 'abc'",
        ),
        ({"files": {"x.csv": {"unpinned": True, "bytes": 3}}}, "`about_bytes:` announces"),
        ({"files": {"x.dta": {"unpinned": True}}}, "`format:` is one of"),
        ({"kind": "graphql"}, "a file of kind graphql is json, not csv"),
        ({"kind": "graphql", "files": {"x.json": {"unpinned": True}}}, "`query:` expected"),
        ({"kind": "sdmx"}, "<agency>,<flow>,<version>"),
        ({"kind": "dataverse"}, "`doi: doi:...` and `version:` expected"),
    ],
)
def test_an_entry_that_cannot_be_meant_is_refused_by_name(change, sentence):
    given = {**entry("https://www.oecd.org/t.csv"), **change}
    with pytest.raises(ConfigError, match=sentence) as caught:
        as_release(KEY, given)
    assert KEY in str(caught.value)


@pytest.mark.parametrize("key", ["oecd/icio", "oecd/../2023", "/oecd/icio/2023", "oecd/icio/.x"])
def test_a_key_that_leaves_the_folder_of_raw_data_is_refused(key):
    with pytest.raises(ConfigError, match="provider/dataset/vintage expected"):
        as_release(key, entry("https://www.oecd.org/t.csv"))


def test_the_projects_allow_list_loads_and_holds_the_documented_rate_limits(root, tmp_path):
    network = Network.load(root / "config" / "hosts.yaml", cache=tmp_path)
    assert (network.rate_limits["oecd"].requests, network.rate_limits["oecd"].seconds) == (60, 3600)
    assert (network.rate_limits["atlas"].requests, network.rate_limits["atlas"].seconds) == (
        120,
        60,
    )
    oecd = [host for name, host in network.hosts.items() if name.endswith("oecd.org")]
    assert oecd
    assert all(host.rate_limit == "oecd" and host.bot_filter for host in oecd)
    trusting = [name for name, host in network.hosts.items() if host.certificate]
    assert trusting == ["rosstat.gov.ru"]
    assert not network.loopback


def test_an_allow_list_that_cannot_be_meant_is_refused(tmp_path):
    path = tmp_path / "hosts.yaml"
    for content in (
        {"hosts": {"a.org": {"rate_limit": "nobody's"}}},
        {"hosts": {"a.org": {"bugdet": "x"}}},
        {"rate-limits": {}},
    ):
        path.write_text(yaml.safe_dump(content))
        with pytest.raises(ConfigError):
            Network.load(path)


def test_a_rate_limit_that_is_spent_is_waited_for_or_reported(server, raw, tmp_path):
    server.answers["/t.csv"] = Served(TABLE)
    brief = rate_limited(tmp_path / "a", 2, 0.6)
    began = time.monotonic()
    for number in range(3):
        wanted = release(server.url("/t.csv"), key=f"oecd/t/{number}")
        fetch_file(wanted, "table.csv", raw, brief)
    assert time.monotonic() - began >= 0.6
    long = rate_limited(tmp_path / "b", 1, 3600, retry_policy=RetryPolicy(longest_wait=5))
    fetch_file(release(server.url("/t.csv"), key="oecd/t/8"), "table.csv", raw, long)
    with pytest.raises(fault.AskedToWait, match="accepts no further request before"):
        fetch_file(release(server.url("/t.csv"), key="oecd/t/9"), "table.csv", raw, long)


def test_confirming_a_file_needs_no_network(raw):
    wanted = release("https://www.oecd.org/t.csv", pin=pinned(TABLE))
    target = raw / KEY / "table.csv"
    target.parent.mkdir(parents=True)
    target.write_bytes(TABLE)
    confirm(wanted, wanted.file("table.csv"), target)
    with pytest.raises(ConfigError, match=r"has no file other\.csv; it has table\.csv"):
        wanted.file("other.csv")


def test_a_moved_file_is_followed_to_a_host_of_the_entry(server, network, raw):
    server.answers["/wbos/fileview2.aspx"] = redirect(server.url("/new.csv", host="localhost"))
    server.answers["/new.csv"] = Served(TABLE)
    url = server.url("/wbos/fileview2.aspx?IDFile=d26ad811")
    got = fetch_file(release(url, redirects=["localhost"]), "table.csv", raw, network)
    assert got.read_bytes() == TABLE
    assert manifest(got)["answered_by"] == server.url("/new.csv", host="localhost")
