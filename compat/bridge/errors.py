"""Errors that are of our tree and of the Python type that MediaPipe's binding raises in their place.

The binding turns a status of the C++ engine into a ValueError (INVALID_ARGUMENT) or a RuntimeError (nearly all others).
Where it depends on what the author of a calculator or of a check chose, our error is both, so that either handler of a
program sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from backedge.errors import (
    BackedgeError,
    ConfigError,
    DeadlockError,
    GraphError,
    GraphStateError,
    ObserverError,
    PacketTypeError,
    ResourceError,
    StreamError,
    ThrottledError,
    TimestampBoundError,
)


class ArgumentTypeError(BackedgeError, TypeError):
    """An argument of a type that the function does not take."""


class ArgumentAttributeError(BackedgeError, AttributeError):
    """An argument without what the function reads of it, such as an array's flags."""


class ArgumentOverflowError(BackedgeError, OverflowError):
    """A number that does not fit into the C++ type it is meant for."""


class InvalidArgumentError(GraphError, ValueError):
    """An argument whose value cannot be, or a packet that does not hold what is asked for."""


class UnhandledTypeError(GraphError, KeyError, RuntimeError):
    """The name of a C++ type that solutions do not handle. MediaPipe does not know all names that we know."""

    __str__ = Exception.__str__  # KeyError would show the text in quotation marks


class UnknownStreamError(GraphError, KeyError):
    """The name of a stream that a graph does not have."""

    __str__ = Exception.__str__  # KeyError would show the text in quotation marks


class ModelNotFoundError(ResourceError, ConnectionError):
    """A model that is not on this machine and cannot be fetched."""


class UnsupportedInputError(GraphError, NotImplementedError):
    """A kind of packet that a solution cannot make."""


class GraphFailedError(GraphError, RuntimeError):
    """Something that the graph, or a packet, cannot do in its present state."""


class GraphRunError(GraphError, ValueError, RuntimeError):
    """A calculator failed, with whatever status it chose."""


class UnreadableConfigError(ConfigError, RuntimeError):
    """A text or message that is not a graph config."""


class InvalidGraphError(ConfigError, ValueError, RuntimeError):
    """A graph config that cannot run."""


class GraphNotFoundError(ResourceError, FileNotFoundError):
    """A graph file that does not exist."""


class UnreadableGraphError(ResourceError, RuntimeError):
    """A graph file that cannot be read."""


def as_python_error(error: GraphError) -> GraphError:
    """`error` as one of the Python type that MediaPipe raises for it."""
    match error:
        case InvalidArgumentError() | GraphFailedError() | GraphRunError():
            return error
        case TimestampBoundError():
            return GraphRunError(str(error))
        case StreamError() | PacketTypeError():
            return InvalidArgumentError(str(error))
        case GraphStateError() | ThrottledError() | DeadlockError() | ObserverError():
            return GraphFailedError(str(error))
    return GraphRunError(str(error))


@contextmanager
def python_errors() -> Iterator[None]:
    """Turns a graph's errors that leave the block into those that MediaPipe raises."""
    try:
        yield
    except GraphError as error:
        raise as_python_error(error) from error


def require_kind(function: str, expected: str, found: object, kind: type[Any] | tuple[type[Any], ...]) -> None:
    """Checks an argument of `function`.

    Raises:
        ArgumentTypeError: it is not of `kind`.
    """
    if not isinstance(found, kind):
        raise wrong_type(function, expected, found)


def wrong_type(function: str, expected: str, found: Any) -> ArgumentTypeError:
    """The error about an argument of `function` that is not what it takes."""
    return ArgumentTypeError(_takes(function, expected, found))


def require_attribute(function: str, expected: str, found: object, attribute: str) -> None:
    """Checks an argument of a `function` that MediaPipe has in Python, and which reads an attribute of it.

    Raises:
        ArgumentAttributeError: it does not have the attribute.
    """
    if not hasattr(found, attribute):
        raise ArgumentAttributeError(_takes(function, expected, found))


def _takes(function: str, expected: str, found: Any) -> str:
    return f"{function}() takes {expected}, but got {found!r} of type {type(found).__name__}"
