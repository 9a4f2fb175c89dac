"""Trace files, which a traced graph writes while it runs, for MediaPipe's visualizer and others to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from backedge.access_policy import AccessPolicy
from backedge.config import to_binary
from backedge.config.graph import ProfilerConfig
from backedge.errors import GraphError
from backedge.profiling.messages import GraphProfile

_DEFAULT_PREFIX: Final = "mediapipe_trace_"
_DEFAULT_FILES: Final = 2
_DEFAULT_PROFILES_PER_FILE: Final = 10
_DEFAULT_INTERVAL: Final = 500_000
_NO_INTERVAL: Final = -1


class TraceLog:
    """A writer of profiles to ``<trace_log_path><number>.binarypb``: so many to a file, in so many files by turns.

    Profiles in a file are simply joined; protobuf reads that as one. What is in a file stays until the first profile of
    the next is in its place.

    Args:
        config: what to write, and where.
        access: where the graph may write.
    """

    def __init__(self, config: ProfilerConfig, access: AccessPolicy) -> None:
        self._access = access
        # The folder for temporary files is the system's choice, and not the graph's.
        self._is_named = bool(config.trace_log_path)
        self._prefix = config.trace_log_path or _prefix_of_temporary_files()
        self._files = config.trace_log_count or _DEFAULT_FILES
        self._per_file = config.trace_log_interval_count or _DEFAULT_PROFILES_PER_FILE
        self._interval = config.trace_log_interval_usec or _DEFAULT_INTERVAL
        self._written = 0
        self._due: int | None = None
        self._failure: GraphError | None = None

    def start(self, now: int) -> None:
        """Begin a run at time `now`.

        Raises:
            GraphError: nothing can be written there.
            AccessError: the config names a place where the graph may not write.
        """
        self._failure = None
        if self._is_named:
            for number in range(self._files):
                self._access.require_write(self._path(number))
        self._due = now + self._interval if self._interval != _NO_INTERVAL else None
        self._attempt(lambda: Path(self._path()).open("ab").close())
        self.check()

    def is_due(self, now: int) -> bool:
        """Tell whether it is time for the next profile."""
        if self._due is None or now < self._due:
            return False
        self._due = now + self._interval
        return True

    def write(self, capture: Callable[[bool], GraphProfile]) -> None:
        """Write one more profile.

        Args:
            capture: gives it; its argument says whether it is the first of its file, which holds the graph's config.
        """
        is_first = self._written % self._per_file == 0
        content = to_binary(capture(is_first))
        self._attempt(lambda: self._begin(content) if is_first else self._append(content))
        self._written += 1

    def check(self) -> None:
        """Raise what went wrong since the start.

        Raises:
            GraphError: a file could not be written.
        """
        if self._failure is not None:
            raise self._failure

    def _path(self, number: int | None = None) -> str:
        """The file of a number, by default the one that is being written."""
        current = self._written // self._per_file % self._files
        return f"{self._prefix}{current if number is None else number}.binarypb"

    def _begin(self, content: bytes) -> None:
        from backedge.whole_files import replacing  # with shutil and uuid, which most programs need not

        with replacing(Path(self._path())) as file:
            file.write(content)

    def _append(self, content: bytes) -> None:
        with Path(self._path()).open("ab") as file:
            file.write(content)

    def _attempt(self, action: Callable[[], None]) -> None:
        # A full disk must not end the run in the middle of a calculator's call; `check` raises when the run ends.
        try:
            action()
        except OSError as error:
            self._failure = GraphError(
                f"cannot write trace log {self._path()}: {error.strerror or error}; "
                "set trace_log_path to where there is room, or trace_log_disabled: true, in profiler_config"
            )
            self._due = None


def _prefix_of_temporary_files() -> str:
    from tempfile import gettempdir  # with much else

    return str(Path(gettempdir()) / _DEFAULT_PREFIX)
