"""A package index on this machine, which sends a wheel in two halves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Index:
    """An index with one wheel.

    Attributes:
        url: to set pip to.
        go_on: the second half of the wheel is sent when this is set.
        asked: paths that were asked for.
    """

    def __init__(self, wheel: Path) -> None:
        self.wheel = wheel
        self.go_on = threading.Event()
        self.asked: list[str] = []
        self.url = ""


@contextmanager
def index_server(wheel: Path) -> Iterator[Index]:
    """Serve `wheel` while the block runs."""
    index = Index(wheel)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            index.asked.append(self.path)
            if self.path.endswith(".whl"):
                self._send_wheel(wheel.read_bytes())
            else:
                self._begin("text/html", page := f'<a href="/{wheel.name}">{wheel.name}</a>'.encode())
                self.wfile.write(page)

        def _begin(self, kind: str, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()

        def _send_wheel(self, content: bytes) -> None:
            self._begin("application/zip", content)
            half = len(content) // 2
            self.wfile.write(content[:half])
            self.wfile.flush()
            index.go_on.wait(60)
            self.wfile.write(content[half:])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    index.url = f"http://127.0.0.1:{server.server_port}/simple"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield index
    finally:
        index.go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()
