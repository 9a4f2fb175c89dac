"""Characters that look like others, or like nothing: what word processors and web pages put where ASCII is meant."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_QUOTES: Final = frozenset(
    "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2032\u2033\u0060\u00b4\uff02\uff07"
)
_MINUS: Final = "\u2212"
_BYTE_ORDER_MARK: Final = "\ufeff"
_ODD: Final = re.compile(r"[^ -~]")


def describe_character(character: str) -> str:
    """Describe one character for a message, e.g. ``U+00A0 (no-break space)``; shown itself where it can be seen."""
    if character.isascii() and character.isprintable():
        return f"'{character}'"
    code = f"U+{ord(character):04X}"
    name = "byte order mark" if character == _BYTE_ORDER_MARK else unicodedata.name(character, "").lower()
    if character.isprintable() and not _is_mark(character):
        return f"'{character}' ({', '.join(filter(None, (code, name)))})"
    return f"{code} ({name})" if name else code


def cure(character: str) -> str:
    """Say what to write in place of a character that text format does not have; "" where that is not known."""
    if character in _QUOTES:
        return 'write strings in straight quotes: "…"'
    if character.isspace():
        return "replace it by an ordinary space"
    if not character.isprintable() or _is_mark(character):
        return "delete it: it cannot be seen"
    plain = plain_text(character)
    return f"write {plain!r}" if plain.isascii() and plain != character else ""


def plain_text(text: str) -> str:
    """Return `text` with ASCII in place of the characters that look like it, and without those that cannot be seen."""
    return unicodedata.normalize("NFKC", "".join(map(_plain, text)))


def _plain(character: str) -> str:
    if character.isspace():
        return " "
    if not character.isprintable() or _is_mark(character):
        return ""
    return "-" if character == _MINUS or unicodedata.category(character) == "Pd" else character


def odd_characters(text: str) -> list[str]:
    """List the characters of `text` that are not printable ASCII, each once, in order."""
    return list(dict.fromkeys(_ODD.findall(text)))


def _is_mark(character: str) -> bool:
    """Tell whether `character` changes the one before it, such as a variation selector, and is nothing by itself."""
    return unicodedata.category(character).startswith("M")
