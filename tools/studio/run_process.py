"""The process of a page's run, as the server sees it.

A graph runs in a process of its own because the engine would keep the server's loop from running, because a native
library that fails takes its process along, and because a user's calculator may hang: the page can still be served, and
whatever it does ends with the process.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from backedge.errors import BackedgeError
from backedge.tools.studio.protocol import Failure, Reply, RunEvent, SetText, pack_message
from backedge.tools.studio.run_messages import LENGTH, STUCK, RunSetup, framed, pack_setup
from backedge.tools.studio.studio_settings import Settings

_MODULE: Final = "backedge.tools.studio.page_run.run_program"
_PATIENCE: Final = 2.0
"""Seconds in which a process may close its calculators when its page has gone."""

_BACKLOG: Final = 16 * 2**20
"""Bytes that may wait for the process; more come only from a page that does not keep to its credit."""


class _Head(msgspec.Struct):
    """What of a message tells a reply."""

    id: int = -1


_HEADS: Final = msgspec.msgpack.Decoder(_Head)

Deliver = Callable[[bytes], Awaitable[None]]


class RunProcess:
    """Starts the process when it is first needed, passes on what page and process say, and ends it.

    Args:
        settings: what the studio was started with.
        project: the project's pyproject.toml; None for none.
        deliver: sends a message to the page.
    """

    def __init__(self, settings: Settings, project: Path | None, deliver: Deliver) -> None:
        self._setup = RunSetup(
            file=settings.graph.name,
            graph_folder=str(settings.graph.folder),
            folder=str(settings.folder),
            exports=str(settings.exports),
            project=None if project is None else str(project),
            calculators=settings.calculators,
            subgraphs=settings.subgraphs,
        )
        self._deliver = deliver
        self._starting = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._is_ended = False
        self._unanswered: set[int] = set()

    async def start(self) -> None:
        """Start the process, unless it runs."""
        async with self._starting:
            if self._process is not None or self._is_ended:
                return
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", _MODULE),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for the server, which ends it in good order
            )
            self._write(pack_setup(self._setup))
            self._reader = asyncio.create_task(self._read(self._process))

    def send(self, request: SetText) -> None:
        """Tell the process something that the page has not asked for just now."""
        self._write(msgspec.msgpack.encode(request))

    async def forward(self, number: int | None, data: bytes) -> None:
        """Pass on a request of the page.

        Args:
            number: the request's `id`, which gets its reply even if the process ends before.
            data: the request.

        Raises:
            BackedgeError: the process does not take in what it is sent.
        """
        assert self._process is not None  # it has been started
        assert self._process.stdin is not None  # a pipe
        if self._process.stdin.transport.get_write_buffer_size() > _BACKLOG:
            raise BackedgeError("the run does not answer: stop it")
        if number is not None:
            self._unanswered.add(number)
        self._write(data)

    async def end(self) -> None:
        """End the process: its calculators are closed if they take no longer than a moment."""
        self._is_ended = True
        process, reader = self._process, self._reader
        if process is None or reader is None:
            return
        assert process.stdin is not None  # a pipe
        process.stdin.close()
        reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)
        try:
            await asyncio.wait_for(process.wait(), _PATIENCE)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _write(self, data: bytes) -> None:
        assert self._process is not None  # it has been started
        assert self._process.stdin is not None  # a pipe
        self._process.stdin.write(framed(data))

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """Pass on what the process says; if it ends by itself, say so, and let the next request start another."""
        assert process.stdout is not None  # a pipe
        with suppress(EOFError, OSError):
            while True:
                head = await process.stdout.readexactly(LENGTH.size)
                data = await process.stdout.readexactly(LENGTH.unpack(head)[0])
                self._unanswered.discard(_HEADS.decode(data).id)
                await self._deliver(data)
        message = _end_of(await process.wait())
        self._process = None
        for number in sorted(self._unanswered):
            await self._deliver(pack_message(Reply(id=number, error=Failure(code="failed", message=message))))
        self._unanswered.clear()
        await self._deliver(pack_message(RunEvent(number=0, state="failed", message=message)))


def _end_of(status: int) -> str:
    if status == STUCK:
        return "a calculator did not come back, and the process of the run was ended: start the graph again"
    if status >= 0 or os.name != "posix":
        return f"the process of the run has ended with status {status}; the studio's terminal may say more"
    name = signal.Signals(-status).name
    return f"the process of the run was ended by {name}, as by a fault in a native library or for want of memory"
