"""The thread of a run: it feeds a graph, frame by frame, and between frames does what the page wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from time import monotonic
from typing import Final, Literal, TypeAlias

from backedge.calculators.inference.model_pool import model_pool
from backedge.errors import BackedgeError
from backedge.planning.plan import GraphPlan
from backedge.tools.running.pace import Pace
from backedge.tools.studio.page_run.live_graph import LiveGraph, kept
from backedge.tools.studio.page_run.run_history import RunHistory
from backedge.tools.studio.page_run.run_input import RunInput

_GLANCE: Final = 0.05
"""Seconds between two looks at what the page wants."""

_BETWEEN_EXPLANATIONS: Final = 0.7
"""Seconds after which a wait that is still there is a stall."""

State: TypeAlias = Literal["starting", "running", "paused", "stalled", "ended", "failed"]


@dataclass(frozen=True, slots=True)
class Swapped:
    """A graph has taken another's place: before which timestamp, and the models that stayed loaded."""

    timestamp: int | None
    kept_models: list[str]


class LiveRun:
    """A run, on a thread of its own from `start` until it has ended.

    Args:
        plan: the graph.
        side: side packets, each as NAME=VALUE.
        open_input: opens what is fed, on that thread; None for a graph that reads its input itself.
        is_paced: whether files are fed as fast as a camera would.
        history: keeps what the streams carry.
        tell: told of every change of the state, with the error of a run that failed, or what a stalled one waits for.
        after_frame: called when a frame has been fed, with when the page has taken it.

    Attributes:
        graph: the graph that runs; None before it does.
    """

    def __init__(
        self,
        plan: GraphPlan,
        open_input: Callable[[], RunInput],
        *,
        side: Sequence[str],
        is_paced: bool,
        history: RunHistory,
        tell: Callable[[State, BaseException | str | None], None],
        after_frame: Callable[[int, float | None], None],
    ) -> None:
        self.graph: LiveGraph | None = None
        self._plan = plan
        self._open_input = open_input
        self._side = side
        self._is_paced = is_paced
        self._history = history
        self._tell = tell
        self._after_frame = after_frame
        self._change = threading.Condition()
        self._is_held = False
        self._is_told_held = False
        self._steps = 0
        self._is_stopping = False
        self._waiting: tuple[GraphPlan, bool, Future[Swapped]] | None = None
        self._stalls: dict[tuple[str, str, int], str] = {}
        self._is_stalled = False
        self._looked = monotonic()
        self._last: int | None = None
        self._pace = Pace()
        self._thread = threading.Thread(target=self._run, name="graph", daemon=True)

    # What the page wants; from other threads.

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def hold(self, held: bool) -> None:
        """Pause after the present frame, or go on."""
        with self._change:
            self._is_held, self._steps = held, 0
            self._change.notify()

    def step(self) -> None:
        """Take one more frame, and pause."""
        with self._change:
            self._is_held = True
            self._steps += 1
            self._change.notify()

    def swap(self, plan: GraphPlan, *, options_only: bool = False) -> Future[Swapped]:
        """Let another graph take over before the next frame; the future has the error if it cannot.

        Args:
            plan: the graph.
            options_only: whether it differs in options only; where those are live, the graph that runs takes them.
        """
        done: Future[Swapped] = Future()
        with self._change:
            if self._waiting is not None:
                self._waiting[2].set_exception(BackedgeError("another change came before this one"))
            self._waiting = plan, options_only, done
            self._change.notify()
        if not self.is_alive:
            self._refuse_swap()
        return done

    def stop(self, patience: float) -> bool:
        """End the run; whether it has ended within `patience` seconds."""
        with self._change:
            self._is_stopping = True
            self._change.notify()
        self._thread.join(patience / 2)
        graph = self.graph
        if self._thread.is_alive() and graph is not None:
            # It waits as well, if a calculator does not come back.
            threading.Thread(target=graph.cancel, name="cancel", daemon=True).start()
        self._thread.join(patience / 2)
        return not self._thread.is_alive()

    @property
    def is_alive(self) -> bool:
        """Tell whether it has not ended."""
        return self._thread.is_alive()

    # The thread.

    def _run(self) -> None:
        try:
            self._tell("starting", None)
            self._go()
        except Exception as error:  # noqa: BLE001 - told to the page; the thread ends in any case
            if self.graph is not None:
                self.graph.cancel()
            self._tell("failed", error)
        else:
            self._tell("ended", None)
        finally:
            self._refuse_swap()

    def _go(self) -> None:
        self.graph = LiveGraph(self._plan, self._side, self._history)
        source = self._open_input() if self.graph.pictures else None
        try:
            self.graph.start()
            self._tell("running", None)
            while not self._is_stopping and self._turn(source):
                pass
        finally:
            if source is not None:
                source.close()
        self.graph.close()

    def _turn(self, source: RunInput | None) -> bool:
        """Do what is wanted, and work on one frame; whether there is more to come."""
        self._do_wanted()
        assert self.graph is not None  # until the end
        if self._rests():
            return True
        if source is None or not self.graph.pictures:
            return self._work()
        try:
            frame = source.take(_GLANCE)
        except EOFError:
            return False
        if frame is None:
            return True
        if self._is_paced and not source.is_live and not self._is_held:
            self._pace.wait_for(frame.timestamp, self._is_wanted)
        self._last = frame.timestamp
        self.graph.feed(frame, may_wait=not (source.is_live or self._is_paced))
        if self._is_held:
            self.graph.settle()
        self._after_frame(frame.timestamp, frame.captured)
        self._look_for_stall()
        return True

    def _work(self) -> bool:
        """Let a graph with sources run: a while, or until an output moves if it is stepped."""
        assert self.graph is not None  # until the end
        moved = self.graph.tap.outputs_moved
        if not self._is_held:
            is_going_on = self.graph.work(_GLANCE)
        else:
            moved.clear()
            self.graph.hold(False)
            moved.wait(10 * _GLANCE)
            self.graph.hold(True)
            is_going_on = self.graph.work(0.0)
        self._last = self._history.span[1]
        self._after_frame(self._last, None)
        return is_going_on

    def _is_wanted(self) -> bool:
        """Tell whether something is wanted that need not wait for the time of the next frame."""
        return self._is_stopping or self._is_held or self._waiting is not None

    def _rests(self) -> bool:
        """Pause where that is wanted; whether the next frame is still to wait."""
        assert self.graph is not None  # until the end
        with self._change:
            held, steps = self._is_held, self._steps
            if held and not steps:
                if not self._is_told_held:
                    self._is_told_held = True
                    self.graph.hold(True)
                    self._tell("paused", None)
                self._change.wait_for(self._is_disturbed, timeout=1.0)
                return True
            self._steps = max(steps - 1, 0)
        if not held and self._is_told_held:
            self._is_told_held = False
            self._pace = Pace()  # time goes on from here
            self.graph.hold(False)
            self._tell("running", None)
        return False

    def _is_disturbed(self) -> bool:
        return self._is_stopping or not self._is_held or self._steps > 0 or self._waiting is not None

    # Another graph.

    def _do_wanted(self) -> None:
        with self._change:
            waiting, self._waiting = self._waiting, None
        if waiting is not None:
            plan, options_only, done = waiting
            try:
                done.set_result(self._swap(plan, options_only=options_only))
            except Exception as error:  # noqa: BLE001 - told to the page, and the old graph goes on
                done.set_exception(error)

    def _swap(self, plan: GraphPlan, *, options_only: bool) -> Swapped:
        old = self.graph
        assert old is not None  # until the end
        if options_only and old.take_options(plan):
            return Swapped(self._last, sorted({name for _, name in model_pool.lent()}))
        new = LiveGraph(plan, self._side, self._history)  # what is wrong with it shows before the old one ends
        if bool(new.pictures) != bool(old.pictures):
            raise BackedgeError("the new graph takes its input from elsewhere: stop the run, and start it anew")
        models = model_pool.lent()
        old.close()
        try:
            new.start()
        except BaseException:
            self.graph = LiveGraph(old.plan, self._side, self._history)
            self.graph.start()
            raise
        self.graph = new
        self._history.clear()
        self._stalls = {}
        if self._is_held:
            new.hold(True)
        return Swapped(self._last, kept(models))

    def _refuse_swap(self) -> None:
        with self._change:
            waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting[2].set_exception(BackedgeError("the run has ended: start it"))

    # Stalls.

    def _look_for_stall(self) -> None:
        """Tell when a node has waited for the same thing for a while, and when it does so no more."""
        if monotonic() - self._looked < _BETWEEN_EXPLANATIONS:
            return
        self._looked = monotonic()
        assert self.graph is not None  # until the end
        before, self._stalls = self._stalls, self.graph.stalls()
        lasting = [text for wait, text in self._stalls.items() if wait in before]
        if lasting and not self._is_stalled:
            self._tell("stalled", "\n".join(lasting))
        elif self._is_stalled and not lasting:
            self._tell("running", None)
        self._is_stalled = bool(lasting)
