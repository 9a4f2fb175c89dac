"""The choice of a node's input policy, and what is wrong with it and with the node's output stream handler.

The node's config names the policy in ``input_stream_handler``, else its calculator names it, else it is the default.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from backedge.config.handlers import DefaultInputStreamHandlerOptions
from backedge.config.options import find_extension
from backedge.errors import Diagnostic
from backedge.planning.draft import DraftNode
from backedge.streams.policies import DEFAULT_POLICY, POLICIES
from backedge.suggest import suggest_or_list

_IN_ORDER: Final = "InOrderOutputStreamHandler"
"""The only output stream handler; every node has it anyway."""


def choose_input_policy(node: DraftNode) -> tuple[str, Any]:
    """Return the policy's name and its options, of the policy's options class; None for a policy without options."""
    handler, contract = node.config.input_stream_handler, node.contract
    named = handler.input_stream_handler if handler else None
    # An `input_stream_handler` without a name, and its options, give way to the calculator's policy.
    asked = contract.input_policy if named is None else ""
    name = asked or (DEFAULT_POLICY if named is None else named)
    options_type = POLICIES[name].options_type if name in POLICIES else None
    if options_type is None:
        return name, None
    if asked:
        given = contract.input_policy_options
        return name, given if isinstance(given, options_type) else options_type()
    options = handler.options if handler else None
    return name, (find_extension(options, options_type) if options is not None else None) or _default_options(name)


@cache
def _default_options(policy: str) -> Any:
    """Return the options of a policy where none are set: one object for all nodes."""
    options_type = POLICIES[policy].options_type
    return None if options_type is None else options_type()


def check_input_policy(node: DraftNode) -> Iterator[Diagnostic]:
    """Say what is wrong with the node's policy."""
    if node.config.input_stream_handler is None and not node.contract.input_policy:
        return  # nothing is wrong with the default, which most nodes have
    name, options = choose_input_policy(node)
    location = node.config.location("input_stream_handler") or node.config.location()
    if name not in POLICIES:
        yield Diagnostic(
            f'"{name}" (node "{node.name}") is not an input policy', location, suggest_or_list(name, POLICIES)
        )
        return
    labels = [(port.tag, port.index) for port in node.contract.inputs]
    for complaint in POLICIES[name].complaints(options, labels):
        yield Diagnostic(f'{name} of node "{node.name}": {complaint}', location)
    if isinstance(options, DefaultInputStreamHandlerOptions) and options.batch_size != 1:
        if options.batch_size < 1:
            yield Diagnostic(f'node "{node.name}": batch_size must be 1 or more, not {options.batch_size}', location)
        elif node.config.max_in_flight > 1:
            yield Diagnostic(
                f'node "{node.name}": batch_size and max_in_flight exclude each other', location, "remove one of them"
            )


def check_output_handler(node: DraftNode) -> Iterator[Diagnostic]:
    """Say what is wrong with the node's output stream handler; the graph's own is ignored, as in MediaPipe."""
    handler = node.config.output_stream_handler
    name = handler.output_stream_handler if handler else None
    if name not in (None, _IN_ORDER):
        yield Diagnostic(
            f'"{name}" (node "{node.name}") is no output stream handler',
            node.config.location("output_stream_handler"),
            f"leave it out, or write {_IN_ORDER}, which is the only one",
        )
