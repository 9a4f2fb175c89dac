"""Whatever a template's text is, the only exception is our own."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from backedge import BackedgeError
from backedge.templates import Template

PIECES = [
    *("%", "%end%", "%for (i : items)%", "%if (x)%", "%param x : 1%", "(", ")", "+", "*", ".", "!", "&&", "==", ","),
    *(":", "{", "}", "[", "]", '"a"', "1", "1.5", "x", "items", "type", "node", "input_stream", "min", "dict", "list"),
    *("size", "\n", "#", "'", "/", "-", "<", ">", "0x", "é"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_text(pieces: list[str]) -> None:
    """Pieces of templates in any order expand, or are refused."""
    with suppress(BackedgeError):
        Template(" ".join(pieces)).expand({"x": 3, "items": ["a", {"b": 1}]})
