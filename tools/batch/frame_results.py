"""What several streams of a graph say about one picture, put together as soon as it is known to be all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from backedge import CalculatorGraph, Packet


@dataclass(frozen=True, slots=True)
class FrameResult:
    """What streams gave at one timestamp.

    Attributes:
        number: of the picture in its video, from 0; None where the graph gave something between pictures.
        timestamp: in microseconds.
        values: of those streams that gave something, by name.
    """

    number: int | None
    timestamp: int
    values: Mapping[str, Any]


class FrameResults:
    """Collects packets of streams by their timestamps, and gives them in order.

    A graph may give a result later than the picture it is about, and one stream later than another: a timestamp is
    complete when all streams are settled beyond it.

    Args:
        graph: it is observed, so it may not run yet.
        streams: the streams.
    """

    def __init__(self, graph: CalculatorGraph, streams: Iterable[str]) -> None:
        self._settled: Final = dict.fromkeys(streams, _NEVER)
        self._numbers: Final[dict[int, int]] = {}
        self._waiting: Final[dict[int, dict[str, Any]]] = {}
        for stream in self._settled:
            graph.observe_output_stream(stream, self._take, observe_timestamp_bounds=True)

    def begin(self) -> None:
        """Forget everything, for another run."""
        self._settled.update(dict.fromkeys(self._settled, _NEVER))
        self._numbers.clear()
        self._waiting.clear()

    def expect(self, timestamp: int, number: int) -> None:
        """Note the number of the picture that is fed at a timestamp."""
        self._numbers[timestamp] = number

    def take(self, *, all_there_is: bool = False) -> list[FrameResult]:
        """The results that are complete now, in the order of their timestamps.

        Args:
            all_there_is: also those that are not, because the run has ended.
        """
        settled = min(self._settled.values(), default=_NEVER)
        ready = sorted(each for each in self._waiting if all_there_is or each <= settled)
        results = [FrameResult(self._numbers.get(each), each, self._waiting.pop(each)) for each in ready]
        for timestamp in [each for each in self._numbers if each <= settled]:
            del self._numbers[timestamp]
        return results

    def _take(self, stream: str, packet: Packet[Any]) -> None:
        timestamp = packet.timestamp
        self._settled[stream] = timestamp
        if not packet.is_empty:
            self._waiting.setdefault(timestamp, {})[stream] = packet.value


_NEVER: Final = -(2**63)
