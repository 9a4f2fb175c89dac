"""The messages between the language server and its workers: pickled objects, each behind its length."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from backedge.errors import Location
from backedge.tools.language.project_modules import ProjectFailure

LENGTH: Final = struct.Struct(">Q")
"""What is before a message: its length in bytes."""


@dataclass(frozen=True, slots=True)
class Setup:
    """The first message to a worker.

    Attributes:
        project: the project's pyproject.toml; None for none.
        skipped: modules of it that are not to be imported.
        calculators: more modules to import, as ``--calculators`` names them.
        subgraphs: more folders of graphs, as ``--subgraphs`` names them.
    """

    project: str | None
    skipped: tuple[str, ...] = ()
    calculators: tuple[str, ...] = ()
    subgraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A call of a method of `LanguageService`.

    Attributes:
        number: what the answer is recognised by.
        method: the method's name.
        arguments: its positional arguments.
        options: its keyword arguments.
    """

    number: int
    method: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it.

    Attributes:
        number: that of the question.
        result: what the method returned.
        refusal: the text of the error that is for the user, in place of a result.
        fault: the traceback of any other error, which is a mistake of ours.
    """

    number: int
    result: Any = None
    refusal: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Importing:
    """Sent before a module is imported; the next message says that it has come to an end.

    Attributes:
        module: the module.
        location: where the project's settings name it; None for the packages that are installed.
    """

    module: str
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """Sent once, when questions can be answered.

    Attributes:
        failures: what of the project cannot be used.
        files: files that its knowledge comes from.
        folders: folders with graphs that it knows.
    """

    failures: tuple[ProjectFailure, ...] = ()
    files: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()


def pack(message: object) -> bytes:
    """A message as it is sent."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(data)) + data


def unpack(data: bytes) -> Any:
    """A message without its length."""
    return pickle.loads(data)  # noqa: S301 - from a process of ours, which runs the user's code with the same rights


def receive(stream: BinaryIO) -> Any:
    """Read one message.

    Raises:
        EOFError: there is none any more.
    """
    head = stream.read(LENGTH.size)
    data = stream.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""
    if not data:
        raise EOFError
    return unpack(data)
