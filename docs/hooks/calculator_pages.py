"""The reference of all built-in calculators and graphs, made from what `graph_runner list --json` tells of them."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any

from docstrings import items, literal_block

_PACKAGE = "backedge.calculators."
_FOLDER = "calculators"
_GRAPHS = "/backedge/graphs/"
_GRAPHS_FILE = "shipped_graphs.md"
_ON_GRAPHS = (
    "Graphs that come with backedge. Every graph can use them as nodes, and `graph_runner run NAME` runs them. Their "
    "files are among the [examples](../examples.md)."
)
_HEADINGS = {"in": "Inputs", "out": "Outputs", "side in": "Input side packets", "side out": "Output side packets"}

Entry = dict[str, Any]


def calculator_pages() -> dict[str, str]:
    """Markdown by path: an overview, a page for each folder of calculators/, and one for graphs."""
    listed = subprocess.run(
        [sys.executable, "-m", "backedge.tools.graph_runner", "list", "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    listing = json.loads(listed.stdout)
    graphs = [[entry] for entry in listing if entry["kind"] == "graph" and _GRAPHS in Path(entry["file"]).as_posix()]
    entries = [entry for entry in listing if entry["kind"] == "calculator" and entry["module"].startswith(_PACKAGE)]
    folders = {
        folder: _families(list(found)) for folder, found in groupby(sorted(entries, key=_place), lambda e: _place(e)[0])
    }
    pages = {f"{_FOLDER}/index.md": _overview(folders, graphs)}
    pages |= {f"{_FOLDER}/{_file(folder)}": _page(folder, families) for folder, families in folders.items()}
    pages[f"{_FOLDER}/{_GRAPHS_FILE}"] = "\n\n".join(["# Graphs", _ON_GRAPHS, *map(_section, graphs)]) + "\n"
    return pages


def _place(entry: Entry) -> tuple[str, str, str]:
    """The folder, by which pages are divided, then what keeps a family together."""
    package, _, module = entry["module"].removeprefix(_PACKAGE).rpartition(".")
    return package, module, entry["documentation"]


def _families(entries: list[Entry]) -> list[list[Entry]]:
    """Entries that are one class under several names, or for several types, together; sorted by their first name."""
    families = [list(found) for _, found in groupby(entries, _place)]
    return sorted(families, key=lambda family: family[0]["name"])


def _overview(folders: dict[str, list[list[Entry]]], graphs: list[list[Entry]]) -> str:
    count = sum(len(family) for families in folders.values() for family in families)
    introduction = (
        f"The {count} calculators that come with backedge have MediaPipe's names, tags and options where MediaPipe has "
        "them. `graph_runner list NAME` prints the same about one of them, or about one of your own."
    )
    parts = ["# Built-in calculators", introduction]
    for folder, families in folders.items():
        parts += [f"## [{_title(folder)}]({_file(folder)})", _introduction(folder)]
        parts.append(_index("Calculator", families, _file(folder)))
    parts += [f"## [Graphs]({_GRAPHS_FILE})", _ON_GRAPHS, _index("Graph", graphs, _GRAPHS_FILE)]
    return "\n\n".join(parts) + "\n"


def _index(kind: str, families: list[list[Entry]], file: str) -> str:
    """A table of what a page describes."""
    rows = [
        [f"[`{_heading(family)}`]({file}#{family[0]['name']})", _cell(family[0]["description"])] for family in families
    ]
    return _table([kind, "What it does"], rows)


def _page(folder: str, families: list[list[Entry]]) -> str:
    parts = [f"# {_title(folder)}", _introduction(folder), *(_section(family) for family in families)]
    return "\n\n".join(parts) + "\n"


def _section(family: list[Entry]) -> str:
    """One class: its names, its documentation, its ports and its options."""
    first = family[0]
    parts = [f"## `{_heading(family)}` {{ #{first['name']} }}"]
    aliases = [f"`{alias}`" for entry in family for alias in entry["aliases"]]
    if aliases:
        parts.append(f"Also known as {', '.join(aliases)}.")
    parts.append(_documentation(first["documentation"]))
    parts.append(_ports(family))
    if "input_policy" in first:
        parts.append(f"Input policy: `{first['input_policy']}`")
    if first["options"]:
        parts.append(_options(first["options"]))
    return "\n\n".join(filter(None, parts))


def _documentation(text: str) -> str:
    """A calculator's docstring: prose, sections as lists, and the node that it shows."""
    text, _, example = text.partition("Example::\n\n")
    parts = []
    for block in re.split(r"^(?=\w[^\n]*:\n {4})", text, flags=re.MULTILINE):
        title, _, body = block.partition(":\n")
        if body.startswith("    "):
            if title != "Options":  # which have a table
                parts.append(f"**{title}**\n\n{items(body)}")
        else:
            parts.append(block.strip())
    if example:
        parts.append(f"**Example**\n\n{literal_block(example)}")
    return "\n\n".join(parts)


