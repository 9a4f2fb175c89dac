"""The table of a project's own calculators and subgraphs, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge.errors import ConfigError, ResourceError
from backedge.tools.language.project_settings import find_project, read_project


def write(folder: Path, text: str) -> Path:
    """Write a pyproject.toml."""
    file = folder / "pyproject.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_settings_know_their_places(tmp_path: Path) -> None:
    """Modules and folders, each with its line and column."""
    file = write(
        tmp_path,
        '[project]\nname = "x"\n\n[tool.backedge]\ncalculators = [\n  "a.py",\n  \'b\',\n]\nsubgraphs = ["g"]\n',
    )
    settings = read_project(file)
    places = [(each.text, each.location.line, each.location.column) for each in settings.calculators]
    assert places == [("a.py", 6, 3), ("b", 7, 3)]
    assert [(each.text, str(each.location)) for each in settings.subgraphs] == [("g", f"{file}:9:14")]
    assert settings.folder == tmp_path


def test_a_table_may_be_empty(tmp_path: Path) -> None:
    """A project without calculators of its own."""
    assert read_project(write(tmp_path, "[tool.backedge]\n")).calculators == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            '[tool.backedge]\ncalculators = "a.py"',
            ':2:1: error: tool.backedge.calculators expects a list of texts, found "a.py"',
        ),
        (
            "[tool.backedge]\n\nsubgraphs = [1]",
            ":3:1: error: tool.backedge.subgraphs expects texts, each the name of a folder",
        ),
        (
            '[tool.backedge]\ncalculator = ["a"]',
            ':2:1: error: [tool.backedge] has no key calculator\n    did you mean "calculators"?',
        ),
        ("[tool.backedge]\ncalculators = [", ":2:"),
        ('[tool.backedge]\ncalculators = [""]', "each the name of a module"),
    ],
)
def test_mistakes_are_told_at_their_lines(tmp_path: Path, text: str, complaint: str) -> None:
    """What is wrong with the table is said as of a graph."""
    file = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_project(file)
    assert complaint in str(caught.value)
    assert str(caught.value).startswith(str(file))


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    """The error names it."""
    with pytest.raises(ResourceError, match=r"cannot read .*pyproject\.toml: No such file"):
        read_project(tmp_path / "pyproject.toml")


def test_the_nearest_project_counts(tmp_path: Path) -> None:
    """A pyproject.toml without the table is passed over, and so is one that has other tables of a like name."""
    write(tmp_path, "[tool.backedge]\n")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    write(inner, "[tool.backedge-build]\n")
    assert find_project(inner) == tmp_path / "pyproject.toml"
    write(inner, "[tool.ruff]\n[ tool . backedge ]\n")
    assert find_project(inner) == inner / "pyproject.toml"
    assert find_project(Path("/")) is None
