"""Numbers that know which C++ type they are of.

Inside a graph they are Python's int and float, as calculators expect them: what a calculator computes from them is a
plain number, and what it passes on keeps its type.
"""

from __future__ import annotations

from ctypes import c_float
from typing import ClassVar, Final, TypeAlias


class Integer(int):
    """Base of the integers.

    Attributes:
        cpp_name: the C++ type.
        limits: smallest and largest value.
    """

    __slots__ = ()
    cpp_name: ClassVar[str]
    limits: ClassVar[tuple[int, int]]


class SignedInteger(Integer):
    """Base of those that `get_int` reads."""

    __slots__ = ()


class UnsignedInteger(Integer):
    """Base of those that `get_uint` reads."""

    __slots__ = ()


class Int(SignedInteger):
    """``int``, which is ``int32_t`` too."""

    __slots__ = ()
    cpp_name = "int"
    limits = (-(2**31), 2**31 - 1)


class Int8(SignedInteger):
    """``int8_t``."""

    __slots__ = ()
    cpp_name = "signed char"
    limits = (-(2**7), 2**7 - 1)


class Int16(SignedInteger):
    """``int16_t``."""

    __slots__ = ()
    cpp_name = "short"
    limits = (-(2**15), 2**15 - 1)


class Int64(SignedInteger):
    """``int64_t``."""

    __slots__ = ()
    cpp_name = "int64_t"
    limits = (-(2**63), 2**63 - 1)


class UInt8(UnsignedInteger):
    """``uint8_t``."""

    __slots__ = ()
    cpp_name = "unsigned char"
    limits = (0, 2**8 - 1)


class UInt16(UnsignedInteger):
    """``uint16_t``."""

    __slots__ = ()
    cpp_name = "unsigned short"
    limits = (0, 2**16 - 1)


class UInt32(UnsignedInteger):
    """``uint32_t``."""

    __slots__ = ()
    cpp_name = "unsigned int"
    limits = (0, 2**32 - 1)


class UInt64(UnsignedInteger):
    """``uint64_t``."""

    __slots__ = ()
    cpp_name = "uint64_t"
    limits = (0, 2**64 - 1)


class Float(float):
    """``float``: 32 bits; make it of a number that `as_float32` has rounded."""

    __slots__ = ()
    cpp_name: ClassVar[str] = "float"


class Double(float):
    """``double``: 64 bits."""

    __slots__ = ()
    cpp_name: ClassVar[str] = "double"


SIGNED_NAMES: Final = frozenset(kind.cpp_name for kind in (Int, Int8, Int16, Int64))
"""What `get_int` reads."""
UNSIGNED_NAMES: Final = frozenset(kind.cpp_name for kind in (UInt8, UInt16, UInt32, UInt64))
"""What `get_uint` reads."""
FLOAT_NAMES: Final = frozenset(kind.cpp_name for kind in (Float, Double))
"""What `get_float` reads."""

IntegerType: TypeAlias = type[Integer]


def as_float32(number: float) -> float:
    """`number` rounded to 32 bits; infinite where it does not fit, as in C++."""
    return c_float(number).value
