"""How the engine's cost grows: with the nodes of a chain, and with the packets of a run."""

from __future__ import annotations

from functools import partial
from typing import Final

from backedge.tools.benchmarks.cases import US_A_PACKET
from backedge.tools.benchmarks.engine_suite import NATIVE, chain, tasks
from backedge.tools.benchmarks.turn_case import TurnCase

NODES: Final = (10, 30, 100, 300, 1000)
PACKETS: Final = (10**3, 10**4, 10**5, 10**6)

_NODE_VISITS: Final = 10_000
"""A turn is as long whatever the length of the chain."""


def scaling_cases() -> list[TurnCase]:
    """Chains of more and more nodes, and longer and longer runs of a chain of 10."""
    by_nodes = [
        TurnCase(
            f"nodes_{count}",
            f"Chain of {count} nodes",
            partial(tasks, chain(count), NATIVE),
            US_A_PACKET,
            frames=max(_NODE_VISITS // count, 1),
            warm_up=max(_NODE_VISITS // count, 1),
        )
        for count in NODES
    ]
    by_packets = [
        TurnCase(
            f"packets_{count}",
            f"Chain of 10 nodes, {count} packets",
            partial(tasks, chain(10), NATIVE),
            US_A_PACKET,
            frames=count // 10,
            turns=10,
            warm_up=100,
        )
        for count in PACKETS
    ]
    return by_nodes + by_packets
