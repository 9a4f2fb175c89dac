"""Folders of graph files, whose graphs nodes can name by their `type`, or by the name that a BUILD file gives them."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from backedge.config.complaints import Complaints
from backedge.errors import ConfigError, Diagnostic, Location, ResourceError
from backedge.planning.build_files import SubgraphRule, find_build_files, read_rules
from backedge.planning.gpu_tags import SubgraphVariants
from backedge.planning.graph_loading import SubgraphProvider, load_subgraph

# At the beginning of a line, as graphs are commonly written: executors further in have a `type` too.
_TYPE: Final = re.compile(r"""^type\s*:\s*["']([\w.:]+)["']""", re.MULTILINE)
_SEARCHED: Final = 2**20  # characters at the head of a file, which may be anything: any .pbtxt in the folder is read


class GraphFile(NamedTuple):
    """A graph file.

    Attributes:
        path: where it is.
        line: the one that says its `type`; 1 if none does.
        has_rule: whether a BUILD file gives it its name.
    """

    path: Path
    line: int
    has_rule: bool = False

    @property
    def location(self) -> Location:
        """Where the file says its type."""
        return Location(str(self.path), self.line, 1)

    def is_same(self, path: Path | None) -> bool:
        """Tell whether `path` leads to this file, perhaps by another way."""
        return path is not None and path.resolve() == self.path.resolve()


class GraphFolders:
    """The graphs in folders. Files are only searched for their type, and loaded when a node names it.

    Attributes:
        warnings: of BUILD files that cannot be parsed.
    """

    def __init__(self) -> None:
        self.warnings: list[Diagnostic] = []
        self._files: dict[str, list[GraphFile]] = {}
        self._loaded: dict[str, SubgraphProvider] = {}

    def add(self, folder: Path | str, *, recursive: bool = False) -> None:
        """Add the ``.pbtxt`` files of a folder, and, if wished, of the folders inside it.

        Those that a rule of a BUILD file there registers are known by the rule's name only, as in MediaPipe.

        Raises:
            ResourceError: there is no such folder.
        """
        folder = Path(folder)
        if not folder.is_dir():
            found = "a file" if folder.exists() else "nothing of that name"
            raise ResourceError(f"{folder}: expected a folder of subgraphs, found {found}")
        registered: set[Path] = set()
        for rule in self._rules(folder, recursive):
            if _is_readable(rule.path):
                self._add_file(rule.name, GraphFile(rule.path, _find_type(rule.path)[1], has_rule=True))
                registered.add(rule.path.resolve())
        for path in sorted(folder.glob("**/*.pbtxt" if recursive else "*.pbtxt")):
            # What cannot be read, such as a link that leads nowhere, cannot be a subgraph.
            if _is_readable(path) and path.resolve() not in registered:
                name, line = _find_type(path)
                if name:
                    self._add_file(name, GraphFile(path, line))

    def _rules(self, folder: Path, recursive: bool) -> Iterator[SubgraphRule]:
        for path in find_build_files(folder, recursive=recursive):
            try:
                yield from read_rules(path)
            except ConfigError as error:
                self.warnings += (dataclasses.replace(found, severity="warning") for found in error.diagnostics)

    def _add_file(self, name: str, file: GraphFile) -> None:
        files = self._files.setdefault(name, [])
        if not any(known.is_same(file.path) for known in files):
            files.append(file)

    def files(self, name: str) -> list[GraphFile]:
        """List the files that `name` means, those for the GPU only if there are no others, as MediaPipe has both."""
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
        if for_gpu := self._file_for_gpu(name):
            provider = SubgraphVariants(provider, lambda: load_subgraph(for_gpu, Complaints())[0])
        if not complaints.diagnostics:  # else its author will mend the file, and try again
            self._loaded[name] = provider
        return provider

    def _file_for_gpu(self, name: str) -> Path | None:
        """Return the file of the type `name` that is for a GPU, where another is not, and there are no two."""
        others = [file.path for file in self._files[name] if file not in self.files(name)]
        return others[0] if len(others) == 1 else None

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)


def _is_readable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.R_OK)


def _find_type(path: Path) -> tuple[str, int]:
    """Return the type that a graph file says, and the line it does so on; an empty one, and 1, if it says none."""
    with path.open(encoding="utf-8", errors="replace") as file:
        text = file.read(_SEARCHED)
    match = _TYPE.search(text)
    return (match[1], text.count("\n", 0, match.start()) + 1) if match else ("", 1)
