"""The pages in docs/ and the README: what they show is run, and what they link to is there."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from backedge.authoring import registration
from backedge.planning import graph_catalogue
from tests.checkout import ROOT, needs_checkout
from tests.models.available import real_models

PAGES = sorted((ROOT / "docs").resolve().rglob("*.md"))
GUIDES = [page for page in PAGES if "```" in page.read_text(encoding="utf-8")]

NAMING_MODULES = [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "tests").rglob("*.md"))]
"""Pages that say in which module something is."""

LITERT = "INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n"

IMPORTS = "import pathlib; from backedge import CalculatorGraph; "

pytestmark = needs_checkout


def _name(page: Path) -> str:
    return page.resolve().relative_to(ROOT.resolve()).as_posix()


ENTRY_POINT_GROUPS = {registration.ENTRY_POINT_GROUP, graph_catalogue.ENTRY_POINT_GROUP}

every_page = pytest.mark.parametrize("page", PAGES, ids=_name)
every_guide = pytest.mark.parametrize("page", GUIDES, ids=_name)


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    line: int
    text: str

    @property
    def file(self) -> str:
        """The name of the file it is, "" if it is none: a comment in its first line says so."""
        name = re.match(r"# (\S+\.\w+)\n", self.text)
        return name[1] if name else ""


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield Block(found[1], text.count("\n", 0, found.start(2)), found[2])


def program(page: Path, folder: Path) -> str:
    """The page as a module: its Python in its own lines, and in place of each graph a line that builds it.

    Graphs that have a name are put into `folder`.
    """
    lines = [""] * len(page.read_text(encoding="utf-8").splitlines())
    for block in blocks(page):
        if block.language == "python":
            text = block.text.splitlines()
            lines[block.line : block.line + len(text)] = text
        elif block.language == "pbtxt":
            name = block.file or f"line_{block.line}.pbtxt"
            (folder / name).write_text(block.text, encoding="utf-8")
            if not re.search("^type:", block.text, re.MULTILINE):
                lines[block.line] = IMPORTS + f"CalculatorGraph(pathlib.Path({name!r}))"
    return "\n".join(lines)


def links(page: Path) -> list[Path]:
    """The files that a page links to."""
    text = re.sub(r"^```.*?^```$|`[^`\n]+`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [(page.parent / link).resolve() for link in re.findall(r"\]\(([^)#:]+)\)", text)]


@every_guide
def test_page_runs(page: Path, tmp_path: Path) -> None:
    """A page's Python runs, with what it asserts, and its graphs can be built from the calculators before them."""
    module = tmp_path / page.with_suffix(".py").name
    module.write_text(program(page, tmp_path), encoding="utf-8")
    if "HandTracker(" in module.read_text(encoding="utf-8"):
        real_models()
    command = [sys.executable, "-W", "error", module.name]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=100)
    assert result.returncode == 0, result.stderr
    # LiteRT says what it runs on, in the middle of whatever else is printed.
    assert result.stdout + result.stderr.replace(LITERT, "") == ""


@every_page
def test_nothing_is_shown_unchecked(page: Path) -> None:
    """A block is Python or a graph, which are run, or a table of entry points in the groups that are looked at."""
    for block in blocks(page):
        assert block.language in {"python", "pbtxt", "toml"}, f"{page.name}:{block.line}"
        if block.language == "toml":
            assert set(tomllib.loads(block.text)["project"]["entry-points"]) <= ENTRY_POINT_GROUPS


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    """Each file of the checkout that a page links to is there."""
    assert [str(target) for target in links(page) if not target.exists()] == []


def test_readme_links_to_every_page() -> None:
    """The README leads to every page, directly or by way of another."""
    pages = [ROOT / "README.md"]
    for page in pages:
        pages += [target for target in links(page) if target.suffix == ".md" and target not in pages]
    assert set(PAGES) <= set(pages)


@pytest.mark.parametrize("page", [*NAMING_MODULES], ids=lambda page: page.name)
def test_modules_that_pages_name_exist(page: Path) -> None:
    """A page that names a module by its file, with or without the folders above it, names one that is there."""
    known = [file.relative_to(ROOT).as_posix() for file in ROOT.rglob("*.py") if ".venv" not in file.parts]
    named = re.findall(r"`([\w/]+\.py)`", page.read_text(encoding="utf-8"))
    assert [name for name in named if not any(f"/{file}".endswith(f"/{name}") for file in known)] == []
