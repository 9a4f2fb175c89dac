"""The calculators and subgraphs of a project, made known to this process; imports are all that is run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backedge.errors import BackedgeError, Location
from backedge.planning.subgraph_registry import subgraphs
from backedge.runtime.author_code import place_of_error
from backedge.tools.language.project_settings import ProjectSettings, Setting
from backedge.tools.user_modules import import_calculators

_OPTION: Final = "--calculators: "
_OTHERS_CODE: Final = frozenset({"site-packages", "dist-packages", "__pycache__"})


@dataclass(frozen=True, slots=True)
class ProjectFailure:
    """A part of a project that cannot be used.

    Attributes:
        message: why.
        location: the entry of the project's settings.
        code: the line of the user's Python that failed; None where it is not that.
    """

    message: str
    location: Location | None
    code: Location | None = None


def load_project(
    settings: ProjectSettings, begin: Callable[[Setting], None], skipped: Collection[str] = ()
) -> list[ProjectFailure]:
    """Import a project's modules and add its folders of subgraphs, as far as that works; tells what does not.

    The working directory has to be the project's folder.

    Args:
        settings: the project's.
        begin: called before each import, which may never return.
        skipped: modules that are left alone: they are known to fail in a way that nothing comes back from.
    """
    failures: list[ProjectFailure] = []
    for module in settings.calculators:
        if module.text not in skipped:
            begin(module)
            failures += _import(module)
    for folder in settings.subgraphs:
        try:
            subgraphs.add_folder(settings.folder / folder.text, recursive=True)
        except BackedgeError as error:
            failures.append(ProjectFailure(str(error), folder.location))
    return failures


def _import(module: Setting) -> Iterator[ProjectFailure]:
    try:
        import_calculators([module.text])
    except BackedgeError as error:
        yield ProjectFailure(str(error).removeprefix(_OPTION), module.location, _code(error.__cause__))
    except SystemExit as error:
        yield ProjectFailure(f"{module.text} ends the program when it is imported", module.location, _code(error))


def _code(error: BaseException | None) -> Location | None:
    """The line of a user's code that raised."""
    place = place_of_error(error) if error is not None else None
    return Location(place.file, place.line, 1) if place else None


def project_files(settings: ProjectSettings) -> list[Path]:
    """The files that what is known of a project was read from: its settings, and the modules of its own."""
    named = [settings.folder / each.text for each in settings.calculators if each.text.endswith(".py")]
    modules = [file for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None))]
    imported = (Path(file).resolve() for file in modules if isinstance(file, str))
    root = settings.folder.resolve()
    own = [path for path in imported if path.is_relative_to(root) and not _OTHERS_CODE.intersection(path.parts)]
    return list(dict.fromkeys([settings.file, *named, *own]))


def project_folders(settings: ProjectSettings) -> list[Path]:
    """The folders whose graphs are known, whatever comes into them later."""
    return [settings.folder / each.text for each in settings.subgraphs]
