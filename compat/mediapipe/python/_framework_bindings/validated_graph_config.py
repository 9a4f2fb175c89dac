"""`ValidatedGraphConfig`: a config that has been checked and expanded, but not run."""

from __future__ import annotations

from typing import Any

from backedge.compat.bridge.containers import DETECTION_LIST
from backedge.compat.bridge.detection_lists import detection_list_streams
from backedge.compat.bridge.errors import GraphFailedError, InvalidArgumentError
from backedge.compat.bridge.sources import GraphSource, read_config, read_file, read_one
from backedge.compat.bridge.type_names import names_of_types
from backedge.config import to_binary, to_text
from backedge.planning.plan import GraphPlan


class ValidatedGraphConfig:
    """A graph config, checked and in its canonical form; `initialize` gives it one."""

    def __init__(self) -> None:
        self._source: GraphSource | None = None
        self._plan: GraphPlan | None = None

    def initialize(self, **kwargs: Any) -> None:
        """Read and check a config.

        Args:
            **kwargs: one of ``graph_config`` (a CalculatorGraphConfig message or its text) and ``binary_graph_path`` (a
                graph file).

        Raises:
            FileNotFoundError: there is no such file.
            ValueError: no argument or both, or the graph cannot run (which is a RuntimeError too).
            RuntimeError: the config cannot be read, or there is one already.
        """
        function = "ValidatedGraphConfig.initialize"
        source = read_one(function, {"binary_graph_path": read_file, "graph_config": read_config}, kwargs)
        if self._plan is not None:
            raise GraphFailedError(f"{function}(): this ValidatedGraphConfig has a graph already; make another one")
        self._plan = source.plan()
        self._source = source

    def initialized(self) -> bool:
        """Tell whether there is a config."""
        return self._plan is not None

    @property
    def source(self) -> GraphSource:
        """The source that the config was read from.

        Raises:
            RuntimeError: there is none yet.
        """
        if self._source is None:
            raise GraphFailedError(
                "CalculatorGraph(): the ValidatedGraphConfig holds no graph; call its initialize() first"
            )
        return self._source

    @property
    def text_config(self) -> str:
        """The expanded config as text; empty if there is none."""
        return "" if self._plan is None else to_text(self._plan.config)

    @property
    def binary_config(self) -> bytes:
        """The expanded config serialized; empty if there is none."""
        return b"" if self._plan is None else to_binary(self._plan.config)

    def registered_stream_type_name(self, stream_name: str, /) -> str:
        """The C++ type of a stream's packets, ``OneOf<a, b>`` where there are several.

        Raises:
            ValueError: there is no such stream.
            RuntimeError: any type will do.
        """
        if self._plan is not None and stream_name in detection_list_streams(self._plan):
            return DETECTION_LIST
        return _type_name(
            "registered_stream_type_name", "stream", stream_name, {} if self._plan is None else self._plan.stream_types
        )

    def registered_side_packet_type_name(self, side_packet_name: str, /) -> str:
        """The C++ type of a side packet.

        Raises:
            ValueError: there is no such side packet.
            RuntimeError: any type will do.
        """
        return _type_name(
            "registered_side_packet_type_name",
            "side packet",
            side_packet_name,
            {} if self._plan is None else self._plan.side_packet_types,
        )


def _type_name(function: str, what: str, name: str, types: dict[str, Any]) -> str:
    if name not in types:
        raise InvalidArgumentError(
            f'{function}(): there is no {what} "{name}"; there are {", ".join(sorted(types)) or "none"}'
        )
    found = sorted(names_of_types(types[name]))
    if not found:
        # MediaPipe's sentence, which programs look for, is in it.
        raise GraphFailedError(f'{function}(): Unable to find the type for {what} "{name}": it can hold any type')
    return found[0] if len(found) == 1 else f"OneOf<{', '.join(found)}>"
