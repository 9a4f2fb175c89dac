"""Makes `build/types`, a tree of links in which the folders have the names they are imported by.

An installation with `-e` puts it on Python's path (see setup.py), so programs, type checkers and editors all read the
checkout through it. Run this after adding something directly inside `framework/` or `tools/`; everything deeper appears
by itself.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def make_link_tree(root: Path) -> Path:
    """Link the folders of the checkout at `root` under their import names.

    Links that are right stay as they are, so that programs which read the tree meanwhile do not notice.

    Args:
        root: folder of the pyproject.toml whose package-dir table is followed.

    Returns:
        The folder to put on the path.
    """
    types = root / "build" / "types"
    links = _links(root, types)
    for path in types.rglob("*"):
        if path.is_symlink() and links.get(path) != path.readlink():
            path.unlink()
    for link, target in links.items():
        if not link.is_symlink():
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(target, target_is_directory=target.is_dir())
    return types


def _links(root: Path, types: Path) -> dict[Path, Path]:
    """The links that there have to be, with their targets."""
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    package_dir: dict[str, str] = pyproject["tool"]["setuptools"]["package-dir"]
    folders = {root / folder for folder in package_dir.values()}
    links: dict[Path, Path] = {}
    for package, folder in package_dir.items():
        link, target = types.joinpath(*package.split(".")), root / folder
        if any(other.startswith(f"{package}.") for other in package_dir) or any(target in f.parents for f in folders):
            # Other folders go inside this package, or one of its own is imported under another name, so it has to be a
            # real folder with a link for each entry.
            own = (entry for entry in target.iterdir() if entry.name != "__pycache__" and entry not in folders)
            links |= {link / entry.name: entry for entry in own}
        else:
            links[link] = target
    return links


if __name__ == "__main__":
    make_link_tree(ROOT)
