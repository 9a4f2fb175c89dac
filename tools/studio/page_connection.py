"""One page: its WebSocket, its text, and its run, which end together."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Coroutine
from importlib.metadata import version
from typing import Any, Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from backedge.errors import BackedgeError
from backedge.tools.language_server.worker_process import WorkerFaultError, WorkerLostError
from backedge.tools.studio.connected_landmarks import connected_landmarks
from backedge.tools.studio.graph_file import ConflictError
from backedge.tools.studio.input_choices import InputChoices
from backedge.tools.studio.page_text import PageText
from backedge.tools.studio.projects import GraphProject
from backedge.tools.studio.protocol import (
    PROTOCOL,
    AnyRequest,
    AnyResult,
    Apply,
    CameraFrame,
    Complete,
    Definition,
    Describe,
    Event,
    Export,
    Failure,
    FileEvent,
    Format,
    Hello,
    HelloRequest,
    HoverRequest,
    Insert,
    MessageError,
    NoticeEvent,
    Options,
    Palette,
    Pause,
    ProblemsEvent,
    Rename,
    Reply,
    Resume,
    Save,
    Saved,
    Seek,
    SetOption,
    SetText,
    Shown,
    Start,
    Step,
    Stop,
    Watch,
    pack_message,
    read_request,
)
from backedge.tools.studio.run_process import RunProcess
from backedge.tools.studio.studio_settings import Settings

_ABOUT_TEXT: Final = (Complete, Describe, HoverRequest, Definition, Format, Rename, Palette, Insert)
_ABOUT_RUN: Final = (
    *(Start, Stop, Pause, Resume, Step, Apply, Options, SetOption, Watch, Seek, Export, Shown, CameraFrame),
)
_POLICY_VIOLATION: Final = 1008

_logger: Final = logging.getLogger(__name__)


class PageConnection:
    """A page, from when its socket is open until it is closed.

    Args:
        socket: the page's socket.
        settings: what the studio was started with.
        project: what the pages share.
    """

    def __init__(self, socket: WebSocket, settings: Settings, project: GraphProject) -> None:
        self._socket = socket
        self._settings = settings
        self._project = project
        self._text: PageText | None = None
        self._run = RunProcess(settings, project.project_file, self._send_bytes)
        self._tasks: set[asyncio.Task[None]] = set()
        self._sending = asyncio.Lock()
        self._checking: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Answer the page until it goes away; what it has started ends then."""
        self._project.listeners.add(self._notice_files)
        try:
            while True:
                data = await self._socket.receive_bytes()
                try:
                    request = read_request(data)
                except MessageError as error:
                    await self._socket.close(_POLICY_VIOLATION, str(error)[:120])
                    return
                await self._take(request, data)
        except (WebSocketDisconnect, KeyError):  # the latter for a message that is text
            return
        finally:
            self._project.listeners.discard(self._notice_files)
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._run.end()
            if self._text is not None:
                await self._close_text(self._text)

    async def _close_text(self, text: PageText) -> None:
        try:
            await text.close()
        except WorkerLostError as error:  # it has forgotten all texts
            _logger.info("%s", error)

    async def _take(self, request: AnyRequest, data: bytes) -> None:
        """Answer a request, in the order in which they come where the order matters."""
        if isinstance(request, _ABOUT_RUN):
            await self._take_for_run(request, data)
            return
        match request:
            case HelloRequest():
                await self._reply(request, self._hello(request))
            case Save():
                self._spawn(self._reply(request, self._save(request)))
            case SetText(text=text, revision=revision):
                self._require_text().change(text, revision)
                self._spawn(self._reply(request, self._check(self._require_text())))
            case _:
                self._spawn(self._reply(request, self._require_text().answer(request)))

    async def _take_for_run(self, request: AnyRequest, data: bytes) -> None:
        try:
            await self._run.start()
            if not isinstance(request, Shown | CameraFrame):
                text = self._require_text()
                self._run.send(SetText(text=text.text, revision=text.page_revision))
            await self._run.forward(request.id, data)
        except BackedgeError as error:
            if request.id is not None:
                await self._send(Reply(id=request.id, error=Failure(code="failed", message=str(error))))

    # Requests about the text.

    async def _check(self, text: PageText) -> AnyResult:
        problems = await text.problems()
        self._spawn(self._draw(text))
        return problems

    async def _save(self, request: Save) -> AnyResult:
        saved = await asyncio.to_thread(self._settings.graph.save, request.text, request.checksum)
        return Saved(checksum=saved)

    async def _hello(self, request: HelloRequest) -> Hello:
        if request.protocol != PROTOCOL:
            raise BackedgeError("this page is of another release of backedge: reload it")
        graph, choices = self._settings.graph, InputChoices(self._settings.folder)
        disk = await asyncio.to_thread(graph.begin)
        assert disk.text is not None  # `begin` has seen to it
        if self._text is None:
            self._text = PageText(self._project.worker, graph.name, graph.folder, disk.text)
        return Hello(
            protocol=PROTOCOL,
            version=version("backedge"),
            file=graph.target.name,
            folder=str(self._settings.folder),
            text=disk.text,
            checksum=disk.checksum,
            demo=self._settings.demo,
            side=list(self._settings.side),
            inputs=await asyncio.to_thread(choices.all),
            connections=connected_landmarks(),
        )

    def _require_text(self) -> PageText:
        if self._text is None:
            raise WebSocketDisconnect(_POLICY_VIOLATION)  # a page says hello first
        return self._text

    async def _draw(self, text: PageText) -> None:
        try:
            event = await text.drawing()
        except (BackedgeError, WorkerFaultError) as error:
            await self._tell_failed(error)
            return
        if event is not None and event.revision == text.page_revision:
            await self._send(event)
        await self._run.start()  # not before: the page waits for its drawing, and both need the processor

    # Answers.

    async def _reply(self, request: AnyRequest, work: Coroutine[Any, Any, AnyResult]) -> None:
        try:
            result: AnyResult | None = await work
            error = None
        except Exception as failed:  # noqa: BLE001 - told to the page, and logged if it is a mistake of ours
            result, error = None, _failure(failed)
        if request.id is not None:
            await self._send(Reply(id=request.id, result=result, error=error))

    async def _send(self, message: Reply | Event) -> None:
        await self._send_bytes(pack_message(message))

    async def _send_bytes(self, data: bytes) -> None:
        async with self._sending:
            await self._socket.send_bytes(data)

    async def _tell_failed(self, error: Exception) -> None:
        await self._send(NoticeEvent(severity="error", message=_failure(error).message))

    # What happens without being asked for.

    def _notice_files(self, file: bool) -> None:
        if file:
            disk = self._project.disk
            self._spawn(self._send(FileEvent(text=disk.text, checksum=disk.checksum)))
        elif self._text is not None and (self._checking is None or self._checking.done()):
            self._checking = self._spawn(self._check_again(self._text))

    async def _check_again(self, text: PageText) -> None:
        text.look_again()
        try:
            problems = await text.problems()
        except (BackedgeError, WorkerFaultError) as error:
            await self._tell_failed(error)
            return
        await self._send(ProblemsEvent(revision=problems.revision, problems=problems.problems))
        await self._draw(text)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, WebSocketDisconnect):
            _logger.error("".join(traceback.format_exception(error)))


def _failure(error: Exception) -> Failure:
    """What to tell a page of an error; mistakes of ours go to the log, with their traceback."""
    if isinstance(error, ConflictError):
        return Failure(code="conflict", message=str(error), text=error.text, checksum=error.checksum)
    if isinstance(error, BackedgeError):
        return Failure(code="failed", message=str(error))
    _logger.error("".join(traceback.format_exception(error)))
    last = str(error).strip().rpartition("\n")[2]
    return Failure(code="fault", message=f"this is a mistake in backedge; its log says more ({last})")
