"""Serving the studio: where it listens, its address, and its end."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
import tempfile
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click
import uvicorn

from backedge.errors import ResourceError
from backedge.tools.studio.application import application
from backedge.tools.studio.graph_file import GraphFile
from backedge.tools.studio.guard import NAMES_OF_LOOPBACK, Address
from backedge.tools.studio.protocol import MAX_MESSAGE
from backedge.tools.studio.studio_settings import Settings, new_token

TOKEN_VARIABLE: Final = "BACKEDGE_STUDIO_TOKEN"  # noqa: S105 - a name
"""The environment variable that fixes the token, so that a page finds the studio again after a start anew."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{16,}")
_GRACE: Final = 3
"""Seconds that pages have at the end."""

_WARNING: Final = (
    "whoever can reach {origin} and knows the token can run any program here as you, and see what the camera sees"
)


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a studio listens.

    Attributes:
        host: the name or address.
        port: the port; 0 for a free one.
        certfile, keyfile: for TLS; None without.
        public: the origin that a proxy gives it; "" without one.
    """

    host: str
    port: int
    certfile: Path | None = None
    keyfile: Path | None = None
    public: str = ""

    @property
    def is_local(self) -> bool:
        """Tell whether only this machine can reach it."""
        if self.host in NAMES_OF_LOOPBACK:
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def check(self) -> None:
        """Refuse what would let others listen in.

        Raises:
            click.UsageError: it is neither this machine alone, nor with TLS; says what to do.
        """
        if (self.certfile is None) is not (self.keyfile is None):
            raise click.UsageError("--certfile and --keyfile go together: give both")
        if self.public:
            parts = urlsplit(self.public)
            if parts.scheme != "https" or not parts.netloc or self.public != f"https://{parts.netloc}":
                raise click.UsageError("--behind-proxy takes the address that browsers see, such as https://my.host")
        if not self.is_local and self.certfile is None and not self.public:
            raise click.UsageError(
                f"--host {self.host}: anybody on the way could read the token, and whoever has it runs programs here "
                "as you; give --certfile and --keyfile, or let a proxy with TLS lead here and name its address with "
                "--behind-proxy"
            )

    def bind(self) -> socket.socket:
        """A socket that is bound there.

        Raises:
            ResourceError: it cannot be.
        """
        bound: socket.socket | None = None
        try:
            family, kind, protocol, _, place = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
            bound = socket.socket(family, kind, protocol)
            if os.name == "posix":
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(place)
            bound.listen()  # the page may be opened before anything is ready to answer
        except OSError as error:
            if bound is not None:
                bound.close()
            hint = "; choose another with --port" if self.port else ""
            reason = error.strerror or error
            raise ResourceError(f"cannot listen on {self.host} port {self.port}: {reason}{hint}") from error
        return bound


def serve_studio(
    graph: Path,
    listening: Listening,
    *,
    demo: bool,
    opens: bool,
    calculators: Sequence[str] = (),
    subgraphs: Sequence[str] = (),
    side: Sequence[str] = (),
) -> None:
    """Serve a graph until Ctrl-C.

    Raises:
        ResourceError: the graph cannot be read, or the port is taken.
    """
    with tempfile.TemporaryDirectory(prefix="backedge-studio-") as exports:
        folder = Path.cwd().resolve()
        settings = Settings(
            graph=GraphFile(graph, folder, is_shipped=_is_shipped(graph)),
            folder=folder,
            exports=Path(exports).resolve(),
            demo=demo,
            calculators=tuple(str(Path(each).resolve()) if each.endswith(".py") else each for each in calculators),
            subgraphs=tuple(str(Path(each).resolve()) for each in subgraphs),
            side=tuple(side),
            token=_token(),
        )
        settings.graph.begin()  # what cannot be read is told at once
        bound = listening.bind()
        scheme = "https" if listening.certfile else "http"
        address = Address(scheme, listening.host, bound.getsockname()[1], listening.public)
        url = f"{address.origin}/{settings.token}/"
        if not listening.is_local or listening.public:
            click.echo(f"warning: {_WARNING.format(origin=address.origin)}", err=True)
        click.echo(f"The studio is at {url}\nCtrl-C ends it.", err=True)
        if opens:
            webbrowser.open(url)
        config = uvicorn.Config(
            application(settings, address),
            ws="websockets-sansio",
            ws_max_size=MAX_MESSAGE,
            ws_per_message_deflate=False,  # pictures are compressed already
            http="h11",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE,
            ssl_certfile=listening.certfile,
            ssl_keyfile=listening.keyfile,
        )
        uvicorn.Server(config).run(sockets=[bound])


def _token() -> str:
    token = os.environ.get(TOKEN_VARIABLE, "")
    if token and not _TOKEN.fullmatch(token):
        raise ResourceError(f"{TOKEN_VARIABLE} takes at least 16 letters, digits, - and _")
    return token or new_token()


def _is_shipped(graph: Path) -> bool:
    """Tell whether a graph belongs to an installed package, where nobody saves over it."""
    ours = Path(str(files("backedge.graphs"))).resolve()
    inside = graph.resolve()
    return inside.is_relative_to(ours) or any(part in ("site-packages", "dist-packages") for part in inside.parts)
