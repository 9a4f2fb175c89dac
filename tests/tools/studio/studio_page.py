"""A studio that runs, and a page of it as tests play it."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from websockets import Origin
from websockets.sync.client import ClientConnection, connect

from tests.tools.command_line import COMMAND

TOKEN = "a-token-for-tests-alone"
PATIENCE = 60
"""Seconds that tests wait for what has to come. A studio starts three processes, which takes many seconds where a dozen
others start at once; websockets alone would wait ten until a server answers that has not begun yet."""


class Studio:
    """A studio in a process of its own.

    Attributes:
        process: the process.
        url: the page's address.
        port: its port.
        said: what it said before the address.
    """

    def __init__(self, process: subprocess.Popen[str], url: str, said: str) -> None:
        self.process = process
        self.url = url
        self.said = said
        self.port = int(url.split(":")[2].split("/", maxsplit=1)[0])

    @contextmanager
    def page(self) -> Iterator[Page]:
        """A page that has said nothing yet."""
        address = self.url.replace("http", "ws", 1) + "socket"
        with connect(address, origin=Origin(self.origin), max_size=None, open_timeout=PATIENCE) as socket:
            yield Page(socket)

    @property
    def origin(self) -> str:
        """What pages of it have for an origin."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def studio(folder: Path, *words: str) -> Iterator[Studio]:
    """Run `graph_runner studio` in a folder while the block runs."""
    command = [*COMMAND, "studio", *words, "--no-open"]
    environment = {**os.environ, "BACKEDGE_STUDIO_TOKEN": TOKEN}
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        said = ""
        while (found := re.search(r"The studio is at (\S+)", said)) is None:
            line = process.stderr.readline()
            assert line, f"it has ended: {said}"
            said += line
        process.stderr.readline()
        yield Studio(process, found[1], said[: found.start()])
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


class Page:
    """A page: sends requests, and keeps the events until they are asked for."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.events: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)
        self._run = 0

    def send(self, method: str, **fields: Any) -> None:
        """Send a request that wants no reply."""
        self.socket.send(msgspec.msgpack.encode({"method": method, **fields}))

    def request(self, method: str, **fields: Any) -> dict[str, Any]:
        """Send a request, and wait for its reply."""
        number = next(self._numbers)
        self.send(method, id=number, **fields)
        while True:
            message = self._receive()
            if message.get("id") == number:
                return message
            self._keep(message)

    def ask(self, method: str, **fields: Any) -> Any:
        """Send a request, and wait for its result."""
        reply = self.request(method, **fields)
        assert "error" not in reply, reply["error"]["message"]
        return reply["result"]

    def hello(self) -> Any:
        """Begin."""
        return self.ask("hello", protocol=1)

    def event(self, name: str, fits: Callable[[dict[str, Any]], bool] = lambda _: True) -> dict[str, Any]:
        """The next event of a name that fits; those of the name before it are gone then."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for index, event in enumerate(self.events):
                if event["event"] == name:
                    del self.events[index]
                    if fits(event):
                        return event
                    break
            else:
                self._keep(self._receive())
        raise TimeoutError(f"no such {name} event came")

    def state(self, *states: str) -> dict[str, Any]:
        """Wait until the run is in one of some states."""
        return self.event("run", lambda event: event["state"] in states)

    def packets(self, streams: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Wait until each of some watched streams has had a packet; the newest ones by stream."""
        found: dict[str, dict[str, Any]] = {}
        while not set(streams) <= found.keys():
            event = self.event("packets", lambda event: event["run"] == self._run)
            found |= {packet["stream"]: packet for packet in event["packets"]}
        return found

    def _keep(self, message: dict[str, Any]) -> None:
        self.events.append(message)
        if message.get("event") == "packets":
            self.send("shown", number=message["number"])
        if message.get("event") == "run":
            self._run = message["number"]

    def _receive(self) -> dict[str, Any]:
        data = self.socket.recv(timeout=PATIENCE)
        assert isinstance(data, bytes)
        message: dict[str, Any] = msgspec.msgpack.decode(data)
        return message
