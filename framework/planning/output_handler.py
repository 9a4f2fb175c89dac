"""The output stream handler a node may name. There is one, which every node has anyway."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from backedge.errors import Diagnostic
from backedge.planning.draft import DraftNode

_IN_ORDER: Final = "InOrderOutputStreamHandler"


def check_output_handler(node: DraftNode) -> Iterator[Diagnostic]:
    """What is wrong with the node's output stream handler. The graph's own is never looked at, as in MediaPipe."""
    handler = node.config.output_stream_handler
    name = handler.output_stream_handler if handler else None
    if name not in (None, _IN_ORDER):
        yield Diagnostic(
            f'"{name}" (node "{node.name}") is no output stream handler',
            node.config.location("output_stream_handler"),
            f"leave it out, or write {_IN_ORDER}, which is the only one",
        )
