"""``--calculators MODULE`` imports a user's own calculators."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import cache_from_source, find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Final

from backedge.authoring.registration import registry
from backedge.errors import BackedgeError, ResourceError
from backedge.tools.watching.reads import is_of_the_user


class UserCodeError(BackedgeError):
    """A user's module that raised while it was imported; the original exception is the ``__cause__``."""


@dataclass(frozen=True, slots=True)
class _Imported:
    """What has been imported for ``--calculators``.

    Attributes:
        words: as the user named them.
        modules: the names of the modules, and of those of the user's that they import in turn.
    """

    words: dict[str, None] = field(default_factory=dict)
    modules: dict[str, None] = field(default_factory=dict)


_imported: Final = _Imported()


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
        before = set(sys.modules)
        if module.endswith(".py"):
            _import_file(Path(module))
        else:
            _import_name(module)
        _imported.words[module] = None
        _imported.modules.update(
            dict.fromkeys(name for name in list(sys.modules) if name not in before and _is_own(name))
        )


def import_anew() -> None:
    """Import again what `import_calculators` has imported, as its files are now.

    What a module registered before and registers no more is forgotten. If a module cannot be imported, all of them stay
    as they were.

    Raises:
        ResourceError, UserCodeError: see `import_calculators`.
    """
    before = {name: sys.modules.pop(name) for name in _imported.modules if name in sys.modules}
    try:
        with registry.forgetting(_imported.modules):
            forget_compiled(Path(module.__file__) for module in before.values() if module.__file__)
            import_calculators(list(_imported.words))
    except BaseException:
        sys.modules.update(before)
        raise


def imported_files() -> list[Path]:
    """The files of what `import_calculators` has imported, and of the user's modules that those import in turn."""
    modules = (sys.modules[name] for name in _imported.modules if name in sys.modules)
    return [Path(module.__file__) for module in modules if module.__file__]


def forget_compiled(files: Iterable[Path]) -> None:
    """Let Python compile modules again: it takes one of the same second and size for what it has compiled before.

    Args:
        files: of the user's; other than modules are left alone. In a folder where nothing can be removed nothing is.
    """
    for file in files:
        if file.suffix == ".py":
            with suppress(OSError):
                Path(cache_from_source(file)).unlink(missing_ok=True)


def _is_own(name: str) -> bool:
    """Tell whether a module is a file of the user's."""
    file = getattr(sys.modules[name], "__file__", None)
    return file is not None and file.endswith(".py") and is_of_the_user(Path(file))


def _import_file(path: Path) -> None:
    if not path.is_file():
        raise ResourceError(f"--calculators: there is no file {path}")
    path = path.resolve()
    if _is_imported(path):
        return
    folder, name = module_name(path)
    namesake = find_spec(name) if folder == path.parent else None
    if namesake is not None and not _is_file(namesake.origin, path):
        raise ResourceError(f"--calculators: {path} would hide the module {name!r} that is there already; rename it")
    # As for a script that is run, what lies beside the file can be imported.
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    if folder != path.parent:
        _import(name, str(path))
        return
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


def module_name(path: Path) -> tuple[Path, str]:
    """The folder from which the file `path` is imported, and its name there: with those of the packages it is in."""
    names = [path.stem]
    folder = path.parent
    while (folder / "__init__.py").is_file():
        names.insert(0, folder.name)
        folder = folder.parent
    return folder, ".".join(names[:-1] if path.stem == "__init__" and len(names) > 1 else names)


def _is_imported(path: Path) -> bool:
    """Tell whether `path` has been imported already, under whichever name."""
    return any(_is_file(getattr(module, "__file__", None), path) for module in list(sys.modules.values()))


def _is_file(file: str | None, path: Path) -> bool:
    # Most modules are told apart by their last name alone; asking the disk for each would take a while.
    return file is not None and Path(file).name == path.name and Path(file).resolve() == path


def _import_name(name: str) -> None:
    folder = str(Path.cwd())
    if folder not in sys.path:
        sys.path.append(folder)
    if not _is_imported_as_other(name):
        _import(name, name, f"neither installed nor in {folder}; for a file, give its path, with .py")


def _is_imported_as_other(name: str) -> bool:
    """Tell whether the file of the module `name` has been imported already, under another name."""
    try:
        spec = find_spec(name) if name not in sys.modules else None
    except (ImportError, ValueError):  # of the package it is in; told when it is imported
        return False
    return spec is not None and spec.origin is not None and _is_imported(Path(spec.origin).resolve())


def _import(name: str, shown: str, where: str = "") -> None:
    """Import a module by its name; `shown` is what the user calls it, and `where` what to say if it is not there."""
    try:
        import_module(name)
    except ModuleNotFoundError as error:
        if where and error.name is not None and f"{name}.".startswith(f"{error.name}."):
            raise ResourceError(f"--calculators: there is no module {name!r}, {where}") from error
        _refuse(shown, error)
    except Exception as error:  # noqa: BLE001 - whatever a user's module raises is reported with its place
        _refuse(shown, error)


def _refuse(module: str, error: BaseException) -> None:
    if isinstance(error, Exception):
        reason = str(error) if isinstance(error, BackedgeError) else f"{type(error).__name__}: {error}"
        raise UserCodeError(f"--calculators: {module} cannot be imported: {reason}") from error
