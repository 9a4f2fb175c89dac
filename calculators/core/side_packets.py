"""Side packets that a config may leave out, but not a run."""

from __future__ import annotations

from backedge.calculator import Contract


def require_when_connected(contract: Contract) -> None:
    """Make every side packet that the node's config names one that must be given to the run."""
    for port in contract.input_side_packets:
        port.optional = False
