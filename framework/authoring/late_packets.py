"""Packets that come too late for their stream: the mistakes that make a sender send one, told apart."""

from __future__ import annotations

from dataclasses import dataclass

from backedge.timestamp import POSTSTREAM, describe, is_range_value


@dataclass(frozen=True, slots=True)
class LatePacket:
    """A packet that is before the bound of the stream it is sent to.

    Attributes:
        timestamp: its timestamp.
        last: the timestamp of the packet before it; None where that is not known.
        offset: the timestamp offset of its sender, None for none.
        input_timestamp: the input timestamp of the call that sends it.
        lacks_timestamp: whether its sender is a source, and gives it no timestamp.
        send: how the sender's author writes the method, such as ``self.y.send``.
    """

    timestamp: int
    last: int | None
    offset: int | None
    input_timestamp: int
    lacks_timestamp: bool
    send: str = "send"

    def explain(self) -> str:
        """Say which mistake it is, and what to do instead."""
        at, last = self.timestamp, self.last
        if self.lacks_timestamp:
            return (
                f"a source has no input timestamp, so whatever it sends without a timestamp is at {describe(at)}; "
                f"give each packet its own: {self.send}(value, timestamp)"
            )
        if at == last:
            return (
                f"it is the second packet at {describe(at)}, and a stream carries one at each timestamp; send one of "
                f"them, both as a list, or the second at a later timestamp: {self.send}(value, timestamp)"
            )
        if POSTSTREAM in (at, last):
            return "a packet at PostStream must be the only one of its stream"
        if last is not None and at < last:
            return f"a packet at {describe(last)} was sent before it; {self._in_order}"
        if self.offset is not None and is_range_value(self.input_timestamp) and at < self.input_timestamp + self.offset:
            return self._explain_offset(self.offset)
        return (
            f"an earlier packet, a bound that was set, or the timestamp offset has settled the stream; {self._in_order}"
        )

    @property
    def _in_order(self) -> str:
        # A node that sends at its input timestamp gets its inputs in the wrong order.
        policy = "; is an immediate input policy upstream?" if self.timestamp == self.input_timestamp else ""
        return f"send packets in the order of their timestamps{policy}"

    def _explain_offset(self, offset: int) -> str:
        promised = f"input timestamp {offset:+}" if offset else "the input timestamp"
        return (
            f"the input is at {self.input_timestamp}, and timestamp_offset = {offset} promises packets at "
            f"{promised} or later; declare in the class of the calculator how far they are from it at least, "
            f"timestamp_offset = {self.timestamp - self.input_timestamp} or less, or None to promise nothing"
        )
