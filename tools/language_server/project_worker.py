"""The worker of one project: started when it is needed, replaced when the project's files change or it is lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from backedge.tools.language.project_modules import ProjectFailure
from backedge.tools.language_server.project_watch import Stamp, is_written_since, stamp
from backedge.tools.language_server.worker_messages import Ready, Setup
from backedge.tools.language_server.worker_process import WorkerLostError, WorkerProcess
from backedge.tools.user_modules import forget_compiled


class Document(Protocol):
    """What a worker has to know of an open document."""

    @property
    def uri(self) -> str:
        """What it is called."""

    @property
    def revision(self) -> int:
        """A number that each of its texts has alone."""

    @property
    def text(self) -> str:
        """Its text."""

    @property
    def file(self) -> str:
        """The name of its file."""

    @property
    def folder(self) -> Path | None:
        """The folder of its file."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a user's code may take, in seconds.

    Attributes:
        importing: one import of a module of the project.
        answering: one answer, in which the checker asks calculators for their contracts.
    """

    importing: float = 30
    answering: float = 10


class ProjectWorker:
    """Answers questions about the documents of a project.

    Args:
        file: the project's pyproject.toml; None for documents without one.
        limits: how long a user's code may take.
        on_ready: called whenever a worker knows the project anew.
        calculators: more modules with calculators, as ``--calculators`` names them.
        subgraphs: more folders of graphs, as ``--subgraphs`` names them.

    Attributes:
        file: the same.
        failures: what of the project cannot be used, as the last worker found.
    """

    def __init__(
        self,
        file: Path | None,
        limits: Limits,
        on_ready: Callable[[ProjectWorker], None],
        *,
        calculators: tuple[str, ...] = (),
        subgraphs: tuple[str, ...] = (),
    ) -> None:
        self.file = file
        self._setup = Setup(None if file is None else str(file), (), calculators, subgraphs)
        self.failures: tuple[ProjectFailure, ...] = ()
        self._limits = limits
        self._on_ready = on_ready
        self._worker: WorkerProcess | None = None
        self._starting: asyncio.Task[WorkerProcess] | None = None
        self._sent: dict[str, int] = {}
        self._stamp: Stamp = ()

    async def ask(self, document: Document, method: str, *arguments: Any, **options: Any) -> Any:
        """Call a method of `LanguageService` with a document.

        Raises:
            WorkerLostError: there is no answer, because a user's code did not return; the next question will have one.
            RefusedError: there is none, and the error says to the user why.
            WorkerFaultError: there is none, by a mistake of ours.
        """
        worker = await self.ready()
        try:
            if self._sent.get(document.uri) != document.revision:
                self._sent[document.uri] = document.revision
                place = (document.text, document.file, None if document.folder is None else str(document.folder))
                await worker.ask(self._limits.answering, "open", document.uri, *place)
            return await worker.ask(self._limits.answering, method, document.uri, *arguments, **options)
        except WorkerLostError:
            if self._worker is not worker and self._worker is not None:  # it was replaced meanwhile
                return await self.ask(document, method, *arguments, **options)
            self._worker = None
            raise

    async def close(self, document: Document) -> None:
        """Forget a document."""
        if self._sent.pop(document.uri, None) is not None and self._worker is not None:
            await self._worker.ask(self._limits.answering, "close", document.uri)

    async def forget_files(self) -> None:
        """Let the worker look at other graphs' files again."""
        if self._worker is not None:
            await self._worker.ask(self._limits.answering, "forget_files")

    def has_changed(self) -> bool:
        """Tell whether the project's files are not what the worker knows."""
        return self._worker is not None and self._starting is None and self._stamp != self._now(self._worker.ready)

    async def ready(self) -> WorkerProcess:
        """The worker, which is started if there is none.

        Raises:
            WorkerLostError: not even the installed packages can be imported.
        """
        return self._worker or await self.started()

    async def started(self) -> WorkerProcess:
        """Start a worker, which takes the place of the one that there is, and wait until it is ready.

        Raises:
            WorkerLostError: not even the installed packages can be imported.
        """
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())
        return await asyncio.shield(self._starting)

    async def end(self) -> None:
        """End the processes, and wait until they have ended."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._worker is not None:
            await self._worker.end()

    async def _start(self) -> WorkerProcess:
        since = time.time_ns()
        if self._worker is not None:
            forget_compiled(self._worker.ready.files)
        try:
            worker, lost = await self._start_without_what_fails()
        finally:
            self._starting = None
        before, self._worker, self._sent = self._worker, worker, {}
        self.failures = (*lost, *worker.ready.failures)
        files = self._now(worker.ready)
        self._stamp = () if is_written_since(files, since) else files  # it may have been read before it was written
        if before is not None:
            await before.end()
        self._on_ready(self)
        return worker

    async def _start_without_what_fails(self) -> tuple[WorkerProcess, list[ProjectFailure]]:
        """Start a worker; modules whose import hangs or ends the process are left out."""
        lost: dict[str, ProjectFailure] = {}
        while True:
            try:
                setup = replace(self._setup, skipped=tuple(lost))
                worker = await WorkerProcess.start(setup, self._limits.importing)
            except WorkerLostError as error:
                if error.importing is None or error.importing.location is None:
                    raise
                lost[error.importing.module] = ProjectFailure(str(error), error.importing.location)
            else:
                return worker, list(lost.values())

    def _now(self, ready: Ready) -> Stamp:
        return stamp(ready.files, ready.folders)
