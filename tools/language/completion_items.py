"""The items that a completion offers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from backedge.tools.language.syntax import Span

ItemKind: TypeAlias = Literal[
    "calculator", "graph", "tag", "stream", "side packet", "field", "options", "value", "executor", "policy"
]


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that can be typed.

    Attributes:
        label: what the menu shows.
        kind: what it is.
        span: what it replaces.
        text: what it writes.
        detail: more about it, in a few words.
        documentation: all about it, in Markdown; "" where there is none, or where `describe_completion` makes it.
        snippet: `text` in an editor that has snippets; "" where that is the same.
        rank: its place in the menu, the lowest first.
        is_text: whether it is written in quotes.
    """

    label: str
    kind: ItemKind
    span: Span
    text: str
    detail: str = ""
    documentation: str = ""
    snippet: str = ""
    rank: int = 0
    is_text: bool = False

    def replaced(self, span: Span, text: str) -> Completion:
        """The same with another `span` and `text`."""
        return replace(self, span=span, text=text)
