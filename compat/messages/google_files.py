"""What Google's own package declares, where it is installed beside ours."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path
from typing import Any, Final

from google.protobuf import any_pb2, descriptor_pool
from google.protobuf.descriptor_pb2 import FileDescriptorProto

_PACKAGE: Final = "mediapipe"


class GoogleFiles:
    """The descriptors in the modules of Google's package, if it is installed and has any; it is not imported.

    Its modules add them once more when they are imported. Protobuf overlooks that if it finds them to be the same; it
    does not where a default is a fraction that it writes in another way, and those are left to the modules.

    Args:
        pool: where to put them.
    """

    def __init__(self, pool: Any) -> None:
        self._pools = (descriptor_pool.DescriptorPool(), pool)
        for each in self._pools:
            each.AddSerializedFile(any_pb2.DESCRIPTOR.serialized_pb)
        self._folders = _folders()
        self._added: dict[str, str | None] = {}

    def has(self, path: str) -> bool:
        """Tell whether there is a module for the file `path`."""
        return self._module(path) is not None

    def add(self, path: str) -> str | None:
        """Put a file there, and before it those that it imports; returns its name, None if it cannot be added twice."""
        if path not in self._added:
            serialized = _serialized(self._module(path))
            file = FileDescriptorProto.FromString(serialized)
            ours = (name for name in file.dependency if name.startswith(f"{_PACKAGE}/"))
            whole = all(self.add(_path(name)) for name in ours)
            self._added[path] = file.name if whole and self._is_repeatable(serialized) else None
            if self._added[path]:
                self._pools[1].AddSerializedFile(serialized)
        return self._added[path]

    def _is_repeatable(self, serialized: bytes) -> bool:
        try:
            for _ in range(2):
                self._pools[0].AddSerializedFile(serialized)
        except TypeError:
            return False
        return True

    def _module(self, path: str) -> Path | None:
        paths = (folder / f"{path}_pb2.py" for folder in self._folders)
        return next((path for path in paths if path.is_file()), None)


def _folders() -> list[Path]:
    try:
        spec = importlib.util.find_spec(_PACKAGE)
    except ValueError:  # a module of that name that a program has made itself
        spec = None
    return [Path(folder) for folder in (spec and spec.submodule_search_locations) or ()]


def _path(file: str) -> str:
    return file.removeprefix(f"{_PACKAGE}/").removesuffix(".proto")


def _serialized(module: Path | None) -> bytes:
    """Find what a generated module adds to the pool; nothing, which is a file without a name, if it does not."""
    for node in ast.walk(ast.parse(module.read_bytes() if module else b"")):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "AddSerializedFile"
        ):
            value = ast.literal_eval(node.args[0])
            assert isinstance(value, bytes)
            return value
    return b""
