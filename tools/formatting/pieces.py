"""What a text consists of for somebody who lays it out anew: its fields, blocks, lists, directives and comments.

The pieces remember which of them were written on one line: the author knows best what belongs together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(slots=True)
class Comment:
    """A comment.

    Attributes:
        text: as written, without blanks at its end.
        line: the line it is on.
        column: the column it begins in.
        continues: whether it goes on with a comment behind the line before, exactly below it.
    """

    text: str
    line: int
    column: int
    continues: bool = False


@dataclass(slots=True)
class Scalar:
    """A value that is no block and no list.

    Attributes:
        parts: the value, or strings in a row that stand for one.
        spread: whether the parts were on several lines.
    """

    parts: list[str]
    spread: bool


@dataclass(slots=True)
class Group:
    """A block, a list, or what is between a directive and its ``%end%``.

    Attributes:
        opening: what it begins with: ``{``, ``[`` or the directive.
        closing: what it ends with.
        items: what is inside.
        spread: whether it was on several lines.
        comment: the comment behind `opening`.
    """

    opening: str
    closing: str
    items: list[Item]
    spread: bool
    comment: Comment | None = None


@dataclass(slots=True)
class Entry:
    """A field, an element of a list or a directive; with `text` alone, a ``%param%``.

    Attributes:
        text: the name of the field, "" for an element of a list and for a directive with something inside.
        value: what the field holds.
        line: the line it begins on.
        last_line: the line it ends on.
        before: comments inside it that have no place there; they go before it.
        comment: the comment behind it.
    """

    text: str
    value: Scalar | Group | None
    line: int
    last_line: int
    before: list[Comment] = field(default_factory=list)
    comment: Comment | None = None


Item: TypeAlias = "Comment | Entry"
