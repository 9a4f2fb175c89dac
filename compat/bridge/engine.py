"""Our graph, with what MediaPipe's graph API asks of it besides."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NoReturn

from backedge import CalculatorGraph
from backedge.compat.bridge.cpp_connections import has_only_ours
from backedge.compat.bridge.type_names import names_of_types
from backedge.config import GraphConfig
from backedge.errors import GraphError, TimestampOrderError
from backedge.planning.graph_parts import pool_size
from backedge.runtime.wiring import queue_limit
from backedge.timestamp import describe


class Engine(CalculatorGraph):
    """A graph that says of itself what MediaPipe's does."""

    @property
    def max_queue_size(self) -> int:
        """The number of packets that a queue holds before its feeder waits; -1 for any number."""
        return queue_limit(self.plan)

    def refuse(self, error: GraphError) -> NoReturn:
        """End the run because of a packet that a graph input stream cannot take.

        Raises:
            GraphError: the error.
        """
        self.fail(error)
        raise error

    def note_late_packet(self, stream: str, timestamp: int) -> None:
        """Note that a stream was given a packet after the end of the run: the callers that wait get the error."""
        what = f'graph input stream "{stream}" is closed, but is given a packet at {describe(timestamp)}'
        self.fail(TimestampOrderError(what))

    @property
    def cpp_types(self) -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]:
        """The C++ types that the streams and the side packets take, by name; none for what takes any.

        None are known where a calculator of the application's own is in the graph.
        """
        if not has_only_ours(self.plan):
            return {}, {}
        streams, side_packets = (
            {name: names_of_types(kind) for name, kind in types.items()}
            for types in (self.plan.stream_types, self.plan.side_packet_types)
        )
        return streams, side_packets


def default_threads(config: GraphConfig) -> int | None:
    """The number of worker threads for a config that does not say; None for one that does.

    MediaPipe's graphs run on a pool of a thread for every processor, and programs are written for that: calls return at
    once, and callbacks come on another thread.
    """
    declared = [executor for executor in config.executor if not executor.name]
    if config.num_threads or any(executor.type or pool_size(executor) is not None for executor in declared):
        return None
    return os.cpu_count() or 1
