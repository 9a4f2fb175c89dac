"""Mutations: an input that is right, made wrong here and there."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Final

_TOKEN: Final = re.compile(r"""\s+|[A-Za-z_]\w*|-?\.?\d[\w.]*|"[^"\n]*"|'[^'\n]*'|.""")

_NUMBERS: Final = (
    *("0", "-1", "1", "2147483647", "-2147483648", "2147483648", "4294967296", "9223372036854775807", "1e39", "-1e400"),
    *("inf", "-inf", "nan", "1e-320", "0x7fffffffffffffffffff", "1" * 5000, "0.5", "017", "1.5f", "true"),
)
_STRINGS: Final = (
    *('""', '"\\0"', '"\\377"', '"\\xff\\xfe"', '"\\U0010FFFF"', '"é"', '"\\ud800"', '"TAG:0:name"', '"TAG:9999:x"'),
    *('":"', '"A:B:C:D"', '"a b"', '"../../x.pbtxt"', '"/"', f'"{"x" * 3000}"', '"%s"', '"a" "b"', "'it'", '"\\n"'),
)
_PIECES: Final = ("{", "}", "<", ">", "[", "]", ":", ",", ";", "#", '"', "%", "\\", "\0", "\ufeff", "…", "\u00a0", "-")


def mutated_text(rng: random.Random, seeds: Sequence[str], more: Sequence[str] = ()) -> str:
    """Make one to eight changes to the tokens of a text.

    Args:
        rng: decides which.
        seeds: the texts to choose from.
        more: tokens that are also put in.
    """
    tokens = _TOKEN.findall(rng.choice(seeds))
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        if tokens:
            rng.choice(_TEXT_CHANGES)(rng, tokens, rng.randrange(len(tokens)), more)
    return "".join(tokens) + "\n"  # the line's end keeps it from being a file name


def _replace(rng: random.Random, tokens: list[str], place: int, more: Sequence[str]) -> None:
    old = tokens[place]
    if old[:1] in "\"'":
        tokens[place] = rng.choice(_STRINGS)
    elif old[:1].isdigit() or old[:1] in "-.":
        tokens[place] = rng.choice(_NUMBERS)
    else:
        tokens[place] = rng.choice((*_PIECES, *_NUMBERS, *_STRINGS, *more))


def _delete(rng: random.Random, tokens: list[str], place: int, more: Sequence[str]) -> None:
    del tokens[place : place + rng.choice((1, 1, 2, 10))]


def _duplicate(rng: random.Random, tokens: list[str], place: int, more: Sequence[str]) -> None:
    part = tokens[place : place + rng.choice((1, 2, 10, 60))]
    tokens[place:place] = part * rng.choice((1, 1, 2, 20))


def _swap(rng: random.Random, tokens: list[str], place: int, more: Sequence[str]) -> None:
    other = rng.randrange(len(tokens))
    tokens[place], tokens[other] = tokens[other], tokens[place]


def _insert(rng: random.Random, tokens: list[str], place: int, more: Sequence[str]) -> None:
    tokens.insert(place, rng.choice((*_PIECES, *_NUMBERS, *_STRINGS, *more)))


def _nest(rng: random.Random, tokens: list[str], place: int, more: Sequence[str]) -> None:
    depth = rng.choice((1, 3, 99, 101, 1000))
    opening, closing = rng.choice((("node {", "}"), ("options <", ">"), ("[", "]"), ("{", "}"), ("(", ")")))
    end = min(len(tokens), place + rng.choice((0, 1, 20)))
    tokens[place:end] = [opening * depth, *tokens[place:end], closing * depth]


def _flip_character(rng: random.Random, tokens: list[str], place: int, more: Sequence[str]) -> None:
    token = tokens[place]
    at = rng.randrange(len(token))
    tokens[place] = token[:at] + chr(ord(token[at]) ^ 1 << rng.randrange(7)) + token[at + 1 :]


_TEXT_CHANGES: Final[tuple[Callable[[random.Random, list[str], int, Sequence[str]], None], ...]] = (
    *(_replace, _replace, _replace, _delete, _duplicate, _swap, _insert, _nest, _flip_character),
)


def mutated_bytes(rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Make one to eight changes to the bytes of a binary input."""
    data = bytearray(rng.choice(seeds))
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        start = rng.randrange(len(data) + 1)
        end = min(len(data), start + rng.choice((1, 1, 1, 1, 2, 8, 64)))
        part = bytes(data[start:end])
        match rng.choice((0, 0, 0, 0, 1, 2, 3, 3, 4)):  # mostly what keeps the lengths of messages right
            case 0:
                data[start:end] = bytes(byte ^ 1 << rng.randrange(8) for byte in part)
            case 1:
                del data[start:end]
            case 2:
                data[start:start] = part * rng.choice((1, 1, 3, 50))
            case 3:
                data[start:end] = rng.choice((b"\xff" * 9 + b"\x01", b"\xff" * 4 + b"\x0f", b"\0", b"\x7f", b"\x80"))
            case _:
                data[start:end] = rng.randbytes(len(part))
    return bytes(data)
