"""A server on this machine's own address that plays the providers, and everything that can fail.

Paths are answered by `Served` files or by plain functions; before a request is answered, the
server may be told to misbehave once (`faults`) or by a rule (`misbehave`).
"""

from __future__ import annotations

import gzip
import io
import json
import ssl
import threading
import time
import zipfile
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import md5, sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from techsov.catalogue.registry import Vintage
from techsov.fetch import Network
from techsov.fetch.network import Host, RateLimit, RetryPolicy

HTML = "<!DOCTYPE html><html><body>Ошибка 404</body></html>".encode()


@dataclass
class Served:
    """A file as a server serves it."""

    body: bytes
    etag: str = ""
    modified: float | None = None
    ranges: bool = True
    chunked: bool = False
    length: bool = True
    encoded: bool = False
    block: int = 1 << 16
    pause: float = 0.0


@dataclass
class Request:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    host: str


Answer = tuple[int, dict[str, str], bytes]
Fault = Callable[["_Handler", "Served | None"], bool]


@dataclass
class ProviderServer:
    """The server; a context manager. `url(path)` is the address of a path on it."""

    answers: dict[str, Served | Callable[[Request], Answer]] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    misbehave: Callable[[Request], Fault | None] = lambda request: None
    seen: list[Request] = field(default_factory=list)
    sent: int = 0
    certificate: tuple[Path, Path] | None = None

    def __enter__(self) -> ProviderServer:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.daemon_threads = True
        self._http.stage = self
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.certificate)
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self._http.handle_error = lambda *_: None
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://{host}:{self._http.server_port}{path}"

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.seen if request.path == path]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._play(b"")

    def do_POST(self) -> None:
        self._play(self.rfile.read(int(self.headers["Content-Length"])))

    def _play(self, body: bytes) -> None:
        stage: ProviderServer = self.server.stage
        parts = urlsplit(self.path)
        request = Request(
            self.command,
            parts.path,
            parse_qs(parts.query),
            dict(self.headers),
            body,
            self.headers["Host"].split(":")[0],
        )
        stage.seen.append(request)
        answer = stage.answers.get(parts.path)
        fault = stage.faults.popleft() if stage.faults else stage.misbehave(request)
        if fault and fault(self, answer if isinstance(answer, Served) else None):
            return
        if answer is None:
            self.give(404, {}, b"no such path")
        elif isinstance(answer, Served):
            self.serve(answer)
        else:
            self.give(*answer(request))

    def give(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def serve(self, file: Served, upto: int | None = None) -> None:
        """Serve a file, or the part asked for; `upto` cuts the connection after so many bytes."""
        start, status = self._start(file), 200
        body = gzip.compress(file.body) if file.encoded else file.body
        if start:
            if start >= len(body):
                self.give(416, {"Content-Range": f"bytes */{len(body)}"}, b"")
                return
            status = 206
        self.send_response(status)
        if file.etag:
            self.send_header("ETag", file.etag)
        if file.modified is not None:
            self.send_header("Last-Modified", formatdate(file.modified, usegmt=True))
        if file.encoded:
            self.send_header("Content-Encoding", "gzip")
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        if file.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif file.length:
            self.send_header("Content-Length", str(len(body) - start))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self._send(body[start:], file, upto)

    def _start(self, file: Served) -> int:
        wanted = self.headers.get("Range", "")
        if not (file.ranges and wanted):
            return 0
        condition = self.headers.get("If-Range")
        marks = [file.etag]
        if file.modified is not None:
            marks.append(formatdate(file.modified, usegmt=True))
        if condition is not None and condition not in marks:
            return 0
        return int(wanted.removeprefix("bytes=").split("-")[0])

    def _send(self, body: bytes, file: Served, upto: int | None) -> None:
        for at in range(0, len(body), file.block):
            block = body[at : at + file.block]
            if upto is not None and at + len(block) > upto:
                self.wfile.write(self._framed(block[: upto - at], file))
                self.hang_up()
                return
            self.wfile.write(self._framed(block, file))
            self.server.stage.sent += len(block)
            time.sleep(file.pause)
        if file.chunked:
            self.wfile.write(b"0\r\n\r\n")

    @staticmethod
    def _framed(block: bytes, file: Served) -> bytes:
        return b"%x\r\n%b\r\n" % (len(block), block) if file.chunked else block

    def hang_up(self) -> None:
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(2)

    def log_message(self, *_: object) -> None:
        pass


# ------------------------------------------------------------------------------ faults


def status(code: int, body: bytes = b"", **headers: str) -> Fault:
    """Answer with a status of its own."""

    def fault(handler: _Handler, file: Served | None) -> bool:
        handler.give(code, {k.replace("_", "-"): v for k, v in headers.items()}, body)
        return True

    return fault


def cut(share: float = 0.5) -> Fault:
    """Cut the connection after a share of the file."""

    def fault(handler: _Handler, file: Served | None) -> bool:
        if file is None:
            handler.hang_up()
        else:
            handler.serve(file, upto=int(len(file.body) * share))
        return True

    return fault


def short(handler: _Handler, file: Served | None) -> bool:
    """A body that is too short, and a length that agrees with it."""
    if file is None:
        return False
    handler.give(200, {}, file.body[: len(file.body) // 2])
    return True


def flipped(handler: _Handler, file: Served | None) -> bool:
    """As many bytes as there should be, and some of them others."""
    if file is None:
        return False
    middle = len(file.body) // 2
    body = file.body[:middle] + bytes(b ^ 0x15 for b in file.body[middle : middle + 64])
    handler.give(200, {}, body + file.body[middle + 64 :])
    return True


def page(handler: _Handler, file: Served | None) -> bool:
    """A web page with status 200."""
    handler.give(200, {"Content-Type": "text/html; charset=utf-8"}, HTML)
    return True


def silent(seconds: float) -> Fault:
    """Nothing at all for a while, then the end."""

    def fault(handler: _Handler, file: Served | None) -> bool:
        time.sleep(seconds)
        handler.hang_up()
        return True

    return fault


# --------------------------------------------------------------------------- providers


def redirect(to: str, code: int = 302) -> Callable[[Request], Answer]:
    return lambda request: (code, {"Location": to}, b"")


def oecd_gate(file: Served | Answer) -> Callable[[Request], Answer]:
    """The OECD's gate: no answer for what does not look like a browser."""

    def answer(request: Request) -> Answer:
        if not request.headers.get("User-Agent", "").startswith("Mozilla/"):
            return 403, {}, b"Request blocked."
        return (200, {"ETag": file.etag}, file.body) if isinstance(file, Served) else file

    return answer


def no_results(request: Request) -> Answer:
    """The SDMX service, when a query matches nothing."""
    return 404, {"Content-Type": "text/plain"}, b"NoResultsFound"


def dataverse(
    server: ProviderServer,
    doi: str,
    files: dict[str, bytes],
    version: str = "18.0",
    updated: str = "2026-04-22T16:48:45Z",
) -> None:
    """A Dataverse that hands its files over to an object store on another host."""
    major, minor = version.split(".")
    listed = []
    for number, (label, body) in enumerate(files.items(), start=13685100):
        folder, _, name = label.rpartition("/")
        listed.append(
            {
                "label": name,
                "restricted": False,
                **({"directoryLabel": folder} if folder else {}),
                "dataFile": {
                    "id": number,
                    "filename": name,
                    "filesize": len(body),
                    "md5": md5(body).hexdigest(),
                    "checksum": {"type": "MD5", "value": md5(body).hexdigest()},
                    "tabularData": False,
                },
            }
        )
        stored = f"/store/{doi[4:]}/{number}"
        server.answers[stored] = Served(body, etag=f'"{md5(body).hexdigest()}"')
        signed = server.url(f"{stored}?X-Amz-Signature=secret", host="localhost")
        server.answers[f"/api/access/datafile/{number}"] = redirect(signed, 303)
    described = {
        "versionNumber": int(major),
        "versionMinorNumber": int(minor),
        "lastUpdateTime": updated,
        "files": listed,
    }
    body = json.dumps({"status": "OK", "data": described}).encode()
    for which in (version, ":latest-published"):
        path = f"/api/datasets/:persistentId/versions/{which}"
        server.answers[path] = lambda request: (
            (200, {}, body) if request.query["persistentId"] == [doi] else (404, {}, b"{}")
        )


def guestbook(request: Request) -> Answer:
    """A Dataverse from 6.10 on, for a file behind a required guestbook."""
    said = {"status": "ERROR", "message": "You may not download this file without a guestbook"}
    return 400, {}, json.dumps(said).encode()


def graphql(data: dict) -> Callable[[Request], Answer]:
    """The Atlas: answers a query, reports errors with status 200."""

    def answer(request: Request) -> Answer:
        query = json.loads(request.body).get("query", "")
        if request.method != "POST" or "countryYear" not in query:
            return 200, {}, json.dumps({"errors": [{"message": "Cannot query field"}]}).encode()
        return 200, {}, json.dumps({"data": data}).encode()

    return answer


# -------------------------------------------------------------------------- material


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def as_release(key: str, entry: dict) -> Vintage:
    """A full release of which an entry of `sources.yaml` says this much."""
    about = dict.fromkeys(("title", "publisher", "licence", "citation"), "-")
    about |= {"form": "release", "released": "2025", "url": "https://www.oecd.org/"}
    return Vintage.parse(key, about | entry)


def pinned(body: bytes) -> dict[str, object]:
    """The pin of a file with that content, as in `sources.yaml`."""
    return {"sha256": sha256(body).hexdigest(), "bytes": len(body)}


def network_of_one(cache: Path, **changes: object) -> Network:
    """A network that consists of this machine, that waits briefly."""
    given = {
        "hosts": {},
        "rate_limits": {},
        "retry_policy": RetryPolicy(
            connect=2, read=1, attempts=4, backoff=0.01, longest_backoff=0.05, longest_wait=5
        ),
        "cache": cache,
        "loopback": True,
    }
    return Network(**{**given, **changes})


def rate_limited(cache: Path, requests: int, seconds: float, **changes: object) -> Network:
    """The same, with a rate limit on this machine's address."""
    return network_of_one(
        cache,
        hosts={"127.0.0.1": Host(name="127.0.0.1", rate_limit="own")},
        rate_limits={"own": RateLimit(requests=requests, seconds=seconds)},
        **changes,
    )
