"""Templates that are small and mean much work: each ends at once, with the place where it became too much."""

from __future__ import annotations

import pytest

from backedge import ConfigError
from backedge.templates import Template
from backedge.templates.binary import BinaryTemplate
from tests.framework.templates.parsed import RELAY

_DICT_OPTIONS = "options { [mediapipe.TemplateSubgraphOptions.ext] { dict: %last% } }"


def doubled(first: str, twice: str) -> str:
    """Forty parameters, each of which holds the one before it twice."""
    return f"%param a0 : {first}%" + "".join(
        f"%param {'last' if i == 39 else f'a{i + 1}'} : {twice.replace('$', f'a{i}')}%" for i in range(40)
    )


def loops(depth: int) -> str:
    """Loops within loops over a hundred items, none of which leaves a field."""
    items = ", ".join(["1"] * 100)
    heads = "".join(f"%for (v{i} : list({items}))%" for i in range(depth))
    return heads + '%if (0)% type: "a" %end%' + "%end%" * depth


TOO_MUCH = {
    "strings": doubled('"x"', "$ + $") + "type: %last%",
    "dicts": doubled('dict("x" : 1)', 'dict("a" : $, "b" : $)') + f'node {{ calculator: "X" {_DICT_OPTIONS} }}',
    "lists": doubled('list("x")', "list($, $)")
    + f'%param d : dict("a" : last)% node {{ calculator: "X" {_DICT_OPTIONS.replace("last", "d")} }}',
    "loops": loops(6),
}


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH)
def test_too_much_work(text: str) -> None:
    """The expansion gives up and says where."""
    with pytest.raises(ConfigError, match=r"g:1:\d+: error: the template takes more than 250000 operations to expand"):
        Template(text, "g").expand()


def test_nested_too_deep() -> None:
    """Dicts in dicts are refused where no message could be nested as deep, and do not exhaust Python's stack."""
    links = "".join(f'%param a{i + 1} : dict("k" : a{i})%' for i in range(2000))
    text = f'%param a0 : 1% {links} node {{ calculator: "X" {_DICT_OPTIONS.replace("last", "a2000")} }}'
    with pytest.raises(ConfigError, match="error: dicts and lists are nested deeper than 100"):
        Template(text, "g").expand()


def test_long_argument() -> None:
    """A long argument may be used once, but not over and over; in binary form neither."""
    text = "%for (i : list(1, 2, 3))% node { option_value: %name% } %end%"
    assert len(Template(text).expand({"name": "x" * 1_000_000}).node) == 3
    longer = "x" * 20_000_000
    for template, name in ((Template(text), "name"), (BinaryTemplate(RELAY.binary), "in_name")):
        with pytest.raises(ConfigError, match="more than 250000 operations"):
            template.expand({name: longer})
