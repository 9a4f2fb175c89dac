"""The catalogue: graphs that installed packages ship, ours among them, known by their names in every folder.

Another package announces its graphs by an entry point of the group ``backedge.graphs``, whose value is the name of a
package that holds them::

    [project.entry-points."backedge.graphs"]
    acme = "acme.graphs"

Every ``.pbtxt`` with a `type` in that package's folder, and in the folders inside it, is then known under that type.
The package is imported, so that options which its graphs take can be declared in it. It may have further names for its
graphs, in a dict `GRAPH_ALIASES` from each to the type it stands for.
"""

from __future__ import annotations

import logging
from importlib import import_module
from types import ModuleType
from typing import Final

from backedge.authoring.plugins import Plugins
from backedge.authoring.registration import registry
from backedge.errors import RegistrationError
from backedge.planning.graph_folders import GraphFile, GraphFolders
from backedge.planning.graph_loading import SubgraphProvider
from backedge.protos.message_registry import REGISTRY

_logger: Final = logging.getLogger(__name__)

ENTRY_POINT_GROUP: Final = "backedge.graphs"
_OWN: Final = "backedge.graphs"
_OWN_OPTIONS: Final = "backedge.graphs.declared_options"
ALIASES: Final = "GRAPH_ALIASES"
"""The attribute of a package that has further names for its graphs."""


class GraphCatalogue:
    """Graphs of installed packages by name. The packages are looked at when a name is first asked for."""

    def __init__(self) -> None:
        self._plugins = Plugins(ENTRY_POINT_GROUP, _OWN, self._add)
        self._folders: dict[str, GraphFolders] = {}
        self._own_folders = GraphFolders()
        self._aliases: dict[str, str] = {}
        self._noted: set[str] = set()

    @property
    def broken_plugins(self) -> list[RegistrationError]:
        """Installed packages that announce graphs and cannot be used, and why."""
        return self._plugins.broken

    def load(self) -> None:
        """Look at all packages, the first time it is called; what is wrong with one is logged."""
        self._plugins.load()

    def types(self) -> list[str]:
        """List the types of all graphs."""
        self.load()
        return sorted(self._folders)

    def own_types(self) -> list[str]:
        """List the types of the graphs that come with backedge; other packages are not looked at."""
        self._plugins.load_own()
        return sorted(name for name, folders in self._folders.items() if folders is self._own_folders)

    def aliases(self) -> dict[str, str]:
        """Return the further names, and the type that each stands for."""
        self.load()
        return dict(self._aliases)

    def __contains__(self, name: str) -> bool:
        self._plugins.load_own()  # ours come first, and most graphs name no others
        if self._aliases.get(name, name) not in self._folders:
            self.load()
        return self._aliases.get(name, name) in self._folders

    def find(self, name: str) -> SubgraphProvider | None:
        """Find the graph with a type or alias; None if there is none.

        Raises:
            ConfigError: its file is not a graph, or its package has two files of that type.
        """
        if name not in self:
            return None
        type_name = self._aliases.get(name, name)
        if type_name != name and name not in self._noted:
            self._noted.add(name)
            _logger.info("%s is run as %s", name, type_name)
        return self._folders[type_name].load(type_name)

    def files(self, name: str) -> list[GraphFile]:
        """List the files of the graph with a type or alias: none, one, or two between which a node cannot choose."""
        if name not in self:
            return []
        type_name = self._aliases.get(name, name)
        return self._folders[type_name].files(type_name)

    def _add(self, package: object, place: str) -> None:
        """Add the graphs of a package, but for those whose names an earlier one has."""
        if not isinstance(package, ModuleType) or not hasattr(package, "__path__"):
            raise RegistrationError(f"{place} is no package, and so no folder of graphs")
        folders = self._own_folders if place == _OWN else GraphFolders()
        for folder in package.__path__:
            folders.add(folder, recursive=True)
        for name in folders:
            path = folders.files(name)[0].path
            if self._is_free(name, str(path)):
                self._folders[name] = folders
        for alias, name in dict(getattr(package, ALIASES, {})).items():
            if name not in folders:
                raise RegistrationError(f'{ALIASES}: "{alias}" stands for "{name}", which is no graph of the package')
            if self._is_free(alias, f"{ALIASES} of {place}"):
                self._aliases[alias] = name

    def _is_free(self, name: str, where: str) -> bool:
        known = self._folders.get(self._aliases.get(name, name))
        if known is not None:
            path = known.files(self._aliases.get(name, name))[0].path
            _logger.warning('nodes that name "%s" get %s, which was there first, and not %s', name, path, where)
        return known is None


catalogue: Final = GraphCatalogue()
# Graphs may take options that are declared in the packages they come with. What is ours, and takes least, comes first.
REGISTRY.on_missing += (
    lambda name: import_module(_OWN_OPTIONS).declare(name),
    lambda _: registry.load_plugins(),
    lambda _: catalogue.load(),
)
