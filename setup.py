"""What pyproject.toml cannot say: the packages, the text for an index, the compiled core, installations with `-e`."""

import os
import re
import runpy
import shutil
import sysconfig
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.editable_wheel import editable_wheel

ROOT = Path(__file__).parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGE_DIR = PYPROJECT["tool"]["setuptools"]["package-dir"]
COMPILE = os.environ.get("BACKEDGE_COMPILE", "0") not in ("", "0")


class EditableWheel(editable_wheel):
    """An installation with `-e` that type checkers and editors see, too: a path to `build/types`, which has links.

    Left alone, setuptools maps folders to the names they are imported by with an import hook, which only Python runs.
    Nothing is compiled: what is edited would not be what runs.
    """

    def finalize_options(self) -> None:
        """Let the packages be found in the tree of links, which needs no mapping."""
        make_link_tree = runpy.run_path(str(ROOT / "tools" / "linktree.py"))["make_link_tree"]
        self.distribution.package_dir = {"": str(make_link_tree(ROOT).relative_to(ROOT))}
        self.distribution.ext_modules = []
        super().finalize_options()


class BuildCore(build_ext):
    """Compiles the modules under ``tool.backedge-build`` in pyproject.toml, from the same sources, with mypyc."""

    def run(self) -> None:
        """Put what mypyc makes in the place of the one extension that stands for it until here."""
        # Left by an earlier build of other modules, they would be found before the sources.
        for stale in Path(self.build_lib).rglob(f"*{sysconfig.get_config_var('EXT_SUFFIX')}"):
            stale.unlink()
        self.distribution.ext_modules = self._write_c()
        self.swig_opts = None  # finalize_options() takes text only, and leaves a list
        super().finalize_options()
        super().run()

    def _write_c(self) -> list[Extension]:
        from mypyc.build import mypycify

        names = self._copy_sources()
        patterns = PYPROJECT["tool"]["backedge-build"]["compiled-modules"]
        if idle := [pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in names)]:
            raise ValueError(f"tool.backedge-build.compiled-modules: no module is {', '.join(idle)}")
        files = [str(file) for name, file in names.items() if any(fnmatchcase(name, each) for each in patterns)]
        # Types are checked elsewhere, with all libraries there. What mypyc cannot compile is an error here, too.
        options = ["--explicit-package-bases", "--ignore-missing-imports", "--follow-imports=silent", "--config-file="]
        c_files = str(ROOT / "build" / "core" / "c")
        return mypycify([*options, *files], opt_level="2", group_name="backedge", target_dir=c_files)

    def _copy_sources(self) -> dict[str, Path]:
        """Copy all modules into folders with their import names, which mypy goes by; gives the copies by name."""
        copies = ROOT / "build" / "core" / "sources"
        shutil.rmtree(copies, ignore_errors=True)
        names = {}
        for package, folder in PACKAGE_DIR.items():
            for file in sorted((ROOT / folder).rglob("*.py")):
                copy = copies.joinpath(*package.split("."), file.relative_to(ROOT / folder))
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, copy)
                if file.name != "__init__.py":
                    names[".".join(copy.relative_to(copies).with_suffix("").parts)] = copy
        os.environ["MYPYPATH"] = str(copies)
        return names


README = (ROOT / "README.md").read_text(encoding="utf-8")

# `packages.find` cannot add a prefix, and a written list would lose new folders.
# Links to files of the checkout lead nowhere on a package index, where their texts, which name the files, have to do.
setup(
    long_description=re.sub(r"\[([^]]+)\]\((?!https?:)[^)]+\)", r"\1", README),
    long_description_content_type="text/markdown",
    cmdclass={"editable_wheel": EditableWheel, "build_ext": BuildCore},
    packages=[
        name
        for package, folder in PACKAGE_DIR.items()
        for name in (package, *(f"{package}.{sub}" for sub in find_packages(folder)))
    ],
    # Frontends ask for these before they build, with isolation; pyproject.toml could only name them for every build.
    setup_requires=["mypy[mypyc]>=2.4"] if COMPILE else [],
    ext_modules=[Extension("backedge__mypyc", [])] if COMPILE else [],
)
