"""Quick fixes: edits that do what the checker's hints say.

The hints are texts. Those that say what to write do it in few forms, which this module knows; a hint in another form
has no quick fix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from backedge.tools.language.diagnostics import Problem
from backedge.tools.language.graph_document import PORT_LISTS, GraphDocument, NodeText
from backedge.tools.language.syntax import Braces, Entry, Span, Word

_MEANT: Final = re.compile(r'did you mean "([^"\n]+)"\?')
_WRITE: Final = re.compile(r"^write ([A-Za-z_][A-Za-z0-9_]*);")
_BRACKETED: Final = re.compile(r"^write (\[[^\]\n]+\])$")
_OPTIONS: Final = re.compile(r"^the options of \S+ are \w+ \{ (\[[^\]\n]+\]) \{")
_QUOTED: Final = re.compile(r'^put it in quotes: ("[^"\n]*")$')
_ADD: Final = re.compile(r'add `(\w+): "([^"`\n]+)"` to (the graph|the node|it)')
_USE: Final = re.compile(r'use `(\w+): "[^"`\n]*"`')
_MARK: Final = re.compile(r'input_stream_info \{ tag_index: "([^"\n]*)" back_edge: true \}')
_TAG: Final = re.compile(r"[A-Z_][A-Z0-9_]*(?::[0-9]+)?")


class Edit(NamedTuple):
    """A change of a text: `text` in place of what is in `span`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A quick fix.

    Attributes:
        title: what it does, for a menu.
        edits: how.
        is_preferred: whether it is what was most likely meant.
    """

    title: str
    edits: tuple[Edit, ...]
    is_preferred: bool = False


def find_fixes(document: GraphDocument, problem: Problem) -> list[Fix]:
    """The quick fixes for one problem."""
    if problem.elsewhere is not None:
        return []
    return [fix for fix in _fixes(document, problem) if fix is not None]


def _fixes(document: GraphDocument, problem: Problem) -> Iterator[Fix | None]:
    entry = document.syntax.entry_at(problem.span.start)
    hint = problem.hint
    if entry is not None:
        for meant in (*_MEANT.findall(hint), *_BRACKETED.findall(hint), *_OPTIONS.findall(hint)):
            yield _replacement(problem, entry, meant)
        if write := _WRITE.search(hint):
            yield _change(problem.span, write[1])
        if quoted := _QUOTED.search(hint):
            yield Fix(f"Put it in quotes: {quoted[1]}", (Edit(problem.span, quoted[1]),), is_preferred=True)
        if use := _USE.search(hint):
            yield Fix(f"Make it {use[1]}", (Edit(entry.name_span, use[1]),), is_preferred=True)
    block = document.syntax.block_at(problem.span.start)
    node = document.node_of(block) or (document.node_of(next(entry.blocks, None)) if entry is not None else None)
    if add := _ADD.search(hint):
        owner = None if add[3] == "the graph" else node
        yield _addition(document, owner, add[1], add[2])
    if (mark := _MARK.search(hint)) and node is not None:
        yield _back_edge(document, node, mark[1])


def _replacement(problem: Problem, entry: Entry, meant: str) -> Fix | None:
    """Write `meant` in place of the part of a field that the problem is about."""
    if problem.span == entry.name_span and (word := next(entry.words, None)) is not None and entry.name == "calculator":
        return _in_word(problem, word, meant)  # the checker names the field, and means its value
    word = next((word for word in entry.words if word.span == problem.span), None)
    if word is not None:
        return _in_word(problem, word, meant)
    if problem.span != entry.name_span:
        return None
    if not entry.name.startswith("[") or meant.startswith("["):
        return _change(entry.name_span, meant)
    prefix, slash, _ = entry.name.strip("[]").rpartition("/")
    return _change(entry.name_span, f"[{prefix}{slash}{meant}]")


def _in_word(problem: Problem, word: Word, meant: str) -> Fix | None:
    if word.content is None:
        return None
    head, colon, name = word.text.rpartition(":")
    if not colon or ":" in meant.strip(":"):
        return _change(word.content, meant)
    if _TAG.fullmatch(meant) and f'"{name}"' not in problem.message:
        tag = head.partition(":")[0]
        return _change(Span(word.content.start, word.content.start + len(tag)), meant)
    return _change(Span(word.content.start + len(head) + 1, word.content.end), meant)


def _change(span: Span, text: str) -> Fix:
    return Fix(f'Change to "{text}"', (Edit(span, text),), is_preferred=True)


def _addition(document: GraphDocument, node: NodeText | None, name: str, value: str) -> Fix | None:
    """Add a field with one text, behind its like."""
    block = document.syntax.root if node is None else node.block
    where = "the graph" if node is None else f'node "{node.name}"' if node.name else "the node"
    edit = _new_field(document, block, name, f'{name}: "{value}"')
    return Fix(f'Add {name} "{value}" to {where}', (edit,), is_preferred=node is not None)


def _back_edge(document: GraphDocument, node: NodeText, label: str) -> Fix:
    text = f'input_stream_info {{ tag_index: "{label}" back_edge: true }}'
    edit = _new_field(document, node.block, "input_stream_info", text)
    what = f"{label} of " if label else ""
    return Fix(f'Mark {what}node "{node.name}" as a back edge', (edit,), is_preferred=True)


def _new_field(document: GraphDocument, block: Braces, name: str, text: str) -> Edit:
    """Insert a field: behind the last of its name, or of those that come before it, or at the head of the block."""
    order = ("calculator", "name", *PORT_LISTS, "input_stream_info")
    if block.owner is None:
        before = [name, "package", "type"]
    else:
        before = [name, *(("input_stream",) if name == "input_stream_info" else reversed(order[: order.index(name)]))]
    found = next((list(block.named(each))[-1] for each in before if any(block.named(each))), None)
    if found is not None:
        begin = document.text.rfind("\n", 0, found.span.start) + 1
        indent = document.text[begin : found.span.start]
        if not indent.strip():
            return Edit(Span(found.span.end, found.span.end), f"\n{indent}{text}")
        return Edit(Span(found.span.end, found.span.end), f" {text}")
    if block.owner is not None:
        return Edit(Span(block.span.start + 1, block.span.start + 1), f" {text}")
    first = block.entries[0].span.start if block.entries else len(document.text)
    return Edit(Span(first, first), f"{text}\n")
