"""Writes the messages of the studio's protocol as types of TypeScript: `python -m backedge.tools.studio.typescript`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from backedge.tools.drawing.drawing_model import Drawing
from backedge.tools.studio import protocol, protocol_values

_HEAD: Final = """\
/**
 * The messages between page and server. Written by `python -m backedge.tools.studio.typescript` from
 * tools/studio/protocol.py: change that, and write this anew.
 */

import type { Drawing } from "../../../drawing/web/src/model";

export const PROTOCOL = {protocol};
export const MAX_MESSAGE = {max_message};
"""
_NAMES: Final[dict[Any, str]] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    bytes: "Uint8Array",
    Any: "unknown",
    type(None): "null",
    Drawing: "Drawing",
}


def typescript() -> str:
    """The text of `web/src/protocol.ts`."""
    head = _HEAD.replace("{protocol}", str(protocol.PROTOCOL)).replace("{max_message}", str(protocol.MAX_MESSAGE))
    structs = [*_structs(protocol_values), *_structs(protocol)]
    return "\n".join([head, *map(_interface, structs), *_unions(), *_results()])


def _structs(module: Any) -> Iterator[type[msgspec.Struct]]:
    """The messages that a module defines, without the bases of others."""
    for value in vars(module).values():
        is_own = isinstance(value, type) and value.__module__ == module.__name__
        if is_own and issubclass(value, msgspec.Struct) and not value.__subclasses__() and value is not protocol.Reply:
            yield value


def _interface(struct: type[msgspec.Struct]) -> str:
    lines = [_comment(struct), f"export interface {_name(struct)} {{"]
    config = struct.__struct_config__
    if config.tag_field:
        lines.append(f'  {config.tag_field}: "{config.tag}";')
    hints = get_type_hints(struct)
    if issubclass(struct, protocol.Request) and protocol.RESULTS[struct] is None:
        hints.pop("id")
    for field in msgspec.structs.fields(struct):
        if field.encode_name in hints:
            optional = (
                "?" if issubclass(struct, protocol.Request) and not field.required else ""
            )  # others are sent whole
            lines.append(f"  {field.encode_name}{optional}: {_type(hints[field.name])};")
    return "\n".join([*lines, "}", ""])


def _comment(struct: type[msgspec.Struct]) -> str:
    lines = [line.strip() for line in (struct.__doc__ or "").strip().splitlines()]
    if len(lines) == 1:
        return f"/** {lines[0]} */"
    return "\n".join(["/**", *(f" * {line}".rstrip() for line in lines), " */"])


def _name(struct: Any) -> str:
    return f"{struct.__name__}Packet" if issubclass(struct, protocol_values.PacketBase) else str(struct.__name__)


def _type(hint: Any) -> str:
    if hint in _NAMES:
        return _NAMES[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " | ".join(f'"{value}"' for value in arguments)
    if origin in (Union, UnionType):
        return "Packet" if hint == protocol_values.Packet else " | ".join(map(_type, arguments))
    if origin is list:
        inner = _type(arguments[0])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if origin is dict:
        return f"Record<{_type(arguments[0])}, {_type(arguments[1])}>"
    return _name(hint)


def _unions() -> Iterator[str]:
    unions = {
        "Packet": protocol_values.Packet,
        "AnyRequest": protocol.AnyRequest,
        "AnyResult": protocol.AnyResult,
        "AnyEvent": protocol.AnyEvent,
    }
    for name, union in unions.items():
        yield _lines(f"export type {name} =", (f"  | {_name(member)}" for member in get_args(union)))


def _results() -> Iterator[str]:
    yield "/** The answer to the request with this `id`: one of the two. */"
    yield _lines(
        "export type Reply =",
        ("  | { id: number; result: AnyResult; error?: never }", "  | { id: number; result?: never; error: Failure }"),
    )
    answers = (
        f"  {request.__struct_config__.tag}: {'never' if result is None else _name(result)};"
        for request, result in protocol.RESULTS.items()
    )
    yield "/** What each method is answered with. */\n" + _lines("export interface Results {", answers, "}")


def _lines(first: str, rest: Iterable[str], last: str = "") -> str:
    lines = [first, *rest, *([last] if last else [])]
    return "\n".join(lines) + ("\n" if last else ";\n")


TYPES_FILE: Final = Path(__file__).parent / "web" / "src" / "protocol.ts"
"""The file that is written, in a checkout."""

if __name__ == "__main__":
    TYPES_FILE.write_text(typescript(), encoding="utf-8")
