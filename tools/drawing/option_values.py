"""Options as fields and values in words, for people to read and for programs to compare."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

from backedge.errors import BackedgeError
from backedge.protos.value_limits import float32_text


def option_values(options: Any) -> dict[str, str]:
    """Every field of `options`, those inside messages by dotted names, with the values that a config would write.

    Args:
        options: an options dataclass; anything else has no fields.
    """
    return dict(_values(options, ""))


def set_options(options: Any) -> tuple[tuple[str, str], ...]:
    """The fields of `options` that are not at their defaults."""
    options_type: Any = type(options)
    defaults = option_values(_defaults(options_type))
    return tuple((name, value) for name, value in option_values(options).items() if defaults.get(name) != value)


def _values(options: Any, prefix: str) -> Iterator[tuple[str, str]]:
    if not is_dataclass(options):
        return
    for each in fields(options):
        value = getattr(options, each.name)
        if each.name.startswith("_") or value is None:
            continue
        name = prefix + each.name
        if is_dataclass(value):
            yield from _values(value, f"{name}.")
        else:
            yield name, _written(value)


@cache
def _defaults(options_type: Any) -> Any:
    """Options of the type as they are where a config says nothing; None if it has to say something."""
    try:
        return options_type()
    except (TypeError, ValueError, BackedgeError):
        return None


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_written, value))}]"
    if is_dataclass(value):
        return f"{{ {' '.join(f'{name}: {text}' for name, text in set_options(value))} }}"
    if isinstance(value, float):
        return float32_text(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
