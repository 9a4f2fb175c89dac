"""What pyproject.toml cannot say: the packages, the text for an index, the compiled core, installations with `-e`."""

import gzip
import os
import re
import runpy
import shutil
import sysconfig
import tarfile
import time
import tomllib
from email.parser import HeaderParser
from fnmatch import fnmatchcase
from pathlib import Path

from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py
from setuptools.command.editable_wheel import editable_wheel
from setuptools.command.sdist import sdist

ROOT = Path(__file__).parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGE_DIR = PYPROJECT["tool"]["setuptools"]["package-dir"]
FOLDERS = [Path(folder) for folder in PACKAGE_DIR.values()]
COMPILE = os.environ.get("BACKEDGE_COMPILE", "0") not in ("", "0")
ADDRESS = "BACKEDGE_REPOSITORY"
"""Environment variable with the address of the repository, such as https://github.com/OWNER/NAME; a release sets it."""


def folders_in(folder: str) -> list[Path]:
    """The folders inside of `folder` that are imported under names of their own, relative to it."""
    return [other.relative_to(folder) for other in FOLDERS if Path(folder) in other.parents]


def own_packages(folder: str) -> list[str]:
    """The packages inside of `folder` that are imported from there, with dots."""
    others = [".".join(other.parts) for other in folders_in(folder)]
    return find_packages(folder, exclude=[pattern for name in others for pattern in (name, f"{name}.*")])


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


def project_urls() -> dict[str, str]:
    """What a package index shows beside the description: of the repository in $BACKEDGE_REPOSITORY.

    A wheel that is built from an sdist has what the sdist has. Without either there are none: whoever builds a copy of
    the sources does not send people with questions to somebody else.
    """
    if address := os.environ.get(ADDRESS, "").rstrip("/"):
        pages = {"Source": "", "Issues": "/issues", "Changelog": "/blob/main/CHANGELOG.md"}
        return {name: address + page for name, page in pages.items()}
    metadata = ROOT / "PKG-INFO"
    if not metadata.exists():
        return {}
    lines = HeaderParser().parsestr(metadata.read_text(encoding="utf-8")).get_all("Project-URL", [])
    return {name: url for name, _, url in (line.partition(", ") for line in lines)}


def write_commit(package: Path) -> None:
    """Write the commit of the sources, where it is known, beside the modules in the folder `package`."""
    source_commit = runpy.run_path(str(ROOT / "tools" / "source_commit.py"))
    if commit := source_commit["commit_of_build"](ROOT):
        (package / source_commit["FILE"]).write_text(f"{commit}\n", encoding="ascii")


class BuildModules(build_py):
    """Also writes the commit, which no repository is there to ask for later."""

    def run(self) -> None:
        """Copy the modules and data of the packages."""
        super().run()
        if not self.editable_mode:
            write_commit(Path(self.build_lib, "backedge"))


class SourceDistribution(sdist):
    """Also writes the commit: what is unpacked is no repository."""

    def make_release_tree(self, base_dir: str, files: list[str]) -> None:
        """Copy the files into the folder that is packed."""
        super().make_release_tree(base_dir, files)
        write_commit(Path(base_dir, "framework"))

    def make_archive(self, base_name: str, format: str, *_: object, base_dir: str, **__: object) -> str:  # noqa: A002
        """Pack the folder `base_dir` so that the same sources give the same bytes, wherever and whenever it is done.

        Times are SOURCE_DATE_EPOCH where that is set (https://reproducible-builds.org/specs/source-date-epoch/).
        """
        if format != "gztar":
            raise ValueError(f"an sdist is a .tar.gz, not {format}")
        seconds = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))

        def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.mtime = seconds
            entry.mode = 0o755 if entry.mode & 0o100 else 0o644
            return entry

        name = f"{base_name}.tar.gz"
        with gzip.GzipFile(name, "wb", mtime=seconds) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
            archive.add(base_dir, filter=plain)  # sorted by name
        return name


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
                if any(file.is_relative_to(ROOT / folder / other) for other in folders_in(folder)):
                    continue
                copy = copies.joinpath(*package.split("."), file.relative_to(ROOT / folder))
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, copy)
                if file.name != "__init__.py":
                    names[".".join(copy.relative_to(copies).with_suffix("").parts)] = copy
        os.environ["MYPYPATH"] = str(copies)
        return names


README = (ROOT / "README.md").read_text(encoding="utf-8")

# `packages.find` cannot add a prefix, and a written list would lose new folders.
# Links to files of the checkout lead nowhere on a package index: their texts have to do, and its pictures are left out.
setup(
    long_description=re.sub(
        r"\[([^]]+)\]\((?!https?:)[^)]+\)", r"\1", re.sub(r"!\[[^]]*\]\((?!https?:)[^)]+\)\n+", "", README)
    ),
    long_description_content_type="text/markdown",
    project_urls=project_urls(),
    cmdclass={
        "build_ext": BuildCore,
        "build_py": BuildModules,
        "editable_wheel": EditableWheel,
        "sdist": SourceDistribution,
    },
    packages=[
        name
        for package, folder in PACKAGE_DIR.items()
        for name in (package, *(f"{package}.{sub}" for sub in own_packages(folder)))
    ],
    # Frontends ask for these before they build, with isolation; pyproject.toml could only name them for every build.
    setup_requires=["mypy[mypyc]>=2.4"] if COMPILE else [],
    ext_modules=[Extension("backedge__mypyc", [])] if COMPILE else [],
)
