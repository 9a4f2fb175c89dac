"""Rules in Bazel's BUILD files that name subgraphs, as a MediaPipe checkout has them.

MediaPipe knows a graph file by the name in its rule, whatever the file is called and whatever `type` it has::

    mediapipe_simple_subgraph(
        name = "hand_renderer_cpu",
        graph = "hand_renderer_cpu.pbtxt",
        register_as = "HandRendererSubgraph",
    )

BUILD files are written in Starlark, whose syntax is a part of Python's. They are parsed and never executed, so a rule
counts only if its name and its graph are written out.
"""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from backedge.errors import ConfigError, Diagnostic, Location

_NAMES: Final = ("BUILD.bazel", "BUILD")
_GRAPH: Final = "graph"
_NAME: Final = "register_as"
_LONGEST: Final = 2**20  # characters; the longest of MediaPipe's has a twentieth


class SubgraphRule(NamedTuple):
    """A rule that gives a graph file the name by which nodes know it."""

    name: str
    path: Path


def find_build_files(folder: Path, *, recursive: bool = False) -> list[Path]:
    """List the BUILD file of a folder and, if wished, of those inside it. ``BUILD.bazel`` comes before ``BUILD``."""
    found: dict[Path, Path] = {}
    for name in _NAMES:
        for path in sorted(folder.glob(f"**/{name}" if recursive else name)):
            if path.is_file() and os.access(path, os.R_OK):
                found.setdefault(path.parent, path)
    return sorted(found.values())


def read_rules(path: Path) -> list[SubgraphRule]:
    """List the rules of a BUILD file that name subgraphs, those without a file left out.

    Raises:
        ConfigError: it cannot be parsed.
    """
    with path.open(encoding="utf-8", errors="replace") as build_file:
        text = build_file.read(_LONGEST + 1)
    if _NAME not in text:  # whatever else it is: a folder may have a file of that name that Bazel does not read
        return []
    return [
        SubgraphRule(name, file)
        for name, label in _registrations(_parse(text, path))
        if (file := _file_of(label, path.parent)) is not None
    ]


def _parse(text: str, path: Path) -> ast.Module:
    if len(text) > _LONGEST:
        raise _unparsed(f"it has more than {_LONGEST} characters", Location(str(path)))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Starlark has other rules for backslashes
            return ast.parse(text)
    # Python 3.11 refuses null bytes with a ValueError, and what is nested too deep is either of the last two.
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line, column = getattr(error, "lineno", None) or 1, getattr(error, "offset", None) or 1
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise _unparsed(reason, Location(str(path), line, column)) from error


def _unparsed(reason: str, where: Location) -> ConfigError:
    hint = "the graphs that it registers are known by their types only"
    return ConfigError([Diagnostic(f"this BUILD file cannot be parsed: {reason}", where, hint)])


def _registrations(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Find the name and the graph's label in every rule that has both as plain strings."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            written = {
                keyword.arg: keyword.value.value
                for keyword in node.keywords
                if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str)
            }
            if written.get(_NAME) and written.get(_GRAPH):
                yield written[_NAME], written[_GRAPH]


def _file_of(label: str, folder: Path) -> Path | None:
    """Return the file that a label means in the BUILD file of `folder`; None for a rule, or what is not there.

    The workspace, from which ``//mediapipe/modules:a.pbtxt`` counts, is the innermost folder around that has the file.
    """
    if label.startswith("//"):
        package, _, name = label[2:].partition(":")
        home = folder.absolute()
        candidates = [workspace / package / name for workspace in (home, *home.parents)]
    elif label.startswith("@"):  # of another repository
        candidates = []
    else:
        candidates = [folder / label.removeprefix(":")]
    return next((file for file in candidates if file.is_file()), None)
