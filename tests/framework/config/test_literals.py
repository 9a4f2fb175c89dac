"""String escapes and numbers of text format."""

from __future__ import annotations

import math

import pytest

from backedge.config.literals import EscapeError, parse_bool, parse_float, parse_integer, unescape


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", b""),
        ("plain ü", "plain ü".encode()),
        (r"\a\b\f\n\r\t\v\?\\\'\"", b"\a\b\f\n\r\t\v?\\'\""),
        (r"\0\18\101\3777", b"\x00\x018A\xff7"),
        (r"\x4\x41\X41g", b"\x04AAg"),
        (r"\u00fc\U0001F600", "ü😀".encode()),
    ],
)
def test_unescape(text: str, data: bytes) -> None:
    """Every escape sequence stands for its bytes; characters are UTF-8."""
    assert unescape(text) == data


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        (r"ab\q", r"there is no escape sequence \q", 2),
        (r"\x", r"there is no escape sequence \x", 0),
        (r"\u12", r"there is no escape sequence \u", 0),
        (r"\400", r"escape sequence \400 is more than one byte", 0),
        (r"\ud800", r"escape sequence \ud800 is no character", 0),
        (r"a\U00110000", r"escape sequence \U00110000 is no character", 1),
    ],
)
def test_wrong_escape(text: str, message: str, offset: int) -> None:
    """A wrong escape sequence says what it is and where."""
    with pytest.raises(EscapeError) as caught:
        unescape(text)
    assert (str(caught.value), caught.value.offset) == (message, offset)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("-0", 0), ("12", 12), ("-12", -12), ("0x1F", 31), ("-0Xf", -15), ("017", 15), ("00", 0)],
)
def test_integer(text: str, value: int) -> None:
    """Integers are decimal, hexadecimal or octal."""
    assert parse_integer(text) == value


@pytest.mark.parametrize("text", ["", "08", "1.0", "1e3", "0x", "1_0", "0b1", "0o7", "--1", "x"])
def test_no_integer(text: str) -> None:
    """The parser refuses what only looks like an integer."""
    assert parse_integer(text) is None


def test_endless_integer() -> None:
    """An integer of any length is read, as a number out of every range."""
    assert parse_integer("9" * 10_000) == 10**20
    assert parse_integer("-" + "9" * 10_000) == -(10**20)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("12", 12.0),
        ("-1.5", -1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("1.0f", 1.0),
        ("1F", 1.0),
        ("1e3", 1000.0),
        ("1.5E-2f", 0.015),
        ("inf", math.inf),
        ("-Infinity", -math.inf),
        ("1e999", math.inf),
    ],
)
def test_float(text: str, value: float) -> None:
    """Floats may have exponent and suffix, be integers, or infinite."""
    assert parse_float(text) == value


def test_nan() -> None:
    """`nan` is a float."""
    assert math.isnan(parse_float("NaN") or 0)


@pytest.mark.parametrize("text", ["", ".", "f", "0x10", "010", "1e", "1.2.3", "1_0", "infinit", "--1"])
def test_no_float(text: str) -> None:
    """The parser refuses what only looks like a float."""
    assert parse_float(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("True", True),
        ("t", True),
        ("1", True),
        ("0x1", True),
        ("false", False),
        ("f", False),
        ("0", False),
    ],
)
def test_bool(text: str, value: bool) -> None:
    """Bools have several spellings."""
    assert parse_bool(text) is value


@pytest.mark.parametrize("text", ["TRUE", "yes", "2", "-1", "-0", "T", "1.0"])
def test_no_bool(text: str) -> None:
    """Other words and numbers do not stand for bools."""
    assert parse_bool(text) is None
