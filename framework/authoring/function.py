"""`calculator`: the decorator that makes a calculator of a pure function.

Parameters are input streams, tagged with their names in capitals; keyword-only parameters are options, and a graph has
to set those without a default; what the function returns goes to the output stream at the same timestamp, None being
nothing::

    @calculator
    def BrightnessCalculator(image: ImageFrame, *, gain: float = 1.0) -> float:
        return gain * float(image.data.mean())

    node {
      calculator: "BrightnessCalculator"
      input_stream: "IMAGE:image"
      output_stream: "brightness"
      node_options { [type.googleapis.com/BrightnessCalculatorOptions] { gain: 2.0 } }
    }

The function is called where every input that has no default value has a packet. If there is only one such input, a
graph may leave out its tag: ``input_stream: "image"``.

A function that returns a `typing.NamedTuple`, or None in its place, has one output per field, tagged with the field's
name in capitals. One that returns a ``tuple[A, B]`` has what the graph asks for: a node with one output stream sends
the tuple, a node with as many as there are items sends each of them, in their order. Any of several outputs can be
None.

`calculator` takes names as `register` does: ``@calculator("Brightness")``, whose options are ``BrightnessOptions``.
``Annotated`` aliases, such as `Timestamp`, are types of their own here as in classes.
"""

from __future__ import annotations

import inspect
import reprlib
import sys
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, make_dataclass
from functools import partial
from typing import Any, ClassVar, TypeVar, Union, get_args, get_origin, get_type_hints, overload

from backedge.authoring.base import Calculator
from backedge.authoring.contract import Contract
from backedge.authoring.packet_types import is_union
from backedge.authoring.ports import Input, Output, allow_untagged
from backedge.authoring.registration import register
from backedge.authoring.signatures import check_annotated, check_function
from backedge.errors import GraphError, RegistrationError
from backedge.packet import Packet

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class _Function:
    """A function, and the ports and options it has.

    Attributes:
        call: the function itself.
        required: parameters without a default.
        optional: parameters with one, and it.
        options: keyword-only parameters.
        fields: fields of the NamedTuple that it returns.
        items: types of the items of the tuple that it returns, if there are several and each has its own.
        has_result: whether it returns something else than a NamedTuple.
    """

    call: Callable[..., Any]
    required: tuple[str, ...]
    optional: Mapping[str, Any]
    options: tuple[str, ...]
    fields: tuple[str, ...]
    items: tuple[Any, ...]
    has_result: bool


class FunctionCalculator(Calculator):
    """Base of the classes that `calculator` makes.

    Their ports are the attributes ``in_<parameter>``, ``out_<field>``, and ``out_``, ``out_1``, … without tags:
    whatever the function calls its parameters, they do not meet the names that a calculator has itself.
    """

    _function: ClassVar[_Function]

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        items, count = cls._function.items, contract.outputs.count()
        if items and count > 1:
            contract.require(
                count == len(items),
                f"the function returns {len(items)} values; give it one output stream, for the tuple, or {len(items)}, "
                f"not {count}",
            )
            contract.outputs["", 0].type = items[0]

    def open(self) -> None:
        function = self._function
        self._call = function.call
        self._required: list[Input[Any]] = [getattr(self, f"in_{name}") for name in function.required]
        self._optional: list[tuple[str, Input[Any], Any]] = [
            (name, getattr(self, f"in_{name}"), default) for name, default in function.optional.items()
        ]
        self._keywords = {name: getattr(self.options, name) for name in function.options}
        self._outputs: list[Output[Any]] = [getattr(self, f"out_{name}") for name in function.fields]
        self._output: Output[Any] | None = vars(self)["out_"] if function.has_result else None
        others: list[Output[Any]] = [getattr(self, f"out_{index}") for index in range(1, len(function.items))]
        if self._output is not None and any(port.connected for port in others):
            self._outputs, self._output = [self._output, *others], None

    def process(self) -> None:
        for port in self._required:
            if port.is_empty:
                return
        values = [port.value for port in self._required]
        for name, port, default in self._optional:
            self._keywords[name] = port.get(default)
        result = self._call(*values, **self._keywords)
        if result is None:
            return
        if result.__class__ is Packet:
            raise _returned_packet(result)
        if self._output is not None:
            self._output.send(result)
        else:
            self._send_fields(result)

    def _send_fields(self, result: Any) -> None:
        if not isinstance(result, tuple) or len(result) != len(self._outputs):
            raise GraphError(f"the function returned {result!r}, but declares {len(self._outputs)} outputs")
        for output, value in zip(self._outputs, result, strict=True):
            if value is not None:
                if value.__class__ is Packet:
                    raise _returned_packet(value)
                output.send(value)


def _returned_packet(packet: Packet[Any]) -> GraphError:
    better = "return its value, which goes to the output at the input's timestamp"
    return GraphError(f"the function returned a Packet, {reprlib.repr(packet)}; {better}")


def author_code(calculator: Calculator, phase: str) -> Callable[..., Any]:
    """Return what the author of `calculator` wrote for one of its phases: the method, or the function."""
    if isinstance(calculator, FunctionCalculator):
        return calculator._function.call
    method: Callable[..., Any] = getattr(type(calculator), phase)
    return method


