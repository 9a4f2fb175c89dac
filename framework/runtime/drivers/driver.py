"""The base of drivers, which run the scheduler's work on some thread and let callers wait for it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeAlias

from backedge.errors import GraphStateError
from backedge.packet import Packet
from backedge.runtime.graph_input import GraphInput
from backedge.runtime.graph_run import Run

Callback: TypeAlias = Callable[[Packet[Any]], object]


class WaitingForItselfError(GraphStateError):
    """A calculator or a callback of a graph made a call that waits for that graph, and so for its own return."""

    def __init__(self, call: str) -> None:
        super().__init__(f"{call} was called from a callback or a calculator of the graph, which would wait for itself")


class Driver(ABC):
    """Decides on which thread the runs of a graph work.

    Args:
        run: the graph's present or last run.
    """

    works_in_calls: ClassVar[bool] = False
    """Whether what a call brings about has happened when it returns, so that the call can tell what failed."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @abstractmethod
    def start(self, side_packets: Mapping[str, Any], headers: Mapping[str, Any]) -> None:
        """Begin a run; see `Run.start`."""

    @abstractmethod
    def send(self, gate: GraphInput, packet: Packet[Any]) -> None:
        """Put a packet into a graph input stream, as soon as there is room."""

    @abstractmethod
    def do(self, call: Callable[[], None]) -> None:
        """Make a change to the running graph's state.

        The call may be made later and by another thread, and must not hold the graph's `Lifeline` as long as that.
        """

    @abstractmethod
    def wait_until_idle(self, timeout: float | None) -> bool:
        """Return when there is nothing left to do without new input; False if that takes longer than `timeout` s."""

    @abstractmethod
    def wait_until_done(self, timeout: float | None) -> bool:
        """Return when the run has ended; False if that takes longer than `timeout` seconds."""

    @abstractmethod
    def advance(self, until: Callable[[], bool], timeout: float | None = None) -> bool:
        """Let the graph work until a condition on its state holds, or it can go no further without new input.

        Returns:
            False if that takes longer than `timeout` seconds.
        """

    def note_observation(self) -> None:
        """Note that an observed stream has moved."""
        self.run.observed = True

    def tell_waiting(self) -> None:
        """Wake those who wait in `advance`: the graph's state has changed."""

    def wrap_callback(self, callback: Callback) -> Callback:
        """What to call in place of an application's callback, which may take long."""
        return callback

    @abstractmethod
    def cancel(self) -> None:
        """End the run as it is, and return when it has ended."""

    @abstractmethod
    def abandon(self) -> None:
        """End the run as it is, for want of a caller; waits for no other thread, and raises nothing."""
