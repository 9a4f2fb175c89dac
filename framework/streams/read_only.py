"""Arrays in packets cannot be written: whoever else holds the packet would see it."""

from __future__ import annotations

import sys
from typing import Any, get_args, get_origin


def holds_arrays(value_type: Any) -> bool:
    """Tell whether values of `value_type` are arrays, or lists or tuples of arrays; false for `Any`."""
    # Where numpy was never imported nothing can be an array, and importing it would be most of our start-up time.
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return False
    if numpy.ndarray in (value_type, get_origin(value_type)):
        return True
    return any(map(holds_arrays, get_args(value_type)))


def freeze(value: Any) -> None:
    """Make an array, or all arrays in a list or tuple, read-only: who sent it has given it away."""
    if isinstance(value, list | tuple):
        for item in value:
            freeze(item)
    elif _is_array(value):
        value.flags.writeable = False


def read_only(value: Any) -> Any:
    """`value` for a graph that must not write to it: with views in place of arrays, which stay the caller's.

    Called for every packet that is fed: no call inside but for arrays.
    """
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return value
    if isinstance(value, numpy.ndarray):
        return _view(value)
    if isinstance(value, list) and value and isinstance(value[0], numpy.ndarray):
        return list(map(read_only, value))
    return value


def _view(array: Any) -> Any:
    if not array.flags.writeable:
        return array
    view = array.view()
    view.flags.writeable = False
    return view


def _is_array(value: Any) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)
