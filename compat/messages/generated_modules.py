"""Modules that look like those that protoc generates from MediaPipe's files, behind the name of our package.

An import hook makes them of the table in `proto_files` and of the messages that are declared: a calculator whose
options have MediaPipe's name has its module without more ado.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final

from backedge.authoring.registration import registry
from backedge.compat.messages.default_pool import DEFAULT_POOL, FORMATS
from backedge.compat.messages.proto_files import declared_messages, proto_files, proto_folders
from backedge.protos import message_class
from backedge.protos.pool import POOL

_ENDING: Final = "_pb2"
_ALSO: Final = {"framework/calculator": ("framework/calculator_options",)}
"""Files whose messages another one hands on, by ``import public``."""


class GeneratedModules(MetaPathFinder, Loader):
    """Finds and makes the modules.

    Args:
        package: the name that stands for ``mediapipe``.
        absent: what to say about modules that are not there, by their names without the package's.
    """

    def __init__(self, package: str, absent: Callable[[str], str]) -> None:
        self._prefix = f"{package}."
        self._absent = absent

    def install(self) -> None:
        """Ask this finder for every module that Python does not find elsewhere."""
        sys.meta_path.append(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module, or a package of such modules.

        Raises:
            ModuleNotFoundError: MediaPipe has it, and there is no message for it.
        """
        name = fullname.removeprefix(self._prefix)
        if name == fullname:
            return None
        place = name.replace(".", "/")
        if any(_messages(file) for file in proto_files() if file.startswith(f"{place}/")):
            return ModuleSpec(fullname, self, is_package=True)
        file = place.removesuffix(_ENDING)
        if file != place and _messages(file):
            return ModuleSpec(fullname, self)
        if file != place and file in proto_files():
            missing = ", ".join(message.rpartition(".")[2] for message in proto_files()[file])
            raise ModuleNotFoundError(f"no module {fullname}: backedge does not have {missing} yet")
        if reason := self._absent(name):
            # Without the module's name: `from package import module` would take that for "go on without it".
            raise ModuleNotFoundError(reason)
        return None

    def create_module(self, spec: ModuleSpec) -> None:
        """Let Python make the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Give a module its messages."""
        place = module.__name__.removeprefix(self._prefix).replace(".", "/")
        if place in proto_folders():
            module.__doc__ = f"`mediapipe/{place}`: messages."
            return
        file = place.removesuffix(_ENDING)
        module.__doc__ = f"The messages of `mediapipe/{file}.proto`."
        names = {name.rpartition(".")[2]: name for name in _messages(file)}
        vars(module).update(__all__=sorted(names), __dir__=partial(sorted, names))
        vars(module)["__getattr__"] = partial(find_message, module.__name__, file)


def _messages(file: str) -> list[str]:
    return [name for each in (file, *_ALSO.get(file, ())) for name in declared_messages(each)]


def find_message(module: str, file: str, name: str) -> Any:
    """The attribute `name` of the module `module`, which stands for the proto file `file`.

    It is looked up every time, because the pool is made anew where a program defines one of its messages a second time.

    Raises:
        AttributeError: no message of the file is called so, or none is declared.
    """
    known = {full_name.rpartition(".")[2]: full_name for full_name in _messages(file)}
    if name not in known:
        raise AttributeError(f"module {module!r} has no attribute {name!r}; it has {', '.join(sorted(known))}")
    if not file.startswith(FORMATS):
        registry.load_plugins()  # options of any calculator may be read in it
        POOL.build_all()
        DEFAULT_POOL.publish()
    return message_class(known[name])
