"""A node's calculator for one run, connected to the node's streams."""

from __future__ import annotations

from backedge.authoring.binding import Binding, bind_calculator
from backedge.planning.plan import NodePlan
from backedge.profiling import GraphProfiler
from backedge.runtime.failure import describe_unmade
from backedge.runtime.output_stream import OutputStream


def make_binding(plan: NodePlan, streams: tuple[OutputStream, ...], profiler: GraphProfiler) -> Binding:
    """Make the calculator of a node.

    Args:
        plan: the node.
        streams: the producer's ends of its output streams, in contract order.
        profiler: the graph's.

    Raises:
        CalculatorError: the calculator cannot be made.
    """
    try:
        binding = bind_calculator(plan.registration.calculator, plan.name, plan.contract, {GraphProfiler: profiler})
    except Exception as error:
        raise describe_unmade(plan, error) from error
    for outbox, stream in zip(binding.outputs, streams, strict=True):
        outbox.stream = stream
    return binding
