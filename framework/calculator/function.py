"""`calculator`: a pure function is a calculator too.

Parameters are input streams, tagged with their names in capitals; keyword-only parameters are options, with their
defaults; what the function returns goes to the output stream at the same timestamp, None being nothing::

    @calculator
    def BrightnessCalculator(image: ImageFrame, *, gain: float = 1.0) -> float:
        return gain * float(image.data.mean())

    node {
      calculator: "BrightnessCalculator"
      input_stream: "IMAGE:image"
      output_stream: "brightness"
      node_options { [type.googleapis.com/BrightnessCalculatorOptions] { gain: 2.0 } }
    }

The function is called where every input that has no default value has a packet. A function that returns a
`typing.NamedTuple` has one output per field, tagged with the field's name in capitals.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import make_dataclass
from typing import Any, ClassVar, TypeVar, Union, get_args, get_origin, get_type_hints

from backedge.calculator.base import Calculator
from backedge.calculator.ports import Input, Output
from backedge.calculator.registry import register
from backedge.errors import GraphError, RegistrationError

F = TypeVar("F", bound=Callable[..., Any])


class FunctionCalculator(Calculator):
    """Base of the classes that `calculator` makes."""

    function: ClassVar[Callable[..., Any]]
    required: ClassVar[tuple[str, ...]]
    optional: ClassVar[tuple[str, ...]]
    defaults: ClassVar[dict[str, Any]]
    results: ClassVar[tuple[str, ...]]
    option_names: ClassVar[tuple[str, ...]]

    def open(self) -> None:
        self._function = type(self).function
        self._required: list[Input[Any]] = [getattr(self, name) for name in self.required]
        self._optional: list[tuple[str, Input[Any], Any]] = [
            (name, getattr(self, name), self.defaults[name]) for name in self.optional
        ]
        self._keywords = {name: getattr(self.options, name) for name in self.option_names}
        self._outputs: list[Output[Any]] = [getattr(self, name) for name in self.results]

    def process(self) -> None:
        for port in self._required:
            if port.is_empty:
                return
        values = [port.value for port in self._required]
        for name, port, default in self._optional:
            self._keywords[name] = port.get(default)
        self._send(self._function(*values, **self._keywords))

    def _send(self, result: Any) -> None:
        if result is None:
            return
        results = (result,) if len(self._outputs) == 1 else result
        if not isinstance(results, tuple) or len(results) != len(self._outputs):
            raise GraphError(f"the function returned {result!r}, but declares {len(self._outputs)} outputs")
        for output, value in zip(self._outputs, results, strict=True):
            if value is not None:
                output.send(value)


def calculator(function: F) -> F:
    """Register `function` as a calculator under its own name; the function itself is unchanged.

    Raises:
        RegistrationError: a parameter or the result is not annotated.
    """
    hints = _hints(function)
    signature = inspect.signature(function)
    inputs = [p for p in signature.parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    options = [p for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY]
    if len(inputs) + len(options) != len(signature.parameters):
        raise RegistrationError(
            f"{function.__qualname__}: *args, **kwargs and positional-only parameters cannot be ports"
        )
    for name in (*signature.parameters, "return"):
        if name not in hints:
            raise RegistrationError(f"{function.__qualname__}: annotate {name!r}: the annotation is the port's type")
    if not inputs:
        raise RegistrationError(f"{function.__qualname__}: a function needs an input; a source is written as a class")
    optional = [p.name for p in inputs if p.default is not p.empty]
    outputs = _outputs(hints["return"])
    namespace: dict[str, Any] = {
        "__doc__": function.__doc__,
        "__module__": function.__module__,
        "__qualname__": function.__qualname__,
        "function": staticmethod(function),
        "required": tuple(p.name for p in inputs if p.default is p.empty),
        "optional": tuple(optional),
        "defaults": {name: signature.parameters[name].default for name in optional},
        "option_names": tuple(p.name for p in options),
        "results": tuple(outputs),
        **{p.name: _port(Input, hints[p.name], p.name.upper(), optional=p.name in optional) for p in inputs},
        **outputs,
    }
    if options:
        namespace["options_type"] = _options_type(function, options, hints)
    register(type(function.__name__, (FunctionCalculator,), namespace))
    return function


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return get_type_hints(function, localns=sys._getframe(2).f_locals)
    except NameError as error:
        raise RegistrationError(f"{function.__qualname__}: {error} in an annotation") from error


def _outputs(result: Any) -> dict[str, Output[Any]]:
    if isinstance(result, type) and issubclass(result, tuple) and hasattr(result, "_fields"):
        fields = get_type_hints(result)
        return {f"output_{name}": _port(Output, fields[name], name.upper(), optional=True) for name in result._fields}
    return {} if result is type(None) else {"output": _port(Output, result, "")}


def _port(kind: Any, value_type: Any, tag: str, *, optional: bool = False) -> Any:
    """``kind[value_type](tag)`` for a type that is only known now."""
    return kind[_without_none(value_type)](tag, optional=optional)


def _without_none(annotation: Any) -> Any:
    """``X`` for ``X | None``: None stands for "no packet", not for a type of packet."""
    members = [member for member in get_args(annotation) if member is not type(None)]
    if len(members) == len(get_args(annotation)):
        return annotation
    if get_origin(annotation) is Union:
        return Union[tuple(members)]  # noqa: UP007 - built at run time
    result = members[0]
    for member in members[1:]:
        result = result | member
    return result


def _options_type(function: Callable[..., Any], options: list[inspect.Parameter], hints: dict[str, Any]) -> type[Any]:
    for parameter in options:
        if parameter.default is parameter.empty:
            raise RegistrationError(f"{function.__qualname__}: option {parameter.name!r} needs a default value")
    made = make_dataclass(
        f"{function.__name__}Options", [(p.name, hints[p.name], p.default) for p in options], frozen=True
    )
    made.__module__ = function.__module__
    return made
