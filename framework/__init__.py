"""backedge: a dataflow graph framework for real-time perception, in the manner of MediaPipe."""

import backedge.command_start  # first of all: Ctrl-C from now on
import backedge.dependencies  # noqa: F401 - before everything else, where a package that is missing would be a traceback
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from backedge.collection import without_collection

if TYPE_CHECKING:
    from backedge.public_names import *

__all__ = [
    "AccessError",
    "AccessPolicy",
    "AddMode",
    "BackedgeError",
    "Calculator",
    "CalculatorError",
    "CalculatorGraph",
    "ConfigError",
    "Contract",
    "ContractError",
    "DeadlockError",
    "DependencyError",
    "GraphConfig",
    "GraphError",
    "GraphStateError",
    "GraphTimeoutError",
    "Input",
    "Inputs",
    "Message",
    "NodeConfig",
    "ObserverError",
    "Output",
    "Outputs",
    "Packet",
    "PacketTypeError",
    "Range",
    "RegistrationError",
    "ResourceError",
    "Service",
    "SideInput",
    "SideInputs",
    "SideOutput",
    "SideOutputs",
    "StreamError",
    "ThrottledError",
    "TimestampBoundError",
    "TimestampOrderError",
    "UnknownLandmarkError",
    "calculator",
    "field",
    "load_graph",
    "register",
    "subgraphs",
    "timestamp",
]


def __getattr__(name: str) -> Any:
    """Import what is used first; what needs nothing of it, such as `graph_runner --version`, starts quickly.

    The names of this package come all at once, and its modules as if they had been imported by name.
    """
    if name in __all__:
        globals().update(_public_names())
        return globals()[name]
    if name.startswith("_") or (spec := find_spec(f"{__name__}.{name}")) is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(spec.name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _public_names() -> dict[str, Any]:
    with without_collection():  # nothing of what is imported is garbage, and to look for some takes a tenth of the time
        from backedge import public_names
    return {name: getattr(public_names, name) for name in __all__}
