"""The modules of a package that register calculators: which of them has which name, read off without an import.

Importing all calculators of a large package takes longer than making most graphs. What they are called stands in the
text of their modules, which is read in a hundredth of that time: the names in ``@register``, ``register("Name")`` and
``@calculator``, and those of subgraphs in ``register_provider("Name", …)``. A name that is put together while the
module runs is not seen, and is found only when all modules are imported: nothing depends on these names being complete.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Final

_ENDING: Final = "_calculator"
# At the beginning of a line: those in docstrings are indented, as are those that only some runs of a module get to. To
# look for the end of the line before takes a third of the time that "^" takes.
_CALL: Final = re.compile(rb"\n@?(?:[\w.]+\.)?(?:register|register_provider|calculator)\(([^)]*)")
_BARE: Final = re.compile(rb"\n@(?:register|calculator)\s*\n(?:@.*\n)*(?:class|def)\s+(\w+)")
_TEXT: Final = re.compile(rb"""["']([\w.]+)["']""")
_OPTIONS: Final = "Options"


class CalculatorModules:
    """The modules of a package, and of those inside it, whose names end in ``_calculator``.

    Args:
        package: the package. None of the modules is imported before it is asked for.
    """

    def __init__(self, package: ModuleType) -> None:
        self._package = package

    @property
    def are_readable(self) -> bool:
        """Whether their texts are there; they are not where a program is packed into one file."""
        return bool(self._files)

    def module_of(self, name: str) -> str | None:
        """Return the full name of the module that registers the calculator or subgraph `name`, by its text."""
        return self._by_name.get(name)

    def module_of_options(self, message: str) -> str | None:
        """Return the module that has the options `message` by its own name: ``gate_calculator`` GateOptions.

        Args:
            message: full name of the message, or of one inside it.
        """
        outermost = next((part for part in message.split(".") if part.endswith(_OPTIONS)), "")
        return self._by_theme.get(outermost.removesuffix(_OPTIONS).removesuffix("Calculator").lower())

    def all(self) -> Iterator[str]:
        """Give the full names of all modules, in order. Packages between them are imported, modules are not."""
        from pkgutil import walk_packages  # few need all

        # A package that cannot be imported is imported again, to raise its error; without `onerror` it is left out.
        for module in walk_packages(self._package.__path__, f"{self._package.__name__}.", onerror=import_module):
            if module.name.endswith(_ENDING):
                yield module.name

    @cached_property
    def _by_name(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for module, path in self._files:
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - pathlib would double the time
                text = b"\n" + file.read()
            names = [name for call in _CALL.findall(text) for name in _TEXT.findall(call)] + _BARE.findall(text)
            for name in names:
                found.setdefault(name.decode(), module)
        return found

    @cached_property
    def _by_theme(self) -> dict[str, str]:
        stems = ((module.rpartition(".")[2].removesuffix(_ENDING), module) for module, _ in self._files)
        return {stem.replace("_", ""): module for stem, module in stems}

    @cached_property
    def _files(self) -> list[tuple[str, str]]:
        """The full names and files of the modules whose text there is."""
        package = self._package
        return sorted(found for folder in package.__path__ for found in _walk(folder, package.__name__))


def _walk(folder: str, package: str) -> Iterator[tuple[str, str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            stem, suffix = os.path.splitext(entry.name)  # noqa: PTH122 - as above
            if entry.name.isidentifier() and entry.is_dir():
                yield from _walk(entry.path, f"{package}.{entry.name}")
            elif suffix == ".py" and stem.endswith(_ENDING):
                yield f"{package}.{stem}", entry.path
