"""The base of input policies, the rules by which a node's input streams are synchronised.

MediaPipe calls it an *input stream handler*. A policy looks at the queues and bounds of one node's streams and says
for which timestamp the node can run; then it moves the packets of that timestamp into the node's ports.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

from backedge.authoring.ports import Input
from backedge.streams.input_stream import InputStream
from backedge.timestamp import DONE, UNSET

NOT_READY: Final = UNSET
"""Answer of `InputPolicy.examine`: nothing to do; `InputPolicy.min_bound` says how far the inputs are settled."""
CLOSE: Final = DONE
"""Answer of `InputPolicy.examine`: the inputs are exhausted, the node can close."""


class InputPolicy(ABC):
    """Synchronises the input streams of one node.

    Args:
        streams: the node's streams in the order of its ports.
        labels: the (tag, index) of each stream.
        process_timestamp_bounds: whether the node runs also when its inputs are merely settled further.
        options: the policy's options from the config, of class `options_type`.

    Class attributes:
        options_type: class of the policy's options, None if it has none.
        watches_packets: whether `packet_added` is to be called for every packet, not only when a queue was empty.
        looks_ahead: whether `examine` looks behind the first packets of the queues, and so is to be asked after every
            packet and every bound.

    Attributes:
        min_bound: after `examine` answered `NOT_READY`: no input before this timestamp can come any more.
        blocker: after `examine` answered `NOT_READY`: a stream that has to move before the answer can be another one;
            None if the policy knows of none.
        is_idle: after `fill`: whether nothing is left in the streams, and all are settled just through the timestamp.
        in_batch: whether the present batch is not over: `examine` then answers with its next set, or `CLOSE`.
    """

    options_type: ClassVar[type[Any] | None] = None
    watches_packets: ClassVar[bool] = False
    looks_ahead: ClassVar[bool] = False
    blocker: InputStream | None = None
    is_idle: bool = False
    in_batch: bool = False

    @classmethod
    def complaints(cls, options: Any, labels: Sequence[tuple[str, int]]) -> Iterator[str]:  # noqa: ARG003
        """Say what is wrong with `options` for a node with inputs of these `labels`; asked when the graph is built."""
        return iter(())

    def __init__(
        self,
        streams: Sequence[InputStream],
        labels: Sequence[tuple[str, int]],
        *,
        process_timestamp_bounds: bool = False,
        options: Any = None,
    ) -> None:
        self.streams = tuple(streams)
        self.labels = tuple(labels)
        self.process_timestamp_bounds = process_timestamp_bounds
        self.options = options
        self.min_bound = UNSET
        self.reset()

    @property
    def sync_set_count(self) -> int:
        """Into how many groups, each synchronised for itself, the policy divides the streams."""
        return 1

    def reset(self) -> None:
        """Go back to the state before a run."""

    def packet_added(self) -> None:
        """A stream has got packets; called if the class has `watches_packets`."""

    def waits(self) -> Iterator[tuple[int, InputStream]]:
        """Each stream that keeps the node from running, with the timestamp of the packets that wait for it."""
        yield from unsettled(self.streams)

    def backlog(self) -> str:
        """Say what the policy has taken from the streams and not given out, as a clause; "" if nothing."""
        return ""

    @abstractmethod
    def examine(self) -> int:
        """The timestamp the node can run for, or `NOT_READY`, or `CLOSE`."""

    @abstractmethod
    def fill(self, timestamp: int, ports: tuple[Input[Any], ...]) -> None:
        """Move the packets for `timestamp` from the streams into `ports`, which are in the order of the streams."""


def unsettled(streams: Sequence[InputStream]) -> Iterator[tuple[int, InputStream]]:
    """Those of `streams` that may still get a packet at or before the first that waits, with its timestamp."""
    head = first_packet(streams)
    for stream in streams:
        if not stream.queue and stream.bound <= head:
            yield head, stream


def first_packet(streams: Sequence[InputStream]) -> int:
    """Timestamp of the first packet that waits in any of `streams`, `UNSET` if none does."""
    return min((stream.queue[0][1] for stream in streams if stream.queue), default=UNSET)
