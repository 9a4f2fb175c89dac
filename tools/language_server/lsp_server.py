"""The server: it keeps the editor's documents, and gives the editor what the projects' workers answer."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Coroutine
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO, Final

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.io_ import StdinAsyncReader, StdoutWriter, run_async
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from backedge.tools.language.project_settings import find_project
from backedge.tools.language_server.lsp_types import failure_diagnostics
from backedge.tools.language_server.open_document import OpenDocument
from backedge.tools.language_server.project_worker import Limits, ProjectWorker
from backedge.tools.language_server.worker_process import RefusedError, WorkerFaultError, WorkerLostError

_LOOK_EVERY: Final = 2.0
"""Seconds between two looks at the files of projects."""
_PAUSE: Final = 0.01
"""Seconds between a change and the search for problems: what the editor asks with a change, completion above all, is
answered first."""
_REQUEST_FAILED: Final = -32803


class GraphLanguageServer(LanguageServer):
    """The state of one connection.

    Attributes:
        documents: the open documents, by URI.
        was_shut_down: whether the editor has said that it is about to end the server.
    """

    def __init__(self) -> None:
        super().__init__(
            "backedge", version("backedge"), text_document_sync_kind=lsp.TextDocumentSyncKind.Full, max_workers=2
        )
        self.documents: dict[str, OpenDocument] = {}
        self.was_shut_down = False
        self._projects: dict[Path | None, ProjectWorker] = {}
        self._limits = Limits()
        self._root: Path | None = None
        self._checks: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._published: dict[Path | None, set[str]] = {}
        self._faults: set[str] = set()

    # What the editor opens, changes and closes.

    def begin(self, params: lsp.InitializeParams) -> None:
        """Take in what the editor says of itself."""
        folders = params.workspace_folders or []
        root = folders[0].uri if folders else params.root_uri
        path = to_fs_path(root) if root else None
        self._root = Path(path) if path else None
        options = params.initialization_options
        if isinstance(options, dict):
            limits = {"importing": options.get("importSeconds"), "answering": options.get("answerSeconds")}
            self._limits = Limits(**{name: each for name, each in limits.items() if isinstance(each, int | float)})

    def start_watching(self) -> None:
        """Get ready for the first document, and look for changes of files from now on."""
        project = self._project(self._root)
        self._spawn(self._get_ready(project))
        self._spawn(self._look_on())

    def open(self, item: lsp.TextDocumentItem) -> None:
        """Open a document."""
        document = OpenDocument(item, self.workspace.position_encoding or lsp.PositionEncodingKind.Utf16)
        document.project = self._project(document.folder or self._root)
        self.documents[item.uri] = document
        self.check(document)

    def change(self, params: lsp.DidChangeTextDocumentParams) -> None:
        """Give a document another text."""
        document = self.documents.get(params.text_document.uri)
        if document is not None and params.content_changes:
            document.update(params.content_changes[-1].text, params.text_document.version)
            self.check(document)

    def close(self, uri: str) -> None:
        """Forget a document, and what is wrong with it."""
        document = self.documents.pop(uri, None)
        if document is None:
            return
        if document.project is not None:
            self._spawn(_unless_lost(document.project.close(document)))
        self._publish(uri, [])

    # Questions.

    async def ask(self, uri: str, method: str, *arguments: Any, **options: Any) -> tuple[OpenDocument, Any] | None:
        """Call a method of `LanguageService`; positions among the arguments become offsets.

        Returns:
            The document as it was asked about, with the answer; None where there is none.

        Raises:
            JsonRpcException: the question cannot be answered, which the editor says to the user.
        """
        document = self.documents.get(uri)
        if document is None or document.project is None or self.was_shut_down:
            return None
        try:
            await document.project.ready()
            positions = document.positions
            given = [positions.offset(each) if isinstance(each, lsp.Position) else each for each in arguments]
            answer = await document.project.ask(document, method, *given, **options)
        except RefusedError as error:
            raise JsonRpcException(str(error), _REQUEST_FAILED) from error
        except WorkerLostError as error:
            self._show(lsp.MessageType.Error, str(error))
            return None
        except WorkerFaultError as error:
            self._tell_fault(str(error))
            return None
        return (document, answer) if document.positions is positions else None

    # Problems.

    def check(self, document: OpenDocument) -> None:
        """Find what is wrong with a document, now or, if that is under way, once more then."""
        task = self._checks.get(document.uri)
        if task is None or task.done():
            self._checks[document.uri] = self._spawn(self._check(document))

    async def _check(self, document: OpenDocument) -> None:
        revision = -1
        while self.documents.get(document.uri) is document and document.revision != revision:
            await asyncio.sleep(_PAUSE)
            revision = document.revision
            found = await self.ask(document.uri, "problems")
            if found is not None and self.documents.get(document.uri) is document:
                self._publish(document.uri, document.diagnose(document.positions, found[1]), document.version)

    def _publish(self, uri: str, diagnostics: list[lsp.Diagnostic], of_version: int | None = None) -> None:
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, diagnostics, of_version))

    # Projects.

    def _project(self, folder: Path | None) -> ProjectWorker:
        """The worker for what is in a folder."""
        file = find_project(folder) if folder is not None else None
        if file not in self._projects:
            self._projects[file] = ProjectWorker(file, self._limits, self._tell_project)
        return self._projects[file]

    async def _get_ready(self, project: ProjectWorker) -> None:
        try:
            await project.started()
        except WorkerLostError as error:
            self._show(lsp.MessageType.Error, str(error))

    def _tell_project(self, project: ProjectWorker) -> None:
        """Show what of a project cannot be used, and check its documents anew."""
        found = failure_diagnostics(project.failures, str(project.file))
        before = self._published.get(project.file, set())
        for uri in before - found.keys():
            self._publish(uri, [])
        for uri, diagnostics in found.items():
            self._publish(uri, diagnostics)
        self._published[project.file] = set(found)
        for failure in project.failures:
            where = f"{failure.code or failure.location or project.file}: "
            self._show(lsp.MessageType.Warning, f"{where}{failure.message}")
        for document in self.documents.values():
            if document.project is project:
                self._check_again(document)

    def _check_again(self, document: OpenDocument) -> None:
        """Check a document whose text is as it was: something that it names has changed."""
        document.update_revision()
        self.check(document)

    async def look(self) -> None:
        """Look for changes of the files of projects, and of graphs that documents name."""
        for document in self.documents.values():
            project = self._project(document.folder or self._root)
            if project is not document.project:
                document.project = project
                self._check_again(document)
        for project in list(self._projects.values()):
            if await asyncio.to_thread(project.has_changed):
                self._spawn(self._get_ready(project))

    async def look_at_graphs(self) -> None:
        """Check all documents anew: a graph's file was written, which any of them may name."""
        await self.look()
        for project in list(self._projects.values()):
            await _unless_lost(project.forget_files())
        for document in self.documents.values():
            self._check_again(document)

    async def _look_on(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            self._end_without_editor()
            await self.look()

    def _end_without_editor(self) -> None:
        """End the process if the editor has gone without a word, and something else keeps the pipe open."""
        if self.process_id is None or sys.platform == "win32":  # where a signal 0 would end the editor
            return
        try:
            os.kill(self.process_id, 0)
        except ProcessLookupError:
            os._exit(1)  # the thread that reads may wait for ever; workers see that nobody asks them any more
        except PermissionError:  # it is there, and another user's
            return

    async def end(self) -> None:
        """End all that goes on, and all processes of ours."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for project in self._projects.values():
            await project.end()

    # Messages.

    def _show(self, kind: lsp.MessageType, message: str) -> None:
        self.window_show_message(lsp.ShowMessageParams(kind, f"backedge: {message}"))

    def _tell_fault(self, traceback: str) -> None:
        """Log a mistake of ours, and show it, the first time."""
        self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Error, traceback))
        last = traceback.strip().rpartition("\n")[2]
        if last not in self._faults:
            self._faults.add(last)
            self._show(lsp.MessageType.Error, f"this is a mistake in backedge; please report it with the log ({last})")

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something beside what the editor asks."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(self._tell_failed)
        return task

    def _tell_failed(self, task: asyncio.Task[Any]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._tell_fault(f"{type(error).__name__}: {error}")


async def _unless_lost(work: Coroutine[Any, Any, None]) -> None:
    """Do something that is not needed if the worker is lost: the next one begins anew."""
    try:
        await work
    except WorkerLostError:
        return


def serve(server: GraphLanguageServer, stream_in: BinaryIO, stream_out: BinaryIO) -> int:
    """Talk to the editor until it ends the server or is gone; no process of ours is left then.

    Returns:
        The status to exit with: 0 if the editor has asked the server to shut down, as the protocol wants.
    """
    with suppress(SystemExit):  # by which pygls ends when the editor says so
        asyncio.run(_talk(server, stream_in, stream_out))
    return 0 if server.was_shut_down else 1


async def _talk(server: GraphLanguageServer, stream_in: BinaryIO, stream_out: BinaryIO) -> None:
    server.protocol.set_writer(StdoutWriter(stream_out))
    reader = StdinAsyncReader(stream_in, server.thread_pool)
    try:
        await run_async(Event(), reader, server.protocol, error_handler=server.report_server_error)
    finally:
        await server.end()
