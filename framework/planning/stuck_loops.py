"""Loops that cannot begin: a node that waits for its own output, which it sends only once it has run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import CodeType, FunctionType
from typing import Any, Final

from backedge.authoring.base import Calculator
from backedge.errors import Diagnostic
from backedge.planning.connections import Connections
from backedge.planning.draft import DraftNode
from backedge.planning.policy_choice import choose_input_policy
from backedge.runtime.policies import DEFAULT_POLICY

_SENDS: Final = frozenset({"send", "send_packet", "forward", "set_next_timestamp_bound", "close", "set_offset"})
"""Methods of an output that let its readers go on."""


def find_stuck_loops(nodes: Sequence[DraftNode], connections: Connections) -> Iterator[Diagnostic]:
    """Warnings of back edges into nodes that wait for them for ever.

    A node of the default policy runs once all its inputs are settled. If every way from it to its back edge leads
    through such nodes, none of which sends anything before it runs, nothing ever settles that edge.
    """
    for node in nodes:
        for port in node.contract.inputs:
            if (port.tag, port.index) not in node.back_edges or not _waits_for_all(node):
                continue
            producer = connections.streams.get(port.name)
            if producer and producer[0] in _waiting_for(node, nodes, connections):
                yield Diagnostic(
                    f'node "{node.name}" waits for ever: nothing comes over its back edge "{port.name}" '
                    f"({port.label}) before it has run itself",
                    port.location,
                    "lead it through a PreviousLoopbackCalculator, which begins with nothing",
                    severity="warning",
                )


def _waiting_for(node: DraftNode, nodes: Sequence[DraftNode], connections: Connections) -> list[DraftNode]:
    """The nodes that do nothing before `node` has done something; itself too."""
    waiting = [node]
    for first in waiting:
        waiting += [
            other
            for other in nodes
            if other not in waiting and _reads(other, first, connections) and _waits_for_all(other)
        ]
    return waiting


def _reads(node: DraftNode, producer: DraftNode, connections: Connections) -> bool:
    found = (connections.streams.get(port.name) for port in node.contract.inputs)
    return any(each is not None and each[0] is producer for each in found)


def _waits_for_all(node: DraftNode) -> bool:
    """Whether a node certainly sends nothing while one of its inputs has not begun."""
    contract = node.contract
    return (
        choose_input_policy(node)[0] == DEFAULT_POLICY
        and not contract.process_timestamp_bounds
        and contract.timestamp_offset in (0, None)
        and _opens_quietly(node)
    )


def _opens_quietly(node: DraftNode) -> bool:
    """Whether `open` certainly does not send what the loop begins with.

    Nearly every calculator has an `open`, and nothing it declares says whether it sends. So the names that its code
    uses are looked at: if none of them has to do with sending, neither has the code.
    """
    calculator = node.registration.calculator
    if calculator.open is Calculator.open:
        return True
    # What comes as a side packet may be a function that sends.
    return not len(node.contract.input_side_packets) and not _may_send(calculator.open, calculator, set())


def _may_send(function: Any, calculator: type[Calculator], seen: set[Any]) -> bool:
    """Whether a function, or one of the calculator's or its module's that it names, has to do with sending."""
    if not isinstance(function, FunctionType) or function in seen:
        return False
    seen.add(function)
    names = set(_names(function.__code__))
    if not names.isdisjoint(_SENDS):
        return True
    called = [vars(cls).get(name) for cls in calculator.__mro__ for name in names]
    called += [function.__globals__.get(name) for name in names]
    return any(_may_send(other, calculator, seen) for other in called)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
