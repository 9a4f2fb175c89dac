"""The pages in docs/: what they show is run, and what they and the README link to is there."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
import tomllib
from pathlib import Path

import click
import pytest

from backedge.authoring import registration
from backedge.planning import graph_catalogue
from backedge.tools.graph_runner import cli
from backedge.tools.language.project_settings import read_project
from tests.checkout import ROOT, needs_checkout
from tests.models.available import real_models
from tests.pages import blocks, links, run, run_commands, write_files

PAGES = sorted((ROOT / "docs").resolve().rglob("*.md"))
GUIDES = [page for page in PAGES if "```" in page.read_text(encoding="utf-8") and page.name != "tour.md"]
"""Pages with something to run; tests/test_readme.py runs the tour block by block."""

NAMING_MODULES = [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "tests").rglob("*.md"))]
"""Pages that say in which module something is."""

SETTINGS = [file for file in (ROOT / "editors").rglob("*") if file.suffix in (".lua", ".toml")]
"""Settings of editors, which pages show without the comment on top."""

IMPORTS = "import pathlib; from backedge import CalculatorGraph; "

EXAMPLES = (ROOT / "examples").resolve()

pytestmark = needs_checkout


def _name(page: Path) -> str:
    return page.resolve().relative_to(ROOT.resolve()).as_posix()


ENTRY_POINT_GROUPS = {registration.ENTRY_POINT_GROUP, graph_catalogue.ENTRY_POINT_GROUP}

every_page = pytest.mark.parametrize("page", PAGES, ids=_name)
every_guide = pytest.mark.parametrize("page", GUIDES, ids=_name)


def program(page: Path, folder: Path) -> str:
    """The page as a module: its Python in its own lines, and in place of each graph a line that builds it.

    Python that is a file of its own is left out.
    """
    lines = [""] * len(page.read_text(encoding="utf-8").splitlines())
    for block in blocks(page):
        if block.language == "python" and not block.file:
            text = block.text.splitlines()
            lines[block.line : block.line + len(text)] = text
        elif block.language == "pbtxt":
            name = block.file or f"line_{block.line}.pbtxt"
            (folder / name).write_text(block.text, encoding="utf-8")
            if not re.search("^type:", block.text, re.MULTILINE):
                lines[block.line] = IMPORTS + f"CalculatorGraph(pathlib.Path({name!r}))"
    return "\n".join(lines)


@every_guide
def test_page_runs(page: Path, tmp_path: Path) -> None:
    """A page's commands and its Python run, with what it asserts, and its graphs can be built.

    They run where the files of an example that the page links to are, as those who read it are told to.
    """
    if re.search(r"HandTracker\(|HandTracking.*graph_runner run", page.read_text(encoding="utf-8"), re.DOTALL):
        real_models()
    for example in links(page):
        if EXAMPLES in example.parents and example.parent != EXAMPLES:
            shutil.copy(example, tmp_path)
    write_files(page, tmp_path)
    for block in blocks(page):
        if block.language == "sh":
            run_commands(block, tmp_path)
    module = tmp_path / page.with_suffix(".py").name
    module = module.with_stem(f"page_{module.stem}")  # not the name of a file that it shows
    module.write_text(program(page, tmp_path), encoding="utf-8")
    assert run([sys.executable, "-W", "error", module.name], tmp_path) == ""


@every_page
def test_nothing_is_shown_unchecked(page: Path, tmp_path: Path) -> None:
    """A block is Python, a graph or a command, which are run, or settings: of a project, or a file of `editors/`."""
    for block in blocks(page):
        where = f"{page.name}:{block.line}"
        assert block.language in {"python", "pbtxt", "toml", "sh", "lua"}, where
        table = tomllib.loads(block.text) if block.language == "toml" else {}
        if "project" in table:
            assert set(table["project"]["entry-points"]) <= ENTRY_POINT_GROUPS, where
        elif "tool" in table:
            (tmp_path / "pyproject.toml").write_text(block.text, encoding="utf-8")
            assert read_project(tmp_path / "pyproject.toml").calculators, where
        elif block.language in ("toml", "lua"):
            assert any(file.read_text(encoding="utf-8").endswith(block.text) for file in SETTINGS), where


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=_name)
def test_options_that_pages_show_exist(page: Path) -> None:
    """Every line and code span that begins with `graph_runner` has a command and options that there are."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in re.findall(r"(?:^ *|`)(?:\.venv/bin/)?graph_runner (.+?)(?:`|$)", text, re.MULTILINE):
        command: click.Command = cli
        words = shlex.split(line)
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            assert words[0] in command.commands, line
            command = command.commands[words.pop(0)]
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        options = {word for word in words if re.match("--?[a-z]", word)} - {"-h", "--help"}
        assert options <= known, line


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    """Each file of the checkout that a page links to is there."""
    assert [str(target) for target in links(page) if not target.exists()] == []


def test_changes_of_a_release_are_in_chapters() -> None:
    """The changelog tells of a release by what people do: each of its points is below a chapter's heading."""
    releases = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    loose = {
        text.partition("\n")[0]: re.findall(r"^- .*", text.partition("\n### ")[0], re.MULTILINE) for text in releases
    }
    assert {title: points for title, points in loose.items() if points} == {}


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
