"""Docstrings as Markdown: what mkdocstrings' Google style does not know, and names linked to their documentation."""

from __future__ import annotations

import re
from typing import Any

from griffe import Alias, Extension, GriffeLoader, Kind, Module, NameResolutionError, Object

# Sections that mkdocstrings knows and renders itself; every other one would become a box with one run-on paragraph.
_KNOWN = {"Args", "Attributes", "Examples", "Raises", "Returns", "Yields"}

_ROLE = re.compile(r":(?:class|func|meth|mod|data|attr):(?=`)")
_SECTION = re.compile(r"^(?P<title>\w[^\n`]*[^\n:]):\n(?P<body>(?= {4})(?: {4,}.*(?:\n|\Z)|\n(?= {4}))+)", re.MULTILINE)
_ITEM = re.compile(r"^(?!untagged)(?P<name>[\w*]+)(?P<text>(?:,[^:]*)?: .*)")
_LITERAL = re.compile(r"(?P<before>.*?)(?P<colons>::)?\n\n(?P<code>(?: {4}.*(?:\n|\Z)|\n(?= {4}))+)")
_NAME = re.compile(r"(?<![`\[])`(?P<name>[A-Za-z_][\w.]*)(?P<call>\(\))?`(?!`)")


class Docstrings(Extension):
    """Rewrites the docstrings of a package when all of it is known, so that names in them can be resolved."""

    def on_package(self, *, pkg: Module, loader: GriffeLoader, **kwargs: Any) -> None:
        """Rewrite all docstrings of `pkg`."""
        exported = {name: f"{pkg.path}.{name}" for name in pkg.members if not name.startswith("_")}
        _rewrite(pkg, exported)


def _rewrite(thing: Object | Alias, exported: dict[str, str]) -> None:
    if isinstance(thing, Alias):
        return
    if thing.docstring:
        thing.docstring.value = to_markdown(thing.docstring.value, thing, exported)
    for member in thing.members.values():
        _rewrite(member, exported)


def to_markdown(text: str, thing: Object, exported: dict[str, str]) -> str:
    """A docstring as Markdown with Google's sections.

    Args:
        text: the docstring, indented as `inspect.cleandoc` leaves it.
        thing: what it is about; names in it are looked up from there.
        exported: what is meant by names that are not found from there.
    """
    text = _ROLE.sub("", text)
    text = _SECTION.sub(_list, text)
    text = _LITERAL.sub(_fenced, text)  # later, because code has lines that look like headings of sections
    return _NAME.sub(lambda found: _linked(found, thing, exported), text)


def literal_block(code: str) -> str:
    """An indented block as a fenced one."""
    lines = [line[4:] for line in code.rstrip().splitlines()]
    language = "pbtxt" if re.match(r"node \{|\w+: \"|\w+ \{", lines[0]) else "python"
    return "\n".join([f"```{language}", *lines, "```", ""])


def _fenced(found: re.Match[str]) -> str:
    """`text::` or `text` and an indented block; Google's sections are indented, but not after an empty line."""
    colon = ":" if found["colons"] else ""
    return f"{found['before']}{colon}\n\n{literal_block(found['code'])}\n"


def _list(found: re.Match[str]) -> str:
    """A section of a kind of our own, as a list."""
    if found["title"] in _KNOWN:
        return found[0]
    return f"**{found['title']}:**\n\n{items(found['body'])}\n"


def items(body: str) -> str:
    """The entries of a section as a list; what is indented further goes on with the entry before it."""
    entries: list[str] = []
    for line in filter(str.strip, body.splitlines()):
        if line[4:5].isspace() and entries:
            entries[-1] += f" {line.strip()}"
        else:
            entries.append(line.strip())
    named = (_ITEM.sub(r"`\g<name>`\g<text>", entry).removeprefix("- ") for entry in entries)
    return "".join(f"- {entry}\n" for entry in named)


def _linked(found: re.Match[str], thing: Object, exported: dict[str, str]) -> str:
    """A name in backquotes, linked where it has documentation; `optional` because not every name has."""
    name, call = found["name"], found["call"] or ""
    scope = thing if thing.kind in (Kind.CLASS, Kind.MODULE) or thing.parent is None else thing.parent
    first, _, rest = name.partition(".")
    try:
        path = name if first == "backedge" else scope.resolve(first) + (f".{rest}" if rest else "")
    except NameResolutionError:
        path = exported.get(first, "") and exported[first] + (f".{rest}" if rest else "")
    if not path.startswith("backedge."):
        return found[0]
    return f'<autoref identifier="{path}" optional>`{name}{call}`</autoref>'
