"""The guard before everything that the studio serves: who may ask at all, and what pages may do.

A page of another origin can make a browser send requests here, by any name that it lets lead to this machine. It gets
nothing: a request must name this server as its host, must not come from another origin, and must know the token, which
is the first part of every path. So addresses inside the page are relative, and no cookie is needed.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

NAMES_OF_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
"""The hosts that only this machine can reach."""
_EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104 - compared only
_POLICY_VIOLATION: Final = 1008
"""The code that a WebSocket is closed with."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server can be reached.

    Attributes:
        scheme: ``http`` or ``https``.
        host: the name or address that it listens at.
        port: its port.
        public: the origin under which a proxy makes it known; "" without one.
    """

    scheme: str
    host: str
    port: int
    public: str = ""

    @property
    def origin(self) -> str:
        """What its address begins with, for people and browsers."""
        if self.public:
            return self.public
        host = "localhost" if self.host in _EVERYWHERE else self.host
        return f"{self.scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"

    def is_host(self, text: str) -> bool:
        """Tell whether a ``Host`` header names this server.

        No name counts but its own: a name that others let lead here is how a page of theirs would get in. Addresses
        are nobody's names, and count where the server listens at all addresses of the machine.
        """
        if self.public and text == urlsplit(self.public).netloc:
            return True
        try:
            parts = urlsplit(f"//{text}")
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if (port or {"http": 80, "https": 443}[self.scheme]) != self.port:
            return False
        return host in self._names or (self.host in _EVERYWHERE and _is_address(host))

    @property
    def _names(self) -> tuple[str, ...]:
        is_loopback = self.host in (*NAMES_OF_LOOPBACK, *_EVERYWHERE)
        return (*NAMES_OF_LOOPBACK, self.host) if is_loopback else (self.host,)

    def is_origin(self, text: str, host: str) -> bool:
        """Tell whether an ``Origin`` header is that of a page that was opened at `host`, the ``Host`` header."""
        return text == (self.public or f"{self.scheme}://{host}")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def content_security_policy(address: Address) -> str:
    """What pages may load: what this server has and nothing else; no script or style that is written inside a page."""
    socket = address.origin.replace("http", "ws", 1)  # older browsers do not count it as 'self'
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; worker-src 'self'; img-src 'self' blob: data:; "
        f"media-src 'self' blob:; font-src 'self'; connect-src 'self' {socket}; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


class Guard:
    """Lets through what comes from the studio's own pages; all else is refused, and told nothing but why.

    Args:
        app: what is guarded; its paths come without the token. Headers that it sets itself stay as they are.
        address: where the server is reached.
        token: what only the user's own browser has been told.
    """

    def __init__(self, app: App, address: Address, token: str) -> None:
        self._app = app
        self._address = address
        self._token = token
        self._headers = [
            (name.encode(), value.encode())
            for name, value in {
                "content-security-policy": content_security_policy(address),
                "cross-origin-opener-policy": "same-origin",
                "cross-origin-resource-policy": "same-origin",
                "referrer-policy": "no-referrer",
                "x-content-type-options": "nosniff",
                "permissions-policy": "camera=(self), microphone=(), geolocation=()",
                "cache-control": "no-store",
            }.items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await _refuse(scope, receive, send, *refusal)
            return
        path = scope["path"]
        inside = {**scope, "path": path[1 + len(self._token) :] or "/", "raw_path": None}

        async def send_guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                own = list(message.get("headers", ()))
                names = {name for name, _ in own}
                message = {**message, "headers": [*own, *(each for each in self._headers if each[0] not in names)]}
            await send(message)

        await self._app(inside, receive, send_guarded)

    def _refusal(self, scope: Scope) -> tuple[HTTPStatus, str] | None:
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        given = {name.lower(): value.decode("latin-1") for name, value in headers}
        hosts = [value for name, value in headers if name.lower() == b"host"]
        if len(hosts) != 1 or not self._address.is_host(given[b"host"]):
            return HTTPStatus.MISDIRECTED_REQUEST, "this is not the host that the studio was opened at"
        origin = given.get(b"origin", "" if scope["type"] == "websocket" else None)
        if origin is not None and not self._address.is_origin(origin, given[b"host"]):
            return HTTPStatus.FORBIDDEN, "the studio answers its own pages only"
        token = scope["path"][1:].partition("/")[0]
        if not secrets.compare_digest(token.encode(), self._token.encode()):
            return HTTPStatus.FORBIDDEN, "open the address that graph_runner studio has printed: it has a token"
        return None


async def _refuse(scope: Scope, receive: Receive, send: Send, status: HTTPStatus, reason: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": reason})
        return
    body = f"{reason}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})
