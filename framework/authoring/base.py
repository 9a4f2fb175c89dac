"""`Calculator`: the base class of every node's behaviour."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any, ClassVar, Final, ForwardRef, NoReturn, cast, get_args

from backedge.authoring.contract import Contract
from backedge.authoring.declarations import (
    Declared,
    PortDeclaration,
    check_annotations,
    check_declarations,
    declaration_of,
)
from backedge.authoring.packet_types import is_union
from backedge.authoring.services import Service
from backedge.errors import GraphError, RegistrationError
from backedge.timestamp import UNSTARTED


class StopProcessing(Exception):
    """Raised by `Calculator.stop`; never leaves the engine."""


class Calculator:
    """The behaviour of one node: typed ports, options, and `open`, `process`, `close`.

    A subclass declares its ports as class attributes (see `backedge.authoring.ports`) and, if it has options,
    annotates ``options`` with their class: a `backedge.protos.Message` or a plain dataclass. The engine makes an
    instance per node and run, calls `open` once, `process` for every input timestamp, and `close` once if `open`
    succeeded.

    An instance is never used by two threads at once; with ``max_in_flight: N`` on worker threads there are N
    instances.

    Class attributes a subclass may set:
        input_policy: name of the input policy to use where the config names none; MediaPipe's default one if empty.
        process_timestamp_bounds: also call `process` when inputs are merely settled further, with empty packets.
        timestamp_offset: promise for every output: input settled through t means output settled through
            t + offset. None promises nothing (then downstream waits for packets).
        lightweight: `process` takes microseconds and never blocks; it is then run by the thread that is at
            work for the graph, where it would else be dispatched to a worker, and takes no worker's time.
        live_options: fields of the options that may change while the graph runs: `process` reads them anew from
            ``self.options``, or `options_changed` takes them in.
        sends_in_open: `open` sends packets or bounds, or closes an output, so that a loop through the node can begin.

    Attributes:
        options: the node's options.
        timestamp: the input timestamp: `UNSTARTED` in `open`, `DONE` in `close`; 0 for sources in `process`.
        node_name: name of the node in the expanded graph.
    """

    input_policy: ClassVar[str] = ""
    process_timestamp_bounds: ClassVar[bool] = False
    timestamp_offset: ClassVar[int | None] = 0
    lightweight: ClassVar[bool] = False
    sends_in_open: ClassVar[bool] = False
    live_options: ClassVar[tuple[str, ...]] = ()

    options: Any
    timestamp: int = UNSTARTED
    node_name: str = ""

    # Read and written through the functions of this module; their names keep out of the way of an author's own.
    _declared_ports: ClassVar[Mapping[str, Declared]] = {}
    _declarations: ClassVar[Mapping[str, PortDeclaration]] = {}
    _declared_services: ClassVar[Mapping[str, Service[Any]]] = {}
    _options_class: ClassVar[type[Any] | None] = None
    _call_phase: str = "new"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        base = cast("type[Calculator]", super(cls, cls))
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Declared)}
        declarations = {**base._declarations, **{name: declaration_of(port) for name, port in own.items()}}
        check_declarations(cls, declarations, _RESERVED)
        cls._declared_ports = {**base._declared_ports, **own}
        cls._declarations = declarations
        services = {name: value for name, value in vars(cls).items() if isinstance(value, Service)}
        if taken := next((name for name in services if name in _RESERVED), ""):
            raise RegistrationError(
                f"{cls.__qualname__}.{taken}: the engine uses this name; give the service another one"
            )
        cls._declared_services = {**base._declared_services, **services}
        if "options" in vars(cls):
            given = vars(cls)["options"]
            name = (given if isinstance(given, type) else type(given)).__name__
            raise RegistrationError(
                f"{cls.__qualname__}.options: the engine sets it; write options: {name}, and all defaults into {name}"
            )
        annotation = _own_annotations(cls).get("options")
        if annotation is not None:
            cls._options_class = _evaluate(annotation, cls, sys._getframe(1))

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        """Adjust the contract to the node's config: types or settings that depend on options or on the ports present.

        Called once when the graph is built. Use `contract.require` to refuse a config.
        """

    def open(self) -> None:
        """Prepare; side packets and headers are there. May send packets, bounds, headers and side packets."""

    def process(self) -> None:
        """Handle one input timestamp: read the inputs, send the outputs.

        Every calculator with streams must define it; the engine does not call it where there are only side packets.
        """
        raise GraphError(f"{type(self).__qualname__} has no process()")

    def options_changed(self) -> None:
        """Take in live options that have changed; called between two calls of `process`, with the new `options`."""

    def close(self) -> None:
        """Finish; called once if `open` succeeded, also after an error (what is sent then is discarded)."""

    def stop(self) -> NoReturn:
        """End this `process` call and produce no more.

        What was sent during the call still goes out. A source is closed; a node with inputs stops every source of
        the graph, while what is already queued is still processed.
        """
        raise StopProcessing


_RESERVED: Final = frozenset([*dir(Calculator), *Calculator.__annotations__])


def declarations_of(calculator: type[Calculator]) -> Mapping[str, PortDeclaration]:
    """Return the port declarations of a class of calculators, inherited ones too, by attribute."""
    return calculator._declarations


def options_type_of(calculator: type[Calculator]) -> type[Any] | None:
    """Return the class of a calculator's options; None for a calculator without options."""
    return calculator._options_class


def check_complete(calculator: type[Calculator]) -> None:
    """Refuse a class in which a port is annotated, by itself or a base of it, and declared nowhere.

    Raises:
        RegistrationError: names the port, and how to declare it.
    """
    for cls in calculator.__mro__[: calculator.__mro__.index(Calculator)]:
        check_annotations(calculator, _own_annotations(cls))


def phase_of(calculator: Calculator) -> str:
    """Return what the engine calls a calculator for: ``open``, ``process`` or ``close``; ``new`` before `open`."""
    return calculator._call_phase


def enter_phase(calculator: Calculator, phase: str) -> None:
    """Note what the engine calls a calculator for from now on."""
    calculator._call_phase = phase


def _own_annotations(cls: type) -> Mapping[str, Any]:
    """Return the annotations in the body of `cls`; what they name need not exist."""
    if sys.version_info >= (3, 14):
        from annotationlib import Format, get_annotations

        return get_annotations(cls, format=Format.FORWARDREF)
    return cast("Mapping[str, Any]", vars(cls).get("__annotations__", {}))


def _evaluate(annotation: Any, cls: type, frame: FrameType) -> type[Any]:
    """Return the class an ``options:`` annotation names, also where annotations are strings and the class is local."""
    if isinstance(annotation, ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        try:
            module = vars(sys.modules[cls.__module__])
            annotation = eval(annotation, {**module, **frame.f_locals, **vars(cls)})  # noqa: S307 - the module's own annotation
        except NameError as error:
            raise RegistrationError(f"{cls.__qualname__}.options: {error}") from error
        except Exception as error:  # an annotation is an expression, which may raise anything
            raise RegistrationError(f"{cls.__qualname__}.options: {type(error).__name__}: {error}") from error
    if (inner := [part for part in get_args(annotation) if part is not type(None)]) and is_union(annotation):
        shown = " or ".join(getattr(part, "__name__", str(part)) for part in inner)
        raise RegistrationError(f"{cls.__qualname__}.options: a node always has options; annotate with {shown} alone")
    if not isinstance(annotation, type):
        raise RegistrationError(f"{cls.__qualname__}.options: expected a class, found {annotation!r}")
    return cast("type[Any]", annotation)
