"""PreviousLoopbackCalculator: gives the beginning of a graph what its end found out one frame earlier."""

from __future__ import annotations

from collections import deque
from typing import Any

from backedge.authoring import Calculator, Input, Output, register
from backedge.packet import EMPTY, Packet
from backedge.timestamp import MAX, UNSET, UNSTARTED, add


@register("PreviousLoopbackCalculator", "PreviousLoopback")
class PreviousLoopbackCalculator(Calculator):
    """Sends, for every packet of MAIN, the LOOP packet that belongs to the MAIN packet before it.

    This is what closes a loop: LOOP is a back edge from the end of the graph, and PREV_LOOP is what was found there
    for the previous frame, stamped as the present one. Where there is nothing to send (for the first frame, or because
    LOOP had no packet) PREV_LOOP is settled through the timestamp of MAIN, so that the nodes downstream do not wait for
    it.

    Inputs:
        MAIN: any type; sets the pace.
        LOOP: any type; mark it as a back edge.
    Outputs:
        PREV_LOOP: the type of LOOP.

    Example::

        node {
          calculator: "PreviousLoopbackCalculator"
          input_stream: "MAIN:image"
          input_stream: "LOOP:hand_rects"
          input_stream_info { tag_index: "LOOP" back_edge: true }
          output_stream: "PREV_LOOP:previous_hand_rects"
        }
    """

    input_policy = "ImmediateInputStreamHandler"
    process_timestamp_bounds = True
    timestamp_offset = None
    lightweight = True

    main = Input[Any]("MAIN")
    loop = Input[Any]("LOOP")
    prev_loop = Output[Any]("PREV_LOOP", same_as=loop)

    def open(self) -> None:
        self.prev_loop.set_header(self.loop.header)
        # Timestamps of MAIN, each with the timestamp its LOOP packet must have; UNSET if it needs none.
        self._frames: deque[tuple[int, int]] = deque()
        self._last_main = self._last_main_packet = UNSTARTED
        self._loops: deque[Packet[Any]] = deque()
        # Before UNSTARTED, so that the empty packet that LOOP has at the start counts: it answers the first frame.
        self._last_loop = UNSET

    def process(self) -> None:
        # Under the immediate policy the input that is not concerned shows once more how far it is settled.
        main, loop = self.main.packet, self.loop.packet
        if main.timestamp > self._last_main:
            self._frames.append((main.timestamp, UNSET if main.value is EMPTY else self._wanted_loop(main.timestamp)))
            self._last_main = main.timestamp
        if loop.timestamp > self._last_loop:
            self._loops.append(loop)
            self._last_loop = loop.timestamp
        while self._frames and self._loops:
            self._match()

    def _wanted_loop(self, frame: int) -> int:
        wanted, self._last_main_packet = self._last_main_packet, frame
        return wanted

    def _match(self) -> None:
        """Compare the oldest frame with the oldest loop packet; at least one of them is done with then."""
        (frame, wanted), (value, found) = self._frames[0], self._loops[0]
        if wanted > found:
            self._loops.popleft()
        else:
            self._frames.popleft()
            if wanted == found:
                self._loops.popleft()
            if wanted < found or value is EMPTY:
                self.prev_loop.set_next_timestamp_bound(add(frame, 1))
            elif not self.prev_loop.is_closed:
                self.prev_loop.send(value, frame)
        # The last frame there can be. Unless the loop is cut here, its nodes wait for each other to close.
        if frame == MAX:
            self.prev_loop.close()
