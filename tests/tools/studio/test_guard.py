"""The guard before the studio: who gets something, and who gets nothing."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

import pytest

from backedge.tools.studio.guard import Address, Guard, Receive, Scope, Send

TOKEN = "the-token-of-this-test"
LOCAL = Address("http", "127.0.0.1", 8123)
ALL = Address("https", "0.0.0.0", 8123)
PROXIED = Address("http", "127.0.0.1", 8123, "https://studio.example")
HERE = "127.0.0.1:8123"


class Answer(NamedTuple):
    """What came back: a status, or for a socket that was closed its code, the headers, and the body."""

    status: int
    headers: dict[str, str]
    text: str


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    """The guarded application."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept", "headers": []})
        return
    own = [(b"content-security-policy", b"its own")] if scope["path"] == "/strict" else []
    await send({"type": "http.response.start", "status": 200, "headers": own})
    await send({"type": "http.response.body", "body": f"inside {scope['path']}".encode()})


def ask(
    address: Address, path: str, headers: Sequence[tuple[str, str]] = (("host", HERE),), kind: str = "http"
) -> Answer:
    """Send a request to a guarded application as a server passes it on."""
    said: list[MutableMapping[str, Any]] = []
    given = [(name.encode(), value.encode()) for name, value in headers]

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    scope = {"type": kind, "path": path, "raw_path": path.encode(), "headers": given}
    asyncio.run(Guard(inside, address, TOKEN)(scope, receive, send))
    first = said[0]
    status = first.get("status", first.get("code", HTTPStatus.SWITCHING_PROTOCOLS))
    found = {name.decode(): value.decode() for name, value in first.get("headers", ())}
    return Answer(status, found, b"".join(message.get("body", b"") for message in said).decode())


def ask_as(address: Address, host: str, *, origin: str | None = None, kind: str = "http") -> Answer:
    """Ask for what is there for who knows the token."""
    headers = [("host", host), *([] if origin is None else [("origin", origin)])]
    return ask(address, f"/{TOKEN}/page", headers, kind)


def test_the_page_is_served_to_who_knows_the_token() -> None:
    """A request at the right host with the token gets the page, with headers that keep others out of it."""
    answer = ask(LOCAL, f"/{TOKEN}/page")
    assert answer.status == 200
    assert answer.text == "inside /page"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_what_has_a_policy_of_its_own_keeps_it() -> None:
    """A file that may do other things than the page says so itself, and has the other headers as well."""
    headers = ask(LOCAL, f"/{TOKEN}/strict").headers
    assert headers["content-security-policy"] == "its own"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/", "/page", "/wrong-token/page", f"/{TOKEN}x/page", f"/{TOKEN[:-1]}/page", "//page"]
)
def test_without_the_token_there_is_nothing(path: str) -> None:
    """A path that does not begin with the token gets no page."""
    answer = ask(LOCAL, path)
    assert answer.status == 403
    assert "inside" not in answer.text


HOSTS = [
    "evil.example",
    "evil.example:8123",
    "127.0.0.1.evil.example:8123",
    "127.0.0.1:80",
    "127.0.0.1",
    "",
    "[::1",
    "0.0.0.0:8123",
]


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_gets_nothing(host: str) -> None:
    """A name that somebody lets lead to this machine (DNS rebinding) is refused, token or not."""
    answer = ask_as(LOCAL, host)
    assert answer.status == 421
    assert "inside" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost:8123", "[::1]:8123"])
def test_names_of_this_machine_are_its_hosts(host: str) -> None:
    """What leads to this machine alone is fine."""
    assert ask_as(LOCAL, host).status == 200


ORIGINS = [
    "http://evil.example",
    "http://127.0.0.1:9999",
    "https://127.0.0.1:8123",
    "http://localhost:8123",
    "null",
    "",
]


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_page_of_another_origin_gets_nothing(origin: str) -> None:
    """Neither a request nor a socket of another origin is answered, although it knows the token."""
    assert ask_as(LOCAL, HERE, origin=origin).status == 403
    assert ask_as(LOCAL, HERE, origin=origin, kind="websocket").status == 1008


def test_a_socket_has_to_say_its_origin() -> None:
    """Browsers always do; a socket without one is none of a page."""
    assert ask_as(LOCAL, HERE, kind="websocket").status == 1008


def test_the_pages_own_socket_is_served() -> None:
    """A socket from the page's own origin gets through."""
    assert ask_as(LOCAL, HERE, origin=f"http://{HERE}", kind="websocket").status == HTTPStatus.SWITCHING_PROTOCOLS


@pytest.mark.parametrize(
    ("address", "host", "is_served"),
    [
        (ALL, "192.168.1.5:8123", True),
        (ALL, "localhost:8123", True),
        (ALL, "evil.example:8123", False),
        (PROXIED, "studio.example", True),
        (PROXIED, "evil.example", False),
        (Address("https", "my.host", 8123), "my.host:8123", True),
        (Address("https", "my.host", 8123), "localhost:8123", False),
    ],
)
def test_elsewhere_no_name_but_its_own_counts(address: Address, host: str, is_served: bool) -> None:
    """Where it listens at all addresses, an address is nobody's name; names are refused."""
    assert (ask_as(address, host).status == 200) is is_served


def test_behind_a_proxy_only_the_proxys_origin_counts() -> None:
    """Pages come from the address that the proxy has."""
    assert ask_as(PROXIED, "studio.example", origin="https://studio.example").status == 200
    assert ask_as(PROXIED, HERE, origin=f"http://{HERE}").status == 403


def test_two_hosts_are_none() -> None:
    """A request that names two hosts is refused, whichever comes first."""
    for hosts in ([HERE, "evil.example"], ["evil.example", HERE]):
        assert ask(LOCAL, f"/{TOKEN}/page", [("host", host) for host in hosts]).status == 421
