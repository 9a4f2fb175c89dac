"""Packet generators and status handlers: parts of MediaPipe's config language that calculators have taken over from."""

from __future__ import annotations

from collections.abc import Iterator

from backedge.config import GraphConfig
from backedge.config.complaints import Complaints
from backedge.errors import Diagnostic


def check_legacy_parts(config: GraphConfig, complaints: Complaints) -> Iterator[Diagnostic]:
    """Complaints about packet generators and status handlers, of which none is registered, besides the `complaints`."""
    for generator in config.packet_generator:
        if complaints.is_doubtful(generator):
            continue
        yield Diagnostic(
            f'packet generator "{generator.packet_generator}" is not registered',
            generator.location("packet_generator"),
            "use a node: a calculator that has side packets only runs once, before all others",
        )
    for handler in config.status_handler:
        if complaints.is_doubtful(handler):
            continue
        yield Diagnostic(
            f'status handler "{handler.status_handler}" is not registered',
            handler.location("status_handler"),
            "use CalculatorGraph.set_error_callback, or what wait_until_done() raises",
        )
