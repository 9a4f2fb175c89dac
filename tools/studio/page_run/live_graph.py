"""A graph that is fed frame by frame, and can be replaced by another between two frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import click

from backedge import CalculatorGraph
from backedge.access_policy import AccessPolicy
from backedge.calculators.inference.model_pool import model_pool
from backedge.errors import GraphTimeoutError, ResourceError
from backedge.formats import ImageFrame
from backedge.packet import Packet
from backedge.planning.graph_parts import pool_size
from backedge.planning.plan import GraphPlan
from backedge.runtime.live_options import changed_options
from backedge.tools.running.graph_streams import image_type, may_carry_pictures
from backedge.tools.running.side_packet_values import read_side_packets
from backedge.tools.studio.page_run.graph_tap import GraphTap
from backedge.tools.studio.page_run.run_history import RunHistory
from backedge.tools.studio.page_run.run_input import Frame

ACCESS: Final = AccessPolicy(writable=(), network=False)
"""A graph that is being edited writes over no file, and opens no address."""

_PATIENCE: Final = 0.5
"""Seconds in which a graph should come to rest."""

_FRAMES_AHEAD: Final = 4
"""Frames of a file that may be under way in a graph with threads of its own."""


class LiveGraph:
    """A graph that runs.

    Args:
        plan: the graph.
        side: side packets, each as NAME=VALUE.
        history: keeps what its streams carry.

    Attributes:
        plan: as given.
        tap: knows what happens in it.
        side_packets: those that the run is given, by name.
        pictures: the input streams that pictures are fed into.
        is_endless: whether it has sources, and runs by itself.

    Raises:
        ResourceError: it has input streams, and none takes pictures, or a side packet is not of its type.
    """

    def __init__(self, plan: GraphPlan, side: Sequence[str], history: RunHistory) -> None:
        self.plan = plan
        self.side_packets = _side_packets(plan, side)
        self.tap = GraphTap(plan, history)
        self.is_endless = plan.has_sources
        self.pictures = {
            stream: image_type(plan.stream_types.get(stream)) or ImageFrame
            for stream in plan.graph_inputs
            if may_carry_pictures(plan.stream_types.get(stream))
        }
        if not self.pictures and not self.is_endless:
            known = ", ".join(plan.graph_inputs) or "none"
            raise ResourceError(
                f"the studio feeds pictures, and no input stream of this graph takes them: it has {known}"
            )
        has_threads = any(pool_size(executor) for executor in plan.config.executor)
        threads = 1 if self.is_endless and not has_threads else None  # which leaves it to this thread when to stop
        self._graph = CalculatorGraph(plan, num_threads=threads, queue_watch=self.tap, check_types=True, access=ACCESS)
        self._number = 0
        self._has_threads = has_threads
        self.tap.attach(self._graph)

    def start(self) -> None:
        """Open the calculators.

        Raises:
            GraphError: one fails to open, or a side packet is missing.
        """
        try:
            self._graph.start_run(self.side_packets)
            if not self.is_endless:
                self._graph.wait_until_idle()
        except BaseException:
            self._graph.cancel()
            raise
        if self.is_endless:
            self._graph.close_all_input_streams()

    def feed(self, frame: Frame, *, may_wait: bool) -> None:
        """Feed one frame into every stream of pictures.

        Args:
            frame: the frame.
            may_wait: whether to wait until the graph has done with earlier ones, as for a file.

        Raises:
            GraphError: the graph has failed.
        """
        self.tap.note_fed(frame.timestamp)
        for stream, cls in self.pictures.items():
            self._graph.add_packet_to_input_stream(stream, Packet(cls(frame.pixels), frame.timestamp))
        self._number += 1
        if may_wait and self._has_threads and self._number % _FRAMES_AHEAD == 0:
            self._graph.wait_until_idle()

    def take_options(self, plan: GraphPlan) -> bool:
        """Take the options of a plan of the same graph, if those that differ are live; whether they are."""
        pairs = list(zip(self.plan.nodes, plan.nodes, strict=True))
        changes = {
            after.name: (after, changed_options(before.contract.options, after.contract.options))
            for before, after in pairs
        }
        if any(names - set(node.registration.calculator.live_options) for node, names in changes.values()):
            return False
        self.settle()
        for name, (node, names) in changes.items():
            if names:
                self._graph.set_live_options(name, node.contract.options)
        self.plan = plan
        return True

    def settle(self) -> None:
        """Wait until everything that was fed has been worked on."""
        if not self.is_endless:
            self._graph.wait_until_idle()

    def work(self, seconds: float) -> bool:
        """Let a graph with sources run for a while; whether it has not ended.

        Raises:
            GraphError: the graph has failed.
        """
        try:
            self._graph.wait_until_done(seconds)
        except GraphTimeoutError:
            return True
        return False

    def hold(self, held: bool) -> None:
        """Let a graph with sources pause, or go on; others pause when nothing is fed."""
        if self.is_endless:
            (self._graph.pause if held else self._graph.resume)()

    def stalls(self) -> dict[tuple[str, str, int], str]:
        """What nodes wait for and do not get now, by node, stream and timestamp; nothing while one is at work."""
        if self._has_threads:
            try:
                self._graph.wait_until_idle(_PATIENCE)  # its state belongs to other threads until then
            except GraphTimeoutError:
                return {}
        explanation = self._graph.explain()
        return {(wait.node, wait.stream, wait.timestamp): str(wait) for wait in explanation.waits}

    def close(self) -> None:
        """End the run in good order.

        Raises:
            GraphError: a calculator failed.
        """
        self._graph.close()

    def cancel(self) -> None:
        """End the run at once."""
        self._graph.cancel()


def _side_packets(plan: GraphPlan, side: Sequence[str]) -> dict[str, Any]:
    try:
        return read_side_packets(side, plan)
    except click.UsageError as error:
        raise ResourceError(error.message) from error


def kept(before: Iterable[tuple[int, str]]) -> list[str]:
    """The models among those lent before that are lent now: they were not loaded anew."""
    now = set(model_pool.lent())
    return sorted({name for number, name in before if (number, name) in now})
