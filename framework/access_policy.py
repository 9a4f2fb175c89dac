"""What a graph may do outside of itself: which files its calculators write, and whether they open addresses."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backedge.errors import AccessError


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """What calculators may do because the graph's config says so.

    As it is made it allows everything: a program that runs a graph trusts it. `graph_runner` runs graphs of others, and
    allows less unless it is told otherwise::

        CalculatorGraph(Path("of_others.pbtxt"), access=AccessPolicy(writable=("out",), network=False))

    A calculator of yours that writes a file asks first::

        class MySink(Calculator):
            access = Service(AccessPolicy)

            def open(self) -> None:
                self.access.require_write(self.options.output_file_path)

    Attributes:
        writable: folders in which everything may be written; elsewhere only files that are not there yet, in the
            working directory and the folders in it. None to allow all files.
        network: whether addresses may be opened.
        named: paths and addresses that do not come from the graph but from its user, who may name anything.
    """

    writable: tuple[str | os.PathLike[str], ...] | None = None
    network: bool = True
    named: frozenset[str] = frozenset()

    def allows_all_of(self, path: str | os.PathLike[str]) -> bool:
        """Whether no file that `path`, a pattern or a folder, stands for has to be asked about by itself."""
        return self.writable is None or self._is_named(path)

    def require_write(self, path: str | os.PathLike[str]) -> None:
        """Make sure that a file may be created or written over.

        Raises:
            AccessError: it may not.
        """
        if self.writable is None or self._is_named(path):
            return
        target = Path(path).resolve()
        if any(target.is_relative_to(Path(folder).resolve()) for folder in self.writable):
            return
        if os.path.lexists(target):
            wrong = "is there already, and the graph, not you, names it"
        elif not target.is_relative_to(Path.cwd().resolve()):
            wrong = "is outside of the working directory, and the graph, not you, names it"
        else:
            return
        raise AccessError(
            f"{path}: may not be written: it {wrong}; allow it with --allow-write {target.parent} (in Python: "
            "AccessPolicy(writable=...))"
        )

    def require_network(self, address: str) -> None:
        """Make sure that an address may be opened.

        Raises:
            AccessError: it may not.
        """
        if not self.network and address not in self.named:
            raise AccessError(
                f"{address}: may not be opened: the graph, not you, names this address; allow it with --allow-network "
                "(in Python: AccessPolicy(network=True))"
            )

    def _is_named(self, path: str | os.PathLike[str]) -> bool:
        # However it is spelled: "out/" and "out" are one folder.
        return Path(path) in map(Path, self.named)


ALL_ACCESS: Final = AccessPolicy()
"""That of a graph whose program does not say."""
