"""Where an error comes from in the code of a calculator's author, or of another user of the library."""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final

_ENGINE: Final = (
    *("backedge.runtime", "backedge.profiling", "backedge.authoring", "backedge.streams", "backedge.tools"),
    *("importlib", "runpy"),
)
"""Modules that stand between a failure and the calculator, or the imported module, that it came from."""


@dataclass(frozen=True, slots=True)
class CodePlace:
    """A line of a user's Python file.

    Attributes:
        file: the file.
        line: counted from 1.
        function: name of the function that the line is in, "" where there is none.
        code: what the line says.
    """

    file: str
    line: int
    function: str
    code: str

    def __str__(self) -> str:
        return f"at {self.file}:{self.line}{', in ' * bool(self.function)}{self.function}: {self.code}"


def place_of_error(error: BaseException) -> CodePlace | None:
    """The line of the author's own code that raised `error`, or called what did; None if it was not raised there.

    What is ours is not the author's: nothing can be mended there.
    """
    if isinstance(error, SyntaxError) and error.filename:
        return CodePlace(error.filename, error.lineno or 1, "", (error.text or "").strip())
    frames = _frames(error)
    if not frames or _is_ours(_module(frames[0][0])):
        return None
    # What the author's code called in turn, numpy say, is not where the author looks first.
    own_file = frames[0][0].f_code.co_filename
    frame, line = [(frame, line) for frame, line in frames if frame.f_code.co_filename == own_file][-1]
    return _place(own_file, line, frame.f_code.co_name)


def comes_from_engine(error: BaseException) -> bool:
    """Tell whether no code but the engine's was running when `error` was raised: a calculator's call had returned."""
    return not _frames(error)


def place_of_result(function: Callable[..., Any]) -> CodePlace | None:
    """The line where `function` returns its value: of its only such line, and of several the one that it begins at.

    None where the function is ours, or its text cannot be found.
    """
    function = inspect.unwrap(function)
    if _is_ours(function.__module__ or ""):
        return None
    try:
        lines, first = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines))).body[0]
    except (OSError, SyntaxError):  # typed into an interpreter, or a lambda within some statement
        return None
    if not isinstance(tree, ast.FunctionDef):
        return None
    returns = [node.lineno for node in _own_nodes(tree) if isinstance(node, ast.Return) and not _is_none(node.value)]
    line = returns[0] if len(returns) == 1 else tree.lineno
    return _place(inspect.getsourcefile(function) or "", first - 1 + line, function.__name__)


def _own_nodes(tree: ast.AST) -> list[ast.AST]:
    """The nodes of a function, without those of functions inside it."""
    found = []
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            found += [node, *_own_nodes(node)]
    return found


def _is_none(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


def _place(file: str, line: int, function: str) -> CodePlace:
    return CodePlace(file, line, function, linecache.getline(file, line).strip())


def _frames(error: BaseException) -> list[tuple[FrameType, int]]:
    """The frames that `error` passed, without the engine's."""
    return [
        (frame, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if not any(_is_within(_module(frame), module) for module in _ENGINE)
    ]


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _is_ours(module: str) -> bool:
    return _is_within(module, "backedge")


def _is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
