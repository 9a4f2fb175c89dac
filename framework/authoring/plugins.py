"""Plug-ins: what installed packages have for backedge, found and loaded when it is first needed.

Others announce it by entry points. Ours is a module that is known by its name, because to look through the entry points
of all that is installed takes longer than to make a graph, and most graphs need nothing but ours.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from backedge.errors import DependencyError, RegistrationError, caused_by

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_logger: Final = logging.getLogger(__name__)

_OWN_DISTRIBUTION: Final = "backedge"
_OWN_PART: Final = "our own"
_OTHERS: Final = "all others"


class Plugins:
    """Our own part, and the entry points of one group. Ours comes first, so that no other package takes a name of ours.

    Args:
        group: the group of entry points.
        own: the full name of the module that holds ours.
        use: called with each object that is loaded, and the place it is from; raises where it is of no use.

    Attributes:
        are_loading: whether something of a plug-in is being imported now.
    """

    # One for all groups: a plug-in of one may need those of another while it is imported.
    _lock = threading.RLock()

    def __init__(self, group: str, own: str, use: Callable[[Any, str], None]) -> None:
        self.are_loading = False
        self._group = group
        self._own = own
        self._use = use
        self._done: set[str] = set()
        self._under_way: set[str] = set()
        self._broken: dict[str, RegistrationError] = {}

    @property
    def broken(self) -> list[RegistrationError]:
        """What cannot be loaded or used, and why."""
        return list(self._broken.values())

    @property
    def own_is_loaded(self) -> bool:
        """Whether ours has been loaded."""
        return _OWN_PART in self._done

    def load_own(self) -> None:
        """Load ours, the first time it is called.

        Raises:
            DependencyError: a package that backedge itself needs cannot be imported.
        """
        self.once(_OWN_PART, self._load_own)

    def load(self) -> None:
        """Load all of them, the first time it is called.

        One that cannot be loaded is logged, and kept in `broken`: graphs that do not need it work without.

        Raises:
            DependencyError: a package that backedge itself needs cannot be imported.
        """
        self.load_own()
        self.once(_OTHERS, self._load_others)

    def once(self, what: str, load: Callable[[], None]) -> None:
        """Call `load`, unless that has been done, or is just being done; `what` is its name."""
        if what in self._done:
            return
        with self._lock:
            # A plug-in that looks for something while it is imported must not start the import again.
            if what not in self._done and what not in self._under_way:
                self._under_way.add(what)
                try:
                    load()
                    self._done.add(what)
                finally:
                    self._under_way.remove(what)

    def attempt(self, load: Callable[[], object], what: str) -> None:
        """Call `load`, which imports something of a plug-in; an exception is logged, and kept in `broken`.

        Args:
            load: imports it.
            what: what the error calls it.

        Raises:
            DependencyError: backedge is not completely installed; what is missing then is of no use.
        """
        with self._lock:
            was_loading, self.are_loading = self.are_loading, True
            try:
                load()
            except DependencyError:
                raise
            except Exception as error:  # whatever the plug-in's module raises
                broken = RegistrationError(f"{what} cannot be imported: {type(error).__name__}: {error}")
                self._broken[what] = caused_by(broken, error)
                _logger.warning("%s", broken, exc_info=error if _logger.isEnabledFor(logging.DEBUG) else None)
            finally:
                self.are_loading = was_loading

    def _load_own(self) -> None:
        self.attempt(lambda: self._use(import_module(self._own), self._own), f"{self._own} of {_OWN_DISTRIBUTION}")

    def _load_others(self) -> None:
        from importlib.metadata import entry_points  # takes a while

        for entry_point in entry_points(group=self._group):
            package = entry_point.dist.name if entry_point.dist else "an unknown package"
            if package != _OWN_DISTRIBUTION:
                what = f'the plug-in "{entry_point.name}" ({entry_point.value}) of {package}'
                self.attempt(partial(self._load, entry_point), what)

    def _load(self, entry_point: EntryPoint) -> None:
        self._use(entry_point.load(), entry_point.value)
