"""A worker as the server sees it: a process that is asked questions, and that may hang or die at any time."""

from __future__ import annotations

import asyncio
import itertools
import sys
from contextlib import suppress
from typing import Any, Final

from backedge.errors import BackedgeError
from backedge.tools.language_server.worker_messages import (
    LENGTH,
    Answer,
    Importing,
    Question,
    Ready,
    Setup,
    pack,
    unpack,
)

_LIMIT_OF_INSTALLED: Final = 60.0
"""Seconds in which the installed packages have to be imported, which the user of an editor cannot change."""
_MODULE: Final = "backedge.tools.language_server.language_worker"


class WorkerLostError(BackedgeError):
    """A worker that ended, or had to be ended, before it answered.

    Attributes:
        importing: the module that it was importing; None if it was ready, or had not begun.
    """

    def __init__(self, message: str, importing: Importing | None = None) -> None:
        super().__init__(message)
        self.importing = importing


class RefusedError(BackedgeError):
    """A question that cannot be answered, for a reason that the user can do something about."""


class WorkerFaultError(Exception):
    """A mistake of ours in a worker; its text is the traceback."""


class WorkerProcess:
    """A worker that is ready.

    Attributes:
        ready: what it said of its project when it was.
    """

    def __init__(self, process: asyncio.subprocess.Process, ready: Ready) -> None:
        self.ready = ready
        self._process = process
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._numbers = itertools.count()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, setup: Setup, limit: float) -> WorkerProcess:
        """Start a worker, and wait until it is ready.

        Args:
            setup: what it is to know.
            limit: how many seconds an import of a module of the project may take.

        Raises:
            WorkerLostError: it did not get ready; names the module that it was importing.
        """
        # Shielded: a process whose start is given up halfway would be nobody's.
        starting = asyncio.ensure_future(_start_process())
        try:
            process = await asyncio.shield(starting)
        except asyncio.CancelledError:
            await _end(await starting)
            raise
        importing: Importing | None = None
        try:
            _write(process, setup)
            while True:
                is_users = importing is not None and importing.location is not None
                message = await asyncio.wait_for(_receive(process), limit if is_users else _LIMIT_OF_INSTALLED)
                if isinstance(message, Ready):
                    return cls(process, message)
                importing = message
        except TimeoutError as error:
            await _end(process)
            what = importing.module if importing else "backedge itself"
            seconds = limit if importing and importing.location else _LIMIT_OF_INSTALLED
            raise WorkerLostError(f"{what} is still being imported after {seconds:g} seconds", importing) from error
        except (EOFError, OSError) as error:
            what = f"importing {importing.module}" if importing else "the language worker"
            raise WorkerLostError(f"{what} ended the process, with status {await process.wait()}", importing) from error
        except BaseException:  # nobody waits for it any more
            await _end(process)
            raise

    async def ask(self, limit: float, method: str, *arguments: Any, **options: Any) -> Any:
        """Call a method of the worker's `LanguageService`.

        Args:
            limit: how many seconds the answer may take; a worker that takes longer is ended.
            method: the method.
            arguments: its positional arguments.
            options: its keyword arguments.

        Raises:
            RefusedError: the method raised an error that is for the user.
            WorkerFaultError: it raised another one.
            WorkerLostError: there is no answer.
        """
        number = next(self._numbers)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if self._reader.done():
            raise WorkerLostError("the language worker has ended")
        self._waiting[number] = answer
        try:
            _write(self._process, Question(number, method, arguments, options))
            return await asyncio.wait_for(answer, limit)
        except TimeoutError as error:
            await self.end()
            raise WorkerLostError(f"a calculator has kept the checker waiting for {limit:g} seconds") from error
        finally:
            self._waiting.pop(number, None)

    async def end(self) -> None:
        """End the process; whoever waits for an answer gets a WorkerLostError."""
        await _end(self._process)
        await self._reader

    async def _read(self) -> None:
        """Give the answers to those who wait for them."""
        with suppress(EOFError, OSError):
            while True:
                self._settle(await _receive(self._process))
        status = await self._process.wait()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(WorkerLostError(f"the language worker ended with status {status}"))

    def _settle(self, answer: Answer) -> None:
        future = self._waiting.get(answer.number)
        if future is None or future.done():  # cancelled
            return
        if answer.refusal:
            future.set_exception(RefusedError(answer.refusal))
        elif answer.fault:
            future.set_exception(WorkerFaultError(answer.fault))
        else:
            future.set_result(answer.result)


def _write(process: asyncio.subprocess.Process, message: object) -> None:
    assert process.stdin is not None  # a pipe
    process.stdin.write(pack(message))


async def _receive(process: asyncio.subprocess.Process) -> Any:
    assert process.stdout is not None  # a pipe
    head = await process.stdout.readexactly(LENGTH.size)
    return unpack(await process.stdout.readexactly(LENGTH.unpack(head)[0]))


async def _start_process() -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", _MODULE),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**20,
    )


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    assert process.stdin is not None  # a pipe
    process.stdin.close()
    await process.wait()
