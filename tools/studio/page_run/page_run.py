"""The run of one page: what the page asks of it, and what it tells the page."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from backedge.errors import CalculatorError
from backedge.planning.plan import GraphPlan
from backedge.tools.language.checked_document import build_document
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language_server.project_watch import stamp
from backedge.tools.studio.input_choices import InputChoices
from backedge.tools.studio.page_run.exporting import export_history
from backedge.tools.studio.page_run.live_run import LiveRun, State, Swapped
from backedge.tools.studio.page_run.outbox import Outbox
from backedge.tools.studio.page_run.packet_pump import PacketPump
from backedge.tools.studio.page_run.packet_values import shown_packets
from backedge.tools.studio.page_run.page_options import OptionOverrides, live_options
from backedge.tools.studio.page_run.run_failures import RefusedRequestError, failure_of, span_of_node
from backedge.tools.studio.page_run.run_figures import RunFigures
from backedge.tools.studio.page_run.run_history import RunHistory
from backedge.tools.studio.page_run.run_input import BrowserInput, FramesInput, RunInput
from backedge.tools.studio.protocol import (
    AnyRequest,
    AnyResult,
    Applied,
    Apply,
    CameraCredit,
    CameraFrame,
    Done,
    Export,
    Failure,
    LiveOptions,
    Options,
    Packets,
    Pause,
    Reply,
    Resume,
    RunEvent,
    Seek,
    SetOption,
    SetText,
    Shown,
    Start,
    Step,
    Stop,
    Watch,
)
from backedge.tools.studio.protocol_values import FilePlace, Input
from backedge.tools.studio.run_messages import STUCK, RunSetup
from backedge.tools.user_modules import import_anew, imported_files

_BETWEEN_FIGURES: Final = 0.5
"""Seconds."""

_STOPPING: Final = 3.0
"""Seconds in which a run has to end; after that its process does."""


class PageRun:
    """Takes a page's requests, one at a time.

    Args:
        setup: what the studio was started with.
        outbox: leads to the page.
    """

    def __init__(self, setup: RunSetup, outbox: Outbox) -> None:
        self._setup = setup
        self._outbox = outbox
        self._choices = InputChoices(Path(setup.folder))
        self._document = self._running = self._read("")
        self._history = RunHistory()
        self._pump = PacketPump(self._history, outbox.tell)
        self._watched: tuple[str, ...] = ()
        self._run: LiveRun | None = None
        self._browser: BrowserInput | None = None
        self._chosen: Input | None = None
        self._number = 0
        self._overrides = OptionOverrides()
        self._imported = stamp(imported_files(), [])
        self._figures_end = threading.Event()
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="export")

    def take(self, request: AnyRequest) -> None:
        """Do what a request says, and reply."""
        if isinstance(request, SetText):  # the server's, before one that needs it
            self._document = self._read(request.text)
            return
        try:
            result = self._do(request)
        except Exception as error:  # noqa: BLE001 - told to the page, and logged if it is a mistake of ours
            self._reply(request, self._failure(error))
        else:
            if isinstance(result, Future):
                result.add_done_callback(partial(self._reply_later, request))
            elif result is not None:
                self._reply(request, result)

    def end(self) -> None:
        """End the run, if there is one: the page has gone."""
        self._figures_end.set()
        if self._run is not None:
            self._run.stop(_STOPPING / 2)

    def _do(self, request: AnyRequest) -> AnyResult | Future[AnyResult] | None:
        match request:
            case Shown(number=number, size=size):
                self._pump.shown(number, size)
                return None
            case CameraFrame(jpeg=jpeg, captured=captured):
                if self._browser is not None:
                    self._browser.put(jpeg, captured)
                return None
            case Apply():
                return self._apply()
            case SetOption():
                return self._set_option(request)
            case Export():
                return self._export()
            case _:
                return self._answer(request)

    def _answer(self, request: AnyRequest) -> AnyResult:
        match request:
            case Start():
                self._start(request)
            case Stop():
                self._stop()
            case Pause():
                self._require_run().hold(True)
            case Resume():
                self._require_run().hold(False)
            case Step():
                self._require_run().step()
            case Watch(streams=streams):
                self._watched = tuple(streams)
                self._pump.watch(streams, again=True)
            case Seek(timestamp=timestamp):
                found = self._history.at(timestamp, self._watched)
                return Packets(timestamp=timestamp, packets=shown_packets(found))
            case Options():
                plan = self._plan()
                return LiveOptions(options=live_options(plan, self._document))
            case _:
                raise AssertionError(request)  # the server keeps what is about texts
        return Done()

    # The graph.

    def _read(self, text: str) -> GraphDocument:
        return GraphDocument(text, self._setup.file, Path(self._setup.graph_folder))

    def _plan(self) -> GraphPlan:
        """The graph of the text, with the options that were changed beside it."""
        return self._overrides.applied(partial(build_document, self._document))

    # The run.

    def _start(self, request: Start) -> None:
        self._import_changed()
        plan = self._plan()
        chosen = request.input or Input(kind="demo", name="", label="")
        word = self._choices.word(chosen)
        self._stop()  # not before it is sure that another one can begin
        self._running = self._document
        self._number += 1
        self._chosen = request.input
        self._browser = None
        self._history.clear()
        self._pump.begin(self._number, is_paced=request.pace)
        if chosen.kind == "browser":
            self._browser = BrowserInput(lambda credit: self._outbox.tell(CameraCredit(credit=credit)))
            open_input: Callable[[], RunInput] = self._browser.begin
        else:
            open_input = partial(FramesInput, word, is_endless=request.loop)
        self._run = LiveRun(
            plan,
            open_input,
            side=request.side,
            is_paced=request.pace,
            history=self._history,
            tell=partial(self._tell_state, self._number),
            after_frame=self._pump.frame,
        )
        self._run.start()
        self._figures_end = threading.Event()
        arguments = (self._run, self._number, self._figures_end)
        threading.Thread(target=self._tell_figures, args=arguments, name="figures", daemon=True).start()

    def _stop(self) -> None:
        if self._run is None:
            return
        self._figures_end.set()
        if not self._run.stop(_STOPPING):
            os._exit(STUCK)
        self._run = None
        self._browser = None

    def _require_run(self, *, ended: bool = False) -> LiveRun:
        if self._run is None or self._run.graph is None or not (ended or self._run.is_alive):
            raise RefusedRequestError("nothing runs: start the graph")
        return self._run

    def _import_changed(self) -> None:
        """Import the user's calculators again if their files are not what they were."""
        now = stamp(imported_files(), [])
        if now != self._imported:
            import_anew()
            self._imported = stamp(imported_files(), [])

    def _export(self) -> Future[AnyResult]:
        """Write the moment on a thread of its own: it takes a while, and other requests do not wait."""
        graph = self._require_run(ended=True).graph
        assert graph is not None  # it has run
        exports = Path(self._setup.exports)
        return self._writing.submit(export_history, self._history, graph, self._watched, exports)

    def _apply(self) -> Future[AnyResult]:
        run = self._require_run()
        self._import_changed()
        swapped = run.swap(self._plan())
        swapped.add_done_callback(partial(self._note_applied, self._document))
        return _mapped(swapped, _applied)

    def _note_applied(self, document: GraphDocument, done: Future[Swapped]) -> None:
        if done.exception() is None:
            self._running = document

    def _set_option(self, request: SetOption) -> Future[AnyResult] | AnyResult:
        is_running = self._run is not None and self._run.is_alive
        document = self._running if is_running else self._document  # what the text has become meanwhile is not applied
        with self._overrides.trying(request.node, request.field, request.value) as values:
            plan = build_document(document, values)
        if self._run is None or not is_running:
            return Done()
        return _mapped(self._run.swap(plan, options_only=True), lambda _: Done())

    # What the page is told.

    def _tell_state(self, number: int, state: State, what: BaseException | str | None) -> None:
        message, node, place, span = (what if isinstance(what, str) else ""), "", None, None
        if isinstance(what, BaseException):
            message = self._failure(what).message
        if isinstance(what, CalculatorError):
            graph = self._run and self._run.graph
            node, span = what.node, span_of_node(what.node, graph.plan.nodes if graph else (), self._document)
            if (source := what.source) is not None:
                place = FilePlace(file=source.file, line=source.line, column=source.column)
        self._outbox.tell(
            RunEvent(number=number, state=state, message=message, node=node, span=span, place=place, input=self._chosen)
        )

    def _tell_figures(self, run: LiveRun, number: int, end: threading.Event) -> None:
        """Tell figures while a run lasts, on a thread of its own."""
        figures: RunFigures | None = None
        of = None
        while not end.wait(_BETWEEN_FIGURES) and run.is_alive:
            graph = run.graph
            if graph is None:
                continue
            if figures is None or of is not graph:
                figures, of = RunFigures(graph.tap, number), graph
            for event in figures.take():
                self._outbox.tell(event)

    # Replies.

    def _reply(self, request: AnyRequest, answer: AnyResult | Failure) -> None:
        if request.id is not None:
            if isinstance(answer, Failure):
                self._outbox.tell(Reply(id=request.id, error=answer))
            else:
                self._outbox.tell(Reply(id=request.id, result=answer))

    def _reply_later(self, request: AnyRequest, done: Future[AnyResult]) -> None:
        error = done.exception()
        self._reply(request, done.result() if error is None else self._failure(error))

    def _failure(self, error: BaseException) -> Failure:
        return failure_of(error, self._document)


def _applied(done: Swapped) -> Applied:
    return Applied(timestamp=done.timestamp, kept_models=done.kept_models)


def _mapped(future: Future[Swapped], to_result: Callable[[Swapped], AnyResult]) -> Future[AnyResult]:
    """The future of what a page is told when a graph has been swapped."""
    mapped: Future[AnyResult] = Future()

    def pass_on(done: Future[Swapped]) -> None:
        error = done.exception()
        if error is None:
            mapped.set_result(to_result(done.result()))
        else:
            mapped.set_exception(error)

    future.add_done_callback(pass_on)
    return mapped
