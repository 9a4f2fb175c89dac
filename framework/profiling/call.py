"""One call of a calculator, as it is measured and traced."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple, TypeAlias

from backedge.planning.plan import NodePlan
from backedge.profiling.messages import EventType

Phase: TypeAlias = Literal["open", "process", "close"]
"""Which of a calculator's methods is called."""

PHASES: Final[dict[Phase, EventType]] = {"open": EventType.OPEN, "process": EventType.PROCESS, "close": EventType.CLOSE}
"""The calls of a calculator that are measured."""


class StreamPacket(NamedTuple):
    """Which packet: its stream and its timestamp."""

    stream: str
    timestamp: int


class Call(NamedTuple):
    """A call that has returned.

    Attributes:
        node: the node it was made for; None for the feeding of a packet.
        event: which call.
        timestamp: the input timestamp.
        start, end: when it began and ended, in microseconds of Unix time.
        inputs: the packets it took, None for ports that had none; in port order.
        outputs: the packets it sent.
        thread: the thread it ran on.
    """

    node: NodePlan | None
    event: EventType
    timestamp: int
    start: int
    end: int
    inputs: tuple[StreamPacket | None, ...]
    outputs: tuple[StreamPacket, ...]
    thread: int

    @property
    def packets(self) -> Iterable[StreamPacket]:
        """All packets that the call took or sent."""
        yield from (packet for packet in self.inputs if packet is not None)
        yield from self.outputs
