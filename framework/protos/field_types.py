"""Types of fields: protobuf's scalars, enums and messages, and the annotations that ask for them.

In a `Message` a plain ``int`` is protobuf's ``int32`` and a plain ``float`` its 32-bit ``float``, because that is what
MediaPipe's messages mostly hold. The aliases below ask for the others; type checkers see ``int`` and ``float``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

from google.protobuf.message import Message as RawMessage

__all__ = [
    "Double",
    "EnumType",
    "Int64",
    "Kind",
    "MessageType",
    "Raw",
    "RawMessage",
    "SInt32",
    "Scalar",
    "UInt32",
    "UInt64",
]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar type of protobuf.

    Attributes:
        name: protobuf's word for it.
        wire_type: its number in ``FieldDescriptorProto.Type``.
        zero: value of a field that is not set.
        expected: the values it has, as the object of "expects".
        limits: smallest and largest value, for integers.
    """

    name: str
    wire_type: int
    zero: Any
    expected: str
    limits: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """The mark of a field that keeps the protobuf message itself: ``Annotated[RawMessage, Raw("package.Message")]``."""

    name: str


@dataclass(frozen=True, slots=True)
class EnumType:
    """A field that holds a member of an enum.

    Attributes:
        cls: the enum.
        numbers: protobuf's numbers by the members' names, aliases too: the values where all are integers, and else the
            places of the members, from 0.
        members: the members by number.
    """

    cls: type[Enum]
    numbers: Mapping[str, int]
    members: Mapping[int, Any]

    @classmethod
    def of(cls, enum: type[Enum]) -> EnumType:
        """Return the type of the fields that hold members of `enum`."""
        has_numbers = all(type(member.value) is int for member in enum)
        members = {member.value if has_numbers else place: member for place, member in enumerate(enum)}
        places = {member.name: number for number, member in members.items()}
        return cls(enum, {name: places[member.name] for name, member in enum.__members__.items()}, members)

    def number(self, member: Any) -> int:
        """Return protobuf's number of a member; an ``IntEnum`` has its values too.

        Raises:
            TypeError: it is no member.
        """
        if isinstance(member, self.cls):
            return self.numbers[member.name]
        if issubclass(self.cls, IntEnum) and member in self.members:
            return int(member)
        raise TypeError(f"expected a member of {self.cls.__name__}: {', '.join(self.numbers)}")


@dataclass(frozen=True, slots=True)
class MessageType:
    """A field that holds a message, as an instance of its dataclass."""

    cls: type[Any]


Kind: TypeAlias = Scalar | EnumType | MessageType | Raw
"""The type of a field, or of every value of a repeated one."""

BOOL: Final = Scalar("bool", 8, False, "true or false")
INT32: Final = Scalar("int32", 5, 0, "an int32", (-(2**31), 2**31 - 1))
INT64: Final = Scalar("int64", 3, 0, "an int64", (-(2**63), 2**63 - 1))
SINT32: Final = Scalar("sint32", 17, 0, "an int32", (-(2**31), 2**31 - 1))
UINT32: Final = Scalar("uint32", 13, 0, "a uint32", (0, 2**32 - 1))
UINT64: Final = Scalar("uint64", 4, 0, "a uint64", (0, 2**64 - 1))
FLOAT: Final = Scalar("float", 2, 0.0, "a float")
DOUBLE: Final = Scalar("double", 1, 0.0, "a double")
STRING: Final = Scalar("string", 9, "", "a string")
BYTES: Final = Scalar("bytes", 12, b"", "a string of bytes")
PATH: Final = Scalar("string", 9, Path(), "a string")
"""A string that is a `Path` in Python."""

Int64: TypeAlias = Annotated[int, INT64]
"""A 64-bit integer."""
SInt32: TypeAlias = Annotated[int, SINT32]
"""A 32-bit integer that is stored so that negative ones are short."""
UInt32: TypeAlias = Annotated[int, UINT32]
"""A 32-bit integer >= 0."""
UInt64: TypeAlias = Annotated[int, UINT64]
"""A 64-bit integer >= 0."""
Double: TypeAlias = Annotated[float, DOUBLE]
"""A 64-bit float."""

MESSAGE_SCALARS: Final[dict[Any, Scalar]] = {
    bool: BOOL,
    int: INT32,
    float: FLOAT,
    str: STRING,
    bytes: BYTES,
    Path: PATH,
}
"""The scalar types that plain Python types mean in a `Message`."""

DATACLASS_SCALARS: Final[dict[Any, Scalar]] = {**MESSAGE_SCALARS, int: INT64, float: DOUBLE}
"""Those they mean in a plain dataclass, whose author thinks of Python's int and float, not of MediaPipe's."""
