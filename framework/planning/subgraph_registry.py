"""Subgraphs: graphs that a node can name in place of a calculator."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from backedge.authoring.registration import candidate_names, registry
from backedge.config import GraphConfig
from backedge.config.load import source_path
from backedge.errors import RegistrationError
from backedge.planning.graph_folders import GraphFolders
from backedge.planning.graph_loading import SubgraphProvider, load_subgraph


class SubgraphRegistry:
    """The subgraphs that a program has registered, and the folders it has named. `subgraphs` is the process's own.

    Attributes:
        folders: the graphs of the folders that were added.
    """

    def __init__(self) -> None:
        self.folders = GraphFolders()
        self._providers: dict[str, SubgraphProvider] = {}
        self._paths: dict[str, Path] = {}

    def register(self, graph: GraphConfig | Path | str, *, register_as: str = "") -> None:
        """Make a graph known as a subgraph, whatever graph file or installed package has that name, too.

        Args:
            graph: the graph, its text, or the path of its file. The text may be a template, which is expanded for each
                node with the arguments that its `TemplateSubgraphOptions` hold.
            register_as: the name; by default the graph's `type`.

        Raises:
            RegistrationError: neither a name nor a `type`, or the name is taken by a different graph.
        """
        provider, type_name = load_subgraph(graph)
        name = register_as or type_name
        if not name:
            raise RegistrationError('a subgraph needs a `type: "Name"` in its config, or a name to register it as')
        self.register_provider(name, provider)
        if (path := source_path(graph)) is not None:
            self._paths[name] = path

    def register_provider(self, name: str, provider: SubgraphProvider) -> None:
        """Make a subgraph known whose config depends on the node.

        Raises:
            RegistrationError: the name is taken by a different subgraph; or a plug-in registers it while it is loaded,
                and it is that of a calculator of ours.
        """
        if registry.belongs_to_us(name):
            raise RegistrationError(f'"{name}" is a calculator of backedge; give the subgraph another name')
        known = self._providers.setdefault(name, provider)
        if known != provider:
            raise RegistrationError(f'subgraph "{name}" is registered twice, with different contents')

    def add_folder(self, folder: Path | str, *, recursive: bool = False) -> None:
        """Let nodes name the graphs of a folder by their `type`.

        Graphs that a BUILD file there registers, as those of a MediaPipe checkout are, are known by the name in its
        rule (``register_as``) instead. Files are only searched for their type here and are loaded when a node names it.
        Where two files have the same name, as MediaPipe's CPU and GPU variants do, the one without ``gpu`` in its file
        name is taken; a node that names two others is an error. What has been registered comes first.

        Args:
            folder: where the ``.pbtxt`` files are.
            recursive: search the folders inside it, too.

        Raises:
            ResourceError: there is no such folder.
        """
        self.folders.add(folder, recursive=recursive)

    def registered(self, name: str) -> SubgraphProvider | None:
        """Return what was registered under exactly this name; None for nothing, whatever the folders have."""
        return self._providers.get(name)

    def registered_file(self, name: str) -> Path | None:
        """Return the file of what was registered under exactly this name; None if there is none."""
        return self._paths.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._providers or name in self.folders

    def find(self, name: str, package: str = "") -> SubgraphProvider | None:
        """Find the subgraph a config means by `name` within `package`.

        Raises:
            ConfigError: it is one of two files with that type, or a file that is not a graph.
        """
        for candidate in candidate_names(name, package):
            if candidate in self._providers:
                return self._providers[candidate]
            if candidate in self.folders:
                return self.folders.load(candidate)
        return None

    def names(self) -> list[str]:
        """List every name that can be found."""
        return sorted({*self._providers, *self.folders})


subgraphs: Final = SubgraphRegistry()
