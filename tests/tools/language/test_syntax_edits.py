"""After edits a text is parsed as if nothing had been known of it."""

from __future__ import annotations

from typing import Final
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge.config.tokenizer import Source
from backedge.config.tree import Block
from backedge.tools.language import syntax_edits
from backedge.tools.language.parsed_text import Syntax
from backedge.tools.language.syntax import Braces, Entry, Word, parse_part

NODE: Final = """\
node {
  calculator: "A"  # a comment
  input_stream: ["a", 'B:b']
  options { [x.y.ext] { z: -1.5 } }
}
"""
PIECES: Final = (
    *("\n", " ", "node {", "}", "{", ">", "<", "[", "]", ",", ";", ":", "-", "#", '"', "'", "a", "1", "\0", "\u00a0"),
    *("a: 1\n", '"s"\n', "b {\n", "  }\n", "}\n", "# c\n", "a:\n", "[x.y]", "a: [1, 2]\n", "//", "\r\n", "a < >\n"),
    NODE,
)
"""What texts are made of."""

TEXTS: Final = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def known(part: Syntax) -> list[object]:
    """All that a syntax says."""
    return [_braces(part.root), _block(part.tree), part.comments, part.is_faultless]


def _braces(block: Braces) -> list[object]:
    assert all(entry.around is block for entry in block.entries)
    return [block.span, block.is_closed, [_entry(entry) for entry in block.entries]]


def _entry(entry: Entry) -> list[object]:
    assert all(block.owner is entry for block in entry.blocks)
    values = [
        (value.kind, value.text, value.span, value.content) if isinstance(value, Word) else _braces(value)
        for value in entry.values
    ]
    return [entry.name, entry.name_span, entry.span, entry.has_colon, entry.is_complete, values]


def _block(block: Block) -> list[object]:
    fields = [
        (each.name, each.offset, each.is_list, [_block(v) if isinstance(v, Block) else v for v in each.values])
        for each in block.fields
    ]
    return [block.source.text, block.location(), fields]


@given(st.data())
def test_edits_change_what_they_touch(data: st.DataObject) -> None:
    """Whatever is put in place of whatever, several times, and whatever is right or wrong before and behind it."""
    text = data.draw(st.sampled_from((NODE * 3, "a: 1\n" + NODE * 2, ""))) + data.draw(TEXTS)
    syntax = Syntax(Source(text, ""))
    far, telling = data.draw(st.sampled_from(((1000, 200), (1, 5))))
    with patch.object(syntax_edits, "_FAR", far), patch.object(syntax_edits, "_TELLING", telling):
        edit_and_compare(syntax, text, data)


def edit_and_compare(syntax: Syntax, text: str, data: st.DataObject) -> None:
    """Make a few edits, and look at what is known after each."""
    for _ in range(data.draw(st.integers(1, 4))):
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        end = data.draw(st.sampled_from((start, min(start + 3, len(text)), end)))
        text = text[:start] + data.draw(TEXTS) + text[end:]
        syntax = syntax.after_edit(Source(text, ""))
        assert known(syntax) == known(Syntax(Source(text, "")))


@pytest.mark.parametrize(
    ("at", "put"), [(0, "x: 1\n"), (len(NODE) * 10 + 30, "B"), (len(NODE) * 10, 'y: "z"\n'), (len(NODE) * 20, "z: 1")]
)
def test_what_is_far_from_an_edit_is_not_parsed(at: int, put: str) -> None:
    """An edit takes as long in a long text as in a short one, or nearly."""
    text = NODE * 20
    syntax = Syntax(Source(text, ""))
    last = list(syntax.root.entries)
    edited = text[:at] + put + text[at:]
    with patch.object(syntax_edits, "parse_part", side_effect=parse_part) as parsing:
        after = syntax.after_edit(Source(edited, ""))
    (call,) = parsing.call_args_list
    _, start, end = call.args
    assert end - start <= 2 * len(NODE) + len(put)
    assert len({*map(id, after.root.entries)} & {*map(id, last)}) >= 18


def test_two_edits_far_from_each_other() -> None:
    """Only what is around each of them is parsed."""
    nodes = [NODE.replace("A", f"Calculator{number}") for number in range(40)]
    syntax = Syntax(Source("".join(nodes), ""))
    nodes[10], nodes[30] = nodes[10].replace("B:b", "C"), nodes[30].replace("1.5", "2")
    edited = Source("".join(nodes), "")
    with patch.object(syntax_edits, "parse_part", side_effect=parse_part) as parsing:
        after = syntax.after_edit(edited)
    assert sum(end - start for _, start, end in (call.args for call in parsing.call_args_list)) <= 5 * len(nodes[0])
    assert known(after) == known(Syntax(edited))
