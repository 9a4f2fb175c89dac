"""Conversions: the few types that a port takes besides its own, because what a stream carries can be made to fit.

Which connection converts is decided when a graph is built, from the types that both ends declare; the consumer's end
then does it, so that every reader of a stream, and whoever observes it, gets its own. Where both ends have one type
nothing is looked at. All there are:

| a stream of | into a port of | gives |
| --- | --- | --- |
| `ImageFrame` or `Image` | ``np.ndarray`` | its pixels, read-only and not copied; colours are red first |
| ``np.ndarray`` | `ImageFrame` or `Image` | a picture that views the array |
| ``int`` | ``float`` | the number as a float |

Arrays are (height, width) or (height, width, channels), of a type that `ImageFrame` takes: uint8, uint16 or float32.
Where nothing but its readers say what a stream carries, as for a graph's input streams, one that is read as an array
may carry pictures as well.
"""

from __future__ import annotations

import numbers
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from backedge.authoring.array_types import is_array_type
from backedge.authoring.cures import describe_value
from backedge.authoring.packet_types import describe_type, fits, matches, members, resolve_aliases
from backedge.errors import PacketTypeError


@dataclass(frozen=True, slots=True)
class _Rule:
    """A row of the table.

    Attributes:
        source: the type that a stream carries.
        target: the type that is made of it.
        cls: the class of the values that are converted.
        convert: makes one; raises a `PacketTypeError` for one that cannot be.
        from_outside: whether a stream that its readers give a type takes `source` where they take `target`.
    """

    source: Any
    target: Any
    cls: type
    convert: Callable[[Any], Any]
    from_outside: bool = False


@dataclass(frozen=True, slots=True)
class Conversion:
    """What one consumer does with the values of a stream that carries another type than it takes.

    Attributes:
        source: the types that are converted; other values of the stream are left alone.
        target: the type that the consumer takes.
        rules: how they are converted; none where the values are only checked.
        is_exact: whether `target` says more than its class, such as a dtype, so that a value may not match.
    """

    source: Any
    target: Any
    rules: tuple[_Rule, ...]
    is_exact: bool

    def __call__(self, value: Any) -> Any:
        """Return `value` as the consumer takes it.

        Raises:
            PacketTypeError: this value cannot be converted, though others of its type can.
        """
        made = value
        for rule in self.rules:
            if isinstance(value, rule.cls):
                made = rule.convert(value)
                break
        if self.is_exact and not matches(made, self.target):
            came = "" if made is value else f"{value!r} gives "
            raise PacketTypeError(f"{came}{describe_value(made)}, but {describe_type(self.target)} is wanted")
        return made

    def __str__(self) -> str:
        return f"{describe_type(self.source)} → {describe_type(self.target)}"


def find_conversion(produced: Any, consumed: Any) -> Conversion | None:
    """Return what a port of type `consumed` has to do with a stream of type `produced`; None if nothing can be done.

    That is also None where nothing has to be.
    """
    if produced is Any or consumed is Any:
        return None
    found = [
        (kind, target, rule)
        for kind in members(produced)
        if not any(_fits_as_it_is(kind, target) for target in members(consumed))
        for target, rule in _first_rule(kind, consumed)
    ]
    if not found:
        return None
    kinds, targets, rules = (tuple(dict.fromkeys(column)) for column in zip(*found, strict=True))
    return Conversion(_union(kinds), _union(targets), rules, is_exact=any(map(get_args, targets)))


def find_check(produced: Any, consumed: Any) -> Conversion | None:
    """Return what checks the values of a stream for a port that names the dtype of its arrays, if the stream does not.

    For connections that convert nothing; None where there is nothing to check.
    """
    names_dtype = any(is_array_type(kind) and get_args(kind) for kind in members(consumed))
    return Conversion(produced, consumed, (), is_exact=True) if names_dtype and produced != consumed else None


def can_connect(produced: Any, consumed: Any) -> bool:
    """Tell whether a stream of type `produced` can be connected to a port of type `consumed`, converted if need be."""
    return fits(produced, consumed) or find_conversion(produced, consumed) is not None


def taken_from_outside(consumed: Any) -> Any:
    """Return the type of a stream of which nothing is known but a reader, which takes `consumed`."""
    if not any(map(is_array_type, members(consumed))):
        return consumed
    more = [
        rule.source
        for rule in _rules()
        if rule.from_outside
        and any(fits(rule.target, target) for target in members(consumed))
        and not any(fits(rule.source, target) for target in members(consumed))
    ]
    return _union((*members(consumed), *more))


def _union(kinds: tuple[Any, ...]) -> Any:
    return Union[kinds]  # noqa: UP007 - built at run time


def _fits_as_it_is(kind: Any, target: Any) -> bool:
    # An int passes for a float, but is made one.
    return fits(kind, target) and not (target is float and fits(kind, int))


def _first_rule(kind: Any, consumed: Any) -> Iterator[tuple[Any, _Rule]]:
    """Yield the first rule for a stream of `kind` into a port of `consumed`, and which of its types that makes.

    Types with a note, such as matrices, are not converted.
    """
    for target in members(consumed):
        for rule in _rules():
            if Annotated in (get_origin(kind), get_origin(target)):
                continue
            if fits(kind, rule.source) and fits(rule.target, target):
                yield target, rule
                return


_NUMBER = _Rule(int, float, numbers.Integral, float)


def _rules() -> Iterator[_Rule]:
    yield _NUMBER
    # Where no module has imported numpy, no type names its arrays; importing it would be most of our start-up time.
    if "numpy" in sys.modules:
        yield from _picture_rules()


@cache
def _picture_rules() -> tuple[_Rule, ...]:
    import numpy as np
    from numpy.typing import NDArray

    from backedge.formats.image import Image, ImageFrame
    from backedge.formats.red_first import red_first_pixels

    pixels = resolve_aliases(NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32])
    return (
        _Rule(ImageFrame, pixels, ImageFrame, red_first_pixels, from_outside=True),
        _Rule(Image, pixels, Image, red_first_pixels, from_outside=True),
        _Rule(pixels, ImageFrame, np.ndarray, ImageFrame),
        _Rule(pixels, Image, np.ndarray, Image),
    )
