"""MediaPipe's proto files and the messages in them: where a program that was written for MediaPipe looks for them.

The text beside this module lists them: a line for each folder, with the protobuf package where that is not
``mediapipe``, and below it a line for each file with its messages. They are those of MediaPipe 0.10.21's package for
Python, and those that its sources have besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from backedge.protos.message_registry import REGISTRY

_TABLE: Final = Path(__file__).with_suffix(".txt")
_PART: Final = re.compile(
    r"(?P<folder>\S+)/(?: \((?P<package>\S+)\))?$|  (?P<file>\w+): (?P<messages>.*)$", re.MULTILINE
)


@cache
def proto_files() -> dict[str, tuple[str, ...]]:
    """The full names of the messages in every file, by its path without ``mediapipe/`` and ``.proto``."""
    return dict(_files())


@cache
def file_of_message() -> dict[str, str]:
    """The path of the file of every message, by its full name."""
    return {message: path for path, messages in proto_files().items() for message in messages}


def declared_messages(path: str) -> list[str]:
    """List those messages of a file of MediaPipe's that a class of ours declares; plug-ins are asked, too."""
    return [name for name in proto_files().get(path, ()) if REGISTRY.find(name) is not None]


@cache
def proto_folders() -> frozenset[str]:
    """The folders, and those around them."""
    return frozenset(parent.as_posix() for path in proto_files() for parent in Path(path).parents) - {"."}


def _files() -> Iterator[tuple[str, tuple[str, ...]]]:
    folder = package = ""
    for part in _PART.finditer(re.sub(r"\n {3,}", " ", _TABLE.read_text(encoding="utf-8"))):
        if part["folder"]:
            folder, package = part["folder"], part["package"] or "mediapipe"
        else:
            yield f"{folder}/{part['file']}", tuple(f"{package}.{name}" for name in part["messages"].split())
