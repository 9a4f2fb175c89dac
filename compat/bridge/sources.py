"""Graph configs in the forms that MediaPipe's graph API takes them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from google.protobuf.message import Message as RawMessage

from backedge.authoring.registration import registry
from backedge.compat.bridge.cpp_connections import require_cpp_types
from backedge.compat.bridge.errors import (
    GraphFailedError,
    GraphNotFoundError,
    InvalidArgumentError,
    InvalidGraphError,
    UnreadableConfigError,
    UnreadableGraphError,
)
from backedge.compat.bridge.resources import find_file
from backedge.config import GraphConfig, to_binary
from backedge.config.complaints import Complaints
from backedge.errors import ConfigError, ResourceError
from backedge.planning import build_graph, load_graph
from backedge.planning.plan import GraphPlan
from backedge.protos import decode, message_class
from backedge.protos.pool import POOL

_CONFIG_NAME: Final = "mediapipe.CalculatorGraphConfig"


class GraphSource:
    """A config that has been read, and the file it is from, beside which other graph files may be.

    Args:
        config: what was read.
        complaints: what is wrong with single fields of it.
        path: its file.
    """

    def __init__(self, config: GraphConfig, complaints: Complaints, path: Path | None = None) -> None:
        self._config = config
        self._complaints = complaints
        self._misread = bool(complaints.diagnostics)
        self._path = path

    def message(self) -> Any:
        """The config as a new ``CalculatorGraphConfig`` message; nothing of it is expanded."""
        return message_class(_CONFIG_NAME).FromString(to_binary(self._config))

    def plan(self) -> GraphPlan:
        """The expanded and checked graph.

        Raises:
            RuntimeError: something in the config could not be read; the error says what else is wrong, too.
            ValueError: it cannot run; the error is a RuntimeError too.
        """
        try:
            plan = build_graph(self._config, self._complaints) if self._path is None else build_graph(self._path)
        except ConfigError as error:
            kind = UnreadableConfigError if self._misread else InvalidGraphError
            raise kind(error.diagnostics) from error
        require_cpp_types(plan)
        return plan


def read_file(path: object) -> GraphSource:
    """The config in a file, binary or text.

    Raises:
        FileNotFoundError: there is no such file.
        RuntimeError: it cannot be read, or holds no config.
    """
    found = find_file(str(path))
    if not found.exists():
        raise GraphNotFoundError(f"there is no graph file {path}")
    return _load(found, found)


def read_config(source: object) -> GraphSource:
    """A config from its text, from a message CalculatorGraphConfig, or from whatever prints as one.

    Raises:
        RuntimeError: it is none.
    """
    if isinstance(source, GraphConfig):
        return GraphSource(source, Complaints())
    if isinstance(source, RawMessage) and source.DESCRIPTOR.full_name == _CONFIG_NAME:
        return _load(source)
    text = str(source)
    return _load(text) if text.strip() else GraphSource(GraphConfig(), Complaints())


def read_one(
    function: str, readers: Mapping[str, Callable[[Any], GraphSource]], given: Mapping[str, Any]
) -> GraphSource:
    """Read the one keyword argument that was given.

    Args:
        function: what they were given to.
        readers: what reads an argument, by name.
        given: the arguments.

    Raises:
        RuntimeError: an argument of another name, or one that cannot be read.
        ValueError: none, or more than one.
    """
    unknown = [name for name in given if name not in readers]
    choices = ", ".join(readers)
    if unknown:
        raise GraphFailedError(f"{function}() takes no argument {unknown[0]}; it takes {choices}")
    sources = [readers[name](value) for name, value in given.items()]
    if len(sources) != 1:
        raise InvalidArgumentError(f"{function}() takes one of {choices}, but got {' and '.join(given) or 'none'}")
    return sources[0]


def _load(source: str | Path | RawMessage, path: Path | None = None) -> GraphSource:
    complaints = Complaints()
    try:
        if not isinstance(source, RawMessage):
            return GraphSource(load_graph(source, file="<graph_config>", complaints=complaints), complaints, path)
        registry.load_plugins()  # the options of any calculator may be in it
        POOL.build_all()
        message = POOL.message_class(_CONFIG_NAME).FromString(source.SerializeToString())
        return GraphSource(decode(GraphConfig, message), complaints)
    except ConfigError as error:
        raise UnreadableConfigError([*complaints.diagnostics, *error.diagnostics]) from error
    except ResourceError as error:
        raise UnreadableGraphError(str(error)) from error
