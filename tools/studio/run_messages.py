"""What goes between the server and the process of a page's run: the page's messages, each with its length."""

from __future__ import annotations

import struct
from typing import BinaryIO, Final

import msgspec
from msgspec import Struct

LENGTH: Final = struct.Struct(">I")
"""What is before a message: its length in bytes."""

STUCK: Final = 3
"""The status of a process that ends because its run does not."""


class RunSetup(Struct):
    """The first message to the process.

    Attributes:
        file: the name of the graph's file, for messages.
        graph_folder: where the graph looks for subgraphs.
        folder: the folder whose files can be fed.
        exports: the folder for files that pages download.
        project: the project's pyproject.toml; None for none.
        calculators: modules with calculators, as ``--calculators`` names them.
        subgraphs: folders of graphs, as ``--subgraphs`` names them.
    """

    file: str
    graph_folder: str
    folder: str
    exports: str
    project: str | None
    calculators: tuple[str, ...]
    subgraphs: tuple[str, ...]


_SETUP: Final = msgspec.msgpack.Decoder(RunSetup)


def framed(data: bytes) -> bytes:
    """A message with its length."""
    return LENGTH.pack(len(data)) + data


def pack_setup(setup: RunSetup) -> bytes:
    """The first message."""
    return msgspec.msgpack.encode(setup)


def read_setup(stream: BinaryIO) -> RunSetup:
    """Read the first message.

    Raises:
        EOFError: there is none.
    """
    return _SETUP.decode(read_framed(stream))


def read_framed(stream: BinaryIO) -> bytes:
    """Read one message.

    Raises:
        EOFError: there is none any more.
    """
    head = stream.read(LENGTH.size)
    if len(head) == LENGTH.size:
        size = LENGTH.unpack(head)[0]
        data = stream.read(size)
        if len(data) == size:
            return data
    raise EOFError
