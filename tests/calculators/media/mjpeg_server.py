"""A camera of the network that is not to be relied on: pictures over HTTP, as many cameras send them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import cv2
import numpy as np

Show = Callable[[int, int, int], None]
"""Sends a picture of so much (height, width, level)."""


@contextmanager
def mjpeg_server(*scripts: Callable[[Show, threading.Event], None]) -> Iterator[str]:
    """Serve pictures while the block runs.

    Args:
        scripts: what each connection in turn shows, until it ends; the last one is for all others. A script may wait
            for the event, which is set when the block ends.

    Yields:
        The address.
    """
    over, left = threading.Event(), list(scripts)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=picture")
            self.end_headers()

            def show(height: int, width: int, level: int) -> None:
                data = cv2.imencode(".jpg", np.full((height, width, 3), level, np.uint8))[1].tobytes()
                self.wfile.write(b"--picture\r\nContent-Type: image/jpeg\r\n")
                self.wfile.write(b"Content-Length: %d\r\n\r\n%s\r\n" % (len(data), data))
                self.wfile.flush()

            try:
                script(show, over)
            except (BrokenPipeError, ConnectionResetError):
                return  # nobody looks any more

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - its name
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/camera"
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()
