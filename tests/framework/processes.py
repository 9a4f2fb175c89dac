"""What the calculators of these tests do in `process`: functions for the side packets of `tests.nodes.Do`."""

from __future__ import annotations

from collections.abc import Callable

from backedge.timestamp import next_allowed
from tests.nodes import Do


def nothing(_: Do) -> None:
    """Send nothing; with offset 0 the outputs are settled all the same."""


def forward(node: Do) -> None:
    """Pass the first input on."""
    node.outputs[0].forward(node.inputs[0])


def fail(node: Do) -> None:
    """Fail, with words that can be found again."""
    raise ValueError(f"broken in {node.phase}")


def forward_later(delay: int) -> Callable[[Do], None]:
    """Pass the first input on with a later timestamp."""

    def process(node: Do) -> None:
        packet = node.inputs[0].packet
        node.outputs[0].send(packet.value, packet.timestamp + delay)

    return process


def add_up(node: Do) -> None:
    """Send the sum of all inputs; each of them must have a packet."""
    node.outputs[0].send(sum(port.value for port in node.inputs))


def tell_settled(node: Do) -> None:
    """Send, for each input, the timestamp of its packet, or the time through which it is settled."""
    for source, target in zip(node.inputs, node.outputs, strict=True):
        target.send(source.timestamp)


def tell_news(node: Do) -> None:
    """Send, for each input that has moved to the timestamp being processed, that timestamp."""
    for source, target in zip(node.inputs, node.outputs, strict=True):
        if source.timestamp == node.timestamp >= target.next_timestamp_bound:
            target.send(source.timestamp, source.timestamp)


def relay(node: Do) -> None:
    """Pass on each input's packet, or the bound it has reached."""
    for source, target in zip(node.inputs, node.outputs, strict=True):
        target.forward(source)
        bound = next_allowed(source.timestamp)
        if source.is_empty and target.next_timestamp_bound < bound:
            target.set_next_timestamp_bound(bound)
