"""What a fetch must never do: trust the wrong certificate, host, or archive."""

import io
import shutil
import stat
import struct
import subprocess
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techsov.core.errors import ConfigError
from techsov.fetch import (
    Network,
    check_archive,
    check_content,
    fetch_file,
    integrity,
    unpack_member,
)
from techsov.fetch import errors as fault
from techsov.fetch.network import Host
from tests.providers import (
    ProviderServer,
    Served,
    as_release,
    redirect,
    zipped,
)

BODY = b"RUS,2022,0.915\n"
KEY = "rosstat/innovation/2025-08"


def release(url, **more):
    given = {
        "url": url,
        "landing": "https://rosstat.gov.ru",
        "files": {"t.csv": {"unpinned": True}},
    }
    return as_release(KEY, {**given, **more})


# ------------------------------------------------------------------- certificates


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A certificate authority of our own, and a certificate for both names of this machine."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed: no certificates can be made")
    folder = tmp_path_factory.mktemp("authority")

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    new_key = ["-newkey", "rsa:2048", "-nodes"]
    openssl("req", "-x509", *new_key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
            "-subj", "/CN=Russian Trusted Root CA of the tests")  # fmt: skip
    openssl("req", *new_key, "-keyout", "host.key", "-out", "host.csr", "-subj", "/CN=localhost")
    (folder / "host.cnf").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "host.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2",
            "-CAcreateserial", "-extfile", "host.cnf", "-out", "host.pem")  # fmt: skip
    openssl("req", "-x509", *new_key, "-keyout", "other.key", "-out", "other.pem", "-days", "2",
            "-subj", "/CN=Another root")  # fmt: skip
    return folder


@pytest.fixture
def secure(authority):
    """This machine over https, with a certificate of our own authority."""
    pair = (authority / "host.pem", authority / "host.key")
    with ProviderServer(certificate=pair) as running:
        yield running


def trusting(network, path):
    """`localhost` plays rosstat.gov.ru: the one host that is trusted on a PEM of its own."""
    special = Host(name="localhost", certificate="rosstat_ca")
    return replace(network, hosts={"localhost": special}, certificates={"rosstat_ca": path})


def test_a_certificate_of_an_unknown_root_is_refused_and_never_bypassed(secure, network, tmp_path):
    secure.answers["/t.csv"] = Served(BODY)
    with pytest.raises(fault.CertificateRefused, match="do not switch verification off"):
        fetch_file(release(secure.url("/t.csv")), "t.csv", tmp_path, network)
    assert not secure.seen
    assert not (tmp_path / KEY / "t.csv").exists()


def test_the_own_root_opens_its_own_host_only(secure, network, authority, tmp_path):
    secure.answers["/t.csv"] = Served(BODY)
    special = trusting(network, authority / "ca.pem")
    got = fetch_file(release(secure.url("/t.csv", "localhost")), "t.csv", tmp_path / "a", special)
    assert got.read_bytes() == BODY
    with pytest.raises(fault.CertificateRefused):  # same server, same certificate, other name
        fetch_file(release(secure.url("/t.csv", "127.0.0.1")), "t.csv", tmp_path / "b", special)
    assert len(secure.seen) == 1


def test_the_own_root_is_left_behind_on_a_redirect(secure, network, authority, tmp_path):
    secure.answers["/t.csv"] = redirect(secure.url("/moved.csv", "127.0.0.1"))
    secure.answers["/moved.csv"] = Served(BODY)
    special = trusting(network, authority / "ca.pem")
    moved = release(secure.url("/t.csv", "localhost"), redirects=["127.0.0.1"])
    with pytest.raises(fault.CertificateRefused):
        fetch_file(moved, "t.csv", tmp_path, special)
    assert [request.path for request in secure.seen] == ["/t.csv"]


def test_the_own_host_is_trusted_on_its_own_root_alone(secure, network, authority, tmp_path):
    special = trusting(network, authority / "other.pem")
    with pytest.raises(fault.CertificateRefused):
        fetch_file(release(secure.url("/t.csv", "localhost")), "t.csv", tmp_path, special)


@pytest.mark.parametrize("content", [None, b"", b"not a certificate"])
def test_a_missing_or_unreadable_root_is_a_clear_error(secure, network, tmp_path, content):
    path = tmp_path / "root.pem"
    if content is not None:
        path.write_bytes(content)
    special = trusting(network, path)
    with pytest.raises(fault.MissingCertificate, match="cannot be read as PEM") as caught:
        fetch_file(release(secure.url("/t.csv", "localhost")), "t.csv", tmp_path, special)
    assert "docs/fetching.md" in str(caught.value)
    assert not secure.seen


