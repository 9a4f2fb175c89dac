"""Plug-ins: what installed packages announce by entry points, found and loaded when it is first needed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from backedge.errors import DependencyError, RegistrationError

_logger: Final = logging.getLogger(__name__)

_OWN_DISTRIBUTION: Final = "backedge"


class Plugins:
    """The entry points of one group. Ours come first, so that no other package takes a name of ours.

    Args:
        group: the group of entry points.
        use: called with each object that is loaded, and its entry point; raises where it is of no use.

    Attributes:
        are_loaded: whether all have been loaded.
        are_loading: whether this is what is happening now.
        broken: those that cannot be loaded or used, and why.
    """

    # One for all groups: a plug-in of one may need those of another while it is imported.
    _lock = threading.RLock()

    def __init__(self, group: str, use: Callable[[Any, EntryPoint], None]) -> None:
        self.are_loaded = False
        self.are_loading = False
        self.broken: list[RegistrationError] = []
        self._group = group
        self._use = use

    def load(self) -> None:
        """Load all of them, the first time it is called.

        One that cannot be loaded is logged, and kept in `broken`: graphs that do not need it work without.

        Raises:
            DependencyError: a package that backedge itself needs cannot be imported.
        """
        with self._lock:
            # A plug-in that looks for something while it is imported must not start the import again.
            if self.are_loaded or self.are_loading:
                return
            self.are_loading = True
            self.broken = []
            try:
                for entry_point in sorted(entry_points(group=self._group), key=_is_foreign):
                    self._load(entry_point)
                self.are_loaded = True
            finally:
                self.are_loading = False

    def _load(self, entry_point: EntryPoint) -> None:
        try:
            self._use(entry_point.load(), entry_point)
        except DependencyError:
            raise  # backedge is not completely installed; what is missing then is of no use
        except Exception as error:  # whatever the plug-in's module raises
            package = entry_point.dist.name if entry_point.dist else "an unknown package"
            broken = RegistrationError(
                f'the plug-in "{entry_point.name}" ({entry_point.value}) of {package} cannot be imported: '
                f"{type(error).__name__}: {error}"
            )
            broken.__cause__ = error
            self.broken.append(broken)
            _logger.warning("%s", broken, exc_info=error if _logger.isEnabledFor(logging.DEBUG) else None)


def _is_foreign(entry_point: EntryPoint) -> bool:
    return entry_point.dist is None or entry_point.dist.name != _OWN_DISTRIBUTION
