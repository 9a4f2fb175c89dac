"""Subgraphs: graphs that a node can name in place of a calculator."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from backedge.authoring.registration import candidate_names
from backedge.config import GraphConfig
from backedge.config.complaints import Complaints
from backedge.errors import RegistrationError, ResourceError
from backedge.planning.graph_loading import SubgraphProvider, load_subgraph

# At the beginning of a line, as graphs are commonly written: executors further in have a `type` too.
_TYPE: Final = re.compile(r"""^type\s*:\s*["']([\w.:]+)["']""", re.MULTILINE)


class SubgraphRegistry:
    """Subgraph types by name. `subgraphs` is the one for the whole process; a graph may add its own in front.

    Args:
        parent: where names are looked for that this registry does not have.
    """

    def __init__(self, parent: SubgraphRegistry | None = None) -> None:
        self._parent = parent
        self._providers: dict[str, SubgraphProvider] = {}
        self._files: dict[str, Path] = {}

    def register(self, graph: GraphConfig | Path | str, *, register_as: str = "") -> None:
        """Make a graph known as a subgraph.

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

    def register_provider(self, name: str, provider: SubgraphProvider) -> None:
        """Make a subgraph known whose config depends on the node.

        Raises:
            RegistrationError: the name is taken by a different subgraph.
        """
        known = self._providers.setdefault(name, provider)
        if known != provider:
            raise RegistrationError(f'subgraph "{name}" is registered twice, with different contents')

    def add_folder(self, folder: Path | str, *, recursive: bool = False) -> None:
        """Let nodes name the graphs of a folder by their `type`.

        Files are only searched for their type here and are loaded when a node names it. Where two files have the same
        type, as MediaPipe's CPU and GPU variants do, the one for the CPU is taken; of others the one that is less deep
        in the folder, and then the first by name. What has been registered or added before stays.

        Args:
            folder: where the ``.pbtxt`` files are.
            recursive: search the folders inside it, too.

        Raises:
            ResourceError: there is no such folder.
        """
        folder = Path(folder)
        if not folder.is_dir():
            raise ResourceError(f"{folder}: expected a folder of subgraphs, found {_found(folder)}")
        paths = folder.glob("**/*.pbtxt" if recursive else "*.pbtxt")
        for path in sorted(paths, key=lambda path: ("gpu" in path.stem, len(path.parts), path)):
            # What cannot be read, such as a link that leads nowhere, cannot be a subgraph.
            if path.is_file() and os.access(path, os.R_OK):
                match = _TYPE.search(path.read_text(encoding="utf-8", errors="replace"))
                if match:
                    self._files.setdefault(match[1], path)

    def find(self, name: str, package: str = "") -> SubgraphProvider | None:
        """Find the subgraph a config means by `name` within `package`."""
        for candidate in candidate_names(name, package):
            if candidate in self._providers:
                return self._providers[candidate]
            if candidate in self._files:
                complaints = Complaints()
                provider, _ = load_subgraph(self._files[candidate], complaints)
                if not complaints.diagnostics:  # else its author will mend the file, and try again
                    self._providers[candidate] = provider
                return provider
        return self._parent.find(name, package) if self._parent else None

    def names(self) -> list[str]:
        """List every name that can be found."""
        own = {*self._providers, *self._files}
        return sorted(own | set(self._parent.names())) if self._parent else sorted(own)


def _found(path: Path) -> str:
    return "a file" if path.exists() else "nothing of that name"


subgraphs: Final = SubgraphRegistry()
