"""Services that a graph offers its calculators besides streams and side packets (MediaPipe's graph services)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, Self, TypeVar, overload

from backedge.errors import GraphError

T = TypeVar("T")


class Service(Generic[T]):
    """A request for one of the graph's services, by its class, in the body of a calculator's class.

    ::

        class GraphProfileCalculator(Calculator):
            profiler = Service(GraphProfiler)

    From `open` on ``self.profiler`` is the graph's own `GraphProfiler`. A node whose graph does not offer the service
    cannot be made.

    Args:
        kind: class of the service.
    """

    def __init__(self, kind: type[T]) -> None:
        self.kind = kind

    @overload
    def __get__(self, calculator: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, calculator: object, owner: type[Any]) -> T: ...
    def __get__(self, calculator: object, owner: type[Any]) -> Self | T:
        # A calculator that was bound has the service itself under this name, which Python finds first.
        if calculator is not None:
            raise GraphError(f"{owner.__qualname__} has the service {self.kind.__name__} from open() on, in a graph")
        return self


def find_service(wanted: Service[T], services: Mapping[type[Any], Any], calculator: str) -> T:
    """Find the service that a calculator asks for.

    Args:
        wanted: its declaration.
        services: what the graph offers, by class.
        calculator: name of the calculator's class.

    Raises:
        GraphError: the graph does not offer it.
    """
    if wanted.kind not in services:
        offered = ", ".join(kind.__name__ for kind in services) or "none"
        missing = f"{calculator} needs the service {wanted.kind.__name__}, which this graph does not offer"
        raise GraphError(f"{missing}; it offers {offered}")
    service: T = services[wanted.kind]
    return service
