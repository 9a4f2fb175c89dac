"""The tree of a text-format file: blocks, fields and values, each with its place. No schema is needed to build it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from backedge.config.tokenizer import Source, Token
from backedge.errors import Diagnostic, Location


@dataclass(slots=True)
class Literal:
    """A scalar value.

    Attributes:
        kind: `tokenizer.IDENTIFIER`, `NUMBER`, `STRING`, or `TEXT` for what a template has calculated.
        text: a number or identifier as written, with its minus sign.
        data: the bytes a string stands for.
        offset: where it starts.
    """

    kind: str
    text: str
    data: bytes
    offset: int


Value: TypeAlias = "Literal | Block"


@dataclass(slots=True)
class Field:
    """A field of a block.

    Attributes:
        name: a field's name, or in brackets an extension's name or a type URL: ``[a.B.ext]``, ``[prefix/a.B]``.
        offset: where the name starts.
        values: one value, or those of a list.
        is_list: whether the values stand in brackets.
    """

    name: str
    offset: int
    values: list[Value]
    is_list: bool


class Block:
    """A message: its fields in the order of the text. It is the `Origin` of what is decoded from it.

    Attributes:
        source: the text.
        offset: where it starts, at its opening brace; 0 for the whole file.
        fields: its fields.
    """

    def __init__(self, source: Source, offset: int) -> None:
        self.source = source
        self.offset = offset
        self.fields: list[Field] = []

    @cached_property
    def _values(self) -> dict[str, list[tuple[Field, Value]]]:
        """Values by field name: a repeated field may be spread over the block."""
        values: dict[str, list[tuple[Field, Value]]] = {}
        for field in self.fields:
            values.setdefault(field.name, []).extend([(field, value) for value in field.values])
        return values

    def location(self, field: str | None = None, index: int | None = None) -> Location | None:
        """Return the place of the block, of the name of its field `field`, or of that field's value number `index`."""
        found = self._values.get(field, []) if field is not None else []
        if not found:
            return self.source.location(self.offset)
        if index is None or not 0 <= index < len(found):
            return self.source.location(found[0][0].offset)
        return self.source.location(found[index][1].offset)

    def child(self, field: str, index: int = 0) -> Block | None:
        """Return the block in `field`, number `index` of a repeated one; None if the field has no such block."""
        found = self._values.get(field, [])
        value = found[index][1] if index < len(found) else None
        return value if isinstance(value, Block) else None

    def bracketed(self) -> Iterator[Field]:
        """Return the fields whose names are extensions or type URLs."""
        return (field for field in self.fields if field.name.startswith("["))

    def __deepcopy__(self, memo: dict[int, Any]) -> Block:
        # Config objects hold on to their block; a copy of a config still comes from the same text.
        return self


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed file.

    Attributes:
        root: its fields.
        comments: its comments in order, which a formatter can put back by their offsets.
        diagnostics: what is wrong with its syntax; the rest of the tree is what could be understood.
    """

    root: Block
    comments: list[Token]
    diagnostics: list[Diagnostic]
