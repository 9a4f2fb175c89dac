"""What mkdocs needs to know besides mkdocs.yml: where the sources are, and the pages that are generated."""

from __future__ import annotations

import inspect
import pkgutil
import posixpath
import re
import runpy
import subprocess
import sys
import typing
from pathlib import Path
from typing import Any

from calculator_pages import calculator_pages
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("examples", "graphs")

# Files outside docs/ that pages link to, and the pages that show them here.
_PAGES = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}


def on_startup(**_event: Any) -> None:
    """Make build/types, in which mkdocstrings finds the sources under the names they are imported by.

    Not in `on_config`, where mkdocstrings looks for that folder before hooks have their turn.
    """
    runpy.run_path(str(ROOT / "tools" / "linktree.py"), run_name="__main__")


def on_config(config: MkDocsConfig) -> None:
    """Let `mkdocs serve` watch the sources, too."""
    config.watch += [str(folder.resolve()) for folder in (ROOT / "build/types/backedge").iterdir()]


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the pages that are generated."""
    pages = calculator_pages()
    section = next(item["Built-in calculators"] for item in config.nav or () if "Built-in calculators" in item)
    section += [page for page in pages if page not in section]
    pages["examples.md"] = _examples()
    pages["command_line.md"] = _command_line()
    for file in ("CONTRIBUTING.md", "CHANGELOG.md"):
        pages[_PAGES[file]] = (ROOT / file).read_text(encoding="utf-8").replace("](docs/", "](")
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Lead links out of docs/ to the pages that show those files, and look up what `:::` lines paraphrase."""

    def shown(link: re.Match[str]) -> str:
        file = posixpath.normpath(posixpath.join(posixpath.dirname(page.file.src_uri), link[1]))
        return f"]({_shown_on(file.removeprefix('../'))})" if file.startswith("../") else link[0]

    markdown = re.sub(r"\]\(([^)#:\s]+)\)", shown, markdown)
    return re.sub(r"^::: (?=\w+\()(.+)$", lambda found: f"::: {_look_up(found[1])}", markdown, flags=re.MULTILINE)


def _shown_on(file: str) -> str:
    return _PAGES.get(file) or f"examples.md#{_anchor(file)}"


def _anchor(file: str) -> str:
    return re.sub(r"\W+", "-", file)


def _type_of(name: str) -> str:
    """The class of an object, and of what a function or method returns: where it is defined is no user's business."""
    found: Any = pkgutil.resolve_name(name)
    kind = typing.get_type_hints(found)["return"] if inspect.isfunction(found) else type(found)
    return f"{kind.__module__}.{kind.__qualname__}"


def _module_of(name: str) -> str:
    """The module that defines a function or class, for its docstring."""
    module: str = pkgutil.resolve_name(name).__module__
    return module


def _look_up(expression: str) -> str:
    """What `type_of(backedge.x)` or `module_of(type_of(backedge.x))` stands for."""
    call = re.fullmatch(r"(type_of|module_of)\((.+)\)", expression)
    if call is None:
        return expression
    return (_type_of if call[1] == "type_of" else _module_of)(_look_up(call[2]))


def _examples() -> str:
    """The graphs that ship with backedge, and the examples, each with an anchor to link to."""
    parts = ["# Examples\n\nThe files of `examples/` and the graphs that are installed with backedge.\n"]
    for folder in EXAMPLES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix == ".pbtxt" or (folder == "examples" and path.suffix == ".py"):
                file = path.relative_to(ROOT).as_posix()
                language = "python" if path.suffix == ".py" else "pbtxt"
                text = path.read_text(encoding="utf-8").rstrip()
                parts.append(f"## `{file}` {{ #{_anchor(file)} }}\n\n```{language}\n{text}\n```\n")
    return "\n".join(parts)


def _command_line() -> str:
    """What `graph_runner --help` prints, and so do its commands."""
    overview = _help()
    commands = re.findall(r"^  (\w+) ", overview.partition("Commands:")[2], re.MULTILINE)
    parts = [f"# Command line\n\n```text\n{overview}\n```\n"]
    parts += [f"## `graph_runner {command}`\n\n```text\n{_help(command)}\n```\n" for command in commands]
    return "\n".join(parts)


def _help(*command: str) -> str:
    arguments = [sys.executable, "-m", "backedge.tools.graph_runner", *command, "--help"]
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout.strip()