def test_rosstat_without_a_root_is_not_asked_at_all(root, tmp_path):
    network = Network.load(root / "config/hosts.yaml", cache=tmp_path)
    wanted = release("https://rosstat.gov.ru/storage/mediabank/innov_1_2024.xls")
    with pytest.raises(fault.MissingCertificate, match="`rosstat_ca` is not set"):
        fetch_file(wanted, "t.csv", tmp_path, network)


# ------------------------------------------------------------------- hosts and redirects


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://sdmx.oecd.org/t.csv", "is not https"),
        ("https://example.org/t.csv", "not on the allow-list"),
        ("https://sdmx.oecd.org.example.org/t.csv", "not on the allow-list"),
        ("https://user:word@sdmx.oecd.org/t.csv", "a user name or a port"),
        ("https://sdmx.oecd.org:8443/t.csv", "a user name or a port"),
        ("https://sdmx.oecd.org@example.org/t.csv", "a user name or a port"),
        ("https://127.0.0.1/t.csv", "not on the allow-list"),
        ("http://localhost/t.csv", "is not https"),
    ],
)
def test_only_https_to_hosts_of_the_allow_list(root, tmp_path, url, sentence):
    network = Network.load(root / "config/hosts.yaml", cache=tmp_path, loopback=False)
    with pytest.raises(fault.HostRefused, match=sentence):
        fetch_file(release(url), "t.csv", tmp_path, network)


@pytest.mark.parametrize("url", ["ftp://sdmx.oecd.org/t.csv", "file:///etc/passwd"])
def test_another_scheme_is_refused_in_an_entry_and_of_a_redirect(root, tmp_path, url):
    with pytest.raises(ConfigError, match="url: a web address expected"):
        release(url)
    network = Network.load(root / "config/hosts.yaml", cache=tmp_path, loopback=False)
    with pytest.raises(fault.HostRefused, match="is not https"):
        network.admit(url, ["sdmx.oecd.org", ""])


def test_this_machine_is_allowed_by_an_explicit_setting_only(server, root, tmp_path, monkeypatch):
    server.answers["/t.csv"] = Served(BODY)
    hosts = root / "config/hosts.yaml"
    monkeypatch.delenv("TECHSOV_ALLOW_LOOPBACK", raising=False)
    with pytest.raises(fault.HostRefused):
        network = Network.load(hosts, cache=tmp_path)
        fetch_file(release(server.url("/t.csv")), "t.csv", tmp_path, network)
    assert not server.seen
    monkeypatch.setenv("TECHSOV_ALLOW_LOOPBACK", "1")
    network = Network.load(hosts, cache=tmp_path)
    assert fetch_file(release(server.url("/t.csv")), "t.csv", tmp_path, network).exists()


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("https://example.org/t.csv", "not among the entry's hosts"),
        ("http://example.org/t.csv", "is not https"),
        ("//example.org/t.csv", "example.org"),
        ("file:///etc/passwd", "is not https"),
        ("https://sdmx.oecd.org/t.csv", "not among the entry's hosts"),
        ("https://www.imf.org:444/t.csv", "a user name or a port"),
    ],
)
def test_a_redirect_to_a_foreign_host_or_to_http_is_refused(
    server, network, tmp_path, to, sentence
):
    server.answers["/t.csv"] = redirect(to)
    known = replace(network, hosts={n: Host(name=n) for n in ("sdmx.oecd.org", "www.imf.org")})
    wanted = release(server.url("/t.csv"), redirects=["www.imf.org"])
    with pytest.raises(fault.HostRefused, match=sentence):
        fetch_file(wanted, "t.csv", tmp_path, known)
    assert len(server.seen) == 1


def test_a_host_that_the_entry_admits_must_be_on_the_allow_list_too(server, network, tmp_path):
    server.answers["/t.csv"] = redirect("https://example.org/t.csv")
    wanted = release(server.url("/t.csv"), redirects=["example.org"])
    with pytest.raises(fault.HostRefused, match="not on the allow-list"):
        fetch_file(wanted, "t.csv", tmp_path, network)


