"""A proxy between here and the provider: what is its fault is told as its fault, at once."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from techsov.fetch import errors as fault
from techsov.fetch.network import Host
from techsov.fetch.transport import Request, open_response, with_retries

PROVIDER = "provider.example"


@contextmanager
def proxy(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A proxy that gives every request the same answer; its address, and what it was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(4096))
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield "{}:{}".format(*listening.getsockname()), asked
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def beyond(network, monkeypatch):
    """A network in which the provider is reached through whatever proxy a variable names."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return replace(network, hosts={PROVIDER: Host(name=PROVIDER)})


def ask(network, scheme: str = "https") -> None:
    request = Request(f"{scheme}://{PROVIDER}/data.csv", frozenset({PROVIDER}))

    def attempt() -> None:
        with open_response(network, request):
            raise AssertionError("the provider does not exist")

    with_retries(network.retry_policy, attempt)


def answer(status: str) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()


def test_a_proxy_that_wants_a_password_is_named_with_its_variable_after_one_request(
    beyond, monkeypatch
):
    with proxy(answer("407 Proxy Authentication Required")) as (address, asked):
        monkeypatch.setenv("HTTPS_PROXY", f"http://{address}")
        with pytest.raises(fault.ProxyRefused) as refused:
            ask(beyond)
    said = str(refused.value)
    assert f"The proxy {address} (from HTTPS_PROXY) answers 407" in said
    assert "wants a name and a password" in said
    assert f"HTTPS_PROXY=http://NAME:PASSWORD@{address}" in said
    assert len(asked) == 1


def test_a_wrong_password_is_called_wrong_and_not_printed(beyond, monkeypatch):
    with proxy(answer("407 Proxy Authentication Required")) as (address, _):
        monkeypatch.setenv("all_proxy", f"http://ivanov:s3cret@{address}")
        with pytest.raises(fault.ProxyRefused, match="did not take the name and password") as told:
            ask(beyond)
    assert "(from all_proxy)" in str(told.value)
    assert "s3cret" not in str(told.value)


def test_a_proxy_that_forbids_the_provider_is_not_taken_for_the_provider(beyond, monkeypatch):
    with proxy(answer("403 Forbidden")) as (address, asked):
        monkeypatch.setenv("https_proxy", f"http://{address}")
        with pytest.raises(fault.ProxyRefused, match=f"does not let requests to {PROVIDER}"):
            ask(beyond)
    assert len(asked) == 1


def test_a_proxy_that_is_down_is_named_and_asked_again(beyond, monkeypatch, caplog):
    with socket.create_server(("127.0.0.1", 0)) as held:
        address = "{}:{}".format(*held.getsockname())
    monkeypatch.setenv("https_proxy", f"http://{address}")
    with pytest.raises(fault.PassingFault, match=rf"{address} \(from https_proxy\) could not be"):
        ask(beyond)


def test_a_proxy_with_a_fault_of_its_own_is_asked_again(beyond, monkeypatch):
    with proxy(answer("502 Bad Gateway")) as (address, asked):
        monkeypatch.setenv("https_proxy", f"http://{address}")
        with pytest.raises(fault.PassingFault, match="answers 502"):
            ask(beyond)
    assert len(asked) == beyond.retry_policy.attempts
