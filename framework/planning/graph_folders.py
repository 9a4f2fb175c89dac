"""Folders of graph files, whose graphs nodes can name by their `type`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from backedge.config.complaints import Complaints
from backedge.errors import ConfigError, Diagnostic, Location, ResourceError
from backedge.planning.graph_loading import SubgraphProvider, load_subgraph

# At the beginning of a line, as graphs are commonly written: executors further in have a `type` too.
_TYPE: Final = re.compile(r"""^type\s*:\s*["']([\w.:]+)["']""", re.MULTILINE)


class GraphFile(NamedTuple):
    """A graph file, and the line that says its `type`."""

    path: Path
    line: int

    @property
    def location(self) -> Location:
        """Where the file says its type."""
        return Location(str(self.path), self.line, 1)

    def is_same(self, path: Path | None) -> bool:
        """Tell whether `path` leads to this file, perhaps by another way."""
        return path is not None and path.resolve() == self.path.resolve()


class GraphFolders:
    """The graphs in folders. Files are only searched for their type, and loaded when a node names it."""

    def __init__(self) -> None:
        self._files: dict[str, list[GraphFile]] = {}
        self._loaded: dict[str, SubgraphProvider] = {}

    def add(self, folder: Path | str, *, recursive: bool = False) -> None:
        """Add the ``.pbtxt`` files of a folder, and, if wished, of the folders inside it.

        Raises:
            ResourceError: there is no such folder.
        """
        folder = Path(folder)
        if not folder.is_dir():
            found = "a file" if folder.exists() else "nothing of that name"
            raise ResourceError(f"{folder}: expected a folder of subgraphs, found {found}")
        for path in sorted(folder.glob("**/*.pbtxt" if recursive else "*.pbtxt")):
            # What cannot be read, such as a link that leads nowhere, cannot be a subgraph.
            if path.is_file() and os.access(path, os.R_OK):
                self._add_file(path)

    def _add_file(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8", errors="replace")
        match = _TYPE.search(text)
        if match:
            files = self._files.setdefault(match[1], [])
            if not any(file.is_same(path) for file in files):
                files.append(GraphFile(path, text.count("\n", 0, match.start()) + 1))

    def files(self, name: str) -> list[GraphFile]:
        """List the files of the type `name`, those for the GPU only if there are no others, as MediaPipe has both."""
        files = self._files.get(name, [])
        return [file for file in files if "gpu" not in file.path.stem] or files

    def file(self, name: str) -> Path:
        """Return the one file of the type `name`.

        Raises:
            ConfigError: there are two.
        """
        first, *others = self.files(name)
        if others:
            text = f'two files have the type "{name}", {first.path} and {others[0].path}'
            hint = "give one of them another type, or say which is meant: backedge.subgraphs.register(PATH)"
            raise ConfigError([Diagnostic(text, None, hint)])
        return first.path

    def load(self, name: str) -> SubgraphProvider:
        """Return the subgraph of the type `name`.

        Raises:
            ConfigError: there are two files of that type, or it is not a graph.
            ResourceError: the file cannot be read any more.
        """
        if name in self._loaded:
            return self._loaded[name]
        complaints = Complaints()
        provider, _ = load_subgraph(self.file(name), complaints)
        if not complaints.diagnostics:  # else its author will mend the file, and try again
            self._loaded[name] = provider
        return provider

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)