def test_redirects_come_to_an_end(server, network, tmp_path):
    server.answers["/t.csv"] = redirect("/t.csv")
    with pytest.raises(fault.HostRefused, match="More than"):
        fetch_file(release(server.url("/t.csv")), "t.csv", tmp_path, network)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_all_kinds_of_redirect_are_followed_within_the_host(server, network, tmp_path, code):
    server.answers["/t.csv"] = redirect("/moved/t.csv", code)
    server.answers["/moved/t.csv"] = Served(BODY)
    assert fetch_file(release(server.url("/t.csv")), "t.csv", tmp_path, network).exists()


def test_a_netrc_on_the_machine_is_not_sent_along(server, network, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server.answers["/t.csv"] = Served(BODY)
    fetch_file(release(server.url("/t.csv")), "t.csv", tmp_path, network)
    assert "Authorization" not in server.seen[0].headers


# ------------------------------------------------------------------- archives


def member(name, *, attributes=0, body=b"1,2\n"):
    """A zip with one member of that name, as no packer would write it."""
    info = zipfile.ZipInfo("x")
    info.filename = name
    info.external_attr = attributes << 16
    return info, body


def archive_of(path, *members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, body in members:
            archive.writestr(info, body)
    return path


CLIMBING = ["../x.csv", "a/../../x.csv", "/etc/passwd", "..\\x.csv", "C:\\x.csv", "\\x.csv", ".."]


@pytest.mark.parametrize("name", CLIMBING)
def test_a_member_that_climbs_out_of_its_folder_is_refused(tmp_path, name):
    path = archive_of(tmp_path / "a.zip", member(name))
    with pytest.raises(fault.UnsafeArchive, match="would leave its folder"):
        check_archive(path)
    with pytest.raises(fault.UnsafeArchive, match="would leave its folder"):
        unpack_member(path, zipfile.ZipFile(path).namelist()[0], tmp_path / "to", 1000)
    assert not (tmp_path / "x.csv").exists()


def test_a_member_that_is_a_link_is_refused(tmp_path):
    link = member("passwd", attributes=stat.S_IFLNK | 0o777, body=b"/etc/passwd")
    path = archive_of(tmp_path / "a.zip", link)
    for attempt in (
        lambda: check_archive(path),
        lambda: unpack_member(path, "passwd", tmp_path / "to", 1000),
    ):
        with pytest.raises(fault.UnsafeArchive, match="is a link"):
            attempt()


def test_a_link_that_lies_in_the_folder_already_is_not_followed(tmp_path):
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "years").symlink_to(tmp_path)
    path = archive_of(tmp_path / "a.zip", member("years/2019.csv"))
    with pytest.raises(fault.UnsafeArchive, match="would leave"):
        unpack_member(path, "years/2019.csv", tmp_path / "to", 1000)
    assert not (tmp_path / "2019.csv").exists()


def test_a_bomb_is_refused_by_what_it_says_of_itself(tmp_path):
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped({f"{i}.csv": bytes(40 << 20) for i in range(2)}))
    assert path.stat().st_size < 200_000
    with pytest.raises(fault.UnsafeArchive, match="would swell to 83,886,080 bytes"):
        check_archive(path)
    with pytest.raises(fault.UnsafeArchive, match=r"0\.csv would swell to"):
        unpack_member(path, "0.csv", tmp_path, max_bytes=1 << 20)


def test_a_bomb_that_lies_about_its_size_is_stopped_while_it_unpacks(tmp_path):
    path = tmp_path / "bomb.zip"
    body = bytes(5_000_000)
    path.write_bytes(zipped({"a.csv": body}).replace(struct.pack("<I", len(body)), b"\x0a\0\0\0"))
    assert zipfile.ZipFile(path).getinfo("a.csv").file_size == 10
    with pytest.raises((fault.DamagedFile, fault.UnsafeArchive)):
        check_archive(path)
    with pytest.raises((fault.DamagedFile, fault.UnsafeArchive)):
        unpack_member(path, "a.csv", tmp_path / "to", max_bytes=1000)
    assert list((tmp_path / "to").iterdir()) == []


def test_the_bound_is_held_against_what_comes_out(tmp_path, monkeypatch):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.csv": BODY}))
    monkeypatch.setattr(integrity, "BLOCK", 64)
    # An archive whose own word about the size cannot be relied on.
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda archive, info: io.BytesIO(BODY * 200))
    with pytest.raises(fault.UnsafeArchive, match="swells beyond its bound"):
        unpack_member(path, "a.csv", tmp_path / "to", max_bytes=1000)
    assert list((tmp_path / "to").iterdir()) == []


