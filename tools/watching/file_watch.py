"""`FileWatch` waits until one of some files changes.

It looks at them five times a second. That costs nothing noticeable for the dozens of files that a graph is made of,
and needs no library; and unlike the notifications of the system it works for network drives and for folders that a
container shares with its host, where people edit graphs, too.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeAlias

from backedge.config.load import BINARY_SUFFIXES, TEXT_SUFFIXES

_BETWEEN_LOOKS: Final = 0.2
_SUFFIXES: Final = TEXT_SUFFIXES | BINARY_SUFFIXES

_State: TypeAlias = "tuple[int, ...] | frozenset[str] | None"
"""What tells one state of a path from another: of a folder, which graphs are in it; None for what is not there."""


class FileWatch:
    """Waits for changes.

    Args:
        paths: of files, which may be missing still, and of folders, which change when graphs come or go.
        since: nanoseconds since the epoch; a file that was written later has changed already.
    """

    def __init__(self, paths: Iterable[Path], since: int) -> None:
        self._states = {path: _state(path) for path in paths}
        self._seen = self._states
        self._due = 0.0
        written = {path: state[0] for path, state in self._states.items() if isinstance(state, tuple)}
        self._early = [path for path, when in written.items() if is_of_late(when, since)]

    def __len__(self) -> int:
        return sum(not isinstance(state, frozenset) for state in self._states.values())

    def changed(self) -> list[Path]:
        """What has changed and does so no more; does not wait, and looks at the files five times a second at most."""
        if self._early:
            return self._early
        if time.monotonic() < self._due:
            return []
        self._due = time.monotonic() + _BETWEEN_LOOKS
        before, self._seen = self._seen, {path: _state(path) for path in self._states}
        if self._seen != before:  # who writes several files, or a long one, is let finish
            return []
        return [path for path, state in self._seen.items() if state != self._states[path]]

    def wait(self) -> list[Path]:
        """Wait until something has changed, and does so no more; what it is."""
        while not (changed := self.changed()):
            time.sleep(_BETWEEN_LOOKS)
        return changed


def is_of_late(written: int, since: int) -> bool:
    """Tell whether a file was written after `since`, both in ns since the epoch.

    One whose time is yet to come was not: another machine's clock has written it, and it would be of late for ever.
    """
    return since <= written <= time.time_ns()


def _state(path: Path) -> _State:
    try:
        if path.is_dir():
            return frozenset(entry.name for entry in path.iterdir() if entry.suffix in _SUFFIXES)
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
