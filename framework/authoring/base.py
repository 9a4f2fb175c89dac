"""`Calculator`: the class every node's behaviour is written as."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import FrameType
from typing import TYPE_CHECKING, Any, ClassVar, Final, ForwardRef, NoReturn, TypeAlias, cast

from backedge.authoring.declarations import check_declarations
from backedge.authoring.ports import Port, PortGroup
from backedge.errors import GraphError, RegistrationError
from backedge.timestamp import UNSTARTED

if TYPE_CHECKING:
    from backedge.authoring.contract import Contract
    from backedge.profiling import GraphProfiler

Declaration: TypeAlias = Port[Any] | PortGroup[Any]


class StopProcessing(Exception):
    """Raised by `Calculator.stop`; never leaves the engine."""


class Calculator:
    """One node's behaviour: typed ports, options, and `open`, `process`, `close`.

    A subclass declares its ports as class attributes (see `backedge.authoring.ports`) and, if it has options,
    annotates ``options`` with their class: a `backedge.protos.Message` or a plain dataclass. The engine makes an
    instance per node and run, calls `open` once, `process` for every input timestamp, and `close` once if `open`
    succeeded.

    An instance is never used by two threads at once; with ``max_in_flight: N`` on worker threads there are N
    instances.

    Class attributes a subclass may set:
        input_policy: name of the input stream handler to use where the config names none; default policy if empty.
        process_timestamp_bounds: also call `process` when inputs are merely settled further, with empty packets.
        timestamp_offset: promise for every output: input settled through t means output settled through
            t + offset. None promises nothing (then downstream waits for packets).
        lightweight: `process` takes microseconds and never blocks; it is then run on the engine's own thread even
            where the graph has worker threads, which saves two thread switches a call.
        sends_in_open: `open` sends packets or bounds, or closes an output, so that a loop through the node can begin.

    Attributes:
        options: the node's options.
        timestamp: the input timestamp: `UNSTARTED` in `open`, `DONE` in `close`; 0 for sources in `process`.
        node_name: name of the node in the expanded graph.
        profiler: the graph's profiler, for calculators that tell where the time goes.
    """

    input_policy: ClassVar[str] = ""
    process_timestamp_bounds: ClassVar[bool] = False
    timestamp_offset: ClassVar[int | None] = 0
    lightweight: ClassVar[bool] = False
    sends_in_open: ClassVar[bool] = False

    ports: ClassVar[Mapping[str, Declaration]] = {}
    options_type: ClassVar[type[Any] | None] = None

    options: Any
    profiler: GraphProfiler
    timestamp: int = UNSTARTED
    phase: str = "new"
    node_name: str = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Port | PortGroup)}
        ports = {**cast("type[Calculator]", super(cls, cls)).ports, **own}
        check_declarations(cls, ports, _RESERVED)
        cls.ports = ports
        annotation = _own_annotations(cls).get("options")
        if annotation is not None:
            cls.options_type = _evaluate(annotation, cls, sys._getframe(1))

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        """Adjust the contract to the node's config: types or settings that depend on options or on the ports present.

        Called once when the graph is built. Use `contract.require` to refuse a config.
        """

    def open(self) -> None:
        """Prepare; side packets and headers are there. May send packets, bounds, headers and side packets."""

    def process(self) -> None:
        """Handle one input timestamp: read the inputs, send the outputs.

        Every calculator with streams must define it; one that has nothing but side packets is never asked to.
        """
        raise GraphError(f"{type(self).__qualname__} has no process()")

    def close(self) -> None:
        """Finish; called once if `open` succeeded, also after an error (what is sent then is discarded)."""

    def stop(self) -> NoReturn:
        """End this `process` call and produce no more.

        What was sent during the call still goes out. A source is closed; a node with inputs stops every source of
        the graph, while what is already queued is still processed.
        """
        raise StopProcessing


_RESERVED: Final = frozenset([*dir(Calculator), *Calculator.__annotations__])


def _own_annotations(cls: type) -> Mapping[str, Any]:
    """The annotations in the body of `cls`; what they name need not exist."""
    if sys.version_info >= (3, 14):
        from annotationlib import Format, get_annotations

        return get_annotations(cls, format=Format.FORWARDREF)
    return cast("Mapping[str, Any]", vars(cls).get("__annotations__", {}))


def _evaluate(annotation: Any, cls: type, frame: FrameType) -> type[Any]:
    """The class an ``options:`` annotation names, also where annotations are strings and the class is local."""
    if isinstance(annotation, ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        try:
            module = vars(sys.modules[cls.__module__])
            annotation = eval(annotation, {**module, **frame.f_locals})  # noqa: S307 - the module's own annotation
        except NameError as error:
            raise RegistrationError(f"{cls.__qualname__}.options: {error}") from error
    if not isinstance(annotation, type):
        raise RegistrationError(f"{cls.__qualname__}.options: expected a class, found {annotation!r}")
    return cast("type[Any]", annotation)
