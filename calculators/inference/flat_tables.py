"""Reading of FlatBuffers, the format of .tflite files, that never leaves the file.

A file is made of tables whose fields are numbers, or offsets that lead to other tables, texts and vectors. An offset
counts from the place where it is stored.
"""

from __future__ import annotations

import struct


class Table:
    """A table in a file.

    Args:
        content: of the whole file.
        position: where in it the table begins.

    Raises:
        ValueError: the table is not inside the file; so does every method where what it reads is not.
    """

    __slots__ = ("_content", "_vtable", "_vtable_size", "position")

    def __init__(self, content: bytes, position: int) -> None:
        # A table begins with the way back to its vtable: two sizes, then where in the table each field is, or 0.
        vtable = position - read(content, "<i", position)
        vtable_size, table_size = read(content, "<H", vtable), read(content, "<H", vtable + 2)
        check_range(content, vtable, vtable_size)
        check_range(content, position, table_size)
        self._content = content
        self._vtable = vtable
        self._vtable_size = vtable_size
        self.position = position

    def entry(self, field: int) -> int:
        """The position in the file of field number `field`, or 0 if the table leaves it out."""
        place = 4 + 2 * field
        offset = read(self._content, "<H", self._vtable + place) if place < self._vtable_size else 0
        return self.position + offset if offset else 0

    def number(self, field: int, code: str, default: int = 0) -> int:
        """The number in a field, stored as `code` of the module struct says."""
        entry = self.entry(field)
        return read(self._content, code, entry) if entry else default

    def target(self, field: int) -> int:
        """The position that the offset in a field leads to, or 0 if the table leaves it out."""
        entry = self.entry(field)
        return follow(self._content, entry) if entry else 0

    def tables(self, field: int) -> list[Table]:
        """The tables in the vector of a field."""
        vector = self.target(field)
        if not vector:
            return []
        length = read(self._content, "<I", vector)
        check_range(self._content, vector + 4, 4 * length)
        return [Table(self._content, follow(self._content, vector + 4 + 4 * number)) for number in range(length)]

    def data(self, field: int, size: int = 1) -> bytes:
        """The bytes of the vector or text in a field whose elements have `size` bytes each."""
        vector = self.target(field)
        if not vector:
            return b""
        length = size * read(self._content, "<I", vector)
        check_range(self._content, vector + 4, length)
        return self._content[vector + 4 : vector + 4 + length]

    def numbers(self, field: int) -> tuple[int, ...]:
        """The numbers of 32 bits in the vector of a field."""
        return tuple(number for (number,) in struct.iter_unpack("<i", self.data(field, 4)))


def root(content: bytes) -> Table:
    """The table that a file begins with."""
    return Table(content, follow(content, 0))


def follow(content: bytes, position: int) -> int:
    """The position that the offset at `position` leads to."""
    return position + read(content, "<I", position)


def read(content: bytes, code: str, position: int) -> int:
    """The number at `position`, stored as `code` says.

    Raises:
        ValueError: it is not inside the file.
    """
    check_range(content, position, struct.calcsize(code))
    number: int = struct.unpack_from(code, content, position)[0]
    return number


def check_range(content: bytes, start: int, size: int) -> None:
    """Check that `size` bytes from `start` on are inside the file.

    Raises:
        ValueError: they are not.
    """
    if start < 0 or start + size > len(content):
        raise ValueError(f"it has {len(content)} bytes and refers to bytes {start} to {start + size}")
