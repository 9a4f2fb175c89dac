"""What the comments of a graph's text say: of the graph, on top of it, and of its ports, above or behind them."""

from __future__ import annotations

from backedge.config import parse_port
from backedge.config.parser import parse_tree
from backedge.config.tree import Literal, Tree
from backedge.errors import ConfigError


def head_comment(text: str) -> str:
    """The comment at the head of a graph's text, which ends at a line without ``#``; the next one after a copyright."""
    blocks: list[list[str]] = [[]]
    for line in map(str.strip, text.splitlines()):
        if line.startswith("#"):
            blocks[-1].append(line[1:].removeprefix(" "))
        elif line:
            break
        else:
            blocks.append([])
    comments = ("\n".join(block).strip() for block in blocks)
    return next((comment for comment in comments if comment and "copyright" not in comment.lower()), "")


def port_comments(text: str, field: str) -> dict[str, str]:
    """What a graph's text says of its ports: the comment behind each, or above it and others that it is listed with.

    Args:
        text: the text; one with mistakes says nothing.
        field: the graph's field that has the ports, such as ``input_stream``.

    Returns:
        The comments by the names of streams or side packets, each in one line.
    """
    tree = parse_tree(text)
    if tree.diagnostics:
        return {}
    behind, alone = _comments(tree)
    places = _places(tree, field)
    lines = set(places.values())
    found = {}
    for name, line in places.items():
        above = line
        while above in lines:
            above -= 1
        comment = behind.get(line) or _block(alone, above)
        if comment:
            found[name] = comment
    return found


def _places(tree: Tree, field: str) -> dict[str, int]:
    """The lines on which the ports of one field are, by their names."""
    places = {}
    for each in tree.root.fields:
        for value in each.values if each.name == field else ():
            try:
                port = parse_port(value.data.decode("utf-8", "replace")) if isinstance(value, Literal) else None
            except ConfigError:  # what is wrong with it is for others to say
                continue
            if port is not None:
                places[port.name] = tree.root.source.location(value.offset).line or 0
    return places


def _comments(tree: Tree) -> tuple[dict[int, str], dict[int, str]]:
    """The comments behind something, and those that have a line of their own, by their lines."""
    behind: dict[int, str] = {}
    alone: dict[int, str] = {}
    source = tree.root.source
    for comment in tree.comments:
        start = source.text.rfind("\n", 0, comment.offset) + 1
        own = not source.text[start : comment.offset].strip()
        (alone if own else behind)[source.location(comment.offset).line or 0] = comment.text[1:].strip()
    return behind, alone


def _block(comments: dict[int, str], last: int) -> str:
    """The comment whose last line is number `last`; "" for none."""
    first = last
    while first in comments:
        first -= 1
    return " ".join(filter(None, (comments[line] for line in range(first + 1, last + 1))))
