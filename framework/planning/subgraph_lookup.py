"""The lookup of the names in one graph: where a subgraph comes from, and which others of that name are passed over."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from backedge.authoring.registration import registry
from backedge.config.complaints import Complaints
from backedge.errors import Diagnostic, Location
from backedge.planning.graph_catalogue import catalogue
from backedge.planning.graph_folders import GraphFile, GraphFolders
from backedge.planning.graph_loading import SubgraphProvider, absolute_name
from backedge.planning.subgraph_registry import SubgraphRegistry, subgraphs
from backedge.protos.message_schema import describe

_RENAME: Final = "give its graph another type, or remove it, if that is not what you want"


class SubgraphLookup:
    """Finds the subgraphs that one graph names.

    It looks at what the program has registered, then into the folders that the program, or the command line, has named,
    then into the folder of the graph's own file, and then at the graphs that installed packages ship. A file that takes
    a name from something further down, or whose own name is taken that way, gets a warning.

    Args:
        folder: that of the graph's file; None for a graph without one.
        complaints: where to put the warnings.
        registered: what the program has registered; by default that of the process.
    """

    def __init__(self, folder: Path | None, complaints: Complaints, registered: SubgraphRegistry = subgraphs) -> None:
        self._registered = registered
        self._neighbours = GraphFolders()
        if folder is not None:
            self._neighbours.add(folder)
        self._complaints = complaints
        self._replaced: dict[str, GraphFile] = {}
        self._found: dict[tuple[str, str], SubgraphProvider | None] = {}  # a graph has many nodes of few names
        for warning in (*registered.folders.warnings, *self._neighbours.warnings):
            complaints.warn(warning)

    def find(self, name: str, package: str = "") -> SubgraphProvider | None:
        """Find the subgraph that a graph of `package` means by `name`; None if it means a calculator, or is unknown.

        Raises:
            ConfigError: it is one of two files with that type, or a file that is not a graph.
        """
        if (name, package) not in self._found:
            known = absolute_name(name, package, self)
            self._found[name, package] = None if known is None else self._provider(known)
        return self._found[name, package]

    def location(self, name: str, package: str = "") -> Location | None:
        """Return where the file of the subgraph that `find` finds says its type; None if it has no file, or is none.

        Raises:
            ConfigError: as `find` does.
        """
        known = absolute_name(name, package, self) if self.find(name, package) else None
        if known is None:
            return None
        if self._registered.registered(known) is not None:
            path = self._registered.registered_file(known)
            return None if path is None else Location(str(path))
        places = (self._registered.folders, self._neighbours, catalogue)
        return next((file.location for place in places for file in place.files(known)), None)

    def __contains__(self, name: str) -> bool:
        return any(name in place for place in (self._registered, self._neighbours, catalogue))

    def names(self) -> list[str]:
        """List every name that can be found."""
        return sorted({*self._registered.names(), *self._neighbours, *catalogue.types(), *catalogue.aliases()})

    def notes(self) -> Iterator[Diagnostic]:
        """Say once which graphs with a rule in a BUILD file were taken in place of installed ones.

        A checkout of MediaPipe has many that we ship too, and whoever adds it means them.
        """
        if self._replaced:
            names = ", ".join(sorted(self._replaced))
            first = next(iter(self._replaced.values()))
            text = f"graphs of BUILD files are used in place of those of the same names that are installed: {names}"
            yield Diagnostic(text, first.location, severity="note")

    def _provider(self, name: str) -> SubgraphProvider | None:
        explicit, folders = self._registered.registered(name), self._registered.folders
        in_folders, beside = folders.files(name), self._neighbours.files(name)
        if explicit is not None:
            self._tell_unused(name, [*in_folders, *beside], self._registered.registered_file(name))
            if registry.get(name) and not registry.is_installed(name):
                self._tell_unused_calculator(name, "a registered subgraph")
            return explicit
        if in_folders:
            provider = folders.load(name)
            self._tell_unused(name, beside, in_folders[0].path)
            self._tell_hidden(name, in_folders[0])
            return provider
        if beside:
            provider = self._neighbours.load(name)
            self._tell_hidden(name, beside[0])
            return provider
        calculator = registry.get(name)
        if calculator is None:
            return catalogue.find(name)
        if registry.is_installed(name) or name not in catalogue:
            return None
        self._tell_unused_calculator(name, f"the graph {catalogue.files(name)[0].path}")
        return catalogue.find(name)

    def _tell_unused_calculator(self, name: str, used: str) -> None:
        """Warn of a calculator of the user's own whose name something else has."""
        calculator = registry.get(name)
        assert calculator is not None
        text = f'"{name}" is {used}, and not {describe(calculator.calculator)}'
        self._tell(Diagnostic(text, None, "rename the calculator, or register it under another name"))

    def _tell_unused(self, name: str, files: list[GraphFile], used: Path | None) -> None:
        """Warn of files that have the type `name`, and are not the one that is used."""
        for file in files:
            if not file.is_same(used):
                what = f"{used} is used" if used else "the graph that the program has registered is used"
                self._tell(Diagnostic(f'this file is not used as "{name}": {what}', file.location, _RENAME))

    def _tell_hidden(self, name: str, file: GraphFile) -> None:
        """Warn if `file` takes a name that something known has."""
        calculator = registry.get(name)
        others = [other.path for other in catalogue.files(name) if not file.is_same(other.path)]
        if calculator is not None:
            hidden = f"the calculator {describe(calculator.calculator)}"
        elif others and file.has_rule:
            self._replaced[name] = file
            return
        elif others:
            hidden = f"{others[0]}, which is installed"
        else:
            return
        self._tell(Diagnostic(f'this file is used as "{name}", and not {hidden}', file.location, _RENAME))

    def _tell(self, warning: Diagnostic) -> None:
        self._complaints.warn(dataclasses.replace(warning, severity="warning"))
