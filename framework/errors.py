"""Errors: one tree for everything the library raises on purpose.

Everything the library raises on purpose derives from :class:`BackedgeError`, so that a program can tell "you, the
user, can mend this" (a `BackedgeError`: show its text) from "the library is wrong" (anything else: show the
traceback).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

E = TypeVar("E", bound=BaseException)


class BackedgeError(Exception):
    """Base of every error that is for the person who uses the library."""


def caused_by(error: E, cause: BaseException) -> E:
    """Note what caused an error, and give the error: what ``raise error from cause`` does besides raising it.

    For errors that are kept, and for the modules that mypyc compiles, which does not know ``from``.
    """
    error.__cause__ = cause
    return error


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a graph file, counted from 1; binary files have no lines."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = (self.file, self.line, self.column)
        return ":".join(str(part) for part in parts if part is not None)


_LONG_WORD: Final = re.compile(r"(\S{1000})\S{100,}")  # a path may have that many characters


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong with a config: where, what was expected and found, and what to do.

    Words of more than a thousand characters are cut off: whatever a config has can be in a message.

    Attributes:
        message: what is wrong, naming node and port; no trailing full stop.
        location: where; None for configs that were not read from text.
        hint: what to do about it, if we can tell ("did you mean …"); one line or several.
        cause: the exception that says more, where it was an unexpected one.
        severity: "warning" for what can run, but certainly does not do what was meant; "note" for what is worth
            knowing of a graph that does.
    """

    message: str
    location: Location | None = None
    hint: str = ""
    cause: BaseException | None = field(default=None, compare=False, repr=False)
    severity: Literal["error", "warning", "note"] = "error"

    def __post_init__(self) -> None:
        for name in ("message", "hint"):
            if len(text := getattr(self, name)) > 1000:
                object.__setattr__(self, name, _LONG_WORD.sub(r"\1…", text))

    def __str__(self) -> str:
        where = f"{self.location}: " if self.location else ""
        hint = "".join(f"\n    {line}" for line in self.hint.splitlines())
        return f"{where}{self.severity}: {self.message}{hint}"


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each of `diagnostics` once, those of one file together and by line and column; files as they first come."""
    found = tuple(dict.fromkeys(diagnostics))
    files = {name: place for place, name in enumerate(dict.fromkeys(map(_file, found)))}

    def place(diagnostic: Diagnostic) -> tuple[int, int, int]:
        where = diagnostic.location
        return files[_file(diagnostic)], (where and where.line) or 0, (where and where.column) or 0

    return tuple(sorted(found, key=place))


def _file(diagnostic: Diagnostic) -> str | None:
    return diagnostic.location.file if diagnostic.location else None


class ConfigError(BackedgeError):
    """A graph config that cannot run. Holds *all* that is wrong with it, not the first thing only.

    The first of its diagnostics that has a cause gives the ``__cause__``.

    Attributes:
        diagnostics: every complaint once, in the order of the config.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = in_order(diagnostics)
        super().__init__("\n".join(str(diagnostic) for diagnostic in self.diagnostics))
        if causes := [diagnostic.cause for diagnostic in self.diagnostics if diagnostic.cause is not None]:
            self.__cause__ = causes[0]


class RegistrationError(BackedgeError):
    """A calculator, subgraph or options type that cannot be registered as written."""


class GraphError(BackedgeError):
    """A graph that failed, or was used in a way it does not allow, while running."""


class GraphStateError(GraphError):
    """A call that the graph's present state does not allow (before `start_run`, after close, …)."""


class GraphTimeoutError(GraphError, TimeoutError):
    """A graph that did not come to rest, or to its end, in the time it was given; says what it waits for."""


class StreamError(GraphError):
    """A packet or a bound that a stream cannot take: it goes back in time, or follows the stream's end."""


class TimestampOrderError(StreamError):
    """A packet that comes too late for its stream.

    Attributes:
        stream: name of the stream; "" where a caller of the graph is to blame, and not a node.
        timestamp: the packet's timestamp, None where it is not known.
        last: the timestamp of the packet that was sent before it in the same call; None if it was the first.
    """

    def __init__(
        self, message: str, *, stream: str = "", timestamp: int | None = None, last: int | None = None
    ) -> None:
        super().__init__(message)
        self.stream = stream
        self.timestamp = timestamp
        self.last = last


class TimestampBoundError(TimestampOrderError):
    """A promise about a stream's future that takes an earlier one back."""


class PacketTypeError(GraphError, TypeError):
    """A packet whose value is not of the type its stream or side packet was declared with."""


class ObserverError(GraphError):
    """A callback that observes a stream raised. The original exception is the ``__cause__``."""


class ThrottledError(GraphError):
    """A packet that a graph does not take now, because queues are full and the caller would not wait."""


class DeadlockError(GraphError):
    """Throttled sources and full queues wait for each other, and `report_deadlock` is set."""


class CalculatorError(GraphError):
    """A calculator raised, or could not take its inputs. The original exception is the ``__cause__``.

    Attributes:
        node: name of the node.
        phase: ``open``, ``process`` or ``close``; ``__init__`` if it could not even be made, ``input`` if it could
            not take what arrived.
        source: file and line of the calculator's author's own code that failed, which the message shows too; None where
            it is not the author's code that did.
    """

    def __init__(self, message: str, *, node: str, phase: str, source: Location | None = None) -> None:
        super().__init__(message)
        self.node = node
        self.phase = phase
        self.source = source


class ResourceError(BackedgeError):
    """A file, camera or model that is missing, unreadable, damaged or cannot be written."""


class AccessError(ResourceError):
    """A file or an address that a graph names and may not write or open; see `AccessPolicy`."""


class UnknownLandmarkError(BackedgeError, LookupError):
    """A landmark that is asked for by a name or number that there is not."""


class DependencyError(ResourceError, ImportError):
    """A package that backedge needs and that cannot be imported; says what to install.

    What its import raised is the ``__cause__``.
    """
