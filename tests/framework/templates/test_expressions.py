"""Expressions of templates: what they come to, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import ConfigError
from backedge.templates import Template

PARAMETERS: dict[str, Any] = {
    "three": 3,
    "text": "3",
    "word": "Bär",
    "empty": "",
    "yes": "yes",
    "tree": {"leaf": "green", "branch": {"leaf": 7}},
    "items": ["a", "b", 5],
    "big": 1234567,
}


def value(expression: str) -> str:
    """The value of an expression in a string field."""
    return Template(f"type: %{expression}%").expand(PARAMETERS).type


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("three", "3"),
        ('"a b"', "a b"),
        ("'q'", "q"),
        ("12.50", "12.50"),
        ("007", "007"),
        ("0x10", "0x10"),
        ("007 + 1", "8"),
        ("0x10 + 1", "17"),
        ("'0x1.8p1' * 2", "6"),
        ("'0x' + 1", "0x1"),
        ("1 + 2", "3"),
        ("text + 1", "4"),
        ('text + "x"', "3x"),
        ("word + three", "Bär3"),
        ("10 - 2 - 3", "5"),
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("12 / 4 / 2", "1.5"),
        ("1 / 3", "0.333333"),
        ("big", "1234567"),
        ('"n" + big', "n1.23457e+06"),
        ("1 / 0", "inf"),
        ("tree.leaf", "green"),
        ("tree.branch.leaf + 1", "8"),
        ('tree."leaf"', "green"),
        ("1 < 2", "1"),
        ("10 < 9", "0"),
        ('"10" < "9"', "0"),
        ('"10x" < "9x"', "1"),
        ("3 == text", "1"),
        ('"a" != "b"', "1"),
        ("1 + 1 >= 2 && 2 <= 1 || 1", "1"),
        ("0 && 1 || 1", "1"),
        ("1 || 1 && 0", "1"),
        ("1 < 2 == 1", "1"),
        ("!(three > 2)", "0"),
        ("!(yes)", "0"),
        ('"TRUE" && "t"', "1"),
        ("min(3, 2)", "2"),
        ("max(text, 2)", "3"),
        ("concat(1, 2)", "12"),
        ("lowercase(word)", "bär"),
        ("uppercase(word)", "BäR"),
        ("size(items)", "3"),
        ("size(tree)", "2"),
        ("size(word)", "0"),
        ("size(list())", "0"),
        ('dict("k" : "v", "n", 2).n', "2"),
        ("size(list(1, list(2, 3)))", "2"),
        ("three-1", "2"),
        ("three*three", "9"),
    ],
)
def test_values(expression: str, expected: str) -> None:
    """Operators, functions and literals, with MediaPipe's precedence and conversions."""
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("treee", '1:8: error: there is no parameter "treee"\n    did you mean "tree"?'),
        ("tree.leav", '1:13: error: there is no entry "leav"\n    did you mean "leaf"?'),
        ("word.leaf", '1:13: error: there is no entry "leaf"\n    there are none'),
        ("word * 2", '1:8: error: "Bär" is no number'),
        ("word && 1", '1:8: error: "Bär" is neither true nor false'),
        ("items", "1:8: error: a list is no value of a field\n    write %for% before the field"),
        ("1 +", "1:11: error: expected an expression, found '%'"),
        ("(1 + 2", "1:14: error: expected ')' after an expression, found '%'"),
        ("min(1)", "1:8: error: min() takes 2 arguments, found 1"),
        ("size 1", "1:13: error: expected '(' after size, found '1'"),
        ("list(1 2)", "1:15: error: expected ',' or ')' in list(), found '2'"),
        ("dict(1)", "1:8: error: dict() takes a value for every key\n    write dict(key : value, …)"),
        ("1x", "1:8: error: 1x is no number"),
        ("tree.(leaf + 1)", "1:12: error: expected the name of an entry after '.'"),
        ("if (1)", "1:8: error: expected an expression, found 'if'"),
        ("three three", "1:14: error: expected '%' after the expression, found 'three'"),
        ("-1", "1:8: error: expected an expression, found '-'"),
        ("(" * 200 + ")" * 200, "1:108: error: expressions are nested deeper than 100"),
        ("1" + "+1" * 200, "1:209: error: more than 100 operations in a row"),
    ],
)
def test_mistakes(expression: str, message: str) -> None:
    """The error names each mistake with its line and column."""
    with pytest.raises(ConfigError) as caught:
        value(expression)
    assert str(caught.value).split("\n<")[0] == f"<template>:{message}"


def test_all_that_is_missing_is_told() -> None:
    """One expansion tells of every mistake, and of each one once, however often it is made."""
    text = "type: %x + y%\n%for (i : items)%\ninput_stream: %z%\n%end%"
    with pytest.raises(ConfigError) as caught:
        Template(text).expand(PARAMETERS)
    assert [diagnostic.message for diagnostic in caught.value.diagnostics] == [
        'there is no parameter "x"',
        'there is no parameter "y"',
        'there is no parameter "z"',
    ]
