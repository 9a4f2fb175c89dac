"""The pump of packets: it sends the page the newest ones of the streams it watches, as fast as the page shows them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, Final

from backedge.packet import Packet
from backedge.tools.studio.page_run.packet_values import LONGEST_SIDE, shown_packets
from backedge.tools.studio.page_run.picture_rate import PictureRate
from backedge.tools.studio.page_run.run_history import RunHistory
from backedge.tools.studio.protocol import PacketsEvent

_SMALLEST_SIDE: Final = 64
"""Pixels of a picture that is shown smaller still, or not at all at the moment."""

_PATIENCE: Final = 2.0
"""Seconds after which a page that has not answered is sent something all the same: it may have lost its answer."""


class PacketPump:
    """Sends packets on a thread of its own.

    Args:
        history: has the packets.
        tell: sends an event.
    """

    def __init__(self, history: RunHistory, tell: Callable[[PacketsEvent], None]) -> None:
        self._history = history
        self._tell = tell
        self._change = threading.Condition()
        self._streams: tuple[str, ...] = ()
        self._frame: tuple[int, float | None] | None = None
        self._sent: dict[str, Packet[Any]] = {}
        self._rate = PictureRate()
        self._longest_side = LONGEST_SIDE
        self._run = 0
        self._number = 0
        self._shown = 0
        threading.Thread(target=self._pump, name="packets", daemon=True).start()

    def watch(self, streams: Sequence[str], *, again: bool = False) -> None:
        """Send the packets of other streams; `again` sends the newest ones, also while nothing moves."""
        with self._change:
            self._streams = tuple(streams)
            self._sent = {stream: packet for stream, packet in self._sent.items() if stream in streams}
            if again and self._frame is None:
                self._frame = (self._history.span[1], None)
            self._change.notify()

    def begin(self, run: int, *, is_paced: bool) -> None:
        """Begin a run, which keeps a pace or goes as fast as it can; what is left of the one before is not sent."""
        with self._change:
            self._rate.begin(is_paced=is_paced)
            self._run, self._frame, self._sent = run, None, {}

    def frame(self, timestamp: int, captured: float | None) -> None:
        """Note that a frame has been worked on."""
        with self._change:
            self._frame = timestamp, captured
            self._change.notify()

    def shown(self, number: int, size: int) -> None:
        """Note that the page has shown an event, its pictures with a longest side of `size` pixels."""
        with self._change:
            self._longest_side = min(max(size, _SMALLEST_SIDE), LONGEST_SIDE)
            self._shown = max(self._shown, number)
            self._change.notify()

    def _pump(self) -> None:
        sent = 0.0
        while True:
            with self._change:
                self._change.wait_for(lambda: self._frame is not None and bool(self._streams))
                self._change.wait_for(lambda: self._shown >= self._number, timeout=_PATIENCE)
                self._change.wait_for(lambda: False, timeout=max(sent + self._rate.interval - monotonic(), 0.0))
                if self._frame is None:  # of a run that has ended meanwhile
                    continue
                (timestamp, captured), self._frame = self._frame, None
                newest = self._history.at(timestamp, self._streams)  # the next frame is on its way already
                new = {stream: packet for stream, packet in newest.items() if self._sent.get(stream) is not packet}
                self._sent.update(new)
                self._number += 1
                number, run, longest_side = self._number, self._run, self._longest_side
            sent = monotonic()
            first, last = self._history.span
            self._tell(
                PacketsEvent(
                    number=number,
                    run=run,
                    timestamp=timestamp,
                    packets=shown_packets(new, longest_side),
                    captured=captured,
                    first=first,
                    last=last,
                )
            )
