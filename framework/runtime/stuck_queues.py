"""Queues that grow while nothing moves: the run lets them, and warns, or ends.

A full queue holds back what feeds it. Where that is all that keeps a graph from moving, the queue has to grow: else the
graph would stand still for ever, although what would empty the queue may still come. Rule: MediaPipe
``CalculatorGraph::UnthrottleSources``, which logs it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from backedge.errors import DeadlockError
from backedge.runtime.explain import explain
from backedge.runtime.nodes.node import Node, NodeState
from backedge.runtime.nodes.source_node import SourceNode
from backedge.runtime.state import RunErrors
from backedge.streams.input_stream import LongQueues
from backedge.streams.limits import QueueLimit, Throttle
from backedge.streams.output_stream import OutputStream

_logger: Final = logging.getLogger(__name__)


class _Queue(NamedTuple):
    """One queue that nothing empties: its stream, the node that reads it, and how many packets it holds."""

    stream: str
    reader: str
    length: int

    def __str__(self) -> str:
        return f'the queue of stream "{self.stream}" into node "{self.reader}" is full ({self.length})'


class StuckQueues:
    """Lets queues grow where nothing else can move, and reports each once a run: by a warning, or by an error.

    Args:
        errors: the errors of the run.
        nodes: the graph's nodes.
        streams: the producers' ends of its streams, by name.
        input_throttles: what holds back the graph's input streams.
        long_queues: the long ones of its queues without a limit.
        report_deadlock: end the run where a queue that has a limit would have to grow.
        max_packets: end the run where a queue holds so many packets; None to let it grow.

    Attributes:
        long_queues: the streams without a limit whose queues have become long since the last look.
    """

    def __init__(
        self,
        errors: RunErrors,
        nodes: Sequence[Node],
        streams: Mapping[str, OutputStream],
        input_throttles: Iterable[Throttle],
        long_queues: LongQueues,
        *,
        report_deadlock: bool,
        max_packets: int | None,
    ) -> None:
        self._errors = errors
        self._nodes = nodes
        self._sources = tuple(node for node in nodes if isinstance(node, SourceNode))
        self._streams = streams
        self._input_throttles = tuple(input_throttles)
        self.long_queues = long_queues.streams
        self._long_length = long_queues.length
        self._report_deadlock = report_deadlock
        self._max_packets = max_packets
        self._told: set[tuple[str, str]] = set()

    def reset(self) -> None:
        """Begin a new run."""
        self.long_queues.clear()
        self._told.clear()

    def resolve(self) -> bool:
        """Let each full queue take one packet more, now that nothing can move.

        Returns:
            Whether something can move again, or the run is to end.
        """
        if not self.long_queues and not any(throttle.full for throttle in self._throttles()):
            return bool(self._errors)  # by far the most frequent case: asked whenever a graph with limits is idle
        full = sorted(self._full(), key=lambda limit: (limit.reader, limit.stream))
        # A source that may run when a caller waits is about to move something.
        if not any(source.can_run for source in self._sources):
            self._tell([_Queue(limit.stream, limit.reader, len(limit.queue)) for limit in full], self._take_long())
        for limit in full:
            limit.grow()
        return bool(full or self._errors)

    def _full(self) -> set[QueueLimit]:
        return {limit for throttle in self._throttles() for limit in throttle.full if limit.grows}

    def _throttles(self) -> Iterator[Throttle]:
        yield from self._input_throttles
        for source in self._sources:
            if source.state is NodeState.OPENED:
                yield source.throttle

    def _take_long(self) -> list[_Queue]:
        """The queues without a limit that are long, now that all has settled."""
        streams = [stream for stream in self.long_queues if len(stream.queue) >= self._long_length]
        self.long_queues.clear()
        if self._max_packets is not None:
            self.long_queues.update(dict.fromkeys(streams))  # they are looked at until they hold so many
        return [_Queue(stream.name, stream.reader, len(stream.queue)) for stream in streams]

    def _tell(self, full: Sequence[_Queue], long: Sequence[_Queue]) -> None:
        queues = [*full, *long]
        too_long = [queue for queue in queues if self._max_packets is not None and queue.length >= self._max_packets]
        if ending := full if full and self._report_deadlock else too_long:
            unset = ", or unset report_deadlock to let the queue grow" if self._report_deadlock else ""
            self._errors.record(
                DeadlockError(
                    f"throttling deadlock: {', '.join(map(str, ending))}, and nothing can move that would empty it; "
                    f"raise max_queue_size if so many packets have to wait (-1 for any number){unset}\n"
                    f"{self._explanation()}"
                )
            )
            return
        if new := [queue for queue in queues if (queue.stream, queue.reader) not in self._told]:
            self._told.update((queue.stream, queue.reader) for queue in new)
            _logger.warning("%s, and grows: nothing can move\n%s", ", ".join(map(str, new)), self._explanation())

    def _explanation(self) -> str:
        return str(explain(self._nodes, self._streams, ()))
