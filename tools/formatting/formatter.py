"""`format_text`: a graph's text in our style, with the same meaning and the same comments."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, Final

from backedge.config.parser import parse_tree
from backedge.config.tree import Block, Tree
from backedge.errors import ConfigError
from backedge.templates.template_parser import has_directives, parse_template
from backedge.tools.formatting.piece_reader import read_pieces
from backedge.tools.formatting.printer import print_pieces

_PLACES: Final = frozenset({"offset", "source"})


def format_text(text: str, file: str = "<text>") -> str:
    """Return `text`, a graph or template in text format, laid out in our style.

    Only blanks, line ends and signs that mean nothing change: ``;`` and ``,`` after fields, ``<…>`` for ``{…}``, colons
    before blocks. What comes out means the same, has the same comments in the same order, and stays as it is when it is
    formatted again. Lines end as the first one of `text` does.

    Args:
        text: the text.
        file: name for messages.

    Raises:
        ConfigError: it is not in text format; the error has everything that is wrong with it.
    """
    before = _parse(text, file)
    if before.diagnostics:
        raise ConfigError(before.diagnostics)
    formatted = print_pieces(read_pieces(before.root.source))
    after = _parse(formatted, file)
    if after.diagnostics or _meaning(after.root) != _meaning(before.root) or _comments(after) != _comments(before):
        raise AssertionError(f"formatting {file} would change what it means")  # a mistake of ours: nothing is written
    first_line, end, _ = text.partition("\n")
    return formatted.replace("\n", "\r\n") if end and first_line.endswith("\r") else formatted


def _parse(text: str, file: str) -> Tree:
    return parse_template(text, file) if has_directives(text) else parse_tree(text, file)


def _comments(tree: Tree) -> list[str]:
    return [comment.text.rstrip() for comment in tree.comments]


def _meaning(part: Any) -> Any:
    """A part of a tree without the places in the text."""
    if isinstance(part, Block):
        return [_meaning(field) for field in part.fields]
    if isinstance(part, list | tuple):
        return [_meaning(each) for each in part]
    if is_dataclass(part):
        return [_meaning(getattr(part, each.name)) for each in fields(part) if each.name not in _PLACES]
    return part
