"""The project around the graph: the worker that knows its calculators, and a look-out for files that change."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from backedge.tools.language.project_settings import find_project
from backedge.tools.language_server.project_watch import Stamp, stamp
from backedge.tools.language_server.project_worker import Limits, ProjectWorker
from backedge.tools.language_server.worker_process import WorkerLostError
from backedge.tools.studio.graph_file import DiskText
from backedge.tools.studio.studio_settings import Settings

_LOOK_EVERY: Final = 0.5
"""Seconds between two looks at the files."""

_logger: Final = logging.getLogger(__name__)


class GraphProject:
    """What all pages of a studio share.

    Args:
        settings: what the studio was started with.

    Attributes:
        worker: answers questions about texts.
        disk: what is in the graph's file, as last seen.
        listeners: called when the graph's file has changed (True), or others that texts depend on (False).
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._file = find_project(settings.graph.folder)
        self.worker = ProjectWorker(
            self._file,
            Limits(),
            self._tell_ready,
            calculators=settings.calculators,
            subgraphs=settings.subgraphs,
        )
        self.disk: DiskText = settings.graph.look()
        self.listeners: set[Callable[[bool], None]] = set()
        self._graphs: Stamp = self._stamp_graphs()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Watch files, and keep the worker, while the block runs."""
        tasks = [asyncio.create_task(self._watch()), asyncio.create_task(self._begin())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.worker.end()

    async def _begin(self) -> None:
        try:
            await self.worker.started()
        except WorkerLostError as error:
            _logger.error("%s", error)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            disk, graphs, is_stale = await asyncio.to_thread(self._look)
            if disk != self.disk:
                self.disk = disk
                self._tell(file=True)
            if graphs != self._graphs:
                self._graphs = graphs
                with suppress(WorkerLostError):  # the next one looks anew in any case
                    await self.worker.forget_files()
                self._tell(file=False)
            if is_stale:
                await self._begin()

    def _look(self) -> tuple[DiskText, Stamp, bool]:
        return self._settings.graph.look(), self._stamp_graphs(), self.worker.has_changed()

    def _stamp_graphs(self) -> Stamp:
        """The graphs beside the file: any may be a subgraph of it."""
        return stamp(sorted(self._settings.graph.folder.glob("*.pbtxt")), [])

    def _tell_ready(self, worker: ProjectWorker) -> None:
        for failure in worker.failures:
            where = f"{failure.code or failure.location}: " if failure.location else ""
            _logger.warning("%s%s", where, failure.message)
        self._tell(file=False)

    def _tell(self, *, file: bool) -> None:
        for listener in list(self.listeners):
            listener(file)

    @property
    def project_file(self) -> Path | None:
        """The project's pyproject.toml; None for a graph outside of any."""
        return self._file
