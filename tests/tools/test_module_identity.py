"""A file of calculators is one module, by whichever name it is imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.command_line import run_process

MODULE = """
import sys
from dataclasses import dataclass
from backedge import Calculator, Input, Output, register
print("imported", __name__, file=sys.stderr)

@dataclass
class OnceOptions:
    number: int = 0

@register
class Once(Calculator):
    source = Input[int]()
    target = Output[int]()
    options: OnceOptions

    def process(self) -> None:
        self.target.send(self.source.value)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a graph, a package, and a folder that is none."""
    (tmp_path / "graph.pbtxt").write_text(
        'input_stream: "a" node { calculator: "Once" input_stream: "a" output_stream: "b" }'
    )
    for name in ("pack", "plain"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "once.py").write_text(MODULE)
    (tmp_path / "pack" / "__init__.py").touch()
    (tmp_path / "pack" / "beside.py").write_text("from . import once\n")
    (tmp_path / "plain" / "link.py").symlink_to("once.py")
    (tmp_path / "plain" / "user.py").write_text("import plain.once\n")
    return tmp_path


@pytest.mark.parametrize(
    ("modules", "imported"),
    [
        (("pack/once.py", "pack.once"), "pack.once"),
        (("pack.once", "pack/once.py"), "pack.once"),
        (("pack/once.py", "pack/../pack/once.py"), "pack.once"),
        (("pack/beside.py", "pack/once.py"), "pack.once"),
        (("plain/once.py", "plain.once"), "once"),
        (("plain.once", "plain/once.py"), "plain.once"),
        (("plain/once.py", "plain/link.py"), "once"),
    ],
)
def test_a_file_and_a_module_are_one(folder: Path, modules: tuple[str, ...], imported: str) -> None:
    """It is imported once, in a package under the name that it has there, so that its own imports work."""
    options = [word for module in modules for word in ("--calculators", module)]
    result = run_process("check", "graph.pbtxt", *options, folder=folder)
    assert result == (0, "graph.pbtxt: ok, 1 node\n", f"imported {imported}\n")


def test_a_module_that_another_imports_by_another_name(folder: Path) -> None:
    """Its calculators and options are the same ones, defined twice."""
    result = run_process(
        "check", "graph.pbtxt", "--calculators", "plain/once.py", "--calculators", "plain.user", folder=folder
    )
    assert (result.status, result.stdout) == (0, "graph.pbtxt: ok, 1 node\n")
    assert result.stderr == "imported once\nimported plain.once\n"


def test_a_file_of_a_package_that_cannot_be_imported(folder: Path) -> None:
    """The error names the file, and the place in it."""
    (folder / "pack" / "broken.py").write_text("from . import none\n")
    result = run_process("check", "graph.pbtxt", "--calculators", "pack/broken.py", folder=folder)
    assert result.status == 1
    assert "--calculators: " in result.stderr
    assert (
        f"{folder / 'pack' / 'broken.py'} cannot be imported: ImportError: cannot import name 'none'" in result.stderr
    )
    assert f"    at {folder / 'pack' / 'broken.py'}:1" in result.stderr