@overload
def calculator(function: F, /) -> F: ...
@overload
def calculator(*names: str) -> Callable[[F], F]: ...
def calculator(*targets: Any) -> Any:
    """Register a function as a calculator under its own name, or under others; the function itself is unchanged.

    Raises:
        RegistrationError: a parameter or the result is not annotated, or with what no port can have.
    """
    local_names = sys._getframe(1).f_locals

    def decorate(function: F) -> F:
        register(*names)(_make_class(function, names[0] if names else "", local_names))
        return function

    names = targets if all(isinstance(target, str) for target in targets) else ()
    if names or not targets:
        return decorate
    return decorate(*targets)


def _make_class(function: Callable[..., Any], name: str, local_names: Mapping[str, Any]) -> type[FunctionCalculator]:
    """Make the calculator class that stands for `function`.

    Args:
        function: annotated with names of its module or of `local_names`.
        name: what it is registered as; "" for its own name.
        local_names: what the place that it was written at knows besides.
    """
    check_function(function)
    own_name = name.rpartition(".")[2] or function.__name__
    hints = _hints(function, function, local_names)
    signature = inspect.signature(function)
    inputs = [p for p in signature.parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    options = [p for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY]
    check_annotated(function, hints)
    if not inputs:
        raise RegistrationError(f"{function.__qualname__}: a function needs an input; a source is written as a class")
    optional = {p.name: p.default for p in inputs if p.default is not p.empty}
    result = _without_none(hints["return"])
    fields = _fields(result, function, local_names)
    has_result = fields is None and result is not type(None)
    items = _items(result)
    namespace: dict[str, Any] = {
        "__doc__": function.__doc__,
        "__module__": function.__module__,
        "__qualname__": function.__qualname__,
        "_function": _Function(
            call=function,
            required=tuple(p.name for p in inputs if p.name not in optional),
            optional=optional,
            options=tuple(p.name for p in options),
            fields=tuple(fields or ()),
            items=items,
            has_result=has_result,
        ),
        **{f"in_{p.name}": _port(Input, hints[p.name], p.name, optional=p.name in optional) for p in inputs},
        **{f"out_{name}": _port(Output, hint, name, optional=True) for name, hint in (fields or {}).items()},
    }
    if has_result:
        namespace["out_"] = _port(Output, result, "", optional=False)
        for index, item in enumerate(items[1:], start=1):
            namespace[f"out_{index}"] = _port(Output, item, f":{index}", optional=True)
    required = namespace["_function"].required
    if len(required or inputs) == 1:
        allow_untagged(namespace[f"in_{(*required, inputs[0].name)[0]}"])
    if options:
        namespace["_options_class"] = _options_type(function, own_name, options, hints)
    return type(own_name, (FunctionCalculator,), namespace)


def _fields(result: Any, function: Callable[..., Any], local_names: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the names and types of the fields of a NamedTuple; None for any other result."""
    if not (isinstance(result, type) and issubclass(result, tuple) and hasattr(result, "_fields")):
        return None
    hints = _hints(result, function, local_names)
    return {name: hints.get(name, Any) for name in result._fields}


def _items(result: Any) -> tuple[Any, ...]:
    """Return the types of the items of a tuple, if there are two or more and each has its own; () for other results."""
    arguments = get_args(result) if get_origin(result) is tuple else ()
    return tuple(map(_without_none, arguments)) if len(arguments) > 1 and Ellipsis not in arguments else ()


def _hints(target: Any, function: Callable[..., Any], local_names: Mapping[str, Any]) -> dict[str, Any]:
    """Return the annotations of a function, or of the NamedTuple it returns."""
    try:
        return get_type_hints(target, localns=dict(local_names), include_extras=True)
    except NameError as error:
        raise RegistrationError(f"{function.__qualname__}: {error} in an annotation") from error
    except Exception as error:  # an annotation is an expression, which may raise anything
        text = f"{function.__qualname__}: {type(error).__name__} in an annotation: {error}"
        raise RegistrationError(text) from error


def _port(kind: Any, value_type: Any, name: str, *, optional: bool) -> Any:
    """Make a port for a parameter or a field, whose type is only known now."""
    return kind[_without_none(value_type)](name.upper(), optional=optional)


def _without_none(annotation: Any) -> Any:
    """Return ``X`` for ``X | None``: None stands for "no packet", not for a type of packet."""
    members = tuple(member for member in get_args(annotation) if member is not type(None))
    return Union[members] if is_union(annotation) and members else annotation  # noqa: UP007 - built at run time


def _options_type(
    function: Callable[..., Any], name: str, options: list[inspect.Parameter], hints: dict[str, Any]
) -> type[Any]:
    fields: list[Any] = [
        (p.name, hints[p.name], *([] if p.default is p.empty else [field(default_factory=partial(copy, p.default))]))
        for p in options
    ]
    made = make_dataclass(f"{name}Options", fields, frozen=True, kw_only=True)
    made.__module__ = function.__module__
    return made
