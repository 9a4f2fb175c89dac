"""Two nodes in a row whose calls are noted, for tests of how nodes live and runs end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.do_calculator import Do, forward
from tests.graph_text import do, graph_of

CHAIN = graph_of(
    "a",
    do("a", "b", "LOG:log OPEN:open_1 PROCESS:process_1 CLOSE:close_1", 'name: "first"'),
    do("b", "c", "LOG:log OPEN:open_2 PROCESS:process_2 CLOSE:close_2", 'name: "second"'),
)


def side_packets(log: list[Any], **calls: Callable[[Do], None]) -> dict[str, Any]:
    """Side packets of `CHAIN`: calculators that forward, but for `calls`."""
    usual: dict[str, Any] = {"log": log, "process_1": forward, "process_2": forward}
    return {**usual, **calls}


def life(log: list[Any], node: str) -> list[str]:
    """The calls that were made of a node."""
    return [phase for name, phase, _ in log if name == node]
