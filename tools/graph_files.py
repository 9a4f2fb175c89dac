"""Finds the graph that a command line names: a file, or a graph that is known by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from backedge.config import GraphConfig
from backedge.config.complaints import Complaints
from backedge.config.load import GRAPH_SUFFIXES
from backedge.errors import ResourceError
from backedge.planning import GraphPlan, build_graph
from backedge.planning.graph_catalogue import catalogue
from backedge.planning.graph_loading import load_graph
from backedge.planning.subgraph_registry import subgraphs
from backedge.suggest import suggest_or_list
from backedge.tools.standard_input import DASH, NAME, standard_input


def find_graph(name: str) -> Path:
    """The file of a graph.

    Args:
        name: its path; ``-`` for standard input; its `type`, or the name of its file without suffix, if it comes with
            an installed package, ours or another, or is in a folder of ``--subgraphs``; or the path of one of ours
            below ``graphs/``.

    Returns:
        The path; that of `name` itself where it names a file that is not there, so that its reader can say so.

    Raises:
        ConfigError: two files of a folder have that type.
        ResourceError: there is no graph of that name, or several have files of that name.
    """
    path = Path(name)
    if name == DASH:
        return path  # `build_named_graph` reads it
    if path.exists() and not path.is_dir():
        return path
    # Ours come before those of other packages, as everywhere: to look for these takes as long as to plan a graph.
    found = _registered_file(name) or _file_of_stem(name, catalogue.own_types()) or _catalogued_file(name)
    if found := found or _file_of_stem(name, catalogue.types()):
        return found
    # The package is there as a folder, whether it is installed or a checkout.
    ours = Path(str(files("backedge.graphs")))
    for candidate in (ours / name, ours / f"{name}.pbtxt", ours / name / f"{path.name}.pbtxt"):
        if candidate.is_file():
            return candidate
    if path.suffix in GRAPH_SUFFIXES or len(path.parts) != 1:
        return path
    known = sorted({*known_graphs(), *catalogue.aliases(), *(file.stem for file in known_graphs().values())})
    raise ResourceError(
        f'there is no file "{name}" in {Path.cwd()}, and no graph of that name; {suggest_or_list(name, known)}'
        "; `graph_runner list` shows all"
    )


def build_named_graph(name: str, options: Mapping[str, str] | None = None) -> GraphPlan:
    """Build the graph that a command line names: as for `find_graph`, or ``-`` for standard input.

    Args:
        name: the graph.
        options: options to set, by ``NODE.FIELD``.

    Raises:
        ConfigError: with everything that is wrong with it.
        ResourceError: there is no such graph, or it cannot be read.
    """
    complaints = Complaints()
    return build_graph(named_source(name, complaints), complaints, options=options)


def named_source(name: str, complaints: Complaints | None = None) -> GraphConfig | Path:
    """What a graph can be built of that a command line names: its file, or its config where that is standard input.

    Args:
        name: as for `build_named_graph`.
        complaints: where to put what is wrong with single fields of standard input, instead of raising.

    Raises:
        ConfigError: standard input is no config, or two files of a folder have that type.
        ResourceError: there is no such graph, or standard input cannot be read.
    """
    return load_graph(standard_input(), file=NAME, complaints=complaints) if name == DASH else find_graph(name)


def known_graphs() -> dict[str, Path]:
    """The files of all graphs that are known by name, by their types; what the program has registered comes first."""
    return _known_graphs(catalogue.types())


def _known_graphs(catalogued: Iterable[str]) -> dict[str, Path]:
    """The files of graphs by their types: of those that the catalogue has, and all that the program has registered."""
    known = {name: catalogue.files(name)[0].path for name in catalogued}
    known.update((name, subgraphs.folders.files(name)[0].path) for name in subgraphs.folders)
    registered = ((name, subgraphs.registered_file(name)) for name in subgraphs.names())
    known.update((name, path) for name, path in registered if path is not None)
    return known


def _registered_file(name: str) -> Path | None:
    """The file of the graph of a type that the program has registered, or that is in a folder of ``--subgraphs``."""
    if (path := subgraphs.registered_file(name)) is not None:
        return path
    return subgraphs.folders.file(name) if name in subgraphs.folders else None


def _catalogued_file(name: str) -> Path | None:
    return next((file.path for file in catalogue.files(name)), None)


def _file_of_stem(name: str, catalogued: Iterable[str]) -> Path | None:
    found = {path.resolve(): path for path in _known_graphs(catalogued).values() if path.stem == name}
    if len(found) > 1:
        paths = " and ".join(map(str, found.values()))
        raise ResourceError(f'several graphs have files of the name "{name}": {paths}; say which by its type or path')
    return next(iter(found.values()), None)
