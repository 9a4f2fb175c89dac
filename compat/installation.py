"""`install`: makes ``import mediapipe`` mean `backedge.compat.mediapipe` in this process."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Final

from backedge.errors import BackedgeError

THEIR_NAME: Final = "mediapipe"
OUR_NAME: Final = "backedge.compat.mediapipe"

_FOR_NEW_PROCESSES: Final = Path(__file__).with_name("in_new_processes")
"""A folder with a module of that name, which calls `install`."""


class AlreadyImportedError(BackedgeError, ImportError):
    """Google's package was imported before ours could take its name."""


def install() -> None:
    """Make ``import mediapipe`` mean our package, and ``import mediapipe.x`` our module of that name.

    The modules are the same objects under both names. Call it before anything imports mediapipe. Processes that
    `multiprocessing` starts get it, too, by whichever method. Calling it again does nothing.

    Raises:
        AlreadyImportedError: Google's package has been imported already.
    """
    if any(isinstance(finder, Alias) for finder in sys.meta_path):
        return
    found = sys.modules.get(THEIR_NAME)
    if found is not None and found is not sys.modules.get(OUR_NAME) and not _is_for_new_processes(found):
        where = getattr(found, "__file__", None) or "somewhere"
        raise AlreadyImportedError(
            f"mediapipe has been imported already, from {where}; call backedge.compat.install() before that, or run "
            "the program by `python -m backedge.compat`"
        )
    sys.meta_path.insert(0, Alias())
    # A process that is spawned starts with nothing but this process's sys.path. The script's own folder stays first.
    sys.path.insert(1, str(_FOR_NEW_PROCESSES))


def _is_for_new_processes(module: ModuleType) -> bool:
    return Path(getattr(module, "__file__", None) or "").parent == _FOR_NEW_PROCESSES


class Alias(MetaPathFinder, Loader):
    """Finds our modules under the names of Google's."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the module of ours that has the name of one of Google's.

        Raises:
            ModuleNotFoundError: Google's package has it and ours has not; says why.
        """
        if f"{fullname}.".partition(".")[0] != THEIR_NAME:
            return None
        ours = f"{OUR_NAME}{fullname.removeprefix(THEIR_NAME)}"
        spec = find_spec(ours)
        if spec is None:
            return None
        return ModuleSpec(fullname, self, origin=spec.origin, is_package=spec.submodule_search_locations is not None)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Import our module, and give it out as the one that was asked for."""
        module = import_module(f"{OUR_NAME}{spec.name.removeprefix(THEIR_NAME)}")
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Give the module its own spec back; it has been executed already."""
        spec = module.__spec__
        if spec is not None and spec.loader is self:
            module.__spec__ = spec.loader_state
