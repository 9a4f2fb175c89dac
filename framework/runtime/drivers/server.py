"""The server: what the threads of a graph do, who take the turn from each other and make the calls of calculators."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from queue import SimpleQueue

from backedge.errors import GraphError, caused_by
from backedge.planning.graph_parts import DEFAULT_EXECUTOR
from backedge.runtime.drivers.run_progress import Progress
from backedge.runtime.graph_run import Run
from backedge.runtime.invocation import Invocation
from backedge.runtime.state import is_interrupt
from backedge.runtime.turn import Turn
from backedge.runtime.workers import ThreadPoolExecutor


class Server:
    """Serves a graph on the workers of its executors, and on one thread more.

    The one thread more is called where all workers make calls, so that nodes that need no worker still move; and it
    ends the run, since a worker cannot wait for itself. `backedge.runtime.turn` says how they take turns.

    Args:
        run: the graph's present or last run.
        turn: the graph's.
        progress: where callers learn how far the graph is.
        executors: the graph's pools of workers.
    """

    def __init__(self, run: Run, turn: Turn, progress: Progress, executors: Sequence[ThreadPoolExecutor]) -> None:
        self._run = run
        self._turn = turn
        self._progress = progress
        self._executors = tuple(executors)
        self._inbox: SimpleQueue[Server] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._threads: frozenset[threading.Thread] = frozenset()
        default = next((executor for executor in executors if executor.name == DEFAULT_EXECUTOR), None)
        # Who asks for one worker may ask for that thread: for a library that is to be used by no other.
        self._helped = default if default is not None and default.num_threads > 1 else None
        self._helpers: set[threading.Thread] = set()
        self._is_called = False
        self._is_over = True

    def start(self) -> None:
        """Start the threads, for a run that has been started.

        Raises:
            GraphError: the system has no thread left; the run has ended.
        """
        try:
            self._start_threads()
        except RuntimeError as error:
            wanted = 1 + sum(executor.num_threads for executor in self._executors)
            failure = GraphError(f"the graph wants {wanted} threads: {error}; ask for fewer with num_threads")
            self._run.errors.record(caused_by(failure, error))
            self._is_over = True
            self._thread = None
            self._finish()
            raise failure from error

    def _start_threads(self) -> None:
        self._is_over = False
        self._inbox = SimpleQueue()
        for executor in self._executors:
            executor.start(self)
        # After the new queues: a caller who was late may have called a thread of the run before.
        self._is_called = True
        self._thread = threading.Thread(target=_attend, args=(self._inbox,), name="backedge-graph", daemon=True)
        workers = [thread for executor in self._executors for thread in executor.threads]
        self._threads = frozenset([self._thread, *workers])
        self._inbox.put(self)
        self._thread.start()

    def join(self) -> None:
        """Wait until the threads have ended."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def call(self) -> None:
        """Have a thread take the turn: there is mail. Any thread may call this; it takes no lock, and waits for none.

        While nobody has the turn, an executor that has room has a thread that waits for a task. If that is true no more
        when the thread is called, somebody has had the turn meanwhile, and has looked at the mail.
        """
        if self._is_called or self._is_over or self._turn.lock.locked():
            return
        self._is_called = True
        try:
            for executor in self._executors:
                if executor.room > 0:
                    executor.put(None)
                    return
            self._inbox.put(self)
        except BaseException:  # Ctrl-C
            self._is_called = False
            raise

    def work(self, home: ThreadPoolExecutor, invocation: Invocation | None) -> None:
        """Make a call and those that follow from it; without a call, see what there is to do. On a thread of `home`."""
        turn = self._turn
        if invocation is None and self._take(home):
            invocation = self._serve(home, None)
        while invocation is not None:
            invocation.run()
            if turn.lock.acquire(False):
                invocation = self._serve(home, invocation)
            else:
                turn.mail.append(invocation)
                invocation = self._serve(home, None) if self._take(home) else None

    def help(self) -> None:
        """Make calls that no worker has begun, on the thread of a caller who waits for the graph to be idle.

        The caller has the picture in the caches of its processor that it has just fed. Where a worker goes on with it,
        a graph around a small model takes a fifth longer.

        Raises:
            BaseException: the caller was interrupted; the run ends.
        """
        if self._helped is None:
            return
        helper = threading.current_thread()
        try:
            self._helpers.add(helper)
            while not self._progress.is_idle and self._helped.help():
                pass
        except BaseException as error:
            self._end_without_helper(error)
            raise
        finally:
            self._helpers.discard(helper)

    def is_on(self, thread: threading.Thread) -> bool:
        """Whether calculators and callbacks of the graph may be running on a thread."""
        return thread in self._threads or thread in self._helpers

    def attend(self) -> bool:
        """See what there is to do, on the graph's own thread; False if the run has ended."""
        if not self._is_over and self._take(None):
            self._serve(None, None)
        if self._is_over:
            self._finish()
            return False
        return True

    def leave_call(self) -> None:
        """Let another thread make the call that the holder of the turn keeps: what comes now may take long."""
        turn = self._turn
        home, kept = turn.home, turn.kept
        if kept is not None and home is not None and home.room:
            turn.kept = None
            home.put(kept)

    # the turn

    def _take(self, home: ThreadPoolExecutor | None) -> bool:
        """Try to take the turn.

        A worker gives it to the graph's own thread if its executor was counted on to make a call meanwhile: the call
        would have to wait.
        """
        turn = self._turn
        if not turn.lock.acquire(False):
            return False
        if home is not None and (home.has_tasks or self._is_over):
            turn.lock.release()
            self._inbox.put(self)
            return False
        return True

    def _serve(self, home: ThreadPoolExecutor | None, done: Invocation | None) -> Invocation | None:
        """Use the turn, which this thread has taken, for as long as there is mail, and give it back.

        Args:
            home: the executor whose thread this is.
            done: a call that this thread has made.

        Returns:
            A call for this thread to make.
        """
        turn, progress = self._turn, self._progress
        while True:
            turn.home = home
            is_done = self._do_all(done)
            kept, turn.kept, turn.home = turn.kept, None, None
            self._is_called = False  # before the turn is given back; see call()
            turn.lock.release()
            if progress.heard.waiters or progress.settled.waiters:
                progress.tell()
            if self._is_over:
                if home is not None:
                    self._inbox.put(self)
                return kept
            if kept is not None:
                # The call has waited enough: what is left, or has come meanwhile, is for another thread.
                if turn.mail or not is_done:
                    self.call()
                return kept
            if not turn.mail or self._is_called or not self._take(home):
                return None
            done = None

    def _do_all(self, done: Invocation | None) -> bool:
        """Do everything that can be done; False if something is left because the holder keeps a call."""
        run, turn, progress = self._run, self._turn, self._progress
        try:
            if self._is_over:
                if done is not None:
                    turn.mail.append(done)
                return True
            if done is not None:
                progress.note_work()  # observers may be called
                done.executor.take_back(done)
            # What else has come is done before anything is scheduled, so that priorities mean something.
            if turn.mail:
                self._drain()
            if not (progress.is_working or run.scheduler.is_at_rest):
                progress.note_work()
            run.work(sources=True)
            if run.is_active:
                progress.is_working = False
                if not turn.mail:
                    self._note_progress()
                return turn.kept is None or run.scheduler.is_at_rest
        except BaseException as error:
            if is_interrupt(error):
                raise
            self._record(error)  # nothing above catches it; the callers who wait raise it
        self._is_over = True
        progress.is_working = False
        return True

    def _drain(self) -> None:
        mail, progress = self._turn.mail, self._progress
        for _ in range(len(mail)):
            event = mail.popleft()
            if isinstance(event, Invocation):
                progress.note_work()
                event.executor.take_back(event)
            else:
                progress.handled += 1
                event()

    def _note_progress(self) -> None:
        progress, run = self._progress, self._run
        progress.caught_up = handled = progress.handled
        if progress.idle_at != handled and not run.state.calls_in_flight:
            run.let_go()
            progress.idle_at = handled

    # the end

    def _end_without_helper(self, error: BaseException) -> None:
        """End the run, whose turn and calls may be lost with the thread that was interrupted: no end needs them."""
        self._is_over = True
        self._inbox.put(self)
        if not self._run.errors:
            self._run.errors.record_interruption(error)

    def _finish(self) -> None:
        """End the run, on the graph's own thread; no other thread takes the turn now."""
        progress = self._progress
        try:
            for executor in self._executors:
                executor.stop()
            self._drain()
            if self._run.is_active:
                self._run.end()
        except BaseException as error:  # noqa: BLE001 - as above; whatever it is, no caller may wait for ever
            self._record(error)
        finally:
            with progress.lock:
                try:
                    self._drain()
                finally:
                    progress.end()

    def _record(self, error: BaseException) -> None:
        if not self._run.errors:
            failure = GraphError(f"the graph's thread failed: {type(error).__name__}: {error}")
            self._run.errors.record(caused_by(failure, error))


def _attend(inbox: SimpleQueue[Server]) -> None:
    """Let the server see what there is to do whenever it is called: the life of the graph's own thread.

    While it waits it holds on to nothing of the graph, so that one that no caller has any more is garbage.
    """
    goes_on = True
    while goes_on:
        server = inbox.get()
        goes_on = server.attend()
        del server
