"""Errors of a run: which node failed, where in the config, at which timestamp, on what input, in which line."""

from __future__ import annotations

import reprlib
from typing import Final

from backedge.authoring.base import StopProcessing, phase_of
from backedge.authoring.binding import Binding
from backedge.authoring.function import author_code
from backedge.authoring.late_packets import LatePacket
from backedge.errors import (
    BackedgeError,
    CalculatorError,
    GraphError,
    Location,
    ObserverError,
    ResourceError,
    TimestampOrderError,
    caused_by,
)
from backedge.planning.plan import NodePlan
from backedge.runtime.author_code import CodePlace, comes_from_engine, place_of_error, place_of_result
from backedge.runtime.shared_values import advice_on_writing
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
    advice = _explain_late(plan, binding, error) or advice_on_writing(error, binding.calculator)
    if advice:
        lines.append(f"    {advice}")
    if phase == "process":
        lines += [
            f"    {port.spelling} = {_shorten.repr(value.packet)}"
            for port, value in zip(plan.contract.inputs, binding.inputs, strict=True)
            if is_allowed_in_stream(value.packet.timestamp)
        ]
    place = place_of_error(error)
    if place is None and comes_from_engine(error):
        place = place_of_result(author_code(binding.calculator, phase))
    return _failure(lines, plan, phase, place, error)


def describe_unsynchronised(plan: NodePlan, error: GraphError) -> GraphError:
    """The error of the run when what arrived at the inputs of a node cannot be brought together."""
    if isinstance(error, ObserverError):
        return error
    message = f"{_who(plan)} cannot take its inputs ({plan.input_policy}): {_reason(error)}"
    return _failure([message], plan, "input", None, error)


def describe_unmade(plan: NodePlan, error: Exception) -> CalculatorError:
    """The error of a run that cannot begin, because the calculator of a node raises when it is made."""
    return _failure(
        [f"{_who(plan)} failed in __init__(): {_reason(error)}"], plan, "__init__", place_of_error(error), error
    )


def _failure(
    lines: list[str], plan: NodePlan, phase: str, place: CodePlace | None, error: BaseException
) -> CalculatorError:
    if place is not None and not isinstance(error, ResourceError):  # a missing file is not missing in a line of code
        lines = [*lines, f"    {place}"]
    source = Location(place.file, place.line) if place else None
    return caused_by(CalculatorError("\n".join(lines), node=plan.name, phase=phase, source=source), error)


def _who(plan: NodePlan) -> str:
    where = f"{plan.location}: " if plan.location else ""
    return f"{where}{plan.registration.name} (node {plan.name!r})"


def _reason(error: BaseException) -> str:
    if isinstance(error, StopProcessing):
        return "stop() can be called in process() only"
    if isinstance(error, BackedgeError):
        return str(error)
    return f"{type(error).__name__}: {error}".rstrip()


def _explain_late(plan: NodePlan, binding: Binding, error: BaseException) -> str:
    """Say why a packet of this node came too late for those who read it; "" if it did not, or its port has said it."""
    if not isinstance(error, TimestampOrderError) or error.timestamp is None:
        return ""
    outbox = next((outbox for outbox in binding.outputs if outbox.name == error.stream), None)
    if outbox is None:
        return ""
    late = LatePacket(
        timestamp=error.timestamp,
        last=error.last,
        offset=outbox.offset,
        input_timestamp=binding.calculator.timestamp,
        lacks_timestamp=plan.is_source and error.timestamp == binding.calculator.timestamp,
    )
    return late.explain()
