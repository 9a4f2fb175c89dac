"""The values of text format's literals: string escapes, integers, floats, bools.

``parse_text_…`` read the texts that a template has calculated. MediaPipe reads those with other functions, which take
signs and blanks, and no octal numbers.
"""

from __future__ import annotations

import re
from typing import Final

_ESCAPE: Final = re.compile(
    r"\\(?:([0-7]{1,3})|[xX]([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL
)
_SIMPLE: Final = {
    "a": b"\a",
    "b": b"\b",
    "f": b"\f",
    "n": b"\n",
    "r": b"\r",
    "t": b"\t",
    "v": b"\v",
    "?": b"?",
    "\\": b"\\",
    "'": b"'",
    '"': b'"',
}
_INTEGER: Final = re.compile(r"(-?)(?:0[xX]([0-9A-Fa-f]+)|0([0-7]+)|(0|[1-9][0-9]*))")
_FLOAT: Final = re.compile(r"-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fF]?")
_SPECIAL_FLOAT: Final = re.compile(r"-?(?:inf|infinity|nan)", re.IGNORECASE)
_TEXT_INTEGER: Final = re.compile(r"[ \t-\r]*([+-]?[0-9]+)[ \t-\r]*")
_TEXT_TRUE: Final = frozenset({"true", "t", "yes", "y", "1"})
_TEXT_FALSE: Final = frozenset({"false", "f", "no", "n", "0"})
_BOOLS: Final = {"true": True, "True": True, "t": True, "false": False, "False": False, "f": False}
_LONGEST_INTEGER: Final = 20  # decimal digits of 2**64


class EscapeError(ValueError):
    """An escape sequence that text format does not have, `offset` characters into the string."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def unescape(text: str) -> bytes:
    """Return the bytes that the inside of a string stands for; characters are in UTF-8.

    Raises:
        EscapeError: an escape sequence is unknown or stands for no byte or character.
    """
    if "\\" not in text:
        return _encode(text)
    parts: list[bytes] = []
    end = 0
    for match in _ESCAPE.finditer(text):
        parts += (_encode(text[end : match.start()]), _unescape_one(match))
        end = match.end()
    parts.append(_encode(text[end:]))
    return b"".join(parts)


def _encode(text: str) -> bytes:
    # UTF-8 cannot hold a lone surrogate; the field that gets it will say so.
    return text.encode("utf-8", "surrogatepass")


def _unescape_one(match: re.Match[str]) -> bytes:
    octal, hexadecimal, short, long, simple = match.groups()
    if simple is not None:
        if simple not in _SIMPLE:
            raise EscapeError(f"there is no escape sequence \\{simple}", match.start())
        return _SIMPLE[simple]
    if octal is not None or hexadecimal is not None:
        byte = int(octal, 8) if octal is not None else int(hexadecimal, 16)
        if byte > 255:
            raise EscapeError(f"escape sequence {match[0]} is more than one byte", match.start())
        return bytes([byte])
    code_point = int(short or long, 16)
    if code_point > 0x10FFFF or 0xD800 <= code_point < 0xE000:
        raise EscapeError(f"escape sequence {match[0]} is no character", match.start())
    return chr(code_point).encode()


def parse_integer(text: str) -> int | None:
    """Parse a decimal, octal (``017``) or hexadecimal (``0x1F``) integer; None for anything else."""
    match = _INTEGER.fullmatch(text)
    if match is None:
        return None
    sign, hexadecimal, octal, decimal = match.groups()
    if decimal is not None:
        # int() refuses to read thousands of digits; any number this long is out of every range.
        value = int(decimal) if len(decimal) <= _LONGEST_INTEGER else 10**_LONGEST_INTEGER
    else:
        value = int(hexadecimal, 16) if hexadecimal else int(octal, 8)
    return -value if sign else value


def parse_float(text: str) -> float | None:
    """Parse a float, decimal integer, ``inf``, ``infinity`` or ``nan``, or minus one of them; None for all else."""
    if _FLOAT.fullmatch(text):
        return float(text.rstrip("fF"))
    return float(text) if _SPECIAL_FLOAT.fullmatch(text) else None


def parse_bool(text: str) -> bool | None:
    """Parse ``true``, ``True``, ``t``, ``1`` or ``false``, ``False``, ``f``, ``0``; None for anything else."""
    if text in _BOOLS:
        return _BOOLS[text]
    value = parse_integer(text)
    return bool(value) if value in (0, 1) and not text.startswith("-") else None


def parse_text_integer(text: str) -> int | None:
    """Parse a decimal integer, with a sign and blanks around it; None for anything else."""
    match = _TEXT_INTEGER.fullmatch(text)
    if match is None:
        return None
    # As in `parse_integer`.
    digits = match[1].lstrip("+-").lstrip("0") or "0"
    value = int(digits) if len(digits) <= _LONGEST_INTEGER else 10**_LONGEST_INTEGER
    return -value if match[1].startswith("-") else value


def parse_text_float(text: str) -> float | None:
    """Parse a number with blanks around it, ``0x1.8p3``, ``inf``, ``infinity`` or ``nan``; None for anything else."""
    if "_" in text or not text.isascii():
        return None
    try:
        return float.fromhex(text) if "x" in text.lower() else float(text)
    except (ValueError, OverflowError):
        return None


def parse_text_bool(text: str) -> bool | None:
    """Return True for ``true``, ``t``, ``yes``, ``y`` and ``1`` in any case, False for their opposites, None else."""
    word = text.lower()
    return word in _TEXT_TRUE if word in _TEXT_TRUE | _TEXT_FALSE else None
