"""Runs a program in this process as Python itself would: a script, a folder or archive with one, or a module."""

from __future__ import annotations

import builtins
import io
import pkgutil
import runpy
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, ModuleType, TracebackType
from typing import Any

from backedge.errors import BackedgeError


class NoProgramError(BackedgeError):
    """There is nothing to run under that name."""


def run_script(path: str, arguments: list[str]) -> None:
    """Run a script in place of this program: ``__main__``, ``sys.argv`` and ``sys.path`` are as Python makes them.

    Raises:
        NoProgramError: it cannot be read.
        BaseException: what the script raises; if it comes to be shown, then without the frames that led to the script.
    """
    file = Path(path).absolute()
    sys.argv[:] = [path, *arguments]
    is_folder = pkgutil.get_importer(path) is not None  # or an archive, with a module __main__ inside
    first = path if is_folder else str(file.resolve().parent)
    if is_folder or file.suffix == ".pyc":
        _set_first_path(first)
        _shown_alone(lambda: runpy.run_path(path, run_name="__main__"))
        return
    try:
        with io.open_code(str(file)) as opened:
            source = opened.read()
    except OSError as error:
        raise NoProgramError(f"cannot read the script {path}: {error.strerror}") from error
    _set_first_path(first)
    module = _main_module(__file__=str(file), __loader__=SourceFileLoader("__main__", str(file)))
    _shown_alone(lambda: _execute(compile(source, str(file), "exec", dont_inherit=True), module))


def run_module(name: str, arguments: list[str]) -> None:
    """Run a module, or the ``__main__`` of a package, in place of this program.

    Raises:
        NoProgramError: there is none of that name, or it has no code in Python.
        BaseException: what the module raises; if it comes to be shown, then without the frames that led to it.
    """
    sys.argv[:] = ["-m", *arguments]  # as long as the packages that it is in are imported
    _shown_alone(lambda: _run_found(_find(name), arguments))


def _run_found(spec: ModuleSpec, arguments: list[str]) -> None:
    get_code = getattr(spec.loader, "get_code", None)
    if get_code is None or (code := get_code(spec.name)) is None:
        raise NoProgramError(f"the module {spec.name} has no code that can be run")
    sys.argv[:] = [str(spec.origin), *arguments]
    module = _main_module(
        __file__=spec.origin,
        __loader__=spec.loader,
        __package__=spec.parent,
        __spec__=spec,
        __cached__=spec.cached,
    )
    _execute(code, module)


def _find(name: str) -> ModuleSpec:
    try:
        spec = find_spec(name)
    except ModuleNotFoundError as error:
        if not f"{name}.".startswith(f"{error.name}."):
            raise
        spec = None
    if spec is None:
        raise NoProgramError(f"there is no module {name}")
    return spec if spec.submodule_search_locations is None else _find(f"{name}.__main__")


def _main_module(**attributes: Any) -> ModuleType:
    """A new module ``__main__``, which stays in its place until the process ends."""
    module = ModuleType("__main__")
    module.__dict__.update({"__builtins__": builtins, "__cached__": None, **attributes})
    sys.modules["__main__"] = module
    return module


def _execute(code: CodeType, module: ModuleType) -> None:
    exec(code, module.__dict__)  # noqa: S102 - a program that the user names


def _set_first_path(folder: str) -> None:
    """Put the script's folder where `python -m` has put the working directory; ``python -P`` wants neither."""
    if not sys.flags.safe_path:
        sys.path[0] = folder


def _shown_alone(run: Callable[[], object]) -> None:
    try:
        run()
    except NoProgramError:
        raise
    except BaseException:
        sys.excepthook = _without_frames_before_the_program(sys.excepthook)
        raise


def _without_frames_before_the_program(hook: Callable[..., object]) -> Callable[..., object]:
    """`hook`, which shows an exception that ends the program, for the frames of the program itself."""

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        while trace is not None and _leads_to_the_program(trace.tb_frame.f_code.co_filename):
            trace = trace.tb_next
        hook(kind, error.with_traceback(trace), trace)

    return show


def _leads_to_the_program(file: str) -> bool:
    return file.startswith("<frozen ") or file in _LEADING


_LEADING = {
    __file__,
    str(Path(__file__).with_name("__main__.py")),
    runpy.run_path.__code__.co_filename,
}