def test_a_member_is_unpacked_whole_into_its_folder(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"SML/2019_SML.csv": BODY, "ReadMe.txt": b"r"}))
    got = unpack_member(path, "SML/2019_SML.csv", tmp_path / "to", max_bytes=len(BODY))
    assert got == tmp_path / "to" / "SML" / "2019_SML.csv"
    assert got.read_bytes() == BODY
    with pytest.raises(fault.WrongContent, match=r"no member 2020\.csv; it has SML/2019_SML\.csv"):
        unpack_member(path, "2020.csv", tmp_path / "to", 1000)


def test_a_damaged_member_is_not_left_behind(tmp_path):
    body = bytearray(zipped({"a.csv": bytes(range(256)) * 40}))
    body[60] ^= 0xFF
    path = tmp_path / "a.zip"
    path.write_bytes(body)
    with pytest.raises(fault.DamagedFile):
        unpack_member(path, "a.csv", tmp_path / "to", 1 << 20)
    assert list((tmp_path / "to").iterdir()) == []


def test_an_encrypted_member_is_refused(tmp_path):
    body = bytearray(zipped({"a.csv": BODY}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(mark) + offset] |= 1
    path = tmp_path / "a.zip"
    path.write_bytes(body)
    with pytest.raises(fault.UnsafeArchive, match="is encrypted"):
        check_archive(path)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_truncated_archive_is_ever_taken_for_whole(tmp_path_factory, data):
    whole = zipped({"2019.csv": BODY * 50, "2020.csv": BODY * 20})
    length = data.draw(st.integers(0, len(whole) - 1))
    path = tmp_path_factory.mktemp("cut") / "a.zip"
    path.write_bytes(whole[:length])
    with pytest.raises((fault.DamagedFile, fault.WrongContent)):
        check_content(path, "zip")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["..", ".", "a", "", "b.csv", "C:", "\\"]), min_size=1, max_size=5))
def test_whatever_a_member_is_called_nothing_is_written_outside(tmp_path_factory, pieces):
    folder = tmp_path_factory.mktemp("pieces")
    path = archive_of(folder / "a.zip", member("/".join(pieces)))
    name = zipfile.ZipFile(path).namelist()[0]
    try:
        got = unpack_member(path, name, folder / "to", 1000)
        assert got.resolve().is_relative_to((folder / "to").resolve())
    except fault.FetchError:
        pass
    assert {p.name for p in folder.iterdir()} <= {"a.zip", "to"}


# ------------------------------------------------------------------- formats by content


@pytest.mark.parametrize(
    ("form", "body", "kind"),
    [
        ("xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", fault.WrongContent),
        ("xls", zipped({"a": b"1"}), fault.WrongContent),
        ("zip", zipped({}), fault.WrongContent),
        ("csv", b"\xef\xbb\xbf \n<html>", fault.MarkupInstead),
        ("csv", b"\xff\xfe" + "<html>".encode("utf-16-le"), fault.MarkupInstead),
        ("csv", b"\xfe\xff" + "<html>".encode("utf-16-be"), fault.MarkupInstead),
        ("csv", b"<?xml version='1.0'?><Error/>", fault.MarkupInstead),
        ("csv", b"a,b\n\0\0\0\n", fault.WrongContent),
        ("text", b"", fault.WrongContent),
        ("json", b'{"data": [1, 2', fault.DamagedFile),
        ("json", b"[" * 100_000, fault.DamagedFile),
        ("rdata", b"plain text", fault.WrongContent),
        ("rdata", b"\x1f\x8b\x08\0\0\0\0\0\0\0cut", fault.DamagedFile),
        ("rdata", b"BZh9cut", fault.DamagedFile),
        ("rdata", b"\xfd7zXZ\x00cut", fault.DamagedFile),
    ],
)
def test_bytes_that_are_not_of_their_format_are_refused(tmp_path, form, body, kind):
    path = tmp_path / "file"
    path.write_bytes(body)
    with pytest.raises(kind):
        check_content(path, form)


def test_the_real_files_are_of_their_formats(releases):
    forms = {".xls": "xls", ".xlsx": "xlsx", ".csv": "csv", ".tab": "text", ".rda": "rdata"}
    forms |= {".RData": "rdata", ".json": "json"}
    checked = {form: 0 for form in forms.values()}
    for path in sorted(releases.rglob("*")):
        if path.suffix in forms and path.stat().st_size < 300_000:
            check_content(path, forms[path.suffix])
            checked[forms[path.suffix]] += 1
    assert all(checked.values()), checked
