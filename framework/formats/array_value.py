"""The common part of the data types that hold arrays: read-only views and equality by content."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from backedge.errors import PacketTypeError
from backedge.formats.plain_value import PlainValue


def read_only(values: ArrayLike, dtype: DTypeLike | None = None) -> NDArray[Any]:
    """View `values` as an array that cannot be written by accident; copies only to change the type.

    The result is a view, or `values` where it is such an array already: whoever holds a writable array underneath can
    still change it.
    """
    view = np.asarray(values, dtype)
    # Most arrays have been through here before: what has been computed is passed on from value to value.
    if view.flags.writeable or view is not values:
        view = view.view()
        view.setflags(write=False)
    return view


def require_shape(owner: str, field: str, array: NDArray[Any], expected: tuple[int | None, ...]) -> None:
    """Check an array's shape; None in `expected` stands for any length.

    Raises:
        PacketTypeError: the shape is another one.
    """
    shape = array.shape
    # Every value with an array comes through here: a plain loop is quicker than any() over a generator.
    fits = len(shape) == len(expected)
    for want, have in zip(expected, shape, strict=False):
        if want is not None and want != have:
            fits = False
    if not fits:
        wanted = ", ".join("N" if length is None else str(length) for length in expected)
        raise PacketTypeError(f"{owner}: {field} must have shape ({wanted}), got {shape}")


class ArrayValue(PlainValue):
    """Mixin: two values are equal when they are of one type and every slot is, arrays by content.

    Not hashable, like the arrays inside.
    """

    __slots__ = ()
    __hash__: ClassVar[None]  # type: ignore[assignment]  # says "unhashable", as `__eq__` alone does

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(
            _equal(getattr(self, name), getattr(other, name))
            for kind in type(self).__mro__
            for name in kind.__dict__.get("__slots__", ())
        )


def _equal(a: object, b: object) -> bool:
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and np.array_equal(a, b)
    return not isinstance(b, np.ndarray) and a == b
