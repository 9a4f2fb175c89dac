"""Errors of a run: which node failed, where in the config, at which timestamp, on what input."""

from __future__ import annotations

import reprlib
from typing import Final

from backedge.authoring.base import StopProcessing, phase_of
from backedge.authoring.binding import Binding
from backedge.errors import BackedgeError, CalculatorError, GraphError, ObserverError
from backedge.planning.plan import NodePlan
from backedge.timestamp import describe, is_allowed_in_stream

_shorten: Final = reprlib.Repr()
_shorten.maxother = _shorten.maxstring = 100


def describe_failure(plan: NodePlan, binding: Binding, error: BaseException) -> GraphError:
    """The error of the run that a call of a node ended with; `error` stays attached as its cause.

    Args:
        plan: the node.
        binding: the calculator that was called.
        error: what the call raised.
    """
    if isinstance(error, ObserverError):
        return error
    phase = phase_of(binding.calculator)
    timestamp = binding.calculator.timestamp
    at = f" at timestamp {describe(timestamp)}" if phase == "process" and not plan.is_source else ""
    lines = [f"{_who(plan)} failed in {phase}(){at}: {_reason(error)}"]
    if phase == "process":
        lines += [
            f"    {port.spelling} = {_shorten.repr(value.packet)}"
            for port, value in zip(plan.contract.inputs, binding.inputs, strict=True)
            if is_allowed_in_stream(value.packet.timestamp)
        ]
    failure = CalculatorError("\n".join(lines), node=plan.name, phase=phase)
    failure.__cause__ = error
    return failure


def describe_unsynchronised(plan: NodePlan, error: GraphError) -> GraphError:
    """The error of the run when what arrived at the inputs of a node cannot be brought together."""
    if isinstance(error, ObserverError):
        return error
    message = f"{_who(plan)} cannot take its inputs ({plan.input_policy}): {_reason(error)}"
    failure = CalculatorError(message, node=plan.name, phase="input")
    failure.__cause__ = error
    return failure


def describe_unmade(plan: NodePlan, error: Exception) -> CalculatorError:
    """The error of a run that cannot begin, because the calculator of a node raises when it is made."""
    return CalculatorError(f"{_who(plan)} failed in __init__(): {_reason(error)}", node=plan.name, phase="__init__")


def _who(plan: NodePlan) -> str:
    where = f"{plan.location}: " if plan.location else ""
    return f"{where}{plan.registration.name} (node {plan.name!r})"


def _reason(error: BaseException) -> str:
    if isinstance(error, StopProcessing):
        return "stop() can be called in process() only"
    if isinstance(error, BackedgeError):
        return str(error)
    return f"{type(error).__name__}: {error}"
