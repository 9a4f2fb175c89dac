"""Random values and options."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

# MediaPipe keeps float32; these are exact in it, so that both engines answer with the same number.
_FLOATS = (-1.5, -0.25, 0.0, 0.5, 0.75, 1.0, 2.0, 3.25)
_WORDS = ("", "a", "b", "left", "right", "ü")


def random_value(rng: Random, kind: str) -> Any:
    """A value of a kind that can be fed."""
    if kind.endswith("_vector"):
        item = kind.removesuffix("_vector")
        return [random_value(rng, item) for _ in range(rng.choice((0, 1, 2, 2, 3, 3)))]
    return _MAKERS[kind](rng)


def _rect(rng: Random) -> list[float | int]:
    return [*(rng.choice((0.25, 0.5, 0.75)) for _ in range(4)), rng.choice((0.0, 0.5)), rng.randrange(3)]


def _landmarks(rng: Random) -> list[list[float]]:
    return [[rng.choice(_FLOATS) for _ in range(3)] for _ in range(rng.randrange(1, 3))]


_MAKERS: dict[str, Callable[[Random], Any]] = {
    "bool": lambda rng: rng.random() < 0.5,
    "int": lambda rng: rng.randrange(-1, 4),
    "uint64": lambda rng: rng.randrange(4),
    "float": lambda rng: rng.choice(_FLOATS),
    "double": lambda rng: rng.choice(_FLOATS),
    "string": lambda rng: rng.choice(_WORDS),
    "rect": _rect,
    "landmarks": _landmarks,
}


def option_text(rng: Random, calculator: str, fields: str, message: str = "") -> str:
    """Options of a calculator, in one of the two ways in which a config can have them; nothing for no fields.

    Args:
        rng: chooses the way.
        calculator: its name; the message is called ``mediapipe.<calculator>Options``.
        fields: what is between the braces.
        message: the message's name, where it is another one.
    """
    if not fields:
        return ""
    message = message or f"mediapipe.{calculator}Options"
    if rng.random() < 0.5:
        return f"options {{ [{message}.ext] {{ {fields} }} }}"
    return f"node_options {{ [type.googleapis.com/{message}] {{ {fields} }} }}"
