"""``--calculators MODULE`` imports a user's own calculators."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

from backedge.errors import BackedgeError, ResourceError


class UserCodeError(BackedgeError):
    """A user's module that raised while it was imported; the original exception is the ``__cause__``."""


def import_calculators(modules: Iterable[str]) -> None:
    """Import modules, so that the calculators in them are registered.

    Args:
        modules: each the path of a ``.py`` file, or the name of a module that is installed or in the working
            directory.

    Raises:
        ResourceError: the file or module does not exist.
        UserCodeError: it raised while it was imported.
    """
    for module in modules:
        if module.endswith(".py"):
            _import_file(Path(module))
        else:
            _import_name(module)


def _import_file(path: Path) -> None:
    if not path.is_file():
        raise ResourceError(f"--calculators: there is no file {path}")
    path = path.resolve()
    name = path.stem
    if getattr(sys.modules.get(name), "__file__", None) == str(path):
        return
    namesake = find_spec(name)
    if namesake is not None and namesake.origin != str(path):
        raise ResourceError(f"--calculators: {path} would hide the module {name!r} that is there already; rename it")
    # As for a script that is run, what lies beside the file can be imported.
    sys.path.append(str(path.parent))
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        del sys.modules[name]
        _refuse(str(path), error)
        raise


def _import_name(name: str) -> None:
    folder = str(Path.cwd())
    if folder not in sys.path:
        sys.path.append(folder)
    try:
        import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            raise ResourceError(
                f"--calculators: there is no module {name!r}, neither installed nor in {folder}; "
                "for a file, give its path, with .py"
            ) from error
        _refuse(name, error)
    except Exception as error:  # noqa: BLE001 - whatever a user's module raises is reported with its place
        _refuse(name, error)


def _refuse(module: str, error: BaseException) -> None:
    if isinstance(error, Exception):
        reason = str(error) if isinstance(error, BackedgeError) else f"{type(error).__name__}: {error}"
        raise UserCodeError(f"--calculators: {module} cannot be imported: {reason}") from error