def _ports(family: list[Entry]) -> str:
    """The ports as they are declared, in brackets what may be left out; of a family, how its members differ."""
    if len(family) == 1:
        (entry,) = family
        rows = [[_HEADINGS[kind], _codes(_texts(entry, kind))] for kind, ports in entry["ports"].items() if ports]
        return _table(["Ports", "Tag and type"], rows) if rows else ""
    differing = {kind: ports for kind in _HEADINGS if any(ports := _differing(family, kind))}
    rows = [
        [_name(entry, with_anchor=row > 0), *(_codes(ports[row]) for ports in differing.values())]
        for row, entry in enumerate(family)
    ]
    return _table(["Name", *(_HEADINGS[kind] for kind in differing)], rows)


def _differing(family: list[Entry], kind: str) -> list[list[str]]:
    """For each member its ports of a kind that not all of them have."""
    common = set.intersection(*(set(_texts(entry, kind)) for entry in family))
    return [[port for port in _texts(entry, kind) if port not in common] for entry in family]


def _texts(entry: Entry, kind: str) -> list[str]:
    return [port["text"] for port in entry["ports"][kind]]


def _name(entry: Entry, *, with_anchor: bool) -> str:
    anchor = f'<a id="{entry["name"]}"></a>' if with_anchor else ""  # the first one's is that of the heading
    return f"{anchor}`{entry['name']}`"


def _codes(texts: list[str]) -> str:
    return "<br>".join(f"`{text}`" for text in texts)


def _table(header: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, ["---"] * len(header), *rows))


def _options(options: Entry) -> str:
    attributes = options["description"].partition("Attributes:\n")[2]
    meanings = dict(re.findall(r"^- `(\w+)`: (.*)$", items(attributes), re.MULTILINE)) if attributes else {}
    extension = f", or `options {{ [{options['extension']}] {{ … }} }}`" if options["extension"] else ""
    parts = [
        f"**Options** `node_options {{ [type.googleapis.com/{options['type']}] {{ … }} }}`{extension}",
    ]
    if options["fields"]:
        rows = [
            [f"`{field['name']}`", _type(field), _default(field), _cell(meanings.get(field["name"], ""))]
            for field in options["fields"]
        ]
        parts.append(_table(["Option", "Type", "Default", "Meaning"], rows))
    return "\n\n".join(parts)


def _type(field: Entry) -> str:
    values = ", ".join(f"`{name}`" for name in field["type"].split(" | "))
    return f"{values} ({field['limits']})" if field["limits"] else values


def _default(field: Entry) -> str:
    if field["required"]:
        return "required"
    return f"`{field['written_default']}`" if field["written_default"] else ""


def _heading(family: list[Entry]) -> str:
    """`BeginLoop…Calculator` for a family."""
    if len(family) == 1:
        return str(family[0]["name"])
    words = [re.findall(r"[A-Z]?[^A-Z]+", entry["name"]) for entry in family]
    start = _common_start(words)
    end = _common_start([name[len(start) :][::-1] for name in words])
    return f"{''.join(start)}…{''.join(reversed(end))}"


def _common_start(lists: list[list[str]]) -> list[str]:
    return [column[0] for column in takewhile(lambda column: len(set(column)) == 1, zip(*lists, strict=False))]


def _title(folder: str) -> str:
    return folder.replace(".", ": ").replace("_", " ").capitalize()


def _introduction(folder: str) -> str:
    return (importlib.import_module(f"{_PACKAGE}{folder}").__doc__ or "").strip().partition("\n\n")[0]


def _file(folder: str) -> str:
    return f"{folder.replace('.', '_')}.md"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
