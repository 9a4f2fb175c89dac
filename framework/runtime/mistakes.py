"""Mistakes of calculators that a graph looks for where its application asks for checks.

Found while a calculator sends (`backedge.authoring.checked_ports`):
    - a value that is not of the type its output or output side packet declares;
    - a `Packet` or a port that is sent as if it were a value, and a tuple sent as if it were a packet;
    - a timestamp that is not an int, or that its stream cannot take, also where no node reads the stream.

Found here, after a call:
    - ``open``, ``process`` or ``close`` that returns something, has a ``yield``, or is ``async``.

A port that is overwritten, ``self.y = value`` in place of ``self.y.send(value)``, is refused in every graph.
"""

from __future__ import annotations

import dis
import inspect
import reprlib
from collections.abc import Callable
from functools import cache, wraps
from itertools import pairwise
from types import CodeType, FunctionType
from typing import Any, cast

from backedge.authoring.base import Calculator, declarations_of
from backedge.authoring.declarations import PortKind
from backedge.errors import GraphError


class ResultError(GraphError):
    """A method of a calculator that gave its caller something."""


class MistakeFinder:
    """Wraps calculators' calls in a look at what they return; what it finds is raised as if the call had raised it."""

    def wrap(self, calculator: Calculator, call: Callable[[], None]) -> Callable[[], None]:
        """Wrap `call`, a bound ``open``, ``process`` or ``close`` of `calculator`."""
        function = getattr(call, "__func__", None)
        if isinstance(function, FunctionType) and _returns_nothing(function.__code__):
            return call
        result_of = cast("Callable[[], object]", call)

        @wraps(call)
        def checked() -> None:
            if (result := result_of()) is not None:
                _refuse(result, call.__name__, type(calculator))

        return checked


@cache
def _returns_nothing(code: CodeType) -> bool:
    """Tell whether a function with this code surely returns None, so that its calls need no look."""
    if code.co_flags & (inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        return False
    instructions = tuple(dis.get_instructions(code))
    return all(
        (now.opname == "RETURN_CONST" and now.argval is None)
        or (before.opname == "LOAD_CONST" and before.argval is None and not now.is_jump_target)
        for before, now in pairwise(instructions)
        if now.opname.startswith("RETURN_")
    )


def _refuse(result: Any, phase: str, calculator: type[Calculator]) -> None:
    if inspect.iscoroutine(result):
        result.close()
        raise ResultError(f"{phase}() is async, and a graph does not await it; write def {phase}(self) -> None")
    ports = declarations_of(calculator).items()
    outputs = [name for name, port in ports if port.kind is PortKind.OUTPUT and not port.is_group]
    target = outputs[0] if len(outputs) == 1 else "<output>"
    if inspect.isgenerator(result):
        raise ResultError(f"{phase}() has a yield, so that nothing of it was run; write self.{target}.send(value)")
    raise ResultError(f"{phase}() returned {reprlib.repr(result)}, which goes nowhere; write self.{target}.send(value)")
