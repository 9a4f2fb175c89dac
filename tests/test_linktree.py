"""The tree of links through which an installation with `-e` reads the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge.tools.linktree import make_link_tree

_FOLDERS = {"pack": "core", "pack.tools": "tools", "pack.tools.web": "tools/pages", "tests": "tests"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose folders have other names than what they are imported by."""
    for file in ("core/engine.py", "core/nodes/node.py", "tools/run.py", "tools/pages/page.py", "tests/test_it.py"):
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"NAME = {file!r}\n", encoding="utf-8")
    (tmp_path / "core" / "__pycache__").mkdir()
    table = "\n".join(f'"{package}" = "{folder}"' for package, folder in _FOLDERS.items())
    (tmp_path / "pyproject.toml").write_text(f"[tool.setuptools.package-dir]\n{table}\n", encoding="utf-8")
    return tmp_path


def _read(tree: Path, file: str) -> str:
    return (tree / file).read_text(encoding="utf-8")


def test_folders_have_the_names_they_are_imported_by(checkout: Path) -> None:
    """Packages inside others have their own folders; what Python has compiled is left out."""
    tree = make_link_tree(checkout)
    assert tree == checkout / "build" / "types"
    for link, file in {
        "pack/engine.py": "core/engine.py",
        "pack/nodes/node.py": "core/nodes/node.py",
        "pack/tools/run.py": "tools/run.py",
        "pack/tools/web/page.py": "tools/pages/page.py",
        "tests/test_it.py": "tests/test_it.py",
    }.items():
        assert _read(tree, link) == f"NAME = {file!r}\n"
    assert not (tree / "pack" / "__pycache__").exists()
    assert not (tree / "pack" / "tools" / "pages").exists()


def test_a_second_time_only_what_has_changed_is_changed(checkout: Path) -> None:
    """New modules appear, links to removed or moved ones go, and the others stay as they are."""
    tree = make_link_tree(checkout)
    kept = (tree / "pack" / "nodes").lstat()
    (checkout / "core" / "engine.py").rename(checkout / "core" / "motor.py")
    (tree / "pack" / "tools" / "run.py").unlink()
    (tree / "pack" / "tools" / "run.py").symlink_to(checkout / "tests" / "test_it.py")
    make_link_tree(checkout)
    assert not (tree / "pack" / "engine.py").is_symlink()
    assert _read(tree, "pack/motor.py") == "NAME = 'core/engine.py'\n"
    assert _read(tree, "pack/tools/run.py") == "NAME = 'tools/run.py'\n"
    assert (tree / "pack" / "nodes").lstat() == kept
